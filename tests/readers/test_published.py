"""Publication times as exports write them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newstagger import read
from newstagger.readers.published import read_published
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("2024-02-14", date(2024, 2, 14)),
        ("14/02/2024", date(2024, 2, 14)),
        ("14/02/2024 18:30", datetime(2024, 2, 14, 18, 30)),
        ("14.02.2024", date(2024, 2, 14)),
        ("14 février 2024", date(2024, 2, 14)),
        ("Publié le mercredi 14 février 2024 à 18h30", datetime(2024, 2, 14, 18, 30)),
        ("Wed, 14 Feb 2024 18:30:00 +0100", datetime(2024, 2, 14, 18, 30, tzinfo=timezone(timedelta(hours=1)))),
        (1707931800, datetime(2024, 2, 14, 17, 30, tzinfo=timezone.utc)),
        ("1707931800000", datetime(2024, 2, 14, 17, 30, tzinfo=timezone.utc)),
        ("", None),
        (None, None),
    ],
)
def test_forms_of_exports_are_read(value: object, want: date | None):
    assert read_published(value) == want


@pytest.mark.parametrize("value", ["hier", "2021-13-45", "32/01/2024", 5, True, "février", "x" * 10_000, [2024]])
def test_what_is_no_date_is_said(value: object):
    with pytest.raises(ValueError, match="ISO 8601"):
        read_published(value)


def test_dates_that_cannot_be_read_are_counted_on_standard_error(tmp_path: Path, cli: Cli):
    records = [{"text": "Il pleut.", "published": when} for when in ("hier", "2024-02-14", "demain")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    assert [bool(a.warnings) for a in read(tmp_path / "a.jsonl")] == [True, False, True]
    for command in (("tag", "--only", "dates"), ("convert",)):
        done = cli(command[0], tmp_path / "a.jsonl", "-o", tmp_path / f"{command[0]}.jsonl", *command[1:])
        assert done.status == 0
        assert "2 articles have a publication time that cannot be read" in done.err
