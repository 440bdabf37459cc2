"""Items of RSS (0.9 to 2.0), entries of Atom (RFC 4287, 0.3) and news sitemaps -> records; categories are declared topics.

Names without a prefix are those of the feed’s own namespace: "media:title" is the title of a picture. Shortcodes of WordPress,
``[gallery ids="1,2"]``, are removed, since only the site itself can render them (https://codex.wordpress.org/Shortcode).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from newstagger.readers.markup import (
    find_children,
    find_prefix,
    local_name,
    raw_text,
    read_html_text,
    read_line,
    read_paragraphs,
    remove_markup,
    resolve_entities,
)
from newstagger.readers.published import is_missing_time
from newstagger.readers.systems import choose_standfirst

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: A shortcode's tag: « [name a="b"] », « [/name] », « [name/] ».
_TAG = re.compile(r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]{0,40})(?P<rest>(?:\s[^\[\]<>]{0,500})?)\]")
#: Shortcodes whose content does not belong to the text: pictures with captions, films, addresses of embedded media.
_UNREAD = frozenset(
    "caption wp_caption gallery embed audio video playlist youtube dailymotion vimeo twitter tweet instagram facebook soundcloud "
    "googlemaps contact-form-7 mailpoet_form newsletter ad ads adrotate sc_embed_player iframe script".split()
)


def remove_shortcodes(text: str) -> str:
    """A text without shortcodes; words between tags, as in « [dropcap]L[/dropcap] », are kept.

    A word in square brackets is kept, too, unless it is a known name, has attributes or is closed somewhere.
    """
    tags = list(_TAG.finditer(text))
    closed: set[str] = set()
    hiding: set[int] = set()  # a tag hides what is before the next one of its name if that closes it
    follows: dict[str, bool] = {}
    for match in reversed(tags):
        name, closes = match["name"].lower(), bool(match["close"])
        if closes:
            closed.add(name)
        elif name in _UNREAD and follows.get(name):
            hiding.add(match.start())
        follows[name] = closes
    parts: list[str] = []
    unread: str | None = None
    end = 0
    for match in tags:
        name = match["name"].lower()
        if unread is not None:
            if match["close"] and name == unread:
                unread, end = None, match.end()
            continue
        if name not in _UNREAD and name not in closed and "=" not in match["rest"]:
            continue
        parts.append(text[end : match.start()])
        end = match.end()
        if match.start() in hiding:
            unread = name
    if unread is None:
        parts.append(text[end:])
    return "".join(parts)


#: The line that WordPress adds to each item: « L’article … est apparu en premier sur … », « The post … appeared first on … ».
_ADDED = re.compile(
    r"\b(?:l[’'](?:article|actualité)|cet article|the post|the article)\s[^\n]{1,400}?\s"
    r"(?:est apparu(?:e)? en premier sur|est un article publié par|appeared first on|first appeared on)\s[^\n]{1,200}$",
    re.IGNORECASE,
)
#: « redaction@gazette.example (Salima Ferkous) », as RSS 2.0 specifies.
_MAILED = re.compile(r"[^\s@]{1,100}@[^\s@]{1,200} ?\(([^()]{1,200})\)")
#: Types of WordPress entries that are not articles, and the status of published ones.
_NO_POSTS = frozenset(
    "attachment page nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template "
    "wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field acf-field-group".split()
)
_PUBLISHED = "publish"
#: The key of an author's display name, by login, in what a WordPress export says outside of its posts.
_AUTHOR = "wp:author "
_MOST_AUTHORS = 10_000
#: SPIP ends a standfirst with links to the section and the keywords.
_LABEL = re.compile(
    r"""(?:\s{0,20}[-/,])?\s{0,20}<a\b(?=[^<>]{0,500}\srel=["'](?:directory|tag)["'])[^<>]{0,500}>(?P<label>[^<]{1,100})</a>""",
    re.IGNORECASE,
)
#: A link to the whole text, below or after an extract.
_MORE = re.compile(
    r"(?:^|\n\s*|(?<=[.!?…»\])])\s+)(?:Lire la suite|Lire l[’']article|Continuer la lecture|Continue reading|Read more)\b[^\n.!?]{0,80}\W{0,5}$"
)
_ADDRESS = re.compile(r"^https?://\S+$")
#: Items of Google News have no text, but links to the articles.
_GOOGLE = re.compile(r"https?://news\.google\.")
#: The key of the author of an Atom feed, who is that of its entries without one (RFC 4287, 4.2.1).
_FEED_AUTHOR = "feed's author"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def read_rss_item(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an RSS item, with ``content:encoded`` as the text and the description as the standfirst.

    None for an entry of a WordPress export (https://wordpress.org/export/1.2/) that is not a published post.
    """
    kind, status = _find_text(item, "wp:post_type"), _find_text(item, "wp:status")
    if kind in _NO_POSTS or (kind is not None and status not in (None, _PUBLISHED)):
        return None
    full = _remove_markup(
        _find_raw_text(item, "content:encoded") or _find_raw_text(item, "encoded"), wordpress=kind is not None
    )
    raw, labels = _split_labels(_find_raw_text(item, "description"))
    description = _remove_markup(
        raw
        or _find_raw_text(item, "excerpt:encoded")
        or _find_raw_text(item, "dc:description")
        or _find_raw_text(item, "itunes:summary")
    )
    link = _find_text(item, "link") or next(
        (one.get("href") for one in _find_children(item, "atom:link") if _is_alternate(one)), None
    )
    link = _complete(link, item, about.get("link"))
    guid = next(iter(_find_children(item, "guid")), None)
    if not link and guid is not None and (guid.get("isPermaLink") or "true").lower() == "true":
        link = next(iter(_ADDRESS.findall(read_line(guid))), None)  # https://www.rssboard.org/rss-specification
    return _make_record(
        id=_find_text(item, "guid") or item.get(_RDF_ABOUT) or link,
        title=_remove_markup(_find_text(item, "title") or _find_text(item, "dc:title")),
        text=full or ("" if link and _GOOGLE.match(link) else description) or "",
        standfirst=choose_standfirst(description, full),
        published=_find_moment(item, "pubDate", "dc:date", "date", "published", "dcterms:issued", "dcterms:created", "atom:published",
                         "wp:post_date", "atom:updated", "dcterms:modified"),
        author=", ".join(_name_author(_read_name(one), about) for one in _find_children(item, "dc:creator")) or _parse_person(_find_name(item, "author", "itunes:author"))
        or _join_names(item, "atom:author"),
        url=link,
        source=_find_name(item, "source") or _find_title(about),
        declared_topics=[_read_name(one) for one in _find_children(item, "category") if one.get("domain") != "post_format"]
        or [_read_name(one) for one in _find_children(item, "dc:subject")] or labels
        or [one.strip() for one in (_find_name(item, "itunes:keywords") or "").split(",")],
    )  # fmt: skip


def note_author(name: str, text: str, about: dict[str, str]) -> None:
    """Remember the display name of an author of a WordPress export, whose posts have only the login."""
    if name == "author_login":
        about[_AUTHOR] = text
    elif name == "author_display_name" and about.get(_AUTHOR) and text and len(about) < _MOST_AUTHORS:
        about[_AUTHOR + about[_AUTHOR]] = text


def _name_author(login: str, about: dict[str, str]) -> str:
    return resolve_entities(about.get(_AUTHOR + login, login))


def note_feed_author(name: Element, about: dict[str, str]) -> None:
    """Remember the name of an author of an Atom feed."""
    person = name.getparent()
    feed = person.getparent() if person is not None else None
    if (
        person is None
        or feed is None
        or [local_name(one) for one in (name, person, feed)] != ["name", "author", "feed"]
    ):
        return
    found = about.get(_FEED_AUTHOR)
    about[_FEED_AUTHOR] = ", ".join(filter(None, (found, _read_name(name))))[:200]


def _find_feed_author(about: dict[str, str]) -> str | None:
    """The author of the feed, unless it is only the site again."""
    found = about.get(_FEED_AUTHOR)
    return None if found == _find_title(about) else found


def _complete(link: str | None, element: Element, site: str | None) -> str | None:
    """A full address; a relative one is resolved against the feed’s base or its site."""
    base = element.base or site
    return urljoin(base, link) if link and base and link.startswith("/") else link


def _find_title(about: dict[str, str]) -> str | None:
    """The feed's title."""
    return resolve_entities(about["title"]) if about.get("title") else None


def read_atom_entry(entry: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an Atom entry, with its content as the text and the summary as the standfirst."""
    full, summary = (_read_construct(entry, name) for name in ("atom:content", "atom:summary"))
    links = [link.get("href") for link in _find_children(entry, "atom:link") if _is_alternate(link)]
    source = next(iter(find_children(entry, "source")), None)
    return _make_record(
        id=_find_text(entry, "atom:id"),
        title=_read_construct(entry, "atom:title"),
        text=full or summary or _find_film_text(entry) or "",
        standfirst=choose_standfirst(summary, full),
        published=_find_moment(
            entry, "atom:published", "atom:issued", "atom:created", "dc:date", "atom:updated", "atom:modified"
        ),
        author=_join_names(entry, "atom:author")
        or ", ".join(map(_read_name, _find_children(entry, "dc:creator")))
        or (_join_names(source, "atom:author") if source is not None else _find_feed_author(about)),
        url=_complete(next(filter(None, links), None), entry, None),
        source=(_find_name(source, "atom:title") if source is not None else None) or _find_title(about),
        declared_topics=[
            resolve_entities(one.get("label") or one.get("term") or "")
            for one in _find_children(entry, "atom:category")
        ]
        or [_read_name(one) for one in _find_children(entry, "dc:subject")],
    )


def read_sitemap_entry(url: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a news sitemap's entry: headline and publication time; None for an entry that is not news.

    See https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
    """
    news = next(iter(_find_children(url, "news:news")), None)
    if news is None:
        return None
    publication = next(iter(_find_children(news, "news:publication")), None)
    address = _find_text(url, "loc")
    return _make_record(
        id=address,
        title=_remove_markup(_find_text(news, "news:title")),
        text="",
        published=_find_text(news, "news:publication_date"),
        url=address,
        source=_find_name(publication, "news:name") if publication is not None else None,
        declared_topics=[one.strip() for one in (_find_name(news, "news:keywords") or "").split(",")],
    )


def _make_record(**fields: Any) -> dict[str, Any]:
    title, text, source = (fields.get(name) or "" for name in ("title", "text", "source"))
    if source and title.endswith(f" - {source}"):  # as in Google News
        title = fields["title"] = title.removesuffix(f" - {source}").rstrip()
    first, _, rest = text.partition("\n")
    if first.strip() == title and rest.strip():
        fields["text"] = rest.strip()
    elif title and " ".join(text.split()) == f"{title} {source}":
        fields["text"] = ""
    fields["declared_topics"] = list(dict.fromkeys(label for label in fields["declared_topics"] if label))
    return {name: value for name, value in fields.items() if value or name == "text"}


def _find_children(element: Element, name: str) -> list[Element]:
    """The children with a name, « prefix:name » or in the feed's own namespace, which Atom feeds may lack."""
    prefix, _, plain = name.rpartition(":")
    spaces = (
        ("atom", "")
        if prefix == "atom"
        and find_prefix(element) in ("atom", "")
        and local_name(element) in ("entry", "source", "author")
        else (prefix,)
    )
    return [child for child in element if local_name(child) == plain and find_prefix(child) in spaces]


def _find_text(element: Element, *names: str) -> str | None:
    """The text, in one line, of the first child with text, in the order of the names."""
    return next((text for name in names for text in map(read_line, _find_children(element, name)) if text), None)


def _read_name(element: Element) -> str:
    """A name in one line; many programs escape its entities twice."""
    return resolve_entities(read_line(element))


def _find_name(element: Element, *names: str) -> str | None:
    """Like ``_find_text``, for names."""
    text = _find_text(element, *names)
    return resolve_entities(text) if text else None


def _find_raw_text(item: Element, name: str) -> str | None:
    return next((text for text in map(_read_content, _find_children(item, name)) if text.strip()), None)


def _read_content(element: Element) -> str:
    """The text of an element as it is, or with paragraphs if its HTML is not escaped."""
    return read_html_text(element) if any(map(local_name, element)) else raw_text(element)


def _find_moment(element: Element, *names: str) -> str | None:
    """Like ``_find_text``, without what programs write where there is no time."""
    return next((text for name in names if (text := _find_text(element, name)) and not is_missing_time(text)), None)


def _find_film_text(entry: Element) -> str | None:
    """The description of a film, as in YouTube's feeds."""
    groups = _find_children(entry, "media:group")
    return next((text for one in groups if (text := _find_raw_text(one, "media:description"))), None)


def _split_labels(text: str | None) -> tuple[str | None, list[str]]:
    """An element's HTML without links to section and keywords, and their names."""
    labels = [resolve_entities(match["label"]).strip() for match in _LABEL.finditer(text or "")]
    return (_LABEL.sub("", text) if text and labels else text), labels


def _is_alternate(link: Element) -> bool:
    return link.get("rel") in (None, "alternate")


def _join_names(element: Element, name: str) -> str:
    """The names of persons in Atom."""
    persons = [
        _find_name(one, "atom:name", "name") or ("" if len(one) else _read_name(one))
        for one in _find_children(element, name)
    ]
    return ", ".join(filter(None, persons))


def _parse_person(text: str | None) -> str | None:
    match = _MAILED.fullmatch(text) if text else None
    return match[1] if match else text


def _remove_markup(text: str | None, *, wordpress: bool = False) -> str | None:
    """The text of an element that contains HTML."""
    if not text:
        return None
    plain = _ADDED.sub("", remove_markup(remove_shortcodes(text) if wordpress else text))
    return _MORE.sub("", plain).rstrip() or None


def _read_construct(entry: Element, name: str) -> str | None:
    """The text of an Atom text construct: XHTML, HTML or plain text."""
    for element in _find_children(entry, name):
        kind = (element.get("type") or "text").lower()
        if kind in ("xhtml", "application/xhtml+xml") and len(element):
            return read_paragraphs(element) or None
        text = _read_content(element).strip()
        if text:
            return _remove_markup(text) if "html" in kind or element.get("mode") == "escaped" else text
    return None
