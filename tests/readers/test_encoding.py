from __future__ import annotations

import codecs
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger import Article, InputError, UsageError, read
from newstagger.readers import Notes, ReadOptions, read_bytes, stream
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
        (TEXT[:30].encode() + TEXT[30:].encode("cp1252"), "UTF-8 and windows-1252"),
    ],
)
def test_encodings_of_french_files(data: bytes, encoding: str):
    assert decode(data) == (TEXT, encoding)


def test_latin_9():
    text = TEXT.replace("–", "-").replace("’", "'")
    assert decode(text.encode("iso8859-15")) == (text, "iso-8859-15")


@pytest.mark.parametrize("text", ["SANTÉ\xa0: la grippe, à Rabat", "« CAFÉ» et thé", "À LA UNE, « ÇA» passe"])
def test_two_bytes_of_windows_1252_that_utf_8_would_take_for_a_letter(text: str):
    assert decode(text.encode("cp1252")) == (text, "windows-1252")


def test_one_invalid_byte_does_not_garble_its_line(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    line = '{"text": "L’été à Besançon, c’'
    path.write_bytes(line.encode() + b'\xe9tait beau."}\n' + '{"text": "SANTÉ\xa0: à Rabat."}'.encode("cp1252"))
    assert [item.text for item in read(path) if isinstance(item, Article)] == [
        "L’été à Besançon, c’était beau.", "SANTÉ\xa0: à Rabat.",
    ]  # fmt: skip


def test_dos_text():
    text = "La préfète a fermé le pont près de l'église."
    assert decode(text.encode("cp850")) == (text, "cp850")


def test_a_letter_cut_off_at_the_end_is_shown():
    assert decode("L’été à Rabat, c’".encode() + b"\xc3") == ("L’été à Rabat, c’\ufffd", "UTF-8 and windows-1252")


def test_windows_1252_with_a_word_that_would_be_utf8_stays_what_it_is():
    text = "« Ã© » est un é mal décodé, a précisé l’éditeur."
    assert decode(text.encode("cp1252")) == (text, "windows-1252")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json"])
def test_a_file_of_byte_order_marks_alone_is_empty(name: str):
    (error,) = read_bytes(codecs.BOM_UTF16_LE * 2, name)
    assert "is empty" in str(error)


def test_byte_order_marks_between_joined_files_are_no_text():
    (article,) = read_bytes("\ufeffIl pleut sur Rabat.\n\n\ufeffIl vente.".encode(), "a.txt")
    assert isinstance(article, Article)
    assert article.text == "Il pleut sur Rabat.\n\nIl vente."


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


PAGE = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-15"></head><body>3 € de cœur</body></html>'


def test_a_declared_encoding_is_heeded_where_the_bytes_are_not_utf_8():
    assert decode(PAGE.encode("iso8859-15")) == (PAGE, "iso8859-15")
    assert decode(PAGE.encode("cp1252")) == (PAGE, "windows-1252"), "C1 bytes are never letters"
    assert decode(PAGE.encode()) == (PAGE, "utf-8")


def test_mac_roman_is_told_from_windows_1252():
    text = "La préfète a fermé le pont « mardi » – œuvre d’un ingénieur, très fâché."
    assert decode(text.encode("mac-roman")) == (text, "mac-roman")
    assert decode(text.encode("cp1252")) == (text, "windows-1252")


LINES = '{"title": "Été", "text": "L’été à Besançon"}\n\n{"text": "œuvre"}\n'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("named", [False, True])
def test_json_lines_in_utf_16_are_read(encoding: str, named: bool, monkeypatch: pytest.MonkeyPatch):
    reading = ReadOptions(encoding=encoding if named else None)
    data = LINES.encode(encoding)
    for items in (read_bytes(data, "a.jsonl", reading=reading), _sent(data, reading, monkeypatch)):
        first, second = items
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert (first.text, second.text) == ("L’été à Besançon", "œuvre")
        assert second.id.endswith(":3")


def test_a_list_in_utf_16_on_standard_input_is_read(monkeypatch: pytest.MonkeyPatch):
    data = '[{"text": "L’été"}]'.encode("utf-16")
    for reading in (ReadOptions(), ReadOptions(encoding="utf-16")):
        (article,) = _sent(data, reading, monkeypatch)
        assert isinstance(article, Article)
        assert article.text == "L’été"


def test_bytes_that_are_not_valid_in_utf_16_become_replacement_characters():
    data = '{"text": "Il pleut '.encode("utf-16-le") + b"\x00\xd8" + '"}\n'.encode("utf-16-le")
    (article,) = read_bytes(data, "a.jsonl", reading=ReadOptions(encoding="utf-16-le"))
    assert isinstance(article, Article)
    assert article.text.startswith("Il pleut \ufffd")


@pytest.mark.parametrize(
    "name", ["hex", "base64", "rot13", "zlib", "bz2", "uu", "quopri", "undefined", "", "a\0b", "nichts"]
)
def test_codecs_that_are_not_text_encodings_are_refused(name: str):
    with pytest.raises(UsageError, match="is not a text encoding"):
        ReadOptions(encoding=name)


def test_what_is_not_valid_in_the_given_encoding_is_said():
    (article,) = read_bytes("L’été à Besançon".encode("cp1252"), "a.txt", reading=ReadOptions(encoding="utf-8"))
    assert isinstance(article, Article)
    assert any("not valid utf-8" in warning for warning in article.warnings)
    said: list[str] = []
    reading = ReadOptions(encoding="utf-8", notes=Notes(said.append))
    list(read_bytes('{"text": "été"}\n'.encode("cp1252"), "a.jsonl", reading=reading))
    assert any("not valid utf-8" in message for message in said)


def _sent(data: bytes, reading: ReadOptions, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(stream("-", reading=reading))


def test_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)
    (error,) = stream("-")
    assert isinstance(error, InputError)
    assert "closed" in str(error)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv"])
def test_double_encoding_is_repaired_in_every_form(encoding: str, name: str):
    text = "L’été à Évreux, l’œuvre et le cœur : « déjà »."
    garbled = text.encode().decode(encoding)
    content = {"a.txt": garbled, "a.csv": f'text\n"{garbled}"\n'}.get(name) or json.dumps({"text": garbled})
    (article,) = read_bytes(content.encode(), name)
    assert isinstance(article, Article)
    assert article.text == text
