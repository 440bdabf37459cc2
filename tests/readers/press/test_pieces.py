"""Long files cut into their articles."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.errors import RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.press import cut, decode_chunks, detect_encoding
from newstagger.readers.published import find_day

MARK = re.compile("<a>")


@given(st.lists(st.sampled_from(["<a>", "<", "a>", "mot ", "x" * 900]), max_size=40), st.integers(1, 500))
def test_pieces_begin_with_markers_and_lose_nothing(parts: list[str], size: int):
    text = "".join(parts)
    found = list(cut((text[at : at + size] for at in range(0, len(text), size)), MARK, "f", 100_000))
    assert not any(isinstance(piece, RecordError) for piece in found)
    assert "".join(map(str, found)) == text
    assert all(str(piece).startswith("<a>") and str(piece).count("<a>") == 1 for piece in found[1:])


def test_a_piece_beyond_the_limit_is_an_error_in_its_place():
    text = f"<a>un<a>{'x' * 300_000}<a>trois"
    first, second, error, last = cut((text[at : at + 1000] for at in range(0, len(text), 1000)), MARK, "f", 10)
    assert (first, second, last) == ("", "<a>un", "<a>trois")
    assert isinstance(error, RecordError)
    assert "article 2 has more than 100,080 characters" in str(error)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("é".encode(), "utf-8"),
        (b"abc", "utf-8"),
        ("<meta charset=ISO-8859-1>é – œ".encode("cp1252"), "cp1252"),
        ("<meta charset=utf-8>é à ç".encode("cp1252"), "cp1252"),
        ("<meta charset='iso-8859-15'>é €".encode("iso-8859-15"), "iso8859-15"),
        ("<meta charset='rien'>é".encode("cp1252"), "cp1252"),
        ("é".encode("utf-16"), "utf-16"),
        ("<a>".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_encodings(data: bytes, encoding: str):
    assert detect_encoding(data, ReadOptions()) == encoding
    assert detect_encoding(data, ReadOptions(encoding="cp1250")) == "cp1250"


def test_one_word_in_another_encoding_is_read():
    data = "é".encode() * 9 + "L’été\r\nfin\r".encode("cp1252") + b"\x07"
    assert "".join(decode_chunks(io.BytesIO(data), "utf-8")) == "é" * 9 + "L’été\nfin\n"


@given(st.text(st.sampled_from("ab\r\n"), max_size=50))
def test_line_ends_over_the_edge_of_a_chunk(text: str):
    class Slow(io.BytesIO):
        def read(self, *_: object) -> bytes:
            return super().read(1)

    assert "".join(decode_chunks(Slow(text.encode()), "utf-8")) == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mardi 14 mars 2006", "2006-03-14"),
        ("1er juin 2019", "2019-06-01"),
        ("5 mars 2024 mardi", "2024-03-05"),
        ("12 Sept. 2020", "2020-09-12"),
        ("le 3 févr. 2021", "2021-02-03"),
        ("March 14, 2013 Thursday 11:21 AM GMT", "2013-03-14T11:21:00+00:00"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27T21:50:00+01:00"),
        ("lundi 23 octobre 2023 - 11:49:55 -0000 1455 mots", "2023-10-23T11:49:55+00:00"),
        ("5 mars 2024, 10h05", "2024-03-05T10:05:00"),
        ("14/03/2006", "2006-03-14"),
        ("2006-03-14", "2006-03-14"),
        ("2018 年 10 月 7 日 17:04", "2018-10-07T17:04:00"),
        ("31 février 2020", None),
        ("mars 2006", None),
        ("no. 24512 2024", None),
    ],
)
def test_days_as_databases_print_them(text: str, value: str | None):
    found = find_day(text)
    assert (found.value.isoformat() if found else None) == value
