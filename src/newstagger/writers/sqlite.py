"""Tags as an SQLite database, made to be asked: tables with keys, a full-text index, and views for the commonest questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from newstagger.errors import OutputError
from newstagger.tags import Entity, TaggedArticle

#: « ntgs » in ASCII: tells these databases from others.
APPLICATION = 0x6E746773
VERSION = 1
#: Articles put into the database in one transaction of a new one.
_AT_ONCE = 256
_KINDS = {"people": "person", "organisations": "organisation", "places": "place"}
_SCHEMA = """
CREATE TABLE articles (
    article INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT, published TEXT, url TEXT, author TEXT, source TEXT,
    text TEXT NOT NULL, warnings TEXT NOT NULL);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_day ON articles (published);
CREATE TABLE topics (topic INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, code TEXT);
CREATE TABLE article_topics (
    article INTEGER NOT NULL REFERENCES articles (article) ON DELETE CASCADE,
    topic INTEGER NOT NULL REFERENCES topics (topic), score REAL NOT NULL, evidence TEXT NOT NULL,
    PRIMARY KEY (article, topic)) WITHOUT ROWID;
CREATE INDEX article_topics_by_topic ON article_topics (topic, article);
CREATE TABLE declared_topics (
    article INTEGER NOT NULL REFERENCES articles (article) ON DELETE CASCADE, label TEXT NOT NULL,
    PRIMARY KEY (article, label)) WITHOUT ROWID;
CREATE TABLE names (
    name INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'place')),
    written TEXT NOT NULL, country TEXT, UNIQUE (kind, written));
CREATE TABLE article_names (
    article INTEGER NOT NULL REFERENCES articles (article) ON DELETE CASCADE,
    name INTEGER NOT NULL REFERENCES names (name), mentions INTEGER NOT NULL, aliases TEXT NOT NULL,
    PRIMARY KEY (article, name)) WITHOUT ROWID;
CREATE INDEX article_names_by_name ON article_names (name, article);
CREATE TABLE mentions (
    mention INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (article) ON DELETE CASCADE,
    name INTEGER NOT NULL REFERENCES names (name), field TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX mentions_by_article ON mentions (article);
CREATE INDEX mentions_by_name ON mentions (name);
CREATE TABLE dates (
    date INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (article) ON DELETE CASCADE,
    field TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, type TEXT NOT NULL,
    value TEXT, first_day TEXT, last_day TEXT);
CREATE INDEX dates_by_article ON dates (article);
CREATE INDEX dates_by_day ON dates (first_day, last_day);
CREATE VIEW articles_with_topics AS
    SELECT a.article, a.id, a.title, a.published, a.source, t.label AS topic, at.score
    FROM articles a JOIN article_topics at USING (article) JOIN topics t USING (topic);
CREATE VIEW articles_with_names AS
    SELECT a.article, a.id, a.title, a.published, a.source, n.kind, n.written AS name, n.country, an.mentions
    FROM articles a JOIN article_names an USING (article) JOIN names n USING (name);
CREATE VIEW names_together AS
    SELECT one.name AS name, other.name AS other, COUNT(*) AS articles
    FROM article_names one JOIN article_names other ON other.article = one.article AND other.name <> one.name
    GROUP BY one.name, other.name;
"""
_SEARCH = """
CREATE VIRTUAL TABLE articles_search USING fts5 (
    title, text, content = 'articles', content_rowid = 'article', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
    INSERT INTO articles_search (rowid, title, text) VALUES (new.article, new.title, new.text); END;
CREATE TRIGGER articles_gone AFTER DELETE ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, title, text) VALUES ('delete', old.article, old.title, old.text); END;
"""


def write_sqlite(articles: Iterable[TaggedArticle], path: Path) -> None:
    """A new database of articles, in an empty file.

    Raises:
        OutputError: it cannot be written.
    """
    with _opened(path) as base:
        # The file is not yet anybody's: if the machine stops, it is left behind whole or not at all.
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        _make(base)
        waiting = iter(articles)
        while batch := list(islice(waiting, _AT_ONCE)):
            base.execute("BEGIN")
            _Adder(base).add(batch)
            base.execute("COMMIT")
        base.execute("ANALYZE")


def append_sqlite(articles: Iterable[TaggedArticle], path: Path) -> None:
    """Add articles to a database that is there, all of them or none.

    An article takes the place of those of the same id that were there before.

    Raises:
        OutputError: it is no database of tags, of a newer version, in use by another writer, or cannot be written.
    """
    with _opened(path) as base:
        (application,) = base.execute("PRAGMA application_id").fetchone()
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise OutputError(f"{path}: is a database, but not one of tags that newstagger wrote")
        if version > VERSION:
            raise OutputError(
                f"{path}: has version {version}, newer than this newstagger writes ({VERSION}); upgrade it"
            )
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN IMMEDIATE")
        (last,) = base.execute("SELECT coalesce(max(article), 0) FROM articles").fetchone()
        adder = _Adder(base)
        waiting = iter(articles)
        while batch := list(islice(waiting, _AT_ONCE)):
            identifiers = [(article.id, last) for article in batch if article.id]
            base.executemany("DELETE FROM articles WHERE id = ? AND article <= ?", identifiers)
            adder.add(batch)
        base.execute("COMMIT")


class _opened:  # noqa: N801 - reads as a verb where it is used
    """A database whose errors name its file; what was not committed is taken back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self.base = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        except sqlite3.Error as error:
            raise OutputError(f"{self.path}: cannot be opened as an SQLite database: {error}") from None
        return self.base

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if self.base.in_transaction and kind is not None:
                self.base.execute("ROLLBACK")
        finally:
            self.base.close()
        if isinstance(error, sqlite3.Error):
            hint = "; another writer holds it: wait for it" if "locked" in str(error) else ""
            raise OutputError(f"{self.path}: cannot be written as an SQLite database: {error}{hint}") from None


def _make(base: sqlite3.Connection) -> None:
    base.execute(f"PRAGMA application_id = {APPLICATION}")
    base.execute(f"PRAGMA user_version = {VERSION}")
    base.executescript(_SCHEMA)
    if base.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'").fetchone():
        base.executescript(_SEARCH)


class _Adder:
    """Puts articles into the tables; topics and names have one row each, whatever articles they are in."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base

    def add(self, articles: Iterable[TaggedArticle]) -> None:
        for article in articles:
            number = self._article(article)
            self._topics(number, article)
            for field, kind in _KINDS.items():
                for entity in getattr(article, field):
                    self._name(number, kind, entity)
            self.base.executemany(
                'INSERT INTO dates (article, field, start, "end", text, type, value, first_day, last_day) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, d.field, d.start, d.end, d.text, d.type, d.value, _iso(d.from_), _iso(d.to))
                    for d in article.dates
                ],
            )

    def _article(self, article: TaggedArticle) -> int:
        cursor = self.base.execute(
            "INSERT INTO articles (id, title, published, url, author, source, text, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id, article.title, _iso(article.published), article.url, article.author, article.source,
                article.text, json.dumps(article.warnings, ensure_ascii=False),
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def _topics(self, number: int, article: TaggedArticle) -> None:
        for topic in article.topics:
            self.base.execute("INSERT OR IGNORE INTO topics (label, code) VALUES (?, ?)", (topic.label, topic.code))
            evidence = json.dumps([e.model_dump() for e in topic.evidence], ensure_ascii=False)
            self.base.execute(
                "INSERT INTO article_topics SELECT ?, topic, ?, ? FROM topics WHERE label = ?",
                (number, topic.score, evidence, topic.label),
            )
        self.base.executemany(
            "INSERT OR IGNORE INTO declared_topics VALUES (?, ?)",
            [(number, label) for label in article.declared_topics],
        )

    def _name(self, number: int, kind: str, entity: Entity) -> None:
        country = getattr(entity, "country", None)
        self.base.execute(
            "INSERT INTO names (kind, written, country) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, written) DO UPDATE SET country = coalesce(country, excluded.country)",
            (kind, entity.name, country),
        )
        (name,) = self.base.execute(
            "SELECT name FROM names WHERE kind = ? AND written = ?", (kind, entity.name)
        ).fetchone()
        self.base.execute(
            "INSERT INTO article_names VALUES (?, ?, ?, ?) "
            "ON CONFLICT (article, name) DO UPDATE SET mentions = mentions + excluded.mentions",
            (number, name, len(entity.mentions), json.dumps(entity.aliases, ensure_ascii=False)),
        )
        self.base.executemany(
            'INSERT INTO mentions (article, name, field, start, "end", text) VALUES (?, ?, ?, ?, ?, ?)',
            [(number, name, m.field, m.start, m.end, m.text) for m in entity.mentions],
        )


def _iso(moment: object) -> str | None:
    return None if moment is None else moment.isoformat()  # type: ignore[attr-defined]
