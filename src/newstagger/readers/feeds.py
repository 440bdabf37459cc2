"""Items of RSS (0.9 to 2.0) and entries of Atom (RFC 4287) -> records; categories are declared topics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import without_markup
from newstagger.readers.xml import children, first, line_of, paragraphs, raw

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CUT = re.compile(r"(?:…|\.\.\.|\[[….]+\]|lire la suite|read more|continue reading)\W*$", re.IGNORECASE)


def record_of_rss(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an RSS item; ``content:encoded`` is the text, the description its standfirst."""
    full = _marked(_raw(item, "encoded"))
    description = _marked(_raw(item, "description"))
    link = first(item, "link")
    return _record(
        id=first(item, "guid") or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or link,
        title=_marked(first(item, "title")),
        text=full or description or "",
        standfirst=_standfirst(description, full),
        published=first(item, "pubDate") or first(item, "date") or first(item, "published"),
        author=", ".join(map(line_of, children(item, "creator"))) or first(item, "author"),
        url=link,
        source=first(item, "source") or about.get("title"),
        declared_topics=[line_of(one) for one in children(item, "category")]
        or [line_of(one) for one in children(item, "subject")],
    )


def record_of_atom(entry: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an Atom entry; its content is the text, the summary its standfirst."""
    full, summary = (_construct(entry, name) for name in ("content", "summary"))
    links = [link for link in children(entry, "link") if link.get("rel") in (None, "alternate")]
    return _record(
        id=first(entry, "id"),
        title=_construct(entry, "title"),
        text=full or summary or "",
        standfirst=_standfirst(summary, full),
        published=first(entry, "published") or first(entry, "updated"),
        author=", ".join(map(line_of, children(entry, "author", "name"))),
        url=next((link.get("href") for link in links), None),
        source=first(entry, "source", "title") or about.get("title"),
        declared_topics=[one.get("label") or one.get("term") or "" for one in children(entry, "category")],
    )


def _record(**fields: Any) -> dict[str, Any]:
    fields["declared_topics"] = list(dict.fromkeys(label for label in fields["declared_topics"] if label))
    return {name: value for name, value in fields.items() if value or name == "text"}


def _raw(item: Element, name: str) -> str | None:
    return next((text for text in map(raw, children(item, name)) if text.strip()), None)


def _marked(text: str | None) -> str | None:
    """The text of an element that holds HTML, as feeds do."""
    return without_markup(text) or None if text else None


def _construct(entry: Element, name: str) -> str | None:
    """A text construct of Atom, by its type: XHTML, HTML or plain text."""
    for element in children(entry, name):
        kind = (element.get("type") or "text").lower()
        if kind in ("xhtml", "application/xhtml+xml"):
            return paragraphs(element) or None
        text = raw(element).strip()
        if text:
            return _marked(text) if "html" in kind else text
    return None


def _standfirst(short: str | None, full: str | None) -> str | None:
    """A description beside a whole text, unless it is only the beginning of it."""
    if not short or not full or _CUT.search(short):
        return None
    return None if " ".join(full.split()).startswith(" ".join(short.split())[:60]) else short
