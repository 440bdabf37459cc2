"""TaggedArticles -> files: JSON lines, JSON, CSV, Parquet, SQLite, a folder of tables, ninjs, NewsML-G2, IRaMuTeQ, a marked page."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from newstagger.errors import MissingExtraError, OutputError, UsageError
from newstagger.tags import TaggedArticle

__all__ = ["ENDINGS", "check_append", "check_tables", "ending", "replacing", "replacing_path", "write", "write_json"]

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
    if found == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise MissingExtraError(str(path), "pyarrow", "parquet") from None
    return found


def write(lines: Iterable[str], path: Path, *, append: bool = False, tables: bool = False) -> None:
    """Write records, given as lines of JSON, in the form that the path's ending names; atomically.

    Args:
        append: add to a database that is there; an article takes the place of those of its id.
        tables: write a folder of that name with one Parquet file a table.

    Raises:
        UsageError: the form is no database, and nothing can be added to it.
        OutputError: the file cannot be written; what was there before is still there.
    """
    if tables:
        from newstagger.writers.folder_of_tables import write_folder

        write_folder((TaggedArticle.model_validate_json(line) for line in lines), path)
        return
    form = ending(path)
    if append:
        check_append(path)
    if form in DATABASES:
        _write_database(lines, path, append=append)
        return
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
            from newstagger.writers.alceste import write_alceste

            write_alceste(lines, stream)
        else:
            articles = (TaggedArticle.model_validate_json(line) for line in lines)
            if form == ".csv":
                from newstagger.writers.tables import write_csv

                write_csv(articles, stream)
            elif form == ".ninjs.jsonl":
                from newstagger.writers.exchange import write_ninjs

                write_ninjs(articles, stream)
            elif form == ".newsml.xml":
                from newstagger.writers.exchange import write_newsml

                write_newsml(articles, stream)
            elif form == ".parquet":
                from newstagger.writers.tables import write_parquet

                write_parquet(articles, stream)
            else:
                from newstagger.writers.page import write_page

                write_page(articles, stream)


def check_append(path: Path) -> None:
    """Can articles be added to a file of this name?

    Raises:
        UsageError: its form is no database.
        OutputError: what is there is no database of newstagger, or one of another layout.
    """
    if ending(path) not in DATABASES:
        raise UsageError(f"{path}: articles are added to a database: give one ending in {' or '.join(DATABASES)}")
    if path.exists():
        from newstagger.writers.database import check_database

        check_database(path)


def check_tables(path: Path) -> None:
    """Can a folder of tables be written under this name?

    Raises:
        UsageError: it is the name of a file of another form.
        MissingExtraError: pyarrow is not installed.
        OutputError: there is a file of that name, or a folder with other things in it.
    """
    from newstagger.writers.folder_of_tables import check_folder

    if found := next((e for e in ENDINGS if e != ".parquet" and path.name.lower().endswith(e)), None):
        raise UsageError(f"{path}: --tables writes a folder; give a name that does not end in {found}")
    check_folder(path)


def _write_database(lines: Iterable[str], path: Path, *, append: bool) -> None:
    from newstagger.writers.database import append_to_database, create_database

    articles = (TaggedArticle.model_validate_json(line) for line in lines)
    if append and path.exists():
        append_to_database(articles, path)
        return
    with replacing_path(path) as part:
        create_database(articles, part)


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


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``path`` when all of it is written, or else leaves no trace.

    Raises:
        OutputError: it cannot be written.
    """
    with replacing_path(path) as part, part.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def replacing_path(path: Path) -> Iterator[Path]:
    """As ``replacing``, for what writes to a file by its name.

    Raises:
        OutputError: it cannot be written.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        part = Path(name)
        os.close(handle)
        yield part
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
        part = None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
