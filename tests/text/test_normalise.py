from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger._text.normalise import fold, normalise


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("8\u00a0h\u202f30", "8 h 30"),
        ("l’été", "l'été"),
        ("e\u0301te\u0301", "été"),
        ("anti\u00adterroriste", "antiterroriste"),
        ("terro-\nriste", "terroriste"),
        ("Paris\r\nLyon\rNice", "Paris\nLyon\nNice"),
        ("M\u200bacron\ufeff", "Macron"),
        ("aujourd‑hui", "aujourd-hui"),
    ],
)
def test_typography_is_made_plain(original: str, text: str):
    assert normalise(original).text == text


def test_a_hyphen_at_the_end_of_a_line_stays_where_no_word_goes_on():
    assert normalise("2018-\n2019").text == "2018-\n2019"


def test_offsets_lead_back_to_the_original():
    original = "E\u0301lyse\u0301e et anti\u00adterroriste"
    found = normalise(original)
    for word in ("Élysée", "antiterroriste"):
        at = found.text.index(word)
        start, end = found.span(at, at + len(word))
        assert unicodedata.normalize("NFC", original[start:end]).replace("\u00ad", "") == word


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("e\u0301\u0302\u00ad\u200b-\n\r’\u00a0aé")))
def test_every_stretch_leads_back_into_the_original(original: str):
    found = normalise(original)
    position = 0
    for at in range(len(found.text)):
        start, end = found.span(at, at + 1)
        assert 0 <= start < end <= len(original)
        assert start >= position
        position = start


@given(st.text())
def test_normalising_twice_changes_nothing_more(original: str):
    once = normalise(original).text
    if "-\n" not in once:  # a hyphen may come to stand before a line break only now
        assert normalise(once).text == once


def test_folding_takes_case_accents_and_ligatures():
    assert fold("Élysée, ŒUVRE, ça, naïf") == "elysee, oeuvre, ca, naif"
