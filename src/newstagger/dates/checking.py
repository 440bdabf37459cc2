"""Is a value one of the TIMEX3 forms that this package gives? For values that somebody types."""

from __future__ import annotations

import re
from typing import Final, get_args

from newstagger.dates.calendar import bounds, exists
from newstagger.dates.lexicon import PARTS, SEASONS
from newstagger.tags import DateType

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
#: What to write, by type; part of the message about a value that is none.
FORMS: Final[dict[DateType, str]] = {
    "DATE": "2021, 2021-03, 2021-03-14, 2021-W11, 2021-Q1, 2021-SU or 2021-03-14TMO, or two with « / » between",
    "TIME": "2021-03-14T18:40, with seconds or an offset where they are said, or two with « / » between",
    "DURATION": "P3D, P2Y6M, P1.5Y, PT2H30M",
    "SET": "XXXX-WXX-1 (each Monday), XXXX-07-14, XXXX-XX-05, P2Y (every second year), T09:00/T17:30",
}


def date_type(value: str) -> DateType:
    """The type of a value, as far as its form tells it; a duration may also be a recurring time."""
    if value.startswith("P"):
        return "DURATION"
    if value.startswith(("X", "T")):
        return "SET"
    return "TIME" if re.search(r"T\d", value) else "DATE"


def checked_value(kind: DateType, value: str) -> str:
    """The value, where it is one that a mention of this type can have.

    Raises:
        ValueError: it is none, or names a day, week or hour that there is not; the message says what to write.
    """
    first, slash, second = value.partition("/")
    parts = [first, second] if slash else [first]
    if kind not in FORMS or (slash and kind == "DURATION") or not all(_fits(kind, part, bool(slash)) for part in parts):
        raise ValueError(
            f"{value!r} is no value of type {kind}; write {FORMS.get(kind, 'one of ' + ', '.join(DATE_TYPES))}"
        )
    for part in parts:
        _check_calendar(part)
    if slash and kind in ("DATE", "TIME") and _order(first) > _order(second):
        raise ValueError(f"{value!r} ends before it begins")
    return value


def _fits(kind: DateType, part: str, in_range: bool) -> bool:
    """Has it the form of a value of this type, or of one end of a range?"""
    if kind == "DURATION":
        return _DURATION.fullmatch(part) is not None
    if kind == "SET":
        alone = _DURATION.fullmatch(part) if not in_range else _HOURS.fullmatch(part)
        return (_SET.fullmatch(part) or alone) is not None
    if kind == "TIME":  # « du 3 mars à 18 h au 5 mars »
        return (_TIME.fullmatch(part) or (_DATE.fullmatch(part) if in_range else None)) is not None
    return _DATE.fullmatch(part) is not None


def _check_calendar(part: str) -> None:
    """Is there such a day, such a week, such an hour?"""
    if day := re.match(_DAY, part):
        year = int(day["year"])  # before Christ as in a leap year: nobody knows better
        if not exists(2000 if year < 0 else year, int(day["month"]), int(day["day"])):
            raise ValueError(f"there is no day {day.group()}")
    elif day := re.fullmatch(r"XXXX-(\d\d)-(\d\d)", part):
        if not exists(2000, int(day[1]), int(day[2])):
            raise ValueError(f"no year has a day {part}")
    elif re.match(r"\d{4}-W\d\d", part) and (part[:4] == "0000" or bounds(part)[0] is None):
        raise ValueError(f"there is no week {part[:8]}")
    clock = re.search(_CLOCK, part)
    if clock and (int(clock["hour"]) > 24 or (clock["hour"] == "24" and clock["minute"] != "00")):
        raise ValueError(f"there is no hour {clock.group()[1:6]}")


def _order(part: str) -> tuple[int, str]:
    """Of two values, which begins first: what lies before our era has no days of the calendar."""
    if part.startswith("-"):
        return -int(part[1:5]), part[5:]
    start = bounds(part)[0]
    rest = part[10:] if re.match(_DAY, part) else ""
    return (start.toordinal() if start else 0), rest
