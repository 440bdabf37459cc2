"""The editor's feedback: corrections kept while the service runs, and the articles that wait for one."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from newstagger._feedback.gold import Given, Gold
from newstagger._feedback.lists import Filter, Listed
from newstagger._feedback.store import Corrected, Corrections, Kept, Verdict, Waiting, key_of
from newstagger._feedback.verdicts import checked
from newstagger._serve.schemas import CorrectedOut, CorrectIn, GoldOut
from newstagger._writers.records import corrected_records
from newstagger.article import Article
from newstagger.dates.calendar import find_bounds

#: Longest list of articles to look at.
MOST_WAITING = 100


class OthersJudgedError(Exception):
    """Somebody else judged an article in the meantime.

    Attributes:
        verdicts: theirs, oldest first.
    """

    def __init__(self, verdicts: list[Kept]) -> None:
        super().__init__("somebody else judged this article in the meantime")
        self.verdicts = verdicts


class Judged(NamedTuple):
    """What a model gives an article that an editor judges: topics, how little they stand out, names and dates."""

    topics: list[str]
    doubt: float
    given: Given

    @classmethod
    def from_json(cls, text: str) -> Judged:
        """What ``worker.judged`` gave."""
        value = json.loads(text)
        return cls(value["topics"], value["doubt"], Given.from_json(value["given"]))


class Feedback:
    """Corrections behind a lock: SQLite takes one writer at a time, and so do we."""

    def __init__(self, path: Path) -> None:
        self._corrections = Corrections(path)
        self._lock = Lock()

    def look(self, article: Article) -> CorrectedOut:
        """What holds of an article; nothing is kept."""
        key = key_of(article)
        with self._lock:
            try:
                return _out(key, self._corrections.one(key))
            except KeyError:
                return CorrectedOut(key=key, topics={}, names={}, read=False, skipped=False, labels=[], last=0)

    def judge(self, article: Article, judged: Judged, model: str, correction: CorrectIn) -> CorrectedOut:
        """Keep verdicts on an article.

        Args:
            judged: what the model gave it.
            model: which one.

        Raises:
            OthersJudgedError: somebody else judged it since the sender last looked; nothing is kept.
            ValueError: a verdict means nothing, or names a stretch or value that is none; nothing is kept.
            OutputError: the file cannot be written.
        """
        verdicts = [checked(Verdict(v.what, v.subject, v.verdict), article) for v in correction.verdicts]
        with self._lock:
            key = self._corrections.put(article, judged.topics, judged.doubt, model)
            if correction.seen is not None:
                others = [
                    kept for kept in self._corrections.one(key).history
                    if kept.number > correction.seen and kept.who != correction.who
                ]  # fmt: skip
                if others:
                    raise OthersJudgedError(others)
            self._corrections.see(key, judged.given, model)
            self._corrections.judge(key, verdicts, correction.who)
            return _out(key, self._corrections.one(key))

    def rank(self, waiting: list[Waiting], doubts: list[tuple[list[str], float]], model: str) -> None:
        """Keep what a newer model thinks of articles that nobody has judged."""
        with self._lock:
            for one, (given, doubt) in zip(waiting, doubts, strict=True):
                self._corrections.put(one.article, given, doubt, model)

    def waiting(self, limit: int) -> list[Waiting]:
        """Articles to look at, the least sure first."""
        with self._lock:
            return self._corrections.waiting(limit)

    def listed(self, wanted: Filter, offset: int, limit: int) -> tuple[list[Listed], int]:
        """A page of a list, and how many there are in all."""
        with self._lock:
            return self._corrections.listed(wanted, offset, limit)

    def one(self, key: str) -> tuple[Corrected, CorrectedOut]:
        """An article of the store.

        Raises:
            KeyError: there is none of this key.
        """
        with self._lock:
            found = self._corrections.one(key)
            return found, _out(key, found)

    def counts(self) -> dict[str, int]:
        """Articles, judged articles, verdicts."""
        with self._lock:
            return self._corrections.counts()

    def export(self) -> str:
        """Judged articles as labelled JSON lines, corrected names with them."""
        with self._lock:
            return "".join(line + "\n" for line in corrected_records(self._corrections.all()))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._corrections.close()


def _out(key: str, found: Corrected) -> CorrectedOut:
    return CorrectedOut(
        key=key, topics=found.topics, names=found.names, mentions=found.mentions, dates=found.dates, pairs=found.pairs,
        read=found.read, skipped=found.skipped, labels=found.labels, gold=_gold(found),
        last=found.history[-1].number if found.history else 0,
    )  # fmt: skip


def _gold(found: Corrected) -> GoldOut | None:
    if found.seen is None and not found.judged:
        return None
    gold, article = found.gold, found.article
    return GoldOut.model_validate(
        {
            "entities": gold.entity_records(article),
            "dates": [_covering(record) for record in gold.date_records(article)],
            "refused": Gold(gold.refused).entity_records(article),
        }
    )


def _covering(record: dict[str, Any]) -> dict[str, Any]:
    """A date with the days that it covers, as tags have them."""
    first, last = find_bounds(record["value"])
    return {**record, "from": first, "to": last}
