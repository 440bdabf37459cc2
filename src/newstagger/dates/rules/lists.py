"""Lists of days of one month: « les 9 et 11 mai », « les 30 et 31 décembre », « les 12-13-14 avril », « les 22 et 23/03/2024 »."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number
from newstagger.dates.rule import MONTH_CLASSES, Match, Rule
from newstagger.dates.rules import days
from newstagger.dates.rules.ranges import resolve_range_days
from newstagger.dates.values import NO_SUCH_DAY, Parts, Value, resolve_day_and_month, resolve_numeric

# --- « 3-9 mai », « 22/23 mars »


def _rises(match: Match) -> bool:
    """Behind a slash only a later day: « 5/6 mai »; not « sur France 2 - mardi 12 mai »."""
    parts = match.parts
    if "w2" in parts and match.row.word(match.begin) not in WEEKDAYS:
        return False
    by_slash = "/" in (match.row.word(match.matched.end("d1")), match.row.word(match.matched.end("m1")))
    return not by_slash or "m1" in parts or read_number(parts["d1"]) < read_number(parts["d2"])


DASH_DAYS = Rule(
    "dash_days",
    "{weekday}?(?P<d1>{day}|{first})(?P<m1>{MONTH})?[{dash}{slash}](?P<w2>{weekday})?(?P<d2>{day})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs=MONTH_CLASSES,
    guard=_rises,
    resolve=resolve_range_days,
)

# --- « les 9 et 11 mai »: days of one month that do not follow each other: each is a mention

_BEFORE_LISTED = ("le", "du", "au")
_JOINED = ("-", "–", "/")


def _is_listed(match: Match) -> bool:
    """« les 30 et 31 décembre » follow each other: they are left to the range; so is « les 12-14 mai »."""
    row, at = match.row, match.end
    days, apart, links = [read_number(row.word(match.begin))], False, set()
    while row.word(at) in (",", "et", "ou", *_JOINED):
        links.add(row.word(at))
        at += 1
        while row.word(at) in _BEFORE_LISTED or row.word(at) in WEEKDAYS:
            apart = apart or row.word(at) in _BEFORE_LISTED
            at += 1
        days.append(read_number(row.word(at)))
        if not row.word(at).isalnum() and row.word(at)[:1].isdigit():  # « 12/04/2024 » ends the list
            break
        at += 1
    steps = [b - a for a, b in pairwise(days)]
    if min(steps, default=0) <= 0:
        return False
    if links.isdisjoint(_JOINED):
        return _is_in_a_list(match) and (max(steps) > 1 or apart)
    goes_on = row.word(match.begin - 1) in links and row.word(match.begin - 2).isdigit()
    return len(links) == 1 and _says_days(match) and (goes_on or (len(days) > 2 and max(steps) > 1))


def _says_days(match: Match) -> bool:
    """Does the list begin behind « les »? « 5 et 3/4 », « 02-12-14 » may be anything."""
    at = match.begin
    while match.row.word(at - 1) in (",", *_JOINED) or match.row.word(at - 1).isdigit():
        at -= 1
    return match.row.word(at - 1) in ("les", "des", "aux")


def _is_in_a_list(match: Match) -> bool:
    """After « les », or after the day before it in the list."""
    before, earlier = match.before(), match.before(2)
    if before in WEEKDAYS:
        before, earlier = earlier, match.before(3)
    return before in ("les", "des", "aux", "et", *_BEFORE_LISTED) or (before == "," and earlier[:1].isdigit())


LISTED_DAY = Rule(
    "listed_day",
    "(?P<day>{day}|{first})"
    "(?=(?:[{comma}{dash}{slash}](?:{le}|{du})?{weekday}?(?:{day}|{first})){0,5}"
    "(?:{comma}?{and_or}(?:{le}|{du}|{au})?{weekday}?|{dash}|{slash})(?:{day}|{first})"
    "(?P<month>{MONTH})(?P<year>{YEAR})?(?P<rel>{RELATIVE})?)",
    needs=MONTH_CLASSES,
    guard=_is_listed,
    resolve=days.resolve_day,
)

# --- « les 30 et 31 décembre », « samedi 4 et dimanche 5 mai », « les 12-13-14 avril »: a range

_BETWEEN_LISTED = re.compile(r" *(?:[,/]|[-–—](?=\d)) *")


def _list_days(parts: Parts) -> list[int]:
    """The days of a list but the last one, in numbers."""
    return [read_number(day) for day in (parts["d1"], *_BETWEEN_LISTED.split(parts.get("more", ""))[1:])]


def _follow_each_other(match: Match) -> bool:
    joined = match.row.word(match.matched.end("d1")) in _JOINED
    if joined and match.before() in _JOINED:  # « 02-12-13-14 mai »
        return False
    return all(b - a == 1 for a, b in pairwise([*_list_days(match.parts), read_number(match.parts["d2"])]))


LIST_DAYS = Rule(
    "list_days",
    "(?:{demo}?{weekday})?(?P<d1>{DAY})(?P<more>(?:[{comma}{dash}{slash}]{DAY}){0,5})[{and_or}{dash}{slash}](?P<w2>{weekday})?"
    "(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    needs=MONTH_CLASSES,
    guard=_follow_each_other,
    resolve=resolve_range_days,
)

# --- « les 22, 23 et 24/03/2024 », « les 9 et 12/04 »: month and year are said once, in digits


def _find_last_day(parts: Parts, context: Context) -> date | None:
    """The day in digits that ends a list."""
    text = parts["numeric"]
    if len(text) > _LONGEST_WITHOUT_YEAR:
        value = resolve_numeric(text, context)
        return date.fromisoformat(value) if value else None
    found = resolve_day_and_month(text, context)
    return found if isinstance(found, date) else None


#: Characters of « 24/03 », the longest day and month.
_LONGEST_WITHOUT_YEAR = 5


def _is_listed_before_digits(match: Match) -> bool:
    """« les [9], [10] et 12/04/2024 »; of « les 22 et 23/03 » a range is made."""
    return _is_listed(match) and _says_days(match)


def _resolve_listed_before_digits(parts: Parts, context: Context) -> Value:
    last, day = _find_last_day(parts, context), read_number(parts["day"])
    if last is None or not calendar.exists(last.year, last.month, day):
        return NO_SUCH_DAY
    return Value("DATE", last.replace(day=day).isoformat())


LISTED_BEFORE_DIGITS = Rule(
    "listed_before_digits",
    "(?P<day>{day}|{first})(?=(?:{comma}{day}){0,5}{comma}?{and_or}(?P<numeric>{numeric}|{dm}))",
    needs="numeric dm",
    guard=_is_listed_before_digits,
    resolve=_resolve_listed_before_digits,
)


def _follow_each_other_in_digits(match: Match) -> bool:
    listed = [*_list_days(match.parts), read_number(match.parts["numeric"])]
    return all(b - a == 1 for a, b in pairwise(listed)) and _says_days(match)


def _resolve_list_in_digits(parts: Parts, context: Context) -> Value:
    last, day = _find_last_day(parts, context), read_number(parts["d1"])
    if last is None or day >= last.day:
        return NO_SUCH_DAY
    return Value("DATE", f"{last.replace(day=day)}/{last}")


LIST_IN_DIGITS = Rule(
    "list_in_digits",
    "(?P<d1>{day}|{first})(?P<more>(?:{comma}{day}){0,5}){comma}?{and_or}(?P<numeric>{numeric}|{dm})",
    needs="numeric dm",
    guard=_follow_each_other_in_digits,
    resolve=_resolve_list_in_digits,
)

RULES = (LISTED_DAY, DASH_DAYS, LIST_DAYS, LISTED_BEFORE_DIGITS, LIST_IN_DIGITS)
