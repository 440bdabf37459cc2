"""Numbers in words and Roman numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import find_dates
from newstagger.dates.lexicon import HYPHENATED, SMALL_NUMBERS, TENS, read_ordinal


@given(st.sampled_from(sorted({**SMALL_NUMBERS, **TENS, **HYPHENATED}.items())))
def test_numbers_in_words_count_like_digits(number: tuple[str, int]):
    words, value = number
    for written in (words, str(value)):
        values = [d.value for d in find_dates(f"Il a marché pendant {written} jours de suite.")]
        assert f"P{value}D" in values or value < 2


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("19e", 19),
        ("xxe", 20),
        ("xixe", 19),
        ("ive", 4),
        ("ixe", 9),
        ("xive", 14),
        ("iiie", 3),
        ("vie", 6),
        ("siècle", 0),
        ("1er", 1),
    ],
)
def test_ordinal(text: str, want: int):
    assert read_ordinal(text) == want
