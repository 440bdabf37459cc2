"""newstagger train, evaluate, info and export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import (
    Errors,
    Force,
    ModelDir,
    console,
    counted,
    reads_files,
    say,
    say_errors,
)
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from newstagger._evaluation import Report
    from newstagger._training.labels import LikelyError
    from newstagger._training.options import TrainingOptions
    from newstagger.article import Article
    from newstagger.readers import ReadOptions
    from newstagger.tagger import Tagger


@reads_files
def train(
    labelled: Annotated[Optional[list[str]], typer.Argument(metavar="[LABELLED…]", help="Labelled articles, in any format that can be read.", show_default=False)] = None,
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="DIR", help="Directory of the new model (required, unless --dry-run).", show_default=False)] = None,
    topics_file: Annotated[Optional[Path], typer.Option(help="Vocabulary of topics (aliases, parents, keywords, codes): .toml, a table (.tsv, .csv) or SKOS (.ttl, .rdf, .jsonld).", show_default=False)] = None,
    min_articles: Annotated[int, typer.Option(min=1, help="Leave out topics with fewer articles.")] = 5,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same model.")] = 0,
    jobs: Annotated[int, typer.Option(help="Number of processes; -1 for one per core.")] = -1,
    validation: Annotated[Optional[Path], typer.Option(help="Evaluate on these articles. (default: cross-validation)", show_default=False)] = None,
    base: Annotated[Optional[Path], typer.Option("--model", metavar="BASE", help="Start from this model: its topics and recogniser are kept, and the topics that the articles are labelled with are updated.", show_default=False)] = None,
    corrections: Annotated[Optional[Path], typer.Option(metavar="FILE", help="Also learn from editors’ corrections (see newstagger serve).", show_default=False)] = None,
    names: Annotated[bool, typer.Option("--names", help="Also train the recogniser on corrected names; needs 200 corrected texts and some minutes.")] = False,
    label_errors: Annotated[Optional[Path], typer.Option(metavar="FILE", help="Write the labels that are likely wrong to this CSV file.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report what would be learnt, left out and merged; write nothing.")] = False,
    force: Force = False,
    errors: Errors = None,
    *,
    how: ReadOptions,
) -> None:  # fmt: skip
    """Train a model on your own labelled articles."""
    from newstagger._training.options import TrainingOptions
    from newstagger._writers.claims import claim, list_outputs
    from newstagger.readers import read

    _check_train(labelled, out, corrections, names=names, dry_run=dry_run)
    if not dry_run:
        inputs = [*(labelled or []), topics_file, validation, base, corrections]
        _claim_model(out, label_errors, inputs, force=force)
    if errors is not None:
        claim(
            errors, force, [*(labelled or []), topics_file, validation, base, corrections], others=[out, label_errors]
        )
    failed: list[InputError] = []
    how = replace(how, outputs=list_outputs(out, label_errors, errors))
    articles = list(read(labelled or [], errors=failed.append, reading=how))
    say_errors(failed, errors)
    if labelled and not articles:
        say("there was nothing to learn from" + ("" if out is None else f"; {out} was not written"))
        raise typer.Exit(2)
    if articles and all(article.topics is None for article in articles) and any(a.declared_topics for a in articles):
        say(
            "the articles have no field topics, but they have declared topics; to learn from those, name their field: --map topics=NAME"
        )
    options = TrainingOptions(
        topics=topics_file, min_articles=min_articles, seed=seed, jobs=jobs, base=base, corrections=corrections, names=names,
        validation=None if validation is None else read(validation, reading=how),
        name=out.name if out else "", trained_on=[Path(source).name for source in labelled or []],
    )  # fmt: skip
    if dry_run or out is None:
        _preview(articles, options, len(failed))
        raise typer.Exit(0)
    try:
        _train(articles, options, out, label_errors, force=force)
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        raise typer.Exit(130) from None
    raise typer.Exit(1 if failed else 0)


def _check_train(
    labelled: list[str] | None, out: Path | None, corrections: Path | None, *, names: bool, dry_run: bool
) -> None:
    if out is None and not dry_run:
        raise UsageError("train needs a directory for the new model: give it with -o")
    if not labelled and corrections is None:
        raise UsageError("train needs labelled articles, or --corrections FILE")
    if names and corrections is None:
        raise UsageError("--names learns from corrected names: give them with --corrections FILE")


def _claim_model(
    out: Path | None, label_errors: Path | None, inputs: Sequence[str | Path | None], *, force: bool
) -> None:
    """Check that the output of a training can be written, before it begins."""
    from newstagger._model.directory import check_model_folder
    from newstagger._writers import claim

    if out is not None:
        claim(out, force, inputs, others=[label_errors], folder=check_model_folder)
    if label_errors is not None:
        claim(label_errors, force, inputs, others=[out])


def _preview(articles: list[Article], options: TrainingOptions, unreadable: int) -> None:
    from newstagger._reports.tables import show_preview
    from newstagger._training.train import preview_training

    found = preview_training(articles, options)
    if found is None:
        say("nothing to train: the verdicts would only update topics of the model, which takes seconds")
    else:
        show_preview(found, unreadable, console())


def _train(articles: list[Article], options: TrainingOptions, out: Path, suspects: Path | None, *, force: bool) -> None:
    """Train, write the model, and print what was learnt."""
    from newstagger._reports.tables import show_lesson, show_training
    from newstagger._runs.progress import Steps
    from newstagger._training.options import WRITING
    from newstagger._training.train import train_in_detail

    with Steps("training") as steps:
        training = train_in_detail(articles, options, progress=steps)
        steps(WRITING, 0, 1)
        training.model.save(out, force=force)
        steps(WRITING, 1, 1)
    if training.scores is not None:
        show_training(training, training.scores, console())
        _say_doubtful(training.label_errors, suspects)
    if training.lesson is not None:
        show_lesson(training.lesson, console(), names=options.names)
    say(f"model written to {out}")


def _say_doubtful(doubtful: list[LikelyError], label_errors: Path | None) -> None:
    if label_errors is not None:
        from newstagger._reports.evaluation_page import write_suspects

        write_suspects(doubtful, label_errors)
        say(f"{counted(len(doubtful), 'doubtful label')} listed in {label_errors}")
    elif doubtful:
        look = "label looks" if len(doubtful) == 1 else "labels look"
        say(f"{len(doubtful)} {look} doubtful; to review them, train with --label-errors FILE.csv")


#: Files that an evaluation writes to its folder.
_EVALUATION = ("report.html", "evaluation.json")


@reads_files
def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Articles with gold topics, entities or dates.", show_default=False)],
    model: ModelDir = None,
    report: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Write report.html (with charts) and evaluation.json to this folder.", show_default=False)] = None,
    against: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Another model to compare the topics with.", show_default=False)] = None,
    force: Force = False,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes.")] = 1,
    errors: Errors = None,
    *,
    how: ReadOptions,
) -> None:  # fmt: skip
    """Score a model on gold articles."""
    from newstagger._evaluation import evaluate as score
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
    articles = list(read(gold, errors=failed.append, reading=how))
    say_errors(failed, errors)
    if not articles:
        raise typer.Exit(2)
    other = None if against is None else Tagger.load(against, only=["topics"], max_chars=how.max_chars)
    tagger = Tagger.load(model, max_chars=how.max_chars)
    found = score(tagger, articles, workers=workers, against=other)
    if report is not None:
        _write_evaluation(tagger, articles, found, report)
    show_report(found, console())
    raise typer.Exit(1 if failed else 0)


def _write_evaluation(tagger: Tagger, articles: list[Article], found: Report, folder: Path) -> None:
    """Write the page and the figures of an evaluation, with a learning curve if there are enough articles."""
    from newstagger._evaluation import clean_gold
    from newstagger._evaluation.curves import compute_learning_curve
    from newstagger._reports.evaluation_page import write_report
    from newstagger._runs.progress import Steps
    from newstagger._writers import write_json

    if found.curves is not None:
        with Steps("learning curve") as steps:
            found.curves.learning = compute_learning_curve(
                clean_gold(tagger, articles), tagger.classifier, progress=steps
            )
    name = str(tagger.model.manifest.get("name", "")) if tagger.model else ""
    page, figures = (folder / name for name in _EVALUATION)
    write_report(found, page, name)
    write_json(found.to_json(), figures)
    say(f"report written to {page}")


def info(
    directory: Annotated[Optional[Path], typer.Argument(metavar="[DIR]", help="A model directory. (default: the bundled model)", show_default=False)] = None,
) -> None:  # fmt: skip
    """Describe a model: its topics, its training data and its scores."""
    from newstagger._model.directory import find_bundled, load
    from newstagger._reports.tables import show_model

    path = directory or find_bundled()
    show_model(load(path), str(path), console())


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A model directory.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.joblib", help="The file to write.", show_default=False)],
    force: Force = False,
) -> None:
    """Write a model's topics as a scikit-learn Pipeline, for other programs."""
    from newstagger._model.directory import load
    from newstagger._writers import claim
    from newstagger.sklearn import export as write_pipeline

    if not out.name.lower().endswith(".joblib"):
        raise UsageError(f"{out}: export writes a .joblib file")
    claim(out, force, [directory])
    write_pipeline(load(directory).classifier, out)
    say(f"pipeline written to {out}; a .joblib file runs code when it is loaded: load only what you wrote yourself")
