"""Charts for notebooks: an archive with Matplotlib (extra ``plots``), an article with displaCy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newstagger._reports.archive import Archive, Series
from newstagger._writers.page import HEADINGS
from newstagger.errors import MissingExtraError
from newstagger.tags import NAME_KINDS, FieldName, TaggedArticle, outermost

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The colours of the marked page, light on white paper; each kind is named beside its colour.
COLOURS = {"Personnes": "#cfe3f7", "Organisations": "#fbe3b8", "Lieux": "#d3ecd0", "Dates": "#ead7f2"}
_INK = "#3f6690"


def to_displacy(tags: TaggedArticle, field: FieldName = "text") -> dict[str, Any]:
    """Convert an article for ``spacy.displacy.render(…, style="ent", manual=True, options={"colors": COLOURS})``.

    Args:
        field: which text is shown.
    """
    spans = [(d.start, d.end, HEADINGS["dates"]) for d in tags.dates if d.field == field]
    for kind in NAME_KINDS:
        spans += [(m.start, m.end, HEADINGS[kind]) for e in getattr(tags, kind) for m in e.mentions if m.field == field]
    ents = [{"start": start, "end": end, "label": label} for start, end, label in outermost(spans)]
    return {"text": (tags.title or "") if field == "title" else tags.text, "ents": ents, "title": None}


def plot_over_time(archive: Archive) -> Figure:
    """Plot the number of articles over time, as columns.

    Raises:
        MissingExtraError: Matplotlib is not installed.
    """
    figure = _figure(7.5, 2.4)
    axes = figure.subplots()
    axes.bar(range(len(archive.totals)), archive.totals, color=_INK)
    _name_spans(axes, archive)
    axes.set_ylabel("articles")
    return figure


def plot_series(archive: Archive, series: list[Series]) -> Figure:
    """Plot topics or names over time, in small charts of the same height: the number of articles that have each.

    Args:
        series: such as ``archive.topics[:8]`` or ``archive.people[:6]``.

    Raises:
        MissingExtraError: Matplotlib is not installed.
    """
    rows = max(1, -(-len(series) // 2))
    figure = _figure(8.0, 1.1 * rows + 0.5)
    grid = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False)
    for axes, one in zip(grid.flat, series, strict=False):
        axes.fill_between(range(len(one.counts)), one.counts, step="mid", color=_INK, alpha=0.25)
        axes.step(range(len(one.counts)), one.counts, where="mid", color=_INK)
        axes.set_title(f"{one.name} ({one.articles})", fontsize=9, loc="left")
        _name_spans(axes, archive)
    for axes in list(grid.flat)[len(series) :]:
        axes.set_visible(False)
    return figure


def plot_pairs(archive: Archive, most: int = 12) -> Figure:
    """Which topics occur together: the share of the rarer topic's articles that have the other one too.

    Args:
        most: topics shown, the most frequent ones.

    Raises:
        MissingExtraError: Matplotlib is not installed.
    """
    shown = archive.topics[:most]
    names = [one.name for one in shown]
    shares = [
        [
            archive.together.get((min(a.name, b.name), max(a.name, b.name)), 0) / max(1, min(a.articles, b.articles))
            for b in shown
        ]
        for a in shown
    ]
    figure = _figure(6.4, 5.6)
    axes = figure.subplots()
    picture = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=50, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    figure.colorbar(picture, label="part des articles du sujet le plus rare")
    return figure


def _figure(wide: float, high: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("this picture", "matplotlib", "plots") from None
    return Figure((wide, high), layout="constrained")


def _name_spans(axes: Any, archive: Archive) -> None:
    every = max(1, len(archive.starts) // 6)
    pattern = {"day": "%d/%m/%Y", "week": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}[archive.span]
    places = range(0, len(archive.starts), every)
    axes.set_xticks(places, [archive.starts[i].strftime(pattern) for i in places], fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
