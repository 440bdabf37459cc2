"""A long file of many articles, decoded and cut up piece by piece, so that memory does not grow with the file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newstagger.errors import RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.source import behind

#: Bytes looked at to recognise a database and the encoding: exports begin with up to 100 kB of styles and form fields.
HEAD = 262_144
_CHUNK = 65_536
#: A marker is at most this long, in code points; a piece that ends in fewer may end in the middle of one.
_OVERLAP = 400
#: Code points of one article for each code point of the longest text; there is markup, too.
_PER_CHAR = 8
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._-]{2,30})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a browser reads as Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
_LATIN = frozenset("iso-8859-1 iso8859-1 latin-1 latin1 us-ascii ascii windows-1252 cp1252 ansi".split())
#: Control characters that no text holds; HTML parsers stop at some of them.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def look(opened: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The beginning of a file, and the file with it put back."""
    if opened.seekable():
        start = opened.tell()
        head = opened.read(HEAD)
        opened.seek(start)
        return head, opened
    head = opened.read(HEAD)
    return head, behind(head, opened)


def encoding_of(head: bytes, reading: ReadOptions) -> str:
    """The encoding of a file by its mark, its declaration, or its first bytes; what the user says comes first."""
    if reading.encoding is not None:
        return reading.encoding
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    # UTF-16 without a mark: every other byte of Latin text is zero, in the other places none is.
    zeros = [head[start:200:2].count(0) for start in (0, 1)]
    if max(zeros) > 0.8 * len(head[:200:2]) and not min(zeros):
        return "utf-16-be" if zeros[0] else "utf-16-le"
    try:
        head[: len(head) - 4 if len(head) >= HEAD else None].decode("utf-8")
        return "utf-8"  # whatever is declared: Latin text with accents is hardly ever valid UTF-8
    except UnicodeDecodeError as error:
        if len(head) - error.start <= 4 and len(head) >= HEAD:
            return "utf-8"
    declared = _CHARSET.search(head[:4096])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name in _LATIN:
        return "cp1252"
    if name.replace("-", "") in ("utf8", "utf16"):
        # One bad byte in a long text of UTF-8 is not Windows-1252.
        sound = len(head.decode("utf-8", "ignore").encode("utf-8")) > 0.999 * len(head)
        return "utf-8" if sound else "cp1252"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as Windows-1252: one word in another encoding is a usual fault of exports."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("newstagger.latin", _as_latin)


def decoded(opened: BinaryIO, encoding: str, *, controls: bool = False) -> Iterator[str]:
    """The text of a file in chunks; line ends are ``\\n``, control characters are left out unless they are wanted."""
    faults = "newstagger.latin" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors=faults)
    returned = False
    while True:
        data = opened.read(_CHUNK)
        text = decoder.decode(data, not data)
        if returned:
            text = "\r" + text
        returned = text.endswith("\r") and bool(data)
        if returned:
            text = text[:-1]
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text if controls else CONTROLS.sub("", text)
        if text:
            yield text
        if not data:
            return


def cut(chunks: Iterable[str], marker: re.Pattern[str], source: str, max_chars: int) -> Iterator[str | RecordError]:
    """Text cut before each marker; what stands before the first marker comes first, and may be empty.

    A piece that is far longer than any article is given as an error in its place, and the next ones are read.
    """
    limit = 100_000 + _PER_CHAR * max_chars
    held, searched, skipping, number = "", 0, False, 0
    for chunk in chunks:
        held += chunk
        while True:
            match = marker.search(held, searched)
            if match is None or match.end() > len(held) - _OVERLAP:
                break  # behind a few more characters the marker may be another one
            if skipping:
                skipping = False
            else:
                yield held[: match.start()]
            number += 1
            # The marker itself is not found again: the next search begins behind it.
            held, searched = held[match.start() :], match.end() - match.start()
        if len(held) > limit:
            if not skipping:
                reason = f"article {number} has more than {limit:,} characters with its markup"
                yield RecordError(source, f"{reason}; split it, or raise the limit with --max-chars")
            skipping = True
            held, searched = held[-2 * _OVERLAP :], 0
        else:
            searched = max(searched, len(held) - 2 * _OVERLAP)
    while (match := marker.search(held, searched)) is not None:
        if not skipping:
            yield held[: match.start()]
        skipping = False
        held, searched = held[match.start() :], match.end() - match.start()
    if not skipping:
        yield held
