"""The service's file of corrections. Every article is invented."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from newstagger import Article
from newstagger._feedback.store import Corrections
from newstagger._serve.desk_schemas import Sender
from newstagger._serve.feedback import Feedback
from newstagger._serve.metrics import Metrics
from newstagger.errors import InputError, OutputError

ARTICLE = Article("Le maire de Lysbourg a démissionné mardi.")


def keep(corrections: Corrections) -> str:
    return corrections.put(ARTICLE, [], 0.5, "")


def test_nothing_is_written_into_a_file_that_was_moved(tmp_path: Path):
    path, moved = tmp_path / "corrections.sqlite", tmp_path / "moved.sqlite"
    feedback = Feedback(path)
    path.rename(moved)
    with pytest.raises(OutputError, match="was moved, deleted or replaced"):
        asyncio.run(feedback.write(keep))
    assert not path.exists()
    moved.rename(path)
    asyncio.run(feedback.write(keep))
    feedback.close()
    with Corrections(path) as kept:
        assert kept.counts()["articles"] == 1


def test_nothing_is_written_where_another_file_took_the_place(tmp_path: Path):
    path, other = tmp_path / "corrections.sqlite", tmp_path / "other.sqlite"
    feedback = Feedback(path)
    Corrections(other).close()
    before = other.read_bytes()
    other.replace(path)
    with pytest.raises(OutputError, match="was moved, deleted or replaced"):
        asyncio.run(feedback.write(keep))
    assert path.read_bytes() == before
    feedback.close()


def damage(path: Path) -> None:
    """Overwrite all pages of a database but the first, which says what it is."""
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))


def test_a_damaged_file_is_named_to_those_who_read_and_write_and_leaves_the_other_metrics(tmp_path: Path):
    path = tmp_path / "corrections.sqlite"
    with Corrections(path) as corrections:
        keep(corrections)
    damage(path)
    feedback = Feedback(path)
    metrics = Metrics()
    metrics.watch_store(feedback.count)
    for work in (feedback.read(lambda corrections: corrections.counts()), feedback.write(keep)):
        with pytest.raises(OutputError, match=r"corrections\.sqlite: is damaged .*restore a backup"):
            asyncio.run(work)
    assert b"newstagger_workers_replaced" in metrics.render()
    feedback.close()


@pytest.mark.parametrize(("typed", "kept"), [("  Salima \n Brel", "Salima Brel"), (" \n\u00a0", "")])
def test_white_space_makes_no_other_editor(typed: str, kept: str):
    assert Sender(who=typed).who == kept


def test_counting_makes_no_file(tmp_path: Path):
    path = tmp_path / "corrections.sqlite"
    feedback = Feedback(path)
    metrics = Metrics()
    metrics.watch_store(feedback.count)
    assert b"newstagger_articles" in metrics.render()
    path.unlink()
    with pytest.raises(InputError):
        feedback.count()
    assert b"newstagger_articles{" not in metrics.render()
    with pytest.raises(OutputError):
        asyncio.run(feedback.read(lambda corrections: corrections.counts()))
    assert not path.exists()
    feedback.close()
