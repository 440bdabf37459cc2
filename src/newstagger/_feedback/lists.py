"""Lists of the articles that wait for an editor, are in progress, reviewed or skipped, and who has which one open."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from typing import Literal, NamedTuple, TypeAlias

from newstagger._feedback.gold import STATES, State
from newstagger._text.normalise import fold

Sort: TypeAlias = Literal["", "doubt", "-doubt", "date", "-date", "title", "at", "-at"]
#: By what articles are ordered, and whether from the last to the first; within it by number.
_ORDERS: dict[str, tuple[str, bool]] = {
    "doubt": ("doubt", True), "-doubt": ("doubt", False), "date": ("published", False), "-date": ("published", True),
    "title": ("title", False), "at": ("judged_at", False), "-at": ("judged_at", True),
}  # fmt: skip
_COLUMNS = "key, id, title, source, published, opening, chars, given, labels, doubt, state, judged_by, judged_at"


class Filter(NamedTuple):
    """What articles to list, and in which order.

    Attributes:
        state: those in this state.
        words: each must be the beginning of a word in title or text, whatever the case and accents.
        topic: among those that hold: given by the model and not refused, or added.
        source: as the article says it.
        since, until: days of publication (ISO 8601), both included.
        who: editor who judged last.
        sort: « doubt » (the least sure first), « date », « title », « at » (when it was last judged); with a minus sign
            the other way round. Empty for what suits the state: reviewed and skipped articles by when they were judged.
    """

    state: State = "to_review"
    words: str = ""
    topic: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    who: str = ""
    sort: Sort = ""

    @property
    def order(self) -> tuple[str, bool]:
        """The column to order by, and whether in descending order."""
        return _ORDERS[self.sort or ("-at" if self.state in ("reviewed", "skipped") else "doubt")]


class Listed(NamedTuple):
    """An article of a list, without its text.

    Attributes:
        key: as in the store.
        id, title, source, published: of the article; empty where it has none.
        opening: the beginning of its text.
        chars: length of its text, in code points.
        given: topics that the model gave.
        labels: topics that hold.
        doubt: uncertainty of the best of them, 0..1.
        state: the state of its review.
        who, at: who judged it last and when (ISO 8601 in UTC); empty where nobody did.
    """

    key: str
    id: str
    title: str
    source: str
    published: str
    opening: str
    chars: int
    given: list[str]
    labels: list[str]
    doubt: float
    state: State
    who: str
    at: str


def list_articles(
    base: sqlite3.Connection, wanted: Filter, offset: int, limit: int
) -> tuple[list[Listed], dict[str, int]]:
    """A page of a list, and how many articles there are in each state under the same filter."""
    where, values = build_where(wanted, any_state=True)
    counts = dict(base.execute(f"SELECT state, COUNT(*) FROM articles {where} GROUP BY state", values).fetchall())
    where, values = build_where(wanted)
    column, descending = wanted.order
    way = "DESC" if descending else "ASC"
    rows = base.execute(
        f"SELECT {_COLUMNS} FROM articles {where} ORDER BY {column} {way}, number LIMIT ? OFFSET ?",
        [*values, limit, offset],
    ).fetchall()
    found = [Listed._make((*row[:7], json.loads(row[7]), json.loads(row[8]), *row[9:])) for row in rows]
    return found, {state: counts.get(state, 0) for state in STATES}


def count_values(base: sqlite3.Connection, wanted: Filter) -> dict[str, list[tuple[str, int]]]:
    """Topics, sources and editors of the articles that a filter lets through, with the number of articles of each.

    Each is counted as if it were not itself filtered by.
    """
    where, values = build_where(wanted._replace(topic=""))
    topics = base.execute(
        f"SELECT topic, COUNT(*) FROM article_topics WHERE number IN (SELECT number FROM articles {where}) "
        "GROUP BY topic ORDER BY 2 DESC, 1",
        values,
    ).fetchall()
    found = {"topics": topics}
    for name, column in (("sources", "source"), ("who", "judged_by")):
        where, values = build_where(wanted._replace(source="") if column == "source" else wanted._replace(who=""))
        query = f"SELECT {column}, COUNT(*) FROM articles {where} AND {column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1"
        found[name] = base.execute(query, values).fetchall()
    return found


def select_keys(base: sqlite3.Connection, wanted: Filter) -> list[str]:
    """The keys of all articles that a filter lets through."""
    where, values = build_where(wanted)
    return [key for (key,) in base.execute(f"SELECT key FROM articles {where} ORDER BY number", values)]


def build_where(wanted: Filter, *, any_state: bool = False) -> tuple[str, list[object]]:
    """The WHERE clause of a filter over ``articles``, and its values."""
    terms: list[str] = ["1"] if any_state else ["state = ?"]
    values: list[object] = [] if any_state else [wanted.state]
    words = re.findall(r"\w+", fold(wanted.words))
    if words:
        terms.append("number IN (SELECT rowid FROM article_words WHERE article_words MATCH ?)")
        values.append(" ".join(f'"{word}"*' for word in words))
    elif wanted.words.strip():
        terms.append("0")  # signs alone are in no index
    if wanted.topic:
        terms.append("number IN (SELECT number FROM article_topics WHERE topic = ?)")
        values.append(wanted.topic)
    for column, value in (("source", wanted.source), ("judged_by", wanted.who)):
        if value:
            terms.append(f"{column} = ?")
            values.append(value)
    if wanted.since:
        terms.append("published >= ?")
        values.append(wanted.since)
    if wanted.until:
        terms.append("published <> '' AND substr(published, 1, 10) <= ?")
        values.append(wanted.until)
    return f"WHERE {' AND '.join(terms)}", values


#: Seconds for which an article is somebody's; the open page renews it.
LEASE = 120.0


class Lease(NamedTuple):
    """Who has an article open.

    Attributes:
        page: identifies the page.
        who: the editor's name, empty where it was not given.
        until: when the lease ends, in seconds since 1970.
    """

    page: str
    who: str
    until: float


def find_lease(base: sqlite3.Connection, key: str) -> Lease | None:
    """Who has an article open."""
    query = "SELECT page, who, until FROM leases WHERE article = ? AND until > ?"
    row = base.execute(query, (key, time.time())).fetchone()
    return None if row is None else Lease(*row)


def take_lease(base: sqlite3.Connection, key: str, page: str, who: str) -> tuple[Lease, Lease | None]:
    """Lease an article to a page, unless another one has it, and return whose it is now, and the other's lease."""
    other = find_lease(base, key)
    if other is not None and other.page != page:
        return other, other
    lease = Lease(page, who, time.time() + LEASE)
    base.execute("INSERT OR REPLACE INTO leases (article, page, who, until) VALUES (?, ?, ?, ?)", (key, *lease))
    return lease, None


def release_lease(base: sqlite3.Connection, key: str, page: str) -> None:
    """Take a page's lease of an article back."""
    base.execute("DELETE FROM leases WHERE article = ? AND page = ?", (key, page))


def find_next(
    base: sqlite3.Connection, wanted: Filter, after: str | None, page: str, who: str, *, back: bool, keep: bool
) -> tuple[str | None, int]:
    """The article that follows another one in a list, leased to a page; None at the end of the list.

    Args:
        after: key of the article that is open now, which may have left the list; None for the beginning.
        back: go towards the beginning of the list.
        keep: the page keeps ``after`` open, too.

    Returns:
        the key, and the number of articles skipped because others have them open.
    """
    now = time.time()
    base.execute("DELETE FROM leases WHERE until <= ?", (now,))
    where, values = build_where(wanted)
    column, descending = wanted.order
    start = (
        "" if after is None else _build_start(base, after, column, descending=descending != back, back=back, to=values)
    )
    way, tie = ("DESC" if descending != back else "ASC"), ("DESC" if back else "ASC")
    rows = base.execute(
        f"SELECT key, (SELECT page FROM leases WHERE article = key) FROM articles {where} {start} "
        f"ORDER BY {column} {way}, number {tie}",
        values,
    )
    passed = 0
    for key, holder in rows:
        if holder is not None and holder != page:
            passed += 1
            continue
        if after is not None and not keep:
            release_lease(base, after, page)
        take_lease(base, key, page, who)
        return key, passed
    return None, passed


def _build_start(
    base: sqlite3.Connection, after: str, column: str, *, descending: bool, back: bool, to: list[object]
) -> str:
    """The condition that an article follows another one in the order; its values are appended to ``to``."""
    row = base.execute(f"SELECT {column}, number FROM articles WHERE key = ?", (after,)).fetchone()
    if row is None:
        return ""
    value, number = row
    to += [value, value, number]
    return f"AND ({column} {'<' if descending else '>'} ? OR ({column} = ? AND number {'<' if back else '>'} ?))"
