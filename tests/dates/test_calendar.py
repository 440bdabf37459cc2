"""Calculations on the calendar, each against a calendar that one can look at; and the values that an editor types.

Every text is invented.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import find_dates
from newstagger.dates import calendar
from newstagger.dates.calendar import DATE_TYPES, check_value, infer_type
from newstagger.tags import DateType
from tests.conftest import ROOT

WEDNESDAY = date(2022, 5, 18)
DAYS = st.dates(date(30, 1, 1), date(9970, 12, 31))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("today", "month", "day_", "weekday", "direction", "want"),
    [
        ("2022-05-18", 5, 18, None, 0, "2022-05-18"),
        ("2022-05-18", 5, 18, None, -1, "2022-05-18"),
        ("2022-05-18", 5, 18, None, 1, "2022-05-18"),
        ("2022-05-18", 5, 19, None, -1, "2021-05-19"),
        ("2022-05-18", 5, 17, None, 1, "2023-05-17"),
        ("2022-05-18", 12, 20, None, 0, "2021-12-20"),
        ("2022-05-18", 11, 10, None, 0, "2022-11-10"),
        ("2022-05-18", 2, 29, None, 0, "2024-02-29"),
        ("2022-05-18", 2, 29, None, -1, "2020-02-29"),
        ("2022-05-18", 2, 30, None, 0, None),
        ("2022-05-18", 5, 18, 1, 0, "2020-05-18"),
        ("2022-05-18", 5, 18, 7, 0, "2025-05-18"),
        ("2022-05-18", 5, 18, 3, 0, "2022-05-18"),
        ("2022-05-18", 5, 18, 1, 1, "2026-05-18"),
        ("2022-07-02", 1, 1, None, 0, "2022-01-01"),
        ("0001-02-01", 12, 31, None, -1, "0001-12-31"),
        ("9999-12-31", 1, 1, None, 1, "9999-01-01"),
    ],
)
def test_nearest(today: str, month: int, day_: int, weekday: int | None, direction: int, want: str | None):
    assert calendar.find_nearest(date.fromisoformat(today), month, day_, weekday, direction) == day(want)


@given(DAYS, st.integers(1, 12), st.integers(1, 28), st.sampled_from((-1, 0, 1)))
def test_nearest_is_nearest(today: date, month: int, number: int, direction: int):
    found = calendar.find_nearest(today, month, number, None, direction)
    assert found is not None
    assert (found.month, found.day) == (month, number)
    assert (found - today).days * direction >= 0
    assert abs((found - today).days) <= (366 if direction else 183)


@pytest.mark.parametrize(
    ("number", "weekday", "future", "want"),
    [
        (18, 3, False, "2022-05-18"),
        (14, 6, False, "2022-05-14"),
        (3, 1, False, "2022-01-03"),
        (31, 2, False, "2022-05-31"),
        (13, 5, False, "2022-05-13"),
        (20, 7, True, "2022-03-20"),
        (32, 1, False, None),
    ],
)
def test_nearest_weekday_day(number: int, weekday: int, future: bool, want: str | None):
    assert calendar.find_weekday_day(WEDNESDAY, number, weekday, future) == day(want)


@pytest.mark.parametrize(
    ("month", "weekday", "nth", "want"),
    [
        (5, 7, 1, "2022-05-01"),
        (5, 1, 1, "2022-05-02"),
        (5, 6, 1, "2022-05-07"),
        (5, 7, 5, "2022-05-29"),
        (5, 3, 5, None),
        (5, 3, -1, "2022-05-25"),
        (5, 2, -1, "2022-05-31"),
        (2, 1, -1, "2022-02-28"),
        (5, 3, 0, None),
        (5, 3, 6, None),
        (5, 3, -2, None),
    ],
)
def test_nth_weekday(month: int, weekday: int, nth: int, want: str | None):
    assert calendar.find_nth_weekday(2022, month, weekday, nth) == day(want)


def test_nth_weekday_outside_the_calendar():
    assert calendar.find_nth_weekday(0, 1, 1, 1) is None
    assert calendar.find_nth_weekday(10_000, 1, 1, 1) is None
    assert calendar.find_nth_weekday(1, 1, 1, 1) == date(1, 1, 1)
    assert calendar.find_nth_weekday(9999, 12, 5, -1) == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("month", "direction", "want"),
    [
        (5, 0, 2022), (5, 1, 2023), (5, -1, 2021), (6, 1, 2022), (4, 1, 2023), (4, -1, 2022), (6, -1, 2021),
        (11, 0, 2022), (12, 0, 2021), (1, 0, 2022),
    ],
)  # fmt: skip
def test_nearest_month(month: int, direction: int, want: int):
    assert calendar.find_year_of_month(WEDNESDAY, month, direction) == want


def test_nearest_month_late_in_the_year():
    assert [calendar.find_year_of_month(date(2022, 11, 3), month, 0) for month in (4, 5, 6)] == [2023, 2022, 2022]


@pytest.mark.parametrize(
    ("season", "direction", "want"),
    [
        ("SP", 0, 2022), ("SP", -1, 2021), ("SP", 1, 2023), ("SU", 0, 2022), ("SU", 1, 2022), ("SU", -1, 2021),
        ("FA", 0, 2022), ("FA", -1, 2021), ("WI", 0, 2021), ("WI", -1, 2021), ("WI", 1, 2022),
    ],
)  # fmt: skip
def test_nearest_season(season: str, direction: int, want: int):
    assert calendar.find_year_of_season(WEDNESDAY, season, direction) == want


@pytest.mark.parametrize(
    ("steps", "unit", "want"),
    [
        (0, "D", "2022-05-18"), (-18, "D", "2022-04-30"), (1, "W", "2022-W21"), (-20, "W", "2021-W52"),
        (0, "WE", "2022-W20-WE"), (1, "WE", "2022-W21-WE"), (0, "M", "2022-05"), (8, "M", "2023-01"),
        (-5, "M", "2021-12"), (7, "M", "2022-12"), (0, "Y", "2022"), (-2021, "Y", "0001"), (7977, "Y", "9999"),
        (-2021 * 12 - 4, "M", "0001-01"), (7977 * 12 + 7, "M", "9999-12"),
    ],
)  # fmt: skip
def test_shift(steps: int, unit: str, want: str):
    assert calendar.shift(WEDNESDAY, steps, unit) == want


@pytest.mark.parametrize(
    ("steps", "unit"),
    [(-2022, "Y"), (7978, "Y"), (-2021 * 12 - 5, "M"), (7977 * 12 + 8, "M"), (10**7, "D"), (10**6, "W")],
)
def test_beyond_the_calendar_is_an_overflow(steps: int, unit: str):
    with pytest.raises(OverflowError):
        calendar.shift(WEDNESDAY, steps, unit)


@pytest.mark.parametrize(
    ("today", "steps", "name", "want"),
    [
        ("2022-03-31", 0, "trimestre", "2022-Q1"), ("2022-04-01", 0, "trimestre", "2022-Q2"),
        ("2022-12-31", 0, "trimestre", "2022-Q4"), ("2022-12-31", 1, "trimestre", "2023-Q1"),
        ("2022-01-01", -1, "trimestre", "2021-Q4"), ("2022-06-30", 0, "semestre", "2022-H1"),
        ("2022-07-01", 0, "semestre", "2022-H2"), ("2022-07-01", -2, "semestre", "2021-H2"),
    ],
)  # fmt: skip
def test_shift_term(today: str, steps: int, name: str, want: str):
    assert calendar.shift_term(date.fromisoformat(today), steps, name) == want


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022-05-18", "2022-05-18", "2022-05-18"),
        ("2022-05-18TMO", "2022-05-18", "2022-05-18"),
        ("2022-05-18T08:30", "2022-05-18", "2022-05-18"),
        ("2022-05", "2022-05-01", "2022-05-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-12", "2022-12-01", "2022-12-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("0000", None, None),
        ("2022-W20", "2022-05-16", "2022-05-22"),
        ("2022-W20-WE", "2022-05-21", "2022-05-22"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022-Q4", "2022-10-01", "2022-12-31"),
        ("2022-H1", "2022-01-01", "2022-06-30"),
        ("2022-H2", "2022-07-01", "2022-12-31"),
        ("2022-SP", "2022-03-01", "2022-05-31"),
        ("2022-SU", "2022-06-01", "2022-08-31"),
        ("2022-FA", "2022-09-01", "2022-11-30"),
        ("2023-WI", "2023-12-01", "2024-02-29"),
        ("9999-WI", None, None),
        ("1990/1999", "1990-01-01", "1999-12-31"),
        ("2021-11/2022-02", "2021-11-01", "2022-02-28"),
        ("2022-01-03T22:00/2022-01-04T05:00", "2022-01-03", "2022-01-04"),
        ("P25Y", None, None),
        ("PT2H", None, None),
        ("XXXX-WXX-1", None, None),
        (None, None, None),
        ("", None, None),
    ],
)
def test_bounds(value: str | None, first: str | None, last: str | None):
    calendar.find_bounds.cache_clear()
    assert calendar.find_bounds(value) == (day(first), day(last))


def test_exists():
    assert calendar.exists(2024, 2, 29)
    assert calendar.exists(1, 1, 1)
    assert calendar.exists(9999, 12, 31)
    for wrong in ((2023, 2, 29), (0, 1, 1), (10_000, 1, 1), (2022, 0, 1), (2022, 13, 1), (2022, 1, 0), (2022, 4, 31)):
        assert not calendar.exists(*wrong)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_weekday_is_the_last_one_on_or_before_publication(published: date):
    names = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
    for number, name in enumerate(names):
        (found,) = find_dates(f"Il a plu {name}.", published)
        assert found.first_day is not None
        assert found.first_day.weekday() == number
        assert timedelta(0) <= published - found.first_day < timedelta(7)
        (found,) = find_dates(f"Il pleuvra {name} prochain.", published)
        assert found.first_day is not None
        assert found.first_day.weekday() == number
        assert timedelta(0) < found.first_day - published <= timedelta(7)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(2, 400))
def test_days_ago_and_ahead_are_counted(published: date, days: int):
    (ago,) = find_dates(f"Il y a {days} jours, il a plu.", published)
    (ahead,) = find_dates(f"Dans {days} jours, il pleuvra.", published)
    assert (ago.first_day, ahead.first_day) == (published - timedelta(days), published + timedelta(days))
    assert ago.first_day == ago.last_day


@given(
    st.dates(date(1500, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["{d} {n} {y}", "{d}/{m:02}/{y}", "{y}-{m:02}-{d:02}"]),
)
def test_a_whole_date_is_itself_however_it_is_written(when: date, form: str):
    names = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    text = form.format(d=when.day, m=when.month, n=names[when.month - 1], y=when.year)
    (found,) = find_dates(f"Le contrat du {text} est rompu.")
    assert (found.text, found.value, found.type) == (text, when.isoformat(), "DATE")


# --- Values that an editor types

GOLD = [
    json.loads(line)
    for name in ("dates_gold", "dates_reports")
    for line in (ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
]


def test_every_value_that_is_found_is_a_value_that_may_be_typed():
    for record in GOLD:
        for found in find_dates(record["text"], published=record.get("published")):
            if found.value is not None:
                assert check_value(found.type, found.value) == found.value, record["id"]
                assert found.type == infer_type(found.value) or found.type == "SET", found


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("DATE", "", "is not a value of type DATE; write 2021, 2021-03"),
        ("DATE", "hier", "is not a value of type DATE"),
        ("DATE", "14/03/2021", "is not a value of type DATE"),
        ("DATE", "2021-13", "is not a value of type DATE"),
        ("DATE", "2021-02-30", "there is no day 2021-02-30"),
        ("DATE", "2021-02-30TMO", "there is no day 2021-02-30"),
        ("DATE", "0000-01-01", "there is no day 0000-01-01"),
        ("DATE", "2021-W54", "there is no week 2021-W54"),
        ("DATE", "2021-Q5", "is not a value of type DATE"),
        ("DATE", "2021-03-14T18:40", "is not a value of type DATE"),
        ("DATE", "2021-03-15/2021-03-14", "ends before it begins"),
        ("DATE", "2021/2022/2023", "is not a value of type DATE"),
        ("TIME", "2021-03-14", "is not a value of type TIME; write 2021-03-14T18:40"),
        ("TIME", "2021-03-14T25:00", "there is no hour 25:00"),
        ("TIME", "2021-03-14T24:30", "there is no hour 24:30"),
        ("TIME", "2021-03-14T12:60", "is not a value of type TIME"),
        ("DURATION", "P", "is not a value of type DURATION; write P3D"),
        ("DURATION", "PT", "is not a value of type DURATION"),
        ("DURATION", "3 jours", "is not a value of type DURATION"),
        ("DURATION", "P1D/P2D", "is not a value of type DURATION"),
        ("SET", "XXXX-WXX-8", "is not a value of type SET; write XXXX-WXX-1"),
        ("SET", "XXXX-02-30", "no year has a day XXXX-02-30"),
        ("SET", "2021", "is not a value of type SET"),
    ],
)
def test_what_is_no_value_is_refused_with_what_to_write(kind: DateType, value: str, says: str):
    with pytest.raises(ValueError, match=says):
        check_value(kind, value)


def test_a_type_that_is_none_is_refused():
    with pytest.raises(ValueError, match="write one of " + ", ".join(DATE_TYPES)):
        check_value("MOMENT", "2021")  # type: ignore[arg-type]
