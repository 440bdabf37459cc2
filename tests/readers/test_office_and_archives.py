"""Web archives and Word files; every article is invented."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from pathlib import Path

import pytest

from newstagger import Article, InputError, MissingExtraError, read
from newstagger.readers import Notes, ReadOptions, read_bytes

PAGE = """<html><head><title>Le pont rouvre</title><meta property="article:published_time" content="2022-10-12T07:15:00+02:00"></head>
<body><article><p>Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis deux ans à cause de fissures.</p>
<p>Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit devant une centaine d’habitants.</p></article></body></html>"""


def warc(*answers: tuple[str, str, str, str]) -> bytes:
    """An archive of answers: address, status, content type, body; each record packed, as crawlers do."""
    pytest.importorskip("warcio")
    packed = b""
    for address, status, kind, body in answers:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2022-10-13T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        packed += gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0)
    return packed


def test_an_archive_gives_an_article_for_each_page_that_was_answered(tmp_path: Path):
    pytest.importorskip("trafilatura")
    data = warc(
        ("https://gazette.example/1", "200 OK", "text/html; charset=utf-8", PAGE),
        ("https://gazette.example/a.png", "200 OK", "image/png", "x"),
        ("https://gazette.example/old", "301 Moved Permanently", "text/html", PAGE),
        ("https://gazette.example/script", "200 OK", "text/html", "<html><script>x</script></html>"),
        ("https://gazette.example/2", "200 OK", "text/html", PAGE.replace("Valmont", "Orbec")),
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    errors: list[InputError] = []
    first, second = read(tmp_path / "a.warc.gz", errors=errors.append)
    assert (first.id, first.url, first.title) == (
        "https://gazette.example/1",
        "https://gazette.example/1",
        "Le pont rouvre",
    )
    assert "Valmont" in first.text
    assert "Orbec" in second.text
    assert str(first.published).startswith("2022-10-12 07:15")
    assert ["gazette.example/script" in str(error) for error in errors] == [True]


def test_an_archive_that_is_cut_gives_what_was_before_the_cut():
    pytest.importorskip("trafilatura")
    data = warc(
        ("https://gazette.example/1", "200 OK", "text/html", PAGE),
        ("https://gazette.example/2", "200 OK", "text/html", PAGE),
    )
    found = list(read_bytes(data[:-300], "a.warc"))
    assert isinstance(found[0], Article)
    assert len(found) <= 2


@pytest.mark.parametrize("data", [b"no archive", b"WARC/1.0\r\nno header\r\n\r\n", bytes(500)])
def test_what_is_no_archive_is_named(data: bytes):
    pytest.importorskip("warcio")
    (error,) = read_bytes(data, "a.warc")
    assert isinstance(error, InputError)
    assert "WARC" in str(error) or "contains no web page" in str(error)


@pytest.mark.parametrize(("package", "name", "extra"), [("warcio", "a.warc", "warc"), ("docx", "a.docx", "docx")])
def test_a_missing_package_is_named(package: str, name: str, extra: str, monkeypatch: pytest.MonkeyPatch):
    for module in (package, f"{package}.archiveiterator"):
        monkeypatch.setitem(sys.modules, module, None)
    (error,) = read_bytes(b"PK\x03\x04", name)
    assert isinstance(error, MissingExtraError)
    assert f"pip install 'newstagger[{extra}]'" in str(error)


def word(*paragraphs: tuple[str, str]) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style)
    document.core_properties.author = "Claire Vaudrin"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file():
    (article,) = read_bytes(
        word(
            ("Title", "Le pont rouvre"),
            ("Normal", "Le maire a rouvert le pont."),
            ("Normal", ""),
            ("Normal", "Il pleut."),
        ),
        "a.docx",
    )
    assert isinstance(article, Article)
    assert (article.title, article.author, article.id) == ("Le pont rouvre", "Claire Vaudrin", "a.docx")
    assert article.text == "Le maire a rouvert le pont.\n\nIl pleut."


def test_word_files_that_are_none_or_harmful_are_named():
    pytest.importorskip("docx")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(50_000_000))
    for data, message in (
        (b"x", "as a Word file"),
        (packed.getvalue(), "when unpacked"),
        (word(), "contains no text"),
    ):
        (error,) = read_bytes(data, "a.docx", max_chars=1_000_000)
        assert isinstance(error, InputError)
        assert message in str(error)


FEED = "<rss><channel><title>La Gazette</title><item><title>Le pont</title><description>La préfète a fermé le pont.</description></item></channel></rss>"


def test_feeds_interfaces_and_texts_of_an_archive_are_read_and_what_is_passed_over_is_counted():
    pytest.importorskip("trafilatura")
    pytest.importorskip("lxml")
    data = warc(
        ("https://gazette.example/1", "200 OK", "text/html", PAGE),
        ("https://gazette.example/1", "200 OK", "text/html", PAGE),
        ("https://gazette.example/x", "200 OK", "", PAGE),
        ("https://gazette.example/rss", "200 OK", "application/rss+xml", FEED),
        (
            "https://gazette.example/wp-json/posts",
            "200 OK",
            "application/json",
            '[{"title": {"rendered": "Le pont"}, "content": {"rendered": "La préfète."}}]',
        ),
        ("https://gazette.example/config.json", "200 OK", "application/json", '{"theme": 3}'),
        ("https://gazette.example/site.xml", "200 OK", "text/xml", "<browserconfig/>"),
        ("https://gazette.example/a.txt", "200 OK", "text/plain", "La préfète a fermé le pont."),
        ("https://gazette.example/robots.txt", "200 OK", "text/plain", "User-agent: *"),
        ("https://gazette.example/a.png", "200 OK", "image/png", "x"),
        ("https://gazette.example/old", "404 Not Found", "text/html", PAGE),
    )
    said: list[str] = []
    items = list(read_bytes(gzip.decompress(data), "a.warc", reading=ReadOptions(notes=Notes(said.append))))
    # ``read_bytes`` takes no .gz; the ids are those of the pages, a second capture has a warning where files are read.
    articles = [item for item in items if isinstance(item, Article)]
    assert items == articles
    assert [article.id for article in articles] == [
        "https://gazette.example/1", "https://gazette.example/1", "https://gazette.example/x", "a.warc: https://gazette.example/rss:1",
        "a.warc: https://gazette.example/wp-json/posts:1", "https://gazette.example/a.txt",
    ]  # fmt: skip
    assert any(
        "5 items were skipped" in one and "1 of status 404" in one and "1 of the type image/png" in one for one in said
    )


def test_text_of_common_crawl_and_arc_files_are_read(tmp_path: Path):
    pytest.importorskip("warcio")
    pytest.importorskip("trafilatura")
    text = "Le pont\nLa préfète a fermé le pont.".encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://g.example/1\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
    (tmp_path / "a.warc.wet.gz").write_bytes(gzip.compress(head.encode() + text + b"\r\n\r\n"))
    (article,) = read(tmp_path / "a.warc.wet.gz")
    assert (article.id, article.url) == ("https://g.example/1", "https://g.example/1")
    assert "La préfète" in article.text
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
    first = b"1 1 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = f"filedesc://a.arc 0.0.0.0 20061013000000 text/plain {len(first)}\n".encode() + first + b"\n"
    arc += f"https://g.example/2 10.0.0.1 20061013000000 text/html {len(answer)}\n".encode() + answer + b"\n"
    (tmp_path / "b.arc").write_bytes(arc)
    (article,) = read(tmp_path / "b.arc")
    assert (article.id, article.title) == ("https://g.example/2", "Le pont rouvre")
