from __future__ import annotations

import contextlib
import time
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.article import Article, parse_published
from newstagger.errors import NewstaggerError, UsageError
from newstagger.readers.published import read_published


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
    ("given", "value"),
    [
        ("2024-03-14", date(2024, 3, 14)),
        ("2024-03-14T08:30", datetime(2024, 3, 14, 8, 30)),
        (np.datetime64("2024-03-14"), date(2024, 3, 14)),
        (np.datetime64("2024-03-14T08:30:00.000000000"), datetime(2024, 3, 14, 8, 30)),
        (pd.Timestamp("2024-03-14T08:30+01:00"), datetime(2024, 3, 14, 7, 30, tzinfo=timezone.utc)),
        (np.str_("2024-03-14"), date(2024, 3, 14)),
        (time.strptime("2024-03-14 08:30", "%Y-%m-%d %H:%M"), datetime(2024, 3, 14, 8, 30, tzinfo=timezone.utc)),
        (pd.NaT, None),
        (np.datetime64("NaT"), None),
        (float("nan"), None),
        (pd.NA, None),
        ("", None),
    ],
)
def test_an_article_takes_its_publication_time_as_programs_hold_it(given: Any, value: object):
    assert Article("Le pont a fermé.", published=given).published == value


@pytest.mark.parametrize("empty", [None, float("nan"), np.nan, pd.NA, pd.NaT, np.float64("nan")])
def test_what_a_data_frame_holds_for_nothing_is_an_empty_field(empty: Any):
    article = Article(empty, id=empty, title=empty, url=empty, source=empty, topics=empty, declared_topics=empty)
    assert article == Article("")


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, pd.NaT])
def test_what_a_data_frame_holds_for_nothing_is_no_field_of_a_record(empty: Any):
    fields = ("id", "title", "published", "url", "author", "source", "topics", "declared_topics", "entities")
    assert Article.from_record({"text": "Il neige.", **dict.fromkeys(fields, empty)}) == Article("Il neige.")
    assert Article.from_record({"text": empty, "title": "Neige"}) == Article("", title="Neige")
    with pytest.raises(ValueError, match=r"has no field `text` \(its fields: text, url\)"):
        Article.from_record({"text": empty, "url": "u"})


def test_values_of_a_data_frame_are_fields_of_a_record():
    record = {
        "text": np.str_("Il neige."),
        "id": np.int64(3),
        "published": pd.Timestamp("2024-03-14T08:30:00.123456789"),
    }
    article = Article.from_record({**record, "title": np.str_("Neige"), "topics": np.array(["Météo"])})
    assert article == Article(
        "Il neige.", id="3", title="Neige", published=datetime(2024, 3, 14, 8, 30, 0, 123456), topics=["Météo"]
    )
    assert type(article.published) is datetime


def test_texts_of_numpy_are_texts():
    article = Article(np.str_("Le pont a fermé."), id=np.str_("a"), topics=np.array(["Transports"]))
    assert [type(article.text), type(article.id), type(article.topics), type((article.topics or [0])[0])] == [
        str, str, list, str
    ]  # fmt: skip


@pytest.mark.parametrize("number", [5, np.int64(5)])
def test_an_id_may_be_a_number(number: Any):
    assert Article("Le pont a fermé.", id=number).id == "5"


@pytest.mark.parametrize("labels", [("Sport", "Europe"), {"Sport", "Europe"}, iter(["Europe", "Sport"])])
def test_labels_become_a_list(labels: Any):
    assert sorted(Article("Le match est reporté.", topics=labels).topics or []) == ["Europe", "Sport"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"topics": "Sport"}, "topics must be a list of texts, not a text: 'Sport'"),
        ({"declared_topics": "Sport"}, "declared_topics must be a list of texts"),
        ({"topics": [1]}, "topics must be a list of texts, but holds a number: '1'"),
        ({"topics": {"label": "Sport"}}, "topics must be a list of texts, not an object"),
        ({"topics": 3}, "topics must be a list of texts, not a number"),
        ({"published": "hier"}, "published: 'hier' is not a date in ISO 8601"),
        ({"published": 20240314}, "published: .*not a number: 20240314"),
        ({"text": b"octets"}, "text must be a text, not bytes"),
        ({"title": 5}, "title must be a text, not a number"),
        ({"id": 1.5}, "id must be a text, not a number"),
        ({"id": True}, "id must be a text"),
        ({"url": ["a"]}, "url must be a text, not a list"),
    ],
)
def test_a_value_of_another_type_is_refused_by_the_name_of_its_field(fields: dict[str, Any], says: str):
    with pytest.raises(UsageError, match=says) as caught:
        Article(**{"text": "Le pont a fermé.", **fields})
    assert isinstance(caught.value, ValueError)  # what Python's own constructors raise
    assert isinstance(caught.value, NewstaggerError)


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
    assert any("outside the text" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    ("written", "day"),
    [("2024-W11-4", "2024-03-14"), ("2024W114", "2024-03-14"), ("2024-03-14+01:00", "2024-03-14"), ("2024-03-14Z", "2024-03-14")],
)  # fmt: skip
def test_days_are_the_same_in_every_python_and_in_files(written: str, day: str):
    assert Article("Il pleut.", published=written).published == read_published(written) == date.fromisoformat(day)


def test_an_hour_needs_its_sign():
    with pytest.raises(UsageError, match="ISO 8601"):
        Article("Il pleut.", published="2024-03-14x10:00")


def test_several_authors_of_a_record_stand_side_by_side():
    article = Article.from_record({"text": "Il pleut.", "author": ["Anne Blanc", "Jean Noir"], "source": []})
    assert (article.author, article.source) == ("Anne Blanc, Jean Noir", None)


def test_an_article_comes_back_from_its_record():
    article = Article(
        "La mairie a fermé le pont.",
        id="7",
        title="Le pont est fermé",
        published="2024-03-14T08:30",
        topics=["Transports"],
        declared_topics=["Ponts"],
        left_out=["Accueil", "Partager"],
        gold={"dates": []},
    )
    assert Article.from_record(article.to_record()) == article
    assert Article.from_record({"text": "a", "left_out": "x"}).left_out == []
