"""Labelled articles -> a topic classifier that knows how good it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.topics.choice import LEANS
from newstagger.topics.classifier import TopicClassifier, TopicInfo
from newstagger.topics.counting import TITLE_MARK
from newstagger.topics.evaluation import TopicScores, compare
from newstagger.topics.features import Featuriser
from newstagger.topics.folds import FOLDS, assign_folds
from newstagger.topics.label_errors import LikelyError, label_errors
from newstagger.topics.labels import Vocabulary, clean_labels, describe, variants
from newstagger.topics.solvers import LiblinearSolver, NewtonSolver, Settings, Solver, TrainingSet, Weights, take
from newstagger.topics.stacking import keyword_scorer, keyword_terms, model_scorer, model_terms
from newstagger.topics.thresholds import calibrate, choose, probability, tune

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]

#: From this many articles times topics on, the finite Newton method learns; below, every result is liblinear's.
LARGE = 1_000_000
#: From this many on, classifiers that have not seen an article are made for ``HUGE_FOLDS`` of the folds only, and
#: calibration and thresholds come from the articles of these: half the time, and half a point of macro-F1 less on
#: 20,000 articles. benchmarks/topics/LOG.md has the trials.
HUGE, HUGE_FOLDS = 50_000_000, 2
#: Where each article has one topic, one whose out-of-fold probability of another topic is this high is not learnt
#: from in the end: its label is probably wrong. benchmarks/topics/LOG.md has the trials.
CONTRADICTED = 0.8
#: If more than this share were distrusted, the labels mean something that words do not show, and all are kept.
MOST_DISTRUSTED = 0.1


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes:
        min_articles: topics with fewer articles are left out.
        seed: of the folds and the solver; the same seed gives the same model.
        jobs: processes (threads in large trainings), -1 for all cores.
        vocabulary: what a topics file says.
        stacked: an existing model, whose topics the new ones learn from.
        base: an existing model whose topics stay; those that the articles are labelled with are learnt anew.
        penalty: of the support vector machines; None for the one that suits the number of articles.
        min_count: terms of fewer articles are left out of the vocabulary.
        by_source: keep the articles of one source in one fold, so that thresholds and calibration come from
            publishers that were not learnt from.
    """

    min_articles: int = 5
    seed: int = 0
    jobs: int = -1
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    stacked: TopicClassifier | None = None
    base: TopicClassifier | None = None
    penalty: float | None = None
    min_count: int = 2
    by_source: bool = False


@dataclass
class Trained:
    """A classifier and what was learnt about it.

    Attributes:
        classifier: the result.
        scores: its table.
        left_out: label to the reason why it is no topic of the model.
        merge: proposals: spellings that differ by case or accents only, most frequent first.
        articles: labelled articles that were used.
        label_errors: labels that the out-of-fold scores contradict most, worst first.
        distrusted: articles that were judged on but not learnt from in the end: see ``CONTRADICTED``.
    """

    classifier: TopicClassifier
    scores: TopicScores
    left_out: dict[str, str]
    merge: list[list[str]]
    articles: int
    label_errors: list[LikelyError] = field(default_factory=list)
    distrusted: int = 0


def train_classifier(
    articles: Sequence[Article],
    options: Options | None = None,
    validation: Sequence[Article] | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Train on the ``topics`` of articles.

    Thresholds and calibration come from out-of-fold scores. The table is judged on ``validation``
    where it is given, else on the same out-of-fold scores.

    Raises:
        LabelError: there are no labels, only one topic, no topic with enough articles, or no article
            without a topic that every article has.
    """
    options = options or Options()
    labelled, labels, left_out = clean_labels(articles, options.vocabulary, options.min_articles)
    others = [t.label for t in options.base.topics] if options.base else []
    infos = describe(labels, labelled, options.vocabulary, others)
    texts, gold = [article for article, _ in labelled], gold_of(labelled, labels)
    multiclass = bool((gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    featuriser, data = training_set(texts, gold, labels, options)
    folds = assign_folds(texts, options.seed, by_source=options.by_source)
    held = held_folds(gold.size)
    judged = folds < held
    counter = _Counter(progress)
    settings = Settings(options.penalty, options.seed, options.jobs, counter.step)
    solver = solver_of(gold.size)(data, settings)
    counter.total = solver.steps * (held + 1)
    held_out = _held_out(solver, data, folds, judged)
    curves = calibrate(gold[judged], held_out)
    probabilities = probability(held_out, curves)
    thresholds = tune(gold[judged], probabilities, folds[judged])
    trusted = np.ones(len(gold), bool)
    if multiclass:
        trusted[judged] = _trusted(gold[judged], probabilities)
    final = solver.fit(trusted)
    infos = _with_points(infos, thresholds, gold[judged], probabilities, folds[judged])
    classifier = _assembled(infos, featuriser, final, curves, multiclass, options.base)
    chosen = choose(held_out, probabilities, thresholds, multiclass)
    scores = _judge(classifier, gold[judged], chosen, validation, held)
    if options.base is not None:
        classifier = _joined(options.base, classifier)
    seen = [texts[row] for row in np.flatnonzero(judged)]
    errors = label_errors(seen, labels, gold[judged], probabilities, thresholds)
    return Trained(classifier, scores, left_out, variants(articles), len(labelled), errors, int((~trusted).sum()))


def solver_of(cells: int) -> type[NewtonSolver] | type[LiblinearSolver]:
    """What learns from so many articles times topics."""
    return NewtonSolver if cells >= LARGE else LiblinearSolver


def held_folds(cells: int) -> int:
    """How many folds are held out with so many articles times topics."""
    return HUGE_FOLDS if cells >= HUGE else FOLDS


def _with_points(
    infos: Sequence[TopicInfo], thresholds: Doubles, gold: Bools, probabilities: Doubles, folds: NDArray[np.int64]
) -> list[TopicInfo]:
    """The topics with their thresholds, and with the points of their curves that lean to precision and to recall."""
    # A point that leans to precision never gives more than the balanced one, one that leans to recall never less.
    precise = np.maximum(thresholds, tune(gold, probabilities, folds, LEANS["precision"]))
    broad = np.minimum(thresholds, tune(gold, probabilities, folds, LEANS["recall"]))
    points = zip(infos, *(point.round(6).tolist() for point in (thresholds, precise, broad)), strict=True)
    return [replace(info, threshold=balanced, precise=high, broad=low) for info, balanced, high, low in points]


def gold_of(labelled: Sequence[tuple[Article, list[str]]], labels: Sequence[str]) -> Bools:
    """Which article has which topic, shape (articles, topics)."""
    column = {label: i for i, label in enumerate(labels)}
    gold = np.zeros((len(labelled), len(labels)), bool)
    for row, (_, topics) in enumerate(labelled):
        for topic in topics:
            if topic in column:
                gold[row, column[topic]] = True
    return gold


def training_set(
    texts: Sequence[Article], gold: Bools, labels: Sequence[str], options: Options
) -> tuple[Featuriser, TrainingSet]:
    """The featuriser that these articles give, and their features beside what is known beforehand."""
    known = options.vocabulary.keywords
    keywords = {label: known[label] for label in labels if label in known}
    terms = {term for found in keyword_terms(keywords).values() for term in found}
    always = terms | {TITLE_MARK + term for term in terms} | model_terms(options.stacked)
    base = options.base
    featuriser = (
        Featuriser().fit(texts, always, options.min_count) if base is None else base.featuriser.extended(texts, terms)
    )
    scorers = [keyword_scorer(featuriser, keywords)] if keywords else []
    if options.stacked is not None:
        scorers.append(model_scorer(featuriser, options.stacked))
    return featuriser, TrainingSet(featuriser.transform(texts), gold, scorers)


def _held_out(solver: Solver, data: TrainingSet, folds: NDArray[np.int64], judged: Bools) -> NDArray[Any]:
    """Scores of the judged articles by classifiers that have not seen their fold, shape (judged articles, topics)."""
    held_out: NDArray[Any] = np.zeros((int(judged.sum()), data.gold.shape[1]), solver.precision)
    for number in np.unique(folds[judged]).tolist():
        outside = folds == number
        if not outside.all():
            held_out[outside[judged]] = solver.fit(~outside).score(take(data.blocks, outside))
    return held_out


def _assembled(
    infos: list[TopicInfo], featuriser: Featuriser, weights: Weights, curves: Doubles, multiclass: bool,
    base: TopicClassifier | None,
) -> TopicClassifier:  # fmt: skip
    """The classifier, without the terms that no topic uses."""
    used = (weights.terms != 0).any(axis=1) | (featuriser.frequency > 0)
    if base is not None:
        used[: len(base.featuriser.terms)] = True
    return TopicClassifier(
        infos,
        featuriser.keep(used),
        weights.terms[used].astype(np.float32, copy=False),
        weights.embedding.astype(np.float32, copy=False),
        weights.bias.astype(np.float32, copy=False),
        np.round(curves, 6),
        multiclass,
    )


def _joined(base: TopicClassifier, new: TopicClassifier) -> TopicClassifier:
    """The topics of both; of those in both, the new ones. ``new`` has all terms of ``base``, in front."""
    labels = {topic.label for topic in new.topics}
    stay = [i for i, topic in enumerate(base.topics) if topic.label not in labels]
    topics = [base.topics[i] for i in stay] + new.topics
    order = sorted(range(len(topics)), key=lambda i: topics[i].label)
    terms = np.zeros((len(new.featuriser.terms), len(stay)), np.float32)
    terms[: len(base.featuriser.terms)] = base.terms[:, stay]
    return TopicClassifier(
        [topics[i] for i in order],
        new.featuriser,
        np.hstack([terms, new.terms])[:, order],
        np.hstack([base.embedding[:, stay], new.embedding])[:, order],
        np.hstack([base.bias[stay], new.bias])[order],
        np.hstack([base.curves[:, stay], new.curves])[:, order],
    )


class _Counter:
    """Counts the classifiers trained and tells the progress."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.total, self.done = progress, 0, 0

    def step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _trusted(gold: Bools, probabilities: Doubles) -> Bools:
    """The articles to learn from: those whose one label is not clearly contradicted, shape (articles,)."""
    doubtful = gold.any(axis=1) & (np.where(gold, 0, probabilities).max(axis=1) >= CONTRADICTED)
    doubtful &= np.where(gold, probabilities, 0).max(axis=1) < CONTRADICTED
    few = doubtful.mean() <= MOST_DISTRUSTED and gold[~doubtful].any(axis=0).all()
    return ~doubtful if few else np.ones(len(gold), bool)


def _judge(
    classifier: TopicClassifier, gold: Bools, chosen: Bools, validation: Sequence[Article] | None, held: int
) -> TopicScores:
    labels = [topic.label for topic in classifier.topics]
    thresholds = {topic.label: topic.threshold for topic in classifier.topics}
    if validation:
        judged = [article for article in validation if article.topics is not None]
        given = [[t.label for t in topics] for topics in classifier.assign(judged, evidence=False)]
        how = "on the validation articles"
        return compare([article.topics or [] for article in judged], given, thresholds, how)
    want = [[labels[i] for i in np.flatnonzero(row)] for row in gold]
    got = [[labels[i] for i in np.flatnonzero(row)] for row in chosen]
    how = f"{FOLDS}-fold cross-validation" if held == FOLDS else f"{held} of {FOLDS} folds held out"
    return compare(want, got, thresholds, f"{how}; thresholds tuned on the same scores")
