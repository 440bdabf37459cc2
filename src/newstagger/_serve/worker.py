"""What the worker processes do: each has a tagger of its own."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newstagger._runs.results import Failed
from newstagger._runs.workers import tag_chunk
from newstagger._serve import forked
from newstagger.article import Article
from newstagger.errors import InputError, RecordError, UsageError

if TYPE_CHECKING:
    from newstagger._topics.thresholds import Choice
    from newstagger.tagger import Tagger
    from newstagger.tags import TaggedArticle

#: Terms listed in an explanation, for and against.
_TERMS = 40
#: Problems of a file that are listed; the others are counted.
_MOST_PROBLEMS = 1000
_tagger: Tagger | None = None


class Result(NamedTuple):
    """What came of a piece of work: JSON, or why it could not be done (which is the sender's fault).

    Attributes:
        failed: of several things in ``text``, one per line, the places of those that are reasons instead of JSON.
        model: fingerprint of the model that did it.
    """

    ok: bool
    text: str
    failed: tuple[int, ...] = ()
    model: str = ""


class _Choosing(NamedTuple):
    """A tagger with the choice of topics of one request."""

    tagger: Tagger
    choice: Choice

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        return self.tagger.tag_batch(articles, self.choice)


def start(model: Path | None, max_chars: int) -> None:
    """Begin a worker's life with a model that is ready to tag."""
    global _tagger
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    threading.Thread(target=_end_with_service, daemon=True).start()
    _tagger = forked.load(model, max_chars)


def _end_with_service() -> None:
    """End this worker when the service is gone: a killed service cannot stop its workers, which would wait for work forever."""
    service = multiprocessing.parent_process()
    assert service is not None
    service.join()
    os._exit(1)


def ready() -> None:
    """Returns once the worker has started."""


def tag(articles: list[Article], choice: Choice, only: frozenset[str] | None = None) -> Result:
    """The record of each article as a line of JSON, or the reason why it has none.

    Args:
        only: the parts to give; None for all.
    """
    assert _tagger is not None
    results = tag_chunk(_Choosing(_tagger if only is None else _select(_tagger, only), choice), list(articles))
    lines = [" ".join(one.reason.split()) if isinstance(one, Failed) else one.record for one in results]
    failed = tuple(i for i, one in enumerate(results) if isinstance(one, Failed))
    return Result(True, "\n".join(lines), failed, _tagger.fingerprint)


def _select(tagger: Tagger, only: frozenset[str]) -> Tagger:
    """The tagger without what it need not compute."""
    found = copy(tagger)
    found.only = only
    if "topics" not in only:
        found.classifier = None
    if only <= {"topics", "dates"}:
        found.recogniser = None
    return found


def explain(article: Article, label: str) -> Result:
    """Why a topic was given, as JSON."""
    from newstagger._text.words import gazetteer
    from newstagger._topics.classifier import find_highlights

    def work(tagger: Tagger) -> str:
        found = tagger.explain(article, label)
        marks = [] if tagger.classifier is None else find_highlights(tagger.classifier, article, label, _TERMS)
        surfaces: dict[float, str] = {}  # a term's highlights have its weight
        for mark in marks:
            surfaces.setdefault(mark.weight, mark.term)
        places = set(gazetteer().display.values())
        terms = [
            {
                "term": e.term, "weight": round(e.weight, 4), "surface": surfaces.get(round(e.weight, 4)),
                "place": e.term in places and not e.term.islower(),
            }
            for e in found.terms
        ]  # fmt: skip
        rows = {row["weight"]: row["term"] for row in reversed(terms)}
        return _json(
            {
                "label": label,
                "score": round(found.score, 4),
                "threshold": round(found.threshold, 4),
                "spoke_for": [e for e in terms if e["weight"] > 0][:_TERMS],  # type: ignore[operator]
                "spoke_against": [e for e in terms if e["weight"] < 0][:_TERMS],  # type: ignore[operator]
                "marks": [{**mark._asdict(), "row": rows[mark.weight]} for mark in marks if mark.weight in rows],
            }
        )

    return _careful(work)


def rank(articles: list[Article]) -> Result:
    """Topics given to articles and the uncertainty of the best of them, as a list of [labels, doubt]."""
    return _careful(lambda tagger: _json(tagger.doubts(articles)))


def prepare(article: Article, suggest: int) -> Result:
    """What the model gives an article that an editor opens: its record, and the uncertainty of its topics.

    Args:
        suggest: topics to name beside those given.
    """

    def work(tagger: Tagger) -> str:
        ((topics, doubt),) = tagger.doubts([article]) if tagger.classifier is not None else (([], 0.0),)
        return _json({"topics": topics, "doubt": doubt, "record": tagger.tag(article, suggest=suggest).to_json()})

    return _careful(work)


def read(data: bytes, name: str, max_chars: int, offset: int, limit: int | None) -> Result:
    """The articles of a file that was sent, as a list in JSON, and what could not be read of it.

    Args:
        offset, limit: which of the articles to give.
    """
    from newstagger.readers import read_bytes

    articles: list[Any] = []
    problems: list[str] = []
    total = failed = 0
    for item in read_bytes(data, name, max_chars=max_chars):
        if isinstance(item, Article):
            if total >= offset and (limit is None or len(articles) < limit):
                lists = {"declared_topics": item.declared_topics, "warnings": item.warnings, "left_out": item.left_out}
                articles.append({**item.to_record(), **lists})
            total += 1
        else:
            failed += 1
            if failed <= _MOST_PROBLEMS:
                problems.append(str(item))
    if not total:
        return Result(False, problems[0] if problems else f"{name}: is empty")
    return Result(True, _json({"articles": articles, "total": total, "problems": problems, "failed": failed}))


def _careful(work: Callable[[Tagger], str]) -> Result:
    assert _tagger is not None
    try:
        return Result(True, work(_tagger), model=_tagger.fingerprint)
    except (InputError, UsageError) as error:
        return Result(False, error.reason if isinstance(error, RecordError) else str(error))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
