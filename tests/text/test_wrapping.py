"""Line breaks that only fit a text to a width; every sentence is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import find_dates
from newstagger._text.normalise import unwrapped


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
    assert unwrapped(text.replace("⏎", "\n")) == text.replace("\r", " ").replace("⏎", " ")


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
    assert unwrapped(text) == text


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
    found = unwrapped(text)
    assert len(found) == len(text)
    assert found.split() == text.split()
