"""Text and JSON of a model directory; what cannot be read is a ``ModelError`` that names the file.

The topics of a model directory: plain arrays, one term a line, and each topic in the manifest.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger._topics.classifier import TopicClassifier
from newstagger._topics.features import Featuriser
from newstagger._topics.thresholds import TopicInfo
from newstagger._topics.weights import TermWeights, choose_column_type, pack_weights, unpack_weights
from newstagger.errors import ModelError


def read_text(path: Path) -> str:
    """The text of a file, UTF-8."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as text: {error}") from None


def read_json(path: Path) -> Any:
    """The JSON of a file."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: cannot be read as JSON: {error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file, its ends of line as they are."""
    path.write_bytes(text.encode("utf-8"))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


MANIFEST, ARRAYS, TERMS = "manifest.json", "topics.npz", "vocabulary.txt"


def write_topics(classifier: TopicClassifier, directory: Path) -> list[dict[str, Any]]:
    """Write vocabulary and weights.

    Returns:
        what the manifest says of each topic.
    """
    featuriser = classifier.featuriser
    write_text(directory / TERMS, "".join(term + "\n" for term in featuriser.terms))
    arrays = {
        "sense": classifier.embedding,
        "bias": classifier.bias,
        "idf": featuriser.idf,
        "frequency": featuriser.frequency,
        "centre": featuriser.centre,
    }
    floats = {k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items()}
    np.savez(directory / ARRAYS, **pack_weights(classifier.terms, narrow=not featuriser.plain), **floats)  # type: ignore[arg-type]
    return [
        {**_to_entry(topic), "slope": float(slope), "offset": float(offset)}
        for topic, slope, offset in zip(classifier.topics, *classifier.curves, strict=True)
    ]


#: Names of the manifest for attributes of ``TopicInfo`` that are called otherwise there.
_ENTRY_NAMES = {"precision_threshold": "precise", "recall_threshold": "broad"}


def _to_entry(topic: TopicInfo) -> dict[str, Any]:
    return {_ENTRY_NAMES.get(name, name): value for name, value in asdict(topic).items()}


def read_topics(directory: Path, manifest: dict[str, Any]) -> TopicClassifier:
    """The classifier of a directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled, or a topic is described wrongly.
    """
    arrays_path = directory / ARRAYS
    try:
        check_stored(arrays_path)
        with np.load(arrays_path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each have errors of their own
        raise ModelError(f"{arrays_path}: cannot be read as arrays: {error}") from None
    terms = read_text(directory / TERMS).splitlines()
    count, width = len(manifest["topics"]), arrays["centre"].size if "centre" in arrays else 0
    shapes = {
        "sense": (width, count),
        "bias": (count,),
        "idf": (len(terms),),
        "frequency": (len(terms),),
        "centre": (width,),
    }
    for name, shape in shapes.items():
        _expect(arrays_path, arrays, name, shape, np.float32)
    weights = _checked(arrays_path, arrays, (len(terms), count))
    try:
        topics = [
            TopicInfo(
                str(t["label"]), float(t["threshold"]), int(t.get("support", 0)), tuple(t.get("parents", ())),
                tuple(t.get("aliases", ())), t.get("code"), str(t.get("definition", "")),
                _optional(t.get("precise")), _optional(t.get("broad")),
            )
            for t in manifest["topics"]
        ]  # fmt: skip
        curves = np.array([[t["slope"] for t in manifest["topics"]], [t["offset"] for t in manifest["topics"]]], float)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{directory / MANIFEST}: a topic is described wrongly: {error!r}") from None
    added = manifest.get("added")
    if added is not None and not (isinstance(added, int) and 0 <= added <= len(terms)):
        raise ModelError(f"{directory / MANIFEST}: `added` is {added!r}, not a column of the vocabulary")
    weak, opening = manifest.get("weak"), manifest.get("opening", 0.0)
    if weak is not None and not (isinstance(weak, int) and 0 <= weak <= (len(terms) if added is None else added)):
        raise ModelError(f"{directory / MANIFEST}: `weak` is {weak!r}, not a column of the vocabulary")
    if not (isinstance(opening, int | float) and 0 <= opening <= 1):
        raise ModelError(f"{directory / MANIFEST}: `opening` is {opening!r}, not a number between 0 and 1")
    featuriser = Featuriser(terms, arrays["idf"], arrays["frequency"], arrays["centre"], added, weak, float(opening))
    return TopicClassifier(
        topics, featuriser, weights, arrays["sense"], arrays["bias"], curves, bool(manifest.get("single"))
    )


def _checked(path: Path, arrays: dict[str, NDArray[Any]], shape: tuple[int, int]) -> TermWeights:
    """The weights of terms of a model directory; a sparse matrix that points outside itself is refused."""
    if "terms" in arrays:
        _expect(path, arrays, "terms", shape, np.float32)
        return arrays["terms"]
    _expect(path, arrays, "starts", (shape[0] + 1,), np.int64)
    starts = arrays["starts"]
    if starts[0] != 0 or (np.diff(starts) < 0).any():
        raise ModelError(f"{path}: array `starts` does not ascend from 0")
    stored = (int(starts[-1]),)
    _expect(path, arrays, "values", stored, np.float16, np.float32)
    # Models of before format 3 have two bytes for each, however few the topics.
    _expect(path, arrays, "columns", stored, choose_column_type(shape[1]), np.uint16)
    if stored[0] and arrays["columns"].max() >= shape[1]:
        raise ModelError(f"{path}: array `columns` names a topic that the model does not have")
    return unpack_weights(arrays, shape[1])


def _expect(path: Path, arrays: dict[str, NDArray[Any]], name: str, shape: tuple[int, ...], *types: type) -> None:
    """Refuse an array of another shape or type.

    Raises:
        ModelError: it is, or it is missing.
    """
    if name not in arrays:
        raise ModelError(f"{path}: array `{name}` is missing")
    found = arrays[name]
    if found.shape != shape or found.dtype not in types:
        wanted = " or ".join(np.dtype(type_).name for type_ in types)
        raise ModelError(f"{path}: array `{name}` is {found.dtype} {found.shape}, expected {wanted} {shape}")


def _optional(value: Any) -> float | None:
    return None if value is None else float(value)


def check_stored(path: Path) -> None:
    """Refuse compressed arrays: their size in memory must be that of the file.

    Raises:
        ModelError: an array is compressed.
    """
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise ModelError(f"{path}: holds compressed arrays, which newstagger never writes")
