"""What form a text has, detected from its beginning. Every text is invented."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile

import pytest

from newstagger import Article, InputError
from newstagger._forms import FORMS, detect_form
from newstagger.readers import Notes, ReadOptions, read_bytes
from newstagger.readers.documents import OLE, detect_ending, is_html, is_xml

COMMENTS = "<!---->" * 60


@pytest.mark.parametrize(
    ("text", "html", "ending"),
    [
        (COMMENTS + "Il pleut.", False, ".txt"),
        (COMMENTS + "<html><body>Il pleut.", True, ".html"),
        ("<!---->" * 40_000 + "Il pleut.", False, ".txt"),
        ("<!--" * 40_000, False, ".txt"),
        ("<?x" * 40_000, False, ".txt"),
        ("<? ?>" * 40_000, False, ".txt"),
        ("\ufeff \n" * 20_000 + "Il pleut.", False, ".txt"),
        ("<!-- a --> <!-- b -->\n<!DOCTYPE html><p>Il pleut.", True, ".html"),
        ('<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE html><p>Il pleut.', True, ".html"),
        ('<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<rss><channel/></rss>', False, ".xml"),
        ("<!-- a --><rss><channel></channel></rss>", False, ".xml"),
        ("<!-- a --><p>Il <em>pleut</em>.</p>", True, ".html"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else str(value),
)
def test_comments_and_instructions_before_the_root_are_passed_over(text: str, html: bool, ending: str):
    assert is_html(text) is html
    if len(text) < 20_000:
        assert detect_ending(text.encode()) == ending
    assert not (is_xml(text) and is_html(text))


def pack_tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 9
        archive.addfile(member, io.BytesIO(b"Il pleut."))
    return packed.getvalue()


MAIL = b"From: Zo\xc3\xa9 Vaudrin <zoe@gazette.example>\r\nSubject: Crue\r\n\r\nIl pleut sur Valmont.\r\n"


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (MAIL, ".eml"),
        (b"Return-Path: <zoe@gazette.example>\nReceived: from a\n\tby b\nDate: x\n\nIl pleut.", ".eml"),
        (b"From zoe@gazette.example Tue Mar  5 10:00:00 2024\n" + MAIL, ".eml"),
        (b"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\nMIME-Version: 1.0\n"
         b"Content-Type: multipart/related;\n\tboundary=x\n\n", ".mhtml"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", ".mhtml"),
        (b"From: zoe@gazette.example\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", ".eml"),
        (b"Date : mardi\nLieu : Valmont\n\nIl pleut.", ".txt"),
        (b"From: A\nIl pleut.", ".txt"),
        (OLE + bytes(600) + "Workbook\0".encode("utf-16-le"), ".xls"),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE + bytes(600) + "__substg1.0_001A".encode("utf-16-le"), ".msg"),
        (bz2.compress(pack_tar()), ".tar.bz2"),
        (lzma.compress(pack_tar()), ".tar.xz"),
        (bz2.compress(b"Il pleut."), ".bz2"),
        (b"BZh9" + bytes(99), ".bz2"),
        (b"filedesc://a.arc 0.0.0.0 2", ".arc"),
        (b"\x89PNG\r\n", ".png"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_first_bytes_show_the_form(data: bytes, ending: str):
    assert detect_ending(data) == ending


def test_no_form_begins_as_another_one():
    begins = [(first, form.ending) for form in FORMS for first in form.begins]
    assert [detect_form(first + b"x").ending for first, _ in begins] == [ending for _, ending in begins]


@pytest.mark.parametrize(
    ("name", "data", "texts"),
    [
        ("a.txt", MAIL, ["Il pleut sur Valmont."]),
        ("a.txt", b"{\\rtf1\\ansi Il pleut sur Valmont.}", ["Il pleut sur Valmont."]),
        ("a.txt", b'<?xml version="1.0"?><rss><channel><item><title>x</title><description>Il pleut.</description></item></channel></rss>', ["Il pleut."]),
        ("a.txt", b'{"text": "Il pleut."}\n{"text": "Il vente."}\n', ["Il pleut.", "Il vente."]),
        ("a.txt", b'[\n{"text": "Il pleut."}]', ["Il pleut."]),
        ("a.xls", b"id\ttitre\ttexte\n1\tCrue\tIl pleut.\n", ["Il pleut."]),
    ],
    ids=["mail", "rtf", "feed", "lines", "list", "table"],
)  # fmt: skip
def test_a_wrong_extension_is_seen_through(name: str, data: bytes, texts: list[str]):
    for package in ("lxml", "striprtf", "python_calamine"):
        pytest.importorskip(package)
    said: list[str] = []
    found = list(read_bytes(data, name, reading=ReadOptions(notes=Notes(said.append))))
    assert [item.text if isinstance(item, Article) else str(item) for item in found] == texts
    assert any("it was read as" in one for one in said)


@pytest.mark.parametrize("text", ["{ceci n’est pas du JSON} Il pleut.", "[Mise à jour] Il pleut.", "[1]"])
def test_a_text_may_begin_with_a_bracket(text: str):
    (article,) = read_bytes(text.encode(), "a.txt")
    assert isinstance(article, Article)
    assert article.text == text


def test_a_mailbox_of_several_messages_is_refused():
    line = b"From zoe@gazette.example Tue Mar  5 10:00:00 2024\n"
    mails = (line + MAIL.replace(b"\r", b"") + b"\n") * 2
    (error,) = read_bytes(mails, "a.eml")
    assert isinstance(error, InputError)
    assert "save each one as .eml" in str(error)
    (article,) = read_bytes(line + MAIL, "a.eml")
    assert isinstance(article, Article)


def test_a_text_that_begins_with_json_is_a_text():
    (article,) = read_bytes(b'{"note": 1}\nIl pleut sur Valmont.\nLe pont ferme.\n', "a.txt")
    assert isinstance(article, Article)
    assert "Le pont ferme." in article.text


def test_references_are_named():
    for data in (b"TY  - NEWS\nTI  - Le pont\nER  - \n", b"\xef\xbb\xbfTY  - NEWS\r\nTI  - Le pont\r\nER  - \r\n"):
        (error,) = read_bytes(data, "a.txt")
        assert "references (RIS) are not read" in str(error)
