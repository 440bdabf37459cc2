"""The bytes of a file, up to a limit: whole, by lines, decompressed; and errors in words."""

from __future__ import annotations

import gzip
import io
import logging
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any, BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError, is_shortage
from newstagger.readers.encoding import (
    MIXED,
    REPAIRED,
    BinaryDataError,
    Recoded,
    decode,
    decode_mixed,
    is_wide,
    repair,
    wide_encoding,
)
from newstagger.readers.options import ReadOptions

_LOGGER = logging.getLogger("newstagger.readers")

Item = Article | InputError
#: Reads an open file; the name is for messages.
Reader = Callable[[BinaryIO, str, ReadOptions], Iterator[Item]]
#: Maximum size of a file that is read whole, in bytes for each code point of the longest text.
_BYTES_PER_CHAR = 4
#: CSV and JSON files of many articles are read whole, and may have this many times that size.
_ARTICLES_PER_FILE = 50
#: Byte order marks inside a text, where files were joined.
_BOMS = re.compile("^\ufeff+", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"
#: Bytes of a line beyond the limit that are passed over at once, and how many of one line.
_SKIPPED_AT_ONCE, _MOST_SKIPPED = 1_000_000, 1_000_000_000
BLANK = b"\xef\xbb\xbf \t\r\n"


def whole(opened: BinaryIO, source: str, reading: ReadOptions, *, many: bool = False) -> bytes:
    """All bytes of a file.

    Args:
        many: whether the file may contain many articles, and so be larger.

    Raises:
        InputError: it is empty, or too large.
    """
    limit = _BYTES_PER_CHAR * reading.max_chars * (_ARTICLES_PER_FILE if many else 1)
    size = _size(opened)
    data = b"" if size is not None and size > limit else opened.read(limit + 1)
    if max(size or 0, len(data)) > limit:
        hint = "use .jsonl, which is read by lines" if many else "split it, or raise `max_chars`"
        kind = InputError if many else RecordError
        found = (
            f"{size:,} bytes, more than the limit of {limit:,}"
            if size is not None
            else f"more than the limit of {limit:,} bytes"
        )
        raise kind(source, f"has {found} for a file of this form; {hint}")
    if not data.strip(BLANK):
        raise InputError(source, "is empty")
    return data


def _size(opened: BinaryIO) -> int | None:
    """Size of a regular file or of bytes in memory; None if only reading shows it."""
    if isinstance(opened, io.BytesIO):
        return opened.getbuffer().nbytes
    if not isinstance(opened, io.BufferedReader):
        return None
    try:
        return os.fstat(opened.fileno()).st_size or None  # a pipe has none
    except OSError:
        return None


def text_of(data: bytes, source: str, reading: ReadOptions) -> tuple[str, list[str]]:
    """The text of a file, and warnings about its encoding.

    Raises:
        InputError: it is not text.
    """
    if reading.encoding is not None:
        text = data.decode(reading.encoding, "replace").lstrip("\ufeff")
        return text, _damage(text, data, reading.encoding)
    try:
        text, encoding = decode(data)
    except BinaryDataError:
        raise InputError(source, "is a binary file, not text") from None
    text, repaired = repair(_BOMS.sub("", text))
    if not text.strip():
        raise InputError(source, "is empty")
    if repaired:
        warning = REPAIRED
    elif encoding == MIXED:
        warning = f"not UTF-8 throughout; decoded as {encoding}"
    elif not encoding.startswith("utf-"):
        warning = f"not UTF-8; decoded as {encoding}"
    else:
        return text, []
    _LOGGER.info("%s: %s", source, warning)
    return text, [warning]


def _damage(text: str, data: bytes, encoding: str) -> list[str]:
    """A warning if bytes are not valid in the encoding given by the user."""
    lost = text.count("\ufffd")
    if lost and lost > data.count("\ufffd".encode()):
        return [f"{lost} characters are not valid {encoding} and became U+FFFD; check `encoding`"]
    return []


def by_bytes(opened: BinaryIO, reading: ReadOptions) -> BinaryIO:
    """A stream whose lines end with the byte 0x0A: UTF-16 and UTF-32 are converted to UTF-8."""
    encoding = reading.encoding
    if encoding is None:
        beginning = _some(opened, 64)
        if getattr(opened, "seekable", lambda: False)():
            opened.seek(0)
        else:
            opened = behind(beginning, opened)
        encoding = wide_encoding(beginning)
    if encoding is None or not is_wide(encoding):
        return opened
    return io.BufferedReader(Recoded(opened, encoding))


def lines(
    opened: BinaryIO, source: str, reading: ReadOptions, before: int = 0
) -> Iterator[tuple[int, str | RecordError]]:
    """Numbered lines in UTF-8 or, where a line is not valid, Windows-1252; an error in the place of one that is too long.

    Args:
        before: number of lines read already.

    Raises:
        InputError: a line has no end in sight.
    """
    limit = longest_line(reading.max_chars)
    number = before
    encoding = reading.encoding or "utf-8"
    if is_wide(encoding):  # ``by_bytes`` converted the stream
        encoding = "utf-8"
    while line := opened.readline(limit):
        number += 1
        if len(line) >= limit:
            reason = f"cannot be read: line {number} has more than {limit:,} bytes; split it, or raise `max_chars`"
            if not line.endswith(b"\n") and not _skip_line(opened):
                raise InputError(source, reason, number)
            yield number, RecordError(source, reason, number)
            continue
        while line.startswith(_BOM):  # also where files were joined
            line = line.removeprefix(_BOM)
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            if reading.encoding is not None:
                reading.notes(source, f"some lines are not valid {reading.encoding}; invalid bytes became U+FFFD")
                text = line.decode(encoding, "replace")
            elif (mixed := decode_mixed(line)) is not None:
                text = mixed
            else:
                text = line.decode("cp1252", "replace")
        yield number, text


def _skip_line(opened: BinaryIO) -> bool:
    """Read to the end of a line; False if it is too far away, as in a packed file that expands without limit."""
    left = _MOST_SKIPPED
    while left > 0 and (part := opened.readline(_SKIPPED_AT_ONCE)):
        if part.endswith(b"\n"):
            return True
        left -= len(part)
    return left > 0


def longest_line(max_chars: int) -> int:
    """Maximum length of a record in bytes: « \\u00e9 » takes six for one code point."""
    return 6 * max_chars + 1_000_000


class Behind(io.RawIOBase):
    """A stream whose beginning was already read."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer from the beginning, then from the rest."""
        if self._first:
            data, self._first = self._first[: len(buffer)], self._first[len(buffer) :]
        else:
            data = _some(self._rest, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _some(opened: BinaryIO, most: int) -> bytes:
    """The bytes that are available, without waiting for more."""
    read1 = getattr(opened, "read1", None)
    return bytes(read1(most)) if read1 is not None else opened.read(most)


def behind(first: bytes, rest: BinaryIO) -> BinaryIO:
    """A stream with its beginning put back."""
    return io.BufferedReader(Behind(first, rest))


def yields_errors(read: Reader) -> Reader:
    """Make a reader yield the ``InputError`` that ends it, instead of raising it."""

    @wraps(read)
    def reader(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
        try:
            yield from read(opened, source, reading)
        except InputError as error:
            yield error

    return reader


def import_extra(module: str, source: str, package: str, extra: str) -> Any:
    """Import a module of a package that only some formats need.

    Raises:
        MissingExtraError: the package is not installed.
    """
    try:
        import_module(module.partition(".")[0])
        return import_module(module)
    except ImportError:
        raise MissingExtraError(source, package, extra) from None


@contextmanager
def report_damage(source: str, what: str, errors: tuple[type[Exception], ...] = (Exception,)) -> Iterator[None]:
    """Turn whatever a library raises over a damaged file into an ``InputError``.

    Args:
        what: what the file should be, such as "a Word file".
        errors: what the library raises.

    Raises:
        InputError: the file is damaged.
    """
    try:
        yield
    except InputError:
        raise
    except errors as error:
        if is_shortage(error):
            raise
        raise InputError(source, f"cannot be read as {what}: {summarise_error(error)}") from None


def summarise_error(error: Exception) -> str:
    """The first line of what a library says."""
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def note_unread(source: str, unread: Counter[str], reading: ReadOptions, where: str = "") -> None:
    """Report the files of a folder or an archive that were not read, counted by their extension."""
    if not unread:
        return
    files = f"1 file{where} was" if unread.total() == 1 else f"{unread.total()} files{where} were"
    kinds = ", ".join(f"{number} {kind}" for kind, number in unread.most_common(8))
    reading.notes(source, f"{files} not read because of their extension: {kinds}")


def name_pages(folder: str) -> set[str]:
    """What the page may be called with which a browser saved a folder: « page.html » for « page_files », « page_fichiers »."""
    page = re.sub(r"_(?:files|fichiers)$", "", folder)
    return set() if page == folder else {page + ending for ending in (".html", ".htm")}


def note_saved(source: str, number: int, reading: ReadOptions) -> None:
    """Report the files that were not read because a browser saved them with a page."""
    if number:
        files = "1 file was" if number == 1 else f"{number} files were"
        reading.notes(source, f"{files} not read because a browser saved them with a page: page_files beside page.html")


def reason(error: Exception) -> str:
    """Why a file cannot be read, for a message."""
    if isinstance(error, EOFError):
        return "the .gz file is cut short; the articles before the cut were read"
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return "it is not a .gz file, or it is damaged"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def too_long(source: str, size: int, limit: int) -> RecordError:
    """The error for a text beyond the limit."""
    return RecordError(
        source,
        f"the text has {size:,} characters, more than the limit of {limit:,}; split it, or raise `max_chars`",
    )
