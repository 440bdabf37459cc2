"""Exports of press databases and corpus tools, split into articles piece by piece, so that memory does not grow with the file.

A database is recognised by the content of its export, not by the file name: any export may be called "articles.html".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.encoding import AS_WINDOWS, find_codec, wide_encoding
from newstagger.readers.options import ReadOptions
from newstagger.readers.press import europresse, factiva, nexis, plaintext, proquest
from newstagger.readers.records import Records
from newstagger.readers.source import Item, behind, summarise_error


def open_export(opened: BinaryIO, source: str, reading: ReadOptions) -> tuple[Iterator[Item] | None, BinaryIO]:
    """The articles of an export in HTML or plain text, or None; and the file from its beginning."""
    head, opened = peek(opened)
    return read_export(head, opened, source, reading), opened


#: Bytes read to recognise a database and the encoding: exports begin with up to 100 kB of styles and form fields.
HEAD = 262_144
_CHUNK = 65_536
#: Maximum length of a marker, in code points; a chunk may end in the middle of one.
_OVERLAP = 400
#: Maximum length of an article with its markup, in code points for each code point of the longest text.
_PER_CHAR = 8
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._-]{2,30})""", re.IGNORECASE)
#: Control characters that no text contains; HTML parsers stop at some of them.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def peek(opened: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The beginning of a file, and the file from its beginning."""
    if opened.seekable():
        start = opened.tell()
        head = opened.read(HEAD)
        opened.seek(start)
        return head, opened
    head = opened.read(HEAD)
    return head, behind(head, opened)


def detect_encoding(head: bytes, reading: ReadOptions) -> str:
    """The encoding given by the user, else that of the byte order mark, the first bytes or the declaration."""
    if reading.encoding is not None:
        return reading.encoding
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wide := wide_encoding(head[:200]):
        return wide
    try:
        head[: len(head) - 4 if len(head) >= HEAD else None].decode("utf-8")
        return "utf-8"  # whatever is declared, since accented text in Latin encodings is hardly ever valid UTF-8
    except UnicodeDecodeError as error:
        if len(head) - error.start <= 4 and len(head) >= HEAD:
            return "utf-8"
    declared = _CHARSET.search(head[:4096])
    name = find_codec(declared[1].decode("ascii")) if declared else "utf-8"
    if name in ("utf-8", "utf-16"):
        # One bad byte in a long text of UTF-8 does not make it Windows-1252.
        sound = len(head.decode("utf-8", "ignore").encode("utf-8")) > 0.999 * len(head)
        return "utf-8" if sound else "cp1252"
    return name or "cp1252"


def decode_chunks(opened: BinaryIO, encoding: str, *, controls: bool = False) -> Iterator[str]:
    """The text of a file in chunks, with line ends as ``\\n``; control characters are removed unless ``controls``."""
    # Exports often have a word in another encoding.
    faults = AS_WINDOWS if encoding.startswith("utf-8") else "replace"
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
    """Text split before each marker; the first piece is what precedes the first marker, and may be empty.

    A piece that is far too long for an article gives an error in its place, and the next ones are read.
    """
    limit = 100_000 + _PER_CHAR * max_chars
    waiting, searched, skipping, number = "", 0, False, 0
    for chunk in chunks:
        waiting += chunk
        while True:
            match = marker.search(waiting, searched)
            if match is None or match.end() > len(waiting) - _OVERLAP:
                break  # with a few more characters, the marker may be longer
            if skipping:
                skipping = False
            else:
                yield waiting[: match.start()]
            number += 1
            # The next search begins after the marker, which is not found again.
            waiting, searched = waiting[match.start() :], match.end() - match.start()
        if len(waiting) > limit:
            if not skipping:
                reason = f"article {number} has more than {limit:,} characters with its markup"
                yield RecordError(source, f"{reason}; split it, or raise `max_chars`")
            skipping = True
            waiting, searched = waiting[-2 * _OVERLAP :], 0
        else:
            searched = max(searched, len(waiting) - 2 * _OVERLAP)
    while (match := marker.search(waiting, searched)) is not None:
        if not skipping:
            yield waiting[: match.start()]
        skipping = False
        waiting, searched = waiting[match.start() :], match.end() - match.start()
    if not skipping:
        yield waiting


ToRecord = Callable[[str, str], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Export:
    """How the export of a database is split.

    Attributes:
        name: of the database, for messages.
        marker: what begins an article, or ends it.
        record: makes the record of one piece.
        ends: the marker is at the end of an article.
        controls: control characters are part of the format.
    """

    name: str
    marker: re.Pattern[str]
    record: ToRecord
    ends: bool = False
    controls: bool = False


def detect_export(head: str) -> Export | None:
    """The database whose export begins like this, or None."""
    if "<" in head[:2_000]:
        if europresse.SIGN.search(head):
            return Export("Europresse", europresse.choose_marker(head), europresse.read_document)
        if factiva.MARKER.search(head) and factiva.PAGE.search(head):
            return Export("Factiva", factiva.MARKER, factiva.read_html_article)
        if nexis.MARKER.search(head):
            return Export("LexisNexis", nexis.MARKER, nexis.read_html_document)
    return detect_text_export(head)


def detect_text_export(head: str) -> Export | None:
    """The database whose plain text begins like this, or None."""
    for signs, found in (
        ((plaintext.ALCESTE_SIGN,), Export("IRaMuTeQ", plaintext.ALCESTE_MARKER, plaintext.read_alceste_text)),
        (
            (plaintext.IPTC_SIGN,),
            Export("IPTC 7901", plaintext.IPTC_MARKER, plaintext.read_iptc_message, controls=True),
        ),
        ((plaintext.OCR_SIGN,), Export("Gallica", plaintext.OCR_MARKER, plaintext.read_ocr_issue)),
        (
            (europresse.TEXT_SIGN, europresse.TEXT_MARKER),
            Export("Europresse", europresse.TEXT_MARKER, europresse.read_text_document),
        ),
        ((proquest.MARKER, proquest.SIGN), Export("ProQuest", proquest.MARKER, proquest.read_text_document)),
        ((nexis.COUNTER, nexis.LABELS), Export("LexisNexis", nexis.COUNTER, nexis.read_text_document)),
        ((nexis.END, nexis.LABELS), Export("Nexis Uni", nexis.END, nexis.read_uni_document, ends=True)),
        ((factiva.END,), Export("Factiva", factiva.END, factiva.read_text_article, ends=True)),
        ((factiva.CODED,), Export("Factiva", factiva.CODED, factiva.read_text_article)),
    ):
        if all(sign.search(head) for sign in signs):
            return found
    return None


def read_export(head: bytes, opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item] | None:
    """The articles of an export with this beginning; None if it is not one."""
    if not head.strip():
        return None
    encoding = detect_encoding(head, reading)
    text = head.decode(encoding, "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    export = detect_export(text)
    if export is None:
        return None
    warning = "not UTF-8; decoded as windows-1252" if encoding == "cp1252" and not reading.encoding else None
    return _read_pieces(export, decode_chunks(opened, encoding, controls=export.controls), source, reading, warning)


def read_exported_text(text: str, source: str, reading: ReadOptions) -> Iterator[Item] | None:
    """The articles of the text of an RTF or Word file; None if it is not an export."""
    export = detect_text_export(text)
    return None if export is None else _read_pieces(export, [CONTROLS.sub("", text)], source, reading, None)


def _read_pieces(
    export: Export, chunks: Iterable[str], source: str, reading: ReadOptions, warning: str | None
) -> Iterator[Item]:
    records = Records(source, reading)
    number = 0
    for piece in _cut_pieces(export, chunks, source, reading):
        if isinstance(piece, InputError):
            number += 1
            yield piece
            continue
        if not piece.strip():
            continue
        try:
            record = export.record(piece, source)
        except MissingExtraError as error:
            yield error
            return
        except InputError as error:
            number += 1
            yield RecordError(source, error.reason, number)
            continue
        except Exception as error:  # whatever a parser raises for a damaged article
            number += 1
            yield RecordError(
                source, f"cannot be read as an article of {export.name}: {summarise_error(error)}", number
            )
            continue
        if record is None:
            continue
        number += 1
        item = records.item(record, number)
        if warning is not None and isinstance(item, Article):
            item.warnings.append(warning)
        yield item
    if not number:
        yield InputError(source, f"is an export of {export.name} without an article")


def _cut_pieces(
    export: Export, chunks: Iterable[str], source: str, reading: ReadOptions
) -> Iterator[str | RecordError]:
    """One piece per article; a marker at the end of an article is part of it."""
    waiting = ""
    for piece in cut(chunks, export.marker, source, reading.max_chars):
        if not export.ends or isinstance(piece, RecordError):
            yield piece
            continue
        end = export.marker.match(piece)
        if end is None:
            waiting = piece
            continue
        yield waiting + piece[: end.end()]
        waiting = piece[end.end() :]
    if waiting.strip():
        yield waiting
