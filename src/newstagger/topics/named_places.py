"""The countries and regions that a row of words names, remembered by the words that name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from newstagger.text.gazetteer import gazetteer
from newstagger.topics.counting import PLACE_MARK
from newstagger.topics.places import country_at
from newstagger.topics.regions import is_part_of_name, region_values
from newstagger.topics.words import MEMORY, Ints, Lexicon, Words


class Place(NamedTuple):
    """A place: how many words name it, its country and region as terms of the vocabulary, and its region."""

    length: int
    terms: tuple[str, ...]
    region: str | None


class NamedPlaces:
    """Finds places in the words of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[tuple[int, ...], Place | None] = {}

    def terms(self, words: Words) -> dict[str, int]:
        """Countries and regions as terms, with how often they count: those of the title and of the lead twice."""
        found: dict[str, int] = {}
        for numbers, times in ((words.title, 2), (words.lead, 1), (words.body, 1)):
            for _, place in self._places(numbers):
                for term in place.terms:
                    found[term] = found.get(term, 0) + times
        return found

    def regions(self, words: Words) -> dict[str, float]:
        """The columns of ``newstagger.topics.regions`` with their values."""
        title: Counter[str] = Counter()
        named: Counter[str] = Counter()
        for numbers, counter in ((words.title, title), (words.body, named)):
            for at, place in self._places(numbers):
                if place.region is not None and not self._is_part_of_name(numbers, at, at + place.length):
                    counter[place.region] += 1
        named.update(title)
        return dict(region_values(named, set(title)))

    def _is_part_of_name(self, numbers: Ints, start: int, end: int) -> bool:
        before, after = numbers[max(0, start - 2) : start], numbers[end : end + 1]
        return is_part_of_name(self._folded(before), next(iter(self._folded(after)), ""))

    def _folded(self, numbers: Ints) -> list[str]:
        return [self._lexicon.names[term] for term in self._lexicon.term[numbers].tolist()]

    def _places(self, numbers: Ints) -> Iterator[tuple[int, Place]]:
        """Each place and where it begins; of two that overlap the first."""
        end = 0
        reaches = self._lexicon.place[numbers]
        for at in np.flatnonzero(reaches).tolist():
            place = self._place(tuple(numbers[at : at + reaches[at]].tolist())) if at >= end else None
            if place is not None:
                end = at + place.length
                yield at, place

    def _place(self, numbers: tuple[int, ...]) -> Place | None:
        """The place that a few words begin with; remembered."""
        if numbers in self._known:
            return self._known[numbers]
        known = country_at([self._lexicon.written[i] for i in numbers])
        result = None
        if known is not None:
            length, code = known
            region = gazetteer().regions.get(code)
            result = Place(length, tuple(PLACE_MARK + name for name in (code, region) if name), region)
        if len(self._known) < MEMORY:
            self._known[numbers] = result
        return result
