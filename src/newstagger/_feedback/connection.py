"""A file of corrections is opened: made where there is none, and brought to the tables of today if it is an older one."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newstagger._feedback.tables import find_words, insert_article, refresh_state
from newstagger._feedback.verdicts import Verdict, hash_words, update_details
from newstagger._locks import SharedLock
from newstagger.article import Article
from newstagger.errors import InputError, OutputError, UsageError

#: « ntag » in ASCII: distinguishes these files from other SQLite databases.
APPLICATION = 0x6E746167
#: 2 added verdicts on stretches of the text; 3 made an article's identity independent of its title, and added a full-text
#: index, leases, and what stood at a place that was judged.
FORMAT = 3
#: Small rows are apart from the texts, so that lists read no texts.
TABLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, words TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL,
    source TEXT NOT NULL, url TEXT NOT NULL, published TEXT NOT NULL, opening TEXT NOT NULL, chars INTEGER NOT NULL,
    given TEXT NOT NULL, model TEXT NOT NULL, doubt REAL NOT NULL, labels TEXT NOT NULL, state TEXT NOT NULL,
    judged_at TEXT NOT NULL DEFAULT '', judged_by TEXT NOT NULL DEFAULT '', added TEXT NOT NULL);
CREATE INDEX articles_by_words ON articles (words);
CREATE INDEX articles_by_doubt ON articles (state, doubt DESC, number);
CREATE INDEX articles_by_judgement ON articles (state, judged_at, number);
CREATE INDEX articles_by_day ON articles (state, published, number);
CREATE INDEX articles_by_source ON articles (state, source, number);
CREATE TABLE records (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE article_topics (topic TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (topic, number)) WITHOUT ROWID;
CREATE INDEX topics_by_article ON article_topics (number);
CREATE VIRTUAL TABLE article_words USING fts5 (words, content='', detail=none, prefix='1 2 3');
CREATE TABLE former_keys (key TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE verdicts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL,
    verdict TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, page TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '');
CREATE INDEX verdicts_by_article ON verdicts (article);
CREATE INDEX verdicts_on_topics ON verdicts (subject) WHERE what = 'topic' AND verdict = 'right';
CREATE TABLE seen (
    article TEXT PRIMARY KEY, given TEXT NOT NULL, model TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE leases (
    article TEXT PRIMARY KEY, page TEXT NOT NULL, who TEXT NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
"""
_LOG = logging.getLogger("newstagger.feedback")


@contextmanager
def _explain_errors(path: Path | None) -> Iterator[None]:
    """Say in plain words that a file is damaged, or was closed.

    Raises:
        InputError: it is not a database, or a damaged one.
        UsageError: it was closed.
    """
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed database" not in str(error):
            raise
        raise UsageError(f"{path}: this file of corrections was closed") from None
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # its subclasses are other errors
            raise
        if "not a database" in str(error):
            raise InputError(str(path), "is not a corrections file (not an SQLite database)") from None
        raise InputError(
            str(path), f"is damaged ({error}); take a copy of it, then restore a backup or try `sqlite3 FILE .recover`"
        ) from None


class _Cursor(sqlite3.Cursor):
    """A cursor that explains errors, which may come with any row, not only with the statement."""

    connection: SharedConnection

    def execute(self, *arguments: Any) -> _Cursor:
        with _explain_errors(self.connection.path):
            return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> _Cursor:
        with _explain_errors(self.connection.path):
            return super().executemany(*arguments)

    def fetchone(self) -> Any:
        with _explain_errors(self.connection.path):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with _explain_errors(self.connection.path):
            return super().fetchall()

    def __next__(self) -> Any:
        with _explain_errors(self.connection.path):
            return super().__next__()


class SharedConnection(sqlite3.Connection):
    """A connection that threads may share: who holds ``lock`` has it alone, for one statement or a whole transaction.

    Attributes:
        path: the file, for messages.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lock = SharedLock()
        self.path: Path | None = None

    def cursor(self, factory: Any = _Cursor) -> Any:
        """A cursor that explains errors."""
        with _explain_errors(self.path):
            return super().cursor(factory)

    @property
    def in_transaction(self) -> bool:
        """Has a transaction begun?"""
        with _explain_errors(self.path):
            return super().in_transaction

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Run a statement once no other thread is in a transaction."""
        with self.lock:
            found: sqlite3.Cursor = self.cursor().execute(*arguments)
            return found

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        """Run a statement for each of several rows once no other thread is in a transaction."""
        with self.lock:
            found: sqlite3.Cursor = self.cursor().executemany(*arguments)
            return found


def connect(path: Path, *, read_only: bool = False) -> SharedConnection:
    """A connection to a file of corrections, which is made if there is none and migrated if it is an older one.

    Raises:
        InputError: the file is there and is not a database of corrections, or is of a newer version.
        OutputError: it cannot be made or migrated.
    """
    if path.exists() and not path.is_file():
        raise InputError(str(path), "is not a file")
    base: SharedConnection | None = None
    try:
        if read_only and _is_on_read_only_medium(path):
            # SQLite would make files of its own beside the database, whoever reads it.
            address = f"{path.absolute().as_uri()}?immutable=1"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            address = path.absolute().as_uri()
        base = sqlite3.connect(
            address, timeout=30, check_same_thread=False, isolation_level=None, uri=True, factory=SharedConnection
        )
        base.path = path
        _prepare(base, path)
        if read_only:
            base.execute("PRAGMA query_only = 1")
        return base
    except InputError:  # it is not a database of corrections, or is damaged
        _close(base)
        raise
    except (OSError, sqlite3.OperationalError) as error:
        _close(base)
        raise OutputError(f"{path}: the corrections cannot be stored there: {error}") from None


def _is_on_read_only_medium(path: Path) -> bool:
    """Can nothing be written beside a file of corrections, and is it whole without what others have still to write into it?"""
    log = path.with_name(f"{path.name}-wal")
    whole = not log.exists() or not log.stat().st_size
    return path.is_file() and whole and not os.access(path.parent, os.W_OK)


def _close(base: sqlite3.Connection | None) -> None:
    if base is not None:
        base.close()


def _prepare(base: sqlite3.Connection, path: Path) -> None:
    if _is_ready(base, path):
        return
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("BEGIN IMMEDIATE")  # another process may be making or migrating the same file
    try:
        if not _is_ready(base, path):
            (before,) = base.execute("PRAGMA user_version").fetchone()
            if before:
                _migrate(base, path, before)
            else:
                run_statements(base, TABLES)
            base.execute(f"PRAGMA application_id = {APPLICATION}")
            base.execute(f"PRAGMA user_version = {FORMAT}")
        base.execute("COMMIT")
    except BaseException:
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise


def _is_ready(base: sqlite3.Connection, path: Path) -> bool:
    (application,) = base.execute("PRAGMA application_id").fetchone()
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION and base.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() != (0,):
        raise InputError(str(path), "is an SQLite database, but not a corrections file of newstagger")
    if version > FORMAT:
        raise InputError(str(path), f"has format {version}, newer than this newstagger reads ({FORMAT}); upgrade it")
    return bool(application == APPLICATION and version == FORMAT)


def run_statements(base: sqlite3.Connection, script: str) -> None:
    """Run several statements within the transaction that is open (``executescript`` would end it)."""
    for statement in script.split(";"):
        if statement.strip():
            base.execute(statement)


def _migrate(base: sqlite3.Connection, path: Path, before: int) -> None:
    """Bring the tables of format 1 or 2 to those of today, within the transaction that is open."""
    backup = path.with_name(f"{path.name}.format-{before}")
    if not backup.exists():
        source, target = sqlite3.connect(path), sqlite3.connect(backup)
        source.backup(target)
        source.close()
        target.close()
    had_seen = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'seen'").fetchone() is not None
    for index in ("verdicts_by_article", "articles_by_doubt"):
        base.execute(f"DROP INDEX IF EXISTS {index}")
    for table in ("articles", "verdicts", *(("seen",) if had_seen else ())):
        base.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    run_statements(base, TABLES)
    merged = _copy_articles(base)
    _copy_verdicts(base)
    if had_seen:
        base.execute(
            "INSERT OR IGNORE INTO seen (article, given, model) SELECT coalesce(f.article, s.article), s.given, s.model "
            "FROM old_seen s LEFT JOIN former_keys f ON f.key = s.article ORDER BY f.key IS NOT NULL"
        )
        base.execute("DROP TABLE old_seen")
    base.execute("DROP TABLE old_articles")
    base.execute("DROP TABLE old_verdicts")
    for (key,) in base.execute("SELECT key FROM articles").fetchall():
        refresh_state(base, key)
    _LOG.warning(
        "%s: migrated from format %d to format %d; %d articles that differed only in a missing title were merged; the "
        "old file is kept as %s", path, before, FORMAT, merged, backup.name,
    )  # fmt: skip


def _copy_articles(base: sqlite3.Connection) -> int:
    """Copy the articles; those that differ only in a missing title become one. Returns how many were merged."""
    judged = {key for (key,) in base.execute("SELECT DISTINCT article FROM old_verdicts")}
    by_words: dict[str, list[tuple[str, bool]]] = defaultdict(list)  # keys, and whether the article has a title
    for key, record in base.execute("SELECT key, record FROM old_articles"):
        article = Article.from_record(json.loads(record))
        if article.text:
            by_words[hash_words(article)].append((key, bool(article.title)))
    twins: dict[str, str] = {}  # key of an article without title, to that of the same article with one
    for group in by_words.values():
        titled = [key for key, has_title in group if has_title]
        untitled = [key for key, has_title in group if not has_title]
        if len(titled) == 1 and len(untitled) == 1:
            twins[untitled[0]] = titled[0]
    late: dict[str, tuple[str, ...]] = {}
    rows = base.execute("SELECT key, record, given, model, doubt, added FROM old_articles ORDER BY rowid")
    for row in rows.fetchall():
        if row[0] in twins:
            late[twins[row[0]]] = row
            base.execute("INSERT INTO former_keys (key, article) VALUES (?, ?)", (row[0], twins[row[0]]))
    for row in base.execute(
        "SELECT key, record, given, model, doubt, added FROM old_articles ORDER BY rowid"
    ).fetchall():
        key, record, given, model, doubt, added = row
        if key in twins:
            continue
        article = Article.from_record(json.loads(record))
        if twin := late.get(key):
            article = update_details(Article.from_record(json.loads(twin[1])), article)
            if key not in judged and twin[0] in judged:
                given, model, doubt = twin[2], twin[3], twin[4]
        insert_article(base, key, article, given, model, doubt, added)
    return len(twins)


def _copy_verdicts(base: sqlite3.Connection) -> None:
    rows = base.execute(
        "SELECT v.number, coalesce(f.article, v.article), v.what, v.subject, v.verdict, v.who, v.at "
        "FROM old_verdicts v LEFT JOIN former_keys f ON f.key = v.article ORDER BY v.number"
    ).fetchall()
    articles: dict[str, Article] = {}
    for number, key, what, subject, verdict, who, at in rows:
        words = ""
        if what in ("mention", "date"):
            if key not in articles:
                found = base.execute(
                    "SELECT r.record FROM articles a JOIN records r ON r.number = a.number WHERE a.key = ?", (key,)
                ).fetchone()
                articles[key] = Article.from_record(json.loads(found[0])) if found else Article("")
            words = find_words(articles[key], Verdict(what, subject, verdict))
        base.execute(
            "INSERT INTO verdicts (number, article, what, subject, verdict, who, at, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, key, what, subject, verdict, who, at, words),
        )
