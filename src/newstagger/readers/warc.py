"""Web archives, WARC (ISO 28500): an article for each web page that was answered (extra ``warc``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import short
from newstagger.readers.source import Item, text_of

_PAGES = ("text/html", "application/xhtml+xml")
#: Bytes of a page for each code point of the longest text; there is markup, too.
_BYTES_PER_CHAR = 4


def read_warc(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of an archive: its answers of status 200 that are web pages; pictures and the like are passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield MissingExtraError(source, "warcio", "warc")
        return
    found = False
    try:
        for record in ArchiveIterator(opened):
            if _is_page(record):
                found = True
                yield _article(record, source, reading)
    except (ArchiveLoadFailed, ValueError, AttributeError) as error:
        before = "; the articles before it were read" if found else ""
        yield InputError(source, f"is no sound WARC: {short(error)}{before}")
        return
    if not found:
        yield InputError(source, "holds no web page")


def _is_page(record: Any) -> bool:
    """Is a record the answer to a request, and a web page?"""
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and kind in _PAGES


def _article(record: Any, source: str, reading: ReadOptions) -> Item:
    """The article of an answer; it is called by the address of its page."""
    from newstagger.readers.html import read_html

    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    place = f"{source}: {address}" if address else source
    limit = _BYTES_PER_CHAR * reading.max_chars
    try:
        data = record.content_stream().read(limit + 1)
        if len(data) > limit:
            reason = f"has more than {limit:,} bytes; raise the limit with --max-chars"
            return RecordError(place, reason)
        text, warnings = text_of(data, place, reading)
        article = read_html(text, place, address or source)
    except MissingExtraError as error:
        return error
    except InputError as error:
        return RecordError(error.source, error.reason)
    article.url = article.url or address or None
    article.warnings += warnings
    return article
