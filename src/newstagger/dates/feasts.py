"""Days that have a name: feasts on a fixed day, those that move with Easter, and those of another calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from newstagger.dates import calendar
from newstagger.dates.context import Context
from newstagger.dates.rule import Resolver
from newstagger.dates.values import UNRESOLVED, Parts, Value, direction, nearest_day

#: Feasts on a fixed day, (month, day), by a word that tells them.
_FIXED = {
    "noel": (12, 25), "sylvestre": (12, 31), "toussaint": (11, 1), "assomption": (8, 15), "epiphanie": (1, 6),
    "chandeleur": (2, 2), "halloween": (10, 31), "valentin": (2, 14), "an": (1, 1), "travail": (5, 1),
    "nationale": (7, 14), "musique": (6, 21), "victoire": (5, 8),
}  # fmt: skip
#: Feasts that move with Easter: days after it.
_AFTER_EASTER = {
    "lundi gras": -48, "mardi gras": -47, "cendres": -46, "rameaux": -7, "jeudi saint": -3, "vendredi saint": -2, "samedi saint": -1,
    "lundi de paques": 1, "paques": 0, "ascension": 39, "lundi de pentecote": 50, "pentecote": 49,
}  # fmt: skip
#: Feasts of the lunar calendar of Islam, which no library here computes.
_LUNAR = ("ramadan", "aid", "tabaski")


@lru_cache(1_000)
def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar.

    After the anonymous algorithm printed by Meeus, Astronomical Algorithms (1991), chapter 8; known as
    Meeus/Jones/Butcher.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


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


def feast_day(parts: Parts, context: Context) -> tuple[date | None, str | None]:
    """(day, problem) of a feast, in the year that is written or the nearest by tense."""
    name = parts["feast"]
    if any(re.search(rf"\b{word}\b", name) for word in _LUNAR):
        return None, "the calendar of this feast is not known"
    day_in = _in_year(name)
    if day_in is None:
        return None, "no such feast"
    year = re.sub(r"\D", "", parts.get("year", ""))
    if year:
        return day_in(int(year)), None
    today = context.today
    if today is None:
        return None, None
    days = [day_in(y) for y in range(max(1, today.year - 1), min(9999, today.year + 1) + 1)]

    def towards(way: int) -> date | None:
        return min((d for d in days if (d - today).days * way >= 0), key=lambda d: abs((d - today).days), default=None)

    way = direction(parts.get("rel", ""))
    return (towards(way) if way else nearest_day(towards, context)), None


def _feast(parts: Parts, context: Context) -> Value:
    day, problem = feast_day(parts, context)
    if day is None:
        return Value("DATE", None, problem) if problem else UNRESOLVED
    return Value("DATE", day.isoformat())


def _feast_of(parts: Parts, context: Context) -> Value:
    """« la veille de Noël », « le week-end de la Toussaint »: the one that holds the feast or lies beside it."""
    day, problem = feast_day(parts, context)
    if day is None:
        return Value("DATE", None, problem) if problem else UNRESOLVED
    if parts["word"].startswith("week"):
        saturday = day - timedelta((day.isoweekday() + 1) % 7) if day.isoweekday() <= 2 else day
        year, week, _ = saturday.isocalendar()
        return Value("DATE", f"{year:04}-W{week:02}-WE")
    if parts["word"] == "reveillon":
        return Value("DATE", (day - timedelta("noel" in parts["feast"])).isoformat())
    return Value("DATE", (day + timedelta(calendar.EVES[parts["word"]])).isoformat())


RESOLVERS: dict[str, Resolver] = {"feast": _feast, "feast_of": _feast_of}
