"""Old topics moved by new articles. The articles are invented, from lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from newstagger import Article
from newstagger._model.scores import HeldOut, keys_of
from newstagger._topics import weights
from newstagger._topics.classifier import TopicInfo
from newstagger._training import classifiers as training
from newstagger._training.classifiers import Options, Trained, train_classifier
from newstagger._training.keeping import Arrays
from newstagger._training.moving import refreshed
from newstagger._training.scoring import MOVED, NEW, given
from tests.topics.test_solvers import SUBJECTS
from tests.topics.test_training import Listener

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
def base() -> Trained:
    return train_classifier(made(SUBJECTS, 240), Options(jobs=1))


@pytest.fixture(scope="module")
def moved(base: Trained) -> Trained:
    options = Options(jobs=1, base=base.classifier, stacked=base.classifier, held_out=base.held_out)
    return train_classifier(made(NOW, 80, seed=1), options, made({**SUBJECTS, **NOW}, 150, seed=2))


def dense(trained: Trained) -> np.ndarray:
    """The weights of terms, whether they are kept as a sparse matrix or not."""
    terms = trained.classifier.terms
    return terms if isinstance(terms, np.ndarray) else terms.toarray()


def column(trained: Trained, label: str) -> dict[str, Any]:
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


def sport(trained: Trained, words: str) -> float:
    """How many of some articles on sport alone, in these words, are found."""
    found = given(trained.classifier, made({"Sport": words}, 40, seed=5, most=1))
    return sum("Sport" in labels for labels in found) / len(found)


def test_a_topic_whose_words_have_changed_is_found_again(base: Trained, moved: Trained):
    assert sport(base, DRIFTED) < 0.6  # the vectors know some of the new words
    assert sport(moved, DRIFTED) > 0.9
    assert sport(moved, SUBJECTS["Sport"]) >= sport(base, SUBJECTS["Sport"]) - 0.05  # and nothing is forgotten


def test_all_else_of_the_base_stays_byte_for_byte(base: Trained, moved: Trained):
    for label in ("Santé", "Météo", "Économie"):
        assert column(moved, label) == column(base, label)
    assert column(moved, "Sport") != column(base, "Sport")
    assert [topic.label for topic in moved.classifier.topics] == ["Espace", "Météo", "Santé", "Sport", "Économie"]


def test_what_changed_is_told_topic_by_topic(moved: Trained):
    assert moved.changes is not None
    assert moved.changes.pooled
    rows = {row.label: row for row in moved.changes.rows}
    assert (rows["Sport"].what, rows["Espace"].what, rows["Santé"].what) == (MOVED, NEW, "as before")
    assert rows["Sport"].before < 0.75 < 0.9 < rows["Sport"].after
    assert rows["Espace"].before == 0
    assert rows["Santé"].before == rows["Santé"].after
    assert [row.label for row in moved.changes.averages] == ["micro", "macro", "weighted"]


def test_without_gold_articles_the_new_ones_tell(base: Trained):
    data = made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 60, seed=3)
    trained = train_classifier(data, Options(jobs=1, base=base.classifier, held_out=base.held_out))
    assert trained.changes is not None
    assert "without having been learnt from" in trained.changes.how
    rows = {row.label: row for row in trained.changes.rows}
    assert rows["Sport"].after > rows["Sport"].before
    assert {row.label for row in trained.scores.rows} == {"Sport", "Santé"}


def test_thresholds_rest_on_old_and_new_articles(base: Trained, moved: Trained):
    info, old = column(moved, "Sport")["info"], column(base, "Sport")["info"]
    new = sum("Sport" in (a.topics or []) for a in made(NOW, 80, seed=1))
    assert info.support == old.support + new
    assert info.precise >= info.threshold >= info.broad
    kept = moved.held_out
    assert kept is not None
    assert kept.scores.shape == (320, 5)
    gold, scores = kept.of_topic("Sport", np.zeros(0, np.uint64))
    assert (len(gold), int(gold.sum())) == (320, info.support)
    assert not np.isnan(scores).any()
    assert len(kept.of_topic("Espace", np.zeros(0, np.uint64))[0]) == 80
    assert len(kept.of_topic("Santé", np.zeros(0, np.uint64))[0]) == 240


def test_a_base_without_scores_keeps_its_thresholds(base: Trained):
    trained = train_classifier(made(NOW, 80, seed=1), Options(jobs=1, base=base.classifier))
    before, after = column(base, "Sport"), column(trained, "Sport")
    assert (after["curve"], after["info"].threshold) == (before["curve"], before["info"].threshold)
    assert after["terms"] != before["terms"]
    assert sport(trained, DRIFTED) > 0.9
    assert trained.changes is not None
    assert not trained.changes.pooled
    assert trained.held_out is not None  # of the new topic only
    assert len(trained.held_out.of_topic("Sport", np.zeros(0, np.uint64))[0]) == 0
    assert len(trained.held_out.of_topic("Espace", np.zeros(0, np.uint64))[0]) == 80


def test_threads_do_not_change_a_bit(base: Trained):
    one, three = (train_classifier(made(NOW, 80, seed=1), Options(jobs=jobs, base=base.classifier)) for jobs in (1, 3))
    assert column(one, "Sport") == column(three, "Sport")


def test_articles_with_one_topic_keep_a_model_of_one_topic():
    subjects = {label: SUBJECTS[label] for label in ("Sport", "Santé", "Météo")}
    first = train_classifier(made(subjects, 150, most=1), Options(jobs=1))
    new = {"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}
    for data, single in (
        (made(new, 60, 1, most=1), True),
        (made(new, 60, 1), False),
        (made(NOW, 60, 1, most=1), False),
    ):
        trained = train_classifier(data, Options(jobs=1, base=first.classifier, held_out=first.held_out))
        assert trained.classifier.multiclass is single
    assert sport(train_classifier(made(new, 60, 1, most=1), Options(jobs=1, base=first.classifier)), DRIFTED) > 0.9


def test_an_article_given_again_counts_once():
    texts = [Article("un"), Article("deux")]
    old = HeldOut.of(["A"], texts, np.array([[True], [False]]), np.array([[1.0], [-1.0]]))
    new = HeldOut.of(["B"], texts[:1], np.array([[True]]), np.array([[0.5]]))
    both = old.joined(new, ["A", "B"])
    assert both.keys.tolist() == [keys_of(texts)[1], keys_of(texts)[0]]
    assert np.isnan(both.scores).tolist() == [[False, True], [True, False]]
    assert (old.again("A", keys_of(texts)), old.again("A", keys_of(texts[1:])), old.again("B", keys_of(texts))) == (
        1,
        0,
        0,
    )
    assert old.of_topic("A", keys_of(texts[1:]))[1].tolist() == [1.0]


def test_few_articles_hardly_move_a_threshold():
    info, curve = TopicInfo("A", 0.5, precise=0.6, broad=0.4), np.array([3.0, 0.0])
    scores = np.linspace(-1, 1, 8, dtype=np.float32)
    few, near = refreshed(info, curve, scores > 0.7, scores)
    assert 0.4 < few.threshold < 0.7
    assert abs(near - curve).max() < 2
    assert refreshed(info, curve, np.zeros(8, bool), scores) == (info, curve)
    plain, _ = refreshed(TopicInfo("A", 0.5), curve, scores > 0.7, scores)
    assert (plain.precise, plain.broad) == (None, None)


class Notebook:
    """Keeps parts in memory; may forget all but some."""

    def __init__(self, kept: Mapping[str, Arrays]) -> None:
        self.kept = dict(kept)

    def done(self, part: str, /) -> bool:
        return part in self.kept

    def recall(self, part: str, /) -> Arrays | None:
        return self.kept.get(part)

    def keep(self, part: str, arrays: Arrays, /) -> None:
        self.kept[part] = arrays


@pytest.mark.parametrize("large", [False, True])
def test_a_training_goes_on_from_any_part(base: Trained, monkeypatch: pytest.MonkeyPatch, large: bool):
    if large:
        monkeypatch.setattr(training, "LARGE", 1)
    data, whole = made(NOW, 60, seed=1), Notebook({})
    options = Options(jobs=1, base=base.classifier, stacked=base.classifier, held_out=base.held_out)
    first = train_classifier(data, options, keeper=whole)
    parts = ["features", *(f"{kind}-{n}" for kind in ("topics", "moved") for n in (0, 1, 2, 3, 4, "final"))]
    assert sorted(whole.kept) == sorted(parts)
    for some in (["features"], ["features", "topics-0", "moved-1"], parts[:7], parts):
        listener = Listener()
        again = train_classifier(data, options, None, listener, Notebook({part: whole.kept[part] for part in some}))
        assert dense(again).tobytes() == dense(first).tobytes()
        assert again.classifier.topics == first.classifier.topics
        assert "features" not in listener.heard


def test_a_base_of_a_large_training_is_moved_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(training, "LARGE", 1)
    monkeypatch.setattr(weights, "HELD_BYTES", 0)
    first = train_classifier(made(SUBJECTS, 240), Options(jobs=1))
    assert not isinstance(first.classifier.terms, np.ndarray)
    options = Options(jobs=1, base=first.classifier, held_out=first.held_out)
    trained = train_classifier(made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 80, seed=1), options)
    assert column(trained, "Météo") == column(first, "Météo")
    assert sport(trained, DRIFTED) > 0.9
