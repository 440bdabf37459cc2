"""Numbers, plurals, days and the values of dates as French prints them."""

from __future__ import annotations

import re
from datetime import date, datetime

from newstagger._text.words import MONTH_NAMES

#: French separates thousands, and a sign from what stands before it, by spaces that no line breaks at.
NARROW, FIXED = "\u202f", "\u00a0"
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_PARTS = {"TMO": "matin", "TAF": "après-midi", "TEV": "soir", "TNI": "nuit"}
_CLOCK = re.compile(r"T(\d\d):(\d\d)")


def number(value: int) -> str:
    """A whole number: « 1 234 »."""
    return f"{value:,}".replace(",", NARROW)


def counted(value: int, noun: str, plural: str = "") -> str:
    """A number with its noun: « 0 article », « 1 article », « 2 articles »; the plural begins with two."""
    return f"{number(value)}{FIXED}{noun if abs(value) < 2 else plural or noun + 's'}"


def percent(share: float) -> str:
    """A share: « 12 % »."""
    return f"{share * 100:.0f}{NARROW}%"


def day(value: date) -> str:
    """A day, short: « 1er sept. 2024 »."""
    return f"{value.day}{'er' if value.day == 1 else ''} {MONTHS[value.month - 1]} {value.year}"


def whole_day(value: date) -> str:
    """A day in a sentence: « 1er septembre 2024 »."""
    return f"{value.day}{'er' if value.day == 1 else ''}{FIXED}{MONTH_NAMES[value.month - 1]} {value.year}"


def hour(hours: int, minutes: int) -> str:
    """An hour of the clock: « 18 h », « 9 h 05 »."""
    return f"{hours}{FIXED}h{f'{FIXED}{minutes:02}' if minutes else ''}"


def moment(value: date | datetime) -> str:
    """A day, with its hour where there is one: « 1er janvier 2021, 23 h »."""
    if isinstance(value, datetime):
        return f"{whole_day(value)}, {hour(value.hour, value.minute)}"
    return whole_day(value)


def dated(value: str | None, first: date | None, last: date | None) -> str:
    """What the value of a date means: « 14 mars 2024, 18 h 30 », « mars 2024 », « du 1er au 3 mai 2024 ».

    Args:
        value: a TIMEX3 value; None where the text does not settle it.
        first, last: the days that it covers.

    Returns:
        The value as it is where it covers no days: durations, recurring times, years before our era.
    """
    if value is None:
        return "date inconnue"
    if first is None or last is None or re.fullmatch(r"\d{4}", value):
        return value
    if re.fullmatch(r"\d{4}-\d\d", value):
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    if first != last:
        return f"du {_beginning(first, last)} au {whole_day(last)}"
    clock = _CLOCK.search(value)
    part = _PARTS.get(value[-3:])
    end = f", {hour(int(clock[1]), int(clock[2]))}" if clock else f" {part}" if part else ""
    return whole_day(first) + end


def _beginning(first: date, last: date) -> str:
    """The first day of a span, without the month and year that its last day has too."""
    if first.year != last.year:
        return whole_day(first)
    number = f"{first.day}{'er' if first.day == 1 else ''}"
    return number if first.month == last.month else f"{number}{FIXED}{MONTH_NAMES[first.month - 1]}"
