from __future__ import annotations

import pickle

import pytest

from newstagger import errors


def test_a_message_names_the_source_the_line_and_the_reason():
    error = errors.RecordError("a.jsonl", "has no field `text`", 3)
    assert str(error) == "a.jsonl, line 3: has no field `text`"
    assert (error.source, error.line, error.reason) == ("a.jsonl", 3, "has no field `text`")


def test_a_missing_extra_says_how_to_install_it():
    assert "pip install 'newstagger[html]'" in str(errors.MissingExtraError("p.html", "trafilatura", "html"))


@pytest.mark.parametrize(
    "error",
    [errors.InputError("a", "b", 1), errors.RecordError("a", "b"), errors.MissingExtraError("a", "pyarrow", "parquet")],
)
def test_errors_survive_the_way_between_processes(error: errors.InputError):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_everything_can_be_caught_at_once():
    for name in ("InputError", "RecordError", "OutputError", "ModelError", "LabelError", "UsageError"):
        assert issubclass(getattr(errors, name), errors.NewstaggerError)
