"""Markup -> text: HTML and Markdown in strings, recognised by several signs, and elements of XML and HTML trees (lxml).

Tags in strings are found by regular expressions, which need no lxml and take linear time: 0.03 s for 100,000 unfinished tags.
Python 3.11's ``html.parser`` takes 0.8 s for 4,000, four times as long for twice as many, and drops unknown tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from newstagger.errors import MissingExtraError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: HTML elements that begin a new paragraph on the screen.
HTML_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
#: Elements whose text is not shown.
HTML_UNSEEN = frozenset(
    "script style noscript template svg math iframe object canvas audio video select textarea option datalist head".split()
)
_BLOCKS = HTML_BLOCKS | {"br"}
_INLINE = frozenset(
    "a b i u em strong span small big sub sup img q cite abbr acronym font mark s strike del ins time td th label legend code kbd samp var tt "
    "data dfn bdi bdo ruby rb wbr nobr blink marquee input source track col colgroup area base link meta embed param picture output basefont".split()
)
#: Cells of a row, which is a line.
_CELLS = frozenset("td th".split())
_UNSEEN = HTML_UNSEEN | frozenset("title map optgroup button applet frameset dialog meter progress rt rp".split())
_KNOWN = _BLOCKS | _INLINE | _UNSEEN
#: Elements whose text is not shown even if the closing tag is missing.
_CODE = frozenset("script style".split())
#: A tag; the next « < » ends it, which keeps the search linear. Names with a hyphen or a colon are custom elements and
#: those of Word.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15}(?:[:-][A-Za-z0-9-]{1,30})?)(?P<rest>(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>"""
)
_DECLARATION = re.compile(r"<(?:!doctype\b|\?xml\b|!\[CDATA\[|!\[)[^<>]{0,300}>|\]\]>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
#: An entity next to a letter, a digit or another entity; « & » by itself is escaped only by programs.
_SURE_ENTITY = re.compile(rf"(?<=[\w;]){_ENTITY.pattern}|{_ENTITY.pattern}(?=[\w&])|&amp;")
_BREAK = re.compile(r"(<br\b[^<>\n]{0,100}>)[ \t]{0,100}\n")
#: Tags that are never closed.
_VOID = frozenset("br hr img".split())
#: A text with this many tags, one of them closing or void, is HTML; an article may mention a single « <p> ».
_TAGS = 2
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LIGATURE = re.compile("[ﬀ-ﬆ]")
#: A longer form is one that a program put around the whole page.
_FORM = 3_000


def is_marked_up(text: str) -> bool:
    """Whether a text contains HTML; « a < b », « <3 » and a single tag or entity that it mentions do not count."""
    if "<" in text:
        tags = [match for match in _TAG.finditer(text) if match["name"].lower() in _KNOWN]
        if len(tags) >= _TAGS and any(tag["close"] or tag["name"].lower() in _VOID for tag in tags):
            return True
    return "&" in text and any(html.unescape(match.group()) != match.group() for match in _SURE_ENTITY.finditer(text))


def remove_markup(text: str) -> str:
    """The text of a piece of HTML, with block elements as paragraphs. Takes linear time."""
    text = _DECLARATION.sub("", _COMMENT.sub("", text)).replace("\r\n", "\n")
    if any(match["name"].lower() in HTML_BLOCKS for match in _TAG.finditer(text)):
        text = _join_source_lines(text)
    else:
        text = _BREAK.sub(r"\1", text)
    seen: frozenset[str] = frozenset()
    while (plain := _remove_tags(text, _UNSEEN - seen))[1] is not None:
        seen |= {plain[1]}  # never closed, so what follows is text after all; at most once for each name
    lines = "\n".join(line.strip(" \t") for line in resolve_entities(plain[0]).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _join_source_lines(text: str) -> str:
    """HTML whose paragraphs are made by tags, not by the lines of the source.

    Only a blank line outside of any block is one: WordPress's classic editor stores paragraphs without tags (wpautop).
    """
    parts: list[str] = []
    depth = end = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name not in HTML_BLOCKS or name in _VOID:
            continue
        parts += [_join_lines(text[end : match.start()], apart=depth == 0), match.group()]
        depth = max(0, depth - 1) if match["close"] else depth + (not match["rest"].endswith("/"))
        end = match.end()
    return "".join([*parts, _join_lines(text[end:], apart=depth == 0)])


def _join_lines(text: str, *, apart: bool) -> str:
    """Lines as one, or as one for each stretch between blank lines."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    if not apart:
        return " ".join(filter(None, lines))
    groups = (" ".join(group) for filled, group in groupby(lines, bool) if filled)
    return "\n\n".join(groups)


def resolve_entities(text: str) -> str:
    """A text with its entities resolved, including those that feeds escape twice."""
    resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if _SURE_ENTITY.search(resolved):
        resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), resolved)
    return resolved


def replace_ligatures(text: str) -> str:
    """A text with typographic ligatures as letters: « oﬃce » becomes « office ». « œ » is a letter and stays."""
    return text.translate(_LIGATURES) if _LIGATURE.search(text) else text


def _remove_tags(text: str, unseen: frozenset[str]) -> tuple[str, str | None]:
    """A text without tags and hidden elements, and the name of an element that is never closed, if any."""
    parts: list[str] = []
    inside: str | None = None
    end = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name not in _KNOWN and not {"-", ":"} & set(name):
            continue
        if inside is None:
            parts.append(text[end : match.start()])
            if name in _CELLS and not match["close"]:
                before = next((part[-1] for part in reversed(parts) if part), " ")
                parts.append("" if before.isspace() or text[match.end() : match.end() + 1].isspace() else " ")
            parts.append(("\n" if name in ("br", "li", "tr") else "\n\n") if name in _BLOCKS else "")
            opens = not match["close"] and not match["rest"].endswith("/")
            if opens and (
                name in unseen or (name == "form" and "</form" in text[match.end() : match.end() + _FORM].lower())
            ):
                inside = name
        elif match["close"] and name == inside:
            inside = None
        end = match.end()
    if inside is None:
        parts.append(text[end:])
    return "".join(parts), None if inside in _CODE else inside


# --- Markdown

_HEADING = re.compile(r"^ {0,3}#{1,6} +(?P<text>\S[^\n]*?)(?: +#+)?$", re.MULTILINE)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]\n]{0,300})\]\((?P<url>(?:https?://|/|#|\.{1,2}/|mailto:)[^\s()]{0,500})(?: +\"[^\"\n]{0,200}\")?\)"
)
_STRONG = re.compile(
    r"(?<![\w*])\*\*(?P<text>[^\s*](?:[^*\n]{0,300}[^\s*])?)\*\*(?![\w*])|(?<![\w_])__(?P<other>[^\s_](?:[^_\n]{0,300}[^\s_])?)__(?![\w_])"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?P<text>[^\s*](?:[^*\n]{0,300}[^\s*])?)\*(?![\w*])|(?<![\w_])_(?P<other>[^\s_](?:[^_\n]{0,300}[^\s_])?)_(?![\w_])"
)
_QUOTE = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_UNDERLINE = re.compile(r"^(?P<text>\S[^\n]*)\n(?:={3,}|-{3,}) *$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,}) *$\n?", re.MULTILINE)


def is_markdown(text: str, enough: int = 2) -> bool:
    """Whether a text is Markdown, shown by enough of: headings, underlined headings, links, bold words."""
    return sum(sign.search(text) is not None for sign in (_HEADING, _LINK, _STRONG, _UNDERLINE)) >= enough


def remove_markdown(text: str) -> str:
    """The text of Markdown: headings, links, emphasis and quotations without their markup; pictures are left out."""
    text = _UNDERLINE.sub(lambda match: match["text"], text.replace("\r\n", "\n"))
    text = _RULE.sub("", text)
    text = _HEADING.sub(lambda match: match["text"], text)
    text = _QUOTE.sub("", text)
    text = _LINK.sub(lambda match: "" if match["image"] else match["text"], text)
    for emphasis in (_STRONG, _EMPHASIS):
        text = emphasis.sub(lambda match: match["text"] or match["other"], text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


#: White space in XML, which does not include no-break spaces.
_SPACE = re.compile(r"[ \t\r\n\f]+")


def local_name(element: Any) -> str:
    """The name of an element without its namespace or undeclared prefix."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


#: Parts of the addresses of feed namespaces -> the prefixes used here.
_SPACES = {
    "search.yahoo.com/mrss": "media", "purl.org/dc/terms": "dcterms", "purl.org/dc/": "dc", "purl.org/rss/1.0/modules/content": "content",
    "wordpress.org/export": "wp", "itunes.com": "itunes", "google.com/schemas/sitemap-news": "news", "w3.org/2005/atom": "atom",
    "purl.org/atom": "atom", "purl.org/rss/1.0/modules": "module", "purl.org/rss/1.0": "", "netscape.com": "", "backend.userland.com": "",
    "sitemaps.org/schemas/sitemap": "", "google.com/schemas/sitemap/": "",
}  # fmt: skip


def find_prefix(element: Element) -> str:
    """The prefix of an element's namespace; empty for RSS, for sitemaps and without a namespace."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    address, _, name = tag.rpartition("}")
    if not address:  # the prefix was not declared
        return name.rpartition(":")[0].lower()
    if "wordpress.org/export" in address and "/excerpt" in address:
        return "excerpt"
    return next((prefix for part, prefix in _SPACES.items() if part in address.lower()), "other")


def find_children(element: Element, *names: str) -> list[Element]:
    """The elements at a path of names, whatever their namespaces."""
    found = [element]
    for name in names:
        found = [child for parent in found for child in parent if local_name(child) == name]
    return found


def find_text(element: Element, *names: str) -> str | None:
    """The text of the first element at a path of names."""
    return next((text for text in map(read_line, find_children(element, *names)) if text), None)


def read_line(element: Element) -> str:
    """The text of an element in one line, with a space between paragraphs."""
    if any(local_name(one) in _TREE_BREAKS for one in element.iterdescendants()):
        return read_html_line(element)
    return _SPACE.sub(" ", raw_text(element)).strip()


def raw_text(element: Element) -> str:
    """The text of an element as it is."""
    return "".join(map(str, element.itertext()))


#: Block elements, including NITF's own names.
_TREE_BLOCKS = HTML_BLOCKS | frozenset("hl1 hl2 bq block".split())
_TREE_BREAKS = _TREE_BLOCKS | _CELLS | {"br"}
_TREE_UNREAD = HTML_UNSEEN | {"img", "figure"}
#: Elements of XHTML and NITF that are not part of an article's text.
_XML_UNREAD = frozenset("media title body.head body.end nitf-table-metadata custom-table".split())


def read_paragraphs(element: Element) -> str:
    """The text of XHTML or NITF with blocks and rows of tables as paragraphs, without pictures and their captions."""
    return read_html_text(element, _XML_UNREAD)


def parse_html(html: str, source: str) -> Element:
    """The tree of a piece of HTML, however broken, under a single element.

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


def find_by_class(tree: Element, name: str, tag: str | None = None) -> Iterator[Element]:
    """Elements with a class, ignoring case."""
    wanted = name.lower()
    for element in tree.iter(tag) if tag else tree.iter():
        if isinstance(element.tag, str) and wanted in (element.get("class") or "").lower().split():
            yield element


def read_html_line(element: Element | None) -> str:
    """The text of an element in one line."""
    return " ".join(read_html_text(element).split()) if element is not None else ""


def read_html_text(element: Element, skipped: frozenset[str] = frozenset()) -> str:
    """The text of an element, one line per paragraph, row or line break, blank lines between paragraphs.

    Args:
        skipped: tags of elements inside it that are left out, besides those that show no text.
    """
    parts: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        tag = local_name(node)
        block = "\n\n" if tag in _TREE_BLOCKS else "\n" if tag == "br" else " " if tag in _CELLS else ""
        if closing:
            parts.append(block if tag != "br" else "")
            if node is not element:
                parts.append(_SPACE.sub(" ", node.tail or ""))
            continue
        parts.append(block)
        waiting.append((node, True))
        if node is not element and (tag in _TREE_UNREAD or tag in skipped):
            continue
        parts.append(_SPACE.sub(" ", node.text or ""))
        waiting += [(child, False) for child in reversed(node)]
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """A text without spaces at line ends and with at most one blank line in a row."""
    text = "\n".join(line.strip(" \t\u00a0") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()


def remove_element(element: Element) -> None:
    """Remove an element from its tree, but keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
