"""The topics of a model directory: plain arrays, one term a line, and each topic in the manifest."""

from __future__ import annotations

import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from newstagger.errors import ModelError
from newstagger.model.files import read_text, write_text
from newstagger.topics.classifier import TopicClassifier, TopicInfo
from newstagger.topics.features import Featuriser

MANIFEST, ARRAYS, TERMS = "manifest.json", "topics.npz", "vocabulary.txt"


def write_topics(classifier: TopicClassifier, directory: Path) -> list[dict[str, Any]]:
    """Write vocabulary and weights.

    Returns:
        what the manifest says of each topic.
    """
    featuriser = classifier.featuriser
    write_text(directory / TERMS, "".join(term + "\n" for term in featuriser.terms))
    arrays = {
        "terms": classifier.terms,
        "sense": classifier.embedding,
        "bias": classifier.bias,
        "idf": featuriser.idf,
        "frequency": featuriser.frequency,
        "centre": featuriser.centre,
    }
    np.savez(directory / ARRAYS, **{k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items()})  # type: ignore[arg-type]
    return [
        {**asdict(topic), "slope": float(slope), "offset": float(offset)}
        for topic, slope, offset in zip(classifier.topics, *classifier.curves, strict=True)
    ]


def read_topics(directory: Path, manifest: dict[str, Any]) -> TopicClassifier:
    """The classifier of a directory whose hashes were checked.

    Raises:
        ModelError: an array is missing, of another shape or type, compressed or pickled, or a topic is described wrongly.
    """
    arrays_path = directory / ARRAYS
    try:
        check_stored(arrays_path)
        with np.load(arrays_path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in ("terms", "sense", "bias", "idf", "frequency", "centre")}
    except ModelError:
        raise
    except Exception as error:  # zipfile, numpy and zlib each have errors of their own
        raise ModelError(f"{arrays_path}: cannot be read as arrays: {error}") from None
    terms = read_text(directory / TERMS).splitlines()
    count, width = len(manifest["topics"]), len(arrays["centre"])
    shapes = {
        "terms": (len(terms), count),
        "sense": (width, count),
        "bias": (count,),
        "idf": (len(terms),),
        "frequency": (len(terms),),
        "centre": (width,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape or arrays[name].dtype != np.float32:
            raise ModelError(
                f"{arrays_path}: array « {name} » is {arrays[name].dtype} {arrays[name].shape}, expected float32 {shape}"
            )
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
        raise ModelError(f"{directory / MANIFEST}: « added » is {added!r}, not a column of the vocabulary")
    featuriser = Featuriser(terms, arrays["idf"], arrays["frequency"], arrays["centre"], added)
    return TopicClassifier(
        topics, featuriser, arrays["terms"], arrays["sense"], arrays["bias"], curves, bool(manifest.get("single"))
    )


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
