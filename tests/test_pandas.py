"""newstagger in pandas's own hands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from newstagger import Tagger, UsageError, tag_frame

pd = pytest.importorskip("pandas", reason="the extra pandas is not installed")
Frame = Any

TEXTS = ["Emmanuel Macron est arrivé mardi à Rabat, puis mercredi à Oran.", "L’ONU se réunit mardi."]


@pytest.fixture(scope="module")
def dates() -> Tagger:
    return Tagger(None, None, only=["dates"])


def test_a_frame_of_articles_becomes_a_frame_of_tags(tagger: Tagger):
    df = pd.DataFrame({"text": TEXTS, "published": ["2021-01-01", "2021-03-12T10:00"]}, index=["a", "a"])
    tags = tag_frame(df, tagger=tagger)
    assert list(tags.columns) == [
        "topics", "scores", "people", "organisations", "places", "dates", "error",
    ]  # fmt: skip
    assert list(tags.index) == ["a", "a"]
    for row, text, moment in zip(tags.to_dict("records"), TEXTS, df["published"], strict=True):
        want = tagger.tag(text, published=moment)
        assert row["topics"] == [topic.label for topic in want.topics]
        assert row["scores"] == [topic.score for topic in want.topics]
        for part in ("people", "organisations", "places"):
            assert row[part] == [entity.name for entity in getattr(want, part)]
        assert row["dates"] == [mention.value for mention in want.dates]
        assert row["error"] is None


def test_columns_are_named(dates: Tagger):
    df = pd.DataFrame({"corps": ["Il a neigé mardi."], "titre": ["Neige en mai 2019"], "jour": [date(2021, 1, 1)]})
    tags = tag_frame(df, "corps", title="titre", published="jour", tagger=dates)
    assert tags.to_dict("records") == [{"dates": ["2019-05", "2020-12-29"], "error": None}]
    named = df.rename(columns={"corps": "text", "titre": "title", "jour": "published"})
    assert tag_frame(named, tagger=dates).equals(tags)
    assert tag_frame(named, tagger=dates, title=None, published=None)["dates"].tolist() == [[]]


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_values_are_empty(dates: Tagger, empty: Any):
    df = pd.DataFrame(
        {"text": [empty, np.str_("Il a neigé mardi.")], "title": [empty] * 2, "published": [empty, "2021-01-01"]}
    )
    assert tag_frame(df.astype(object), tagger=dates).to_dict("records") == [
        {"dates": [], "error": None},
        {"dates": ["2020-12-29"], "error": None},
    ]


@pytest.mark.parametrize(
    ("times", "value"),
    [
        (["2021-01-01", "2021-01-02"], "2021-01-01TMO"),
        (["2021-01-01T10:00", "2021-01-02"], "2021-01-01TMO"),
        (["2021-01-01T10:00+02:00", "2021-01-02T10:00+02:00"], "2021-01-01TMO"),
    ],
)
def test_timestamps_are_taken(dates: Tagger, times: list[str], value: str):
    df = pd.DataFrame(
        {"text": ["Vu ce matin.", "Vu hier."], "published": pd.to_datetime(pd.Series(times), format="ISO8601")}
    )
    assert tag_frame(df, tagger=dates)["dates"].tolist() == [[value], ["2021-01-01"]]


def test_timestamps_that_are_all_at_midnight_are_days(dates: Tagger):
    df = pd.DataFrame({"text": ["Il y a trois heures.", ""], "published": pd.to_datetime(["2021-01-01", None])})
    as_day, as_moment = (find(dates, moment) for moment in (date(2021, 1, 1), datetime(2021, 1, 1)))
    assert as_day != as_moment
    assert tag_frame(df, tagger=dates)["dates"].tolist() == [as_day, []]


def find(tagger: Tagger, published: date) -> list[str]:
    return [mention.value for mention in tagger.tag("Il y a trois heures.", published=published).dates if mention.value]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_row_never_stops_the_others(workers: int):
    small = Tagger(None, None, only=["dates"], max_chars=30)
    texts = ["Vu en 2019.", 12, "Un texte trop long." * 9, "Vu en 2020.", "Vu en 2021."]
    df = pd.DataFrame({"text": texts, "published": [None, None, None, "hier", None]})
    tags = tag_frame(df, tagger=small, workers=workers)
    assert tags["dates"].tolist() == [["2019"], [], [], [], ["2021"]]
    problems = tags["error"].tolist()
    assert problems[0] is None
    assert problems[4] is None
    assert "text must be a text, not a number" in problems[1]
    assert "more than the limit of 30" in problems[2]
    assert "published: 'hier' is not a date" in problems[3]


def test_an_empty_frame_has_all_columns(dates: Tagger):
    assert list(tag_frame(pd.DataFrame({"text": []}), tagger=dates).columns) == ["dates", "error"]


@pytest.mark.parametrize(
    ("frame", "options", "problem"),
    [
        ({"text": ["a"]}, {}, "takes a pandas.DataFrame, not dict"),
        (pd.DataFrame({"corps": ["a"]}), {}, "no column 'text'; its columns: corps"),
        (pd.DataFrame({"text": ["a"]}), {"title": "titre"}, "no column 'titre'"),
        (pd.DataFrame([["a", "b"]], columns=["text", "text"]), {}, "several columns 'text'"),
    ],
)
def test_a_frame_without_the_column_is_refused(dates: Tagger, frame: Frame, options: dict[str, str], problem: str):
    with pytest.raises(UsageError, match=problem):
        tag_frame(frame, tagger=dates, **options)


def test_columns_are_tagged_as_texts_alone(dates: Tagger):
    column = pd.Series(["Vu en 2019.", pd.NA, np.nan, "Vu en 2020."])
    found = [[mention.value for mention in tags.dates] for tags in dates.tag_many(column)]
    assert found == [["2019"], [], [], ["2020"]]
