"""One row an article: CSV for spreadsheets, Parquet with the whole record.

TaggedArticles -> a folder with one Parquet file a table: those of the database, for DuckDB, Spark and data frames.

The tables are filled in a database beside them and copied from it, so that they are the same as in SQLite, with the
same numbers, and memory stays bounded however many names there are. DuckDB's ``IMPORT DATABASE`` takes the folder, for
which it holds the two files that ``EXPORT DATABASE`` writes too.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any

from newstagger._writers.atomic import replacing_folder
from newstagger._writers.database import create_database, telling
from newstagger.errors import MissingExtraError, OutputError
from newstagger.readers.delimited import FORMULA
from newstagger.tags import TaggedArticle

#: Columns of the CSV, in order.
COLUMNS = (
    "id", "title", "published", "url", "author", "source", "topics", "scores", "people", "organisations", "places",
    "countries", "dates", "declared_topics", "text", "warnings",
    "duplicate_of", "suggested",
)  # fmt: skip
_ROWS = 256


def row(article: TaggedArticle) -> list[str]:
    """The cells of an article, lists joined by « ; »."""
    moment = article.published
    cells = [
        article.id, article.title or "", moment.isoformat() if moment else "",
        article.url or "", article.author or "", article.source or "",
        _joined(topic.label for topic in article.topics),
        _joined(f"{topic.score:.4f}" for topic in article.topics),
        _joined(entity.name for entity in article.people),
        _joined(entity.name for entity in article.organisations),
        _joined(entity.name for entity in article.places),
        _joined(dict.fromkeys(place.country for place in article.places if place.country)),
        _joined(dict.fromkeys(mention.value for mention in article.dates if mention.value)),
        _joined(article.declared_topics), article.text, _joined(article.warnings), article.duplicate_of or "",
        _joined(topic.label for topic in article.suggested or ()),
    ]  # fmt: skip
    return [safe(cell) for cell in cells]


def write_csv(articles: Iterable[TaggedArticle], stream: IO[bytes], separator: str = ",") -> None:
    """UTF-8 with a byte-order mark, which spreadsheets need to read the accents.

    A spreadsheet of a country that writes decimals with a comma opens a file whose columns « ; » separates.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(COLUMNS)
    for article in articles:
        writer.writerow(row(article))
    text.flush()
    text.detach()


def write_parquet(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """The record's fields as columns, lists of entities as lists of structs."""
    import pyarrow as arrow
    from pyarrow import parquet

    schema = arrow_schema()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _batches(json.loads(article.to_json()) for article in articles):
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


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _ROWS)):
        yield batch


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what looks like a formula, or like one protected so already.

    ``readers.delimited.unprotected`` gives the cell back.
    """
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


TABLES = ("articles", "topics", "article_topics", "names", "article_names", "mentions", "dates")
#: What a folder may hold that is replaced.
FILES = frozenset([*(f"{table}.parquet" for table in TABLES), "schema.sql", "load.sql"])
#: Rows of a row group; articles come with their text.
_GROUP_ROWS = {"articles": 1000}
_MANY_ROWS = 50_000
_DUCKDB = {"INTEGER": "BIGINT", "REAL": "DOUBLE", "TEXT": "VARCHAR"}


def check_folder(path: Path) -> None:
    """Can tables be written to a folder of this name?

    Raises:
        MissingExtraError: pyarrow is not installed.
        OutputError: there is a file of that name, or a folder with other things in it.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtraError(str(path), "pyarrow", "parquet") from None
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path}: is a file; --tables writes a folder: give another name")
    if foreign := sorted(entry.name for entry in path.iterdir() if entry.name not in FILES):
        raise OutputError(f"{path}: holds other things ({foreign[0]}), which are never replaced; choose another name")


def write_folder(articles: Iterable[TaggedArticle], path: Path) -> None:
    """Write all tables; what was there before stays until all are written.

    Raises:
        OutputError: they cannot be written.
    """
    check_folder(path)
    with replacing_folder(path) as part:
        filled = part / "filled.sqlite"
        create_database(articles, filled, lean=True)
        with telling(path), closing(sqlite3.connect(filled)) as base:
            columns = {table: _columns(base, table) for table in TABLES}
            for table in TABLES:
                _copy(base, table, columns[table], part / f"{table}.parquet")
            views = [sql for (sql,) in base.execute("SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid")]
        filled.unlink()
        (part / "schema.sql").write_text(_schema(columns, views), "utf-8")
        # DuckDB looks for the files in the folder that it is given, wherever that has moved to.
        load = "".join(f"COPY {table} FROM '{table}.parquet' (FORMAT 'parquet');\n" for table in TABLES)
        (part / "load.sql").write_text(load, "utf-8")


def _columns(base: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """Name and type of each column, and whether it may be empty."""
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
            writer.write_table(_table(arrow, batch, schema))


def _table(arrow: Any, batch: list[tuple[Any, ...]], schema: Any) -> Any:
    columns = zip(*batch, strict=True)
    return arrow.table([arrow.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _schema(columns: dict[str, list[tuple[str, str, bool]]], views: list[str]) -> str:
    """The tables and views in DuckDB's words."""
    tables = [
        f"CREATE TABLE {table} (" + ", ".join(f'"{name}" {_DUCKDB[kind]}' for name, kind, _ in found) + ");"
        for table, found in columns.items()
    ]
    return "\n".join([*tables, *(f"{view};" for view in views)]) + "\n"
