"""What a time expression is worth: TIMEX3 values, given the publication time and the dates before.

Each resolver takes the parts that a pattern found and the context, and returns a ``Value``; a value
of None means that the text alone does not settle it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from newstagger.dates import calendar, lexicon
from newstagger.normalise import fold

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Parts = dict[str, str]


@dataclass(slots=True)
class Context:
    """What a relative expression is resolved against.

    Attributes:
        published: the article's day or moment of publication.
        anchor: the last day that the text named.
        future: does the sentence speak of what is to come?
    """

    published: date | datetime | None = None
    anchor: date | None = None
    future: bool = False

    @property
    def today(self) -> date | None:
        """The day of publication."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Value:
    """Type and value of an expression; ``problem`` says why a value is missing."""

    kind: Kind
    value: str | None
    problem: str | None = None
    relative: bool = False


Resolver = Callable[[Parts, Context], Value]
UNRESOLVED = Value("DATE", None, relative=True)


def resolve(rule: str, parts: Parts, context: Context) -> Value:
    """The value of an expression that pattern ``rule`` found."""
    try:
        return _RESOLVERS[rule](parts, context)
    except OverflowError:  # before year 1 or after 9999
        return Value("DATE", None, "lies outside the years 1 to 9999")


# --- small readers ----------------------------------------------------------------------------


def number(text: str) -> int:
    """An integer written in digits or words, 0 where it is neither."""
    digits = re.match(r"\d[\d ]*", text)
    if digits:
        return int(digits[0].replace(" ", ""))
    return lexicon.NUMBER_WORDS.get(text) or lexicon.ORDINALS.get(text) or lexicon.APPROXIMATE.get(text, 0)


def month(text: str) -> int:
    """1 to 12 from a month's name or abbreviation, whatever stands around it."""
    for word in re.findall(r"[a-z]+", text):
        if found := lexicon.MONTHS.get(word) or lexicon.MONTH_ABBREVIATIONS.get(word):
            return found
    raise KeyError(text)


def unit(text: str) -> tuple[str, int]:
    """ISO 8601 letter and factor of a unit, singular or plural."""
    return lexicon.UNITS.get(text) or lexicon.UNITS[text.rstrip("s")]


def duration(count: int, letters: str, factor: int = 1) -> str:
    """``P3D``, ``PT2H``; a week-end counts as ``P1WE`` after TIMEX3."""
    if letters.startswith("T"):
        return f"PT{count * factor}{letters[1]}"
    return f"P{count * factor}{letters}"


def clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of a clock time; None where there is no such hour."""
    for word, (hour, minute) in lexicon.NOONS.items():
        if text.startswith(word):
            return hour, 30 if "demi" in text else minute
    match = re.match(r"(\d+)\s*(?:h(?:eures?)?|:)?\s*(\d+)?", text)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        head = re.split(r"\s*\bh(?:eures?)?\b", text)[0]
        hour, tail = number(head), re.search(r"h(?:eures?)?\s+(\d+)", text)
        minute = int(tail[1]) if tail else 0
    if "demi" in text:
        minute = 30
    part = next((p for word in re.findall(r"[a-z-]+", text) if (p := lexicon.PARTS.get(word))), None)
    if (part in ("AF", "EV") and hour < 12) or (part == "NI" and 6 <= hour < 12):
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return hour, minute


def with_time(day: str, parts: Parts) -> Value:
    """A day's value with the part of the day or the clock time said beside it."""
    text = parts.get("clock") or parts.get("clock2")
    if text and (time := clock(text)) is not None:
        return Value("TIME", f"{day}T{time[0]:02}:{time[1]:02}")
    if part := parts.get("part") or parts.get("part2"):
        return Value("DATE", f"{day}T{_part(part)}")
    return Value("DATE", day)


def _part(text: str) -> str:
    if "midi" in text and "apres" not in text:
        return "12:00"
    return next(p for word in reversed(re.findall(r"[a-z-]+", text)) if (p := lexicon.PARTS.get(word)))


# --- days -------------------------------------------------------------------------------------


def _direction(rel: str, context: Context) -> int:
    if rel in lexicon.WORDS["next"]:
        return 1
    if rel in lexicon.WORDS["last"]:
        return -1
    return 1 if context.future else 0


def day_value(parts: Parts, context: Context) -> tuple[str | None, str | None, bool]:
    """(value, problem, relative) of a day and month, with or without weekday and year."""
    day, mon = number(parts["day"]), month(parts["month"])
    if year := parts.get("year", "").lstrip(", "):
        if not calendar.exists(int(year), mon, day):
            return None, "there is no such day", False
        return f"{int(year):04}-{mon:02}-{day:02}", None, False
    if not calendar.exists(2000, mon, day):
        return None, "there is no such day", False
    today = context.today
    if today is None:
        return None, None, True
    weekday = lexicon.WEEKDAYS.get(parts.get("weekday", ""))
    found = calendar.nearest(today, mon, day, weekday, _direction(parts.get("rel", ""), context))
    return (found.isoformat(), None, False) if found else (None, "no near year has that day", False)


def _day(parts: Parts, context: Context) -> Value:
    value, problem, relative = day_value(parts, context)
    if value is None:
        kind: Kind = "TIME" if "clock" in parts else "DATE"
        return Value(kind, None, problem, relative)
    return with_time(value, parts)


def numeric_value(text: str) -> str | None:
    """``09/03/2011`` (day first), ``26.09.2019``, ``09/03/11`` or an ISO day; None if impossible."""
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", text):
        year, mon, day = (int(g) for g in match.groups())
    else:
        day, mon, year = (int(g) for g in re.split(r"[/.-]", text))
        if year < 100:  # POSIX: 69 to 99 are the 1900s
            year += 1900 if year >= 69 else 2000
    return f"{year:04}-{mon:02}-{day:02}" if calendar.exists(year, mon, day) else None


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


def weekday_value(parts: Parts, context: Context) -> date | None:
    """The day that a weekday names: in this week, the last one, or the next one."""
    today = context.today
    if today is None:
        return None
    wanted = lexicon.WEEKDAYS[parts["weekday"]]
    if parts.get("rel") in lexicon.WORDS["next"]:
        return today + timedelta((wanted - today.isoweekday() - 1) % 7 + 1)
    if "demo" in parts:
        return today + timedelta(wanted - today.isoweekday())
    return today - timedelta((today.isoweekday() - wanted) % 7)


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
    from newstagger.dates.find import find  # the finder knows nothing of this module

    for found in find(text):
        if found.rule in ("day", "weekday", "weekday_day", "weekday_numeric", "deictic"):
            value = resolve(found.rule, found.parts, context).value
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
    return Value("DATE", f"{day}T{_part(parts['part'])}")


def _night(parts: Parts, context: Context) -> Value:
    """« dans la nuit de samedi à dimanche »: the day on which it begins."""
    suffix = _part(parts["part"])
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


# --- ranges -----------------------------------------------------------------------------------


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


# --- sets -------------------------------------------------------------------------------------


def _set_weekday(parts: Parts, context: Context) -> Value:
    name = parts.get("weekday") or parts["weekdays"].rstrip("s")
    part = f"T{_part(parts['part'])}" if "part" in parts else ""
    return Value("SET", f"XXXX-WXX-{lexicon.WEEKDAYS[name]}{part}")


def _set_day(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}-{number(parts['day']):02}")


def _set_month(parts: Parts, context: Context) -> Value:
    return Value("SET", f"XXXX-{month(parts['month']):02}")


def _set_part(parts: Parts, context: Context) -> Value:
    if season := lexicon.SEASONS.get(parts["part"]):
        return Value("SET", f"XXXX-{season}")
    return Value("SET", f"XXXX-XX-XXT{_part(parts['part'])}")


def _set_unit(parts: Parts, context: Context) -> Value:
    return Value("SET", duration(number(parts["n"]) if "n" in parts else 1, *unit(parts["unit"])))


# --- relative ---------------------------------------------------------------------------------


def _shifted(count: int, text: str, context: Context) -> Value:
    """The publication time moved by ``count`` units, as precise as the unit."""
    letters, factor = unit(text)
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
    if parts["unit"] in ("trimestre", "semestre") and context.today is not None:
        return Value("DATE", calendar.shift_term(context.today, 1 if ahead else -1, parts["unit"]))
    return _shifted(1 if ahead else -1, parts["unit"], context)


def _rel_unit(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la":
        return UNRESOLVED
    if parts["unit"] in ("trimestre", "semestre") and context.today is not None:
        return Value("DATE", calendar.shift_term(context.today, 0, parts["unit"]))
    return _shifted(0, parts["unit"], context)


def _this_part(parts: Parts, context: Context) -> Value:
    if parts.get("ci") == "la" or context.today is None:
        return UNRESOLVED
    if "clock" in parts:
        return with_time(context.today.isoformat(), {"clock": f"{parts['clock']} du {parts['part']}"})
    part = _part(parts["part"])
    return Value("TIME" if part == "12:00" else "DATE", f"{context.today}T{part}")


def _month_rel(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    mon = month(parts["month"])
    year = calendar.nearest_month(context.today, mon, _direction(parts["rel"], context))
    return Value("DATE", f"{year:04}-{mon:02}")


def _month_bare(parts: Parts, context: Context) -> Value:
    return _month_rel({**parts, "rel": ""}, context)


def _edge_month(parts: Parts, context: Context) -> Value:
    return _month_year(parts, context) if "year" in parts else _month_bare(parts, context)


def _season_rel(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    year = calendar.nearest_season(context.today, season, _direction(parts["rel"], context))
    return Value("DATE", f"{year:04}-{season}")


def _this_season(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    return Value("DATE", f"{calendar.nearest_season(context.today, season, 0):04}-{season}")


# --- months, seasons, quarters, years ---------------------------------------------------------


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
    if "rel" in parts:
        return _unit_rel(parts, context)
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


# --- durations and hours ----------------------------------------------------------------------


def _duration(parts: Parts, context: Context) -> Value:
    count, (letters, factor) = number(parts["n"]), unit(parts["unit"])
    if "half" in parts:
        halves = {"Y": (12, "M"), "M": (30, "D"), "TH": (60, "TM")}
        if letters in halves and factor == 1:
            per, smaller = halves[letters]
            return Value("DURATION", duration(count * per + per // 2, smaller))
    value = duration(count, letters, factor)
    for count_text, unit_text in re.findall(r"([\w-]+) ?(mois|jours?|minutes?|min|mn|secondes?|heures?|h)\b", parts.get("more", "")):
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
    return UNRESOLVED if day is None else Value("DATE", f"{day}T{_part(parts['part'])}")


_RESOLVERS: dict[str, Resolver] = {
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
    "range_clocks": _range_clocks,
    "range_weekdays": _range_weekdays,
    "clock_day": _clock_day,
    "day": _day,
    "weekday_numeric": _numeric,
    "weekday_dm": _dm,
    "dm": _dm,
    "deictic": _deictic,
    "weekday_day": _weekday_day,
    "weekday": _weekday,
    "anaphoric_day": _anaphoric_day,
    "holiday": _holiday,
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

#: Verbs in the future tense: « aura », « seront », « débutera », « va commencer ».
_FUTURE = re.compile(r"\b(?:\w{1,24}(?:era|eront|ira|iront|dra|dront|ttra|ttront)|aura|auront|fera|feront|va|vont|"
                     r"pourra|pourront|verra|devra|devront|prevue?s?|attendue?s?|programmee?s?)\b")  # fmt: skip
#: Auxiliaries of the past: with one of them in the sentence, its day may as well lie behind.
_PAST = re.compile(r"\b(?:a|ont|avait|avaient|etait|etaient|fut|furent|eu|ete)\b")
#: Words that only look like the future tense.
_NOT_FUTURE = frozenset("opera camera liberia algeria nigeria caldera sera-t-on ira aurora sierra viendra-t-on".split())


def speaks_of_future(sentence: str) -> bool:
    """Does the sentence hold a verb in the future tense, and none in the past?"""
    # « à » and « a » are one word once folded.
    if _PAST.search(fold(sentence.replace("à", " ").replace("À", " "))):
        return False
    return any(m.group() not in _NOT_FUTURE for m in _FUTURE.finditer(fold(sentence)))
