"""JSON lines, and JSON files of records or ninjs items."""

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
from newstagger.readers.fields import find_fields, has_full_text, has_words, rank_words, unwrap_record
from newstagger.readers.options import ReadOptions
from newstagger.readers.programs import is_ninjs, list_items
from newstagger.readers.records import Records, parse_json
from newstagger.readers.source import Item, by_bytes, lines, summarise_error, text_of, whole, yields_errors
from newstagger.readers.systems import resolve_references

#: Lines read ahead to detect the separator of topics in a field.
_LOOKED_AT = 1_000
#: Bytes read ahead, at most.
_SAMPLE = 4_000_000
#: Lines compared to tell JSON lines from a text that begins with one.
_JSON_LINES = 20
#: Levels of a JSON file searched for records.
_DEPTH = 6
#: Keys under which an object has its records.
_LISTS = ("articles", "items", "results", "posts", "documents", "docs", "entries", "data")
#: The version of a JSON Feed (https://www.jsonfeed.org).
_JSON_FEED = "https://jsonfeed.org/version/"


def read_lines(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """One article per line; of a file the first lines are read ahead, of a stream, which may be live, none."""
    records = Records(source, reading)
    if _can_go_back(opened):
        records.learn(_read_sample(by_bytes(opened, reading)))
        opened.seek(0)
    yield from read_numbered(by_bytes(opened, reading), source, reading, records)


def read_numbered(
    opened: BinaryIO, source: str, reading: ReadOptions, records: Records, before: int = 0
) -> Iterator[Item]:
    """One article per line, after ``before`` lines that were read already; an invalid line gives an error in its place."""
    try:
        for number, line in lines(opened, source, reading, before):
            if isinstance(line, RecordError):
                yield line
                continue
            if not line.strip():
                continue
            try:
                record = parse_json(line)
            except ValueError as error:
                yield RecordError(source, f"is not valid JSON: {summarise_error(error)}", number)
            else:
                for one in list_items(record):
                    yield records.item(one, number)
    except InputError as error:
        yield error


def _can_go_back(opened: BinaryIO) -> bool:
    return bool(getattr(opened, "seekable", lambda: False)())


def _read_sample(opened: BinaryIO) -> Iterator[Any]:
    """The valid records at the beginning of a file."""
    size = 0
    with suppress(OSError, EOFError, zlib.error):  # errors are reported when the articles are read
        for line in islice(iter(lambda: opened.readline(_SAMPLE), b""), _LOOKED_AT):
            size += len(line)
            if size > _SAMPLE:
                return
            with suppress(ValueError, RecursionError):
                yield json.loads(line)


@yields_errors
def read_json(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """A list of records, a single record, or an object with a list of them, such as « articles » or « items »."""
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
        for one in list_items(record):
            yield records.item(one, number)


@dataclass(frozen=True)
class FoundRecords:
    """The records of a JSON file, and their path in jq's syntax; empty for the file itself."""

    records: list[Any]
    path: str = ""


def find_records(value: object) -> FoundRecords | str:
    """The records of a JSON value, which is a list of them, a single one, or contains a single list of them.

    Returns:
        The records, or a message that says why there are none and what to do.
    """
    if isinstance(value, list) and (not value or not _is_nested(value)):
        return FoundRecords(value)
    if isinstance(value, dict):
        value = dict(resolve_references(value))
        if str(value.get("version")).startswith(_JSON_FEED) and _is_records(value.get("items")):
            return FoundRecords([{**_describe_feed(value), **item} for item in value["items"]])
        if (found := _find_named_lists(value)) is not None:
            return found
        if rank_words(unwrap_record(value)) == 2 or is_ninjs(value):
            return FoundRecords([value])
    elif not isinstance(value, list):
        return f"contains {kind_of(value)}; expected a list of records"
    lists: dict[str, list[Any]] = {}
    _search(value, "", lists, _DEPTH)
    if len(lists) == 1:
        ((path, records),) = lists.items()
        return FoundRecords(records, path)
    if lists:
        return _refuse_lists(lists)
    if isinstance(value, dict) and not has_words(value) and (longest := _find_longest_list(value, "", _DEPTH)):
        path, names = longest
        return (
            f'has no field "text" (its fields: {", ".join(map(str, list(value)[:8]))}); if its articles are in {path} (fields: '
            f"{', '.join(map(str, names[:8]))}), extract them (jq -c '{path}' FILE) and name the field with the text in `fields`"
        )
    return FoundRecords(value if isinstance(value, list) else [value])


def _find_named_lists(value: dict[Any, Any]) -> FoundRecords | str | None:
    """The records in the lists of an object that have one of the usual names, or a message; None if there are none.

    An object with a title and a text is itself an article, and a list without texts only hangs on it: related headlines, documents.
    If its text is only a description, so is a list without times; the items of a feed have them.
    """
    listed = {f".{name}[]": value[name] for name in _LISTS if _is_records(value.get(name))}
    article = unwrap_record(value)
    fields = find_fields(article, {})
    if rank_words(article) == 2 and "title" in fields and {"author", "published"} & fields:
        beside = [one for records in listed.values() for one in records]
        if not any(is_ninjs(one) or rank_words(one) == 2 or "published" in find_fields(one, {}) for one in beside):
            return FoundRecords([value])
    if has_full_text(article) and "title" in fields:
        lists = {path: records for path, records in listed.items() if any(map(_is_full, records))}
        path = ", ".join((".", *lists)) if lists else ""
        return FoundRecords([value, *(one for records in lists.values() for one in records)], path)
    filled = {path: records for path, records in listed.items() if any(map(_is_article, records))}
    full = {path: records for path, records in filled.items() if any(map(_is_full, records))} or filled
    if len(full) > 1:
        return _refuse_lists(full)
    if full or not all(listed.values()):
        return FoundRecords(next(iter(full.values()), []))
    return None


def _describe_feed(feed: dict[Any, Any]) -> dict[str, Any]:
    """What a JSON Feed says of all its items: its title is their source, its authors are theirs unless they have some."""
    authors = feed.get("authors") or feed.get("author")
    return {name: value for name, value in (("source", feed.get("title")), ("authors", authors)) if value}


def _refuse_lists(lists: dict[str, list[Any]]) -> str:
    shown = ", ".join(f"{path} ({len(records)})" for path, records in list(lists.items())[:5])
    return f"contains several lists of articles: {shown}; extract one of them, such as with: jq -c '{next(iter(lists))}' FILE"


def _is_article(record: dict[str, Any]) -> bool:
    return has_words(unwrap_record(record)) or is_ninjs(record)


def _is_full(record: dict[str, Any]) -> bool:
    return has_full_text(unwrap_record(record)) or is_ninjs(record)


def _is_records(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_nested(records: list[Any]) -> bool:
    """Whether the articles of a list are nested inside its elements."""
    objects = [one for one in records if isinstance(one, dict)]
    return bool(objects) and not any(map(_is_article, objects[:_LOOKED_AT]))


def _search(value: object, path: str, lists: dict[str, list[Any]], depth: int) -> None:
    """Collect by path the lists of articles below a value, and objects whose values are all articles."""
    if depth == 0 or not isinstance(value, (dict, list)):
        return
    elements = list(value.values()) if isinstance(value, dict) else value
    objects = [one for one in elements if isinstance(one, dict)]
    if objects and len(objects) == len(elements):
        worded = sum(rank_words(unwrap_record(one)) == 2 or is_ninjs(one) for one in objects)
        # A single object inside an object is a part of it; a list may contain a single article.
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
    """The path of the longest list of objects below a value, and the fields of its first object."""
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


def detect_json(text: str) -> str | None:
    """The extension of JSON or JSON lines with objects; None if a text only begins like them (« [1] »)."""
    values = [_parse_line(line) for line in text.split("\n", _JSON_LINES)[:_JSON_LINES] if line.strip("\ufeff \t\r")]
    if 2 * sum(isinstance(value, dict) for value in values) > len(values):  # some lines of a file may be bad
        return ".jsonl"
    value = _parse_line(text)
    return ".json" if isinstance(value, dict) or (isinstance(value, list) and dict in map(type, value)) else None


def _parse_line(text: str) -> Any:
    with suppress(ValueError):
        return parse_json(text.strip("\ufeff \t\r\n"))
