"""An archive as a page: figures that each lead to their articles, each with a sentence on how to read it, and a list to search."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from newstagger._reports.archive import Archive, Series, Span
from newstagger._reports.figures import WORDS, Column, address, columns, pairs, small_line, world
from newstagger._text import french
from newstagger._writers import replacing
from newstagger._writers.page import HEADINGS, environment

#: Topics in the table of pairs; more would not fit beside each other.
PAIRED = 14
#: Deviations from which on a trend is called one: about one in forty arises by chance.
TREND = 2.0
_SPANS = {"day": "jour", "week": "semaine", "month": "mois", "year": "an"}


class Line(NamedTuple):
    """A topic or name in a table: its series as a picture, its trend in words, the address of its articles."""

    name: str
    articles: int
    picture: Markup
    trend: str
    arrow: str
    address: str


def write_archive(archive: Archive, path: Path, title: str = "") -> None:
    """Write the page; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    shell = environment("newstagger._reports")
    script = "".join(shell.loader.get_source(shell, name)[0] for name in ("archive.js", "map.js"))
    paired = [series.name for series in archive.topics[:PAIRED]]
    totals = {series.name: series.articles for series in archive.topics}
    page = shell.get_template("archive.html").render(
        archive=archive, title=title or "Archive", span=_SPANS[archive.span],
        kinds={kind: name for kind, name in HEADINGS.items() if kind != "dates"},
        over_time=_over_time(archive), most=max(archive.totals, default=0),
        topics=[_line(series, archive, "topics") for series in archive.topics],
        names={kind: [_line(s, archive, kind) for s in getattr(archive, kind)] for kind in HEADINGS if kind != "dates"},
        together=pairs(paired, archive.together, totals) if len(paired) > 1 else [],
        world=world(archive.mapped), unread=sum(not row.whole for row in archive.rows), day_of=_printed_day, safe=_safe,
        number=french.number, counted=french.counted, address=address, french_day=french.day,
        data=_data(archive), script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )  # fmt: skip
    with replacing(path) as stream:
        stream.write(page.encode("utf-8", "replace"))


def day_name(day: date, span: Span) -> str:
    """A span of time as it is printed below a column."""
    if span == "year":
        return str(day.year)
    if span == "month":
        return f"{french.MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {french.MONTHS[day.month - 1]} {day.year % 100:02d}"


def _over_time(archive: Archive) -> list[Column]:
    ends = [start - timedelta(1) for start in archive.starts[1:]] + [archive.last or date.max]
    addresses = [
        address(("du", start.isoformat()), ("au", end.isoformat()))
        for start, end in zip(archive.starts, ends, strict=False)
    ]
    return columns(archive.totals, [day_name(start, archive.span) for start in archive.starts], addresses)


def _line(series: Series, archive: Archive, kind: str) -> Line:
    shares = [count / total if total else 0.0 for count, total in zip(series.counts, archive.totals, strict=True)]
    trend, arrow = "", ""
    if series.trend is not None and series.trend >= TREND:
        trend, arrow = "en hausse", "▲"
    elif series.trend is not None and series.trend <= -TREND:
        trend, arrow = "en baisse", "▼"
    picture = small_line(shares, f"{series.name} au fil du temps")
    return Line(series.name, series.articles, picture, trend, arrow, address((WORDS[kind], series.name)))


def _data(archive: Archive) -> Markup:
    """What the script needs of each article listed: the figures that it is in, by number, and its text."""
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        ([numbers.setdefault((WORDS[kind], name), len(numbers)) for kind, name in row.keys], row.text)
        for row in archive.rows
    ]
    # In a script only « < » could end it or open a comment.
    names = [(place.spot.key, place.name) for place in archive.mapped]
    text = json.dumps({"keys": list(numbers), "names": names, "rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _printed_day(published: str) -> str:
    return french.day(date.fromisoformat(published)) if published else "sans date"


def _safe(url: str) -> str:
    """An article's address if it is one of the web, which alone may become a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
