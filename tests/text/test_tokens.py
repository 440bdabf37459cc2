"""The tokens are spaCy's, and so are the numbers of strings."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger._text.tokens import PIECE, embedding_rows, string_numbers, tokeniser

GOLD = Path(__file__).parents[1] / "data" / "names_gold.jsonl"
#: What the rules are about, to be strung together.
PARTS = (
    " ", "  ", "\n", "\t", "\u00a0", "\u2009", ".", ",", ";", ":", "…", "...", "!", "?", "'", "’", "«", "»", '"', "“", "-",
    "–", "—", "‐", "(", ")", "[", "]", "*", "+", "/", "<", ">", "=", "_", "@", "#", "&", "|", "~", "^", "°", "%", "€", "$",
    "US$", "0", "7", "2021", "3,5", "12.5", "km", "km²", "°C.", "a", "E", "x", "z.", "M.", "Dr.", "etc.", "J.-C.", "av.",
    "est", "-ce", "est-il", "a-t-on", "qu'", "Qu’", "l'", "d’", "N'est-ce", "aujourd'hui", "Aujourd’hui", "peut-être",
    "rendez-vous", "saut-de-ski", "faux-vampire", "entr'acte", "prud'hommes", "Saint-Étienne", "New-York", "vas-y",
    ":)", ":-(", ":'(", "<3", "(^_^)", "xD", "http://", "www.exemple.fr", "a@exemple.org", "É", "œ", "ß", "ſ", "İ", "K", "ñ",
    "Я", "б", "Ω", "字", "한", "א", "١", "۔", "🈀", "©", "😀", "\u0301", "ǅ", "ƻ", "e-Я", "é-ſ",
)  # fmt: skip


@pytest.fixture(scope="module")
def spacy_tokenizer() -> Any:
    import spacy

    return spacy.blank("fr").tokenizer


def cut(text: str) -> list[tuple[int, str, str]]:
    rules = tokeniser()
    return [(start, token, rules.norms.get(token) or token.lower()) for start, token in rules.tokens(text)]


def cut_by_spacy(tokenizer: Any, text: str) -> list[tuple[int, str, str]]:
    return [(token.idx, token.text, token.norm_) for token in tokenizer(text)]


def test_the_rules_are_those_of_the_installed_spacy(spacy_tokenizer: Any):
    assert sha256(spacy_tokenizer.to_bytes(exclude=["vocab"])).hexdigest() == tokeniser().source


def test_articles_are_cut_as_by_spacy(spacy_tokenizer: Any):
    for line in GOLD.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        assert cut(text) == cut_by_spacy(spacy_tokenizer, text)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_what_the_rules_are_about_is_cut_as_by_spacy(spacy_tokenizer: Any, text: str):
    assert cut(text) == cut_by_spacy(spacy_tokenizer, text)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_cut_as_by_spacy(spacy_tokenizer: Any, text: str):
    assert cut(text) == cut_by_spacy(spacy_tokenizer, text)


def test_every_special_case_is_cut_as_by_spacy(spacy_tokenizer: Any):
    for special in spacy_tokenizer.rules:
        for frame in ("{}", "({})", "« {} »", "a{}", "{}b", "x {}, y", "{0} {0}", "{0}{0}"):
            text = frame.format(special)
            assert cut(text) == cut_by_spacy(spacy_tokenizer, text), text


def test_a_letter_of_every_script_is_cut_as_by_spacy(spacy_tokenizer: Any):
    for point in range(0x21, 0x3000):
        letter = chr(point)
        text = f"{letter} x{letter}y x-{letter}. e-{letter}{letter} {letter}.X 5{letter} l'{letter}"
        assert cut(text) == cut_by_spacy(spacy_tokenizer, text), hex(point)


@given(st.text(max_size=200))
def test_the_pieces_make_up_the_text(text: str):
    assert "".join(PIECE.findall(text)) == text


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.sampled_from(["", "ORG", "X", "punct", "é" * 100, "a" * 1000])), max_size=20
    )
)
def test_strings_have_the_numbers_that_spacy_gives_them(strings: list[str]):
    from spacy.strings import get_string_id

    assert string_numbers(strings).tolist() == [get_string_id(string) for string in strings]


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20), st.integers(0, 40), st.integers(1, 10_000))
def test_numbers_have_the_rows_that_thinc_gives_them(numbers: list[int], seed: int, rows: int):
    from thinc.api import NumpyOps

    given_ = np.array(numbers, np.uint64)
    found = embedding_rows(given_, np.uint64(seed), np.uint64(rows))
    assert (NumpyOps().hash(given_, seed) % rows == found.T).all()
