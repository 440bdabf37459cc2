"""JSON lines and JSON files of records or ninjs items."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from newstagger.article import kind_of
from newstagger.errors import InputError, RecordError
from newstagger.readers.fields import has_words, rank_words, unwrap_record
from newstagger.readers.options import ReadOptions
from newstagger.readers.programs import is_ninjs
from newstagger.readers.records import Records, parse_json
from newstagger.readers.source import Item, by_bytes, lines, summarise_error, text_of, whole, yields_errors

#: Lines of a file looked at to tell how topics in one field are parted.
_LOOKED_AT = 1_000
#: Bytes looked at, at most.
_SAMPLE = 4_000_000
#: Levels of a JSON file on which records are looked for.
_DEPTH = 6
#: Keys of an object under which its records stand.
_LISTS = ("articles", "items", "results", "posts", "documents", "docs", "entries", "data")


def read_lines(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """An article a line, from a file, which is looked over first, or from a stream, which may be live."""
    records = Records(source, reading)
    if _can_go_back(opened):
        records.learn(_read_sample(by_bytes(opened, reading)))
        opened.seek(0)
    yield from read_numbered(by_bytes(opened, reading), source, reading, records)


def read_numbered(
    opened: BinaryIO, source: str, reading: ReadOptions, records: Records, before: int = 0
) -> Iterator[Item]:
    """An article a line, ``before`` lines stood before; a bad line gives its error and the next line goes on."""
    try:
        for number, line in lines(opened, source, reading, before):
            if not line.strip():
                continue
            try:
                record = parse_json(line)
            except ValueError as error:
                yield RecordError(source, f"is not valid JSON: {summarise_error(error)}", number)
            else:
                yield records.item(record, number)
    except InputError as error:
        yield error


def _can_go_back(opened: BinaryIO) -> bool:
    return bool(getattr(opened, "seekable", lambda: False)())


def _read_sample(opened: BinaryIO) -> Iterator[Any]:
    """The records at the beginning of a file, as far as they can be read."""
    size = 0
    with suppress(OSError, EOFError, zlib.error):  # what is wrong is said when the articles are read
        for line in islice(iter(lambda: opened.readline(_SAMPLE), b""), _LOOKED_AT):
            size += len(line)
            if size > _SAMPLE:
                return
            with suppress(ValueError, RecursionError):
                yield json.loads(line)


@yields_errors
def read_json(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """A list of records, one record, or an object with a list of them, called « articles », « items » or the like."""
    text, _ = text_of(whole(opened, source, reading, many=True), source, reading)
    try:
        value = parse_json(text.lstrip("\ufeff"))
    except ValueError as error:
        problem = f"is not valid JSON: {summarise_error(error)}; a file with one object per line must be named .jsonl"
        raise InputError(source, problem) from None
    found = find_records(value)
    if isinstance(found, str):
        raise InputError(source, found)
    if found.path:
        reading.notes(source, f"articles were found under {found.path}")
    records = Records(source, reading)
    records.learn(found.records)
    for number, record in enumerate(found.records, 1):
        yield records.item(record, number)


@dataclass(frozen=True)
class FoundRecords:
    """The records of a JSON file, and the path that leads to them, as jq writes it; « » for the file itself."""

    records: list[Any]
    path: str = ""


def find_records(value: object) -> FoundRecords | str:
    """The records of a JSON value: it is a list of them, one of them, or holds one list of them somewhere.

    Returns:
        What was found, or why nothing was, with what to do.
    """
    if isinstance(value, list) and (not value or not _is_nested(value)):
        return FoundRecords(value)
    if isinstance(value, dict):
        listed = [value[name] for name in _LISTS if _is_records(value.get(name))]
        if (records := next((one for one in listed if not one or any(map(_is_article, one))), None)) is not None:
            return FoundRecords(records)
        if rank_words(unwrap_record(value)) == 2 or is_ninjs(value):
            return FoundRecords([value])
    elif not isinstance(value, list):
        return f"holds {kind_of(value)}; expected a list of records"
    lists: dict[str, list[Any]] = {}
    _search(value, "", lists, _DEPTH)
    if len(lists) == 1:
        ((path, records),) = lists.items()
        return FoundRecords(records, path)
    if lists:
        shown = ", ".join(f"{path} ({len(records)})" for path, records in list(lists.items())[:5])
        return f"holds several lists of articles: {shown}; extract one of them, such as with: jq -c '{next(iter(lists))}' FILE"
    if isinstance(value, dict) and not has_words(value) and (longest := _find_longest_list(value, "", _DEPTH)):
        path, names = longest
        return (
            f'has no field "text" (its fields: {", ".join(map(str, list(value)[:8]))}); if its articles are in {path} (fields: '
            f"{', '.join(map(str, names[:8]))}), extract them (jq -c '{path}' FILE) and name the field that holds the text with `fields`"
        )
    return FoundRecords(value if isinstance(value, list) else [value])


def _is_article(record: dict[str, Any]) -> bool:
    return has_words(unwrap_record(record)) or is_ninjs(record)


def _is_records(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_nested(records: list[Any]) -> bool:
    """Do the articles of a list stand deeper than in its elements?"""
    objects = [one for one in records if isinstance(one, dict)]
    return bool(objects) and not any(map(_is_article, objects[:_LOOKED_AT]))


def _search(value: object, path: str, lists: dict[str, list[Any]], depth: int) -> None:
    """Collect the lists of articles below a value, and objects whose values all are articles, by their paths."""
    if depth == 0 or not isinstance(value, (dict, list)):
        return
    elements = list(value.values()) if isinstance(value, dict) else value
    objects = [one for one in elements if isinstance(one, dict)]
    if objects and len(objects) == len(elements):
        worded = sum(rank_words(unwrap_record(one)) == 2 or is_ninjs(one) for one in objects)
        # One object among others of an object is a part of it; a list may hold a single article.
        if 2 * worded > len(objects) and (
            isinstance(value, list) or len(objects) > 1 or not _is_name(next(iter(value)))
        ):
            lists.setdefault(f"{path or '.'}[]", []).extend(objects)
            return
    if isinstance(value, dict):
        for name, inner in value.items():
            _search(inner, f"{path}.{name}" if _is_name(name) else f"{path}[{json.dumps(name)}]", lists, depth - 1)
    else:
        for inner in value:
            _search(inner, f"{path or '.'}[]", lists, depth - 1)


def _find_longest_list(value: object, path: str, depth: int) -> tuple[str, list[str]] | None:
    """The path of the longest list of objects below a value, and the fields of its first one."""
    lists: list[tuple[int, str, list[str]]] = []

    def walk(value: object, path: str, depth: int) -> None:
        if isinstance(value, list) and value and _is_records(value):
            lists.append((len(value), f"{path}[]", list(value[0])))
        elif isinstance(value, dict) and depth:
            for name, inner in value.items():
                walk(inner, f"{path}.{name}" if _is_name(name) else f"{path}[{json.dumps(name)}]", depth - 1)

    walk(value, path, depth)
    return max(lists, key=lambda one: one[0])[1:] if lists else None


def _is_name(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier() and name.isascii()
