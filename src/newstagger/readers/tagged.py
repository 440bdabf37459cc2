"""Tags that newstagger wrote as a table, read again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, MissingExtraError
from newstagger.readers.delimited import Rows, delimiter_of, unprotected
from newstagger.readers.spreadsheets import faults, rows_of

_ROWS = 256


def csv_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a CSV that newstagger tag made, numbered by their lines, as far as they tell what the record held.

    Raises:
        InputError: it cannot be read, or lacks columns.
    """
    lists = {"topics": "label", "people": "name", "organisations": "name", "places": "name"}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            # A cell may hold a whole article, which is longer than the limit that csv sets by itself.
            rows = Rows(stream, delimiter_of(stream.readline()), 4 * MAX_CHARS)
            stream.seek(0)
            names = next(rows, [])
            if missing := [name for name in (*lists, "published") if name not in names]:
                raise InputError(str(path), f"is no CSV of newstagger tag: it has no column {', '.join(missing)}")
            for row in rows:
                record: dict[str, Any] = {
                    **dict.fromkeys(names, ""),
                    **dict(zip(names, map(unprotected, row), strict=False)),
                }
                for name, label in lists.items():
                    record[name] = [{label: value} for value in record[name].split("; ") if value]
                yield rows.line_num, record
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), f"cannot be read as CSV: {getattr(error, 'strerror', None) or error}") from None


def parquet_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a Parquet file that newstagger tag made, numbered from 1.

    Raises:
        InputError: it cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    try:
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError(str(path), "pyarrow", "parquet") from None
    try:
        batches = parquet.ParquetFile(path).iter_batches(_ROWS)
        yield from enumerate((row for batch in batches for row in rows_of(batch, lambda _: None)), 1)
    except faults() as error:
        raise InputError(str(path), f"cannot be read as Parquet: {str(error)[:200]}") from None
