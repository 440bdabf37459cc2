"""Labels that are likely wrong: a model that has not seen an article contradicts what its editor said.

As in confident learning (Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset
labels", JAIR 2021), the out-of-fold probability is compared with what is usual for the topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article

#: Most likely errors listed: more than an editor looks through.
MOST = 500


class LikelyError(NamedTuple):
    """A label to be looked at again.

    Attributes:
        article: id of the article.
        title: its title, or the beginning of its text.
        topic: the label in question.
        proposal: « remove », where the article has it, or « add ».
        score: out-of-fold probability of the topic.
        usual: mean probability of the topic's own articles.
    """

    article: str
    title: str
    topic: str
    proposal: str
    score: float
    usual: float


def label_errors(
    articles: Sequence[Article],
    labels: Sequence[str],
    gold: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    thresholds: NDArray[np.float64],
) -> list[LikelyError]:
    """The labels that out-of-fold probabilities contradict, the clearest cases first.

    Args:
        gold, probabilities: shape (articles, topics).
        thresholds: from which on a topic is given, shape (topics,).
    """
    counts = np.maximum(gold.sum(axis=0), 1)
    usual = (probabilities * gold).sum(axis=0) / counts
    # To be added: as sure as the topic's own articles are. To be removed: far below the threshold.
    add = np.where(~gold & (probabilities >= np.maximum(usual, thresholds)), probabilities - thresholds, 0)
    remove = np.where(gold & (probabilities < thresholds / 2), thresholds - probabilities, 0)
    contradiction = add + remove
    order = np.argsort(-contradiction, axis=None, kind="stable")[:MOST]
    found = []
    for row, topic in zip(*np.unravel_index(order, contradiction.shape), strict=True):
        if contradiction[row, topic] <= 0:
            break
        article = articles[row]
        title = article.title or " ".join(article.text[:120].split())
        proposal = "remove" if gold[row, topic] else "add"
        found.append(
            LikelyError(
                article.id,
                title,
                labels[topic],
                proposal,
                round(float(probabilities[row, topic]), 4),
                round(float(usual[topic]), 4),
            )
        )
    return found
