"""What stands directly beside a token, and the form of a guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from newstagger.dates import lexicon, neighbours
from newstagger.dates.numbers import in_words

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row

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


def every_nth(row: Row, begin: int, end: int) -> int | None:
    """« un mardi sur deux », « une semaine sur trois »: the end of a recurring time that begins at ``begin``, or None."""
    recurs = row.word(begin) in ("un", "une") and row.word(end) == "sur" and in_words(row.word(end + 1)) > 0
    return end + 2 if recurs else None


def in_a_place_name(row: Row, begin: int) -> bool:
    """« rue du 8 mai 1945 »: does a street, a station or the like named after a day reach up to this token?"""
    at = begin - 1
    while at > begin - 5 and (row.word(at) == "-" or row.word(at).isdigit() or row.word(at) in lexicon.MONTHS):
        at -= 1
    return row.word(at) == "du" and row.word(at - 1) in neighbours.NAMED_AFTER_DAYS
