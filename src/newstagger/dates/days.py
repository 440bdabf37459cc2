"""Days, and ranges of days, months, years and hours."""

from __future__ import annotations

from datetime import date, timedelta

from newstagger.dates import calendar, habits, lexicon, tense
from newstagger.dates.context import Context
from newstagger.dates.numbers import number
from newstagger.dates.rule import Resolver
from newstagger.dates.values import (
    UNRESOLVED,
    Parts,
    Value,
    at_clock,
    day_value,
    month,
    numeric_value,
    part_of_day,
    weekday_value,
)


def point_value(text: str, context: Context) -> str | None:
    """The day of a point expression inside a larger one."""
    from newstagger.dates.rules.points import point_day

    day = point_day(text, context)
    return day.isoformat() if day else None


def day_triple(parts: Parts, context: Context) -> tuple[str | None, str | None, bool]:
    """(value, problem, relative) of a day and month."""
    value = day_value(parts, context)
    return value.value, value.problem, value.relative


def _clock_day(parts: Parts, context: Context) -> Value:
    day = point_value(parts["point"], context)
    if day is None:
        return Value("TIME", None, relative=context.today is None)
    value = at_clock(day, parts["clock"])
    return Value("TIME", value) if value else Value("TIME", None, "there is no such hour")


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
                value, _, relative = day_triple(end, context)
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
    value, problem, relative = day_triple(end, context)
    if value is None:
        return Value("DATE", None, problem, relative)
    return Value("DATE", f"{date.fromisoformat(value) - timedelta(1)}T{suffix}")


def _range_days(parts: Parts, context: Context) -> Value:
    right = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts.get("w2", ""),
             "rel": parts.get("rel", "")}  # fmt: skip
    end, problem, relative = day_triple(right, context)
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
    start = numeric_value(parts.get("p1") or parts["p3"], context)
    end = numeric_value(parts.get("p2") or parts["p4"], context)
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
        end_year = calendar.month_year(context.today, last, context.to_come)
    start_year = int(parts["y1"]) if "y1" in parts else end_year - (first > last)
    return _ordered(f"{start_year:04}-{first:02}", f"{end_year:04}-{last:02}")


def _range_years(parts: Parts, context: Context) -> Value:
    first = parts.get("y1") or parts.get("y5") or parts["y3"]
    last = parts.get("y2") or parts["y4"]
    return Value("DATE", f"{first}/{first[: 4 - len(last)]}{last}")


def _range_weekdays(parts: Parts, context: Context) -> Value:
    first, last = lexicon.WEEKDAYS[parts.get("w1") or parts["w3"]], lexicon.WEEKDAYS[parts["w2"]]
    if habits.recurs(context):
        return Value("SET", f"XXXX-WXX-{first}/XXXX-WXX-{last}")
    ahead = (first - context.today.isoweekday()) % 7 if context.today is not None else 0
    if context.today is not None and ahead and tense.weekday_odds(context.odds, ahead) > 0:
        start = context.today + timedelta(ahead)
        return Value("DATE", f"{start}/{start + timedelta((last - first) % 7)}")
    end = weekday_value({"weekday": parts["w2"]}, context)
    if end is None:
        return UNRESOLVED
    return Value("DATE", f"{end - timedelta((last - first) % 7)}/{end}")


RESOLVERS: dict[str, Resolver] = {
    "night": _night,
    "part_of": _part_of,
    "range_days": _range_days,
    "between_days": _range_days,
    "dash_days": _range_days,
    "list_days": _range_days,
    "range_numeric": _range_numeric,
    "range_months": _range_months,
    "between_months": _range_months,
    "dash_months": _range_months,
    "range_years": _range_years,
    "range_weekdays": _range_weekdays,
    "clock_day": _clock_day,
}
