"""Weights of terms, shape (terms, topics): an array, or a sparse matrix where a large training left most of them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # importing it takes a tenth of a second, and tagging with weights in an array does not need it
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
TermWeights: TypeAlias = "NDArray[Any] | csr_matrix"

#: Weights nearer to 0 than this are left out. The margin of a support vector machine is 1 and the block of words
#: has length 1, so that no such term moves a score by more than two hundredths of the margin; of 232,000 headlines
#: with 403 rubrics seven weights in eight go, and F1 stays what it was. benchmarks/topics/LOG.md has the trials.
NEGLIGIBLE = 0.02
#: Weights that take no more bytes than this are kept in memory as an array however few of them are not 0: topics are
#: then given a quarter faster.
DENSE_BYTES = 64_000_000


def round_weights(weights: NDArray[Any], below: float) -> Floats:
    """The weights that matter, as 16-bit numbers keep them, so that a model gives the same once it was written."""
    return np.where(np.abs(weights) < below, 0, weights).astype(np.float16).astype(np.float32)


def prune_weights(weights: Floats, below: float = NEGLIGIBLE) -> csr_matrix:
    """The weights that matter and no others."""
    return _sparse(round_weights(weights, below))


def densify_small(weights: TermWeights, limit: int | None = None) -> TermWeights:
    """The weights as they are kept in memory to tag with: an array, unless it takes more than ``limit`` bytes.

    Args:
        limit: ``DENSE_BYTES`` by default.
    """
    limit = DENSE_BYTES if limit is None else limit
    if isinstance(weights, np.ndarray) or 4 * weights.shape[0] * weights.shape[1] > limit:
        return weights
    return np.asarray(weights.toarray(), np.float32)


def choose_stored_form(weights: TermWeights) -> TermWeights:
    """The weights as they are written: an array or a sparse matrix, whichever takes fewer bytes."""
    if not isinstance(weights, np.ndarray):
        return weights
    sparse = _sparse(weights)
    return sparse if sum(array.nbytes for array in _parts(sparse).values()) < weights.nbytes else weights


def _sparse(weights: NDArray[Any]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    kept = csr_matrix(weights)
    kept.sort_indices()
    return kept


def multiply(features: csr_matrix, weights: TermWeights) -> NDArray[Any]:
    """What terms add to the scores of articles, shape (articles, topics)."""
    found = features @ weights
    return found if isinstance(found, np.ndarray) else np.asarray(found.toarray())


def multiply_rows(rows: Sequence[tuple[Ints, Floats]], weights: TermWeights) -> NDArray[Any]:
    """The same as ``products``, for features given as the columns and values of each article's terms."""
    if isinstance(weights, np.ndarray):
        found = [_product(columns, values, weights) for columns, values in rows]
        return np.array(found, np.float32).reshape(len(rows), weights.shape[1])
    return multiply(stack_rows(rows, weights.shape[0]), weights)


def stack_rows(rows: Sequence[tuple[Ints, Floats]], width: int) -> csr_matrix:
    """Articles' columns and values as one matrix, shape (articles, width)."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([np.zeros(0, np.int32), *(columns for columns, _ in rows)])
    data = np.concatenate([np.zeros(0, np.float32), *(values for _, values in rows)])
    return csr_matrix((data, columns, starts), (len(rows), width))


def _product(columns: Ints, values: Floats, weights: NDArray[Any]) -> NDArray[Any]:
    """The sum over an article's terms, one after the other as a sparse matrix adds them: scores stay the same to the bit."""
    if not len(columns):
        return np.zeros(weights.shape[1], np.float32)
    summands = weights[columns] * values[:, None]
    # numpy would sum a single column in pairs.
    return np.asarray(summands.sum(axis=0) if weights.shape[1] > 1 else summands.cumsum(axis=0)[-1])


def select_weights(weights: TermWeights, terms: Ints, topics: Sequence[int]) -> Floats:
    """The weights of some terms for some topics, shape (terms, topics)."""
    if isinstance(weights, np.ndarray):
        return weights[terms][:, topics]
    return np.asarray(weights[terms][:, topics].toarray(), np.float32)


def find_used_terms(weights: TermWeights) -> NDArray[np.bool_]:
    """Which terms any topic has a weight for, shape (terms,)."""
    if isinstance(weights, np.ndarray):
        return np.asarray((weights != 0).any(axis=1))
    return np.asarray(np.diff(weights.indptr) > 0)


def add_moves(weights: TermWeights, terms: Ints, moves: NDArray[np.float64]) -> TermWeights:
    """The weights with something added for some terms; ``moves`` has shape (some terms, topics)."""
    if isinstance(weights, np.ndarray):
        result = weights.astype(np.float64)
        result[terms] += moves
        return result.astype(np.float32)
    from scipy.sparse import csr_matrix

    more = csr_matrix(moves)
    counts = np.zeros(weights.shape[0], np.int64)
    counts[terms] = np.diff(more.indptr)
    # ``terms`` ascend, so the values of the small matrix are in the order of the large one.
    large = csr_matrix((more.data, more.indices, np.concatenate([[0], np.cumsum(counts)])), weights.shape)
    return csr_matrix((weights + large).astype(np.float32))


def join_columns(parts: Sequence[TermWeights], order: Sequence[int]) -> TermWeights:
    """The columns of several weights over the same terms, in another order."""
    if all(isinstance(weights, np.ndarray) for weights in parts):
        return np.hstack(parts)[:, order]
    from scipy.sparse import csc_matrix, csr_matrix, hstack

    return csr_matrix(csc_matrix(hstack(parts))[:, order])


def extend_rows(weights: TermWeights, terms: int, topics: Sequence[int]) -> TermWeights:
    """The weights of some topics, with rows of 0 for terms that were added."""
    if isinstance(weights, np.ndarray):
        result = np.zeros((terms, len(topics)), np.float32)
        result[: len(weights)] = weights[:, topics]
        return result
    from scipy.sparse import csr_matrix

    some = csr_matrix(weights[:, topics])
    starts = np.concatenate([some.indptr, np.full(terms - some.shape[0], some.indptr[-1])])
    return csr_matrix((some.data, some.indices, starts), (terms, len(topics)))


def append_rows(terms: TermWeights, embedding: Floats) -> TermWeights:
    """Weights of terms and embedding as one, shape (terms + 300, topics)."""
    if isinstance(terms, np.ndarray):
        return np.vstack([terms, embedding])
    from scipy.sparse import csr_matrix, vstack

    return csr_matrix(vstack([terms, csr_matrix(embedding)]))


def pack_weights(weights: TermWeights, *, narrow: bool = False) -> dict[str, NDArray[Any]]:
    """Weights of terms as arrays: a dense one, or the three of a sparse matrix, as small as they can be.

    Args:
        narrow: number few topics with one byte, which versions before format 3 do not read.
    """
    kept = choose_stored_form(weights)
    return {"terms": np.ascontiguousarray(kept)} if isinstance(kept, np.ndarray) else _parts(kept, narrow=narrow)


def _parts(weights: csr_matrix, *, narrow: bool = False) -> dict[str, NDArray[Any]]:
    values = weights.data.astype(np.float16)
    if (values != weights.data).any():  # moved since it was trained
        values = weights.data
    return {
        "values": values,
        "columns": weights.indices.astype((choose_column_type if narrow else _wide_type)(weights.shape[1])),
        "starts": weights.indptr.astype(np.int64),
    }


def unpack_weights(arrays: Mapping[str, NDArray[Any]], topics: int) -> TermWeights:
    """The weights of terms that were packed."""
    if "terms" in arrays:
        return arrays["terms"]
    starts, columns = arrays["starts"], arrays["columns"]
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    places = rows * topics + columns
    # As ``densify_small`` would make it, without a sparse matrix on the way; entries that come twice are summed by that.
    if 4 * (len(starts) - 1) * topics <= DENSE_BYTES and (np.diff(places) > 0).all():
        dense = np.zeros((len(starts) - 1) * topics, np.float32)
        dense[places] = arrays["values"]
        return dense.reshape(-1, topics)
    from scipy.sparse import csr_matrix

    return densify_small(
        csr_matrix((arrays["values"].astype(np.float32), columns.astype(np.int32), starts), (len(starts) - 1, topics))
    )


def choose_column_type(topics: int) -> type[np.unsignedinteger[Any]]:
    """The smallest type that can number this many topics."""
    return np.uint8 if topics <= 1 << 8 else _wide_type(topics)


def _wide_type(topics: int) -> type[np.unsignedinteger[Any]]:
    """The smallest type of two bytes or more."""
    return np.uint16 if topics <= 1 << 16 else np.uint32
