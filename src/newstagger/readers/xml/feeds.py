"""Shortcodes of WordPress, « [gallery ids="1,2"] », which only its own site turns into something (https://codex.wordpress.org/Shortcode).

Items of RSS (0.9 to 2.0), entries of Atom (RFC 4287, 0.3) and news sitemaps -> records; categories are declared topics.

Names are those of the feed's own namespace unless a prefix stands before them: « media:title » is the name of a picture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import without_markup
from newstagger.readers.xml.parse import children, line_of, local, paragraphs, raw, space

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: A shortcode's tag: « [name a="b"] », « [/name] », « [name/] ».
_TAG = re.compile(r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,40})(?P<rest>(?:\s[^\[\]<>]{0,500})?)\]")
#: Those whose contents are no words of the article: pictures with their captions, films, addresses of embedded things.
_UNREAD = frozenset(
    "caption wp_caption gallery embed audio video playlist youtube dailymotion vimeo twitter tweet instagram facebook soundcloud "
    "googlemaps contact-form-7 mailpoet_form newsletter ad ads adrotate sc_embed_player iframe script".split()
)


def without_shortcodes(text: str) -> str:
    """A text without shortcodes; words between the tags of others, such as « [dropcap]L[/dropcap] », stay.

    A word in square brackets stays too, unless it is a known name, has attributes or is closed somewhere.
    """
    closed = {match["name"].lower() for match in _TAG.finditer(text) if match["close"]}
    parts: list[str] = []
    unread: str | None = None
    end = 0
    last: dict[str, int] = {}  # where the last closing tag of each name stands: what is never closed hides nothing
    for match in _TAG.finditer(text):
        if match["close"]:
            last[match["name"].lower()] = match.start()
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if unread is not None:
            if match["close"] and name == unread:
                unread, end = None, match.end()
            continue
        if name not in _UNREAD and name not in closed and "=" not in match["rest"]:
            continue
        parts.append(text[end : match.start()])
        end = match.end()
        if name in _UNREAD and not match["close"] and last.get(name, -1) > match.start():
            unread = name
    if unread is None:
        parts.append(text[end:])
    return "".join(parts)


_CUT = re.compile(r"(?:…|\.\.\.|\[[….]+\]|lire la suite|read more|continue reading)\W*$", re.IGNORECASE)
#: What WordPress adds to each item: « L’article … est apparu en premier sur … », « The post … appeared first on … ».
_ADDED = re.compile(
    r"\b(?:l[’'](?:article|actualité)|cet article|the post|the article)\s[^\n]{1,400}?\s"
    r"(?:est apparu(?:e)? en premier sur|est un article publié par|appeared first on|first appeared on)\s[^\n]{1,200}$",
    re.IGNORECASE,
)
#: « redaction@gazette.example (Salima Ferkous) », as RSS 2.0 asks for it.
_MAILED = re.compile(r"[^\s@]{1,100}@[^\s@]{1,200} ?\(([^()]{1,200})\)")
#: Kinds of WordPress entries that are no articles, and the status of those that are published.
_NO_POSTS = frozenset(
    "attachment page nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template "
    "wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field acf-field-group".split()
)
_PUBLISHED = "publish"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def record_of_rss(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an RSS item; ``content:encoded`` is the text, the description its standfirst.

    None for an entry of a WordPress export (https://wordpress.org/export/1.2/) that is no published post.
    """
    kind, status = _first(item, "wp:post_type"), _first(item, "wp:status")
    if kind in _NO_POSTS or (kind is not None and status not in (None, _PUBLISHED)):
        return None
    full = _marked(_raw(item, "content:encoded") or _raw(item, "encoded"), wordpress=kind is not None)
    description = _marked(
        _raw(item, "description")
        or _raw(item, "excerpt:encoded")
        or _raw(item, "dc:description")
        or _raw(item, "itunes:summary")
    )
    link = _first(item, "link") or next(
        (one.get("href") for one in _named(item, "atom:link") if _is_alternate(one)), None
    )
    return _record(
        id=_first(item, "guid") or item.get(_RDF_ABOUT) or link,
        title=_marked(_first(item, "title") or _first(item, "dc:title")),
        text=full or description or "",
        standfirst=_standfirst(description, full),
        published=_first(item, "pubDate", "dc:date", "date", "published", "dcterms:issued", "dcterms:created", "atom:published",
                         "wp:post_date", "atom:updated", "dcterms:modified"),
        author=", ".join(map(line_of, _named(item, "dc:creator"))) or _person(_first(item, "author", "itunes:author"))
        or _names(item, "atom:author"),
        url=link,
        source=_first(item, "source") or about.get("title"),
        declared_topics=[line_of(one) for one in _named(item, "category") if one.get("domain") != "post_format"]
        or [line_of(one) for one in _named(item, "dc:subject")],
    )  # fmt: skip


def record_of_atom(entry: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an Atom entry; its content is the text, the summary its standfirst."""
    full, summary = (_construct(entry, name) for name in ("atom:content", "atom:summary"))
    links = [link.get("href") for link in _named(entry, "atom:link") if _is_alternate(link)]
    source = next(iter(children(entry, "source")), None)
    return _record(
        id=_first(entry, "atom:id"),
        title=_construct(entry, "atom:title"),
        text=full or summary or "",
        standfirst=_standfirst(summary, full),
        published=_first(
            entry, "atom:published", "atom:issued", "atom:created", "dc:date", "atom:updated", "atom:modified"
        ),
        author=_names(entry, "atom:author") or ", ".join(map(line_of, _named(entry, "dc:creator"))),
        url=next(filter(None, links), None),
        source=(_first(source, "atom:title") if source is not None else None) or about.get("title"),
        declared_topics=[one.get("label") or one.get("term") or "" for one in _named(entry, "atom:category")]
        or [line_of(one) for one in _named(entry, "dc:subject")],
    )


def record_of_sitemap(url: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an entry of a news sitemap: a headline and when it was published; None for one that names no news.

    See https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
    """
    news = next(iter(_named(url, "news:news")), None)
    if news is None:
        return None
    publication = next(iter(_named(news, "news:publication")), None)
    address = _first(url, "loc")
    return _record(
        id=address,
        title=_marked(_first(news, "news:title")),
        text="",
        published=_first(news, "news:publication_date"),
        url=address,
        source=_first(publication, "news:name") if publication is not None else None,
        declared_topics=[one.strip() for one in (_first(news, "news:keywords") or "").split(",")],
    )


def _record(**fields: Any) -> dict[str, Any]:
    fields["declared_topics"] = list(dict.fromkeys(label for label in fields["declared_topics"] if label))
    return {name: value for name, value in fields.items() if value or name == "text"}


def _named(element: Element, name: str) -> list[Element]:
    """The children of a name, « prefix:name » or one of the feed's own namespace; an Atom feed may declare none."""
    prefix, _, plain = name.rpartition(":")
    spaces = (
        ("atom", "")
        if prefix == "atom" and space(element) in ("atom", "") and local(element) in ("entry", "source", "author")
        else (prefix,)
    )
    return [child for child in element if local(child) == plain and space(child) in spaces]


def _first(element: Element, *names: str) -> str | None:
    """The text, in one line, of the first child that has one, in the order of the names."""
    return next((text for name in names for text in map(line_of, _named(element, name)) if text), None)


def _raw(item: Element, name: str) -> str | None:
    return next((text for text in map(raw, _named(item, name)) if text.strip()), None)


def _is_alternate(link: Element) -> bool:
    return link.get("rel") in (None, "alternate")


def _names(element: Element, name: str) -> str:
    """The names of persons, as Atom has them."""
    persons = [_first(one, "atom:name", "name") or ("" if len(one) else line_of(one)) for one in _named(element, name)]
    return ", ".join(filter(None, persons))


def _person(text: str | None) -> str | None:
    match = _MAILED.fullmatch(text) if text else None
    return match[1] if match else text


def _marked(text: str | None, *, wordpress: bool = False) -> str | None:
    """The text of an element that holds HTML, as feeds do."""
    if not text:
        return None
    return _ADDED.sub("", without_markup(without_shortcodes(text) if wordpress else text)).rstrip() or None


def _construct(entry: Element, name: str) -> str | None:
    """A text construct of Atom, by its type: XHTML, HTML or plain text."""
    for element in _named(entry, name):
        kind = (element.get("type") or "text").lower()
        if kind in ("xhtml", "application/xhtml+xml") and len(element):
            return paragraphs(element) or None
        text = raw(element).strip()
        if text:
            return _marked(text) if "html" in kind or element.get("mode") == "escaped" else text
    return None


def _standfirst(short: str | None, full: str | None) -> str | None:
    """A description beside a whole text, unless it is only the beginning of it."""
    if not short or not full or _CUT.search(short):
        return None
    return None if " ".join(full.split()).startswith(" ".join(short.split())[:60]) else short
