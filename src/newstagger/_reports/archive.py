"""What an archive is about: tags of many articles counted over time, with names linked and places located."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple

from newstagger._archive.names import LinkedName, link_occurrences
from newstagger._archive.occurrences import Occurrences
from newstagger._archive.places import Spot, locate_names
from newstagger._arguments import check_path
from newstagger._text.words import gazetteer
from newstagger._writers import read_tags
from newstagger.errors import InputError, MissingExtraError
from newstagger.tags import ENTITY_KINDS, NAME_KINDS, EntityKind, TaggedArticle

#: Number of places on the map, those in most articles.
MAPPED = 200


class Located(NamedTuple):
    """A place on the map, under the name that most articles use."""

    spot: Spot
    name: str
    articles: int


class Places:
    """Counts places article by article; ``missing`` is whether the extra ``map`` is not installed."""

    def __init__(self) -> None:
        self.missing = False
        self.spots: dict[str, Spot] = {}
        self.names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.counts: Counter[str] = Counter()

    def add(self, article: TaggedArticle) -> None:
        """Count the places of an article, each once."""
        found = self.of(article)
        for name, spot in found.items():
            self.spots[spot.key] = spot
            self.names[spot.key][name] += 1
        self.counts.update({spot.key for spot in found.values()})

    def of(self, article: TaggedArticle) -> dict[str, Spot]:
        """The places of an article that have coordinates."""
        places = [(place.name, place.country) for place in article.places if place.name]
        if self.missing or not places:
            return {}
        try:
            return locate_names(places, article.url or article.source or "")
        except MissingExtraError:
            self.missing = True
            return {}

    def chosen(self) -> list[Located]:
        """The places to draw, those in most articles first."""
        most = sorted(self.counts.items(), key=lambda item: (-item[1], self._name(item[0]), item[0]))[:MAPPED]
        return [Located(self.spots[key], self._name(key), count) for key, count in most]

    def _name(self, key: str) -> str:
        spot = self.spots[key]
        if spot.kind == "country":
            return spot.name
        name = min(self.names[key].items(), key=lambda item: (-item[1], item[0]))[0]
        # The tags have « Mans » of « au Mans ».
        return spot.name if spot.name.partition(" ")[2] == name else name


class ArchiveNames:
    """Reads all articles once, then gives the name under which each of theirs is counted."""

    def __init__(self) -> None:
        self._found = Occurrences()
        self._shown: dict[tuple[EntityKind, str], str] = {}
        self._apart: dict[tuple[EntityKind, str, int], str] = {}
        self.counts: dict[str, Counter[str]] = {kind: Counter() for kind in ENTITY_KINDS}

    def add(self, article: TaggedArticle) -> None:
        """Read one more article."""
        self._found.add(article.model_copy(update={"id": str(len(self._found.ids))}))

    def join(self) -> None:
        """Link the names, after all records were read."""
        by_name: defaultdict[tuple[EntityKind, str], list[tuple[LinkedName, str]]] = defaultdict(list)
        entities = link_occurrences(self._found)
        called = Counter((entity.kind, entity.name) for entity in entities)
        for entity in entities:
            shown = _with_country(entity) if called[entity.kind, entity.name] > 1 else entity.name
            self.counts[next(kind for kind, one in ENTITY_KINDS.items() if one == entity.kind)][shown] += (
                entity.articles
            )
            for name in entity.names:
                by_name[entity.kind, name].append((entity, shown))
        for key, found in by_name.items():
            self._shown[key] = found[0][1]
            if len({shown for _, shown in found}) > 1:
                self._apart.update(((*key, int(number)), shown) for entity, shown in found for number in entity.ids)
        self._found = Occurrences()

    def of(self, number: int, article: TaggedArticle, kind: str) -> list[str]:
        """The names under which those of an article are counted; articles are numbered from 0 in the order of ``add``."""
        found = list_names(article, kind)
        one = ENTITY_KINDS.get(kind)
        if one is None:
            return found
        keys = ((one, name) for name in found)
        return list(dict.fromkeys(self._apart.get((*key, number), self._shown.get(key, key[1])) for key in keys))


def list_names(article: TaggedArticle, kind: str) -> list[str]:
    """The names or labels of one kind in an article, each once."""
    found = (one.label if kind == "topics" else one.name for one in getattr(article, kind))
    return list(dict.fromkeys(name for name in found if name))


def _with_country(entity: LinkedName) -> str:
    country = gazetteer().display.get(entity.country, entity.country)
    return f"{entity.name} ({country})" if country else entity.name


Span = Literal["day", "week", "month", "year"]
#: Maximum number of time spans in a chart; their length depends on the archive's.
_MOST_SPANS = 60
#: Number of topics and names followed over time.
FOLLOWED_TOPICS, FOLLOWED_NAMES = 24, 15
#: Number of articles listed, the latest ones.
LISTED = 5_000
#: Code points of text that can be searched: of one article, and of all.
ONE_TEXT, ALL_TEXTS = 20_000, 8_000_000

#: A topic or a name: its kind (``topics``, ``people``…) and its label; for the kind ``map``, the key of a place.
Key = tuple[str, str]


class ArticleRow(NamedTuple):
    """One article of the list.

    Attributes:
        names: a few of each kind, to print.
        keys: all topics and names that the archive follows.
        text: the text that can be searched; empty beyond ``ALL_TEXTS``.
        whole: whether this is the complete text.
    """

    published: str
    title: str
    topics: tuple[str, ...]
    names: tuple[str, ...]
    url: str = ""
    keys: tuple[Key, ...] = ()
    text: str = ""
    whole: bool = True


@dataclass
class Series:
    """The number of articles with a topic or a name, by time span.

    Attributes:
        counts: one number per time span; articles without a date are only in ``articles``.
        trend: difference of the last quarter from what the rest suggests, in standard deviations (the square root of the
            expected number, as for rare events); None if fewer than five are expected.
    """

    name: str
    articles: int
    counts: list[int]
    trend: float | None = None


@dataclass
class Archive:
    """An archive in numbers.

    Attributes:
        span: length of the time spans.
        starts: first day of each span.
        totals: number of articles in each span.
        together: number of articles with both of two topics.
        rows: the latest articles.
        without_day, without_topic: number of articles without one.
        mapped: places on the map; ``unmapped`` is the number of those in fewer articles.
        map_missing: the extra ``map`` is not installed.
    """

    articles: int = 0
    without_day: int = 0
    without_topic: int = 0
    first: date | None = None
    last: date | None = None
    span: Span = "month"
    starts: list[date] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    topics: list[Series] = field(default_factory=list)
    people: list[Series] = field(default_factory=list)
    organisations: list[Series] = field(default_factory=list)
    places: list[Series] = field(default_factory=list)
    together: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: list[ArticleRow] = field(default_factory=list)
    mapped: list[Located] = field(default_factory=list)
    unmapped: int = 0
    map_missing: bool = False


def summarise(path: str | Path, errors: Callable[[InputError], None] | None = None) -> Archive:
    """Summarise a file of tags (.jsonl, .jsonl.gz, .csv or .parquet), reading it twice; memory grows with the names, not the articles.

    Args:
        errors: called with an error for each line that is not a record of tags; without it the first error is raised.

    Raises:
        InputError: the file cannot be read, or contains no tags.
    """
    path = check_path("path", path)
    tally = _Summing()
    for article in read_tags(path, errors):
        tally.add(article)
    if not tally.archive.articles:
        raise InputError(str(path), "contains no tagged articles; make them with newstagger tag … -o tags.jsonl")
    tally.choose()
    for article in read_tags(path, lambda _: None):
        tally.follow(article)
    return tally.finished()


class _Summing:
    def __init__(self) -> None:
        self.archive = Archive()
        self.names = ArchiveNames()
        self.counts: dict[str, Counter[str]] = {"topics": Counter()}
        self.latest: list[tuple[str, int, ArticleRow, int]] = []
        self.listed: dict[int, tuple[ArticleRow, int]] = {}
        self.again = 0
        self.located = Places()
        self.followed: dict[str, dict[str, list[int]]] = {}
        self.at: dict[date, int] = {}

    def add(self, article: TaggedArticle) -> None:
        """First pass: count what there is, and when."""
        archive = self.archive
        archive.articles += 1
        day = _find_day(article)
        if day is None:
            archive.without_day += 1
        else:
            archive.first = min(archive.first or day, day)
            archive.last = max(archive.last or day, day)
        topics = list_names(article, "topics")
        archive.without_topic += not topics
        self.counts["topics"].update(topics)
        self.names.add(article)
        self.located.add(article)
        few = [name for kind in NAME_KINDS for name in list_names(article, kind)[:3]]
        title = article.title or article.text[:100].split("\n")[0]
        row = ArticleRow(day.isoformat() if day else "", title[:300], tuple(topics), tuple(few), article.url or "")
        heapq.heappush(self.latest, (row.published, -archive.articles, row, len(article.text)))
        if len(self.latest) > LISTED:
            heapq.heappop(self.latest)

    def choose(self) -> None:
        """Between the passes: choose the time spans, and what to follow over them."""
        archive = self.archive
        if archive.first is not None and archive.last is not None:
            archive.span, archive.starts = _spans(archive.first, archive.last)
        self.at = {start: number for number, start in enumerate(archive.starts)}
        archive.totals = [0] * len(archive.starts)
        self.names.join()
        self.counts.update(self.names.counts)
        for kind, counter in self.counts.items():
            most = FOLLOWED_TOPICS if kind == "topics" else FOLLOWED_NAMES
            chosen = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
            self.followed[kind] = {name: [0] * len(archive.starts) for name, _ in chosen}
        archive.mapped, archive.map_missing = self.located.chosen(), self.located.missing
        archive.unmapped = len(self.located.spots) - len(archive.mapped)
        left = ALL_TEXTS
        for _, number, row, length in sorted(self.latest, reverse=True):
            room = min(length, ONE_TEXT, left)
            left -= room
            self.listed[-number] = row._replace(whole=room == length), room

    def follow(self, article: TaggedArticle) -> None:
        """Second pass: count over time, and keep what the list needs of its articles."""
        archive = self.archive
        self.again += 1
        found = {kind: self.names.of(self.again - 1, article, kind) for kind in self.followed}
        if self.again in self.listed:
            row, room = self.listed[self.again]
            keys = [
                (kind, name) for kind, followed in self.followed.items() for name in found[kind] if name in followed
            ]
            keys += sorted({("map", spot.key) for spot in self.located.of(article).values()})
            self.listed[self.again] = row._replace(keys=tuple(keys), text=article.text[:room]), room
        topics = [topic for topic in found["topics"] if topic in self.followed["topics"]]
        for pair in combinations(sorted(topics), 2):
            archive.together[pair] = archive.together.get(pair, 0) + 1
        day = _find_day(article)
        at = None if day is None else self.at.get(_start(day, archive.span))
        if at is None:
            return
        archive.totals[at] += 1
        for kind, followed in self.followed.items():
            for name in found[kind]:
                if name in followed:
                    followed[name][at] += 1

    def finished(self) -> Archive:
        """The archive, sorted."""
        archive = self.archive
        for kind, followed in self.followed.items():
            series = [Series(name, self.counts[kind][name], counts) for name, counts in followed.items()]
            for one in series:
                one.trend = _trend(one.counts, archive.totals)
            setattr(archive, kind, series)
        archive.rows = [row for row, _ in self.listed.values()]
        return archive


def _find_day(article: TaggedArticle) -> date | None:
    published = article.published
    return published.date() if isinstance(published, datetime) else published


def _start(day: date, span: Span) -> date:
    """The first day of the span that contains a day."""
    if span == "week":
        return day - timedelta(day.weekday())
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[span]


def _spans(first: date, last: date) -> tuple[Span, list[date]]:
    """The shortest time span that does not give too many, and their first days."""
    spans: tuple[Span, ...] = ("day", "week", "month", "year")
    for span in spans:
        starts = [_start(first, span)]
        while starts[-1] < _start(last, span) and (len(starts) <= _MOST_SPANS or span == "year"):
            step = {"day": 1, "week": 7, "month": 31, "year": 366}[span]
            if starts[-1] > date.max - timedelta(step):
                break
            starts.append(_start(starts[-1] + timedelta(step), span))
        if len(starts) <= _MOST_SPANS:
            break
    return span, starts


def _trend(counts: list[int], totals: list[int]) -> float | None:
    """The difference of the last quarter from the rest, in standard deviations; see ``Series``."""
    cut = len(counts) - max(1, len(counts) // 4)
    before, after = sum(totals[:cut]), sum(totals[cut:])
    if not before or not after:
        return None
    expected = sum(counts[:cut]) / before * after
    if max(expected, sum(counts[cut:])) < 5:
        return None
    return round((sum(counts[cut:]) - expected) / math.sqrt(max(expected, 1.0)), 2)
