"""How much of an article is about each region of the world: the places it names, counted.

The block of places says which countries are named, however often; here each region's share of all places named counts,
how many they are, and whether the title names one. A place that is part of another name (« Radio France », « rue de
Rome », « le Tour de France ») says little of where something happens and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from newstagger.text.gazetteer import gazetteer
from newstagger.topics.counting import PLACE_MARK

#: Marks of a region's three columns: its share of the places, how many they are, and whether the title names one.
SHARE, COUNT, IN_TITLE = (PLACE_MARK + mark for mark in ("=", "+", "^"))
MARKS = (SHARE, COUNT, IN_TITLE)
#: What such a column counts beside the words, whose block has length 1. benchmarks/topics/LOG.md has the trials.
REGION_COLUMNS_WEIGHT = 0.5

#: Folded words before a place, perhaps with « de » between, and after it, that make it a part of another name.
BEFORE = frozenset(
    "radio air tour equipe stade rue boulevard avenue place coupe tf1 bfm bleu credit banque ligue roland grand prix "
    "marche miss".split()
)
AFTER = frozenset(
    "inter info bleu culture televisions tele 2 3 4 5 24 travail telecom match insoumise soir dimanche".split()
)
LINKS = frozenset(("de", "d", "du"))


def region_columns() -> list[str]:
    """The columns of all regions, as terms of the vocabulary."""
    return [mark + region for region in sorted(set(gazetteer().regions.values())) for mark in MARKS]


def is_region_column(term: str) -> bool:
    """Is a term of the vocabulary one of these columns?"""
    return term.startswith(MARKS)


def region_of(term: str) -> str:
    """The term of the region that a column is about, « @Europe » for « @=Europe »."""
    return PLACE_MARK + term[len(SHARE) :]


def region_values(named: Counter[str], title: set[str]) -> Iterator[tuple[str, float]]:
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
