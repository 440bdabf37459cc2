"""Reads the parts of time expressions from their words: months, units, clock times, years, days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon, tense
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month, read_number, read_words
from newstagger.tags import DateType

#: What the groups of a pattern matched, folded: name of the group -> text.
Parts = dict[str, str]


#: From this many days before it on, « ce samedi » is the last one where the sentence is about the past.
_FAR_AHEAD = 4
#: Days back -> log odds of the future from which « ce lundi » is the next one: on a Sunday it is tomorrow, unless it is told.
_NEXT_FROM = {3: 2.0, 4: 0.5, 5: -1.5, 6: -3.0}


@dataclass(frozen=True, slots=True)
class Value:
    """Type and value of an expression; ``problem`` says why a value is missing."""

    kind: DateType
    value: str | None
    problem: str | None = None
    relative: bool = False


#: The text alone does not determine which day it is.
UNRESOLVED = Value("DATE", None, relative=True)
NO_SUCH_DAY = Value("DATE", None, "there is no such day")
ISLAMIC_YEAR = Value("DATE", None, "a year of the Islamic calendar is not read")
ENDS_BEFORE = Value("DATE", None, "the range ends before it begins")


class UnsettledError(LookupError):
    """What an expression is counted from is not known: « de l'année suivante » without a year before it."""


def read_quarter_minutes(text: str) -> int:
    """Minutes of « un quart d'heure », « trois quarts d'heure », « une demi-heure »."""
    count = re.match(r"([\w-]+) ", text)
    times = read_number(count[1]) if count else 1
    return max(times, 1) * (30 if "demi" in text else 15)


def read_century_years(text: str) -> int:
    """Years of « un demi-siècle », « un quart de siècle », « trois quarts de siècle »."""
    count = re.match(r"([\w-]+) ", text)
    times = read_number(count[1]) if count and count[1] != "demi-siecle" else 1
    return max(times, 1) * (50 if "demi" in text else 25)


def format_duration(count: int | float, letters: str, factor: int = 1) -> str:
    """``P3D``, ``PT2H``, ``P3.5Y``; a week-end counts as ``P1WE`` as in TIMEX3."""
    if letters.startswith("T"):
        return f"PT{count * factor:g}{letters[1]}" if isinstance(count, float) else f"PT{count * factor}{letters[1]}"
    return f"P{count * factor:g}{letters}" if isinstance(count, float) else f"P{count * factor}{letters}"


_ZONE = re.compile(r"\b(?:utc|gmt|tu)\b(?: ?([+\u2212\u2013-]) ?(\d{1,2})(?::?(\d\d))?)?")


def read_zone(text: str) -> str:
    """``Z`` or an offset such as ``+05:30`` where a clock time names its zone, else nothing."""
    found = _ZONE.search(text)
    if found is None:
        return ""
    if found[1] is None:
        return "Z"
    return f"{'+' if found[1] == '+' else '-'}{int(found[2]):02}:{found[3] or '00'}"


def _read_minutes_off(text: str) -> int:
    """« et quart », « et demie », « trois quarts », « moins le quart », « moins vingt »: minutes to add to the hour."""
    if "trois quarts" in text:
        return 45
    if before := re.search(r"\bmoins (?:le )?([\w-]+(?: cinq)?)", text):
        return -15 if before[1] == "quart" else -read_number(before[1])
    return 30 if "demi" in text else 15 if "quart" in text else 0


def read_clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of a clock time; None if the hour does not exist."""
    for word, (hour, minute) in lexicon.NOONS.items():
        if text.startswith(word):
            off = _read_minutes_off(text) or read_number(text.removeprefix(word).strip())
            return divmod((hour % 24 if off > 0 else hour) * 60 + minute + off, 60)
    match = re.match(r"(\d+)\s*(?:h(?:eures?)?|[:.](?=\d))?\s*(\d+)?", text)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        head = re.split(r"\s*\bh(?:eures?)?\b", text)[0]
        hour, tail = read_number(head), re.search(r"h(?:eures?)?\s+([\w-]+)", text)
        minute = read_number(tail[1]) if tail and "quart" not in text else 0
    if half_day := re.search(r"([ap])\.? ?m\.?$", text):
        hour = hour % _NOON + _NOON * (half_day[1] == "p") if hour <= _NOON else hour
    part = next((p for word in re.findall(r"[a-z-]+", text) if (p := lexicon.PARTS.get(word))), None)
    hour += count_hours_later(part, hour)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    off = _read_minutes_off(text)
    return divmod((hour * 60 + off) % 1440, 60) if off else (hour, minute)


#: From this hour on « de la nuit » and « du soir » are of the evening, before it of the small hours.
_NOON, _SMALL_HOURS = 12, 5


def count_hours_later(part: str | None, hour: int) -> int:
    """« 3 heures de l'après-midi », « 9 heures du soir »: 12 where a clock of twelve hours is read."""
    first = {"AF": 1, "EV": _SMALL_HOURS, "NI": _SMALL_HOURS + 1}.get(part or "", _NOON)
    return _NOON if first <= hour < _NOON else 0


def _format_moment(day: str, text: str) -> str | None:
    """``2021-06-17T14:30`` from a day and a clock time, with its zone; None if the hour does not exist."""
    time = read_clock(text)
    return f"{day}T{time[0]:02}:{time[1]:02}{read_zone(text)}" if time else None


def add_time(day: str, parts: Parts) -> Value:
    """A day's value with the part of the day or the clock time said beside it."""
    text = parts.get("clock") or parts.get("clock2")
    part = parts.get("part") or parts.get("part2")
    if text and part and day[:1].isdigit():
        return Value("TIME", _place_in_part(date.fromisoformat(day), text, read_part_of_day(part)))
    if text and (value := _format_moment(day, text)) is not None:
        return Value("TIME", value)
    if part:
        suffix = read_part_of_day(part)
        return Value("TIME" if ":" in suffix else "DATE", f"{day}T{suffix}")
    return Value("DATE", day)


def make_day_value(day: date | None, parts: Parts | None = None) -> Value:
    """The value of a day with the part of the day or the clock time said beside it; unresolved without a day."""
    return UNRESOLVED if day is None else add_time(day.isoformat(), parts or {})


def _place_in_part(day: date, text: str, part: str) -> str | None:
    """« mardi soir à 9 h 15 » is 21:15, « ce soir à 0 h 10 » ten past midnight, on the day after."""
    time = read_clock(text)
    if time is None:
        return None
    hour, minute = time
    late = part in ("EV", "NI") and hour < _SMALL_HOURS + (part == "NI")
    return f"{day + timedelta(late)}T{hour + count_hours_later(part, hour):02}:{minute:02}{read_zone(text)}"


def read_part_of_day(text: str) -> str:
    """The suffix of a part of the day, such as ``MO``; ``12:00`` for midi, ``24:00`` for minuit."""
    if "midi" in text and "apres" not in text and "avant-midi" not in text:
        return "12:00"
    if "minuit" in text:
        return "24:00"
    text = text.replace("apres midi", "apres-midi")
    return next(p for word in reversed(re.findall(r"[a-z-]+", text)) if (p := lexicon.PARTS.get(word)))


def read_direction(rel: str) -> int:
    """1 for « prochain », -1 for « dernier », 0 for neither."""
    return (rel in lexicon.WORDS["next"]) - (rel in lexicon.WORDS["last"])


def read_year(parts: Parts, context: Context, key: str = "year") -> int | None:
    """The year that an expression says, in digits or words or as « de l'année prochaine »; None if it says none.

    Years before Christ are counted as ISO 8601 does it: 1 before Christ is 0, 44 before Christ -43.

    Raises:
        UnsettledError: it counts from a publication or from a year that is not known.
    """
    text = parts.get(key, "")
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    if era := _ERA.search(text):
        return 1 - int(digits) if era[1] in ("av", "ae") else int(digits)
    if digits:
        return int(digits) if len(digits) > 2 else context.complete_year(int(digits))
    year = read_words(text) or _read_relative_year(text, context)
    if year > _LAST_YEAR:
        raise OverflowError(year)
    return year


_LAST_YEAR = 9999


_ERA = re.compile(r"\b(av|ap|ae)\w*\.? ?(?:j|n|l|c|e|$)")


def _read_relative_year(text: str, context: Context) -> int:
    """« de l'an dernier », « de cette année », « de la même année », « de l'année suivante »."""
    rel = text.split()[-1]
    if rel in BESIDE or "meme" in text or text.endswith("la"):
        year, steps = context.find_named_year(), BESIDE.get(rel, 0)
    else:
        year, steps = (context.today.year if context.today else None), read_direction(rel)
    if year is None:
        raise UnsettledError(text)
    return year + steps


#: « l'année suivante », « l'année précédente » -> years from the one that the text named.
BESIDE = {**dict.fromkeys(lexicon.WORDS["following"], 1), **dict.fromkeys(lexicon.WORDS["preceding"], -1)}


def format_year(year: int) -> str:
    """A year as ISO 8601 writes it, ``0064`` or ``-0043``.

    Raises:
        OverflowError: it is after the year 9999.
    """
    if abs(year) > _LAST_YEAR:
        raise OverflowError(year)
    return f"{year:04}" if year >= 0 else f"-{-year:04}"


#: Attacks that are named after their day: « le 11-Septembre ».
_CALLED_AFTER = {(11, 9): 2001, (13, 11): 2015, (7, 10): 2023}


def resolve_date(parts: Parts, context: Context) -> Value:
    """The value of a day and month, with or without weekday and year."""
    day, mon = read_number(parts["day"]), read_month(parts["month"])
    year = read_year(parts, context)
    if year is None and "hyphen" in parts:
        year = _CALLED_AFTER.get((day, mon))
    weekday = read_weekday(parts.get("weekday", ""))
    if year is None and not parts.get("rel"):
        stated = context.find_stated_year(mon, day)
        if stated and calendar.exists(stated, mon, day) and weekday in (None, date(stated, mon, day).isoweekday()):
            year = stated
    if not calendar.exists(2000 if year is None or year < 0 else year, mon, day):
        return NO_SUCH_DAY
    if year is not None:
        return Value("DATE", f"{format_year(year)}-{mon:02}-{day:02}")
    today = context.today
    if today is None:
        return UNRESOLVED
    way = read_direction(parts.get("rel", "")) or context.way_behind
    found = calendar.find_nearest(today, mon, day, weekday, way)
    if "demo" in parts and weekday and not way:  # « ce mercredi 15 mai » of a Thursday: the weekday is wrong
        near = calendar.find_nearest(today, mon, day, None, 0)
        found = near if near and abs((near - today).days) <= _SAME_WEEK else found
    elif weekday and not way and found and (found - today).days > _NEXT_YEAR:
        near = calendar.find_nearest(today, mon, day, None, 0)
        found = near if near and abs((near - today).days) <= _SLIP_REACH else found
    if not way and not weekday:
        found = choose_day(lambda towards: calendar.find_nearest(today, mon, day, None, towards), context)
    return Value("DATE", found.isoformat()) if found else Value("DATE", None, "no near year has that day")


_SAME_WEEK = 6
#: « mardi 9 juin », right only in about a year from now, in a paper of these days: the weekday is wrong.
_NEXT_YEAR, _SLIP_REACH = 340, 14

#: From these log odds on a sentence may be about what is going on: « ouvert », « est visible ».
_GOES_ON = -2.0


def move_to_the_present(end: Value, right: Parts, first: tuple[int, int], context: Context) -> Value:
    """« l'exposition, du 12 mars au 30 septembre », published in May: the range that is going on, if no year is said."""
    today = context.today
    if today is None or end.value is None or right["year"] or right["weekday"] or right["rel"] or context.behind:
        return end
    if end.value >= today.isoformat() or (context.has_tense and context.odds < _GOES_ON):
        return end
    month, day = int(end.value[5:7]), int(end.value[8:10])
    if context.find_stated_year(month, day) is not None:
        return end
    begins, now = first <= (today.month, today.day), (today.month, today.day) <= (month, day)
    across = first > (month, day)  # « du 1er octobre au 31 mars »
    if not ((begins or now) if across else (begins and now)):
        return end
    year = today.year + (across and not now)
    return Value("DATE", f"{year:04}-{end.value[5:]}") if calendar.exists(year, month, day) else end


def read_weekday(text: str) -> int | None:
    """1 (Monday) to 7 from a weekday's name or abbreviation; None for what is neither."""
    return WEEKDAYS.get(text) or lexicon.WEEKDAY_ABBREVIATIONS.get(text.rstrip(". "))


def choose_day(find: Callable[[int], date | None], context: Context) -> date | None:
    """The last or the next of a recurring day, by its distance and the tense of its sentence.

    Args:
        find: gives the last one up to the publication for -1, the next one from it on for 1.
    """
    last, coming, today = find(-1), find(1), context.today
    if last is None or coming is None or today is None or last == coming:
        return last or coming
    return coming if context.is_to_come((today - last).days, (coming - today).days) else last


def make_week_value(day: date, weekend: bool) -> Value:
    """The week of a day by ISO 8601, or its week-end."""
    return Value("DATE", calendar.format_week(day, weekend))


def split_day_and_month(text: str, context: Context) -> tuple[int, int]:
    """Day and month of « 3/5 » by the text's convention; « 02/22 » can only be month first, « 22/02 » day first."""
    first, second = (int(n) for n in re.findall(r"\d+", text)[:2])
    month_first = second > 12 >= first or (not context.day_first and first <= 12)
    return (second, first) if month_first else (first, second)


def resolve_day_and_month(text: str, context: Context) -> date | Value:
    """The day of « 3/5 », the last or the coming one; a value without a day if there is none or it cannot be determined."""
    day, mon = split_day_and_month(text, context)
    today = context.today
    if not calendar.exists(2000, mon, day):
        return NO_SUCH_DAY
    said = context.find_stated_year(mon, day)
    if said is not None and calendar.exists(said, mon, day):
        return date(said, mon, day)
    if today is None:
        return UNRESOLVED
    return choose_day(lambda way: calendar.find_nearest(today, mon, day, None, way), context) or UNRESOLVED


def resolve_numeric(text: str, context: Context) -> str | None:
    """``09/03/2011`` (day first), ``26.09.2019``, ``09/03/11`` or an ISO day; None if impossible."""
    if match := re.match(r"(\d{4})[/.-](\d\d)[/.-](\d\d)", text):
        year, mon, day = (int(g) for g in match.groups())
    else:
        day, mon, year = (int(re.sub(r"\D", "", g)) for g in re.split(r"[/.-]", text))
        if year < 100:
            year = context.complete_year(year)
        day, mon = split_day_and_month(f"{day}/{mon}", context)
    return f"{year:04}-{mon:02}-{day:02}" if calendar.exists(year, mon, day) else None


_FROM = re.compile(r"\b(?:dès|à partir de|à compter de|d'ici(?: à)?)(?: ce)? $", re.IGNORECASE)
#: An hour in a sentence without a verb announces what is to come.
_AT_AN_HOUR = re.compile(r"\b(?:à|dès) \d{1,2} ?(?:h\b|h \d|:\d\d|heures)")


def resolve_weekday(parts: Parts, context: Context) -> date | None:
    """The day that a weekday names: in this week, the last one, or the next one.

    A bare weekday is the last or the coming one by the tense of its sentence and by which of them is near.
    """
    today = context.today
    if today is None:
        return None
    wanted = WEEKDAYS[parts["weekday"]]
    ahead = (wanted - today.isoweekday()) % 7
    rel = parts.get("rel") or parts.get("rel2")
    if rel in lexicon.WORDS["next"]:
        return today + timedelta(ahead or 7)
    if rel in lexicon.WORDS["last"]:
        return today - timedelta(7 - ahead)
    if "demo" in parts:
        if _FROM.search(context.read_sentence()[0]):  # « dès ce lundi » is to come
            return today + timedelta(ahead)
        steps = wanted - today.isoweekday()
        if steps >= _FAR_AHEAD and context.odds < 0:
            steps -= 7
        elif -steps in _NEXT_FROM and context.odds > _NEXT_FROM[-steps]:
            steps += 7
        return today + timedelta(steps)
    if not ahead:
        return today
    # A weekday all alone, or after a colon, is the last one: nothing says that it is to come.
    before, behind = context.read_sentence()
    says = (
        context.has_tense or "clock" in parts or any(map(str.isalpha, behind)) or before.strip()[-1:] not in ("", ":")
    )
    if not context.has_tense and ("hours" in parts or _AT_AN_HOUR.search(behind)):  # « dimanche, loto à 14 h »
        return today + timedelta(ahead)
    # « samedi et dimanche »: both are to come where one of them is.
    last = ahead + (WEEKDAYS[parts["last"]] - wanted) % 7 if "last" in parts else ahead
    coming = says and any(
        tense.estimate_weekday_odds(context.odds, days) > 0 for days in (ahead, last) if days <= _SAME_WEEK
    )
    return today + timedelta(ahead if coming else ahead - 7)
