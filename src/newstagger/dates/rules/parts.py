"""Parts of a day: « dans la nuit de samedi à dimanche », « le soir du 3 mai », « ce matin », « au soir », « fin d'après-midi »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.numbers import number
from newstagger.dates.rule import Match, Rule
from newstagger.dates.rules.points import point_day
from newstagger.dates.values import UNRESOLVED, Parts, Value, day_value, part_of_day, weekday_value, with_time

# --- « dans la nuit de samedi à dimanche », « la nuit du 3 au 4 mai »: the day on which it begins


def _night(parts: Parts, context: Context) -> Value:
    if "d2b" in parts:
        end = {"day": parts["d2b"], "month": parts["m2b"], "year": parts.get("y2b", "")}
        return _evening_before(day_value(end, context), parts)
    if "m2" in parts:
        end = {"day": parts["d2"], "month": parts["m2"], "weekday": parts["w2"], "year": parts.get("y2", "")}
        return _evening_before(replace(day_value(end, context), problem=None), parts)
    start = _first_weekday(parts, context)
    return Value("DATE", f"{start}T{part_of_day(parts['part'])}") if start else UNRESOLVED


def _evening_before(end: Value, parts: Parts) -> Value:
    if end.value is None:
        return end
    return Value("DATE", f"{date.fromisoformat(end.value) - timedelta(1)}T{part_of_day(parts['part'])}")


def _first_weekday(parts: Parts, context: Context) -> date | None:
    """The first day of « samedi 3 à dimanche 4 » or « samedi à dimanche »."""
    if context.today is None:
        return None
    first, last = lexicon.WEEKDAYS[parts["w1"]], lexicon.WEEKDAYS[parts["w2"]]
    if "d2" in parts:
        end = calendar.nearest_weekday_day(context.today, number(parts["d2"]), last, False)
        return end - timedelta(1) if end else None
    if "d1" in parts:
        return calendar.nearest_weekday_day(context.today, number(parts["d1"]), first, False)
    end = weekday_value({"weekday": parts["w2"]}, context)
    return end - timedelta((last - first) % 7) if end else None


NIGHT = Rule(
    "night",
    "(?:{dans}{le})?(?P<part>{part})(?:{de}|{du})(?:(?P<w1>{weekday})(?P<d1>{day}|{first})?"
    "{MONTH}?(?:{a}|{au})(?P<w2>{weekday})(?:(?P<d2>{DAY})(?P<m2>{MONTH})?(?P<y2>{year})?)?"
    "|{DAY}{MONTH}?{au}(?P<d2b>{DAY})(?P<m2b>{MONTH})(?P<y2b>{year})?)",
    needs="part",
    resolve=_night,
)

# --- « le matin du 3 mai », « dans la soirée de lundi »


def _is_linked(match: Match) -> bool:
    """« du matin au soir » is no date, nor « soir » directly before a weekday without « de »."""
    return any(match.row.word(i) in ("de", "d'", "du") for i in range(match.begin + 1, match.end - 1))


def _part_of(parts: Parts, context: Context) -> Value:
    day = point_day(parts["point"], context)
    return Value("DATE", f"{day}T{part_of_day(parts['part'])}") if day else UNRESOLVED


PART_OF = Rule(
    "part_of",
    "(?:{dans}{le}|{demo})?(?P<part>{part})(?:{de}|{du}|{de}{le}|{de}{demo})?(?P<point>{POINT})",
    needs="part",
    guard=_is_linked,
    resolve=_part_of,
)

# --- « dans la matinée », « en fin d'après-midi »: of the publication day, or of the day that the sentence names


def _part_bare(parts: Parts, context: Context) -> Value:
    day = context.hours_day()
    return Value("DATE", f"{day}T{part_of_day(parts['part'])}") if day else UNRESOLVED


PART_BARE = Rule(
    "part_bare",
    "(?P<part>{dans}{le}{part}|(?:(?<={en})|(?<={a}{le})){begin}{de}{le}?{part}|(?<={en}){part}|(?<={au}){petit}{part})",
    needs="part",
    resolve=_part_bare,
)

# --- « ce matin », « ce soir à 20 heures », « ce midi »


def _this_part(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la" or context.today is None:
        return UNRESOLVED
    if "clock" in parts:
        return with_time(context.today.isoformat(), {"clock": f"{parts['clock']} du {parts['part']}"})
    return with_time(context.today.isoformat(), parts)


THIS_PART = Rule(
    "this_part",
    "{demo}(?P<part>{part}|{noon})(?:{dash}(?P<ci>{ci}|{le}))?(?:{comma}?(?:{a}|{vers})(?P<clock>{CLOCK}))?",
    needs="part noon",
    resolve=_this_part,
)

# --- « à l'aube », « au soir »: of the day told last


def _stands_alone(match: Match) -> bool:
    """Not « l'aube d'une nouvelle ère », « au soir de sa vie »."""
    return match.after() not in ("de", "d'", "des", "du")


def _at_part(parts: Parts, context: Context) -> Value:
    day = context.anchor or context.today
    return Value("DATE", f"{day}T{part_of_day(parts['part'])}") if day else UNRESOLVED


AT_PART = Rule(
    "at_part",
    "(?:(?<={a}{le})|(?<={au}))(?P<part>{part})",
    needs="part",
    guard=_stands_alone,
    resolve=_at_part,
)

RULES = (NIGHT, PART_OF, PART_BARE, THIS_PART, AT_PART)
