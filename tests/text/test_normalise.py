"""Text as the extractors want to see it, and text that is safe to print. Every sentence is invented."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import find_dates
from newstagger._text.normalise import escape_json, fold, make_lines_visible, make_visible, normalise, unwrap


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


# --- Line breaks that only fit a text to a width


@pytest.mark.parametrize(
    "text",
    [
        "la fermeture du 12⏎avril 2024",
        "en mars⏎2015",
        "dans la nuit du 3⏎au 4 mai",
        "Il a reçu hier Marie-Hélène⏎Castagnier à Paris.",
        "Le maire de New⏎York a parlé.",
        "Le Conseil⏎constitutionnel a censuré la loi.",
        "La décision a été prise mardi par le ministre de l’Intérieur, Jean⏎Lefèvre, qui recevait à Paris le maire de Lussac, Aimé⏎Tournebise, et ses adjoints.",
        "il pleut\r⏎encore",
    ],
)
def test_breaks_that_are_spaces(text: str):
    assert unwrap(text.replace("⏎", "\n")) == text.replace("\r", " ").replace("⏎", " ")


@pytest.mark.parametrize(
    "text",
    [
        "Présents :\nClaire Vaudrin\nAimé Tournebise\nPaul Roche",
        "Le sommet a réuni Claire Vaudrin\nAimé Tournebise et Paul Roche",
        "Colère à Lussac\nHélène Garnier a réagi mardi.",
        "La halle rouvre à Lussac\nLa préfète était là jeudi.",
        "Il pleuvait.\nle lendemain aussi",
        "Les dates :\n- le 12\n- le 13 mai",
        "Une phrase\n\nune autre",
        "Un alinéa\n   Un autre",
        "terro-\nriste",
        "Boulogne-\nBillancourt",
        "Concert à Lussac\n12 mars 2024",
    ],
)
def test_breaks_that_part(text: str):
    assert unwrap(text) == text


def test_a_date_over_a_break_has_the_offsets_of_the_text():
    text = "Le procès s’ouvrira le\n12\r\navril 2024 à Lussac."
    (found,) = find_dates(text, published="2024-03-20")
    assert (found.value, found.text, text[found.start : found.end]) == (
        "2024-04-12",
        "12\r\navril 2024",
        "12\r\navril 2024",
    )


@given(st.text(st.sampled_from("aB1é .,-\n\r\t «"), max_size=200))
def test_no_offset_moves_and_no_word_changes(text: str):
    found = unwrap(text)
    assert len(found) == len(text)
    assert found.split() == text.split()


# --- Text that is safe to print


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Le pont d’Ainay, « fermé »\u00a0: l’été…", "Le pont d’Ainay, « fermé »\u00a0: l’été…"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x1b]0;PWNED\x07b", "a␛]0;PWNED␇b"),
        ("a\x9b31mb", "a<U+009B>31mb"),
        ("une\nligne\r\nforgée\t", "une␊ligne␍␊forgée␉"),
        ("gpj.\u202eexe", "gpj.<U+202E>exe"),
        ("\u2066a\u2069", "<U+2066>a<U+2069>"),
        ("a\u2028b\x85c", "a<U+2028>b<U+0085>c"),
        ("\x7f\x00", "␡␀"),
        ("famille 👩‍👩‍👧", "famille 👩‍👩‍👧"),
        ("\U000e0041caché", "<U+E0041>caché"),
    ],
)
def test_what_steers_a_terminal_becomes_a_sign(text: str, shown: str):
    assert make_visible(text) == shown


def test_line_breaks_may_stay():
    assert make_lines_visible("une\nautre\r\nligne\x1b") == "une\nautre\nligne␛"


@given(st.text())
def test_nothing_that_controls_is_left(text: str):
    shown = make_visible(text)
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") for c in shown)
    assert make_visible(shown) == shown


@given(st.text())
def test_escaped_json_is_the_same_value(text: str):
    line = escape_json(json.dumps({text: text}, ensure_ascii=False))
    assert json.loads(line) == {text: text}
    assert make_visible(line) == line
