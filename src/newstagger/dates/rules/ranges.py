"""Ranges and lists of days, months, years and weekdays: « du 3 au 9 mai », « les 9 et 11 mai », « de mai à juin », « 2019-2021 »."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from newstagger.dates import calendar, habits, lexicon, tense
from newstagger.dates.adjacency import NO_YEAR_AFTER, UNITS, glued
from newstagger.dates.context import Context
from newstagger.dates.numbers import number
from newstagger.dates.rule import Match, Rule
from newstagger.dates.rules import days
from newstagger.dates.values import (
    NO_SUCH_DAY,
    UNRESOLVED,
    Parts,
    Value,
    day_value,
    month,
    numeric_value,
    weekday_value,
)


def _ordered(start: str, end: str) -> Value:
    if start > end:
        return Value("DATE", None, "the range ends before it begins")
    return Value("DATE", f"{start}/{end}")


# --- « du 3 au 9 mai », « entre le 3 mai et le 9 juin 2021 », « 3-9 mai »


def _range_days(parts: Parts, context: Context) -> Value:
    right = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts.get("w2", ""),
             "rel": parts.get("rel", "")}  # fmt: skip
    end = day_value(right, context)
    if end.value is None:
        return end
    left_month = month(parts["m1"]) if "m1" in parts else month(parts["m2"])
    year = int(parts["y1"]) if "y1" in parts else int(end.value[:4]) - (left_month > int(end.value[5:7]))
    day = number(parts["d1"])
    if not calendar.exists(year, left_month, day):
        return NO_SUCH_DAY
    return _ordered(f"{year:04}-{left_month:02}-{day:02}", end.value)


def _is_opened_or_rises(match: Match) -> bool:
    """« du 4 au 22 janvier », « 4 mai au 22 juin », « 4 au 22 janvier »."""
    if match.row.word(match.begin) in ("du", "de") or "m1" in match.parts:
        return True
    first, last = match.parts["d1"], match.parts["d2"]
    rises = first.isdigit() and last.isdigit() and int(first) < int(last)
    return rises and match.row.word(match.begin + 1) == "au"


RANGE_DAYS = Rule(
    "range_days",
    "(?:{du}|{de})?{weekday}?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?"
    "(?:{au}|{a})(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{comma}?{year})?(?P<rel>{RELATIVE})?",
    needs="month abbr sept",
    guard=_is_opened_or_rises,
    resolve=_range_days,
    keeps_front=True,
)
BETWEEN_DAYS = Rule(
    "between_days",
    "{entre}{le}?{weekday}?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?{et}{le}?"
    "(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs="month abbr sept",
    resolve=_range_days,
    keeps_front=True,
)
DASH_DAYS = Rule(
    "dash_days",
    "{weekday}?(?P<d1>{day}|{first})(?P<m1>{MONTH})?{dash}(?P<w2>{weekday})?(?P<d2>{day})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs="month abbr sept",
    resolve=_range_days,
)

# --- « du 03/05/2021 au 09/05/2021 »


def _range_numeric(parts: Parts, context: Context) -> Value:
    start = numeric_value(parts.get("p1") or parts["p3"], context)
    end = numeric_value(parts.get("p2") or parts["p4"], context)
    if start is None or end is None:
        return NO_SUCH_DAY
    return _ordered(start, end)


RANGE_NUMERIC = Rule(
    "range_numeric",
    "(?:{du}|{de}|{entre}{le})(?P<p1>{numeric}|{iso})(?:{au}|{a}|{et}{le})(?P<p2>{numeric}|{iso})"
    "|(?P<p3>{numeric}|{iso}){dash}(?P<p4>{numeric}|{iso})",
    needs="numeric iso",
    resolve=_range_numeric,
    keeps_front=True,
)

# --- « les 9 et 11 mai »: days of one month that do not follow each other: each is a mention


def _is_listed(match: Match) -> bool:
    """« les 30 et 31 décembre » follow each other: they are left to the range."""
    row = match.row
    days = [number(row.word(match.begin))]
    at = match.end
    while row.word(at) in (",", "et"):
        days.append(number(row.word(at + 1)))
        at += 2
    steps = [b - a for a, b in pairwise(days)]
    return _is_in_a_list(match) and min(steps, default=0) > 0 and max(steps) > 1


def _is_in_a_list(match: Match) -> bool:
    before = match.before()
    return before in ("les", "des", "aux", "et") or (before == "," and match.before(2)[:1].isdigit())


LISTED_DAY = Rule(
    "listed_day",
    "(?P<day>{day}|{first})"
    "(?=(?:{comma}(?:{day}|{first})){0,5}{et}(?:{day}|{first})(?P<month>{MONTH})(?P<year>{year})?)",
    needs="month abbr sept",
    guard=_is_listed,
    resolve=days.day,
)

# --- « les 30 et 31 décembre », « samedi 4 et dimanche 5 mai »: a range


def _follow_each_other(match: Match) -> bool:
    parts = match.parts
    listed = [parts["d1"], *re.findall(r"[^\s,][^,]*", parts.get("more", "")), parts["d2"]]
    return all(b - a == 1 for a, b in pairwise(number(day) for day in listed))


LIST_DAYS = Rule(
    "list_days",
    "{weekday}?(?P<d1>{DAY})(?P<more>(?:{comma}{DAY}){0,5}){et}(?P<w2>{weekday})?"
    "(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs="month abbr sept",
    guard=_follow_each_other,
    resolve=_range_days,
)

# --- « de mai à juin 2021 », « entre décembre et février »


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


RANGE_MONTHS = Rule(
    "range_months",
    "(?:{de}|{du}{mois}{de})(?P<m1>{MONTH})(?P<y1>{year})?(?:{a}|{au}{mois}{de})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs="month abbr sept",
    resolve=_range_months,
    keeps_front=True,
)
BETWEEN_MONTHS = Rule(
    "between_months",
    "{entre}(?P<m1>{MONTH})(?P<y1>{year})?{et}(?P<m2>{MONTH})(?P<y2>{year})?",
    needs="month abbr sept",
    resolve=_range_months,
    keeps_front=True,
)
DASH_MONTHS = Rule(
    "dash_months",
    "(?P<m1>{MONTH})(?P<y1>{year})?{dash}(?P<m2>{MONTH})(?P<y2>{year})",
    needs="month abbr sept",
    resolve=_range_months,
)

# --- « de 2019 à 2021 », « 2019-2021 », « saison 2021/22 »

#: Years from the first to the last one, at most: where « de » or « entre » opens the range, and where nothing does.
_LONGEST_OPENED, _LONGEST = 200, 120
_FIRST_OPENED = 1400


def _years(parts: Parts) -> tuple[int, int]:
    """The first and the last year; the last one may be written in two digits, « 2021/22 »."""
    first = int(parts.get("y1") or parts.get("y5") or parts["y3"])
    text = parts.get("y2") or parts["y4"]
    return first, int(text) if len(text) == 4 else first - first % 100 + int(text)


def _are_years(match: Match) -> bool:
    """Not « 1500-1600 euros », « n° 2019/21 », « 2019-2021-7 »."""
    opened = "y3" not in match.parts
    first, last = _years(match.parts)
    if not first < last <= first + (_LONGEST_OPENED if opened else _LONGEST):
        return False
    short = len(match.parts.get("y2") or match.parts["y4"]) < 4
    if (short and last != first + 1) or (opened and first < _FIRST_OPENED):
        return False
    if not opened and (match.before() in NO_YEAR_AFTER or match.before() in ("°", "#", "-", "/")):
        return False
    counted = match.after() in UNITS or match.after() in ("-", "/", "€", "%")
    return not counted and not glued(match.row, match.begin, match.end)


def _range_years(parts: Parts, context: Context) -> Value:
    first, last = _years(parts)
    return Value("DATE", f"{first:04}/{last:04}")


RANGE_YEARS = Rule(
    "range_years",
    "(?:{de}(?P<y1>{year})(?:{a}|{dash})|{entre}(?P<y5>{year})(?:{et}|{dash}))(?P<y2>{year})"
    "|(?P<y3>{year})(?:{dash}|{slash})(?P<y4>{year}|{two}|{day})",
    needs="year",
    guard=_are_years,
    resolve=_range_years,
    keeps_front=True,
)

# --- « de lundi à vendredi », « entre mardi et jeudi »


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


RANGE_WEEKDAYS = Rule(
    "range_weekdays",
    "(?:(?:{de}|{du})(?P<w1>{weekday})(?:{a}|{au})|{entre}(?P<w3>{weekday}){et})(?P<w2>{weekday})",
    needs="weekday",
    resolve=_range_weekdays,
    keeps_front=True,
)

RULES = (
    RANGE_DAYS, BETWEEN_DAYS, RANGE_NUMERIC, DASH_DAYS, LISTED_DAY, LIST_DAYS,
    RANGE_MONTHS, BETWEEN_MONTHS, DASH_MONTHS, RANGE_YEARS, RANGE_WEEKDAYS,
)  # fmt: skip
