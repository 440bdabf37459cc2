"""Scores become probabilities, probabilities become yes or no."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newstagger._topics.thresholds import (
    MICRO_SHARE,
    Aim,
    calibrate,
    choose,
    find_best_threshold,
    find_steady_threshold,
    fit_platt,
    shrink_thresholds,
    to_probabilities,
    tune,
)


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
    best = f1(gold, scores >= find_best_threshold(gold, scores))
    assert all(best >= f1(gold, scores >= limit) - 1e-12 for limit in scores)


def test_a_threshold_of_few_positives_leans_on_the_shared_one():
    rng = np.random.default_rng(0)
    gold = np.zeros((400, 2), bool)
    gold[:200, 0] = gold[:2, 1] = True
    scores = np.where(gold, 0.7, 0.2) + rng.normal(0, 0.1, gold.shape)
    scores[:2, 1] = 0.95
    own = find_steady_threshold(gold[:, 1], scores[:, 1])
    shared = find_best_threshold(gold.ravel(), scores.ravel())
    assert abs(shrink_thresholds(gold, scores, 20)[1] - shared) < abs(own - shared) / 2
    assert shrink_thresholds(gold, scores, 0)[1] == pytest.approx(own)


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
    probabilities = to_probabilities(raw, calibrate(gold, raw))
    for low in np.arange(0, 1, 0.2):
        inside = (probabilities >= low) & (probabilities < low + 0.2)
        assert abs(gold[inside].mean() - probabilities[inside].mean()) < 0.04


def test_a_topic_without_positives_leans_on_all_topics():
    gold = np.zeros((50, 2), bool)
    gold[:25, 0] = True
    scores = np.where(gold, 1.0, -1.0)
    assert np.isfinite(calibrate(gold, scores)).all()


# --- exact values


def test_the_best_threshold_lies_halfway_to_the_next_score():
    gold = np.array([True, True, False, False])
    assert find_best_threshold(gold, np.array([0.9, 0.7, 0.4, 0.1])) == pytest.approx(0.55)
    assert find_best_threshold(np.array([True, True]), np.array([0.9, 0.7])) == pytest.approx(0.6995), (
        "below all of them"
    )
    assert find_best_threshold(np.array([False, False]), np.array([0.9, 0.7])) == pytest.approx(0.8)
    # Precision 1/2 with both beats recall 1/2 with neither: two of three right, F1 0.8.
    assert find_best_threshold(np.array([True, False, True]), np.array([0.9, 0.5, 0.3])) == pytest.approx(0.2995)


def test_of_equal_scores_the_first_place_counts():
    assert find_best_threshold(np.array([True, False]), np.array([0.5, 0.5])) == pytest.approx(0.5)


def test_a_shrunk_threshold_is_the_weighted_mean_of_its_own_and_the_shared_one():
    gold = np.array([[True, True], [True, False], [False, False], [False, False]])
    scores = np.array([[0.9, 0.6], [0.8, 0.2], [0.3, 0.15], [0.1, 0.1]])
    shared = find_best_threshold(gold.ravel(), scores.ravel())
    first, second = (find_steady_threshold(gold[:, t], scores[:, t]) for t in (0, 1))
    found = shrink_thresholds(gold, scores, 3.0)
    assert found == pytest.approx([(2 * first + 3 * shared) / 5, (1 * second + 3 * shared) / 4])


def test_of_a_topic_without_articles_the_shared_threshold_is_all_there_is():
    gold = np.array([[True, False], [True, False], [False, False], [False, False]])
    scores = np.array([[0.9, 0.6], [0.8, 0.2], [0.3, 0.15], [0.1, 0.1]])
    assert shrink_thresholds(gold, scores, 0.0)[1] == pytest.approx(find_best_threshold(gold.ravel(), scores.ravel()))


def test_tuning_keeps_to_a_topic_s_own_threshold_where_the_shared_one_would_be_wrong():
    gold = np.zeros((40, 2), bool)
    gold[:20] = True
    # Alone the topics would have (1 + 0.6) / 2 = 0.8 and (0.45 + 0.05) / 2 = 0.25; together they share 0.25.
    scores = np.where(gold, [1.0, 0.45], [0.6, 0.05])
    # Four folds of five hold 16 positives: (16 · 0.8 + s · 0.25) / (16 + s) lies above 0.6 for s up to 5, not for 10; of
    # those that do as well the least shrinkage stays.
    assert tune(gold, scores, np.arange(40) % 5) == pytest.approx([0.8, 0.25])


def test_tuning_leans_on_the_shared_threshold_where_a_topic_s_own_misses_articles_left_out():
    gold = np.zeros((60, 2), bool)
    gold[:30, 0] = True
    gold[[0, 11, 22, 33], 1] = True
    scores = np.where(gold, 0.7, 0.3)
    scores[[0, 11, 22], 1], scores[33, 1] = 0.99, 0.55
    # Without the fold of article 33 the second topic's own threshold is (0.99 + 0.3) / 2 = 0.645, the shared one 0.5:
    # (3 · 0.645 + s · 0.5) / (3 + s) lets 0.55 pass for s of 10, not for 0, 2 and 5.
    assert tune(gold, scores, np.arange(60) % 5) == pytest.approx(shrink_thresholds(gold, scores, 10.0))


# --- what a threshold is chosen for


def test_a_large_topic_that_is_hard_to_tell_is_given_less_where_all_decisions_count():
    """By itself it is best given to all: F1 2/3. Beside topics that are told well, every second error is too much."""
    rng = np.random.default_rng(0)
    gold = np.zeros((400, 5), bool)
    gold[:200, 0] = True
    for topic in range(1, 5):
        gold[topic * 80 : topic * 80 + 80, topic] = True
    scores = np.where(gold, 0.9, 0.1) + rng.normal(0, 0.02, gold.shape)
    scores[:, 0] = rng.uniform(0.3, 0.6, 400) + 0.1 * gold[:, 0]
    alone = (scores[:, 0] >= find_best_threshold(gold[:, 0], scores[:, 0])).sum()
    given_ = scores >= tune(gold, scores, np.arange(400) % 5)
    assert given_[:, 0].sum() < alone
    assert (given_[:, 1:] == gold[:, 1:]).all()


@given(st.integers(0, 20), st.integers(1, 20), st.integers(1, 20), st.floats(0.25, 4))
def test_the_worth_for_a_topic_by_itself_follows_its_f_beta(hits, wrong, support, beta):
    hits = min(hits, support)
    aim = Aim(beta)
    f_beta = (1 + beta**2) * hits / (hits + wrong + beta**2 * support)
    assert aim.worth(np.array(hits), np.array(hits + wrong), support) == pytest.approx(f_beta * (1 - MICRO_SHARE))


# --- the mean of many best thresholds


def test_a_steady_threshold_does_not_hang_on_one_article():
    gold = np.arange(200) < 6
    scores = np.where(gold, 0.9, 0.1)
    scores[5] = 0.2
    scores[10:13] = 0.3
    # Giving the sixth costs three wrong ones: 12 / 15 with, 10 / 11 without. Drawn twice, it is worth more.
    assert find_best_threshold(gold, scores) == pytest.approx(0.6)
    assert 0.15 < find_steady_threshold(gold, scores) < 0.6
    scores[5] = 0.29
    near = find_steady_threshold(gold, scores)
    scores[5] = 0.21
    assert find_steady_threshold(gold, scores) == pytest.approx(near, abs=0.05)


def test_a_steady_threshold_of_what_is_clearly_apart_is_the_best_one():
    gold = np.arange(100) < 10
    assert find_steady_threshold(gold, np.where(gold, 0.8, 0.2)) == pytest.approx(0.5, abs=0.001)


def test_a_steady_threshold_is_the_same_each_time_and_leans_as_beta_says():
    rng = np.random.default_rng(3)
    gold = rng.random(500) < 0.1
    scores = np.where(gold, 0.4, 0.2) + rng.normal(0, 0.1, 500)
    balanced = find_steady_threshold(gold, scores)
    assert balanced == find_steady_threshold(gold, scores)
    assert find_steady_threshold(gold, scores, Aim(2.0)) < balanced < find_steady_threshold(gold, scores, Aim(0.5))


def test_a_topic_is_never_given_to_more_than_eight_times_its_articles():
    gold = np.zeros(1000, bool)
    gold[[500, 999]] = True
    scores = np.linspace(0.9, 0.1, 1000)
    assert (scores >= find_steady_threshold(gold, scores)).sum() <= 16


def test_few_scores_or_none_of_the_topic_have_the_best_threshold():
    gold, scores = np.array([False, False, False]), np.array([0.9, 0.5, 0.1])
    assert find_steady_threshold(gold, scores) == find_best_threshold(gold, scores)
    assert find_steady_threshold(np.array([True]), np.array([0.7])) == find_best_threshold(
        np.array([True]), np.array([0.7])
    )
    many = np.arange(2_500) < 2_001
    assert find_steady_threshold(many, np.where(many, 0.8, 0.2)) == find_best_threshold(many, np.where(many, 0.8, 0.2))


def test_platt_finds_the_minimum_of_its_loss():
    rng = np.random.default_rng(5)
    gold = rng.random(300) < 0.3
    scores = np.where(gold, 0.6, -0.7) + rng.normal(0, 0.8, 300)
    slope, offset = calibrate(gold[:, None], scores[:, None])[:, 0]
    positive, negative = gold.sum(), (~gold).sum()
    target = np.where(gold, (positive + 1) / (positive + 2), 1 / (negative + 2))
    probabilities = 1 / (1 + np.exp(-(slope * scores + offset)))
    assert abs(((target - probabilities) * scores).sum()) < 1e-4
    assert abs((target - probabilities).sum()) < 1e-4
    assert slope > 0.5


def test_a_rare_topic_whose_scores_are_all_low_has_neither_too_high_nor_too_low_a_probability():
    """Whole Newton steps run away here, to a probability of 0.00005 for each article."""
    rng = np.random.default_rng(1)
    gold = np.arange(45_000) < 150
    scores = np.where(gold, -0.95, -1.4) + rng.normal(0, 0.12, len(gold))
    slope, offset = fit_platt(gold, scores)
    assert np.mean(1 / (1 + np.exp(-(slope * scores + offset)))) == pytest.approx(150 / 45_000, rel=0.05)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(-50, 50)), min_size=2, max_size=30),
    st.integers(0, 400),
    st.floats(-50, 50),
)
def test_calibrated_probabilities_are_on_average_what_was_seen(rows, others, at):
    gold, scores = (np.array(column) for column in zip(*rows, strict=True))
    gold = np.concatenate([gold, np.zeros(others, bool)])
    scores = np.concatenate([scores, np.full(others, at)])
    slope, offset = fit_platt(gold, scores)
    positive, negative = gold.sum(), (~gold).sum()
    smoothed = positive * (positive + 1) / (positive + 2) + negative / (negative + 2)
    mean = np.mean(1 / (1 + np.exp(-(slope * scores + offset))))
    assert slope > 0
    assert mean == pytest.approx(smoothed / len(gold), abs=0.02)


def test_a_calibration_of_few_positives_leans_on_the_shared_one():
    rng = np.random.default_rng(7)
    gold = np.zeros((120, 2), bool)
    gold[:60, 0] = True
    gold[:5, 1] = True
    scores = np.where(gold, 1.0, -1.0) + rng.normal(0, 1, gold.shape)
    curves = calibrate(gold, scores)
    alone = [calibrate(gold[:, [t]], scores[:, [t]])[:, 0] for t in (0, 1)]
    shared = calibrate(gold.ravel()[:, None], scores.ravel()[:, None])[:, 0]
    for topic, support in ((0, 60), (1, 5)):
        trust = support / (support + 10)
        assert curves[:, topic] == pytest.approx(trust * alone[topic] + (1 - trust) * shared, abs=1e-6)


def test_a_topic_without_positives_has_the_shared_calibration():
    rng = np.random.default_rng(9)
    gold = np.zeros((80, 2), bool)
    gold[:40, 0] = True
    scores = np.where(gold, 1.0, -1.0) + rng.normal(0, 1, gold.shape)
    shared = calibrate(gold.ravel()[:, None], scores.ravel()[:, None])[:, 0]
    assert calibrate(gold, scores)[:, 1] == pytest.approx(shared)


def test_scores_against_the_labels_never_turn_the_calibration_round():
    gold = np.array([True] * 10 + [False] * 10)
    scores = np.concatenate([np.full(10, -1.0), np.full(10, 1.0)])
    assert calibrate(gold[:, None], scores[:, None])[0, 0] == pytest.approx(1e-3)


def test_probabilities_are_the_logistic_of_the_curve_and_never_quite_0_or_1():
    curves = np.array([[2.0, 1.0], [0.5, 0.0]])
    assert to_probabilities(np.array([[1.0, 0.0]]), curves) == pytest.approx(np.array([[1 / (1 + np.exp(-2.5)), 0.5]]))
    far = to_probabilities(np.array([[1e9, -1e9]]), curves)
    assert far[0, 0] == 1 / (1 + np.exp(-30))
    assert far[0, 1] == 1 / (1 + np.exp(30))


def test_one_topic_an_article_is_the_best_raw_score_whatever_its_probability():
    raw = np.array([[0.1, 0.3], [2.0, -1.0]])
    probabilities = np.array([[0.9, 0.1], [0.0, 0.0]])
    thresholds = np.array([0.5, 0.5])
    assert choose(raw, probabilities, thresholds, True).tolist() == [[False, True], [True, False]]
    assert choose(raw, probabilities, thresholds, False).tolist() == [[True, False], [False, False]]
    assert choose(raw, np.array([[0.5, 0.4], [0.0, 0.6]]), thresholds, False).tolist() == [[True, False], [False, True]]


def test_a_curve_of_very_many_articles_is_that_of_their_scores_and_not_of_groups():
    rng = np.random.default_rng(0)
    scores = rng.normal(-1, 1, 60_000)
    gold = rng.random(len(scores)) < 1 / (1 + np.exp(-(3 * scores - 0.5)))
    slope, offset = fit_platt(gold, scores)
    assert (slope, offset) == (pytest.approx(3, abs=0.1), pytest.approx(-0.5, abs=0.1))
    probabilities = 1 / (1 + np.exp(-(slope * scores + offset)))
    assert probabilities.sum() == pytest.approx(gold.sum(), rel=1e-3), (
        "as a maximum-likelihood fit of every score gives"
    )
