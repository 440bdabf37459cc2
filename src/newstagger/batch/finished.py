"""What a finished output was made of, so that the same run is not done twice.

Beside the output lies a hidden file, ``.OUT.done``: what the run was made of, how many articles it tagged and how the
output looked then, and a line for each item that could not be tagged. It is only believed while the output is the same.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from newstagger.batch.results import Failed
from newstagger.errors import OutputError
from newstagger.writers import replacing
from newstagger.writers.atomic import is_stream, real


class Finished(NamedTuple):
    """A run that came to its end.

    Attributes:
        made_of: what its output hangs on.
        tagged, repeated: its articles.
        failed: what could not be tagged.
    """

    made_of: dict[str, Any]
    tagged: int
    repeated: int
    failed: list[Failed]


def remember(out: Path, made_of: dict[str, Any], tagged: int, repeated: int, failed: Iterable[Failed]) -> None:
    """Keep what an output that has just been written was made of; nothing stays in a pipe or device."""
    if is_stream(out):
        return
    head = {"made_of": made_of, "tagged": tagged, "repeated": repeated, "looks": _looks(out)}
    # The output is there and whole; that it cannot be remembered must not make the run fail.
    with contextlib.suppress(OutputError), replacing(place_of_memory(out)) as stream:
        stream.write(json.dumps(head).encode("ascii") + b"\n")
        stream.writelines(one.to_json().encode("utf-8") + b"\n" for one in failed)


def recall(out: Path) -> Finished | None:
    """What this output was made of, or None where nobody knows or it has been changed since."""
    try:
        with place_of_memory(out).open("rb") as stream:
            head = json.loads(next(stream, b""))
            if head["looks"] != _looks(out):
                return None
            failed = [Failed.from_json(line.decode("utf-8")) for line in stream]
        return Finished(head["made_of"], head["tagged"], head["repeated"], failed)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def place_of_memory(out: Path) -> Path:
    """The hidden file that says what an output was made of."""
    place = real(out)
    return place.with_name(f".{place.name}.done")


def _looks(out: Path) -> list[list[Any]]:
    """Size and time of an output's files: whoever changes it by other means changes these."""
    files = sorted(out.iterdir()) if out.is_dir() else [real(out)]
    return [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
