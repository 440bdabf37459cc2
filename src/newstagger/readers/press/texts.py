"""HTML and plain text of databases -> articles, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.press import alceste, europresse, factiva, iptc7901, nexis, ocr
from newstagger.readers.press.pieces import CONTROLS, cut, decoded, encoding_of
from newstagger.readers.records import Records, short
from newstagger.readers.source import Item

ToRecord = Callable[[str, str], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Export:
    """How the export of a database is cut up.

    Attributes:
        name: of the database, for messages.
        marker: what begins an article, or ends it.
        record: makes the record of one piece.
        ends: the marker stands at the end of an article.
        controls: control characters are part of the form.
    """

    name: str
    marker: re.Pattern[str]
    record: ToRecord
    ends: bool = False
    controls: bool = False


def export_of(head: str) -> Export | None:
    """The database whose export begins so, if it is one."""
    if "<" in head[:2_000]:
        if europresse.SIGN.search(head):
            return Export("Europresse", europresse.marker(head), europresse.record_of)
        if factiva.MARKER.search(head) and factiva.PAGE.search(head):
            return Export("Factiva", factiva.MARKER, factiva.record_of_html)
        if nexis.MARKER.search(head):
            return Export("LexisNexis", nexis.MARKER, nexis.record_of_html)
    return export_of_text(head)


def export_of_text(head: str) -> Export | None:
    """The database whose plain text begins so."""
    for signs, found in (
        ((alceste.SIGN,), Export("IRaMuTeQ", alceste.MARKER, alceste.record_of)),
        ((iptc7901.SIGN,), Export("IPTC 7901", iptc7901.MARKER, iptc7901.record_of, controls=True)),
        ((ocr.SIGN,), Export("Gallica", ocr.MARKER, ocr.record_of)),
        ((nexis.COUNTER, nexis.LABELS), Export("LexisNexis", nexis.COUNTER, nexis.record_of_text)),
        ((nexis.END, nexis.LABELS), Export("Nexis Uni", nexis.END, nexis.record_of_uni, ends=True)),
        ((factiva.END,), Export("Factiva", factiva.END, factiva.record_of_text, ends=True)),
        ((factiva.CODED,), Export("Factiva", factiva.CODED, factiva.record_of_text)),
    ):
        if all(sign.search(head) for sign in signs):
            return found
    return None


def articles(head: bytes, opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item] | None:
    """The articles of an export that begins so; None where it is none."""
    if not head.strip():
        return None
    encoding = encoding_of(head, reading)
    text = head.decode(encoding, "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    export = export_of(text)
    if export is None:
        return None
    warning = "read as windows-1252: the file is not UTF-8" if encoding == "cp1252" and not reading.encoding else None
    return _articles(export, decoded(opened, encoding, controls=export.controls), source, reading, warning)


def articles_of_text(text: str, source: str, reading: ReadOptions) -> Iterator[Item] | None:
    """The articles of a text that was taken out of an RTF or Word file; None where it is no export."""
    export = export_of_text(text)
    return None if export is None else _articles(export, [CONTROLS.sub("", text)], source, reading, None)


def _articles(
    export: Export, chunks: Iterable[str], source: str, reading: ReadOptions, warning: str | None
) -> Iterator[Item]:
    records = Records(source, reading)
    number = 0
    for piece in _pieces(export, chunks, source, reading):
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
        except Exception as error:  # whatever a parser meets in one damaged article
            number += 1
            yield RecordError(source, f"cannot be read as an article of {export.name}: {short(error)}", number)
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


def _pieces(export: Export, chunks: Iterable[str], source: str, reading: ReadOptions) -> Iterator[str | RecordError]:
    """One piece an article; a marker that ends one goes with what stands before it."""
    held = ""
    for piece in cut(chunks, export.marker, source, reading.max_chars):
        if not export.ends or isinstance(piece, RecordError):
            yield piece
            continue
        end = export.marker.match(piece)
        if end is None:
            held = piece
            continue
        yield held + piece[: end.end()]
        held = piece[end.end() :]
    if held.strip():
        yield held
