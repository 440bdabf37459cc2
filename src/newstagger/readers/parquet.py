"""Parquet files, an article a row (extra ``parquet``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from newstagger.errors import InputError, MissingExtraError, is_shortage
from newstagger.readers.delimited import missing, say_unread
from newstagger.readers.exports import WRAPPERS
from newstagger.readers.fields import AS_IT_IS, role_of
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records, short
from newstagger.readers.source import Item

#: Rows read at once.
_ROWS = 256


def read_parquet(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """An article a row, read a few hundred at a time; columns that hold no field of an article are not read."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield MissingExtraError(source, "pyarrow", "parquet")
        return
    try:
        table = parquet.ParquetFile(opened)
        names = list(table.schema_arrow.names)
        written = {"people", "organisations", "places", "text"} <= set(names)
        columns = [name for name in names if written or _is_read(name, reading)]
        if (problem := missing(names, reading)) and not any(name in WRAPPERS for name in names):
            yield InputError(source, problem)
            return
        if not written:
            say_unread([name for name in names if name not in columns], source, reading)
        records = Records(source, reading)
        done = 0
        for batch in table.iter_batches(
            batch_size=_ROWS, columns=None if any("." in name for name in columns) else columns
        ):
            rows = rows_of(batch, partial(_say_unheld, source, reading))
            records.learn(rows)
            for number, record in enumerate(rows, done + 1):
                yield records.item(record, number)
            done += len(rows)
    except faults() as error:
        if is_shortage(error):
            raise
        yield InputError(source, f"cannot be read as Parquet: {short(error)}")


def _is_read(name: str, reading: ReadOptions) -> bool:
    """May a column hold a field of an article?"""
    given = {path.partition(".")[0] for path in reading.fields.values()} | set(reading.fields.values())
    return role_of(name) is not None or name in given or name in AS_IT_IS or name in WRAPPERS


def faults() -> tuple[type[Exception], ...]:
    """What Arrow raises over a damaged file, and Python over values that it cannot hold; want of memory is not among it."""
    from pyarrow import ArrowException

    return OSError, ValueError, TypeError, LookupError, ArithmeticError, NotImplementedError, ArrowException


def rows_of(batch: Any, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """The rows of a batch; values that Python cannot hold, such as a day of the year 20000, are null.

    Args:
        say: called with the name of a column that has some.
    """
    columns: dict[str, list[Any]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            values = column.to_pylist()
        except faults():
            values = [_value(one) for one in column]
            say(name)
        columns[name] = [_text(value) for value in values]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _say_unheld(source: str, reading: ReadOptions, name: str) -> None:
    reading.notes(source, f"some values of the column « {name} » cannot be read, and are taken for missing")


def _value(one: Any) -> Any:
    try:
        return one.as_py()
    except faults():
        return None


def _text(value: Any) -> Any:
    """Bytes as text: UTF-8 as programs without a type for text write it, else hexadecimal."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
