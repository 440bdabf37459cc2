"""HTML or Markdown that stands in a text: recognised by several signs, and taken off.

Elements of XML.

Trees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.errors import MissingExtraError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Elements of HTML that begin a new paragraph on the screen.
HTML_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
#: Elements that show no text, whatever stands between their tags.
HTML_UNSEEN = frozenset(
    "script style noscript template svg math iframe object canvas audio video select textarea option datalist head".split()
)
_BLOCKS = HTML_BLOCKS | {"br"}
_INLINE = frozenset(
    "a b i u em strong span small big sub sup img q cite abbr acronym font mark s strike del ins time td th label legend code kbd samp var tt "
    "data dfn bdi bdo ruby rb wbr nobr blink marquee input source track col colgroup area base link meta embed param picture output basefont".split()
)
_UNSEEN = HTML_UNSEEN | frozenset("title map optgroup button applet frameset dialog meter progress rt rp".split())
_KNOWN = _BLOCKS | _INLINE | _UNSEEN
#: Of these nothing is shown even where the closing tag is missing.
_CODE = frozenset("script style".split())
#: A tag; the « < » of another one ends it, so the whole is linear. Names with a hyphen or a colon are those of
#: custom elements and of Word.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15}(?:[:-][A-Za-z0-9-]{1,30})?)(?P<rest>(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>"""
)
_DECLARATION = re.compile(r"<(?:!doctype\b|\?xml\b|!\[CDATA\[|!\[)[^<>]{0,300}>|\]\]>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
#: An entity beside a letter, a digit or another entity; « & » alone is written so by programs only.
_SURE_ENTITY = re.compile(rf"(?<=[\w;]){_ENTITY.pattern}|{_ENTITY.pattern}(?=[\w&])|&amp;")
_BREAK = re.compile(r"(<br\b[^<>\n]{0,100}>)[ \t]{0,100}\n")
#: Tags that are never closed.
_VOID = frozenset("br hr img".split())
#: So many tags, one of them closing or void, make HTML; « <p> » alone may be what an article writes about.
_TAGS = 2
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_LIGATURE = re.compile("[ﬀ-ﬆ]")
#: A form that is longer is one that a program put around the whole page.
_FORM = 3_000


def is_marked_up(text: str) -> bool:
    """Does a text hold HTML? « a < b », « <3 » and one tag or entity that is written about are none."""
    if "<" in text:
        tags = [match for match in _TAG.finditer(text) if match["name"].lower() in _KNOWN]
        if len(tags) >= _TAGS and any(tag["close"] or tag["name"].lower() in _VOID for tag in tags):
            return True
    return "&" in text and any(html.unescape(match.group()) != match.group() for match in _SURE_ENTITY.finditer(text))


def remove_markup(text: str) -> str:
    """The text of a piece of HTML; elements that are blocks become paragraphs. Linear in its length."""
    text = _DECLARATION.sub("", _COMMENT.sub("", text)).replace("\r\n", "\n")
    if any(match["name"].lower() in HTML_BLOCKS for match in _TAG.finditer(text)):
        # Paragraphs are what the tags say, not the lines of the source.
        text = " ".join(filter(None, (line.strip(" \t") for line in text.split("\n"))))
    else:
        text = _BREAK.sub(r"\1", text)
    seen: frozenset[str] = frozenset()
    while (plain := _remove_tags(text, _UNSEEN - seen))[1] is not None:
        seen |= {plain[1]}  # never closed: what follows is text after all; so at most once for each name
    lines = "\n".join(line.strip(" \t") for line in resolve_entities(plain[0]).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def resolve_entities(text: str) -> str:
    """A text with its entities resolved, those too that were escaped once more, as feeds do."""
    resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if _SURE_ENTITY.search(resolved):
        resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), resolved)
    return resolved


def replace_ligatures(text: str) -> str:
    """A text with the letters that printers' ligatures stand for: « oﬃce » has five. « œ » is a letter and stays."""
    return text.translate(_LIGATURES) if _LIGATURE.search(text) else text


def _remove_tags(text: str, unseen: frozenset[str]) -> tuple[str, str | None]:
    """A text without tags and what is not seen; the name of the element that is never closed, if there is one."""
    parts: list[str] = []
    inside: str | None = None
    end = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name not in _KNOWN and not {"-", ":"} & set(name):
            continue
        if inside is None:
            parts.append(text[end : match.start()])
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
_FRONT = re.compile(r"\A---\n(?:[\w-]+:[^\n]*\n|[ \t-][^\n]*\n){1,60}---\n")


def is_markdown(text: str) -> bool:
    """Is a text written in Markdown? Signs of two kinds have to meet: headings, links, strong words, a block of fields at the top."""
    signs = (_HEADING, _LINK, _STRONG, _UNDERLINE, _FRONT)
    return sum(sign.search(text) is not None for sign in signs) >= 2


def remove_markdown(text: str) -> str:
    """The text of a piece of Markdown: headings, links, emphasis and quotations without their signs, pictures left out."""
    text = _FRONT.sub("", text.replace("\r\n", "\n"))
    text = _UNDERLINE.sub(lambda match: match["text"], text)
    text = _RULE.sub("", text)
    text = _HEADING.sub(lambda match: match["text"], text)
    text = _QUOTE.sub("", text)
    text = _LINK.sub(lambda match: "" if match["image"] else match["text"], text)
    for emphasis in (_STRONG, _EMPHASIS):
        text = emphasis.sub(lambda match: match["text"] or match["other"], text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


#: XML's own white space; no-break spaces are not among it.
_SPACE = re.compile(r"[ \t\r\n\f]+")


def local_name(element: Any) -> str:
    """The name of an element without its namespace, or the prefix of one that is not declared."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


#: Namespaces of feeds by what their addresses hold, and the prefixes by which they are known here.
_SPACES = {
    "search.yahoo.com/mrss": "media", "purl.org/dc/terms": "dcterms", "purl.org/dc/": "dc", "purl.org/rss/1.0/modules/content": "content",
    "wordpress.org/export": "wp", "itunes.com": "itunes", "google.com/schemas/sitemap-news": "news", "w3.org/2005/atom": "atom",
    "purl.org/atom": "atom", "purl.org/rss/1.0/modules": "module", "purl.org/rss/1.0": "", "netscape.com": "", "backend.userland.com": "",
    "sitemaps.org/schemas/sitemap": "", "google.com/schemas/sitemap/": "",
}  # fmt: skip


def find_prefix(element: Element) -> str:
    """The prefix by which the namespace of an element is known, « » for that of RSS and sitemaps and for none."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    address, _, name = tag.rpartition("}")
    if not address:  # with a prefix where it was not declared
        return name.rpartition(":")[0].lower()
    if "wordpress.org/export" in address and "/excerpt" in address:
        return "excerpt"
    return next((prefix for part, prefix in _SPACES.items() if part in address.lower()), "other")


def find_children(element: Element, *names: str) -> list[Element]:
    """Elements that a path of names leads to, whatever their namespaces."""
    found = [element]
    for name in names:
        found = [child for parent in found for child in parent if local_name(child) == name]
    return found


def find_text(element: Element, *names: str) -> str | None:
    """The text of the first element that a path of names leads to."""
    return next((text for text in map(read_line, find_children(element, *names)) if text), None)


def read_line(element: Element) -> str:
    """The text of an element in one line."""
    return _SPACE.sub(" ", raw_text(element)).strip()


def raw_text(element: Element) -> str:
    """The text of an element as it stands there."""
    return "".join(map(str, element.itertext()))


#: Cells are blocks, too; NITF has names of its own.
_TREE_BLOCKS = HTML_BLOCKS | frozenset("td th hl1 hl2 bq block".split())
_TREE_UNREAD = HTML_UNSEEN | {"img", "figure"}
#: What XHTML and NITF hold beside the text of an article.
_XML_UNREAD = frozenset("media title body.head body.end table nitf-table".split())


def read_paragraphs(element: Element) -> str:
    """The text of XHTML or NITF, blocks as paragraphs, without pictures, captions and tables."""
    return read_html_text(element, _XML_UNREAD)


def parse_html(html: str, source: str) -> Element:
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


def find_by_class(tree: Element, name: str, tag: str | None = None) -> Iterator[Element]:
    """Elements that have a class, whatever its capitals."""
    wanted = name.lower()
    for element in tree.iter(tag) if tag else tree.iter():
        if isinstance(element.tag, str) and wanted in (element.get("class") or "").lower().split():
            yield element


def read_html_line(element: Element | None) -> str:
    """The text of an element in one line."""
    return " ".join(read_html_text(element).split()) if element is not None else ""


def read_html_text(element: Element, skipped: frozenset[str] = frozenset()) -> str:
    """The text of an element, one line per paragraph or line break, blank lines between paragraphs.

    Args:
        skipped: tags of elements inside it that are left out, besides those that show no text.
    """
    parts: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        tag = local_name(node)
        block = "\n\n" if tag in _TREE_BLOCKS else "\n" if tag == "br" else ""
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
    """Lines without spaces at their ends and no more than one blank line together."""
    text = "\n".join(line.strip(" \t\u00a0") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()


def remove_element(element: Element) -> None:
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
