"""newstagger report, timeline."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import Force, counted, say, say_errors
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from newstagger._reports.timeline import Event


def report(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help="What newstagger tag wrote: .jsonl(.gz), .csv, .parquet or .sqlite (.db).", show_default=False)],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="REPORT.html", help="The page to write.", show_default=False)],
    title: Annotated[str, typer.Option(help="Title of the page.")] = "",
    force: Force = False,
) -> None:  # fmt: skip
    """Show what an archive is about: topics and names over time, pairs, a map; each leads to its articles."""
    from newstagger._reports.archive import summarise
    from newstagger._reports.archive_page import write_archive
    from newstagger._writers import claim

    if out.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{out}: a report is a page; give it a name that ends in .html")
    claim(out, force, [tags])
    failed: list[InputError] = []
    archive = summarise(tags, failed.append)
    say_errors(failed)
    write_archive(archive, out, title or tags.name.split(".")[0])
    say(f"report on {counted(archive.articles, 'article')} written to {out}")
    raise typer.Exit(1 if failed else 0)


def timeline(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help="What newstagger tag wrote: .jsonl(.gz) or .parquet.", show_default=False)],
    topic: Annotated[str, typer.Option(help="Events in articles on this topic.")] = "",
    name: Annotated[str, typer.Option(help="Events in sentences that name this person, organisation or place.")] = "",
    since: Annotated[Optional[str], typer.Option(help="From this day on (ISO 8601).", show_default=False)] = None,
    until: Annotated[Optional[str], typer.Option(help="Up to this day (ISO 8601).", show_default=False)] = None,
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="EVENTS.jsonl", help="Write JSON lines to this file. [default: a table; JSON lines into a pipe]", show_default=False)] = None,
    force: Force = False,
) -> None:  # fmt: skip
    """Show what happened when, by the day of the event and with the sentence that says so; JSON lines into a pipe."""
    from newstagger._cli.common import console
    from newstagger._reports.console import show_events
    from newstagger._reports.timeline import Wanted
    from newstagger._reports.timeline import timeline as events_of
    from newstagger._text.visible import escape_json
    from newstagger._writers import claim, replacing

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
    elif sys.stdout.isatty():
        show_events(events, console())
    else:
        for event in events:
            print(escape_json(_line(event)))
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
        raise UsageError(f"{option}: {value!r} is no day in ISO 8601, such as 2024-02-14") from None
