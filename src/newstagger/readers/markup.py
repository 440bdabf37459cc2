"""HTML that stands in a field of a record: recognised by several signs, and taken off."""

from __future__ import annotations

import html
import re

_BLOCKS = frozenset(
    "p div br hr h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote section article header footer figure figcaption aside pre dl dt dd".split()
)
_INLINE = frozenset(
    "a b i u em strong span small sub sup img q cite abbr font mark s del ins time td th tbody thead iframe".split()
)
#: What stands between the tags of these is no text.
_UNSEEN = frozenset("script style iframe noscript template".split())
_KNOWN = _BLOCKS | _INLINE | _UNSEEN
#: A tag; the « < » of another one ends it, so the whole is linear.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?P<rest>(?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>"""
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
#: An entity beside a letter, a digit or another entity; « & » alone is written so by programs only.
_SURE_ENTITY = re.compile(rf"(?<=[\w;]){_ENTITY.pattern}|{_ENTITY.pattern}(?=[\w&])|&amp;")
#: Tags that are never closed.
_VOID = frozenset("br hr img".split())
#: So many tags, one of them closing or void, make HTML; « <p> » alone may be what an article writes about.
_TAGS = 2
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)


def is_marked_up(text: str) -> bool:
    """Does a text hold HTML? « a < b », « <3 » and one tag or entity that is written about are none."""
    if "<" in text:
        tags = [match for match in _TAG.finditer(text) if match["name"].lower() in _KNOWN]
        if len(tags) >= _TAGS and any(tag["close"] or tag["name"].lower() in _VOID for tag in tags):
            return True
    return "&" in text and any(html.unescape(match.group()) != match.group() for match in _SURE_ENTITY.finditer(text))


def without_markup(text: str) -> str:
    """The text of a piece of HTML; elements that are blocks become paragraphs."""
    text = _COMMENT.sub("", text)
    text = text.replace("\r\n", "\n")
    if any(match["name"].lower() in _BLOCKS for match in _TAG.finditer(text)):
        text = re.sub(r"[ \t]*\n[ \t\n]*", " ", text)  # paragraphs are what the tags say, not the lines of the source
    parts: list[str] = []
    unseen: str | None = None
    end = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name not in _KNOWN:
            continue
        if unseen is None:
            parts.append(text[end : match.start()])
            parts.append(("\n" if name in ("br", "li", "tr") else "\n\n") if name in _BLOCKS else "")
            if name in _UNSEEN and not match["close"] and not match["rest"].endswith("/"):
                unseen = name
        elif match["close"] and name == unseen:
            unseen = None
        end = match.end()
    if unseen is None:
        parts.append(text[end:])
    plain = "".join(parts)
    plain = _ENTITY.sub(lambda match: html.unescape(match.group()), plain)
    if _SURE_ENTITY.search(plain):  # feeds escape twice
        plain = _ENTITY.sub(lambda match: html.unescape(match.group()), plain)
    plain = re.sub(r"[ \t]*\n[ \t]*", "\n", plain)
    return re.sub(r"\n{3,}", "\n\n", plain).strip()
