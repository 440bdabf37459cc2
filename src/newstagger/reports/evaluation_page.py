"""An evaluation as a page with pictures, each with a sentence on how to read it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from newstagger.evaluation.curves import Curves
from newstagger.evaluation.evaluate import Report
from newstagger.reports.charts import bars, lines
from newstagger.topics.evaluation import LabelScore
from newstagger.writers import replacing
from newstagger.writers.page import environment


class Picture(NamedTuple):
    """A picture, its title, and how to read it."""

    title: str
    how: str
    svg: Markup


def write_report(report: Report, path: Path, model: str = "") -> None:
    """Write the page; atomically.

    Raises:
        OutputError: the file cannot be written.
    """
    page = (
        environment("newstagger.reports")
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
        "The longer the bar, the better the topic; behind it its F1 and the number of gold articles, few of which make the figure uncertain.",
        bars([(row.label, row.f1, f"{row.f1:.2f} ({row.support})") for row in ordered], "F1 by topic"),
    )


def _curves(curves: Curves) -> list[Picture]:
    found = []
    if curves.precision_recall:
        found.append(
            Picture(
                "Precision and recall",
                "Going right, lower thresholds give more of the right topics (recall) at the price of more wrong ones (precision falls).",
                lines(curves.precision_recall, "precision by recall", across="recall", up="precision"),
            )
        )
    if curves.reliability:
        found.append(
            Picture(
                "Can the scores be believed?",
                "Where a dot is on the dashed line, a score of 0.8 is right in 8 of 10 cases; below the line the model is too sure of "
                f"itself. The expected calibration error is {curves.calibration_error:.3f}.",
                lines(
                    [(mean, right) for mean, right, _ in curves.reliability], "share of right topics by score",
                    across="score", up="share that is right", diagonal=True, marks=True,
                ),
            )
        )  # fmt: skip
    if curves.learning:
        found.append(
            Picture(
                "Would more articles help?",
                "Micro-F1 after learning from growing parts of these articles: while the line still rises at its right end, more labelled articles will help.",
                lines(
                    [(float(count), score) for count, score in curves.learning], "F1 by number of articles learnt from",
                    across="articles learnt from", up="micro-F1", most=float(curves.learning[-1][0]), marks=True,
                    lowest=max(0.0, min(score for _, score in curves.learning) - 0.1),
                ),
            )
        )  # fmt: skip
    return found
