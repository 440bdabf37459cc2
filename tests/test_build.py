"""The last step of the bundled model's build: how many topics are given. Figures are invented."""

from __future__ import annotations

import gzip
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from newstagger import Article
from newstagger._topics.outlets import is_outlet_column
from newstagger._training.options import TermVectors, TrainingOptions
from newstagger._training.train import train_classifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from tools import annotations, taught
from tools.finish import find_shift, finish_topics

DAYS = range(1, 25)
#: A school is of Éducation in the given gold every other time, in the other labels always.
NEWS = [
    Article(
        f"L’école ouvrira le {day} mars avec {day} élèves.",
        source=f"Journal {day}",
        topics=["Éducation"] if day % 4 else [],
    )
    for day in DAYS
] + [
    Article(f"Le stade ouvrira le {day} mars avec {day} joueurs.", source=f"Journal {day}", topics=["Sport"])
    for day in DAYS
]
GIVEN = np.array([not article.topics or i % 4 == 1 for i, article in enumerate(NEWS)]) & (
    np.arange(len(NEWS)) < len(DAYS)
)


def test_a_shift_makes_a_topic_as_common_as_the_gold_says():
    gold, odds = np.repeat([True, False], [200, 800]), np.zeros(1000)
    shift = find_shift(gold, odds, deviation=100)
    assert 1 / (1 + np.exp(-shift)) == pytest.approx(0.2, abs=1e-3)


def test_few_articles_shift_little():
    gold, odds = np.repeat([True, False], [2, 8]), np.zeros(10)
    assert -0.3 < find_shift(gold, odds) < -0.05
    assert find_shift(gold[:0], odds[:0]) == 0


def test_a_shift_does_not_run_away_where_the_odds_are_far_off():
    assert np.isfinite(find_shift(np.ones(50, bool), np.full(50, -40.0)))
    assert np.isfinite(find_shift(np.zeros(50, bool), np.full(50, 40.0), deviation=10))


def test_topics_are_finished():
    model = train_classifier(NEWS, TrainingOptions(jobs=1, min_count=1, opening=0.4, regions=True)).model
    none, some = (finish_topics(model, NEWS, given, 0) for given in (np.zeros(len(NEWS), bool), GIVEN))
    before, after = none.classifier, some.classifier
    assert any(map(is_outlet_column, after.featuriser.terms))
    school = [topic.label for topic in after.topics].index("Éducation")
    assert after.curves[1, school] < before.curves[1, school]
    assert [topic.threshold for topic in after.topics] == [topic.threshold for topic in before.topics]
    assert some.scores is not None
    assert some.scores.articles == len(NEWS)


def test_weights_move_towards_the_encoder_as_far_as_the_annotated_articles_let_them():
    # Two words; the encoder has the topic wherever the second one is, and the annotated articles where the first is.
    silver = csr_matrix(np.array([[0, 1], [0, 1], [1, 0]], np.float32))
    annotated = csr_matrix(np.array([[1, 0], [1, 0], [0, 0]], np.float32))
    nothing = np.full((3, 1), -1.0, np.float32)
    wanted = np.array([[0.9], [0.9], [0.1]], np.float32)
    gold = np.array([[1.0], [1.0], [0.0]], np.float32)
    parts = [(silver, nothing, wanted, 0.5), (annotated, nothing, gold, 1.0)]
    moves, offsets = taught.move_weights(parts, penalty=0.01)
    assert moves.shape == (2, 1)
    assert (moves > 0.5).all()
    assert offsets[0] < 0.5
    less, _ = taught.move_weights(parts, penalty=10.0)
    assert (np.abs(less) < np.abs(moves)).all()


def test_topics_are_learnt_with_the_words_of_silver_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    labels = ["Éducation", "Sport"]
    with gzip.open(tmp_path / "silver.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(f"s{i}\t{'edu95' if i % 2 else 'spo95 edu1'}\n" for i in range(40))
    (tmp_path / "codes.tsv").write_text("edu\tÉducation\t\nspo\tSport\t\n", "utf-8")
    monkeypatch.setattr(taught, "FOLDER", tmp_path)
    monkeypatch.setattr(annotations, "FOLDER", tmp_path)
    odds = taught.read_silver(labels)
    assert odds["s1"] == pytest.approx([np.log(0.95 / 0.05), np.log(0.005 / 0.995)], abs=1e-4)
    silver = [
        Article("Le collège a cours." if i % 2 else "Le gymnase a ses athlètes.", id=f"s{i}") for i in range(40)
    ] + [Article("Un inconnu passe.", id="elsewhere")]
    vectors = TermVectors(["cours"], np.ones(1, np.float32), [np.ones((1, 1), np.float32)])
    options = TrainingOptions(jobs=1, opening=0.4, regions=True, vectors=vectors, min_articles=2)
    annotated = [replace(one, topics=one.topics or []) for one in NEWS]
    model = taught.learn(annotated, silver, options)
    classifier = model.classifier
    terms = dict(zip(classifier.featuriser.terms, np.asarray(csr_matrix(classifier.terms).todense()), strict=True))
    assert "inconnu" not in terms
    school, sport = (model.out_of_fold.labels.index(label) for label in labels)
    assert terms["college"][school] > 0.1 > terms["college"][sport]
    assert terms["gymnase"][sport] > 0.1 > terms["gymnase"][school]
