"""Whose names are the same across the articles of an archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newstagger import TaggedArticle, UsageError
from newstagger.across.names import Correction, join_names, read_corrections
from newstagger.writers import write
from tests.conftest import Cli


def people(*names: str) -> list[TaggedArticle]:
    return [article(people=[{"name": name}]) for name in names]


def article(**parts: Any) -> TaggedArticle:
    return TaggedArticle.model_validate({"id": repr(parts), "text": "Un texte.", **parts})


def groups(articles: list[TaggedArticle], corrections: list[Correction] | None = None) -> list[set[str]]:
    return [set(entity.names) for entity in join_names(articles, corrections or [])]


@pytest.mark.parametrize(
    "names",
    [
        ("Hélène Marchetti", "Helene Marchetti"),
        ("Jean-Marc Talvard", "Jean Marc Talvard"),
        ("Osman Bakri", "O. Bakri"),
        ("Osman Bakri", "Bakri"),
        ("Félix-Antoine Lumbala", "Félix Lumbala", "Lumbala"),
        ("Félix Lumbala Kasongo", "Félix Lumbala"),
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
    ],
)
def test_what_fits_two_people_is_left_apart(names: tuple[str, ...]):
    assert sorted(map(sorted, groups(people(*names)))) == sorted([name] for name in names)


def test_an_acronym_joins_its_expansion_where_an_article_gives_both():
    both = article(organisations=[{"name": "Office des barrages", "aliases": ["OB"]}])
    alone = article(organisations=[{"name": "OB"}])
    assert groups([both, alone]) == [{"Office des barrages", "OB"}]
    other = article(organisations=[{"name": "Orchestre de Bretagne", "aliases": ["OB"]}])
    assert {"OB"} in groups([both, alone, other]), "two expansions: nobody knows which"


def test_places_of_two_countries_and_names_of_two_kinds_stay_apart():
    here, there = ({"name": "Valence", "country": country} for country in ("FR", "ES"))
    found = join_names([article(places=[here]), article(places=[there]), *people("Valence")])
    assert sorted((e.kind, e.country) for e in found) == [("person", ""), ("place", "ES"), ("place", "FR")]


def test_each_joining_says_why_and_the_full_name_is_shown():
    (found,) = join_names(people("Bakri", "Bakri", "Osman Bakri"))
    assert (found.name, found.articles, found.names) == ("Osman Bakri", 3, {"Bakri": 2, "Osman Bakri": 1})
    assert [tuple(link) for link in found.links] == [
        ("Osman Bakri", "Bakri", "surname alone of the only person of the archive whom it fits")
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
    (tmp_path / "tags.jsonl").write_text("{}\nnot json\n")
    for path, told in ((tmp_path / "tags.jsonl", "line 2"), (tmp_path / "none.sqlite", "no such file")):
        done = cli("names", path)
        assert done.status == 2
        assert told in done.err
