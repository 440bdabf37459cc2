"""newstagger info and export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from newstagger._cli.common import Force, console, say
from newstagger.errors import UsageError


def info(
    directory: Annotated[Optional[Path], typer.Argument(metavar="[DIR]", help="A model directory. [default: the bundled model]", show_default=False)] = None,
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
