"""Out-of-fold classifiers and their scores, the final classifiers, and the model made of these."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger._text.duplicates import group
from newstagger._text.normalise import fold
from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import BETAS, TopicInfo, calibrate, choose, to_probabilities, tune
from newstagger._topics.weights import densify_small, extend_rows, find_used_terms, join_columns
from newstagger._training.options import TrainingOptions
from newstagger._training.solvers import FoldSolver, Solver, Weights, take_rows
from newstagger.article import Article

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 5
#: Thresholds and calibration of large trainings are chosen on folds that hold about this many articles together, at
#: least two: scoring all five would take twice as long. benchmarks/topics/LOG.md has the trials.
_SCORED_ARTICLES = 60_000
#: If each article has one topic, one whose out-of-fold probability of another topic is this high is not learnt
#: from in the end: its label is probably wrong. benchmarks/topics/LOG.md has the trials.
CONTRADICTED = 0.8
#: If more than this share would be distrusted, the labels mean something that words do not show, and all are kept.
MOST_DISTRUSTED = 0.1


@dataclass(frozen=True)
class Folds:
    """Which articles are scored by classifiers that have not seen them.

    Attributes:
        of_article: fold of each article, shape (articles,).
        count: number of folds that are scored.
    """

    of_article: Ints
    count: int = FOLDS

    @property
    def scored(self) -> Bools:
        """The articles that are scored, shape (articles,)."""
        return self.of_article < self.count

    @property
    def numbers(self) -> list[int]:
        """The folds that are scored and have articles."""
        return [int(number) for number in np.unique(self.of_article[self.scored])]

    def __str__(self) -> str:
        return (
            f"{FOLDS}-fold cross-validation" if self.count == FOLDS else f"{self.count} of {FOLDS} held-out folds"
        ) + "; thresholds tuned on the same scores"


def assign_folds(articles: Sequence[Article], options: TrainingOptions) -> Folds:
    """Assign folds; near-duplicates always share a fold, and so do the articles of a source if requested."""

    def number(article: Article) -> int:
        start = (
            article.source
            if options.by_source and article.source
            else " ".join(fold(f"{article.title or ''} {article.text}"[:2000]).split())[:300]
        )
        digest = hashlib.sha256(f"{options.seed}:{start}".encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:8], "big") % FOLDS

    firsts = group(articles)
    # A group larger than half a fold is a form that articles are written in, not a repetition.
    large = np.bincount(firsts, minlength=len(articles)) > len(articles) / (2 * FOLDS)
    numbers = np.array([number(articles[i if large[first] else first]) for i, first in enumerate(firsts.tolist())])
    return Folds(numbers, count_scored_folds(len(articles)))


def count_scored_folds(articles: int) -> int:
    """How many folds of a number of articles are scored."""
    return min(FOLDS, max(2, -(-_SCORED_ARTICLES * FOLDS // max(1, articles))))


@dataclass
class Fitted:
    """Topics that were learnt or moved.

    Attributes:
        infos: with their thresholds.
        weights, curves: of the final classifiers.
        raw, probabilities: out-of-fold scores of the scored articles, shape (articles, topics).
        given: the topics that these give them, same shape.
        thresholds: shape (topics,), not rounded.
        distrusted: number of articles that were not learnt from in the end.
        before: the topics that the base gave the scored articles; None for topics that it does not have.
    """

    infos: list[TopicInfo]
    weights: Weights
    curves: Doubles
    raw: NDArray[Any]
    probabilities: Doubles
    given: Bools
    thresholds: Doubles
    distrusted: int = 0
    before: Bools | None = None

    @property
    def labels(self) -> list[str]:
        """The topics, in column order."""
        return [info.label for info in self.infos]


def join_fitted(parts: Sequence[Fitted]) -> Fitted:
    """All topics in the order of their labels."""
    if len(parts) == 1:
        return parts[0]
    infos = [info for one in parts for info in one.infos]
    order = sorted(range(len(infos)), key=lambda i: infos[i].label)

    def join(select: Callable[[Fitted], NDArray[Any]]) -> NDArray[Any]:
        return np.hstack([select(one) for one in parts])[..., order]

    return Fitted(
        [infos[i] for i in order],
        Weights(
            join_columns([one.weights.terms for one in parts], order),
            join(lambda one: one.weights.embedding),
            join(lambda one: one.weights.bias),
        ),
        join(lambda one: one.curves),
        join(lambda one: one.raw),
        join(lambda one: one.probabilities),
        join(lambda one: one.given),
        join(lambda one: one.thresholds),
        sum(one.distrusted for one in parts),
        join(lambda one: np.zeros_like(one.given) if one.before is None else one.before),
    )


def score_out_of_fold(
    solver: FoldSolver, blocks: Blocks, width: int, folds: Folds, step: Callable[[], None]
) -> NDArray[Any]:
    """Scores by classifiers that have not seen the fold of an article, shape (scored articles, topics)."""
    scored = folds.scored
    scores: NDArray[Any] = np.zeros((int(scored.sum()), width), solver.precision)
    for number in folds.numbers:
        outside = folds.of_article == number
        if not outside.all():
            scores[outside[scored]] = solver.fit(~outside, step).score(take_rows(blocks, outside))
    return scores


def learn_topics(
    solver: Solver, blocks: Blocks, gold: Bools, infos: Sequence[TopicInfo], folds: Folds, step: Callable[[], None],
    *, multiclass: bool,
) -> Fitted:  # fmt: skip
    """Learn topics from the articles alone, and tune their thresholds on out-of-fold scores.

    Args:
        gold: which article has which topic, shape (articles, topics).
        multiclass: each article has one topic.
    """
    if not folds.scored.all():
        solver.prepare(~folds.scored, step)
    raw = score_out_of_fold(solver, blocks, gold.shape[1], folds, step)
    scored, numbers = gold[folds.scored], folds.of_article[folds.scored]
    curves = calibrate(scored, raw)
    probabilities = to_probabilities(raw, curves)
    trusted = np.ones(len(gold), bool)
    if multiclass:
        trusted[folds.scored] = _find_trusted(scored, probabilities)
    weights = solver.fit(trusted, step, last=True)
    thresholds = tune(scored, probabilities, numbers)
    return Fitted(
        add_thresholds(infos, scored, probabilities, numbers, thresholds),
        weights,
        curves,
        raw,
        probabilities,
        choose(raw, probabilities, thresholds, multiclass),
        thresholds,
        int((~trusted).sum()),
    )


def _find_trusted(gold: Bools, probabilities: Doubles) -> Bools:
    """The articles to learn from: those whose one label is not clearly contradicted, shape (articles,)."""
    doubtful = gold.any(axis=1) & (np.where(gold, 0, probabilities).max(axis=1) >= CONTRADICTED)
    doubtful &= np.where(gold, probabilities, 0).max(axis=1) < CONTRADICTED
    few = doubtful.mean() <= MOST_DISTRUSTED and gold[~doubtful].any(axis=0).all()
    return ~doubtful if few else np.ones(len(gold), bool)


def add_thresholds(
    infos: Sequence[TopicInfo], gold: Bools, probabilities: Doubles, folds: Ints, thresholds: Doubles | None = None
) -> list[TopicInfo]:
    """The topics with their thresholds, also with those that prefer precision or recall.

    Args:
        thresholds: the balanced ones, where they are known.
    """
    thresholds = tune(gold, probabilities, folds) if thresholds is None else thresholds
    # The one that prefers precision never gives more than the balanced one, the one that prefers recall never less.
    high = np.maximum(thresholds, tune(gold, probabilities, folds, BETAS["precision"]))
    low = np.minimum(thresholds, tune(gold, probabilities, folds, BETAS["recall"]))
    found = zip(infos, *(point.round(6).tolist() for point in (thresholds, high, low)), strict=True)
    return [
        replace(info, threshold=balanced, precision_threshold=precise, recall_threshold=broad)
        for info, balanced, precise, broad in found
    ]


def assemble(
    fitted: Fitted, featuriser: Featuriser, base: TopicClassifier | None, *, multiclass: bool
) -> TopicClassifier:
    """The classifier of what was fitted and of the other topics of the base, without the terms that no topic uses."""
    weights = fitted.weights
    kept = find_used_terms(weights.terms) | (featuriser.frequency > 0)
    if base is not None:
        kept[: len(base.featuriser.terms)] = True
    found = TopicClassifier(
        fitted.infos,
        featuriser.keep(kept),
        densify_small(weights.terms[kept].astype(np.float32, copy=False)),
        weights.embedding.astype(np.float32, copy=False),
        weights.bias.astype(np.float32, copy=False),
        np.round(fitted.curves, 6),
        multiclass,
    )
    return found if base is None else _merge(base, found, multiclass=multiclass and base.multiclass)


def _merge(base: TopicClassifier, new: TopicClassifier, *, multiclass: bool) -> TopicClassifier:
    """The topics of both; of those in both, the new ones. ``new`` has all terms of ``base``, in front."""
    labels = {topic.label for topic in new.topics}
    stay = [i for i, topic in enumerate(base.topics) if topic.label not in labels]
    topics = [base.topics[i] for i in stay] + new.topics
    order = sorted(range(len(topics)), key=lambda i: topics[i].label)
    terms = extend_rows(base.terms, len(new.featuriser.terms), stay)
    return TopicClassifier(
        [topics[i] for i in order],
        new.featuriser,
        densify_small(join_columns([terms, new.terms], order)),
        # In rows, as it will be read again: a product over columns may round otherwise.
        np.ascontiguousarray(np.hstack([base.embedding[:, stay], new.embedding])[:, order]),
        np.hstack([base.bias[stay], new.bias])[order],
        np.hstack([base.curves[:, stay], new.curves])[:, order],
        multiclass,
    )
