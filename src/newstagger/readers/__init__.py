"""Files -> articles, one at a time, whatever their format."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from newstagger._arguments import check_path, check_several
from newstagger._forms import READ as ENDINGS
from newstagger._forms import RTF, explain_unread, find_reader
from newstagger.article import Article, parse_published, without_surrogates
from newstagger.errors import InputError, UsageError, is_shortage, shortage
from newstagger.readers.documents import DEEP, SAMPLE, detect_ending
from newstagger.readers.encoding import wide_encoding
from newstagger.readers.options import Notes, PassedOver, PassedOverError, ReadOptions, parse_map
from newstagger.readers.pages import parse_page, read_page
from newstagger.readers.source import (
    BLANK,
    Item,
    behind,
    by_bytes,
    longest_line,
    name_pages,
    note_saved,
    note_unread,
    reason,
    too_long,
)

__all__ = [
    "ENDINGS", "Notes", "ReadOptions", "count", "find_files", "parse_map", "parse_page", "read", "read_bytes", "read_page", "stream",
]  # fmt: skip

STANDARD_INPUT = "-"
#: Bytes read ahead from standard input to recognise UTF-16 and UTF-32.
_PEEKED = 64
#: Bytes read where several formats share their first bytes: all of most such files.
_DEEP_SAMPLE = 50_000_000
#: The name of standard input in messages and ids.
STANDARD_INPUT_NAME = "standard input"
#: Ids remembered, to warn of articles that share one.
_IDS = 1_000_000


def read(
    sources: str | Path | Iterable[str | Path],
    *,
    published: str | date | datetime | None = None,
    errors: Callable[[InputError], None] | None = None,
    max_chars: int | None = None,
    reading: ReadOptions | None = None,
) -> Iterator[Article]:
    """Articles of files, folders (recursively, in order of names) and standard input (``-``).

    Args:
        sources: one or several, with the extensions in ``newstagger.readers.ENDINGS``, each also with ``.gz``.
        published: publication time of articles that have none.
        errors: called with an error for each article or file that cannot be read; reading goes on.
            Without it the first error is raised.
        max_chars: longest text read, in code points; by default that of ``reading``.
        reading: names of fields, the encoding and the like, which are otherwise detected.

    Raises:
        InputError: something cannot be read and ``errors`` is not given.
        ValueError: ``published`` is not an ISO 8601 date or time.
    """
    for item in stream(sources, published=published, max_chars=max_chars, reading=reading):
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
    max_chars: int | None = None,
    reading: ReadOptions | None = None,
) -> Iterator[Item]:
    """Like ``read``, with an error in the place of each article or file that cannot be read."""
    default = parse_published(published)
    how = _set_limit(reading, max_chars)
    if hasattr(sources, "read"):  # its lines would be taken for file names
        raise UsageError("expected the name of a file, not an open file: pass its name, or - for standard input")
    named = [sources] if isinstance(sources, (str, Path)) else list(check_several("sources", sources, "paths"))
    seen: set[int] = set()
    counted = PassedOver()
    for source in named:
        check_path("sources", source)
        for item in _check_lengths(_read_source(str(source), how), how.max_chars, counted):
            if isinstance(item, InputError):  # frames would keep the whole record in memory as long as the error
                item = _without_frames(item)
            if isinstance(item, Article):
                if default is not None and item.published is None:
                    item = replace(item, published=default)
                if hash(item.id) in seen:
                    item.warnings.append(f'an earlier article has the same id, "{item.id}"')
                elif len(seen) < _IDS:
                    seen.add(hash(item.id))
            yield item
    counted.report(how.notes)


def _without_frames(error: InputError) -> InputError:
    error.__context__ = None
    return error.with_traceback(None)


def read_bytes(
    data: bytes, name: str, *, max_chars: int | None = None, reading: ReadOptions | None = None
) -> Iterator[Item]:
    """Articles of a file in memory, in the format that the extension of its name gives.

    Args:
        name: such as « page.txt » (plain text or a pasted page), « page.html », « articles.jsonl », « articles.json »
            or « articles.csv ».
    """
    form = find_reader(name)
    if form is None or name.lower().endswith(".gz") or form.packed:
        yield InputError(name, f"has an extension that is not supported here; known are {', '.join(ENDINGS)}")
        return
    how = _set_limit(reading, max_chars)
    counted = PassedOver()
    yield from _check_lengths(form.load_reader()(io.BytesIO(data), name, how), how.max_chars, counted)
    counted.report(how.notes)


def _set_limit(reading: ReadOptions | None, max_chars: int | None) -> ReadOptions:
    reading = reading or ReadOptions()
    return reading if max_chars is None else replace(reading, max_chars=max_chars)


def count(sources: Iterable[str], outputs: frozenset[str] = frozenset()) -> int | None:
    """The number of articles, where counting is cheap: files of one article, and uncompressed lines; else None."""
    try:
        return _count(sources, outputs)
    except OSError:  # reported when it is read
        return None


def _count(sources: Iterable[str], outputs: frozenset[str]) -> int | None:
    total = 0
    for source in sources:
        path = Path(source)
        if source == STANDARD_INPUT or not (path.is_file() or path.is_dir()):
            return None
        for file in find_files(path, outputs) if path.is_dir() else [path]:
            form = find_reader(file.name)
            articles = form.articles if form is not None else None
            if articles == "one":
                total += 1
            elif articles == "lines" and not file.name.lower().endswith(".gz"):
                with file.open("rb") as opened:
                    total += sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))
            elif articles is not None:
                return None
    return total


def _check_lengths(items: Iterable[Item], max_chars: int, counted: PassedOver) -> Iterator[Item]:
    """Items with an error in the place of each article whose text is too long; skipped items are counted."""
    for item in items:
        if isinstance(item, PassedOverError):
            counted.add(item)
        elif isinstance(item, Article) and len(item.text) > max_chars:
            yield too_long(item.id, len(item.text), max_chars)
        elif isinstance(item, Article):
            yield _make_writable(item)
        else:
            yield item


def _make_writable(article: Article) -> Article:
    """The article without lone surrogates in what a reader made of names of files, whose bytes need not be UTF-8."""
    for name in ("id", "title", "url", "author", "source"):
        value = getattr(article, name)
        if value:
            setattr(article, name, without_surrogates(value))
    article.warnings = [without_surrogates(warning) for warning in article.warnings]
    return article


def _read_source(source: str, reading: ReadOptions) -> Iterator[Item]:
    if source == STANDARD_INPUT:
        yield from _read_standard_input(reading)
        return
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield InputError(source, "there is no such file or folder")
        return
    except (OSError, ValueError) as error:
        yield InputError(source, f"cannot be read: {reason(error)}")
        return
    if stat.S_ISDIR(mode):
        yield from _read_folder(path, reading)
    elif not stat.S_ISREG(mode):
        yield InputError(source, "is neither a file nor a folder; to read a pipe, pass - and send it to standard input")
    else:
        yield from _read_file(path, source, reading)


def find_files(folder: Path, outputs: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every file below a folder whose format is read, sorted by name.

    Hidden files and folders (``.git``) are left out, and folders that a browser saved with a page (``page_files`` beside
    ``page.html``); links to folders are not followed, so there are no loops.

    Args:
        outputs: real paths of files and folders to leave out, because the run writes them.
    """
    return (path for path in _walk_files(folder, outputs) if find_reader(path.name) is not None)


def _walk_files(
    folder: Path,
    outputs: frozenset[str],
    problems: list[OSError] | None = None,
    saved: list[Path] | None = None,
) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        if is_shortage(error):  # else a whole folder would be left out silently
            raise shortage(error) from None
        if problems is not None:
            problems.append(error)

    for here, folders, names in os.walk(folder, onerror=fail):
        written = {identity for output in outputs if (identity := _identify(output)) is not None}
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and _identify(Path(here, name)) not in written
        )
        of_pages = [name for name in folders if not name_pages(name).isdisjoint(names)]
        folders[:] = [name for name in folders if name not in of_pages]
        if saved is not None:
            saved += [Path(here, name) for name in of_pages]
        for name in sorted(names):
            path = Path(here) / name
            if name.startswith(".") or not path.is_file() or (written and _identify(path) in written):
                continue
            yield path


def _identify(path: str | Path) -> tuple[int, int] | None:
    """Device and number of a file or folder, which are the same under all its names; None if there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - called for every file of a folder
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _read_folder(folder: Path, reading: ReadOptions) -> Iterator[Item]:
    found = False
    unread: Counter[str] = Counter()
    problems: list[OSError] = []
    saved: list[Path] = []
    for path in _walk_files(folder, reading.outputs, problems, saved):
        if find_reader(path.name) is None:
            unread[path.suffix.lower() or "without an extension"] += 1
            continue
        found = True
        yield from _read_file(path, str(path), reading)
    yield from (InputError(str(error.filename), f"cannot be read: {reason(error)}") for error in problems)
    if not (found or problems):
        yield InputError(
            str(folder), f"there is nothing to read in this folder (supported extensions: {', '.join(ENDINGS)})"
        )
    note_unread(str(folder), unread, reading)
    note_saved(str(folder), sum(1 for one in saved for _ in _walk_files(one, reading.outputs)), reading)


def _read_file(path: Path, source: str, reading: ReadOptions) -> Iterator[Item]:
    form = find_reader(path.name)
    if form is None:
        yield InputError(source, explain_unread(path.name))
        return
    try:
        opened: Any
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as opened:
            yield from _mark_places(form.load_reader()(opened, source, reading), source)
    except FileNotFoundError:
        yield InputError(source, "there is no such file or folder")
    except (OSError, EOFError, zlib.error) as error:
        if is_shortage(error):  # the file is not to blame: the next one would fail, too
            raise shortage(error) from None
        yield InputError(source, f"cannot be read: {reason(error)}")


def _mark_places(items: Iterable[Item], source: str) -> Iterator[Item]:
    """Items; an article whose id only says where it was read is marked."""
    place = without_surrogates(source)
    for item in items:
        if isinstance(item, Article):
            name = without_surrogates(item.id)
            item.id_from_place |= name == place or name.startswith(f"{place}:") or _names_a_place(name)
        yield item


def _names_a_place(identifier: str) -> bool:
    """Whether an id was made of a file and a line by an earlier run, such as ``convert``, which writes it into its records."""
    place, _, line = identifier.rpartition(":")
    return line.isdecimal() and (place == STANDARD_INPUT_NAME or place.lower().removesuffix(".gz").endswith(ENDINGS))


def _read_standard_input(reading: ReadOptions) -> Iterator[Item]:
    """JSON lines if the first character is a brace; else the format that the first bytes show."""
    source = STANDARD_INPUT_NAME
    if sys.stdin is None:  # closed by the caller: « <&- », some schedulers
        yield InputError(source, "is closed; pass a file, or send the articles to it")
        return
    try:
        given: Any = sys.stdin.buffer
        opened: BinaryIO = given if hasattr(given, "peek") else io.BufferedReader(given)
        if opened.peek(2).startswith(b"\x1f\x8b"):  # type: ignore[attr-defined]
            opened = gzip.GzipFile(fileobj=opened)  # type: ignore[assignment]
        opened, reading = _recode_json(opened, reading)
        blank = 0
        while (line := opened.readline(longest_line(reading.max_chars))) and not line.strip(BLANK):
            blank += 1
        if not line:
            yield InputError(source, "is empty")
        elif line.strip(BLANK).startswith(b"{") and line.strip(BLANK) != b"{" and not line.strip(BLANK).startswith(RTF):
            from newstagger.readers.json_files import read_numbered
            from newstagger.readers.records import Records

            items = read_numbered(behind(line, opened), source, reading, Records(source, reading), blank)
            yield from _mark_places(items, source)
        else:
            sample = line if len(line) >= SAMPLE else line + opened.read(SAMPLE)
            if sample.startswith(DEEP):
                sample += opened.read(_DEEP_SAMPLE)
            found = detect_ending(sample)
            if (form := find_reader(found)) is not None:
                yield from _mark_places(form.load_reader()(behind(sample, opened), source, reading), source)
            else:
                yield InputError(source, explain_unread(found, "is not read"))
    except (OSError, EOFError, zlib.error) as error:
        yield InputError(source, f"cannot be read: {reason(error)}")


def _recode_json(opened: BinaryIO, reading: ReadOptions) -> tuple[BinaryIO, ReadOptions]:
    """Standard input; JSON in UTF-16 or UTF-32, which is read line by line, is turned into UTF-8."""
    beginning: bytes = opened.peek(_PEEKED)[:_PEEKED]  # type: ignore[attr-defined]
    encoding = wide_encoding(beginning)
    if encoding is None or not beginning.decode(encoding, "ignore").lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return opened, reading
    return by_bytes(opened, replace(reading, encoding=encoding)), replace(reading, encoding=None)
