"""All rules in the order in which they are tried: of those that match at one place, the first one wins.

A more specific subject comes before a more general one: « la veille de Noël » before « Noël », « du 3 au 9 mai » before
« 9 mai », « mai 2021 » before « 2021 », « à deux heures » before « deux heures ». Within a subject the order is that of
the list at the end of its file.
"""

from __future__ import annotations

from typing import Final

from newstagger.dates.rule import Rule
from newstagger.dates.rules import (
    clock,
    days,
    decades,
    durations,
    feasts,
    lists,
    months,
    named_days,
    numeric,
    parts,
    ranges,
    recurring,
    relative,
    years,
)

RULES: Final[tuple[Rule, ...]] = (
    *parts.RULES,
    *feasts.RULES,
    *named_days.RULES,
    *ranges.RULES,
    *lists.RULES,
    *numeric.RULES,
    *days.RULES,
    *recurring.RULES,
    *relative.RULES,
    *months.RULES,
    *decades.RULES,
    *years.RULES,
    *clock.RULES,
    *durations.RULES,
)
