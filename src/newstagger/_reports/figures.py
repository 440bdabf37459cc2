"""Figures of an archive, each with the address of its articles in the same page: columns over time, small lines, pairs.

The map of an archive's places: circles on the countries' outlines, and the parts of the world that it can show.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup

from newstagger._archive.places import outlines, project
from newstagger._reports.counts import Located
from newstagger._text.french import FIXED, counted, number, percent
from newstagger._text.gazetteer import gazetteer

#: Shades of the table of pairs, from none; the style sheet has the colours of each.
SHADES = 5
#: What a kind is called in an address; the page's script reads it.
WORDS = {"topics": "sujet", "people": "personne", "organisations": "organisation", "places": "lieu", "map": "carte"}


class Column(NamedTuple):
    """A column: its height of 100, what is printed below it on wide and on narrow screens, what hovering says."""

    height: float
    name: str
    wide: bool
    narrow: bool
    note: str
    address: str


class Cell(NamedTuple):
    """A cell of the table of pairs; ``note`` is what hovering and a screen reader say."""

    shade: int
    shown: str
    note: str
    address: str


def address(*pairs: tuple[str, str]) -> str:
    """Where in the page the articles are that have all of these."""
    return "#" + urlencode(pairs, quote_via=quote)


def columns(values: Sequence[int], names: Sequence[str], addresses: Sequence[str]) -> list[Column]:
    """Columns over time; every so many have their name below them."""
    most = max(values, default=0) or 1
    wide, narrow = max(1, math.ceil(len(values) / 12)), max(1, math.ceil(len(values) / 5))
    rows = enumerate(zip(values, names, addresses, strict=True))
    return [
        Column(
            round(100 * value / most, 1),
            name,
            at % wide == 0,
            at % narrow == 0,
            f"{name}{FIXED}: {counted(value, 'article')}",
            where,
        )
        for at, (value, name, where) in rows
    ]


def small_line(values: Sequence[float], label: str) -> Markup:
    """A line without axes, its height its own largest value."""
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
    """Rows of a table of pairs: the number of articles with both, the darker the larger a share of the rarer one's articles."""
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


#: West, south, east and north of what can be shown.
_PARTS = {
    "Monde": (-170, -56, 188, 76),
    "Europe": (-12, 34, 42, 70),
    "Afrique": (-20, -36, 53, 38),
    "Amériques": (-128, -56, -34, 58),
    "Asie et Océanie": (30, -48, 180, 58),
}
#: Share of all mentions that a part must hold to be shown first.
_MOST = 0.8
#: A country is shown by itself when so many of its cities are on the map.
_CITIES = 4
#: Radius of the smallest and of the largest circle, in pixels; width for which the page is drawn without a script.
_SMALL, _LARGE, _WIDTH = 4.0, 22.0, 920

Box = tuple[float, float, float, float]


class View(NamedTuple):
    """A part of the world; ``box`` is an SVG viewBox."""

    name: str
    box: str
    first: bool


class Mark(NamedTuple):
    """A circle: its centre, its radius in pixels and in units of the view shown first."""

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
    """What the page draws; marks go from the largest to the smallest, which thus lie on top."""

    land: Markup
    views: list[View]
    marks: list[Mark]


def world(places: Sequence[Located]) -> World | None:
    """The map of some places; none for none."""
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
    """The country of most of the articles, drawn around its cities."""
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
