"""Numbers and days as French prints them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from newstagger._text.french import counted, dated, day, moment, number, percent


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


def test_moments():
    assert moment(date(2024, 3, 1)) == "1er\u00a0mars 2024"
    assert moment(datetime(2021, 1, 1, 23, 0)) == "1er\u00a0janvier 2021, 23\u00a0h"
    assert moment(datetime(2021, 2, 12, 9, 5)) == "12\u00a0février 2021, 9\u00a0h\u00a005"


@pytest.mark.parametrize(
    ("value", "first", "last", "printed"),
    [
        (None, None, None, "date inconnue"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31), "mars 2024"),
        ("2024-03-14", date(2024, 3, 14), date(2024, 3, 14), "14 mars 2024"),
        ("2024-03-14TEV", date(2024, 3, 14), date(2024, 3, 14), "14 mars 2024 soir"),
        ("2024-03-14T18:30", date(2024, 3, 14), date(2024, 3, 14), "14 mars 2024, 18 h 30"),
        ("2024-05-01/2024-05-03", date(2024, 5, 1), date(2024, 5, 3), "du 1er au 3 mai 2024"),
        ("2024-SU", date(2024, 6, 1), date(2024, 8, 31), "du 1er juin au 31 août 2024"),
        ("2023-WI", date(2023, 12, 1), date(2024, 2, 29), "du 1er décembre 2023 au 29 février 2024"),
        ("-0051", None, None, "-0051"),
    ],
)
def test_what_the_value_of_a_date_means(value: str | None, first: date | None, last: date | None, printed: str):
    assert dated(value, first, last).replace("\u00a0", " ") == printed
