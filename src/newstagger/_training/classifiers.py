"""Labelled articles -> a topic classifier that knows how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from newstagger._model.scores import HeldOut, keys_of
from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicClassifier, TopicInfo
from newstagger._topics.features import Featuriser
from newstagger._topics.regions import region_columns
from newstagger._topics.words import TITLE_MARK
from newstagger._training.fitting import FOLDS, Learnt, Run, Stage, assign_folds, side_by_side
from newstagger._training.fresh import POINTS, FreshTopics, assembled, joined
from newstagger._training.keeping import Forgetful, Keeper, packed_features, unpacked_features
from newstagger._training.label_errors import LikelyError, label_errors
from newstagger._training.labels import Vocabulary, clean_labels, describe, variants
from newstagger._training.moving import MovedTopics
from newstagger._training.options import FEATURES, FITS, THRESHOLDS, Progress, Teller, Ticking
from newstagger._training.scoring import Changes, TopicScores, changes, compare, given
from newstagger._training.solvers import LiblinearSolver, NewtonSolver, Settings, TrainingSet
from newstagger._training.stacking import (
    BaseScorer,
    TermVectors,
    keyword_scorer,
    keyword_terms,
    model_scorer,
    model_terms,
    vector_scorers,
)
from newstagger.article import Article

Bools = NDArray[np.bool_]

ON_VALIDATION = "on the validation articles"

#: From this many articles times topics on, the finite Newton method learns; below, every result is liblinear's.
LARGE = 2_000_000
#: From this many on, classifiers that have not seen an article are made for ``HUGE_FOLDS`` of the folds only, and
#: calibration and thresholds come from the articles of these: half the time, and half a point of macro-F1 less on
#: 20,000 articles. benchmarks/topics/LOG.md has the trials.
HUGE, HUGE_FOLDS = 50_000_000, 2


@dataclass(frozen=True)
class Options:
    """How to train.

    Attributes:
        min_articles: topics with fewer articles are left out.
        seed: of the folds and the solver; the same seed gives the same model.
        jobs: processes (threads in large trainings), -1 for all cores.
        vocabulary: what a topics file says.
        stacked: an existing model, whose topics the new ones learn from.
        base: an existing model whose topics stay; those that the articles are labelled with are moved.
        penalty: of the support vector machines; None for the one that suits the number of articles.
        min_count: terms of fewer articles are left out of the vocabulary.
        by_source: keep the articles of one source in one fold, so that thresholds and calibration come from
            publishers that were not learnt from.
        held_out: what the base has stored of its own articles, if anything.
        vectors: vectors of words that were learnt from texts without topics.
        opening: what the opening of a long article counts beside the whole, 0..1: see ``Featuriser``.
        regions: count how much of an article is about each region of the world.
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
    held_out: HeldOut | None = None
    vectors: TermVectors | None = None
    opening: float = 0.0
    regions: bool = False


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
        distrusted: articles that were judged on but not learnt from in the end: see ``fresh.CONTRADICTED``.
        held_out: scores of the articles by classifiers that have not seen them.
        changes: of the base's topics; None without a base, or where none of them was moved or judged.
    """

    classifier: TopicClassifier
    scores: TopicScores
    left_out: dict[str, str]
    merge: list[list[str]]
    articles: int
    label_errors: list[LikelyError] = field(default_factory=list)
    distrusted: int = 0
    held_out: HeldOut | None = None
    changes: Changes | None = None


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
    featuriser, data, folds = _features(texts, gold, labels, options, teller, keeper)
    run = Run(folds, held_folds(gold.size), teller, keeper)
    multiclass = bool((gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    learnt = _learn(_stages(texts, data, infos, options, run, multiclass), run)
    single = _stays_single(multiclass, labels, options.base)
    classifier = assembled(learnt.infos, featuriser, learnt.weights, learnt.curves, single, options.base)
    if options.base is not None:
        classifier = joined(options.base, classifier, multiclass=single and options.base.multiclass)
    seen = [texts[row] for row in np.flatnonzero(run.judged)]
    errors = label_errors(seen, labels, gold[run.judged], learnt.probabilities, learnt.thresholds)
    return Trained(
        classifier,
        _judge(classifier, gold[run.judged], learnt, validation, run.held),
        left_out,
        variants(articles),
        len(labelled),
        errors,
        learnt.distrusted,
        _kept_scores(classifier, learnt, seen, gold[run.judged], options),
        _changes(classifier, learnt, gold[run.judged], validation, options),
    )


def _stages(
    texts: Sequence[Article], data: TrainingSet, infos: Sequence[TopicInfo], options: Options, run: Run,
    multiclass: bool,
) -> list[Stage]:  # fmt: skip
    """The topics that the base has are moved, the others are learnt."""
    settings = Settings(options.penalty, options.seed, options.jobs, run.teller.step)
    base = options.base
    has = {topic.label for topic in base.topics} if base else set()
    old = np.array([info.label in has for info in infos])
    stages: list[Stage] = []
    if not old.all():
        fresh = data if not old.any() else replace(data, gold=data.gold[:, ~old])
        solver = solver_of(fresh.gold.size)(fresh, settings)
        new = [info for info in infos if info.label not in has]
        stages.append(FreshTopics(fresh, new, solver, multiclass=multiclass and not old.any()))
    if base is not None and old.any():
        of_old = TrainingSet(data.blocks, data.gold[:, old], [])
        known = [info for info in infos if info.label in has]
        single = base.multiclass and multiclass and bool(old.all())
        stages.append(MovedTopics(of_old, known, base, settings, options.held_out, keys_of(texts), multiclass=single))
    return stages


def _learn(stages: Sequence[Stage], run: Run) -> Learnt:
    """All fits, those that were done before an interruption told of too; then the thresholds."""
    total = done = 0
    for stage in stages:
        parts = run.parts(stage.name)
        total += stage.steps * len(parts)
        done += stage.steps * sum(map(run.keeper.done, parts))
    run.teller.phase(FITS, "classifiers", total, done)
    for stage in stages:
        stage.fit(run)
    run.teller.phase(THRESHOLDS, "points", POINTS * len(stages))
    return side_by_side([stage.judge(run, run.teller.step) for stage in stages])


def _stays_single(multiclass: bool, labels: Sequence[str], base: TopicClassifier | None) -> bool:
    """Has each article one topic: also beside those of a base, which must then have all topics that are learnt?"""
    return multiclass and (base is None or {topic.label for topic in base.topics} >= set(labels))


def _kept_scores(
    classifier: TopicClassifier, learnt: Learnt, seen: Sequence[Article], gold: Bools, options: Options
) -> HeldOut:
    """What a later training needs to know of these articles, and of those of the base."""
    raw = learnt.raw.astype(np.float32)
    if options.base is None:
        return HeldOut.of(learnt.labels, seen, gold, raw)
    if options.held_out is None:  # of moved topics only the new articles are known: no thresholds for the old ones
        moved = {topic.label for topic in options.base.topics}
        raw[:, [label in moved for label in learnt.labels]] = np.nan
    old = options.held_out or HeldOut.empty()
    return old.joined(HeldOut.of(learnt.labels, seen, gold, raw), [topic.label for topic in classifier.topics])


def _features(
    texts: Sequence[Article], gold: Bools, labels: Sequence[str], options: Options, teller: Teller, keeper: Keeper
) -> tuple[Featuriser, TrainingSet, NDArray[np.int64]]:
    """The articles as numbers, and the fold of each."""
    kept = keeper.recall("features")
    if kept is not None:
        featuriser, blocks, folds = unpacked_features(kept)
        return featuriser, _set_of(featuriser, blocks, gold, labels, options), folds
    teller.phase(FEATURES, "articles", len(texts), times=2)  # once for the vocabulary, once for the features
    featuriser, data = training_set(Ticking(texts, teller.step), gold, labels, options)
    folds = assign_folds(texts, options.seed, by_source=options.by_source)
    keeper.keep("features", packed_features(featuriser, data.blocks, folds))
    return featuriser, data, folds


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
    stacked, weak = model_terms(options.stacked)
    always = terms | {TITLE_MARK + term for term in terms} | stacked | set(region_columns() if options.regions else ())
    if options.vectors is not None:
        weak = {**weak, **options.vectors.weak()}
    if options.base is None:
        featuriser = Featuriser(opening=options.opening)
        blocks = featuriser.fit_transform(texts, always, options.min_count, weak=weak)
    else:
        featuriser = options.base.featuriser.extended(texts, terms)
        blocks = featuriser.transform(texts)
    return featuriser, _set_of(featuriser, blocks, gold, labels, options)


def _set_of(
    featuriser: Featuriser, blocks: Blocks, gold: Bools, labels: Sequence[str], options: Options
) -> TrainingSet:
    return TrainingSet(blocks, gold, scorers_of(featuriser, labels, options), featuriser.weak_columns())


def scorers_of(featuriser: Featuriser, labels: Sequence[str], options: Options) -> list[BaseScorer]:
    """What is known beforehand: keywords of the topics, the topics of another model, vectors of words."""
    keywords = _keywords(labels, options)
    scorers = [keyword_scorer(featuriser, keywords)] if keywords else []
    if options.stacked is not None:
        scorers.append(model_scorer(featuriser, options.stacked))
    if options.vectors is not None:
        scorers += vector_scorers(featuriser, options.vectors)
    return scorers


def _keywords(labels: Sequence[str], options: Options) -> dict[str, tuple[str, ...]]:
    known = options.vocabulary.keywords
    return {label: known[label] for label in labels if label in known}


def _judge(
    classifier: TopicClassifier, gold: Bools, learnt: Learnt, validation: Sequence[Article] | None, held: int
) -> TopicScores:
    thresholds = {topic.label: topic.threshold for topic in classifier.topics}
    if validation:
        judged = [article for article in validation if article.topics is not None]
        return compare(
            [article.topics or [] for article in judged], given(classifier, judged), thresholds, ON_VALIDATION
        )
    how = f"{FOLDS}-fold cross-validation" if held == FOLDS else f"{held} of {FOLDS} folds held out"
    how = f"{how}; thresholds tuned on the same scores"
    return compare(_named(gold, learnt.labels), _named(learnt.given, learnt.labels), thresholds, how)


def _named(rows: Bools, labels: Sequence[str]) -> list[list[str]]:
    """The labels of rows of yes and no."""
    return [[labels[i] for i in np.flatnonzero(row).tolist()] for row in rows]


def _changes(
    classifier: TopicClassifier, learnt: Learnt, gold: Bools, validation: Sequence[Article] | None, options: Options
) -> Changes | None:
    """What became of the topics of the base, on the validation articles or else on the new ones."""
    base = options.base
    if base is None:
        return None
    has = {topic.label for topic in base.topics}
    moved, new = [t for t in learnt.labels if t in has], [t for t in learnt.labels if t not in has]
    pooled = options.held_out is not None
    if validation:
        judged = [article for article in validation if article.topics is not None]
        want, before, after = [a.topics or [] for a in judged], given(base, judged), given(classifier, judged)
        return changes(want, before, after, moved, new, ON_VALIDATION, pooled=pooled)
    if learnt.before is None:
        return None
    want, before, after = (_named(found, learnt.labels) for found in (gold, learnt.before, learnt.given))
    how = "on the new articles, each judged without having been learnt from"
    return changes(want, before, after, moved, new, how, pooled=pooled)
