"""newstagger serve and corrections."""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import (
    Force,
    Inputs,
    ModelDir,
    counted,
    reads_files,
    say,
    say_errors,
)
from newstagger._forms import RECORDS
from newstagger.errors import InputError, RecordError, UsageError

if TYPE_CHECKING:
    from newstagger._feedback.exchange import Format
    from newstagger.readers import ReadOptions

corrections = typer.Typer(help="Articles for editors to review, and their corrections.", no_args_is_help=True)
TaskFormat = Annotated[
    Optional[str], typer.Option("--format", metavar="prodigy|labelstudio|doccano", help="Format of another annotation tool. (default: records for train; detected on import)", show_default=False)
]  # fmt: skip
CorrectionsFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of corrections (SQLite).", show_default=False)]  # fmt: skip


def serve(
    model: ModelDir = None,
    host: Annotated[str, typer.Option(help="Address to listen on. Any other than 127.0.0.1 lets other machines in and needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
    corrections_file: Annotated[Optional[Path], typer.Option("--corrections", metavar="FILE", help="Keep editors’ corrections in this file (SQLite). (default: none are kept)", show_default=False)] = None,
    workers: Annotated[Optional[int], typer.Option(min=1, help="Number of worker processes. (default: one per core, at least two)", show_default=False)] = None,
    max_chars: Annotated[int, typer.Option(min=1, help="Maximum length of a text, in characters.")] = 200_000,
    max_articles: Annotated[int, typer.Option(min=1, help="Maximum number of articles per request.")] = 100,
    timeout: Annotated[float, typer.Option(min=1, help="Time limit for one piece of work, in seconds.")] = 30,
    token: Annotated[Optional[str], typer.Option(envvar="NEWSTAGGER_TOKEN", help="Token that every client must send; at least 16 characters. Safer in the environment than on the command line. (default: none)", show_default=False)] = None,
    root_path: Annotated[str, typer.Option("--root-path", metavar="PATH", help="Path at which a proxy serves it, such as /desk.", show_default=False)] = "",
    log_requests: Annotated[bool, typer.Option("--log-requests", help="Write a line for each request to standard error.")] = False,
) -> None:  # fmt: skip
    """Serve a page for editors and an HTTP interface (extra serve)."""
    from newstagger._serve import serve as run

    if log_requests:
        _log_requests()
    # At least two, since one worker is kept free of long articles.
    count = workers or max(2, os.cpu_count() or 1)
    try:
        run(
            model, host=host, port=port, workers=count, corrections=corrections_file, max_chars=max_chars,
            max_articles=max_articles, seconds=timeout, token=token or None, root_path=root_path,
        )  # fmt: skip
    except UsageError as error:
        raise UsageError(f"{error} (see --host, --port, --root-path, --token and NEWSTAGGER_TOKEN)") from None


def _log_requests() -> None:
    """Write a line for each request to standard error; warnings are printed as in every command."""
    logger = logging.getLogger("newstagger.serve.requests")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


@corrections.command()
@reads_files
def add(
    file: CorrectionsFile,
    inputs: Inputs,
    model: ModelDir = None,
    *,
    how: ReadOptions,
) -> None:
    """Add articles for editors to review, first those whose topics are least certain."""
    from newstagger._feedback.store import Corrections, put_articles
    from newstagger._runs.progress import Steps
    from newstagger.readers import count, read
    from newstagger.tagger import Tagger

    tagger = Tagger.load(model, only=["topics"], max_chars=how.max_chars)
    failed: list[InputError] = []
    total = count(inputs) or 0
    with Corrections(file) as kept, Steps("ranking") as steps:
        articles = read(inputs, errors=failed.append, reading=how)
        put = put_articles(kept, tagger, articles, lambda done: steps("ranking", done, max(total, done)))
    say_errors(failed)
    if not put:
        raise typer.Exit(2)
    say(f"{counted(put, 'article')} put into {file}; to review them: newstagger serve --corrections {file}")
    raise typer.Exit(1 if failed else 0)


@corrections.command()
def export(
    file: CorrectionsFile,
    out: Annotated[Path, typer.Option("-o", "--out", help=f"Output: {', '.join(RECORDS)}.", show_default=False)],
    format_: TaskFormat = None,
    only: Annotated[Optional[str], typer.Option(metavar="names|topics", help="With --format: only names and dates, or only topics.", show_default=False)] = None,
    force: Force = False,
) -> None:  # fmt: skip
    """Write the corrected articles as labelled JSONL, for train or for another annotation tool."""
    from newstagger._feedback.exchange import export_tasks
    from newstagger._feedback.store import Corrections
    from newstagger._writers import claim, write
    from newstagger._writers.records import format_corrections

    if not out.name.lower().endswith(RECORDS):
        raise UsageError(f"{out}: export writes {', '.join(RECORDS)}")
    claim(out, force, [file])
    if only not in (None, "names", "topics"):
        raise UsageError(f"--only must be names or topics, not {only!r}")
    with Corrections(file, create=False, read_only=True) as kept:
        found = kept.all()
        chosen = _check_format(format_)
        lines = list(format_corrections(found) if chosen is None else export_tasks(found, chosen, only))  # type: ignore[arg-type]
    if not lines:
        raise InputError(str(file), "contains no corrections yet: judge some articles first, with newstagger serve")
    write(lines, out)
    say(f"{counted(len(lines), 'corrected article')} written to {out}")


@corrections.command("import")
def import_(
    file: CorrectionsFile,
    tasks: Annotated[Path, typer.Argument(metavar="TASKS", help="What Prodigy, Label Studio or doccano exported: .jsonl or .json.", show_default=False)],
    format_: TaskFormat = None,
) -> None:  # fmt: skip
    """Import annotations from Prodigy, Label Studio or doccano: spans of names and dates, and classes as topics."""
    from newstagger._feedback.exchange import import_task
    from newstagger._feedback.store import Corrections

    _check_format(format_)
    failed: list[InputError] = []
    unknown: Counter[str] = Counter()
    done = 0
    lines = _read_tasks(tasks)
    with Corrections(file) as kept:
        for line, text in lines:
            try:
                record = json.loads(text) if isinstance(text, str) else text
                if not isinstance(record, dict):
                    raise RecordError(str(tasks), "is not an object", line)
                unknown.update(import_task(kept, record, str(tasks), line))
                done += 1
            except RecordError as error:
                failed.append(error)
            except (ValueError, RecursionError) as error:
                failed.append(RecordError(str(tasks), f"is not JSON: {error}", line))
    say_errors(failed)
    if unknown:
        labels = ", ".join(f"{label} ({count})" for label, count in unknown.most_common(10))
        say(f"labels that are neither a kind of names nor a type of dates were left out: {labels}")
    say(f"{counted(done, 'article')} imported into {file}")
    raise typer.Exit(1 if failed else 0)


def _check_format(format_: str | None) -> Format | None:
    from newstagger._feedback.exchange import FORMATS

    if format_ is None or format_ in FORMATS:
        return format_
    raise UsageError(f"--format must be one of {', '.join(FORMATS)}, not {format_!r}")


def _read_tasks(path: Path) -> list[tuple[int, object]]:
    """The tasks of a file with their line or, in a list, their position."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read: {error}") from None
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list):
            return list(enumerate(found, 1))
    # Not ``splitlines``, which also divides at U+2028 and the like within a text.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


@corrections.command()
def show(file: CorrectionsFile) -> None:
    """Show how much has been corrected."""
    from newstagger._feedback.store import Corrections

    with Corrections(file, create=False, read_only=True) as kept:
        counts = kept.counts()
    articles, verdicts = counted(counts["articles"], "article"), counted(counts["verdicts"], "verdict")
    print(f"{articles}, {counts['judged']} of them judged, {verdicts}")
