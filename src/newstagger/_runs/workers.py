"""Tag many articles with worker processes; a bad article, one that takes too long, or a dead worker never stops the rest.

The parent reads and writes; the workers tag. Results come back in the order of the input, records as lines of JSON. Only a
few chunks are in progress at any time, so memory stays bounded however slow the writer is. A shortage of memory, file
descriptors or disk space stops the run, since it says nothing about the article at hand.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from newstagger._runs.results import Failed, Result, Tagged
from newstagger.article import Article
from newstagger.errors import InputError, RecordError, UsageError, shortage
from newstagger.tags import TaggedArticle

_LOGGER = logging.getLogger("newstagger.workers")

#: Maximum number of articles in a chunk, and of code points in them.
CHUNK = 32
CHUNK_CHARS = 400_000
#: Chunks in progress per worker, including finished ones that wait for an earlier one.
AHEAD = 4
#: Time limit for an article in seconds, and the number of code points for which another second is allowed: a twentieth
#: of the usual speed.
SECONDS = 60.0
_CHARS_PER_SECOND = 10_000
#: The system's timers take no longer time, in seconds: thirty years.
_LONGEST = 1e9
#: How often an article is tried alone after the worker that had it died.
_TRIES_ALONE = 2
#: Forked workers share the model's memory and start in milliseconds; elsewhere the tagger is sent to them.
METHOD = "fork" if sys.platform == "linux" else "spawn"


#: The signal that ends a worker that takes too long; 0 where the system has no such timer, and there is no time limit.
_ALARM = int(getattr(signal, "SIGALRM", 0))


class TagsBatches(Protocol):
    """What a worker needs to know of a ``Tagger``."""

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        """Tag a few articles together, in order."""


class TagsArticles(TagsBatches, Protocol):
    """What this room needs to know of a ``Tagger``."""

    def warm_up(self) -> None:
        """Read all that articles may ask for, before processes are forked that share it."""


#: A function that tags chunks and yields the results in order, as soon as they are complete.
Tagging = Callable[[Iterator[list[Article | InputError]]], Iterator[Result]]


def tag_items(
    tagger: TagsArticles,
    items: Iterable[Article | InputError],
    workers: int = 1,
    *,
    sketched: bool = False,
    seconds: float | None = None,
) -> Iterator[Result]:
    """Tag a stream of articles, in order; errors keep their place in it.

    Args:
        workers: number of processes; 1 tags in this process unless there is a time limit.
        sketched: also compute what finding repetitions needs (``Tagged.about``).
        seconds: time limit for an article; long texts get more. None for no limit.

    Raises:
        ResourceError: the machine lacks memory, disk space, processes or file descriptors.
    """
    with crew(tagger, workers, sketched=sketched, seconds=seconds) as tagging:
        yield from tagging(split_into_chunks(items))


@contextmanager
def crew(
    tagger: TagsArticles, workers: int = 1, *, sketched: bool = False, seconds: float | None = None
) -> Iterator[Tagging]:
    """Start the worker processes of ``tag_items``, to tag several streams one after another."""
    if workers <= 1 and (seconds is None or METHOD != "fork"):
        yield lambda waiting: (done for chunk in waiting for done in tag_chunk(tagger, chunk, sketched=sketched))
        return
    if METHOD == "fork":
        tagger.warm_up()
    else:
        _check_portable(tagger)
    started = _Crew(tagger, multiprocessing.get_context(METHOD), sketched, seconds)
    try:
        for _ in range(workers):
            started.workers.append(started.start())
        yield started.run
    finally:
        for worker in started.workers:
            worker.connection.close()
        for worker in started.workers:
            worker.process.join(1)
            if worker.process.is_alive():
                worker.process.kill()


def split_into_chunks(items: Iterable[Article | InputError]) -> Iterator[list[Article | InputError]]:
    """Group consecutive items, up to ``CHUNK`` of them and ``CHUNK_CHARS`` code points."""
    chunk: list[Article | InputError] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if len(chunk) >= CHUNK or size >= CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def tag_chunk(tagger: TagsBatches, items: list[Article | InputError], *, sketched: bool = False) -> list[Result]:
    """Tag a chunk; if it fails as a whole, tag each article alone.

    Raises:
        ResourceError: the machine lacks memory, disk space or file descriptors.
    """
    articles = [item for item in items if isinstance(item, Article)]
    try:
        try:
            tagged: Iterator[Result] = iter(_tag_together(tagger, articles, sketched))
        except (OSError, MemoryError):
            raise
        except Exception:
            tagged = iter([_tag_alone(tagger, article, sketched) for article in articles])
    except (OSError, MemoryError) as error:
        raise shortage(error) from error
    return [next(tagged) if isinstance(item, Article) else Failed.of(item) for item in items]


def _tag_together(tagger: TagsBatches, articles: list[Article], sketched: bool) -> list[Result]:
    return [
        Tagged.of(tags, sketched=sketched, own=bool(article.id) and not article.id_from_place)
        for article, tags in zip(articles, tagger.tag_batch(articles), strict=True)
    ]


def _tag_alone(tagger: TagsBatches, article: Article, sketched: bool) -> Result:
    try:
        return _tag_together(tagger, [article], sketched)[0]
    except (OSError, MemoryError):
        raise
    except InputError as error:
        return Failed.of(error)
    except Exception as error:  # whatever a library met in this one text
        return Failed.of(RecordError(article.id or "text", f"cannot be tagged: {type(error).__name__}: {error}"))


@dataclass(slots=True)
class _Chunk:
    """A chunk in progress: its items and the results so far."""

    items: list[Article | InputError]
    results: list[Result | None]


@dataclass(slots=True)
class _Task:
    """The work of one worker: some places of a chunk, and the number of the attempt."""

    chunk: _Chunk
    places: list[int]
    tries: int = 1


@dataclass
class _Worker:
    process: Any
    connection: Connection
    task: _Task | None = None


@dataclass
class _Crew:
    """The workers and their tasks.

    Attributes:
        tagger: what every worker uses; sent to it unless it is forked.
        sketched: whether to compute what finding repetitions needs.
        seconds: time limit for an article, or None.
    """

    tagger: TagsArticles
    context: Any
    sketched: bool = False
    seconds: float | None = None
    workers: list[_Worker] = field(default_factory=list)
    retries: deque[_Task] = field(default_factory=deque)

    def run(self, waiting: Iterator[list[Article | InputError]]) -> Iterator[Result]:
        """Tag chunks; results are in order, as soon as they are complete."""
        under_way: deque[_Chunk] = deque()
        ended = False
        while not ended or under_way:
            for worker in self.workers:
                if worker.task is not None:
                    continue
                if self.retries:
                    self._give(worker, self.retries.popleft())
                elif not ended and len(under_way) < AHEAD * len(self.workers):
                    items = next(waiting, None)
                    if items is None:
                        ended = True
                        continue
                    under_way.append(_Chunk(items, [None] * len(items)))
                    self._give(worker, _Task(under_way[-1], list(range(len(items)))))
            busy = [worker for worker in self.workers if worker.task is not None]
            ready = wait([worker.connection for worker in busy]) if busy else []
            for worker in busy:
                if worker.connection in ready:
                    self._take(worker)
            while under_way and None not in under_way[0].results:
                yield from (result for result in under_way.popleft().results if result is not None)

    def _give(self, worker: _Worker, task: _Task) -> None:
        worker.task = task
        try:
            worker.connection.send([task.chunk.items[place] for place in task.places])
        except OSError:
            self._replace(worker)

    def _take(self, worker: _Worker) -> None:
        task = worker.task
        if task is None:
            return
        try:
            results: list[Result] | Exception = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker)
            return
        if isinstance(results, Exception):
            raise results
        for place, result in zip(task.places, results, strict=True):
            task.chunk.results[place] = result
        worker.task = None

    def _replace(self, worker: _Worker) -> None:
        """Replace a worker that died or was stopped by its timer; its articles are retried, each alone."""
        task, worker.task = worker.task, None
        worker.connection.close()
        worker.process.join()
        late = worker.process.exitcode == -_ALARM
        _LOGGER.warning(
            "a worker process %s and is replaced; %s",
            "took too long" if late else f"ended unexpectedly (exit code {worker.process.exitcode})",
            f"articles that it had: {len(task.places) if task else 0}",
        )
        fresh = self.start()
        worker.process, worker.connection = fresh.process, fresh.connection
        if task is None:
            return
        if len(task.places) > 1:
            self.retries.extend(_Task(task.chunk, [place]) for place in task.places)
            return
        if not late and task.tries < _TRIES_ALONE:
            self.retries.append(_Task(task.chunk, task.places, task.tries + 1))
            return
        place = task.places[0]
        item = task.chunk.items[place]
        name = (item.id if isinstance(item, Article) else item.source) or "text"
        reason = (
            f"took longer than {_time_limit([item], self.seconds or 0):.0f} seconds and was skipped"
            if late
            else "the worker process died twice on this article; it may need more memory than is available"
        )
        task.chunk.results[place] = Failed.of(RecordError(name, reason))

    def start(self) -> _Worker:
        """Start a worker process.

        Raises:
            ResourceError: there are too many processes or open files.
        """
        try:
            here, there = self.context.Pipe()
            others = [worker.connection for worker in self.workers if not worker.connection.closed]
            forked = self.context.get_start_method() == "fork"
            inherited = [here, *others] if forked else []
            arguments = (there, self.tagger, inherited, self.sketched, self.seconds)
            process = self.context.Process(target=_work, args=arguments, daemon=True)
            process.start()
        except OSError as error:
            raise shortage(error) from error
        there.close()
        return _Worker(process, here)


def _time_limit(items: list[Article | InputError], seconds: float) -> float:
    """Time limit of a chunk in seconds."""
    more = sum(len(item.text) for item in items if isinstance(item, Article)) / _CHARS_PER_SECOND
    return min(seconds + more, _LONGEST)


def _check_portable(tagger: TagsArticles) -> None:
    """Check that the tagger can be sent to processes that do not share this one's memory.

    Raises:
        UsageError: it cannot be pickled.
    """
    try:
        pickle.dumps(tagger)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise UsageError(f"this tagger cannot be sent to worker processes ({error}); use workers=1") from None


def _work(
    connection: Connection,
    tagger: TagsBatches,
    inherited: list[Connection],
    sketched: bool,
    seconds: float | None,
) -> None:
    """The main loop of a worker: chunks in, results out, until the parent is gone.

    A timer of the operating system enforces the time limit by ending the process, whatever it is doing and whether or
    not its parent is still alive.
    """
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    if _ALARM:
        signal.signal(_ALARM, signal.SIG_DFL)
    for other in inherited:  # otherwise the worker would not notice the end of the parent
        other.close()
    threadpool_limits(1)
    while True:
        try:
            items = connection.recv()
            if _ALARM and seconds is not None:
                signal.setitimer(signal.ITIMER_REAL, _time_limit(items, seconds))
            answer: list[Result] | Exception = tag_chunk(tagger, items, sketched=sketched)
        except (EOFError, OSError):
            return
        except Exception as error:  # for the parent to raise
            answer = error
        if _ALARM:
            signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            connection.send(answer)
        except OSError:
            return
