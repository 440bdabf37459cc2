"""What regions learn of the media of their articles. Every sentence is invented; the media are real ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from newstagger import Article
from newstagger._model.arrays import OutOfFold
from newstagger._model.directory import Model, load, read_json
from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.outlets import ALONE, HOME, is_outlet_column, list_outlet_columns
from newstagger._training.options import TrainingOptions
from newstagger._training.outlets import learn_outlets
from newstagger._training.solvers import score_model
from newstagger._training.train import train_classifier

SUBJECTS = ("une crèche", "une école", "une piscine", "un marché", "une gare", "un stade", "une salle", "un musée")
#: Media of Belgium, whose articles name no place and are of Europe, and of France, whose articles are of no region.
MEDIA = {
    "RTBF": ["Europe"],
    "Le Soir": ["Europe"],
    "La DH": ["Europe"],
    "Le Parisien": [],
    "Ouest-France": [],
    "Le Point": [],
}
NEWS = [
    Article(f"La commune ouvrira {subject} le {day} septembre.", source=medium, topics=[*region, *own])
    for day, (medium, region) in enumerate(MEDIA.items(), 1)
    for subject in SUBJECTS
    for own in [["Sport"] if subject in ("une piscine", "un stade") else ["Logement"]]
]


@pytest.fixture(scope="module")
def before() -> Model:
    return train_classifier(NEWS, TrainingOptions(jobs=1, min_count=1, opening=0.4, regions=True)).model


def learn(model: Model, articles: Sequence[Article] = NEWS) -> tuple[TopicClassifier, OutOfFold]:
    assert model.classifier is not None
    assert model.out_of_fold is not None
    folds = np.array([list(MEDIA).index(article.source or "") for article in articles])
    return learn_outlets(model.classifier, model.out_of_fold, articles, folds)


@pytest.fixture(scope="module")
def after(before: Model) -> TopicClassifier:
    return learn(before)[0]


def score(classifier: TopicClassifier, article: Article, label: str) -> float:
    return classifier.explain(article, label).score


def test_a_medium_abroad_speaks_for_its_region(before: Model, after: TopicClassifier):
    assert before.classifier is not None
    text = "La commune ouvrira un parc à la rentrée."
    belgian, french, unknown = (Article(text, source=source) for source in ("lavenir.net", "Le Figaro", None))
    assert score(after, belgian, "Europe") > 0.6 > 0.4 > score(after, french, "Europe")
    assert score(after, french, "Europe") == score(after, unknown, "Europe")
    assert score(before.classifier, belgian, "Europe") == score(before.classifier, french, "Europe")


def test_other_topics_do_not_learn_of_media(before: Model, after: TopicClassifier):
    assert before.classifier is not None
    article = Article("La commune ouvrira un stade à la rentrée.", source="RTBF")
    for label in ("Sport", "Logement"):
        assert score(after, article, label) == pytest.approx(score(before.classifier, article, label), abs=1e-6)


def test_the_evidence_names_the_medium_and_adds_up(after: TopicClassifier):
    found = after.explain(Article("La commune ouvrira un parc à la rentrée.", source="lavenir.net"), "Europe")
    assert found.terms[0].term == "lavenir.net"
    assert found.log_odds == pytest.approx(np.log(found.score / (1 - found.score)), abs=1e-4)


def test_scores_of_an_article_are_by_other_media(before: Model):
    """Of two folds, one of which has all media abroad, the other learns nothing of them."""
    assert before.classifier is not None
    assert before.out_of_fold is not None
    abroad = np.array([bool(MEDIA[article.source or ""]) for article in NEWS]).astype(np.int64)
    _, scores = learn_outlets(before.classifier, before.out_of_fold, NEWS, abroad)
    assert np.array_equal(scores.scores, before.out_of_fold.scores)
    _, of_others = learn(before)
    assert not np.allclose(of_others.scores, before.out_of_fold.scores)


def test_what_is_learnt_does_not_depend_on_the_order(before: Model, after: TopicClassifier):
    backwards, _ = learn(before, NEWS[::-1])
    assert np.array_equal(backwards.terms, after.terms)
    assert backwards.bias == pytest.approx(after.bias, abs=1e-6)


def test_a_model_that_has_learnt_of_media_does_not_do_so_twice(before: Model, after: TopicClassifier):
    with pytest.raises(ValueError, match="already"):
        learn(Model(after, out_of_fold=before.out_of_fold))


def test_the_model_is_written_and_read_in_a_format_of_its_own(after: TopicClassifier, tmp_path: Path):
    path = Model(after).save(tmp_path / "model")
    assert read_json(path / "manifest.json")["format"] == 4
    article = Article("La commune ouvrira un parc à la rentrée.", source="RTBF")
    again = load(path).classifier
    assert again is not None
    assert np.array_equal(again.scores([article]), after.scores([article]))


def test_a_training_that_learns_from_such_a_model_does_not_read_media(after: TopicClassifier):
    training = train_classifier(NEWS, TrainingOptions(jobs=1, min_count=1), teacher=after)
    assert not any(map(is_outlet_column, training.classifier.featuriser.terms))
    functions = score_model(training.classifier.featuriser, after)
    assert functions.terms.shape == (len(training.classifier.featuriser.terms), len(after.topics))


def test_there_are_two_columns_a_region():
    columns = list_outlet_columns()
    assert {column[:2] for column in columns} == {HOME, ALONE}
    assert len(columns) == len(set(columns)) == 2 * len({column[2:] for column in columns})
