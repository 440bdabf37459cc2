"""What words mean by texts without labels: vectors of words, as far as a training is given any.

Stacking: the scores of what is known beforehand of topics, as further features of the classifiers.

A base scorer is a set of linear functions of an article's features. Two kinds are used:

- *keywords*: words that speak for a topic, written down by its editors;
- *an existing model*: its topics' weights, which know many words that few labelled articles do not have.

Their scores are standardised and put beside the other features. As they are linear in those, what a classifier
learns of them is folded back into the weights of terms and vectors: nothing is left of them in the model,
and every score can still be taken apart into words. benchmarks/topics/LOG.md has the trials.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.weights import products
from newstagger._topics.words import TITLE_MARK, terms_of

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class TermVectors:
    """Vectors of words that were learnt from texts without topics.

    Attributes:
        terms: the words, as terms of a vocabulary.
        idf: inverse document frequency of each word in those texts.
        spaces: one or more sets of vectors, each of shape (words, width), rows of unit length.
    """

    terms: Sequence[str]
    idf: Floats
    spaces: Sequence[Floats]

    def weak(self) -> dict[str, float]:
        """Each word with its inverse document frequency."""
        return dict(zip(self.terms, self.idf.tolist(), strict=True))


Doubles = NDArray[np.float64]

#: Weights of the base scorers' scores beside the words, of vectors for each space.
KEYWORDS_WEIGHT = 1.5
MODEL_WEIGHT = 0.7
VECTORS_WEIGHT = 0.7


@dataclass(frozen=True)
class BaseScorer:
    """Linear functions of the features.

    Attributes:
        terms: shape (vocabulary, functions).
        embedding: shape (300, functions).
        weight: of its block beside the words.
        as_one: the functions are the dimensions of a space and keep their proportions; else each is as wide as the others.
    """

    terms: csr_matrix | NDArray[np.float32]
    embedding: Doubles
    weight: float
    as_one: bool = False

    def scores(self, blocks: Blocks) -> Doubles:
        """Scores of articles, shape (articles, functions)."""
        return np.asarray(products(blocks.terms, self.terms), np.float64) + blocks.embedding @ self.embedding


@dataclass(frozen=True)
class Stacked:
    """A base scorer's scores, standardised on the articles of one fit.

    Attributes:
        centre: mean score, shape (functions,).
        scale: what a standard deviation counts, shape (functions,).
    """

    scorer: BaseScorer
    centre: Doubles
    scale: Doubles

    @classmethod
    def of(cls, scorer: BaseScorer, blocks: Blocks) -> Stacked:
        """Standardise on articles."""
        scores = scorer.scores(blocks)
        deviations = scores.std(axis=0)
        if scorer.as_one:
            deviations = np.full(len(deviations), np.sqrt(np.mean(deviations**2)))
        spread = np.maximum(deviations, 1e-9) * np.sqrt(max(1, scores.shape[1]))
        return cls(scorer, scores.mean(axis=0), scorer.weight / spread)

    def transform(self, blocks: Blocks) -> csr_matrix:
        """Further features of articles, shape (articles, functions)."""
        return csr_matrix(((self.scorer.scores(blocks) - self.centre) * self.scale).astype(np.float32))

    def folded(self, learnt: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """What weights on these features (functions × topics) mean for terms, embedding and bias."""
        scaled = self.scale[:, None] * learnt
        return np.asarray(self.scorer.terms @ scaled), self.scorer.embedding @ scaled, -self.centre @ scaled


def keyword_terms(keywords: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The keywords as terms of the vocabulary: at most the first two content words of each."""
    found: dict[str, list[str]] = {}
    for topic, words in keywords.items():
        terms = (" ".join(terms_of(word)[:2]) for word in words)
        found[topic] = list(dict.fromkeys(term for term in terms if term))
    return found


def keyword_scorer(featuriser: Featuriser, keywords: Mapping[str, Sequence[str]]) -> BaseScorer:
    """One function a topic with keywords: the sum of the values of its keywords, in text and title."""
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
    weights = csr_matrix((np.ones(len(places), np.float32), (rows, topics)), shape)
    return BaseScorer(weights, np.zeros((len(featuriser.centre), len(keywords))), KEYWORDS_WEIGHT)


def vector_scorers(featuriser: Featuriser, vectors: TermVectors) -> list[BaseScorer]:
    """One function a dimension of each space: the sum of the words' vectors, each as often as it is rare there."""
    columns = {term: i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0}
    known = [(row, columns[term]) for row, term in enumerate(vectors.terms) if term in columns]
    rows, at = np.array(known, np.int64).reshape(-1, 2).T
    ratio = (vectors.idf[rows] / featuriser.idf[at])[:, None]
    found = []
    for space in vectors.spaces:
        terms = np.zeros((len(featuriser.terms), space.shape[1]), np.float32)
        terms[at] = ratio * space[rows]
        nothing = np.zeros((len(featuriser.centre), space.shape[1]))
        found.append(BaseScorer(terms, nothing, VECTORS_WEIGHT, as_one=True))
    return found


def model_scorer(featuriser: Featuriser, model: TopicClassifier) -> BaseScorer:
    """One function a topic of an existing model, its weights carried over to the new vocabulary."""
    known = {term: i for i, term in enumerate(model.featuriser.terms) if model.featuriser.idf[i] > 0}
    columns = [i for i, term in enumerate(featuriser.terms) if featuriser.idf[i] > 0 and term in known]
    old = [known[featuriser.terms[i]] for i in columns]
    ratio = model.featuriser.idf[old] / featuriser.idf[columns]
    carried = diags(ratio) @ csr_matrix(model.terms[old])
    place = csr_matrix(
        (np.ones(len(columns), np.float32), (columns, range(len(columns)))), (len(featuriser.terms), len(columns))
    )
    return BaseScorer(csr_matrix(place @ carried), np.asarray(model.embedding, np.float64), MODEL_WEIGHT)


def model_terms(model: TopicClassifier | None) -> tuple[set[str], dict[str, float]]:
    """The terms that a model has weights for, and apart from them its weak ones with their idf."""
    if model is None:
        return set(), {}
    featuriser = model.featuriser
    known = {term: float(idf) for term, idf in zip(featuriser.terms, featuriser.idf, strict=True) if idf > 0}
    weak = {term: known.pop(term) for term in featuriser.terms[slice(*featuriser.weak_columns())] if term in known}
    return set(known), weak
