"""Parquet files, an article a row (extra ``parquet``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newstagger.errors import InputError, MissingExtraError
from newstagger.readers.fields import fields_of
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records, short
from newstagger.readers.source import Item

#: Rows read at once.
_ROWS = 256


def read_parquet(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """An article a row, read a few hundred at a time."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield MissingExtraError(source, "pyarrow", "parquet")
        return
    try:
        table = parquet.ParquetFile(opened)
        names = list(table.schema_arrow.names)
        if not {"text", "title", "standfirst"} & fields_of(names, reading.fields):
            columns = ", ".join(names)[:200]
            yield InputError(
                source, f"has no column « text »; its columns: {columns}; say which one it is: --map text=COLUMN"
            )
            return
        records = Records(source, reading)
        done = 0
        for batch in table.iter_batches(batch_size=_ROWS):
            rows = batch.to_pylist()
            records.learn(rows)
            for number, record in enumerate(rows, done + 1):
                yield records.item(record, number)
            done += len(rows)
    except (OSError, ValueError) as error:
        yield InputError(source, f"cannot be read as Parquet: {short(error)}")
