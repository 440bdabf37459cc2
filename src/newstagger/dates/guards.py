"""What only looks like a date: each pattern's second thoughts, from the words around it.

A guard sees the row of tokens, the token span that a pattern matched and the pattern's parts; it
answers with the span to keep (leading prepositions and articles taken off) or None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newstagger.dates import guard_days, guard_hours, guard_lengths, guard_periods
from newstagger.dates.touch import Guard, Parts, Span

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row

#: Taken off the front of a mention: they are not part of it.
_LEADING = {"le", "la", "les", "l'", "en", "a", "au", "aux", "vers", "des", "dès", "depuis", "jusqu'", "jusque", "avant",
            "apres", "pour", "de", "d'", "du", "ici"}  # fmt: skip
#: Patterns whose first word belongs to the mention.
KEEP_FRONT = {"range_days", "between_days", "range_numeric", "range_months", "between_months", "range_years", "range_clocks",
               "range_weekdays", "split_deictic", "nth_weekday"}  # fmt: skip


GUARDS: dict[str, Guard] = {
    **guard_days.GUARDS,
    **guard_hours.GUARDS,
    **guard_periods.GUARDS,
    **guard_lengths.GUARDS,
}


def trim(row: Row, rule: str, begin: int, end: int, parts: Parts) -> Span:
    """The token span of the mention, or None where the words around say that it is no date."""
    guard = GUARDS.get(rule)
    if guard is not None:
        span = guard(row, begin, end, parts)
        if span is None:
            return None
        begin, end = span
    if row.word(begin) == "courant" and row.word(begin - 1) == "le":
        begin += 1  # « dans le courant de la semaine prochaine »
    if rule not in KEEP_FRONT:
        while begin < end - 1 and row.word(begin) in _LEADING:
            begin += 1
    elif row.starts[begin] == row.ends[begin]:
        return None
    return begin, end
