"""Weeks, months, seasons, years; durations, recurring times and hours; what is counted from another day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lengths import quarter_minutes
from newstagger.dates.numbers import amount, number
from newstagger.dates.rule import Resolver
from newstagger.dates.values import (
    UNRESOLVED,
    Parts,
    Value,
    direction,
    duration,
    month,
    part_of_day,
    unit,
    with_time,
    written_year,
)


def _set_weekday(parts: Parts, context: Context) -> Value:
    if "some" in parts:
        return UNRESOLVED
    name = parts.get("weekday") or parts["weekdays"].removesuffix("s")
    part = f"T{part_of_day(parts['part'])}" if "part" in parts else ""
    return Value("SET", f"XXXX-WXX-{lexicon.WEEKDAYS[name]}{part}")


def _set_day(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}-{number(parts['day']):02}")


def _set_monthday(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-XX-{number(parts.get('day') or parts['day2']):02}")


def _set_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}")


def _set_part(parts: Parts, context: Context) -> Value:
    if season := lexicon.SEASONS.get(parts["part"]):
        return Value("SET", f"XXXX-{season}")
    return Value("SET", f"XXXX-XX-XXT{part_of_day(parts['part'])}")


def _set_unit(parts: Parts, context: Context) -> Value:
    return Value("SET", duration(number(parts["n"]) if "n" in parts else 1, *unit(parts["unit"])))


def _shifted(count: int, text: str, context: Context) -> Value:
    """The publication time moved by ``count`` units, as precise as the unit."""
    letters, factor = unit(text)
    if text.rstrip("s") in ("trimestre", "semestre") and context.today is not None:
        return Value("DATE", calendar.shift_term(context.today, count, text.rstrip("s")))
    steps = count * factor
    if letters.startswith("T"):
        if not isinstance(context.published, datetime):
            return Value("TIME", None, relative=context.published is None)
        seconds = steps * {"TH": 3600, "TM": 60, "TS": 1}[letters]
        moment = context.published.replace(tzinfo=None) + timedelta(seconds=seconds)
        return Value("TIME", moment.isoformat(timespec="minutes"))
    if context.today is None:
        return UNRESOLVED
    return Value("DATE", calendar.shift(context.today, steps, letters))


#: From these log odds on a quarter without a year is one to come; accounts are told in the present too.
_TO_COME = 2.0
#: Units that are a range of years when they are named as such: years, and the first year's remainder.
_LONG = {"siecle": (100, 1), "decennie": (10, 0)}


def _long(name: str, steps: int, today: date) -> Value:
    """The century or decade ``steps`` away from today's, as a range of years."""
    length, rest = _LONG[name]
    first = (today.year - rest) // length * length + rest + steps * length
    return Value("DATE", f"{first:04}/{first + length - 1:04}")


def _and_a_half(way: int, count: int, name: str, context: Context) -> Value:
    """« il y a une semaine et demie »: half a unit further, as precise as the unit."""
    halves = {"Y": (6, "M"), "M": (15, "D"), "W": (3, "D"), "D": (0, "D")}
    letters, factor = unit(name)
    if context.today is None or letters not in halves:
        return UNRESOLVED
    steps, smaller = halves[letters]
    half = calendar.shift(context.today, way * steps * factor, smaller)
    return _shifted(way * count, name, Context(date.fromisoformat(half if smaller == "D" else f"{half}-01")))


def _ago(parts: Parts, context: Context) -> Value:
    return _away(-1, parts, context)


def _ahead(parts: Parts, context: Context) -> Value:
    return _away(1, parts, context)


def _away(way: int, parts: Parts, context: Context) -> Value:
    """« il y a trois jours », « dans une demi-heure »."""
    if "quarters" in parts:
        return _shifted(way * quarter_minutes(parts["quarters"]), "minutes", context)
    count = amount(parts["n"])
    if "half" in parts and unit(parts["unit"])[0].startswith("T"):
        count += 0.5
    elif "half" in parts:
        return _and_a_half(way, int(count), parts["unit"], context)
    if isinstance(count, float):
        letters, factor = unit(parts["unit"])
        smaller = {"Y": (12, "mois"), "M": (30, "jours"), "W": (7, "jours"), "D": (24, "heures"), "TH": (60, "minutes")}
        if letters not in smaller or factor != 1:
            return UNRESOLVED
        per, name = smaller[letters]
        return _shifted(way * round(count * per), name, context)
    return _shifted(way * count, parts["unit"], context)


def _shift(parts: Parts, context: Context) -> Value:
    """« deux jours plus tard »: from the last day, or else the last year, term or month that the text named."""
    back = "before" in parts or parts.get("tard", "").endswith("tot")
    if "quarters" in parts or unit(parts["unit"])[0].startswith("T"):
        return Value("TIME", None, relative=True)
    count = -number(parts["n"]) if back else number(parts["n"])
    return _from_anchor(count, parts["unit"], context)


def _from_anchor(count: int, name: str, context: Context) -> Value:
    """``count`` units from what the text named last."""
    if context.period is not None:
        moved = calendar.shift_period(context.period, count, *unit(name))
        return Value("DATE", moved) if moved else UNRESOLVED
    if context.anchor is None:
        return UNRESOLVED
    return _shifted(count, name, Context(context.anchor))


def _unit_after(parts: Parts, context: Context) -> Value:
    """« l'année d'après », « la semaine d'avant »."""
    return _from_anchor(1 if parts["way"] == "apres" else -1, parts["unit"], context)


def _unit_rel(parts: Parts, context: Context) -> Value:
    rel = parts["rel"]
    ahead = rel in lexicon.WORDS["next"] or rel in lexicon.WORDS["following"]
    if rel in lexicon.WORDS["following"] or rel in lexicon.WORDS["preceding"]:
        if parts["unit"] == "annee" and context.period is not None:
            return Value("DATE", f"{int(context.period[:4]) + (1 if ahead else -1):04}")
        return _from_anchor(1 if ahead else -1, parts["unit"], context)
    if parts["unit"] in _LONG and context.today is not None:
        return _long(parts["unit"], 1 if ahead else -1, context.today)
    return _shifted(1 if ahead else -1, parts["unit"], context)


def _rel_unit(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la":
        return UNRESOLVED
    return _shifted(-1 if _is_last_weekend(parts["unit"], context) else 0, parts["unit"], context)


#: Up to this day of the week (Thursday) « ce week-end » may be the one that is over.
_MIDWEEK = 4


def _is_last_weekend(name: str, context: Context) -> bool:
    """« ce week-end » is the last one early in the week where the sentence tells what was."""
    early = context.today is not None and context.today.isoweekday() <= _MIDWEEK
    return early and name.startswith("week") and context.odds < 0


def _this_part(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la" or context.today is None:
        return UNRESOLVED
    if "clock" in parts:
        return with_time(context.today.isoformat(), {"clock": f"{parts['clock']} du {parts['part']}"})
    part = part_of_day(parts["part"])
    return Value("TIME" if part == "12:00" else "DATE", f"{context.today}T{part}")


def _month_rel(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    mon = month(parts["month"])
    way = direction(parts["rel"])
    year = (
        calendar.nearest_month(context.today, mon, way)
        if way
        else calendar.month_year(context.today, mon, context.to_come)
    )
    return Value("DATE", f"{year:04}-{mon:02}")


def _rel_month(parts: Parts, context: Context) -> Value:
    """« ce mars », of the publication's year; « prochain juin »."""
    if "rel" in parts:
        return _month_rel(parts, context)
    return Value("DATE", f"{context.today.year:04}-{month(parts['month']):02}") if context.today else UNRESOLVED


def _month_bare(parts: Parts, context: Context) -> Value:
    return _month_rel({**parts, "rel": ""}, context)


def _edge_month(parts: Parts, context: Context) -> Value:
    return _month_year(parts, context) if "year" in parts else _month_bare(parts, context)


def _season_rel(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    year = calendar.nearest_season(context.today, season, direction(parts["rel"]))
    return Value("DATE", f"{year:04}-{season}")


def _this_season(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    return Value("DATE", f"{calendar.nearest_season(context.today, season, 0):04}-{season}")


def _month_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{int(parts['year']):04}-{month(parts['month']):02}")


def _month_short_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{context.full_year(int(parts['two'])):04}-{month(parts['month']):02}")


def _season_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{int(parts['year']):04}-{lexicon.SEASONS[parts['season']]}")


def _edge_unit(parts: Parts, context: Context) -> Value:
    if year := parts.get("year2"):
        return Value("DATE", year)
    if "month" in parts:
        return _edge_month(parts, context)
    if "decade" in parts:
        return _decade(parts, context)
    if "century" in parts:
        return _century(parts, context)
    if "rel" in parts:
        return _unit_rel(parts, context)
    if parts["unit"] in _LONG and context.today is not None:
        return _long(parts["unit"], 0, context.today)
    return _shifted(0, parts["unit"], context)


def _quarter(parts: Parts, context: Context) -> Value:
    nth = number(parts["nth"]) if parts["nth"][0].isdigit() else lexicon.ORDINALS[parts["nth"]]
    half = not parts["unit"].startswith("trimestre")
    if half and parts["nth"] == "dernier":
        nth = 2
    return _nth_term("H" if half else "Q", nth, written_year(parts, context), context)


def _nth_term(letter: str, nth: int, year: int | None, context: Context) -> Value:
    """A quarter or half-year, in its year or the nearest by tense."""
    length = 3 if letter == "Q" else 6
    if not 1 <= nth <= 12 // length:
        return Value("DATE", None, "a year has no such part")
    today = context.today
    if year is None:
        if today is None:
            return UNRESOLVED
        last = calendar.nearest_month(today, nth * length - 1, -1)
        if context.told and context.odds > _TO_COME:
            # The one that is running is not over: « au troisième trimestre » in September.
            last = today.year + (today.month > nth * length)
        year = last
    return Value("DATE", f"{year:04}-{letter}{nth}")


def _term(parts: Parts, context: Context) -> Value:
    """« T3 2025 », « S1 2026 », « 3T25 »."""
    letters = parts["term"].replace("-", " ").strip()
    letter, nth = re.search(r"[tqs]", letters), re.search(r"^[tqs]([1-4])|^([1-4])[tqs]", letters)
    assert letter is not None and nth is not None
    short = re.search(r"[tqs](\d\d)$", letters) if letters[0].isdigit() else None
    year = context.full_year(int(short[1])) if short else written_year(parts, context)
    return _nth_term("H" if letter[0] == "s" else "Q", int(nth[1] or nth[2]), year, context)


def _decade(parts: Parts, context: Context) -> Value:
    start = number(parts["decade"])
    if start < 100:
        start += 1900 if start >= 30 else 2000
    return Value("DATE", f"{start}/{start + 9}")


def _century(parts: Parts, context: Context) -> Value:
    nth = calendar.ordinal(parts["century"])
    if not 1 <= nth <= 30:
        return Value("DATE", None, "there is no such century")
    if before_christ(parts):
        return Value("DATE", f"{astronomical(nth * 100)}/{astronomical(nth * 100 - 99)}")
    return Value("DATE", f"{nth * 100 - 99:04}/{nth * 100:04}")


def before_christ(parts: Parts) -> bool:
    """Does « av. J.-C. » or « avant notre ère » stand behind?"""
    return parts.get("era", "").startswith(("av", "aec"))


def astronomical(year: int) -> str:
    """The year before Christ as ISO 8601 counts it: 1 before Christ is 0000, 2 before Christ -0001."""
    return f"-{year - 1:04}" if year > 1 else "0000"


def _era_year(parts: Parts, context: Context) -> Value:
    year = number(parts["year"])
    if not year or year > 9999:
        return Value("DATE", None, "there is no such year")
    return Value("DATE", astronomical(year) if before_christ(parts) else f"{year:04}")


def _year_month(parts: Parts, context: Context) -> Value:
    a, b = re.split(r"[/-]", parts["ym"])
    return Value("DATE", f"{a}-{int(b):02}" if len(a) == 4 else f"{b}-{a}")


def _year(parts: Parts, context: Context) -> Value:
    return Value("DATE", parts["year"])


RESOLVERS: dict[str, Resolver] = {
    "set_weekday": _set_weekday,
    "set_weekdays": _set_weekday,
    "set_day": _set_day,
    "set_monthday": _set_monthday,
    "set_month": _set_month,
    "set_part": _set_part,
    "set_unit": _set_unit,
    "set_times": _set_unit,
    "ago": _ago,
    "ahead": _ahead,
    "shift": _shift,
    "unit_rel": _unit_rel,
    "unit_after": _unit_after,
    "rel_unit": _rel_unit,
    "this_part": _this_part,
    "month_rel": _month_rel,
    "rel_month": _rel_month,
    "season_rel": _season_rel,
    "this_season": _this_season,
    "edge_unit": _edge_unit,
    "edge_month": _edge_month,
    "month_year": _month_year,
    "month_short_year": _month_short_year,
    "month_bare": _month_bare,
    "season_year": _season_year,
    "season_bare": _this_season,
    "quarter": _quarter,
    "term": _term,
    "decade": _decade,
    "century": _century,
    "era_year": _era_year,
    "year_month": _year_month,
    "edge_year": _year,
    "named_year": _year,
    "year": _year,
}
