"""Old topics moved by new articles. The articles are invented, from lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from newstagger import Article
from newstagger._model.arrays import OutOfFold, make_keys
from newstagger._model.directory import Model
from newstagger._topics.thresholds import TopicInfo
from newstagger._training.moving import Mover, recalibrate
from newstagger._training.options import TrainingOptions
from newstagger._training.scoring import MOVED, NEW, Training, assign_labels
from newstagger._training.train import train_classifier
from tests.training.test_solvers import SUBJECTS

ONE_JOB = TrainingOptions(jobs=1)

#: The sport that the new articles are about, in words that the old ones did not have.
DRIFTED = "padel raquette vitre filet terrain échange service volée double partenaire"
NOISE = "ville jour année groupe projet heure place compte suite retour"


def made(subjects: Mapping[str, str], count: int, seed: int = 0, most: int = 2) -> list[Article]:
    """Articles of one topic or two in the words of these subjects, with words of none."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        topics = rng.choice(list(subjects), rng.integers(1, most + 1), replace=False).tolist()
        words = [word for topic in topics for word in rng.choice(subjects[topic].split(), 4)]
        words += rng.choice(NOISE.split(), 4).tolist()
        found.append(Article(" ".join(rng.permutation(words)), id=f"{seed}-{number}", topics=topics))
    return found


NOW = {"Sport": DRIFTED, "Espace": "comète planète fusée orbite télescope astronaute lune satellite étoile sonde"}


@pytest.fixture(scope="module")
def base() -> Training:
    return train_classifier(made(SUBJECTS, 240), ONE_JOB)


@pytest.fixture(scope="module")
def moved(base: Training) -> Training:
    options = TrainingOptions(jobs=1, validation=made({**SUBJECTS, **NOW}, 150, seed=2))
    return train_classifier(made(NOW, 80, seed=1), options, teacher=base.classifier, base=base.model)


def dense(trained: Training) -> np.ndarray:
    """The weights of terms, whether they are kept as a sparse matrix or not."""
    terms = trained.classifier.terms
    return terms if isinstance(terms, np.ndarray) else terms.toarray()


def column(trained: Training, label: str) -> dict[str, Any]:
    """All that a classifier holds of one topic."""
    classifier = trained.classifier
    at = [topic.label for topic in classifier.topics].index(label)
    terms = dict(zip(classifier.featuriser.terms, dense(trained)[:, at].tolist(), strict=True))
    return {
        "info": classifier.topics[at],
        "terms": {term: weight for term, weight in terms.items() if weight},
        "embedding": classifier.embedding[:, at].tobytes(),
        "bias": classifier.bias[at].tobytes(),
        "curve": classifier.curves[:, at].tobytes(),
    }


def sport(trained: Training, words: str) -> float:
    """How many of some articles on sport alone, in these words, are found."""
    found = assign_labels(trained.classifier, made({"Sport": words}, 40, seed=5, most=1))
    return sum("Sport" in labels for labels in found) / len(found)


def test_a_topic_whose_words_have_changed_is_found_again(base: Training, moved: Training):
    assert sport(base, DRIFTED) < 0.6  # the vectors know some of the new words
    assert sport(moved, DRIFTED) > 0.9
    assert sport(moved, SUBJECTS["Sport"]) >= sport(base, SUBJECTS["Sport"]) - 0.05  # and nothing is forgotten


def test_all_else_of_the_base_stays_byte_for_byte(base: Training, moved: Training):
    for label in ("Santé", "Météo", "Économie"):
        assert column(moved, label) == column(base, label)
    assert column(moved, "Sport") != column(base, "Sport")
    assert [topic.label for topic in moved.classifier.topics] == ["Espace", "Météo", "Santé", "Sport", "Économie"]


def test_what_changed_is_told_topic_by_topic(moved: Training):
    assert moved.changes is not None
    assert moved.changes.pooled
    rows = {row.label: row for row in moved.changes.rows}
    assert (rows["Sport"].what, rows["Espace"].what, rows["Santé"].what) == (MOVED, NEW, "as before")
    assert rows["Sport"].before < 0.75 < 0.9 < rows["Sport"].after
    assert rows["Espace"].before == 0
    assert rows["Santé"].before == rows["Santé"].after
    assert [row.label for row in moved.changes.averages] == ["micro", "macro", "weighted"]


def test_without_gold_articles_the_new_ones_tell(base: Training):
    data = made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 60, seed=3)
    trained = train_classifier(data, ONE_JOB, base=base.model)
    assert trained.changes is not None
    assert "in cross-validation" in trained.changes.how
    rows = {row.label: row for row in trained.changes.rows}
    assert rows["Sport"].after > rows["Sport"].before
    assert {row.label for row in trained.scores.rows} == {"Sport", "Santé"}


def test_thresholds_rest_on_old_and_new_articles(base: Training, moved: Training):
    info, old = column(moved, "Sport")["info"], column(base, "Sport")["info"]
    new = sum("Sport" in (a.topics or []) for a in made(NOW, 80, seed=1))
    assert info.support == old.support + new
    assert info.precision_threshold >= info.threshold >= info.recall_threshold
    kept = moved.model.out_of_fold
    assert kept is not None
    assert kept.scores.shape == (320, 5)
    gold, scores = kept.select_topic("Sport", np.zeros(0, np.uint64))
    assert (len(gold), int(gold.sum())) == (320, info.support)
    assert not np.isnan(scores).any()
    assert len(kept.select_topic("Espace", np.zeros(0, np.uint64))[0]) == 80
    assert len(kept.select_topic("Santé", np.zeros(0, np.uint64))[0]) == 240


def test_a_base_without_scores_keeps_its_thresholds(base: Training):
    trained = train_classifier(made(NOW, 80, seed=1), ONE_JOB, base=Model(base.classifier))
    before, after = column(base, "Sport"), column(trained, "Sport")
    assert (after["curve"], after["info"].threshold) == (before["curve"], before["info"].threshold)
    assert after["terms"] != before["terms"]
    assert sport(trained, DRIFTED) > 0.9
    assert trained.changes is not None
    assert not trained.changes.pooled
    assert trained.model.out_of_fold is not None  # of the new topic only
    assert len(trained.model.out_of_fold.select_topic("Sport", np.zeros(0, np.uint64))[0]) == 0
    assert len(trained.model.out_of_fold.select_topic("Espace", np.zeros(0, np.uint64))[0]) == 80


def test_threads_do_not_change_a_bit(base: Training):
    one, three = (
        train_classifier(made(NOW, 80, seed=1), TrainingOptions(jobs=jobs), base=base.model) for jobs in (1, 3)
    )
    assert column(one, "Sport") == column(three, "Sport")


def test_articles_with_one_topic_keep_a_model_of_one_topic():
    subjects = {label: SUBJECTS[label] for label in ("Sport", "Santé", "Météo")}
    first = train_classifier(made(subjects, 150, most=1), ONE_JOB)
    new = {"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}
    for data, single in (
        (made(new, 60, 1, most=1), True),
        (made(new, 60, 1), False),
        (made(NOW, 60, 1, most=1), False),
    ):
        trained = train_classifier(data, ONE_JOB, base=first.model)
        assert trained.classifier.multiclass is single
    assert sport(train_classifier(made(new, 60, 1, most=1), ONE_JOB, base=Model(first.classifier)), DRIFTED) > 0.9


def test_an_article_given_again_counts_once():
    texts = [Article("un"), Article("deux")]
    old = OutOfFold.collect(["A"], texts, np.array([[True], [False]]), np.array([[1.0], [-1.0]]))
    new = OutOfFold.collect(["B"], texts[:1], np.array([[True]]), np.array([[0.5]]))
    both = old.merge(new, ["A", "B"])
    assert both.keys.tolist() == [make_keys(texts)[1], make_keys(texts)[0]]
    assert np.isnan(both.scores).tolist() == [[False, True], [True, False]]
    assert (
        old.count_repeated("A", make_keys(texts)),
        old.count_repeated("A", make_keys(texts[1:])),
        old.count_repeated("B", make_keys(texts)),
    ) == (
        1,
        0,
        0,
    )
    assert old.select_topic("A", make_keys(texts[1:]))[1].tolist() == [1.0]


def test_few_articles_hardly_move_a_threshold():
    info, curve = TopicInfo("A", 0.5, precision_threshold=0.6, recall_threshold=0.4), np.array([3.0, 0.0])
    scores = np.linspace(-1, 1, 8, dtype=np.float32)
    few, near = recalibrate(info, curve, scores > 0.7, scores)
    assert 0.4 < few.threshold < 0.7
    assert abs(near - curve).max() < 2
    assert recalibrate(info, curve, np.zeros(8, bool), scores) == (info, curve)
    plain, _ = recalibrate(TopicInfo("A", 0.5), curve, scores > 0.7, scores)
    assert (plain.precision_threshold, plain.recall_threshold) == (None, None)


def test_a_base_with_sparse_weights_is_moved_too():
    first = train_classifier(made(SUBJECTS, 240), TrainingOptions(jobs=1, solver="newton"))
    first.classifier.terms = csr_matrix(first.classifier.terms)  # as they stay after a large training
    trained = train_classifier(
        made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 80, seed=1), ONE_JOB, base=first.model
    )
    assert column(trained, "Météo") == column(first, "Météo")
    assert sport(trained, DRIFTED) > 0.9


def test_a_label_that_nobody_knows_teaches_nothing(base: Training):
    """A verdict is an article with one label known: what the mask leaves out does not move a topic."""
    texts = made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 20, seed=6)
    columns = range(len(base.classifier.topics))
    blocks = base.classifier.featuriser.transform(texts)
    gold = np.array([[topic.label in (a.topics or ()) for topic in base.classifier.topics] for a in texts])
    known = np.zeros_like(gold)
    known[:10, [topic.label for topic in base.classifier.topics].index("Sport")] = True
    everything = np.ones(len(texts), bool)

    def move(gold: np.ndarray, known: np.ndarray | None = known, inside: np.ndarray = everything) -> np.ndarray:
        return np.asarray(Mover(base.classifier, columns, blocks, gold, known).fit(inside, lambda: None).terms)

    found = move(gold)
    assert (move(np.where(known, gold, ~gold)) == found).all()
    assert (np.flatnonzero((found != base.classifier.terms).any(axis=0)) == np.flatnonzero(known.any(axis=0))).all()
    assert move(gold, None, np.arange(20) < 10)[:, known.any(axis=0)] == pytest.approx(found[:, known.any(axis=0)])
