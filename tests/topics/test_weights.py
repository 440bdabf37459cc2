"""Weights of terms: a sparse matrix is used like the array that it came from."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from newstagger._topics.weights import (
    add_moves,
    append_rows,
    choose_stored_form,
    densify_small,
    extend_rows,
    find_used_terms,
    join_columns,
    multiply,
    multiply_rows,
    pack_weights,
    prune_weights,
    round_weights,
    select_weights,
    stack_rows,
    unpack_weights,
)


@pytest.fixture
def dense() -> NDArray[np.float32]:
    """Weights of 12 terms for 5 topics, as 16 bits hold them; a third are nought, and so are all of term 7."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(12, 5)).astype(np.float16).astype(np.float32)
    weights[np.abs(weights) < 0.4] = 0
    weights[7] = 0
    return weights


@pytest.fixture
def sparse(dense: NDArray[np.float32]) -> csr_matrix:
    return prune_weights(dense)


def test_weights_near_nought_are_left_out_and_the_others_are_as_16_bits_hold_them():
    weights = np.array([[0.02, -0.5], [0.031, 1 / 3], [-0.029, 0]], np.float32)
    kept = prune_weights(weights, below=0.03)
    assert kept.nnz == 3
    assert kept.toarray() == pytest.approx(np.array([[0, -0.5], [0.031, 1 / 3], [0, 0]]), rel=1e-3)
    assert (kept.data == kept.data.astype(np.float16)).all()


def test_rounded_weights_stay_an_array():
    found = round_weights(np.array([[0.004, -0.5], [1 / 3, 0]]), below=0.005)
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array([[0, -0.5], [1 / 3, 0]]), rel=1e-3)


def test_weights_are_written_in_whichever_form_takes_fewer_bytes(dense: NDArray[np.float32]):
    few = np.where(np.abs(dense) > 1, dense, 0)
    assert isinstance(choose_stored_form(few), csr_matrix)
    assert isinstance(choose_stored_form(np.ones((12, 5), np.float32)), np.ndarray)
    for weights in (few, dense, np.ones((12, 5), np.float32), dense + np.float32(1e-5) * (dense != 0)):
        again = unpack_weights(pack_weights(weights), 5)
        assert isinstance(again, np.ndarray)
        assert (again == weights).all()


def test_only_large_weights_stay_sparse_in_memory(sparse: csr_matrix):
    assert isinstance(densify_small(sparse, 4 * 12 * 5), np.ndarray)
    assert densify_small(sparse, 4 * 12 * 5 - 1) is sparse


def test_products_are_those_of_the_array(dense: NDArray[np.float32], sparse: csr_matrix):
    features = csr_matrix(np.random.default_rng(1).random((4, 12), np.float32))
    assert multiply(features, sparse) == pytest.approx(multiply(features, dense), rel=1e-5)


def test_a_part_is_that_of_the_array(dense: NDArray[np.float32], sparse: csr_matrix):
    assert (
        select_weights(sparse, np.array([7, 2, 11]), [4, 0]) == select_weights(dense, np.array([7, 2, 11]), [4, 0])
    ).all()


def test_terms_in_use(dense: NDArray[np.float32], sparse: csr_matrix):
    assert find_used_terms(dense).tolist() == find_used_terms(sparse).tolist() == [number != 7 for number in range(12)]


def test_moved_weights_are_those_of_the_array(dense: NDArray[np.float32], sparse: csr_matrix):
    terms, moves = np.array([1, 7, 10]), np.random.default_rng(2).normal(size=(3, 5))
    found = add_moves(sparse, terms, moves)
    assert isinstance(found, csr_matrix)
    assert (found.toarray() == add_moves(dense, terms, moves)).all()


def test_weights_beside_each_other(dense: NDArray[np.float32], sparse: csr_matrix):
    longer = extend_rows(sparse, 14, [1, 3])
    assert (longer.toarray() == extend_rows(dense, 14, [1, 3])).all()  # type: ignore[union-attr]
    more, order = np.ones((14, 1), np.float32), [2, 0, 1]
    want = join_columns([extend_rows(dense, 14, [1, 3]), more], order)
    assert (join_columns([longer, more], order).toarray() == want).all()  # type: ignore[union-attr]


def test_weights_of_terms_above_those_of_the_embedding(dense: NDArray[np.float32], sparse: csr_matrix):
    embedding = np.ones((3, 5), np.float32)
    assert (append_rows(sparse, embedding).toarray() == append_rows(dense, embedding)).all()  # type: ignore[union-attr]


@pytest.mark.parametrize("topics", [1, 2, 7, 74])
def test_rows_have_the_very_products_of_a_sparse_matrix(topics: int):
    rng = np.random.default_rng(topics)
    weights = rng.normal(size=(500, topics)).astype(np.float32)
    rows = []
    for count in (0, 1, 3, 40, 300):
        columns = rng.permutation(500)[:count]
        rows.append((columns.astype(np.int64), rng.random(count).astype(np.float32)))
    features = stack_rows(rows, len(weights))
    assert (multiply_rows(rows, weights) == multiply(features, weights)).all()
    sparse = csr_matrix(np.where(np.abs(weights) < 1, 0, weights))
    assert (multiply_rows(rows, sparse) == multiply(features, sparse)).all()


@pytest.mark.parametrize("twice", [False, True])
def test_stored_weights_become_an_array_as_the_sparse_matrix_would(twice: bool):
    arrays = {
        "starts": np.array([0, 2, 2, 4], np.int64),
        "columns": np.array([0, 2, 1, 1 if twice else 2], np.uint16),
        "values": np.array([0.5, 1, 2, 3], np.float16),
    }
    wanted = csr_matrix(
        (arrays["values"].astype(np.float32), arrays["columns"].astype(np.int32), arrays["starts"]), (3, 3)
    )
    found = unpack_weights(arrays, 3)
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float32
    assert (found == wanted.toarray()).all()
