"""Files -> articles, one at a time, whatever their form."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from newstagger.article import MAX_CHARS, Article, parse_published
from newstagger.errors import InputError, RecordError
from newstagger.readers.encoding import BinaryDataError, decode, repair
from newstagger.readers.forms import form_of, is_html
from newstagger.readers.page import parse_page, read_page
from newstagger.readers.tables import Item, from_csv, from_json, from_json_lines, from_parquet

__all__ = ["ENDINGS", "count", "files_below", "parse_page", "read", "read_bytes", "read_page", "stream"]

#: Endings that are read; with .gz behind them where they are lines.
ENDINGS = (".txt", ".html", ".htm", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".json", ".csv", ".parquet")
#: A file that is read whole may have this many bytes for each code point of the longest text.
_BYTES_PER_CHAR = 4
#: CSV and JSON files hold many articles and are read whole: this many times the longest text.
_ARTICLES_PER_FILE = 50
STANDARD_INPUT = "-"
_BLANK = b"\xef\xbb\xbf \t\r\n"
#: Ids remembered, to warn of two articles of one.
_IDS = 1_000_000


def read(
    sources: str | Path | Iterable[str | Path],
    *,
    published: str | date | datetime | None = None,
    errors: Callable[[InputError], None] | None = None,
    max_chars: int = MAX_CHARS,
) -> Iterator[Article]:
    """Articles of files, folders (recursively, in order of names) and standard input (``-``).

    Args:
        sources: one or several. Plain text or pasted pages (.txt), .html, .jsonl or .ndjson (also
            .gz), .json, .csv and .parquet.
        published: publication time of articles that have none.
        errors: called with each article or file that cannot be read, the rest goes on; without it
            the first one is raised.
        max_chars: longest text read, in code points.

    Raises:
        InputError: something cannot be read and ``errors`` is not given.
        ValueError: ``published`` is no ISO 8601 day or moment.
    """
    for item in stream(sources, published=published, max_chars=max_chars):
        if isinstance(item, Article):
            yield item
        elif errors is None:
            raise item
        else:
            errors(item)


def stream(
    sources: str | Path | Iterable[str | Path],
    *,
    published: str | date | datetime | None = None,
    max_chars: int = MAX_CHARS,
) -> Iterator[Item]:
    """As ``read``, bad articles and files in their place as errors."""
    default = parse_published(published)
    named = [sources] if isinstance(sources, (str, Path)) else list(sources)
    seen: set[int] = set()
    for source in named:
        for item in _items(str(source), max_chars):
            if isinstance(item, Article):
                if len(item.text) > max_chars:
                    yield _too_long(item.id, len(item.text), max_chars)
                    continue
                if default is not None and item.published is None:
                    item = replace(item, published=default)
                if hash(item.id) in seen:
                    item.warnings.append(f"another article before this one has the id « {item.id} » too")
                elif len(seen) < _IDS:
                    seen.add(hash(item.id))
            yield item


def read_bytes(data: bytes, name: str, *, max_chars: int = MAX_CHARS) -> Iterator[Item]:
    """Articles of a file that was sent: its bytes, and a name whose ending says what they are.

    Args:
        name: such as « page.txt » (plain text or a pasted page), « page.html », « articles.jsonl », « articles.json »
            or « articles.csv ».
    """
    ending = _ending(name)
    if ending in (".jsonl", ".ndjson"):
        yield from _json_lines(io.BytesIO(data), name, max_chars)
    elif ending in (".txt", ".html", ".htm", ".json", ".csv"):
        for item in _whole(data, name, ending, max_chars):
            if isinstance(item, Article) and len(item.text) > max_chars:
                item = _too_long(item.id, len(item.text), max_chars)
            yield item
    else:
        known = ".txt, .html, .htm, .jsonl, .ndjson, .json, .csv"
        yield InputError(name, f"has an ending that is not read here; known are {known}")


def count(sources: Iterable[str]) -> int | None:
    """How many articles there are, where that is cheap to know: files of one article, and plain lines."""
    total = 0
    for source in sources:
        path = Path(source)
        if source == STANDARD_INPUT or not path.exists():
            return None
        for file in files_below(path) if path.is_dir() else [path]:
            ending = _ending(file.name)
            if ending in (".txt", ".html", ".htm"):
                total += 1
            elif ending in (".jsonl", ".ndjson"):
                with file.open("rb") as opened:
                    total += sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))
            elif ending is not None:
                return None
    return total


def _too_long(source: str, size: int, limit: int) -> RecordError:
    return RecordError(
        source,
        f"the text has {size:,} characters, more than the limit of {limit:,}; split it, or raise the limit with --max-chars",
    )


def _items(source: str, max_chars: int) -> Iterator[Item]:
    if source == STANDARD_INPUT:
        yield from _standard_input(max_chars)
        return
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield InputError(source, "there is no such file or folder")
        return
    except (OSError, ValueError) as error:
        yield InputError(source, f"cannot be read: {_reason(error)}")
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, max_chars)
    elif not stat.S_ISREG(mode):
        yield InputError(source, "is neither a file nor a folder; to read a pipe, give - and send it to standard input")
    else:
        yield from _file(path, source, max_chars)


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder that is read, in order of names.

    Hidden files and folders (``.git``) are not entered, links to folders not followed, so no loop is walked.
    """
    for here, folders, names in os.walk(folder, onerror=None):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here) / name
            if not name.startswith(".") and _ending(name) is not None and path.is_file():
                yield path


def _folder(folder: Path, max_chars: int) -> Iterator[Item]:
    found = False
    for path in files_below(folder):
        found = True
        yield from _file(path, str(path), max_chars)
    if not found:
        yield InputError(str(folder), f"there is nothing to read in this folder (endings read: {', '.join(ENDINGS)})")


def _ending(name: str) -> str | None:
    lower = name.lower()
    return max((e for e in ENDINGS if lower.endswith(e)), key=len, default=None)


def _file(path: Path, source: str, max_chars: int) -> Iterator[Item]:
    ending = _ending(path.name)
    if ending is None:
        yield InputError(source, f"has an ending that is not read; known are {', '.join(ENDINGS)}")
        return
    try:
        if ending in (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"):
            with gzip.open(path) if ending.endswith(".gz") else path.open("rb") as opened:
                yield from _json_lines(opened, source, max_chars)  # type: ignore[arg-type]
        elif ending == ".parquet":
            yield from from_parquet(path, source)
        else:
            yield from _whole_file(path, source, ending, max_chars)
    except (OSError, EOFError, zlib.error) as error:
        yield InputError(source, f"cannot be read: {_reason(error)}")


def _whole_file(path: Path, source: str, ending: str, max_chars: int) -> Iterator[Item]:
    many = _ARTICLES_PER_FILE if ending in (".json", ".csv") else 1
    limit = _BYTES_PER_CHAR * max_chars * many
    size = path.stat().st_size
    if size > limit:
        hint = "use .jsonl, which is read by lines" if many > 1 else "split it, or raise the limit with --max-chars"
        kind = InputError if many > 1 else RecordError
        yield kind(source, f"has {size:,} bytes, more than the limit of {limit:,} for a file of this form; {hint}")
        return
    yield from _whole(path.read_bytes(), source, ending, max_chars)


def _whole(data: bytes, source: str, ending: str, max_chars: int) -> Iterator[Item]:
    """The articles of a file read whole."""
    if not data.strip(_BLANK):
        yield InputError(source, "is empty")
        return
    if ending == ".csv" and data.count(b"\0") * 10 < len(data):  # else it is UTF-16
        data = data.replace(b"\0", b"")
    try:
        text, encoding = decode(data)
    except BinaryDataError:
        yield InputError(source, "is a binary file, not text")
        return
    text, repaired = repair(text)
    if ending == ".json":
        yield from from_json(text.lstrip("\ufeff"), source)
    elif ending == ".csv":
        yield from from_csv(text.lstrip("\ufeff"), source, max_chars * 2)
    else:
        article = _page(text, source, ending)
        if isinstance(article, Article):
            if repaired:
                article.warnings.append("the file's UTF-8 had been read as Windows-1252 once before; put right")
            elif encoding in ("windows-1252", "latin-1"):
                article.warnings.append(f"read as {encoding}: the file is no UTF-8")
        yield article


def _page(text: str, source: str, ending: str) -> Item:
    pasted = ending == ".txt" and is_html(text)
    if ending == ".txt" and not pasted:
        return read_page(text, source)
    from newstagger.readers.html import read_html

    try:
        article = read_html(text, source, source)
        if pasted:
            article.warnings.append("the text is the source of a web page; read as HTML")
        return article
    except InputError as error:
        return error


def _json_lines(opened: BinaryIO | _Behind, source: str, max_chars: int, before: int = 0) -> Iterator[Item]:
    """An article a line; ``before`` lines stood before these."""
    try:
        yield from from_json_lines(_lines(opened, source, max_chars, before), source)
    except InputError as error:
        yield error


def _lines(opened: BinaryIO | _Behind, source: str, max_chars: int, before: int = 0) -> Iterator[tuple[int, str]]:
    """Numbered lines of UTF-8 (or, where one is not, Windows-1252), none held that is too long.

    Raises:
        InputError: a line is longer than any article's record can be.
    """
    limit = _longest_line(max_chars)
    number = before
    while line := opened.readline(limit):
        number += 1
        if len(line) >= limit:
            reason = f"line {number} has more than {limit:,} bytes; split it, or raise the limit with --max-chars"
            raise InputError(source, f"cannot be read: {reason}", number)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError:
            yield number, line.decode("cp1252", "replace")


def _longest_line(max_chars: int) -> int:
    """Bytes that the longest record may have: « \\u00e9 » takes six for one code point."""
    return 6 * max_chars + 1_000_000


def _standard_input(max_chars: int) -> Iterator[Item]:
    """Records, one a line, where the first character is a brace; else what the beginning tells."""
    source = "standard input"
    try:
        given: Any = sys.stdin.buffer
        opened = given if hasattr(given, "peek") else io.BufferedReader(given)
        if opened.peek(2).startswith(b"\x1f\x8b"):
            opened = gzip.GzipFile(fileobj=opened)
        blank = 0
        while (line := opened.readline(_longest_line(max_chars))) and not line.strip(_BLANK):
            blank += 1
        if not line:
            yield InputError(source, "is empty")
        elif line.strip(_BLANK).startswith(b"{") and line.strip(_BLANK) != b"{":
            yield from _json_lines(_Behind(line, opened), source, max_chars, blank)
        else:
            yield from _one_piece(line, opened, source, max_chars)
    except (OSError, EOFError, zlib.error) as error:
        yield InputError(source, f"cannot be read: {_reason(error)}")


def _one_piece(line: bytes, opened: BinaryIO, source: str, max_chars: int) -> Iterator[Item]:
    """What is no lines of records: read whole, its form told by its beginning."""
    limit = _BYTES_PER_CHAR * max_chars * _ARTICLES_PER_FILE
    data = line + opened.read(limit)
    ending = form_of(data)
    if ending == ".xml":
        yield InputError(source, "is XML (a feed?), which is not read; send pages as HTML, or records as JSON lines")
    elif len(data) > (limit if ending in (".json", ".csv") else _BYTES_PER_CHAR * max_chars):
        yield _too_long(source, len(data), max_chars)
    else:
        yield from _whole(data, source, ending, max_chars)


class _Behind:
    """A stream of lines one of which was read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def readline(self, limit: int) -> bytes:
        """The next line."""
        first, self._first = self._first, b""
        return first or self._rest.readline(limit)


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the .gz file is cut short; the articles before the cut were read"
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return "it is no .gz file, or a damaged one"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
