"""Pieces of HTML -> trees and paragraphs (lxml, of the extra ``html``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.errors import MissingExtraError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

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
