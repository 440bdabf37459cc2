"""Records as JSON: those of articles and corrections, which ``train`` learns from, and those of tags, written and read back."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pydantic import ValidationError

from newstagger._forms import TAGS, find_tag_reader
from newstagger.article import Article
from newstagger.errors import InputError, RecordError
from newstagger.tags import TaggedArticle

if TYPE_CHECKING:
    from newstagger._feedback.store import Corrected

#: Maximum length of a line in a file of tags, in bytes.
_LONGEST_LINE = 100_000_000


def read_tags(path: str | Path, errors: Callable[[InputError], None] | None = None) -> Iterator[TaggedArticle]:
    """The articles in a file written by ``tag``, with their tags, one in memory at a time.

    A .csv contains neither mentions nor dates, so names come without mentions and articles without dates.

    Args:
        path: a .jsonl, .ndjson (both also with .gz), .csv, .parquet, .sqlite or .db.
        errors: called with an error for each invalid record, after which the next one is read; without it the first error is
            raised.

    Raises:
        InputError: the file cannot be read, or has another format.
        RecordError: a record is invalid and ``errors`` is not given. Valid ones have all lists, with what
            ``TaggedArticle`` allows.
    """
    path = Path(path)
    form = find_tag_reader(path)
    if form is None:
        raise InputError(str(path), f"contains no tags that can be read back; tags are read from {', '.join(TAGS)}")
    for item in form.load_tag_reader()(path):
        if isinstance(item, TaggedArticle):
            yield item
        elif errors is None:
            raise item
        else:
            errors(item)


def read_tag_lines(path: Path) -> Iterator[TaggedArticle | RecordError]:
    """The records of a file with one per line, with an error in the place of each invalid one.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as lines:
            number = 0
            while line := lines.readline(_LONGEST_LINE):
                number += 1
                if line.strip():
                    yield parse_tags(line, str(path), number)
    except FileNotFoundError:
        raise InputError(str(path), "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def parse_tags(record: bytes | dict[str, Any], source: str, number: int) -> TaggedArticle | RecordError:
    """The article of a record, given as JSON or as an object; a message if it is not a valid record of tags."""
    try:
        if isinstance(record, bytes):
            found = TaggedArticle.model_validate_json(record)
        else:
            found = TaggedArticle.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        return RecordError(
            source, f"is not a record of tags: {place + ': ' if place else ''}{first['msg'][:200]}", number
        )
    if "topics" not in found.model_fields_set:
        return RecordError(source, "is not a record of tags: topics: Field required", number)
    return found


def write_lines(lines: Iterable[str], stream: IO[bytes]) -> None:
    """One record per line."""
    stream.writelines(line.encode("utf-8") + b"\n" for line in lines)


def write_packed_lines(lines: Iterable[str], stream: IO[bytes]) -> None:
    """One record per line, compressed, without a timestamp, so that the same tags give the same bytes."""
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
        packed.writelines(line.encode("utf-8") + b"\n" for line in lines)


def write_list(lines: Iterable[str], stream: IO[bytes]) -> None:
    """All records as a list."""
    opener = b"[\n"
    for line in lines:
        stream.write(opener + line.encode("utf-8"))
        opener = b",\n"
    stream.write(b"\n]\n" if opener == b",\n" else b"[]\n")


def format_record(article: Article) -> str:
    """A record as a line of JSON. Declared topics become its labels if it has no others."""
    return _format(_label(article))


def format_corrections(corrected: Iterable[Corrected]) -> Iterator[str]:
    """Records of the articles that editors reviewed, one per line.

    ``topics`` are those that an editor accepted (all correct ones, if an editor read the whole article), ``unreviewed`` those
    that the model gave and nobody reviewed, ``refused`` those rejected, ``kinds`` the corrected names, ``by`` the editors,
    ``at`` the time of their last correction. ``entities`` and ``dates`` are gold, if names or dates were reviewed or the
    whole article was read (``read``); offsets index ``text``, or ``title`` if ``field`` says so. ``train`` learns from
    ``topics`` and ``unreviewed`` together; a record of which only names were reviewed has no ``topics``, and topics are not
    learnt from it.
    """
    for found in corrected:
        record = found.article.to_record()
        record.pop("topics", None)
        unreviewed = [] if found.read else [label for label in found.given if label not in found.topics]
        verified = [label for label in found.labels if label not in unreviewed]
        if found.read or found.topics:
            record["topics"] = verified
        gold = found.gold
        if found.names_judged:
            record["entities"] = gold.entity_records(found.article)
        if found.dates_judged:
            record["dates"] = gold.date_records(found.article)
        more = {
            "unreviewed": unreviewed,
            "refused": [label for label, right in found.topics.items() if not right],
            "kinds": found.names,
            "read": found.read,
            "by": list(dict.fromkeys(kept.who for kept in found.history if kept.who)),
            "at": found.history[-1].at if found.history else "",
        }
        yield _format({**record, **{name: value for name, value in more.items() if value}})


def _label(article: Article) -> dict[str, Any]:
    record = article.to_record()
    declared = record.pop("declared_topics", None)
    return {"topics": declared, **record} if declared else record


def _format(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
