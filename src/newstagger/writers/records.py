"""Articles -> the records that the readers read and ``train`` learns from."""

from __future__ import annotations

import json
from typing import Any

from newstagger.article import Article
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
        **article.gold,
    }
    return json.dumps({name: value for name, value in record.items() if value is not None}, ensure_ascii=False)
