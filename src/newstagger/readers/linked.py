"""JSON-LD of a web page (https://schema.org/NewsArticle): the object that is about the page's own article."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger.text.normalise import fold

#: Objects looked at; a page has fewer than fifty.
_MOST = 1_000
#: Fields that lead from an object to the article that it is about; lists of other articles are not entered.
_INWARDS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ARTICLE = re.compile(r"(?:article|posting|report|review|recipe)$", re.IGNORECASE)
_ABOUT_ARTICLES = frozenset(("datePublished", "headline"))


def read_linked(tree: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The objects that describe articles, in the order of the page, and all objects that are not inside others."""
    objects = [
        one
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for one in _objects(script.text or "")
    ]
    named = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and len(one) > 1}
    for one in objects:
        for name in ("author", "creator", "publisher", "isPartOf"):
            if name in one:
                one[name] = _resolved(one[name], named)
    articles = [one for one in objects if _is_article(one)]
    others = [
        one for one in objects if not _is_article(one) and _ABOUT_ARTICLES & one.keys() and "Video" not in _type(one)
    ]
    return articles or others, objects


def main_article(articles: list[dict[str, Any]], names: Iterable[str], urls: Iterable[str]) -> dict[str, Any]:
    """Of several articles the one that the page's headlines or addresses name, else the first; an empty one where there is none."""
    headlines = {letters(name) for name in names}
    addresses = {url.rstrip("/") for url in urls}
    for one in articles:
        if letters(first_text(one.get("headline")) or first_text(one.get("name")) or "") in headlines - {""}:
            return one
    for one in articles:
        entity = one.get("mainEntityOfPage")
        own = (one.get("url"), one.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity)
        if any(isinstance(url, str) and url.split("#")[0].rstrip("/") in addresses for url in own):
            return one
    return articles[0] if articles else {}


def first_text(value: object) -> str | None:
    """The first text of a value of JSON-LD, which may be a text, a list of them or an object with a name."""
    return next(iter(texts(value)), None)


def texts(value: object) -> Iterator[str]:
    """The texts of a value of JSON-LD; of objects their names."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, list):
            yield from (part for part in name if isinstance(part, str) and part.strip())
        elif isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def letters(text: str) -> str:
    """A name without its spaces, signs, accents and capitals: « La Presse » as « lapresse »."""
    return re.sub(r"[\W_]", "", fold(text))


def _is_article(one: dict[str, Any]) -> bool:
    return bool(_ARTICLE.search(_type(one)))


def _type(one: dict[str, Any]) -> str:
    kind = one.get("@type", one.get("type"))
    return str(kind[0] if isinstance(kind, list) and kind else kind or "")


def _resolved(value: object, named: dict[str, dict[str, Any]]) -> object:
    """Objects in the place of references to them."""
    if isinstance(value, list):
        return [_resolved(one, named) for one in value[:_MOST] if not isinstance(one, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Objects of a piece of JSON-LD, those inside others only where they are what the outer one is about."""
    try:
        waiting: deque[Any] = deque([json.loads(_bare(text), strict=False)])
    except (ValueError, RecursionError):
        # Broken, as often: the time can be had all the same.
        if match := re.search(r'"datePublished"\s*:\s*"([^"]{4,40})"', text):
            yield {"datePublished": match[1]}
        return
    for _ in range(_MOST):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, list):
            waiting.extend(one[:_MOST])
        elif isinstance(one, dict):
            yield {name: _unescaped(value) for name, value in one.items()}
            waiting.extend(
                one[name]
                for name in _INWARDS
                if isinstance(one.get(name), dict) or (name != "hasPart" and isinstance(one.get(name), list))
            )


def _bare(text: str) -> str:
    """JSON without the comment or CDATA section that old pages put around it."""
    return (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$", "", text).strip().rstrip(";")
    )


def _unescaped(value: object) -> object:
    """Texts whose entities (« &quot; ») and escapes were resolved, also in lists and objects right below."""
    if isinstance(value, str):
        plain = value.replace("\\'", "'").replace('\\"', '"') if "\\" in value else value
        return html.unescape(plain) if "&" in plain else plain
    if isinstance(value, list):
        return [_unescaped(one) if isinstance(one, (str, dict)) else one for one in value]
    if isinstance(value, dict):
        return {name: _unescaped(one) if isinstance(one, str) else one for name, one in value.items()}
    return value
