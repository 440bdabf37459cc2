"""Days, and ranges of days, months, years and hours."""

from __future__ import annotations

import re
from datetime import date, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.find import find
from newstagger.dates.values import (
    UNRESOLVED,
    Context,
    Kind,
    Parts,
    Resolver,
    Value,
    clock,
    day_value,
    month,
    number,
    numeric_value,
    part_of_day,
    weekday_value,
    with_time,
)


def _day(parts: Parts, context: Context) -> Value:
    value, problem, relative = day_value(parts, context)
    if value is None:
        kind: Kind = "TIME" if "clock" in parts else "DATE"
        return Value(kind, None, problem, relative)
    return with_time(value, parts)


def _numeric(parts: Parts, context: Context) -> Value:
    text = parts["numeric"]
    value = numeric_value(text)
    if value is None:
        return Value("DATE", None, "there is no such day")
    if match := re.match(r"\d{4}-\d\d-\d\d[t ](\d\d:\d\d)", text):
        return Value("TIME", f"{value}T{match[1]}")
    return with_time(value, parts)


def _dm(parts: Parts, context: Context) -> Value:
    day, mon = (int(x) for x in parts["dm"].split("/"))
    if not calendar.exists(2000, mon, day):
        return Value("DATE", None, "there is no such day")
    if context.today is None:
        return UNRESOLVED
    found = calendar.nearest(context.today, mon, day, None, 1 if context.future else 0)
    return Value("DATE", found.isoformat() if found else None)


def _deictic(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    return with_time((context.today + timedelta(lexicon.DEICTICS[parts["deictic"]])).isoformat(), parts)


def _split_deictic(parts: Parts, context: Context) -> Value:
    return _deictic({**parts, "deictic": f"{parts['off']}-{parts['deictic']}"}, context)


def _nth_weekday(parts: Parts, context: Context) -> Value:
    """« le premier dimanche d'octobre »; « dernier » is the last one of the month."""
    mon, weekday = month(parts["month"]), lexicon.WEEKDAYS[parts["weekday"]]
    if "year" in parts:
        year = int(parts["year"])
    elif context.today is None:
        return UNRESOLVED
    else:
        year = calendar.nearest_month(context.today, mon, 1 if context.future else 0)
    last = parts["nth"].startswith("dernier")
    found = calendar.nth_weekday(year, mon, weekday, -1 if last else number(parts["nth"]))
    return Value("DATE", found.isoformat()) if found else Value("DATE", None, "there is no such day")


def _weekday(parts: Parts, context: Context) -> Value:
    found = weekday_value(parts, context)
    return UNRESOLVED if found is None else with_time(found.isoformat(), parts)


def _weekday_day(parts: Parts, context: Context) -> Value:
    """« lundi 12 »: the nearest twelfth that is a Monday."""
    if context.today is None:
        return UNRESOLVED
    found = calendar.nearest_weekday_day(
        context.today, number(parts["day"]), lexicon.WEEKDAYS[parts["weekday"]], context.future
    )
    return with_time(found.isoformat(), parts) if found else UNRESOLVED


def _anaphoric_day(parts: Parts, context: Context) -> Value:
    if context.anchor is None:
        return UNRESOLVED
    shift = {"veille": -1, "avant-veille": -2, "lendemain": 1, "surlendemain": 2}.get(parts["word"], 1)
    return with_time((context.anchor + timedelta(shift)).isoformat(), parts)


def _holiday(parts: Parts, context: Context) -> Value:
    mon, day = lexicon.HOLIDAYS[parts["holiday"]]
    return _day({**parts, "day": str(day), "month": calendar.MONTH_NAMES[mon - 1]}, context)


def point_value(text: str, context: Context) -> str | None:
    """The day of a point expression inside a larger one, read from its words."""
    for found in find(text):
        if (resolver := _POINTS.get(found.rule)) is not None:
            value = resolver(found.parts, context).value
            return value[:10] if value else None
    return None


def _clock_day(parts: Parts, context: Context) -> Value:
    day = point_value(parts["point"], context)
    if day is None:
        return Value("TIME", None, relative=context.today is None)
    return with_time(day, {"clock": parts["clock"]})


def _part_of(parts: Parts, context: Context) -> Value:
    day = point_value(parts["point"], context)
    if day is None:
        return UNRESOLVED
    return Value("DATE", f"{day}T{part_of_day(parts['part'])}")


def _night(parts: Parts, context: Context) -> Value:
    """« dans la nuit de samedi à dimanche »: the day on which it begins."""
    suffix = part_of_day(parts["part"])
    if "w1" in parts:
        if "d2" in parts or "d1" in parts:
            day = number(parts.get("d2") or parts["d1"])
            if "m2" in parts:
                end = {"day": str(day), "month": parts["m2"], "weekday": parts["w2"], "year": parts.get("y2", "")}
                value, _, relative = day_value(end, context)
                if value is None:
                    return Value("DATE", None, None, relative)
                start = date.fromisoformat(value) - timedelta(1)
                return Value("DATE", f"{start}T{suffix}")
            if context.today is not None:
                near = calendar.nearest_weekday_day(
                    context.today, day, lexicon.WEEKDAYS[parts["w2" if "d2" in parts else "w1"]], False
                )
                if near:
                    return Value("DATE", f"{near - timedelta(1 if 'd2' in parts else 0)}T{suffix}")
            return UNRESOLVED
        end_day = weekday_value({"weekday": parts["w2"]}, context)
        if end_day is None:
            return UNRESOLVED
        back = (lexicon.WEEKDAYS[parts["w2"]] - lexicon.WEEKDAYS[parts["w1"]]) % 7
        return Value("DATE", f"{end_day - timedelta(back)}T{suffix}")
    end = {"day": parts["d2b"], "month": parts["m2b"], "year": parts.get("y2b", "")}
    value, problem, relative = day_value(end, context)
    if value is None:
        return Value("DATE", None, problem, relative)
    return Value("DATE", f"{date.fromisoformat(value) - timedelta(1)}T{suffix}")


def _range_days(parts: Parts, context: Context) -> Value:
    right = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts.get("w2", "")}
    end, problem, relative = day_value(right, context)
    if end is None:
        return Value("DATE", None, problem, relative)
    left_month = month(parts["m1"]) if "m1" in parts else month(parts["m2"])
    year = int(parts["y1"]) if "y1" in parts else int(end[:4]) - (left_month > int(end[5:7]))
    day = number(parts["d1"])
    if not calendar.exists(year, left_month, day):
        return Value("DATE", None, "there is no such day")
    return _ordered(f"{year:04}-{left_month:02}-{day:02}", end)


def _ordered(start: str, end: str) -> Value:
    if start > end:
        return Value("DATE", None, "the range ends before it begins")
    return Value("DATE", f"{start}/{end}")


def _range_numeric(parts: Parts, context: Context) -> Value:
    start = numeric_value(parts.get("p1") or parts["p3"])
    end = numeric_value(parts.get("p2") or parts["p4"])
    if start is None or end is None:
        return Value("DATE", None, "there is no such day")
    return _ordered(start, end)


def _range_months(parts: Parts, context: Context) -> Value:
    first, last = month(parts["m1"]), month(parts["m2"])
    if "y2" in parts:
        end_year = int(parts["y2"])
    elif context.today is None:
        return UNRESOLVED
    else:
        end_year = calendar.nearest_month(context.today, last, 1 if context.future else 0)
    start_year = int(parts["y1"]) if "y1" in parts else end_year - (first > last)
    return _ordered(f"{start_year:04}-{first:02}", f"{end_year:04}-{last:02}")


def _range_years(parts: Parts, context: Context) -> Value:
    first = parts.get("y1") or parts.get("y5") or parts["y3"]
    last = parts.get("y2") or parts["y4"]
    return Value("DATE", f"{first}/{first[: 4 - len(last)]}{last}")


def _range_clocks(parts: Parts, context: Context) -> Value:
    start, end = clock(parts.get("c1") or parts.get("c5") or parts["c3"]), clock(parts.get("c2") or parts["c4"])
    if start is None or end is None:
        return Value("TIME", None, "there is no such hour")
    day = context.anchor or context.today
    if day is None:
        return Value("TIME", None, relative=True)
    until = day + timedelta(1) if end < start else day
    return Value("TIME", f"{day}T{start[0]:02}:{start[1]:02}/{until}T{end[0]:02}:{end[1]:02}")


def _range_weekdays(parts: Parts, context: Context) -> Value:
    end = weekday_value({"weekday": parts["w2"]}, context)
    if end is None:
        return UNRESOLVED
    back = (lexicon.WEEKDAYS[parts["w2"]] - lexicon.WEEKDAYS[parts.get("w1") or parts["w3"]]) % 7
    return Value("DATE", f"{end - timedelta(back)}/{end}")


RESOLVERS: dict[str, Resolver] = {
    "night": _night,
    "part_of": _part_of,
    "range_days": _range_days,
    "between_days": _range_days,
    "dash_days": _range_days,
    "list_days": _range_days,
    "listed_day": _day,
    "range_numeric": _range_numeric,
    "range_months": _range_months,
    "between_months": _range_months,
    "dash_months": _range_months,
    "range_years": _range_years,
    "range_clocks": _range_clocks,
    "range_weekdays": _range_weekdays,
    "clock_day": _clock_day,
    "day": _day,
    "weekday_numeric": _numeric,
    "weekday_dm": _dm,
    "dm": _dm,
    "split_deictic": _split_deictic,
    "deictic": _deictic,
    "nth_weekday": _nth_weekday,
    "weekday_day": _weekday_day,
    "weekday": _weekday,
    "anaphoric_day": _anaphoric_day,
    "holiday": _holiday,
}

#: Expressions that may stand inside a larger one.
_POINTS: dict[str, Resolver] = {
    name: RESOLVERS[name] for name in ("day", "weekday", "weekday_day", "weekday_numeric", "split_deictic", "deictic")
}
