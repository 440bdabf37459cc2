"""Bytes -> text: byte-order marks, UTF-8, UTF-16, and else Windows-1252, the web's Latin."""

from __future__ import annotations

import codecs
import re

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


class BinaryDataError(ValueError):
    """The bytes are no text."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding.

    Raises:
        BinaryDataError: the bytes are no text in any encoding that is tried.
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


def repair(text: str) -> tuple[str, bool]:
    """A text whose UTF-8 was once read as Windows-1252, put right; whether anything was."""
    if len(_MOJIBAKE.findall(text)) < 3:
        return text, False
    try:
        return text.encode("cp1252").decode("utf-8"), True
    except UnicodeError:
        return text, False
