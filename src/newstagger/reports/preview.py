"""What a training would do, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newstagger.topics.estimate import Estimate
from newstagger.topics.preview import Preview

#: Lines of each list shown; the rest is counted.
_SHOWN = 20


def show_preview(preview: Preview, unreadable: int, console: Console) -> None:
    """The articles, what becomes of each label, and about how long it would take.

    Args:
        unreadable: records that could not be read.
    """
    console.print(_articles(preview, unreadable))
    console.print()
    console.print(_topics(preview))
    for what, lines in _lists(preview):
        found = list(lines)
        for line in found[:_SHOWN]:
            console.print(Text(f"{what}: {line}", style="yellow"))
        if len(found) > _SHOWN:
            console.print(f"… and {len(found) - _SHOWN} more {what}", style="yellow")
    if preview.estimate is not None:
        console.print(Text(_needs(preview.estimate)))
    console.print("nothing was trained or written", style="dim")


def _articles(preview: Preview, unreadable: int) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for count, what in (
        (preview.articles, "articles read"),
        (unreadable, "records skipped: they cannot be read"),
        (preview.unlabelled, "left out: unlabelled, without a field « topics »"),
        (preview.empty, "left out: neither text nor title"),
        (preview.labelled, "learnt from"),
        (preview.without, "of them without any topic: they teach what none of the topics is"),
        (preview.repeated, "of them repeat another one word for word"),
        (preview.similar, "of them nearly repeat another one (all of a kind are judged together)"),
    ):
        if count or what in ("articles read", "learnt from"):
            table.add_row(f"{count:,}", what)
    return table


def _topics(preview: Preview) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2))
    table.add_column("topic", overflow="fold")
    table.add_column("articles", justify="right")
    table.add_column("")
    for label, count in preview.learnt.items():
        table.add_row(Text(label), str(count), "moved" if label in preview.known else "learnt")
    if preview.stay:
        table.add_row(Text(f"{len(preview.stay)} more of the base"), "", "stay as they are")
    return table


def _lists(preview: Preview) -> Iterable[tuple[str, Iterable[str]]]:
    yield "left out", (f"{label} ({why})" for label, why in preview.left_out.items())
    yield "merged", (f"{raw} counts as {label} ({count})" for (raw, label), count in preview.aliases.most_common())
    yield "parent added", (f"{label} ({count})" for label, count in preview.parents.most_common())
    yield "dropped", (f"{label} ({count})" for label, count in preview.dropped.most_common())
    yield "the same topic?", (
        f"{', '.join(group)}; to merge, add to the topics file: "
        f'[topics."{group[0]}"] aliases = {group[1:]!r}' for group in preview.merge
    )  # fmt: skip


def _needs(estimate: Estimate) -> str:
    together = f", {estimate.processes} at once" if estimate.processes > 1 else ""
    return (
        f"would take about {duration(estimate.seconds)} (features {duration(estimate.features)}, "
        f"fits {duration(estimate.fits)}{together}) and {size(estimate.memory)} of memory: an estimate, which may be off by "
        f"half, from {estimate.sample:,} articles timed on this machine just now"
    )


def duration(seconds: float) -> str:
    """Seconds as people say them: « 8 s », « 3 min », « 2 h 10 min »."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def size(count: float) -> str:
    """Bytes as people say them: « 420 MB », « 3.1 GB »."""
    return f"{count / 1e6:,.0f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"
