"""What agencies deliver: NewsML-G2 (https://iptc.org/standards/newsml-g2/) and NITF (https://iptc.org/standards/nitf/) -> records.

NewsML 1.0 to 1.2 (https://iptc.org/standards/newsml-1/), which AFP, Belga, Keystone-ATS and others deliver -> records.

An item is a tree of components with roles: one that is « Main » or has no role holds the text, or its children « Title »,
« Lead » and « Body » do; pictures and their captions are components of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import is_marked_up, without_markup
from newstagger.readers.ninjs import AS_IT_WAS, own_id
from newstagger.readers.passed import NO_TEXT, by_status, passed
from newstagger.readers.xml.parse import children, first, line_of, local, paragraphs, raw

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


#: Roles of components that hold no text of the article.
_BESIDE = frozenset(
    "picture image photo graphic caption thumbnail preview quicklook video audio sound clip logo stylesheet contact supporting "
    "supplement multimedia icon quote tip notes ednote".split()
)
_TITLES = frozenset("title headline head".split())
_LEADS = frozenset("lead abstract summary standfirst intro".split())
#: What the first two digits of an IPTC subject code stand for, in the IPTC's French
#: (http://cv.iptc.org/newscodes/subjectcode/).
_SUBJECTS = dict(
    zip(
        (f"{number:02}" for number in range(1, 18)),
        (
            "Arts, culture, et spectacles", "Police et justice", "Désastres et accidents", "Économie et finances", "Éducation",
            "Environnement", "Santé", "Gens animaux insolite", "Social", "Vie quotidienne et loisirs", "Politique",
            "Religion et croyance", "Science et technologie", "Société", "Sport", "Guerres et conflits", "Météo",
        ),
        strict=True,
    )
)  # fmt: skip


def record_of_newsml1(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``NewsItem``; that of a cancelled one, or of one without a text, says that it is passed over."""
    management = next(iter(children(item, "NewsManagement")), item)
    if reason := by_status(_formal(management, "Status")):
        return passed(reason)
    components = [one for one in _components(item) if _component_content(one) or children(one, "NewsLines")]
    parts = _parts(_in_french(components))
    if not parts["text"] and not parts["standfirst"]:
        kinds = {kind.lower() for one in item.iter() if local(one) == "MediaType" and (kind := one.get("FormalName"))}
        beside = any(_role(one) in _BESIDE for one in item.iter() if local(one) == "NewsComponent")
        if (kinds - {"text"}) or beside:
            return passed(NO_TEXT)
    found = {
        "id": _id(item),
        **parts,
        "published": iso_moment(first(management, "FirstCreated") or "")
        or iso_moment(first(management, "ThisRevisionCreated") or ""),
        "declared_topics": _topics(item),
        "source": _source(item),
    }
    return {name: value for name, value in found.items() if value or name == "text"}


def _formal(element: Element, *path: str) -> str:
    return next((value for one in children(element, *path) if (value := one.get("FormalName"))), "")


def _role(component: Element) -> str:
    return _formal(component, "Role").lower()


def _components(element: Element) -> Iterator[Element]:
    """Components below an element that may hold text, outer ones first."""
    for component in children(element, "NewsComponent"):
        if _role(component) not in _BESIDE:
            yield component
            yield from _components(component)


def _language(component: Element) -> str:
    """The language that a component or one around it declares."""
    while component is not None and local(component) in ("NewsComponent", "NewsItem"):
        code = component.get(_LANG) or _formal(component, "DescriptiveMetadata", "Language")
        if code:
            return code.lower()[:2]
        component = component.getparent()
    return ""


def _in_french(components: list[Element]) -> list[Element]:
    """Where the same text comes in several languages, the French one, else the first."""
    languages = list(dict.fromkeys(code for one in components if (code := _language(one)) and _component_content(one)))
    if len(languages) < 2:
        return components
    wanted = "fr" if "fr" in languages else languages[0]
    return [one for one in components if _language(one) in (wanted, "")]


def _component_content(component: Element) -> str:
    """The text of a component's own content: NITF, XHTML, or plain text that may hold escaped HTML."""
    texts: list[str] = []
    for content in children(component, "ContentItem"):
        if _formal(content, "MediaType").lower() not in ("", "text") or children(content, "Encoding"):
            continue
        for data in children(content, "DataContent"):
            bodies = [one for one in data.iter() if local(one) == "body.content"] or [
                one for one in data.iter() if local(one) == "body"
            ]
            if bodies or len(data):
                texts += [paragraphs(one) for one in bodies] if bodies else [paragraphs(data)]
            else:
                text = "\n".join(line.strip() for line in raw(data).strip().split("\n"))
                texts.append(without_markup(text) if is_marked_up(text) else text)
    return "\n\n".join(filter(None, texts))


def _parts(components: list[Element]) -> dict[str, Any]:
    """Title, author, standfirst and text that the components give."""
    titles: list[str] = []
    authors: list[str] = []
    leads: list[str] = []
    texts: list[str] = []
    for component in components:
        for lines in children(component, "NewsLines"):
            titles += filter(None, map(line_of, children(lines, "HeadLine")))
            authors += filter(None, map(line_of, children(lines, "ByLine")))
        text = _component_content(component)
        if not text:
            continue
        role = _role(component)
        if role in _TITLES:
            titles.append(" ".join(text.split()))
        elif role in _LEADS:
            leads.append(text)
        elif text not in texts:
            texts.append(text)
    return {
        "title": titles[0] if titles else None,
        "author": by_line(authors[0]) if authors else None,
        "standfirst": leads[0] if leads else None,
        "text": without_signature("\n\n".join(texts)),
    }


def _id(item: Element) -> str | None:
    """The public identifier, unless it is one for all items, as Belga's."""
    found = next(iter(children(item, "Identification", "NewsIdentifier")), None)
    if found is None:
        return str(item.get("Duid") or "") or None
    public, own = first(found, "PublicIdentifier"), first(found, "NewsItemId")
    if public and (not own or own in public):
        return public
    parts = [first(found, "ProviderId"), first(found, "DateId"), own]
    return ":".join(["urn:newsml", *parts]) if all(parts) else public or own  # type: ignore[list-item]


def _source(item: Element) -> str | None:
    for part in ("Source", "Provider"):
        for component in _components(item):
            if name := _formal(component, "AdministrativeMetadata", part, "Party"):
                return name
    lines = (first(component, "NewsLines", "CreditLine") for component in _components(item))
    return next(filter(None, lines), None) or first(item, "Identification", "NewsIdentifier", "ProviderId")


def _topics(item: Element) -> list[str]:
    """Keywords, catchwords, and the subjects that codes stand for."""
    found: list[str] = []
    for component in _components(item):
        for lines in children(component, "NewsLines"):
            found += [word for line in map(line_of, children(lines, "KeywordLine")) for word in line.split(";")]
            for line in children(lines, "NewsLine"):
                if _formal(line, "NewsLineType").lower() == "catchword":
                    found.append(first(line, "NewsLineText") or "")
        for described in children(component, "DescriptiveMetadata"):
            for one in children(described, "Property"):
                if (one.get("FormalName") or "").lower().endswith(("keyword", "keywords")):
                    found += (one.get("Value") or "").split(";")
            for code in (one.get("FormalName") or "" for group in children(described, "SubjectCode") for one in group):
                found.append(_SUBJECTS.get(code[:2], "") if code.isdigit() and len(code) == 8 else code)
    return list(dict.fromkeys(word.strip() for word in found if word.strip()))
