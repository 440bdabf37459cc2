"""Calculations on the calendar that French dates need, the days that a TIMEX3 value covers, and whether a value is valid."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, get_args

from newstagger.dates.lexicon import PARTS, SEASONS
from newstagger.tags import DateType

#: First month of each season; meteorological seasons, three months each. Winter runs into the next year.
SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def exists(year: int, month: int, day: int) -> bool:
    """Is there such a day in the Gregorian calendar?"""
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _require_year(year: int) -> int:
    """The year.

    Raises:
        OverflowError: it is before the year 1 or after 9999.
    """
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return year


def complete_year(two_digits: int, latest: int) -> int:
    """The year meant by two digits: the last one up to ``latest`` that ends with them.

    Raises:
        OverflowError: it is before the year 1 or after 9999.
    """
    return _require_year(latest - (latest - two_digits) % 100)


def count_days(year: int, month: int) -> int:
    """Days of a month."""
    return monthrange(year, month)[1]


def list_days_numbered(today: date, day: int) -> list[date]:
    """The days with this number in the months around ``today``, a year either way."""
    found = []
    for step in range(-12, 13):
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        if exists(year, month + 1, day):
            found.append(date(year, month + 1, day))
    return found


def find_nearest(today: date, month: int, day: int, weekday: int | None, direction: int) -> date | None:
    """The day and month in the year that brings it nearest to ``today``.

    Args:
        weekday: 1 (Monday) to 7; where given, only years in which it agrees count, within twenty years.
        direction: -1 only on or before today, 1 only on or after, 0 either way.
    """
    reach = 20 if weekday else 4
    days = [
        date(year, month, day)
        for year in range(max(1, today.year - reach), min(9999, today.year + reach) + 1)
        if exists(year, month, day)
    ]
    if weekday:
        agreeing = [d for d in days if d.isoweekday() == weekday]
        days = agreeing or days
    if direction:
        days = [d for d in days if (d - today).days * direction >= 0] or days
    return min(days, key=lambda d: (abs((d - today).days), d), default=None)


def choose_nearest(days: Iterable[date], today: date, way: int) -> date | None:
    """The nearest of some days: on or before ``today`` where ``way`` is -1, on or after it where it is 1."""
    return min((d for d in days if (d - today).days * way >= 0), key=lambda d: abs((d - today).days), default=None)


def find_weekday_day(today: date, day: int, weekday: int, future: bool) -> date | None:
    """The nearest day of any month that has this number and this weekday, a year around."""
    found = [d for d in list_days_numbered(today, day) if d.isoweekday() == weekday]
    return min(found, key=lambda d: (abs((d - today).days), (d < today) == future), default=None)


def find_nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The ``nth`` such weekday of a month, -1 for the last; None if there is none."""
    if not 1 <= year <= 9999 or not (nth == -1 or 1 <= nth <= 5):
        return None
    first = 1 + (weekday - date(year, month, 1).isoweekday()) % 7
    length = monthrange(year, month)[1]
    day = first + 7 * ((length - first) // 7) if nth == -1 else first + 7 * (nth - 1)
    return date(year, month, day) if day <= length else None


def find_year_of_month(today: date, month: int, direction: int) -> int:
    """The year of the nearest such month; the present month counts in both directions only for 0."""
    distance = month - today.month
    if direction > 0:
        return _require_year(today.year + (distance <= 0))
    if direction < 0:
        return _require_year(today.year - (distance >= 0))
    return _require_year(today.year + (distance < -6) - (distance > 6))


def choose_year_of_month(today: date, month: int, to_come: Callable[[int, int], bool]) -> int:
    """The year of a month without one: the present month, or the last or the coming one.

    Args:
        to_come: given the days since the last one and the days until the next one, says whether to take the next.
    """
    behind = (today.month - month) % 12
    if not behind:
        return today.year
    coming = to_come(behind * 30, (12 - behind) * 30)
    return find_year_of_month(today, month, 1 if coming else -1)


def choose_year_of_season(today: date, season: str, to_come: Callable[[int, int], bool]) -> int:
    """The year of a season without one: the present season, or the last or the coming one.

    Args:
        to_come: given the days since the middle of the last one and the days until that of the next one, says whether to
            take the next.
    """
    behind = (today.month - SEASON_START[season] - 1) % 12
    if behind in (0, 1, 11):
        return find_year_of_season(today, season, 0)
    return find_year_of_season(today, season, 1 if to_come(behind * 30, (12 - behind) * 30) else -1)


def find_year_of_season(today: date, season: str, direction: int) -> int:
    """The year of the nearest such season; winter has the year in which it begins."""
    start = SEASON_START[season]
    if direction == 0:
        middle = start + 1
        years = (today.year - 1, today.year, today.year + 1)
        return _require_year(min(years, key=lambda y: abs((y - today.year) * 12 + middle - today.month)))
    starts = [(y, y * 12 + start) for y in range(today.year - 2, today.year + 3)]
    now = today.year * 12 + today.month
    if direction < 0:
        return _require_year(max(y for y, s in starts if s + 3 <= now))
    return _require_year(min(y for y, s in starts if s > now))


def format_week(day: date, weekend: bool) -> str:
    """The week of a day by ISO 8601, or its week-end.

    Raises:
        OverflowError: the week ends after the year 9999.
    """
    sunday = day + timedelta(7 - day.isoweekday())
    year, week, _ = sunday.isocalendar()
    return f"{year:04}-W{week:02}" + ("-WE" if weekend else "")


def shift(today: date, steps: int, unit: str) -> str:
    """``today`` moved by ``steps`` of a unit (D, W, WE, M, Y), as precise as the unit."""
    if unit == "D":
        return (today + timedelta(steps)).isoformat()
    if unit in ("W", "WE"):
        return format_week(today + timedelta(weeks=steps), unit == "WE")
    if unit == "M":
        months = today.year * 12 + today.month - 1 + steps
        year, month = divmod(months, 12)
        return f"{_require_year(year):04}-{month + 1:02}"
    return f"{_require_year(today.year + steps):04}"


def shift_day(today: date, steps: int, unit: str) -> date:
    """``today`` moved by ``steps`` of a unit (D, W, M, Y); the last day of a month that is too short."""
    if unit in ("D", "W"):
        return today + timedelta(steps * (7 if unit == "W" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 + steps * (12 if unit == "Y" else 1), 12)
    return date(_require_year(year), month + 1, min(today.day, count_days(year, month + 1)))


def shift_term(today: date, steps: int, name: str) -> str:
    """The quarter (trimestre) or half-year (semestre) ``steps`` away from today's."""
    length, letter = (3, "Q") if name == "trimestre" else (6, "H")
    per_year = 12 // length
    year, term = divmod(today.year * per_year + (today.month - 1) // length + steps, per_year)
    return f"{_require_year(year):04}-{letter}{term + 1}"


def shift_period(period: str, steps: int, unit: str, factor: int) -> str | None:
    """A year, term or month moved by a number of years, terms or months; None if the unit is finer than it.

    Args:
        period: ``2020``, ``2020-Q1``, ``2020-H2`` or ``2020-03``.
        unit: ISO 8601 letter of a unit of which ``factor`` make a step.
    """
    year, rest, months = int(period[:4]), period[5:], {"Y": 12, "M": 1}.get(unit, 0) * factor * steps
    length = 12 if not rest else {"Q": 3, "H": 6}.get(rest[0], 1)
    if not months or months % length:
        return None
    place = (int(rest.lstrip("QH")) - 1) * length if rest else 0
    year, month = divmod(year * 12 + place + months, 12)
    _require_year(year)
    if not rest:
        return f"{year:04}"
    return f"{year:04}-{rest[0]}{month // length + 1}" if length > 1 else f"{year:04}-{month + 1:02}"


def format_years(first: int, length: int) -> str:
    """``1901/2000``: the years of a decade or century."""
    return f"{_require_year(first):04}/{_require_year(first + length - 1):04}"


@lru_cache(10_000)
def find_bounds(value: str | None) -> tuple[date | None, date | None]:
    """First and last day that a TIMEX3 value covers, None if it is not a part of the calendar since year 1."""
    if not value or value.startswith(("P", "X", "T", "-", "0000")):
        return None, None
    if "/" in value:
        start, end = value.split("/")
        return find_bounds(start)[0], find_bounds(end)[1]
    if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        try:
            first = date.fromisocalendar(int(match[1]), int(match[2]), 6 if match[3] else 1)
            return first, first + timedelta(1 if match[3] else 6)
        except (OverflowError, ValueError):  # the last week of 9999 ends after the calendar
            return None, None
    if match := re.fullmatch(r"(\d{4})-([QH])(\d)", value):
        length = 3 if match[2] == "Q" else 6
        return _bound_months(int(match[1]), (int(match[3]) - 1) * length + 1, length)
    if match := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        return _bound_months(int(match[1]), SEASON_START[match[2]], 3)
    if re.fullmatch(r"\d{4}", value):
        return _bound_months(int(value), 1, 12) if int(value) else (None, None)
    if re.fullmatch(r"\d{4}-\d\d", value):
        return _bound_months(int(value[:4]), int(value[5:]), 1)
    day = date.fromisoformat(value[:10])
    return day, day


def _bound_months(year: int, month: int, length: int) -> tuple[date | None, date | None]:
    last_year, last_month = divmod(year * 12 + month + length - 2, 12)
    if not (1 <= year <= 9999 and last_year <= 9999):
        return None, None
    return date(year, month, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


DATE_TYPES: Final[tuple[DateType, ...]] = get_args(DateType)

_SEASON = "|".join(sorted(set(SEASONS.values())))
_PART = "T(?:" + "|".join(sorted(set(PARTS.values()))) + ")"
_CLOCK = r"T(?P<hour>\d\d):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:Z|[+-]\d\d:[0-5]\d)?"
_DAY = r"(?P<year>-?\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_NUMBER = r"\d+(?:\.\d+)?"
_DATE = re.compile(
    rf"-?\d{{4}}(?:-(?:0[1-9]|1[0-2]))?|\d{{4}}-W\d\d(?:-WE)?|\d{{4}}-Q[1-4]|\d{{4}}-H[12]|\d{{4}}-(?:{_SEASON})|"
    rf"{_DAY}(?:{_PART})?"
)
_TIME = re.compile(_DAY + _CLOCK)
_HOURS = re.compile(_CLOCK)
_DURATION = re.compile(
    rf"P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:{_NUMBER}WE)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_WEEKDAY = rf"XXXX-WXX-(?:[1-7]|WE)(?:{_PART}|{_CLOCK})?"
_SET = re.compile(
    rf"{_WEEKDAY}|XXXX-(?:0[1-9]|1[0-2])|XXXX-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)|XXXX-XX-(?:0[1-9]|[12]\d|3[01])|"
    rf"XXXX-(?:{_SEASON})|XXXX-XX-XX(?:{_PART})".replace("(?P<hour>", "(?:").replace("(?P<minute>", "(?:")
)
#: What to write, by type: part of the message about a value that is not valid.
FORMS: Final[dict[DateType, str]] = {
    "DATE": "2021, 2021-03, 2021-03-14, 2021-W11, 2021-Q1, 2021-SU or 2021-03-14TMO, or two with a slash between",
    "TIME": "2021-03-14T18:40, with seconds or an offset where they are said, or two with a slash between",
    "DURATION": "P3D, P2Y6M, P1.5Y, PT2H30M",
    "SET": "XXXX-WXX-1 (each Monday), XXXX-07-14, XXXX-XX-05, P2Y (every second year), T09:00/T17:30",
}


def infer_type(value: str) -> DateType:
    """The type of a value by its form; a duration may also be a recurring time."""
    if value.startswith("P"):
        return "DURATION"
    if value.startswith(("X", "T")):
        return "SET"
    return "TIME" if re.search(r"T\d", value) else "DATE"


def check_value(kind: DateType, value: str) -> str:
    """The value, where it is one that a mention of this type can have.

    Raises:
        ValueError: it is not valid, or names a day, week or hour that does not exist; the message says what to write.
    """
    first, slash, second = value.partition("/")
    parts = [first, second] if slash else [first]
    if kind not in FORMS or (slash and kind == "DURATION") or not all(_fits(kind, part, bool(slash)) for part in parts):
        raise ValueError(
            f"{value!r} is not a value of type {kind}; write {FORMS.get(kind, 'one of ' + ', '.join(DATE_TYPES))}"
        )
    for part in parts:
        _check_calendar(part)
    if slash and kind in ("DATE", "TIME") and _sort_key(first) > _sort_key(second):
        raise ValueError(f"{value!r} ends before it begins")
    return value


def _fits(kind: DateType, part: str, in_range: bool) -> bool:
    """Does it have the form of a value of this type, or of one end of a range?"""
    if kind == "DURATION":
        return _DURATION.fullmatch(part) is not None
    if kind == "SET":
        alone = _DURATION.fullmatch(part) if not in_range else _HOURS.fullmatch(part)
        return (_SET.fullmatch(part) or alone) is not None
    if kind == "TIME":  # « du 3 mars à 18 h au 5 mars »
        return (_TIME.fullmatch(part) or (_DATE.fullmatch(part) if in_range else None)) is not None
    return _DATE.fullmatch(part) is not None


def _check_calendar(part: str) -> None:
    """Raise ValueError if there is no such day, week or hour."""
    if day := re.match(_DAY, part):
        year = int(day["year"])  # before Christ as in a leap year: the calendar is not known exactly
        if not exists(2000 if year < 0 else year, int(day["month"]), int(day["day"])):
            raise ValueError(f"there is no day {day.group()}")
    elif day := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", part):
        if not exists(2000, int(day[1]), int(day[2])):
            raise ValueError(f"no year has a day {part}")
    elif re.match(r"\d{4}-W\d\d", part) and (part[:4] == "0000" or find_bounds(part)[0] is None):
        raise ValueError(f"there is no week {part[:8]}")
    clock = re.search(_CLOCK, part)
    if clock and (int(clock["hour"]) > 24 or (clock["hour"] == "24" and clock["minute"] != "00")):
        raise ValueError(f"there is no hour {clock.group()[1:6]}")


def _sort_key(part: str) -> tuple[int, str]:
    """Of two values, which begins first; dates before our era have no days of the calendar."""
    if part.startswith("-"):
        return -int(part[1:5]), part[5:]
    start = find_bounds(part)[0]
    rest = part[10:] if re.match(_DAY, part) else ""
    return (start.toordinal() if start else 0), rest
