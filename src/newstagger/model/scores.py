"""The out-of-fold scores of a model's articles, a byte each, beside the model; models may lack them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger.errors import ModelError
from newstagger.model.arrays import check_stored
from newstagger.topics.classifier import TopicClassifier
from newstagger.topics.held_out import HeldOut

SCORES = "scores.npz"
#: Bytes that they may take, or this share of the weights if that is more: the bundled model must stay below 25 MB.
MOST_BYTES, MOST_SHARE = 2_000_000, 0.1
#: Steps between a topic's lowest and highest score, and what stands for a score that nobody knows.
_STEPS, _UNKNOWN = 254, 255


def write_scores(held_out: HeldOut, classifier: TopicClassifier, directory: Path) -> bool:
    """Write the scores where they fit beside the model.

    Returns:
        whether they do.
    """
    known = ~np.isnan(held_out.scores)
    low, high = _range(held_out.scores, known)
    steps = np.full(held_out.scores.shape, _UNKNOWN, np.uint8)
    scaled = (held_out.scores - low) / np.maximum(high - low, 1e-6) * _STEPS
    steps[known] = np.round(scaled[known]).astype(np.uint8)
    # Columns follow the model's topics; an article's labels are eight to a byte.
    arrays: dict[str, NDArray[Any]] = {
        "keys": held_out.keys, "steps": steps, "gold": np.packbits(held_out.gold, axis=1),
        "range": np.vstack([low, high]).astype(np.float32),
    }  # fmt: skip
    terms = classifier.terms
    weights = terms.nbytes if isinstance(terms, np.ndarray) else terms.data.nbytes + terms.indices.nbytes
    if sum(array.nbytes for array in arrays.values()) > max(MOST_BYTES, MOST_SHARE * weights):
        return False
    np.savez(directory / SCORES, **arrays)  # type: ignore[arg-type]
    return True


def _range(scores: Any, known: Any) -> tuple[Any, Any]:
    """The lowest and the highest known score of each topic; nought where there is none."""
    some = known.any(axis=0)
    low = np.where(some, np.where(known, scores, np.inf).min(axis=0, initial=np.inf), 0)
    high = np.where(some, np.where(known, scores, -np.inf).max(axis=0, initial=-np.inf), 0)
    return low, high


def read_scores(directory: Path, labels: list[str]) -> HeldOut:
    """The scores of a model directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled.
    """
    path = directory / SCORES
    try:
        check_stored(path)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in ("keys", "steps", "gold", "range")}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each have errors of their own
        raise ModelError(f"{path}: cannot be read as arrays: {error}") from None
    articles, topics = len(arrays["keys"]), len(labels)
    for name, kind, shape in (
        ("keys", np.uint64, (articles,)), ("steps", np.uint8, (articles, topics)),
        ("gold", np.uint8, (articles, -(-topics // 8))), ("range", np.float32, (2, topics)),
    ):  # fmt: skip
        if arrays[name].dtype != kind or arrays[name].shape != shape:
            raise ModelError(f"{path}: array « {name} » is {arrays[name].dtype} {arrays[name].shape}, expected {shape}")
    low, high = arrays["range"]
    scores = (low + arrays["steps"] / np.float32(_STEPS) * (high - low)).astype(np.float32)
    scores[arrays["steps"] == _UNKNOWN] = np.nan
    gold = np.unpackbits(arrays["gold"], axis=1, count=topics).astype(bool)
    return HeldOut(list(labels), arrays["keys"], gold, scores)
