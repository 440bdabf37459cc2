"""Names and dates corrected by verdicts. Every article is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, Tagger
from newstagger._feedback.gold import Given, GoldDate, GoldMention, correct_names, select_latest
from newstagger._feedback.store import Corrections
from newstagger._feedback.verdicts import Kept, Place, Verdict, pair, parse_pair, parse_place

TITLE = "Le PSG recrute"
TEXT = "Mardi, Jean Morvan a quitté le Paris Saint-Germain. Morvan rejoint Brest, a dit Anne Le Goff. Le PSG se tait."
ARTICLE = Article(TEXT, title=TITLE)


def at(words: str, field: Any = "text", nth: int = 0) -> Place:
    text = TITLE if field == "title" else TEXT
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Place(field, start, start + len(words))


GIVEN = Given(
    (
        GoldMention(at("PSG", "title"), "organisations", "PSG"),
        GoldMention(at("Jean Morvan"), "people", "Jean Morvan"),
        GoldMention(at("Paris"), "places", "Paris"),
        GoldMention(at("Morvan", nth=1), "people", "Jean Morvan"),
        GoldMention(at("Brest"), "places", "Brest"),
        GoldMention(at("PSG"), "organisations", "PSG"),
    ),
    (GoldDate(at("Mardi"), "DATE", "2022-05-10"),),
)


def mention(words: str, verdict: str, nth: int = 0, field: str = "text") -> tuple[str, str, str]:
    return "mention", str(at(words, field, nth)), verdict


def name(words: str, kind: str) -> tuple[str, str, str]:
    return "name", words, kind


def two(one: str, other: str, verdict: str) -> tuple[str, str, str]:
    return "pair", pair(one, other), verdict


def when(words: str, verdict: str) -> tuple[str, str, str]:
    return "date", str(at(words)), verdict


def history(verdicts: list[tuple[str, str, str]]) -> list[Kept]:
    return [Kept(n, Verdict(*verdict), "", "") for n, verdict in enumerate(verdicts)]  # type: ignore[arg-type]


def holds(*verdicts: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """What each mention is, as text, kind and name."""
    found = correct_names(ARTICLE, GIVEN, select_latest(history(list(verdicts))))
    return [(e["text"], e["label"], e["name"]) for e in found.entity_records(ARTICLE)]


FIRST = holds()


def test_without_verdicts_all_is_as_the_model_gave_it():
    assert FIRST == [
        ("PSG", "organisations", "PSG"),
        ("Jean Morvan", "people", "Jean Morvan"),
        ("Paris", "places", "Paris"),
        ("Morvan", "people", "Jean Morvan"),
        ("Brest", "places", "Brest"),
        ("PSG", "organisations", "PSG"),
    ]


def test_a_missed_name_is_added_and_takes_the_place_of_what_it_overlaps():
    found = holds(mention("Paris Saint-Germain", "organisations"), mention("Anne Le Goff", "people"))
    assert ("Paris Saint-Germain", "organisations", "Paris Saint-Germain") in found
    assert ("Anne Le Goff", "people", "Anne Le Goff") in found
    assert "Paris" not in [text for text, _, _ in found]
    assert len(found) == len(FIRST) + 1


def test_a_boundary_is_moved_there_and_back():
    wider = [mention("Paris", "none"), mention("Paris Saint-Germain", "organisations")]
    back = [mention("Paris Saint-Germain", "none"), mention("Paris", "places")]
    assert holds(*wider, *back) == FIRST
    assert holds(*wider, mention("Paris", "open"), mention("Paris Saint-Germain", "open")) == FIRST
    surname = holds(mention("Jean Morvan", "none"), mention("Jean", "people"))
    assert surname[1] == ("Jean", "people", "Jean")


def test_a_mention_is_refused_alone_and_a_name_everywhere():
    assert [text for text, _, _ in holds(mention("PSG", "none"))].count("PSG") == 1
    assert "PSG" not in [text for text, _, _ in holds(name("PSG", "none"))]
    again = holds(mention("PSG", "none"), name("PSG", "places"))
    assert [one for one in again if one[0] == "PSG"] == [("PSG", "places", "PSG")], "a kind brings no refused one back"
    found = correct_names(ARTICLE, GIVEN, select_latest(history([mention("PSG", "none"), mention("Paris", "none")])))
    assert [(m.name, m.kind) for m in found.refused] == [("Paris", "places"), ("PSG", "organisations")]


def test_of_kinds_the_latest_holds():
    here = mention("PSG", "places")
    assert [kind for text, kind, _ in holds(name("PSG", "people"), here) if text == "PSG"] == ["people", "places"]
    assert [kind for text, kind, _ in holds(here, name("PSG", "people")) if text == "PSG"] == ["people", "people"]
    left = holds(mention("Morvan", "places", nth=1))
    assert ("Morvan", "places", "Morvan") in left, "it does not keep the name of whom it no longer means"


def test_names_are_merged_and_parted():
    full = mention("Paris Saint-Germain", "organisations")
    one = two("PSG", "Paris Saint-Germain", "one")
    assert [n for _, kind, n in holds(full, one) if kind == "organisations"] == ["Paris Saint-Germain"] * 3
    assert holds(full, one, two("PSG", "Paris Saint-Germain", "open")) == holds(full)
    parted = holds(two("Jean Morvan", "Morvan", "two"))
    assert [n for _, kind, n in parted if kind == "people"] == ["Jean Morvan", "Morvan"]
    assert holds(two("Brest", "PSG", "one")) == FIRST, "what is of two kinds is not one"
    assert holds(two("Lyon", "PSG", "one"), two("PSG", "Brest", "two")) == FIRST


def test_a_surname_that_was_missed_is_whose_it_is():
    given_ = Given(GIVEN.mentions[:3])
    found = correct_names(ARTICLE, given_, history([mention("Morvan", "people", nth=1)]))
    assert [m.name for m in found.mentions if m.kind == "people"] == ["Jean Morvan", "Jean Morvan"]


def test_dates_are_corrected_deleted_and_added():
    def dates(*verdicts: tuple[str, str, str]) -> list[tuple[str, str, str | None]]:
        found = correct_names(ARTICLE, GIVEN, select_latest(history(list(verdicts))))
        return [(d["text"], d["type"], d["value"]) for d in found.date_records(ARTICLE)]

    assert dates() == [("Mardi", "DATE", "2022-05-10")]
    assert dates(when("Mardi", "TIME 2022-05-03T18:00")) == [("Mardi", "TIME", "2022-05-03T18:00")]
    assert dates(when("Mardi", "SET")) == [("Mardi", "SET", None)]
    assert dates(when("Mardi", "none")) == []
    assert dates(when("Mardi", "none"), when("Mardi", "open")) == dates()
    assert dates(when("Mardi, Jean", "DATE 2022")) == [("Mardi, Jean", "DATE", "2022")]


def test_records_say_where():
    found = correct_names(ARTICLE, GIVEN, [])
    first, second = found.entity_records(ARTICLE)[:2]
    assert first == {"field": "title", "start": 3, "end": 6, "text": "PSG", "label": "organisations", "name": "PSG"}
    assert "field" not in second
    assert Given.from_json(json.loads(json.dumps(GIVEN.to_json()))) == GIVEN


_ANY = st.sampled_from(
    [mention(w, v) for w in ("PSG", "Paris", "Paris Saint-Germain", "Saint-Germain", "Anne Le Goff") for v in ("people", "places", "none", "open")]
    + [name("PSG", v) for v in ("people", "none", "open")]
    + [two("PSG", "Paris", v) for v in ("one", "two", "open")]
)  # fmt: skip


@given(st.lists(_ANY, max_size=12))
@settings(max_examples=100)
def test_taking_all_back_leaves_what_was_given_and_no_two_added_names_overlap(verdicts: list[tuple[str, str, str]]):
    assert holds(*verdicts, *((what, subject, "open") for what, subject, _ in verdicts)) == FIRST
    places = [m.place for m in correct_names(ARTICLE, GIVEN, select_latest(history(verdicts))).mentions]
    for one, other in pairwise(places):
        assert one.field != other.field or one.end <= other.start


# --- the store


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Corrections]:
    with Corrections(tmp_path / "c.sqlite") as corrections:
        yield corrections


def test_the_store_keeps_what_was_given_and_what_was_said(kept: Corrections):
    key = kept.put(ARTICLE, [], 0.5, "m1")
    kept.see(key, GIVEN, "m1")
    kept.judge(key, [Verdict(*mention("Brest", "organisations")), Verdict("date", str(at("Mardi")), "2022-05-03")], "S")  # type: ignore[arg-type]
    kept.see(key, Given(), "m2")
    found = kept.one(key)
    assert found.seen == GIVEN, "what was judged keeps the names that it was judged with"
    assert found.mentions == {str(at("Brest")): "organisations"}
    assert found.dates == {str(at("Mardi")): "DATE 2022-05-03"}, "the type follows from the value"
    assert [found.names_judged, found.dates_judged, found.judged] == [True] * 3
    assert [one.article.title for one in kept.all()] == [TITLE]
    with pytest.raises(KeyError):
        kept.see("nothing", GIVEN, "m")


def test_what_nobody_named_is_no_gold_of_an_article_whose_other_names_are_unknown(kept: Corrections):
    key = kept.put(ARTICLE, [], 0.5, "m")
    kept.judge(key, [Verdict(*mention("Brest", "places")), Verdict(*when("Mardi", "2022"))], "")  # type: ignore[arg-type]
    assert not kept.one(key).names_judged
    assert not kept.one(key).dates_judged
    kept.judge(key, [Verdict("read", "", "yes")], "")
    assert kept.one(key).names_judged
    assert kept.one(key).dates_judged


def test_a_newer_model_names_anew_what_nobody_judged(kept: Corrections):
    key = kept.put(ARTICLE, [], 0.5, "m1")
    kept.see(key, GIVEN, "m1")
    kept.see(key, Given(), "m2")
    assert kept.one(key).seen == Given()


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (("mention", "text:0", "people"), "is not a place in an article; write title or text"),
        (("mention", "body:0:5", "people"), "is not a place"),
        (("mention", "text:0:-5", "people"), "is not a place"),
        (("mention", "text:5:5", "people"), "lies outside the text"),
        (("mention", f"text:0:{len(TEXT) + 1}", "people"), "lies outside the text, which has 109 characters"),
        (("mention", "title:0:99", "people"), "lies outside the title, which has 14 characters"),
        (("mention", "text:5:7", "people"), "contains no letter or digit: ', '"),
        (("mention", "text:0:5", "right"), "must be one of people, organisations, places, none, open"),
        (("date", "text:0:5", "hier"), "'hier' is not a value of type DATE; write 2021"),
        (("date", "text:0:5", "DATE 2022-02-30"), "there is no day 2022-02-30"),
        (("date", "text:0:500", "none"), "lies outside the text"),
        (("pair", "PSG", "one"), "needs two different names with a tab between them"),
        (("pair", "PSG\tPSG", "one"), "needs two different names"),
        (("pair", "PSG\tParis", "same"), "must be one of one, first, second, two, open"),
    ],
)
def test_what_is_no_sense_is_refused_and_nothing_is_kept(kept: Corrections, verdict: Any, says: str):
    key = kept.put(ARTICLE, [], 0.5, "m1")
    with pytest.raises(ValueError, match=says):
        kept.judge(key, [Verdict("topic", "Sport", "right"), Verdict(*verdict)], "")
    assert kept.one(key).history == []


def test_pairs_and_places_come_back():
    assert parse_pair(pair("b", "a")) == ("a", "b")
    assert parse_place(str(at("Brest"))) == at("Brest")


def test_the_tags_of_a_model_are_what_was_given(tagger: Tagger):
    found = Given.of(tagger.tag(ARTICLE, published="2022-05-12"))
    assert ("Jean Morvan", "people") in [(m.name, m.kind) for m in found.mentions]
    assert [(d.kind, d.value) for d in found.dates] == [("DATE", "2022-05-10")]
