"""Records of other programs whose fields only their surroundings explain -> records with the names that are known.

Programs whose fields say what they are need nothing here; their names stand in ``fields``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from newstagger.readers.fields import rename

Record = Mapping[Any, Any]
#: Keys under which a record wraps the article itself: an entry of a news interface, of Twitter's archive, of Elasticsearch.
WRAPPERS = (
    "item",
    "article",
    "post",
    "tweet",
    "document",
    "doc",
    "story",
    "_source",
    "data",
    "attributes",
    "fields",
    "node",
)
_ADDRESS = re.compile(r"https?://\S+")


def record_of_export(record: Record) -> Record:
    """A record with the fields that its program means, itself where it is of none of these programs."""
    record = unwrapped(record)
    for recognised, made in _PROGRAMS:
        if recognised(record):
            return {**record, **made(record)}
    return record


def has_words(record: object) -> bool:
    """Does a record have a text or a title, whatever these are called?"""
    return bool(words_of(record))


def words_of(record: object) -> int:
    """2 for a record that has a text, 1 for one that has a title alone, 0 for any other."""
    if not isinstance(record, Mapping):
        return 0
    renamed, _ = rename(record, {})
    text, title = (
        isinstance(value, str) and bool(value.strip()) for value in (renamed.get("text"), renamed.get("title"))
    )
    return 2 if text else int(title)


def unwrapped(record: Record) -> Record:
    """The article that a record wraps in one of its fields; what stands beside it is kept where the article lacks it."""
    if isinstance(record.get("text"), str):
        return record
    for name in WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, Mapping) and has_words(inner) and (words_of(inner) == 2 or words_of(record) < 2):
            around = {key: value for key, value in record.items() if key != name}
            return {**around, **inner}
    return record


def _is_wordpress(record: Record) -> bool:
    """Is a record a post of WordPress's REST interface (https://developer.wordpress.org/rest-api/reference/posts/)?"""
    return all(isinstance(record.get(name), Mapping) and "rendered" in record[name] for name in ("title", "content"))


def _wordpress(post: Record) -> dict[str, Any]:
    """Names stand in what was embedded (``?_embed``); without it authors and terms are numbers."""
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, Mapping) else {}
    names = [one["name"] for one in _objects(embedded.get("author")) if isinstance(one.get("name"), str)]
    terms = [
        term["name"]
        for group in embedded.get("wp:term") or ()
        for term in _objects(group)
        if isinstance(term.get("name"), str)
    ]
    head = post.get("yoast_head_json")
    head = head if isinstance(head, Mapping) else {}
    author = post.get("author")
    return {
        "author": ", ".join(names) or head.get("author") or (author if isinstance(author, str) else None),
        "declared_topics": terms or None,
        "source": head.get("og_site_name"),
    }


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _is_impresso(record: Record) -> bool:
    """Is a record a content item of impresso (https://impresso.github.io/impresso-schemas/), ``ft`` its full text?"""
    return isinstance(record.get("ft"), str) and not has_words(
        {name: record[name] for name in record if name not in ("ft", "t")}
    )


def _impresso(item: Record) -> dict[str, Any]:
    identifier = str(item.get("id") or "")
    day = re.search(
        r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)", identifier
    )  # GDV-1902-03-05-a-i0001: the journal and the day of the issue
    return {
        "text": item["ft"],
        "title": item.get("t"),
        "published": day[1] if day else None,
        "source": identifier[: day.start()].strip("-") if day else None,
    }


def _is_of_trafilatura(record: Record) -> bool:
    """Is a record what trafilatura writes as JSON, where ``source`` is the address of the page?"""
    return "fingerprint" in record and "hostname" in record


def _trafilatura(record: Record) -> dict[str, Any]:
    return {"url": record.get("source"), "source": record.get("source-hostname") or record.get("hostname")}


def _is_tweet(record: Record) -> bool:
    """Is a record a tweet of Twitter's first interface, where ``source`` is the program that sent it?"""
    return "id_str" in record and isinstance(record.get("full_text", record.get("text")), str)


def _tweet(tweet: Record) -> dict[str, Any]:
    return {"source": None, "text": tweet.get("full_text", tweet.get("text"))}


_PROGRAMS: tuple[tuple[Callable[[Record], bool], Callable[[Record], dict[str, Any]]], ...] = (
    (_is_wordpress, _wordpress),
    (_is_impresso, _impresso),
    (_is_of_trafilatura, _trafilatura),
    (_is_tweet, _tweet),
)


def address_of_source(record: dict[str, Any]) -> None:
    """Put an address that stands as the source where addresses belong."""
    source = record.get("source")
    if isinstance(source, str) and _ADDRESS.fullmatch(source.strip()) and not record.get("url"):
        record["url"] = record.pop("source").strip()
