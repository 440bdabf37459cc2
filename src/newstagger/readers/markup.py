"""HTML or Markdown that stands in a text: recognised by several signs, and taken off."""

from __future__ import annotations

import html
import re

_BLOCKS = frozenset(
    "p div br hr h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote section article main header footer nav figure figcaption aside pre dl dt dd "
    "address center details summary fieldset form hgroup dir menu body html caption thead tbody tfoot".split()
)
_INLINE = frozenset(
    "a b i u em strong span small big sub sup img q cite abbr acronym font mark s strike del ins time td th label legend code kbd samp var tt "
    "data dfn bdi bdo ruby rb wbr nobr blink marquee input source track col colgroup area base link meta embed param picture output basefont".split()
)
#: What stands between the tags of these is no text.
_UNSEEN = frozenset(
    "script style iframe noscript template head title svg math object audio video canvas map select option optgroup datalist textarea button "
    "applet frameset dialog meter progress rt rp".split()
)
_PARAGRAPHS = _BLOCKS - {"br"}
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


def without_markup(text: str) -> str:
    """The text of a piece of HTML; elements that are blocks become paragraphs. Linear in its length."""
    text = _DECLARATION.sub("", _COMMENT.sub("", text)).replace("\r\n", "\n")
    if any(match["name"].lower() in _PARAGRAPHS for match in _TAG.finditer(text)):
        # Paragraphs are what the tags say, not the lines of the source.
        text = " ".join(filter(None, (line.strip(" \t") for line in text.split("\n"))))
    else:
        text = _BREAK.sub(r"\1", text)
    seen: frozenset[str] = frozenset()
    while (plain := _without_tags(text, _UNSEEN - seen))[1] is not None:
        seen |= {plain[1]}  # never closed: what follows is text after all; so at most once for each name
    lines = "\n".join(line.strip(" \t") for line in unescaped(plain[0]).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def unescaped(text: str) -> str:
    """A text with its entities resolved, those too that were escaped once more, as feeds do."""
    resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if _SURE_ENTITY.search(resolved):
        resolved = _ENTITY.sub(lambda match: html.unescape(match.group()), resolved)
    return resolved


def without_ligatures(text: str) -> str:
    """A text with the letters that printers' ligatures stand for: « oﬃce » has five. « œ » is a letter and stays."""
    return text.translate(_LIGATURES) if _LIGATURE.search(text) else text


def _without_tags(text: str, unseen: frozenset[str]) -> tuple[str, str | None]:
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


def without_markdown(text: str) -> str:
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
