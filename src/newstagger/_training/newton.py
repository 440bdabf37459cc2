"""What terms say of a topic by how often its articles have them, added to the weights of its support vector machine.

A machine of few articles of its own learns little of words that only some of them have; the log-count ratio of naive
Bayes knows them from a count alone. Wang and Manning, "Baselines and bigrams: simple, good sentiment and topic
classification", ACL 2012, multiply the two; here they are added, which kept more (benchmarks/topics/LOG.md has the
trials). The sum is linear in the terms, so that every score can still be taken apart into words.

A linear support vector machine of one topic by a finite Newton method.

The objective is that of liblinear's L2-regularised squared hinge loss (Fan et al., "LIBLINEAR: a library for large
linear classification", JMLR 2008), with a weight for each article:

    w·w / 2 + Σ cost · max(0, 1 - sign · score)²

It is minimised as in Keerthi and DeCoste, "A modified finite Newton method for fast solution of large scale linear
SVMs", JMLR 2005: only articles within the margin take part in a Newton step, which conjugate gradients solve roughly,
and the line search along it is exact. Own code, since scikit-learn's liblinear copies all articles for every topic,
cannot start from known weights, and draws from one random state a process, so that it cannot run in threads.
"""

from __future__ import annotations

from dataclasses import dataclass

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


Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: The gradient may be this much smaller than the pull of the topic's own articles at weights of nought, and this share
#: of it within a Newton step. benchmarks/topics/LOG.md has the trials.
TOLERANCE = 0.05
_INNER_TOLERANCE = 0.3
#: A step of conjugate gradients ends where the residual has shrunk to this share, too.
_INNER_SHARE = 0.1
_MOST_STEPS, _MOST_INNER = 15, 20
#: Halvings of the interval of the line search.
_HALVINGS = 10


@dataclass(frozen=True)
class Examples:
    """The articles that one topic learns from.

    Attributes:
        sparse: their terms, only the columns that any of them has, shape (articles, columns).
        dense: their dense features, shape (articles, width).
        sign: 1 for the topic's own articles, -1 for the others, shape (articles,).
        cost: what a violation of the margin costs, shape (articles,).
        known: a score that each article has already, to which the weights only add; None for nought.
    """

    sparse: csr_matrix
    dense: Floats
    sign: Floats
    cost: Floats
    known: Floats | None = None


@dataclass
class Vector:
    """Weights, or a direction among them, in two parts: of the sparse columns and of the dense ones."""

    sparse: Floats
    dense: Floats

    def dot(self, other: Vector) -> float:
        """The inner product."""
        return float(self.sparse @ other.sparse) + float(self.dense @ other.dense)

    def add(self, factor: float, other: Vector) -> None:
        """Add a multiple of another vector."""
        self.sparse += np.float32(factor) * other.sparse
        self.dense += np.float32(factor) * other.dense


def minimise(examples: Examples, start: Vector, tolerance: float | None = None) -> Vector:
    """The weights of least cost, from ``start`` on, which is changed in place and returned."""
    tolerance = TOLERANCE if tolerance is None else tolerance
    features = _Features(examples)
    scores = features.forward(start)
    if examples.known is not None:
        scores += examples.known
    pull = features.backward(2 * examples.cost * np.maximum(examples.sign, 0))
    limit = pull.dot(pull)
    for _ in range(_MOST_STEPS):
        violation = np.maximum(0, 1 - examples.sign * scores)
        descent = features.backward(2 * examples.cost * examples.sign * violation)
        descent.add(-1, start)
        if descent.dot(descent) <= tolerance**2 * limit:
            break
        curvature = np.where(violation > 0, 2 * examples.cost, 0).astype(np.float32)
        step, change = _newton_step(features, descent, curvature, (_INNER_TOLERANCE * tolerance) ** 2 * limit)
        length = _line_search(examples, start, step, scores, change)
        start.add(length, step)
        scores += np.float32(length) * change
    return start


class _Features:
    """Products with the examples and with their transpose, which is kept ready."""

    def __init__(self, examples: Examples) -> None:
        self._sparse, self._dense = examples.sparse, examples.dense
        self._sparse_t = examples.sparse.T.tocsr()

    def forward(self, weights: Vector) -> Floats:
        """Scores of the articles."""
        return np.asarray(self._sparse @ weights.sparse + self._dense @ weights.dense, np.float32)

    def backward(self, articles: Floats) -> Vector:
        """The sum of the articles' features, each times its number."""
        return Vector(self._sparse_t @ articles, self._dense.T @ articles)


def _newton_step(features: _Features, descent: Vector, curvature: Floats, enough: float) -> tuple[Vector, Floats]:
    """A step towards (1 + X' · curvature · X)⁻¹ · descent by conjugate gradients, and how it changes the scores."""
    step = Vector(np.zeros_like(descent.sparse), np.zeros_like(descent.dense))
    change = np.zeros(len(curvature), np.float32)
    residual = Vector(descent.sparse.copy(), descent.dense.copy())
    direction = Vector(descent.sparse.copy(), descent.dense.copy())
    size = residual.dot(residual)
    enough = max(enough, _INNER_SHARE**2 * size)
    for _ in range(_MOST_INNER):
        along = features.forward(direction)
        product = features.backward(curvature * along)
        product.add(1, direction)
        length = size / direction.dot(product)
        step.add(length, direction)
        change += np.float32(length) * along
        residual.add(-length, product)
        before, size = size, residual.dot(residual)
        if size <= enough:
            break
        ratio = np.float32(size / before)
        direction = Vector(residual.sparse + ratio * direction.sparse, residual.dense + ratio * direction.dense)
    return step, change


def _line_search(examples: Examples, weights: Vector, step: Vector, scores: Floats, change: Floats) -> float:
    """How far along the step the cost falls, at most to its end: where the slope, which only grows, reaches nought."""
    across, square = weights.dot(step), step.dot(step)
    pull = 2 * examples.cost * examples.sign * change

    def slope(length: float) -> float:
        violation = np.maximum(0, 1 - examples.sign * (scores + np.float32(length) * change))
        return across + length * square - float(pull @ violation)

    if slope(1.0) <= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    return (low + high) / 2
