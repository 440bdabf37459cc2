"""Publication times in the forms that exports have."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime

from newstagger.article import parse_published
from newstagger.dates import find_dates

_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ ,à]+(\d{1,2})[:hH](\d{2})(?::\d{2})?)?")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
#: Epoch numbers from this one on are milliseconds (in seconds it would be the year 5138).
_MILLISECONDS = 1e11
_FULL = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?:[+-]\d\d:\d\d|Z)?)?")
_WORDS = frozenset("publié publiée paru le à a jour date".split())


def read_published(value: object) -> date | datetime | None:
    """A publication time of a record.

    Besides ISO 8601: « 14/02/2024 » (day first), « 14 février 2024 à 18 h 30 », RFC 2822 as feeds have it, and seconds or
    milliseconds since 1970 (in UTC).

    Raises:
        ValueError: it is none of these.
    """
    if value is None or isinstance(value, date):
        return value
    if hasattr(value, "isoformat"):
        return parse_published(str(value.isoformat()))
    text = str(value).strip()
    if isinstance(value, bool) or not text:
        return parse_published(text)
    try:
        return parse_published(text)
    except ValueError:
        found = _epoch(text) or _slashes(text) or _mail(text) or _words(text)
        if found is None:
            raise ValueError(
                f"{value!r} is no date in ISO 8601, such as 2021-01-01 or 2021-01-01T23:00, nor in another form that is read"
            ) from None
        return found


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS else seconds, timezone.utc)


def _slashes(text: str) -> date | datetime | None:
    match = _SLASHES.fullmatch(text)
    if match is None:
        return None
    day, month, year, hour, minute = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        return datetime(int(year), int(month), int(day), int(hour), int(minute))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def _words(text: str) -> date | datetime | None:
    """« 14 février 2024 », if that and nothing else is written."""
    if len(text) > 100:
        return None
    found = find_dates(text)
    match = _FULL.fullmatch(found[0].value or "") if len(found) == 1 else None
    if match is None:
        return None
    rest = re.findall(r"\w+", text.replace(found[0].text, " ").lower())
    return parse_published(match.group()) if _WORDS.issuperset(rest) else None
