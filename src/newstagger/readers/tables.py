"""Records -> articles: JSON lines, JSON, CSV and Parquet. A record's text is taken as it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from newstagger.article import Article, kind_of
from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.published import read_published

Item = Article | InputError
#: What parts labels in one cell, the surest first; a slash or a comma may be part of a label.
_SEPARATORS = (";", "|", " / ", ",")
#: Deepest nesting of JSON that is read; Python's own parser would run out of stack at about 1,000.
MAX_DEPTH = 100


def article_of(record: object, source: str, line: int | None) -> Article:
    """The article of a record that a file holds; without an ``id`` it is called after its place.

    Raises:
        RecordError: it is no object, or has no text.
    """
    if not isinstance(record, Mapping):
        raise RecordError(source, f"is no JSON object but {kind_of(record)}; write one object an article", line)
    lists = {name: labels_of(record[name]) for name in ("topics", "declared_topics") if name in record}
    try:
        article = Article.from_record({**record, **lists}, read_published)
    except ValueError as error:
        raise RecordError(source, str(error), line) from None
    article.id = article.id or (f"{source}:{line}" if line is not None else source)
    return article


def labels_of(value: object) -> object:
    """Labels written in one text as a list; whatever else it is, as it is.

    A text is a JSON list, or labels parted by « ; », else « | », else « / » between spaces, else commas: the first of
    these that it holds. A label that itself holds a comma, such as « Arts, culture », keeps it where « ; » or « | » is
    used, or in a list.
    """
    if not isinstance(value, str):
        return value
    listed = _json_list(value)
    if listed is not None:
        return listed
    separator = next((mark for mark in _SEPARATORS if mark in value), ";")
    return [label.strip() for label in value.split(separator) if label.strip()]


def _json_list(text: str) -> list[Any] | None:
    """The list that a cell holds as JSON, if it does."""
    if not text.strip().startswith("["):
        return None
    try:
        found = parse_json(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def parse_json(text: str) -> Any:
    """JSON with a bound on its depth.

    Raises:
        ValueError: it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def from_json_lines(lines: Iterable[tuple[int, str]], source: str) -> Iterator[Item]:
    """An article a line; a bad line gives its error and the next line goes on."""
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield article_of(parse_json(line), source, number)
        except RecordError as error:
            yield error
        except ValueError as error:
            yield RecordError(source, f"is no JSON: {_short(error)}", number)


def from_json(text: str, source: str) -> Iterator[Item]:
    """A list of records, one record, or an object with a list called « articles »."""
    try:
        value = parse_json(text)
    except ValueError as error:
        yield InputError(source, f"is no JSON: {_short(error)}; one object a line belongs into a .jsonl file")
        return
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        yield InputError(source, f"holds {kind_of(value)}; expected a list of records")
        return
    for number, record in enumerate(value, 1):
        try:
            yield article_of(record, source, number)
        except RecordError as error:
            yield error


def from_csv(text: str, source: str, max_field: int) -> Iterator[Item]:
    """An article a row, the columns named in the first row; comma, semicolon or tab between them."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = Rows(io.StringIO(text), delimiter, max_field)
    try:
        header = [name.strip().strip("\ufeff").lower() for name in next(rows)]
    except (StopIteration, csv.Error):
        yield InputError(source, "has no header row")
        return
    if not {"text", "title"} & set(header):
        yield InputError(source, f"has no column « text »; its columns: {', '.join(header)[:200]}", 1)
        return
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield RecordError(source, f"is no CSV: {error}", line)
            continue
        if not any(row):
            continue
        if len(row) != len(header):
            yield RecordError(source, f"has {len(row)} cells where the header has {len(header)}", line)
            continue
        try:
            yield article_of(
                {k: v for k, v in zip(header, row, strict=True) if v != "" or k == "text"},
                source,
                line,
            )
        except RecordError as error:
            yield error


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


def from_parquet(path: Path, source: str) -> Iterator[Item]:
    """An article a row, read a few hundred at a time (extra ``parquet``)."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        yield MissingExtraError(source, "pyarrow", "parquet")
        return
    try:
        table = parquet.ParquetFile(path)
        if not {"text", "title"} & set(table.schema_arrow.names):
            yield InputError(
                source, f"has no column « text »; its columns: {', '.join(table.schema_arrow.names)[:200]}"
            )
            return
        number = 0
        for batch in table.iter_batches(batch_size=256):
            for record in batch.to_pylist():
                number += 1
                try:
                    yield article_of(record, source, number)
                except RecordError as error:
                    yield error
    except (OSError, ValueError) as error:
        yield InputError(source, f"cannot be read as Parquet: {_short(error)}")


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
