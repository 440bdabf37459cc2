"""The year that several dates share: « le 7 janvier et en novembre 2015 », « En 2015, les attentats de janvier ».

It is said once: behind the last of them (``find_year_behind``), or before the first (``Context.find_stated_year``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context, YearBehind, find_links
from newstagger.dates.lexicon import read_month
from newstagger.dates.rule import Found
from newstagger.dates.values import Parts, UnsettledError, read_direction, read_year

#: Dates at most up to the one that says the year.
_LONGEST = 7
#: Parts that say a year, and those that name a month of it, the last one of a range first.
_YEARS = ("year", "y1", "y2", "two", "short")
_MONTHS = ("m2", "month", "season")
#: Where « à » or « jusqu'en » links two dates they are a range: the year may turn between them.
_ONWARD = frozenset("à au aux jusqu' jusque - –".split())


def find_year_behind(text: str, founds: Sequence[Found], at: int, context: Context) -> YearBehind | None:
    """The year, or « dernier », of the list or range that mention ``at`` belongs to, where a later one of them says it."""
    onward = False
    if not _is_without_year(founds[at].parts):
        return None
    for here, behind in pairwise(founds[at : at + _LONGEST]):
        links = find_links(text[here.end : behind.start])
        month = _find_month(behind.parts)
        if not links or month is None:
            return None
        onward = onward or not _ONWARD.isdisjoint(links)
        if not _is_without_year(behind.parts):
            return _read(behind.parts, month, onward, context)
    return None


def _is_without_year(parts: Parts) -> bool:
    return _find_month(parts) is not None and parts.keys().isdisjoint((*_YEARS, "rel", "demo"))


def _find_month(parts: Parts) -> int | None:
    name = "m1" if "y1" in parts and "m1" in parts else next((name for name in _MONTHS if name in parts), None)
    if name is None:
        return None
    return calendar.SEASON_START[lexicon.SEASONS[parts[name]]] if name == "season" else read_month(parts[name])


def _read(parts: Parts, month: int, onward: bool, context: Context) -> YearBehind | None:
    way = read_direction(parts.get("rel", ""))
    name = next((name for name in _YEARS if name in parts), None)
    try:
        year = read_year(parts, context, name) if name else None
    except (UnsettledError, OverflowError):
        return None
    return YearBehind(year, way, month, onward) if year is not None or way else None
