"""What a web page says about itself: its meta elements, JSON-LD (https://schema.org/NewsArticle) and headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from newstagger.readers.published import read_published
from newstagger.text.normalise import fold

#: Names of meta elements (property, name or itemprop) that give the time of publication, the surest first.
_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "date",
)  # fmt: skip
_SITES = ("og:site_name", "application-name", "dc.publisher")
_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
#: More topics than this in one place are a list of keywords for search engines.
_MOST_TOPICS = 20
_BYLINE = re.compile(
    r"^(?:(?:écrit|rédigé|article|texte|propos recueillis|recueilli|publié)?\s*par|(?:l['’])?auteure?s?|auteur[·.]?rice|texte|"
    r"(?:un |une )?(?:film|documentaire|reportage|enquête|article|émission|chronique|dossier|billet|série) (?:documentaire )?(?:de|d['’]))\s*:?\s*(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
#: What a title and the name of the site stand on either side of.
_BAR = re.compile(r"\s+[-–—|•·:»]\s+")
_NO_TIME = re.compile(r"updat|modif|maj\b|mis-a-jour", re.IGNORECASE)


@dataclass
class Meta:
    """What a page says.

    Attributes:
        published: its time of publication, where it says so outright.
        times: other times in it, which may be those of teasers.
        sites: the names of its site, the surest first.
        headings: its headlines.
        authors: names.
        topics: topics that it declares.
    """

    published: date | datetime | None = None
    times: list[date | datetime] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


def read_meta(tree: Any) -> Meta:
    """What the tree of a page (of lxml) says about the page."""
    named = _metas(tree)
    linked = [
        one
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
        for one in _linked(script.text or "")
    ]
    articles = [one for one in linked if {"datePublished", "headline", "publisher"} & one.keys()]
    meta = Meta()
    times = [value for name in _TIMES[:2] for value in named.get(name, ())]
    times += [str(one.get("datePublished")) for one in articles]
    sure, others = _elements(tree)
    times += [value for name in _TIMES[2:] for value in named.get(name, ())] + sure
    meta.published = next(filter(None, map(_moment, times)), None)
    meta.times = list(filter(None, map(_moment, others)))
    publishers = [_name(one.get("publisher")) for one in articles]
    meta.sites = _plain([*(value for name in _SITES for value in named.get(name, ())), *publishers])
    headings = ["".join(heading.itertext()) for heading in tree.iter("h1")]
    meta.headings = _plain([*(one.get("headline") for one in articles), *headings])
    meta.authors = _plain([_name(person) for one in articles for person in _several(one.get("author"))])
    meta.topics = _topics(named, articles)
    return meta


def _metas(tree: Any) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if content and element.get(attribute):
                named.setdefault(element.get(attribute).strip().lower(), []).append(content)
    return named


def _linked(text: str) -> Iterator[dict[str, Any]]:
    """Objects of a piece of JSON-LD that has no more than a few levels."""
    try:
        waiting: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        # Broken, as often: the time can be had all the same.
        yield from ({"datePublished": match[1]} for match in re.finditer(r'"datePublished"\s*:\s*"([^"]{4,40})"', text))
        return
    for _ in range(1_000):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            yield one
            waiting += [
                one[name]
                for name in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(one.get(name), (list, dict))
            ]


def _elements(tree: Any) -> tuple[list[str], list[str]]:
    """Times of <time> elements: those marked as publication, or the only one of the page; and all others, teasers' too."""
    times = [
        one
        for one in tree.iter("time")
        if one.get("datetime") and not _NO_TIME.search(_classes(one)) and not _in_comment(one)
    ]
    sure = [one for one in times if one.get("itemprop") == "datePublished" or one.get("pubdate") is not None]
    if len({one.get("datetime") for one in times}) == 1:
        sure = times
    return [one.get("datetime") for one in sure], [one.get("datetime") for one in times]


def _in_comment(element: Any) -> bool:
    """Does an element belong to what a reader wrote?"""
    return any("comment" in f"{one.get('class')} {one.get('id')}".lower() for one in element.iterancestors())


def _classes(element: Any) -> str:
    parent = element.getparent()
    return " ".join(filter(None, (one.get("class") for one in (element, parent) if one is not None)))


def _moment(value: object) -> date | datetime | None:
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 40:
        return None
    try:
        found = read_published(value.strip())
    except ValueError:
        return None
    return found if found is not None and 1900 < found.year < 2200 else None


def _topics(named: dict[str, list[str]], articles: list[dict[str, Any]]) -> list[str]:
    """Topics one by one; some pages print all of them in one string, and search engines' keywords are no topics."""
    sections = [
        *named.get("article:section", ()),
        *(section for one in articles for section in _several(one.get("articleSection"))),
    ]
    tags = named.get("article:tag", [])
    places: list[list[str]] = [_plain(sections), tags if len(tags) > 1 else _parted(tags)]
    for one in articles:
        words = [word for word in _several(one.get("keywords")) if isinstance(word, str)]
        places.append(words if len(words) > 1 else _parted(words))
    places += [_parted(named.get(name, [])) for name in _KEYWORDS]
    return _once(topic for place in places if len(place) <= _MOST_TOPICS for topic in place)


def _parted(values: Iterable[str]) -> list[str]:
    return [topic.strip(" #.") for value in values for topic in re.split("[,;|]", value) if topic.strip(" #.")]


def _once(values: Iterable[str]) -> list[str]:
    """Values without those that differ from an earlier one only by capitals and accents."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(fold(value), value)
    return list(found.values())


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _plain(values: Iterable[object]) -> list[str]:
    return _once(" ".join(value.split()) for value in values if isinstance(value, str) and value.strip())


# --- what trafilatura found, put right


def site_of(found: str | None, title: str | None, meta: Meta, url: str | None) -> str | None:
    """The name of the site; the article's own title is none."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    names = [*meta.sites[:1], found, *meta.sites[1:], host]
    return next((name for name in names if name and fold(name) != fold(title or "")), None)


def title_without_site(title: str | None, meta: Meta, site: str | None, url: str | None) -> str | None:
    """« Un titre | La Presse » without the site's name, and without what the page's own headline does not have."""
    if not title:
        return None
    names = {_letters(name) for name in (*meta.sites, site or "") if name}
    host = _letters((urlsplit(url or "").hostname or "").removeprefix("www.").rpartition(".")[0])
    headings = {fold(heading) for heading in meta.headings}
    while bars := list(_BAR.finditer(title)):
        begin, end = title[: bars[-1].start()].strip(), _letters(title[bars[-1].end() :])
        is_site = (
            end in names
            or (len(end) >= 3 and end == host)
            or any(name.startswith(end) for name in names if len(end) >= 4)
        )
        if not begin or not (is_site or (fold(begin) in headings and fold(title) not in headings)):
            break
        title = begin
    return title


def author_without_words(found: str | None, meta: Meta, site: str | None) -> str | None:
    """The names alone: no « Par », « Auteur », « Un documentaire de », no address, and not the site's name."""
    sites = {_letters(name) for name in (*meta.sites, site or "")}
    sites |= {_letters(name.rpartition(".")[0]) for name in (site or "",)}
    for names in ((found or "").split(";"), meta.authors):
        plain = [_BYLINE.sub("", " ".join(name.split())).strip(" ,:-–—|") for name in names]
        kept = [name for name in plain if name and "://" not in name and _letters(name) not in sites]
        if kept:
            return ", ".join(_once(kept))
    return None


def _letters(text: str) -> str:
    """A name without its spaces, signs, accents and capitals: « La Presse » as « lapresse »."""
    return re.sub(r"[\W_]", "", fold(text))
