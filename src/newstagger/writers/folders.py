"""A folder of files that takes the place of another as one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newstagger.errors import OutputError


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``path`` when all of it is written, or else leaves no trace.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        yield part
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o777 & ~mask)
        swap(part, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def swap(part: Path, target: Path) -> None:
    """Put a finished folder in the target's place; the old one goes last."""
    if not target.exists():
        part.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(old / "before")
    try:
        part.rename(target)
    except OSError:
        (old / "before").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
