"""Spreadsheets: .xlsx, .xls and .ods, with the column names in the first row (extra ``office``).

Parquet files, with one article per row (extra ``parquet``).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from functools import partial
from typing import Any, BinaryIO
from xml.parsers import expat

from newstagger.errors import InputError
from newstagger.readers.delimited import (
    HEAD_ROWS,
    find_header,
    find_missing_column,
    is_whole_table,
    make_record,
    note_nameless,
    note_unread_columns,
    read_table,
)
from newstagger.readers.documents import OLE
from newstagger.readers.fields import AS_IT_IS, WRAPPERS, find_fields, find_role, find_roles
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records
from newstagger.readers.source import Item, import_extra, report_damage, text_of, whole, yields_errors

#: A spreadsheet is a zip; unpacked, it may have this many bytes for each code point of the longest text.
_UNPACKED = 40
#: Maximum number of characters in an Excel cell (« specifications and limits »).
_CELL = 32_767
#: The type of an OpenDocument spreadsheet, and the number of first bytes in which it is.
_OPEN, _OPEN_WITHIN = b"opendocument.spreadsheet", 200
#: Fields that several articles may share.
_SHARED = ("published", "author", "source", "topics", "declared_topics")
#: The first and last cell of a range: row and column of each.
_Range = tuple[tuple[int, int], tuple[int, int]]
_Sheet = tuple[str, list[list[Any]], list[_Range]]


@yields_errors
def read_sheets(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """One article per row, of each sheet that has a column of texts or titles."""
    calamine = import_extra("python_calamine", source, "python-calamine", "office")
    data = whole(opened, source, reading, many=True)
    if not data.startswith((b"PK", OLE)) and (text := _read_as_table(data, source, reading)) is not None:
        reading.notes(source, "the file is a table in plain text; it was read as .csv")
        yield from read_table(text, source, reading)
        return
    limit = _UNPACKED * reading.max_chars
    with report_damage(source, "a spreadsheet"):
        if (size := _measure_unpacked(data)) > limit:
            raise InputError(
                source, f"has {size:,} bytes when unpacked, more than the limit of {limit:,}; save the sheet as .csv"
            )
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        merged = _MergedCells(data).found if _OPEN in data[:_OPEN_WITHIN] else {}
        sheets = [_load_sheet(book.get_sheet_by_name(name), merged.get(name, [])) for name in book.sheet_names]
    yield from _read_tables(sheets, source, reading)


def _load_sheet(sheet: Any, merged: list[_Range]) -> _Sheet:
    """A sheet’s name, rows and merged cells; of these, old versions of the library and OpenDocument tell nothing."""
    merged = getattr(sheet, "merged_cell_ranges", None) or merged
    return sheet.name, sheet.to_python(skip_empty_area=False), merged


#: Namespace of tables in OpenDocument, as Python's parser puts it before names.
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


class _MergedCells:
    """The merged cells of each sheet of an OpenDocument file, by the sheet's name; of damaged files, those found so far."""

    def __init__(self, data: bytes) -> None:
        self.found: dict[str, list[_Range]] = {}
        self._here: list[_Range] = []
        self._row = self._column = 0
        #: Rows that the current one stands for.
        self._repeated = 1
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        with suppress(expat.ExpatError, ValueError), zipfile.ZipFile(io.BytesIO(data)) as packed:
            parser.Parse(packed.read("content.xml"), True)

    def _begin(self, name: str, about: dict[str, str]) -> None:
        def number(attribute: str) -> int:
            return int(about.get(f"{_TABLE}number-{attribute}", "1"))

        if name == f"{_TABLE}table":
            self._here, self._row = self.found.setdefault(about.get(f"{_TABLE}name", ""), []), 0
        elif name == f"{_TABLE}table-row":
            self._column, self._repeated = 0, number("rows-repeated")
        elif name in _CELLS:
            if (down := number("rows-spanned")) > 1:
                first = self._row, self._column
                self._here.append((first, (first[0] + down - 1, first[1] + number("columns-spanned") - 1)))
            self._column += number("columns-repeated")

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table-row":
            self._row += self._repeated


def _read_as_table(data: bytes, source: str, reading: ReadOptions) -> str | None:
    """The text of a table that only its extension makes a spreadsheet, as many sites export it; None if it is not one."""
    with suppress(InputError):
        text, _ = text_of(data, source, reading)
        return text if is_whole_table(text) else None
    return None


def _measure_unpacked(data: bytes) -> int:
    """Unpacked size of a spreadsheet in bytes; Excel's old format is not compressed."""
    if not data.startswith(b"PK"):
        return len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return sum(part.file_size for part in packed.infolist())


def _read_tables(sheets: list[_Sheet], source: str, reading: ReadOptions) -> Iterator[Item]:
    tables = []
    problem = "contains no table"
    for name, rows, merged in sheets:
        cells = [[_format_cell(cell) for cell in row] for row in rows[:HEAD_ROWS]]
        _, above, header = find_header(cells, reading)
        if not any(header):
            continue
        if (wrong := find_missing_column(header, reading)) is None:
            _spread_merged(merged, above, header, rows, reading)
            tables.append((name, above, header, rows))
        else:
            problem = wrong if len(sheets) == 1 else f'the sheet "{name}" {wrong}'
    if not tables:
        raise InputError(source, problem)
    for name, above, header, rows in tables:
        place = source if len(tables) == 1 else f"{source}, {name}"
        if len(sheets) > 1:
            reading.notes(
                source,
                f"read the sheet{'s' * (len(tables) > 1)} {', '.join(one[0] for one in tables)} of {len(sheets)}",
            )
        yield from _read_rows(place, above, header, rows, reading)


def _spread_merged(
    merged: list[_Range], above: int, header: list[str], rows: list[list[Any]], reading: ReadOptions
) -> None:
    """Repeat what articles share, such as the day, in all rows of a merged cell; the library gives it in the first one."""
    roles = find_roles(header, reading.fields)
    shared = {name for field in _SHARED for name in (*roles.get(field, ()), reading.fields.get(field))}
    empty = ("", None)
    blank = [all(cell in empty for cell in row) for row in rows] if merged else []
    for (top, left), (bottom, _) in merged:
        if not above < top < len(rows) or left >= len(header) or header[left] not in shared or rows[top][left] in empty:
            continue
        for at in range(top + 1, min(bottom + 1, len(rows))):
            if blank[at] or rows[at][left] not in empty:  # below the table, or damaged: merged cells are empty
                break
            rows[at][left] = rows[top][left]


def _read_rows(
    place: str, above: int, header: list[str], rows: list[list[Any]], reading: ReadOptions
) -> Iterator[Item]:
    if above:
        reading.notes(place, f"the header is row {above + 1}; the rows above it were not read")
    note_unread_columns(header, place, reading)
    records = Records(place, reading, excel=True)
    if {"topics", "declared_topics", "published"} & find_fields(header, reading.fields):
        records.learn(make_record(header, map(_format_cell, row)) for row in rows[above + 1 :])
    for number, row in enumerate(rows[above + 1 :], above + 2):
        cells = list(map(_format_cell, row))
        record = make_record(header, cells)
        if not any(record.values()):
            continue
        note_nameless(header, cells, place, reading)
        if any(len(cell) >= _CELL for cell in record.values()):
            reading.notes(
                place, f"some cells have {_CELL:,} characters, the maximum in Excel: their texts may be cut short"
            )
        yield records.item(record, number)


def _format_cell(cell: Any) -> str:
    """A cell as a reader sees it: whole numbers without a decimal point, days without a time."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


#: Rows read at once.
_ROWS = 256


@yields_errors
def read_parquet(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """One article per row, a few hundred at a time; only columns that may contain a field of an article are read."""
    parquet = import_extra("pyarrow.parquet", source, "pyarrow", "parquet")
    with report_damage(source, "Parquet", arrow_errors()):
        table = parquet.ParquetFile(opened)
        names = list(table.schema_arrow.names)
        written = {"people", "organisations", "places", "text"} <= set(names)
        columns = [name for name in names if written or _is_read(name, reading)]
        if (problem := find_missing_column(names, reading)) and not any(name in WRAPPERS for name in names):
            raise InputError(source, problem)
        if not written:
            note_unread_columns([name for name in names if name not in columns], source, reading)
        records = Records(source, reading)
        done = 0
        for batch in table.iter_batches(
            batch_size=_ROWS, columns=None if any("." in name for name in columns) else columns
        ):
            rows = read_rows(batch, partial(_note_unreadable, source, reading))
            records.learn(rows)
            for number, record in enumerate(rows, done + 1):
                yield records.item(record, number)
            done += len(rows)


def _is_read(name: str, reading: ReadOptions) -> bool:
    """Whether a column may contain a field of an article."""
    given = {path.partition(".")[0] for path in reading.fields.values()} | set(reading.fields.values())
    return find_role(name) is not None or name in given or name in AS_IT_IS or name in WRAPPERS


def arrow_errors() -> tuple[type[Exception], ...]:
    """What Arrow raises for damaged files, and Python for values that it cannot represent; not ``MemoryError``."""
    from pyarrow import ArrowException

    return OSError, ValueError, TypeError, LookupError, ArithmeticError, NotImplementedError, ArrowException


def read_rows(batch: Any, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """The rows of a batch; values that Python cannot represent, such as a day in the year 20000, become None.

    Args:
        say: called with the name of each column that has such values.
    """
    columns: dict[str, list[Any]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values = column.to_pylist()
        except arrow_errors():
            values = [_read_value(one) for one in column]
            say(name)
        columns[name] = [_decode_bytes(value) for value in values]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _note_unreadable(source: str, reading: ReadOptions, name: str) -> None:
    reading.notes(source, f'some values of the column "{name}" cannot be read and were treated as missing')


def _read_value(one: Any) -> Any:
    try:
        return one.as_py()
    except arrow_errors():
        return None


def _decode_bytes(value: Any) -> Any:
    """Bytes as text: UTF-8, which programs without a text type write, else hexadecimal."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
