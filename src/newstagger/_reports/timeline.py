"""What happened when: the dated sentences of an archive that speak of a topic or a name, by the day of the event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from newstagger._reports.records import tag_records
from newstagger._text.normalise import fold
from newstagger.errors import InputError, UsageError
from newstagger.tags import NAME_KINDS

#: A period longer than this, in days, dates no event: « en 2020 », « au XXe siècle ».
LONGEST = 31
#: Longest sentence shown, in code points.
_SENTENCE = 400
_END = re.compile(r"[.!?…]+[»\"” ]*(?=\s|$)|\n")


class Event(NamedTuple):
    """A sentence that dates something.

    Attributes:
        first, last: days of the event, the same for a single day.
        value: the date's value (TIMEX3).
        sentence: as the article writes it.
        id, title, published: the article’s.
    """

    first: date
    last: date
    value: str
    sentence: str
    id: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: those of articles on a topic, of sentences that name somebody or something, within some days.

    Raises:
        UsageError: neither topic nor name is given.
    """

    topic: str = ""
    name: str = ""
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.topic and not self.name:
            raise UsageError("a timeline needs a topic or a name: give `topic` or `name`")


def timeline(path: str | Path, wanted: Wanted, errors: Callable[[InputError], None] | None = None) -> list[Event]:
    """The events of a file of tags (.jsonl, .jsonl.gz or .parquet), oldest first; one sentence is told once.

    Args:
        errors: called with each line that is no record of tags; without it the first one is raised.

    Raises:
        InputError: the file cannot be read, or holds no texts.
    """
    if str(path).lower().endswith(".csv"):
        raise InputError(str(path), "holds no offsets of dates; make a .jsonl or .parquet with newstagger tag")
    found: dict[tuple[date, str], Event] = {}
    for record in tag_records(Path(path), errors):
        for event in _events(record, wanted):
            found.setdefault((event.first, fold(event.sentence)), event)
    return sorted(found.values(), key=lambda event: (event.first, event.last, event.published, event.id))


def _events(record: dict[str, Any], wanted: Wanted) -> Iterator[Event]:
    topics = {fold(str(topic.get("label", ""))) for topic in record["topics"]}
    if wanted.topic and fold(wanted.topic) not in topics:
        return
    named = _named(record, wanted.name) if wanted.name else []
    if wanted.name and not named:
        return
    for mention in filter(_is_mention, _list(record.get("dates"))):
        first, last = _day(mention.get("from")), _day(mention.get("to"))
        if first is None or last is None or last - first > timedelta(LONGEST):
            continue
        if (wanted.since and last < wanted.since) or (wanted.until and first > wanted.until):
            continue
        text = str(record.get(mention["field"]) or "")
        start, end = _sentence(text, mention["start"], mention["end"])
        if wanted.name and not any(f == mention["field"] and start <= s and e <= end for f, s, e in named):
            continue
        sentence = " ".join(text[start:end].split())[:_SENTENCE]
        about = (str(record.get("id") or ""), str(record.get("title") or ""), str(record.get("published") or ""))
        yield Event(first, last, str(mention.get("value") or ""), sentence, *about)


def _named(record: dict[str, Any], name: str) -> list[tuple[str, int, int]]:
    """Where an article names somebody or something, by any of the names that it uses: field, start, end."""
    wanted = fold(name)
    return [
        (mention["field"], mention["start"], mention["end"])
        for kind in NAME_KINDS
        for entity in record.get(kind) or []
        if wanted in {fold(str(one)) for one in (entity.get("name", ""), *_list(entity.get("aliases")))}
        for mention in filter(_is_mention, _list(entity.get("mentions")))
    ]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_mention(value: object) -> bool:
    """Is a value a stretch of a field? A record that another program changed may hold anything."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("field"), str)
        and all(type(value.get(end)) is int and value[end] >= 0 for end in ("start", "end"))
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span of a text."""
    before = [match.end() for match in _END.finditer(text, 0, start)]
    after = _END.search(text, end)
    return (before[-1] if before else 0), (after.end() if after else len(text))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
