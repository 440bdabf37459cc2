"""The rows of a file of corrections."""

from __future__ import annotations

import json
import sqlite3

from newstagger._feedback.gold import Corrected, Given, State
from newstagger._feedback.verdicts import (
    Kept,
    Verdict,
    VerdictError,
    find_same,
    hash_words,
    parse_place,
    text_at,
)
from newstagger._text.normalise import fold
from newstagger.article import Article


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
