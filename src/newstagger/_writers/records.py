"""Articles -> the records that the readers read and ``train`` learns from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger._feedback.store import Corrected
from newstagger.article import Article


def record_of(article: Article) -> str:
    """One line of JSON. The topics that a page declares become its labels where it has no others."""
    return _line(_labelled(article))


def corrected_records(corrected: Iterable[Corrected]) -> Iterator[str]:
    """Records of the articles that editors judged, one a line.

    ``topics`` are those that somebody found right (all that hold, where somebody read the whole), ``unreviewed`` those that
    the model gave and nobody judged, ``refused`` those found wrong, ``kinds`` the names corrected, ``by`` the editors,
    ``at`` when they last did. ``entities`` and ``dates`` are gold, where names or dates were judged or the whole was read
    (``read``); offsets index ``text``, or ``title`` where a ``field`` says so. ``train`` learns from ``topics`` and ``unreviewed`` together; a record whose names alone
    were judged has no ``topics``, and is not learnt from for topics.
    """
    for found in corrected:
        record = found.article.to_record()
        record.pop("topics", None)
        unreviewed = [] if found.read else [label for label in found.given if label not in found.topics]
        verified = [label for label in found.labels if label not in unreviewed]
        if found.read or found.topics:
            record["topics"] = verified
        gold = found.gold
        if found.names_judged:
            record["entities"] = gold.entity_records(found.article)
        if found.dates_judged:
            record["dates"] = gold.date_records(found.article)
        more = {
            "unreviewed": unreviewed,
            "refused": [label for label, right in found.topics.items() if not right],
            "kinds": found.names,
            "read": found.read,
            "by": list(dict.fromkeys(kept.who for kept in found.history if kept.who)),
            "at": found.history[-1].at if found.history else "",
        }
        yield _line({**record, **{name: value for name, value in more.items() if value}})


def _labelled(article: Article) -> dict[str, Any]:
    record = article.to_record()
    declared = record.pop("declared_topics", None)
    return {"topics": declared, **record} if declared else record


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
