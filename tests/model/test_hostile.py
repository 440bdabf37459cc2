"""Model directories whose hashes agree, and whose content is none of a model's: named, not loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import srsly

from newstagger import ModelError, Tagger
from newstagger._model import directory
from tests.model.test_directory import change, rewrite

NAN = float("nan")


def change_topic(model_dir: Path, **values: Any) -> None:
    topics = json.loads((model_dir / "manifest.json").read_text("utf-8"))["topics"]
    change(model_dir, topics=[{**topics[0], **values}, *topics[1:]])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", NAN), ("threshold", 5), ("threshold", -5), ("threshold", "0.5"), ("threshold", True), ("slope", None),
        ("slope", NAN), ("offset", float("inf")), ("label", ""), ("label", 5), ("support", -1), ("support", float("inf")),
        ("parents", "Politique"), ("parents", [5]), ("aliases", "abc"), ("code", 5), ("definition", None), ("precise", NAN),
        ("broad", "x"),
    ],
)  # fmt: skip
def test_a_topic_with_a_value_of_another_kind(model_dir: Path, name: str, value: object):
    change_topic(model_dir, **{name: value})
    with pytest.raises(ModelError, match=f"the description of a topic is invalid: `{name}"):
        directory.load(model_dir)


def test_two_topics_of_one_name(model_dir: Path):
    topics = json.loads((model_dir / "manifest.json").read_text("utf-8"))["topics"]
    change_topic(model_dir, label=topics[1]["label"])
    with pytest.raises(ModelError, match="two topics are called"):
        directory.load(model_dir)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("single", "false"), ("added", True), ("weak", True), ("opening", True), ("opening", NAN), ("name", 5),
        ("version", None), ("scores", []), ("trained_on", "x"), ("learned", [[1]]), ("libraries", 5), ("spacy", 5),
    ],
)  # fmt: skip
def test_an_entry_of_another_kind(model_dir: Path, name: str, value: object):
    change(model_dir, **{name: value})
    with pytest.raises(ModelError, match=f"`{name}`"):
        directory.load(model_dir)


@pytest.mark.parametrize("format_", [True, 0, -1, 1.0])
def test_a_format_that_never_was(model_dir: Path, format_: object):
    change(model_dir, format=format_)
    with pytest.raises(ModelError, match="is not a manifest"):
        directory.load(model_dir)


def test_topics_whose_arrays_are_not_among_the_files(model_dir: Path):
    files = json.loads((model_dir / "manifest.json").read_text("utf-8"))["files"]
    change(model_dir, files={name: entry for name, entry in files.items() if name != "topics.npz"})
    with pytest.raises(ModelError, match=r"does not name topics\.npz"):
        directory.load(model_dir)


@pytest.mark.parametrize("name", ["bias", "sense", "idf", "frequency", "centre"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_arrays_with_numbers_that_are_none(model_dir: Path, name: str, value: float):
    with np.load(model_dir / "topics.npz") as archive:
        arrays = {key: archive[key].copy() for key in archive.files}
    arrays[name].flat[0] = value
    np.savez(model_dir / "bad.npz", **arrays)
    rewrite(model_dir, "topics.npz", (model_dir / "bad.npz").read_bytes())
    with pytest.raises(ModelError, match=f"`{name}` contains a value that is not a finite number"):
        directory.load(model_dir)


def test_a_recogniser_with_a_weight_that_is_no_number(model_dir: Path):
    model = srsly.msgpack_loads((model_dir / "ner/ner/model").read_bytes())
    layer = next(layer for layer in model["params"] if layer and "W" in layer)
    layer["W"] = np.full(layer["W"].shape, np.nan, np.float32)
    rewrite(model_dir, "ner/ner/model", srsly.msgpack_dumps(model))
    with pytest.raises(ModelError, match="a weight that is no number"):
        Tagger.load(model_dir)


@pytest.mark.parametrize(
    "part",
    [
        {"@architectures": "other.Network.v1"}, {"@architectures": 5},
        {"tok2vec": {"@readers": "srsly.read_json.v1", "path": "/etc/hostname"}},
        {"tok2vec": [{"@misc": "spacy.LookupsDataLoader.v1"}]},
    ],
)  # fmt: skip
def test_a_recogniser_that_names_what_is_no_architecture_of_spacy(model_dir: Path, part: dict[str, Any]):
    config = json.loads((model_dir / "ner/config.json").read_text("utf-8"))
    config["model"].update(part)
    rewrite(model_dir, "ner/config.json", json.dumps(config).encode())
    with pytest.raises(ModelError, match="not an architecture of spaCy"):
        Tagger.load(model_dir)


def test_a_recogniser_described_too_deeply(model_dir: Path):
    rewrite(model_dir, "ner/config.json", b"[" * 100_000)
    with pytest.raises(ModelError, match="the entity recogniser cannot be read"):
        Tagger.load(model_dir)
