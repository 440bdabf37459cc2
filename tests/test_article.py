from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.article import Article, parse_published


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-01-01", date(2021, 1, 1)),
        ("2021-01-01T23:00", datetime(2021, 1, 1, 23)),
        ("2021-01-01T23:00:00Z", datetime(2021, 1, 1, 23, tzinfo=timezone.utc)),
        ("2021-01-01T23:00:00+01:00", datetime(2021, 1, 1, 23, tzinfo=timezone(timedelta(hours=1)))),
        ("2021-01-01T24:00", datetime(2021, 1, 2)),
        ("  ", None),
        (None, None),
    ],
)
def test_publication_times_are_iso_8601(text: str | None, value: object):
    assert parse_published(text) == value


@pytest.mark.parametrize(
    "text", ["hier", "2021-13-01", "2021-02-31", "01/02/2021", "2021-01-01T25:00", "12", "9999-12-31T24:00"]
)
def test_what_is_no_date_is_refused_with_an_example(text: str):
    with pytest.raises(ValueError, match="ISO 8601, such as 2021-01-01"):
        parse_published(text)


@given(st.datetimes())
def test_a_moment_written_is_read_back(moment: datetime):
    assert parse_published(moment.isoformat()) == moment


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_value_error(text: str):
    with contextlib.suppress(ValueError):
        parse_published(text)


def test_lone_surrogates_are_replaced_one_for_one_and_told():
    article = Article("a\ud800b", title="\udfff", topics=["\ud800"], declared_topics=["ok"])
    assert (article.text, article.title, article.topics) == ("a\ufffdb", "\ufffd", ["\ufffd"])
    assert article.warnings == ["lone surrogates were replaced by U+FFFD"]
    assert Article("ab").warnings == []


@pytest.mark.parametrize(
    "field",
    [
        {"entities": ["Paris"]},
        {"entities": [{"name": "Paris", "type": "LOC"}]},
        {"entities": {"people": ["Léa"]}},
        {"entities": [{"start": 0, "end": 3, "label": ["LOC"]}]},
        {"entities": [{"start": "0", "end": "3", "label": "LOC"}]},
        {"entities": [{"start": True, "end": 3, "label": "LOC"}]},
        {"entities": "Paris"},
        {"dates": "2021-01-01"},
        {"dates": ["2021-01-01"]},
        {"dates": [{"start": "2021-01-01", "end": "2021-01-02"}]},
        {"dates": [{"start": 1709629200, "end": 1709632800}]},
        {"dates": [{"start": 0, "end": 3, "value": {"a": 1}}]},
        {"dates": [{"start": 0, "end": 3, "field": ["text"], "value": "2021"}]},
        {"dates": [{"start": 3, "end": 3, "value": "2021"}]},
        {"dates": [None]},
        {"dates": 7},
    ],
    ids=str,
)
def test_fields_of_other_programs_are_not_taken_for_gold(field: dict[str, object]):
    assert Article.from_record({"text": "Il pleut.", **field}).gold == {}


def test_gold_is_recognised_by_its_shape():
    gold = {
        "entities": [
            {"start": 11, "end": 16, "label": "LOC"},
            {"start": 0, "end": 5, "label": "LOC", "field": "title"},
        ],
        "dates": [{"start": 0, "end": 2, "value": None}],
    }
    assert Article.from_record({"title": "Rabat", "text": "Il pleut à Rabat", **gold}).gold == gold
    assert Article.from_record({"text": "Il pleut.", "entities": []}).gold == {"entities": []}


def test_gold_outside_of_the_text_is_named():
    article = Article.from_record({"text": "Il pleut.", "entities": [{"start": 50, "end": 55, "label": "LOC"}]})
    assert article.gold == {}
    assert any("outside of the text" in warning for warning in article.warnings)
