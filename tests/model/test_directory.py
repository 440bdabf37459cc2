"""Model directories: there and back, and every way in which one may be damaged."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from newstagger import Model, ModelError, OutputError, Tagger
from newstagger._model import directory

TEXT = "Le club a gagné le match grâce à un but de son attaquant à la dernière minute."


def rewrite(directory: Path, name: str, data: bytes) -> None:
    """Change a file and make the manifest agree with it."""
    (directory / name).write_bytes(data)
    manifest = json.loads((directory / "manifest.json").read_text())
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (directory / "manifest.json").write_text(json.dumps(manifest))


def change(directory: Path, **values: object) -> None:
    manifest = json.loads((directory / "manifest.json").read_text())
    (directory / "manifest.json").write_text(json.dumps({**manifest, **values}))


def test_a_saved_model_gives_the_same_tags(small_model: Model, model_dir: Path):
    before = small_model.classifier.assign([*_articles()])
    after = directory.load(model_dir).classifier.assign([*_articles()])
    assert after == before


def _articles():
    from newstagger import Article

    yield Article(TEXT)
    yield Article("")


def test_the_directory_has_the_files_of_the_contract(model_dir: Path):
    names = {p.relative_to(model_dir).as_posix().split("/")[0] for p in model_dir.rglob("*") if p.is_file()}
    assert names == {
        "manifest.json",
        "topics.npz",
        "vocabulary.txt",
        "ner",
        "README.md",
        "evaluation.json",
        "scores.npz",
    }
    manifest = json.loads((model_dir / "manifest.json").read_text())
    assert manifest["format"] >= 2  # most weights are nought: the sparse form takes fewer bytes
    assert {
        "name",
        "version",
        "date",
        "spacy",
        "libraries",
        "trained_on",
        "scores",
        "topics",
        "files",
    } <= manifest.keys()
    assert all(set(entry) == {"sha256", "bytes"} for entry in manifest["files"].values())


def test_the_bundled_model_is_small_and_whole():
    path = directory.find_bundled()
    assert sum(p.stat().st_size for p in path.rglob("*") if p.is_file()) < 25_000_000
    assert len(directory.load().classifier.topics) >= 43


def test_a_directory_that_exists_is_not_replaced_without_force(small_model: Model, model_dir: Path):
    with pytest.raises(OutputError, match="already exists.*`force`"):
        small_model.save(model_dir)
    small_model.save(model_dir, force=True)
    directory.load(model_dir)
    assert [p.name for p in model_dir.parent.iterdir()] == [model_dir.name]


def test_a_failed_save_leaves_the_old_model(small_model: Model, model_dir: Path, monkeypatch: pytest.MonkeyPatch):
    before = (model_dir / "manifest.json").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OutputError, match="No space left on device; nothing was changed"):
        small_model.save(model_dir, force=True)
    assert (model_dir / "manifest.json").read_bytes() == before
    assert [p.name for p in model_dir.parent.iterdir()] == [model_dir.name]


def test_no_directory_and_no_model(tmp_path: Path):
    with pytest.raises(ModelError, match="there is no such model directory"):
        directory.load(tmp_path / "absent")
    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        directory.load(tmp_path)


@pytest.mark.parametrize(
    "name", ["topics.npz", "vocabulary.txt", "scores.npz", "ner/ner/model", "ner/config.json", "README.md"]
)
def test_a_file_that_is_missing_cut_or_altered_is_named(model_dir: Path, name: str):
    path = model_dir / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ModelError, match=f"{path.name}: does not match the hash"):
        directory.load(model_dir)
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match=f"{path.name}: has .* bytes"):
        directory.load(model_dir)
    path.unlink()
    with pytest.raises(ModelError, match=f"{path.name}: is missing"):
        directory.load(model_dir)


class Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize(
    "name", ["topics.npz", "vocabulary.txt", "ner/ner/model", "ner/ner/moves", "ner/config.json", "evaluation.json"]
)
def test_a_pickle_in_place_of_a_file_is_never_run(model_dir: Path, tmp_path: Path, name: str):
    rewrite(model_dir, name, pickle.dumps(Bomb(tmp_path / "ran")))
    with pytest.raises(ModelError):
        Tagger.load(model_dir)
    assert not (tmp_path / "ran").exists()


def test_an_array_of_objects_is_never_unpickled(model_dir: Path, tmp_path: Path):
    array = np.empty(1, object)
    array[0] = Bomb(tmp_path / "ran")
    np.savez(model_dir / "bad.npz", terms=array)
    rewrite(model_dir, "topics.npz", (model_dir / "bad.npz").read_bytes())
    with pytest.raises(ModelError, match=r"topics\.npz"):
        directory.load(model_dir)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "array"),
    [("terms", np.zeros((3, 5), np.float32)), ("bias", np.zeros(9, np.float32)), ("idf", np.zeros(4, np.int64))],
)
def test_arrays_of_the_wrong_shape_or_type_are_named(model_dir: Path, name: str, array: np.ndarray):
    with np.load(model_dir / "topics.npz") as archive:
        arrays = {**archive, name: array}
    np.savez(model_dir / "bad.npz", **arrays)
    rewrite(model_dir, "topics.npz", (model_dir / "bad.npz").read_bytes())
    with pytest.raises(ModelError, match=f"`{name}`"):
        directory.load(model_dir)


def test_a_file_outside_the_directory_is_refused(model_dir: Path, tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    for name in ("../secret", str(tmp_path / "secret")):
        change(model_dir, files={name: {"sha256": "", "bytes": 1}})
        with pytest.raises(ModelError, match="outside the model directory"):
            directory.load(model_dir)


def test_a_manifest_of_the_future_is_refused(model_dir: Path):
    change(model_dir, format=directory.FORMAT + 1)
    with pytest.raises(ModelError, match="is newer than this version.*upgrade newstagger"):
        directory.load(model_dir)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": "1"}', '{"format": 1}', '{"format": 1, "files": {}, "topics": {}}', "[" * 5000]
)
def test_a_manifest_that_is_none(model_dir: Path, text: str):
    (model_dir / "manifest.json").write_text(text)
    with pytest.raises(ModelError, match=r"manifest\.json"):
        directory.load(model_dir)


@pytest.mark.parametrize("topic", [{}, {"label": "a"}, {"label": "a", "threshold": "x", "slope": 1, "offset": 0}, 5])
def test_a_topic_described_wrongly(model_dir: Path, topic: object):
    manifest = json.loads((model_dir / "manifest.json").read_text())
    change(model_dir, topics=[topic] * len(manifest["topics"]))
    with pytest.raises(ModelError, match="the description of a topic is invalid"):
        directory.load(model_dir)


def test_a_model_without_topics_recognises_entities(model_dir: Path):
    manifest = json.loads((model_dir / "manifest.json").read_text())
    files = {k: v for k, v in manifest["files"].items() if k.startswith("ner/")}
    change(model_dir, topics=[], files=files)
    tagger = Tagger.load(model_dir)
    assert tagger.topics == []
    assert tagger.tag("Emmanuel Macron est à Paris.").topics == []


def test_the_same_articles_and_seed_give_the_same_bytes(labelled, tmp_path: Path, small_model: Model):
    from newstagger import train

    first = small_model.save(tmp_path / "a")
    second = train(labelled, name="petit").save(tmp_path / "b")
    for path in sorted(first.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name


def test_a_copied_directory_is_the_same_model(model_dir: Path, tmp_path: Path):
    shutil.copytree(model_dir, tmp_path / "copie")
    assert Tagger.load(tmp_path / "copie").fingerprint == Tagger.load(model_dir).fingerprint


def test_compressed_arrays_are_refused(model_dir: Path):
    with np.load(model_dir / "topics.npz") as archive:
        arrays = dict(archive)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    rewrite(model_dir, "topics.npz", buffer.getvalue())
    with pytest.raises(ModelError, match="compressed arrays"):
        directory.load(model_dir)


@pytest.mark.parametrize("absurd", ["values", "columns", "sense", "terms"])
def test_arrays_that_claim_an_absurd_size_are_refused(model_dir: Path, absurd: str):
    """A header of a few bytes may promise an array of an exabyte."""
    import zipfile

    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (1 << 40, 1 << 18)})
    packed = io.BytesIO()
    with np.load(model_dir / "topics.npz") as archive, zipfile.ZipFile(packed, "w") as out:
        for name in archive.files:
            whole = io.BytesIO()
            np.save(whole, archive[name])
            out.writestr(f"{name}.npy", header.getvalue() if name == absurd else whole.getvalue())
        if absurd == "terms":  # an array instead of the sparse matrix
            out.writestr("terms.npy", header.getvalue())
    rewrite(model_dir, "topics.npz", packed.getvalue())
    with pytest.raises(ModelError, match=r"topics\.npz"):
        directory.load(model_dir)


@pytest.mark.parametrize(("one", "other"), [("topics.npz", "vocabulary.txt"), ("README.md", "evaluation.json"), ("ner/ner/moves", "ner/ner/model")])  # fmt: skip
def test_swapped_files_are_named(model_dir: Path, one: str, other: str):
    first, second = (model_dir / one).read_bytes(), (model_dir / other).read_bytes()
    (model_dir / one).write_bytes(second)
    (model_dir / other).write_bytes(first)
    with pytest.raises(ModelError, match="damaged|altered"):
        directory.load(model_dir)
    manifest = json.loads((model_dir / "manifest.json").read_text("utf-8"))
    files = manifest["files"]
    for name, data in ((one, second), (other, first)):
        files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    change(model_dir, files=files)
    if one != "README.md":
        with pytest.raises(ModelError):
            Tagger.load(model_dir)


#: A model of each format that was released, and what it says of one article; format 5 differs in the recogniser alone.
RELEASED = {number: ["Santé"] for number in range(1, 5)}


@pytest.mark.parametrize("number", RELEASED)
def test_a_model_of_every_released_format_still_loads(number: int):
    tagger = Tagger.load(Path(__file__).parents[1] / "data" / "models" / f"format-{number}", only=["topics"])
    text = "Un vaccin contre la rougeole est testé au CHU de Lyon, disent les médecins."
    assert [topic.label for topic in tagger.tag(text).topics] == RELEASED[number]


@pytest.mark.parametrize(
    ("change_", "says"),
    [({"kinds": []}, "kinds"), ({"kinds": {"Europol": "robots"}}, "kinds"), ({"pairs": {"PSG": "one"}}, "pairs"), ({"pairs": []}, "pairs"), ({"added": -1}, "added"), ({"added": "x"}, "added"), ({"added": 10**9}, "added")],
)  # fmt: skip
def test_other_entries_described_wrongly(model_dir: Path, change_: dict[str, object], says: str):
    change(model_dir, **change_)
    with pytest.raises(ModelError, match=f"`{says}`"):
        directory.load(model_dir)


def test_a_manifest_larger_than_any_can_be(model_dir: Path):
    os.truncate(model_dir / "manifest.json", 50_000_001)  # takes no room on the disk
    with pytest.raises(ModelError, match="too large for a manifest"):
        directory.load(model_dir)


def test_an_installation_without_its_model_says_so(tmp_path: Path):
    with pytest.raises(ModelError, match="install newstagger again"):
        directory.find_bundled(tmp_path / "src" / "newstagger")
