"""TaggedArticles -> one row per article: CSV for spreadsheets, Parquet with the whole record.

TaggedArticles -> a folder with one Parquet file for each table of the database, for DuckDB, Spark and data frames.

The folder's tables are copied from a temporary database, so that they are the same as in SQLite, with the same numbers, and
memory stays bounded however many names there are. DuckDB's ``IMPORT DATABASE`` reads the folder, which has the two files
that ``EXPORT DATABASE`` also writes.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from newstagger._writers.atomic import replacing_folder
from newstagger._writers.database import create_database, report_failure
from newstagger._writers.records import parse_tags
from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, MissingExtraError, OutputError, RecordError
from newstagger.readers.delimited import detect_delimiter, protect, unprotect
from newstagger.readers.rows import Rows
from newstagger.readers.spreadsheets import arrow_errors, read_rows
from newstagger.tags import TaggedArticle

#: Columns of the CSV, in order.
COLUMNS = (
    "id", "title", "published", "url", "author", "source", "topics", "scores", "people", "organisations", "places",
    "countries", "dates", "declared_topics", "text", "warnings",
    "duplicate_of", "suggested",
)  # fmt: skip
#: Columns with a single text.
_TEXTS = ("id", "title", "published", "url", "author", "source", "text", "duplicate_of")
#: Rows of a Parquet file written or read at once.
_ROWS = 256


def make_row(article: TaggedArticle) -> list[str]:
    """The cells of an article, lists joined by « ; »."""
    moment = article.published
    return [
        article.id, article.title or "", moment.isoformat() if moment else "",
        article.url or "", article.author or "", article.source or "",
        _join(topic.label for topic in article.topics),
        _join(f"{topic.score:.4f}" for topic in article.topics),
        _join(entity.name for entity in article.people),
        _join(entity.name for entity in article.organisations),
        _join(entity.name for entity in article.places),
        _join(dict.fromkeys(place.country for place in article.places if place.country)),
        _join(dict.fromkeys(mention.value for mention in article.dates if mention.value)),
        _join(article.declared_topics), article.text, _join(article.warnings), article.duplicate_of or "",
        _join(topic.label for topic in article.suggested or ()),
    ]  # fmt: skip


def write_csv(articles: Iterable[TaggedArticle], stream: IO[bytes], separator: str = ",") -> None:
    """One row per article, for spreadsheets.

    Args:
        separator: the delimiter. Spreadsheets in countries with a decimal comma expect ``;``.
    """
    write_rows(chain([COLUMNS], map(make_row, articles)), stream, separator)


def write_rows(rows: Iterable[Iterable[str]], stream: IO[bytes], separator: str = ",") -> None:
    """Rows as CSV in UTF-8 with a byte order mark, which spreadsheets need for accents; no cell is run as a formula."""
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([protect(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def read_tag_rows(path: Path) -> Iterator[TaggedArticle | RecordError]:
    """The articles of a CSV written by ``tag``, as far as its columns preserve them.

    Raises:
        InputError: it cannot be read, or lacks columns.
    """
    lists = {"topics": "label", "people": "name", "organisations": "name", "places": "name"}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            # A cell may contain a whole article, which is longer than the csv module's limit.
            rows = Rows(stream, detect_delimiter(stream.readline()), 4 * MAX_CHARS)
            stream.seek(0)
            names = next(rows, [])
            if missing := [name for name in (*lists, "published") if name not in names]:
                raise InputError(
                    str(path), f"is not a CSV that newstagger tag wrote: it has no column {', '.join(missing)}"
                )
            for row in rows:
                cells = dict(zip(names, map(unprotect, row), strict=False))
                record: dict[str, Any] = {name: cells[name] for name in _TEXTS if cells.get(name)}
                for name in ("declared_topics", "warnings"):
                    record[name] = _split(cells.get(name))
                for name, label in lists.items():
                    record[name] = [{label: value} for value in _split(cells.get(name))]
                scores = _split(cells.get("scores"))
                for at, topic in enumerate(record["topics"]):
                    topic["score"] = scores[at] if len(scores) == len(record["topics"]) else 1.0
                yield parse_tags(record, str(path), rows.line_num)
    except FileNotFoundError:
        raise InputError(str(path), "there is no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), f"cannot be read as CSV: {getattr(error, 'strerror', None) or error}") from None


def read_tag_table(path: Path) -> Iterator[TaggedArticle | RecordError]:
    """The articles of a Parquet file written by ``tag``, numbered from 1 in errors.

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
        rows = (row for batch in batches for row in read_rows(batch, lambda _: None))
        for number, row in enumerate(rows, 1):
            yield parse_tags({name: value for name, value in row.items() if value is not None}, str(path), number)
    except FileNotFoundError:
        raise InputError(str(path), "there is no such file") from None
    except arrow_errors() as error:
        raise InputError(str(path), f"cannot be read as Parquet: {str(error)[:200]}") from None


def write_parquet(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """The record's fields as columns, lists of entities as lists of structs."""
    import pyarrow as arrow
    from pyarrow import parquet

    schema = arrow_schema()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _batch(json.loads(article.to_json()) for article in articles):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def arrow_schema() -> Any:
    """The Arrow schema of the record; dates and times are ISO 8601 text, as in the JSON."""
    import pyarrow as arrow

    text, number = arrow.string(), arrow.float64()
    mention = [("field", text), ("start", arrow.int64()), ("end", arrow.int64()), ("text", text)]
    entity = [("name", text), ("aliases", arrow.list_(text)), ("mentions", arrow.list_(arrow.struct(mention)))]
    evidence = arrow.list_(arrow.struct([("term", text), ("weight", number)]))
    topic = [("label", text), ("score", number), ("code", text), ("evidence", evidence)]

    def many(fields: list[tuple[str, Any]]) -> Any:
        return arrow.list_(arrow.struct(fields))

    return arrow.schema(
        [(name, text) for name in ("id", "title", "published", "url", "author", "source")]
        + [
            ("declared_topics", arrow.list_(text)),
            ("topics", many(topic)),
            ("people", many([*entity, ("titles", arrow.list_(text))])),
            ("organisations", many(entity)),
            ("places", many([*entity, ("country", text)])),
            ("dates", many([*mention, ("type", text), ("value", text), ("from", text), ("to", text)])),
            ("text", text),
            ("warnings", arrow.list_(text)),
            ("duplicate_of", text),
            ("suggested", many(topic)),
        ]
    )


def _batch(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _ROWS)):
        yield batch


def _join(values: Iterable[str]) -> str:
    return "; ".join(values)


def _split(cell: str | None) -> list[str]:
    return [value for value in (cell or "").split("; ") if value]


TABLES = ("articles", "topics", "article_topics", "names", "article_names", "mentions", "dates")
#: What a folder that is replaced may contain.
FILES = frozenset([*(f"{table}.parquet" for table in TABLES), "schema.sql", "load.sql"])
#: Rows per row group; articles include their text.
_GROUP_ROWS = {"articles": 1000}
_MANY_ROWS = 50_000
_DUCKDB = {"INTEGER": "BIGINT", "REAL": "DOUBLE", "TEXT": "VARCHAR"}


def check_folder(path: Path) -> None:
    """Check that tables can be written to a folder with this name.

    Raises:
        MissingExtraError: pyarrow is not installed.
        OutputError: there is a file with this name, or a folder with anything else in it.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtraError(str(path), "pyarrow", "parquet") from None
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path}: is a file, but `tables` writes a folder; choose another name")
    if foreign := sorted(entry.name for entry in path.iterdir() if entry.name not in FILES):
        raise OutputError(f"{path}: contains other files ({foreign[0]}), which are never replaced; choose another name")


def write_folder(articles: Iterable[TaggedArticle], path: Path) -> None:
    """Write all tables; existing ones stay until all are written.

    Raises:
        OutputError: they cannot be written.
    """
    check_folder(path)
    with replacing_folder(path) as part:
        filled = part / "filled.sqlite"
        create_database(articles, filled, bare=True)
        with report_failure(path), closing(sqlite3.connect(filled)) as base:
            columns = {table: _read_columns(base, table) for table in TABLES}
            for table in TABLES:
                _copy(base, table, columns[table], part / f"{table}.parquet")
            views = [sql for (sql,) in base.execute("SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid")]
        filled.unlink()
        (part / "schema.sql").write_text(_format_schema(columns, views), "utf-8")
        # DuckDB searches the folder that it is given, wherever that was moved.
        load = "".join(f"COPY {table} FROM '{table}.parquet' (FORMAT 'parquet');\n" for table in TABLES)
        (part / "load.sql").write_text(load, "utf-8")


def _read_columns(base: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """Name and type of each column, and whether it may be null."""
    rows = base.execute(f"PRAGMA table_info({table})")
    return [(name, kind, not (required or key)) for _, name, kind, required, _, key in rows]


def _copy(base: sqlite3.Connection, table: str, columns: list[tuple[str, str, bool]], path: Path) -> None:
    import pyarrow as arrow
    from pyarrow import parquet

    types = {"INTEGER": arrow.int64(), "REAL": arrow.float64(), "TEXT": arrow.string()}
    schema = arrow.schema([arrow.field(name, types[kind], nullable=empty) for name, kind, empty in columns])
    rows = base.execute(f"SELECT * FROM {table} ORDER BY rowid")
    with path.open("wb") as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := rows.fetchmany(_GROUP_ROWS.get(table, _MANY_ROWS)):
            writer.write_table(_make_table(arrow, batch, schema))


def _make_table(arrow: Any, batch: list[tuple[Any, ...]], schema: Any) -> Any:
    columns = zip(*batch, strict=True)
    return arrow.table([arrow.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _format_schema(columns: dict[str, list[tuple[str, str, bool]]], views: list[str]) -> str:
    """The tables and views in DuckDB's SQL."""
    tables = [
        f"CREATE TABLE {table} (" + ", ".join(f'"{name}" {_DUCKDB[kind]}' for name, kind, _ in found) + ");"
        for table, found in columns.items()
    ]
    return "\n".join([*tables, *(f"{view};" for view in views)]) + "\n"
