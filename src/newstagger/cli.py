"""The command line: parsing and messages only."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from newstagger.article import MAX_CHARS
from newstagger.errors import InputError, NewstaggerError, OutputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from newstagger.article import Article
    from newstagger.batch import Done
    from newstagger.run import Job, Outcome, Watcher
    from newstagger.scoring import Report
    from newstagger.tagger import Tagger

app = typer.Typer(
    help="Tag French news: topics, people, organisations, places and dates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: With inputs of more bytes than this, tagging begins with one worker a core.
_WORTH_WORKERS = 4_000_000
#: Messages about single articles shown on a terminal; the others are counted.
_SHOWN_ERRORS = 20

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT…",
        help="Files, folders or - for standard input: .txt, .html, .jsonl(.gz), .json, .csv, .parquet.",
        show_default=False,
    ),
]
ModelDir = Annotated[
    Optional[Path], typer.Option("--model", metavar="DIR", help="A model directory. [default: the bundled model]", show_default=False)
]  # fmt: skip
MaxChars = Annotated[int, typer.Option(help="Longest text that is taken, in characters.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


@app.command()
def tag(
    inputs: Inputs,
    out: Annotated[
        Optional[Path],
        typer.Option("-o", "--out", help="Output: .jsonl(.gz), .json, .csv, .parquet or .html. [default: a table; JSONL into a pipe]", show_default=False),
    ] = None,
    model: ModelDir = None,
    workers: Annotated[Optional[int], typer.Option(min=1, help="Processes. [default: by the size of the input]", show_default=False)] = None,
    only: Annotated[Optional[str], typer.Option(help="Parts to give, separated by commas: topics,people,organisations,places,dates.", show_default=False)] = None,
    published: Annotated[Optional[str], typer.Option(help="Publication time (ISO 8601) of articles that have none.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show what spoke for and against each topic (table only).")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    errors: Annotated[Optional[Path], typer.Option(help="Write what could not be tagged to this file, one JSON object a line.", show_default=False)] = None,
    spacy: Annotated[Optional[str], typer.Option(help="Another installed spaCy pipeline for the entities.", show_default=False)] = None,
    aliases: Annotated[Optional[Path], typer.Option(help="Your own table of aliases: name, tab, other names separated by semicolons.", show_default=False)] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Progress and errors as JSON lines on standard error.")] = False,
    max_chars: MaxChars = MAX_CHARS,
) -> None:  # fmt: skip
    """Tag articles."""
    from newstagger.run import Job, tag_to_call, tag_to_file
    from newstagger.tagger import PARTS, Tagger

    if published is not None:
        _check_published(published)
    if resume and out is None:
        raise UsageError("--resume needs the output of the interrupted run: give it with -o")
    if out is not None:
        from newstagger.writers import ending

        ending(out)
    parts = tuple(part.strip() for part in only.split(",") if part.strip()) if only is not None else PARTS
    if explain and out is not None:
        raise UsageError("--explain prints tables for a reader; it does not go with -o")
    table = out is None and (explain or sys.stdout.isatty())
    job = Job(
        inputs, published, workers or _workers(inputs), max_chars,
        {"--model": str(model or ""), "--only": ",".join(sorted(parts)), "--published": published or "",
         "--spacy": spacy or "", "--aliases": str(aliases or ""), "--max-chars": str(max_chars)},
    )  # fmt: skip
    tagger = Tagger.load(model, spacy=spacy, only=parts, aliases=_aliases(aliases), max_chars=max_chars)
    job.options["model"] = tagger.fingerprint
    try:
        with _watching(job, quiet=table, log_json=log_json) as watch:
            if out is not None:
                outcome = tag_to_file(tagger, job, out, errors=errors, resume=resume, watch=watch)
            else:
                give = _table(tagger, explain=explain) if table else _print_line
                outcome = tag_to_call(tagger, job, give, errors=errors, watch=watch)
    except KeyboardInterrupt:
        _say("interrupted" + ("" if out is None else "; what is done is kept: go on with --resume"))
        raise typer.Exit(130) from None
    if not log_json:
        _say_outcome(outcome, out)
    raise typer.Exit(outcome.status)


@app.command()
def train(
    labelled: Annotated[list[str], typer.Argument(metavar="LABELLED…", help="Labelled articles, in any form that is read.", show_default=False)],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The new model directory.", show_default=False)],
    topics_file: Annotated[Optional[Path], typer.Option(help="TOML with aliases, parents, keywords, codes of topics.", show_default=False)] = None,
    min_articles: Annotated[int, typer.Option(min=1, help="Leave out topics with fewer articles.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes, -1 for one a core.")] = -1,
    validation: Annotated[Optional[Path], typer.Option(help="Judge on these articles. [default: cross-validation]", show_default=False)] = None,
    base: Annotated[Optional[Path], typer.Option("--model", metavar="BASE", help="Add to this model: its topics and its entity recogniser are kept.", show_default=False)] = None,
    label_errors: Annotated[Optional[Path], typer.Option(metavar="FILE", help="List the labels that are likely wrong in this CSV.", show_default=False)] = None,
    force: Force = False,
    max_chars: MaxChars = MAX_CHARS,
) -> None:  # fmt: skip
    """Train a model on your own labelled articles."""
    from newstagger.learning import train_in_detail
    from newstagger.progress import Steps
    from newstagger.readers import read
    from newstagger.writers.scores import show_training

    if out.exists() and not force:
        raise OutputError(f"{out}: exists already; choose another name or add --force to replace it")
    failed: list[InputError] = []
    articles = list(read(labelled, errors=failed.append, max_chars=max_chars))
    _say_errors(failed)
    if not articles:
        raise typer.Exit(2)
    with Steps("training") as steps:
        training = train_in_detail(
            articles, topics=topics_file, min_articles=min_articles, seed=seed, jobs=jobs, base=base, name=out.name,
            validation=None if validation is None else read(validation, max_chars=max_chars),
            trained_on=[f"{Path(source).name}" for source in labelled], progress=steps,
        )  # fmt: skip
    training.model.save(out, force=force)
    show_training(training.details, _console())
    doubtful = training.details.suspects
    if label_errors is not None:
        from newstagger.writers.tables import write_suspects

        write_suspects(doubtful, label_errors)
        _say(f"{len(doubtful)} doubtful labels listed in {label_errors}")
    elif doubtful:
        _say(f"{len(doubtful)} labels look doubtful; to look them through, train with --label-errors FILE.csv")
    _say(f"model written to {out}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Articles with gold topics, entities or dates.", show_default=False)],
    model: ModelDir = None,
    report: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Write report.html with pictures, and evaluation.json, to this folder.", show_default=False)] = None,
    against: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Another model to compare the topics with.", show_default=False)] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    max_chars: MaxChars = MAX_CHARS,
) -> None:  # fmt: skip
    """Score a model on gold articles."""
    from newstagger.readers import read
    from newstagger.scoring import evaluate as score
    from newstagger.tagger import Tagger
    from newstagger.writers.scores import show_report

    failed: list[InputError] = []
    articles = list(read(gold, errors=failed.append, max_chars=max_chars))
    _say_errors(failed)
    if not articles:
        raise typer.Exit(2)
    other = None if against is None else Tagger.load(against, only=["topics"], max_chars=max_chars)
    tagger = Tagger.load(model, max_chars=max_chars)
    found = score(tagger, articles, workers=workers, against=other)
    if report is not None:
        _write_evaluation(tagger, articles, found, report)
    show_report(found, _console())
    raise typer.Exit(1 if failed else 0)


@app.command()
def info(
    directory: Annotated[Optional[Path], typer.Argument(metavar="[DIR]", help="A model directory. [default: the bundled model]", show_default=False)] = None,
) -> None:  # fmt: skip
    """Show a model: its topics, what it was trained on, its scores."""
    from newstagger import bundle
    from newstagger.writers.scores import show_model

    path = directory or bundle.bundled()
    show_model(bundle.load(path), str(path), _console())


@app.command()
def schema() -> None:
    """Print the JSON Schema of the record that tag gives."""
    import json

    from newstagger.tags import TaggedArticle

    typer.echo(json.dumps(TaggedArticle.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))


@app.command()
def convert(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="Output: .jsonl or .jsonl.gz.", show_default=False)],
    max_chars: MaxChars = MAX_CHARS,
) -> None:
    """Turn any input into JSONL; the topics that pages declare become labels for training."""
    from newstagger.readers import STANDARD_INPUT, read
    from newstagger.writers import write
    from newstagger.writers.records import record_of

    if not out.name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson")):
        raise UsageError(f"{out}: convert writes .jsonl or .jsonl.gz")
    if STANDARD_INPUT not in inputs and any(Path(i).resolve() == out.resolve() for i in inputs):
        raise UsageError(f"{out}: is also an input; choose another name")
    failed: list[InputError] = []
    count = 0

    def records() -> Iterator[str]:
        nonlocal count
        for article in read(inputs, errors=failed.append, max_chars=max_chars):
            count += 1
            yield record_of(article)

    write(records(), out)
    _say_errors(failed)
    if not count:
        out.unlink()
        raise typer.Exit(2)
    _say(f"{count} articles written to {out}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A model directory.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="OUT.joblib", help="The file to write.", show_default=False)],
) -> None:
    """Write a model's topics as a scikit-learn Pipeline, for other programs."""
    from newstagger import bundle
    from newstagger.export import export as write_pipeline

    if not out.name.lower().endswith(".joblib"):
        raise UsageError(f"{out}: export writes a .joblib file")
    write_pipeline(bundle.load(directory).classifier, out)
    _say(f"pipeline written to {out}; a .joblib file runs code when it is loaded: load only what you wrote yourself")


def _write_evaluation(tagger: Tagger, articles: list[Article], found: Report, folder: Path) -> None:
    """The page and the figures of an evaluation; a learning curve where there are articles enough."""
    from newstagger.progress import Steps
    from newstagger.topics.curves import learning_curve
    from newstagger.topics.training import Options
    from newstagger.writers import write_json
    from newstagger.writers.report import write_report

    if found.curves is not None:
        with Steps("learning curve") as steps:
            found.curves.learning = learning_curve(articles, Options(teacher=tagger.classifier), steps)
    name = str(tagger.model.manifest.get("name", "")) if tagger.model else ""
    write_report(found, folder / "report.html", name)
    write_json(found.to_json(), folder / "evaluation.json")
    _say(f"report written to {folder / 'report.html'}")


def _workers(inputs: list[str]) -> int:
    """One worker a core where there is enough to do for them."""
    size = 0
    for source in inputs:
        path = Path(source)
        try:
            files = (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            for file in files:
                size += file.stat().st_size * (4 if file.suffix == ".gz" else 1)
                if size > _WORTH_WORKERS:
                    return os.cpu_count() or 1
        except OSError:
            continue
    return 1


def _aliases(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    from newstagger.entities.names import default_aliases, read_aliases

    try:
        return {**default_aliases(), **read_aliases(path.read_text("utf-8"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read as a table of aliases: {error}") from None


def _check_published(value: str) -> None:
    from newstagger.article import parse_published

    try:
        parse_published(value)
    except ValueError as error:
        raise UsageError(f"--published: {error}") from None


def _watching(job: Job, *, quiet: bool, log_json: bool = False) -> contextlib.AbstractContextManager[Watcher]:
    """Messages for what cannot be tagged, and a progress bar where nothing else is printed."""
    from newstagger.progress import Articles, JsonLog
    from newstagger.readers import count

    @contextlib.contextmanager
    def watching() -> Iterator[Watcher]:
        shown = 0

        total = None if quiet else count(job.sources)
        with JsonLog(total) if log_json else Articles(total, quiet=quiet) as bar:

            def watch(done: Done, outcome: Outcome) -> None:
                nonlocal shown
                if not done.ok:
                    shown += 1
                    if log_json:
                        bar.say(str(done.error()))
                    elif shown <= _SHOWN_ERRORS:
                        bar.say(f"newstagger: {done.error()}")
                bar(done, outcome)

            yield watch

    return watching()


def _table(tagger: Tagger, *, explain: bool) -> Callable[[str], None]:
    """Prints records as tables for a reader."""
    from newstagger.article import Article
    from newstagger.tags import TaggedArticle
    from newstagger.writers.terminal import show

    console = _console()

    def give(line: str) -> None:
        tags = TaggedArticle.model_validate_json(line)
        article = Article(tags.text, title=tags.title)
        show(tags, console, [tagger.explain(article, topic.label) for topic in tags.topics] if explain else ())

    return give


def _print_line(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def _say(message: str) -> None:
    print(f"newstagger: {message}", file=sys.stderr)


def _say_errors(errors: list[InputError]) -> None:
    for error in errors[:_SHOWN_ERRORS]:
        _say(str(error))
    if len(errors) > _SHOWN_ERRORS:
        _say(f"… and {len(errors) - _SHOWN_ERRORS} more")


def _say_outcome(outcome: Outcome, out: Path | None) -> None:
    failed = outcome.failed.total()
    if failed > _SHOWN_ERRORS:
        _say(f"… and {failed - _SHOWN_ERRORS} more that could not be tagged")
    if out is not None and (outcome.tagged or not failed):
        problems = f", {failed} could not be" if failed else ""
        _say(f"{outcome.tagged} articles tagged{problems}; written to {out}")


def main() -> NoReturn:
    """Run the command line; every foreseen error is one message and an exit status."""
    try:
        app()
    except NewstaggerError as error:
        _say(f"error: {error}")
        sys.exit(2)
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - closed with the process
        sys.exit(0)
    sys.exit(0)
