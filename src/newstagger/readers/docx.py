"""Word files, .docx (extra ``docx``)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError
from newstagger.readers.options import ReadOptions
from newstagger.readers.press.texts import articles_of_text
from newstagger.readers.records import short
from newstagger.readers.source import Item, whole

#: A .docx is a zip: unpacked it may be so many times the bytes that a text file may have.
_UNPACKED = 10


def read_docx(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The paragraphs of a Word file; a first one in the style « Title » is the title."""
    try:
        import docx
    except ImportError:
        yield MissingExtraError(source, "python-docx", "docx")
        return
    try:
        data = whole(opened, source, reading)
        limit = 4 * _UNPACKED * reading.max_chars
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > limit:
                yield InputError(source, f"has more than {limit:,} bytes when it is unpacked; refused")
                return
        document = docx.Document(io.BytesIO(data))
        exported = articles_of_text("\n".join(one.text for one in document.paragraphs), source, reading)
        if exported is not None:
            yield from exported
            return
        yield _article(document, source)
    except InputError as error:
        yield error
    except Exception as error:  # whatever zipfile, lxml and python-docx meet in a damaged file
        yield InputError(source, f"cannot be read as a Word file: {short(error)}")


def _article(document: Any, source: str) -> Article:
    paragraphs = [
        (one.text.strip(), (one.style.name or "") if one.style is not None else "") for one in document.paragraphs
    ]
    filled = [(text, style) for text, style in paragraphs if text]
    if not filled:
        raise InputError(source, "holds no text")
    title = None
    if len(filled) > 1 and filled[0][1].lower() in ("title", "titre", "heading 1", "titre 1"):
        title = filled.pop(0)[0]
    return Article(
        "\n\n".join(text for text, _ in filled), id=source, title=title, author=document.core_properties.author or None
    )
