"""newstagger names."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from newstagger._cli.common import Force, counted, say
from newstagger.errors import InputError, UsageError

if TYPE_CHECKING:
    from newstagger.tags import TaggedArticle


def names(
    tags: Annotated[Path, typer.Argument(metavar="TAGS", help="What newstagger tag wrote: .sqlite, .db or .jsonl(.gz).", show_default=False)],
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="NAMES.jsonl", help="Output. [default: standard output]", show_default=False)] = None,
    corrections: Annotated[Optional[Path], typer.Option(help="Your corrections, one a line: merge or split, tab, person, organisation or place, tab, name, tab, other name.", show_default=False)] = None,
    force: Force = False,
) -> None:  # fmt: skip
    """Join the names of an archive into people, organisations and places, and say why."""
    from newstagger._archive.names import join_names
    from newstagger._archive.occurrences import read_corrections
    from newstagger._writers import claim, replacing

    if out is not None:
        claim(out, force, [tags, corrections])
    try:
        rules = read_corrections(corrections.read_text("utf-8")) if corrections is not None else []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(corrections), f"cannot be read: {error}") from None
    except UsageError as error:
        raise UsageError(f"{corrections}: {error}") from None
    archive = _tagged(tags)
    first = next(archive, None)
    if first is None:
        raise InputError(str(tags), "holds no article; nothing was written")
    found = join_names(chain([first], archive), rules)
    lines = (
        (json.dumps({**asdict(e), "links": [link._asdict() for link in e.links]}, ensure_ascii=False) + "\n").encode(
            "utf-8"
        )
        for e in found
    )
    if out is None:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    with replacing(out) as stream:
        stream.writelines(lines)
    names_, joined = sum(len(e.names) for e in found), len(found)
    say(f"{counted(names_, 'name')} joined into {joined}; written to {out}")


def _tagged(path: Path) -> Iterator[TaggedArticle]:
    from pydantic import ValidationError

    from newstagger._writers import DATABASES
    from newstagger._writers.database import read_database
    from newstagger.tags import TaggedArticle

    if path.suffix.lower() in DATABASES:
        yield from read_database(path)
        return
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield TaggedArticle.model_validate_json(line)
                except ValidationError:
                    raise InputError(str(path), f"line {number} is no record of newstagger tag") from None
    except FileNotFoundError:
        raise InputError(str(path), "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(str(path), f"cannot be read: {error}") from None
