"""An archive as a page: pictures without a script, each with a sentence on how to read it, and a table to filter."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from newstagger.reports.archive import Archive, Series, Span
from newstagger.reports.figures import columns, shades, small_line
from newstagger.writers import replacing
from newstagger.writers.page import KINDS, environment

#: Topics in the table of pairs; more would not fit beside each other.
PAIRED = 14
#: Deviations from which on a trend is called one: about one in forty arises by chance.
TREND = 2.0
_SPANS = {"day": "jour", "week": "semaine", "month": "mois", "year": "an"}
_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
#: Filters the table; the page is complete without it.
_SCRIPT = """
const box = document.getElementById("filter"), rows = [...document.querySelectorAll("#articles tbody tr")];
const fold = (text) => text.normalize("NFD").replace(/[\\u0300-\\u036f]/g, "").toLowerCase();
const texts = rows.map((row) => fold(row.textContent)), shown = document.getElementById("shown");
box.closest("p").hidden = false;
box.addEventListener("input", () => {
  const words = fold(box.value).split(/\\s+/).filter(Boolean);
  let count = 0;
  rows.forEach((row, i) => { row.hidden = !words.every((word) => texts[i].includes(word)); count += !row.hidden; });
  shown.textContent = `${count} sur ${rows.length}`;
});
"""


class Line(NamedTuple):
    """A topic or name in a table: its series as a picture, its trend in words."""

    name: str
    articles: int
    picture: Markup
    trend: str
    arrow: str


def write_archive(archive: Archive, path: Path, title: str = "") -> None:
    """Write the page; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    span = _SPANS[archive.span]
    paired = [series.name for series in archive.topics[:PAIRED]]
    totals = {series.name: series.articles for series in archive.topics}
    page = (
        environment("newstagger.reports")
        .get_template("archive.html")
        .render(
            archive=archive, title=title, span=span, kinds={k: v for k, v in KINDS.items() if k != "dates"},
            over_time=columns(archive.totals, [day_name(d, archive.span) for d in archive.starts], f"articles par {span}"),
            topics=[_line(s, archive) for s in archive.topics],
            names={kind: [_line(s, archive) for s in getattr(archive, kind)] for kind in KINDS if kind != "dates"},
            together=shades(paired, archive.together, totals, "sujets qui vont ensemble") if len(paired) > 1 else None,
            script=Markup(_SCRIPT), script_hash=base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
        )
    )  # fmt: skip
    with replacing(path) as stream:
        stream.write(page.encode("utf-8", "replace"))


def day_name(day: date, span: Span) -> str:
    """A span of time as it is printed below a column."""
    if span == "year":
        return str(day.year)
    if span == "month":
        return f"{_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year % 100:02d}"


def _line(series: Series, archive: Archive) -> Line:
    shares = [count / total if total else 0.0 for count, total in zip(series.counts, archive.totals, strict=True)]
    trend, arrow = "", ""
    if series.trend is not None and series.trend >= TREND:
        trend, arrow = "en hausse", "▲"
    elif series.trend is not None and series.trend <= -TREND:
        trend, arrow = "en baisse", "▼"
    return Line(series.name, series.articles, small_line(shares, f"{series.name} au fil du temps"), trend, arrow)
