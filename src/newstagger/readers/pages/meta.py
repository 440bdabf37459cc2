"""What a web page says about itself: its meta elements, JSON-LD, headings and the lines around its headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from newstagger._text.normalise import fold
from newstagger.readers.pages.blocks import Block, read_blocks
from newstagger.readers.pages.byline import read_author
from newstagger.readers.pages.declared import (
    choose_article,
    choose_site_name,
    find_text,
    find_texts,
    fold_letters,
    read_linked,
    read_topics,
)
from newstagger.readers.pages.times import read_times

_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher")
_OWNERS = ("publisher", "article:publisher", "copyright", "dc.publisher", "twitter:site")
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title", "headline")
#: Separators between a title and the name of the site.
_BAR = re.compile(r"\s+[-–—|•·:»]\s+|\s*\|\s*")
_SIGN = re.compile(r"[.:|!?–—-]")
#: The comment that browsers and SingleFile write at the top of saved pages.
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)|^\s*url:\s*(https?://\S+)", re.MULTILINE)
#: What archives of the web put before the address of a page: « https://web.archive.org/web/20240305101010/ ».
_CAPTURE = re.compile(
    r"^(?:https?:)?//[\w.-]+(?:/[\w-]+){0,3}/\d{14}(?:[a-z]{2}_)?/(?=https?://)|^/web/\d{14}(?:[a-z]{2}_)?/(?=https?://)"
)
#: Maximum number of elements of a kind that are read.
_MOST = 200


#: Code points of the source searched for a browser's comment.
_TOP = 5_000


@dataclass
class Meta:
    """What a page says.

    Attributes:
        title: the headline as readers see it.
        published: the time of publication, if given.
        times: other times, which may be those of teasers.
        url: the canonical address.
        author: names as readers see them.
        source: the name of the site.
        topics: declared topics.
        headings: all of the page's headlines.
        blocks: the page's lines.
        heading: index of the headline among them.
    """

    title: str | None = None
    published: date | datetime | None = None
    times: list[date | datetime] = field(default_factory=list)
    url: str | None = None
    author: str | None = None
    source: str | None = None
    topics: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    heading: int = 0


def read_meta(tree: Any, source: str = "") -> Meta:
    """Read what a page says about itself, from its tree (lxml) and the comments at the top of its source."""
    metas = _read_metas(tree)
    articles, objects = read_linked(tree)
    blocks = read_blocks(tree)
    printed = [block.text for block in blocks if block.heading]
    meant = list(_normalise_texts(value for name in _TITLES for value in metas.get(name, ())))
    urls = list(_find_urls(tree, metas, source))
    linked = choose_article(articles, [*printed, *meant], urls)
    meta = Meta(blocks=blocks)
    base = next((one.get("href") for one in tree.iter("base")), None)
    meta.url = _choose_url(urls, linked, [{"url": base}, *objects], metas)
    host = (urlsplit(meta.url or "").hostname or "").removeprefix("www.")
    publishers = [*find_texts(linked.get("publisher")), *find_texts(linked.get("sourceOrganization"))]
    sites = list(
        _normalise_texts(
            [*(value for name in _SITES for value in metas.get(name, ())), *publishers, *_find_site_names(objects)]
        )
    )
    document = " ".join("".join(next((one.itertext() for one in tree.iter("title")), ())).split())
    sites += _find_logo(document, printed, blocks)
    headlines = list(_normalise_texts([find_text(linked.get("headline")), *meant]))
    meta.title = _choose_title(printed, headlines, document, sites, host)
    meta.headings = list(_normalise_texts([meta.title, *printed, *headlines, document]))
    meta.heading = next(
        (
            at
            for at, block in enumerate(blocks)
            if block.heading and fold_letters(block.text) == fold_letters(meta.title or "")
        ),
        next(
            (at for at, block in enumerate(blocks) if fold_letters(block.text) == fold_letters(meta.title or "")),
            _find_heading(blocks),
        ),
    )
    owners = {
        fold_letters(name)
        for name in (*sites, *(value for name in _OWNERS for value in metas.get(name, ())))
        if fold_letters(name)
    }
    meta.author = read_author(
        linked, metas, tree, blocks, meta.heading, owners | _name_host(host) | {fold_letters(meta.title or "")}
    )
    meta.source = choose_site_name(
        [*sites, *_split_site(document, meta.title)],
        host,
        _find_labels(tree),
        {fold_letters(meta.author or ""), fold_letters(meta.title or "")},
        blocks,
    )
    meta.published, meta.times = read_times(tree, metas, linked, blocks, meta.heading)
    meta.topics = read_topics(
        metas,
        linked,
        _find_topic_links(tree),
        meta.title,
        [*sites, *meta.headings, meta.source or "", host, meta.author or ""],
    )
    return meta


def _read_metas(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                values = found.setdefault(element.get(attribute).strip().lower(), [])
                if content not in values[:50]:
                    values.append(content)
    return found


def _normalise_texts(values: Iterable[object]) -> Iterator[str]:
    """Texts with single spaces, each once ignoring case and accents."""
    seen: set[str] = set()
    for value in values:
        plain = " ".join(value.split()) if isinstance(value, str) else ""
        if plain and fold(plain) not in seen:
            seen.add(fold(plain))
            yield plain


# --- the headline


def _find_heading(blocks: list[Block]) -> int:
    return next((at for at, block in enumerate(blocks) if block.heading and not block.beside), 0)


def _choose_title(printed: list[str], headlines: list[str], document: str, sites: list[str], host: str) -> str | None:
    """The h1 that the page’s other titles confirm, in their spelling if only that differs; else the most reliable title."""
    names = {fold_letters(name) for name in sites} | _name_host(host)
    others = [remove_site(title, names, [*printed, *headlines]) for title in (*headlines, document) if title]
    own = [
        heading
        for heading in printed
        if fold_letters(heading) and fold_letters(heading) not in names and len(heading) <= 400
    ]
    for heading in own:
        for other in others:
            if (
                3 <= len(other.split()) < len(heading.split())
                and heading.endswith(other)
                and not _SIGN.search(heading[: -len(other)].strip()[-1:])
            ):
                return other
    for heading in own:
        for other in others:
            if fold_letters(other) == fold_letters(heading):
                # A kicker inside the h1 has no punctuation after it: « Tour de France Roglic s’impose ».
                return other if len(_SIGN.findall(other)) > len(_SIGN.findall(heading)) else heading
    for heading in own:
        if any(_is_same(heading, other) for other in others):
            return heading
    if len(own) == 1 and (len(own[0].split()) >= 3 or not others):
        return own[0]
    return next(iter(others), None) or next(iter(own), None)


def _is_same(heading: str, other: str) -> bool:
    """Whether two headlines are the same, except that one is cut short or has more words before or after."""
    one, two = fold_letters(heading), fold_letters(other.rstrip(" .…"))
    if len(min(one, two, key=len)) >= 12 and (one in two or two in one):
        return True
    words, more = set(re.findall(r"\w{4,}", fold(heading))), set(re.findall(r"\w{4,}", fold(other)))
    return len(words & more) >= 3 and len(words & more) >= 0.5 * min(len(words), len(more))


def remove_site(title: str, sites: set[str], headings: list[str]) -> str:
    """A title without the site’s name (« Un titre | La Presse ») and anything else that the page’s own headline lacks."""
    plain = {fold(heading) for heading in headings}
    while bars := list(_BAR.finditer(title)):
        begin, end = title[: bars[-1].start()].strip(), fold_letters(title[bars[-1].end() :])
        is_site = end in sites or any(name.startswith(end) for name in sites if len(end) >= 4)
        if not begin or not (is_site or (fold(begin) in plain and fold(title) not in plain)):
            break
        title = begin
    first = _BAR.search(title)
    if first and fold_letters(title[: first.start()]) in sites and len(title[first.end() :].split()) >= 3:
        return title[first.end() :].strip()
    return title


def _find_logo(document: str, printed: list[str], blocks: list[Block]) -> list[str]:
    """The site's name where it is the only h1, and the rest of the document's title is a line of the page."""
    first, last = next(_BAR.finditer(document), None), None
    for last in _BAR.finditer(document):  # noqa: B007 - the last one
        pass
    if first is None or last is None or len(printed) != 1:
        return []
    lines = {fold_letters(block.text) for block in blocks if not block.heading}
    for name, title in (
        (document[last.end() :], document[: last.start()]),
        (document[: first.start()], document[first.end() :]),
    ):
        if fold_letters(name) == fold_letters(printed[0]) and fold_letters(title) in lines:
            return [name.strip()]
    return []


def _split_site(document: str, title: str | None) -> list[str]:
    """What follows the headline in the document’s title, most often the site’s name."""
    parts = _BAR.split(document)
    return (
        [parts[-1]]
        if len(parts) > 1
        and title
        and fold_letters(parts[0]) in fold_letters(title)
        and fold_letters(parts[-1]) not in fold_letters(title)
        else []
    )


def _name_host(host: str) -> set[str]:
    """The forms of a host’s name, « lefigaro.fr » and « lefigaro », through ``fold_letters``."""
    labels = host.split(".")
    return {
        fold_letters(host),
        fold_letters("".join(labels[:-1])),
        fold_letters(labels[-2] if len(labels) > 1 else host),
    } - {""}


def _find_site_names(objects: list[dict[str, Any]]) -> list[str]:
    return [
        name
        for one in objects
        if str(one.get("@type")) in ("WebSite", "NewsMediaOrganization")
        for name in find_texts(one.get("name"))
    ]


def _find_labels(tree: Any) -> list[str]:
    """Labels of pictures and links, which include the name next to the logo."""
    found = [
        one.get(name)
        for one in list(tree.iter("img", "a", "svg"))[: 10 * _MOST]
        for name in ("alt", "title", "aria-label")
    ]
    return [" ".join(text.split()) for text in found if text and len(text) <= 60]


# --- the address


def _find_urls(tree: Any, metas: dict[str, list[str]], source: str) -> Iterator[str]:
    """Addresses that the page gives as its own, the most reliable first; some are relative."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (link.get("href") or "").strip():
            yield _CAPTURE.sub("", link.get("href").strip())
    for name in ("og:url", "al:web:url", "twitter:url", "parsely-link", "dc.identifier", "url"):
        yield from (_CAPTURE.sub("", value) for value in metas.get(name, ())[:1] if name != "url" or "/" in value)
    if match := _SAVED_FROM.search(source[:_TOP]):
        yield _CAPTURE.sub("", match[1] or match[2])


def _choose_url(
    urls: list[str], linked: dict[str, Any], objects: list[dict[str, Any]], metas: dict[str, list[str]]
) -> str | None:
    """The first full address that is not the site’s front page; relative ones are resolved against others."""
    entity = linked.get("mainEntityOfPage")
    more = [linked.get("url"), entity.get("@id") if isinstance(entity, dict) else entity]
    full = [url for url in (*urls, *more) if isinstance(url, str) and _is_full(url)]
    if urls and not _is_full(urls[0]):
        bases = [objects[0]["url"], *full, *(one.get("url") for one in objects), *metas.get("og:image", ())]
        base = next((one for one in bases if isinstance(one, str) and _is_full(one)), None)
        if (
            base is None
            and (domain := next(iter(metas.get("twitter:domain", ())), None))
            and re.fullmatch(r"[\w.-]+\.\w+", domain)
        ):
            base = f"https://{domain}/"
        if base is not None and not urls[0].startswith("#"):
            return urljoin(base, urls[0])
    return next((url for url in full if urlsplit(url).path.strip("/") or urlsplit(url).query), next(iter(full), None))


def _is_full(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, url))


def _find_topic_links(tree: Any) -> list[str]:
    """Texts of the links marked as tags."""
    links = [one for one in tree.iter("a") if "tag" in (one.get("rel") or "").split()]
    return [" ".join("".join(one.itertext()).split()) for one in links[:_MOST]]
