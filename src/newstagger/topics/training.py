"""Labelled articles -> a topic classifier that knows how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from newstagger.article import Article
from newstagger.topics.assembling import assembled, joined, with_points
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.counting import TITLE_MARK
from newstagger.topics.evaluation import TopicScores, compare
from newstagger.topics.features import Featuriser
from newstagger.topics.fitting import Run, final, held_out
from newstagger.topics.folds import FOLDS, assign_folds
from newstagger.topics.keeping import Forgetful, Keeper, packed_features, unpacked_features
from newstagger.topics.label_errors import LikelyError, label_errors
from newstagger.topics.labels import Vocabulary, clean_labels, describe, variants
from newstagger.topics.progress import FEATURES, FITS, THRESHOLDS, Progress, Teller, Ticking
from newstagger.topics.solvers import LiblinearSolver, NewtonSolver, Settings, TrainingSet
from newstagger.topics.stacking import BaseScorer, keyword_scorer, keyword_terms, model_scorer, model_terms
from newstagger.topics.thresholds import calibrate, choose, probability, tune

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

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
    keeper: Keeper | None = None,
) -> Trained:
    """Train on the ``topics`` of articles.

    Thresholds and calibration come from out-of-fold scores. The table is judged on ``validation``
    where it is given, else on the same out-of-fold scores.

    Raises:
        LabelError: there are no labels, only one topic, no topic with enough articles, or no article
            without a topic that every article has.
    """
    options = options or Options()
    teller, keeper = Teller(progress), keeper or Forgetful()
    labelled, labels, left_out = clean_labels(articles, options.vocabulary, options.min_articles)
    others = [t.label for t in options.base.topics] if options.base else []
    infos = describe(labels, labelled, options.vocabulary, others)
    texts, gold = [article for article, _ in labelled], gold_of(labelled, labels)
    multiclass = bool((gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    featuriser, data, folds = _features(texts, gold, labels, options, teller, keeper)
    run = Run(folds, held_folds(gold.size), teller, keeper)
    judged = run.judged
    settings = Settings(options.penalty, options.seed, options.jobs, teller.step)
    solver = solver_of(gold.size)(data, settings)
    _begin_fits(solver.steps, run)
    raw = held_out(solver, data.blocks, gold.shape[1], run, "topics")
    curves = calibrate(gold[judged], raw)
    probabilities = probability(raw, curves)
    trusted = np.ones(len(gold), bool)
    if multiclass:
        trusted[judged] = _trusted(gold[judged], probabilities)
    weights = final(solver, trusted, run, "topics")
    teller.phase(THRESHOLDS, "points", 3)
    thresholds = tune(gold[judged], probabilities, folds[judged])
    teller.step()
    infos = with_points(infos, thresholds, gold[judged], probabilities, folds[judged], teller.step)
    classifier = assembled(infos, featuriser, weights, curves, multiclass, options.base)
    chosen = choose(raw, probabilities, thresholds, multiclass)
    scores = _judge(classifier, gold[judged], chosen, validation, run.held)
    if options.base is not None:
        classifier = joined(options.base, classifier)
    seen = [texts[row] for row in np.flatnonzero(judged)]
    errors = label_errors(seen, labels, gold[judged], probabilities, thresholds)
    return Trained(classifier, scores, left_out, variants(articles), len(labelled), errors, int((~trusted).sum()))


def _features(
    texts: Sequence[Article], gold: Bools, labels: Sequence[str], options: Options, teller: Teller, keeper: Keeper
) -> tuple[Featuriser, TrainingSet, NDArray[np.int64]]:
    """The articles as numbers, and the fold of each."""
    kept = keeper.recall("features")
    if kept is not None:
        featuriser, blocks, folds = unpacked_features(kept)
        return featuriser, TrainingSet(blocks, gold, scorers_of(featuriser, labels, options)), folds
    # Once for the vocabulary, once for the centre of the vectors where there is no base, once for the features.
    teller.phase(FEATURES, "articles", len(texts), times=3 if options.base is None else 2)
    featuriser, data = training_set(Ticking(texts, teller.step), gold, labels, options)
    folds = assign_folds(texts, options.seed, by_source=options.by_source)
    keeper.keep("features", packed_features(featuriser, data.blocks, folds))
    return featuriser, data, folds


def _begin_fits(steps: int, run: Run) -> None:
    """Tell of the fits, those that were done before an interruption too."""
    parts = run.parts("topics")
    run.teller.phase(FITS, "classifiers", steps * len(parts), steps * sum(map(run.keeper.done, parts)))


def solver_of(cells: int) -> type[NewtonSolver] | type[LiblinearSolver]:
    """What learns from so many articles times topics."""
    return NewtonSolver if cells >= LARGE else LiblinearSolver


def held_folds(cells: int) -> int:
    """How many folds are held out with so many articles times topics."""
    return HUGE_FOLDS if cells >= HUGE else FOLDS


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
    terms = {term for found in keyword_terms(_keywords(labels, options)).values() for term in found}
    always = terms | {TITLE_MARK + term for term in terms} | model_terms(options.stacked)
    if options.base is None:
        featuriser = Featuriser()
        blocks = featuriser.fit_transform(texts, always, options.min_count)
    else:
        featuriser = options.base.featuriser.extended(texts, terms)
        blocks = featuriser.transform(texts)
    return featuriser, TrainingSet(blocks, gold, scorers_of(featuriser, labels, options))


def scorers_of(featuriser: Featuriser, labels: Sequence[str], options: Options) -> list[BaseScorer]:
    """What is known of the topics beforehand: keywords, and the topics of another model."""
    keywords = _keywords(labels, options)
    scorers = [keyword_scorer(featuriser, keywords)] if keywords else []
    if options.stacked is not None:
        scorers.append(model_scorer(featuriser, options.stacked))
    return scorers


def _keywords(labels: Sequence[str], options: Options) -> dict[str, tuple[str, ...]]:
    known = options.vocabulary.keywords
    return {label: known[label] for label in labels if label in known}


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
