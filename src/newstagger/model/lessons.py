"""All that a training needs, read and put together: the topics file, the base, the corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newstagger.article import Article
from newstagger.errors import InputError
from newstagger.feedback.learning import with_corrections
from newstagger.feedback.store import Corrected, Corrections
from newstagger.model.directory import Model, load
from newstagger.model.options import TrainingOptions
from newstagger.model.vocabulary import read_topics
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.labels import Vocabulary
from newstagger.topics.training import Options


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
