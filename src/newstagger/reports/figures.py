"""Pictures of an archive as static SVG: columns over time, small lines, a table of shades."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH = 760


def columns(values: Sequence[int], names: Sequence[str], label: str) -> Markup:
    """Columns over time, with a scale at the left and a few names below.

    Args:
        names: what is printed below a column, and what hovering says.
        label: what a screen reader says.
    """
    left, high, top = 48, 150, 8
    most = max(values, default=0) or 1
    step = (WIDTH - left) / max(1, len(values))
    every = max(1, -(-len(values) * 66 // (WIDTH - left)))
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = top + high * (1 - share)
        parts.append(
            Markup(
                '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/><text x="{}" y="{:.1f}" text-anchor="end" class="note">{}</text>'
            ).format(left, WIDTH, left - 6, y + 4, _number(most * share), y=y)
        )
    for number, (value, name) in enumerate(zip(values, names, strict=True)):
        x, height = left + number * step, high * value / most
        parts.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{} : {}</title></rect>').format(
                x + step * 0.1, top + high - height, step * 0.8, height, name, value
            )
        )
        if number % every == 0:
            parts.append(
                Markup('<text x="{:.1f}" y="{}" class="note" text-anchor="start">{}</text>').format(
                    x + step * 0.1, top + high + 18, name
                )
            )
    return _svg(Markup("").join(parts), WIDTH, top + high + 26, label)


def small_line(values: Sequence[float], label: str) -> Markup:
    """A line without axes, its height its own largest value."""
    wide, high = 160, 30
    most = max(values, default=0) or 1
    step = wide / max(1, len(values) - 1)
    points = " ".join(f"{i * step:.1f},{2 + (high - 4) * (1 - v / most):.1f}" for i, v in enumerate(values))
    area = f"0,{high} {points} {wide},{high}"
    body = Markup('<polygon points="{}" class="area"/><polyline points="{}"/>').format(area, points)
    return _svg(body, wide, high, label, "small")


def shades(names: Sequence[str], values: dict[tuple[str, str], int], totals: dict[str, int], label: str) -> Markup:
    """A table of pairs: the number of articles with both, the darker the larger a share of the rarer one's articles."""
    cell, left, top = 36, 150, 130
    parts = []
    for row, name in enumerate(names):
        y = top + row * cell
        short = name if len(name) <= 20 else name[:19] + "…"
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end">{}</text><text transform="translate({} {}) rotate(-50)">{}</text>'
            ).format(left - 8, y + cell / 2 + 4, short, left + row * cell + cell / 2, top - 8, short)
        )
        for column, other in enumerate(names):
            if row == column:
                continue
            first, second = sorted((name, other))
            count = values.get((first, second), 0)
            share = count / max(1, min(totals[name], totals[other]))
            parts.append(
                Markup(
                    '<rect x="{}" y="{}" width="{w}" height="{w}" class="shade" fill-opacity="{:.2f}"><title>{} + {} : {} articles, {:.0%} du plus rare</title></rect>'
                ).format(left + column * cell, y, share, name, other, count, share, w=cell - 2)
            )
            if count:
                css = "dark" if share > 0.5 else "note"
                parts.append(
                    Markup('<text x="{}" y="{}" text-anchor="middle" class="{}">{}</text>').format(
                        left + column * cell + cell / 2 - 1, y + cell / 2 + 4, css, _number(count)
                    )
                )
    size = len(names) * cell
    return _svg(Markup("").join(parts), left + size + 90, top + size + 4, label)


def _number(value: float) -> str:
    return f"{value / 1000:.1f}k".replace(".0k", "k") if value >= 10_000 else f"{value:.0f}"


def _svg(body: Markup, wide: int, high: int, label: str, css: str = "") -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" class="{}" role="img" aria-label="{}">{}</svg>').format(
        wide, high, css, label, body
    )
