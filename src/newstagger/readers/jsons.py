"""JSON lines and JSON files of records or ninjs items."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

from newstagger.article import kind_of
from newstagger.errors import InputError, RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records, parse_json, short
from newstagger.readers.source import Item, by_bytes, lines, text_of, whole

#: Lines of a file looked at to tell how topics in one field are parted.
_LOOKED_AT = 1_000
#: Bytes looked at, at most.
_SAMPLE = 4_000_000
#: Keys of an object under which its records stand.
_LISTS = ("articles", "items", "results", "posts", "documents", "docs", "entries", "data")


def read_lines(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """An article a line, from a file, which is looked over first, or from a stream, which may be live."""
    records = Records(source, reading)
    if _can_go_back(opened):
        records.learn(_sample(by_bytes(opened, reading)))
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
                yield RecordError(source, f"is no JSON: {short(error)}", number)
            else:
                yield records.item(record, number)
    except InputError as error:
        yield error


def _can_go_back(opened: BinaryIO) -> bool:
    return bool(getattr(opened, "seekable", lambda: False)())


def _sample(opened: BinaryIO) -> Iterator[Any]:
    """The records at the beginning of a file, as far as they can be read."""
    size = 0
    with suppress(OSError, EOFError, zlib.error):  # what is wrong is said when the articles are read
        for line in islice(iter(lambda: opened.readline(_SAMPLE), b""), _LOOKED_AT):
            size += len(line)
            if size > _SAMPLE:
                return
            with suppress(ValueError, RecursionError):
                yield json.loads(line)


def read_json(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """A list of records, one record, or an object with a list of them, called « articles », « items » or the like."""
    try:
        text, _ = text_of(whole(opened, source, reading, many=True), source, reading)
        value = parse_json(text.lstrip("\ufeff"))
    except InputError as error:
        yield error
        return
    except ValueError as error:
        yield InputError(source, f"is no JSON: {short(error)}; one object a line belongs into a .jsonl file")
        return
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if _is_records(value.get(name))), [value])
    if not isinstance(value, list):
        yield InputError(source, f"holds {kind_of(value)}; expected a list of records")
        return
    records = Records(source, reading)
    records.learn(value)
    for number, record in enumerate(value, 1):
        yield records.item(record, number)


def _is_records(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
