"""Which articles are judged by a classifier that has not seen them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.text.normalise import fold
from newstagger.topics.duplicates import groups

FOLDS = 5


def assign_folds(articles: Sequence[Article], seed: int, *, by_source: bool = False) -> NDArray[np.int64]:
    """The fold of each article; articles that are nearly the same are always in one, and those of a source if asked."""

    def number(article: Article) -> int:
        start = (
            article.source
            if by_source and article.source
            else " ".join(fold(f"{article.title or ''} {article.text}"[:2000]).split())[:300]
        )
        return int.from_bytes(hashlib.sha256(f"{seed}:{start}".encode("utf-8", "replace")).digest()[:8], "big") % FOLDS

    firsts = groups(articles)
    # A group larger than half a fold is a form that articles are written in, no repetition.
    large = np.bincount(firsts, minlength=len(articles)) > len(articles) / (2 * FOLDS)
    return np.array([number(articles[i if large[first] else first]) for i, first in enumerate(firsts.tolist())])
