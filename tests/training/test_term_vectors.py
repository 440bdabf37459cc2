"""Words that only texts without labels taught, in a training and in its model. Every sentence is invented."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newstagger import Article
from newstagger._model import directory
from newstagger._model.directory import Model
from newstagger._training.options import TermVectors, TrainingOptions
from newstagger._training.train import train_classifier

SPORT = ["match", "but", "club", "arbitre", "victoire"]
HEALTH = ["médecin", "vaccin", "fièvre", "remède", "patient"]
#: Of these words no labelled article tells; `gardien` stands beside the words of sport, `infirmier` of health.
VECTORS = TermVectors(
    ["match", "but", "club", "arbitre", "gardien", "medecin", "vaccin", "fievre", "remede", "infirmier"],
    np.full(10, 3.0, np.float32),
    [np.repeat(np.array([[1, 0], [0, 1]], np.float32), 5, axis=0)],
)


def articles() -> list[Article]:
    rng = np.random.default_rng(0)
    found = []
    for number in range(40):
        topic, words = ("Sport", SPORT) if number % 2 else ("Santé", HEALTH)
        some = [str(word) for word in rng.choice(words, 3)]
        found.append(Article(f"Voici {' et '.join(some)} numéro {number}.", id=str(number), topics=[topic]))
    long = " ".join(["Le médecin parle."] * 60)
    return [*found, Article(f"Les deux. {long} match match", id="both", topics=["Sport", "Santé"])]


@pytest.fixture(scope="module")
def model() -> Model:
    options = TrainingOptions(jobs=1, min_count=1, vectors=VECTORS, opening=0.4, regions=True)
    return Model(train_classifier(articles(), options).classifier)


NEW = [
    Article("Un gardien."),
    Article("Un infirmier."),
    Article("Un match à Rabat. " * 60 + "Un vaccin.", title="Au Maroc"),
]


def test_a_word_that_no_article_has_gives_the_topic_of_its_neighbours(model: Model):
    assert model.classifier is not None
    scores = model.classifier.scores(NEW)
    sport, health = (
        next(i for i, t in enumerate(model.classifier.topics) if t.label == label) for label in ("Sport", "Santé")
    )
    assert scores[0, sport] > scores[1, sport]
    assert scores[1, health] > scores[0, health]


@pytest.mark.parametrize("article", NEW)
def test_every_score_is_the_sum_of_what_its_terms_say(model: Model, article: Article):
    assert model.classifier is not None
    explanation = model.classifier.explain(article, "Sport")
    assert 1 / (1 + np.exp(-explanation.log_odds)) == pytest.approx(explanation.score, abs=1e-5)
    assert len({evidence.term for evidence in explanation.terms}) == len(explanation.terms)
    # The rest is the same for any article but for the centre of the vectors: nothing of the text is hidden in it.
    empty = model.classifier.explain(Article(""), "Sport")
    assert explanation.rest == pytest.approx(empty.rest, abs=1.0)


def test_its_evidence_names_words_that_only_texts_without_labels_taught(model: Model):
    assert model.classifier is not None
    assert "gardien" in [evidence.term for evidence in model.classifier.explain(NEW[0], "Sport").terms]


def test_a_directory_keeps_how_articles_are_read(model: Model, tmp_path: Path):
    assert model.classifier is not None
    written = model.save(tmp_path / "model")
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    assert (manifest["format"], manifest["opening"]) == (3, 0.4)
    again = directory.load(written).classifier
    assert again is not None
    assert again.featuriser.weak_columns() == model.classifier.featuriser.weak_columns()
    assert (again.scores(NEW) == model.classifier.scores(NEW)).all()


@pytest.mark.parametrize(
    ("name", "value"), [("weak", -1), ("weak", 10**9), ("weak", "x"), ("opening", 2), ("opening", "x")]
)
def test_a_manifest_that_says_it_wrongly_is_refused(model: Model, tmp_path: Path, name: str, value: object):
    written = model.save(tmp_path / "model")
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    (written / "manifest.json").write_text(json.dumps({**manifest, name: value}), "utf-8")
    with pytest.raises(directory.ModelError, match=f"`{name}`"):
        directory.load(written)


def test_a_training_on_top_of_such_a_model_keeps_its_weak_words_weak(model: Model):
    assert model.classifier is not None
    new = [Article(a.text, id=a.id, topics=["A" if "Sport" in (a.topics or ()) else "B"]) for a in articles()]
    classifier = train_classifier(new, TrainingOptions(jobs=1), teacher=model.classifier).classifier
    featuriser = classifier.featuriser
    assert "gardien" in featuriser.terms[slice(*featuriser.weak_columns())]
    assert [topic.label for topic in classifier.assign([NEW[0]])[0]] == ["A"]


def test_the_same_seed_gives_the_same_model(model: Model):
    assert model.classifier is not None
    options = TrainingOptions(jobs=1, min_count=1, vectors=VECTORS, opening=0.4, regions=True)
    again = train_classifier(articles(), options).classifier
    assert again.featuriser.terms == model.classifier.featuriser.terms
    assert (np.asarray(again.terms) == np.asarray(model.classifier.terms)).all()
