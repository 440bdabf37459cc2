"""What time expressions are made of, read from their words: numbers, months, units, clock times, days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from newstagger.dates import calendar, lexicon

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Parts = dict[str, str]


@dataclass(slots=True)
class Context:
    """What a relative expression is resolved against.

    Attributes:
        published: the article's day or moment of publication.
        anchor: the last day that the text named.
        future: does the sentence speak of what is to come?
        past: does it begin with this day and go on in the past tense?
    """

    published: date | datetime | None = None
    anchor: date | None = None
    future: bool = False
    past: bool = False

    @property
    def today(self) -> date | None:
        """The day of publication."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Value:
    """Type and value of an expression; ``problem`` says why a value is missing."""

    kind: Kind
    value: str | None
    problem: str | None = None
    relative: bool = False


Resolver = Callable[[Parts, Context], Value]
UNRESOLVED = Value("DATE", None, relative=True)


def number(text: str) -> int:
    """An integer written in digits or words, 0 where it is neither."""
    digits = re.match(r"\d[\d ]*", text)
    if digits:
        return int(digits[0].replace(" ", ""))
    return lexicon.NUMBER_WORDS.get(text) or lexicon.ORDINALS.get(text) or lexicon.APPROXIMATE.get(text, 0)


def month(text: str) -> int:
    """1 to 12 from a month's name or abbreviation, whatever stands around it."""
    for word in re.findall(r"[a-z]+", text):
        if found := lexicon.MONTHS.get(word) or lexicon.MONTH_ABBREVIATIONS.get(word):
            return found
    raise KeyError(text)


def unit(text: str) -> tuple[str, int]:
    """ISO 8601 letter and factor of a unit, singular or plural."""
    return lexicon.UNITS.get(text) or lexicon.UNITS[text.rstrip("s")]


def duration(count: int, letters: str, factor: int = 1) -> str:
    """``P3D``, ``PT2H``; a week-end counts as ``P1WE`` after TIMEX3."""
    if letters.startswith("T"):
        return f"PT{count * factor}{letters[1]}"
    return f"P{count * factor}{letters}"


def clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of a clock time; None where there is no such hour."""
    for word, (hour, minute) in lexicon.NOONS.items():
        if text.startswith(word):
            return hour, 30 if "demi" in text else minute
    match = re.match(r"(\d+)\s*(?:h(?:eures?)?|:)?\s*(\d+)?", text)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        head = re.split(r"\s*\bh(?:eures?)?\b", text)[0]
        hour, tail = number(head), re.search(r"h(?:eures?)?\s+(\d+)", text)
        minute = int(tail[1]) if tail else 0
    if "demi" in text:
        minute = 30
    part = next((p for word in re.findall(r"[a-z-]+", text) if (p := lexicon.PARTS.get(word))), None)
    if (part in ("AF", "EV") and hour < 12) or (part == "NI" and 6 <= hour < 12):
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return hour, minute


def with_time(day: str, parts: Parts) -> Value:
    """A day's value with the part of the day or the clock time said beside it."""
    text = parts.get("clock") or parts.get("clock2")
    if text and (time := clock(text)) is not None:
        return Value("TIME", f"{day}T{time[0]:02}:{time[1]:02}")
    if part := parts.get("part") or parts.get("part2"):
        return Value("DATE", f"{day}T{part_of_day(part)}")
    return Value("DATE", day)


def part_of_day(text: str) -> str:
    """The suffix of a part of the day, such as ``MO``; ``12:00`` for midi."""
    if "midi" in text and "apres" not in text:
        return "12:00"
    return next(p for word in reversed(re.findall(r"[a-z-]+", text)) if (p := lexicon.PARTS.get(word)))


def direction(rel: str, context: Context) -> int:
    """1 for what is to come, -1 for what is past, 0 for the nearest."""
    if rel in lexicon.WORDS["next"]:
        return 1
    if rel in lexicon.WORDS["last"]:
        return -1
    return 1 if context.future else -1 if context.past else 0


def day_value(parts: Parts, context: Context) -> tuple[str | None, str | None, bool]:
    """(value, problem, relative) of a day and month, with or without weekday and year."""
    day, mon = number(parts["day"]), month(parts["month"])
    if year := re.sub(r"\D", "", parts.get("year", "")):
        if not calendar.exists(int(year), mon, day):
            return None, "there is no such day", False
        return f"{int(year):04}-{mon:02}-{day:02}", None, False
    if not calendar.exists(2000, mon, day):
        return None, "there is no such day", False
    today = context.today
    if today is None:
        return None, None, True
    weekday = lexicon.WEEKDAYS.get(parts.get("weekday", ""))
    found = calendar.nearest(today, mon, day, weekday, direction(parts.get("rel", ""), context))
    return (found.isoformat(), None, False) if found else (None, "no near year has that day", False)


def numeric_value(text: str) -> str | None:
    """``09/03/2011`` (day first), ``26.09.2019``, ``09/03/11`` or an ISO day; None if impossible."""
    if match := re.match(r"(\d{4})[/-](\d\d)[/-](\d\d)", text):
        year, mon, day = (int(g) for g in match.groups())
    else:
        day, mon, year = (int(g) for g in re.split(r"[/.-]", text))
        if year < 100:  # POSIX: 69 to 99 are the 1900s
            year += 1900 if year >= 69 else 2000
    return f"{year:04}-{mon:02}-{day:02}" if calendar.exists(year, mon, day) else None


def weekday_value(parts: Parts, context: Context) -> date | None:
    """The day that a weekday names: in this week, the last one, or the next one.

    A bare weekday is the last one, unless its sentence speaks of what is to come.
    """
    today = context.today
    if today is None:
        return None
    wanted = lexicon.WEEKDAYS[parts["weekday"]]
    if parts.get("rel") in lexicon.WORDS["next"]:
        return today + timedelta((wanted - today.isoweekday() - 1) % 7 + 1)
    if "demo" in parts:
        return today + timedelta(wanted - today.isoweekday())
    if context.future and "rel" not in parts:
        return today + timedelta((wanted - today.isoweekday()) % 7)
    return today - timedelta((today.isoweekday() - wanted) % 7)
