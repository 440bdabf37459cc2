"""Weeks, months, seasons, years; durations, recurring times and hours; what is counted from another day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.values import (
    UNRESOLVED,
    Context,
    Parts,
    Resolver,
    Value,
    clock,
    direction,
    duration,
    month,
    number,
    part_of_day,
    unit,
    with_time,
)


def _set_weekday(parts: Parts, context: Context) -> Value:
    name = parts.get("weekday") or parts["weekdays"].rstrip("s")
    part = f"T{part_of_day(parts['part'])}" if "part" in parts else ""
    return Value("SET", f"XXXX-WXX-{lexicon.WEEKDAYS[name]}{part}")


def _set_day(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}-{number(parts['day']):02}")


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


#: Units that are a range of years when they are named as such: years, and the first year's remainder.
_LONG = {"siecle": (100, 1), "decennie": (10, 0)}


def _long(name: str, steps: int, today: date) -> Value:
    """The century or decade ``steps`` away from today's, as a range of years."""
    length, rest = _LONG[name]
    first = (today.year - rest) // length * length + rest + steps * length
    return Value("DATE", f"{first:04}/{first + length - 1:04}")


def _ago(parts: Parts, context: Context) -> Value:
    return _shifted(-number(parts["n"]), parts["unit"], context)


def _ahead(parts: Parts, context: Context) -> Value:
    return _shifted(number(parts["n"]), parts["unit"], context)


def _shift(parts: Parts, context: Context) -> Value:
    """« deux jours plus tard »: from the last day that the text named."""
    if context.anchor is None:
        return UNRESOLVED
    back = "before" in parts or parts.get("tard", "").endswith("tot")
    count = -number(parts["n"]) if back else number(parts["n"])
    if unit(parts["unit"])[0].startswith("T"):
        return Value("TIME", None, relative=True)
    return _shifted(count, parts["unit"], Context(context.anchor))


def _unit_rel(parts: Parts, context: Context) -> Value:
    rel = parts["rel"]
    ahead = rel in lexicon.WORDS["next"] or rel in lexicon.WORDS["following"]
    if rel in lexicon.WORDS["following"] or rel in lexicon.WORDS["preceding"]:
        if context.anchor is None:
            return UNRESOLVED
        return _shifted(1 if ahead else -1, parts["unit"], Context(context.anchor))
    if parts["unit"] in _LONG and context.today is not None:
        return _long(parts["unit"], 1 if ahead else -1, context.today)
    return _shifted(1 if ahead else -1, parts["unit"], context)


def _rel_unit(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la":
        return UNRESOLVED
    return _shifted(0, parts["unit"], context)


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
    year = calendar.nearest_month(context.today, mon, direction(parts["rel"], context))
    return Value("DATE", f"{year:04}-{mon:02}")


def _month_bare(parts: Parts, context: Context) -> Value:
    return _month_rel({**parts, "rel": ""}, context)


def _edge_month(parts: Parts, context: Context) -> Value:
    return _month_year(parts, context) if "year" in parts else _month_bare(parts, context)


def _season_rel(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    year = calendar.nearest_season(context.today, season, direction(parts["rel"], context))
    return Value("DATE", f"{year:04}-{season}")


def _this_season(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    return Value("DATE", f"{calendar.nearest_season(context.today, season, 0):04}-{season}")


def _month_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{int(parts['year']):04}-{month(parts['month']):02}")


def _month_short_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{1900 + int(parts['two'])}-{month(parts['month']):02}")


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
    letter = "Q" if parts["unit"].startswith("trimestre") else "H"
    if letter == "H":
        nth = min(nth, 2)
    if year := parts.get("year"):
        return Value("DATE", f"{year}-{letter}{nth}")
    if context.today is None:
        return UNRESOLVED
    length = 3 if letter == "Q" else 6
    year_guess = calendar.nearest_month(context.today, nth * length - 1, 1 if context.future else -1)
    return Value("DATE", f"{year_guess}-{letter}{nth}")


def _decade(parts: Parts, context: Context) -> Value:
    start = number(parts["decade"])
    if start < 100:
        start += 1900 if start >= 30 else 2000
    return Value("DATE", f"{start}/{start + 9}")


def _century(parts: Parts, context: Context) -> Value:
    nth = calendar.ordinal(parts["century"])
    if not 1 <= nth <= 30:
        return Value("DATE", None, "there is no such century")
    return Value("DATE", f"{nth * 100 - 99:04}/{nth * 100:04}")


def _year(parts: Parts, context: Context) -> Value:
    return Value("DATE", parts["year"])


def _duration(parts: Parts, context: Context) -> Value:
    count, (letters, factor) = number(parts["n"]), unit(parts["unit"])
    if "half" in parts:
        halves = {"Y": (12, "M"), "M": (30, "D"), "TH": (60, "TM")}
        if letters in halves and factor == 1:
            per, smaller = halves[letters]
            return Value("DURATION", duration(count * per + per // 2, smaller))
    value = duration(count, letters, factor)
    for count_text, unit_text in re.findall(
        r"([\w-]+) ?(mois|jours?|minutes?|min|mn|secondes?|heures?|h)\b", parts.get("more", "")
    ):
        smaller = duration(number(count_text), *unit(unit_text))
        value += smaller[2:] if "T" in value and smaller.startswith("PT") else smaller[1:]
    return Value("DURATION", value)


def _last_n(parts: Parts, context: Context) -> Value:
    return Value("DURATION", duration(number(parts["n"]), *unit(parts["unit"])))


def _half_hour(parts: Parts, context: Context) -> Value:
    return Value("DURATION", "PT30M" if "heure" in parts["half"] else "PT12H")


def _clock(parts: Parts, context: Context) -> Value:
    time = clock(parts["clock"])
    if time is None:
        return Value("TIME", None, "there is no such hour")
    day = context.anchor or context.today
    if day is None:
        return Value("TIME", None, relative=True)
    return Value("TIME", f"{day}T{time[0]:02}:{time[1]:02}")


def _dawn(parts: Parts, context: Context) -> Value:
    day = context.anchor or context.today
    return UNRESOLVED if day is None else Value("DATE", f"{day}T{part_of_day(parts['part'])}")


RESOLVERS: dict[str, Resolver] = {
    "set_weekday": _set_weekday,
    "set_day": _set_day,
    "set_month": _set_month,
    "set_part": _set_part,
    "set_unit": _set_unit,
    "set_times": _set_unit,
    "ago": _ago,
    "ahead": _ahead,
    "shift": _shift,
    "unit_rel": _unit_rel,
    "rel_unit": _rel_unit,
    "this_part": _this_part,
    "month_rel": _month_rel,
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
    "decade": _decade,
    "century": _century,
    "edge_year": _year,
    "named_year": _year,
    "year": _year,
    "last_n": _last_n,
    "approx": _last_n,
    "half_hour": _half_hour,
    "duration": _duration,
    "clock": _clock,
    "dawn": _dawn,
}
