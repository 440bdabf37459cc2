"""newstagger tag."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import (
    MESSAGES,
    SHOWN_ERRORS,
    STDOUT,
    Force,
    Inputs,
    ModelDir,
    OutDelimiter,
    console,
    counted,
    moment,
    name_options,
    out_separator,
    reads_files,
    say,
    say_undated,
)
from newstagger._forms import DATABASES, WRITTEN, find_writer
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from newstagger._runs.results import Result
    from newstagger._runs.run import Job, Outcome, Watcher
    from newstagger.readers import ReadOptions
    from newstagger.tagger import Tagger

#: Inputs larger than this, in bytes, are tagged with one worker per core.
_WORTH_WORKERS = 4_000_000


@reads_files
def tag(
    inputs: Inputs,
    out: Annotated[
        Optional[Path],
        typer.Option("-o", "--out", help=f"Output: {', '.join(WRITTEN)} (.tml is a folder, and so is the output with --tables); - for JSONL on standard output. (default: a table; JSONL into a pipe)", show_default=False),
    ] = None,
    model: ModelDir = None,
    workers: Annotated[Optional[int], typer.Option(min=1, help="Number of processes. (default: depends on the size of the input)", show_default=False)] = None,
    only: Annotated[Optional[str], typer.Option(help="Parts of the record to compute, separated by commas: topics,people,organisations,places,dates.", show_default=False)] = None,
    published: Annotated[Optional[str], typer.Option(help="Publication time (ISO 8601) of articles without one.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the evidence for and against each topic (tables only).")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an interrupted run.")] = False,
    force: Force = False,
    append: Annotated[bool, typer.Option("--append", help=f"Add to an existing database ({', '.join(DATABASES)}); an article with an id replaces the one with the same id.")] = False,
    tables: Annotated[bool, typer.Option("--tables", help="Write a folder with one Parquet file per table of the database, for DuckDB and data frames.")] = False,
    errors: Annotated[Optional[Path], typer.Option(help="Write what could not be tagged to this file, as JSON lines.", show_default=False)] = None,
    spacy: Annotated[Optional[str], typer.Option(help="Recognise names with another installed spaCy pipeline.", show_default=False)] = None,
    aliases: Annotated[Optional[Path], typer.Option(help="A table of aliases: name, tab, other names separated by semicolons.", show_default=False)] = None,
    lean: Annotated[str, typer.Option(help="Prefer fewer, surer topics (precision), more of them (recall), or neither (balanced).")] = "balanced",
    threshold: Annotated[Optional[float], typer.Option(help="One threshold (0 to 1) for all topics, instead of each topic's own; not with --lean.", show_default=False)] = None,
    limit: Annotated[Optional[int], typer.Option(help="Keep at most this many topics per article, the best ones.", show_default=False)] = None,
    suggest: Annotated[int, typer.Option(help="Also list this many (0 to 20) of the best topics below the threshold, with scores, in the field suggested.")] = 0,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="Set the field duplicate_of of articles that repeat an earlier one: near-duplicates and other versions of a dispatch.")] = False,
    timeout: Annotated[float, typer.Option(min=1, help="Give up on an article after this many seconds; long texts get more.")] = 60,
    log_json: Annotated[bool, typer.Option("--log-json", help="Report progress and errors as JSON lines on standard error.")] = False,
    out_delimiter: OutDelimiter = None,
    *,
    how: ReadOptions,
) -> None:  # fmt: skip
    """Tag articles."""
    from newstagger._runs.checkpoint import Output
    from newstagger._runs.run import Job, check_outputs, tag_to_call, tag_to_file
    from newstagger._topics.thresholds import Choice
    from newstagger.tagger import PARTS, Tagger

    MESSAGES.as_json = log_json
    choice = Choice(lean, threshold, limit, suggest)
    published = moment(published)
    to_stdout = out == STDOUT
    _check_combination(
        out, explain=explain, resume=resume, append=append, tables=tables, replace=force and errors is None
    )
    if to_stdout:
        out = None
    if out is not None:
        _check_ending(out, tables=tables)
    parts = tuple(part.strip() for part in only.split(",") if part.strip()) if only is not None else PARTS
    table = out is None and not to_stdout and (explain or sys.stdout.isatty())
    separator = out_separator(out_delimiter, None if tables else out)
    # What the tags depend on: a run is only continued with the same options.
    options = {
        "--model": str(model or ""), "--only": ",".join(sorted(parts)), "--published": published or "",
        "--spacy": _installed(spacy), "--aliases": _contents(aliases), "--max-chars": str(how.max_chars),
        "choice of topics": str(choice),
    }  # fmt: skip
    optional = {
        "--map": ",".join(f"{field}={name}" for field, name in how.fields.items()) or None, "--delimiter": how.delimiter,
        "--encoding": how.encoding, "--topic-separator": how.topic_separator,
        "--duplicates": "yes" if duplicates else None, "--out-delimiter": separator if separator != "," else None,
    }  # fmt: skip
    options.update({name: value for name, value in optional.items() if value is not None})
    job = Job(
        inputs, published, workers or _choose_workers(inputs), how.max_chars, duplicates, options,
        seconds=timeout, also=[path for path in (model, aliases) if path is not None],
    )  # fmt: skip
    output = Output(out, errors, resume=resume, force=force, append=append, tables=tables, separator=separator)
    job.reading = how
    check_outputs(job, output)
    tagger = Tagger.load(
        model, spacy=spacy, only=parts, aliases=_aliases(aliases), max_chars=how.max_chars, choice=choice
    )
    job.options["model"] = tagger.fingerprint
    try:
        with _watching(job, quiet=table, log_json=log_json) as watch:
            if out is not None:
                outcome = tag_to_file(tagger, job, output, watch)
            else:
                give = _table(tagger, explain=explain) if table else _print_line
                outcome = tag_to_call(tagger, job, give, output, watch)
    except KeyboardInterrupt:
        say("interrupted" + _say_what_is_kept(inputs, out))
        raise typer.Exit(130) from None
    if outcome.already:
        failed = outcome.failed.total()
        problems = f", {failed} failed" if failed else ""
        MESSAGES.show(f"everything is already tagged: {counted(outcome.tagged, 'article')}{problems}; see {out}")
    elif not log_json:
        _say_outcome(outcome, out)
    raise typer.Exit(outcome.status)


def _say_what_is_kept(inputs: list[str], out: Path | None) -> str:
    if out is None:
        return ""
    if "-" in inputs:
        return f"; the articles tagged so far are in {out}" if out.exists() else ""
    return "; finished articles are kept: continue with --resume"


def _check_combination(
    out: Path | None, *, explain: bool, resume: bool, append: bool, tables: bool, replace: bool
) -> None:
    """Refuse options that contradict each other."""
    if out == STDOUT:
        if explain or resume:
            raise UsageError("-o - writes JSONL to standard output; it cannot be combined with --explain or --resume")
        out = None
    if append and out is None:
        raise UsageError("--append needs a database: give one with -o, ending in .sqlite or .db")
    if resume and out is None:
        raise UsageError("--resume needs the output of the interrupted run: give it with -o")
    if tables and (out is None or append):
        raise UsageError("--tables writes a folder of its own: name it with -o; it cannot be combined with --append")
    if append and replace:
        raise UsageError("--append adds to existing output, --force overwrites it: give only one of them")
    if explain and out is not None:
        raise UsageError("--explain prints tables; it cannot be combined with -o")


def _check_ending(out: Path, *, tables: bool) -> None:
    from newstagger._writers import check_tables

    if tables:
        check_tables(out)
    else:
        find_writer(out)


def _choose_workers(inputs: list[str]) -> int:
    """The number of workers: one per core if the input is large enough, else one."""
    from newstagger.readers import find_files

    size = 0
    for source in inputs:
        path = Path(source)
        try:
            files = find_files(path) if path.is_dir() else [path]
            for file in files:
                size += file.stat().st_size * (4 if file.suffix == ".gz" else 1)
                if size > _WORTH_WORKERS:
                    return os.cpu_count() or 1
        except OSError:
            continue
    return 1


def _aliases(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    from newstagger._names.grouping import default_aliases, read_aliases

    try:
        return {**default_aliases(), **read_aliases(path.read_text("utf-8"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read as a table of aliases: {error}") from None


def _contents(path: Path | None) -> str:
    """A file and a digest of its content."""
    if path is None:
        return ""
    from newstagger._runs.checkpoint import digest_of

    try:
        return f"{path} {digest_of(path)}"
    except OSError:  # reported when it is read
        return str(path)


def _installed(package: str | None) -> str:
    """A package and its version."""
    if package is None:
        return ""
    from importlib import metadata

    try:
        return f"{package} {metadata.version(package)}"
    except (metadata.PackageNotFoundError, ValueError):  # reported when it is loaded
        return package


def _watching(job: Job, *, quiet: bool, log_json: bool = False) -> contextlib.AbstractContextManager[Watcher]:
    """Print messages for what cannot be tagged, and a progress bar if nothing else is printed."""
    from newstagger._runs.progress import Articles, JsonLog
    from newstagger._runs.results import Failed
    from newstagger.readers import count

    @contextlib.contextmanager
    def watching() -> Iterator[Watcher]:
        shown = 0

        total = None if quiet else count(job.sources, job.reading.outputs)
        with JsonLog(total) if log_json else Articles(total, quiet=quiet) as bar:

            def watch(done: Result, outcome: Outcome) -> None:
                nonlocal shown
                if isinstance(done, Failed):
                    shown += 1
                    if log_json:
                        bar.say(name_options(str(done.error())))
                    elif shown <= SHOWN_ERRORS:
                        bar.say(name_options(f"newstagger: {done.error()}"))
                bar(done, outcome)

            yield watch

    return watching()


def _table(tagger: Tagger, *, explain: bool) -> Callable[[str], None]:
    """A function that prints a record as a table."""
    from newstagger._reports.console import show
    from newstagger.article import Article
    from newstagger.tags import TaggedArticle

    screen = console()

    def give(line: str) -> None:
        tags = TaggedArticle.model_validate_json(line)
        article = Article(tags.text, title=tags.title)
        show(tags, screen, [tagger.explain(article, topic.label) for topic in tags.topics] if explain else ())

    return give


def _print_line(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _say_outcome(outcome: Outcome, out: Path | None) -> None:
    failed = outcome.failed.total()
    if failed > SHOWN_ERRORS:
        say(f"… and {failed - SHOWN_ERRORS} more articles failed")
    say_undated(outcome.undated)
    if outcome.redone:
        say("parts of the interrupted run were damaged; their articles were tagged again")
    if out is None:
        return
    if not outcome.tagged:
        say(f"{'no article could be tagged' if failed else 'there was nothing to tag'}; {out} was not written")
        return
    problems = f", {failed} failed" if failed else ""
    again = f", {outcome.repeated} of them repeat an earlier one" if outcome.repeated else ""
    replaced = f", {counted(outcome.replaced, 'existing one')} replaced" if outcome.replaced else ""
    say(f"{counted(outcome.tagged, 'article')} tagged{again}{problems}{replaced}; written to {out}")
