"""What a time expression is worth: TIMEX3 values, given the publication time and the dates before.

Each resolver takes the parts that a pattern found and the context, and returns a ``Value``; a value
of None means that the text alone does not settle it.
"""

from __future__ import annotations

from newstagger.dates import days, feasts, lengths, periods, positions
from newstagger.dates.context import Context
from newstagger.dates.values import Parts, Value

__all__ = ["Context", "Value", "resolve"]

RESOLVERS = {
    **days.RESOLVERS,
    **periods.RESOLVERS,
    **lengths.RESOLVERS,
    **feasts.RESOLVERS,
    **positions.RESOLVERS,
}


def resolve(rule: str, parts: Parts, context: Context) -> Value | None:
    """The value of an expression that pattern ``rule`` found; None where it is none in this place."""
    try:
        return RESOLVERS[rule](parts, context)
    except OverflowError:  # before year 1 or after 9999
        return Value("DATE", None, "lies outside the years 1 to 9999")
