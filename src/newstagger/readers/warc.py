"""Web archives, WARC (ISO 28500) and ARC: an article for each page that was kept, those of feeds and interfaces too (extra ``warc``)."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.forms import FORMS
from newstagger.readers.options import ReadOptions
from newstagger.readers.recognise import ending_of
from newstagger.readers.records import short
from newstagger.readers.source import Item, text_of

#: Media types that may hold articles, and how they are read.
_TYPES = {
    **dict.fromkeys(("text/html", "application/xhtml+xml"), ".html"),
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), ".xml"),
    **dict.fromkeys(("application/json", "application/feed+json", "application/ld+json"), ".json"),
    "text/plain": ".txt",
}  # fmt: skip
#: Text that no reader reads.
_NO_TEXTS = (".js", ".css", ".svg", ".map", "/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/security.txt")
#: Bytes of a page for each code point of the longest text; there is markup, too.
_BYTES_PER_CHAR = 4


def read_warc(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of an archive: pages that were answered with status 200, kept as they were or turned into text.

    What is passed over (pictures, other statuses) is counted and said at the end.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield MissingExtraError(source, "warcio", "warc")
        return
    found = False
    passed: Counter[str] = Counter()
    try:
        for record in _records(ArchiveIterator(opened, arc2warc=True), source, reading):
            ending = _ending(record, passed)
            if ending is None:
                continue
            items = [_page(record, source, reading)] if ending == ".html" else _others(record, ending, source, reading)
            if not items:
                passed[f"of the type {_type(record)} without an article"] += 1
            found = found or bool(items)
            yield from items
    except (ArchiveLoadFailed, ValueError, AttributeError) as error:
        before = "; the articles before it were read" if found else ""
        yield InputError(source, f"is no sound WARC: {short(error)}{before}")
        return
    if passed:
        kinds = ", ".join(f"{number} {kind}" for kind, number in passed.most_common(6))
        number = "1 record was" if passed.total() == 1 else f"{passed.total()} records were"
        reading.notes(source, f"{number} passed over: {kinds}")
    if not found:
        yield InputError(source, "holds no web page")


def _records(archive: Iterator[Any], source: str, reading: ReadOptions) -> Iterator[Any]:
    """The records; what warcio would print of faults that it puts right is a note."""
    while True:
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            record = next(archive, None)
        if lines := said.getvalue().split("\n"):
            for line in filter(None, map(str.strip, lines[:1])):
                reading.notes(source, f"warcio: {line[:200]}")
        if record is None:
            return
        yield record


def _ending(record: Any, passed: Counter[str]) -> str | None:
    """How a record is read; None for one that holds no text, which is counted where it might have been looked for."""
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    if record.rec_type == "response":
        if record.http_headers is None:
            return None
        if (status := record.http_headers.get_statuscode()) != "200":
            passed[f"of status {status}"] += 1
            return None
    if (kind := _type(record)) in _TYPES or not kind:
        if urlsplit(_address(record)).path.lower().endswith(_NO_TEXTS):
            kind = kind or "unknown"
        else:
            return _TYPES.get(kind, "")
    passed[f"of the type {kind}"] += 1
    return None


def _type(record: Any) -> str:
    """The media type of what a record holds, « » where none is given."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _address(record: Any) -> str:
    return record.rec_headers.get_header("WARC-Target-URI") or ""


def _data(record: Any, place: str, reading: ReadOptions) -> bytes:
    """The bytes that a record holds.

    Raises:
        RecordError: there are too many.
    """
    limit = _BYTES_PER_CHAR * reading.max_chars
    data: bytes = record.content_stream().read(limit + 1)
    if len(data) > limit:
        raise RecordError(place, f"has more than {limit:,} bytes; raise the limit with --max-chars")
    return data


def _page(record: Any, source: str, reading: ReadOptions) -> Item:
    """The article of a page; it is called by the address of its page."""
    from newstagger.readers.html import read_html

    address = _address(record)
    place = f"{source}: {address}" if address else source
    try:
        text, warnings = text_of(_data(record, place, reading), place, reading)
        article = read_html(text, place, address or source)
    except MissingExtraError as error:
        return error
    except InputError as error:
        return RecordError(error.source, error.reason)
    article.url = article.url or address or None
    article.warnings += warnings
    return article


def _others(record: Any, ending: str, source: str, reading: ReadOptions) -> list[Item]:
    """The articles of a feed, an interface or a text; none where it is something else: sites answer with much JSON and XML."""
    address = _address(record)
    place = f"{source}: {address}" if address else source
    try:
        data = _data(record, place, reading)
    except RecordError as error:
        return [error]
    ending = ending or ending_of(data)
    if ending not in FORMS or FORMS[ending].module in ("warc", "archives"):
        return []
    items = list(FORMS[ending].read(io.BytesIO(data), place, reading))
    for item in items:
        if isinstance(item, Article) and item.id == place:  # it is the whole answer, no item of a feed
            item.id, item.url = address or source, item.url or address or None
    return items if any(isinstance(item, Article) for item in items) else []
