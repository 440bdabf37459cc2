"""What the names of an archive are counted under."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newstagger._reports.archive import summarise


def archive(folder: Path, *records: dict[str, Any]) -> Path:
    """A file of invented tags."""
    path = folder / "tags.jsonl"
    whole = [{"id": str(n), "text": "Un texte.", "topics": [], **record} for n, record in enumerate(records)]
    path.write_text("".join(json.dumps(record) + "\n" for record in whole), "utf-8")
    return path


def person(name: str) -> dict[str, Any]:
    return {"people": [{"name": name, "aliases": [], "mentions": []}]}


def test_names_of_one_person_are_counted_together_and_lead_to_all_articles(tmp_path: Path):
    found = summarise(
        archive(tmp_path, *map(person, ("Élise Marchetti", "Elise Marchetti", "Élise Marchetti", "Marchetti")))
    )
    assert [(series.name, series.articles) for series in found.people] == [("Élise Marchetti", 4)]
    assert [row.keys for row in found.rows] == [(("people", "Élise Marchetti"),)] * 4


def test_a_first_name_alone_is_counted_for_nobody_else(tmp_path: Path):
    names = ("Thomas Bakri", "Thomas Diallo", "Thomas", "Bakri")
    found = summarise(archive(tmp_path, *map(person, names)))
    assert {series.name: series.articles for series in found.people} == {
        "Thomas Bakri": 2,
        "Thomas Diallo": 1,
        "Thomas": 1,
    }


def test_an_institution_of_two_countries_is_counted_twice(tmp_path: Path):
    def senate(country: str, town: str) -> dict[str, Any]:
        return {
            "organisations": [{"name": "Sénat", "aliases": [], "mentions": []}],
            "places": [{"name": town, "country": country, "mentions": []}],
        }

    found = summarise(archive(tmp_path, senate("FR", "Lyon"), senate("FR", "Lyon"), senate("CD", "Kinshasa")))
    assert {series.name: series.articles for series in found.organisations} == {
        "Sénat (France)": 2,
        "Sénat (Congo-Kinshasa)": 1,
    }
