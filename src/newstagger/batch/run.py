"""One run of ``newstagger tag``: from any reader to any writer, resumable, with its progress."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from newstagger import __version__
from newstagger.across.duplicates import Seen
from newstagger.article import MAX_CHARS, Article
from newstagger.batch.journal import Journal, fingerprint, unfinished, write_errors
from newstagger.batch.results import Failed, Result, Tagged, mark
from newstagger.batch.workers import TagsArticles, chunks, finish, tag_items
from newstagger.errors import InputError, OutputError, UsageError
from newstagger.readers import STANDARD_INPUT, ReadOptions, stream
from newstagger.writers import check_append

#: Finished items put on the disk at once.
KEPT_AT_ONCE = 32


class Watcher(Protocol):
    """What is told of every finished item."""

    def __call__(self, done: Result, outcome: Outcome) -> None:
        """``outcome`` already counts ``done``."""


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        tagged: articles tagged, those before the run was resumed too.
        fresh: items finished in this run.
        failed: errors by kind, « article » and « source ».
        undated: articles tagged in this run whose publication time could not be read.
        repeated: articles that repeat an earlier one, where that was asked for.
        words: of the texts tagged in this run, about.
        started: ``time.monotonic()`` at the beginning.
    """

    tagged: int = 0
    fresh: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    repeated: int = 0
    words: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def status(self) -> int:
        """Exit status: 0 all tagged, 1 some were not, 2 there was nothing to read."""
        if not self.failed:
            return 0 if self.tagged else 2
        return 1 if self.tagged or self.failed["article"] else 2

    def count(self, done: Result, *, fresh: bool = True) -> None:
        """Count a finished item, of this run or of one before it was resumed."""
        self.fresh += fresh
        if isinstance(done, Failed):
            self.failed[done.kind] += 1
            return
        self.tagged += 1
        self.repeated += done.repeats
        self.undated += fresh and done.undated
        self.words += done.words if fresh else 0


@dataclass
class Job:
    """What to tag, and how.

    Attributes:
        sources: files, folders, or ``-``.
        published: publication time of articles that have none, ISO 8601.
        workers: processes.
        max_chars: longest text.
        duplicates: mark the articles that repeat an earlier one of the run.
        options: what else the tags depend on, to tell whether a run may be resumed.
        reading: names of fields, encoding and the like.
    """

    sources: list[str]
    published: str | None = None
    workers: int = 1
    max_chars: int = MAX_CHARS
    duplicates: bool = False
    options: dict[str, str] = field(default_factory=dict)
    reading: ReadOptions = field(default_factory=ReadOptions)

    def items(self) -> Iterator[Article | InputError]:
        """The articles of the sources, errors in their place."""
        return stream(self.sources, published=self.published, max_chars=self.max_chars, reading=self.reading)


def tag_to_file(
    tagger: TagsArticles,
    job: Job,
    out: Path,
    *,
    errors: Path | None = None,
    resume: bool = False,
    force: bool = False,
    append: bool = False,
    tables: bool = False,
    watch: Watcher | None = None,
) -> Outcome:
    """Tag the sources of a job into a file, whose ending gives the form.

    Args:
        errors: where to write what could not be tagged.
        resume: go on with an interrupted run.
        force: replace a finished file.
        append: add to a finished database; an article takes the place of those of its id.
        tables: write a folder with one Parquet file a table.

    Raises:
        UsageError: the run cannot be resumed, or may not be begun.
        OutputError: a finished file is there and ``force`` is false.
        OutputError: the file cannot be written; what is done is kept for ``resume``.
    """
    if resume and STANDARD_INPUT in job.sources:
        raise UsageError("standard input cannot be resumed: it is not known whether it is the same; give a file")
    made_of: dict[str, Any] = {"newstagger": __version__, "options": job.options, "inputs": _inputs(job)}
    if append:
        check_append(out)
        made_of["append"] = True
    if tables:
        made_of["tables"] = True
    if _taken(out) and not force and not append and not (resume and unfinished(out)):
        there = "a finished file is there already, and nothing to resume" if resume else "exists already"
        raise OutputError(f"{out}: {there}; it was left as it is; choose another name or add --force to replace it")
    journal = Journal(out, made_of, resume=resume, tables=tables)
    outcome = Outcome()
    try:
        seen = Seen() if job.duplicates else None
        for done in journal.finished():
            outcome.count(_remembered(done, seen), fresh=False)
        rest = islice(job.items(), journal.done, None)
        buffer: list[Result] = []
        for done in _counted(_tagged(tagger, job, rest, seen), outcome, watch):
            buffer.append(done)
            if len(buffer) >= KEPT_AT_ONCE:
                journal.add(buffer)
                buffer = []
        journal.add(buffer)
        if outcome.tagged or errors is not None:
            journal.finish(errors, append=append)
        else:
            journal.discard()
    finally:
        journal.close()
    return outcome


def tag_to_call(
    tagger: TagsArticles,
    job: Job,
    give: Callable[[str], None],
    *,
    errors: Path | None = None,
    watch: Watcher | None = None,
) -> Outcome:
    """Tag the sources of a job and hand over each record as a line of JSON, as soon as it is there."""
    outcome = Outcome()
    failed: list[Failed] = []
    live = STANDARD_INPUT in job.sources and job.workers <= 1
    seen = Seen() if job.duplicates else None
    results = _one_by_one(tagger, job.items(), seen) if live else _tagged(tagger, job, job.items(), seen)
    for done in _counted(results, outcome, watch):
        if isinstance(done, Tagged):
            give(done.record)
        else:
            failed.append(done)
    if errors is not None:
        write_errors(failed, errors)
    return outcome


def _taken(out: Path) -> bool:
    """Is something there that would be lost?"""
    return out.exists() and not (out.is_dir() and not any(out.iterdir()))


def _tagged(
    tagger: TagsArticles, job: Job, items: Iterable[Article | InputError], seen: Seen | None
) -> Iterator[Result]:
    """Results in order, repetitions marked."""
    return mark(tag_items(tagger, items, job.workers, sketched=seen is not None), seen)


def _remembered(done: Result, seen: Seen | None) -> Result:
    """A result of before the run was resumed: it can be repeated too."""
    if seen is None or isinstance(done, Failed):
        return done
    known = Tagged.again(done.record)
    if known.about is not None:
        name, sketch = known.about
        seen.first(sketch, name)
    return known


def _one_by_one(tagger: TagsArticles, items: Iterable[Article | InputError], seen: Seen | None) -> Iterator[Result]:
    """Results as they come: nobody knows when standard input sends its next article.

    What is already waiting is still tagged together.
    """
    import queue
    import threading

    waiting: queue.Queue[Article | InputError | None] = queue.Queue(maxsize=64)

    def read() -> None:
        for item in items:
            waiting.put(item)
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    ended = False
    while not ended:
        batch = [waiting.get()]
        while batch[-1] is not None and len(batch) < KEPT_AT_ONCE and not waiting.empty():
            batch.append(waiting.get())
        ended = batch[-1] is None
        for chunk in chunks(item for item in batch if item is not None):
            yield from mark(finish(tagger, chunk, sketched=seen is not None), seen)


def _counted(results: Iterable[Result], outcome: Outcome, watch: Watcher | None) -> Iterator[Result]:
    for done in results:
        outcome.count(done)
        if watch is not None:
            watch(done, outcome)
        yield done


def _inputs(job: Job) -> dict[str, str]:
    return fingerprint(Path(source) for source in job.sources if source != STANDARD_INPUT)
