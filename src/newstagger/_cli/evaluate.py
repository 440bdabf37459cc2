"""newstagger evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import (
    Delimiter,
    Encoding,
    Errors,
    Force,
    Map,
    MaxChars,
    ModelDir,
    TopicSeparator,
    console,
    reading,
    say,
    say_errors,
)
from newstagger.article import MAX_CHARS

if TYPE_CHECKING:
    from newstagger._evaluation.evaluate import Report
    from newstagger.article import Article
    from newstagger.errors import InputError
    from newstagger.tagger import Tagger

#: Files that an evaluation writes to its folder.
_EVALUATION = ("report.html", "evaluation.json")


def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Articles with gold topics, entities or dates.", show_default=False)],
    model: ModelDir = None,
    report: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Write report.html (with charts) and evaluation.json to this folder.", show_default=False)] = None,
    against: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Another model to compare the topics with.", show_default=False)] = None,
    force: Force = False,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes.")] = 1,
    errors: Errors = None,
    fields: Map = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    topic_separator: TopicSeparator = None,
    max_chars: MaxChars = MAX_CHARS,
) -> None:  # fmt: skip
    """Score a model on gold articles."""
    from newstagger._evaluation.evaluate import evaluate as score
    from newstagger._reports.tables import show_report
    from newstagger._writers import claim
    from newstagger.readers import read
    from newstagger.tagger import Tagger

    if report is not None:
        for name in _EVALUATION:
            claim(report / name, force, [*gold, model, against])
    if errors is not None:
        claim(errors, force, [*gold, model, against])
    failed: list[InputError] = []
    how = reading(fields, delimiter, encoding, topic_separator)
    articles = list(read(gold, errors=failed.append, max_chars=max_chars, reading=how))
    say_errors(failed, errors)
    if not articles:
        raise typer.Exit(2)
    other = None if against is None else Tagger.load(against, only=["topics"], max_chars=max_chars)
    tagger = Tagger.load(model, max_chars=max_chars)
    found = score(tagger, articles, workers=workers, against=other)
    if report is not None:
        _write_evaluation(tagger, articles, found, report)
    show_report(found, console())
    raise typer.Exit(1 if failed else 0)


def _write_evaluation(tagger: Tagger, articles: list[Article], found: Report, folder: Path) -> None:
    """The page and the figures of an evaluation; a learning curve where there are articles enough."""
    from newstagger._evaluation.curves import compute_learning_curve
    from newstagger._reports.evaluation_page import write_report
    from newstagger._runs.progress import Steps
    from newstagger._writers import write_json

    if found.curves is not None:
        with Steps("learning curve") as steps:
            found.curves.learning = compute_learning_curve(articles, tagger.classifier, progress=steps)
    name = str(tagger.model.manifest.get("name", "")) if tagger.model else ""
    page, figures = (folder / name for name in _EVALUATION)
    write_report(found, page, name)
    write_json(found.to_json(), figures)
    say(f"report written to {page}")
