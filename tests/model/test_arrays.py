"""The sparse weights of a large training: there and back, and arrays that do not fit together."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import joblib
import numpy as np
import pytest
from numpy.typing import NDArray

from newstagger import Article, Model, ModelError, train
from newstagger._model import directory
from newstagger._topics import weights
from newstagger._training.moving import correct
from newstagger.sklearn import export

ARTICLES = [
    Article("Le club a gagné le match grâce à un but de son attaquant à la dernière minute."),
    Article("L’hôpital manque de médecins, et les malades attendent leur vaccin."),
    Article(""),
]


@pytest.fixture(scope="module", autouse=True)
def _kept_sparse() -> Iterator[None]:
    """However small, weights are kept in memory as those of a large training are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "DENSE_BYTES", 0)
        yield


@pytest.fixture(scope="module")
def sparse_model(labelled: list[Article], _kept_sparse: None) -> Model:
    return train(labelled, name="grand", solver="newton")


@pytest.fixture
def sparse_dir(sparse_model: Model, tmp_path: Path) -> Path:
    return sparse_model.save(tmp_path / "grand")


def change(model: Path, **arrays: NDArray[np.generic]) -> None:
    """Replace arrays of a model and make the manifest agree."""
    path = model / "topics.npz"
    with np.load(path) as archive:
        kept = dict(archive)
    buffer = io.BytesIO()
    np.savez(buffer, **{**kept, **arrays})
    path.write_bytes(buffer.getvalue())
    manifest = json.loads((model / "manifest.json").read_text("utf-8"))
    manifest["files"]["topics.npz"] = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size,
    }  # fmt: skip
    (model / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def arrays(model: Path) -> dict[str, NDArray[np.generic]]:
    with np.load(model / "topics.npz") as archive:
        return dict(archive)


def test_a_sparse_model_gives_the_same_tags_once_it_was_written(sparse_model: Model, sparse_dir: Path):
    again = directory.load(sparse_dir)
    assert (again.classifier.terms != sparse_model.classifier.terms).nnz == 0
    assert again.classifier.assign(ARTICLES) == sparse_model.classifier.assign(ARTICLES)
    assert [topic.label for topic in again.classifier.assign(ARTICLES)[1]] == ["Santé"]
    explanation = again.classifier.explain(ARTICLES[1], "Santé")
    assert 1 / (1 + np.exp(-explanation.log_odds)) == pytest.approx(explanation.score, abs=1e-6)


def test_small_weights_are_held_as_an_array_and_give_the_same(
    sparse_model: Model, sparse_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(weights, "DENSE_BYTES", 64_000_000)
    again = directory.load(sparse_dir)
    assert isinstance(again.classifier.terms, np.ndarray)
    assert again.classifier.assign(ARTICLES) == sparse_model.classifier.assign(ARTICLES)
    rewritten = again.save(sparse_dir.with_name("encore"))
    assert (rewritten / "topics.npz").read_bytes() == (sparse_dir / "topics.npz").read_bytes()


def test_its_directory_is_small_and_says_that_older_versions_cannot_read_it(sparse_dir: Path):
    assert json.loads((sparse_dir / "manifest.json").read_text("utf-8"))["format"] == 3
    found = arrays(sparse_dir)
    assert {"values", "columns", "starts"} < set(found)
    assert (found["values"].dtype, found["columns"].dtype) == (np.float16, np.uint8)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"columns": "many"}, "names a topic that the model does not have"),
        ({"starts": "descending"}, "does not ascend"),
        ({"starts": "beyond"}, "`values` is float16"),
        ({"starts": "short"}, "`starts` is int64"),
        ({"values": "long"}, "`values` is float64"),
        ({"columns": "signed"}, "`columns` is int64"),
    ],
)
def test_sparse_weights_that_point_outside_themselves_are_refused(sparse_dir: Path, changed: dict[str, str], says: str):
    (name, how), old = next(iter(changed.items())), arrays(sparse_dir)
    new = old[name].copy()
    if how == "many":
        new[0] = np.iinfo(new.dtype).max
    elif how == "descending":
        new[1] = new[-1] + 1
    elif how == "beyond":
        new[-1] += 5
    elif how == "short":
        new = new[:-1]
    else:
        new = new.astype(np.float64 if how == "long" else np.int64)
    change(sparse_dir, **{name: new})
    with pytest.raises(ModelError, match=says):
        directory.load(sparse_dir)


def test_a_missing_array_is_named(sparse_dir: Path):
    path = sparse_dir / "topics.npz"
    kept = {name: array for name, array in arrays(sparse_dir).items() if name != "bias"}
    np.savez(path, **kept)
    change(sparse_dir)
    with pytest.raises(ModelError, match="`bias` is missing"):
        directory.load(sparse_dir)


def test_a_sparse_model_learns_new_topics_and_keeps_the_old_ones(
    sparse_model: Model, sparse_dir: Path, labelled: list[Article]
):
    more = [Article(f"Le volcan {place} crache de la lave et des cendres.", topics=["Volcans"]) for place in ("du nord", "du sud", "de l’île", "voisin", "endormi", "éteint")]  # fmt: skip
    more += [Article(article.text, topics=[]) for article in labelled[:12]]
    joined = train(more, base=sparse_dir)
    labels = [topic.label for topic in joined.classifier.topics]
    assert "Volcans" in labels
    before, after = sparse_model.classifier.scores(ARTICLES), joined.classifier.scores(ARTICLES)
    old = [labels.index(topic.label) for topic in sparse_model.classifier.topics]
    assert after[:, old] == pytest.approx(before, abs=1e-5)


def test_new_articles_move_the_topics_of_a_sparse_model(sparse_model: Model, sparse_dir: Path):
    words = "pangolin tatou fourmilier loris galago"
    more = [Article(f"Le refuge soigne {word} et {other}.", topics=["Santé"]) for word in words.split() for other in words.split()]  # fmt: skip
    more += [Article(f"Le club du {word} joue samedi.", topics=["Football"]) for word in words.split()]
    moved = train(more, base=sparse_dir)
    new = [Article("Un pangolin et un galago sont soignés.")]
    health = [topic.label for topic in sparse_model.classifier.topics].index("Santé")
    assert moved.classifier.scores(new)[0, health] > sparse_model.classifier.scores(new)[0, health]
    again = directory.load(moved.save(sparse_dir.with_name("bougé")))
    assert (again.classifier.scores(ARTICLES) == moved.classifier.scores(ARTICLES)).all()


def test_its_pipeline_for_scikit_learn_gives_the_same(sparse_model: Model, tmp_path: Path):
    export(sparse_model.classifier, tmp_path / "grand.joblib")
    pipeline = joblib.load(tmp_path / "grand.joblib")
    assert pipeline.predict_proba(ARTICLES) == pytest.approx(sparse_model.classifier.scores(ARTICLES), abs=1e-5)


def test_a_verdict_moves_a_sparse_model(sparse_model: Model, sparse_dir: Path):
    before = sparse_model.classifier
    after = correct(before, [ARTICLES[1]], [{"Santé": False}])
    health = [topic.label for topic in before.topics].index("Santé")
    assert after.scores(ARTICLES)[1, health] < before.scores(ARTICLES)[1, health]
    others = [i for i in range(len(before.topics)) if i != health]
    assert (after.scores(ARTICLES)[:, others] == before.scores(ARTICLES)[:, others]).all()
    # What was moved is no longer what 16 bits hold, and is still written exactly.
    model = directory.load(sparse_dir)
    model.classifier = after
    again = directory.load(model.save(sparse_dir.with_name("corrigé")))
    assert (again.classifier.scores(ARTICLES) == after.scores(ARTICLES)).all()
