"""Recurring times: « chaque lundi », « tous les 14 juillet », « le 5 de chaque mois », « deux fois par semaine »."""

from __future__ import annotations

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.numbers import in_words, number
from newstagger.dates.rule import Match, Rule
from newstagger.dates.values import NO_SUCH_DAY, UNRESOLVED, Parts, Value, duration, month, part_of_day, unit, with_time

_UNIT_CLASSES = "day_unit week weekend week_ mois year_unit annee annees decade siecle hour minute second quarter"

# --- « chaque lundi », « tous les lundis matin », « les samedis »


def _every_weekday(parts: Parts, context: Context) -> Value:
    if "some" in parts:
        return UNRESOLVED
    name = parts.get("weekday") or parts["weekdays"].removesuffix("s")
    return Value("SET", with_time(f"XXXX-WXX-{WEEKDAYS[name]}", parts).value)


EVERY_WEEKDAY = Rule(
    "every_weekday",
    "(?:{chaque}(?P<weekday>{weekday})|{tous}{le}(?P<weekdays>{weekdays}))(?P<part>{part})?(?:{comma}?{AT}(?P<clock>{CLOCK}))?",
    needs="weekday weekdays",
    resolve=_every_weekday,
)

_SOME_BEFORE = frozenset(["derniers", "prochains", "premiers"])
_SOME_BEHIND = frozenset("precedents suivants derniers prochains consecutifs".split())


def _are_weekdays(match: Match) -> bool:
    """« les deux dimanches précédents », « les trois derniers samedis » are some days, not every week."""
    before = match.before()
    if before in _SOME_BEFORE or in_words(before) or match.after() in _SOME_BEHIND:
        match.parts["some"] = match.row.word(match.begin)
    return True


PLURAL_WEEKDAYS = Rule(
    "weekdays",
    "(?P<weekdays>{weekdays})(?P<part>{part})?(?:{comma}?{AT}(?P<clock>{CLOCK}))?",
    needs="weekdays",
    guard=_are_weekdays,
    resolve=_every_weekday,
)

# --- « tous les 14 juillet », « chaque 5 du mois », « le 5 de chaque mois », « chaque mai »


def _every_day_and_month(parts: Parts, context: Context) -> Value:
    mon, day = month(parts["month"]), number(parts["day"])
    return Value("SET", f"XXXX-{mon:02}-{day:02}") if calendar.exists(2000, mon, day) else NO_SUCH_DAY


EVERY_DAY_AND_MONTH = Rule(
    "every_day_and_month",
    "(?:{chaque}|{tous}{le})(?P<day>{DAY})(?P<month>{MONTH})",
    needs="month abbr sept",
    resolve=_every_day_and_month,
)


def _every_day_of_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-XX-{number(parts.get('day') or parts['day2']):02}")


EVERY_DAY_OF_MONTH = Rule(
    "every_day_of_month",
    "(?:(?:{chaque}|{tous}{le})(?P<day>{day}|{first}){du}|(?P<day2>{day}|{first}){de}{chaque}){mois}",
    needs="mois",
    resolve=_every_day_of_month,
)


def _every_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}")


EVERY_MONTH = Rule(
    "every_month",
    "{chaque}(?:{annee}{en})?(?P<month>{month})",
    needs="month",
    resolve=_every_month,
)

# --- « chaque matin », « tous les étés »


def _every_part(parts: Parts, context: Context) -> Value:
    if season := lexicon.SEASONS.get(parts["part"]):
        return Value("SET", f"XXXX-{season}")
    return Value("SET", f"XXXX-XX-XXT{part_of_day(parts['part'])}")


EVERY_PART = Rule(
    "every_part",
    "(?:{chaque}|{tous}{le})(?P<part>{part}|{season})",
    needs="part season",
    resolve=_every_part,
)

# --- « tous les deux ans », « chaque semaine », « deux fois par mois »


def _every_unit(parts: Parts, context: Context) -> Value:
    return Value("SET", duration(number(parts["n"]) if "n" in parts else 1, *unit(parts["unit"])))


EVERY_UNIT = Rule(
    "every_unit",
    "(?:{chaque}|{tous}{le})(?P<n>{NUM})?(?P<unit>{UNIT})",
    needs=_UNIT_CLASSES,
    resolve=_every_unit,
)
TIMES_A_UNIT = Rule(
    "times_a_unit",
    "{NUM}{fois}{par}(?P<unit>{UNIT})",
    needs=_UNIT_CLASSES,
    resolve=_every_unit,
)

RULES = (
    EVERY_WEEKDAY, PLURAL_WEEKDAYS, EVERY_DAY_AND_MONTH, EVERY_DAY_OF_MONTH, EVERY_MONTH, EVERY_PART, EVERY_UNIT, TIMES_A_UNIT,
)  # fmt: skip
