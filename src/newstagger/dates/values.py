"""What time expressions are made of, read from their words: numbers, months, units, clock times, days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from typing import Literal

from newstagger.dates import calendar, lexicon, tense
from newstagger.dates.numbers import number

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Parts = dict[str, str]


#: A day named in an earlier sentence is near up to this many days from the publication.
_NEAR_DAYS = 10
#: In a sentence with a verb a day without a year is the past one rather than the coming one by this much, in log odds;
#: nearness counts 1 for each factor e between the ways back and ahead. Chosen among 20 pairs on 1,559 days of news
#: whose year or weekday is written: 96.0% right.
_PAST_RATHER = 0.4
#: « ce samedi », so many days before it, is the last one where the sentence tells what was.
_FAR_AHEAD = 4
#: Without a publication time, two digits are a year of the hundred that ends ten years after this one.
_UNDATED_YEAR = 2020
#: A two-digit year is the latest one not more than this many years after the publication.
_YEARS_AHEAD = 10


@dataclass(slots=True)
class Context:
    """What a relative expression is resolved against.

    Attributes:
        published: the article's day or moment of publication.
        anchor: the last day that the text named.
        period: the last year, term or month that the text named, where no day was named after it.
        night: does the anchor stand for an evening or a night, whose small hours are those of the day after?
        hour: the last hour of the anchor's day that the text named.
        same_sentence: does the anchor stand in the sentence that is read?
        recurring: the last mention of this sentence was a recurring time.
        place: the text and the offsets of the mention in it, by which its sentence is read.
    """

    published: date | datetime | None = None
    anchor: date | None = None
    period: str | None = None
    night: bool = False
    hour: int | None = None
    same_sentence: bool = False
    recurring: bool = False
    place: tuple[str, int, int] | None = None
    _read: tuple[float, bool] | None = None

    @property
    def today(self) -> date | None:
        """The day of publication."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    def at(self, text: str, start: int, end: int) -> None:
        """Turn to the next mention of the text."""
        self.place, self._read = (text, start, end), None

    def _sentence_odds(self) -> tuple[float, bool]:
        if self._read is None:
            self._read = tense.future_odds(*self.place) if self.place is not None else (0.0, False)
        return self._read

    @property
    def odds(self) -> float:
        """Log odds that the sentence speaks of what is to come; 0 where nothing says so."""
        return self._sentence_odds()[0]

    @property
    def told(self) -> bool:
        """Is there a verb or a preposition in the sentence that says when?"""
        return self._sentence_odds()[1]

    @property
    def future(self) -> bool:
        """Does the sentence speak of what is to come?"""
        return self.odds > 0

    def to_come(self, behind: int, ahead: int) -> bool:
        """Is what was ``behind`` days ago, and comes again in ``ahead`` days, the one to come?"""
        odds = self.odds - _PAST_RATHER if self.told else 0.0
        return odds + log(max(1, behind) / max(1, ahead)) > 0

    def sentence(self) -> tuple[str, str]:
        """What stands before and behind the mention in its sentence."""
        return tense.sentence_around(*self.place) if self.place is not None else ("", "")

    def full_year(self, two_digits: int) -> int:
        """The year that two digits stand for."""
        last = (self.today.year if self.today else _UNDATED_YEAR) + _YEARS_AHEAD
        return last - (last - two_digits) % 100

    def hours_day(self) -> date | None:
        """The day of an hour or a part of the day that names none.

        It is the last day named in its sentence; one of an earlier sentence only where the tense agrees with it, and a
        distant one only in a tale of the past.
        """
        today, day = self.today, self.anchor
        if day is None or self.same_sentence or today is None:
            return day or today
        if abs((day - today).days) > _NEAR_DAYS:
            return day if self.odds < -1 else today
        if (self.odds > 0 and day < today) or (self.odds <= 0 and day > today):
            return today
        return day


@dataclass(frozen=True, slots=True)
class Value:
    """Type and value of an expression; ``problem`` says why a value is missing."""

    kind: Kind
    value: str | None
    problem: str | None = None
    relative: bool = False


Resolver = Callable[[Parts, Context], Value | None]
UNRESOLVED = Value("DATE", None, relative=True)


def month(text: str) -> int:
    """1 to 12 from a month's name or abbreviation, whatever stands around it."""
    for word in re.findall(r"[a-z]+", text):
        if found := lexicon.MONTHS.get(word) or lexicon.MONTH_ABBREVIATIONS.get(word):
            return found
    raise KeyError(text)


def unit(text: str) -> tuple[str, int]:
    """ISO 8601 letter and factor of a unit, singular or plural."""
    return lexicon.UNITS.get(text) or lexicon.UNITS[text.rstrip("s")]


def duration(count: int | float, letters: str, factor: int = 1) -> str:
    """``P3D``, ``PT2H``, ``P3.5Y``; a week-end counts as ``P1WE`` after TIMEX3."""
    if letters.startswith("T"):
        return f"PT{count * factor:g}{letters[1]}" if isinstance(count, float) else f"PT{count * factor}{letters[1]}"
    return f"P{count * factor:g}{letters}" if isinstance(count, float) else f"P{count * factor}{letters}"


_ZONE = re.compile(r"\b(?:utc|gmt|tu)\b(?: ?([+\u2212\u2013-]) ?(\d{1,2})(?::?(\d\d))?)?")


def zone(text: str) -> str:
    """``Z`` or an offset such as ``+05:30`` where a clock time names its zone, else nothing."""
    found = _ZONE.search(text)
    if found is None:
        return ""
    if found[1] is None:
        return "Z"
    return f"{'+' if found[1] == '+' else '-'}{int(found[2]):02}:{found[3] or '00'}"


def _minutes_off(text: str) -> int:
    """« et quart », « et demie », « moins le quart », « moins vingt »: minutes to add to the hour."""
    if before := re.search(r"\bmoins (?:le )?([\w-]+(?: cinq)?)", text):
        return -15 if before[1] == "quart" else -number(before[1])
    return 30 if "demi" in text else 15 if "quart" in text else 0


def clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of a clock time; None where there is no such hour."""
    for word, (hour, minute) in lexicon.NOONS.items():
        if text.startswith(word):
            off = _minutes_off(text)
            return divmod((hour % 24 if off > 0 else hour) * 60 + minute + off, 60)
    match = re.match(r"(\d+)\s*(?:h(?:eures?)?|:)?\s*(\d+)?", text)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        head = re.split(r"\s*\bh(?:eures?)?\b", text)[0]
        hour, tail = number(head), re.search(r"h(?:eures?)?\s+([\w-]+)", text)
        minute = number(tail[1]) if tail else 0
    part = next((p for word in re.findall(r"[a-z-]+", text) if (p := lexicon.PARTS.get(word))), None)
    if (part in ("AF", "EV") and hour < 12) or (part == "NI" and 6 <= hour < 12):
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    off = _minutes_off(text)
    return divmod((hour * 60 + off) % 1440, 60) if off else (hour, minute)


def at_clock(day: str, text: str) -> str | None:
    """``2021-06-17T14:30`` from a day and a clock time, with its zone; None where there is no such hour."""
    time = clock(text)
    return f"{day}T{time[0]:02}:{time[1]:02}{zone(text)}" if time else None


def with_time(day: str, parts: Parts) -> Value:
    """A day's value with the part of the day or the clock time said beside it."""
    text = parts.get("clock") or parts.get("clock2")
    if text and (value := at_clock(day, text)) is not None:
        return Value("TIME", value)
    if part := parts.get("part") or parts.get("part2"):
        return Value("TIME" if part_of_day(part) == "12:00" else "DATE", f"{day}T{part_of_day(part)}")
    return Value("DATE", day)


def part_of_day(text: str) -> str:
    """The suffix of a part of the day, such as ``MO``; ``12:00`` for midi."""
    if "midi" in text and "apres" not in text:
        return "12:00"
    return next(p for word in reversed(re.findall(r"[a-z-]+", text)) if (p := lexicon.PARTS.get(word)))


def direction(rel: str) -> int:
    """1 for « prochain », -1 for « dernier », 0 for neither."""
    return (rel in lexicon.WORDS["next"]) - (rel in lexicon.WORDS["last"])


def written_year(parts: Parts, context: Context, key: str = "year") -> int | None:
    """The year that an expression writes, in four digits or two; None where it writes none."""
    digits = re.sub(r"\D", "", parts.get(key, ""))
    if not digits:
        return None
    return int(digits) if len(digits) > 2 else context.full_year(int(digits))


#: Attacks that are called after their day: « le 11-Septembre ».
_CALLED_AFTER = {(11, 9): 2001, (13, 11): 2015, (7, 10): 2023}


def day_value(parts: Parts, context: Context) -> tuple[str | None, str | None, bool]:
    """(value, problem, relative) of a day and month, with or without weekday and year."""
    day, mon = number(parts["day"]), month(parts["month"])
    year = written_year(parts, context)
    if year is None and "hyphen" in parts:
        year = _CALLED_AFTER.get((day, mon))
    if year is not None:
        if not calendar.exists(year, mon, day):
            return None, "there is no such day", False
        return f"{year:04}-{mon:02}-{day:02}", None, False
    if not calendar.exists(2000, mon, day):
        return None, "there is no such day", False
    today = context.today
    if today is None:
        return None, None, True
    weekday = lexicon.WEEKDAYS.get(parts.get("weekday", ""))
    way = direction(parts.get("rel", ""))
    found = calendar.nearest(today, mon, day, weekday, way)
    if not way and not weekday:
        found = nearest_day(lambda towards: calendar.nearest(today, mon, day, None, towards), context)
    return (found.isoformat(), None, False) if found else (None, "no near year has that day", False)


def nearest_day(find: Callable[[int], date | None], context: Context) -> date | None:
    """The last or the coming one of a day that comes again, by its nearness and the tense of its sentence.

    Args:
        find: gives the last one up to the publication for -1, the next one from it on for 1.
    """
    last, coming, today = find(-1), find(1), context.today
    if last is None or coming is None or today is None or last == coming:
        return last or coming
    return coming if context.to_come((today - last).days, (coming - today).days) else last


def numeric_value(text: str, context: Context) -> str | None:
    """``09/03/2011`` (day first), ``26.09.2019``, ``09/03/11`` or an ISO day; None if impossible."""
    if match := re.match(r"(\d{4})[/.-](\d\d)[/.-](\d\d)", text):
        year, mon, day = (int(g) for g in match.groups())
    else:
        day, mon, year = (int(re.sub(r"\D", "", g)) for g in re.split(r"[/.-]", text))
        if year < 100:
            year = context.full_year(year)
        if mon > 12 >= day:  # « 02/22/2016 » can only be month first
            day, mon = mon, day
    return f"{year:04}-{mon:02}-{day:02}" if calendar.exists(year, mon, day) else None


def weekday_value(parts: Parts, context: Context) -> date | None:
    """The day that a weekday names: in this week, the last one, or the next one.

    A bare weekday is the last or the coming one by the tense of its sentence and by which of them is near.
    """
    today = context.today
    if today is None:
        return None
    wanted = lexicon.WEEKDAYS[parts["weekday"]]
    ahead = (wanted - today.isoweekday()) % 7
    rel = parts.get("rel") or parts.get("rel2")
    if rel in lexicon.WORDS["next"]:
        return today + timedelta(ahead or 7)
    if rel in lexicon.WORDS["last"]:
        return today - timedelta(7 - ahead)
    if "demo" in parts:
        gone = wanted - today.isoweekday() >= _FAR_AHEAD and context.odds < 0
        return today + timedelta(wanted - today.isoweekday() - 7 * gone)
    if not ahead:
        return today
    # A weekday all alone, or behind a colon, is the last one: nothing says that it is to come.
    before, behind = context.sentence()
    says = context.told or "clock" in parts or any(map(str.isalpha, behind)) or before.strip()[-1:] not in ("", ":")
    coming = says and tense.weekday_odds(context.odds, ahead) > 0
    return today + timedelta(ahead if coming else ahead - 7)
