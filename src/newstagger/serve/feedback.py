"""The editor's feedback: corrections kept while the service runs, and the articles that wait for one."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from newstagger.article import Article
from newstagger.feedback.store import Corrected, Corrections, Verdict, Waiting, key_of
from newstagger.serve.schemas import CorrectedOut, VerdictIn
from newstagger.writers.records import corrected_records

#: Longest list of articles to look at.
MOST_WAITING = 100


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
                return CorrectedOut(key=key, topics={}, names={}, read=False, labels=[])

    def judge(
        self, article: Article, given: list[str], doubt: float, model: str, verdicts: list[VerdictIn], who: str
    ) -> CorrectedOut:
        """Keep verdicts on an article.

        Raises:
            ValueError: a verdict means nothing.
            OutputError: the file cannot be written.
        """
        with self._lock:
            key = self._corrections.put(article, given, doubt, model)
            self._corrections.judge(key, [Verdict(v.what, v.subject, v.verdict) for v in verdicts], who)
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
    return CorrectedOut(key=key, topics=found.topics, names=found.names, read=found.read, labels=found.labels)
