"""A run of ``newstagger tag``: from any reader to any writer, resumable, with progress."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newstagger._forms import find_writer, list_reading_packages
from newstagger._runs.checkpoint import (
    Journal,
    Output,
    fingerprint,
    holds_errors,
    is_unfinished,
    note_path,
    recall,
    write_errors,
)
from newstagger._runs.results import Failed, Result, Tagged, mark_repetitions
from newstagger._runs.workers import SECONDS, TagsArticles, crew, split_into_chunks, tag_items
from newstagger._text.duplicates import Seen
from newstagger._version import __version__
from newstagger._writers import check_append, choose_folder_check, claim
from newstagger._writers.atomic import is_stream
from newstagger._writers.claims import find_difference, is_same, list_outputs, partial
from newstagger._writers.database import check_replaceable
from newstagger.article import MAX_CHARS, Article
from newstagger.errors import InputError, OutputError, ResourceError, UsageError, is_shortage, shortage
from newstagger.readers import STANDARD_INPUT, ReadOptions, find_files, stream

_LOGGER = logging.getLogger("newstagger.runs")

#: Number of finished items that are written to the disk together.
KEPT_AT_ONCE = 32
#: The name of the thread that waits for standard input.
READING = "newstagger: standard input"
#: Bytes of failures that are kept in memory; more go to a temporary file.
_IN_MEMORY = 10_000_000


class Watcher(Protocol):
    """Is called with every finished item."""

    def __call__(self, done: Result, outcome: Outcome) -> None:
        """``outcome`` already counts ``done``."""


@dataclass
class Outcome:
    """The result of a run.

    Attributes:
        tagged: articles tagged, including those before the run was resumed.
        fresh: items finished since the run was started or resumed.
        failed: errors by kind, "article" and "source".
        undated: articles tagged since then whose publication time could not be read.
        repeated: articles that repeat an earlier one, if duplicates were looked for.
        words: approximate number of words tagged since then.
        replaced: articles of a database that were replaced by new ones.
        redone: damaged bytes in the journal of an interrupted run, whose items were done again.
        started: ``time.monotonic()`` at the start.
        already: the same run was finished before; nothing was tagged.
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
        """Exit status: 0 if all articles were tagged, 1 if some failed, 2 if there was nothing to read."""
        if not self.failed:
            return 0 if self.tagged else 2
        return 1 if self.tagged or self.failed["article"] else 2

    def count(self, done: Result, *, fresh: bool = True) -> None:
        """Count a finished item, a fresh one or one from before the run was resumed."""
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
        published: publication time of articles without one, ISO 8601.
        workers: number of processes.
        max_chars: maximum length of a text.
        duplicates: mark articles that repeat an earlier one of the run.
        options: whatever else the tags depend on; a run can only be resumed with the same.
        reading: names of fields, encoding and the like.
        seconds: time limit for an article; long texts get more. None for no limit.
        also: other files and folders that are read, such as the model, which no output may overwrite.
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

    def items(self) -> Iterator[Article | InputError]:
        """Read the articles of the sources, with errors in their place."""
        return stream(self.sources, published=self.published, max_chars=self.max_chars, reading=self.reading)


def check_outputs(job: Job, output: Output) -> None:
    """Check that the outputs can be written before any work is done, and keep the job from reading them.

    When a run is resumed, whether an existing output may stay depends only on what it was made from.

    Raises:
        UsageError: an output is also an input, or the other output.
        OutputError: an output exists, or cannot be written.
    """
    inputs: list[str | Path] = [*job.sources, *job.also]
    out, errors = output.path, output.errors
    if out is not None:
        if errors is not None and any(is_same(errors, kept) for kept in (partial(out), note_path(out))):
            raise UsageError(f"{errors}: this name is reserved for the run that writes {out}; choose another name")
        folder = choose_folder_check(out, tables=output.tables)
        free = folder is not None and out.is_dir() and not any(out.iterdir())
        may_exist = output.force or output.append or output.resume or free
        database = folder is None and find_writer(out).kind == "database"
        known = recall(out) is not None
        claim(out, may_exist, inputs, others=[errors], folder=folder, known=known, database=database)
        if output.append:
            check_append(out)
        elif database:
            check_replaceable(out)
    if errors is not None:
        ours = holds_errors(errors)
        claim(errors, output.force or (output.resume and ours), inputs, others=[out], known=ours)
    job.reading = replace(job.reading, outputs=job.reading.outputs | list_outputs(out, errors))


def tag_to_file(tagger: TagsArticles, job: Job, output: Output, watch: Watcher | None = None) -> Outcome:
    """Tag the sources of a job into a file or folder.

    Args:
        output: where to write; it has a path.
        watch: called with every finished item.

    Raises:
        OutputError: the output exists and may be neither overwritten nor added to, or it cannot be written.
        UsageError: the run to be resumed was a different one, standard input cannot be resumed, articles cannot be
            added to an output of this format, or an output is also an input.
        ResourceError: the machine lacks memory, disk space or file descriptors; finished articles are kept.
    """
    out = output.path
    if out is None:
        raise UsageError("tag_to_file needs an output with a path")
    if output.resume and STANDARD_INPUT in job.sources:
        raise UsageError("standard input cannot be resumed, since it may be different each time; give a file")
    check_outputs(job, output)
    _note_earlier_outputs(job)
    made_of: dict[str, Any] = {"newstagger": __version__, "options": job.options, "inputs": _digest_inputs(job)}
    # Finished articles are counted off in the order in which they are read.
    made_of["the order of the inputs"] = [str(source) for source in job.sources]
    made_of["what is installed for reading"] = list_reading_packages()
    if output.append:
        made_of["append"] = True
    if output.tables:
        made_of["tables"] = True
    if _is_taken(out) and not output.force and not (output.resume and is_unfinished(out)):
        if output.resume and (outcome := _recall_outcome(out, made_of, output.errors)) is not None:
            return outcome
        if not output.append:
            reason = _explain_refusal(out, made_of) if output.resume else "already exists and"
            raise OutputError(f"{out}: {reason} was not changed; choose another name or overwrite it with `force`")
    journal = Journal(output, made_of)
    outcome = Outcome(redone=journal.damaged)
    try:
        with _offering_resume():
            try:
                _tag_into(journal, tagger, job, outcome, watch)
            except KeyboardInterrupt:
                # It cannot be read again, so what has been tagged is all that there will be.
                if STANDARD_INPUT in job.sources and outcome.tagged:
                    journal.finish(None)
                raise
            if outcome.tagged or output.errors is not None:
                # Standard input may be different next time, so a run that reads it has no note.
                counts = (outcome.tagged, outcome.repeated) if STANDARD_INPUT not in job.sources else None
                outcome.replaced = journal.finish(counts)
            else:
                journal.discard()
    finally:
        journal.close()
    return outcome


def _note_earlier_outputs(job: Job) -> None:
    """Say which files of a folder hold tags of an earlier run: read as articles, they may be there twice."""
    for source in job.sources:
        if source == STANDARD_INPUT or not Path(source).is_dir():
            continue
        for file in find_files(Path(source), job.reading.outputs):
            if note_path(file).is_file() and recall(file) is not None:
                _LOGGER.warning(
                    "%s was written by an earlier run; its articles are tagged again, as all of %s", file, source
                )


def _tag_into(journal: Journal, tagger: TagsArticles, job: Job, outcome: Outcome, watch: Watcher | None) -> None:
    """Add to the journal what is not in it yet."""
    seen = Seen() if job.duplicates else None
    for done in journal.finished():
        outcome.count(_restore(done, seen), fresh=False)
    rest = islice(job.items(), journal.done, None)
    buffer: list[Result] = []
    try:
        for done in _count(_tag_items(tagger, job, rest, seen), outcome, watch):
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
def _offering_resume() -> Iterator[None]:
    """Add to the error about a shortage that the run can be continued."""
    try:
        yield
    except (ResourceError, MemoryError, OSError) as error:
        if isinstance(error, OSError) and not is_shortage(error):
            raise
        reason = f"{shortage(error)}; finished articles are kept: continue with `resume` when there is enough again"
        raise ResourceError(reason) from error


def tag_to_call(
    tagger: TagsArticles,
    job: Job,
    give: Callable[[str], None],
    output: Output | None = None,
    watch: Watcher | None = None,
) -> Outcome:
    """Tag the sources of a job and hand over each record as a line of JSON, as soon as it is ready.

    Args:
        output: where to write the errors, if anywhere; it has no path.

    Raises:
        UsageError, OutputError: the errors cannot be written there.
        ResourceError: the machine lacks memory, disk space or file descriptors.
    """
    output = output or Output()
    check_outputs(job, output)
    _note_earlier_outputs(job)
    outcome = Outcome()
    live = STANDARD_INPUT in job.sources and job.workers <= 1
    seen = Seen() if job.duplicates else None
    results = _tag_live(tagger, job, seen) if live else _tag_items(tagger, job, job.items(), seen)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as failed:  # there may be millions of failures
        for done in _count(results, outcome, watch):
            if isinstance(done, Tagged):
                give(done.record)
            elif output.errors is not None:
                failed.write(done.to_json().encode("utf-8") + b"\n")
        if output.errors is not None:
            failed.seek(0)
            write_errors((Failed.from_json(line.decode("utf-8")) for line in failed), output.errors)
    return outcome


def _recall_outcome(out: Path, made_of: dict[str, Any], errors: Path | None) -> Outcome | None:
    """The outcome of the same run, if it was finished and its output has not changed since."""
    before = recall(out)
    if before is None or find_difference(before.made_of, made_of) is not None:
        return None
    if errors is not None:
        write_errors(before.failed, errors)
    failed = Counter(one.kind for one in before.failed)
    return Outcome(before.tagged, failed=failed, repeated=before.repeated, already=True)


def _explain_refusal(out: Path, made_of: dict[str, Any]) -> str:
    """Why an existing output is not the result of the run that is to be resumed."""
    before = recall(out)
    if before is None:
        return "already exists, but it is not known how it was made, or it has changed since; it"
    return (
        f"is finished, but {find_difference(before.made_of, made_of)} was different, so there is nothing to resume; it"
    )


def _is_taken(out: Path) -> bool:
    """Is there something that would be lost?"""
    return out.exists() and not is_stream(out) and not (out.is_dir() and not any(out.iterdir()))


def _tag_items(
    tagger: TagsArticles, job: Job, items: Iterable[Article | InputError], seen: Seen | None
) -> Iterator[Result]:
    """Tag items; the results are in order, with repetitions marked."""
    return mark_repetitions(tag_items(tagger, items, job.workers, sketched=seen is not None, seconds=job.seconds), seen)


def _restore(done: Result, seen: Seen | None) -> Result:
    """A result from before the run was resumed, which later articles may repeat."""
    if seen is None or isinstance(done, Failed):
        return done
    known = done.restore()
    if known.about is not None:
        name, sketch = known.about
        seen.first(sketch, name)
    return known


def _tag_live(tagger: TagsArticles, job: Job, seen: Seen | None) -> Iterator[Result]:
    """Tag standard input as it arrives, since the next article may take long; what is already waiting is tagged together."""
    import queue
    import threading

    waiting: queue.Queue[Article | InputError | _End] = queue.Queue(maxsize=64)

    def read() -> None:
        end = _End()
        try:
            for item in job.items():
                waiting.put(item)
        except BaseException as error:  # raised by the thread that waits
            end = _End(error)
        waiting.put(end)

    with crew(tagger, sketched=seen is not None, seconds=job.seconds) as tagging:
        threading.Thread(target=read, name=READING, daemon=True).start()
        end: _End | None = None
        while end is None:
            batch: list[Article | InputError] = []
            while end is None and len(batch) < KEPT_AT_ONCE and not (batch and waiting.empty()):
                item = waiting.get()
                if isinstance(item, _End):
                    end = item
                else:
                    batch.append(item)
            yield from mark_repetitions(tagging(split_into_chunks(batch)), seen)
        if end.error is not None:
            raise end.error


def is_reading() -> bool:
    """Is standard input still being waited for? The interpreter cannot close it then, and aborts if it ends by itself."""
    import threading

    return any(thread.name == READING for thread in threading.enumerate())


class _End(NamedTuple):
    """The end of the input, or the error that ended it."""

    error: BaseException | None = None


def _count(results: Iterable[Result], outcome: Outcome, watch: Watcher | None) -> Iterator[Result]:
    for done in results:
        outcome.count(done)
        if watch is not None:
            watch(done, outcome)
        yield done


def _digest_inputs(job: Job) -> dict[str, str]:
    sources = [Path(source) for source in job.sources if source != STANDARD_INPUT]
    return fingerprint(sources, job.reading.outputs)
