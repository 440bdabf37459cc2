"""Timelines: the dated sentences of an archive about a topic or a name, by the day of the event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from newstagger._text.normalise import fold
from newstagger._writers import read_tags
from newstagger.errors import InputError, UsageError
from newstagger.tags import NAME_KINDS, Mention, TaggedArticle

#: Maximum length of an event, in days; longer periods, « en 2020 », « au XXe siècle », do not date one.
LONGEST = 31
#: Maximum length of a sentence, in code points.
_SENTENCE = 400
_END = re.compile(r"[.!?…]+[»\"” ]*(?=\s|$)|\n")


class Event(NamedTuple):
    """A dated sentence.

    Attributes:
        first, last: first and last day of the event.
        value: value of the date (TIMEX3).
        sentence: the sentence of the article.
        id, title, published: those of the article.
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
    """Which events to list: from articles on a topic, from sentences with a name, within a period.

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
    """The events of a file of tags (.jsonl, .jsonl.gz or .parquet), oldest first, without repeated sentences.

    Args:
        errors: called with an error for each line that is not a record of tags; without it the first error is raised.

    Raises:
        InputError: the file cannot be read, or contains no texts.
    """
    if str(path).lower().endswith(".csv"):
        raise InputError(str(path), "contains no offsets of dates; make a .jsonl or .parquet with newstagger tag")
    found: dict[tuple[date, str], Event] = {}
    for article in read_tags(path, errors):
        for event in _find_events(article, wanted):
            found.setdefault((event.first, fold(event.sentence)), event)
    return sorted(found.values(), key=lambda event: (event.first, event.last, event.published, event.id))


def _find_events(article: TaggedArticle, wanted: Wanted) -> Iterator[Event]:
    if wanted.topic and fold(wanted.topic) not in {fold(topic.label) for topic in article.topics}:
        return
    named = _find_mentions(article, wanted.name) if wanted.name else []
    if wanted.name and not named:
        return
    published = article.published.isoformat() if article.published else ""
    for mention in article.dates:
        first, last = mention.first_day, mention.last_day
        if first is None or last is None or last - first > timedelta(LONGEST):
            continue
        if (wanted.since and last < wanted.since) or (wanted.until and first > wanted.until):
            continue
        text = (article.title if mention.field == "title" else article.text) or ""
        start, end = _sentence(text, mention.start, mention.end)
        if wanted.name and not any(m.field == mention.field and start <= m.start and m.end <= end for m in named):
            continue
        sentence = " ".join(text[start:end].split())[:_SENTENCE]
        yield Event(first, last, mention.value or "", sentence, article.id, article.title or "", published)


def _find_mentions(article: TaggedArticle, name: str) -> list[Mention]:
    """The mentions of a name in an article, under any of its aliases."""
    wanted = fold(name)
    return [
        mention
        for kind in NAME_KINDS
        for entity in getattr(article, kind)
        if wanted in {fold(one) for one in (entity.name, *entity.aliases)}
        for mention in entity.mentions
    ]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span of a text."""
    before = [match.end() for match in _END.finditer(text, 0, start)]
    after = _END.search(text, end)
    return (before[-1] if before else 0), (after.end() if after else len(text))
