"""Gold articles of the bundled model: the data folder joined with the labels in benchmarks/annotations.

The repository holds ids, labels and offsets; the texts stay in DATA. ``joined`` gives articles with topics, ``named``
documents with entities. benchmarks/annotations/README.md says how the labels were made.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from newstagger import Article, UsageError
from newstagger.article import parse_published

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "annotations"
#: Words of a text whose names were annotated, headline included.
OPENING = 150
#: Code points of a silver item that are read.
SILVER_READ = 6_000
KINDS = {"P": "Person", "O": "Organization", "L": "Location", "E": "Event", "R": "Product"}
#: Publishers that the development split leaves out besides every fourth one by a hash of its name.
LEFT_OUT = "figaro"

Record = dict[str, Any]


def unseen(source: str | None) -> bool:
    """Is a publisher left out of training where the development split is?"""
    return LEFT_OUT in (source or "").lower() or _bucket(source or "", 4)


def is_dev(identifier: str) -> bool:
    """Does a Wikinews article belong to the development split? A fifth of them, by a hash of the id."""
    return _bucket(identifier, 5)


def is_test(identifier: str) -> bool:
    """Is an item of a publisher that is learnt from left out all the same? One in twelve, by a hash of the id."""
    return _bucket(identifier, 12)


def _bucket(name: str, parts: int) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts == 0


def joined(data: Path) -> list[Record]:
    """Records with gold ``topics``: Wikinews with the newer topics added, then the press.

    Those of the press whose gold came with the data are marked as ``given``.
    """
    codes = _codes()
    added = {identifier: labels for identifier, labels, _ in _rows("wikinews.tsv", codes)}
    wikinews = _read(data / "wikinews" / "train.jsonl")
    records = [{**record, "topics": sorted({*record["topics"], *added.get(record["id"], ())})} for record in wikinews]
    given = {identifier: labels for identifier, labels, _ in _rows("given.tsv", codes)}
    gold = [
        {**record, "topics": sorted({*record["topics"], *given.get(record["id"], ())}), "given": True}
        for record in _read(data / "press" / "topics_train.jsonl")
    ]
    annotated = {identifier: (labels, sample) for identifier, labels, sample in _rows("topics.tsv", codes)}
    for record in gold:
        annotated.pop(record["id"], None)
    texts = press(data)
    for identifier, (labels, sample) in sorted(annotated.items()):
        if identifier in texts:
            gold.append({**texts[identifier], "topics": sorted(labels), "sample": sample})
    return records + gold


def named(data: Path) -> list[Record]:
    """Records with gold ``entities``: Wikinews, then openings and pieces from the middle of press articles."""
    records = list(_read(data / "wikinews" / "train.jsonl"))
    texts = press(data)
    sources = {identifier: record.get("source") for identifier, record in texts.items()}
    records += [
        {**record, "source": record.get("source") or sources.get(record["id"])}
        for record in _read(data / "press" / "names_train.jsonl")
    ]
    for line in (FOLDER / "names.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = _read_part(texts[row["id"]], row) if row["id"] in texts else ""
        if len(text) == row["length"]:
            entities = [{"start": s, "end": e, "label": KINDS[kind]} for s, e, kind in row["names"]]
            records.append({"id": row["id"], "text": text, "entities": entities, "source": sources[row["id"]]})
    return records


def _read_part(record: Record, row: Record) -> str:
    """The annotated part of an article: its opening, or the piece of its text that begins at ``from``."""
    if "from" not in row:
        return opening(record)
    text: str = record["text"]
    return text[row["from"] : row["from"] + row["length"]]


def opening(record: Record) -> str:
    """Headline and text up to ``OPENING`` words: what the offsets of ``names.jsonl`` index."""
    title, body = (record.get("title") or "").strip(), record["text"].strip()
    full = f"{title}\n{body}" if title and not body.startswith(title) else body
    words = list(re.finditer(r"\S+", full))
    return full[: words[OPENING - 1].end()] if len(words) > OPENING else full


@cache
def press(data: Path) -> dict[str, Record]:
    """Every press record by its id, without its publisher's sections."""
    found: dict[str, Record] = {}
    for path in sorted((data / "press").glob("*.jsonl*")):
        if path.name != "names_train.jsonl":
            for record in _read(path):
                record.pop("rubrics", None)
                found.setdefault(record["id"], record)
    return found


def press_records(data: Path) -> Iterator[Record]:
    """Every press record with its publisher's sections as ``rubrics``; of those that begin alike the first."""
    seen: set[str] = set()
    for path in sorted((data / "press").glob("*.jsonl.gz")):
        for record in _read(path):
            start = f"{(record.get('title') or '')[:60]}\n{record['text'][:60]}"
            if start not in seen:
                seen.add(start)
                yield record


def article(record: Record) -> Article:
    """A record as an article with its gold topics."""
    return Article(
        record["text"],
        id=record["id"],
        title=record.get("title"),
        published=_published(record),
        source=record.get("source"),
        topics=record["topics"],
    )


def _published(record: Record) -> date | datetime | None:
    """The publication time, None where the source writes it in a way of its own (« 2023-11-01CET13:13:00+0100 »)."""
    try:
        return parse_published(record.get("published"))
    except UsageError:
        return None


def _read(path: Path) -> Iterator[Record]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def codes_of_topics() -> dict[str, str]:
    """Topic -> its code."""
    return {topic: code for code, (topic, *_) in _codes().items()}


def silver(data: Path, without: Callable[[str | None], bool]) -> Iterator[Article]:
    """Press items that nobody annotated and for which an encoder gave topics.

    Args:
        without: says of a publisher whether its items are left out.
    """
    texts = press(data)
    with gzip.open(FOLDER / "silver.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = texts.get(line.partition("\t")[0])
            if record is not None and not without(record.get("source")):
                yield article({**record, "text": record["text"].strip()[:SILVER_READ], "topics": None})


def _codes() -> dict[str, tuple[str, ...]]:
    """Code -> its topic and the topic's parent."""
    rows = [line.split("\t") for line in (FOLDER / "codes.tsv").read_text("utf-8").splitlines()]
    return {code: tuple(filter(None, labels)) for code, *labels in rows}


def _rows(name: str, codes: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, set[str], str]]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        identifier, given, *sample = line.split("\t")
        labels = {label for code in given.split() if code != "-" for label in codes[code]}
        yield identifier, labels, sample[0] if sample else ""
