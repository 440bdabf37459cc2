"""Topics that stand in one cell of a table: how they are parted, told by all the cells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

#: What parts labels beyond doubt; and what may be part of a label, the likelier first.
_STRONG, _WEAK = (";", "|"), (" / ", ",")
#: Words that always stand side by side in at least so many cells, and never apart, are one label.
_TOGETHER = 3
#: « Arts, culture et médias »: a list in small letters that ends in « et » is one label.
_ENUMERATION = re.compile(r"[^,]+(?:, [a-zà-ÿœ][^,]*)* et [a-zà-ÿœ][^,]*")


class Cells:
    """How topics in one cell are parted.

    « ; » and « | » part wherever they are used; where neither is in any cell, « / » between spaces or a comma does, unless
    what it parts is never seen apart.

    Attributes:
        separator: the one given by the user or guessed, None as long as no cell told it.
    """

    def __init__(self, separator: str | None = None) -> None:
        self._given = separator
        self._strong: set[str] = set()
        self._weak: set[str] = set()
        self._whole: set[str] = set()

    @property
    def separator(self) -> str | None:
        """What parts the cells seen so far."""
        return self._given or next((mark for marks in (self._strong, self._weak) for mark in sorted(marks)), None)

    def learn(self, cells: Iterable[str]) -> None:
        """See cells before they are parted."""
        if self._given is not None:
            return
        counts = Counter(cell.strip() for cell in cells)
        self._strong |= {mark for mark in _STRONG if any(mark in cell for cell in counts)}
        if self._strong:
            return
        for mark in _WEAK:
            if any(mark in cell for cell in counts):
                self._weak.add(mark)
                self._whole |= _never_apart(counts, mark)
                break

    def part(self, cell: str) -> list[str]:
        """The labels of a cell."""
        if self._given is not None:
            return _split(cell, self._given)
        self._strong |= {mark for mark in _STRONG if mark in cell}
        for mark in _STRONG:
            if mark in cell:
                return _split(cell, mark)
        if self._strong or cell.strip() in self._whole or _ENUMERATION.fullmatch(cell.strip()):
            return _split(cell, ";")
        for mark in _WEAK:
            if mark in cell and (not self._weak or mark in self._weak):
                self._weak.add(mark)
                return _split(cell, mark)
        return _split(cell, ";")


def _never_apart(counts: Counter[str], mark: str) -> set[str]:
    """Cells whose parts stand in no other cell, though they are used often."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for cell in counts:
        for label in _split(cell, mark):
            where[label].add(cell)
    return {
        cell
        for cell, count in counts.items()
        if mark in cell and count >= _TOGETHER and all(len(where[label]) == 1 for label in _split(cell, mark))
    }


def _split(cell: str, mark: str) -> list[str]:
    return [label.strip() for label in cell.split(mark) if label.strip()]


def keywords(cell: str) -> list[str]:
    """The keywords of a cell: commas separate them where nothing surer does."""
    return _split(cell, next((mark for mark in _STRONG if mark in cell), ","))


def plain_labels(value: object) -> Any:
    """A list of labels that may be objects, as texts; None where they are no labels."""
    if not isinstance(value, list):
        return None
    labels = [_name(one) for one in value]
    return labels if all(isinstance(label, str) for label in labels) else None


def _name(value: object) -> object:
    if isinstance(value, dict):
        return next(
            (value[key] for key in ("label", "name", "title", "term", "value") if isinstance(value.get(key), str)), None
        )
    return value
