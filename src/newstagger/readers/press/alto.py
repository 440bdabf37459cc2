"""ALTO (https://www.loc.gov/standards/alto/), the form in which libraries keep the OCR of newspapers -> records."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from newstagger.readers.press.dates import find_published
from newstagger.readers.press.lines import join_cut_words
from newstagger.readers.xml import children, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Labels of blocks that are no part of an article (Europeana Newspapers, BnF).
_BESIDE = re.compile(r"running|header|footer|page.?number|titre courant|pagination|folio|advert", re.IGNORECASE)
#: A running head has at most this many words, and stands in this part of the page.
_HEAD_WORDS = 10
_TOP, _BOTTOM = 0.06, 0.96


def record_of_alto(alto: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of the pages of one file: blocks are paragraphs, lines are joined, running heads left out."""
    labels = {
        tag.get("ID") or "": f"{tag.get('LABEL')} {tag.get('TYPE')}" for tags in children(alto, "Tags") for tag in tags
    }
    pages = [_blocks(page, labels) for page in children(alto, "Layout", "Page")]
    shapes = Counter(shape for page in pages for shape in {_shape(text) for text, *_ in page})
    kept: list[str] = []
    for page in pages:
        kept += [text for text, edge, label in page if text and not _beside(text, edge, label, shapes)]
    name = next((line for line in _file_names(alto) if line), "")
    day = re.search(r"(?<!\d)(1[6-9]\d\d|20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", name)
    found = find_published("-".join(day.groups())) if day else None
    record = {
        "id": name or None,
        "text": "\n\n".join(kept),
        "published": found.value.isoformat() if found else None,
    }
    return {key: value for key, value in record.items() if value or key == "text"}


def _file_names(alto: Element) -> list[str]:
    return [(one.text or "").strip() for one in children(alto, "Description", "sourceImageInformation", "fileName")]


def _blocks(page: Element, labels: dict[str, str]) -> list[tuple[str, bool, str]]:
    """Text, place at an edge, and label of each block; margins are not read where there is a print space."""
    height = _number(page.get("HEIGHT"))
    spaces = [space for space in children(page, "PrintSpace") if len(space)] or [page]
    found = []
    for block in (one for space in spaces for one in space.iter() if local(one) == "TextBlock"):
        lines = [_line(line) for line in children(block, "TextLine")]
        top, tall = _number(block.get("VPOS")), _number(block.get("HEIGHT"))
        edge = height > 0 and (top + tall < _TOP * height or top > _BOTTOM * height)
        marks = [block.get("TYPE") or "", *(labels.get(tag, "") for tag in (block.get("TAGREFS") or "").split())]
        found.append((_joined(lines), edge and top + tall > 0, " ".join(marks)))
    return found


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _line(line: Element) -> str:
    """The words of a line; a word that was cut stands whole where it begins."""
    words: list[str] = []
    for one in line:
        name = local(one)
        if name == "String":
            part, whole = one.get("SUBS_TYPE") or "", one.get("SUBS_CONTENT") or ""
            if whole and part == "HypPart1":
                words.append(whole)
            elif not (whole and part == "HypPart2"):
                words.append(one.get("CONTENT") or "")
        elif name == "HYP" and words and not _was_cut(line):
            words[-1] += "-\n"
    return " ".join(filter(None, words))


def _was_cut(line: Element) -> bool:
    """Does the line's last word say itself how it goes on?"""
    strings = [one for one in line if local(one) == "String"]
    return bool(strings) and strings[-1].get("SUBS_TYPE") == "HypPart1" and bool(strings[-1].get("SUBS_CONTENT"))


def _joined(lines: list[str]) -> str:
    """One paragraph of lines; a hyphen that some programs leave in the word is a cut, too."""
    text = "\n".join(line.removesuffix("\n") for line in lines if line.strip())
    return " ".join(join_cut_words(text).split())


def _shape(text: str) -> str:
    return re.sub(r"[\W\d_]+", " ", text.lower()).strip()


def _beside(text: str, edge: bool, label: str, shapes: Counter[str]) -> bool:
    """Is a block a running head, a page number, or labelled as no article?"""
    if _BESIDE.search(label):
        return True
    if len(text.split()) > _HEAD_WORDS:
        return False
    return (edge and (any(map(str.isdigit, text)) or shapes[_shape(text)] > 1)) or (
        shapes[_shape(text)] > 2 and not text.endswith(".")
    )
