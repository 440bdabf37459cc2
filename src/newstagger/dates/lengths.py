"""Lengths of time, and hours and parts of a day that name no day."""

from __future__ import annotations

import re
from datetime import timedelta

from newstagger.dates import habits
from newstagger.dates.context import Context
from newstagger.dates.numbers import amount, number
from newstagger.dates.rule import Resolver
from newstagger.dates.values import (
    UNRESOLVED,
    Parts,
    Value,
    clock,
    duration,
    part_of_day,
    unit,
    zone,
)

#: Unit -> (how many of the smaller unit make it, letters of the smaller unit), for halves and quarters.
_SMALLER = {"Y": (12, "M"), "M": (30, "D"), "TH": (60, "TM")}
#: Up to this hour a time of day after a late one is that of the next day.
_SMALL_HOURS, _LATE_HOUR = 5, 21
_NOON = 12


def quarter_minutes(text: str) -> int:
    """Minutes of « un quart d'heure », « trois quarts d'heure », « une demi-heure »."""
    count = re.match(r"([\w-]+) ", text)
    times = number(count[1]) if count else 1
    return max(times, 1) * (30 if "demi" in text else 15)


def _duration(parts: Parts, context: Context) -> Value:
    count, (letters, factor) = amount(parts["n"]), unit(parts["unit"])
    if "every" in parts:
        return Value("SET", duration(number(parts["every"]), letters, factor))
    if "half_before" in parts:
        parts = {**parts, "half": parts["half_before"]}
    if "half" in parts and letters in _SMALLER and factor == 1:
        per, smaller = _SMALLER[letters]
        part = per // 4 if "quart" in parts["half"] else per // 2
        return Value("DURATION", duration(int(count) * per + part, smaller))
    value = duration(count, letters, factor)
    for count_text, unit_text in re.findall(
        r"([\w-]+) ?(mois|jours?|minutes?|min|mn|secondes?|heures?|h)\b", parts.get("more", "")
    ):
        smaller = duration(number(count_text), *unit(unit_text))
        value += smaller[2:] if "T" in value and smaller.startswith("PT") else smaller[1:]
    return Value("DURATION", value)


def _clock_length(parts: Parts, context: Context) -> Value:
    """« en 4 h 42 », « 2 h 14 min 12 s »."""
    hours, minutes = (int(n) for n in re.findall(r"\d+", parts["clock"])[:2])
    seconds = f"{int(parts['seconds'])}S" if "seconds" in parts else ""
    return Value("DURATION", f"PT{hours}H{f'{minutes}M' if minutes or seconds else ''}{seconds}")


def _last_n(parts: Parts, context: Context) -> Value:
    return Value("DURATION", duration(number(parts["n"]), *unit(parts["unit"])))


def _half_hour(parts: Parts, context: Context) -> Value:
    count = max(1, number(parts.get("n", "un")))
    return Value("DURATION", f"PT{30 * count}M" if "heure" in parts["half"] else f"PT{12 * count}H")


def _quarters(parts: Parts, context: Context) -> Value:
    return Value("DURATION", f"PT{quarter_minutes(parts['quarters'])}M")


def _clock(parts: Parts, context: Context) -> Value:
    time = clock(parts["clock"])
    if time is None:
        return Value("TIME", None, "there is no such hour")
    day = context.hours_day()
    if day is None:
        return Value("TIME", None, relative=True)
    if day == context.anchor and _is_next_day(time[0], parts["clock"], context):
        day += timedelta(1)
    return Value("TIME", f"{day}T{time[0]:02}:{time[1]:02}{zone(parts['clock'])}")


def _is_next_day(hour: int, text: str, context: Context) -> bool:
    """« 00h15 » after « 23h59 », « vers 2 heures » after « dans la nuit de samedi à dimanche »."""
    late = context.hour is not None and context.hour >= _LATE_HOUR
    return (context.night and hour < _NOON) or (late and hour <= _SMALL_HOURS)


def _range_clocks(parts: Parts, context: Context) -> Value:
    first, last = parts.get("c1") or parts.get("c5") or parts["c3"], parts.get("c2") or parts["c4"]
    start, end = clock(first), clock(last)
    if start is None or end is None:
        return Value("TIME", None, "there is no such hour")
    if habits.hours_recur(context):
        return Value("SET", f"T{start[0]:02}:{start[1]:02}/T{end[0]:02}:{end[1]:02}")
    day = context.hours_day()
    if day is None:
        return Value("TIME", None, relative=True)
    until = day + timedelta(1) if end < start else day
    return Value("TIME", f"{day}T{start[0]:02}:{start[1]:02}{zone(first)}/{until}T{end[0]:02}:{end[1]:02}{zone(last)}")


def _dawn(parts: Parts, context: Context) -> Value:
    """« au soir »: of the day told last."""
    day = context.anchor or context.today
    return UNRESOLVED if day is None else Value("DATE", f"{day}T{part_of_day(parts['part'])}")


def _part_bare(parts: Parts, context: Context) -> Value:
    """« dans la matinée », « en fin d'après-midi »: of the publication day, or of the day that the sentence names."""
    day = context.hours_day()
    return UNRESOLVED if day is None else Value("DATE", f"{day}T{part_of_day(parts['part'])}")


RESOLVERS: dict[str, Resolver] = {
    "last_n": _last_n,
    "approx": _last_n,
    "half_hour": _half_hour,
    "quarters": _quarters,
    "duration": _duration,
    "clock_length": _clock_length,
    "clock": _clock,
    "range_clocks": _range_clocks,
    "dawn": _dawn,
    "part_bare": _part_bare,
}
