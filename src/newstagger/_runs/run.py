"""One run of ``newstagger tag``: from any reader to any writer, resumable, with its progress."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newstagger import __version__
from newstagger._runs.checkpoint import (
    Journal,
    fingerprint,
    holds_errors,
    place_of_memory,
    recall,
    unfinished,
    write_errors,
)
from newstagger._runs.results import Failed, Result, Tagged, mark
from newstagger._runs.workers import SECONDS, TagsArticles, chunks, crew, tag_items
from newstagger._text.duplicates import Seen
from newstagger._writers import DATABASES, check_append, claim, ending, folder_check
from newstagger._writers.atomic import is_stream
from newstagger._writers.claims import difference, is_same, output_paths, partial
from newstagger._writers.database import check_replaceable
from newstagger.article import MAX_CHARS, Article
from newstagger.errors import InputError, OutputError, ResourceError, UsageError, is_shortage, shortage
from newstagger.readers import STANDARD_INPUT, ReadOptions, stream

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
        replaced: articles of a database that was added to whose place was taken.
        redone: bytes of the journal of an interrupted run that were damaged, so that what they held was done again.
        started: ``time.monotonic()`` at the beginning.
        already: it was all done before; nothing was tagged in this run.
    """

    tagged: int = 0
    fresh: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    repeated: int = 0
    words: int = 0
    replaced: int = 0
    redone: int = 0
    started: float = field(default_factory=time.monotonic)
    already: bool = False

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
        seconds: for one article, after which it is given up; long ones get more. None for no bound.
        also: other files and folders that are read, which no output may take the place of: the model, tables.
        separator: what separates the columns of a .csv that is written.
    """

    sources: list[str]
    published: str | None = None
    workers: int = 1
    max_chars: int = MAX_CHARS
    duplicates: bool = False
    options: dict[str, str] = field(default_factory=dict)
    reading: ReadOptions = field(default_factory=ReadOptions)
    seconds: float | None = SECONDS
    also: list[Path] = field(default_factory=list)
    separator: str = ","

    def items(self) -> Iterator[Article | InputError]:
        """The articles of the sources, errors in their place."""
        return stream(self.sources, published=self.published, max_chars=self.max_chars, reading=self.reading)


def check_outputs(
    job: Job,
    out: Path | None,
    errors: Path | None = None,
    *,
    resume: bool = False,
    force: bool = False,
    append: bool = False,
    tables: bool = False,
) -> None:
    """Check that the outputs of a job can be written, before any work is done, and keep the job from reading them.

    Of an output that is there when a run is resumed, only what it was made of says whether it may stay.

    Raises:
        UsageError: an output is an input, or the other output.
        OutputError: something is there, or it cannot be written.
    """
    inputs: list[str | Path] = [*job.sources, *job.also]
    if out is not None:
        if errors is not None and any(is_same(errors, kept) for kept in (partial(out), place_of_memory(out))):
            raise UsageError(f"{errors}: is where newstagger keeps what belongs to {out}; choose another name")
        folder = folder_check(out, tables=tables)
        free = folder is not None and out.is_dir() and not any(out.iterdir())
        claim(
            out,
            force or append or resume or free,
            inputs,
            others=[errors],
            folder=folder,
            known=recall(out) is not None,
        )
        if append:
            check_append(out)
        elif folder is None and ending(out) in DATABASES:
            check_replaceable(out)
    if errors is not None:
        ours = holds_errors(errors)
        claim(errors, force or (resume and ours), inputs, others=[out], known=ours)
    job.reading = replace(job.reading, outputs=job.reading.outputs | output_paths(out, errors))


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
        resume: go on with an interrupted run; of one that is finished, with the same inputs and options, say so.
        force: replace a finished file.
        append: add to a finished database; an article that brought its id takes the place of those of its id.
        tables: write a folder with one Parquet file a table.
        watch: told of every finished item.

    Raises:
        OutputError: the file exists and is neither to be replaced nor added to, or it cannot be written.
        UsageError: the run that is to be resumed was another one, standard input cannot be resumed, articles cannot
            be added to a file of this form, or an output is an input.
        ResourceError: the machine lacks memory, disk space or file descriptors; what is done is kept.
    """
    if resume and STANDARD_INPUT in job.sources:
        raise UsageError("standard input cannot be resumed: it is not known whether it is the same; give a file")
    check_outputs(job, out, errors, resume=resume, force=force, append=append, tables=tables)
    made_of: dict[str, Any] = {"newstagger": __version__, "options": job.options, "inputs": _inputs(job)}
    if append:
        made_of["append"] = True
    if tables:
        made_of["tables"] = True
    if _taken(out) and not force and not (resume and unfinished(out)):
        if resume and (outcome := _finished_before(out, made_of, errors)) is not None:
            return outcome
        if not append:
            raise OutputError(
                f"{out}: {_why_left(out, made_of) if resume else 'already exists'} and was not changed; "
                "choose another name or overwrite it with `force`"
            )
    journal = Journal(out, made_of, resume=resume, tables=tables)
    outcome = Outcome(redone=journal.damaged)
    try:
        with _going_on():
            _tag_into(journal, tagger, job, outcome, watch)
            if outcome.tagged or errors is not None:
                # Of standard input nobody knows whether it is the same another time.
                known = STANDARD_INPUT not in job.sources
                counts = (outcome.tagged, outcome.repeated) if known else None
                outcome.replaced = journal.finish(errors, append=append, counts=counts, separator=job.separator)
            else:
                journal.discard()
    finally:
        journal.close()
    return outcome


def _tag_into(journal: Journal, tagger: TagsArticles, job: Job, outcome: Outcome, watch: Watcher | None) -> None:
    """Tag what is not yet in the journal into it."""
    seen = Seen() if job.duplicates else None
    for done in journal.finished():
        outcome.count(_remembered(done, seen), fresh=False)
    rest = islice(job.items(), journal.done, None)
    buffer: list[Result] = []
    try:
        for done in _counted(_tagged(tagger, job, rest, seen), outcome, watch):
            buffer.append(done)
            if len(buffer) >= KEPT_AT_ONCE:
                full, buffer = buffer, []
                journal.add(full)
    except BaseException:
        with contextlib.suppress(OutputError):
            journal.add(buffer)
        raise
    journal.add(buffer)


@contextlib.contextmanager
def _going_on() -> Iterator[None]:
    """Say of what the machine lacks that the run can go on when it is there again."""
    try:
        yield
    except (ResourceError, MemoryError, OSError) as error:
        if isinstance(error, OSError) and not is_shortage(error):
            raise
        found = shortage(error)
        raise ResourceError(
            f"{found}; finished articles are kept: continue with `resume` when there is enough again"
        ) from error


def tag_to_call(
    tagger: TagsArticles,
    job: Job,
    give: Callable[[str], None],
    *,
    errors: Path | None = None,
    force: bool = False,
    watch: Watcher | None = None,
) -> Outcome:
    """Tag the sources of a job and hand over each record as a line of JSON, as soon as it is there.

    Args:
        force: a file of errors that is there may be replaced.

    Raises:
        UsageError, OutputError: the errors cannot be written to that place.
        ResourceError: the machine lacks memory, disk space or file descriptors.
    """
    check_outputs(job, None, errors, force=force)
    outcome = Outcome()
    failed: list[Failed] = []
    live = STANDARD_INPUT in job.sources and job.workers <= 1
    seen = Seen() if job.duplicates else None
    results = _one_by_one(tagger, job, seen) if live else _tagged(tagger, job, job.items(), seen)
    for done in _counted(results, outcome, watch):
        if isinstance(done, Tagged):
            give(done.record)
        else:
            failed.append(done)
    if errors is not None:
        write_errors(failed, errors)
    return outcome


def _finished_before(out: Path, made_of: dict[str, Any], errors: Path | None) -> Outcome | None:
    """What came of the very same run, if it was finished and its output is still as it was."""
    before = recall(out)
    if before is None or difference(before.made_of, made_of) is not None:
        return None
    if errors is not None:
        write_errors(before.failed, errors)
    failed = Counter(one.kind for one in before.failed)
    return Outcome(before.tagged, failed=failed, repeated=before.repeated, already=True)


def _why_left(out: Path, made_of: dict[str, Any]) -> str:
    """Why a finished output is no end of the run that is to be resumed."""
    before = recall(out)
    if before is None:
        return "a finished file is there already, and nothing is known of what it was made of, or it was changed since"
    return f"is finished, and {difference(before.made_of, made_of)} is not what it was then: there is nothing to resume"


def _taken(out: Path) -> bool:
    """Is something there that would be lost?"""
    return out.exists() and not is_stream(out) and not (out.is_dir() and not any(out.iterdir()))


def _tagged(
    tagger: TagsArticles, job: Job, items: Iterable[Article | InputError], seen: Seen | None
) -> Iterator[Result]:
    """Results in order, repetitions marked."""
    return mark(tag_items(tagger, items, job.workers, sketched=seen is not None, seconds=job.seconds), seen)


def _remembered(done: Result, seen: Seen | None) -> Result:
    """A result of before the run was resumed: it can be repeated too."""
    if seen is None or isinstance(done, Failed):
        return done
    known = done.again()
    if known.about is not None:
        name, sketch = known.about
        seen.first(sketch, name)
    return known


def _one_by_one(tagger: TagsArticles, job: Job, seen: Seen | None) -> Iterator[Result]:
    """Results as they come: nobody knows when standard input sends its next article.

    What is already waiting is still tagged together.
    """
    import queue
    import threading

    waiting: queue.Queue[Article | InputError | _End] = queue.Queue(maxsize=64)

    def read() -> None:
        end = _End()
        try:
            for item in job.items():
                waiting.put(item)
        except BaseException as error:  # for the thread that waits to raise
            end = _End(error)
        waiting.put(end)

    with crew(tagger, sketched=seen is not None, seconds=job.seconds) as tagging:
        threading.Thread(target=read, daemon=True).start()
        end: _End | None = None
        while end is None:
            batch: list[Article | InputError] = []
            while end is None and len(batch) < KEPT_AT_ONCE and not (batch and waiting.empty()):
                item = waiting.get()
                if isinstance(item, _End):
                    end = item
                else:
                    batch.append(item)
            yield from mark(tagging(chunks(batch)), seen)
        if end.error is not None:
            raise end.error


class _End(NamedTuple):
    """The end of what is read, or what ended it."""

    error: BaseException | None = None


def _counted(results: Iterable[Result], outcome: Outcome, watch: Watcher | None) -> Iterator[Result]:
    for done in results:
        outcome.count(done)
        if watch is not None:
            watch(done, outcome)
        yield done


def _inputs(job: Job) -> dict[str, str]:
    sources = [Path(source) for source in job.sources if source != STANDARD_INPUT]
    return fingerprint(sources, job.reading.outputs)
