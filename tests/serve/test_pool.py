"""The service's workers, however they are started. Every article is invented."""

from __future__ import annotations

import asyncio
import importlib
import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from newstagger import Article, Tagger
from newstagger._serve import worker
from newstagger._serve.pool import PRELOADED, Pool
from newstagger._topics.thresholds import BALANCED


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers_tag_with_the_model_of_the_service(model_dir: Path, method: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newstagger._serve.pool.METHOD", method)
    article = Article("Les infirmiers de Lyon réclament des vaccins depuis mardi, dit Maud Sirvent.", id="a")

    async def tag() -> worker.Result:
        pool = Pool(model_dir, 1, 1_000, 60.0)
        try:
            await pool.ready()
            return await pool.run(worker.tag, [article], BALANCED)
        finally:
            pool.close()

    result = asyncio.run(tag())
    assert result.ok
    assert json.loads(result.text) == json.loads(Tagger.load(model_dir).tag(article).to_json())


@pytest.mark.parametrize("error", [ConnectionRefusedError, BrokenPipeError, EOFError])
@pytest.mark.parametrize("failures", [3, 1_000])
def test_workers_that_cannot_be_started_are_tried_again_for_a_while(
    error: type[Exception], failures: int, model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    """As while a killed fork server ends."""
    monkeypatch.setattr("newstagger._serve.pool.PAUSE", 0.001)
    left = [error() for _ in range(failures)]
    spawn = ProcessPoolExecutor._spawn_process

    def fail(executor: ProcessPoolExecutor) -> None:
        if left:
            raise left.pop()
        spawn(executor)

    async def tag() -> tuple[worker.Result, int]:
        pool = Pool(model_dir, 1, 1_000, 60.0)
        monkeypatch.setattr(ProcessPoolExecutor, "_spawn_process", fail)
        try:
            return await pool.run(worker.tag, [Article("Maud Sirvent est à Lyon.")], BALANCED), pool.replaced
        finally:
            pool.close()

    result, replaced = asyncio.run(tag())
    assert result.ok == (failures == 3)
    assert result.ok or "no worker process could be started" in result.text
    assert replaced == 0


def test_what_the_fork_server_imports_exists():
    """multiprocessing says nothing of a module that cannot be imported: the workers would only be slower and larger."""
    for name in PRELOADED:
        importlib.import_module(name)


def test_a_worker_that_is_killed_while_it_sends_holds_nobody_up(model_dir: Path, monkeypatch: pytest.MonkeyPatch):
    """The lock of the pipe is gone with it, and half of a message lies in the pipe."""
    monkeypatch.setattr("newstagger._serve.pool.WATCH", 0.1)

    async def tag() -> tuple[worker.Result, int]:
        pool = Pool(model_dir, 2, 1_000, 30.0)
        try:
            await pool.ready()
            queue = pool._executor._result_queue
            queue._wlock.acquire()
            os.write(queue._writer.fileno(), b"\0\0\1\0half")
            asking = asyncio.ensure_future(pool.run(worker.tag, [Article("Maud Sirvent est à Lyon.")], BALANCED))
            await asyncio.sleep(0.5)
            next(iter(pool._executor._processes.values())).kill()
            return await asking, pool.replaced
        finally:
            pool.close()

    result, replaced = asyncio.run(tag())
    assert result.ok
    assert replaced == 1
