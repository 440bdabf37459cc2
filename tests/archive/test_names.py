"""Whose names are the same across the articles of an archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newstagger import TaggedArticle, UsageError
from newstagger._archive.linking import Correction, read_corrections
from newstagger._archive.names import link_names
from newstagger._writers import write
from tests.conftest import Cli


def people(*names: str) -> list[TaggedArticle]:
    return [article(people=[{"name": name}]) for name in names]


def article(**parts: Any) -> TaggedArticle:
    return TaggedArticle.model_validate({"id": repr(parts), "text": "Un texte.", **parts})


def groups(articles: list[TaggedArticle], corrections: list[Correction] | None = None) -> list[set[str]]:
    return [set(entity.names) for entity in link_names(articles, corrections or [])]


@pytest.mark.parametrize(
    "names",
    [
        ("Hélène Marchetti", "Helene Marchetti"),
        ("Jean-Marc Talvard", "Jean Marc Talvard"),
        ("Osman Bakri", "O. Bakri"),
        ("Osman Bakri", "Bakri"),
        ("Félix-Antoine Lumbala", "Félix Lumbala", "Lumbala"),
        ("Félix Lumbala Kasongo", "Félix Lumbala"),
        ("Félix Lumbala Kasongo", "Lumbala Kasongo"),
        ("Félix Lumbala Kasongo", "Lumbala"),
        ("Hélène Marchetti", "Marchetti Hélène"),
        ("Hélène Marchetti", "Mme Marchetti", "Dr Hélène Marchetti"),
        ("Claire Duval-Lorrain", "Duval-Lorrain"),
    ],
)
def test_forms_of_one_name_are_joined(names: tuple[str, ...]):
    assert groups(people(*names)) == [set(names)]


@pytest.mark.parametrize(
    "names",
    [
        ("Osman Bakri", "Nour Bakri"),
        ("Osman Bakri", "Nour Bakri", "Bakri"),
        ("Osman Bakri", "Octave Bakri", "O. Bakri"),
        ("Félix-Antoine Lumbala", "Félix-Marie Lumbala", "Félix Lumbala"),
        ("Osman Bakri", "Osman Diallo"),
        ("Jean-Luc Morel", "Luc"),
        ("Jean-Luc Morel", "Jean-Luc Azéma", "Jean-Luc"),
        ("Louis Marchetti", "Louise Marchetti"),
        ("R. B.", "B. R."),
    ],
)
def test_what_fits_two_people_is_left_apart(names: tuple[str, ...]):
    assert sorted(map(sorted, groups(people(*names)))) == sorted([name] for name in names)


def test_a_surname_alone_is_the_person_whom_nearly_all_articles_mean():
    known = people(*["Osman Bakri"] * 5, "Nour Bakri")
    assert {"Osman Bakri", "Bakri"} in groups([*known, *people("Bakri")])
    assert {"Bakri"} in groups([*known[1:], *people("Bakri")]), "four to one: nobody knows"


def test_a_first_name_alone_is_somebody_else_in_every_article():
    found = link_names(people("Thomas Bakri", "Thomas Diallo", "Thomas", "Thomas"))
    assert [entity.articles for entity in found if entity.name == "Thomas"] == [1, 1]
    assert len(link_names(people("Zélande", "Zélande"))) == 1, "no other name says that this is a first name"


def test_a_letter_may_be_wrong_where_the_articles_have_more_in_common():
    def one(name: str, label: str) -> TaggedArticle:
        return article(people=[{"name": name}], topics=[{"label": label, "score": 0.9}])

    assert groups([one("Hélène Marchetti", "Ski"), one("Hélène Marcheti", "Ski")]) == [{"Hélène Marchetti", "Hélène Marcheti"}]  # fmt: skip
    assert len(groups([one("Hélène Marchetti", "Ski"), one("Hélène Marcheti", "Vin")])) == 2
    assert len(groups([one("Hélène Roy", "Ski"), one("Hélène Rey", "Ski")])) == 2, "a short word"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("organisations", ("La France insoumise", "France insoumise", "LFI")),
        ("organisations", ("Rassemblement national", "RN", "Front national")),
        ("organisations", ("BFM TV", "BFMTV", "B.F.M. TV")),
        ("organisations", ("Mouvement 5 étoiles", "mouvement cinq étoiles")),
        ("organisations", ("Organisation des Nations unies", "ONU", "Nations unies")),
        ("places", ("République démocratique du Congo", "RDC", "RD Congo")),
        ("places", ("Égypte", "République arabe d’Égypte")),
        ("places", ("La Réunion", "île de la Réunion")),
        ("places", ("RN4", "route nationale n°4", "nationale 4")),
        ("places", ("Élysée", "palais de l’Élysée")),
    ],
)
def test_names_of_one_organisation_or_place(kind: str, names: tuple[str, ...]):
    assert groups([article(**{kind: [{"name": name}]}) for name in names]) == [set(names)]


def test_initials_join_where_what_is_around_agrees():
    def one(name: str, person: str) -> TaggedArticle:
        return article(organisations=[{"name": name}], people=[{"name": person}])

    long, short = "Office des barrages du Sud", "OBS"
    assert {long, short} in groups([one(long, "Nour Bakri"), one(short, "Nour Bakri")])
    assert {long, short} not in groups([one(long, "Nour Bakri"), one(short, "Osman Diallo")])
    two = one("Opéra bourguignon de Semur", "Nour Bakri")
    assert {short} in groups([one(long, "Nour Bakri"), one(short, "Nour Bakri"), two]), "two have these initials"


def test_an_institution_is_that_of_the_country_that_the_article_is_about():
    def one(name: str, country: str) -> TaggedArticle:
        return article(organisations=[{"name": name}], places=[{"name": country, "country": {"Kinshasa": "CD", "Lyon": "FR"}[country]}])  # fmt: skip

    articles = [one("Sénat", "Lyon"), one("Sénat", "Kinshasa"), one("Sénat congolais", "Lyon"), one("Chambre haute", "Lyon")]  # fmt: skip
    senates = [e for e in link_names(articles) if e.kind == "organisation"]
    assert sorted((e.country, sorted(e.names)) for e in senates) == [
        ("CD", ["Sénat", "Sénat congolais"]),
        ("FR", ["Chambre haute", "Sénat"]),
    ]


def test_two_people_of_one_name_are_kept_apart_by_what_is_around_them():
    def one(number: int, label: str, country: str) -> TaggedArticle:
        return article(
            id=f"{label} {number}", people=[{"name": "Nour Bakri"}], topics=[{"label": label, "score": 0.9}],
            places=[{"name": country, "country": country}],
        )  # fmt: skip

    skiers, judges = ([one(n, label, country) for n in range(3)] for label, country in (("Ski", "CH"), ("Justice", "CD")))  # fmt: skip
    found = [e for e in link_names([*skiers, *judges]) if e.kind == "person"]
    assert [e.ids for e in found] == [["Justice 0", "Justice 1", "Justice 2"], ["Ski 0", "Ski 1", "Ski 2"]]
    merged = [Correction("merge", "person", "Nour Bakri", "Nour Bakri")]
    assert [e.articles for e in link_names([*skiers, *judges], merged) if e.kind == "person"] == [6]
    once = [e for e in link_names([*skiers, judges[0]]) if e.kind == "person"]
    assert [e.articles for e in once] == [4], "one article in another place tells nothing"


def test_an_acronym_joins_its_expansion_where_an_article_gives_both():
    both = article(organisations=[{"name": "Office des barrages", "aliases": ["OB"]}])
    alone = article(organisations=[{"name": "OB"}])
    assert groups([both, alone]) == [{"Office des barrages", "OB"}]
    other = article(organisations=[{"name": "Orchestre de Bretagne", "aliases": ["OB"]}])
    assert {"OB"} in groups([both, alone, other]), "two expansions: nobody knows which"


def test_places_of_two_countries_and_names_of_two_kinds_stay_apart():
    here, there = ({"name": "Valence", "country": country} for country in ("FR", "ES"))
    found = link_names([article(places=[here]), article(places=[there]), *people("Valence")])
    assert sorted((e.kind, e.country) for e in found) == [("person", ""), ("place", "ES"), ("place", "FR")]


def test_each_joining_says_why_and_the_full_name_is_shown():
    (found,) = link_names(people("Bakri", "Bakri", "Osman Bakri"))
    assert (found.name, found.articles, found.names) == ("Osman Bakri", 3, {"Bakri": 2, "Osman Bakri": 1})
    assert [tuple(link) for link in found.links] == [
        ("Osman Bakri", "Bakri", "surname alone of the person whom the archive means by it")
    ]


def test_corrections_join_and_part():
    articles = people("Osman Bakri", "Bakri", "Nour Benali", "La Panthère")
    corrections = read_corrections(
        "# par la rédaction\nsplit\tperson\tOsman Bakri\tBakri\nmerge\tperson\tNour Benali\tLa Panthère\n"
    )
    assert sorted(map(sorted, groups(articles, corrections))) == [["Bakri"], ["La Panthère", "Nour Benali"], ["Osman Bakri"]]  # fmt: skip


def test_a_bad_correction_is_told_with_its_line():
    with pytest.raises(UsageError, match="line 2 of the corrections"):
        read_corrections("\njoin\tperson\tA\tB\n")


@pytest.mark.parametrize("form", ["tags.sqlite", "tags.jsonl", "tags.jsonl.gz"])
def test_the_command_gives_one_entity_a_line(cli: Cli, tmp_path: Path, form: str):
    write([a.to_json() for a in people("Osman Bakri", "Bakri")], tmp_path / form)
    done = cli("names", tmp_path / form)
    assert done.status == 0, done.err
    assert [json.loads(line)["names"] for line in done.out.splitlines()] == [{"Osman Bakri": 1, "Bakri": 1}]
    (tmp_path / "put-right.tsv").write_text("split\tperson\tOsman Bakri\tBakri\n", "utf-8")
    done = cli("names", tmp_path / form, "--corrections", tmp_path / "put-right.tsv", "-o", tmp_path / "n.jsonl")
    assert done.status == 0, done.err
    assert len((tmp_path / "n.jsonl").read_text("utf-8").splitlines()) == 2


def test_what_is_no_file_of_tags_is_told(cli: Cli, tmp_path: Path):
    (tmp_path / "tags.jsonl").write_text('{"topics": []}\nnot json\n')
    for path, told in ((tmp_path / "tags.jsonl", "line 2"), (tmp_path / "none.sqlite", "no such file")):
        done = cli("names", path)
        assert done.status == 2
        assert told in done.err
