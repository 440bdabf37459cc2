"""Numbers and days as French prints them."""

from __future__ import annotations

from datetime import date

import pytest

from newstagger._reports.figures import counted, day, number, percent


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0, "0 article"), (1, "1 article"), (2, "2 articles"), (1234, "1\u202f234 articles"), (10**6, "1\u202f000\u202f000 articles")],
)  # fmt: skip
def test_the_plural_begins_with_two_and_thousands_are_parted_by_a_narrow_space(value: int, printed: str):
    assert counted(value, "article") == printed.replace(" a", "\u00a0a")


def test_numbers_shares_and_days():
    assert number(12_345) == "12\u202f345"
    assert counted(2, "lieu", "lieux") == "2\u00a0lieux"
    assert percent(0.125) == "12\u202f%"
    assert day(date(2024, 3, 1)) == "1er mars 2024"
    assert day(date(2024, 12, 31)) == "31 déc. 2024"
