"""Worker processes behind the service: a slow article holds up no other, a dead worker loses no request."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from anyio import fail_after

from newstagger._serve import forked, worker
from newstagger._serve.refusals import RefusedError

#: Workers are forked by a separate process that has imported their modules and loaded the model once. The service itself is
#: not forked, since only the forking thread would survive in the copy. Where forking is unavailable, each worker imports and
#: loads everything itself; so do the workers of a model that took the place of the first, until the service is started again.
METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PRELOADED = ["newstagger._serve.worker", "newstagger.tagger", "threadpoolctl"]
#: Texts of together more code points than this are long: at least one worker is kept free of them.
LONG = 30_000
#: How often the start of workers is tried for a request, and the seconds between: a killed fork server is gone long before.
STARTS = 20
PAUSE = 0.1
#: Seconds between looks at a pool whose answer is awaited: one that has a dead worker twice running does not notice by itself.
WATCH = 1.0


def _has_lost_a_worker(executor: ProcessPoolExecutor) -> bool:
    sentinels = [process.sentinel for process in list((executor._processes or {}).values())]
    return bool(wait(sentinels, timeout=0))


def _end(executor: ProcessPoolExecutor) -> None:
    """Kill the workers of a pool, and let it notice.

    A worker that is killed while it sends a result leaves half of it in the pipe and the pipe locked: the pool then waits for the
    other half, as long as anybody, itself included, can write there.
    """
    for process in list((executor._processes or {}).values()):
        process.kill()
    pipe: Any = executor._result_queue
    if pipe is not None:
        pipe._writer.close()


class _NotStartedError(BrokenProcessPool):
    """The workers were broken before the work was given to them, or none could be started."""


class Pool:
    """Processes that tag.

    Args:
        model: directory, None for the bundled model.
        workers: processes.
        max_chars: longest text.
        seconds: longest time for one piece of work, waiting included.
    """

    def __init__(self, model: Path | None, workers: int, max_chars: int, seconds: float) -> None:
        self.model, self.workers, self.max_chars, self.seconds = model, workers, max_chars, seconds
        self._long = asyncio.Semaphore(max(1, workers - 1))
        self._executor = self._start()
        self._started = False
        self.under_way = 0
        self.replaced = 0

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context(METHOD)
        if METHOD == "forkserver":
            context.set_forkserver_preload(PRELOADED)
            os.environ[forked.MODEL] = str(self.model or "")
        return ProcessPoolExecutor(
            self.workers,
            mp_context=context,
            initializer=worker.start,
            initargs=(self.model, self.max_chars),
        )

    async def ready(self) -> None:
        """Wait until the workers have loaded the model."""
        await self._submit(self._executor, worker.ready)

    async def run(self, function: Callable[..., worker.Result], *arguments: Any, chars: int = 0) -> worker.Result:
        """Do a piece of work in some worker.

        Args:
            chars: code points of the texts in it.

        Raises:
            RefusedError: it took too long; its worker was stopped.
        """
        self.under_way += 1
        try:
            with fail_after(self.seconds):
                if chars <= LONG:
                    return await self._try_twice(function, *arguments)
                async with self._long:
                    return await self._try_twice(function, *arguments)
        except TimeoutError:
            raise RefusedError("time_up", seconds=self.seconds) from None
        finally:
            self.under_way -= 1

    async def _try_twice(self, function: Callable[..., worker.Result], *arguments: Any) -> worker.Result:
        """Once more where a worker died: it may have been another request's fault."""
        unstarted = 0
        died = 0
        while died < 2 and unstarted < STARTS:
            executor = self._executor
            try:
                result: worker.Result = await self._submit(executor, function, *arguments)
                return result
            except _NotStartedError:
                unstarted += 1
                self._replace(executor)
                await asyncio.sleep(PAUSE)
            except BrokenProcessPool:
                died += 1
                self._replace(executor)
        if died < 2:
            return worker.Result(False, "no worker process could be started; the system may lack memory or processes")
        return worker.Result(False, "the worker process died twice on this; it may need more memory than is available")

    async def _submit(self, executor: ProcessPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            future: Future[Any] = executor.submit(function, *arguments)
        except (OSError, EOFError, RuntimeError) as error:
            # A pool that is just breaking has closed its pipes before it says that it is broken, and a fork server that
            # was killed still takes connections for a moment, or none, before the system says that it has ended.
            raise _NotStartedError(str(error)) from error
        if executor is self._executor:
            self._started = True
        try:
            return await self._wait(executor, future)
        except asyncio.CancelledError:
            # Time is up, or the client has gone. What has not begun is dropped. What has begun cannot be stopped but
            # with its process, which costs the others one more try; so only what would go on for long is worth it.
            if not future.cancel() and executor is self._executor:
                loop = asyncio.get_running_loop()
                loop.call_later(self.seconds, self._stop_if_running, executor, future)
            raise

    async def _wait(self, executor: ProcessPoolExecutor, future: Future[Any]) -> Any:
        """The result; the pool is ended if a worker has died and it does not say so by itself."""
        result, lost = asyncio.wrap_future(future), False
        while not (await asyncio.wait({result}, timeout=WATCH))[0]:
            lost, before = _has_lost_a_worker(executor), lost
            if lost and before:
                _end(executor)
        return result.result()

    def _stop_if_running(self, executor: ProcessPoolExecutor, future: Future[Any]) -> None:
        if future.running() and executor is self._executor:
            _end(executor)
            self._replace(executor)

    def _replace(self, executor: ProcessPoolExecutor) -> None:
        """New workers in the place of old ones, unless somebody has done so already; counted if the old ones had started."""
        if executor is self._executor:
            self.replaced += self._started
            self._started = False
            self._executor = self._start()
            executor.shutdown(wait=False)

    async def change(self, model: Path | None) -> None:
        """Change to another model: requests under way end with the old one, no request waits for the new one.

        Raises:
            BrokenProcessPool: the new model's workers do not start; the old ones stay.
        """
        old, before = self._executor, self.model
        self.model = model
        fresh = self._start()
        try:
            await self._submit(fresh, worker.ready)
        except BaseException:
            self.model = before
            fresh.shutdown(wait=False, cancel_futures=True)
            raise
        self._executor, self._started = fresh, True
        old.shutdown(wait=False)

    def close(self) -> None:
        """Let each worker finish its task, then end them."""
        self._executor.shutdown(wait=True, cancel_futures=True)
