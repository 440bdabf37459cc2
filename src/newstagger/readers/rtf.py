"""Rich Text Format, .rtf, as press databases and word processors write it (striprtf, of the extra ``office``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newstagger.errors import InputError, MissingExtraError
from newstagger.readers.options import ReadOptions
from newstagger.readers.page import read_page
from newstagger.readers.press.texts import articles_of_text
from newstagger.readers.recognise import RTF
from newstagger.readers.records import short
from newstagger.readers.source import Item, whole


def read_rtf(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of an export of Factiva or Nexis Uni, or the one article of any other file."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        yield MissingExtraError(source, "striprtf", "office")
        return
    try:
        data = whole(opened, source, reading)
    except InputError as error:
        yield error
        return
    if not data.lstrip().startswith(RTF):
        yield InputError(source, "is not RTF: it does not begin with {\\rtf")
        return
    try:
        # RTF is ASCII; line ends mean nothing in it. Each field in a line of its own keeps striprtf's search for links linear.
        ruled = data.decode("latin-1").replace("{\\field", "\n{\\field")
        plain = str(rtf_to_text(ruled, errors="replace"))  # type: ignore[no-untyped-call]
        text = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \u gives halves of characters
    except Exception as error:  # whatever striprtf meets in a damaged file
        yield InputError(source, f"cannot be read as RTF: {short(error)}")
        return
    if not text.strip():
        yield InputError(source, "holds no text")
        return
    articles = articles_of_text(text, source, reading)
    if articles is None:
        articles = iter([read_page("\n".join(line.strip(" |") for line in text.split("\n")), source)])
    yield from articles
