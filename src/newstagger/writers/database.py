"""TaggedArticles -> an SQLite database, in tables that can be asked in SQL."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from newstagger.errors import OutputError
from newstagger.tags import Entity, TaggedArticle

#: Of the table layout, kept in the file (``PRAGMA user_version``); a file of another one is not added to.
FORMAT = 3
#: Says whose file it is (``PRAGMA application_id``): « NTag » in ASCII.
APPLICATION = 0x4E546167
#: Statements of the layout that only make asking faster.
_ASKING = re.compile(r"^CREATE (?:INDEX|VIRTUAL TABLE|TRIGGER)\b", re.MULTILINE)


def create_database(articles: Iterable[TaggedArticle], path: Path, *, lean: bool = False) -> None:
    """Fill a new, empty file.

    Args:
        lean: without what only makes asking faster, indexes and the full-text search.

    Raises:
        OutputError: the file cannot be written.
    """
    with telling(path), closing(sqlite3.connect(path, isolation_level=None)) as base:
        # Whoever sees the file sees it whole: it is not yet under its name. So no rollback is needed.
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN")
        _fill(base, articles, path, new=True, lean=lean)
        base.execute("COMMIT")


def append_to_database(articles: Iterable[TaggedArticle], path: Path) -> None:
    """Add articles in one transaction; an article takes the place of those of its id that were there before.

    Raises:
        OutputError: the file is not such a database, another program is writing to it, or it cannot
            be written; what was in it before is still there.
    """
    with telling(path), closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as base:
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("BEGIN IMMEDIATE")
        try:
            new = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            _fill(base, articles, path, new=new)
            _drop_unused(base)
        except BaseException:
            base.rollback()
            raise
        base.execute("COMMIT")


def check_database(path: Path) -> None:
    """Can articles be added to this file?

    Raises:
        OutputError: it is no database of newstagger, or one of another layout.
    """
    with telling(path), closing(sqlite3.connect(path, timeout=1.0)) as base:
        if base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _check(base, path)


def _fill(
    base: sqlite3.Connection, articles: Iterable[TaggedArticle], path: Path, *, new: bool, lean: bool = False
) -> None:
    if new:
        _lay_out(base, lean)
    else:
        _check(base, path)
    # Two articles of one id in one run are both kept: nothing is lost that was tagged.
    (last,) = base.execute("SELECT ifnull(max(number), 0) FROM articles").fetchone()
    for article in articles:
        base.execute("DELETE FROM articles WHERE id = ? AND number <= ?", (article.id, last))
        _add(base, article)


def _drop_unused(base: sqlite3.Connection) -> None:
    """Names and topics of replaced articles that no article has any more."""
    base.execute("DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM article_names x WHERE x.name = names.number)")
    base.execute("DELETE FROM topics WHERE NOT EXISTS (SELECT 1 FROM article_topics x WHERE x.topic = topics.number)")


def _lay_out(base: sqlite3.Connection, lean: bool) -> None:
    # Statement by statement: executescript would end the transaction.
    statement = ""
    for line in files("newstagger.writers").joinpath("schema.sql").read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            if not (lean and _ASKING.search(statement)):
                base.execute(statement)
            statement = ""
    base.execute(f"PRAGMA user_version = {FORMAT}")
    base.execute(f"PRAGMA application_id = {APPLICATION}")


def _check(base: sqlite3.Connection, path: Path) -> None:
    found = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if found != [APPLICATION, FORMAT]:
        raise OutputError(
            f"{path}: is not a database that this version of newstagger wrote; it was left as it is; choose another name"
        )


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
             d.from_.isoformat() if d.from_ else None, d.to.isoformat() if d.to else None)
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


def read_database(path: Path) -> Iterator[TaggedArticle]:
    """The articles of a database, in the order in which they were added, one in memory at a time.

    Raises:
        OutputError: the file is not such a database, or cannot be read.
    """
    if not path.is_file():
        raise OutputError(f"{path}: there is no such file")
    with telling(path, "read"), closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        _check(base, path)
        for row in base.execute("SELECT * FROM articles ORDER BY number"):
            yield _article(base, row)


def _article(base: sqlite3.Connection, row: sqlite3.Row) -> TaggedArticle:
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
    entities: dict[str, list[dict[str, object]]] = {"person": [], "organisation": [], "place": []}
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
            "people": entities["person"],
            "organisations": entities["organisation"],
            "places": entities["place"],
            "dates": [dict(d) for d in dates],
        }
    )


@contextmanager
def telling(path: Path, what: str = "written") -> Iterator[None]:
    """SQLite's errors in words that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OutputError(f"{path}: another program is writing to it; wait for it and run the same again") from None
        raise OutputError(f"{path}: cannot be {what}: {error}") from None
    except sqlite3.DatabaseError as error:
        raise OutputError(f"{path}: cannot be {what} as an SQLite database: {error}") from None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
