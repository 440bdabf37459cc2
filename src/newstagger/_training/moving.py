"""Moves topics of an existing model by new articles or verdicts without forgetting what they were trained on.

The texts that the model was trained on are not kept; its weights are the best summary of them.
So the log-odds of a topic stay what they were, plus a linear term that is learnt by logistic regression with an L2
penalty: a prior centred on the old weights, as in Li, Grandvalet and Davoine, "Explicit inductive bias for transfer
learning with convolutional networks", 2018. A labelled article says of every topic whether it is right, an editor's
verdict of one: a mask tells which labels are known. Few labels move little, words that the new texts do not have keep
their weights, and so does the bias. benchmarks/corrections and benchmarks/topics/LOG.md have the trials.

After verdicts, thresholds and calibration stay as they are. After new articles they are chosen on out-of-fold scores of
these, together with the scores that the model stored of its own articles; a model that stored none keeps its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from newstagger._model.arrays import OutOfFold
from newstagger._model.directory import Model
from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.thresholds import (
    BETAS,
    Aim,
    TopicInfo,
    choose,
    find_best_threshold,
    fit_platt,
    to_probabilities,
)
from newstagger._topics.weights import add_moves, extend_rows, multiply
from newstagger._training.fitting import Fitted, Folds, score_out_of_fold
from newstagger._training.solvers import Weights, count_processors
from newstagger.article import Article

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

#: The penalty on moving a topic's weights, in log-odds: the larger, the less a label moves them.
FIRMNESS = 1.0
#: How many articles a topic's old curve and thresholds count for beside those that they are chosen on.
_PRIOR_ARTICLES = 10.0
_MOST_STEPS = 200


class Mover:
    """Moves topics from their weights, in threads."""

    precision = np.float32

    def __init__(
        self, base: TopicClassifier, columns: Sequence[int], blocks: Blocks, gold: Bools, known: Bools | None = None,
        firmness: float = FIRMNESS, jobs: int = 1,
    ) -> None:  # fmt: skip
        """Prepare to move some topics.

        Args:
            base: the model that they are topics of.
            columns: which topics.
            blocks: features of the articles; the base's terms come first among theirs.
            gold: which article has which of these topics, shape (articles, topics).
            known: which of these labels are known, same shape; None if all are.
            firmness: the larger, the less a label moves.
            jobs: number of threads; -1 for one per core.
        """
        self._blocks, self._gold, self._firmness, self._jobs = blocks, gold, firmness, jobs
        self._known = np.ones(gold.shape, bool) if known is None else known
        self._base = Weights(
            extend_rows(base.terms, blocks.terms.shape[1], columns), base.embedding[:, columns], base.bias[columns]
        )
        self._curves = base.curves[:, columns]
        self.before = self._base.score(blocks).astype(np.float64)
        self.steps = len(columns)

    def fit(self, inside: Bools, step: Callable[[], None]) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        from threadpoolctl import threadpool_limits

        rows = np.flatnonzero(inside)
        matrix = self._blocks.terms[rows]
        columns = np.unique(matrix.indices)
        sparse = csr_matrix(
            (matrix.data.astype(np.float64), np.searchsorted(columns, matrix.indices), matrix.indptr),
            (len(rows), len(columns)),
        )
        dense = self._blocks.embedding[rows].astype(np.float64)
        moves = np.zeros((len(columns) + dense.shape[1], self.steps))

        def move(topic: int) -> Doubles | None:
            known = np.flatnonzero(self._known[rows, topic])
            if not len(known):
                return None
            slope, offset = self._curves[:, topic]
            sign = np.where(self._gold[rows[known], topic], 1.0, -1.0)
            log_odds = slope * self.before[rows[known], topic] + offset
            every = len(known) == len(rows)
            some = (sparse, dense) if every else (sparse[known], dense[known])
            return np.asarray(_find_moves(*some, sign, log_odds, self._firmness) / slope, np.float64)

        # One thread per topic: a sum must not depend on how many there are.
        with threadpool_limits(1), ThreadPoolExecutor(count_processors(self._jobs)) as pool:
            for topic, found in enumerate(pool.map(move, range(self.steps))):
                if found is not None:
                    moves[:, topic] = found
                step()
        return Weights(
            add_moves(self._base.terms, columns, moves[: len(columns)]),
            (self._base.embedding + moves[len(columns) :]).astype(np.float32),
            self._base.bias,
        )


def _find_moves(sparse: csr_matrix, dense: Doubles, sign: Doubles, log_odds: Doubles, firmness: float) -> Doubles:
    """What to add to the weights of one topic, in log-odds: those of the sparse columns, then of the dense ones.

    Args:
        sign: 1 for articles that have the topic, -1 for others.
        log_odds: of the articles before.
    """
    from scipy.optimize import minimize

    width, transposed = sparse.shape[1], sparse.T.tocsr()

    def loss(moves: Doubles) -> tuple[float, Doubles]:
        margin = sign * (log_odds + sparse @ moves[:width] + dense @ moves[width:])
        pull = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        gradient = np.concatenate([transposed @ pull, dense.T @ pull]) + firmness * moves
        return float(np.logaddexp(0, -margin).sum() + firmness / 2 * moves @ moves), gradient

    start = np.zeros(width + dense.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}).x)


def correct(
    classifier: TopicClassifier,
    articles: Sequence[Article],
    verdicts: Sequence[Mapping[str, bool]],
    firmness: float = FIRMNESS,
) -> TopicClassifier:
    """The same topics, each moved as little as its verdicts ask for.

    Args:
        articles: what was judged.
        verdicts: for each article, topic -> whether it is right, without the topics that were not judged. Labels
            that the classifier does not have are ignored.
        firmness: the larger, the less a verdict moves.
    """
    if not articles:
        return classifier
    labels = [topic.label for topic in classifier.topics]
    known = np.array([[label in given for label in labels] for given in verdicts], bool)
    gold = np.array([[given.get(label, False) for label in labels] for given in verdicts], bool)
    blocks = classifier.featuriser.transform(articles)
    mover = Mover(classifier, range(len(labels)), blocks, gold, known, firmness)
    weights = mover.fit(np.ones(len(articles), bool), lambda: None)
    return replace(classifier, terms=weights.terms, embedding=weights.embedding)


def move_topics(
    blocks: Blocks, gold: Bools, infos: Sequence[TopicInfo], base: Model, keys: NDArray[np.uint64], folds: Folds,
    step: Callable[[], None], *, single: bool, jobs: int,
) -> Fitted:  # fmt: skip
    """Move topics of a base by new articles, then choose their calibration and thresholds on old and new ones together.

    Args:
        gold: which article has which of the topics, shape (articles, topics).
        infos: these topics, as the new articles describe them.
        base: a model that has them; its out-of-fold scores of its own training articles are used if stored.
        keys: of the new articles, whose old scores no longer count.
        single: each article is given one topic, the best of all topics of the base.
        jobs: number of threads; -1 for one per core.
    """
    classifier, old = base.classifier, base.out_of_fold or OutOfFold.empty()
    assert classifier is not None
    place = {topic.label: i for i, topic in enumerate(classifier.topics)}
    columns = [place[info.label] for info in infos]
    mover = Mover(classifier, columns, blocks, gold, jobs=jobs)
    raw = score_out_of_fold(mover, blocks, len(columns), folds, step)
    weights = mover.fit(np.ones(len(gold), bool), step)

    scored, old_curves = folds.scored, classifier.curves[:, columns]
    moved, curves = [], old_curves.copy()
    for topic, column in enumerate(columns):
        repeated = old.count_repeated(infos[topic].label, keys)
        info = _update(infos[topic], classifier.topics[column], repeated)
        before, scores = old.select_topic(info.label, keys[scored])
        if len(before):
            of_all = np.concatenate([before, gold[scored, topic]])
            scores = np.concatenate([scores, raw[:, topic]])
            info, curves[:, topic] = recalibrate(info, curves[:, topic], of_all, scores)
        moved.append(info)

    def choose_given(raw: NDArray[Any], curves: Doubles, topics: Sequence[TopicInfo]) -> Bools:
        if single:
            return _choose_best(classifier, columns, blocks, scored, raw)
        thresholds = np.array([info.threshold for info in topics])
        return choose(raw, to_probabilities(raw, curves), thresholds, multiclass=False)

    return Fitted(
        moved, weights, curves, raw, to_probabilities(raw, curves), choose_given(raw, curves, moved),
        np.array([info.threshold for info in moved]),
        before=choose_given(
            mover.before[scored].astype(np.float32), old_curves, [classifier.topics[i] for i in columns]
        ),
    )  # fmt: skip


def _choose_best(
    base: TopicClassifier, columns: Sequence[int], blocks: Blocks, rows: Bools, raw: NDArray[Any]
) -> Bools:
    """Which of some topics with new scores are better than all others of the base."""
    terms = multiply(blocks.terms[rows][:, : len(base.featuriser.terms)], base.terms)
    scores: NDArray[Any] = np.asarray(terms + blocks.embedding[rows] @ base.embedding + base.bias)
    scores[:, columns] = raw
    return choose(scores, scores, np.zeros(scores.shape[1]), multiclass=True)[:, columns]


def _update(now: TopicInfo, before: TopicInfo, repeated: int) -> TopicInfo:
    """A topic of the base with the new articles counted, and updated from the topics file.

    Args:
        repeated: number of its old articles that are given again.
    """
    return replace(
        before,
        support=max(0, before.support - repeated) + now.support,
        parents=now.parents or before.parents,
        aliases=tuple(dict.fromkeys([*before.aliases, *now.aliases])),
        code=now.code or before.code,
        definition=now.definition or before.definition,
    )


def recalibrate(info: TopicInfo, curve: Doubles, gold: Bools, scores: Floats) -> tuple[TopicInfo, Doubles]:
    """A topic and its curve with the thresholds and the calibration that suit old and new articles.

    As in a training, estimates from few articles are shrunk towards a prior: here towards the values of the base.
    """
    positive, negative = int(gold.sum()), int((~gold).sum())
    if not positive or not negative:
        return info, curve
    trust = min(positive, negative) / (min(positive, negative) + _PRIOR_ARTICLES)
    curve = np.round(trust * fit_platt(gold, scores.astype(np.float64)) + (1 - trust) * curve, 6)
    probabilities = to_probabilities(scores.astype(np.float64)[:, None], curve[:, None])[:, 0]

    def shrink(before: float, beta: float) -> float:
        best = find_best_threshold(gold, probabilities, Aim(beta))
        return (positive * best + _PRIOR_ARTICLES * before) / (positive + _PRIOR_ARTICLES)

    threshold = round(shrink(info.threshold, 1.0), 6)
    high, low = info.precision_threshold, info.recall_threshold
    if high is not None:
        high = max(threshold, round(shrink(high, BETAS["precision"]), 6))
    if low is not None:
        low = min(threshold, round(shrink(low, BETAS["recall"]), 6))
    return replace(info, threshold=threshold, precision_threshold=high, recall_threshold=low), curve
