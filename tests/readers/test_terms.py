"""Bylines as databases and agencies print them. Every name is invented."""

from __future__ import annotations

import pytest

from newstagger.readers.terms import clean_author, clean_byline


@pytest.mark.parametrize(
    "before", ["Par ", "par : ", "Propos recueillis par ", "Recueilli par ", "Texte par ", "Écrit par "]
)
def test_what_stands_before_par_is_no_part_of_the_name(before: str):
    assert clean_author(f"{before}Paul Roy") == clean_byline(f"{before}Paul Roy") == "Paul Roy"


@pytest.mark.parametrize("name", ["Parfait Mba", "Propos et Compagnie", "Bylund Paul"])
def test_a_name_that_only_begins_like_par_is_whole(name: str):
    assert clean_author(name) == clean_byline(name) == name
