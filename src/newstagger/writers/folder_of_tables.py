"""TaggedArticles -> a folder with one Parquet file a table: those of the database, for DuckDB, Spark and data frames.

The tables are filled in a database beside them and copied from it, so that they are the same as in SQLite, with the
same numbers, and memory stays bounded however many names there are. DuckDB's ``IMPORT DATABASE`` takes the folder, for
which it holds the two files that ``EXPORT DATABASE`` writes too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from newstagger.errors import MissingExtraError, OutputError
from newstagger.tags import TaggedArticle
from newstagger.writers.atomic import replacing_folder
from newstagger.writers.database import create_database, telling

TABLES = ("articles", "topics", "article_topics", "names", "article_names", "mentions", "dates")
#: What a folder may hold that is replaced.
FILES = frozenset([*(f"{table}.parquet" for table in TABLES), "schema.sql", "load.sql"])
#: Rows of a row group; articles come with their text.
_ROWS = {"articles": 1000}
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
        while batch := rows.fetchmany(_ROWS.get(table, _MANY_ROWS)):
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
