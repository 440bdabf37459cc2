"""newstagger serve, and what is done with corrections."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Annotated, Optional

import typer

from newstagger._cli.common import (
    Delimiter,
    Encoding,
    Force,
    Inputs,
    Map,
    MaxChars,
    ModelDir,
    TopicSeparator,
    counted,
    reading,
    say,
    say_errors,
)
from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, UsageError

corrections = typer.Typer(help="Articles for editors to review, and their corrections.", no_args_is_help=True)
CorrectionsFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of corrections (SQLite).", show_default=False)]  # fmt: skip


def serve(
    model: ModelDir = None,
    host: Annotated[str, typer.Option(help="Address to listen at. Others than 127.0.0.1 let other machines in, and need a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free.")] = 8000,
    corrections_file: Annotated[Optional[Path], typer.Option("--corrections", metavar="FILE", help="Keep editors’ corrections in this file (SQLite). [default: none are kept]", show_default=False)] = None,
    workers: Annotated[Optional[int], typer.Option(min=1, help="Processes that tag. [default: one a core, at least two]", show_default=False)] = None,
    max_chars: Annotated[int, typer.Option(min=1, help="Longest text, in characters.")] = 200_000,
    max_articles: Annotated[int, typer.Option(min=1, help="Most articles in one request.")] = 100,
    timeout: Annotated[float, typer.Option(min=1, help="Longest time for one piece of work, in seconds.")] = 30,
    token: Annotated[Optional[str], typer.Option(envvar="NEWSTAGGER_TOKEN", help="Whoever uses the service must have it; at least 16 characters. Safer in the environment than on the command line. [default: none is needed]", show_default=False)] = None,
    root_path: Annotated[str, typer.Option("--root-path", metavar="PATH", help="Where a proxy puts the service, such as /desk.", show_default=False)] = "",
    log_requests: Annotated[bool, typer.Option("--log-requests", help="Write a line for each request to standard error.")] = False,
) -> None:  # fmt: skip
    """Serve a page for editors and an HTTP interface (extra serve)."""
    from newstagger._serve import serve as run

    _log_to_stderr("newstagger", logging.WARNING)
    if log_requests:
        _log_to_stderr("newstagger.serve.requests", logging.INFO)
    # Two at least: one worker is kept free of long articles.
    count = workers or max(2, os.cpu_count() or 1)
    try:
        run(
            model, host=host, port=port, workers=count, corrections=corrections_file, max_chars=max_chars,
            max_articles=max_articles, seconds=timeout, token=token or None, root_path=root_path,
        )  # fmt: skip
    except UsageError as error:
        raise UsageError(f"{error} (see --host, --port, --root-path, --token and NEWSTAGGER_TOKEN)") from None


def _log_to_stderr(name: str, level: int) -> None:
    """Write what a logger says from a level on to standard error, one line per message."""
    logger = logging.getLogger(name)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False


@corrections.command()
def add(
    file: CorrectionsFile,
    inputs: Inputs,
    model: ModelDir = None,
    fields: Map = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    topic_separator: TopicSeparator = None,
    max_chars: MaxChars = MAX_CHARS,
) -> None:
    """Put articles there for editors; those come first whose topics the model is least sure of."""
    from newstagger._feedback.store import Corrections, put_articles
    from newstagger._runs.progress import Steps
    from newstagger.readers import count, read
    from newstagger.tagger import Tagger

    tagger = Tagger.load(model, only=["topics"], max_chars=max_chars)
    failed: list[InputError] = []
    total = count(inputs) or 0
    with Corrections(file) as kept, Steps("ranking") as steps:
        how = reading(fields, delimiter, encoding, topic_separator)
        articles = read(inputs, errors=failed.append, max_chars=max_chars, reading=how)
        put = put_articles(kept, tagger, articles, lambda done: steps(done, max(total, done)))
    say_errors(failed)
    if not put:
        raise typer.Exit(2)
    say(f"{counted(put, 'article')} put into {file}; to look at them: newstagger serve --corrections {file}")
    raise typer.Exit(1 if failed else 0)


@corrections.command()
def export(
    file: CorrectionsFile,
    out: Annotated[Path, typer.Option("-o", "--out", help="Output: .jsonl or .jsonl.gz.", show_default=False)],
    force: Force = False,
) -> None:
    """Write the corrected articles as labelled JSONL, for train or for other programs."""
    from newstagger._feedback.store import Corrections
    from newstagger._writers import claim, write
    from newstagger._writers.records import corrected_records

    if not out.name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson")):
        raise UsageError(f"{out}: export writes .jsonl or .jsonl.gz")
    claim(out, force, [file])
    with Corrections(file, create=False) as kept:
        lines = list(corrected_records(kept.all()))
    if not lines:
        raise InputError(str(file), "holds no corrections yet: judge some articles first, with newstagger serve")
    write(lines, out)
    say(f"{counted(len(lines), 'corrected article')} written to {out}")


@corrections.command()
def show(file: CorrectionsFile) -> None:
    """Say how much has been corrected."""
    from newstagger._feedback.store import Corrections

    with Corrections(file, create=False) as kept:
        counts = kept.counts()
    articles, verdicts = counted(counts["articles"], "article"), counted(counts["verdicts"], "verdict")
    print(f"{articles}, {counts['judged']} of them judged, {verdicts}")
