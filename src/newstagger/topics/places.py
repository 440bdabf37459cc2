"""Countries named in a row of words, by name, capital, demonym or town."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from newstagger.text.gazetteer import gazetteer
from newstagger.text.normalise import fold

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ARTICLES = frozenset(("la", "le", "les", "l", "iles"))


def country_at(written: Sequence[str]) -> tuple[int, str] | None:
    """How many of these words name a country, from the first one on, and its code; None where they do not.

    Names need their capital, lest « la réunion » be an island and « paris » a city; demonyms do not.
    """
    folded = [fold(word) for word in written]
    codes, demonyms = _codes(), gazetteer().demonyms
    for length in range(min(len(folded), _longest().get(folded[0], 0)), 0, -1):
        name = " ".join(folded[:length])
        code = codes.get(name)
        proper = any(w[0].isupper() and f not in _ARTICLES for w, f in zip(written[:length], folded, strict=False))
        if code and (proper or name in demonyms):
            return length, code
    return None


def longest_from(folded: str) -> int:
    """Words of the longest name that begins with this word, 0 where none does."""
    return _longest().get(folded, 0)


@cache
def _codes() -> dict[str, str]:
    table = gazetteer()
    return {
        " ".join(_WORD.findall(name)): code
        for names in (table.towns, table.demonyms, table.capitals, table.names)
        for name, code in names.items()
    }


@cache
def _longest() -> dict[str, int]:
    """First word of a place's name -> words of the longest name that begins so."""
    found: dict[str, int] = {}
    for name in _codes():
        first, length = name.split()[0], len(name.split())
        found[first] = max(length, found.get(first, 0))
    return found
