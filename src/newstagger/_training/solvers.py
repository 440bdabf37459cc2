"""One linear support vector machine a topic: exactly by liblinear, or for large trainings by a finite Newton method.

Both minimise the same cost. liblinear goes through all articles for every topic, so that its time grows with articles
times topics. ``NewtonSolver`` has each topic learn from its own articles and from those of the others that come near
its margin, about one in twenty; the far ones add nothing to the weights. benchmarks/topics/LOG.md compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from newstagger._topics.blocks import Blocks
from newstagger._topics.weights import TermWeights, products, pruned, rounded
from newstagger._training.newton import RATIOS_WEIGHT, Examples, Vector, log_ratios, minimise
from newstagger._training.stacking import BaseScorer, Stacked

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Penalty of the support vector machines, and what the embedding counts, for few and for many articles: the more
#: articles, the more the words themselves can be trusted. benchmarks/topics/LOG.md has the trials.
PENALTY_FEW, PENALTY_MANY = 0.15, 0.3
EMBEDDING_FEW, EMBEDDING_MANY = 1.0, 0.5
MANY_ARTICLES = 2_000
#: From this many features times topics on, starting processes pays.
_WORTH_PROCESSES = 20_000_000
#: Articles of other topics that a topic first learns from, drawn once for all topics, and the most that each of them
#: may count: it stands for many, but weights of dozens make the first solution slow and no better.
_FIRST_SAMPLE, _FIRST_WEIGHT = 5_000, 2.0
#: A topic of few articles of its own learns first from fewer others: so many for each, but at least so many. That
#: first solution need not be close, since the near articles are only sought with it. benchmarks/topics/LOG.md has the trials.
_FIRST_OTHERS, _FEWEST_OTHERS, _FIRST_TOLERANCE = 25, 1_000, 0.2
#: Articles of other topics that come this far over the margin are all learnt from; of those that only touch it, one in
#: so many, which then counts for as many: one more for each ``_SOFT_ARTICLES`` that are learnt from.
_HARD, _SOFT_RATE, _SOFT_ARTICLES = 0.1, 20, 10_000
_ROUNDS = 2
#: Weights of liblinear nearer to nought than this are nought: six in ten of the bundled model's then are, and the topics
#: of none of 790 articles change; with 0.01 none do either, with 0.02 those of three.
_UNSEEN = 0.005
#: Articles scored at once, and topics whose stacked weights are folded back at once: what bounds the memory.
_ROWS_AT_ONCE, _TOPICS_AT_ONCE = 8_192, 64


@dataclass(frozen=True)
class TrainingSet:
    """What is learnt from.

    Attributes:
        blocks: the features of the articles.
        gold: shape (articles, topics).
        scorers: what is known beforehand.
        weak: first column, and the one after the last, of words that no article taught: liblinear gives them no weights but through the scorers.
    """

    blocks: Blocks
    gold: Bools
    scorers: Sequence[BaseScorer]
    weak: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Attributes:
        penalty: the C of the support vector machines; None for the one that suits the number of articles.
        seed: of the solver and of the articles drawn.
        jobs: processes (liblinear) or threads (Newton), -1 for all cores.
        step: called after each of ``steps`` parts of a fit.
    """

    penalty: float | None
    seed: int
    jobs: int
    step: Callable[[], None]

    def of(self, articles: int) -> tuple[float, float]:
        """Penalty and the embedding's weight for so many articles."""
        many = articles >= MANY_ARTICLES
        penalty, scale = (PENALTY_MANY, EMBEDDING_MANY) if many else (PENALTY_FEW, EMBEDDING_FEW)
        return self.penalty or penalty, scale


@dataclass
class Weights:
    """Weights of terms and embedding (features × topics) and bias (topics,)."""

    terms: TermWeights
    embedding: NDArray[Any]
    bias: NDArray[Any]

    def score(self, blocks: Blocks) -> NDArray[Any]:
        """Raw scores, shape (articles, topics)."""
        return np.asarray(products(blocks.terms, self.terms) + blocks.embedding @ self.embedding + self.bias)


class Solver(Protocol):
    """Learns weights from some of the articles of a training set."""

    #: How often a fit calls ``Settings.step``.
    steps: int
    #: Type of its weights and scores.
    precision: type[np.float32] | type[np.float64]

    def fit(self, inside: Bools) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        ...


class LiblinearSolver:
    """One ``LinearSVC`` a topic, in parallel, with the log-count ratios of naive Bayes added to its weights.

    ``NewtonSolver`` goes without: the ratios would give a weight to every term that a topic's articles have.
    """

    precision = np.float64

    def __init__(self, data: TrainingSet, settings: Settings) -> None:
        self._data, self._settings = data, settings
        self.steps = data.gold.shape[1]

    def fit(self, inside: Bools) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        from joblib import Parallel, delayed

        blocks, gold = take(self._data.blocks, inside), self._data.gold[inside]
        stacks = [Stacked.of(scorer, blocks) for scorer in self._data.scorers]
        stacked = [stack.transform(blocks) for stack in stacks]
        penalty, scale = self._settings.of(len(gold))
        taught = np.ones(blocks.terms.shape[1], bool)
        taught[slice(*self._data.weak)] = False
        own = blocks.terms[:, taught]
        features = hstack([own, csr_matrix(blocks.embedding * scale), *stacked]).tocsr()
        # Processes, not threads: liblinear draws from one random state a process, so threads would
        # disturb each other and the same seed would not give the same model.
        heavy = worth_processes(features.nnz, gold.shape[1])
        results = Parallel(n_jobs=self._settings.jobs if heavy else 1, return_as="generator")(
            delayed(_fit_one)(features, gold[:, topic], penalty, self._settings.seed) for topic in range(gold.shape[1])
        )
        weights = np.empty((features.shape[1], gold.shape[1]))
        bias: Doubles = np.empty(gold.shape[1])
        for topic, (coefficients, offset) in enumerate(results):
            weights[:, topic], bias[topic] = coefficients, offset
            self._settings.step()
        widths = [own.shape[1], blocks.embedding.shape[1], *(block.shape[1] for block in stacked)]
        of_own, embedding, *learnt = np.split(weights, np.cumsum(widths)[:-1])
        ratios = RATIOS_WEIGHT * log_ratios(own, gold)
        # As with stacked scores the mean is taken off: 0 stays in the middle of the margin, where it is for « moving ».
        bias = bias - np.asarray(own.mean(axis=0) @ ratios).ravel()
        terms = np.zeros((len(taught), gold.shape[1]))
        terms[taught] = of_own + ratios
        embedding = embedding * scale
        for stack, weight in zip(stacks, learnt, strict=True):
            more_terms, more_embedding, offset = stack.folded(weight)
            terms, embedding, bias = terms + more_terms, embedding + more_embedding, bias + offset
        return Weights(rounded(terms, _UNSEEN), embedding, bias)


def worth_processes(values: float, topics: int) -> bool:
    """Is it faster to learn so many topics from so many values in several processes?"""
    return values * topics > _WORTH_PROCESSES


def processors(jobs: int) -> int:
    """How many processes or threads « jobs » asks for: -1 is one a core, -2 all but one."""
    return jobs if jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + jobs)


def _fit_one(features: csr_matrix, gold: Bools, penalty: float, seed: int) -> tuple[Doubles, float]:
    from sklearn.svm import LinearSVC

    if gold.all() or not gold.any():  # a fold without (or with nothing but) this topic
        return np.zeros(features.shape[1]), 1.0 if gold.all() else -1.0
    machine = LinearSVC(C=penalty, random_state=seed, tol=1e-3).fit(features, gold)
    return machine.coef_[0], float(machine.intercept_[0])


def take(blocks: Blocks, rows: Bools) -> Blocks:
    """The features of some articles."""
    return Blocks(blocks.terms[rows], blocks.embedding[rows])


@dataclass(frozen=True)
class _Others:
    """Articles of other topics that one topic learns from, and how many articles each of them stands for."""

    rows: Ints
    weights: Floats


class NewtonSolver:
    """Learns every topic from its own articles and from those of the others that come near its margin, in threads."""

    precision = np.float32

    def __init__(self, data: TrainingSet, settings: Settings) -> None:
        self._data, self._settings = data, settings
        self.steps = _ROUNDS * data.gold.shape[1]
        self._penalty, self._scale = settings.of(len(data.gold))
        self._stacks = [Stacked.of(scorer, data.blocks) for scorer in data.scorers]
        stacked = [stack.transform(data.blocks).toarray() for stack in self._stacks]
        ones = np.ones((len(data.gold), 1), np.float32)
        # liblinear penalises the bias like any other weight; here it is one.
        self._dense = np.hstack([data.blocks.embedding * np.float32(self._scale), *stacked, ones])
        topics, rows = np.nonzero(data.gold.T)
        self._own = np.split(rows, np.searchsorted(topics, np.arange(1, data.gold.shape[1])))
        self._threads = processors(settings.jobs)

    def fit(self, inside: Bools) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        from threadpoolctl import threadpool_limits

        rng = np.random.default_rng(self._settings.seed)
        own = [rows[inside[rows]] for rows in self._own]
        width = self._data.blocks.terms.shape[1]
        terms = np.zeros((width, len(own)), np.float32)
        dense = np.zeros((self._dense.shape[1], len(own)), np.float32)
        rate = min(_SOFT_RATE, max(1, int(inside.sum()) // _SOFT_ARTICLES))
        others = list(self._first_others(np.flatnonzero(inside), rng))
        # One thread a topic: the parts are too small for a matrix product to be worth two, and a sum must not
        # depend on how many there are.
        with threadpool_limits(1), ThreadPoolExecutor(self._threads) as pool:
            for number in range(_ROUNDS):
                if number:
                    others = self._near(terms, dense, inside, rng.random(len(inside)) < 1 / rate, rate, pool)
                closeness = None if number else _FIRST_TOLERANCE
                # A thread reads the weights of its topic before they are replaced below.
                starts = ((terms[:, topic], dense[:, topic]) for topic in range(len(own)))
                for topic, (columns, found) in enumerate(
                    pool.map(self._fit_one, own, others, starts, repeat(closeness))
                ):
                    terms[:, topic] = 0
                    terms[columns, topic], dense[:, topic] = found.sparse, found.dense
                    self._settings.step()
        return self._weights(terms, dense)

    def _fit_one(
        self, own: Ints, others: _Others, start: tuple[Floats, Floats], tolerance: float | None
    ) -> tuple[Ints, Vector]:
        """One topic: the columns of terms that its articles have, and their weights with those of the dense part."""
        rows = np.concatenate([own, others.rows])
        matrix = self._data.blocks.terms[rows]
        present = np.zeros(matrix.shape[1], bool)
        present[matrix.indices] = True
        columns = np.flatnonzero(present)
        number = np.cumsum(present, dtype=np.int32) - 1
        sparse = csr_matrix((matrix.data, number[matrix.indices], matrix.indptr), (len(rows), len(columns)))
        sign = np.repeat(np.array([1, -1], np.float32), [len(own), len(others.rows)])
        weights = np.concatenate([np.ones(len(own), np.float32), others.weights])
        examples = Examples(sparse, self._dense[rows], sign, np.float32(self._penalty) * weights)
        return columns, minimise(examples, Vector(start[0][columns], start[1].copy()), tolerance)

    def _first_others(self, inside: Ints, rng: np.random.Generator) -> Iterator[_Others]:
        """For each topic the same drawn articles, as far as they are not its own, or the first of them."""
        drawn = rng.choice(inside, min(_FIRST_SAMPLE, len(inside)), replace=False)
        for topic, own in enumerate(self._own):
            some = np.sort(drawn[: max(_FEWEST_OTHERS, _FIRST_OTHERS * len(own))])
            weight = min(_FIRST_WEIGHT, len(inside) / len(some))
            rows = some[~self._data.gold[some, topic]]
            yield _Others(rows, np.full(len(rows), weight, np.float32))

    def _near(
        self, terms: Floats, dense: Floats, inside: Bools, drawn: Bools, rate: int, pool: ThreadPoolExecutor
    ) -> list[_Others]:
        """For each topic the articles of others that are over the margin of the weights: hard ones, and drawn ones."""

        def near(start: int) -> tuple[Ints, Ints, Bools]:
            part = slice(start, start + _ROWS_AT_ONCE)
            scores = self._data.blocks.terms[part] @ terms
            scores += self._dense[part] @ dense
            scores[self._data.gold[part]] = -np.inf
            scores[~inside[part]] = -np.inf
            limits = np.where(drawn[part], -1, -1 + _HARD).astype(np.float32)
            rows, topics = np.nonzero(scores > limits[:, None])
            return rows + start, topics, scores[rows, topics] > -1 + _HARD

        parts = list(pool.map(near, range(0, len(inside), _ROWS_AT_ONCE)))
        rows, topics, hard = (np.concatenate(found) for found in zip(*parts, strict=True))
        order = np.argsort(topics, kind="stable")
        cuts = np.searchsorted(topics[order], np.arange(1, terms.shape[1]))
        weights = np.where(hard[order], 1, rate).astype(np.float32)
        return [_Others(*found) for found in zip(np.split(rows[order], cuts), np.split(weights, cuts), strict=True)]

    def _weights(self, terms: Floats, dense: Floats) -> Weights:
        """The weights of terms and embedding, those of the stacked scores folded into them, negligible ones left out."""
        length = self._data.blocks.embedding.shape[1]
        embedding, bias = dense[:length] * np.float32(self._scale), dense[-1].copy()
        at = length
        for stack in self._stacks:
            learnt = dense[at : at + len(stack.centre)]
            at += len(stack.centre)
            for first in range(0, terms.shape[1], _TOPICS_AT_ONCE):
                part = slice(first, first + _TOPICS_AT_ONCE)
                more_terms, more_embedding, offset = stack.folded(learnt[:, part].astype(np.float64))
                terms[:, part] += more_terms
                embedding[:, part] += more_embedding.astype(np.float32)
                bias[part] += offset.astype(np.float32)
        return Weights(pruned(terms), embedding, bias)
