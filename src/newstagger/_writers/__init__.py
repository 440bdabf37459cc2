"""TaggedArticles -> files: JSON lines, JSON, CSV, Parquet, SQLite, a folder of tables, ninjs, NewsML-G2, IRaMuTeQ, a marked page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from newstagger._writers.atomic import replacing, replacing_path
from newstagger._writers.claims import claim
from newstagger.errors import MissingExtraError, UsageError
from newstagger.tags import TaggedArticle

__all__ = [
    "ENDINGS", "check_append", "check_tables", "claim", "ending", "folder_check", "replacing", "replacing_path", "write",
    "write_json",
]  # fmt: skip

#: Endings that can be written.
ENDINGS = (
    ".jsonl",
    ".jsonl.gz",
    ".json",
    ".csv",
    ".parquet",
    ".sqlite",
    ".db",
    ".ninjs.jsonl",
    ".newsml.xml",
    ".iramuteq.txt",
    ".tml",
    ".html",
)
#: Those that more articles can be added to.
DATABASES = (".sqlite", ".db")


def ending(path: Path) -> str:
    """The form of an output, by the ending of its name.

    Raises:
        UsageError: the ending is none that can be written.
        MissingExtraError: the form needs a package that is not installed.
    """
    lower = path.name.lower().replace(".ndjson", ".jsonl")
    found = max((e for e in ENDINGS if lower.endswith(e)), key=len, default=None)
    if found is None:
        raise UsageError(f"{path}: has an ending that cannot be written; known are {', '.join(ENDINGS)}")
    if found == ".tml":
        from newstagger._writers.timeml import check_folder as check_timeml

        check_timeml(path)
    if found == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise MissingExtraError(str(path), "pyarrow", "parquet") from None
    return found


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
    if tables:
        from newstagger._writers.tables import write_folder

        write_folder((TaggedArticle.model_validate_json(line) for line in lines), path)
        return 0
    form = ending(path)
    if append:
        check_append(path)
    if form in DATABASES:
        return _write_database(lines, path, append, own)
    if form == ".tml":
        from newstagger._writers.timeml import write_folder as write_timeml

        write_timeml((TaggedArticle.model_validate_json(line) for line in lines), path)
        return 0
    with replacing(path) as stream:
        if form == ".jsonl":
            stream.writelines(line.encode("utf-8") + b"\n" for line in lines)
        elif form == ".jsonl.gz":
            # Without a time of its own, so that the same tags give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
                packed.writelines(line.encode("utf-8") + b"\n" for line in lines)
        elif form == ".json":
            _write_list(lines, stream)
        elif form == ".iramuteq.txt":
            from newstagger._writers.exchange import write_alceste

            write_alceste(lines, stream)
        else:
            articles = (TaggedArticle.model_validate_json(line) for line in lines)
            if form == ".csv":
                from newstagger._writers.tables import write_csv

                write_csv(articles, stream, separator)
            elif form == ".ninjs.jsonl":
                from newstagger._writers.exchange import write_ninjs

                write_ninjs(articles, stream)
            elif form == ".newsml.xml":
                from newstagger._writers.exchange import write_newsml

                write_newsml(articles, stream)
            elif form == ".parquet":
                from newstagger._writers.tables import write_parquet

                write_parquet(articles, stream)
            else:
                from newstagger._writers.page import write_page

                write_page(articles, stream)
    return 0


def folder_check(path: Path, *, tables: bool = False) -> Callable[[Path], None] | None:
    """What tells of a folder that is there whether this output may take its place; None for outputs that are files."""
    if tables:
        from newstagger._writers.tables import check_folder as check
    elif ending(path) == ".tml":
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
    if ending(path) not in DATABASES:
        raise UsageError(f"{path}: articles are added to a database: give one ending in {' or '.join(DATABASES)}")
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

    if found := next((e for e in ENDINGS if e != ".parquet" and path.name.lower().endswith(e)), None):
        raise UsageError(f"{path}: --tables writes a folder; give a name that does not end in {found}")
    check_folder(path)


def _write_database(lines: Iterable[str], path: Path, append: bool, own: Iterable[bool] | None) -> int:
    from newstagger._writers.database import append_to_database, create_database, settle

    articles = (TaggedArticle.model_validate_json(line) for line in lines)
    if append and path.exists():
        return append_to_database(articles, path, own)
    with replacing_path(path) as part:
        create_database(articles, part)
        settle(path)
    return 0


def _write_list(lines: Iterable[str], stream: IO[bytes]) -> None:
    opener = b"[\n"
    for line in lines:
        stream.write(opener + line.encode("utf-8"))
        opener = b",\n"
    stream.write(b"\n]\n" if opener == b",\n" else b"[]\n")


def write_json(value: Any, path: Path) -> None:
    """Write a JSON value, indented; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as stream:
        stream.write((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
