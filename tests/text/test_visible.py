from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger._text.visible import escape_json, make_lines_visible, make_visible


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
