"""Days named by a feast, « le lundi de Pâques », or by their place, « le premier mercredi du mois », « lundi en huit ».

Feasts lie on a fixed day, move with Easter, or belong to another calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month, read_number
from newstagger.dates.rule import MONTH_CLASSES, WEEKEND_CLASSES, Match, Rule
from newstagger.dates.rules.days import find_point
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

_FEAST = (
    "(?:{weekday}(?:{de}{le}?|{du}){holiday}|{holiday}|{weekday}(?:{gras}|{saint})|{weekday}{du}{ashes_palms}"
    "|{aid}{dash}?{eid_name}{0,2}|{day_unit}{de}{le}{year_unit}|{ordinal}{de}{le}{year_unit}|{nouvel}{year_unit}"
    "|{fete}(?:{du}|{de}{le})?{feast_of}|(?:{day_unit}|{fete}){du}{dead})"
)
_FEAST_CLASSES = "holiday weekday aid day_unit year_unit nouvel fete"
#: Feasts on a fixed day, (month, day), by a word of their name.
_FIXED = {
    "noel": (12, 25), "sylvestre": (12, 31), "toussaint": (11, 1), "assomption": (8, 15), "epiphanie": (1, 6),
    "chandeleur": (2, 2), "halloween": (10, 31), "valentin": (2, 14), "an": (1, 1), "travail": (5, 1),
    "nationale": (7, 14), "morts": (11, 2), "defunts": (11, 2), "musique": (6, 21), "victoire": (5, 8),
    "catherine": (11, 25),
}  # fmt: skip
#: Feasts that move with Easter: days after it.
_AFTER_EASTER = {
    "lundi gras": -48, "mardi gras": -47, "cendres": -46, "rameaux": -7, "jeudi saint": -3, "vendredi saint": -2, "samedi saint": -1,
    "lundi de paques": 1, "paques": 0, "ascension": 39, "lundi de pentecote": 50, "pentecote": 49,
}  # fmt: skip
#: Feasts of the lunar calendar of Islam, which no library here computes.
_LUNAR = re.compile(r"\b(?:ramadan|aid|tabaski)\b")


def _find_feast(name: str) -> Callable[[int], date] | None:
    """The function from a year to the feast's day; None for what is not a feast of a known calendar."""
    plain = re.sub(r"\bde la\b", "de", name)
    for words, days in _AFTER_EASTER.items():
        if words in plain:
            return lambda year: easter(year) + timedelta(days)
    if "meres" in name:
        return _find_mothers_day
    if "peres" in name:
        return lambda year: calendar.find_nth_weekday(year, 6, 7, 3) or date(year, 6, 15)
    for word in re.findall(r"[a-z]+", name):
        if word in _FIXED:
            month, day = _FIXED[word]
            return lambda year: date(year, month, day)
    return None


def _find_mothers_day(year: int) -> date:
    """Last Sunday of May, or the first of June where that is Whitsun (Code de l'action sociale, D215-1)."""
    last = calendar.find_nth_weekday(year, 5, 7, -1) or date(year, 5, 31)
    return last + timedelta(7) if last == easter(year) + timedelta(49) else last


def _resolve_feast_day(parts: Parts, context: Context) -> date | Value:
    """The day of a feast in the year that is written or the nearest by tense, or the value of one that is not known."""
    name = parts["feast"]
    if _LUNAR.search(name):
        return Value("DATE", None, "the calendar of this feast is not known")
    day_in = _find_feast(name)
    if day_in is None:
        return Value("DATE", None, "no such feast")
    year = re.sub(r"\D", "", parts.get("year", ""))
    if year:
        return day_in(int(year))
    today = context.today
    if today is None:
        return UNRESOLVED
    days = [day_in(y) for y in range(max(1, today.year - 1), min(9999, today.year + 1) + 1)]

    def find(way: int) -> date | None:
        return calendar.choose_nearest(days, today, way)

    way = read_direction(parts.get("rel", ""))
    return (find(way) if way else choose_day(find, context)) or UNRESOLVED


# --- « la veille de Noël », « le week-end de la Toussaint »: the one that holds the feast or lies beside it


def _resolve_feast_of(parts: Parts, context: Context) -> Value:
    day = _resolve_feast_day(parts, context)
    if isinstance(day, Value):
        return day
    if parts["word"].startswith("week"):
        return make_week_value(
            day - timedelta((day.isoweekday() + 1) % 7) if day.isoweekday() <= 2 else day, weekend=True
        )
    if parts["word"] == "reveillon":
        return Value("DATE", (day - timedelta("noel" in parts["feast"])).isoformat())
    return Value("DATE", (day + timedelta(lexicon.EVES[parts["word"]])).isoformat())


FEAST_OF = Rule(
    "feast_of",
    "(?P<word>{veille}|{lendemain}|{WEEKEND})(?:{de}|{du}|{de}{le})?(?P<feast>"
    + _FEAST
    + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs=f"veille lendemain {WEEKEND_CLASSES}",
    resolve=_resolve_feast_of,
)

# --- « Noël », « lundi de Pâques 2021 », « l'Aïd el-Fitr »

#: « la nuit de Noël » is that of the day, « le marché de Noël » is not a day.
_NIGHT_OF = frozenset("jour veille nuit soir lendemain matin periode week-end vacances treve".split())


def _is_a_day(match: Match) -> bool:
    """« Noël » may be a market's or a father's name, and a first name; « la Fête de la musique » is a feast's name."""
    feast = match.parts["feast"]
    if feast == "sainte-catherine" and match.before() != "la":  # else a street, a church or a town
        return False
    if "year" in match.parts or "rel" in match.parts:
        return True
    if _begins_a_name(match):
        return False
    if feast.startswith("fete") and not feast.endswith(
        ("morts", "defunts")
    ):  # an event by itself; « la veille de la fête nationale » is a day
        return False
    if feast.startswith("noel"):
        before = match.before()
        return not (before in ("pere", "les", "et") or (before == "de" and match.before(2) not in _NIGHT_OF))
    return True


def _begins_a_name(match: Match) -> bool:
    """« Noël Mamère », « Noël-Antoine », « Tariq Ramadan »."""
    after, before = match.row.raw(match.end), match.row.raw(match.begin - 1)
    if (
        match.end - match.begin == 1
        and before[:1].isupper()
        and before.isalpha()
        and not before.isupper()
        and match.begin > 1
    ):
        return match.row.raw(match.begin)[:1].isupper() and before.lower() not in (
            "le",
            "la",
            "l",
            "à",
            "a",
            "de",
            "pour",
            "joyeux",
        )
    return after == "-" or (after[:1].isupper() and not match.row.raw(match.begin).isupper())


def _resolve_feast(parts: Parts, context: Context) -> Value:
    day = _resolve_feast_day(parts, context)
    return day if isinstance(day, Value) else Value("DATE", day.isoformat())


FEAST = Rule(
    "feast",
    "(?P<feast>" + _FEAST + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs=_FEAST_CLASSES,
    guard=_is_a_day,
    resolve=_resolve_feast,
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
    """(year, month) of « de mai 2025 », « du mois prochain », « de ce mois »; None where nothing settles it."""
    today = context.today
    if "month" not in parts:
        if today is None:
            return None
        year_month = calendar.shift(today, read_direction(parts.get("rel", "")), "M")
        return int(year_month[:4]), int(year_month[5:])
    mon = read_month(parts["month"])
    year = read_year(parts, context)
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

    A week belongs to the month or year that holds its Thursday (ISO 8601), a week-end to that of its Saturday.
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
    "(?:{begin_end}{de}{le}?)?(?P<nth>{ordinal}|{first}|{nth}|{last}|{second})(?P<unit>{week}|{WEEKEND}|{approx}|{day_unit})"
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

# --- « la semaine du 6 octobre », « le week-end du 3 »: the one that holds the day


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

RULES = (FEAST_OF, FEAST, EVE_OF, NTH_WEEKDAY, NTH_WEEK, WEEK_OF, WEEKDAY_OF_WEEK, WEEKDAY_AFTER, DAY_OF_MONTH)
