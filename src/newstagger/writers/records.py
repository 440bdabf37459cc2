"""Articles -> the records that the readers read and ``train`` learns from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger.article import Article
from newstagger.feedback.store import Corrected, labelled
from newstagger.writers.page import when


def record_of(article: Article) -> str:
    """One line of JSON. The topics that a page declares become its labels where it has no others."""
    topics = article.topics if article.topics is not None else article.declared_topics or None
    published = when(article.published) if article.published is not None else None
    record: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "published": published.replace(" ", "T") if published else None,
        "url": article.url,
        "author": article.author,
        "source": article.source,
        "topics": topics,
        "text": article.text,
        "left_out": article.left_out or None,
        **article.gold,
    }
    return json.dumps({name: value for name, value in record.items() if value is not None}, ensure_ascii=False)


def corrected_records(corrected: Iterable[Corrected]) -> Iterator[str]:
    """Labelled records of the articles that editors judged, one a line; « kinds » has the names put right."""
    for found in corrected:
        for article in labelled([found]):
            line = record_of(article)
            yield (
                line
                if not found.names
                else f"{line[:-1]}, {json.dumps({'kinds': found.names}, ensure_ascii=False)[1:]}"
            )
