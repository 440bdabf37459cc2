"""Mentions become the entries that an editor would print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, Tagger
from newstagger._names import grouping as names
from newstagger._text.words import gazetteer
from newstagger.tags import Mention
from tests.names.scores import compare, f1

GOLD = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "names_gold.jsonl").read_text("utf-8").splitlines()
]


def mentions(*texts: str, title: str | None = None) -> list[Mention]:
    at, found = 0, []
    for text in texts:
        found.append(Mention(start=at, end=at + len(text), text=text))
        at += len(text) + 1
    head = [Mention(field="title", start=0, end=len(title), text=title)] if title else []
    return head + found


def grouped(groups: list[names.Named]) -> dict[str, list[str]]:
    return {group.name: [m.text for m in group.mentions] for group in groups}


def test_gold_articles_give_the_lists_of_an_editor(tagger: Tagger):
    assert len(GOLD) >= 40
    totals = [0, 0, 0]
    for article in GOLD:
        tags = tagger.tag(Article(article["text"], title=article["title"]))
        for counts in compare(article, tags).values():
            totals = [a + b for a, b in zip(totals, counts[:3], strict=True)]
    assert f1(*totals) >= 0.90


def test_a_bare_surname_goes_to_the_last_full_name_before_it():
    found = names.group_people(mentions("Luc Martin", "Martin", "Ève Martin", "Martin", "M. Durand", "Jean Durand"), {})
    assert grouped(found) == {
        "Luc Martin": ["Luc Martin", "Martin"],
        "Ève Martin": ["Ève Martin", "Martin"],
        "M. Durand": ["M. Durand"],
        "Jean Durand": ["Jean Durand"],
    }


def test_a_surname_before_any_full_name_goes_to_the_first_one_after_it():
    assert grouped(names.group_people(mentions("Luc Martin", title="Martin"), {})) == {
        "Luc Martin": ["Martin", "Luc Martin"]
    }


def test_a_surname_with_its_particle_before_any_full_name_goes_to_the_first_one_after_it():
    found = names.group_people(mentions("De Gaulle", "Le Pen", "Charles de Gaulle", "de Gaulle"), {})
    assert grouped(found) == {
        "Charles de Gaulle": ["De Gaulle", "Charles de Gaulle", "de Gaulle"],
        "Le Pen": ["Le Pen"],
    }


def test_a_first_name_that_is_also_a_particle_keeps_its_surname():
    assert grouped(names.group_people(mentions("Ben Ostrovski", "Ostrovski"), {})) == {
        "Ben Ostrovski": ["Ben Ostrovski", "Ostrovski"]
    }


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Emmanuel Macron", "MACRON"),
        ("Marine Le Pen", "Le Pen"),
        ("Dominique de Villepin", "de Villepin"),
        ("Maeve O’Leary", "O’Leary"),
        ("Emmanuel Macron", "E. Macron"),
        ("Jean-Luc Mélenchon", "Melenchon"),
        ("Jean-Yves Le Drian", "Le Drian"),
    ],
)
def test_forms_of_one_name_are_one_entry(full: str, short: str):
    assert list(grouped(names.group_people(mentions(full, short), {}))) == [full]


def test_the_fullest_well_formed_name_is_printed():
    assert list(grouped(names.group_people(mentions("EMMANUEL MACRON", "Emmanuel Macron"), {}))) == ["Emmanuel Macron"]
    assert list(grouped(names.group_people(mentions("EMMANUEL MACRON"), {}))) == ["Emmanuel Macron"]


@pytest.mark.parametrize(
    ("written", "printed"), [("GENÈVE", "Genève"), ("SNCF", "SNCF"), ("BCIJ", "BCIJ"), ("ONU", "ONU")]
)
def test_uppercase_names_are_printed_in_their_usual_case(written: str, printed: str):
    assert names.tidy(written) == printed


def test_entries_are_sorted_by_weight_title_first():
    found = names.group_places(mentions("Paris", "Lyon", "Lyon", title="Brest"))
    assert list(grouped(found)) == ["Brest", "Lyon", "Paris"]


def test_acronyms_explained_in_the_text_join_their_long_form():
    pairs = [("Agence spatiale européenne", "ESA")]
    found = names.group_organisations(mentions("ESA", "Agence spatiale européenne", "ESA"), pairs)
    assert grouped(found) == {"Agence spatiale européenne": ["ESA", "Agence spatiale européenne", "ESA"]}
    assert found[0].aliases == ["ESA"]


def test_aliases_join_only_by_the_table():
    assert list(grouped(names.group_organisations(mentions("Daech", "État islamique", "Daesh")))) == ["État islamique"]
    table = names.read_aliases("Front du fleuve\tFDF; le Fleuve\n# a comment\n")
    assert list(grouped(names.group_organisations(mentions("FDF", "Front du fleuve"), aliases=table))) == [
        "Front du fleuve"
    ]
    assert len(names.group_organisations(mentions("Daech", "Daesh"), aliases=table)) == 2


def test_what_an_organisation_is_is_no_part_of_its_name():
    assert list(grouped(names.group_organisations(mentions("agence Bernama", "Bernama")))) == ["Bernama"]
    assert list(grouped(names.group_organisations(mentions("La Croix-Rouge")))) == ["Croix-Rouge"]
    assert list(grouped(names.group_organisations(mentions("Le Courrier du Rhône")))) == ["Le Courrier du Rhône"]


def test_names_of_one_country_are_one_place():
    assert list(grouped(names.group_places(mentions("Burkina", "Burkina Faso")))) == ["Burkina Faso"]


@pytest.mark.parametrize(("name", "code"), [("Maroc", "MA"), ("Rabat", "MA"), ("Marocain", "MA"), ("Valmont", None)])
def test_places_know_their_country(name: str, code: str | None):
    assert gazetteer().country(name) == code


def test_a_surname_taken_for_a_place_is_given_back():
    people, places = mentions("Philippe Vernoux"), [Mention(field="title", start=0, end=7, text="Vernoux")]
    names.reclaim_surnames(people, places)
    assert ([m.text for m in people], places) == (["Vernoux", "Philippe Vernoux"], [])


def test_a_surname_that_is_a_country_stays_a_place():
    people, places = mentions("Pierre France"), mentions("France")
    names.reclaim_surnames(people, places)
    assert [m.text for m in places] == ["France"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), max_size=30))
def test_every_mention_is_in_one_group(texts: list[str]):
    given_ = mentions(*texts)
    for group in (names.group_people(given_, {}), names.group_organisations(given_), names.group_places(given_)):
        assert sorted(m.start for g in group for m in g.mentions) == sorted(m.start for m in given_)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("IPSE", "IPSE"),
        ("GENÈVE", "Genève"),
        ("SNCF", "SNCF"),
        ("Fra-\nchon", "Frachon"),
        ("Boulogne-\nBillancourt", "Boulogne-Billancourt"),
    ],
)
def test_names_are_printed_as_they_are_written(written: str, printed: str):
    assert names.tidy(written) == printed


def test_a_company_is_not_its_founder():
    people, organisations = mentions("Louis Renault"), mentions("Renault", "Louis Vernoux")
    names.reclaim_surnames(people, organisations)
    assert [m.text for m in organisations] == ["Renault", "Louis Vernoux"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Monde", "Le Monde"), ("Échos", "Les Échos"), ("Humanité", "L’Humanité"), ("Canard enchaîné", "Le Canard enchaîné"),
        ("Le Monde", "Le Monde"), ("La Croix-Rouge", "Croix-Rouge"), ("Croix-Rouge", "Croix-Rouge"), ("Union", "Union"),
        ("Lysmonde", "Lysmonde"),
    ],
)  # fmt: skip
def test_a_newspaper_has_its_article(written: str, name: str):
    (found,) = names.group_organisations(mentions(written))
    assert (found.name, found.aliases) == (name, [])


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("burkina faso", "Burkina Faso"), ("côte d’ivoire", "Côte d’Ivoire"), ("paris", "Paris"), ("nestlé", "Nestlé"), ("xzkovic", "Xzkovic"),
        ("police belge", "police belge"), ("hôtel de ville", "hôtel de ville"), ("@lys.fr", "@lys.fr"), ("AWA DIOP", "Awa Diop"),
    ],
)  # fmt: skip
def test_a_name_of_one_case_is_printed_in_the_usual_one(written: str, printed: str):
    assert names.tidy(written) == printed
