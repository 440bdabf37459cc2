"""Labels that look wrong, as a table for an editor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from newstagger.topics.label_errors import LikelyError
from newstagger.writers import replacing
from newstagger.writers.tables import safe


def write_suspects(found: Iterable[LikelyError], path: Path) -> None:
    """Doubtful labels as a CSV for an editor, the clearest cases first.

    Raises:
        OutputError: the file cannot be written.
    """
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(LikelyError._fields)
        for suspect in found:
            writer.writerow([safe(str(cell)) for cell in suspect])
        text.flush()
        text.detach()
