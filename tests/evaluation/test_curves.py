"""Intervals, curves and comparisons of an evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from newstagger import Article
from newstagger._evaluation.curves import (
    compare_models,
    compute_curves,
    compute_learning_curve,
    estimate_intervals,
)
from newstagger._training.scoring import score_labels

GOLD = [["A"] if n % 3 else ["A", "B"] for n in range(90)]
GIVEN = [["A"] if n % 2 else ["B"] for n in range(90)]


def test_an_interval_holds_the_figure_and_narrows_with_more_articles():
    found = estimate_intervals(GOLD, GIVEN)
    scores = score_labels(GOLD, GIVEN)
    for name in ("micro", "macro"):
        assert found[name].low < scores.average(name).f1 < found[name].high
    wide, narrow = (found["micro"], estimate_intervals(GOLD * 9, GIVEN * 9)["micro"])
    assert narrow.high - narrow.low < (wide.high - wide.low) / 2
    assert estimate_intervals(GOLD, GIVEN) == found
    assert estimate_intervals([], []) == {}


def test_a_perfect_model_has_no_width():
    assert estimate_intervals(GOLD, GOLD)["micro"] == (1, 1)


def test_the_better_model_is_surely_better():
    gap = compare_models(GOLD, GIVEN, GOLD)
    assert gap.value == pytest.approx(1 - score_labels(GOLD, GIVEN).average("micro").f1, abs=1e-4)
    assert gap.interval.low > 0
    assert gap.better == 1
    assert compare_models(GOLD, GIVEN, GIVEN).value == 0


def test_curves_of_known_scores():
    articles = [Article("x", topics=["A"] if n < 50 else []) for n in range(100)]
    chances = np.where(np.arange(100) < 50, 0.95, 0.05)[:, None]
    found = compute_curves(articles, ["A"], chances, [["A"] if n < 40 else ["B"] for n in range(100)])
    assert found.precision_recall[-1] == (1.0, 0.5)
    assert found.reliability == [(0.05, 0.0, 50), (0.95, 1.0, 50)]
    assert found.calibration_error == pytest.approx(0.05)
    assert found.confusions == [("A", "B", 10)]


def test_a_learning_curve_needs_articles_enough():
    text = {
        "Sport": "Le club a gagné le match {n} devant {m} spectateurs.",
        "Santé": "L’hôpital {n} soigne {m} patients malades.",
    }
    articles = [Article(t.format(n=n, m=7 * n), topics=[label]) for label, t in text.items() for n in range(60)]
    points = compute_learning_curve(articles, None, jobs=1)
    assert [count for count, _ in points] == [24, 48, 72, 96]
    assert all(0 <= score <= 1 for _, score in points)
    assert compute_learning_curve(articles[:50], None) == []
