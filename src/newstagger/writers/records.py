"""Articles -> the records that the readers read and ``train`` learns from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger.article import Article
from newstagger.feedback.store import Corrected, labelled


def record_of(article: Article) -> str:
    """One line of JSON. The topics that a page declares become its labels where it has no others."""
    return _line(_labelled(article))


def corrected_records(corrected: Iterable[Corrected]) -> Iterator[str]:
    """Labelled records of the articles that editors judged, one a line; « kinds » has the names put right."""
    for found in corrected:
        for article in labelled([found]):
            yield _line({**_labelled(article), **({"kinds": found.names} if found.names else {})})


def _labelled(article: Article) -> dict[str, Any]:
    record = article.to_record()
    declared = record.pop("declared_topics", None)
    return {"topics": declared, **record} if declared else record


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
