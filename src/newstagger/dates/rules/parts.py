"""Parts of a day: « dans la nuit de samedi à dimanche », « le soir du 3 mai », « ce matin », « au soir », « fin d'après-midi »."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number
from newstagger.dates.rule import Finder, Match, Rule
from newstagger.dates.rules.days import find_point
from newstagger.dates.values import (
    BESIDE,
    UNRESOLVED,
    Parts,
    Value,
    add_time,
    choose_day,
    make_day_value,
    read_part_of_day,
    resolve_date,
    resolve_weekday,
)

# --- « dans la nuit de samedi à dimanche », « la nuit du 3 au 4 mai »: the day on which it begins


def _resolve_night(parts: Parts, context: Context) -> Value:
    if "m2" not in parts and "m3" not in parts:
        return make_day_value(_find_first_day(parts, context), parts)
    if "m2" in parts:
        last = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts["w2"]}
    else:
        last = {"day": parts["d3"], "month": parts["m3"], "year": parts.get("y3", "")}
    end = resolve_date(last, context)
    if end.value is None:
        return replace(end, problem=None) if "w2" in parts else end
    return make_day_value(date.fromisoformat(end.value) - timedelta(1), parts)


def _find_first_day(parts: Parts, context: Context) -> date | None:
    """The first day of « samedi 3 à dimanche 4 » or « samedi à dimanche »."""
    if context.today is None:
        return None
    first, last = WEEKDAYS[parts["w1"]], WEEKDAYS[parts["w2"]]
    if "d2" in parts:
        end = calendar.find_weekday_day(context.today, read_number(parts["d2"]), last, False)
        return end - timedelta(1) if end else None
    if "d1" in parts:
        return calendar.find_weekday_day(context.today, read_number(parts["d1"]), first, False)
    end = resolve_weekday({"weekday": parts["w2"]}, context)
    return end - timedelta((last - first) % 7) if end else None


NIGHT = Rule(
    "night",
    "(?:{dans}{le})?(?P<part>{part})(?:{de}|{du})(?:(?P<w1>{weekday})(?P<d1>{day}|{first})?"
    "{MONTH}?(?:{a}|{au})(?P<w2>{weekday})(?:(?P<d2>{DAY})(?P<m2>{MONTH})?(?P<y2>{year})?)?"
    "|{DAY}{MONTH}?{au}(?P<d3>{DAY})(?P<m3>{MONTH})(?P<y3>{year})?)",
    needs="part",
    resolve=_resolve_night,
)

# --- « vers 2 h 30, [dans la nuit de samedi à dimanche] »: an hour before its night

#: What stands behind an hour where its night is said after it.
NIGHT_BEHIND = (
    "{comma}?{dans}?{le}(?P<night>{part}(?:{de}|{du})(?:{weekday}(?:{day}|{first})?{MONTH}?(?:{a}|{au}){weekday}"
    "(?:{DAY}{MONTH}?{year}?)?|{DAY}{MONTH}?{au}{DAY}{MONTH}?{year}?))"
)
_NIGHTS = Finder((NIGHT,))
_TO_NIGHT = re.compile(r"\W*(?:la (?=nuit)|(?=dans ))", re.IGNORECASE)
_NOON = 12


def find_night_behind(said: str, context: Context) -> date | None:
    """The day on which the night begins that is said behind an hour; None where none is said, or it cannot be determined."""
    if not said.startswith("nuit"):
        return None
    text, _, end = context.place or ("", 0, 0)
    if link := _TO_NIGHT.match(text, end):
        context = replace(context, place=(text, link.end(), link.end() + len("dans la " + said)), _read=None)
    value = next((found.resolve(context) for found in _NIGHTS.find(said)), None)
    return date.fromisoformat(value.value[:10]) if value and value.value else None


def find_day_in_night(night: date, hour: int) -> date:
    """The day of an hour in the night that begins on ``night``."""
    return night + timedelta(hour < _NOON)


# --- « le matin du 3 mai », « dans la soirée de lundi »


def _is_linked(match: Match) -> bool:
    """« du matin au soir » is not a date, nor « soir » directly before a weekday without « de »."""
    return any(match.row.word(i) in ("de", "d'", "du") for i in range(match.begin + 1, match.end - 1))


def _resolve_part_of(parts: Parts, context: Context) -> Value:
    day = find_point(parts["point"], context)
    return make_day_value(day, parts)


PART_OF = Rule(
    "part_of",
    "(?:{dans}{le}|{demo})?(?P<part>{part})(?:{de}|{du}|{de}{le}|{de}{demo})?(?P<point>{POINT})",
    needs="part",
    guard=_is_linked,
    resolve=_resolve_part_of,
)

# --- « dans la matinée », « en fin d'après-midi »: of the publication day, or of the day that the sentence names


def _resolve_part_bare(parts: Parts, context: Context) -> Value:
    if context.at_each:
        suffix = read_part_of_day(parts["part"])
        return Value("SET", f"T{suffix}" if ":" in suffix else f"XXXX-XX-XXT{suffix}")
    return make_day_value(context.find_day_of_hours(), parts)


def _is_during(match: Match) -> bool:
    """« au cours de la nuit », « durant la matinée »; « la nuit » by itself may be any."""
    if "during" not in match.parts:
        return True
    said = match.before() in ("durant", "pendant") or (
        match.before() == "de" and match.before(2) in ("cours", "courant", "milieu")
    )
    return said and match.after() not in ("de", "du", "des", "d'")


PART_BARE = Rule(
    "part_bare",
    "(?P<part>{dans}{le}{part}|(?P<during>{le}{part})|(?:(?<={en})|(?<={a}{le})){begin_end}{de}{le}?{part}|(?<={en}){part}|(?<={au}){small_big}{part})",
    needs="part",
    guard=_is_during,
    resolve=_resolve_part_bare,
)

# --- « ce matin », « ce soir à 20 heures », « ce midi »


def _resolve_this_part(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la":  # « ce soir-là »: of the day named last
        return add_time(context.anchor.isoformat(), parts) if context.anchor else UNRESOLVED
    if context.today is None:
        return UNRESOLVED
    if parts["part"].startswith("nuit") and "clock" in parts and context.odds < 0:
        parts = {"clock": parts["clock"]}  # « cette nuit à 3 heures, un feu a pris »: of this day's small hours
    return add_time(context.today.isoformat(), parts)


THIS_PART = Rule(
    "this_part",
    "{demo}(?:{begin_end}{de}{le}?(?!{part}{du}))?(?P<part>{part}|{noon_midnight})(?:{dash}(?P<ci>{ci}|{le})|{meme})?(?:{comma}?{AT}(?P<clock>{CLOCK}))?",
    needs="part noon_midnight",
    resolve=_resolve_this_part,
)

# --- « la nuit dernière », « le soir même », « la nuit suivante »

#: « la nuit passée à l'hôpital » was spent there.
_SPENT = frozenset("a en dans au aux chez avec sans sur sous par".split())


def _is_night_beside(match: Match) -> bool:
    rel = match.parts["rel"]
    if rel == "meme" or rel in BESIDE:
        return match.before() in ("le", "la", "ce", "cette", "du", "au", "dès", "des", "l'") and match.after() not in (
            "s",
            "si",
        )
    said = match.before() == "la" or match.row.word(match.begin) == "dans"
    return match.parts["part"] == "nuit" and said and not (rel.startswith("passe") and match.after() in _SPENT)


def _resolve_night_beside(parts: Parts, context: Context) -> Value:
    rel, part = parts["rel"], read_part_of_day(parts["part"])
    if rel == "meme" or rel in BESIDE:
        day = context.anchor or (context.today if rel == "meme" else None)
        # The night that follows a day begins on it.
        steps = BESIDE.get(rel, 0) - (part == "NI" and BESIDE.get(rel) == 1)
    else:
        day, steps = context.today, -1 if rel in lexicon.WORDS["last"] else 0
    return Value("DATE", f"{day + timedelta(steps)}T{part}") if day else UNRESOLVED


NIGHT_BESIDE = Rule(
    "night_beside",
    "(?:{dans}{le})?(?P<part>{part})(?P<rel>{RELATIVE}|{meme}|{following}|{preceding})",
    needs="part",
    guard=_is_night_beside,
    resolve=_resolve_night_beside,
)

# --- « ce jour », « le même jour », « le jour même », « ce jour-là »


def _is_that_day(match: Match) -> bool:
    """Not « à ce jour », « de nos jours », « ce jour où »."""
    if match.row.word(match.begin) == "ces":
        return False
    if match.after() in _OF_AN_EVENT and "today" not in match.parts:
        match.parts["event"] = match.after()
    if "today" in match.parts:
        return match.before() not in ("a", "jusqu'") and match.after() not in _SAID_OF_THE_DAY
    return match.row.word(match.begin) in lexicon.WORDS["demo"] or match.before() in ("le", "ce", "du", "au", "dès")


#: « le jour même de la réouverture »: the day of the event is not known.
_OF_AN_EVENT = ("de", "d'", "du", "des", "ou", "que", "qu'")
_SAID_OF_THE_DAY = frozenset("de d' du des ou que qu' dont si la l' ferie meme".split())


def _resolve_that_day(parts: Parts, context: Context) -> Value:
    if "event" in parts:
        return UNRESOLVED
    day = context.today if "today" in parts else context.anchor
    return make_day_value(day)


THAT_DAY = Rule(
    "that_day",
    "{demo}?{meme}{day_unit}|{demo}?{day_unit}{meme}|{demo}{day_unit}{dash}{le}|(?P<today>{demo}{day_unit})",
    needs="day_unit",
    guard=_is_that_day,
    resolve=_resolve_that_day,
)

# --- « le 12 au soir », « le 1er au matin »: of the nearest month by tense


def _is_numbered_day(match: Match) -> bool:
    return match.before() in ("le", "du", "au", "ce", "dès") and ("part" in match.parts or match.before() != "du")


def _resolve_numbered_day(parts: Parts, context: Context) -> Value:
    today = context.today
    if today is None:
        return UNRESOLVED
    days = calendar.list_days_numbered(today, read_number(parts["day"]))
    day = choose_day(lambda way: calendar.choose_nearest(days, today, way), context)
    return make_day_value(day, parts)


NUMBERED_DAY = Rule(
    "numbered_day",
    "(?P<day>{day}|{first})(?:{au}{small_big}?(?P<part>{part})|{a}(?P<clock>{clock}|{day}{hour}))",
    needs="part clock hour",
    guard=_is_numbered_day,
    resolve=_resolve_numbered_day,
)

# --- « à l'aube », « au soir »: of the day named last


def _stands_alone(match: Match) -> bool:
    """Not « l'aube d'une nouvelle ère », « au soir de sa vie »."""
    return match.after() not in ("de", "d'", "des", "du")


def _resolve_at_part(parts: Parts, context: Context) -> Value:
    if context.recurring:
        return _resolve_part_bare(parts, context)
    return make_day_value(context.anchor or context.today, parts)


AT_PART = Rule(
    "at_part",
    "(?:(?<={a}{le})|(?<={au}))(?P<part>{part})",
    needs="part",
    guard=_stands_alone,
    resolve=_resolve_at_part,
)

RULES = (NIGHT, PART_OF, NIGHT_BESIDE, PART_BARE, THIS_PART, NUMBERED_DAY, AT_PART, THAT_DAY)
