"""Lines that were wrapped or printed -> paragraphs: words cut at line ends joined, running heads out.

Pieces of HTML -> trees and paragraphs (lxml, of the extra ``html``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newstagger._text.normalise import fold
from newstagger.errors import MissingExtraError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Behind a hyphen at a line's end these words keep it: « dit-⏎il », « peut-⏎être », « lui-⏎même ». A syllable that begins
#: with a vowel is not parted from the consonant before it, so that none of the first can end a word that was cut.
_KEEP = frozenset("il elle on ils elles eux être vous nous même mêmes".split())
#: Words that have « -ci », « -là » or « -ce » behind them.
_SHOWN = {
    "ci": frozenset("celui celle ceux celles jusque".split()),
    "là": frozenset("celui celle ceux celles jour jusque cela".split()),
    "ce": frozenset("est était sera serait fut".split()),
    "dire": frozenset("à".split()),
}
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]+)([-\u2010\u00ac\u00ad])[ \t]*\n[ \t]*([^\W\d_]+)")
_SENTENCE_END = re.compile(r"[.!?…:;»”\"][)\]»”\"]{0,5}$")
#: A running head is at most this long, in code points, and stands on at least as many pages.
_HEAD_LENGTH = 80
_HEAD_TIMES = 3


def join_cut_words(text: str) -> str:
    """Words whose hyphen at a line's end only cuts them, in one piece: « ren-⏎du » is « rendu »."""
    return _CUT.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    before, sign, behind = match.groups()
    keep = sign in "-\u2010" and (
        behind[0].isupper() or behind.lower() in _KEEP or before.lower() in _SHOWN.get(behind.lower(), ())
    )
    return f"{before}{'-' if keep else ''}{behind}"


def unwrap(text: str) -> str:
    """Paragraphs, each in one line, blank lines between them.

    Blank lines part paragraphs; so do an indented line, a heading in capitals, and a sentence's end in a short line.
    """
    paragraphs: list[str] = []
    for block in re.split(r"\n[ \t]*\n", join_cut_words(text)):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        paragraphs += _paragraphs(lines)
    return "\n\n".join(paragraphs)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    width = max(map(len, lines), default=0)
    indents = [len(line) - len(line.lstrip()) for line in lines]
    held: list[str] = []
    for at, line in enumerate(lines):
        words = line.strip()
        before = lines[at - 1].strip() if at else ""
        starts = (
            (indents[at] >= 2 and at and indents[at - 1] < indents[at])
            or (
                before
                and (before.isupper() != words.isupper())
                and any(map(str.isalpha, words))
                and any(map(str.isalpha, before))
            )
            or (before and _SENTENCE_END.search(before) and len(lines[at - 1]) < 0.6 * width)
        )
        if held and starts:
            yield " ".join(held)
            held = []
        held.append(words)
    if held:
        yield " ".join(held)


def without_running_heads(pages: Iterable[Sequence[str]], names: Iterable[str] = ()) -> list[list[str]]:
    """Pages without the newspaper's name, day and page number that stand at their edges.

    Args:
        pages: the lines of each page; one page alone where nothing parts them.
        names: names of the newspaper, which are running heads wherever they stand alone in a line with a number.
    """
    pages = [list(page) for page in pages]
    shaped = [[_shape(line) for line in page if 0 < len(line.strip()) <= _HEAD_LENGTH] for page in pages]
    # Of several pages each counts once; of one alone each line.
    counted = Counter(shape for page in shaped for shape in (set(page) if len(pages) > 1 else page))
    shapes = {shape for shape, times in counted.items() if shape and times >= min(_HEAD_TIMES, max(2, len(pages)))}
    known = {_shape(name) for name in names if name}
    kept: list[list[str]] = []
    for page in pages:
        filled = [at for at, line in enumerate(page) if line.strip()]
        edges = {*filled[:2], *filled[-2:]}
        kept.append(
            [
                line
                for at, line in enumerate(page)
                if not _is_head(line.strip(), at in edges, shapes, known, len(pages) > 1)
            ]
        )
    return kept


def _is_head(line: str, edge: bool, shapes: set[str], known: set[str], several: bool) -> bool:
    """Is a line of a page a running head? ``edge``: it stands at one; ``several``: there are other pages."""
    if not line or len(line) > _HEAD_LENGTH:
        return False
    shape, numbered = _shape(line), any(map(str.isdigit, line))
    if not shape:  # a number alone: of a page where it stands at the edge of one
        return several and edge and numbered
    if numbered and shape in known:
        return True
    sentence = _SENTENCE_END.search(line) and not line.isupper()
    return shape in shapes and not sentence and (edge or (not several and (line.isupper() or numbered)))


def _shape(line: str) -> str:
    """A line's letters without numbers, signs, accents and capitals, so that « 2 — LA GAZETTE » is « LA GAZETTE — 3 »."""
    return re.sub(r"[\W\d_]+", " ", fold(line)).strip()


_BLOCKS = frozenset(
    "p div li h1 h2 h3 h4 h5 h6 tr td th table ul ol dl dt dd blockquote section article header footer aside pre body hr".split()
)
_UNREAD = frozenset("script style head iframe noscript template img figure".split())
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parse(html: str, source: str) -> Element:
    """The tree of a piece of HTML, however broken, below one element.

    Raises:
        MissingExtraError: lxml is not installed.
    """
    try:
        from lxml import html as library
    except ImportError:
        raise MissingExtraError(source, "lxml", "html") from None
    parser = library.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    tree: Element = library.fragment_fromstring(html, create_parent="div", parser=parser)
    return tree


def with_class(tree: Element, name: str, tag: str | None = None) -> Iterator[Element]:
    """Elements that have a class, whatever its capitals."""
    wanted = name.lower()
    for element in tree.iter(tag) if tag else tree.iter():
        if isinstance(element.tag, str) and wanted in (element.get("class") or "").lower().split():
            yield element


def line_of(element: Element | None) -> str:
    """The text of an element in one line."""
    return " ".join(blocks(element).split()) if element is not None else ""


def blocks(element: Element, skipped: frozenset[str] = frozenset()) -> str:
    """The text of an element, one line a paragraph or line break, blank lines between paragraphs.

    Args:
        skipped: tags whose elements are left out.
    """
    parts: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        block = "\n\n" if tag in _BLOCKS else "\n" if tag == "br" else ""
        if closing:
            parts.append(block if tag != "br" else "")
            if node is not element:
                parts.append(_SPACE.sub(" ", node.tail or ""))
            continue
        parts.append(block)
        waiting.append((node, True))
        if tag in _UNREAD or (tag in skipped and node is not element):
            continue
        parts.append(_SPACE.sub(" ", node.text or ""))
        waiting += [(child, False) for child in reversed(node)]
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Lines without spaces at their ends and no more than one blank line together."""
    text = "\n".join(line.strip(" \t\u00a0") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()


def remove(element: Element) -> None:
    """Take an element out of its tree, leaving the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
