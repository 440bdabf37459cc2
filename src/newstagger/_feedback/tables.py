"""The tables of a file of corrections, how an older file is brought to them, and their rows."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections import defaultdict
from pathlib import Path

from newstagger._feedback.gold import Corrected, Given, State
from newstagger._feedback.verdicts import (
    Kept,
    Verdict,
    VerdictError,
    find_same,
    hash_words,
    parse_place,
    text_at,
    update_details,
)
from newstagger._text.normalise import fold
from newstagger.article import Article
from newstagger.errors import InputError, OutputError

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


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection to a file of corrections, which is made if there is none and migrated if it is an older one.

    Raises:
        InputError: the file is there and is not a database of corrections, or is of a newer version.
        OutputError: it cannot be made or migrated.
    """
    if path.exists() and not path.is_file():
        raise InputError(str(path), "is not a file")
    base: sqlite3.Connection | None = None
    try:
        if read_only and _is_on_read_only_medium(path):
            # SQLite would make files of its own beside the database, whoever reads it.
            address = f"{path.absolute().as_uri()}?immutable=1"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            address = path.absolute().as_uri()
        base = sqlite3.connect(address, timeout=30, check_same_thread=False, isolation_level=None, uri=True)
        _prepare(base, path)
        if read_only:
            base.execute("PRAGMA query_only = 1")
        return base
    except InputError:
        _close(base)
        raise
    except (OSError, sqlite3.OperationalError) as error:
        _close(base)
        raise OutputError(f"{path}: the corrections cannot be stored there: {error}") from None
    except sqlite3.DatabaseError:
        _close(base)
        raise InputError(str(path), "is not a corrections file (not an SQLite database)") from None


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


def insert_article(
    base: sqlite3.Connection, key: str, article: Article, given: str, model: str, doubt: float, added: str
) -> None:
    """Add an article that nobody has judged.

    Args:
        given: topics that the model gave it, as a list in JSON.
    """
    columns = {
        "key": key, **list_details(article), "given": given, "model": model, "doubt": doubt, "labels": given,
        "state": "to_review", "added": added,
    }  # fmt: skip
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO articles ({', '.join(columns)}) VALUES ({marks})"
    number = base.execute(sql, list(columns.values())).lastrowid
    assert number is not None
    record = json.dumps(article.to_record(), ensure_ascii=False)
    base.execute("INSERT INTO records (number, record) VALUES (?, ?)", (number, record))
    index_words(base, number, article)
    index_topics(base, number, json.loads(given))


def index_topics(base: sqlite3.Connection, number: int, labels: list[str]) -> None:
    """Make an article findable by its topics, and by no others."""
    base.execute("DELETE FROM article_topics WHERE number = ?", (number,))
    rows = [(label, number) for label in labels]
    base.executemany("INSERT OR IGNORE INTO article_topics (topic, number) VALUES (?, ?)", rows)


def index_words(base: sqlite3.Connection, number: int, article: Article) -> None:
    """Make an article findable by its words."""
    base.execute("INSERT INTO article_words (rowid, words) VALUES (?, ?)", (number, _searchable(article)))


def forget_words(base: sqlite3.Connection, number: int, article: Article) -> None:
    """Take back ``index_words``; the article must be as it was then."""
    sql = "INSERT INTO article_words (article_words, rowid, words) VALUES ('delete', ?, ?)"
    base.execute(sql, (number, _searchable(article)))


def _searchable(article: Article) -> str:
    return fold(f"{article.title or ''} {article.text}")


def list_details(article: Article) -> dict[str, object]:
    """The columns of ``articles`` that follow from the article alone."""
    return {
        "words": hash_words(article),
        "id": article.id,
        "title": article.title or "",
        "source": article.source or "",
        "url": article.url or "",
        "published": article.published.isoformat() if article.published is not None else "",
        "opening": " ".join(article.text[:200].split())[:80],
        "chars": len(article.text),
    }


def find_words(article: Article, verdict: Verdict) -> str:
    """The words at the place that a verdict is about; empty if it is not about a place."""
    if verdict.what not in ("mention", "date"):
        return ""
    try:
        return text_at(article, parse_place(verdict.subject))
    except VerdictError:
        return ""


def read_history(base: sqlite3.Connection, key: str) -> list[Kept]:
    """Every verdict on an article, oldest first."""
    query = (
        "SELECT number, what, subject, verdict, who, at, page, words FROM verdicts WHERE article = ? ORDER BY number"
    )
    return [
        Kept(number, Verdict(what, subject, verdict), who, at, page, words)
        for number, what, subject, verdict, who, at, page, words in base.execute(query, (key,))
    ]


def find_key(base: sqlite3.Connection, article: Article) -> str | None:
    """The key of an article, if it is in the file under this title or another one."""
    query = "SELECT key, id, title, source, url FROM articles WHERE words = ? ORDER BY number"
    rows = base.execute(query, (hash_words(article),)).fetchall()
    others = (Article(article.text, id=id_, title=title, source=source, url=url) for _, id_, title, source, url in rows)
    place = find_same(article, others)
    return None if place is None else str(rows[place][0])


def resolve_key(base: sqlite3.Connection, key: str) -> str:
    """The key of today of an article whose key may be that of a twin that was merged with it."""
    row = base.execute("SELECT article FROM former_keys WHERE key = ?", (key,)).fetchone()
    return key if row is None else str(row[0])


def change_details(base: sqlite3.Connection, key: str, old: Article, new: Article) -> None:
    """Replace what is known of an article besides its text."""
    (number,) = base.execute("SELECT number FROM articles WHERE key = ?", (key,)).fetchone()
    details = list_details(new)
    assignments = ", ".join(f"{name} = ?" for name in details)
    base.execute(f"UPDATE articles SET {assignments} WHERE number = ?", [*details.values(), number])
    record = json.dumps(new.to_record(), ensure_ascii=False)
    base.execute("UPDATE records SET record = ? WHERE number = ?", (record, number))
    if old.title != new.title:
        forget_words(base, number, old)
        index_words(base, number, new)


def read_article(base: sqlite3.Connection, key: str) -> Article:
    """An article of the file.

    Raises:
        KeyError: there is no such article.
    """
    query = "SELECT r.record FROM articles a JOIN records r ON r.number = a.number WHERE a.key = ?"
    row = base.execute(query, (key,)).fetchone()
    if row is None:
        raise KeyError(key)
    return Article.from_record(json.loads(row[0]))


def read_corrected(base: sqlite3.Connection, key: str) -> Corrected:
    """An article with every verdict on it.

    Raises:
        KeyError: there is no such article.
    """
    article = read_article(base, key)
    given, doubt = base.execute("SELECT given, doubt FROM articles WHERE key = ?", (key,)).fetchone()
    row = base.execute("SELECT given, stale FROM seen WHERE article = ?", (key,)).fetchone()
    seen = None if row is None else Given.from_json(json.loads(row[0]))
    return Corrected.of(article, json.loads(given), read_history(base, key), seen, doubt)


def refresh_state(base: sqlite3.Connection, key: str) -> State:
    """Bring the columns that lists read to what the verdicts on an article say, and return its state."""
    found = read_corrected(base, key)
    (number,) = base.execute("SELECT number FROM articles WHERE key = ?", (key,)).fetchone()
    last = found.history[-1] if found.history else None
    base.execute(
        "UPDATE articles SET labels = ?, state = ?, judged_at = ?, judged_by = ? WHERE number = ?",
        (
            json.dumps(found.labels, ensure_ascii=False), found.state, last.at if last else "", last.who if last else "",
            number,
        ),
    )  # fmt: skip
    index_topics(base, number, found.labels)
    return found.state
