"""Rich Text Format, .rtf, as press databases and word processors write it (striprtf, of the extra ``office``).

Word files, .docx (extra ``docx``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, is_shortage
from newstagger.readers.options import ReadOptions
from newstagger.readers.pages.pasted import read_page
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


#: A .docx is a zip: unpacked it may be so many times the bytes that a text file may have.
_UNPACKED = 10
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What holds paragraphs: tables, content controls, tracked insertions and moves of whole paragraphs.
_HOLDERS = frozenset("tbl tc sdt sdtContent ins moveTo customXml smartTag".split())
#: What holds words inside a paragraph; « del » and « moveFrom » hold those that were taken out.
_INLINE = frozenset(
    "r ins moveTo hyperlink smartTag sdt sdtContent customXml fldSimple bdo dir ruby rubyBase Choice".split()
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
#: Paragraphs among which the title is looked for.
_NEAR = 10
_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|rtf|pdf|txt|dot[xm]?)\b|^(?:microsoft word|document ?\d*$|sans titre|untitled|template|mod[eè]le\b)",
    re.IGNORECASE,
)


def read_docx(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The paragraphs of a Word file; the one in the style « Title » is the title, else what the file's properties say."""
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
        if is_shortage(error):
            raise
        yield InputError(source, f"cannot be read as a Word file: {short(error)}")


def _article(document: Any, source: str) -> Article:
    filled = [(text, style) for text, style in paragraphs_of(document) if text]
    if not filled:
        raise InputError(source, "holds no text")
    about = document.core_properties
    title = None
    if (at := _title_at([style for _, style in filled])) is not None and len(filled) > 1:
        title = filled.pop(at)[0]
    elif _is_title(about.title, filled[0][0]):
        title = about.title.strip()
    return Article("\n\n".join(text for text, _ in filled), id=source, title=title, author=about.author or None)


def _title_at(styles: list[str]) -> int | None:
    """Which paragraph is the title: the first one in the style « Title », if it stands near the beginning, or a heading that opens the text."""
    found = next((at for at, style in enumerate(styles[:_NEAR]) if style in ("title", "titre")), None)
    return 0 if found is None and styles[0] in ("heading 1", "titre 1") else found


def _is_title(said: str | None, first: str) -> bool:
    """Is the title that the file's properties give one of the text? Word puts the name of a template or a file there by itself."""
    text = (said or "").strip()
    return len(text.split()) > 1 and not _FILE_NAME.search(text) and text != first


def paragraphs_of(document: Any) -> list[tuple[str, str]]:
    """Texts and styles of all paragraphs as a reader sees them, in their order: with tracked insertions, links, tables and text boxes.

    Tracked deletions are left out, and so is the second copy of a text box that Word writes for older programs.
    """
    names = {style.style_id: (style.name or "").lower() for style in document.styles}
    found: list[tuple[str, str]] = []
    _walk(document.element.body, names, found)
    return found


def _walk(parent: Any, names: dict[str, str], found: list[tuple[str, str]]) -> None:
    for element in parent.iterchildren():
        name = _local(element)
        if name == "p":
            style = element.find(f"{_W}pPr/{_W}pStyle")
            found.append((_words(element).strip(), names.get(style.get(f"{_W}val"), "") if style is not None else ""))
            for box in _boxes(element):
                _walk(box, names, found)
        elif name == "tr":
            cells: list[list[tuple[str, str]]] = []
            for cell in element.iterchildren(f"{_W}tc", f"{_W}sdt"):
                cells.append([])
                _walk(cell, names, cells[-1])
            # A row of short cells reads as one line; cells of several paragraphs as these.
            if all(len([text for text, _ in cell if text]) < 2 for cell in cells):
                found.append(("\t".join(text for cell in cells for text, _ in cell if text), ""))
            else:
                found.extend(one for cell in cells for one in cell)
        elif name in _HOLDERS:
            _walk(element, names, found)


def _words(element: Any) -> str:
    """The words of a paragraph, without those of text boxes that are anchored in it."""
    parts: list[str] = []
    for child in element.iterchildren():
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "AlternateContent":
            parts.extend(_words(one) for one in child if _local(one) == "Choice")
        elif name in _INLINE:
            parts.append(_words(child))
    return "".join(parts)


def _boxes(paragraph: Any) -> list[Any]:
    """The contents of the text boxes that are anchored in a paragraph, each once."""
    boxes = []
    for box in paragraph.iterdescendants(f"{_W}txbxContent"):
        inside = list(takewhile(lambda one: _local(one) != "p", box.iterancestors()))
        anchor = inside[-1].getparent() if inside else box.getparent()
        if anchor is paragraph and all(_local(one) != "Fallback" for one in inside):
            boxes.append(box)
    return boxes


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
