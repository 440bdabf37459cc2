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
