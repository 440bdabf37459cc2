"""ninjs, the IPTC's JSON for news, versions 1 to 3 (https://iptc.org/standards/ninjs/) -> records.

Version 2 writes its names in small letters (``contenttype``), version 3 in camel case (``contentType``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newstagger.readers.markup import is_marked_up, without_markup

#: Bodies, the fittest first: what a version 1 item calls them, and the content types of version 2.
_BODIES_1 = ("body_text", "body_html", "body_xhtml")
_TYPES_2 = ("text/plain", "text/html", "application/xhtml+xml")
_SOURCES = ("infoSources", "infosources", "infosource")
#: Roles of a headline, the fittest first; any other does where there is none of these.
_MAIN = ("main", "headline", "hl1", None, "")


def is_ninjs(record: Mapping[Any, Any]) -> bool:
    """Is a JSON object a ninjs item? It has a ``uri``, and names of fields that other records do not have."""
    if not isinstance(record.get("uri"), str) or "text" in record:
        return False
    second = any(isinstance(record.get(name), list) for name in ("headlines", "bodies"))
    first = any(isinstance(record.get(name), str) for name in (*_BODIES_1, "versioncreated"))
    return second or first


def record_of_ninjs(item: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of an article that a ninjs item holds; its subjects and keywords are declared topics."""
    title = _of_roles(item.get("headlines")) or item.get("headline") or item.get("title")
    record: dict[str, Any] = {
        "id": item.get("uri"),
        "title": title,
        "text": _body(item),
        "published": _moment(item),
        "author": item.get("byline") or item.get("by"),
        "source": _names(next((found for name in _SOURCES if (found := item.get(name))), None)) or item.get("provider") or item.get("copyrightholder"),
        "url": _link(item),
        "declared_topics": _subjects(item),
    }  # fmt: skip
    return {name: value for name, value in record.items() if value}


def _body(item: Mapping[Any, Any]) -> str | None:
    """The body as text, without its markup."""
    bodies = [one for one in item.get("bodies") or () if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
    bodies.sort(key=_fitness)
    values = [one["value"] for one in bodies] + [item[name] for name in _BODIES_1 if isinstance(item.get(name), str)]
    body = next((value for value in values if value.strip()), None)
    return without_markup(body) if body is not None and is_marked_up(body) else body


def _fitness(body: Mapping[Any, Any]) -> int:
    kind = body.get("contenttype") or body.get("contentType")
    return _TYPES_2.index(kind) if kind in _TYPES_2 else len(_TYPES_2)


def _of_roles(values: object) -> str | None:
    """The main one of values that have roles."""
    if not isinstance(values, list):
        return None
    found = [one for one in values if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
    found.sort(key=lambda one: _MAIN.index(one.get("role")) if one.get("role") in _MAIN else len(_MAIN))
    return str(found[0]["value"]) if found else None


def _moment(item: Mapping[Any, Any]) -> object:
    """When it was first published as far as that is told, else when this version was made."""
    names = (
        "firstPublished",
        "contentCreated",
        "contentcreated",
        "firstCreated",
        "firstcreated",
        "versionCreated",
        "versioncreated",
    )
    return next((item[name] for name in names if item.get(name)), None)


def _link(item: Mapping[Any, Any]) -> str | None:
    uri = item.get("uri")
    return uri if isinstance(uri, str) and uri.startswith(("http://", "https://")) else None


def _subjects(item: Mapping[Any, Any]) -> list[str]:
    """Names of subjects, and keywords, one by one."""
    names: list[str] = []
    for field in ("subject", "subjects"):
        for one in item.get(field) or () if isinstance(item.get(field), list) else ():
            name = one.get("name") if isinstance(one, Mapping) else None
            if isinstance(name, str) and name.strip():
                names.append(name.strip())
    for one in item.get("keywords") or () if isinstance(item.get("keywords"), list) else ():
        names += [one] if isinstance(one, str) else []
    return list(dict.fromkeys(names))


def _names(values: object) -> str | None:
    if not isinstance(values, list):
        return None
    return ", ".join(str(one["name"]) for one in values if isinstance(one, Mapping) and one.get("name")) or None
