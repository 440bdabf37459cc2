"""The last step of the bundled model's build: how many topics are given. Figures are invented."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from newstagger import Article
from newstagger._topics.outlets import is_outlet_column
from newstagger._training.options import TrainingOptions
from newstagger._training.train import train_classifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
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
