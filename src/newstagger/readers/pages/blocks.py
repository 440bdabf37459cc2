"""The tree of a web page as its reader sees it: blocks of text in their order, and what is not the article’s taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from newstagger.readers.markup import HTML_BLOCKS, HTML_UNSEEN

#: Elements that begin a new line on the screen.
_BLOCK = HTML_BLOCKS | {"br", "legend", "td", "th", "time"}
#: Elements that stand beside the article.
_BESIDE = frozenset("nav footer dialog menu".split())
_COMMENTS = re.compile(r"\b(?:comments?(?!ary)|commentaires?|disqus|respond|reactions?)\b", re.IGNORECASE)
#: Blocks of text in which an inline element is a part of the sentence.
_SENTENCES = frozenset("p li dd dt td th blockquote h1 h2 h3 h4 h5 h6 figcaption caption summary q cite".split())
#: Inline elements that trafilatura throws away with their text; in a sentence they are words of it.
_WORDS = ("time", "ins", "label", "button", "output", "blink", "marquee", "data", "legend")
_FIELDS = ("input", "select", "textarea")
#: Blocks looked at for what a page says about itself, so that a hostile page costs no more than a long one.
_MOST = 5_000
#: A line that is nothing but a link to another page of the site is its headline from so many words on.
_HEADLINE_WORDS = 4
_PARAGRAPH = 80


@dataclass(frozen=True)
class Block:
    """A stretch of text between two line breaks of the page.

    Attributes:
        text: with single spaces.
        element: the element that it begins in.
        heading: is it in an h1?
        beside: does it stand in the navigation, the footer or among readers’ comments?
    """

    text: str
    element: Any
    heading: bool
    beside: bool


def read_blocks(tree: Any, most: int = _MOST) -> list[Block]:
    """The first blocks of a tree (of lxml), without scripts and form fields; linear in its size."""
    blocks: list[Block] = []
    parts: list[str] = []
    begin = tree
    heading = beside = 0

    def flush() -> None:
        text = " ".join("".join(parts).split())
        parts.clear()
        if text:
            blocks.append(Block(text, begin, heading > 0, beside > 0))

    for element, starts in _walk(tree):
        if len(blocks) >= most:
            break
        if element.tag in _BLOCK:
            flush()
            begin = element
        elif starts and not parts:
            begin = element
        step = 1 if starts else -1
        heading += step * (element.tag == "h1")
        beside += step * _is_beside(element)
        parts.append((element.text if starts else element.tail) or "")
    flush()
    return blocks


def _walk(tree: Any) -> Iterator[tuple[Any, bool]]:
    """Each element that can be seen where it starts (True) and where it ends; of the others only the end, for what follows them."""
    yield tree, True
    stack = [iter(tree)]
    inside = [tree]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            yield inside.pop(), False
        elif not isinstance(element.tag, str) or element.tag in HTML_UNSEEN or is_hidden(element):
            yield _Unseen(element.tail), False
        else:
            yield element, True
            stack.append(iter(element))
            inside.append(element)


@dataclass(frozen=True)
class _Unseen:
    """In the place of an element that is not seen: the text behind it."""

    tail: str | None
    text: None = None
    tag: str = "unseen"

    def get(self, name: str) -> None:
        """It has no attributes."""


def is_hidden(element: Any) -> bool:
    """Does the element itself say that nobody sees it? What holds the headline is shown by a script."""
    style = element.get("style")
    hidden = element.get("hidden") is not None or bool(style and re.search(r"display\s*:\s*none", style[:300]))
    return hidden and next(element.iter("h1"), None) is None


def read_names(element: Any) -> str:
    """Class and id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_in_comment(element: Any) -> bool:
    """Does an element belong to what a reader wrote?"""
    return any(_COMMENTS.search(read_names(one)) for one in element.iterancestors())


def _is_beside(element: Any) -> bool:
    return element.tag in _BESIDE or (
        element.tag not in ("html", "body") and bool(_COMMENTS.search(read_names(element)))
    )


def keep_words(tree: Any) -> None:
    """Make plain spans of the inline elements of sentences whose text trafilatura would throw away."""
    forms = {one for field in tree.iter(*_FIELDS) for one in field.iterancestors()}
    for element in list(tree.iter(*_WORDS)):
        parent = element.getparent()
        if parent is None or not any(one.tag in _SENTENCES for one in _find_near(element)):
            continue
        if element.tag in ("label", "button", "legend") and parent in forms:
            continue
        if element.tag == "button" and not ((element.tail or "").strip() or (parent.text or "").strip()):
            continue
        element.attrib.clear()
        element.tag = "span"


def _find_near(element: Any) -> list[Any]:
    """The nearest ancestors: sentences are not nested deep."""
    found: list[Any] = []
    for one in element.iterancestors():
        found.append(one)
        if len(found) == 6 or one.tag in _SENTENCES or one.tag in ("div", "form", "header", "body"):
            break
    return found


def drop_teasers(tree: Any, host: str | None) -> list[str]:
    """Take out the lines that are nothing but a link to another page of the same site; the texts of those amid paragraphs."""
    dropped: list[str] = []
    for link in list(tree.iter("a")):
        text = " ".join("".join(link.itertext()).split())
        if len(text.split()) < _HEADLINE_WORDS or len(text) > 250 or not _is_of_site(link.get("href"), host):
            continue
        line = link
        while (parent := line.getparent()) is not None and parent.tag in _LINE and _is_alone(line, parent):
            line = parent
        if line is link and not _is_alone_between_breaks(link):
            continue
        if next(line.iter("h1"), None) is not None or any(one.tag == "h1" for one in line.iterancestors()):
            continue
        if line.getparent() is None:
            continue
        if _is_in_text(line):
            dropped.append(text)
        _remove(line)
    return dropped


_LINE = frozenset("p li div span strong em b i u h2 h3 h4 h5 h6 ul ol article section small font".split())
_MARKS = re.compile(r"^[\s»›>•·►▶→⇒*+–—\-:|\[\](){}.]*$")


def _is_alone(element: Any, parent: Any) -> bool:
    """Is an element all the text of its parent, but for bullets and « Lire aussi »?"""
    around = [parent.text or "", element.tail or ""]
    for one in parent:
        if one is not element:
            if not isinstance(one.tag, str):
                around.append(one.tail or "")
                continue
            if one.tag in ("img", "picture", "figure", "br", "hr", "svg", "time"):
                around.append(one.tail or "")
                continue
            return False
    return all(len(text) < 40 and _MARKS.match(text) for text in around)


def _is_alone_between_breaks(link: Any) -> bool:
    """Does a link stand in a line of its own?"""
    before, after, parent = link.getprevious(), link.getnext(), link.getparent()
    if parent is None:
        return False
    ahead = (parent.text if before is None else before.tail) or ""
    return (
        (before is None or before.tag in _BLOCK)
        and (after is None or after.tag in _BLOCK)
        and _MARKS.match(ahead[:40]) is not None
        and _MARKS.match((link.tail or "")[:40]) is not None
    )


def _remove(line: Any) -> None:
    """Take a line out; the text behind it, which no element of its own holds, becomes a paragraph."""
    if (line.tail or "").strip() and line.tag not in ("a", "span", "strong", "em", "b", "i", "u", "small", "font"):
        for one in list(line):
            line.remove(one)
        line.tag, line.text, line.tail = "p", line.tail, "\n"
    else:
        line.drop_tree()


def _is_in_text(line: Any) -> bool:
    """Does a paragraph stand above or below a line?"""
    return any(
        one is not None and one.tag == "p" and len("".join(one.itertext())) > _PARAGRAPH
        for one in (line.getprevious(), line.getnext())
    )


def _is_of_site(href: str | None, host: str | None) -> bool:
    """Does a link lead to another page of the same site?"""
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")):
        return False
    try:
        other = urlsplit(href).hostname
    except ValueError:
        return False
    if other is None:
        return True
    return host is not None and _domain(other) == _domain(host)


def _domain(host: str) -> str:
    """The last two labels of a host: good enough to say whether two pages are of one site."""
    return ".".join(host.lower().rsplit(".", 2)[-2:])
