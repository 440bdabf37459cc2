"""What stands directly beside a token, and the form of a guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newstagger.dates.find import Row

Span = tuple[int, int] | None
Parts = dict[str, str]
#: Sees the row of tokens, the token span that a pattern matched and the pattern's parts; answers with the
#: span to keep, or None where the words around say that it is no date.
Guard = Callable[["Row", int, int, Parts], Span]


def touching(row: Row, begin: int, end: int) -> bool:
    """Is the stretch glued to a letter, a currency sign or a number sign?"""
    return glued_before(row, begin) or glued_after(row, end)


def glued_after(row: Row, end: int) -> bool:
    """Is the token before ``end`` glued to a letter, a digit or a sign behind it?"""
    after = row.text[row.ends[end - 1] : row.ends[end - 1] + 1]
    return bool(after and (after.isalnum() or after in "€%$£°_@"))


def glued_before(row: Row, begin: int) -> bool:
    """Is the token glued to a letter, a digit, a currency sign or a number sign before it?"""
    before = row.text[row.starts[begin] - 1 : row.starts[begin]]
    return bool(before) and (before.isalnum() or before in "$€£#°_@")


def gap(row: Row, index: int) -> str:
    """The white space before token ``index``."""
    return row.text[row.ends[index - 1] : row.starts[index]] if index else ""
