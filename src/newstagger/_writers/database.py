"""TaggedArticles -> an SQLite database, in tables for SQL queries."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from itertools import repeat, zip_longest
from pathlib import Path

from newstagger._writers.atomic import flush_file, flush_folder, is_stream, real, replacing_path
from newstagger.errors import InputError, OutputError
from newstagger.tags import ENTITY_KINDS, Entity, TaggedArticle

#: Version of the table layout, stored in the file (``PRAGMA user_version``); other versions are not added to.
FORMAT = 3
#: Identifies newstagger's files (``PRAGMA application_id``): « NTag » in ASCII.
APPLICATION = 0x4E546167
#: Statements of the layout that only speed up queries.
_ASKING = re.compile(r"^CREATE (?:INDEX|VIRTUAL TABLE|TRIGGER)\b", re.MULTILINE)


def write_database(articles: Iterable[TaggedArticle], path: Path, append: bool, own: Iterable[bool] | None) -> int:
    """Write a database or add to one, and return how many articles were replaced (see ``append_to_database``)."""
    if append and path.exists():
        return append_to_database(articles, path, own)
    with replacing_path(path) as part:
        create_database(articles, part)
        settle(path)
    return 0


def create_database(articles: Iterable[TaggedArticle], path: Path, *, bare: bool = False) -> None:
    """Fill a new, empty file.

    Args:
        bare: without what only speeds up queries: indexes and full-text search.

    Raises:
        OutputError: the file cannot be written.
    """
    with report_failure(path), closing(sqlite3.connect(path, isolation_level=None)) as base:
        # Nobody sees the file before it is complete and renamed, so no rollback is needed.
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN")
        _lay_out(base, bare=bare)
        _fill(base, articles, repeat(False))
        base.execute("COMMIT")


def append_to_database(articles: Iterable[TaggedArticle], path: Path, own: Iterable[bool] | None = None) -> int:
    """Add articles in one transaction.

    Args:
        own: whether each article came with its id, so that it replaces earlier ones with the same id; by default all did.

    Returns:
        The number of articles that were replaced.

    Raises:
        OutputError: the file is not such a database, another program is writing to it, or it cannot be written; its
            content is unchanged.
    """
    with report_failure(path), closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as base:
        base.execute("PRAGMA synchronous = EXTRA")  # on commit, the end of its journal is on disk, too
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN IMMEDIATE")
        try:
            if base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                _lay_out(base)
            _check(base, path)
            replaced = _fill(base, articles, repeat(True) if own is None else own)
            _drop_unused(base)
        except BaseException:
            base.rollback()
            raise
        base.execute("COMMIT")
    flush_file(real(path))
    return replaced


def check_database(path: Path) -> None:
    """Check that articles can be added to this file.

    Raises:
        OutputError: it is not a database of newstagger, has another layout, or cannot be written to.
    """
    if is_stream(path):
        raise OutputError(f"{path}: is a pipe or a device, not a database; choose another name")
    with report_failure(path), closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as base:
        if base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _check(base, path)
        base.execute("BEGIN IMMEDIATE")
        base.execute("ROLLBACK")


def _fill(base: sqlite3.Connection, articles: Iterable[TaggedArticle], own: Iterable[bool]) -> int:
    """Add articles, and return how many were replaced."""
    # Two articles with the same id in one run are both kept, so that nothing tagged is lost.
    (last,) = base.execute("SELECT ifnull(max(number), 0) FROM articles").fetchone()
    replaced = 0
    for article, replacing in zip(articles, own, strict=False):
        if replacing and last:
            found = base.execute("DELETE FROM articles WHERE id = ? AND number <= ?", (article.id, last))
            replaced += found.rowcount
        _add(base, article)
    return replaced


def _drop_unused(base: sqlite3.Connection) -> None:
    """Remove names and topics that only replaced articles had."""
    base.execute("DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM article_names x WHERE x.name = names.number)")
    base.execute("DELETE FROM topics WHERE NOT EXISTS (SELECT 1 FROM article_topics x WHERE x.topic = topics.number)")


def _lay_out(base: sqlite3.Connection, *, bare: bool = False) -> None:
    # One by one, since executescript would end the transaction.
    statement = ""
    for line in files("newstagger._writers").joinpath("schema.sql").read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            if not (bare and _ASKING.search(statement)):
                base.execute(statement)
            statement = ""
    base.execute(f"PRAGMA user_version = {FORMAT}")
    base.execute(f"PRAGMA application_id = {APPLICATION}")


def settle(path: Path) -> None:
    """Make sure that nothing of an old database gets into the new one that is about to replace it.

    SQLite keeps pending changes in files next to a database and applies them to any database that it finds under that name
    (https://www.sqlite.org/howtocorrupt.html, 1.4). They are applied to the existing database; leftovers are removed.

    Raises:
        OutputError: another program has the database open.
    """
    target = real(path)
    beside = [target.with_name(target.name + ending) for ending in ("-journal", "-wal", "-shm")]
    if not any(map(os.path.lexists, beside)):
        return
    if target.is_file():
        try:
            with closing(sqlite3.connect(target, timeout=1.0, isolation_level=None)) as base:
                base.execute("BEGIN IMMEDIATE")
                base.execute("COMMIT")
                base.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise OutputError(f"{path}: another program has it open; wait for it or choose another name") from None
        except sqlite3.DatabaseError:  # damaged, or not a database: it is replaced
            pass
    for file in beside:
        file.unlink(missing_ok=True)
    flush_folder(target.parent)


def check_replaceable(path: Path) -> None:
    """Check that the existing database can be replaced.

    Raises:
        OutputError: it belongs to another program, or another program has it open.
    """
    head = b""
    if not is_stream(path):
        with suppress(OSError), path.open("rb") as stream:
            head = stream.read(100)
        # https://www.sqlite.org/fileformat2.html, 1.3: the application's id is at byte 68.
        if head.startswith(b"SQLite format 3\0") and head[68:72] != APPLICATION.to_bytes(4, "big"):
            raise OutputError(f"{path}: is a database of another program, which is never replaced; choose another name")
    settle(path)


def _check(base: sqlite3.Connection, path: Path) -> None:
    if not _is_ours(base):
        raise OutputError(
            f"{path}: is not a database that this version of newstagger wrote; it was left as it is; choose another name"
        )


def _is_ours(base: sqlite3.Connection) -> bool:
    found = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    return found == [APPLICATION, FORMAT]


def _add(base: sqlite3.Connection, article: TaggedArticle) -> None:
    number = base.execute(
        "INSERT INTO articles (id, title, published, url, author, source, declared_topics, text, warnings, duplicate_of,"
        " suggested)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, article.title, article.published.isoformat() if article.published else None,
            article.url, article.author, article.source, _json(article.declared_topics), article.text,
            _json(article.warnings), article.duplicate_of,
            None if article.suggested is None else _json([topic.model_dump() for topic in article.suggested]),
        ),
    ).lastrowid  # fmt: skip
    assert number is not None
    for topic in article.topics:
        base.execute("INSERT OR IGNORE INTO topics (label) VALUES (?)", (topic.label,))
        base.execute(
            "INSERT OR IGNORE INTO article_topics (article, topic, score, code, evidence)"
            " SELECT ?, number, ?, ?, ? FROM topics WHERE label = ?",
            (number, topic.score, topic.code, _json([e.model_dump() for e in topic.evidence]), topic.label),
        )
    for person in article.people:
        _add_name(base, number, "person", person, titles=person.titles)
    for organisation in article.organisations:
        _add_name(base, number, "organisation", organisation)
    for place in article.places:
        _add_name(base, number, "place", place, country=place.country)
    base.executemany(
        'INSERT INTO dates (article, field, start, "end", text, type, value, first_day, last_day)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, d.field, d.start, d.end, d.text, d.type, d.value,
             d.first_day.isoformat() if d.first_day else None, d.last_day.isoformat() if d.last_day else None)
            for d in article.dates
        ],
    )  # fmt: skip


def _add_name(
    base: sqlite3.Connection,
    article: int,
    kind: str,
    entity: Entity,
    *,
    titles: Iterable[str] = (),
    country: str | None = None,
) -> None:
    base.execute("INSERT OR IGNORE INTO names (kind, name, country) VALUES (?, ?, ?)", (kind, entity.name, country))
    here = base.execute(
        "INSERT INTO article_names (article, name, aliases, titles) SELECT ?, number, ?, ?"
        " FROM names WHERE name = ? AND kind = ? AND ifnull(country, '') = ?",
        (article, _json(entity.aliases), _json(list(titles)), entity.name, kind, country or ""),
    ).lastrowid
    base.executemany(
        'INSERT INTO mentions (article_name, field, start, "end", text) VALUES (?, ?, ?, ?, ?)',
        [(here, m.field, m.start, m.end, m.text) for m in entity.mentions],
    )


def read_tag_database(path: Path) -> Iterator[TaggedArticle]:
    """The articles of a database in the order in which they were added, one in memory at a time.

    Raises:
        InputError: the file is not a database that this version wrote, or it cannot be read.
    """
    if not path.is_file():
        raise InputError(str(path), "there is no such file")
    try:
        with closing(sqlite3.connect(path)) as base:
            base.row_factory = sqlite3.Row
            if not _is_ours(base):
                raise InputError(str(path), "is not a database that this version of newstagger wrote")
            for row in base.execute("SELECT * FROM articles ORDER BY number"):
                yield _read_article(base, row)
    except sqlite3.DatabaseError as error:
        raise InputError(str(path), f"cannot be read as an SQLite database: {error}") from None


def ends_with(path: Path, articles: Iterable[TaggedArticle], count: int) -> bool:
    """Whether these are the articles that were added last.

    Args:
        count: the number of articles.

    Raises:
        OutputError: the database cannot be read.
    """
    with report_failure(path), closing(sqlite3.connect(path, timeout=1.0)) as base:
        base.row_factory = sqlite3.Row
        if not _is_ours(base):
            return False
        last = "SELECT * FROM articles ORDER BY number DESC LIMIT ?"
        rows = base.execute(f"SELECT * FROM ({last}) ORDER BY number", (count,))
        found = (_read_article(base, row) for row in rows)
        return all(one == other for one, other in zip_longest(found, articles))


def _read_article(base: sqlite3.Connection, row: sqlite3.Row) -> TaggedArticle:
    number = row["number"]
    record = {
        name: row[name] for name in ("id", "title", "published", "url", "author", "source", "text", "duplicate_of")
    }
    topics = base.execute(
        "SELECT label, score, code, evidence FROM article_topics JOIN topics ON topics.number = topic"
        " WHERE article = ? ORDER BY article_topics.rowid",
        (number,),
    )
    dates = base.execute(
        'SELECT field, start, "end", text, type, value, first_day AS "from", last_day AS "to"'
        " FROM dates WHERE article = ? ORDER BY number",
        (number,),
    )
    entities: dict[str, list[dict[str, object]]] = {kind: [] for kind in ENTITY_KINDS.values()}
    for name in base.execute(
        "SELECT x.number, kind, names.name, country, aliases, titles FROM article_names x"
        " JOIN names ON names.number = x.name WHERE article = ? ORDER BY x.number",
        (number,),
    ).fetchall():
        mentions = base.execute(
            'SELECT field, start, "end", text FROM mentions WHERE article_name = ? ORDER BY number', (name["number"],)
        )
        extra = {"person": {"titles": json.loads(name["titles"])}, "place": {"country": name["country"]}}
        entities[name["kind"]].append(
            {
                "name": name["name"],
                "aliases": json.loads(name["aliases"]),
                "mentions": [dict(m) for m in mentions],
                **extra.get(name["kind"], {}),
            }
        )
    return TaggedArticle.model_validate(
        {
            **record,
            "declared_topics": json.loads(row["declared_topics"]),
            "warnings": json.loads(row["warnings"]),
            "suggested": json.loads(row["suggested"] or "null"),
            "topics": [{**dict(t), "evidence": json.loads(t["evidence"])} for t in topics],
            **{kind: entities[one] for kind, one in ENTITY_KINDS.items()},
            "dates": [dict(d) for d in dates],
        }
    )


@contextmanager
def report_failure(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into messages that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OutputError(f"{path}: another program is writing to it; wait for it and run the same again") from None
        raise OutputError(f"{path}: cannot be written: {error}") from None
    except sqlite3.DatabaseError as error:
        raise OutputError(f"{path}: cannot be written as an SQLite database: {error}") from None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
