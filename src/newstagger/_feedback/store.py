"""Corrections of editors: an SQLite file of articles and verdicts, with who gave them and when.

Verdicts are only ever added; of several on one thing the latest holds.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from newstagger._feedback.gold import Given, Gold, gold, latest
from newstagger._feedback.lists import Filter, Listed, listed, state_counts
from newstagger._feedback.verdicts import FIRST_WHATS, Kept, Verdict, checked
from newstagger.article import Article
from newstagger.errors import InputError, OutputError

__all__ = ["Corrected", "Corrections", "Kept", "Verdict", "Waiting", "key_of", "labelled"]

#: « ntag » in ASCII: tells these files from other SQLite databases.
APPLICATION = 0x6E746167
#: From 2 on stretches of the text can be judged, and the names and dates that a model gave are kept.
FORMAT = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    key TEXT PRIMARY KEY, record TEXT NOT NULL, given TEXT NOT NULL, model TEXT NOT NULL,
    doubt REAL NOT NULL, added TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS verdicts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES articles (key),
    what TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS verdicts_by_article ON verdicts (article);
CREATE INDEX IF NOT EXISTS articles_by_doubt ON articles (doubt DESC);
"""
_SEEN = "CREATE TABLE IF NOT EXISTS seen (article TEXT PRIMARY KEY, given TEXT NOT NULL, model TEXT NOT NULL)"
#: Format 1 allowed no verdicts on stretches: its table is written anew, with its numbers, once there is such a verdict.
_WIDER = (
    "ALTER TABLE verdicts RENAME TO narrow",
    "DROP INDEX verdicts_by_article",
    *(line for line in _SCHEMA.split(";") if "verdicts (" in line),
    "INSERT INTO verdicts SELECT number, article, what, subject, verdict, who, at FROM narrow ORDER BY number",
    "DROP TABLE narrow",
    _SEEN,
    f"PRAGMA user_version = {FORMAT}",
)


class Waiting(NamedTuple):
    """An article that nobody has read yet, with the topics it was given and how doubtful they are."""

    key: str
    article: Article
    given: list[str]
    doubt: float


@dataclass
class Corrected:
    """An article and what holds of it.

    Attributes:
        given: topics that the model had given.
        topics: label to whether it is right.
        names: name to kind, « none » for what is no name.
        mentions, dates: place to the verdict on that stretch.
        pairs: two names (``verdicts.pair``) to « one » or « two ».
        seen: names and dates that the model gave; None where nobody kept them.
        read: somebody has read all of it.
        skipped: somebody has put it aside.
        history: every verdict, oldest first, those that no longer hold too.
    """

    article: Article
    given: list[str]
    topics: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    seen: Given | None = None
    read: bool = False
    skipped: bool = False
    history: list[Kept] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """Topics of the article: those given and not refused, and those added."""
        added = [label for label, right in self.topics.items() if right and label not in self.given]
        return [label for label in self.given if self.topics.get(label, True)] + added

    @property
    def gold(self) -> Gold:
        """Names and dates of the article, corrected (see ``feedback.gold``)."""
        return gold(self.article, self.seen or Given(), latest(self.history))

    @property
    def names_judged(self) -> bool:
        """Did somebody judge its names, and are the others known: as a model gave them, or since all of it was read?"""
        return bool(self.mentions and self.read) or (
            self.seen is not None and bool(self.read or self.names or self.mentions or self.pairs)
        )

    @property
    def dates_judged(self) -> bool:
        """Did somebody judge its dates, and are the others known?"""
        return bool(self.dates and self.read) or (self.seen is not None and bool(self.read or self.dates))

    @property
    def judged(self) -> bool:
        """Does any verdict hold that something can be learnt from?"""
        return bool(self.read or self.topics or self.names or self.mentions or self.dates or self.pairs)

    def verdicts(self, topics: Iterable[str]) -> dict[str, bool]:
        """Verdicts on some topics; of an article that was read, on all of them."""
        labels = set(self.labels)
        return {label: label in labels for label in topics if self.read or label in self.topics}


class Corrections:
    """The database of corrections, made where there is none.

    Raises:
        InputError: the file is there and is no database of corrections, or of a newer version.
        OutputError: it cannot be made.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = Path(path)
        if not create and not self.path.is_file():
            raise InputError(str(path), "there is no such file of corrections")
        if self.path.exists() and not self.path.is_file():
            raise InputError(str(path), "is no file")
        new = not self.path.exists() or self.path.stat().st_size == 0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
            if new:
                self._base.execute("PRAGMA journal_mode = WAL")
                self._base.execute(f"PRAGMA application_id = {APPLICATION}")
                self._base.execute(f"PRAGMA user_version = {FORMAT}")
                self._base.execute(_SEEN)
            (application,) = self._base.execute("PRAGMA application_id").fetchone()
            (version,) = self._base.execute("PRAGMA user_version").fetchone()
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(f"{path}: the corrections cannot be kept there: {error}") from None
        except sqlite3.DatabaseError:
            raise InputError(str(path), "is no file of corrections (no SQLite database)") from None
        if application != APPLICATION:
            self._base.close()
            raise InputError(str(path), "is an SQLite database, but not one of newstagger’s corrections")
        if version > FORMAT:
            self._base.close()
            raise InputError(
                str(path), f"has format {version}, newer than this newstagger reads ({FORMAT}); upgrade it"
            )
        try:
            self._base.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            self._base.close()
            raise OutputError(f"{path}: the corrections cannot be kept there: {error}") from None

    def __enter__(self) -> Corrections:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def put(self, article: Article, given: Iterable[str], doubt: float, model: str) -> str:
        """Keep an article with the topics that a model gave it, and return its key; what is kept already stays.

        Only the doubt of an article that nobody has judged follows a newer model.
        """
        key = key_of(article)
        row = (
            key,
            json.dumps(article.to_record(), ensure_ascii=False),
            json.dumps(list(given), ensure_ascii=False),
            model,
            doubt,
            _now(),
        )
        with self._writing():
            self._base.execute(
                "INSERT INTO articles (key, record, given, model, doubt, added) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET given = excluded.given, model = excluded.model, doubt = excluded.doubt "
                "WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE article = excluded.key)",
                row,
            )
        return key

    def see(self, key: str, given: Given, model: str) -> None:
        """Keep the names and dates that a model gave an article; what was judged keeps those that it was judged with.

        Raises:
            KeyError: there is no such article.
        """
        self._record(key)
        with self._writing():
            self._widen()
            self._base.execute(
                "INSERT INTO seen (article, given, model) VALUES (?, ?, ?) ON CONFLICT (article) DO UPDATE "
                "SET given = excluded.given, model = excluded.model "
                "WHERE NOT EXISTS (SELECT 1 FROM verdicts WHERE article = excluded.article)",
                (key, json.dumps(given.to_json(), ensure_ascii=False), model),
            )

    def judge(self, key: str, verdicts: Iterable[Verdict], who: str) -> None:
        """Add verdicts on an article that was ``put``.

        Raises:
            KeyError: there is no such article.
            ValueError: a verdict means nothing, or a stretch or value that it names is none.
        """
        article = self._record(key)
        given = [checked(verdict, article) for verdict in verdicts]
        with self._writing():
            if any(verdict.what not in FIRST_WHATS for verdict in given):
                self._widen()
            self._base.executemany(
                "INSERT INTO verdicts (article, what, subject, verdict, who, at) VALUES (?, ?, ?, ?, ?, ?)",
                [(key, *verdict, who, _now()) for verdict in given],
            )

    def one(self, key: str) -> Corrected:
        """What holds of one article.

        Raises:
            KeyError: there is no such article.
        """
        row = self._base.execute("SELECT key, record, given FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return self._corrected(row)

    def all(self) -> Iterator[Corrected]:
        """Articles with at least one verdict that holds, in the order in which they were put."""
        query = "SELECT key, record, given FROM articles WHERE key IN (SELECT article FROM verdicts) ORDER BY rowid"
        for row in self._base.execute(query).fetchall():
            found = self._corrected(row)
            if found.judged:
                yield found

    def waiting(self, limit: int = 20) -> list[Waiting]:
        """Articles that nobody has judged, those first whose topics are least sure."""
        query = (
            "SELECT key, record, given, doubt FROM articles "
            "WHERE key NOT IN (SELECT article FROM verdicts) ORDER BY doubt DESC, key LIMIT ?"
        )
        rows = self._base.execute(query, (limit,)).fetchall()
        return [
            Waiting(key, Article.from_record(json.loads(record)), json.loads(given), doubt)
            for key, record, given, doubt in rows
        ]

    def listed(self, wanted: Filter, offset: int = 0, limit: int = 20) -> tuple[list[Listed], int]:
        """A page of the articles in one state, the least sure first, and how many there are in all."""
        return listed(self._base, wanted, offset, limit)

    def counts(self) -> dict[str, int]:
        """How many articles there are, how many of them in each state, how many were judged, and verdicts."""
        (articles,) = self._base.execute("SELECT COUNT(*) FROM articles").fetchone()
        judged, verdicts = self._base.execute("SELECT COUNT(DISTINCT article), COUNT(*) FROM verdicts").fetchone()
        return {"articles": articles, "judged": judged, "verdicts": verdicts, **state_counts(self._base)}

    def _record(self, key: str) -> Article:
        row = self._base.execute("SELECT record FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return Article.from_record(json.loads(row[0]))

    def _corrected(self, row: tuple[str, str, str]) -> Corrected:
        key, record, given = row
        found = Corrected(Article.from_record(json.loads(record)), json.loads(given), seen=self._seen(key))
        query = "SELECT number, what, subject, verdict, who, at FROM verdicts WHERE article = ? ORDER BY number"
        for number, what, subject, verdict, who, at in self._base.execute(query, (key,)):
            found.history.append(Kept(number, Verdict(what, subject, verdict), who, at))
        of = {"name": found.names, "mention": found.mentions, "date": found.dates, "pair": found.pairs}
        for what, subject, verdict in (kept.verdict for kept in latest(found.history)):
            if what == "read":
                found.read, found.skipped = verdict == "yes", verdict == "skipped"
            elif what == "topic":
                found.topics[subject] = verdict == "right"
            else:
                of[what][subject] = verdict
        return found

    def _seen(self, key: str) -> Given | None:
        if not self._wide():
            return None
        row = self._base.execute("SELECT given FROM seen WHERE article = ?", (key,)).fetchone()
        return None if row is None else Given.from_json(json.loads(row[0]))

    def _wide(self) -> bool:
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        return bool(version >= FORMAT)

    def _widen(self) -> None:
        """Give a file of format 1 the tables of today, within the transaction that needs them."""
        if not self._wide():
            for line in _WIDER:
                self._base.execute(line)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise OutputError(f"{self.path}: the correction could not be kept: {error}") from None


def labelled(corrected: Iterable[Corrected]) -> Iterator[Article]:
    """The articles that somebody judged, with the topics that hold of them: what ``train`` learns from."""
    for found in corrected:
        if found.read or found.topics:
            found.article.topics = found.labels
            yield found.article


def key_of(article: Article) -> str:
    """The same for the same title and text, whatever else is known of them."""
    content = json.dumps([article.title or "", article.text], ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
