"""Training: from labelled articles and corrections to a model that can be saved, evaluated and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger._arguments import check_articles
from newstagger._feedback.store import Corrected, Corrections
from newstagger._model.arrays import OutOfFold, make_keys
from newstagger._model.directory import Model, load
from newstagger._topics.classifier import TopicClassifier
from newstagger._training.fitting import Fitted, Folds, assemble, assign_folds, join_fitted, learn_topics
from newstagger._training.labels import (
    AGAINST_ITSELF,
    Preview,
    Vocabulary,
    clean_labels,
    describe_topics,
    find_label_errors,
    find_variants,
    preview,
    warn_of_tags,
)
from newstagger._training.moving import move_topics
from newstagger._training.newton import NewtonSolver
from newstagger._training.options import FITS, Phase, TrainingOptions, make_options
from newstagger._training.scoring import (
    Changes,
    TopicScores,
    Training,
    assign_labels,
    compare_scores,
    score_labels,
    write_card,
)
from newstagger._training.solvers import LiblinearSolver, TrainingSet, make_training_set
from newstagger._training.verdicts import (
    MIN_NAMED_ARTICLES,
    add_corrections,
    collect_named_texts,
    learn_corrections,
    tune_recogniser,
    vote_kinds,
    vote_pairs,
)
from newstagger._training.vocabulary import read_topics
from newstagger.article import Article, text_key
from newstagger.errors import InputError, LabelError

Bools = NDArray[np.bool_]

ON_VALIDATION = "on the validation articles"
#: From this many articles times topics on, the finite Newton method learns; below, every result is liblinear's.
_LARGE = 2_000_000


def train(articles: Iterable[Article], options: TrainingOptions | None = None, **fields: Any) -> Model:
    """Train a topic model on labelled articles; its entity recogniser is the bundled model's.

    Args:
        articles: with ``topics``, a list of labels each; articles without are left out.
        options: how to train.
        fields: options by name, as in ``train(articles, topics="topics.toml", seed=1)``.

    Raises:
        LabelError: nothing can be learnt from these labels; the message says why.
        InputError: the topics file or the corrections cannot be read.
        ModelError: ``base`` cannot be used.
        TypeError: there is no option of a given name.
    """
    return train_in_detail(articles, options, **fields).model


def train_in_detail(articles: Iterable[Article], options: TrainingOptions | None = None, **fields: Any) -> Training:
    """As ``train``, with the scores, what was left out and what corrections gave."""
    options = make_options(options, fields)
    given = _read_articles(articles, options)
    kept = load(options.base, out_of_fold=True)
    corrected = [] if options.corrections is None else _read_corrections(options.corrections)
    base = kept if kept.classifier is not None and _adds_to_model(given, options) else None
    base_topics = base.classifier if base else None
    lessons = add_corrections(given, corrected, base_topics, options.min_articles)
    if lessons:
        training = train_classifier(lessons, options, teacher=kept.classifier, base=base)
    else:
        training = Training(Model(kept.classifier, out_of_fold=kept.out_of_fold))
    model = training.model
    if corrected and model.classifier is not None:
        model.classifier, training.lesson = learn_corrections(
            model.classifier, corrected, given, base_topics, options.min_articles
        )
    _complete(training, kept, corrected, options, [*lessons, *(found.article for found in corrected)], base)
    if options.names:
        _tune_names(training, kept, corrected, options.seed)
    model.card = write_card(training, before=kept.card)
    return training


def preview_training(
    articles: Iterable[Article], options: TrainingOptions | None = None, **fields: Any
) -> Preview | None:
    """What a training would do; None if it would only learn from verdicts. The arguments are those of ``train``.

    Raises:
        LabelError, InputError, ModelError: as ``train``.
    """
    options = make_options(options, fields)
    given, kept = _read_articles(articles, options), load(options.base)
    corrected = [] if options.corrections is None else _read_corrections(options.corrections)
    base = kept.classifier if _adds_to_model(given, options) else None
    lessons = add_corrections(given, corrected, base, options.min_articles)
    if not lessons:
        return None
    topics = [topic.label for topic in base.topics] if base else []
    return preview(lessons, _read_vocabulary(options), options.min_articles, topics)


def _read_articles(articles: Iterable[Article], options: TrainingOptions) -> list[Article]:
    """The articles to learn from.

    Raises:
        LabelError: there are none, and no corrections: the model would be the one that it started from, under a new name.
    """
    given = list(check_articles("articles", articles))
    if not given and options.corrections is None:
        raise LabelError("there is no article to learn from")
    warn_of_tags(given, "the new model learns its errors as if they were right")
    return given


def _adds_to_model(given: Sequence[Article], options: TrainingOptions) -> bool:
    return options.base is not None or (options.corrections is not None and not given)


def _read_corrections(path: str | Path) -> list[Corrected]:
    with Corrections(path, create=False, read_only=True) as corrections:
        found = list(corrections.all())
    if not found:
        raise InputError(str(path), "contains no corrections yet: judge some articles first, with newstagger serve")
    return found


def _read_vocabulary(options: TrainingOptions) -> Vocabulary:
    topics = options.topics
    return topics if isinstance(topics, Vocabulary) else Vocabulary() if topics is None else read_topics(topics)


def _complete(
    training: Training, kept: Model, corrected: Sequence[Corrected], options: TrainingOptions, seen: Sequence[Article],
    base: Model | None,
) -> None:  # fmt: skip
    """Complete a trained model: what it keeps of another model, corrected names, and its manifest.

    Args:
        seen: what was learnt from.
    """
    model, scores = training.model, training.scores
    model.ner, model.spacy = kept.ner, kept.spacy
    model.evaluation = scores.to_json() if scores else kept.evaluation
    model.kinds = {**kept.kinds, **vote_kinds(corrected)}
    model.pairs = {**kept.pairs, **vote_pairs(corrected)}
    learned = () if base is None else base.manifest.get("learned", ())
    model.manifest = {
        "name": options.name,
        "trained_on": [*options.trained_on, *_describe_sources(kept, trained=scores is not None)],
        "scores": summarise(scores) if scores else kept.manifest.get("scores", {}),
        # So that an evaluation can recognise the articles that the model was trained on.
        "learned": sorted({*learned, *(text_key(article) for article in seen)}),
    }


def _describe_sources(kept: Model, *, trained: bool) -> list[str]:
    """The card's entries on the model whose topics were stacked or corrected."""
    name = kept.manifest.get("name", "another model")
    if not trained:
        return [f"what {name} was trained on", *kept.manifest.get("trained_on", [])]
    return [] if kept.classifier is None else [f"the topics of {name}, their scores as features"]


def _tune_names(training: Training, kept: Model, corrected: list[Corrected], seed: int) -> None:
    """Let the recogniser learn from corrected names if there are enough of them."""
    articles = collect_named_texts(corrected)
    if len(articles) >= MIN_NAMED_ARTICLES:
        tuned = tune_recogniser(kept.recogniser, articles, seed)
        training.model.tuned = tuned.recogniser
        if training.lesson is not None:
            training.lesson.tuned = (tuned.before, tuned.after)


def summarise(scores: TopicScores) -> dict[str, Any]:
    """The averages of a table, as the manifest keeps them."""
    averages = {f"{row.label}_f1": round(row.f1, 4) for row in scores.averages}
    return {"topics": {**averages, "articles": scores.articles, "how": scores.how}}


# --- topics


def train_classifier(
    articles: Sequence[Article],
    options: TrainingOptions | None = None,
    *,
    teacher: TopicClassifier | None = None,
    base: Model | None = None,
) -> Training:
    """Train on the ``topics`` of articles, without regard to names and corrections.

    Thresholds and calibration come from out-of-fold scores. The topics are scored on ``options.validation`` if it is
    given, otherwise on the same out-of-fold scores.

    Args:
        teacher: an existing model, whose topics the new ones learn from.
        base: an existing model whose topics stay; those that the articles are labelled with are moved.

    Raises:
        LabelError: nothing can be learnt from these labels; the message says why.
        InputError: the topics file cannot be read.
    """
    options = options or TrainingOptions()
    validation = _read_validation(options)
    vocabulary = _read_vocabulary(options)
    labelled = clean_labels(articles, vocabulary, options.min_articles)
    old = base.classifier if base else None
    featuriser, data = make_training_set(labelled, vocabulary, options, teacher, old)
    folds = assign_folds(labelled.articles, options)
    infos = describe_topics(labelled, vocabulary, [topic.label for topic in old.topics] if old else [])
    single = bool((data.gold.sum(axis=1) <= 1).all()) and len(infos) > 1
    fitted = _fit(data, infos, folds, labelled.articles, options, base, single=single)
    # Beside the topics of a base, each article has one topic only if the base has all topics that are learnt.
    multiclass = single and (old is None or {topic.label for topic in old.topics} >= set(labelled.labels))
    classifier = assemble(fitted, featuriser, old, multiclass=multiclass)
    seen, gold = [labelled.articles[row] for row in np.flatnonzero(folds.scored)], data.gold[folds.scored]
    return Training(
        Model(classifier, out_of_fold=_collect_scores(classifier, fitted, seen, gold, base)),
        _score(classifier, gold, fitted, validation, folds),
        len(labelled.articles),
        labelled.left_out,
        find_variants(articles),
        find_label_errors(seen, labelled.labels, gold, fitted.probabilities, fitted.thresholds),
        fitted.distrusted,
        None if base is None else _compare(base, classifier, fitted, gold, validation),
    )


def _read_validation(options: TrainingOptions) -> list[Article] | None:
    """The articles to evaluate on.

    Raises:
        LabelError: none of them has topics, so nothing could be measured on them.
    """
    if options.validation is None:
        return None
    found = [one for one in check_articles("validation", options.validation) if one.topics is not None]
    if not found:
        raise LabelError("no validation article has topics: each needs a field `topics` with a list of labels")
    warn_of_tags(found, AGAINST_ITSELF)
    return found


def _fit(
    data: TrainingSet, infos: Sequence[Any], folds: Folds, texts: Sequence[Article], options: TrainingOptions,
    base: Model | None, *, single: bool,
) -> Fitted:  # fmt: skip
    """Move the topics that the base has, learn the others."""
    has = {topic.label for topic in base.classifier.topics} if base and base.classifier else set()
    old = np.array([info.label in has for info in infos])
    new_infos, old_infos = ([info for info in infos if (info.label in has) == known] for known in (False, True))
    new = replace(data, gold=data.gold[:, ~old]) if old.any() else data
    newton = options.solver == "newton" or (options.solver is None and new.gold.size >= _LARGE)
    solver = (NewtonSolver if newton else LiblinearSolver)(new, options) if new_infos else None
    fits = len(folds.numbers) + 1
    steps = (solver.count_steps(fits, prepared=not folds.scored.all()) if solver else 0) + fits * len(old_infos)
    step = Phase(options.progress, FITS, steps).step
    parts = []
    if solver is not None:
        multiclass = single and not old_infos
        parts.append(learn_topics(solver, data.blocks, new.gold, new_infos, folds, step, multiclass=multiclass))
    if base is not None and base.classifier is not None and old_infos:
        best = base.classifier.multiclass and single and not new_infos
        parts.append(
            move_topics(
                data.blocks, data.gold[:, old], old_infos, base, make_keys(texts), folds, step, single=best, jobs=options.jobs
            )
        )  # fmt: skip
    return join_fitted(parts)


def _collect_scores(
    classifier: TopicClassifier, fitted: Fitted, seen: Sequence[Article], gold: Bools, base: Model | None
) -> OutOfFold:
    """What a later training needs to know about these articles and those of the base."""
    raw = fitted.raw.astype(np.float32)
    if base is None or base.classifier is None:
        return OutOfFold.collect(fitted.labels, seen, gold, raw)
    if (
        base.out_of_fold is None
    ):  # scores of moved topics are known for new articles only: no thresholds for the old ones
        moved = {topic.label for topic in base.classifier.topics}
        raw[:, [label in moved for label in fitted.labels]] = np.nan
    old = base.out_of_fold or OutOfFold.empty()
    new = OutOfFold.collect(fitted.labels, seen, gold, raw)
    return old.merge(new, [topic.label for topic in classifier.topics])


def _score(
    classifier: TopicClassifier, gold: Bools, fitted: Fitted, validation: Sequence[Article] | None, folds: Folds
) -> TopicScores:
    thresholds = {topic.label: topic.threshold for topic in classifier.topics}
    if validation:
        want = [article.topics or [] for article in validation]
        return score_labels(want, assign_labels(classifier, validation), thresholds, ON_VALIDATION)
    want, got = (name_topics(rows, fitted.labels) for rows in (gold, fitted.given))
    return score_labels(want, got, thresholds, str(folds))


def _compare(
    base: Model, classifier: TopicClassifier, fitted: Fitted, gold: Bools, validation: Sequence[Article] | None
) -> Changes | None:
    """The changes to the topics of the base, on the validation articles or else on the new ones."""
    if base.classifier is None:
        return None
    has = {topic.label for topic in base.classifier.topics}
    kinds: Mapping[str, Any] = {
        "moved": [label for label in fitted.labels if label in has],
        "new": [label for label in fitted.labels if label not in has],
        "pooled": base.out_of_fold is not None,
    }
    if validation:
        before, after = (assign_labels(one, validation) for one in (base.classifier, classifier))
        return compare_scores([a.topics or [] for a in validation], before, after, how=ON_VALIDATION, **kinds)
    if fitted.before is None:
        return None
    want, before, after = (name_topics(rows, fitted.labels) for rows in (gold, fitted.before, fitted.given))
    how = "on the new articles, in cross-validation"
    return compare_scores(want, before, after, how=how, **kinds)


def name_topics(rows: Bools, labels: Sequence[str]) -> list[list[str]]:
    """The labels of Boolean rows."""
    return [[labels[i] for i in np.flatnonzero(row).tolist()] for row in rows]
