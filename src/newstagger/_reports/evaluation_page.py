"""An evaluation as a page with charts, each with a sentence on how to read it; and doubtful labels as a table for editors.

The charts are static SVG, readable without colour and without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from newstagger._evaluation import Report
from newstagger._evaluation.curves import Curves
from newstagger._training.labels import LikelyError
from newstagger._training.scoring import LabelScore
from newstagger._writers import replacing
from newstagger._writers.page import environment
from newstagger._writers.tables import write_rows

WIDTH = 640
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 12, 40


def bars(rows: Sequence[tuple[str, float, str]], label: str) -> Markup:
    """Horizontal bars from 0 to 1.

    Args:
        rows: name, value, and the note after the bar.
        label: for screen readers.
    """
    height, name_width = 22, 190
    parts = []
    for number, (name, value, note) in enumerate(rows):
        y = number * height
        length = max(0.0, min(1.0, value)) * (WIDTH - name_width - 90)
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{}" y="{}" width="{:.1f}" height="14" rx="2"/>'
                '<text x="{:.1f}" y="{}" class="note">{}</text>'
            ).format(
                name_width - 8, y + 14, _short(name), name_width, y + 3, length, name_width + length + 6, y + 14, note
            )
        )
    return _svg(Markup("").join(parts), len(rows) * height + 4, label)


def lines(
    points: Sequence[tuple[float, float]], label: str, *, across: str, up: str, diagonal: bool = False, most: float = 1.0,
    lowest: float = 0.0, marks: bool = False,
) -> Markup:  # fmt: skip
    """A line through points.

    Args:
        across, up: labels of the axes.
        diagonal: draw the line where both are equal.
        most: largest value on the x axis.
        lowest: smallest value on the y axis; the largest is 1.
        marks: draw a dot at each point.
    """
    height = 300
    wide, high = WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        return _LEFT + x / most * wide, _TOP + (1 - (y - lowest) / (1 - lowest)) * high

    grid = []
    for step in range(6):
        share = step / 5
        value = lowest + share * (1 - lowest)
        y = at(0, value)[1]
        x = at(share * most, lowest)[0]
        shown = f"{share * most:.1f}" if most <= 1 else f"{share * most:.0f}"
        grid.append(
            Markup(
                '<line x1="{}" x2="{}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/><text x="{}" y="{:.1f}" text-anchor="end" class="note">{:.2f}</text>'
                '<text x="{x:.1f}" y="{}" text-anchor="middle" class="note">{shown}</text>'
            ).format(_LEFT, WIDTH - _RIGHT, _LEFT - 6, y + 4, value, height - _BOTTOM + 18, y=y, x=x, shown=shown)
        )
    if diagonal:
        (x1, y1), (x2, y2) = at(0, 0), at(most, 1)
        grid.append(
            Markup('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="even"/>').format(x1, y1, x2, y2)
        )
    places = [at(x, max(y, lowest)) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    body = [*grid, Markup('<polyline points="{}"/>').format(path)]
    if marks:
        body += [Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4"/>').format(x, y) for x, y in places]
    body.append(
        Markup('<text x="{}" y="{}" text-anchor="middle">{}</text><text x="14" y="{}" text-anchor="middle" transform="rotate(-90 14 {y})">{}</text>')
        .format(_LEFT + wide / 2, height - 4, across, _TOP + high / 2, up, y=_TOP + high / 2)
    )  # fmt: skip
    return _svg(Markup("").join(body), height, label)


def _svg(body: Markup, height: int, label: str) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(WIDTH, height, label, body)


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25] + "…"


def write_suspects(found: Iterable[LikelyError], path: Path) -> None:
    """Write doubtful labels as a CSV for editors, the clearest cases first.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as stream:
        write_rows([LikelyError._fields, *(map(str, suspect) for suspect in found)], stream)


class Picture(NamedTuple):
    """A chart, its title, and how to read it."""

    title: str
    how: str
    svg: Markup


def write_report(report: Report, path: Path, model: str = "") -> None:
    """Write the page; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    page = (
        environment("newstagger._reports")
        .get_template("report.html")
        .render(
            report=report, curves=report.curves, intervals=report.intervals, pictures=_pictures(report), model=model
        )
    )
    with replacing(path) as stream:
        stream.write(page.encode("utf-8", "replace"))


def _pictures(report: Report) -> list[Picture]:
    if report.topics is None:
        return []
    found = [_by_topic(report.topics.rows)]
    if report.curves is not None:
        found += _curves(report.curves)
    return found


def _by_topic(rows: list[LabelScore]) -> Picture:
    ordered = sorted(rows, key=lambda row: (-row.f1, row.label))
    return Picture(
        "F1 by topic",
        "The longer the bar, the better the topic; next to it are its F1 and the number of gold articles. With few articles the figure is uncertain.",
        bars([(row.label, row.f1, f"{row.f1:.2f} ({row.support})") for row in ordered], "F1 by topic"),
    )


def _curves(curves: Curves) -> list[Picture]:
    found = []
    if curves.precision_recall:
        found.append(
            Picture(
                "Precision and recall",
                "Towards the right, lower thresholds find more of the correct topics (recall) at the price of more wrong ones (lower precision).",
                lines(curves.precision_recall, "precision by recall", across="recall", up="precision"),
            )
        )
    if curves.reliability:
        found.append(
            Picture(
                "Are the scores reliable?",
                "For a dot on the dashed line, a score of 0.8 is right in 8 of 10 cases; below the line, the model is overconfident. "
                f"The expected calibration error is {curves.calibration_error:.3f}.",
                lines(
                    [(mean, right) for mean, right, _ in curves.reliability], "share of correct topics by score",
                    across="score", up="share that is correct", diagonal=True, marks=True,
                ),
            )
        )  # fmt: skip
    if curves.learning:
        found.append(
            Picture(
                "Would more articles help?",
                "Micro-F1 after learning from growing subsets of these articles: if the line is still rising at its right end, more labelled articles will help.",
                lines(
                    [(float(count), score) for count, score in curves.learning], "F1 by number of training articles",
                    across="training articles", up="micro-F1", most=float(curves.learning[-1][0]), marks=True,
                    lowest=max(0.0, min(score for _, score in curves.learning) - 0.1),
                ),
            )
        )  # fmt: skip
    return found
