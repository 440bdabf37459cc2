"""Invented news sentences: every date found where it stands, with its value, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from newstagger import find_dates
from newstagger.dates.calendar import find_bounds

DATA = Path(__file__).parents[1] / "data"
#: News sentences, sentences in the manner of bug reports on other date tools, and kinds that were once wrong.
GOLD = [
    json.loads(line)
    for name in ("dates_gold.jsonl", "dates_reports.jsonl", "dates_kinds.jsonl")
    for line in (DATA / name).read_text("utf-8").splitlines()
]


def test_there_are_enough_sentences_and_enough_without_a_date():
    assert len(GOLD) >= 250
    assert sum(not sentence["dates"] for sentence in GOLD) >= 40


@pytest.mark.parametrize("sentence", GOLD, ids=[sentence["id"] for sentence in GOLD])
def test_sentence(sentence: dict[str, Any]):
    text = sentence["text"]
    found = [(d.text, d.start, d.value) for d in find_dates(text, sentence.get("published"))]
    assert found == [(text[d["start"] : d["end"]], d["start"], d["value"]) for d in sentence["dates"]]


def kind(value: str | None) -> str | None:
    """The type that a value says by its form."""
    if value is None:
        return None
    if value.startswith("XXXX"):
        return "SET"
    if value.startswith("P"):
        return "DURATION"
    return "TIME" if re.search(r"T[0-9]", value) else "DATE"


@pytest.mark.parametrize("sentence", GOLD, ids=[sentence["id"] for sentence in GOLD])
def test_type_and_days_follow_from_the_value(sentence: dict[str, Any]):
    for found in find_dates(sentence["text"], sentence.get("published")):
        assert (found.first_day, found.last_day) == find_bounds(found.value)
        if found.type != "SET" or found.value is None:  # « tous les jours » is P1D
            assert kind(found.value) in (None, found.type)


def variant(sentence: dict[str, Any], text: str) -> list[str | None]:
    return [d.value for d in find_dates(text, sentence.get("published"))]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("no-break spaces", lambda text: text.replace(" ", "\u00a0")),
        ("narrow no-break spaces", lambda text: text.replace(" ", "\u202f")),
        ("straight apostrophes", lambda text: text.replace("’", "'")),
        ("decomposed accents", lambda text: __import__("unicodedata").normalize("NFD", text)),
    ],
)
def test_typography_changes_no_value(name: str, change):
    for sentence in GOLD:
        assert variant(sentence, change(sentence["text"])) == [d["value"] for d in sentence["dates"]], sentence["text"]


def test_upper_case_without_accents_loses_few_dates():
    """Capitals hide names (« Mme Février ») and accents verbs (« où », « à »), but not most dates."""
    from newstagger._text.normalise import fold

    right = total = 0
    for sentence in GOLD:
        want = [d["value"] for d in sentence["dates"]]
        got = variant(sentence, fold(sentence["text"]).upper())
        total += max(len(want), len(got))
        right += sum(a == b for a, b in zip(want, got, strict=False))
    assert right / total > 0.9
