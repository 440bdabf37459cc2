"""newstagger info, schema, convert and export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Optional

import typer

from newstagger._cli.common import (
    Delimiter,
    Encoding,
    Errors,
    Force,
    Inputs,
    Map,
    MaxChars,
    TopicSeparator,
    console,
    moment,
    reading,
    say,
    say_errors,
    say_undated,
)
from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, UsageError


def info(
    directory: Annotated[Optional[Path], typer.Argument(metavar="[DIR]", help="A model directory. [default: the bundled model]", show_default=False)] = None,
) -> None:  # fmt: skip
    """Show a model: its topics, what it was trained on, its scores."""
    from newstagger._model.directory import bundled, load
    from newstagger._reports.tables import show_model

    path = directory or bundled()
    show_model(load(path), str(path), console())


def schema() -> None:
    """Print the JSON Schema of the record that tag gives."""
    import json

    from newstagger.tags import TaggedArticle

    typer.echo(json.dumps(TaggedArticle.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))


def convert(
    inputs: Inputs,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", help="Output: .jsonl, .jsonl.gz, or .iramuteq.txt for IRaMuTeQ.", show_default=False
        ),
    ],
    published: Annotated[
        Optional[str], typer.Option(help="Publication time (ISO 8601) of articles that have none.", show_default=False)
    ] = None,
    errors: Errors = None,
    force: Force = False,
    fields: Map = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    topic_separator: TopicSeparator = None,
    max_chars: MaxChars = MAX_CHARS,
) -> None:
    """Turn any input into JSONL or a corpus for IRaMuTeQ; the topics that pages declare become labels for training."""
    from newstagger._writers import claim, write
    from newstagger._writers.records import record_of
    from newstagger.readers import read

    if not out.name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson", ".iramuteq.txt")):
        raise UsageError(f"{out}: convert writes .jsonl, .jsonl.gz or .iramuteq.txt")
    claim(out, force, inputs)
    if errors is not None:
        claim(errors, force, inputs, others=[out])
    published = moment(published)
    failed: list[InputError] = []
    how = reading(fields, delimiter, encoding, topic_separator)
    count = undated = 0

    def records() -> Iterator[str]:
        nonlocal count, undated
        for article in read(inputs, published=published, errors=failed.append, max_chars=max_chars, reading=how):
            count += 1
            undated += any(warning.startswith("published: ") for warning in article.warnings)
            yield record_of(article)

    lines = records()
    first = next(lines, None)
    if first is not None:
        write(chain([first], lines), out)
    say_errors(failed, errors)
    say_undated(undated)
    if first is None:
        say(f"there was nothing to read; {out} was not written")
        raise typer.Exit(2)
    say(f"{count} article{'s' * (count != 1)} written to {out}")
    raise typer.Exit(1 if failed else 0)


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A model directory.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.joblib", help="The file to write.", show_default=False)],
    force: Force = False,
) -> None:
    """Write a model's topics as a scikit-learn Pipeline, for other programs."""
    from newstagger._model.directory import load
    from newstagger._model.export import export as write_pipeline
    from newstagger._writers import claim

    if not out.name.lower().endswith(".joblib"):
        raise UsageError(f"{out}: export writes a .joblib file")
    claim(out, force, [directory])
    write_pipeline(load(directory).classifier, out)
    say(f"pipeline written to {out}; a .joblib file runs code when it is loaded: load only what you wrote yourself")
