"""Dates in French news: text and publication time in, TIMEX3 mentions out.

This package stands on its own: it knows nothing of entities, topics, files or spaCy.

    >>> from newstagger import find_dates
    >>> [(d.text, d.value) for d in find_dates("Vendredi, le procès s’ouvrira", published="2021-01-04")]
    [('Vendredi', '2021-01-01')]
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from newstagger.article import parse_published
from newstagger.dates.calendar import bounds
from newstagger.dates.find import find
from newstagger.dates.resolve import Context, resolve
from newstagger.dates.tense import follows_participle, speaks_of_future, tells_what_was
from newstagger.normalise import Normalised, normalise
from newstagger.tags import DateMention, FieldName

__all__ = ["find_dates", "scan"]

#: How far back, in code points, a day may lie for « la veille » to be counted from it.
ANCHOR_REACH = 400
#: How much of the sentence around a day without a year is searched for a verb in the future tense.
_SENTENCE_REACH = 160
_SENTENCE_END = re.compile(r"[.!?;»]\s|\n")
#: What may stand before a day with which its sentence begins.
_OPENERS = frozenset(("", "le", "du", "dès le", "depuis le", "«"))
_NEEDS_TENSE = frozenset(
    [
        "day",
        "dm",
        "weekday",
        "nth_weekday",
        "part_of",
        "clock_day",
        "night",
        "range_weekdays",
        "listed_day",
        "weekday_dm",
        "weekday_day",
        "month_bare",
        "edge_month",
        "edge_unit",
        "range_days",
        "between_days",
        "list_days",
        "dash_days",
        "range_months",
        "between_months",
        "holiday",
        "quarter",
    ]
)
#: Decimal digits of other scripts (« ２０２１ »), each of which stands for one of ours.
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_PUBLISHED_MISSING = "no publication time: relative dates have no value (give one with --published)"


def find_dates(text: str, published: str | date | datetime | None = None) -> list[DateMention]:
    """Dates, times, durations and recurring times of a French text.

    Args:
        text: any text; typographic spaces and apostrophes, decomposed accents, upper case and
            missing accents are understood.
        published: day or moment of publication (ISO 8601), against which « vendredi » or « il y a
            trois jours » are resolved. Without it they have a value of None.

    Returns:
        Mentions in order, without overlap; offsets are code points of ``text``, ``end`` exclusive.
        ``value`` follows TIMEX3 (ISO-TimeML, ISO 24617-1) as DESIGN section 2 uses it.

    Raises:
        ValueError: ``published`` is no ISO 8601 day or moment.
    """
    return scan(normalise(text), text, parse_published(published))[0]


def scan(
    normalised: Normalised, text: str, published: date | datetime | None, field: FieldName = "text"
) -> tuple[list[DateMention], list[str]]:
    """``find_dates`` on a text already normalised, with the warnings that it gives rise to."""
    context = Context(published)
    mentions: list[DateMention] = []
    warnings: list[str] = []
    anchor_at = -ANCHOR_REACH
    clean = _OTHER_DIGITS.sub(lambda m: str(unicodedata.decimal(m.group())), normalised.text)
    sentence = (-1, -1, False)
    for found in find(clean):
        if found.start - anchor_at > ANCHOR_REACH:
            context.anchor = None
        if found.rule in _NEEDS_TENSE and published is not None and "year" not in found.parts:
            if not sentence[0] <= found.start < sentence[1]:
                sentence = _sentence(clean, found.start, found.end)
            context.future = sentence[2] and not follows_participle(clean, found.start)
            context.past = clean[sentence[0] : found.start].strip().lower() in _OPENERS and tells_what_was(
                clean[sentence[0] : sentence[1]], found.end - sentence[0]
            )
        else:
            context.future = context.past = False
        value = resolve(found.rule, found.parts, context)
        start, end = normalised.span(found.start, found.end)
        first, last = bounds(value.value)
        mention = DateMention.model_construct(
            field=field, start=start, end=end, text=text[start:end], type=value.kind, value=value.value,
            from_=first, to=last,
        )  # fmt: skip
        mentions.append(mention)
        if value.problem:
            warnings.append(f"« {mention.text} »: {value.problem}; kept without a value")
        elif value.relative and published is None and _PUBLISHED_MISSING not in warnings:
            warnings.append(_PUBLISHED_MISSING)
        if value.kind in ("DATE", "TIME") and first is not None and first == last:
            context.anchor, anchor_at = first, found.end
    return mentions, warnings


def _sentence(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """The stretch of the sentence around a mention, and whether it speaks of what is to come."""
    floor = max(0, start - _SENTENCE_REACH)
    begins = [m.end() for m in _SENTENCE_END.finditer(text, floor, start)]
    begin = begins[-1] if begins else floor
    stop = _SENTENCE_END.search(text, end, end + _SENTENCE_REACH)
    finish = stop.start() if stop else min(len(text), end + _SENTENCE_REACH)
    return begin, finish, speaks_of_future(text[begin:finish])
