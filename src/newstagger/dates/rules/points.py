"""The one day that stands inside a larger expression: « la veille du [14 juillet] », « dans la soirée de [lundi] »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from newstagger.dates.context import Context
from newstagger.dates.rule import Finder
from newstagger.dates.rules import days

_FINDER = Finder(
    (
        days.DAY,
        days.NUMERIC,
        days.SPLIT_DEICTIC,
        days.DEICTIC,
        days.WEEKDAY_DAY,
        replace(days.WEEKDAY, resolve=days.one_weekday),
    )
)


def point_day(text: str, context: Context) -> date | None:
    """The day that a part ``{POINT}`` of a pattern names; None where nothing settles it."""
    for found in _FINDER.find(text):
        value = found.value(context)
        return date.fromisoformat(value.value[:10]) if value and value.value and value.kind != "SET" else None
    return None
