"""Recurring times: « chaque lundi », « tous les 14 juillet », « le 5 de chaque mois », « deux fois par semaine ».

The first half decides whether the days and hours of a sentence come every week: opening hours, broadcasts, « le lundi ».
"""

from __future__ import annotations

import re

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month, read_number, read_unit, read_words
from newstagger.dates.rule import MONTH_CLASSES, UNIT_CLASSES, Match, Rule
from newstagger.dates.values import NO_SUCH_DAY, UNRESOLVED, Parts, Value, add_time, format_duration, read_part_of_day

#: What is open, closed or broadcast.
_HABIT = re.compile(
    r"\b(?:ouver(?:te?s?|ture)|ouvre(?:nt)?|horaires?|ferm(?:ée?s?|e|ent)|permanences?|accueil(?:le)?|guichets?|tous les|"
    r"chaque|consultations?|visites?|habituel\w*|joignable|à (?:voir|suivre|retrouver)|émission)\b", re.IGNORECASE)  # fmt: skip
#: What happened or will happen once.
_ONCE = re.compile(
    r"\b(?:sera|seront|serait|seraient|a|ont|avait|avaient|été|était|restera|resteront|exceptionnellement)\b"
)
#: « fermé le lundi », « tous les jours sauf le mardi »: a weekday of every week.
_OPEN_OR_CLOSED = re.compile(
    r"\b(?:ferm(?:ée?s?|ent?)|ouv(?:erte?s?|re|rent)|relâche|sauf|repos)\s+(?:au public\s+)?le\s+$", re.IGNORECASE
)
#: « les manifestations du samedi », « il travaille le dimanche »: with its article a bare weekday means every week.
_ARTICLE = re.compile(
    r"(?<!dès )(?<!depuis )(?<!avant )(?<!après )(?<!jusqu'au )(?<!heures )\b(?:le|du) $", re.IGNORECASE
)
#: A weekday without an article is one day.
_ONE_DAY = re.compile(rf"(?<!le )(?<!du )(?<!chaque )\b(?:{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_EVERY_DAY = re.compile(r"\b(?:horaires?|tous les jours|chaque jour|7 ?j(?:ours)? ?(?:/|sur) ?7)\b", re.IGNORECASE)


def days_recur(context: Context) -> bool:
    """Does the sentence say that its days and hours come every week?"""
    before, behind = context.read_sentence()
    text = f"{before} {behind}"
    return context.recurring or (_HABIT.search(text) is not None and _ONCE.search(text) is None)


#: « du mardi au samedi, à 20 h 30 »
_HOUR_BEHIND = re.compile(r",? (?:à|dès|vers|de) (?:\d{1,2} ?(?:h|:)|midi\b|minuit\b)")


def weekdays_recur(context: Context) -> bool:
    """Do the weekdays of a range come every week? So do those with their hour where no verb says when."""
    return days_recur(context) or (not context.has_tense and _HOUR_BEHIND.match(context.read_sentence()[1]) is not None)


def hours_recur(context: Context) -> bool:
    """Does the sentence say that its hours apply to every day?"""
    if context.recurring:
        return True
    names_a_day = context.anchor is not None and context.same_sentence
    return days_recur(context) and not names_a_day and _EVERY_DAY.search(" ".join(context.read_sentence())) is not None


def weekday_recurs(context: Context) -> bool:
    """Does a bare weekday mean every week?"""
    return _has_its_article(context) or weekday_is_of_opening(context)


def weekday_is_of_opening(context: Context) -> bool:
    """« fermé le lundi »: does a bare weekday say when something is open?"""
    before = context.read_sentence()[0]
    return _OPEN_OR_CLOSED.search(before) is not None and _ONCE.search(before) is None


def _has_its_article(context: Context) -> bool:
    """Does the weekday have its article, in a sentence that is not about the past and names no other single weekday?"""
    before, behind = context.read_sentence()
    if _ARTICLE.search(before) is None or _ONE_DAY.search(before) or _ONE_DAY.search(behind):
        return False
    return not (context.has_tense and context.odds < 0)  # « il a été arrêté le lundi » was one day


# --- « chaque lundi », « tous les lundis matin », « les samedis »


def _resolve_every_weekday(parts: Parts, context: Context) -> Value:
    if "some" in parts:
        return UNRESOLVED
    name = parts.get("weekday") or parts["weekdays"].removesuffix("s")
    return Value("SET", add_time(f"XXXX-WXX-{WEEKDAYS[name]}", parts).value)


EVERY_WEEKDAY = Rule(
    "every_weekday",
    "(?:{chaque}(?P<weekday>{weekday})|{tous}{le}(?P<weekdays>{weekdays}))(?P<part>{part})?(?:{comma}?{AT}(?P<clock>{CLOCK}))?",
    needs="weekday weekdays",
    resolve=_resolve_every_weekday,
)

_SOME_BEFORE = frozenset(["derniers", "prochains", "premiers"])
_SOME_BEHIND = frozenset("precedents suivants derniers prochains consecutifs".split())


def _are_weekdays(match: Match) -> bool:
    """« les deux dimanches précédents », « les trois derniers samedis » are some days, not every week."""
    before = match.before()
    if before in _SOME_BEFORE or read_words(before) or match.after() in _SOME_BEHIND:
        match.parts["some"] = match.row.word(match.begin)
    return True


PLURAL_WEEKDAYS = Rule(
    "weekdays",
    "(?P<weekdays>{weekdays})(?P<part>{part})?(?:{comma}?{AT}(?P<clock>{CLOCK}))?",
    needs="weekdays",
    guard=_are_weekdays,
    resolve=_resolve_every_weekday,
)

# --- « tous les 14 juillet », « chaque 5 du mois », « le 5 de chaque mois », « chaque mai »


def _resolve_every_day_and_month(parts: Parts, context: Context) -> Value:
    mon, day = read_month(parts["month"]), read_number(parts["day"])
    return Value("SET", f"XXXX-{mon:02}-{day:02}") if calendar.exists(2000, mon, day) else NO_SUCH_DAY


EVERY_DAY_AND_MONTH = Rule(
    "every_day_and_month",
    "(?:{chaque}|{tous}{le})(?P<day>{DAY})(?P<month>{MONTH})",
    needs=MONTH_CLASSES,
    resolve=_resolve_every_day_and_month,
)


def _resolve_every_day_of_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-XX-{read_number(parts.get('day') or parts['day2']):02}")


EVERY_DAY_OF_MONTH = Rule(
    "every_day_of_month",
    "(?:(?:{chaque}|{tous}{le})(?P<day>{day}|{first}){du}|(?P<day2>{day}|{first}){de}{chaque}){mois}",
    needs="mois",
    resolve=_resolve_every_day_of_month,
)


def _resolve_every_nth_weekday(parts: Parts, context: Context) -> Value:
    return Value(
        "SET", "P1M"
    )  # TIMEX3 has no value for the first Thursday of every month: how often is all that it can say


EVERY_NTH_WEEKDAY = Rule(
    "every_nth_weekday",
    "(?:{chaque}(?:{ordinal}|{first}|{nth}|{last}){weekday}{du}|(?:{ordinal}|{first}|{nth}|{last}){weekday}{de}{chaque}){mois}",
    needs="mois",
    resolve=_resolve_every_nth_weekday,
)


def _resolve_every_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{read_month(parts['month']):02}")


EVERY_MONTH = Rule(
    "every_month",
    "{chaque}(?:{annee}{en})?(?P<month>{month})",
    needs="month",
    resolve=_resolve_every_month,
)

# --- « chaque matin », « tous les étés »


def _resolve_every_part(parts: Parts, context: Context) -> Value:
    if season := lexicon.SEASONS.get(parts["part"]):
        return Value("SET", f"XXXX-{season}")
    return Value("SET", f"XXXX-XX-XXT{read_part_of_day(parts['part'])}")


EVERY_PART = Rule(
    "every_part",
    "(?:{chaque}|{tous}{le})(?P<part>{part}|{season})",
    needs="part season",
    resolve=_resolve_every_part,
)

# --- « tous les deux ans », « chaque semaine », « deux fois par mois »


def _resolve_every_unit(parts: Parts, context: Context) -> Value:
    return Value("SET", format_duration(read_number(parts["n"]) if "n" in parts else 1, *read_unit(parts["unit"])))


EVERY_UNIT = Rule(
    "every_unit",
    "(?:{chaque}|{tous}{le})(?P<n>{NUM})?(?P<unit>{UNIT})",
    needs=UNIT_CLASSES,
    resolve=_resolve_every_unit,
)
TIMES_A_UNIT = Rule(
    "times_a_unit",
    "{NUM}{fois}{par}(?P<unit>{UNIT})",
    needs=UNIT_CLASSES,
    resolve=_resolve_every_unit,
)

RULES = (
    EVERY_WEEKDAY, PLURAL_WEEKDAYS, EVERY_DAY_AND_MONTH, EVERY_DAY_OF_MONTH, EVERY_NTH_WEEKDAY, EVERY_MONTH, EVERY_PART, EVERY_UNIT, TIMES_A_UNIT,
)  # fmt: skip
