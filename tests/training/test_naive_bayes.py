"""Terms that a topic's articles have more often than others speak for it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from newstagger._topics.blocks import Blocks
from newstagger._training.options import TrainingOptions
from newstagger._training.solvers import LiblinearSolver, TrainingSet, compute_log_ratios

# Four articles, five terms: everywhere, only in the topic, twice as much in it, only elsewhere, nowhere.
TERMS = csr_matrix(
    np.array([[1, 0.5, 0.8, 0, 0], [1, 0, 0.8, 0, 0], [1, 0, 0.4, 0.6, 0], [1, 0, 0.4, 0, 0]], np.float32)
)
GOLD = np.array([[True], [True], [False], [False]])


def test_ratios_are_of_the_topic_s_mean_drawn_to_that_of_all_and_the_mean_of_the_others():
    common, own, more, other, unseen = compute_log_ratios(TERMS, GOLD)[:, 0]
    assert common == pytest.approx(0, abs=1e-6)
    assert more == pytest.approx(np.log((0.8 + 0.6) / 2 / 0.4), abs=1e-6)
    assert own == pytest.approx(np.log((0.25 + 0.125) / 2 / (0.01 * 0.125))), "not without end"
    assert other == 0, "nothing speaks against a topic"
    assert unseen == 0


def test_a_topic_of_no_article_or_of_all_has_none():
    gold = np.array([[True, False]] * 4)
    assert not compute_log_ratios(TERMS, gold).any()


def test_each_topic_s_ratios_are_its_own():
    both = compute_log_ratios(TERMS, np.hstack([GOLD, ~GOLD]))
    assert both[:, [0]] == pytest.approx(compute_log_ratios(TERMS, GOLD))
    assert both[:, [1]] == pytest.approx(compute_log_ratios(TERMS, ~GOLD))


def test_liblinear_s_weights_get_them_from_the_articles_it_learns_from():
    data = TrainingSet(Blocks(TERMS, np.zeros((4, 3), np.float32)), GOLD)
    inside = np.array([True, False, True, True])
    found, alone = (
        LiblinearSolver(data, TrainingOptions(jobs=1), ratios_weight=weight).fit(inside, lambda: None).terms
        for weight in (2.0, 0.0)
    )
    # Weights are rounded to 16 bits, and those under 0.005 to nothing.
    assert (found - alone) == pytest.approx(2 * compute_log_ratios(TERMS[inside], GOLD[inside]), abs=0.01)
