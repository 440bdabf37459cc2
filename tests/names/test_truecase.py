"""Uppercase lines in the usual case, offsets kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Tagger
from newstagger._names.recogniser import truecase


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("LE PRÉSIDENT EMMANUEL MACRON À NICE", "Le président Emmanuel Macron à Nice"),
        ("LA CGT ET L’ONU SALUENT UN ACCORD", "La CGT et l’ONU saluent un accord"),
        ("ACCORD A LA SNCF SELON XZKOVIC", "Accord a la SNCF selon Xzkovic"),
        ("L’ONU et la CGT se taisent", "L’ONU et la CGT se taisent"),
        ("ONU, OTAN", "ONU, OTAN"),
    ],
)
def test_lines(line: str, written: str):
    assert truecase(line) == written


def test_only_the_uppercase_line_changes():
    assert (
        truecase("SÉISME AU NORD DU PÉROU\n\nDouze morts, selon l’ONU.")
        == "Séisme au nord du Pérou\n\nDouze morts, selon l’ONU."
    )


def test_lines_without_capitals_are_written_in_the_usual_case():
    assert (
        truecase("le maire de nice a reçu mardi emmanuel macron.\nil a salué xzkovic.\nmerci.")
        == "Le maire de Nice a reçu mardi Emmanuel Macron.\nIl a salué Xzkovic.\nmerci."
    )
    assert truecase("le maire de nice parle\nLyon écoute.") == "Le maire de Nice parle\nLyon écoute."


@given(st.text())
def test_no_offset_moves(text: str):
    assert len(truecase(text)) == len(text)
    assert truecase(text).count("\n") == text.count("\n")


def test_names_of_an_uppercase_headline_are_printed_well(tagger: Tagger):
    tags = tagger.tag("LE PRÉSIDENT EMMANUEL MACRON REÇU À RABAT PAR MOHAMMED VI\n\nIl a signé un accord.")
    assert {"Emmanuel Macron", "Mohammed VI"} <= {person.name for person in tags.people}
