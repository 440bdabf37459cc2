"""How much of an article is about each region of the world: the places it names, counted.

The block of places says which countries are named, however often; here each region's share of all places named counts,
how many they are, and whether the title names one. A place that is part of another name ("Radio France", "rue de
Rome", "le Tour de France") says little about where something happens and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np

from newstagger._text.words import gazetteer
from newstagger._topics.words import MEMORY, PLACE_MARK, Ints, Lexicon, find_country

#: Marks of a region's three columns: its share of the places, how many they are, and whether the title names one.
SHARE, COUNT, IN_TITLE = (PLACE_MARK + mark for mark in ("=", "+", "^"))
MARKS = (SHARE, COUNT, IN_TITLE)

#: Folded words before a place, perhaps with "de" between, and after it, that make it a part of another name.
BEFORE = frozenset(
    "radio air tour equipe stade rue boulevard avenue place coupe tf1 bfm bleu credit banque ligue roland grand prix "
    "marche miss".split()
)
AFTER = frozenset(
    "inter info bleu culture televisions tele 2 3 4 5 24 travail telecom match insoumise soir dimanche".split()
)
LINKS = frozenset(("de", "d", "du"))


def list_region_columns() -> list[str]:
    """The columns of all regions, as terms of the vocabulary."""
    return [mark + region for region in sorted(set(gazetteer().regions.values())) for mark in MARKS]


def is_region_column(term: str) -> bool:
    """Is a term of the vocabulary one of these columns?"""
    return term.startswith(MARKS)


def find_region_term(term: str) -> str:
    """The term of the region that a column is about, "@Europe" for "@=Europe"."""
    return PLACE_MARK + term[len(SHARE) :]


def weigh_regions(named: Counter[str], title: set[str]) -> Iterator[tuple[str, float]]:
    """The columns of an article and their values, before they are weighted.

    Args:
        named: how often places of each region are named.
        title: the regions that the title names.
    """
    total = named.total()
    for region, count in named.items():
        yield SHARE + region, count / total
        yield COUNT + region, float(np.log1p(count))
        if region in title:
            yield IN_TITLE + region, 1.0


class Place(NamedTuple):
    """A place: how many words name it, its country and region as terms of the vocabulary, and its region."""

    length: int
    terms: tuple[str, ...]
    region: str | None


class Named(NamedTuple):
    """A place in a row of words.

    Attributes:
        start: its first word.
        reach: the end of the longest name that might begin there.
        place: what is named.
        region: its region, None if it is part of another name.
    """

    start: int
    reach: int
    place: Place
    region: str | None


#: The places of title, lead and body.
Places: TypeAlias = tuple[list[Named], list[Named], list[Named]]


class NamedPlaces:
    """Finds places in the words of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known: dict[tuple[int, ...], Place | None] = {}
        self._before, self._after, self._links = (set(map(lexicon.number, some)) for some in (BEFORE, AFTER, LINKS))

    def find(self, numbers: Ints) -> list[Named]:
        """Each place and where it begins; of two that overlap the first."""
        found: list[Named] = []
        end = 0
        reaches = self._lexicon.place[numbers]
        starts = np.flatnonzero(reaches)
        terms = self._lexicon.term[numbers].tolist() if len(starts) else []
        for at, reach in zip(starts.tolist(), reaches[starts].tolist(), strict=True):
            place = self._place(tuple(numbers[at : at + reach].tolist())) if at >= end else None
            if place is not None:
                end = at + place.length
                alone = place.region is not None and not self._is_part_of_name(terms, at, end)
                found.append(Named(at, at + reach, place, place.region if alone else None))
        return found

    def first(self, named: list[Named], numbers: Ints, length: int) -> list[Named]:
        """What ``find`` gives of the first words alone, of which all of ``numbers`` gave ``named``."""
        some = [one for one in named if one.start < length]
        if length < len(numbers) and some and some[-1].reach > length:  # its name might be cut there
            return self.find(numbers[:length])
        return some

    def terms(self, title: list[Named], lead: list[Named], body: list[Named]) -> dict[str, int]:
        """Countries and regions as terms, with how often they count: those of the title and of the lead twice."""
        found: dict[str, int] = {}
        for named, times in ((title, 2), (lead, 1), (body, 1)):
            for one in named:
                for term in one.place.terms:
                    found[term] = found.get(term, 0) + times
        return found

    def regions(self, title: list[Named], body: list[Named]) -> dict[str, float]:
        """The columns of ``newstagger._topics.regions`` with their values."""
        in_title, everywhere = (Counter(one.region for one in named if one.region) for named in (title, body))
        everywhere.update(in_title)
        return dict(weigh_regions(everywhere, set(in_title)))

    def _is_part_of_name(self, terms: list[int], start: int, end: int) -> bool:
        """Is a place part of another name, as its neighbours have it?"""
        if end < len(terms) and terms[end] in self._after:
            return True
        before = start - 1
        if before >= 0 and terms[before] in self._links:
            before -= 1
        return before >= 0 and terms[before] in self._before

    def _place(self, numbers: tuple[int, ...]) -> Place | None:
        """The place that a few words begin with; remembered."""
        if numbers in self._known:
            return self._known[numbers]
        known = find_country([self._lexicon.written[i] for i in numbers])
        result = None
        if known is not None:
            length, code = known
            region = gazetteer().regions.get(code)
            result = Place(length, tuple(PLACE_MARK + name for name in (code, region) if name), region)
        if len(self._known) < MEMORY:
            self._known[numbers] = result
        return result
