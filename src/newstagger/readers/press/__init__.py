"""Exports of press databases and of corpus tools: each article by itself, one file a database.

A database is recognised by what its export holds, not by the file's name: any export may be called « articles.html ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from newstagger.readers.options import ReadOptions
    from newstagger.readers.source import Item

    Exports = Callable[[BinaryIO, str, ReadOptions], Iterator[Item]]


def exported(opened: BinaryIO, source: str, reading: ReadOptions) -> tuple[Iterator[Item] | None, BinaryIO]:
    """The articles of an export in HTML or plain text, None where a file is not one; and the file from its beginning on."""
    from newstagger.readers.press.texts import articles, look

    head, opened = look(opened)
    return articles(head, opened, source, reading), opened
