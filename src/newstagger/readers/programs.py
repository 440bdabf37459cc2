"""Records with the fields of particular programs: ninjs, Europarser, Factiva’s snapshots, AFP’s API.

ninjs is the IPTC’s JSON for news, versions 1 to 3 (https://iptc.org/standards/ninjs/). Version 2 writes names in lower case
(``contenttype``), version 3 in camel case (``contentType``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote

from newstagger.readers.markup import is_marked_up, remove_markup
from newstagger.readers.options import NO_TEXT, judge_status, pass_over
from newstagger.readers.published import find_day, remove_weekday
from newstagger.readers.terms import clean_byline, clean_source, remove_repeats, split_terms

_URN = "urn:x-newstagger:"
#: The key of a record whose texts must stay as they are.
AS_IT_WAS = "newstagger:as it was"


def make_own_uri(id: str) -> str:  # noqa: A002 - the record's own name for it
    """A URI for the item of an article, made of its id, so that every run gives the same one."""
    return _URN + quote(id, safe="")


def read_own_id(uri: object) -> str | None:
    """The id of the article from which an item with this URI was made; None for other items."""
    return unquote(uri[len(_URN) :]) if isinstance(uri, str) and uri.startswith(_URN) else None


#: Bodies by preference: their names in version 1, and the content types of version 2.
_BODIES_1 = ("body_text", "body_html", "body_xhtml")
_TYPES_2 = ("text/plain", "text/html", "application/xhtml+xml")
_DESCRIPTIONS_1 = ("description_text", "description_html", "description_xhtml")
_SOURCES = ("infoSources", "infosources", "infosource")
_OWNERS = ("provider", "copyrightHolder", "copyrightholder")
#: Roles of headlines and bodies by preference; any other role is used if there is none of these.
_MAIN = ("main", "mainheadline", "headline", "hl1", "")
#: Roles of descriptions that are standfirsts, by preference; « caption » and « alt » describe pictures.
_LEADS = ("lead", "summary", "abstract", "standfirst", "text", "main", "")
#: Types of items that are not articles unless they have a body.
_NO_ARTICLES = frozenset("picture photo graphic audio video event planning component composite".split())
#: The type of a package of items, which are under ``associations``.
_PACKAGE = "composite"
#: Bodies may be whole documents.
_FRAME = re.compile(
    r"<head\b(?:(?!<head\b).)*?</head\s*>|</?(?:html|body|article|section|nitf|body\.content)\b[^>]{0,500}>|<!doctype[^>]{0,200}>|<\?xml[^>]{0,200}\?>",
    re.I | re.S,
)


def is_ninjs(record: Mapping[Any, Any]) -> bool:
    """Whether a JSON object is a ninjs item: it has a ``uri`` and fields that other records do not have."""
    if not isinstance(record.get("uri"), str) or "text" in record:
        return False
    second = any(isinstance(record.get(name), list) for name in ("headlines", "bodies", "descriptions"))
    names = (*_BODIES_1, *_DESCRIPTIONS_1, "versioncreated", "versionCreated", "pubstatus", "pubStatus")
    return second or any(isinstance(record.get(name), str) for name in names)


def read_ninjs(item: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of an article in a ninjs item; its subjects and keywords are declared topics.

    Cancelled and withheld items, and pictures, films and events without a text, give a record that is skipped.
    """
    if (own := read_own_id(item.get("uri"))) is not None:
        return _read_own(item, own)
    if reason := judge_status(item.get("pubStatus") or item.get("pubstatus")):
        return pass_over(reason)
    body = _find_body(item)
    if not body and str(item.get("type") or "text").lower() in _NO_ARTICLES:
        return pass_over(NO_TEXT)
    headlines = sorted(_keep_language(item, "headlines") or _keep_valued(item.get("headlines")), key=_rank_main)
    title = next((one["value"] for one in headlines), None) or item.get("headline") or item.get("title")
    lead = _find_standfirst(item)
    record: dict[str, Any] = {
        "id": item.get("uri"),
        "title": title,
        "text": remove_title(body, title) if body else lead,
        "standfirst": lead if body else None,
        "published": _find_moment(item),
        "author": _find_author(item),
        "source": _find_source(item),
        "url": _find_link(item),
        "declared_topics": _find_subjects(item),
    }
    return {name: value for name, value in record.items() if value}


def list_items(record: object) -> list[Any]:
    """The items in a package of ninjs that has no text of its own; any other record alone."""
    if not isinstance(record, Mapping) or str(record.get("type")).lower() != _PACKAGE or not is_ninjs(record):
        return [record]
    inside = record.get("associations")
    inside = list(inside.values()) if isinstance(inside, Mapping) else inside
    items = [one for one in inside if isinstance(one, Mapping) and is_ninjs(one)] if isinstance(inside, list) else []
    return [record] if _find_body(record) or not any(map(_find_body, items)) else items


def _read_own(item: Mapping[Any, Any], id: str) -> dict[str, Any]:  # noqa: A002 - the record's own name for it
    """The record of an item written by newstagger, with its text unchanged and its address from ``altids``."""
    record: dict[str, Any] = {
        AS_IT_WAS: True,
        "id": id,
        "title": next((one["value"] for one in _keep_valued(item.get("headlines"))), None),
        "text": next((one["value"] for one in _keep_valued(item.get("bodies"))), ""),
        "published": _find_moment(item),
        "author": item.get("by"),
        "source": _find_source(item),
        "url": next((one["value"] for one in _keep_valued(item.get("altids")) if one.get("role") == "url"), None),
        "declared_topics": _find_subjects(item),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _keep_valued(values: object) -> list[Mapping[Any, Any]]:
    """The objects in a list that have a value."""
    return (
        [one for one in values if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
        if isinstance(values, list)
        else []
    )


def _keep_language(item: Mapping[Any, Any], field: str) -> list[Mapping[Any, Any]]:
    """The values of a field in the language to read, where they say the same in several: French, else that of the item."""
    said = [_read_language(one) for name in ("bodies", "headlines") for one in _keep_valued(item.get(name))]
    codes = list(dict.fromkeys(filter(None, said)))
    own = _read_language(item)
    wanted = "fr" if "fr" in codes else own if own in codes else codes[0] if codes else ""
    values = _keep_valued(item.get(field))
    return [one for one in values if not wanted or _read_language(one) in (wanted, "")]


def _read_language(value: Mapping[Any, Any]) -> str:
    """The language of an item or value: « fr-CH » is « fr »."""
    return str(value.get("language") or "").lower()[:2]


def _find_body(item: Mapping[Any, Any]) -> str | None:
    """The body as text, without markup."""
    bodies = sorted(_keep_language(item, "bodies") or _keep_valued(item.get("bodies")), key=_rank_body)
    values = [(one["value"], _read_content_type(one)) for one in bodies]
    values += [(item[name], name) for name in _BODIES_1 if isinstance(item.get(name), str)]
    return next((text for value, kind in values if (text := _remove_markup(value, kind))), None)


def _read_content_type(value: Mapping[Any, Any]) -> str:
    return str(value.get("contenttype") or value.get("contentType") or "").lower()


def _remove_markup(value: str, kind: str) -> str:
    """The text of a value, by its content type or its content."""
    if "html" in kind or "xml" in kind or is_marked_up(value):
        return remove_markup(_FRAME.sub("\n\n", value))
    return value.strip()


def remove_title(body: str, title: object) -> str:
    """The text without the headline, which HTML bodies repeat."""
    first, _, rest = body.partition("\n")
    return rest.strip() if isinstance(title, str) and rest.strip() and first.strip() == title.strip() else body


def _rank_body(body: Mapping[Any, Any]) -> tuple[int, int]:
    kind = _read_content_type(body)
    return _rank_main(body), _TYPES_2.index(kind) if kind in _TYPES_2 else len(_TYPES_2)


def _rank_main(value: Mapping[Any, Any]) -> int:
    return rank_role(value.get("role"))


def rank_role(role: object) -> int:
    """How far a headline or body with this role is from the main one: « main », « hld:subHeadline », or none."""
    plain = _fold_role(role)
    return _MAIN.index(plain) if plain in _MAIN else len(_MAIN)


def _find_standfirst(item: Mapping[Any, Any]) -> str | None:
    """The standfirst: the description with the best role, or that of version 1."""
    found = [one for one in _keep_language(item, "descriptions") if _fold_role(one.get("role")) in _LEADS]
    found.sort(key=lambda one: _LEADS.index(_fold_role(one.get("role"))))
    values = [(one["value"], _read_content_type(one)) for one in found]
    # Version 1 has « description_summary » and the like in addition to « description_text », Superdesk has an « abstract ».
    names = [
        *_DESCRIPTIONS_1,
        "abstract",
        *(name for name in item if isinstance(name, str) and name.startswith("description_") and "caption" not in name),
    ]
    values += [(item[name], name) for name in names if isinstance(item.get(name), str)]
    return next((text for value, kind in values if (text := _remove_markup(value, kind))), None)


def _fold_role(role: object) -> str:
    """A role without its scheme or address: « drol:summary », « http://cv.iptc.org/newscodes/descriptionrole/summary »."""
    return re.split(r"[:/#]", role.lower())[-1] if isinstance(role, str) else ""


def _find_author(item: Mapping[Any, Any]) -> str | None:
    by = item.get("byline") or item.get("by")
    return clean_byline(by) if isinstance(by, str) else _join_names(item.get("authors"))


def _find_source(item: Mapping[Any, Any]) -> str | None:
    """The agency, else the owner of the item; in Superdesk, the agency is the « source »."""
    named = _join_names(next((found for name in _SOURCES if (found := item.get(name))), None))
    owners: Iterable[object] = (item.get(name) for name in ("source", *_OWNERS))
    return named or next((one for one in owners if isinstance(one, str) and one.strip()), None)


def _find_moment(item: Mapping[Any, Any]) -> object:
    """The time of first publication if given, else that of this version."""
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


def _find_link(item: Mapping[Any, Any]) -> str | None:
    uri = item.get("uri")
    return uri if isinstance(uri, str) and uri.startswith(("http://", "https://")) else None


def _find_subjects(item: Mapping[Any, Any]) -> list[str]:
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


def _join_names(values: object) -> str | None:
    if not isinstance(values, list):
        return None
    return ", ".join(str(one["name"]) for one in values if isinstance(one, Mapping) and one.get("name")) or None


Record = Mapping[Any, Any]


def adapt_record(record: Record) -> Record:
    """A record with the fields of an article if its program is known; else unchanged.

    Raises:
        ValueError: it is a JSON schema, not an article.
    """
    if "$schema" in record and isinstance(record.get("properties"), Mapping):
        raise ValueError("is a JSON schema, not an article")
    for known, make in _KNOWN:
        if known(record):
            return make(record)
    return record


def _drop_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value or name == "text"}


# --- Europarser (https://github.com/CERES-Sorbonne/EuroParser), which reads exports of Europresse


def is_europarser(record: Record) -> bool:
    """Whether a record has the columns of Europarser's tables."""
    return record.keys() >= {"titre", "texte", "journal"} and ("journal_clean" in record or "journalClean" in record)


def read_europarser(record: Record) -> dict[str, Any]:
    """The keywords are one text; the section is in the newspaper's line above the headline."""
    header = str(record.get("complement") or "").split(" | ")[0]
    found = find_day(header)
    section = split_terms(remove_weekday(header[: found.start])) if found else []
    author = str(record.get("auteur") or "")
    return _drop_empty(
        {
            "id": record.get("identifiant") or record.get("id"),
            "title": record.get("titre"),
            "text": record.get("texte") or "",
            "published": read_europarser_day(record),
            "author": author if author.lower() != "unknown" else None,
            "source": record.get("journal_clean")
            or record.get("journalClean")
            or clean_source(str(record.get("journal"))),
            "url": record.get("url"),
            "declared_topics": remove_repeats([*section, *split_terms(str(record.get("keywords") or ""), ",")]),
        }
    )


def read_europarser_day(record: Record) -> str | None:
    """The day in « 2024 03 05T00:00:00 », where midnight means no time; else from the columns of year, month and day."""
    match = re.fullmatch(
        r"(\d{4})[ -](\d\d)[ -](\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?", str(record.get("date") or "").strip()
    )
    if match is not None:
        day = f"{match[1]}-{match[2]}-{match[3]}"
        return day if match[4] is None or not match[4].strip("0:") else f"{day}T{match[4]}"
    try:
        return date(*(int(record[name]) for name in ("annee", "mois", "jour"))).isoformat()
    except (KeyError, TypeError, ValueError):
        return record.get("date") or None


# --- AFP's API (https://api.afp.com)


def is_afp(record: Record) -> bool:
    """Whether a record has paragraphs under « news », as in AFP's search results."""
    news = record.get("news")
    return "headline" in record and isinstance(news, list) and all(isinstance(one, str) for one in news)


def read_afp(record: Record) -> dict[str, Any]:
    """Paragraphs are a list; slugs are the keywords."""
    slugs = record.get("slug")
    slugs = slugs if isinstance(slugs, list) else []
    return _drop_empty(
        {
            "id": record.get("uno") or record.get("guid") or record.get("id"),
            "title": record.get("headline"),
            "text": "\n\n".join(record["news"]),
            "published": record.get("published") or record.get("created"),
            "author": record.get("byline"),
            "source": record.get("provider") or record.get("source") or "AFP",
            "url": record.get("href"),
            "declared_topics": remove_repeats(one for one in slugs if isinstance(one, str)),
        }
    )


# --- snapshots and streams of Factiva (https://developer.dowjones.com)


def is_snapshot(record: Record) -> bool:
    """Whether a record has an accession number and the two parts of a text."""
    return "an" in record and "body" in record and ("source_name" in record or "publication_datetime" in record)


def read_snapshot(record: Record) -> dict[str, Any]:
    """The snippet is the first paragraph, which the body does not repeat."""
    parts = (str(record[name]).strip() for name in ("snippet", "body") if record.get(name))
    when = record.get("publication_datetime") or record.get("publication_date")
    if isinstance(when, (date, datetime)):
        when = when.isoformat()
    return _drop_empty(
        {
            "id": record["an"],
            "title": record.get("title"),
            "text": "\n\n".join(filter(None, parts)),
            "published": when,
            "author": record.get("byline"),
            "source": record.get("source_name"),
            "declared_topics": split_terms(str(record.get("section") or "")),
        }
    )


_KNOWN: tuple[tuple[Callable[[Record], bool], Callable[[Record], dict[str, Any]]], ...] = (
    (is_ninjs, read_ninjs),
    (is_europarser, read_europarser),
    (is_afp, read_afp),
    (is_snapshot, read_snapshot),
)
