"""newstagger convert and schema."""

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
    counted,
    moment,
    reading,
    say,
    say_errors,
    say_undated,
)
from newstagger._forms import RECORDS
from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, UsageError


def convert(
    inputs: Inputs,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help=f"Output: {', '.join(RECORDS)} (for IRaMuTeQ).", show_default=False),
    ],
    published: Annotated[
        Optional[str], typer.Option(help="Publication time (ISO 8601) of articles without one.", show_default=False)
    ] = None,
    errors: Errors = None,
    force: Force = False,
    fields: Map = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    topic_separator: TopicSeparator = None,
    max_chars: MaxChars = MAX_CHARS,
) -> None:
    """Convert any input to JSONL or to a corpus for IRaMuTeQ; topics that pages declare become labels for training."""
    from newstagger._writers import claim, write
    from newstagger._writers.records import format_record
    from newstagger.readers import read

    if not out.name.lower().endswith(RECORDS):
        raise UsageError(f"{out}: convert writes {', '.join(RECORDS)}")
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
            yield format_record(article)

    lines = records()
    first = next(lines, None)
    if first is not None:
        write(chain([first], lines), out)
    say_errors(failed, errors)
    say_undated(undated)
    if first is None:
        say(f"there was nothing to read; {out} was not written")
        raise typer.Exit(2)
    say(f"{counted(count, 'article')} written to {out}")
    raise typer.Exit(1 if failed else 0)


def schema() -> None:
    """Print the JSON Schema of the record that tag writes."""
    import json

    from newstagger.tags import TaggedArticle

    typer.echo(json.dumps(TaggedArticle.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
