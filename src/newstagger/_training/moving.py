"""A classifier corrected by an editor's verdicts, without forgetting what it was trained on.

Topics of a base, moved by new articles without forgetting what they were trained on.

The texts that a base was trained on are not kept, but its weights are, and they are the best that is known of them. So
each moved topic starts from its weights and minimises the cost of the other trainings with the penalty on the way
from there instead of from nought:

    |w - base|² / 2 + Σ cost · max(0, 1 - sign · score)²

a prior centred on the old weights, as in Li, Grandvalet and Davoine, "Explicit inductive bias for transfer learning
with convolutional networks", 2018, and in ``topics.correcting``. Words that the new articles do not have keep their
weights. Calibration and thresholds are chosen on the new articles, held out fold by fold, together with the scores
that the base had stored of its own articles; a base that stored none keeps its calibration and thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from newstagger._model.scores import HeldOut
from newstagger._topics.choice import LEANS
from newstagger._topics.classifier import TopicClassifier, TopicInfo
from newstagger._topics.thresholds import Aim, best_threshold, choose, platt, probability
from newstagger._topics.weights import lengthened, moved, products
from newstagger._training.fitting import Learnt, Run, final, held_out
from newstagger._training.newton import Examples, Vector, minimise
from newstagger._training.solvers import Settings, TrainingSet, Weights, processors
from newstagger.article import Article

Doubles = NDArray[np.float64]

#: How firmly a topic holds on to what it was trained on: the penalty on moving its weights.
#: benchmarks/corrections has the trials.
FIRMNESS = 1.0


def correct(
    classifier: TopicClassifier,
    articles: Sequence[Article],
    verdicts: Sequence[Mapping[str, bool]],
    firmness: float = FIRMNESS,
) -> TopicClassifier:
    """The same topics, each moved as little as its verdicts ask for.

    The log-odds of a topic stay what they were, plus a linear term that is learnt by logistic regression with
    an L2 penalty: a prior centred on the old weights ("Biased regularisation", as in Li, Grandvalet and Davoine,
    "Explicit inductive bias for transfer learning with convolutional networks", 2018). Few verdicts move little,
    and what the model knows of other words stays. Thresholds and calibration stay as they are.

    Args:
        articles: what was judged.
        verdicts: of each article, topic to whether it is right; topics that nobody judged are not in it. Labels
            that the classifier does not have are passed over.
        firmness: the larger, the less a verdict moves.
    """
    if not articles:
        return classifier
    blocks = classifier.featuriser.transform(articles)
    features = hstack([blocks.terms, csr_matrix(blocks.embedding)], dtype=np.float64).tocsr()
    used = np.flatnonzero(features.getnnz(axis=0))
    features = features[:, used]
    raw = np.asarray(
        products(blocks.terms, classifier.terms) + blocks.embedding @ classifier.embedding + classifier.bias, np.float64
    )
    moves = np.zeros((len(used), len(classifier.topics)))
    for topic, info in enumerate(classifier.topics):
        rows = np.array([row for row, given in enumerate(verdicts) if info.label in given], np.int64)
        if not len(rows):
            continue
        right = np.array([verdicts[row][info.label] for row in rows])
        slope, offset = classifier.curves[:, topic]
        moves[:, topic] = _moves(features[rows], right, slope * raw[rows, topic] + offset, firmness) / slope
    width = blocks.terms.shape[1]
    words = used < width
    return replace(
        classifier,
        terms=moved(classifier.terms, used[words], moves[words]),
        embedding=moved(classifier.embedding, used[~words] - width, moves[~words]),
    )


def _moves(features: csr_matrix, right: NDArray[np.bool_], log_odds: Doubles, firmness: float) -> Doubles:
    """What to add to the weights of one topic, in log-odds."""
    from scipy.optimize import minimize

    sign = np.where(right, 1.0, -1.0)

    def loss(moves: Doubles) -> tuple[float, Doubles]:
        margin = sign * (log_odds + features @ moves)
        pull = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(
            np.logaddexp(0, -margin).sum() + firmness / 2 * moves @ moves
        ), features.T @ pull + firmness * moves

    start = np.zeros(features.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x)


Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

#: Closer than in large trainings: the gradient begins small, where most articles are on the right side already.
_TOLERANCE = 0.005
#: What an article counts here of what it counts in a training from nought: the old weights know many more articles.
#: benchmarks/topics/LOG.md has the trials.
_SHARE = 0.1
#: How many articles a topic's old curve and thresholds count for beside those that they are chosen on.
_HOLD = 10.0


class MovingSolver:
    """Moves each topic from the base's weights, in threads."""

    precision = np.float32

    def __init__(self, data: TrainingSet, base: TopicClassifier, columns: Sequence[int], settings: Settings) -> None:
        """Move some columns of the base; ``data`` has its terms in front of the new ones."""
        self._data, self._settings = data, settings
        self._terms = lengthened(base.terms, data.blocks.terms.shape[1], columns)
        self._embedding, self._bias = base.embedding[:, columns], base.bias[columns]
        self.before = Weights(self._terms, self._embedding, self._bias).score(data.blocks).astype(np.float32)
        penalty, self._scale = settings.of(len(data.gold))
        self._penalty = _SHARE * penalty
        ones = np.ones((len(data.gold), 1), np.float32)
        self._dense = np.hstack([data.blocks.embedding * np.float32(self._scale), ones])
        self.steps = len(columns)

    def fit(self, inside: Bools) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,)."""
        from threadpoolctl import threadpool_limits

        rows = np.flatnonzero(inside)
        matrix = self._data.blocks.terms[rows]
        columns = np.unique(matrix.indices)
        sparse = csr_matrix(
            (matrix.data, np.searchsorted(columns, matrix.indices), matrix.indptr), (len(rows), len(columns))
        )
        dense = self._dense[rows]

        def move(topic: int) -> Vector:
            sign = np.where(self._data.gold[rows, topic], 1, -1).astype(np.float32)
            cost = np.full(len(rows), self._penalty, np.float32)
            start = Vector(np.zeros(len(columns), np.float32), np.zeros(dense.shape[1], np.float32))
            return minimise(Examples(sparse, dense, sign, cost, self.before[rows, topic]), start, _TOLERANCE)

        moves = np.zeros((len(columns), self.steps))
        embedding, bias = self._embedding.copy(), self._bias.copy()
        # One thread a topic: a sum must not depend on how many there are.
        with threadpool_limits(1), ThreadPoolExecutor(processors(self._settings.jobs)) as pool:
            for topic, found in enumerate(pool.map(move, range(self.steps))):
                moves[:, topic] = found.sparse
                embedding[:, topic] += found.dense[:-1] * np.float32(self._scale)
                bias[topic] += found.dense[-1]
                self._settings.step()
        return Weights(moved(self._terms, columns, moves), embedding, bias)


class MovedTopics:
    """Moves topics, then chooses their thresholds on old and new articles together."""

    name = "moved"

    def __init__(
        self, data: TrainingSet, infos: list[TopicInfo], base: TopicClassifier, settings: Settings,
        old: HeldOut | None, keys: NDArray[np.uint64], *, multiclass: bool,
    ) -> None:  # fmt: skip
        """Prepare to move the topics of ``infos``, which say what is known of them now.

        Args:
            old: what the base had stored of its own articles.
            keys: of the new articles, whose old scores no longer count.
            multiclass: the best one of all topics is given.
        """
        place = {topic.label: i for i, topic in enumerate(base.topics)}
        self._columns = [place[info.label] for info in infos]
        again = old or HeldOut.empty()
        self._infos = [
            _known(info, base.topics[i], again.again(info.label, keys))
            for info, i in zip(infos, self._columns, strict=True)
        ]
        self._data, self._base, self._old, self._keys, self._multiclass = data, base, old, keys, multiclass
        self._solver = MovingSolver(data, base, self._columns, settings)
        self.steps = self._solver.steps

    def fit(self, run: Run) -> None:
        """Topics moved by all folds but one, and by all articles."""
        self._raw = held_out(self._solver, self._data.blocks, self.steps, run, self.name)
        self._weights = final(self._solver, np.ones(len(self._data.gold), bool), run, self.name)

    def judge(self, run: Run, step: Callable[[], None]) -> Learnt:
        """Calibration and thresholds, and what is given with them."""
        gold, keys = self._data.gold[run.judged], self._keys[run.judged]
        infos, curves = [], self._base.curves[:, self._columns].copy()
        for topic, info in enumerate(self._infos):
            before, scores = (None, None) if self._old is None else self._old.of_topic(info.label, keys)
            if before is not None and scores is not None and len(before):
                of_all = np.concatenate([before, gold[:, topic]])
                scores = np.concatenate([scores, self._raw[:, topic]])
                info, curves[:, topic] = refreshed(info, curves[:, topic], of_all, scores)
            infos.append(info)
        for _ in range(3):  # the points of a curve, which are found together here
            step()
        probabilities = probability(self._raw, curves)
        thresholds = np.array([info.threshold for info in infos])
        given, before_given = self._given(run, self._raw, probabilities, thresholds), self.given_before(run)
        return Learnt(infos, self._weights, curves, self._raw, probabilities, given, thresholds, before=before_given)

    def given_before(self, run: Run) -> Bools:
        """What the base gives the new articles, shape (judged articles, topics)."""
        raw: NDArray[Any] = self._solver.before[run.judged]
        thresholds = np.array([self._base.topics[i].threshold for i in self._columns])
        return self._given(run, raw, probability(raw, self._base.curves[:, self._columns]), thresholds)

    def _given(self, run: Run, raw: NDArray[Any], probabilities: Doubles, thresholds: Doubles) -> Bools:
        if not self._multiclass:
            return choose(raw, probabilities, thresholds, multiclass=False)
        blocks, width = self._data.blocks, len(self._base.featuriser.terms)
        terms = products(blocks.terms[run.judged][:, :width], self._base.terms)
        scores: NDArray[Any] = np.asarray(terms + blocks.embedding[run.judged] @ self._base.embedding + self._base.bias)
        scores[:, self._columns] = raw
        return choose(scores, scores, thresholds, multiclass=True)[:, self._columns]


def _known(now: TopicInfo, before: TopicInfo, again: int) -> TopicInfo:
    """A topic of the base with its further articles, and what the topics file says of it now.

    Args:
        again: of its old articles, those that were given again.
    """
    return replace(
        before,
        support=max(0, before.support - again) + now.support,
        parents=now.parents or before.parents,
        aliases=tuple(dict.fromkeys([*before.aliases, *now.aliases])),
        code=now.code or before.code,
        definition=now.definition or before.definition,
    )


def refreshed(info: TopicInfo, curve: Doubles, gold: Bools, scores: Floats) -> tuple[TopicInfo, Doubles]:
    """A topic and its curve with the thresholds and the calibration that suit old and new articles.

    As in a training, what rests on few articles is drawn to what is known besides: here to what the base had.
    """
    positive, negative = int(gold.sum()), int((~gold).sum())
    if not positive or not negative:
        return info, curve
    trust = min(positive, negative) / (min(positive, negative) + _HOLD)
    curve = np.round(trust * platt(gold, scores.astype(np.float64)) + (1 - trust) * curve, 6)
    probabilities = probability(scores.astype(np.float64)[:, None], curve[:, None])[:, 0]

    def drawn(before: float, beta: float) -> float:
        return (positive * best_threshold(gold, probabilities, Aim(beta)) + _HOLD * before) / (positive + _HOLD)

    threshold = round(drawn(info.threshold, 1.0), 6)
    precise, broad = info.precise, info.broad
    if precise is not None:
        precise = max(threshold, round(drawn(precise, LEANS["precision"]), 6))
    if broad is not None:
        broad = min(threshold, round(drawn(broad, LEANS["recall"]), 6))
    return replace(info, threshold=threshold, precise=precise, broad=broad), curve
