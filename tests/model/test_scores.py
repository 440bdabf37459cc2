"""Scores of a model's articles beside the model, and topics moved from there. The articles are invented."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newstagger import Article, Model, ModelError, train
from newstagger._model import directory
from newstagger._model.arrays import SCORES, OutOfFold, read_scores, write_scores
from newstagger._training.moving import recalibrate
from newstagger._training.options import TrainingOptions
from newstagger._training.train import train_in_detail
from tests.conftest import ROOT, Cli
from tests.training.test_moving import DRIFTED, NOW, made
from tests.training.test_solvers import SUBJECTS


@pytest.fixture(scope="module")
def trained() -> Model:
    return train(made(SUBJECTS, 200), name="base", jobs=1)


def kept(model: Model) -> OutOfFold:
    assert model.out_of_fold is not None
    return model.out_of_fold


def test_scores_are_kept_in_a_byte_each(trained: Model, tmp_path: Path):
    path, before = trained.save(tmp_path / "m"), kept(trained)
    after = kept(directory.load(path, out_of_fold=True))
    assert (after.labels, after.keys.tolist()) == (before.labels, before.keys.tolist())
    assert (after.gold == before.gold).all()
    spread = before.scores.max(axis=0) - before.scores.min(axis=0)
    assert (np.abs(after.scores - before.scores) <= spread / 250).all()
    assert directory.load(path).out_of_fold is None  # taggers need not read them
    classifier = trained.classifier
    assert classifier is not None
    for at, info in enumerate(classifier.topics):  # and thresholds do not notice
        exact, coarse = (
            recalibrate(info, classifier.curves[:, at], found.gold[:, at], found.scores[:, at])[0].threshold
            for found in (before, after)
        )
        assert coarse == pytest.approx(exact, abs=0.03)


def test_unknown_scores_stay_unknown_and_a_model_without_scores_has_none(trained: Model, tmp_path: Path):
    path = trained.save(tmp_path / "m")
    both = train(made(NOW, 60, seed=1), base=path, jobs=1)
    after = kept(directory.load(both.save(tmp_path / "both"), out_of_fold=True))
    assert (np.isnan(after.scores) == np.isnan(kept(both).scores)).all()
    assert np.isnan(after.scores).any()
    Model(trained.classifier).save(tmp_path / "old")
    assert not (tmp_path / "old" / SCORES).exists()
    assert directory.load(tmp_path / "old", out_of_fold=True).out_of_fold is None


def test_scores_that_do_not_fit_are_left_out(trained: Model, tmp_path: Path):
    classifier, shape = trained.classifier, (400_000, 4)
    assert classifier is not None
    labels = [topic.label for topic in classifier.topics]
    many = OutOfFold(labels, np.arange(shape[0], dtype=np.uint64), np.zeros(shape, bool), np.zeros(shape, np.float32))
    Model(classifier, out_of_fold=many).save(tmp_path / "m")
    assert not (tmp_path / "m" / SCORES).exists()


def test_the_bundled_model_has_them_and_stays_small():
    files = [path for path in (ROOT / "models" / "fr-news").rglob("*") if path.is_file()]
    assert SCORES in {path.name for path in files}
    assert sum(path.stat().st_size for path in files) < 25_000_000


def test_damaged_scores_are_named(trained: Model, tmp_path: Path):
    path = trained.save(tmp_path / "m")
    labels = kept(trained).labels
    with pytest.raises(ModelError, match=r"array `steps` is uint8 \(200, 4\), expected \(200, 3\)"):
        read_scores(path, labels[:3])
    with np.load(path / SCORES) as archive:
        arrays = dict(archive)
    np.savez_compressed(path / SCORES, **arrays)
    with pytest.raises(ModelError, match="compressed"):
        read_scores(path, labels)
    del arrays["range"]
    np.savez(path / SCORES, **arrays)
    with pytest.raises(ModelError, match="cannot be read as arrays"):
        read_scores(path, labels)


def test_no_articles_at_all_can_be_stored(trained: Model, tmp_path: Path):
    classifier = trained.classifier
    assert classifier is not None
    labels = [topic.label for topic in classifier.topics]
    empty = OutOfFold(labels, np.zeros(0, np.uint64), np.zeros((0, 4), bool), np.zeros((0, 4), np.float32))
    assert write_scores(empty, classifier, tmp_path)
    assert read_scores(tmp_path, labels).scores.shape == (0, 4)


def test_a_moved_model_keeps_the_rest_in_its_manifest_and_its_card_says_what_changed(trained: Model, tmp_path: Path):
    path = trained.save(tmp_path / "m")
    data = made({"Sport": DRIFTED, "Santé": SUBJECTS["Santé"]}, 60, seed=1)
    options = TrainingOptions(base=path, jobs=1, validation=made({**SUBJECTS, "Sport": DRIFTED}, 80, seed=2))
    done = train_in_detail(data, options)
    done.model.save(tmp_path / "moved")
    before, after = (
        {t["label"]: t for t in json.loads((folder / "manifest.json").read_text("utf-8"))["topics"]}
        for folder in (path, tmp_path / "moved")
    )
    assert before.keys() == after.keys()
    assert {label for label in before if before[label] != after[label]} == {"Sport", "Santé"}
    assert "## Before and after" in done.model.card
    assert "| Sport | moved |" in done.model.card
    assert "| Météo | as before |" in done.model.card
    # a second time, from what the first one stored
    again = train_in_detail(
        [*data[:3], *made({"Sport": DRIFTED, "Météo": SUBJECTS["Météo"]}, 40, seed=4)],
        TrainingOptions(base=tmp_path / "moved", jobs=1),
    )
    assert len(kept(again.model).keys) == 300


def test_the_command_says_what_changed_on_a_gold_file(cli: Cli, trained: Model, tmp_path: Path):
    def written(name: str, articles: list[Article]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(a.to_record()) + "\n" for a in articles), "utf-8")
        return path

    base, new = trained.save(tmp_path / "m"), written("new.jsonl", made(NOW, 60, seed=1))
    gold = written("gold.jsonl", made({**SUBJECTS, **NOW}, 60, seed=2))
    told = cli("train", new, "--model", base, "--dry-run").out
    assert "moved" in told
    assert "3 more of the base" in told
    result = cli("train", new, "-o", tmp_path / "n", "--model", base, "--validation", gold)
    assert result.status == 0, result.err
    for shown in ("F1 before", "moved", "as before", "before and after, on the validation articles"):
        assert shown in result.out
    assert "contains no scores" not in result.out
    Model(trained.classifier).save(tmp_path / "old")
    result = cli("train", new, "-o", tmp_path / "o", "--model", tmp_path / "old")
    assert "the base model contains no scores of its own articles" in result.out
    assert "The base model contains no scores" in (tmp_path / "o" / "README.md").read_text("utf-8")


def test_scores_stand_beside_the_sparse_weights_of_a_large_training(tmp_path: Path):
    path = train(made(SUBJECTS, 200), jobs=1, solver="newton").save(tmp_path / "m")
    assert (path / SCORES).exists()
    both = train(
        made(NOW, 60, seed=1), base=path, jobs=1, solver="newton"
    )  # an old topic is moved, a new one learnt, both sparse
    assert len(kept(directory.load(both.save(tmp_path / "both"), out_of_fold=True)).labels) == 5
