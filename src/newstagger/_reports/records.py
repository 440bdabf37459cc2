"""Tags as newstagger wrote them, read back record by record."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from newstagger._writers import DATABASES
from newstagger._writers.database import read_database
from newstagger.errors import InputError, RecordError
from newstagger.readers.tagged import csv_records, parquet_records
from newstagger.tags import NAME_KINDS

#: Longest line of a file of tags, in bytes.
_MAX_LINE = 100_000_000


def tag_records(path: Path, errors: Callable[[InputError], None] | None) -> Iterator[dict[str, Any]]:
    """The records of a file of tags; a bad line gives its error and the next one goes on."""
    name = path.name.lower()
    if name.endswith((".csv", ".parquet")):
        yield from _table_records(path, errors)
    elif name.endswith((".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")):
        yield from _line_records(path, errors)
    elif name.endswith(DATABASES):
        yield from (json.loads(article.to_json()) for article in read_database(path))
    else:
        raise InputError(
            str(path),
            "is no .jsonl, .csv, .parquet or .sqlite; a report is made of what newstagger tag … -o tags.jsonl writes",
        )


def _line_records(path: Path, errors: Callable[[InputError], None] | None) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as lines:
            number = 0
            while line := lines.readline(_MAX_LINE):
                number += 1
                if not line.strip():
                    continue
                try:
                    yield _record(line)
                except (ValueError, RecursionError) as error:
                    problem = RecordError(str(path), f"is no record of tags: {str(error)[:200]}", number)
                    if errors is None:
                        raise problem from None
                    errors(problem)
    except (OSError, EOFError) as error:
        raise InputError(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _table_records(path: Path, errors: Callable[[InputError], None] | None) -> Iterator[dict[str, Any]]:
    """The rows of a .csv or .parquet as newstagger writes it, as records."""
    rows = csv_records(path) if path.name.lower().endswith(".csv") else parquet_records(path)
    for number, row in rows:
        try:
            yield _checked(row)
        except ValueError as error:
            problem = RecordError(str(path), f"is no record of tags: {str(error)[:200]}", number)
            if errors is None:
                raise problem from None
            errors(problem)


def _record(line: bytes) -> dict[str, Any]:
    return _checked(json.loads(line))


def _checked(record: Any) -> dict[str, Any]:
    if not isinstance(record, dict) or not isinstance(record.get("topics"), list):
        raise ValueError("it is no object with a list of topics")
    for kind in ("topics", *NAME_KINDS):
        if not isinstance(record.get(kind, []), list) or not all(isinstance(e, dict) for e in record.get(kind, [])):
            raise ValueError(f"« {kind} » is no list of objects, as newstagger tag writes it")
        for entry in record.get(kind, []):
            if wrong := [name for name, value in entry.items() if not _is_of_kind(name, value)]:
                raise ValueError(f"« {kind} » has a « {wrong[0]} » that newstagger tag does not write so")
    return record


def _is_of_kind(name: str, value: object) -> bool:
    """Has a field of a topic or a name a value as ``tag`` writes it?"""
    if name in ("aliases", "titles"):
        return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    if name == "mentions":
        return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))
    return name not in ("name", "label", "country", "code") or value is None or isinstance(value, str)
