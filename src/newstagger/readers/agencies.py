"""What agencies deliver: NewsML-G2 (https://iptc.org/standards/newsml-g2/) and NITF (https://iptc.org/standards/nitf/) -> records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import without_markup
from newstagger.readers.own import AS_IT_WAS, own_id
from newstagger.readers.passed import NO_TEXT, by_status, passed
from newstagger.readers.xml import children, first, line_of, local, paragraphs, raw

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z|[+-]\d\d:?\d\d)?)?")
_BY = re.compile(r"^(?:de notre correspondante?|par|by)\s*:?\s+", re.IGNORECASE)


def record_of_newsml(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``newsItem``; that of a picture, a film or a cancelled item says that it is passed over."""
    if (own := own_id(item.get("guid"))) is not None:
        return _own(item, own)
    kind = next((one.get("qcode") or one.get("uri") or "" for one in children(item, "itemMeta", "itemClass")), "text")
    status = next((one.get("qcode") or "" for one in children(item, "itemMeta", "pubStatus")), "")
    nitf = next((one for one in children(item, "contentSet", "inlineXML", "nitf")), None)
    record: dict[str, Any] = record_of_nitf(nitf, {}) if nitf is not None else {}
    text = record.get("text") or _content(item)
    if reason := by_status(status):
        return passed(reason)
    if not text and not kind.endswith(("text", "composite")):
        return passed(NO_TEXT)
    found = {
        "id": item.get("guid"),
        "title": first(item, "contentMeta", "headline") or first(item, "itemMeta", "title") or record.get("title"),
        "text": text or "",
        "standfirst": _summary(item) or record.get("standfirst"),
        "published": first(item, "contentMeta", "contentCreated") or first(item, "itemMeta", "firstCreated")
        or first(item, "itemMeta", "versionCreated"),
        "author": _author(item) or record.get("author"),
        "source": _provider(item) or record.get("source"),
        "url": item.get("guid") if (item.get("guid") or "").startswith(("http:", "https:")) else None,
        "declared_topics": _subjects(item) or record.get("declared_topics"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value or name == "text"}


def _own(item: Element, id: str) -> dict[str, Any]:  # noqa: A002 - the record's own name for it
    """What newstagger wrote, as it was."""

    def text(*names: str) -> str | None:
        return next(map(raw, children(item, *names)), None)

    found = {
        AS_IT_WAS: True,
        "id": id,
        "title": text("contentMeta", "headline"),
        "text": text("contentSet", "inlineData") or "",
        "published": text("contentMeta", "contentCreated"),
        "author": text("contentMeta", "by"),
        "source": next((one.get("literal") for one in children(item, "contentMeta", "infoSource")), None),
        "url": text("contentMeta", "altId"),
        "declared_topics": _subjects(item),
    }
    return {name: value for name, value in found.items() if value or name == "text"}


def _content(item: Element) -> str:
    """The first body that has text: XML (XHTML above all), or data as plain text or HTML."""
    for element in (one for part in children(item, "contentSet") for one in part):
        if local(element) == "inlineXML":
            bodies = [body for body in element.iter() if local(body) == "body"]
            text = paragraphs(bodies[0] if bodies else element)
        elif local(element) == "inlineData" and not element.get("encoding"):
            text = raw(element).strip()
            text = without_markup(text) if "html" in (element.get("contenttype") or "") else text
        else:
            continue
        if text:
            return text
    return ""


def _summary(item: Element) -> str | None:
    """The description that is a summary."""
    for one in children(item, "contentMeta", "description"):
        if (one.get("role") or "").endswith("summary"):
            return line_of(one) or None
    return None


def _name(element: Element) -> str:
    """The name of a concept, in French where it has names in several languages, else its literal."""
    names = sorted(children(element, "name"), key=lambda one: not (one.get(_LANG) or "").startswith("fr"))
    return next((line_of(one) for one in names if line_of(one)), "") or element.get("literal") or ""


def _author(item: Element) -> str | None:
    by = first(item, "contentMeta", "by")
    names = [_name(one) for one in children(item, "contentMeta", "creator")]
    return by_line(by) or ", ".join(filter(None, names)) or None


def by_line(text: str | None) -> str | None:
    """The names of a byline, without « Par » or « De notre correspondant »."""
    return _BY.sub("", " ".join(text.split())) or None if text else None


#: « asl/tib/pid » and « ==Kyodo », which those who wrote and sent a dispatch put below it.
_SIGNED = re.compile(r"\(?[a-z]{2,6}(?:[-/][a-z]{2,6}){1,9}/?\)?|\(?(?:SDA|ATS)\W{1,2}[a-z]{1,6}\)?|==\w+")


def without_signature(text: str) -> str:
    """The text of a dispatch without the initials in its last line."""
    text = text.rstrip()
    before, _, last = text.rpartition("\n")
    return before.rstrip() if before and _SIGNED.fullmatch(last.strip()) else text


def _provider(item: Element) -> str | None:
    for one in [*children(item, "contentMeta", "infoSource"), *children(item, "itemMeta", "provider")]:
        if name := _name(one) or (one.get("qcode") or "").partition(":")[2]:
            return name
    return None


def _subjects(item: Element) -> list[str]:
    """Names of the subjects that are no persons, organisations or places, and keywords."""
    abstract = [
        one for one in children(item, "contentMeta", "subject") if (one.get("type") or "abstract").endswith("abstract")
    ]
    names = [_name(one) for one in abstract] + [line_of(one) for one in children(item, "contentMeta", "keyword")]
    return list(dict.fromkeys(filter(None, names)))


def record_of_nitf(nitf: Element, about: dict[str, str]) -> dict[str, Any]:
    """The record of a NITF file; its abstract, else its second headline, is the standfirst."""
    docdata = next(iter(children(nitf, "head", "docdata")), None)
    about_it = {} if docdata is None else _docdata(docdata)
    byline = first(nitf, "body", "body.head", "byline")
    topics = [one.get("key") or "" for part in children(nitf, "head", "docdata", "key-list") for one in part]
    for subject in children(nitf, "head", "tobject", "tobject.subject"):
        topics += [subject.get(f"tobject.subject.{part}") or "" for part in ("type", "matter", "detail")]
    found = {
        **about_it,
        "title": first(nitf, "body", "body.head", "hedline", "hl1") or first(nitf, "head", "title"),
        "standfirst": first(nitf, "body", "body.head", "abstract")
        or first(nitf, "body", "body.head", "hedline", "hl2"),
        "text": "\n\n".join(filter(None, map(paragraphs, children(nitf, "body", "body.content")))),
        "author": by_line(byline),
        "declared_topics": list(dict.fromkeys(filter(None, topics))),
    }
    if "published" not in found:
        moments = [one.get("date.publication") or "" for one in children(nitf, "head", "pubdata")]
        found["published"] = next(filter(None, map(iso_moment, moments)), None)
    return {name: value for name, value in found.items() if value or name == "text"}


def _docdata(docdata: Element) -> dict[str, Any]:
    """Id, time and source of a NITF file."""
    found: dict[str, Any] = {}
    for one in docdata:
        if local(one) == "doc-id" and one.get("id-string"):
            found["id"] = one.get("id-string")
        elif local(one) == "date.issue" and (moment := iso_moment(one.get("norm") or "")):
            found["published"] = moment
        elif local(one) == "doc.copyright" and one.get("holder"):
            found["source"] = one.get("holder")
    return found


def iso_moment(norm: str) -> str | None:
    """A time in ISO 8601's basic form, which NITF uses, in the extended one."""
    match = _BASIC.fullmatch(norm.strip())
    if match is None:
        return norm.strip() or None
    year, month, day, hour, minute, zone = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    zone = zone if zone in (None, "Z") or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return f"{year}-{month}-{day}T{hour}:{minute}{zone or ''}"
