"""The words beside a number that make it a date or none, each in a sentence: tests/data/guards.tsv.

The sentences were made by putting every such word into its place; the values were read through by eye. Some are odd
French on purpose: they show what one word changes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from newstagger import find_dates

PUBLISHED = "2022-05-18"
ROWS = [
    line.split("\t") for line in (Path(__file__).parents[1] / "data" / "guards.tsv").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("sentence", "dates"), ROWS, ids=[sentence for sentence, _ in ROWS])
def test_what_a_word_changes(sentence: str, dates: str):
    assert " ; ".join(f"{d.text}={d.value}" for d in find_dates(sentence, PUBLISHED)) == dates
