"""Many articles: worker processes; one bad article, one that never ends, or a dead worker never stops the rest.

The parent reads and writes; workers tag. Results come back in the order of the
input, records as lines of JSON; at most a few chunks are under way, so memory stays bounded however slow the writer is.
A machine that lacks memory, descriptors or disk space stops the run: that says nothing about the article at hand.
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

#: Articles handed over at once, and the most code points among them.
CHUNK = 32
CHUNK_CHARS = 400_000
#: Chunks under way for each worker, finished ones that wait for an earlier one included.
AHEAD = 4
#: Seconds after which an article is given up, and code points for which a second more is given: a twentieth of the
#: usual speed.
SECONDS = 60.0
_CHARS_A_SECOND = 10_000
#: Times that an article is tried alone after the worker died that had it.
_TRIES_ALONE = 2
#: Forked workers share the model's memory and start in milliseconds; elsewhere the tagger is sent to them.
METHOD = "fork" if sys.platform == "linux" else "spawn"


#: Ends a worker that takes too long; 0 where the system has no such timer, and no bound is kept.
_ALARM = int(getattr(signal, "SIGALRM", 0))


class TagsArticles(Protocol):
    """What a batch is put through: a ``Tagger``, of which this room knows no more."""

    def tag_batch(self, articles: list[Article]) -> list[TaggedArticle]:
        """Tag a few articles at once, in order."""


#: Tags chunks: results in order, as they become complete.
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
        workers: processes; 1 works in this one, unless there is a bound of time to keep.
        sketched: make what finding repetitions needs (``Tagged.about``) too.
        seconds: for one article, after which it is given up; long ones get more. None for no bound.

    Raises:
        ResourceError: the machine lacks memory, disk space, processes or file descriptors.
    """
    with crew(tagger, workers, sketched=sketched, seconds=seconds) as tagging:
        yield from tagging(chunks(items))


@contextmanager
def crew(
    tagger: TagsArticles, workers: int = 1, *, sketched: bool = False, seconds: float | None = None
) -> Iterator[Tagging]:
    """Whoever tags: worker processes, or this one. As ``tag_items``, for several streams one after another."""
    if workers <= 1 and (seconds is None or METHOD != "fork"):
        yield lambda waiting: (done for chunk in waiting for done in finish(tagger, chunk, sketched=sketched))
        return
    if METHOD != "fork":
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


def chunks(items: Iterable[Article | InputError]) -> Iterator[list[Article | InputError]]:
    """Neighbours put together, up to ``CHUNK`` of them and ``CHUNK_CHARS`` code points."""
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


def finish(tagger: TagsArticles, items: list[Article | InputError], *, sketched: bool = False) -> list[Result]:
    """Tag a chunk; where it fails as a whole, every article alone.

    Raises:
        ResourceError: the machine lacks memory, disk space or file descriptors.
    """
    articles = [item for item in items if isinstance(item, Article)]
    try:
        try:
            tagged: Iterator[Result] = iter(_tagged(tagger, articles, sketched))
        except (OSError, MemoryError):
            raise
        except Exception:
            tagged = iter([_alone(tagger, article, sketched) for article in articles])
    except (OSError, MemoryError) as error:
        raise shortage(error) from error
    return [next(tagged) if isinstance(item, Article) else Failed.of(item) for item in items]


def _tagged(tagger: TagsArticles, articles: list[Article], sketched: bool) -> list[Result]:
    return [
        Tagged.of(tags, sketched=sketched, own=bool(article.id) and not article.id_from_place)
        for article, tags in zip(articles, tagger.tag_batch(articles), strict=True)
    ]


def _alone(tagger: TagsArticles, article: Article, sketched: bool) -> Result:
    try:
        return _tagged(tagger, [article], sketched)[0]
    except (OSError, MemoryError):
        raise
    except InputError as error:
        return Failed.of(error)
    except Exception as error:  # whatever a library met in this one text
        return Failed.of(RecordError(article.id or "text", f"cannot be tagged: {type(error).__name__}: {error}"))


@dataclass(slots=True)
class _Chunk:
    """A chunk on its way: its items and what has come back of them."""

    items: list[Article | InputError]
    results: list[Result | None]


@dataclass(slots=True)
class _Task:
    """What one worker is given: some places of a chunk, and the how manieth try it is."""

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
    """The workers and the tasks that they have.

    Attributes:
        tagger: what every worker gets, sent to it where workers are not forked.
        sketched: they make what finding repetitions needs.
        seconds: for one article, or None.
    """

    tagger: TagsArticles
    context: Any
    sketched: bool = False
    seconds: float | None = None
    workers: list[_Worker] = field(default_factory=list)
    retries: deque[_Task] = field(default_factory=deque)

    def run(self, waiting: Iterator[list[Article | InputError]]) -> Iterator[Result]:
        """Results in order, as they become complete."""
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
        """A worker died, or was stopped by its timer: start another; its articles are tried once more, each alone."""
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
            f"took longer than {_bound([item], self.seconds or 0):.0f} seconds and was given up"
            if late
            else "the worker process died twice on this article; it may need more memory than there is"
        )
        task.chunk.results[place] = Failed.of(RecordError(name, reason))

    def start(self) -> _Worker:
        """A new worker process.

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


def _bound(items: list[Article | InputError], seconds: float) -> float:
    """Seconds that a chunk may take."""
    return seconds + sum(len(item.text) for item in items if isinstance(item, Article)) / _CHARS_A_SECOND


def _check_portable(tagger: TagsArticles) -> None:
    """Can the very tagger go to processes that do not share this one's memory?

    Raises:
        UsageError: something in it cannot leave this process.
    """
    try:
        pickle.dumps(tagger)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise UsageError(f"this tagger cannot be sent to worker processes ({error}); use workers=1") from None


def _work(
    connection: Connection,
    tagger: TagsArticles,
    inherited: list[Connection],
    sketched: bool,
    seconds: float | None,
) -> None:
    """A worker's life: chunks in, results out, until the parent is gone.

    The bound of time is kept by a timer of the system that ends the process, whatever it is doing and whether or not
    its parent still lives.
    """
    from threadpoolctl import threadpool_limits

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    if _ALARM:
        signal.signal(_ALARM, signal.SIG_DFL)
    for other in inherited:  # else the end of the parent would never be seen
        other.close()
    threadpool_limits(1)
    while True:
        try:
            items = connection.recv()
            if _ALARM and seconds is not None:
                signal.setitimer(signal.ITIMER_REAL, _bound(items, seconds))
            answer: list[Result] | Exception = finish(tagger, items, sketched=sketched)
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
