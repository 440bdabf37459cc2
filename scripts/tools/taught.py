"""Topics of the bundled model: what the annotated articles teach, moved towards what an encoder reads in texts nobody annotated.

An encoder that was fine-tuned on the annotated articles (``tools.teacher``) gave press items probabilities of topics,
"silver" labels. The words of these items join the vocabulary, and the weights of the linear machines are moved so that their
scores on the silver items come near to the mean of their own and the encoder's (Hinton, Vinyals and Dean, "Distilling the
knowledge in a neural network", 2015), while the annotated articles keep their topics. benchmarks/topics/LOG.md has the trials.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from newstagger import Article
from newstagger._model.arrays import OutOfFold
from newstagger._model.directory import Model
from newstagger._topics.blocks import Blocks
from newstagger._topics.facts import list_region_columns
from newstagger._topics.features import Featuriser
from newstagger._topics.weights import round_weights
from newstagger._topics.words import TITLE_MARK
from newstagger._training.fitting import assemble, assign_folds, learn_topics
from newstagger._training.labels import Labelled, clean_labels, describe_topics
from newstagger._training.options import TrainingOptions
from newstagger._training.solvers import (
    LiblinearSolver,
    TrainingSet,
    Weights,
    find_keyword_terms,
    mark_gold,
    score_keywords,
    score_vectors,
)
from newstagger._training.vocabulary import read_topics
from tools.annotations import FOLDER, codes_of_topics

#: Words of fewer annotated articles, and of fewer articles of both kinds, are left out of the vocabulary.
MIN_ANNOTATED, MIN_COUNT = 3, 8
TOPICS = Path(__file__).with_name("topics.toml")
#: What the encoder's log-odds count beside the machines' scores, whose margin is narrower by ``MARGIN``; the slope and middle
#: that turn scores into probabilities.
SHARE, MARGIN, SLOPE, MIDDLE = 0.5, 2.5, 3.0, -0.2
#: Probability of a topic that the file does not give.
_NONE = 0.005
#: What a silver item counts beside an annotated one, the penalty of moves, and steps of the optimiser.
SILVER, PENALTY, STEPS = 0.5, 10.0, 50
#: Weights nearer to 0 become 0: none of the figures then moves by .001.
NEGLIGIBLE = 0.03
#: A code and a probability in percent: « ukr98 ».
_GIVEN = re.compile(r"(\S+?)(\d+)(?: |$)")

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def read_silver(labels: Sequence[str]) -> dict[str, Floats]:
    """The encoder's log-odds of the topics for each silver item, by its id."""
    topic_of = {code: labels.index(topic) for topic, code in codes_of_topics().items() if topic in labels}
    found = {}
    with gzip.open(FOLDER / "silver.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            identifier, _, given = line.rstrip("\n").partition("\t")
            p = np.full(len(labels), _NONE, np.float32)
            for code, percent in _GIVEN.findall(given):
                if code in topic_of:
                    p[topic_of[code]] = min(int(percent) / 100, 1 - _NONE)
            found[identifier] = np.log(p / (1 - p))
    return found


@dataclass
class Silver:
    """Items with an encoder's opinion.

    Attributes:
        blocks: their features.
        odds: the encoder's log-odds, shape (items, topics).
    """

    blocks: Blocks
    odds: Floats


class TaughtSolver(LiblinearSolver):
    """The machines of the annotated articles, moved towards the silver items."""

    def __init__(self, data: TrainingSet, options: TrainingOptions, silver: Silver) -> None:
        super().__init__(data, options)
        self._silver = silver

    def fit(self, inside: Bools, step: Callable[[], None], *, last: bool = False) -> Weights:
        """Learn from the articles that are ``inside``, shape (articles,), and from all silver items."""
        learnt = super().fit(inside, step, last=last)
        gold, rows = self._data.gold[inside], np.flatnonzero(inside)
        own = Blocks(self._data.blocks.terms[rows], self._data.blocks.embedding[rows])
        scores = learnt.score(self._silver.blocks).astype(np.float32)
        wanted = (1 - SHARE) * scores + SHARE * self._silver.odds / MARGIN
        moves, offsets = move_weights(
            [
                (self._silver.blocks.terms, scores, _to_probability(wanted), SILVER),
                (own.terms, learnt.score(own).astype(np.float32), gold.astype(np.float32), 1.0),
            ]
        )
        dense = learnt.terms if isinstance(learnt.terms, np.ndarray) else learnt.terms.toarray()
        return Weights(round_weights(dense + moves, NEGLIGIBLE), learnt.embedding, learnt.bias + offsets)


def move_weights(
    parts: Sequence[tuple[csr_matrix, Floats, Floats, float]], penalty: float = PENALTY
) -> tuple[Floats, Floats]:
    """The moves of weights and biases that bring scores nearest to probabilities.

    Args:
        parts: features, shape (articles, terms); scores before and probabilities wanted, shape (articles, topics); and what
            an article counts.
        penalty: of the squares of moves.
    """
    parts = [(terms.astype(np.float32), *rest) for terms, *rest in parts]
    turned = [terms.T.tocsr() for terms, *_ in parts]
    width, topics = parts[0][0].shape[1], parts[0][1].shape[1]

    def judge(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moves = flat.reshape(width + 1, topics).astype(np.float32)
        cost = penalty / 2 * float((moves[:-1] ** 2).sum(dtype=np.float64))
        slopes = np.vstack([penalty * moves[:-1], np.zeros((1, topics), np.float32)])
        for (terms, scores, wanted, count), back in zip(parts, turned, strict=True):
            odds = SLOPE * (scores + terms @ moves[:-1] + moves[-1] - MIDDLE)
            cost += count * float((np.logaddexp(0, odds) - wanted * odds).sum(dtype=np.float64))
            error = count * SLOPE * (_sigmoid(odds) - wanted)
            slopes[:-1] += back @ error
            slopes[-1] += error.sum(axis=0)
        return cost, slopes.ravel().astype(np.float64)

    start = np.zeros((width + 1) * topics)
    found = minimize(judge, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    moves = found.reshape(width + 1, topics).astype(np.float32)
    return moves[:-1], moves[-1]


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)


def _to_probability(scores: Floats) -> Floats:
    return _sigmoid(SLOPE * (scores - MIDDLE))


def learn(articles: Sequence[Article], silver: Sequence[Article], options: TrainingOptions) -> Model:
    """The topics of annotated and of silver articles, with their out-of-fold scores.

    Args:
        silver: those that ``read_silver`` knows; others are passed over.
        options: with ``vectors``.
    """
    vocabulary = read_topics(TOPICS)
    labelled = clean_labels(articles, vocabulary, options.min_articles)
    odds = read_silver(labelled.labels)
    silver = [article for article in silver if article.id in odds]
    keywords = {label: vocabulary.keywords[label] for label in labelled.labels if label in vocabulary.keywords}
    featuriser, own, others = _read_features(labelled, silver, keywords, options)
    assert options.vectors is not None
    scorers = [score_keywords(featuriser, keywords), *score_vectors(featuriser, options.vectors)]
    data = TrainingSet(own, mark_gold(labelled), scorers, featuriser.weak_columns())
    folds = assign_folds(labelled.articles, options)
    solver = TaughtSolver(data, options, Silver(others, np.array([odds[str(article.id)] for article in silver])))
    infos = describe_topics(labelled, vocabulary, [])
    fitted = learn_topics(solver, own, data.gold, infos, folds, lambda: None, multiclass=False)
    classifier = assemble(fitted, featuriser, None, multiclass=False)
    scores = OutOfFold.collect(fitted.labels, labelled.articles, data.gold, fitted.raw.astype(np.float32))
    return Model(classifier, out_of_fold=scores)


def _read_features(
    labelled: Labelled, silver: Sequence[Article], keywords: Mapping[str, Sequence[str]], options: TrainingOptions
) -> tuple[Featuriser, Blocks, Blocks]:
    """The features of the annotated and of the silver articles, with the words of both."""
    assert options.vectors is not None
    terms = {term for found in find_keyword_terms(keywords).values() for term in found}
    always: set[Any] = terms | {TITLE_MARK + term for term in terms} | set(list_region_columns())
    annotated = Featuriser(opening=options.opening).fit(labelled.articles, always, MIN_ANNOTATED)
    always |= {term for term, idf in zip(annotated.terms, annotated.idf, strict=True) if idf > 0}
    featuriser = Featuriser(opening=options.opening)
    both = featuriser.fit_transform([*labelled.articles, *silver], always, MIN_COUNT, weak=options.vectors.get_idf())
    count = len(labelled.articles)
    own, others = (Blocks(both.terms[part], both.embedding[part]) for part in (slice(count), slice(count, None)))
    return featuriser, own, others
