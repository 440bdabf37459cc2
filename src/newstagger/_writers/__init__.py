"""TaggedArticles -> files: JSON lines, JSON, CSV, Parquet, SQLite, a folder of tables, ninjs, NewsML-G2, IRaMuTeQ, a marked page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from newstagger._forms import DATABASES, WRITTEN, find_writer
from newstagger._writers.atomic import replacing
from newstagger._writers.claims import claim
from newstagger._writers.records import read_tags
from newstagger.errors import UsageError
from newstagger.tags import TaggedArticle

__all__ = [
    "check_append", "check_tables", "choose_folder_check", "claim", "read_tags", "replacing", "write", "write_json",
]  # fmt: skip


def write(
    lines: Iterable[str],
    path: Path,
    *,
    append: bool = False,
    own: Iterable[bool] | None = None,
    tables: bool = False,
    separator: str = ",",
) -> int:
    """Write records, given as lines of JSON, in the format of the path's extension; atomically.

    When this returns, the file and its entry in the folder are on disk.

    Args:
        append: add to an existing database.
        own: with ``append``, whether each article came with its id, so that it replaces those with the same id; by
            default all did. An id made of a file and a line may belong to another article on another day.
        tables: write a folder with this name and one Parquet file per table.
        separator: the delimiter of a .csv.

    Returns:
        The number of articles in the database that were replaced.

    Raises:
        UsageError: the format is not a database, so nothing can be added.
        OutputError: the file cannot be written; an existing one is unchanged.
    """
    articles = (TaggedArticle.model_validate_json(line) for line in lines)
    if tables:
        from newstagger._writers.tables import write_folder

        write_folder(articles, path)
        return 0
    form = find_writer(path)
    if append:
        check_append(path)
    given = lines if form.takes == "lines" else articles
    write_form = form.load_writer()
    if form.kind == "database":
        replaced: int = write_form(articles, path, append, own)
        return replaced
    if form.kind == "folder":
        write_form(articles, path)
        return 0
    with replacing(path) as stream:
        write_form(given, stream, separator) if form.ending == ".csv" else write_form(given, stream)
    return 0


def choose_folder_check(path: Path, *, tables: bool = False) -> Callable[[Path], None] | None:
    """The function that checks whether this output may replace an existing folder; None if the output is a file."""
    if tables:
        from newstagger._writers.tables import check_folder as check
    elif find_writer(path).kind == "folder":
        from newstagger._writers.timeml import check_folder as check
    else:
        return None
    return check


def check_append(path: Path) -> None:
    """Check that articles can be added to a file with this name.

    Raises:
        UsageError: its format is not a database.
        OutputError: the existing file is not a database of newstagger, or has another layout.
    """
    if find_writer(path).kind != "database":
        raise UsageError(f"{path}: `append` needs a database ({', '.join(DATABASES)})")
    if path.exists():
        from newstagger._writers.database import check_database

        check_database(path)


def check_tables(path: Path) -> None:
    """Check that a folder of tables can be written under this name.

    Raises:
        UsageError: it is the name of a file in another format.
        MissingExtraError: pyarrow is not installed.
        OutputError: there is a file with this name, or a folder with anything else in it.
    """
    from newstagger._writers.tables import check_folder

    if found := next((e for e in WRITTEN if e != ".parquet" and path.name.lower().endswith(e)), None):
        raise UsageError(f"{path}: `tables` writes a folder; choose a name that does not end in {found}")
    check_folder(path)


def write_json(value: Any, path: Path) -> None:
    """Write a JSON value, indented; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as stream:
        stream.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
