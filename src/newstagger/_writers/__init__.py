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
    """Write records, given as lines of JSON, in the form that the path's ending names; atomically.

    When this returns the file, and its name in its folder, are on the disk.

    Args:
        append: add to a database that is there.
        own: with ``append``, whether each article brought its id: then it takes the place of those of its id. By
            default all did. An id made of a file and a line is another article's on another day.
        tables: write a folder of that name with one Parquet file a table.
        separator: what separates the columns of a .csv.

    Returns:
        How many articles of the database were replaced.

    Raises:
        UsageError: the form is no database, and nothing can be added to it.
        OutputError: the file cannot be written; what was there before is still there.
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
    """What tells of a folder that is there whether this output may take its place; None for outputs that are files."""
    if tables:
        from newstagger._writers.tables import check_folder as check
    elif find_writer(path).kind == "folder":
        from newstagger._writers.timeml import check_folder as check
    else:
        return None
    return check


def check_append(path: Path) -> None:
    """Can articles be added to a file of this name?

    Raises:
        UsageError: its form is no database.
        OutputError: what is there is no database of newstagger, or one of another layout.
    """
    if find_writer(path).kind != "database":
        raise UsageError(f"{path}: `append` needs a database ({', '.join(DATABASES)})")
    if path.exists():
        from newstagger._writers.database import check_database

        check_database(path)


def check_tables(path: Path) -> None:
    """Can a folder of tables be written under this name?

    Raises:
        UsageError: it is the name of a file of another form.
        MissingExtraError: pyarrow is not installed.
        OutputError: there is a file of that name, or a folder with other things in it.
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
