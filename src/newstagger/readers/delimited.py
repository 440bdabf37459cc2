"""Tables as text: CSV, TSV and their kin, the columns named in the first row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newstagger.errors import InputError, RecordError
from newstagger.readers.fields import fields_of, role_of
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records, short
from newstagger.readers.source import Item, text_of, whole

_DELIMITERS = ",;\t|"
_NAMES = {",": "a comma", "\t": "a tab", ";": "« ; »", "|": "« | »"}
#: The line with which Excel is told what parts the columns.
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
#: Columns one of which a table of articles has, named as this program names them.
_OWN = frozenset("text title id url published author source topics".split())
_COLUMN = re.compile(r"[^\W_][\w .'’/()-]{0,39}")


def read_csv(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """An article a row; comma, semicolon, tab or bar between the columns."""
    try:
        data = whole(opened, source, reading, many=True)
        if data.count(b"\0") * 10 < len(data):  # else it is UTF-16
            data = data.replace(b"\0", b"")
        text, said = text_of(data, source, reading)
    except InputError as error:
        yield error
        return
    for what in said:
        reading.notes(source, f"{what}; --encoding says else")
    yield from _rows(text.lstrip("\ufeff"), source, reading)


def _rows(text: str, source: str, reading: ReadOptions) -> Iterator[Item]:
    first, _, rest = text.partition("\n")
    before = 0
    delimiter = reading.delimiter
    if match := _SEP.fullmatch(first):
        delimiter, text, before = delimiter or match[1], rest, 1
    elif delimiter is None:
        delimiter = delimiter_of(first)
        if delimiter != ("\t" if ".tsv" in source.lower() else ","):
            reading.notes(source, f"columns are parted by {_NAMES[delimiter]}; --delimiter says else")
    rows = Rows(io.StringIO(text), delimiter, 2 * reading.max_chars)
    try:
        header = [name.strip().strip("\ufeff") for name in next(rows)]
    except (StopIteration, csv.Error):
        yield InputError(source, "has no header row")
        return
    if problem := _missing(header, reading):
        yield InputError(source, problem, 1 + before)
        return
    records = Records(source, reading)
    if {"topics", "declared_topics"} & fields_of(header, reading.fields):
        records.learn(_seen(header, Rows(io.StringIO(text), delimiter, 2 * reading.max_chars)))
    while True:
        line = rows.line_num + 1 + before
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield RecordError(source, f"is no CSV: {short(error)}", line)
            continue
        if not any(row):
            continue
        if len(row) != len(header):
            yield RecordError(source, f"has {len(row)} cells where the header has {len(header)}", line)
        else:
            yield records.item(_record(header, row), line)


def _record(header: list[str], row: list[str]) -> dict[str, str]:
    """A row as a record; empty cells are none, but for the text."""
    return {name: cell for name, cell in zip(header, row, strict=True) if cell != "" or name.lower() == "text"}


def _seen(header: list[str], rows: Rows) -> Iterator[dict[str, str]]:
    """The records of a table, for a first look."""
    next(rows, None)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue
        if len(row) == len(header):
            yield _record(header, row)


def _missing(header: list[str], reading: ReadOptions) -> str | None:
    """What is wrong with the names of the columns."""
    columns = ", ".join(header)[:200]
    for field, name in reading.fields.items():
        if name not in header:
            return f"has no column « {name} » (given as {field}); its columns: {columns}"
    if not {"text", "title", "standfirst"} & fields_of(header, reading.fields):
        return f"has no column « text »; its columns: {columns}; say which one it is: --map text=COLUMN"
    return None


def delimiter_of(first: str) -> str:
    """What parts the columns that a first line names: that by which most of the names are known ones."""

    def known(mark: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=mark), [])
        return sum(role_of(name.strip()) is not None for name in names), len(names)

    return max(_DELIMITERS, key=known)


def is_table(first: str) -> bool:
    """Is a line the head of a table of articles, or Excel's word on what parts it?"""
    if _SEP.fullmatch(first):
        return True
    if len(first) > 2_000:
        return False
    names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter_of(first)), [])]
    if len(names) < 2 or not all(map(_COLUMN.fullmatch, names)):
        return False
    roles = [role[0] for role in map(role_of, names) if role is not None]
    return len(roles) > 1 or any(name.lower() in _OWN for name in names)


class Rows:
    """The rows of CSV lines, with a limit of their own on the length of a cell.

    The csv module's limit holds for the whole process, so it is put back after each row.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, max_field: int) -> None:
        self._rows = csv.reader(lines, delimiter=delimiter)
        self._max_field = max_field

    @property
    def line_num(self) -> int:
        """Lines read so far."""
        return self._rows.line_num

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> list[str]:
        before = csv.field_size_limit(self._max_field)
        try:
            return next(self._rows)
        finally:
            csv.field_size_limit(before)
