"""Articles put before editors, those first whose topics the model is least sure of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Protocol

from newstagger._feedback.store import Corrections
from newstagger.article import Article

#: Articles ranked at once.
_BATCH = 64


class RanksArticles(Protocol):
    """What tells how sure it is of its topics, as a ``Tagger`` does."""

    @property
    def fingerprint(self) -> str:
        """Says which model it is."""

    def doubts(self, articles: list[Article]) -> list[tuple[list[str], float]]:
        """The topics given to each article, and how little the best topic stands out."""


def put_articles(
    corrections: Corrections,
    tagger: RanksArticles,
    articles: Iterable[Article],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Keep articles in a file of corrections, each with the topics it was given and how doubtful they are.

    Args:
        progress: called with the number of articles kept so far.

    Returns:
        how many were kept.
    """
    kept = 0
    waiting = iter(articles)
    while batch := list(islice(waiting, _BATCH)):
        for article, (given, doubt) in zip(batch, tagger.doubts(batch), strict=True):
            corrections.put(article, given, doubt, tagger.fingerprint)
        kept += len(batch)
        if progress is not None:
            progress(kept)
    return kept
