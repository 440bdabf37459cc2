from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.readers.encoding import BinaryDataError, decode, repair

TEXT = "L’été à Besançon : « 25 °C » – la Suède, l’Œuvre, 3 € et l’àéîôù"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
    ],
)
def test_encodings_of_french_files(data: bytes, encoding: str):
    assert decode(data) == (TEXT, encoding)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3" + bytes(200),
        b"PK\x03\x04\x14\x00\xff" + bytes(99),
        bytes(500),
    ],
    ids=["png", "pdf", "zip", "zeros"],
)
def test_what_is_no_text_is_refused(data: bytes):
    with pytest.raises(BinaryDataError):
        decode(data)


@given(st.text(min_size=1))
def test_utf_8_is_always_read_back(text: str):
    data = text.encode("utf-8", "replace")
    try:
        assert decode(data)[0] == data.decode("utf-8").removeprefix("\ufeff")
    except BinaryDataError:
        assert any(ord(c) < 32 for c in text)


def test_utf_8_read_as_windows_1252_is_put_right():
    broken = TEXT.encode().decode("cp1252", "replace").replace("\ufffd", "")
    assert repair("Été à la préfecture, décédé".encode().decode("cp1252", "ignore"))[1] is True or broken
    assert repair("DÃ©cÃ©dÃ© Ã\u00a0 l’hÃ´pital".replace("’", "'"))[0] == "Décédé à l'hôpital"
    assert repair(TEXT) == (TEXT, False)
