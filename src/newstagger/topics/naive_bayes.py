"""What terms say of a topic by how often its articles have them, added to the weights of its support vector machine.

A machine of few articles of its own learns little of words that only some of them have; the log-count ratio of naive
Bayes knows them from a count alone. Wang and Manning, "Baselines and bigrams: simple, good sentiment and topic
classification", ACL 2012, multiply the two; here they are added, which kept more (benchmarks/topics/LOG.md has the
trials). The sum is linear in the terms, so that every score can still be taken apart into words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

#: What the ratios count beside the machines, whose margin is 1. 0.03 to 0.07 do the same, and so do shares of each
#: topic's spread of scores: benchmarks/topics/LOG.md.
RATIOS_WEIGHT = 0.05
#: Among other topics' articles a term counts at least this share of what it counts among all: one that only a topic's
#: own articles have speaks for it, but not without end.
_LEAST = 0.01


def log_ratios(terms: csr_matrix, gold: Bools) -> Doubles:
    """How much commoner terms are in a topic's articles than in the others, shape (vocabulary, topics).

    Only what speaks for a topic: that a term is missing from a few articles says little.

    Args:
        terms: the block of terms, shape (articles, vocabulary).
        gold: which article has which topic, shape (articles, topics).
    """
    support = gold.sum(axis=0)
    sums = np.asarray(terms.sum(axis=0), np.float64).ravel()
    everywhere = sums / max(1, len(gold))
    ratios: Doubles = np.zeros((terms.shape[1], gold.shape[1]))
    known = everywhere > 0
    own = np.asarray((csr_matrix(gold.T.astype(np.float32)) @ terms).todense(), np.float64)
    for topic in np.flatnonzero((support > 0) & (support < len(gold))).tolist():
        # Halfway between the topic's own mean and that of all articles, since the own one rests on few.
        inside = (own[topic] / support[topic] + everywhere) / 2
        outside = np.maximum((sums - own[topic]) / (len(gold) - support[topic]), _LEAST * everywhere)
        ratios[known, topic] = np.maximum(np.log(inside[known] / outside[known]), 0)
    return ratios
