"""Lists of the articles that wait for an editor, are under way, reviewed or skipped: searched, filtered, page by page."""

from __future__ import annotations

import json
import sqlite3
from typing import Literal, NamedTuple, TypeAlias, get_args

from newstagger._text.normalise import fold
from newstagger.article import Article

State: TypeAlias = Literal["to_review", "in_progress", "reviewed", "skipped"]
STATES: tuple[State, ...] = get_args(State)

#: The state of each article: what was last said of the whole, else whether a verdict on a part of it holds.
_STATES = """
SELECT a.rowid AS place, a.key, a.record, a.given, a.doubt, CASE
    WHEN r.verdict = 'yes' THEN 'reviewed'
    WHEN r.verdict = 'skipped' THEN 'skipped'
    WHEN EXISTS (
        SELECT 1 FROM verdicts v WHERE v.article = a.key AND v.what <> 'read' AND v.verdict <> 'open'
        AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.article = v.article AND w.what = v.what
            AND w.subject = v.subject AND w.number > v.number))
    THEN 'in_progress' ELSE 'to_review' END AS state
FROM articles a LEFT JOIN verdicts r ON r.number = (
    SELECT MAX(number) FROM verdicts WHERE article = a.key AND what = 'read')
"""


_TEXT = "coalesce(json_extract(record, '$.title'), '') || ' ' || json_extract(record, '$.text')"


class Filter(NamedTuple):
    """What articles to list.

    Attributes:
        state: those in this state.
        words: each must be in title or text, whatever the case and accents.
        topic: among the topics that the model gave.
        source: as the article says it.
        since, until: days of publication (ISO 8601), both included.
    """

    state: State = "to_review"
    words: str = ""
    topic: str = ""
    source: str = ""
    since: str = ""
    until: str = ""


class Listed(NamedTuple):
    """An article of a list.

    Attributes:
        key: as in the store.
        article: what was put there.
        given: topics that the model gave.
        doubt: how little the best of them stands out, 0..1.
        state: where its review stands.
    """

    key: str
    article: Article
    given: list[str]
    doubt: float
    state: State


def listed(base: sqlite3.Connection, wanted: Filter, offset: int, limit: int) -> tuple[list[Listed], int]:
    """A page of a list, the least sure first, and how many there are in all."""
    base.create_function("folded", 1, fold, deterministic=True)
    terms: list[str] = ["state = ?"]
    values: list[str] = [wanted.state]
    for word in fold(wanted.words).split():
        terms.append(f"instr(folded({_TEXT}), ?) > 0")
        values.append(word)
    if wanted.topic:
        terms.append("EXISTS (SELECT 1 FROM json_each(given) WHERE value = ?)")
        values.append(wanted.topic)
    for field, sign, value in (("source", "=", wanted.source), ("published", ">=", wanted.since)):
        if value:
            terms.append(f"json_extract(record, '$.{field}') {sign} ?")
            values.append(value)
    if wanted.until:
        terms.append("substr(json_extract(record, '$.published'), 1, 10) <= ?")
        values.append(wanted.until)
    where = f"FROM ({_STATES}) WHERE {' AND '.join(terms)}"
    (total,) = base.execute(f"SELECT COUNT(*) {where}", values).fetchone()
    rows = base.execute(
        f"SELECT key, record, given, doubt, state {where} ORDER BY doubt DESC, key LIMIT ? OFFSET ?",
        [*values, limit, offset],
    ).fetchall()
    return [
        Listed(key, Article.from_record(json.loads(record)), json.loads(given), doubt, state)
        for key, record, given, doubt, state in rows
    ], total


def state_counts(base: sqlite3.Connection) -> dict[str, int]:
    """How many articles there are in each state."""
    found = dict(base.execute(f"SELECT state, COUNT(*) FROM ({_STATES}) GROUP BY state").fetchall())
    return {state: found.get(state, 0) for state in STATES}
