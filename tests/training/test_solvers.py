"""Large trainings: the finite Newton method finds what liblinear finds, with as many threads as there are."""

from __future__ import annotations

import numpy as np
import pytest

from newstagger import Article
from newstagger._topics.features import Featuriser
from newstagger._training.fitting import Folds, assign_folds, count_scored_folds, learn_topics
from newstagger._training.labels import Vocabulary, clean_labels, describe_topics
from newstagger._training.newton import NewtonSolver
from newstagger._training.options import TrainingOptions
from newstagger._training.solvers import LiblinearSolver, TrainingSet, make_training_set
from newstagger._training.train import train_classifier

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


ONE_JOB = TrainingOptions(jobs=1)


def step() -> None:
    pass


def test_the_newton_method_reaches_the_weights_of_liblinear(data: TrainingSet):
    inside = np.arange(len(data.gold)) % 5 != 0
    newton = NewtonSolver(data, ONE_JOB, tolerance=0.005)
    solvers = (LiblinearSolver(data, ONE_JOB, ratios_weight=0.0), newton)
    exact, fast = (solver.fit(inside, step).score(data.blocks) for solver in solvers)
    assert ((exact > 0) == (fast > 0))[~inside].mean() > 0.99
    assert np.abs(exact - fast)[~inside].mean() < 0.05


def test_threads_do_not_change_a_bit(data: TrainingSet):
    inside = np.ones(len(data.gold), bool)
    one, three = (NewtonSolver(data, TrainingOptions(jobs=jobs)).fit(inside, step) for jobs in (1, 3))
    assert (one.terms != three.terms).nnz == 0
    assert (one.embedding == three.embedding).all()
    assert (one.bias == three.bias).all()


def test_articles_outside_are_not_learnt_from(data: TrainingSet):
    inside = np.arange(len(data.gold)) < 200
    other = TrainingSet(data.blocks, np.where(inside[:, None], data.gold, ~data.gold), [])
    one, two = (NewtonSolver(part, ONE_JOB).fit(inside, step) for part in (data, other))
    assert (one.terms != two.terms).nnz == 0


def test_a_prepared_fit_finds_what_one_that_begins_with_nothing_finds(data: TrainingSet):
    inside = np.arange(len(data.gold)) % 5 != 0
    prepared = NewtonSolver(data, ONE_JOB, tolerance=0.005, shares=(1, 1))
    prepared.prepare(np.arange(len(data.gold)) % 5 > 1, step)
    fold, cold = (one.fit(inside, step).score(data.blocks) for one in (prepared, NewtonSolver(data, ONE_JOB, 0.005)))
    assert np.abs(fold - cold).mean() < 0.02
    everything = np.ones(len(data.gold), bool)
    last, cold = (one.fit(everything, step, last=True).score(data.blocks) for one in (prepared, NewtonSolver(data, ONE_JOB, 0.005)))  # fmt: skip
    assert np.abs(last - cold).mean() < 0.02


def test_a_prepared_fit_has_not_seen_the_articles_that_it_scores(data: TrainingSet):
    fold = np.arange(len(data.gold)) % 5 == 0
    other = TrainingSet(data.blocks, np.where(fold[:, None], ~data.gold, data.gold), [])
    found = []
    for part in (data, other):
        solver = NewtonSolver(part, ONE_JOB)
        solver.prepare(np.arange(len(data.gold)) % 5 > 1, step)
        found.append(solver.fit(~fold, step).terms)
    assert (found[0] != found[1]).nnz == 0


@pytest.mark.parametrize("prepared", [True, False])
def test_steps_are_counted_as_they_are_taken(data: TrainingSet, prepared: bool):
    solver, everything, taken = NewtonSolver(data, ONE_JOB), np.ones(len(data.gold), bool), []
    if prepared:
        solver.prepare(everything, lambda: taken.append(1))
    for _ in range(2):
        solver.fit(everything, lambda: taken.append(1))
    solver.fit(everything, lambda: taken.append(1), last=True)
    assert len(taken) == solver.count_steps(3, prepared=prepared)


def test_a_large_training_agrees_with_a_small_one():
    small = train_classifier(articles(300))
    large = train_classifier(articles(300), TrainingOptions(solver="newton"), teacher=small.classifier)
    assert small.scores is not None
    assert large.scores is not None
    assert large.scores.average("micro").f1 == pytest.approx(small.scores.average("micro").f1, abs=0.05)
    new = articles(400)[300:]
    given = [[{t.label for t in topics} for topics in c.classifier.assign(new)] for c in (small, large)]
    assert np.mean([a == b for a, b in zip(*given, strict=True)]) > 0.9


def test_of_very_many_articles_two_folds_are_scored():
    assert [count_scored_folds(articles) for articles in (0, 30, 60_000, 100_000, 200_000, 10**7)] == [5, 5, 5, 3, 2, 2]


def test_thresholds_can_come_from_some_folds():
    vocabulary = Vocabulary()
    labelled = clean_labels(articles(300), vocabulary, 5)
    _, data = make_training_set(labelled, vocabulary, ONE_JOB, None, None)
    folds = Folds(assign_folds(labelled.articles, ONE_JOB).of_article, 2)
    assert "2 of 5 held-out folds" in str(folds)
    infos, fits = describe_topics(labelled, vocabulary), []
    fitted = learn_topics(
        LiblinearSolver(data, ONE_JOB), data.blocks, data.gold, infos, folds, lambda: fits.append(1), multiclass=False
    )
    assert len(fits) == 3 * len(infos)
    assert fitted.raw.shape == (int((folds.of_article < 2).sum()), len(infos))
    assert (fitted.given == data.gold[folds.scored]).mean() > 0.8
