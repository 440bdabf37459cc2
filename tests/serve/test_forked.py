"""The model that the service's workers share. Every article is invented."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from newstagger import Article, RecordError, Tagger
from newstagger._serve import forked
from newstagger.errors import ModelError

TEXT = "Les infirmiers de Lyon réclament des vaccins depuis mardi, dit Maud Sirvent."


@pytest.fixture
def named(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory whose model was loaded as a fork server does it."""
    monkeypatch.setenv(forked.MODEL, str(model_dir))
    monkeypatch.setattr(forked, "_loaded", forked._load_named())
    yield model_dir
    gc.unfreeze()


def test_workers_use_the_model_that_was_loaded_before_they_were_forked(named: Path):
    tagger = forked.load(named, 100)
    assert forked._loaded is not None
    assert tagger.classifier is forked._loaded.classifier
    assert tagger.recogniser is forked._loaded.recogniser
    assert tagger.tag(TEXT) == Tagger.load(named).tag(TEXT)


def test_each_worker_has_its_own_limit(named: Path):
    short, long = forked.load(named, 20), forked.load(named, 10_000)
    with pytest.raises(RecordError, match="more than the limit of 20"):
        short.tag(Article(TEXT))
    assert long.tag(Article(TEXT)).text == TEXT


def test_another_model_in_its_place_is_loaded(named: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(named, other)
    manifest = other / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"version":', '"version" :', 1), "utf-8")
    assert forked._loaded is not None
    assert forked.load(other, 100).classifier is forked._loaded.classifier  # the same but for a space
    manifest.write_text(manifest.read_text("utf-8").replace('"name": "', '"name": "another ', 1), "utf-8")
    tagger = forked.load(other, 100)
    assert tagger.classifier is not forked._loaded.classifier
    assert tagger.model is not None
    assert str(tagger.model.manifest["name"]).startswith("another ")


def test_a_model_that_cannot_be_loaded_is_left_to_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A fork server that dies of it could not say why."""
    monkeypatch.setenv(forked.MODEL, str(tmp_path / "none"))
    assert forked._load_named() is None
    monkeypatch.setattr(forked, "_loaded", None)
    with pytest.raises(ModelError, match="there is no such model directory"):
        forked.load(tmp_path / "none", 100)


def test_nothing_is_loaded_where_no_fork_server_asks_for_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(forked.MODEL, raising=False)
    assert forked._load_named() is None
