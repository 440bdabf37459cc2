"""The tree of a web page as a reader sees it: blocks of text in order, without what does not belong to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from newstagger.readers.markup import HTML_BLOCKS, HTML_UNSEEN

#: Elements that begin a new line on the screen.
_BLOCK = HTML_BLOCKS | {"br", "legend", "td", "th", "time"}
#: Elements around the article.
_BESIDE = frozenset("nav footer dialog menu".split())
_COMMENTS = re.compile(r"\b(?:comments?(?!ary)|commentaires?|disqus|respond|reactions?)\b", re.IGNORECASE)
#: Classes of posts of social networks, which have days of their own.
_EMBED = re.compile(r"(?:twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed)(?![\w-])")
#: Blocks of text in which inline elements are parts of sentences.
_SENTENCES = frozenset("p li dd dt td th blockquote h1 h2 h3 h4 h5 h6 figcaption caption summary q cite".split())
#: Inline elements that trafilatura drops with their text, which may be words of a sentence.
_WORDS = ("time", "ins", "label", "button", "output", "blink", "marquee", "data", "legend")
_FIELDS = ("input", "select", "textarea")
#: Maximum number of blocks read for metadata, so that a hostile page takes no more time than a long one.
_MOST = 5_000
#: A line that only links to another page of the site is that page’s headline if it has this many words.
_HEADLINE_WORDS = 4
_PARAGRAPH = 80


@dataclass(frozen=True)
class Block:
    """A stretch of text between two line breaks of the page.

    Attributes:
        text: with single spaces.
        element: the element in which it begins.
        heading: whether it is in an h1.
        beside: whether it is in the navigation, the footer, readers’ comments or a post of a social network.
    """

    text: str
    element: Any
    heading: bool
    beside: bool


def read_blocks(tree: Any, most: int = _MOST) -> list[Block]:
    """The first blocks of a tree (lxml), without scripts and form fields. Takes linear time."""
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
    """Each visible element at its start (True) and at its end; hidden ones only at their end, for the text after them."""
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
    """Replaces a hidden element by the text after it."""

    tail: str | None
    text: None = None
    tag: str = "unseen"

    def get(self, name: str) -> None:
        """It has no attributes."""


def is_hidden(element: Any) -> bool:
    """Whether an element is marked as hidden; one with the headline is shown by a script."""
    style = element.get("style")
    hidden = element.get("hidden") is not None or bool(style and re.search(r"display\s*:\s*none", style[:300]))
    return hidden and next(element.iter("h1"), None) is None


def read_names(element: Any) -> str:
    """Class and id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_in_comment(element: Any) -> bool:
    """Whether an element belongs to a reader’s comment."""
    return any(_COMMENTS.search(read_names(one)) for one in element.iterancestors())


def _is_beside(element: Any) -> bool:
    return element.tag in _BESIDE or (
        element.tag not in ("html", "body")
        and bool(_COMMENTS.search(names := read_names(element)) or _EMBED.search(names))
    )


def keep_words(tree: Any) -> None:
    """Turn inline elements of sentences whose text trafilatura would drop into spans."""
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


#: Classes of words that are only read aloud, such as « (nouvelle fenêtre) » after a link.
_ALOUD = frozenset(
    "sr-only visually-hidden visuallyhidden u-visually-hidden screen-reader-text element-invisible a11y-hidden".split()
)


def drop_unseen_words(tree: Any) -> None:
    """Remove words that were deleted or are only read aloud, and write the quotation marks that browsers add."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag == "q":
            element.tag, element.text = "span", f"« {element.text or ''}"
            last = element[-1] if len(element) else None
            if last is None:
                element.text += " »"
            else:
                last.tail = f"{last.tail or ''} »"
        elif (element.tag == "del" or _ALOUD.intersection((element.get("class") or "").split())) and next(
            element.iter("h1"), None
        ) is None:
            element.drop_tree()


#: Ids of the bar that the Wayback Machine puts above a page, with the days of its captures.
_BARS = frozenset("wm-ipp wm-ipp-base wm-ipp-print donato".split())


def drop_bars(tree: Any) -> None:
    """Remove what an archive of the web puts above a page."""
    for element in [one for one in tree.iter("div") if one.get("id") in _BARS and one.getparent() is not None]:
        element.drop_tree()


def flatten_tables(tree: Any) -> None:
    """Turn tables that only lay out a page, as in newsletters, into blocks: those around others, and those of a single column."""
    for table in list(tree.iter("table")):
        rows = list(table.iter("tr"))
        around = next(table.iterdescendants("table"), None) is not None
        if around or (next(table.iter("th"), None) is None and all(_count_cells(row) < 2 for row in rows)):
            inner = {one for other in table.iterdescendants("table") for one in other.iter()} if around else set()
            for part in list(table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th")):
                if part not in inner:
                    part.tag = "div"


def _count_cells(row: Any) -> int:
    return sum(1 for cell in row if cell.tag in ("td", "th") and "".join(cell.itertext()).strip())


def _find_near(element: Any) -> list[Any]:
    """The nearest ancestors; sentences are not deeply nested."""
    found: list[Any] = []
    for one in element.iterancestors():
        found.append(one)
        if len(found) == 6 or one.tag in _SENTENCES or one.tag in ("div", "form", "header", "body"):
            break
    return found


def drop_teasers(tree: Any, host: str | None) -> list[str]:
    """Remove lines that only link to another page of the same site; returns the texts of those between paragraphs."""
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
    """Whether an element is all the text of its parent, except bullets and « Lire aussi »."""
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
    """Whether a link has a line of its own."""
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
    """Remove a line; bare text after it becomes a paragraph."""
    if (line.tail or "").strip() and line.tag not in ("a", "span", "strong", "em", "b", "i", "u", "small", "font"):
        for one in list(line):
            line.remove(one)
        line.tag, line.text, line.tail = "p", line.tail, "\n"
    else:
        line.drop_tree()


def _is_in_text(line: Any) -> bool:
    """Whether there is a paragraph above or below a line."""
    return any(
        one is not None and one.tag == "p" and len("".join(one.itertext())) > _PARAGRAPH
        for one in (line.getprevious(), line.getnext())
    )


def _is_of_site(href: str | None, host: str | None) -> bool:
    """Whether a link leads to another page of the same site."""
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
    """The last two labels of a host name, enough to compare the sites of two pages."""
    return ".".join(host.lower().rsplit(".", 2)[-2:])
