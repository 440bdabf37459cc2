"""Large trainings: the finite Newton method finds what liblinear finds, with as many threads as there are."""

from __future__ import annotations

import numpy as np
import pytest

from newstagger import Article
from newstagger._topics.features import Featuriser
from newstagger._training import classifiers as training
from newstagger._training import newton, solvers
from newstagger._training.classifiers import Options, train_classifier
from newstagger._training.solvers import LiblinearSolver, NewtonSolver, Settings, TrainingSet

SUBJECTS = {
    "Sport": "match but équipe stade entraîneur ballon victoire tournoi finale joueur",
    "Santé": "hôpital vaccin patient médecin maladie soins virus infirmière traitement clinique",
    "Économie": "entreprise emploi usine marché banque croissance salaire inflation budget bourse",
    "Météo": "pluie vent orage neige soleil canicule tempête température nuage averse",
}


def articles(count: int) -> list[Article]:
    rng = np.random.default_rng(0)
    found = []
    for number in range(count):
        topics = rng.choice(list(SUBJECTS), rng.integers(1, 3), replace=False).tolist()
        words = [word for topic in topics for word in rng.choice(SUBJECTS[topic].split(), 4)]
        others = rng.choice(" ".join(SUBJECTS.values()).split(), 3)
        found.append(Article(" ".join(rng.permutation([*words, *others])), id=str(number), topics=topics))
    return found


@pytest.fixture(scope="module")
def data() -> TrainingSet:
    texts = articles(400)
    gold = np.array([[topic in (a.topics or ()) for topic in SUBJECTS] for a in texts])
    featuriser = Featuriser().fit(texts)
    return TrainingSet(featuriser.transform(texts), gold, [])


def settings(jobs: int) -> Settings:
    return Settings(None, 0, jobs, lambda: None)


def test_the_newton_method_reaches_the_weights_of_liblinear(data: TrainingSet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(newton, "TOLERANCE", 0.005)
    monkeypatch.setattr(solvers, "RATIOS_WEIGHT", 0.0)  # what liblinear's weights get besides
    inside = np.arange(len(data.gold)) % 5 != 0
    exact, fast = (
        solver(data, settings(1)).fit(inside).score(data.blocks) for solver in (LiblinearSolver, NewtonSolver)
    )
    assert ((exact > 0) == (fast > 0))[~inside].mean() > 0.99
    assert np.abs(exact - fast)[~inside].mean() < 0.05


def test_threads_do_not_change_a_bit(data: TrainingSet):
    inside = np.ones(len(data.gold), bool)
    one, three = (NewtonSolver(data, settings(jobs)).fit(inside) for jobs in (1, 3))
    assert (one.terms != three.terms).nnz == 0
    assert (one.embedding == three.embedding).all()
    assert (one.bias == three.bias).all()


def test_articles_outside_are_not_learnt_from(data: TrainingSet):
    inside = np.arange(len(data.gold)) < 200
    other = TrainingSet(data.blocks, np.where(inside[:, None], data.gold, ~data.gold), [])
    one, two = (NewtonSolver(part, settings(1)).fit(inside) for part in (data, other))
    assert (one.terms != two.terms).nnz == 0


def test_a_large_training_judges_on_some_folds_and_agrees_with_a_small_one(monkeypatch: pytest.MonkeyPatch):
    small = train_classifier(articles(300), Options())
    monkeypatch.setattr(training, "LARGE", 1)
    monkeypatch.setattr(training, "HUGE", 1)
    large = train_classifier(articles(300), Options(stacked=small.classifier))
    assert "2 of 5 folds" in large.scores.how
    assert 0 < large.scores.articles < small.scores.articles == 300
    assert large.scores.average("micro").f1 == pytest.approx(small.scores.average("micro").f1, abs=0.05)
    new = articles(400)[300:]
    given = [[{t.label for t in topics} for topics in c.classifier.assign(new)] for c in (small, large)]
    assert np.mean([a == b for a, b in zip(*given, strict=True)]) > 0.9
