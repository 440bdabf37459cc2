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

#: Most suspects listed: more than an editor looks through.
MOST = 500


class Suspect(NamedTuple):
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


def suspects(
    articles: Sequence[Article],
    labels: Sequence[str],
    gold: NDArray[np.bool_],
    chances: NDArray[np.float64],
    thresholds: NDArray[np.float64],
) -> list[Suspect]:
    """The labels that out-of-fold probabilities contradict, the clearest cases first.

    Args:
        gold, chances: shape (articles, topics).
        thresholds: from which on a topic is given, shape (topics,).
    """
    counts = np.maximum(gold.sum(axis=0), 1)
    usual = (chances * gold).sum(axis=0) / counts
    # To be added: as sure as the topic's own articles are. To be removed: far below the threshold.
    add = np.where(~gold & (chances >= np.maximum(usual, thresholds)), chances - thresholds, 0)
    remove = np.where(gold & (chances < thresholds / 2), thresholds - chances, 0)
    doubt = add + remove
    order = np.argsort(-doubt, axis=None, kind="stable")[:MOST]
    found = []
    for row, topic in zip(*np.unravel_index(order, doubt.shape), strict=True):
        if doubt[row, topic] <= 0:
            break
        article = articles[row]
        title = article.title or " ".join(article.text[:120].split())
        proposal = "remove" if gold[row, topic] else "add"
        found.append(
            Suspect(
                article.id,
                title,
                labels[topic],
                proposal,
                round(float(chances[row, topic]), 4),
                round(float(usual[topic]), 4),
            )
        )
    return found
