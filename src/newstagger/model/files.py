"""Text and JSON of a model directory; what cannot be read is a ``ModelError`` that names the file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from newstagger.errors import ModelError


def read_text(path: Path) -> str:
    """The text of a file, UTF-8."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: cannot be read as text: {error}") from None


def read_json(path: Path) -> Any:
    """The JSON of a file."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: cannot be read as JSON: {error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file, its ends of line as they are."""
    path.write_bytes(text.encode("utf-8"))


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
