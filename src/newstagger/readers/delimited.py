"""Tables in plain text: CSV, TSV and the like, with the column names in the first row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from newstagger.errors import InputError, RecordError
from newstagger.readers.fields import find_fields, find_role, fold_name
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records
from newstagger.readers.rows import (
    STANDARD,
    Quotes,
    Rows,
    describe,
    detect_quotes,
    hide_line_breaks,
    is_escaped,
    remove_nulls,
    resolve_escapes,
)
from newstagger.readers.source import Item, summarise_error, text_of, whole, yields_errors

#: First characters that make a spreadsheet run a cell as a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t|"
_NAMES = {",": "a comma", "\t": "a tab", ";": '";"', "|": '"|"'}
#: The line that tells Excel the delimiter.
_SEP = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
#: A quote, or the end of a row; Windows turns « \r\n » into « \r\r\n » in text mode.
_QUOTE_OR_END = re.compile(r'"|\r*\n|\r')
_LONE = re.compile(r"\r(?!\n)")
#: Characters that replace line breaks within a row while a table is parsed; one that the table does not contain is used.
_STAND_INS = "\x1e\x1d\x1c\x1f\x0b"
#: Names of newstagger’s own fields, one of which is enough to recognise a table of articles.
_OWN = frozenset("text title id url published author source topics".split())
#: Columns that only tables written by newstagger have.
_WRITTEN = frozenset("scores people organisations places countries declared_topics warnings".split())
_COLUMN = re.compile(r"[^\W_][\w .'’/()-]{0,39}")
#: Rows searched for the header and the delimiter: a title, a date or a filter may come first.
HEAD_ROWS = 20
#: Rows compared to find out how rows end.
_COMPARED = 1_000


@dataclass(frozen=True)
class _Table:
    """A table's text and how it is laid out.

    Attributes:
        text: without Excel's « sep= »; line breaks within rows are replaced by ``stand_in``.
        before: number of lines before the text.
        delimiter: the character between the columns.
        above: number of rows above the header.
        header: names of the columns; empty if there is no row at all.
        stand_in, stands_for: the replacement of a line break in an unquoted cell, and the line break.
        quotes: what quotes mean.
        escaped: whether line breaks in cells are written « \\n ».
    """

    text: str
    before: int
    delimiter: str
    above: int
    header: list[str]
    stand_in: str
    stands_for: str
    quotes: Quotes
    escaped: bool

    def rows(self, reading: ReadOptions) -> Rows:
        """The rows below the header."""
        rows = Rows(io.StringIO(self.text, newline=""), self.delimiter, 2 * reading.max_chars, self.quotes)
        for _ in range(self.above + 1):
            next(rows, None)
        return rows

    def cells(self, row: list[str]) -> list[str]:
        """A row's cells with their own line breaks, without empty ones beyond the header."""
        if self.stand_in and row:
            row[-1] = row[-1].rstrip(self.stand_in)
            row = [cell.replace(self.stand_in, self.stands_for) for cell in row]
        if self.escaped:
            row = list(map(resolve_escapes, row))
        if len(self.header) == 1 and len(row) > 1:  # nobody quotes the commas of a single column
            return [self.delimiter.join(row)]
        return row[: len(self.header)] if not any(row[len(self.header) :]) else row


@yields_errors
def read_csv(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """One article per row; comma, semicolon, tab or bar between the columns."""
    data = whole(opened, source, reading, many=True)
    if data.count(b"\0") * 10 < len(data):  # more zeros mean UTF-16
        data = data.replace(b"\0", b"")
    text, warnings = text_of(data, source, reading)
    for warning in warnings:
        reading.notes(source, f"{warning}; override with `encoding`")
    yield from read_table(text, source, reading)


def read_table(text: str, source: str, reading: ReadOptions) -> Iterator[Item]:
    """One article per row of a table's text."""
    table = _lay_out(text.lstrip("\ufeff"), reading)
    if not table.header:
        raise InputError(source, "has no header row")
    if (
        reading.delimiter is None
        and table.delimiter != ("\t" if ".tsv" in source.lower() else ",")
        and not table.before
    ):
        reading.notes(source, f"columns are separated by {_NAMES[table.delimiter]}; override with `delimiter`")
    if problem := find_missing_column(table.header, reading):
        raise InputError(source, problem, 1 + table.before)
    if table.quotes:
        reading.notes(source, f"quotes are {describe(table.quotes)}")
    if table.escaped:
        reading.notes(source, "backslashes in the cells are escapes, such as \\n for a line break")
    if table.above:
        reading.notes(source, f"the header is row {table.above + 1}; the rows above it were not read")
    written = set(table.header) >= _WRITTEN
    if not written:
        note_unread_columns(table.header, source, reading)
    records = Records(source, reading, excel=True, written=written)
    if {"topics", "declared_topics", "published"} & find_fields(table.header, reading.fields):
        records.learn(_read_records(table, reading))
    rows = table.rows(reading)
    while True:
        line = rows.line_num + 1 + table.before
        try:
            row = table.cells(next(rows))
        except StopIteration:
            return
        except csv.Error as error:
            yield RecordError(source, f"is not valid CSV: {summarise_error(error)}", line)
            continue
        if not any(row):
            continue
        if _repeats_header(row, table.header):
            reading.notes(source, "rows that repeat the header were not read")
        elif rows.ends_in_quotes:
            yield RecordError(source, "has a quote that is never closed; the file may be cut off", line)
        elif len(row) != len(table.header):
            yield RecordError(source, f"has {len(row)} cells where the header has {len(table.header)}", line)
        else:
            note_nameless(table.header, row, source, reading)
            yield records.item(make_record(table.header, map(unprotect, row) if written else row), line)


def make_record(header: list[str], row: Iterable[str]) -> dict[str, str]:
    """A row as a record, without empty cells except the text, and without the cells of columns that have no name.

    Of columns with the same name, the first one that is not empty counts.
    """
    record: dict[str, str] = {}
    for name, cell in zip(header, row, strict=False):
        if name and (cell != "" or (name.lower() == "text" and name not in record)):
            record[name] = record.get(name) or cell
    return record


def note_nameless(header: list[str], row: list[str], source: str, reading: ReadOptions) -> None:
    """Report values beside the table, such as the row numbers that pandas writes."""
    if any(cell and not name for name, cell in zip(header, row, strict=False)) or any(row[len(header) :]):
        reading.notes(source, "columns without a name were not read")


def _read_records(table: _Table, reading: ReadOptions) -> Iterator[dict[str, str]]:
    """The records of a table, without errors, to learn from before they are read."""
    rows = table.rows(reading)
    while True:
        try:
            row = table.cells(next(rows))
        except StopIteration:
            return
        except csv.Error:
            continue
        if len(row) == len(table.header):
            yield make_record(table.header, row)


def protect(cell: str) -> str:
    """A cell that no spreadsheet runs: with an apostrophe before anything that looks like a formula, protected or not."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def unprotect(cell: str) -> str:
    """A cell as it was before ``protect``."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def find_missing_column(header: list[str], reading: ReadOptions) -> str | None:
    """What is wrong with the column names; None if nothing is."""
    columns = ", ".join(header)[:200]
    for field, name in reading.fields.items():
        if name not in header:
            return f'has no column "{name}" (given for {field}); its columns: {columns}'
    if not {"text", "title", "standfirst"} & find_fields(header, reading.fields):
        return f'has no column "text"; its columns: {columns}; name the one with the text in `fields`'
    return None


def note_unread_columns(header: list[str], source: str, reading: ReadOptions) -> None:
    """Report the columns whose names are not known as fields of an article."""
    given = {path.partition(".")[0] for path in reading.fields.values()}
    names = [name for name in header if name and name not in given and find_role(name) is None]
    if names:
        shown = ", ".join(f'"{name[:40]}"' for name in names[:12]) + (" …" if len(names) > 12 else "")
        reading.notes(source, f"columns that were not read: {shown}; assign them with `fields`")
    if repeated := [name for name, times in Counter(filter(None, header)).items() if times > 1]:
        shown = ", ".join(f'"{name[:40]}"' for name in repeated[:12])
        reading.notes(source, f"several columns have the same name, of which the first was read: {shown}")


def _lay_out(text: str, reading: ReadOptions) -> _Table:
    before, delimiter = 0, reading.delimiter
    if match := _SEP.match(text):
        delimiter, text, before = delimiter or match[1], text[match.end() :], 1
    text, stand_in, stands_for = _normalise_row_ends(text, delimiter, reading)
    delimiter, above, header = _detect_header(text, delimiter, reading)
    escaped = delimiter == "\t" and is_escaped(text)
    if escaped and (hidden := hide_line_breaks(text)) != text:
        # A backslash may also be the last letter of a cell.
        escaped = _count_misfits(hidden, delimiter, reading) < _count_misfits(text, delimiter, reading)
        text = hidden if escaped else text
    quotes = detect_quotes(text, delimiter, above, len(header), 2 * reading.max_chars)
    if quotes:
        text = remove_nulls(text, quotes)
        header = _read_first_rows(text, delimiter, above + 1, reading, quotes)[above]
    names = [name.replace(stand_in, " ") if stand_in else name for name in header]
    names = [_clean_name(name) for name in names]
    return _Table(text, before, delimiter, above, names, stand_in, stands_for, quotes, escaped)


def _repeats_header(row: list[str], header: list[str]) -> bool:
    """Whether a row is the header again, as where tables were joined."""
    return len(row) == len(header) and all(
        fold_name(_clean_name(cell)) == fold_name(name) for cell, name in zip(row, header, strict=True)
    )


def _clean_name(name: str) -> str:
    """The name of a column in one line."""
    return " ".join(name.replace("\ufeff", "").split())


def _normalise_row_ends(text: str, delimiter: str | None, reading: ReadOptions) -> tuple[str, str, str]:
    """The text with row ends that the csv module reads, the stand-in for other line breaks, and the line break that it replaces.

    All rows end as the first one does: with a carriage return alone, as Excel for Mac writes them, or with a line feed.
    To the csv module, the other one would end the row, too, even in an unquoted cell.
    """
    stand_in = next((sign for sign in _STAND_INS if sign not in text), "")
    if not stand_in or not _LONE.search(text):
        return text, "", ""
    if _find_first_end(text) != "\r":
        return _LONE.sub(stand_in, text), stand_in, "\r"
    swapped = re.sub(r"(?<!\r)\n", stand_in, text)
    if _count_misfits(swapped, delimiter, reading) <= _count_misfits(text, delimiter, reading):
        return swapped, stand_in, "\n"
    return text, "", ""


def _find_first_end(text: str) -> str:
    """How the first row ends."""
    quoted = False
    for match in _QUOTE_OR_END.finditer(text):
        if match.group() == '"':
            quoted = not quoted
        elif not quoted:
            return match.group()
    return ""


def _count_misfits(text: str, delimiter: str | None, reading: ReadOptions) -> int:
    """How many rows differ from the header in their number of cells."""
    delimiter, above, header = _detect_header(text, delimiter, reading)
    rows = _read_first_rows(text, delimiter, above + 1 + _COMPARED, reading)[above + 1 :]
    return sum(len(row) != len(header) for row in rows if any(row))


def _read_first_rows(
    text: str, delimiter: str, number: int, reading: ReadOptions, quotes: Quotes = STANDARD
) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in islice(Rows(io.StringIO(text, newline=""), delimiter, 2 * reading.max_chars, quotes), number):
            rows.append(row)  # noqa: PERF402 - those before an error are kept
    except csv.Error:
        pass  # reported when the articles are read
    return rows


def _detect_header(text: str, delimiter: str | None, reading: ReadOptions) -> tuple[str, int, list[str]]:
    """The delimiter, the number of rows above the header, and the header.

    The header is the first row, unless only a later one names columns of articles; the delimiter is the one that gives
    the most known names.
    """
    best: tuple[tuple[int, int, int, int], str, int, list[str]] | None = None
    for mark in delimiter or _DELIMITERS:
        rank, above, names = find_header(_read_first_rows(text, mark, HEAD_ROWS, reading), reading)
        if names and (best is None or rank > best[0]):
            best = rank, mark, above, names
    return best[1:] if best is not None else (delimiter or ",", 0, [])


def find_header(rows: list[list[str]], reading: ReadOptions) -> tuple[tuple[int, int, int, int], int, list[str]]:
    """Find the header: the first row, unless only a later one names columns of articles.

    Args:
        rows: the first rows of a table, ``HEAD_ROWS`` of them.

    Returns:
        A rank to compare delimiters by, the number of rows above the header, and its names.
    """
    best: tuple[tuple[int, int, int, int], int, list[str]] = ((-1, 0, 0, 0), 0, [])
    for above, row in enumerate(rows):
        names = [name.strip().strip("\ufeff") for name in row]
        known = sum(find_role(name) is not None or name in reading.fields.values() for name in names)
        named = find_missing_column(names, reading) is None
        if above and (not named or known < min(2, len(names))):
            continue
        best = max(
            best,
            ((2 if named and not above else int(named), known, len(names), -above), above, names),
            key=itemgetter(0),
        )
    return best


def detect_delimiter(first: str) -> str:
    """The delimiter of a header line: the one that gives the most known names."""
    return _detect_header(first, None, ReadOptions())[0]


def is_table(first: str) -> bool:
    """Whether a line is the header of a table of articles, or Excel's « sep= »."""
    if _SEP.fullmatch(first):
        return True
    if len(first) > 2_000:
        return False
    names = _detect_header(first, None, ReadOptions())[2]
    if len(names) < 2 or not all(map(_COLUMN.fullmatch, names)):
        return False
    roles = [role[0] for role in map(find_role, names) if role is not None]
    return len(roles) > 1 or any(name.lower() in _OWN for name in names)


def is_whole_table(text: str) -> bool:
    """Whether a text is a table of articles: a header of known names, and rows of the same length.

    This is safer than ``is_table``, since an article may begin with a line that looks like a header.
    """
    reading = ReadOptions()
    table = _lay_out(text.lstrip("\ufeff"), reading)
    width = len(table.header)
    if width < (3 if table.delimiter == "," else 2) or find_missing_column(table.header, reading):
        return False
    if sum(find_role(name) is not None for name in table.header) < 2 or not all(
        map(_COLUMN.fullmatch, filter(None, table.header))
    ):
        return False
    rows = [table.cells(row) for row in islice(_read_sound_rows(table.rows(reading)), HEAD_ROWS)]
    return bool(rows) and all(len(row) == width for row in rows if any(row))


def _read_sound_rows(rows: Rows) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return
