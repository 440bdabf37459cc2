"""Support vector machines of large trainings by a finite Newton method, each on the articles that come near its margin.

The objective is that of liblinear's L2-regularised squared hinge loss (Fan et al., "LIBLINEAR: a library for large
linear classification", JMLR 2008), with a weight for each article:

    w·w / 2 + Σ cost · max(0, 1 - sign · score)²

It is minimised as in Keerthi and DeCoste, "A modified finite Newton method for fast solution of large scale linear
SVMs", JMLR 2005: only articles within the margin take part in a Newton step, which conjugate gradients solve roughly,
and the line search along it is exact. Own code, since scikit-learn's liblinear copies all articles for every topic,
cannot start from known weights, and draws from one random state per process, so that it cannot run in threads.
docs/explanation.md says what it is kept for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, hstack

from newstagger._topics.weights import prune_weights
from newstagger._training.options import TrainingOptions
from newstagger._training.solvers import Stacked, TrainingSet, Weights, choose_penalty, count_processors

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Articles of other topics that a topic first learns from, drawn once for all topics, and the most that each of them
#: may count: it stands for many, but weights of dozens make the first solution slow and no better.
_FIRST_SAMPLE, _FIRST_WEIGHT = 5_000, 2.0
#: A topic of few articles of its own learns first from fewer others: 25 for each, but at least 1,000. That
#: first solution need not be close, since the near articles are only sought with it. benchmarks/topics/LOG.md has the trials.
_FIRST_OTHERS, _FEWEST_OTHERS, _FIRST_TOLERANCE = 25, 1_000, 0.2
#: Articles of other topics that come this far over the margin are all learnt from; of those that only touch it, one in
#: 20, which then counts for 20; in smaller trainings more of them, one more for each ``_SOFT_ARTICLES`` that are learnt from.
_HARD, _SOFT_RATE, _SOFT_ARTICLES = 0.1, 20, 10_000
#: Rounds of a fit that begins with nothing: the first on drawn articles, the second on those near its margin.
_ROUNDS = 2
#: The penalty and the weight of the dense part of a prepared solver, as shares of liblinear's: a fit that begins with a
#: good solution comes closer to the minimum and would overfit rare terms. benchmarks/topics/LOG.md has the trials.
_PENALTY_SHARE, _DENSE_SHARE = 0.4, 1.6
#: How small the gradient becomes: see ``minimise``. benchmarks/topics/LOG.md has the trials.
TOLERANCE = 0.05
#: Articles scored at once, and topics whose stacked weights are folded back at once: what bounds the memory.
_ROWS_AT_ONCE, _TOPICS_AT_ONCE = 8_192, 32


@dataclass(frozen=True)
class _Others:
    """Articles of other topics that one topic learns from, and how many articles each of them represents."""

    rows: Ints
    weights: Floats


@dataclass(frozen=True)
class _Solution:
    """Weights before those of the stacked scores are folded back.

    Attributes:
        terms: shape (vocabulary, topics); a topic has weights only of the terms of articles that it learnt from.
        dense: shape (width of the dense part, topics).
        fits: of how many fits they are the mean.
    """

    terms: csc_matrix
    dense: Floats
    fits: int = 1

    @classmethod
    def join(cls, topics: list[tuple[NDArray[np.int32], Vector]], vocabulary: int) -> _Solution:
        """The weights of all topics, each given as the columns of its terms, ascending, and their weights.

        The list is emptied on the way, so that nothing large is there twice.
        """
        ends = np.cumsum([0, *(len(columns) for columns, _ in topics)])
        terms, values = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float32)
        dense = np.empty((len(topics[0][1].dense), len(topics)), np.float32)
        while topics:
            columns, vector = topics.pop()
            at = slice(ends[len(topics)], ends[len(topics) + 1])
            terms[at], values[at], dense[:, len(topics)] = columns, vector.sparse, vector.dense
        return cls(csc_matrix((values, terms, ends), (vocabulary, len(ends) - 1)), dense)

    def average(self, other: _Solution) -> _Solution:
        """The mean of these weights and those of one further fit."""
        share = np.float32(1 / (self.fits + 1))
        change = other.terms - self.terms
        change.data *= share  # in place: such a matrix may take hundreds of megabytes
        return _Solution(self.terms + change, self.dense + share * (other.dense - self.dense), self.fits + 1)

    def start(self, topic: int, columns: NDArray[np.int32]) -> Vector:
        """The weights of one topic, as far as they are of these columns of terms."""
        part = slice(self.terms.indptr[topic], self.terms.indptr[topic + 1])
        known, values = self.terms.indices[part], self.terms.data[part]
        found = np.zeros(len(columns), np.float32)
        at = np.minimum(np.searchsorted(known, columns), max(0, len(known) - 1))
        if len(known):
            same = known[at] == columns
            found[same] = values[at[same]]
        return Vector(found, self.dense[:, topic].copy())

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """The weights of the terms as arrays of a few topics each, with the topics."""
        for first in range(0, self.terms.shape[1], _TOPICS_AT_ONCE):
            part = slice(first, first + _TOPICS_AT_ONCE)
            # In rows: a product over columns may round otherwise.
            yield part, self.terms[:, part].toarray(order="C")


class NewtonSolver:
    """Learns every topic from its own articles and from those of the others that come near its margin, in threads."""

    precision = np.float32

    def __init__(
        self, data: TrainingSet, options: TrainingOptions, tolerance: float = TOLERANCE,
        shares: tuple[float, float] = (_PENALTY_SHARE, _DENSE_SHARE),
    ) -> None:  # fmt: skip
        self._tolerance = tolerance
        self._data, self._seed, self._threads = data, options.seed, count_processors(options.jobs)
        self._prepared: _Solution | None = None
        self._mean: _Solution | None = None
        self._shares = shares
        self._penalty, self._scale = choose_penalty(options.penalty, len(data.gold))
        self._stacks = [Stacked.fit(scorer, data.blocks) for scorer in data.scorers]
        stacked = [stack.transform(data.blocks).toarray() for stack in self._stacks]
        ones = np.ones((len(data.gold), 1), np.float32)
        # liblinear penalises the bias like any other weight; here it is one.
        self._beside = np.hstack([*stacked, ones])
        topics, rows = np.nonzero(data.gold.T)
        self._own = np.split(rows, np.searchsorted(topics, np.arange(1, data.gold.shape[1])))

    def count_steps(self, fits: int, *, prepared: bool) -> int:
        """How often ``fits`` fits, the last with ``last``, call ``step``, including ``prepare`` if there is one."""
        first = _ROUNDS + fits if prepared else _ROUNDS * (fits - 1) + 1
        return (first if fits > 1 else _ROUNDS) * int(self._data.gold.shape[1])

    def prepare(self, inside: Bools, step: Callable[[], None]) -> None:
        """Learn from articles that no fit will be scored on; later fits begin with the result."""
        penalty, scale = self._shares
        self._penalty, self._scale = penalty * self._penalty, scale * self._scale
        self._stacks = [replace(stack, scale=scale * stack.scale) for stack in self._stacks]
        self._beside[:, :-1] *= np.float32(scale)
        self._prepared = self._solve(inside, None, step)

    def fit(self, inside: Bools, step: Callable[[], None], *, last: bool = False) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,).

        Args:
            last: begin with the mean of what the earlier fits found. Together these have seen all articles, so the scores
                of these weights are not out-of-fold.
        """
        start = (self._mean if last else None) or self._prepared
        if last:  # the others are not needed any more, and large
            self._mean = self._prepared = None
        found = self._solve(inside, start, step)
        if not last:
            self._mean = found if self._mean is None else self._mean.average(found)
        return self._weights(found)

    def _solve(self, inside: Bools, start: _Solution | None, step: Callable[[], None]) -> _Solution:
        from threadpoolctl import threadpool_limits

        rng = np.random.default_rng(self._seed)
        own = [rows[inside[rows]] for rows in self._own]
        found = start
        # Near a good solution so few articles are over the margin that all of them can be learnt from.
        rates = [None, min(_SOFT_RATE, max(1, int(inside.sum()) // _SOFT_ARTICLES))] if start is None else [1]
        # One thread per topic: the parts are too small for a matrix product to be worth two, and a sum must not
        # depend on how many there are.
        with threadpool_limits(1), ThreadPoolExecutor(self._threads) as pool:
            for rate in rates:
                if rate is None or found is None:
                    others, tolerance = list(self._first_others(np.flatnonzero(inside), rng)), _FIRST_TOLERANCE
                else:
                    others = self._near(found, inside, rng.random(len(inside)) < 1 / rate, rate, pool)
                    tolerance = self._tolerance
                topics = []
                for topic in pool.map(self._fit_topic, range(len(own)), own, others, repeat(found), repeat(tolerance)):
                    topics.append(topic)
                    step()
                found = _Solution.join(topics, self._data.blocks.terms.shape[1])
        assert found is not None
        return found

    def _fit_topic(
        self, topic: int, own: Ints, others: _Others, start: _Solution | None, tolerance: float
    ) -> tuple[NDArray[np.int32], Vector]:
        """One topic: the columns of terms that its articles have, and their weights with those of the dense part."""
        rows = np.concatenate([own, others.rows])
        matrix = self._data.blocks.terms[rows]
        present = np.zeros(matrix.shape[1], bool)
        present[matrix.indices] = True
        columns = np.flatnonzero(present).astype(np.int32)
        number = np.cumsum(present, dtype=np.int32) - 1
        sparse = csr_matrix((matrix.data, number[matrix.indices], matrix.indptr), (len(rows), len(columns)))
        sign = np.repeat(np.array([1, -1], np.float32), [len(own), len(others.rows)])
        weights = np.concatenate([np.ones(len(own), np.float32), others.weights])
        examples = Examples(sparse, self._dense(rows), sign, np.float32(self._penalty) * weights)
        if start is None:
            vector = Vector(np.zeros(len(columns), np.float32), np.zeros(examples.dense.shape[1], np.float32))
        else:
            vector = start.start(topic, columns)
        return columns, minimise(examples, vector, tolerance)

    def _dense(self, rows: Ints | slice) -> Floats:
        """The dense features of some articles; those of all would be there twice, as the embedding is scaled."""
        return np.hstack([self._data.blocks.embedding[rows] * np.float32(self._scale), self._beside[rows]])

    def _first_others(self, inside: Ints, rng: np.random.Generator) -> Iterator[_Others]:
        """For each topic the same drawn articles, as far as they are not its own, or the first of them."""
        drawn = rng.choice(inside, min(_FIRST_SAMPLE, len(inside)), replace=False)
        for topic, own in enumerate(self._own):
            some = np.sort(drawn[: max(_FEWEST_OTHERS, _FIRST_OTHERS * len(own))])
            weight = min(_FIRST_WEIGHT, len(inside) / len(some))
            rows = some[~self._data.gold[some, topic]]
            yield _Others(rows, np.full(len(rows), weight, np.float32))

    def _near(
        self, solution: _Solution, inside: Bools, drawn: Bools, rate: int, pool: ThreadPoolExecutor
    ) -> list[_Others]:
        """For each topic the articles of others that are over the margin of the weights: hard ones, and drawn ones."""

        def near(start: int) -> tuple[Ints, Ints, Bools]:
            part = slice(start, start + _ROWS_AT_ONCE)
            scores = self._data.blocks.terms[part] @ terms
            scores += self._dense(part) @ dense
            scores[self._data.gold[part, topics]] = -np.inf
            scores[~inside[part]] = -np.inf
            limits = np.where(drawn[part], -1, -1 + _HARD).astype(np.float32)
            rows, columns = np.nonzero(scores > limits[:, None])
            return rows + start, columns, scores[rows, columns] > -1 + _HARD

        others: list[_Others] = []
        for topics, terms in solution.blocks():
            dense = np.ascontiguousarray(solution.dense[:, topics])
            parts = list(pool.map(near, range(0, len(inside), _ROWS_AT_ONCE)))
            rows, columns, hard = (np.concatenate(found) for found in zip(*parts, strict=True))
            order = np.argsort(columns, kind="stable")
            cuts = np.searchsorted(columns[order], np.arange(1, terms.shape[1]))
            weights = np.where(hard[order], 1, rate).astype(np.float32)
            others += map(_Others, np.split(rows[order], cuts), np.split(weights, cuts))
        return others

    def _weights(self, solution: _Solution) -> Weights:
        """The weights of terms and embedding, those of the stacked scores folded into them, negligible ones left out."""
        length = self._data.blocks.embedding.shape[1]
        embedding, bias = solution.dense[:length] * np.float32(self._scale), solution.dense[-1].copy()
        kept = []
        for part, terms in solution.blocks():
            at = length
            for stack in self._stacks:
                learnt = solution.dense[at : at + len(stack.centre), part]
                at += len(stack.centre)
                more_terms, more_embedding, offset = stack.fold(learnt.astype(np.float64))
                terms += more_terms
                embedding[:, part] += more_embedding.astype(np.float32)
                bias[part] += offset.astype(np.float32)
            kept.append(csc_matrix(prune_weights(terms)))
        # By columns they are only laid side by side; by rows scipy would list every weight with its row and column first.
        together = hstack(kept, format="csc")
        kept.clear()
        return Weights(csr_matrix(together), embedding, bias)


#: Tolerance of a Newton step, as a fraction of the overall tolerance.
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
    """

    sparse: csr_matrix
    dense: Floats
    sign: Floats
    cost: Floats


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


def minimise(examples: Examples, start: Vector, tolerance: float) -> Vector:
    """The weights of least cost, from ``start`` on, which is changed in place and returned.

    Args:
        tolerance: how small the gradient must become, in parts of the pull of the topic's own articles at weights of 0.
    """
    features = _Features(examples)
    scores = features.forward(start)
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
    """How far along the step the cost falls, at most to its end: where the slope, which only grows, reaches 0."""
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
