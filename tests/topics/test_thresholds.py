"""Scores become probabilities, probabilities become yes or no."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger.topics.thresholds import best_threshold, calibrate, probability, shrunk, tune


def f1(gold, given_):
    hits = (gold & given_).sum()
    return 2 * hits / max(1, gold.sum() + given_.sum())


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=2, max_size=40, unique_by=lambda row: round(row[1], 6))
)
def test_no_other_threshold_has_a_better_f1(rows):
    gold, scores = (np.array(column) for column in zip(*rows, strict=True))
    if not gold.any():
        return
    best = f1(gold, scores >= best_threshold(gold, scores))
    assert all(best >= f1(gold, scores >= limit) - 1e-12 for limit in scores)


def test_a_threshold_of_few_positives_leans_on_the_shared_one():
    rng = np.random.default_rng(0)
    gold = np.zeros((400, 2), bool)
    gold[:200, 0] = gold[:2, 1] = True
    scores = np.where(gold, 0.7, 0.2) + rng.normal(0, 0.1, gold.shape)
    scores[:2, 1] = 0.95
    own = best_threshold(gold[:, 1], scores[:, 1])
    shared = best_threshold(gold.ravel(), scores.ravel())
    assert abs(shrunk(gold, scores, 20)[1] - shared) < abs(own - shared) / 2
    assert shrunk(gold, scores, 0)[1] == pytest.approx(own)


def test_the_shrinkage_is_the_one_that_serves_articles_left_out():
    """A rare topic whose scores are low all over needs its own threshold; one of chance hits the shared one."""
    rng = np.random.default_rng(0)
    folds = np.arange(1000) % 5
    gold = np.zeros((1000, 6), bool)
    gold[:500, 0] = True
    for topic in range(1, 6):
        gold[rng.choice(1000, 15, replace=False), topic] = True
    low = np.where(gold, 0.25, 0.02) + rng.normal(0, 0.01, gold.shape)
    low[:, 0] = np.where(gold[:, 0], 0.8, 0.1)
    assert (tune(gold, low, folds)[1:] < 0.25).all()


def test_calibrated_scores_are_how_often_they_are_right():
    rng = np.random.default_rng(1)
    raw = rng.normal(0, 2, (20_000, 1))
    gold = rng.random(raw.shape) < 1 / (1 + np.exp(-(1.5 * raw - 1)))
    chances = probability(raw, calibrate(gold, raw))
    for low in np.arange(0, 1, 0.2):
        inside = (chances >= low) & (chances < low + 0.2)
        assert abs(gold[inside].mean() - chances[inside].mean()) < 0.04


def test_a_topic_without_positives_leans_on_all_topics():
    gold = np.zeros((50, 2), bool)
    gold[:25, 0] = True
    scores = np.where(gold, 1.0, -1.0)
    assert np.isfinite(calibrate(gold, scores)).all()
