"""Columns that are not terms of the text: how much of an article is about each region, and what its medium says.

Their values are not brought to unit length as those of words are, and each counts by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newstagger._topics.outlets import is_outlet_column, list_outlet_columns, weigh_outlet
from newstagger._topics.regions import find_region_term, is_region_column, list_region_columns

__all__ = [
    "FACT_WEIGHT", "find_groups", "is_fact_column", "is_outlet_column", "is_region_column", "list_outlet_columns",
    "list_region_columns", "weigh_outlet",
]  # fmt: skip

#: What such a column counts beside the words, whose block has length 1. benchmarks/topics/LOG.md has the trials.
FACT_WEIGHT = 0.5


def is_fact_column(term: str) -> bool:
    """Is a term of the vocabulary one of these columns?"""
    return is_region_column(term) or is_outlet_column(term)


def find_groups(facts: Mapping[str, int], places: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Each column of facts and the one under whose name the evidence shows it.

    Args:
        facts: columns of facts by their terms.
        places: columns of countries and regions by their terms, under which the region of a column is shown.
    """
    outlet = next((column for term, column in facts.items() if is_outlet_column(term)), 0)
    for term, column in facts.items():
        yield column, outlet if is_outlet_column(term) else places.get(find_region_term(term), column)
