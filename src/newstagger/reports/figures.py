"""Figures of an archive, each with the address of its articles in the same page: columns over time, small lines, pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup

from newstagger.reports.french import FIXED, counted, number, percent

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
