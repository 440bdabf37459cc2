"""An archive as a page: figures with a sentence on how to read them, each linked to its articles, and a list to search."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from newstagger._archive.places import outlines, project
from newstagger._arguments import check_kind, check_path
from newstagger._reports.archive import Archive, Located, Series, Span
from newstagger._text import french
from newstagger._text.french import FIXED, counted, number, percent
from newstagger._text.words import gazetteer
from newstagger._writers import replacing
from newstagger._writers.page import HEADINGS, environment

#: Number of shades in the table of pairs; the style sheet has their colours.
SHADES = 5
#: Number of names that fit below the columns on a wide screen, and on one of 320 pixels.
_WIDE_NAMES, _NARROW_NAMES = 10, 4
#: Names of kinds in addresses, which the page's script reads.
WORDS = {"topics": "sujet", "people": "personne", "organisations": "organisation", "places": "lieu", "map": "carte"}


class Column(NamedTuple):
    """A column: its height in percent of the highest, whether its name is printed on wide and on narrow screens, its tooltip."""

    height: float
    name: str
    wide: bool
    narrow: bool
    note: str
    address: str


class Cell(NamedTuple):
    """A cell of the table of pairs; ``note`` is its tooltip, which screen readers read, too."""

    shade: int
    shown: str
    note: str
    address: str


def address(*pairs: tuple[str, str]) -> str:
    """The link to the articles that have all of these."""
    return "#" + urlencode(pairs, quote_via=quote)


def columns(values: Sequence[int], names: Sequence[str], addresses: Sequence[str]) -> list[Column]:
    """Columns over time; as many are named as there is room for, the last ones only if their name is not cut off."""
    most = max(values, default=0) or 1
    wide, narrow = (max(1, math.ceil(len(values) / names)) for names in (_WIDE_NAMES, _NARROW_NAMES))
    last = len(values) - 1
    rows = enumerate(zip(values, names, addresses, strict=True))
    return [
        Column(
            round(100 * value / most, 1),
            name,
            at % wide == 0 and at + wide - 1 <= last,
            at % narrow == 0 and at + narrow - 1 <= last,
            f"{name}{FIXED}: {counted(value, 'article')}",
            where,
        )
        for at, (value, name, where) in rows
    ]


def small_line(values: Sequence[float], label: str) -> Markup:
    """A line without axes, scaled to its own maximum."""
    wide, high = 160, 30
    most = max(values, default=0) or 1
    step = wide / max(1, len(values) - 1)
    points = " ".join(f"{i * step:.1f},{2 + (high - 4) * (1 - v / most):.1f}" for i, v in enumerate(values))
    return Markup(
        '<svg viewBox="0 0 {w} {h}" class="small" role="img" aria-label="{label}">'
        '<polygon points="0,{h} {points} {w},{h}" class="area"/><polyline points="{points}"/></svg>'
    ).format(w=wide, h=high, label=label, points=points)


def pairs(
    names: Sequence[str], values: dict[tuple[str, str], int], totals: dict[str, int]
) -> list[tuple[str, list[Cell | None]]]:
    """Rows of a table of pairs: the number of articles with both, darker for a larger share of the rarer one's articles."""
    rows: list[tuple[str, list[Cell | None]]] = []
    for name in names:
        cells: list[Cell | None] = []
        for other in names:
            first, second = sorted((name, other))
            count = values.get((first, second), 0)
            if name == other or not count:
                cells.append(None)
                continue
            share = count / max(1, min(totals[name], totals[other]))
            note = f"{name} et {other}{FIXED}: {counted(count, 'article')}, {percent(share)} du plus rare"
            where = address((WORDS["topics"], name), (WORDS["topics"], other))
            cells.append(Cell(min(SHADES, math.ceil(share * SHADES)), number(count), note, where))
        rows.append((name, cells))
    return rows


#: West, south, east and north of the views.
_PARTS = {
    "Monde": (-170, -56, 188, 76),
    "Europe": (-12, 34, 42, 70),
    "Afrique": (-20, -36, 53, 38),
    "Amériques": (-128, -56, -34, 58),
    "Asie et Océanie": (30, -48, 180, 58),
}
#: Share of all articles that a view must have to be shown first.
_MOST = 0.8
#: Minimum number of cities on the map for a view of their country.
_CITIES = 4
#: Radius of the smallest and the largest circle, in pixels; width of the map without a script.
_SMALL, _LARGE, _WIDTH = 4.0, 22.0, 920

Box = tuple[float, float, float, float]


class View(NamedTuple):
    """A view of the map; ``box`` is an SVG viewBox."""

    name: str
    box: str
    first: bool


class Mark(NamedTuple):
    """A circle: its centre, and its radius in pixels and in units of the first view."""

    name: str
    country: str
    articles: int
    kind: str
    x: float
    y: float
    pixels: float
    radius: float
    note: str
    address: str


class World(NamedTuple):
    """The map; marks are sorted from the largest to the smallest, which are thus on top."""

    land: Markup
    views: list[View]
    marks: list[Mark]


def world(places: Sequence[Located]) -> World | None:
    """The map of places; None without any."""
    if not places:
        return None
    points = [project(place.spot.latitude, place.spot.longitude) for place in places]
    boxes = {name: _box(*bounds) for name, bounds in _PARTS.items()} | _home(places)
    inside = {
        name: sum(place.articles for place, point in zip(places, points, strict=True) if _within(point, box))
        for name, box in boxes.items()
    }
    total = sum(place.articles for place in places)
    smallest = sorted(boxes, key=lambda name: boxes[name][2] * boxes[name][3])
    first = next((name for name in smallest if inside[name] >= _MOST * total), "Monde")
    views = [
        View(name, " ".join(f"{value:.0f}" for value in box), name == first)
        for name, box in boxes.items()
        if inside[name] or name == "Monde"
    ]
    unit = max(boxes[first][2] / _WIDTH, boxes[first][3] / (_WIDTH * 9 / 16))
    most = max(place.articles for place in places)
    marks = [_mark(place, point, most, unit) for place, point in zip(places, points, strict=True)]
    return World(Markup(" ".join(outline.path for outline in outlines().values())), views, marks)


def _mark(place: Located, point: tuple[float, float], most: int, unit: float) -> Mark:
    pixels = _SMALL + (_LARGE - _SMALL) * math.sqrt(place.articles / most)
    country = gazetteer().display.get(place.spot.country, place.spot.country)
    named = place.name if place.spot.kind == "country" else f"{place.name} ({country})"
    return Mark(
        place.name, country, place.articles, place.spot.kind, round(point[0], 1), round(point[1], 1), round(pixels, 1),
        round(pixels * unit, 1), f"{named}{FIXED}: {counted(place.articles, 'article')}", address(("carte", place.spot.key)),
    )  # fmt: skip


def _home(places: Sequence[Located]) -> dict[str, Box]:
    """The view of the country with most of the articles, around its cities."""
    counts = Counter[str]()
    for place in places:
        counts[place.spot.country] += place.articles
    code = counts.most_common(1)[0][0]
    cities = [place.spot for place in places if place.spot.country == code and place.spot.kind == "city"]
    if len(cities) < _CITIES or counts[code] < sum(counts.values()) / 3:
        return {}
    west, east = min(c.longitude for c in cities), max(c.longitude for c in cities)
    south, north = min(c.latitude for c in cities), max(c.latitude for c in cities)
    edge = max(1.0, 0.12 * max(east - west, north - south))
    return {gazetteer().display.get(code, code): _box(west - edge, south - edge, east + edge, north + edge)}


def _box(west: float, south: float, east: float, north: float) -> Box:
    (left, bottom), (right, top) = project(south, west), project(north, east)
    return left, top, right - left, bottom - top


def _within(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[0] + box[2] and box[1] <= point[1] <= box[1] + box[3]


#: Number of topics in the table of pairs; more would not fit next to each other.
PAIRED = 14
#: Minimum of standard deviations for a trend; about one in forty is due to chance.
TREND = 2.0
_SPANS = {"day": "jour", "week": "semaine", "month": "mois", "year": "an"}


class Line(NamedTuple):
    """A topic or name in a table: its series as a picture, its trend in words, the link to its articles."""

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
    check_kind("archive", archive, Archive)
    path = check_path("path", path)
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
    """A time span as printed below a column."""
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
    """What the script needs of each listed article: the numbers of its figures, and its text."""
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        ([numbers.setdefault((WORDS[kind], name), len(numbers)) for kind, name in row.keys], row.text)
        for row in archive.rows
    ]
    # Inside a script, only « < » could end it or begin a comment.
    names = [(place.spot.key, place.name) for place in archive.mapped]
    text = json.dumps({"keys": list(numbers), "names": names, "rows": rows}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _printed_day(published: str) -> str:
    return french.day(date.fromisoformat(published)) if published else "sans date"


def _safe(url: str) -> str:
    """An article's address if it is on the web, and so may become a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
