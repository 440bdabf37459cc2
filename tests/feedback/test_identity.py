"""An article stays one article when its title or date comes late. Every article is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article
from newstagger._feedback.gold import Given, GoldMention, list_dates
from newstagger._feedback.lists import Filter
from newstagger._feedback.store import Corrections, Verdict
from newstagger._feedback.verdicts import DISTINCTIVE, Place, find_same, update_details

TEXT = "Jeudi, Jean Morvan a quitté Brest. Le PSG jouera la semaine prochaine à Nantes, a dit Anne Le Goff mardi soir."
LONG = TEXT + " Le club annoncera vendredi la durée du contrat." * 4
DATES = {"Jeudi": Place("text", 0, 5), "mardi soir": Place("text", TEXT.index("mardi"), len(TEXT) - 1)}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Corrections]:
    with Corrections(tmp_path / "c.sqlite") as corrections:
        yield corrections


def see(kept: Corrections, key: str) -> None:
    from newstagger import find_dates

    article = kept.one(key).article
    names = [GoldMention(Place("text", 7, 18), "people", "Jean Morvan")]
    if article.title and "Morvan" in article.title:
        start = article.title.index("Morvan")
        names.insert(0, GoldMention(Place("title", start, start + 6), "people", "Jean Morvan"))
    kept.see(key, Given(tuple(names), list_dates(find_dates(article.text, article.published))), "m")


def values(kept: Corrections, key: str) -> dict[str, str | None]:
    found = kept.one(key)
    return {record["text"]: record["value"] for record in found.gold.date_records(found.article)}


def test_a_date_given_late_resolves_what_nobody_judged(kept: Corrections):
    key = kept.put(Article(TEXT), ["Sport"], 0.5, "m")
    see(kept, key)
    assert values(kept, key)["Jeudi"] is None
    kept.judge(key, [Verdict("topic", "Sport", "right"), Verdict("date", str(DATES["mardi soir"]), "2024-02-27")], "A")
    assert kept.put(Article(TEXT, published=date(2024, 3, 7)), ["Autre"], 0.1, "m2") == key
    assert values(kept, key) == {"Jeudi": "2024-03-07", "semaine prochaine": "2024-W11", "mardi soir": "2024-02-27"}
    kept.put(Article(TEXT, published=date(2023, 3, 9)), [], 0.1, "m2")
    assert values(kept, key)["Jeudi"] == "2023-03-09"
    assert values(kept, key)["mardi soir"] == "2024-02-27", "what was judged stays"
    assert kept.one(key).article.published == date(2023, 3, 9)
    assert kept.one(key).given == ["Sport"]
    assert kept.put(Article(TEXT), [], 0.1, "m2") == key
    assert kept.one(key).article.published == date(2023, 3, 9), "a date that is not given stays"


def test_a_title_given_late_or_corrected_loses_nothing(kept: Corrections):
    key = kept.put(Article(TEXT), ["Sport"], 0.5, "m")
    see(kept, key)
    kept.judge(key, [Verdict("topic", "Santé", "right"), Verdict("read", "", "yes")], "A")
    assert kept.put(Article(TEXT, title="Le départ de Jean Morvan"), [], 0.1, "m") == key
    see(kept, key)
    assert kept.counts()["articles"] == 1
    assert kept.one(key).labels == ["Sport", "Santé"]
    assert [str(m.place) for m in kept.one(key).gold.mentions] == ["title:18:24", "text:7:18"]
    assert kept.list_articles(Filter("reviewed", words="depart morvan"))[0][0].title == "Le départ de Jean Morvan"
    kept.judge(key, [Verdict("mention", "title:18:24", "organisations")], "A")
    for title, place in (("Morvan quitte Brest", "title:0:6"), ("Il part", None), ("Départ de Morvan", "title:10:16")):
        assert kept.put(Article(TEXT, title=title), [], 0.1, "m", key=key) == key
        found = kept.one(key)
        there = [str(m.place) for m in found.gold.mentions if m.place.field == "title"]
        assert there == ([place] if place else []), "the verdict follows its words, and waits while they are gone"
        assert found.mentions == ({place: "organisations"} if place else {})
        assert len(found.history) == 3
    assert kept.list_articles(Filter("reviewed", words="recrute"))[0] == []
    assert len(kept.list_articles(Filter("reviewed", words="depart"))[0]) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"title": "A"}, {"title": "A"}, True),
        ({"title": "A"}, {"title": " A\n"}, True),
        ({"title": "A"}, {}, True),
        ({"title": "A"}, {"title": "B"}, False),
        ({"title": "A", "id": "7"}, {"title": "B", "id": "7"}, True),
        ({"title": "A", "id": "7"}, {"title": "B", "id": "8"}, False),
        ({"title": "A", "url": "u"}, {"title": "B", "url": "u"}, True),
        ({"title": "A", "text": LONG}, {"title": "B", "text": LONG}, True),
        ({"title": "A", "text": LONG, "source": "X"}, {"title": "B", "text": LONG, "source": "Y"}, False),
        ({"title": "A", "text": LONG, "source": "X"}, {"title": "B", "text": LONG}, True),
        ({"title": "A", "text": ""}, {"title": "B", "text": ""}, False),
        ({"title": "A", "text": "", "source": "X"}, {"title": "A", "text": ""}, True),
    ],
)
def test_which_articles_are_one(kept: Corrections, one: dict[str, Any], other: dict[str, Any], same: bool):
    assert len(LONG) >= DISTINCTIVE > len(TEXT)
    first = kept.put(Article(**{"text": TEXT, **one}), [], 0.5, "m")
    assert (kept.put(Article(**{"text": TEXT, **other}), [], 0.5, "m") == first) is same
    assert kept.put(Article(**{"text": TEXT, **one}), [], 0.5, "m") == first
    assert kept.counts()["articles"] == 2 - same


def test_a_key_says_which_article_it_is_while_the_text_is_the_same(kept: Corrections):
    key = kept.put(Article("Brève.", title="A"), [], 0.5, "m")
    assert kept.put(Article("Brève.", title="B"), [], 0.5, "m", key=key) == key
    other = kept.put(Article("Brève.", title="A"), [], 0.5, "m")
    assert other != key, "the first one has another title now, and a key of its own"
    assert kept.one(other).article.title == "A"
    assert kept.put(Article("Autre texte."), [], 0.5, "m", key=key) not in (key, other)
    headline = kept.put(Article("", title="Morvan part"), [], 0.5, "m")
    assert kept.put(Article("", title="Morvan s’en va"), [], 0.5, "m", key=headline) == headline
    assert kept.find(Article("", title="Morvan s’en va")) == headline
    with pytest.raises(KeyError):
        kept.update("nothing", Article("Brève."))


def test_the_surest_match_is_taken():
    others = [Article(TEXT), Article(TEXT, title="B", id="7"), Article(TEXT, title="A")]
    assert find_same(Article(TEXT, title="A", id="7"), others) == 2
    assert find_same(Article(TEXT, title="C", id="7"), others) == 1
    assert find_same(Article(TEXT, title="C"), others) == 0
    assert find_same(Article(TEXT), []) is None


def test_details_that_are_not_given_stay():
    old = Article(TEXT, id="7", title="A", source="X", published=datetime(2024, 3, 7, 9, 30))
    new = update_details(old, Article(TEXT, url="u", title=""))
    assert (new.id, new.title, new.source, new.url, new.published) == ("7", "A", "X", "u", old.published)
    from_place = Article(TEXT, id="archive.csv:3", id_from_place=True)
    assert update_details(old, from_place).id == "7"


_CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("title"), st.sampled_from(["Morvan part", "Le PSG et Morvan", "Rien", "Morvan"])),
        st.tuples(st.just("published"), st.sampled_from(["2024-03-07", "2023-03-09T10:00"])),
        st.tuples(st.just("topic"), st.sampled_from(["Sport", "Santé"])),
        st.tuples(st.just("mention"), st.sampled_from(["people", "none"])),
    ),
    max_size=12,
)


@given(_CHANGES)
@settings(max_examples=40, deadline=None)
def test_whatever_changes_it_is_one_article_with_all_its_verdicts(changes: list[tuple[str, str]]):
    with TemporaryDirectory() as folder, Corrections(Path(folder) / "c") as kept:
        key = kept.put(Article(LONG), ["Sport"], 0.5, "m")
        see(kept, key)
        count = 0
        for what, value in changes:
            if what in ("title", "published"):
                assert kept.put(Article(LONG, **{what: value}), ["Sport"], 0.5, "m") == key  # type: ignore[arg-type]
                see(kept, key)
                continue
            title = kept.one(key).article.title or ""
            start = title.find("Morvan")
            place = f"title:{start}:{start + 6}" if start >= 0 else "text:7:18"
            verdict = ("topic", value, "right") if what == "topic" else ("mention", place, value)
            kept.judge(key, [Verdict(*verdict)], "A")  # type: ignore[arg-type]
            count += 1
        found = kept.one(key)
        assert kept.counts()["articles"] == 1
        assert len(found.history) == count
        said = {value for what, value in changes if what == "topic"}
        assert set(found.labels) == {"Sport", *said}
        published = [value for what, value in changes if what == "published"]
        jeudi = [d.value for d in found.gold.dates if d.place == DATES["Jeudi"]]
        assert jeudi == [
            {"2024-03-07": "2024-03-07", "2023-03-09T10:00": "2023-03-09"}[published[-1]] if published else None
        ]
        for mention in found.gold.mentions:
            field = found.article.title if mention.place.field == "title" else found.article.text
            assert field is not None
            assert field[mention.place.start : mention.place.end] in ("Morvan", "Jean Morvan")
