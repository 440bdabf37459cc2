"""All that a training needs, read and put together: the topics file, the base, the corrections.

Training: labelled articles in, a model out that can be saved, judged and explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newstagger._feedback.store import Corrected, Corrections
from newstagger._model.directory import Model, load
from newstagger._topics.classifier import TopicClassifier
from newstagger._training.card import model_card
from newstagger._training.classifiers import Options, Trained, train_classifier
from newstagger._training.labels import Vocabulary
from newstagger._training.options import TrainingOptions, named
from newstagger._training.preview import Preview, preview
from newstagger._training.verdicts import (
    FEWEST,
    Lesson,
    Tuned,
    kinds,
    learn_corrections,
    named_texts,
    pairs,
    tuned,
    with_corrections,
)
from newstagger._training.vocabulary import read_topics
from newstagger._training.work import WorkDirectory, keeping, made_of
from newstagger.article import Article, text_key
from newstagger.errors import InputError, UsageError


@dataclass
class Lessons:
    """What is learnt from, and how.

    Attributes:
        given: labelled articles, as they were given.
        corrected: what editors judged.
        articles: what the topics are trained on: those of ``given``, corrected; empty where nothing is to be trained.
        kept: the model that the new one keeps the recogniser of, and that teaches.
        base: its topics, where they stay.
        how: to train.
        validation: labelled articles to judge on, None for cross-validation.
    """

    given: list[Article]
    corrected: list[Corrected]
    articles: list[Article]
    kept: Model
    base: TopicClassifier | None
    how: Options
    validation: list[Article] | None = None


def gather(articles: Iterable[Article], options: TrainingOptions) -> Lessons:
    """Read what the options name.

    Raises:
        InputError: the topics file or the corrections cannot be read.
        ModelError: the base cannot be used.
    """
    topics = options.topics
    vocabulary = topics if isinstance(topics, Vocabulary) else Vocabulary() if topics is None else read_topics(topics)
    kept, given = load(options.base, held_out=True), list(articles)
    corrected = [] if options.corrections is None else _read_corrections(options.corrections)
    adding = options.base is not None or (options.corrections is not None and not given)
    base = kept.classifier if adding else None
    lessons = with_corrections(given, corrected, base, options.min_articles)
    how = Options(
        options.min_articles, options.seed, options.jobs, vocabulary, kept.classifier, base,
        held_out=kept.held_out if base else None,
    )  # fmt: skip
    validation = None if options.validation is None else list(options.validation)
    return Lessons(given, corrected, lessons, kept, base, how, validation)


def _read_corrections(path: str | Path) -> list[Corrected]:
    with Corrections(path, create=False) as corrections:
        found = list(corrections.all())
    if not found:
        raise InputError(str(path), "holds no corrections yet: judge some articles first, with newstagger serve")
    return found


@dataclass
class Training:
    """A finished training.

    Attributes:
        model: ready for ``save``.
        details: the table and what was left out; None where only corrections were learnt from.
        corrected: what the corrections gave; None where there were none.
        work: what was kept in case of a kill; None where nothing was.
    """

    model: Model
    details: Trained | None
    corrected: Lesson | None = None
    work: WorkDirectory | None = None

    def save(self, directory: str | Path, force: bool = False) -> Path:
        """Write the model directory, then remove what was kept in case of a kill.

        Raises:
            OutputError: as ``Model.save``; what was kept is still there.
        """
        target = self.model.save(directory, force)
        if self.work is not None:
            self.work.discard()
        return target


@named(TrainingOptions)
def train(articles: Iterable[Article], options: TrainingOptions) -> Model:
    """Train a topic model on labelled articles; its entity recogniser is the bundled model's.

    Args:
        articles: with ``topics``, a list of labels each; articles without are left out.
        options: given by name, as in ``train(articles, topics="topics.toml", seed=1)``; ``TrainingOptions`` has them.

    Raises:
        LabelError: nothing can be learnt from these labels; the text says why.
        InputError: the topics file or the corrections cannot be read.
        ModelError: ``base`` cannot be used.
    """
    return carry_out(articles, options).model


@named(TrainingOptions)
def train_in_detail(articles: Iterable[Article], options: TrainingOptions) -> Training:
    """As ``train``, with the table of scores and what was left out."""
    return carry_out(articles, options)


def preview_training(articles: Iterable[Article], options: TrainingOptions) -> Preview | None:
    """What a training with these options would do; None where it would only learn from verdicts.

    Raises:
        LabelError, InputError, ModelError: as ``train``.
    """
    lessons = gather(articles, options)
    return preview(lessons.articles, lessons.how) if lessons.articles else None


def carry_out(articles: Iterable[Article], options: TrainingOptions) -> Training:
    """Train with options in one object.

    Raises:
        UsageError: the work directory is not of a training with the same articles and options.
    """
    lessons = gather(articles, options)
    details, lesson = None, None
    with keeping(options.work, made_of(lessons) if options.work else {}, resume=options.resume) as keeper:
        if lessons.articles:
            details = train_classifier(lessons.articles, lessons.how, lessons.validation, options.progress, keeper)
        classifier = lessons.kept.classifier if details is None else details.classifier
        if lessons.corrected and classifier is not None:
            classifier, lesson = learn_corrections(
                classifier, lessons.corrected, lessons.given, lessons.base, options.min_articles
            )
    work = keeper if isinstance(keeper, WorkDirectory) else None
    learnt = _tuned_names(lessons.kept, lessons.corrected, options.seed) if options.names else None
    if lesson is not None:
        lesson.pairs = len(pairs(lessons.corrected))
        lesson.texts = sum(found.names_judged for found in lessons.corrected)
        lesson.tuned = learnt and (learnt.before, learnt.after)
    model = _model(lessons, options, classifier, details)
    model.tuned = learnt.recogniser if learnt else None
    if work is not None:  # a training over midnight has one date, however often it was interrupted
        model.manifest["date"] = work.date
    model.card = model_card(model.manifest, details, lesson=lesson, before=lessons.kept.card)
    return Training(model, details, lesson, work)


def _model(
    lessons: Lessons, options: TrainingOptions, classifier: TopicClassifier | None, details: Trained | None
) -> Model:
    """The model, its card still to be written."""
    kept = lessons.kept
    seen = [*lessons.articles, *(found.article for found in lessons.corrected)]
    return Model(
        classifier,
        ner=kept.ner,
        manifest={
            "name": options.name,
            "trained_on": [*options.trained_on, *(_stacked_model(kept) if details else _corrected_model(kept))],
            "scores": summary(details) if details else kept.manifest.get("scores", {}),
            "learned": _learned(seen, kept.manifest if lessons.base else {}),
        },
        spacy=kept.spacy,
        evaluation=details.scores.to_json() if details else kept.evaluation,
        kinds={**kept.kinds, **kinds(lessons.corrected)},
        pairs={**kept.pairs, **pairs(lessons.corrected)},
        held_out=details.held_out if details else kept.held_out,
    )


def _tuned_names(model: Model, corrected: list[Corrected], seed: int) -> Tuned | None:
    """What the recogniser learnt from corrected names; None where there are too few."""
    articles = named_texts(corrected)
    return tuned(model.recogniser, articles, seed) if len(articles) >= FEWEST else None


def _corrected_model(model: Model) -> list[str]:
    return [f"what {model.manifest.get('name', 'another model')} was trained on", *model.manifest.get("trained_on", [])]


def _stacked_model(model: Model) -> list[str]:
    """What the card says of the model whose topics were stacked."""
    return (
        []
        if model.classifier is None
        else [f"the topics of {model.manifest.get('name', 'another model')}, their scores as features"]
    )


def _learned(articles: Iterable[Article], before: Mapping[str, Any]) -> list[str]:
    """Keys of the articles that a model has seen, so that an evaluation can tell which of them are its gold."""
    return sorted({*before.get("learned", ()), *(text_key(article) for article in articles)})


def summary(details: Trained) -> dict[str, Any]:
    """The averages of a training's table, as the manifest keeps them."""
    scores = details.scores
    averages = {f"{row.label}_f1": round(row.f1, 4) for row in scores.averages}
    return {"topics": {**averages, "articles": scores.articles, "how": scores.how}}


__all__ = ["Training", "TrainingOptions", "UsageError", "read_topics", "train", "train_in_detail"]
