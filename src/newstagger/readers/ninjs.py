"""ninjs, the IPTC's JSON for news, versions 1 to 3 (https://iptc.org/standards/ninjs/) -> records.

Version 2 writes its names in small letters (``contenttype``), version 3 in camel case (``contentType``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from newstagger.readers.markup import is_marked_up, without_markup
from newstagger.readers.passed import NO_TEXT, by_status, passed

_URN = "urn:x-newstagger:"
#: Under this key a record says that its texts are as they are to be read.
AS_IT_WAS = "newstagger:as it was"


def own_uri(id: str) -> str:  # noqa: A002 - the record's own name for it
    """A name for the item of an article, the same in every run: made of the article's id."""
    return _URN + quote(id, safe="")


def own_id(uri: object) -> str | None:
    """The id of the article that an item of this name was made of; None for an item of anybody else."""
    return unquote(uri[len(_URN) :]) if isinstance(uri, str) and uri.startswith(_URN) else None


#: Bodies, the fittest first: what a version 1 item calls them, and the content types of version 2.
_BODIES_1 = ("body_text", "body_html", "body_xhtml")
_TYPES_2 = ("text/plain", "text/html", "application/xhtml+xml")
_DESCRIPTIONS_1 = ("description_text", "description_html", "description_xhtml")
_SOURCES = ("infoSources", "infosources", "infosource")
_OWNERS = ("provider", "copyrightHolder", "copyrightholder")
#: Roles of a headline, the fittest first; any other does where there is none of these.
_MAIN = ("main", "headline", "hl1", None, "")
#: Roles of descriptions that are a standfirst, the fittest first; « caption » and « alt » describe a picture.
_LEADS = ("lead", "summary", "abstract", "standfirst", "text", "main", None, "")
#: Kinds of items that are no articles where they have no body.
_NO_ARTICLES = frozenset("picture photo graphic audio video event planning component".split())
_BY = re.compile(r"^(?:de notre correspondante?|par|by)\s*:?\s+", re.IGNORECASE)
#: Bodies may be whole documents.
_FRAME = re.compile(
    r"<head\b(?:(?!<head\b).)*?</head\s*>|</?(?:html|body|article|section|nitf|body\.content)\b[^>]{0,500}>|<!doctype[^>]{0,200}>|<\?xml[^>]{0,200}\?>",
    re.I | re.S,
)


def is_ninjs(record: Mapping[Any, Any]) -> bool:
    """Is a JSON object a ninjs item? It has a ``uri``, and names of fields that other records do not have."""
    if not isinstance(record.get("uri"), str) or "text" in record:
        return False
    second = any(isinstance(record.get(name), list) for name in ("headlines", "bodies", "descriptions"))
    names = (*_BODIES_1, *_DESCRIPTIONS_1, "versioncreated", "versionCreated", "pubstatus", "pubStatus")
    return second or any(isinstance(record.get(name), str) for name in names)


def record_of_ninjs(item: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of an article that a ninjs item holds; its subjects and keywords are declared topics.

    The record of a cancelled or withheld item, and of a picture, film or event without a text, says that it is passed over.
    """
    if (own := own_id(item.get("uri"))) is not None:
        return _own(item, own)
    if reason := by_status(item.get("pubStatus") or item.get("pubstatus")):
        return passed(reason)
    body = _body(item)
    if not body and str(item.get("type") or "text").lower() in _NO_ARTICLES:
        return passed(NO_TEXT)
    title = _of_roles(item.get("headlines"), _MAIN) or item.get("headline") or item.get("title")
    lead = _description(item)
    record: dict[str, Any] = {
        "id": item.get("uri"),
        "title": title,
        "text": _without_title(body, title) if body else lead,
        "standfirst": lead if body else None,
        "published": _moment(item),
        "author": _author(item),
        "source": _source(item),
        "url": _link(item),
        "declared_topics": _subjects(item),
    }
    return {name: value for name, value in record.items() if value}


def _own(item: Mapping[Any, Any], id: str) -> dict[str, Any]:  # noqa: A002 - the record's own name for it
    """What newstagger wrote, as it was: its text is plain, its address one of the other names."""
    record: dict[str, Any] = {
        AS_IT_WAS: True,
        "id": id,
        "title": next((one["value"] for one in _valued(item.get("headlines"))), None),
        "text": next((one["value"] for one in _valued(item.get("bodies"))), ""),
        "published": _moment(item),
        "author": item.get("by"),
        "source": _source(item),
        "url": next((one["value"] for one in _valued(item.get("altids")) if one.get("role") == "url"), None),
        "declared_topics": _subjects(item),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _valued(values: object) -> list[Mapping[Any, Any]]:
    """The objects of a list that have a value."""
    return (
        [one for one in values if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
        if isinstance(values, list)
        else []
    )


def _body(item: Mapping[Any, Any]) -> str | None:
    """The body as text, without its markup."""
    bodies = sorted(_valued(item.get("bodies")), key=_fitness)
    values = [(one["value"], _kind(one)) for one in bodies]
    values += [(item[name], name) for name in _BODIES_1 if isinstance(item.get(name), str)]
    return next((text for value, kind in values if (text := _plain(value, kind))), None)


def _kind(value: Mapping[Any, Any]) -> str:
    return str(value.get("contenttype") or value.get("contentType") or "").lower()


def _plain(value: str, kind: str) -> str:
    """The text of a value, by its content type, or by what it holds."""
    if "html" in kind or "xml" in kind or is_marked_up(value):
        return without_markup(_FRAME.sub("\n\n", value))
    return value.strip()


def _without_title(body: str, title: object) -> str:
    """The text without the headline, which bodies of HTML have once more."""
    first, _, rest = body.partition("\n")
    return rest.strip() if isinstance(title, str) and rest.strip() and first.strip() == title.strip() else body


def _fitness(body: Mapping[Any, Any]) -> int:
    kind = _kind(body)
    return _TYPES_2.index(kind) if kind in _TYPES_2 else len(_TYPES_2)


def _of_roles(values: object, roles: tuple[str | None, ...]) -> str | None:
    """The main one of values that have roles."""
    found = sorted(
        _valued(values), key=lambda one: roles.index(one.get("role")) if one.get("role") in roles else len(roles)
    )
    return str(found[0]["value"]) if found else None


def _description(item: Mapping[Any, Any]) -> str | None:
    """The standfirst: the description whose role is fittest, or that of a version 1 item."""
    found = [one for one in _valued(item.get("descriptions")) if _role(one) in _LEADS]
    found.sort(key=lambda one: _LEADS.index(_role(one)))
    values = [(one["value"], _kind(one)) for one in found]
    # Version 1 has « description_summary » and the like beside « description_text ».
    names = [
        *_DESCRIPTIONS_1,
        *(name for name in item if isinstance(name, str) and name.startswith("description_") and "caption" not in name),
    ]
    values += [(item[name], name) for name in names if isinstance(item.get(name), str)]
    return next((text for value, kind in values if (text := _plain(value, kind))), None)


def _role(value: Mapping[Any, Any]) -> str | None:
    role = value.get("role")
    return role.lower().rpartition(":")[2] if isinstance(role, str) else None


def _author(item: Mapping[Any, Any]) -> str | None:
    by = item.get("byline") or item.get("by")
    return _BY.sub("", by.strip()) or None if isinstance(by, str) else None


def _source(item: Mapping[Any, Any]) -> str | None:
    """The agency, else who owns the item."""
    named = _names(next((found for name in _SOURCES if (found := item.get(name))), None))
    owners: Iterable[object] = (item.get(name) for name in _OWNERS)
    return named or next((one for one in owners if isinstance(one, str) and one.strip()), None)


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
