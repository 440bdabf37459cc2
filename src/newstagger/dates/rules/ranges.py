"""Ranges of days, months, years and weekdays: « du 3 au 9 mai », « entre le 3 et le 9 mai », « de mai à juin », « 2019-2021 »."""

from __future__ import annotations

import re
from datetime import timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, tense
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month, read_number
from newstagger.dates.rule import MONTH_CLASSES, Match, Rule
from newstagger.dates.rules.numeric import is_day_with_dots, leave_full_stop
from newstagger.dates.rules.recurring import weekdays_recur
from newstagger.dates.tokens import COUNTED_NOUNS, NO_YEAR_AFTER, is_a_change, is_glued, is_hijri_year
from newstagger.dates.values import (
    ENDS_BEFORE,
    ISLAMIC_YEAR,
    NO_SUCH_DAY,
    UNRESOLVED,
    Parts,
    Value,
    move_to_the_present,
    read_year,
    resolve_date,
    resolve_day_and_month,
    resolve_numeric,
    resolve_weekday,
    split_day_and_month,
)


def _make_range(start: str, end: str) -> Value:
    if start > end:
        return ENDS_BEFORE
    return Value("DATE", f"{start}/{end}")


# --- « du 3 au 9 mai », « entre le 3 mai et le 9 juin 2021 »


def resolve_range_days(parts: Parts, context: Context) -> Value:
    """The days from ``d1`` to ``d2``, whose month and year are those of the last one where the first has none."""
    right = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts.get("w2", ""),
             "rel": parts.get("rel", "")}  # fmt: skip
    day = read_number(parts["d1"])
    left_month = read_month(parts["m1"]) if "m1" in parts else _find_left_month(day, parts)
    if "y1" in parts and not {"y2", "rel"}.intersection(parts):  # « du 3 mars 2015 au 5 mai »
        turns = (read_month(parts["m2"]), read_number(parts["d2"])) < (left_month, day)
        right["year"] = f"{int(parts['y1']) + turns:04}"
    end = move_to_the_present(resolve_date(right, context), right, (left_month, day), context)
    if end.value is None:
        return end
    if end.value.startswith("-"):
        return Value("DATE", None, "a range of days before Christ is not read")
    year = int(parts["y1"]) if "y1" in parts else int(end.value[:4]) - (left_month > int(end.value[5:7]))
    if not calendar.exists(year, left_month, day):
        return NO_SUCH_DAY
    return _make_range(f"{year:04}-{left_month:02}-{day:02}", end.value)


#: « du 28 au 3 juin » begins in the month before; from a later day on, or up to a later one, it is a slip.
_LATE_DAY, _EARLY_DAY = 20, 15


def _find_left_month(day: int, parts: Parts) -> int:
    """The month of the first day, where it is not said: that of the last day, or the one before."""
    month, last = read_month(parts["m2"]), read_number(parts["d2"])
    return (month - 2) % 12 + 1 if day >= _LATE_DAY and last <= _EARLY_DAY else month


def _is_opened_or_rises(match: Match) -> bool:
    """« du 4 au 22 janvier », « 4 mai au 22 juin », « 4 au 22 janvier »."""
    if match.row.word(match.begin) in ("du", "de") or "m1" in match.parts:
        return True
    if "w1" in match.parts and "w2" in match.parts:
        return True
    first, last = match.parts["d1"], match.parts["d2"]
    rises = first.isdigit() and last.isdigit() and int(first) < int(last)
    return rises and match.row.word(match.matched.end("d1")) in ("au", "jusqu'")


RANGE_DAYS = Rule(
    "range_days",
    "(?:{du}|{de})?(?P<w1>{weekday})?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?"
    "{TO}(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{comma}{year}|{YEAR})?(?P<rel>{RELATIVE})?",
    needs=MONTH_CLASSES,
    guard=_is_opened_or_rises,
    resolve=resolve_range_days,
    keeps_front=True,
)
BETWEEN_DAYS = Rule(
    "between_days",
    "{entre}{le}?{weekday}?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?{and_or}{le}?"
    "(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{YEAR})?",
    needs=MONTH_CLASSES,
    resolve=resolve_range_days,
    keeps_front=True,
)

# --- « du vendredi 12 au dimanche 14 »: of the nearest month in which they agree


def _resolve_range_weekday_days(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    last = calendar.find_weekday_day(context.today, read_number(parts["d2"]), WEEKDAYS[parts["w2"]], context.future)
    if last is None:
        return UNRESOLVED
    first = last - timedelta((WEEKDAYS[parts["w2"]] - WEEKDAYS[parts["w1"]]) % 7 or 7)
    while first.day != read_number(parts["d1"]) and (last - first).days < _LONGEST_RANGE:
        first -= timedelta(7)
    return _make_range(first.isoformat(), last.isoformat()) if first.day == read_number(parts["d1"]) else UNRESOLVED


#: Days at most from « vendredi 12 » to « dimanche 14 ».
_LONGEST_RANGE = 31
RANGE_WEEKDAY_DAYS = Rule(
    "range_weekday_days",
    "{du}(?P<w1>{weekday})(?P<d1>{day}|{first}){au}(?P<w2>{weekday})(?P<d2>{day}|{first})(?!{hour})",
    needs="weekday",
    resolve=_resolve_range_weekday_days,
    keeps_front=True,
)

# --- « du 03/05/2021 au 09/05/2021 », « du 3/5 au 9/5 », « 12-14/04/2021 »


def _resolve_range_numeric(parts: Parts, context: Context) -> Value:
    first, last = parts.get("p1") or parts["p3"], parts.get("p2") or parts["p4"]
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}\.?", last):
        found = resolve_day_and_month(last, context)
        if isinstance(found, Value):
            return found
        end: str | None = found.isoformat()
    else:
        end = resolve_numeric(last, context)
    if end is None:
        return NO_SUCH_DAY
    start = _find_start(first, end, context) if len(first) < 7 else resolve_numeric(first, context)
    return _make_range(start, end) if start else NO_SUCH_DAY


def _is_no_fraction(match: Match) -> bool:
    """« du 3/5 au 9/5 » are days, « de 1/3 à 1/2 » are fractions, « 3/4 - 1/2 » may be anything."""
    if "," in match.parts.get("p1", match.parts.get("p3", "")):
        return False
    opened = match.row.word(match.begin) in ("du", "entre")
    last = match.parts.get("p2") or match.parts["p4"]
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.?", last):
        return opened and _are_dotted_days(match)
    return (
        opened
        or len(last) > 5
        or match.row.word(match.matched.start("p4") - 1 if "p4" in match.parts else match.matched.start("p2") - 1)
        == "au"
    )


def _are_dotted_days(match: Match) -> bool:
    """« du 12.4. au 14.4. », « du 12.04 au 14.04 »; not « du 1.2 au 1.6 »."""
    first, last = match.parts["p1"], match.parts["p2"]
    if last.endswith("."):
        leave_full_stop(match, match.end - 1)
    said = first.endswith(".") or ".0" in first
    return said and is_day_with_dots(first) and is_day_with_dots(last) and match.after() not in COUNTED_NOUNS


def _find_start(text: str, end: str, context: Context) -> str | None:
    """The ISO day of « 12 », « 12/04 » or « 12.04. » before the day that ends the range."""
    year, numbers = int(end[:4]), [int(n) for n in re.findall(r"\d+", text)]
    day, mon = split_day_and_month(text, context) if len(numbers) > 1 else (numbers[0], int(end[5:7]))
    year -= f"{mon:02}-{day:02}" > end[5:]
    return f"{year:04}-{mon:02}-{day:02}" if calendar.exists(year, mon, day) else None


RANGE_NUMERIC = Rule(
    "range_numeric",
    "(?:{du}|{de}|{entre}{le})(?P<p1>{numeric}|{iso}|{dm}|{day}|{dec}{dot}?)(?:{TO}|{and_or}{le})(?P<p2>{numeric}|{iso}|(?<=[{au}{a}]){dm}|(?<={au}){dec}{dot}?)"
    "|(?P<p3>{numeric}|{iso}|{dm}|{dec}{dot}?|{day}{dot}?(?={dash}))(?:{dash}|{TO})(?P<p4>{numeric}|{iso}|(?<=[{au}]){dm})",
    needs="numeric iso dm dec",
    guard=_is_no_fraction,
    resolve=_resolve_range_numeric,
    keeps_front=True,
)

# --- « 06/2023 - 09/2024 », « de 09/2023 à 12/2023 »


def _resolve_range_year_months(parts: Parts, context: Context) -> Value:
    ends = [re.split(r"[/-]", parts[name]) for name in ("from", "to")]
    first, last = (f"{a}-{int(b):02}" if len(a) == 4 else f"{b}-{a}" for a, b in ends)
    return _make_range(first, last)


RANGE_YEAR_MONTHS = Rule(
    "range_year_months",
    "(?:{de}|{du}|{entre})?(?P<from>{ym})(?:{dash}|{TO}|{and_or})(?P<to>{ym})",
    needs="ym",
    resolve=_resolve_range_year_months,
    keeps_front=True,
)

# --- « de mai à juin 2021 », « entre décembre et février »


def _resolve_range_months(parts: Parts, context: Context) -> Value:
    first, last = read_month(parts["m1"]), read_month(parts["m2"])
    if (year := read_year(parts, context, "y2")) is not None:
        end_year = year
    elif "y1" in parts:  # « de mars 2015 à mai »
        end_year = int(parts["y1"]) + (first > last)
    elif (said := context.find_stated_year(last)) is not None and said > (first > last):
        end_year = said
    elif context.today is None:
        return UNRESOLVED
    else:
        end_year = calendar.choose_year_of_month(context.today, last, context.is_to_come)
    start_year = int(parts["y1"]) if "y1" in parts else end_year - (first > last)
    return _make_range(f"{start_year:04}-{first:02}", f"{end_year:04}-{last:02}")


RANGE_MONTHS = Rule(
    "range_months",
    "(?:{de}|{du}{mois}{de})(?P<m1>{MONTH})(?P<y1>{year})?(?:{until}?(?:{a}|{au}{mois}{de})|{until}{en})"
    "(?P<m2>{MONTH})(?P<y2>{YEAR})?",
    needs=MONTH_CLASSES,
    resolve=_resolve_range_months,
    keeps_front=True,
)
BETWEEN_MONTHS = Rule(
    "between_months",
    "{entre}(?P<m1>{MONTH})(?P<y1>{year})?{and_or}(?P<m2>{MONTH})(?P<y2>{YEAR})?",
    needs=MONTH_CLASSES,
    resolve=_resolve_range_months,
    keeps_front=True,
)


def _are_two_months(match: Match) -> bool:
    return "y2" in match.parts or match.parts["m1"] != match.parts["m2"]


DASH_MONTHS = Rule(
    "dash_months",
    "(?P<m1>{MONTH})(?P<y1>{year})?(?:{dash}|{slash}|{a}(?={MONTH}{year}))(?P<m2>{MONTH})(?P<y2>{YEAR})?",
    needs=MONTH_CLASSES,
    guard=_are_two_months,
    resolve=_resolve_range_months,
)

# --- « de 2019 à 2021 », « 2019-2021 », « saison 2021/22 »

#: Years from the first to the last one, at most: where « de » or « entre » opens the range, and where nothing does.
_LONGEST_OPENED, _LONGEST = 200, 120
_FIRST_OPENED = 1400


def _read_years(parts: Parts) -> tuple[int, int]:
    """The first and the last year; the last one may be written in two digits, « 2021/22 »."""
    first = int(parts.get("y1") or parts.get("y5") or parts["y3"])
    text = parts.get("y2") or parts["y4"]
    return first, int(text) if len(text) == 4 else first - first % 100 + int(text)


def _are_years(match: Match) -> bool:
    """Not « 1500-1600 euros », « n° 2019/21 », « 2019-2021-7 »."""
    opened = "y3" not in match.parts
    first, last = _read_years(match.parts)
    if not first < last <= first + (_LONGEST_OPENED if opened else _LONGEST):
        return False
    if "y1" in match.parts and is_a_change(match.row, match.matched.start("y1")):
        return False
    short = len(match.parts.get("y2") or match.parts["y4"]) < 4
    if (short and not _is_short_range(match, first, last)) or (opened and first < _FIRST_OPENED):
        return False
    if not opened and (match.before() in NO_YEAR_AFTER or match.before() in ("°", "#", "-", "/")):
        return False
    counted = match.after() in COUNTED_NOUNS or match.after() in ("-", "/", "€", "%")
    if is_hijri_year(match.row, match.end - 1):
        match.parts["hijri"] = match.row.word(match.end - 1)
    return not counted and not is_glued(match.row, match.begin, match.end)


def _is_short_range(match: Match, first: int, last: int) -> bool:
    """« 2021/22 », « 1914-18 »; « 2019-21 » by itself may be a number."""
    by_dash = match.row.word(match.matched.start("y4") - 1) in ("-", "–") if "y4" in match.parts else True
    return last == first + 1 or (by_dash and first >= _FIRST_SHORT and last <= first + _LONGEST_SHORT)


#: « 1870-71 », « 1914-18 », « le plan 2014-20 »: the first year, and the years from it to the last one at most.
_FIRST_SHORT, _LONGEST_SHORT = 1700, 20


def _resolve_range_years(parts: Parts, context: Context) -> Value:
    if "hijri" in parts:
        return ISLAMIC_YEAR
    first, last = _read_years(parts)
    return Value("DATE", f"{first:04}/{last:04}")


RANGE_YEARS = Rule(
    "range_years",
    "(?:{de}(?P<y1>{year})(?:{until}?{a}|{until}{en}|{dash})|{entre}(?P<y5>{year})(?:{and_or}|{dash}))(?P<y2>{year})"
    "|(?P<y3>{year})(?:{dash}|{slash})(?P<y4>{year}|{two}|{day})",
    needs="year",
    guard=_are_years,
    resolve=_resolve_range_years,
    keeps_front=True,
)

# --- « de lundi à vendredi », « entre mardi et jeudi »


def _resolve_range_weekdays(parts: Parts, context: Context) -> Value:
    first, last = WEEKDAYS[parts.get("w1") or parts["w3"]], WEEKDAYS[parts["w2"]]
    if weekdays_recur(context):
        return Value("SET", f"XXXX-WXX-{first}/XXXX-WXX-{last}")
    ahead = (first - context.today.isoweekday()) % 7 if context.today is not None else 0
    if context.today is not None and not ahead and not (context.has_tense and context.odds < 0):
        return Value("DATE", f"{context.today}/{context.today + timedelta((last - first) % 7)}")
    if context.today is not None and ahead and tense.estimate_weekday_odds(context.odds, ahead) > 0:
        start = context.today + timedelta(ahead)
        return Value("DATE", f"{start}/{start + timedelta((last - first) % 7)}")
    end = resolve_weekday({"weekday": parts["w2"]}, context)
    if end is None:
        return UNRESOLVED
    return Value("DATE", f"{end - timedelta((last - first) % 7)}/{end}")


RANGE_WEEKDAYS = Rule(
    "range_weekdays",
    "(?:(?:{de}|{du})(?P<w1>{weekday}){TO}|{entre}(?P<w3>{weekday}){and_or})(?P<w2>{weekday})",
    needs="weekday",
    resolve=_resolve_range_weekdays,
    keeps_front=True,
)

RULES = (
    RANGE_DAYS, BETWEEN_DAYS, RANGE_WEEKDAY_DAYS, RANGE_NUMERIC, RANGE_YEAR_MONTHS,
    RANGE_MONTHS, BETWEEN_MONTHS, DASH_MONTHS, RANGE_YEARS, RANGE_WEEKDAYS,
)  # fmt: skip
