"""Training: labelled articles in, a model out that can be saved, judged and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newstagger.article import Article, text_key
from newstagger.errors import InputError, UsageError
from newstagger.feedback.learning import Lesson, learn_corrections, with_corrections
from newstagger.feedback.names import kinds, pairs
from newstagger.feedback.store import Corrected, Corrections
from newstagger.feedback.tuning import FEWEST, Tuned, named_texts, tuned
from newstagger.model.card import model_card
from newstagger.model.directory import Model, load
from newstagger.model.vocabulary import read_topics
from newstagger.topics.labels import Vocabulary
from newstagger.topics.training import Options, Progress, Trained, train_classifier


@dataclass
class Training:
    """A finished training.

    Attributes:
        model: ready for ``save``.
        details: the table and what was left out; None where only corrections were learnt from.
        corrected: what the corrections gave; None where there were none.
    """

    model: Model
    details: Trained | None
    corrected: Lesson | None = None


def train(
    articles: Iterable[Article],
    *,
    topics: str | Path | Vocabulary | None = None,
    min_articles: int = 5,
    seed: int = 0,
    jobs: int = -1,
    validation: Iterable[Article] | None = None,
    base: str | Path | None = None,
    corrections: str | Path | None = None,
    names: bool = False,
    name: str = "my-model",
    trained_on: Iterable[str] = (),
    progress: Progress | None = None,
) -> Model:
    """Train a topic model on labelled articles; its entity recogniser is the bundled model's.

    Args:
        articles: with ``topics``, a list of labels each; articles without are left out.
        topics: a topics file (TOML) or what it says: aliases, parents, keywords and codes.
        min_articles: topics with fewer articles are left out.
        seed: the same seed and articles give the same model.
        jobs: processes to train with, -1 for one a core.
        validation: labelled articles to judge on; by default five-fold cross-validation.
        base: directory of a model to add to: its topics and its entity recogniser are kept; topics that the
            articles are labelled with are learnt anew.
        corrections: a file of editors' corrections. Topics of ``base`` are moved by them (see
            ``topics.correcting``), names get the kinds that editors gave them and are merged as they said; topics that
            editors added are learnt where there are ``min_articles``. Without articles and base the bundled model is
            corrected.
        names: let the recogniser learn from ``corrections`` too, where the names of 200 articles were judged; it stays
            as it was where that makes it worse on a fifth of them.
        name: for the model card.
        trained_on: sources, for the model card.
        progress: called with the classifiers trained and to be trained.

    Raises:
        LabelError: nothing can be learnt from these labels; the text says why.
        InputError: the topics file or the corrections cannot be read.
        ModelError: ``base`` cannot be used.
    """
    return train_in_detail(
        articles, topics=topics, min_articles=min_articles, seed=seed, jobs=jobs, validation=validation, base=base,
        corrections=corrections, names=names, name=name, trained_on=trained_on, progress=progress,
    ).model  # fmt: skip


def train_in_detail(
    articles: Iterable[Article],
    *,
    topics: str | Path | Vocabulary | None = None,
    min_articles: int = 5,
    seed: int = 0,
    jobs: int = -1,
    validation: Iterable[Article] | None = None,
    base: str | Path | None = None,
    corrections: str | Path | None = None,
    names: bool = False,
    name: str = "my-model",
    trained_on: Iterable[str] = (),
    progress: Progress | None = None,
) -> Training:
    """As ``train``, with the table of scores and what was left out."""
    vocabulary = topics if isinstance(topics, Vocabulary) else Vocabulary() if topics is None else read_topics(topics)
    kept = load(base)
    given = list(articles)
    corrected = [] if corrections is None else _read_corrections(corrections)
    adding = kept.classifier if base is not None or (corrections is not None and not given) else None
    lessons = with_corrections(given, corrected, adding, min_articles)
    details = None
    if lessons:
        details = train_classifier(
            lessons,
            Options(min_articles, seed, jobs, vocabulary, kept.classifier, adding),
            None if validation is None else list(validation),
            progress,
        )
    classifier = kept.classifier if details is None else details.classifier
    lesson = None
    if corrected and classifier is not None:
        classifier, lesson = learn_corrections(classifier, corrected, given, adding, min_articles)
    learnt = _tuned_names(kept, corrected, seed) if names else None
    if lesson is not None:
        lesson.pairs, lesson.texts = len(pairs(corrected)), sum(found.names_judged for found in corrected)
        lesson.tuned = learnt and (learnt.before, learnt.after)
    model = Model(
        classifier,
        kept.ner,
        {
            "name": name,
            "trained_on": [*trained_on, *(_stacked_model(kept) if details else _corrected_model(kept))],
            "scores": summary(details) if details else kept.manifest.get("scores", {}),
            "learned": _learned([*lessons, *(c.article for c in corrected)], kept.manifest if adding else {}),
        },
        kept.spacy,
        evaluation=details.scores.to_json() if details else kept.evaluation,
        kinds={**kept.kinds, **kinds(corrected)},
        pairs={**kept.pairs, **pairs(corrected)},
        tuned=learnt.recogniser if learnt else None,
    )
    model.card = model_card(model.manifest, details, lesson=lesson, before=kept.card)
    return Training(model, details, lesson)


def _read_corrections(path: str | Path) -> list[Corrected]:
    with Corrections(path, create=False) as corrections:
        found = list(corrections.all())
    if not found:
        raise InputError(str(path), "holds no corrections yet: judge some articles first, with newstagger serve")
    return found


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


__all__ = ["Training", "UsageError", "read_topics", "train", "train_in_detail"]
