"""Records of content systems and of programs that collect news: WordPress, Ghost, Drupal, Contentful, Joomla, Arc XP, JSON-LD, Twitter, feed readers.

They have the usual names of fields, some of which mean something else there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from newstagger.readers.fields import (
    SUMMARIES,
    Record,
    find_fields,
    find_role,
    fold_name,
    has_words,
    rename,
    unwrap_record,
)
from newstagger.readers.markup import remove_markup, resolve_entities
from newstagger.readers.options import NO_ARTICLE, pass_over
from newstagger.readers.terms import read_labels, remove_repeats, split_keywords


def adapt_export(record: Record) -> Record:
    """A record with the fields as its program means them; unchanged if the program is not known."""
    record = unwrap_record(record)
    for recognised, made in _PROGRAMS:
        if recognised(record):
            return {**record, **made(record)}
    return record


#: The end of an extract that a program cut.
_CUT = re.compile(r"(?:…|\.\.\.|\[[….]+\]|lire la suite|read more|continue reading)\W*$", re.IGNORECASE)
#: Characters compared to find out whether a text begins with its standfirst.
_BEGINNING = 60


def choose_standfirst(short: str | None, full: str | None) -> str | None:
    """A description or an extract, if there is a full text that does not begin with it."""
    if not short or not full or _CUT.search(short):
        return None
    return None if " ".join(full.split()).startswith(" ".join(short.split())[:_BEGINNING]) else short


def _choose_html(short: object, full: object) -> str | None:
    """The same for texts that contain HTML."""
    short, full = (remove_markup(one) if isinstance(one, str) else None for one in (short, full))
    return choose_standfirst(short, full)


def _is_wordpress(record: Record) -> bool:
    """Whether a record is a post from WordPress's REST API (https://developer.wordpress.org/rest-api/reference/posts/)."""
    return all(isinstance(record.get(name), Mapping) and "rendered" in record[name] for name in ("title", "content"))


def _read_wordpress(post: Record) -> dict[str, Any]:
    """Names come from what was embedded (``?_embed``); otherwise authors and terms are only numbers.

    Drafts and private posts, which those who are logged in see, give a record that is skipped.
    """
    if post.get("status") not in (None, "publish"):
        return pass_over(NO_ARTICLE)
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, Mapping) else {}
    authors = _keep_objects(embedded.get("author"))
    names = [resolve_entities(one["name"]) for one in authors if isinstance(one.get("name"), str)]
    terms = [
        resolve_entities(term["name"])  # names are HTML there
        for group in embedded.get("wp:term") or ()
        for term in _keep_objects(group)
        if isinstance(term.get("name"), str)
    ]
    head = post.get("yoast_head_json")
    head = head if isinstance(head, Mapping) else {}
    author = post.get("author")
    extract = post.get("excerpt")
    return {
        "standfirst": post.get("standfirst")
        or _choose_html(extract.get("rendered") if isinstance(extract, Mapping) else None, post["content"]["rendered"]),
        "author": ", ".join(names) or head.get("author") or (author if isinstance(author, str) else None),
        "declared_topics": terms or None,
        "source": head.get("og_site_name"),
    }


def _read_labels(value: object) -> list[str]:
    """The names of topics; none if they are only numbers."""
    return read_labels(value) or []


def _keep_objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _is_impresso(record: Record) -> bool:
    """Whether a record is a content item of impresso (https://impresso.github.io/impresso-schemas/), with its full text in ``ft``."""
    return isinstance(record.get("ft"), str) and not has_words(
        {name: record[name] for name in record if name not in ("ft", "t")}
    )


def _read_impresso(item: Record) -> dict[str, Any]:
    identifier = str(item.get("id") or "")
    day = re.search(
        r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)", identifier
    )  # GDV-1902-03-05-a-i0001: newspaper and day of the issue
    return {
        "text": item["ft"],
        "title": item.get("t"),
        "published": day[1] if day else None,
        "source": identifier[: day.start()].strip("-") if day else None,
    }


def _is_of_trafilatura(record: Record) -> bool:
    """Whether a record is trafilatura's JSON, in which ``source`` is the page's address."""
    return "fingerprint" in record and "hostname" in record


def _read_trafilatura(record: Record) -> dict[str, Any]:
    return {"url": record.get("source"), "source": record.get("source-hostname") or record.get("hostname")}


def _is_tweet(record: Record) -> bool:
    """Whether a record is a tweet from version 1 of Twitter's API, in which ``source`` is the app that sent it."""
    return "id_str" in record and isinstance(record.get("full_text", record.get("text")), str)


def _read_tweet(tweet: Record) -> dict[str, Any]:
    return {"source": None, "text": tweet.get("full_text", tweet.get("text"))}


def _is_of_reader(record: Record) -> bool:
    """Whether a record is an item of a feed reader with Google Reader's interface: FreshRSS, Feedly, Inoreader."""
    return isinstance(record.get("origin"), Mapping) and any(
        isinstance(record.get(name), Mapping) and "content" in record[name] for name in ("content", "summary")
    )


def _read_reader(item: Record) -> dict[str, Any]:
    links = [link for name in ("canonical", "alternate") for link in _keep_objects(item.get(name))]
    labels = item.get("keywords") or item.get("categories")
    labels = labels if isinstance(labels, list) else []
    return {
        "url": next((link["href"] for link in links if isinstance(link.get("href"), str)), None),
        "source": item["origin"].get("title"),
        "declared_topics": [one for one in labels if isinstance(one, str) and not one.startswith("user/")] or None,
        "categories": None,
    }


def _is_of_arc(record: Record) -> bool:
    """Whether a record is a story of Arc XP, the system of several newspapers (https://github.com/washingtonpost/ans-schema)."""
    return isinstance(record.get("content_elements"), list) and isinstance(record.get("headlines"), Mapping)


def _read_arc(story: Record) -> dict[str, Any]:
    credited, sold, sorted_ = (
        one if isinstance(one := story.get(name), Mapping) else {} for name in ("credits", "distributor", "taxonomy")
    )
    labels = [*_read_labels(sorted_.get("sections")), *_read_labels(sorted_.get("tags"))]
    return {
        "published": story.get("first_publish_date") or story.get("display_date") or story.get("publish_date"),
        "author": credited.get("by"),
        "source": story.get("source") if isinstance(story.get("source"), str) else sold.get("name"),
        "declared_topics": remove_repeats([*_read_labels(sorted_.get("primary_section")), *labels]) or None,
        "standfirst": story.get("subheadlines") or story.get("description"),
        "description": None,
    }


def _is_of_gdelt(record: Record) -> bool:
    """Whether a record is an article found by GDELT, which has the site’s host."""
    return "seendate" in record and "domain" in record


def _read_gdelt(record: Record) -> dict[str, Any]:
    return {"source": record["domain"]}


def _has_ghost_fields(record: Record) -> bool:
    """Whether a record is a post of Ghost (https://ghost.org/docs/content-api/), whose text is ``html``."""
    return isinstance(record.get("html"), str) and bool({"custom_excerpt", "comment_id", "mobiledoc"} & record.keys())


def _read_ghost(post: Record) -> dict[str, Any]:
    """The plain text has the addresses of links in it, and the extract is its beginning unless somebody wrote one."""
    if post.get("status") in ("draft", "scheduled") or post.get("type") == "page":
        return pass_over(NO_ARTICLE)
    return {"text": post["html"], "standfirst": _choose_html(post.get("custom_excerpt"), post["html"])}


def _has_html_body(record: Record) -> bool:
    """Whether the text is under « html », beside a description; a whole page there would have to be extracted first."""
    text = record.get("html")
    if not isinstance(text, str) or _PAGE.search(text):
        return False
    chosen = rename(record, {})[1].get("text")
    return chosen is not None and fold_name(chosen) in SUMMARIES


_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


def _read_html_body(record: Record) -> dict[str, Any]:
    return {"text": record["html"]}


def _is_of_feed(record: Record) -> bool:
    """Whether a record is an item of a JSON Feed (https://www.jsonfeed.org), whose summary is not the text."""
    return isinstance(record.get("summary"), str) and any(
        isinstance(record.get(name), str) for name in ("content_html", "content_text")
    )


def _read_feed_item(item: Record) -> dict[str, Any]:
    return {"standfirst": _choose_html(item["summary"], item.get("content_html") or item.get("content_text"))}


def _is_of_joomla(record: Record) -> bool:
    """Whether a record is an article of Joomla, whose text is in two fields."""
    return isinstance(record.get("introtext"), str)


def _read_joomla(article: Record) -> dict[str, Any]:
    """``fulltext`` is what follows « Read more », and often empty; unpublished articles give a record that is skipped."""
    if str(article.get("state", 1)) in ("0", "-2"):
        return pass_over(NO_ARTICLE)
    parts = (article.get(name) for name in ("introtext", "fulltext"))
    return {
        "text": "\n\n".join(one.strip() for one in parts if isinstance(one, str) and one.strip()),
        "published": article.get("publish_up") or article.get("created"),
        "author": article.get("created_by_alias") or article.get("author"),
    }


def _is_of_drupal(record: Record) -> bool:
    """Whether a record is a node from Drupal's JSON:API (https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module)."""
    return str(record.get("type")).startswith("node--")


def _read_drupal(node: Record) -> dict[str, Any]:
    return pass_over(NO_ARTICLE) if node.get("status") is False else {}


def _is_of_contentful(record: Record) -> bool:
    """Whether a record is an entry of Contentful (https://www.contentful.com/developers/docs/references/content-delivery-api/)."""
    system = record.get("sys")
    return isinstance(system, Mapping) and isinstance(system.get("id"), str)


def _read_contentful(entry: Record) -> dict[str, Any]:
    system = entry["sys"]
    known = find_fields(entry, {})
    found = {"id": system["id"], "published": system.get("firstPublishedAt") or system.get("createdAt")}
    return {name: value for name, value in found.items() if name not in known}


#: Types of objects that are on the pages of articles (https://schema.org).
_BESIDE = frozenset(
    "WebSite WebPage Organization NewsMediaOrganization Person ImageObject BreadcrumbList SiteNavigationElement WPHeader WPFooter".split()
)


def _is_linked(record: Record) -> bool:
    """Whether a record is an object of JSON-LD."""
    return isinstance(record.get("@type"), (str, list))


def _read_linked(thing: Record) -> dict[str, Any]:
    """Objects that are no articles give a record that is skipped."""
    kinds = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
    if all(kind in _BESIDE for kind in kinds) and not {"articleBody", "text", "headline"} & thing.keys():
        return pass_over(NO_ARTICLE)
    entity, words = thing.get("mainEntityOfPage"), thing.get("keywords")
    address = thing.get("url") or (entity.get("@id") if isinstance(entity, Mapping) else entity)
    labels = split_keywords(words) if isinstance(words, str) else _read_labels(words)
    sections = thing.get("articleSection")
    sections = [sections] if isinstance(sections, str) else _read_labels(sections)
    found = {"url": address, "declared_topics": remove_repeats([*sections, *labels])}
    return {name: value for name, value in found.items() if value}


_PROGRAMS: tuple[tuple[Callable[[Record], bool], Callable[[Record], dict[str, Any]]], ...] = (
    (_is_wordpress, _read_wordpress),
    (_is_impresso, _read_impresso),
    (_is_of_trafilatura, _read_trafilatura),
    (_is_tweet, _read_tweet),
    (_is_of_reader, _read_reader),
    (_is_of_arc, _read_arc),
    (_is_of_gdelt, _read_gdelt),
    (_has_ghost_fields, _read_ghost),
    (_is_of_feed, _read_feed_item),
    (_is_of_joomla, _read_joomla),
    (_is_of_drupal, _read_drupal),
    (_is_of_contentful, _read_contentful),
    (_is_linked, _read_linked),
    (_has_html_body, _read_html_body),
)


# --- references


#: Keys of a name.
_NAMES = ("display_name", "displayName", "name", "nom", "title", "titre", "label", "libelle")


def resolve_references(value: Record) -> Record:
    """An answer whose records have the names of their authors and topics; JSON:API lists these under « included », Contentful under « includes »."""
    named = {key: name for key, fields in _find_included(value) for name in [_find_name(fields)] if name}
    place = "data" if "included" in value else "items"
    inner = value.get(place)
    if not named or not isinstance(inner, (list, Mapping)):
        return value
    records = [_name_references(one, named) for one in (inner if isinstance(inner, list) else [inner])]
    return {**value, place: records if isinstance(inner, list) else records[0]}


def _find_included(value: Record) -> Iterator[tuple[tuple[str, str], object]]:
    """Type, id and fields of what the records refer to."""
    for one in _keep_objects(value.get("included")):
        yield (str(one.get("type")), str(one.get("id"))), one.get("attributes")
    groups = value.get("includes")
    for group in groups.values() if isinstance(groups, Mapping) else ():
        for one in _keep_objects(group):
            if _is_of_contentful(one):
                yield ("", one["sys"]["id"]), one.get("fields")


def _find_name(fields: object) -> str | None:
    found = (fields.get(name) for name in _NAMES) if isinstance(fields, Mapping) else ()
    return next((one for one in found if isinstance(one, str) and one.strip()), None)


def _name_references(record: object, named: Mapping[tuple[str, str], str]) -> object:
    if not isinstance(record, Mapping):
        return record
    for inner, around in (("relationships", "attributes"), ("fields", "fields")):
        links, fields = record.get(inner), record.get(around)
        if isinstance(links, Mapping) and isinstance(fields, Mapping):
            found = {_NAMED.get(str(name), str(name)): list(_list_names(links[name], named)) for name in links}
            found = {name: names for name, names in found.items() if names and _is_named(name)}
            return {**record, around: {**fields, **found}}
    return record


#: The author in Drupal.
_NAMED = {"uid": "author", "node_uid": "author"}


def _is_named(field: str) -> bool:
    """Whether a reference is to authors or topics; others are to pictures and the like."""
    role = find_role(field)
    return role is not None and role[0] in ("author", "declared_topics")


def _list_names(value: object, named: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The names of one or several references."""
    value = value["data"] if isinstance(value, Mapping) and "data" in value else value
    for one in _keep_objects(value if isinstance(value, list) else [value]):
        key = (
            ("", str(one["sys"].get("id")))
            if isinstance(one.get("sys"), Mapping)
            else (str(one.get("type")), str(one.get("id")))
        )
        if key in named:
            yield named[key]
