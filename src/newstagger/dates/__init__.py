"""Dates in French news: text and publication time in, TIMEX3 mentions out.

This package is independent: it knows nothing about names, topics, files or spaCy.

    >>> from newstagger import find_dates
    >>> [(d.text, d.value) for d in find_dates("Vendredi, le procès s’ouvrira", published="2021-01-04")]
    [('Vendredi', '2021-01-01')]
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any, Literal

from newstagger._text.normalise import Normalised, normalise
from newstagger._text.words import WEEKDAYS
from newstagger.article import parse_published
from newstagger.dates.calendar import find_bounds
from newstagger.dates.context import Context
from newstagger.dates.rule import Finder
from newstagger.dates.rules import RULES
from newstagger.dates.shared_year import find_year_behind
from newstagger.dates.tense import SENTENCE_END
from newstagger.dates.values import Value
from newstagger.errors import UsageError
from newstagger.tags import DateMention, FieldName

__all__ = ["find_dates", "scan"]

#: Maximum distance, in code points, to the day that « la veille » is counted from.
ANCHOR_REACH = 400
#: Maximum distance to the year, term or month that « un an plus tard » is counted from.
PERIOD_REACH = 200
_FINDER = Finder(RULES)
_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_PERIOD = re.compile(r"\d{4}(?:-\d\d|-[QH]\d)?")
_DAY_OR_MONTH = re.compile(r"\d{4}-(?:\d\d|SP|SU|FA|WI)(?!\d)(?!.*/)")
#: A season, month, day or year.
_UNIT = re.compile(r"\d{4}(?:(-[SFW][PUAI])|(-\d\d)|(-\d\d-\d\d.*))?")
#: Before the day of a heading: « Le samedi 25 mai ».
_ARTICLE = re.compile(r"\bLe $")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
#: Before a day with which a time begins or ends: « depuis le », « à partir du », « jusqu’au ».
_BOUNDS = re.compile(
    r"\b(?:depuis|dès|(?:à partir|à compter|d'ici)(?: à| du| de)?|jusqu'(?:à|au)|jusqu'|du)(?: le)? ?$", re.IGNORECASE
)
#: The longest of them in code points.
_BOUNDS_REACH = 20
_HOUR = re.compile(r"T(\d\d):\d\d")
#: Decimal digits of other scripts (« ２０２１ »), each of which equals an ASCII digit.
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_PUBLISHED_MISSING = "no publication time: relative dates have no value (give one in `published`)"


def find_dates(text: str, published: Any = None, *, day_first: bool = True) -> list[DateMention]:
    """Dates, times, durations and recurring times of a French text.

    Args:
        text: any text; typographic spaces and apostrophes, decomposed accents, upper case and
            missing accents are understood.
        published: day or moment of publication, against which « vendredi » or « il y a trois jours » are resolved,
            in every form that ``Article`` takes: a text in ISO 8601, a ``date`` or ``datetime``, a
            ``numpy.datetime64``, a ``time.struct_time``. Without it they have a value of None.
        day_first: is « 03/05/2021 » the third of May, as in France, or the fifth of March, as in the United States and
            often in Quebec? What can be read in one way only, « 02/22/2016 », is read so either way.

    Returns:
        Mentions in order, without overlap; offsets are code points of ``text``, ``end`` exclusive.
        ``value`` follows TIMEX3 (ISO-TimeML, ISO 24617-1): the documentation of dates lists its forms.

    Raises:
        UsageError: ``text`` is not a ``str``, or ``published`` is not a day or moment.
    """
    if not isinstance(text, str):
        raise UsageError(f"find_dates reads a text (str), not {type(text).__name__}")
    try:
        moment = parse_published(published)
    except UsageError as error:
        raise UsageError(f"published: {error}") from None
    return scan(normalise(text), text, moment, day_first=day_first)[0]


def scan(
    normalised: Normalised,
    text: str,
    published: date | datetime | None,
    field: FieldName = "text",
    *,
    day_first: bool = True,
) -> tuple[list[DateMention], list[str]]:
    """``find_dates`` on a text already normalised, with the warnings that it gives."""
    context = Context(published, day_first=day_first)
    mentions: list[DateMention] = []
    warnings: list[str] = []
    last_end = -ANCHOR_REACH
    clean = _OTHER_DIGITS.sub(lambda m: str(unicodedata.decimal(m.group())), normalised.text)
    founds = list(_FINDER.find(clean))
    for at, found in enumerate(founds):
        _forget(context, clean, last_end, found.start)
        context.turn_to(clean, found.start, found.end)
        context.behind = find_year_behind(clean, founds, at, context)
        value = found.resolve(context)
        if value is None:
            continue
        start, end = normalised.span(found.start, found.end)
        first, last = find_bounds(value.value)
        mention = DateMention.model_construct(
            field=field, start=start, end=end, text=text[start:end], type=value.kind, value=value.value,
            first_day=first, last_day=last,
        )  # fmt: skip
        mentions.append(mention)
        if value.problem:
            warnings.append(f"« {mention.text} »: {value.problem}; kept without a value")
        elif value.relative and published is None and _PUBLISHED_MISSING not in warnings:
            warnings.append(_PUBLISHED_MISSING)
        if _remember(context, value, first, last):
            last_end = found.end
    return mentions, warnings


def _forget(context: Context, text: str, last_end: int, start: int) -> None:
    """Drop days and periods that are too far back for a mention at ``start`` to be counted from them."""
    gap = start - last_end
    if gap > PERIOD_REACH:
        context.period = context.hour = None
    if gap > ANCHOR_REACH:
        context.anchor, context.heading = None, False
        context.night, context.part = False, ""
    context.near = gap <= PERIOD_REACH
    context.same_sentence = gap <= ANCHOR_REACH and SENTENCE_END.search(text, last_end, start) is None
    context.recurring = context.recurring and (context.same_sentence or context.heading)


def _remember_year(context: Context, kind: str, value: str, first: date | None) -> None:
    """Keep a day or month whose year the text says, « le 3 mars 2015 », or takes over from one that said it."""
    words, start, end = context.place or ("", 0, 0)
    if kind not in ("DATE", "TIME") or first is None:
        return
    written, exact = value[:4] in words[start:end], _DAY_OR_MONTH.match(value) is not None
    carried = exact and context.find_stated_year(first.month, first.day) == first.year
    if exact and (written or carried):
        context.stated, context.stated_end = first, end
    if context.opening is not None and not carried and first.year != context.opening.year:
        context.opening = None
    if written and (unit := _UNIT.fullmatch(value)) is not None:
        context.open_sentence(first, "SMDY"[(unit.lastindex or 4) - 1])


def _remember_weekday(context: Context, kind: str, value: str, first: date | None, last: date | None) -> None:
    """Keep a mention that names a weekday: « samedi », « samedi 16 mars », « chaque samedi »."""
    words, start, end = context.place or ("", 0, 0)
    named = _WEEKDAY.search(words, start, end) is not None
    day: date | Literal["every"] | None = None
    if named and kind in ("DATE", "TIME") and first == last:
        day = first
    elif named and kind == "SET" and "/" not in value:
        day = "every"
    context.weekday, context.weekday_end = day, end


def _bounds_a_time(context: Context) -> bool:
    text, start, _ = context.place or ("", 0, 0)
    return _BOUNDS.search(text[max(0, start - _BOUNDS_REACH) : start]) is not None


def _heads_what_follows(context: Context) -> bool:
    """Does a day stand on a line of its own, as in a programme: « Samedi 25 mai⏎15 h : loto »?"""
    text, start, end = context.place or ("", 0, 0)
    before, behind = text[text.rfind("\n", 0, start) + 1 : start], text[end : text.find("\n", end) + 1]
    return behind.endswith("\n") and not any(map(str.isalnum, _ARTICLE.sub("", before) + behind))


def _remember(context: Context, value: Value, first: date | None, last: date | None) -> bool:
    """Keep what later mentions may be counted from; returns whether there is anything."""
    text = value.value or ""
    _remember_year(context, value.kind, text, first)
    _remember_weekday(context, value.kind, text, first, last)
    # Hours after « du 14 au 18 mai » apply to each of its days.
    if value.kind != "DURATION":
        context.every, context.recurring_end = value.kind == "SET", context.place[2] if context.place else 0
        days = _DAYS.fullmatch(text) is not None
        context.recurring = context.every or days
        context.heading = _heads_what_follows(context) if days else context.heading
    if value.kind in ("DATE", "TIME") and first is not None and first == last:
        hour = _HOUR.search(text)
        if context.anchor != first:
            context.heading = _heads_what_follows(context)
            context.hour = None
            context.night = text.endswith(("TNI", "TEV"))
            context.part = text[-2:] if text.endswith(("TNI", "TEV", "TAF")) else ""
            context.anchor_bounds = _bounds_a_time(context)
        context.anchor, context.period = first, None
        context.hour = int(hour[1]) if hour else context.hour
        return True
    if value.kind == "DATE" and _PERIOD.fullmatch(text):
        context.period = text
        return True
    return context.recurring
