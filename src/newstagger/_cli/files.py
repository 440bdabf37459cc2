"""newstagger names, report and timeline, which read the tags of many articles; convert and schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import (
    STDOUT,
    Errors,
    Force,
    Inputs,
    console,
    counted,
    moment,
    reads_files,
    say,
    say_errors,
    say_undated,
)
from newstagger._forms import RECORDS, TAGS
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from newstagger._reports.timeline import Event
    from newstagger.readers import ReadOptions

_TAGS = f"Output of newstagger tag: {', '.join(TAGS)}."


def names(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help=_TAGS, show_default=False)],
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="NAMES.jsonl", help="Output; also -. (default: standard output)", show_default=False)] = None,
    corrections: Annotated[Optional[Path], typer.Option(help="Corrections, one per line: merge or split, person, organisation or place, name, other name, separated by tabs.", show_default=False)] = None,
    force: Force = False,
) -> None:  # fmt: skip
    """Link the names of an archive into people, organisations and places, and give the reason for each link."""
    from newstagger._archive.linking import read_corrections
    from newstagger._archive.names import link_names
    from newstagger._writers import claim, read_tags, replacing

    out = None if out == STDOUT else out
    if out is not None:
        claim(out, force, [tags, corrections])
    try:
        rules = read_corrections(corrections.read_text("utf-8")) if corrections is not None else []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(corrections), f"cannot be read: {error}") from None
    except UsageError as error:
        raise UsageError(f"{corrections}: {error}") from None
    archive = read_tags(tags)
    first = next(archive, None)
    if first is None:
        raise InputError(str(tags), "contains no article; nothing was written")
    found = link_names(chain([first], archive), rules)
    lines = (
        (json.dumps({**asdict(e), "links": [link._asdict() for link in e.links]}, ensure_ascii=False) + "\n").encode(
            "utf-8"
        )
        for e in found
    )
    if out is None:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    with replacing(out) as stream:
        stream.writelines(lines)
    names_, entries = sum(len(e.names) for e in found), len(found)
    say(f"{counted(names_, 'name')} linked into {entries} {'entity' if entries == 1 else 'entities'}; written to {out}")


def report(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help=_TAGS, show_default=False)],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="REPORT.html", help="The page to write.", show_default=False)],
    title: Annotated[str, typer.Option(help="Title of the page.")] = "",
    force: Force = False,
) -> None:  # fmt: skip
    """Write a page that shows what an archive is about: topics and names over time, pairs and a map, linked to the articles."""
    from newstagger._reports.archive import summarise
    from newstagger._reports.archive_page import write_archive
    from newstagger._writers import claim

    if out.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{out}: the report is an HTML page; give it a name that ends in .html")
    claim(out, force, [tags])
    failed: list[InputError] = []
    archive = summarise(tags, failed.append)
    say_errors(failed)
    write_archive(archive, out, title or tags.name.split(".")[0])
    say(f"report on {counted(archive.articles, 'article')} written to {out}")
    raise typer.Exit(1 if failed else 0)


def timeline(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help=f"{_TAGS} A .csv contains no dates.", show_default=False)],
    topic: Annotated[str, typer.Option(help="Events in articles on this topic; --topic or --name is required.")] = "",
    name: Annotated[str, typer.Option(help="Events in sentences that name this person, organisation or place.")] = "",
    since: Annotated[Optional[str], typer.Option(help="From this day on (ISO 8601).", show_default=False)] = None,
    until: Annotated[Optional[str], typer.Option(help="Up to this day (ISO 8601).", show_default=False)] = None,
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="EVENTS.jsonl", help="Write JSON lines to this file; - for standard output. (default: a table; JSON lines into a pipe)", show_default=False)] = None,
    force: Force = False,
) -> None:  # fmt: skip
    """List events by date, each with the sentence that reports it; JSON lines into a pipe."""
    from newstagger._reports.console import show_events
    from newstagger._reports.timeline import Wanted
    from newstagger._reports.timeline import timeline as events_of
    from newstagger._text.normalise import escape_json
    from newstagger._writers import claim, replacing

    as_table = out is None and sys.stdout.isatty()
    out = None if out == STDOUT else out
    if out is not None:
        claim(out, force, [tags])
    failed: list[InputError] = []
    events = events_of(tags, Wanted(topic, name, _day(since, "--since"), _day(until, "--until")), failed.append)
    say_errors(failed)
    if out is not None and not events:
        raise UsageError(f"{tags}: no dated sentence of {topic or name}; nothing was written")
    if out is not None:
        with replacing(out) as stream:
            stream.writelines(line.encode("utf-8") + b"\n" for line in map(_line, events))
    elif as_table:
        show_events(events, console())
    else:
        for event in events:
            sys.stdout.buffer.write(escape_json(_line(event)).encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()
    written = f"; written to {out}" if out is not None else ""
    say(f"{counted(len(events), 'dated sentence')} of {topic or name}{written}")
    raise typer.Exit(1 if failed else 0)


def _line(event: Event) -> str:
    return json.dumps(event._asdict(), ensure_ascii=False, default=str)


def _day(value: str | None, option: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{option}: {value!r} is not an ISO 8601 date; use one like 2024-02-14") from None


@reads_files
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
    *,
    how: ReadOptions,
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
    count = undated = tagged = 0

    def records() -> Iterator[str]:
        nonlocal count, undated, tagged
        for article in read(inputs, published=published, errors=failed.append, reading=how):
            count += 1
            undated += any(warning.startswith("published: ") for warning in article.warnings)
            tagged += article.tagged
            yield format_record(article)

    lines = records()
    first = next(lines, None)
    if first is not None:
        write(chain([first], lines), out)
    say_errors(failed, errors)
    say_undated(undated)
    if tagged:
        say(
            f"{counted(tagged, 'article')} had been tagged by newstagger: topics and dates are tags, which train and "
            "evaluate will take for gold"
        )
    if first is None:
        say(f"there was nothing to read; {out} was not written")
        raise typer.Exit(2)
    say(f"{counted(count, 'article')} written to {out}")
    raise typer.Exit(1 if failed else 0)


def schema() -> None:
    """Print the JSON Schema of the record that tag writes."""
    from newstagger.tags import TaggedArticle

    printed = json.dumps(TaggedArticle.model_json_schema(by_alias=True), ensure_ascii=False, indent=2)
    typer.echo(printed.encode("utf-8"))
