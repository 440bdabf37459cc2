"""How often an article has each thing, and in how many articles each thing is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from newstagger.topics.words import Ints, Lexicon

TITLE_MARK = "t:"
PLACE_MARK = "@"
#: A pair of terms is one number: the first term's times this, plus the second's.
PAIR = np.int64(1) << 32


@dataclass(slots=True)
class Counts:
    """How often an article has each thing: numbers of terms, of pairs, of terms of the title; codes of places."""

    terms: tuple[Ints, Ints]
    pairs: tuple[Ints, Ints]
    title: tuple[Ints, Ints]
    places: dict[str, int]
    plain: tuple[Ints, Ints]


class DocumentCounts:
    """In how many articles each term is, and how often each plain word."""

    #: Pairs are counted together when so many have come in.
    _AT_ONCE = 5_000_000

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kept: dict[str, tuple[Ints, Ints]] = dict.fromkeys(("terms", "pairs", "title", "plain"), (_EMPTY, _EMPTY))
        self._new: dict[str, list[tuple[Ints, Ints]]] = {name: [] for name in self._kept}
        self._waiting = 0
        self._places: dict[str, int] = {}

    def add(self, counts: Counts) -> None:
        """Count one more article."""
        for name, found in self._new.items():
            numbers, times = getattr(counts, name)
            found.append((numbers, times if name == "plain" else np.ones(len(numbers), np.int64)))
        for place in counts.places:
            self._places[place] = self._places.get(place, 0) + 1
        self._waiting += len(counts.pairs[0])
        if self._waiting > self._AT_ONCE:
            self._merge()

    def documents(self, min_count: int) -> dict[str, int]:
        """Articles of each term, title term and place, and of each pair that has enough of them."""
        self._merge()
        names = self._lexicon.names
        found = dict(self._places)
        for number, count in zip(*map(np.ndarray.tolist, self._kept["terms"]), strict=True):
            found[names[number]] = count
        for number, count in zip(*map(np.ndarray.tolist, self._kept["title"]), strict=True):
            found[TITLE_MARK + names[number]] = count
        for pair, count in zip(*map(np.ndarray.tolist, self._kept["pairs"]), strict=True):
            if count >= min_count:
                first, second = divmod(pair, int(PAIR))
                found[f"{names[first]} {names[second]}"] = count
        return found

    def words(self) -> dict[str, int]:
        """How often each word occurs, by its term."""
        self._merge()
        numbers, times = self._kept["plain"]
        counts = np.bincount(self._lexicon.term[numbers], times, len(self._lexicon.names)).astype(np.int64)
        return {self._lexicon.names[i]: int(counts[i]) for i in np.flatnonzero(counts).tolist()}

    def _merge(self) -> None:
        for name, found in self._new.items():
            numbers = np.concatenate([self._kept[name][0], *(n for n, _ in found)])
            times = np.concatenate([self._kept[name][1], *(t for _, t in found)])
            unique, where = np.unique(numbers, return_inverse=True)
            self._kept[name] = (unique, np.bincount(where, times, len(unique)).astype(np.int64))
            found.clear()
        self._waiting = 0


_EMPTY: Ints = np.zeros(0, np.int64)


def counted(numbers: Ints) -> tuple[Ints, Ints]:
    """The distinct numbers in the order of their first occurrence, and how often each occurs.

    Not in their own order: the numbers of words depend on what was read before, and so would the last bit of a sum.
    """
    unique, first, times = np.unique(numbers, return_index=True, return_counts=True)
    order = np.argsort(first)
    return unique[order], times[order]
