"""Days that have a name: feasts on a fixed day, those that move with Easter, and those of another calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.rule import Match, Rule
from newstagger.dates.values import UNRESOLVED, Parts, Value, direction, iso_week, nearest_day

_FEAST = (
    "(?:{weekday}(?:{de}{le}?|{du}){holiday}|{holiday}|{weekday}(?:{gras}|{holy})|{weekday}{du}{cendres}"
    "|{aid}{dash}?{el}{0,2}|{day_unit}{de}{le}{year_unit}|{ordinal}{de}{le}{year_unit}|{saint}{year_unit}"
    "|{fete}(?:{du}|{de}{le})?{feted}|(?:{day_unit}|{fete}){du}{morts})"
)
_FEAST_CLASSES = "holiday weekday aid day_unit year_unit saint fete"
#: Feasts on a fixed day, (month, day), by a word that tells them.
_FIXED = {
    "noel": (12, 25), "sylvestre": (12, 31), "toussaint": (11, 1), "assomption": (8, 15), "epiphanie": (1, 6),
    "chandeleur": (2, 2), "halloween": (10, 31), "valentin": (2, 14), "an": (1, 1), "travail": (5, 1),
    "nationale": (7, 14), "morts": (11, 2), "defunts": (11, 2), "musique": (6, 21), "victoire": (5, 8),
}  # fmt: skip
#: Feasts that move with Easter: days after it.
_AFTER_EASTER = {
    "lundi gras": -48, "mardi gras": -47, "cendres": -46, "rameaux": -7, "jeudi saint": -3, "vendredi saint": -2, "samedi saint": -1,
    "lundi de paques": 1, "paques": 0, "ascension": 39, "lundi de pentecote": 50, "pentecote": 49,
}  # fmt: skip
#: Feasts of the lunar calendar of Islam, which no library here computes.
_LUNAR = re.compile(r"\b(?:ramadan|aid|tabaski)\b")


def _in_year(name: str) -> Callable[[int], date] | None:
    """The function from a year to the feast's day; None for what is no feast of a known calendar."""
    plain = re.sub(r"\bde la\b", "de", name)
    for words, days in _AFTER_EASTER.items():
        if words in plain:
            return lambda year: easter(year) + timedelta(days)
    if "meres" in name:
        return _mothers_day
    if "peres" in name:
        return lambda year: calendar.nth_weekday(year, 6, 7, 3) or date(year, 6, 15)
    for word in re.findall(r"[a-z]+", name):
        if word in _FIXED:
            month, day = _FIXED[word]
            return lambda year: date(year, month, day)
    return None


def _mothers_day(year: int) -> date:
    """Last Sunday of May, or the first of June where that is Whitsun (Code de l'action sociale, D215-1)."""
    last = calendar.nth_weekday(year, 5, 7, -1) or date(year, 5, 31)
    return last + timedelta(7) if last == easter(year) + timedelta(49) else last


def _feast_day(parts: Parts, context: Context) -> date | Value:
    """The day of a feast in the year that is written or the nearest by tense, or the value of one that is not known."""
    name = parts["feast"]
    if _LUNAR.search(name):
        return Value("DATE", None, "the calendar of this feast is not known")
    day_in = _in_year(name)
    if day_in is None:
        return Value("DATE", None, "no such feast")
    year = re.sub(r"\D", "", parts.get("year", ""))
    if year:
        return day_in(int(year))
    today = context.today
    if today is None:
        return UNRESOLVED
    days = [day_in(y) for y in range(max(1, today.year - 1), min(9999, today.year + 1) + 1)]

    def towards(way: int) -> date | None:
        return min((d for d in days if (d - today).days * way >= 0), key=lambda d: abs((d - today).days), default=None)

    way = direction(parts.get("rel", ""))
    return (towards(way) if way else nearest_day(towards, context)) or UNRESOLVED


# --- « la veille de Noël », « le week-end de la Toussaint »: the one that holds the feast or lies beside it


def _feast_of(parts: Parts, context: Context) -> Value:
    day = _feast_day(parts, context)
    if isinstance(day, Value):
        return day
    if parts["word"].startswith("week"):
        return iso_week(day - timedelta((day.isoweekday() + 1) % 7) if day.isoweekday() <= 2 else day, weekend=True)
    if parts["word"] == "reveillon":
        return Value("DATE", (day - timedelta("noel" in parts["feast"])).isoformat())
    return Value("DATE", (day + timedelta(lexicon.EVES[parts["word"]])).isoformat())


FEAST_OF = Rule(
    "feast_of",
    "(?P<word>{veille}|{lendemain}|{WEEKEND})(?:{de}|{du}|{de}{le})?(?P<feast>"
    + _FEAST
    + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs="veille lendemain weekend week_",
    resolve=_feast_of,
)

# --- « Noël », « lundi de Pâques 2021 », « l'Aïd el-Fitr »

#: « la nuit de Noël » is that of the day, « le marché de Noël » is none.
_NIGHT_OF = frozenset("jour veille nuit soir lendemain matin periode week-end vacances treve".split())


def _is_a_day(match: Match) -> bool:
    """« Noël » may be a market's or a father's name, and a first name; « la Fête de la musique » is a feast's name."""
    feast = match.parts["feast"]
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


def _feast(parts: Parts, context: Context) -> Value:
    day = _feast_day(parts, context)
    return day if isinstance(day, Value) else Value("DATE", day.isoformat())


FEAST = Rule(
    "feast",
    "(?P<feast>" + _FEAST + ")(?P<year>{de}?{year})?(?P<rel>{RELATIVE})?",
    needs=_FEAST_CLASSES,
    guard=_is_a_day,
    resolve=_feast,
)

RULES = (FEAST_OF, FEAST)
