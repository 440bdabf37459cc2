"""Days named by their place: « le premier mercredi du mois », « la veille du scrutin », « la semaine du 6 », « lundi en huit »."""

from __future__ import annotations

from datetime import date, timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month, read_number
from newstagger.dates.rule import MONTH_CLASSES, WEEKEND_CLASSES, Match, Rule
from newstagger.dates.rules.days import find_point
from newstagger.dates.tokens import COUNTED_NOUNS
from newstagger.dates.values import (
    NO_SUCH_DAY,
    UNRESOLVED,
    Parts,
    Value,
    add_time,
    choose_day,
    make_week_value,
    read_direction,
    read_year,
    resolve_date,
    resolve_weekday,
)

# --- « la veille du 14 juillet », « le lendemain du scrutin du 9 juin »


def _resolve_eve_of(parts: Parts, context: Context) -> Value:
    day = find_point(parts["point"], context)
    return Value("DATE", (day + timedelta(lexicon.EVES[parts["word"]])).isoformat()) if day else UNRESOLVED


EVE_OF = Rule(
    "eve_of",
    "(?P<word>{veille}|{lendemain})(?:{de}|{du}|{de}{le})(?:{ordinal}?{event}(?:{de}|{du}|{de}{le}))?(?P<point>{POINT})",
    needs="veille lendemain",
    resolve=_resolve_eve_of,
)

# --- « le premier dimanche d'octobre », « dernière semaine d'août », « le 12 du mois »

_MONTH_OF = (
    "(?:(?:{de}|{du}{mois}{de})(?P<month>{MONTH})(?P<year>{year})?|(?:{du}|{de}{demo}){mois}(?P<rel>{RELATIVE})?)"
)


def _find_month(parts: Parts, context: Context) -> tuple[int, int] | None:
    """(year, month) of « de mai 2025 », « du mois prochain », « de ce mois »; None if it cannot be determined."""
    today = context.today
    if "month" not in parts:
        if today is None:
            return None
        year_month = calendar.shift(today, read_direction(parts.get("rel", "")), "M")
        return int(year_month[:4]), int(year_month[5:])
    mon = read_month(parts["month"])
    year = read_year(parts, context)
    if year is None:
        year = context.find_stated_year(mon)
    if year is None:
        if today is None:
            return None
        year = calendar.choose_year_of_month(today, mon, context.is_to_come)
    return year, mon


def _read_nth(text: str) -> int:
    """1 for « premier », -1 for « dernier »."""
    return -1 if text in lexicon.WORDS["last"] else read_number(text)


def _resolve_nth_weekday(parts: Parts, context: Context) -> Value:
    place = _find_month(parts, context)
    if place is None:
        return UNRESOLVED
    found = calendar.find_nth_weekday(*place, WEEKDAYS[parts["weekday"]], _read_nth(parts["nth"]))
    return Value("DATE", found.isoformat()) if found else NO_SUCH_DAY


NTH_WEEKDAY = Rule(
    "nth_weekday",
    "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<weekday>{weekday})" + _MONTH_OF,
    needs="weekday",
    resolve=_resolve_nth_weekday,
    keeps_front=True,
)


def _resolve_nth_week(parts: Parts, context: Context) -> Value | None:
    """« première quinzaine de mars », « dernière semaine d'août », « dernier jour du mois », « dernier week-end de juin ».

    A week belongs to the month or year of its Thursday (ISO 8601), a week-end to that of its Saturday.
    """
    unit, nth = parts["unit"].rstrip("s"), _read_nth(parts["nth"])
    if "year2" in parts:
        if unit != "semaine" or not 1 <= nth <= 52:
            return None
        return Value("DATE", f"{int(parts['year2']):04}-W{nth:02}")
    place = _find_month(parts, context)
    if place is None:
        return UNRESOLVED
    year, mon = place
    if unit == "quinzaine":
        first, last = (1, 15) if nth == 1 else (16, calendar.count_days(year, mon))
        return Value("DATE", f"{year:04}-{mon:02}-{first:02}/{year:04}-{mon:02}-{last:02}")
    if unit == "jour":
        day = calendar.count_days(year, mon) if nth == -1 else nth
        if not calendar.exists(year, mon, day):
            return NO_SUCH_DAY
        return Value("DATE", f"{year:04}-{mon:02}-{day:02}")
    weekend = unit.startswith("week")
    found = calendar.find_nth_weekday(year, mon, 6 if weekend else 4, nth)
    return make_week_value(found, weekend) if found else Value("DATE", None, "there is no such week")


NTH_WEEK = Rule(
    "nth_week",
    "(?:{begin_end}{de}{le}?|{demo})?(?P<nth>{ordinal}|{first}|{nth}|{last}|{second})(?P<unit>{week}|{WEEKEND}|{approx}|{day_unit})"
    "(?:" + _MONTH_OF + "|(?:{de}|{de}{le}{annee})(?P<year2>{year}))",
    needs=f"{MONTH_CLASSES} mois year",
    resolve=_resolve_nth_week,
)


def _resolve_day_of_month(parts: Parts, context: Context) -> Value:
    """« le 12 du mois », « le 5 du mois prochain »."""
    place = _find_month(parts, context)
    if place is None:
        return UNRESOLVED
    day = read_number(parts["day"])
    if not calendar.exists(*place, day):
        return NO_SUCH_DAY
    return Value("DATE", f"{place[0]:04}-{place[1]:02}-{day:02}")


DAY_OF_MONTH = Rule(
    "day_of_month",
    "(?P<day>{day}|{first})(?:{du}|{de}{demo}){mois}(?P<rel>{RELATIVE})?",
    needs="mois",
    resolve=_resolve_day_of_month,
)

# --- « la semaine du 6 octobre », « le week-end du 3 »: the one with this day


def _resolve_week_of(parts: Parts, context: Context) -> Value:
    weekend = parts["unit"].startswith("week")
    if "month" in parts:
        value = resolve_date(parts, context)
        return make_week_value(date.fromisoformat(value.value), weekend) if value.value else value
    found = choose_day(lambda way: _find_day_numbered(parts, context, way, weekend), context)
    return make_week_value(found, weekend) if found else UNRESOLVED


def _find_day_numbered(parts: Parts, context: Context, way: int, weekend: bool) -> date | None:
    """The last or next day with this number; for a week-end a Saturday or Sunday."""
    today = context.today
    if today is None:
        return None
    days = calendar.list_days_numbered(today, read_number(parts["day"]))
    return calendar.choose_nearest([d for d in days if not weekend or d.isoweekday() >= 6], today, way)


WEEK_OF = Rule(
    "week_of",
    "(?P<unit>{WEEKEND}|{week}){du}{weekday}?(?P<day>{DAY})(?:(?:{and_or}|{dash}){weekday}?{DAY})?(?!{au})(?P<month>{MONTH})?"
    "(?:(?P<year>(?:{de}|{dash})?{year})|(?P<rel>{RELATIVE}))?",
    needs=f"week {WEEKEND_CLASSES}",
    resolve=_resolve_week_of,
)

# --- « mardi de la semaine prochaine », « vendredi de cette semaine »


def _resolve_weekday_of_week(parts: Parts, context: Context) -> Value:
    today = context.today
    if today is None:
        return UNRESOLVED
    monday = today - timedelta(today.isoweekday() - 1) + timedelta(weeks=read_direction(parts.get("rel", "")))
    return add_time((monday + timedelta(WEEKDAYS[parts["weekday"]] - 1)).isoformat(), parts)


WEEKDAY_OF_WEEK = Rule(
    "weekday_of_week",
    "{demo}?(?P<weekday>{weekday})(?P<part>{part})?(?:{de}{demo}|{de}{le}|{demo}){week}(?P<rel>{RELATIVE})?",
    needs="weekday",
    resolve=_resolve_weekday_of_week,
)

# --- « lundi en huit », « samedi en quinze »: a week or two after the coming one


def _resolve_weekday_after(parts: Parts, context: Context) -> Value | None:
    weeks = {"huit": 1, "quinze": 2}.get(parts["n"])
    if weeks is None:
        return None
    if parts["point"] in WEEKDAYS:
        day = resolve_weekday({"weekday": parts["point"], "rel": "prochain"}, context)
    else:
        day = find_point(parts["point"], context)
    return Value("DATE", (day + timedelta(weeks=weeks)).isoformat()) if day else UNRESOLVED


WEEKDAY_AFTER = Rule(
    "weekday_after",
    "(?P<point>{weekday}|{deictic}){en}(?P<n>{number})",
    needs="weekday deictic",
    resolve=_resolve_weekday_after,
)

# --- « en semaine 42 », « semaine 42 de 2023 »

_WEEKS = range(1, 54)


def _is_numbered_week(match: Match) -> bool:
    """Not « la semaine 4 jours »."""
    behind = match.row.word(match.matched.end("nth"))
    return int(match.parts["nth"]) in _WEEKS and behind not in COUNTED_NOUNS and behind not in ("/", "-", "%")


def _resolve_numbered_week(parts: Parts, context: Context) -> Value:
    year, nth = read_year(parts, context), int(parts["nth"])
    if year is None:
        if context.today is None:
            return UNRESOLVED
        year = context.today.year
        year -= nth > context.today.isocalendar()[1] and context.has_tense and context.odds < 0
    value = f"{year:04}-W{nth:02}"
    return Value("DATE", value) if calendar.find_bounds(value)[0] else Value("DATE", None, "a year has no such week")


NUMBERED_WEEK = Rule(
    "numbered_week",
    "{week}(?P<nth>{day}|{two})(?!{UNIT}|{MONTH}|{hour})(?P<year>{de}{le}{annee}{year}|{YEAR}|{slash}{year})?",
    needs="week",
    guard=_is_numbered_week,
    resolve=_resolve_numbered_week,
)

RULES = (EVE_OF, NTH_WEEKDAY, NTH_WEEK, WEEK_OF, WEEKDAY_OF_WEEK, WEEKDAY_AFTER, DAY_OF_MONTH, NUMBERED_WEEK)
