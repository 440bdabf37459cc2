"""Words that speak for a topic, as further features: a weak teacher for topics of few articles.

Each topic with keywords gets one score an article, the sum of the TF-IDF values of its keywords. The
scores are standardised and put beside the other features; as they are linear in those, what a machine
learns of them is folded back into the terms' own weights, and nothing is left of them in the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from newstagger.topics.features import TITLE_MARK, Featuriser, terms_of

Doubles = NDArray[np.float64]

#: Weight of the block of keyword scores beside the words; benchmarks/topics/LOG.md has the trials.
WEIGHT = 1.5


def keyword_terms(keywords: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The keywords as terms of the vocabulary: at most the first two content words of each."""
    found: dict[str, list[str]] = {}
    for topic, words in keywords.items():
        terms = (" ".join(terms_of(word)[:2]) for word in words)
        found[topic] = list(dict.fromkeys(term for term in terms if term))
    return found


@dataclass
class KeywordScores:
    """Keyword scores, standardised on the articles of one fit.

    Attributes:
        weights: terms × topics with keywords: 1 for a keyword and its form in the title.
        centre: mean score of each topic, shape (topics,).
        scale: what a standard deviation counts, shape (topics,).
    """

    weights: csr_matrix
    centre: Doubles
    scale: Doubles

    @classmethod
    def fit(cls, weights: csr_matrix, terms: csr_matrix) -> KeywordScores:
        """Standardise on the articles of ``terms`` (articles × vocabulary)."""
        scores = np.asarray((terms @ weights).todense(), np.float64)
        spread = np.maximum(scores.std(axis=0), 1e-9) * np.sqrt(max(1, weights.shape[1]))
        return cls(weights, scores.mean(axis=0), WEIGHT / spread)

    def transform(self, terms: csr_matrix) -> csr_matrix:
        """The scores of articles, shape (articles, topics with keywords)."""
        scores = np.asarray((terms @ self.weights).todense(), np.float64)
        return csr_matrix(((scores - self.centre) * self.scale).astype(np.float32))

    def folded(self, learnt: Doubles) -> tuple[Doubles, Doubles]:
        """What weights on these scores (topics with keywords × topics) mean for the terms and the bias."""
        scaled = self.scale[:, None] * learnt
        return np.asarray(self.weights @ scaled), -self.centre @ scaled


def keyword_weights(featuriser: Featuriser, keywords: Mapping[str, Sequence[str]]) -> csr_matrix:
    """1 where a term of the vocabulary is a topic's keyword, shape (vocabulary, topics with keywords)."""
    columns = {term: i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0}
    places = [
        (columns[form], topic)
        for topic, terms in enumerate(keyword_terms(keywords).values())
        for term in terms
        for form in (term, TITLE_MARK + term)
        if form in columns
    ]
    rows, topics = zip(*places, strict=True) if places else ((), ())
    shape = (len(featuriser.terms), len(keywords))
    return csr_matrix((np.ones(len(places), np.float32), (rows, topics)), shape)
