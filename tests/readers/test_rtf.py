"""Rich Text Format; every text is invented. Exports of databases in it are tested with their databases."""

from __future__ import annotations

import pytest

from newstagger import Article, InputError, read
from newstagger.readers import read_bytes

pytest.importorskip("striprtf")

LETTER = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\header Page 1}\f0 La halle rouvre\par\par La halle de Lussac a rouvert l\'e0-bas, a dit \u201?douard \uc1\u55357?\u56832?.\par {\field{\*\fldinst{HYPERLINK \"https://exemple.example/\"}}{\fldrslt{Il pleuvait.}}}\par }"


def test_a_press_release():
    (article,) = read_bytes(LETTER, "a.rtf")
    assert isinstance(article, Article)
    assert article.title == "La halle rouvre"
    assert article.text.startswith("La halle de Lussac a rouvert là-bas, a dit Édouard 😀.")
    assert "Il pleuvait." in article.text
    assert "Page 1" not in article.text


def test_standard_input_is_recognised(monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": io.BytesIO(LETTER)}))
    (article,) = read("-")
    assert article.title == "La halle rouvre"


def test_what_is_no_rtf():
    (error,) = read_bytes(b"Il pleut.", "a.rtf")
    assert isinstance(error, InputError)
    assert "is not RTF" in str(error)
    (error,) = read_bytes(b"{\\rtf1 }", "a.rtf")
    assert "contains no text" in str(error)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb"{\rtf1\mac\ansicpg10000 Le pr\'8efet a d\'8ecid\'8e.}", "Le préfet a décidé."),
        (rb"{\rtf1\mac Le pr\'8efet a d\'8ecid\'8e.}", "Le préfet a décidé."),
        (rb"{\rtf1\pc Le pr\'82fet a d\'82cid\'82.}", "Le préfet a décidé."),
        (rb"{\rtf1\pca\ansicpg1252 Le pr\'e9fet a d\'e9cid\'e9.}", "Le préfet a décidé."),
    ],
)
def test_encodings_of_old_programs(data: bytes, text: str):
    (article,) = read_bytes(data, "a.rtf")
    assert isinstance(article, Article)
    assert (article.text, article.warnings) == (text, [])


def test_what_the_encoding_does_not_have_is_said():
    (article,) = read_bytes(rb"{\rtf1\ansi\ansicpg1252 Le pr\'81fet.}", "a.rtf")
    assert isinstance(article, Article)
    assert "replaced by U+FFFD" in article.warnings[0]


def test_words_that_were_deleted_or_are_hidden_are_not_read():
    data = rb"{\rtf1\ansi Le pont {\deleted supprim\'e9 }{\b\v cach\'e9 }{\v0 rouvre }{\b\deleted\revauthdel1 x}{\b mardi}.}"
    (article,) = read_bytes(data, "a.rtf")
    assert isinstance(article, Article)
    assert article.text == "Le pont rouvre mardi."
