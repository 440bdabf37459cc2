"""Corrections of editors: an SQLite file of articles and verdicts, with who gave them and when.

Verdicts are only ever added; of several on one thing the latest holds. Several processes may use one file, and several
threads one ``Corrections``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from newstagger._arguments import check_articles, check_labels, check_number, check_path
from newstagger._feedback import lists
from newstagger._feedback.connection import connect
from newstagger._feedback.gold import STATES, Corrected, Given, State, list_dates
from newstagger._feedback.lists import Filter, Listed
from newstagger._feedback.tables import (
    change_details,
    find_key,
    find_words,
    index_topics,
    insert_article,
    read_article,
    read_corrected,
    refresh_state,
    resolve_key,
)
from newstagger._feedback.verdicts import Verdict, check_verdict, make_key, update_details
from newstagger.article import Article
from newstagger.dates import find_dates
from newstagger.errors import InputError, OutputError, UsageError

__all__ = ["Corrected", "Corrections", "Verdict", "Waiting"]


class Waiting(NamedTuple):
    """An article that nobody has read yet, with the topics it was given and their uncertainty."""

    key: str
    article: Article
    given: list[str]
    doubt: float


class Corrections:
    """The database of corrections, made if there is none.

    Args:
        path: the file; one of an older version is migrated, and a copy of it is kept beside it.
        create: make the file if there is none.
        read_only: write nothing by this connection; the file must be there.

    Raises:
        InputError: the file is not a database of corrections, is damaged or of a newer version, or should be there.
        OutputError: it cannot be made or migrated.
    """

    def __init__(self, path: str | Path, *, create: bool = True, read_only: bool = False) -> None:
        self.path = check_path("path", path)
        if (read_only or not create) and not self.path.is_file():
            raise InputError(str(path), "there is no such corrections file")
        self._base = connect(self.path, read_only=read_only)

    def __enter__(self) -> Corrections:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def interrupt(self) -> None:
        """End what another thread is reading by this connection; it gets an ``sqlite3.OperationalError``."""
        self._base.interrupt()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do several things at once, or none of them; meanwhile nobody else writes, and other threads wait.

        Raises:
            OutputError: the file cannot be written; nothing is kept.
        """
        with self._base.lock:
            if self._base.in_transaction:
                yield
                return
            try:
                self._base.execute("BEGIN IMMEDIATE")
                yield
                self._base.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise OutputError(f"{self.path}: the correction could not be saved: {error}") from None
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._base.in_transaction:
            self._base.execute("ROLLBACK")

    def resolve(self, key: str) -> str:
        """The key of today of an article whose key may be that of a twin that was merged with it."""
        return resolve_key(self._base, key)

    def find_state(self, key: str) -> State | None:
        """The state of the review of an article; None if it is not kept."""
        row = self._base.execute("SELECT state FROM articles WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]

    def put(self, article: Article, given: Iterable[str], doubt: float, model: str, *, key: str | None = None) -> str:
        """Keep an article with the topics that a model gave it, and return its key.

        An article that is there already takes the title, date and other details that are given now; dates that nobody
        judged are resolved anew. Only the topics and doubt of an article that nobody has judged follow a newer model.

        Args:
            key: of an article that is there, of which other details are given now; without it, or where its text is
                another one, the article is found by its text.

        Raises:
            UsageError: an argument is of another type, or ``doubt`` is not between 0 and 1.
        """
        (article,) = check_articles("article", [article])
        labels = json.dumps(check_labels("given", given), ensure_ascii=False)
        doubt = check_number("doubt", doubt, 0, 1)
        with self.writing():
            known = self.find(article, key)
            if known is None:
                known = self.make_free_key(article)
                insert_article(self._base, known, article, labels, model, doubt, _now())
                return known
            self._update_details(known, article)
            (number,) = self._base.execute("SELECT number FROM articles WHERE key = ?", (known,)).fetchone()
            changed = self._base.execute(
                "UPDATE articles SET given = ?1, labels = ?1, model = ?2, doubt = ?3 WHERE number = ?4 "
                "AND NOT EXISTS (SELECT 1 FROM verdicts WHERE article = ?5)",
                (labels, model, doubt, number, known),
            ).rowcount
            if changed:
                index_topics(self._base, number, json.loads(labels))
        return known

    def find(self, article: Article, key: str | None = None) -> str | None:
        """The key of an article, None where it is not kept.

        Args:
            key: which article it is, where its text is the same.
        """
        if key is not None:
            key = resolve_key(self._base, key)
            try:
                if read_article(self._base, key).text == article.text:
                    return key
            except KeyError:
                pass
        return find_key(self._base, article)

    def update(self, key: str, article: Article) -> Article:
        """Give an article that is kept what is newly known of it, and return it as it is kept now.

        Raises:
            KeyError: there is no such article.
        """
        with self.writing():
            return self._update_details(key, article)

    def _update_details(self, key: str, article: Article) -> Article:
        old = read_article(self._base, key)
        new = update_details(old, article)
        if new == old:
            return old
        change_details(self._base, key, old, new)
        if (new.title, new.published) != (old.title, old.published):
            self._resolve_anew(key, new, title_changed=new.title != old.title)
        return new

    def _resolve_anew(self, key: str, article: Article, *, title_changed: bool) -> None:
        """Resolve the model's dates against another publication time, and drop its names in a title that is gone."""
        row = self._base.execute("SELECT given, stale, model FROM seen WHERE article = ?", (key,)).fetchone()
        if row is None:
            return
        seen = Given.from_json(json.loads(row[0]))
        text = article.text[: seen.part]
        dates = list_dates(
            [d.model_copy(update={"field": "title"}) for d in find_dates(article.title or "", article.published)]
            + find_dates(text, article.published)
        )
        if not row[2]:  # annotators of another tool looked for the dates, and no model
            dates = seen.dates
        mentions = tuple(m for m in seen.mentions if not (title_changed and m.place.field == "title"))
        fresh = json.dumps(replace(seen, mentions=mentions, dates=dates).to_json(), ensure_ascii=False)
        stale = int(title_changed or bool(row[1]))
        self._base.execute("UPDATE seen SET given = ?, stale = ? WHERE article = ?", (fresh, stale, key))

    def make_free_key(self, article: Article) -> str:
        """A key that no article has or had: one that got another title keeps the key of the old one."""
        key = make_key(article)
        query = "SELECT 1 FROM articles WHERE key = ?1 UNION ALL SELECT 1 FROM former_keys WHERE key = ?1"
        while self._base.execute(query, (key,)).fetchone():
            key = make_key(Article(key))
        return key

    def see(self, key: str, given: Given, model: str) -> None:
        """Keep the names and dates that a model gave an article; what was judged keeps those that it was judged with.

        Of an article that has got another title since, the names of the title are taken.

        Raises:
            KeyError: there is no such article.
        """
        read_article(self._base, key)
        with self.writing():
            row = self._base.execute("SELECT given, stale FROM seen WHERE article = ?", (key,)).fetchone()
            judged = self._base.execute("SELECT 1 FROM verdicts WHERE article = ? LIMIT 1", (key,)).fetchone()
            if row is not None and judged:
                if not row[1]:
                    return
                seen = Given.from_json(json.loads(row[0]))
                fresh = tuple(m for m in given.mentions if m.place.field == "title")
                given = replace(seen, mentions=fresh + seen.mentions)
            self._base.execute(
                "INSERT OR REPLACE INTO seen (article, given, model, stale) VALUES (?, ?, ?, 0)",
                (key, json.dumps(given.to_json(), ensure_ascii=False), model),
            )

    def show(self, key: str, given: Iterable[str], model: str) -> None:
        """Keep the topics that an editor has before her: what she then confirms as a whole."""
        labels = json.dumps(check_labels("given", given), ensure_ascii=False)
        with self.writing():
            self._base.execute("UPDATE articles SET given = ?, model = ? WHERE key = ?", (labels, model, key))
            refresh_state(self._base, key)

    def judge(self, key: str, verdicts: Iterable[Verdict], who: str, page: str = "") -> None:
        """Add verdicts on an article that was ``put``.

        Args:
            who: the editor's name, empty where it was not given.
            page: identifies the page or program that they come from.

        Raises:
            KeyError: there is no such article.
            VerdictError: a verdict means nothing, or a stretch or value that it names is not valid.
        """
        if not isinstance(who, str) or isinstance(verdicts, Verdict):
            raise UsageError(
                f"judge takes a list of verdicts and an editor's name, not {verdicts!r:.60} and {who!r:.60}"
            )
        with self.writing():
            article = read_article(self._base, key)
            checked = [check_verdict(verdict, article) for verdict in verdicts]
            self._base.executemany(
                "INSERT INTO verdicts (article, what, subject, verdict, who, at, page, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(key, *verdict, who, _now(), page, find_words(article, verdict)) for verdict in checked],
            )
            refresh_state(self._base, key)

    def one(self, key: str) -> Corrected:
        """What holds of one article.

        Raises:
            KeyError: there is no such article.
        """
        return read_corrected(self._base, self.resolve(key))

    def all(self) -> Iterator[Corrected]:
        """Articles with at least one verdict that holds, in the order in which they were put."""
        query = "SELECT key FROM articles WHERE state <> 'to_review' ORDER BY number"
        for (key,) in self._base.execute(query).fetchall():
            found = read_corrected(self._base, key)
            if found.judged:
                yield found

    def waiting(self, limit: int = 20, *, not_by: str = "") -> list[Waiting]:
        """Articles that nobody has judged, those first whose topics are least sure.

        Args:
            not_by: fingerprint of a model; articles that it has ranked already are left out.
        """
        query = (
            "SELECT a.key, r.record, a.given, a.doubt FROM articles a JOIN records r ON r.number = a.number "
            "WHERE a.state = 'to_review' AND a.judged_at = '' AND a.model <> ? ORDER BY a.doubt DESC, a.number LIMIT ?"
        )
        return [
            Waiting(key, Article.from_record(json.loads(record)), json.loads(given), doubt)
            for key, record, given, doubt in self._base.execute(query, (not_by, limit)).fetchall()
        ]

    def list_articles(self, wanted: Filter, offset: int = 0, limit: int = 20) -> tuple[list[Listed], dict[str, int]]:
        """A page of the articles in one state, and how many there are in each state under the same filter."""
        return lists.list_articles(self._base, wanted, offset, limit)

    def count_values(self, wanted: Filter) -> dict[str, list[tuple[str, int]]]:
        """Topics, sources and editors of the articles that a filter lets through, with the number of articles of each."""
        return lists.count_values(self._base, wanted)

    def select_keys(self, wanted: Filter) -> list[str]:
        """The keys of all articles that a filter lets through."""
        return lists.select_keys(self._base, wanted)

    def find_next(
        self, wanted: Filter, after: str | None, page: str, who: str, *, back: bool = False, keep: bool = False
    ) -> tuple[str | None, int]:
        """The next article of a list, leased to a page, and how many others were passed over because they are open.

        Args:
            after: the article that is open now; the page keeps its lease with ``keep``.
            back: go towards the beginning of the list.
        """
        with self.writing():
            return lists.find_next(self._base, wanted, after, page, who, back=back, keep=keep)

    def lease(self, key: str, page: str, who: str) -> tuple[lists.Lease, lists.Lease | None]:
        """Say that a page has an article open, and return whose the article is now, and who else has it open.

        Raises:
            KeyError: there is no such article.
        """
        read_article(self._base, key)
        with self.writing():
            return lists.take_lease(self._base, key, page, who)

    def find_lease(self, key: str) -> lists.Lease | None:
        """Who has an article open."""
        return lists.find_lease(self._base, key)

    def release(self, key: str, page: str) -> None:
        """Say that a page has left an article."""
        with self.writing():
            lists.release_lease(self._base, key, page)

    def list_added_topics(self) -> dict[str, int]:
        """Topics that editors gave by hand or confirmed, to the number of articles that have them now."""
        query = (
            "SELECT label, (SELECT COUNT(*) FROM article_topics WHERE topic = label) FROM "
            "(SELECT DISTINCT subject AS label FROM verdicts WHERE what = 'topic' AND verdict = 'right') ORDER BY label"
        )
        return dict(self._base.execute(query).fetchall())

    def counts(self) -> dict[str, int]:
        """How many articles there are, how many of them in each state, how many were judged, and verdicts."""
        states = dict(self._base.execute("SELECT state, COUNT(*) FROM articles GROUP BY state").fetchall())
        judged, verdicts = self._base.execute("SELECT COUNT(DISTINCT article), COUNT(*) FROM verdicts").fetchone()
        return {
            "articles": sum(states.values()), "judged": judged, "verdicts": verdicts,
            **{state: states.get(state, 0) for state in STATES},
        }  # fmt: skip


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


#: Articles ranked at once.
_BATCH = 64


class RanksArticles(Protocol):
    """Knows how sure it is of its topics, as a ``Tagger`` does."""

    @property
    def fingerprint(self) -> str:
        """Says which model it is."""

    def doubts(self, articles: list[Article]) -> list[tuple[list[str], float]]:
        """The topics given to each article, and the uncertainty of the best."""


def put_articles(
    corrections: Corrections,
    tagger: RanksArticles,
    articles: Iterable[Article],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Keep articles in a file of corrections, each with the topics it was given and their uncertainty.

    Args:
        progress: called with the number of articles kept so far.

    Returns:
        how many were kept.
    """
    kept = 0
    waiting = check_articles("articles", articles)
    while batch := list(islice(waiting, _BATCH)):
        ranked = tagger.doubts(batch)
        with corrections.writing():
            for article, (given, doubt) in zip(batch, ranked, strict=True):
                corrections.put(article, given, doubt, tagger.fingerprint)
        kept += len(batch)
        if progress is not None:
            progress(kept)
    return kept
