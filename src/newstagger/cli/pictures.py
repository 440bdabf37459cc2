"""newstagger report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newstagger.cli.common import counted, say, say_errors
from newstagger.errors import InputError, UsageError


def report(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help="What newstagger tag wrote: .jsonl(.gz), .csv, .parquet or .sqlite (.db).", show_default=False)],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="REPORT.html", help="The page to write.", show_default=False)],
    title: Annotated[str, typer.Option(help="Title of the page.")] = "",
) -> None:  # fmt: skip
    """Show what an archive is about: topics and names over time, which topics come together."""
    from newstagger.reports.archive import summarise
    from newstagger.reports.archive_page import write_archive

    if out.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{out}: a report is a page; give it a name that ends in .html")
    failed: list[InputError] = []
    archive = summarise(tags, failed.append)
    say_errors(failed)
    write_archive(archive, out, title or tags.name.split(".")[0])
    say(f"report on {counted(archive.articles, 'article')} written to {out}")
    raise typer.Exit(1 if failed else 0)
