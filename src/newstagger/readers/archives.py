"""Archives of files: .zip and .tar, compressed or not. Nothing is unpacked to disk, and archives inside archives are not opened.

The unpacked size is limited in proportion to the archive’s, and for each file as it would be outside.

Web archives, WARC (ISO 28500) and ARC: an article for each saved page, and those of feeds and APIs (extra ``warc``).
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from newstagger._forms import Form, find_reader
from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError, is_shortage
from newstagger.readers.documents import detect_ending
from newstagger.readers.options import PassedOverError, ReadOptions
from newstagger.readers.source import (
    Item,
    behind,
    import_extra,
    name_pages,
    note_saved,
    note_unread,
    reason,
    report_damage,
    summarise_error,
    text_of,
    whole,
    yields_errors,
)

#: Unpacked, an archive may have this many times its size, and this many bytes in any case. Text is compressed to a tenth,
#: rarely to a fiftieth.
_RATIO, _ALLOWED = 200, 100_000_000
#: Maximum number of files in an archive.
_FILES = 1_000_000
#: Folders in one another in which a saved page is looked for.
_DEPTH = 50
#: Bytes of a member kept in memory so that it can be read more than once.
_HELD = 32_000_000
#: Bytes that one read of the tar parser may ask for, such as a name or a header.
_ASKED = 64_000_000
_DAMAGES: tuple[type[Exception], ...] = (
    OSError, EOFError, zlib.error, ValueError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError
)  # fmt: skip
with contextlib.suppress(ImportError):  # Python was built without it
    from lzma import LZMAError

    _DAMAGES = (*_DAMAGES, LZMAError)


@yields_errors
def read_zip(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of the files in a .zip, in its order."""
    packed = _make_seekable(opened, source, reading)
    with report_damage(source, "an archive", _DAMAGES), zipfile.ZipFile(packed) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        limit = _RATIO * _measure(packed) + _ALLOWED
        if len(members) > _FILES or sum(one.file_size for one in members) > limit:
            raise InputError(source, _explain_limit(limit))
        yield from _Members(source, reading, archive.namelist).items(
            (one.filename, _open_zip_member(archive, one)) for one in members
        )


def _open_zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with archive.open(member) as opened:
        yield opened  # type: ignore[misc]


@yields_errors
def read_tar(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of the files in a .tar, .tar.gz, .tar.bz2 or .tar.xz, in its order."""
    packed = _make_seekable(opened, source, reading)
    bounded = _Bounded(packed, _RATIO * _measure(packed) + _ALLOWED, source)
    with (
        report_damage(source, "an archive", _DAMAGES),
        tarfile.open(fileobj=bounded, mode="r:*") as archive,  # type: ignore[call-overload]
    ):
        members = ((one.name, _open_tar_member(archive, one)) for one in archive if one.isreg())
        yield from _Members(source, reading, archive.getnames).items(members)


def _open_tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[BinaryIO]:
    found = archive.extractfile(member)
    if found is None:
        return
    with found:
        data = found.read(_HELD)
        # Seeking back in a compressed archive would decompress all of it again.
        yield io.BytesIO(data) if len(data) < _HELD else behind(data, found)  # type: ignore[arg-type]


class _Members:
    """Reads the files of an archive, and counts those that are not read."""

    def __init__(self, source: str, reading: ReadOptions, list_names: Callable[[], list[str]]) -> None:
        self._source, self._reading = source, reading
        self._list_names = list_names  # reads all of a .tar

    def items(self, members: Iterator[tuple[str, Iterator[BinaryIO]]]) -> Iterator[Item]:
        """The articles of all files, with errors in the place of what cannot be read."""
        found = False
        saved = 0
        unread: Counter[str] = Counter()
        for name, streams in members:
            if _is_hidden(name):
                continue
            if self._is_saved(name):
                saved += 1
                continue
            form = find_reader(name)
            if form is None or form.packed:
                unread[os.path.splitext(name)[1].lower() or "without an extension"] += 1  # noqa: PTH122 - a name, not a path here
                continue
            found = True
            yield from self._file(f"{self._source}/{name}", form, streams)
        if not found:
            yield InputError(self._source, "contains no file in a supported format")
        note_unread(self._source, unread, self._reading, " in it")
        note_saved(self._source, saved, self._reading)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._list_names())

    def _is_saved(self, name: str) -> bool:
        """Whether a browser saved a file with a page of the archive."""
        *folders, _ = name.split("/", _DEPTH)
        pages = (
            "/".join([*folders[:depth], page]) for depth, folder in enumerate(folders) for page in name_pages(folder)
        )
        return any(page in self._names for page in pages)

    def _file(self, place: str, form: Form, streams: Iterator[BinaryIO]) -> Iterator[Item]:
        try:
            for stream in streams:
                if place.lower().endswith(".gz"):
                    stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
                yield from form.load_reader()(stream, place, self._reading)
        except RuntimeError as error:  # zipfile has no error class for encrypted files
            problem = (
                "it is encrypted; unpack the archive with its password"
                if "encrypted" in str(error)
                else summarise_error(error)
            )
            yield InputError(place, f"cannot be read: {problem}")
        except (zipfile.BadZipFile, NotImplementedError) as error:
            yield InputError(place, f"cannot be read: {summarise_error(error)}")
        except (OSError, EOFError, zlib.error) as error:
            if is_shortage(error):
                raise
            yield InputError(place, f"cannot be read: {reason(error)}")


def _make_seekable(opened: BinaryIO, source: str, reading: ReadOptions) -> BinaryIO:
    return opened if opened.seekable() else io.BytesIO(whole(opened, source, reading, many=True))


def _is_hidden(name: str) -> bool:
    """Whether the operating system added a file for itself, as macOS does."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part not in (".", ".."))


def _explain_limit(limit: int) -> str:
    return f"would unpack to more than {limit:,} bytes or {_FILES:,} files; if you trust it, unpack it yourself and pass the folder"


def _measure(packed: BinaryIO) -> int:
    """Size of an archive in bytes."""
    if isinstance(packed, io.BytesIO):
        return packed.getbuffer().nbytes
    try:
        return os.fstat(packed.fileno()).st_size
    except OSError:
        return 0


class _Bounded:
    """A stream that raises an error beyond a number of bytes, and limits each read."""

    def __init__(self, packed: BinaryIO, limit: int, source: str) -> None:
        self._packed, self._limit, self._source = packed, limit, source

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes."""
        if size < 0 or size > _ASKED:
            size = _ASKED
        data = self._packed.read(size)
        self._check(self._packed.tell())
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Change the position."""
        self._check(offset)
        return self._packed.seek(offset, whence)

    def tell(self) -> int:
        """The position."""
        return self._packed.tell()

    def seekable(self) -> bool:
        """Always true."""
        return True

    def _check(self, place: int) -> None:
        if place > self._limit:
            raise InputError(self._source, _explain_limit(self._limit))


#: Media types that may contain articles -> the extension that they are read as.
_TYPES = {
    **dict.fromkeys(("text/html", "application/xhtml+xml"), ".html"),
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"), ".xml"),
    **dict.fromkeys(("application/json", "application/feed+json", "application/ld+json"), ".json"),
    "text/plain": ".txt",
}  # fmt: skip
#: Ends of addresses of text that contains no articles.
_NO_TEXTS = (".js", ".css", ".svg", ".map", "/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/security.txt")
#: Maximum size of a page in bytes, for each code point of the longest text; the rest is markup.
_BYTES_PER_CHAR = 4


@yields_errors
def read_warc(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of a web archive: responses with status 200, as they were or converted to text.

    What is skipped (pictures, other statuses) comes as a ``PassedOverError``.
    """
    warcio = import_extra("warcio.archiveiterator", source, "warcio", "warc")
    found = False
    try:
        for record in _read_records(warcio.ArchiveIterator(opened, arc2warc=True), source, reading):
            try:
                ending = _detect_ending(record, source)
            except PassedOverError as skipped:
                yield skipped
                continue
            if ending is None:
                continue
            items = (
                [_read_page(record, source, reading)]
                if ending == ".html"
                else _read_others(record, ending, source, reading)
            )
            if not items:
                yield PassedOverError(source, f"of the type {_read_media_type(record)} without an article")
            found = found or bool(items)
            yield from items
    except (warcio.ArchiveLoadFailed, ValueError, AttributeError) as error:
        before = "; the articles before it were read" if found else ""
        raise InputError(source, f"is not a valid WARC file: {summarise_error(error)}{before}") from None
    if not found:
        raise InputError(source, "contains no web page")


def _read_records(archive: Iterator[Any], source: str, reading: ReadOptions) -> Iterator[Any]:
    """The records; what warcio prints about faults that it repairs becomes a note."""
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


def _detect_ending(record: Any, source: str) -> str | None:
    """The extension that a record is read as; empty if its data decide, None if it is not a site’s response.

    Raises:
        PassedOverError: the response is not one that contains text.
    """
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    if record.rec_type == "response":
        if record.http_headers is None:
            return None
        if (status := record.http_headers.get_statuscode()) != "200":
            raise PassedOverError(source, f"of status {status}")
    if (kind := _read_media_type(record)) in _TYPES or not kind:
        if urlsplit(_read_address(record)).path.lower().endswith(_NO_TEXTS):
            kind = kind or "unknown"
        else:
            return _TYPES.get(kind, "")
    raise PassedOverError(source, f"of the type {kind}")


def _read_media_type(record: Any) -> str:
    """The media type of a record’s content; empty if there is none."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _read_address(record: Any) -> str:
    return record.rec_headers.get_header("WARC-Target-URI") or ""


def _read_data(record: Any, place: str, reading: ReadOptions) -> bytes:
    """The content of a record.

    Raises:
        RecordError: it is too large.
    """
    limit = _BYTES_PER_CHAR * reading.max_chars
    data: bytes = record.content_stream().read(limit + 1)
    if len(data) > limit:
        raise RecordError(place, f"has more than {limit:,} bytes; raise `max_chars`")
    return data


def _read_page(record: Any, source: str, reading: ReadOptions) -> Item:
    """The article of a page; its id is the page’s address."""
    from newstagger.readers.pages.html import read_html

    address = _read_address(record)
    place = f"{source}: {address}" if address else source
    try:
        text, warnings = text_of(_read_data(record, place, reading), place, reading)
        article = read_html(text, place, address or source)
    except MissingExtraError as error:
        return error
    except InputError as error:
        return RecordError(error.source, error.reason)
    article.url = article.url or address or None
    article.warnings += warnings
    return article


def _read_others(record: Any, ending: str, source: str, reading: ReadOptions) -> list[Item]:
    """The articles of a feed, an API or a text; none if it is anything else: much of a site’s JSON and XML is not articles."""
    address = _read_address(record)
    place = f"{source}: {address}" if address else source
    try:
        data = _read_data(record, place, reading)
    except RecordError as error:
        return [error]
    form = find_reader(ending or detect_ending(data))
    if form is None or form.packed or form.extra == "warc":
        return []
    items = list(form.load_reader()(io.BytesIO(data), place, reading))
    for item in items:
        if isinstance(item, Article) and item.id == place:  # the response is the article, not an item of a feed
            item.id, item.url = address or source, item.url or address or None
    return items if any(isinstance(item, Article) for item in items) else []
