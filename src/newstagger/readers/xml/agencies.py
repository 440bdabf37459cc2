"""Agency formats: NewsML-G2 (https://iptc.org/standards/newsml-g2/) and NITF (https://iptc.org/standards/nitf/) -> records.

NewsML 1.0 to 1.2 (https://iptc.org/standards/newsml-1/), which AFP, Belga, Keystone-ATS and others deliver -> records.

An item of NewsML 1 is a tree of components with roles. The text is in one that is « Main » or has no role, or in its children
« Title », « Lead » and « Body »; pictures and captions are separate components.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import (
    find_children,
    find_text,
    is_marked_up,
    local_name,
    raw_text,
    read_line,
    read_paragraphs,
    remove_markup,
)
from newstagger.readers.options import NO_TEXT, judge_status, pass_over
from newstagger.readers.programs import AS_IT_WAS, rank_role, read_own_id, remove_title
from newstagger.readers.terms import clean_byline, remove_signature

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z|[+-]\d\d:?\d\d)?)?")


def read_news_item(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``newsItem``; pictures, films and cancelled items give a record that is skipped."""
    if (own := read_own_id(item.get("guid"))) is not None:
        return _read_own(item, own)
    kind = next(
        (one.get("qcode") or one.get("uri") or "" for one in find_children(item, "itemMeta", "itemClass")), "text"
    )
    status = next((one.get("qcode") or "" for one in find_children(item, "itemMeta", "pubStatus")), "")
    parts = [one for part in find_children(item, "contentSet") for one in part if isinstance(one.tag, str)]
    language = "fr" if "fr" in map(_find_tongue, parts) else _find_tongue(parts[0]) if parts else ""
    nitf = next((one for part in _put_first(parts, language) for one in find_children(part, "nitf")), None)
    record: dict[str, Any] = read_nitf(nitf, {}) if nitf is not None else {}
    text = record.get("text") or _read_content(_put_first(parts, language))

    def choose(*names: str) -> str | None:
        found = sorted(find_children(item, *names), key=lambda one: rank_role(one.get("role")))
        return next(filter(None, map(read_line, _put_first(found, language))), None)

    if reason := judge_status(status):
        return pass_over(reason)
    if not text and not kind.endswith(("text", "composite")):
        return pass_over(NO_TEXT)
    title = choose("contentMeta", "headline") or choose("itemMeta", "title") or record.get("title")
    found = {
        "id": item.get("guid"),
        "title": title,
        "text": remove_title(text, title),
        "standfirst": _find_summary(item, language) or record.get("standfirst"),
        "published": find_text(item, "contentMeta", "contentCreated") or find_text(item, "itemMeta", "firstCreated")
        or find_text(item, "itemMeta", "versionCreated"),
        "author": _find_author(item) or record.get("author"),
        "source": _find_provider(item) or record.get("source"),
        "url": item.get("guid") if (item.get("guid") or "").startswith(("http:", "https:")) else None,
        "declared_topics": _find_subjects(item) or record.get("declared_topics"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value or name == "text"}


def _read_own(item: Element, id: str) -> dict[str, Any]:  # noqa: A002 - the record's own name for it
    """The record of an item written by newstagger, unchanged."""

    def text(*names: str) -> str | None:
        return next(map(raw_text, find_children(item, *names)), None)

    found = {
        AS_IT_WAS: True,
        "id": id,
        "title": text("contentMeta", "headline"),
        "text": text("contentSet", "inlineData") or "",
        "published": text("contentMeta", "contentCreated"),
        "author": text("contentMeta", "by"),
        "source": next((one.get("literal") for one in find_children(item, "contentMeta", "infoSource")), None),
        "url": text("contentMeta", "altId"),
        "declared_topics": _find_subjects(item),
    }
    return {name: value for name, value in found.items() if value or name == "text"}


def _find_tongue(element: Element) -> str:
    """The language of an element, which it may have from one around it."""
    code = element.get(_LANG) or next((one.get(_LANG) for one in element.iterancestors() if one.get(_LANG)), "")
    return str(code or "").lower()[:2]


def _put_first(elements: list[Element], language: str) -> list[Element]:
    """Elements that say the same in several languages, those of one language first, which is French if none is known."""
    return sorted(elements, key=lambda one: _find_tongue(one) != (language or "fr"))


def _read_content(parts: list[Element]) -> str:
    """The first body with text: XML (usually XHTML), or data as plain text or HTML."""
    for element in parts:
        if local_name(element) == "inlineXML":
            bodies = [body for body in element.iter() if local_name(body) == "body"]
            text = read_paragraphs(bodies[0] if bodies else element)
        elif local_name(element) == "inlineData" and not element.get("encoding"):
            text = raw_text(element).strip()
            text = remove_markup(text) if "html" in (element.get("contenttype") or "") else text
        else:
            continue
        if text:
            return text
    return ""


def _find_summary(item: Element, language: str) -> str | None:
    """The description with the role of a summary."""
    for one in _put_first(find_children(item, "contentMeta", "description"), language):
        if (one.get("role") or "").endswith("summary"):
            return read_line(one) or None
    return None


def _read_name(element: Element) -> str:
    """The name of a concept, in French if it has several languages, else its literal."""
    names = sorted(find_children(element, "name"), key=lambda one: not (one.get(_LANG) or "").startswith("fr"))
    return next((read_line(one) for one in names if read_line(one)), "") or element.get("literal") or ""


def _find_author(item: Element) -> str | None:
    by = find_text(item, "contentMeta", "by")
    names = [_read_name(one) for one in find_children(item, "contentMeta", "creator")]
    return clean_byline(by) or ", ".join(filter(None, names)) or None


def _find_provider(item: Element) -> str | None:
    for one in [*find_children(item, "contentMeta", "infoSource"), *find_children(item, "itemMeta", "provider")]:
        if name := _read_name(one) or (one.get("qcode") or "").partition(":")[2]:
            return name
    return None


def _find_subjects(item: Element) -> list[str]:
    """Names of subjects that are not persons, organisations or places, and keywords."""
    abstract = [
        one
        for one in find_children(item, "contentMeta", "subject")
        if (one.get("type") or "abstract").endswith("abstract")
    ]
    names = [_read_name(one) for one in abstract] + [
        word.strip() for one in find_children(item, "contentMeta", "keyword") for word in read_line(one).split(";")
    ]
    return list(dict.fromkeys(filter(None, names)))


def read_nitf(nitf: Element, about: dict[str, str]) -> dict[str, Any]:
    """The record of a NITF file; its abstract, else its second headline, is the standfirst."""
    docdata = next(iter(find_children(nitf, "head", "docdata")), None)
    about_it = {} if docdata is None else _read_docdata(docdata)
    bylines = find_children(nitf, "body", "body.head", "byline")
    byline = next(filter(None, map(_read_byline, bylines)), None)
    topics = [one.get("key") or "" for part in find_children(nitf, "head", "docdata", "key-list") for one in part]
    for subject in find_children(nitf, "head", "tobject", "tobject.subject"):
        topics += [subject.get(f"tobject.subject.{part}") or "" for part in ("type", "matter", "detail")]
    found = {
        **about_it,
        "title": find_text(nitf, "body", "body.head", "hedline", "hl1") or find_text(nitf, "head", "title"),
        "standfirst": find_text(nitf, "body", "body.head", "abstract")
        or find_text(nitf, "body", "body.head", "hedline", "hl2"),
        "text": "\n\n".join(filter(None, map(read_paragraphs, find_children(nitf, "body", "body.content")))),
        "author": clean_byline(byline),
        "declared_topics": list(dict.fromkeys(filter(None, topics))),
    }
    if "published" not in found:
        moments = [one.get("date.publication") or "" for one in find_children(nitf, "head", "pubdata")]
        found["published"] = next(filter(None, map(format_moment, moments)), None)
    return {name: value for name, value in found.items() if value or name == "text"}


def _read_byline(byline: Element) -> str:
    """The names of a byline, without titles such as the agency's (``byttl``), unless there is nothing else."""
    parts = [str(byline.text or "")]
    for child in byline:
        if local_name(child) != "byttl":
            beside = child.getprevious() is not None and not parts[-1].strip()
            parts += [", " if beside and "".join(parts).strip() else "", read_line(child)]
        parts.append(f" {child.tail}" if child.tail and child.tail.strip() else str(child.tail or " "))
    line = " ".join("".join(parts).split()).replace(" ,", ",").strip(" ,;")
    return line if clean_byline(line) else read_line(byline)


def _read_docdata(docdata: Element) -> dict[str, Any]:
    """Id, time and source of a NITF file."""
    found: dict[str, Any] = {}
    for one in docdata:
        if local_name(one) == "doc-id" and one.get("id-string"):
            found["id"] = one.get("id-string")
        elif local_name(one) == "date.issue" and (moment := format_moment(one.get("norm") or "")):
            found["published"] = moment
        elif local_name(one) == "doc.copyright" and one.get("holder"):
            found["source"] = one.get("holder")
    return found


def format_moment(norm: str) -> str | None:
    """Convert a time from ISO 8601's basic format, which NITF uses, to the extended one."""
    match = _BASIC.fullmatch(norm.strip())
    if match is None:
        return norm.strip() or None
    year, month, day, hour, minute, zone = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    zone = zone if zone in (None, "Z") or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return f"{year}-{month}-{day}T{hour}:{minute}{zone or ''}"


#: Roles of components without text of the article.
_BESIDE = frozenset(
    "picture image photo graphic caption thumbnail preview quicklook video audio sound clip logo stylesheet contact supporting "
    "supplement multimedia icon quote tip notes ednote".split()
)
_TITLES = frozenset("title headline head".split())
_LEADS = frozenset("lead abstract summary standfirst intro".split())
#: The meaning of the first two digits of an IPTC subject code, in the IPTC's French
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


def read_newsml1_item(item: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``NewsItem``; cancelled ones and those without a text give a record that is skipped."""
    management = next(iter(find_children(item, "NewsManagement")), item)
    if reason := judge_status(_find_formal_name(management, "Status")):
        return pass_over(reason)
    components = [one for one in _walk_components(item) if _read_component(one) or find_children(one, "NewsLines")]
    parts = _read_parts(_choose_language(components))
    if not parts["text"] and not parts["standfirst"]:
        kinds = {
            kind.lower() for one in item.iter() if local_name(one) == "MediaType" and (kind := one.get("FormalName"))
        }
        beside = any(_find_role(one) in _BESIDE for one in item.iter() if local_name(one) == "NewsComponent")
        if (kinds - {"text"}) or beside:
            return pass_over(NO_TEXT)
    found = {
        "id": _find_id(item),
        **parts,
        "published": format_moment(find_text(management, "FirstCreated") or "")
        or format_moment(find_text(management, "ThisRevisionCreated") or ""),
        "declared_topics": _find_topics(item),
        "source": _find_source(item),
    }
    return {name: value for name, value in found.items() if value or name == "text"}


def _find_formal_name(element: Element, *path: str) -> str:
    return next((value for one in find_children(element, *path) if (value := one.get("FormalName"))), "")


def _find_role(component: Element) -> str:
    return _find_formal_name(component, "Role").lower()


def _walk_components(element: Element) -> Iterator[Element]:
    """Components below an element that may contain text, outer ones first."""
    for component in find_children(element, "NewsComponent"):
        if _find_role(component) not in _BESIDE:
            yield component
            yield from _walk_components(component)


def _find_language(component: Element) -> str:
    """The language declared by a component or one around it."""
    while component is not None and local_name(component) in ("NewsComponent", "NewsItem"):
        code = component.get(_LANG) or _find_formal_name(component, "DescriptiveMetadata", "Language")
        if code:
            return code.lower()[:2]
        component = component.getparent()
    return ""


def _choose_language(components: list[Element]) -> list[Element]:
    """The French one of the same text in several languages, else the first."""
    languages = list(
        dict.fromkeys(code for one in components if (code := _find_language(one)) and _read_component(one))
    )
    if len(languages) < 2:
        return components
    wanted = "fr" if "fr" in languages else languages[0]
    return [one for one in components if _find_language(one) in (wanted, "")]


def _read_component(component: Element) -> str:
    """The text of a component's own content: NITF, XHTML, or plain text that may contain escaped HTML."""
    texts: list[str] = []
    for content in find_children(component, "ContentItem"):
        if _find_formal_name(content, "MediaType").lower() not in ("", "text") or find_children(content, "Encoding"):
            continue
        for data in find_children(content, "DataContent"):
            bodies = [one for one in data.iter() if local_name(one) == "body.content"] or [
                one for one in data.iter() if local_name(one) == "body"
            ]
            if bodies or len(data):
                texts += [read_paragraphs(one) for one in bodies] if bodies else [read_paragraphs(data)]
            else:
                text = "\n".join(line.strip() for line in raw_text(data).strip().split("\n"))
                texts.append(remove_markup(text) if is_marked_up(text) else text)
    return "\n\n".join(filter(None, texts))


def _read_parts(components: list[Element]) -> dict[str, Any]:
    """Title, author, standfirst and text from the components."""
    titles: list[str] = []
    authors: list[str] = []
    leads: list[str] = []
    texts: list[str] = []
    for component in components:
        for lines in find_children(component, "NewsLines"):
            titles += filter(None, map(read_line, find_children(lines, "HeadLine")))
            authors += filter(None, map(read_line, find_children(lines, "ByLine")))
        text = _read_component(component)
        if not text:
            continue
        role = _find_role(component)
        if role in _TITLES:
            titles.append(" ".join(text.split()))
        elif role in _LEADS:
            leads.append(text)
        elif text not in texts:
            texts.append(text)
    return {
        "title": titles[0] if titles else None,
        "author": clean_byline(authors[0]) if authors else None,
        "standfirst": leads[0] if leads else None,
        "text": remove_signature("\n\n".join(texts)),
    }


def _find_id(item: Element) -> str | None:
    """The public identifier, unless all items have the same one, as at Belga."""
    found = next(iter(find_children(item, "Identification", "NewsIdentifier")), None)
    if found is None:
        return str(item.get("Duid") or "") or None
    public, own = find_text(found, "PublicIdentifier"), find_text(found, "NewsItemId")
    if public and (not own or own in public):
        return public
    parts = [find_text(found, "ProviderId"), find_text(found, "DateId"), own]
    return ":".join(["urn:newsml", *parts]) if all(parts) else public or own  # type: ignore[list-item]


def _find_source(item: Element) -> str | None:
    for part in ("Source", "Provider"):
        for component in _walk_components(item):
            if name := _find_formal_name(component, "AdministrativeMetadata", part, "Party"):
                return name
    lines = (find_text(component, "NewsLines", "CreditLine") for component in _walk_components(item))
    return next(filter(None, lines), None) or find_text(item, "Identification", "NewsIdentifier", "ProviderId")


def _find_topics(item: Element) -> list[str]:
    """Keywords, catchwords, and the subjects of codes."""
    found: list[str] = []
    for component in _walk_components(item):
        for lines in find_children(component, "NewsLines"):
            found += [word for line in map(read_line, find_children(lines, "KeywordLine")) for word in line.split(";")]
            for line in find_children(lines, "NewsLine"):
                if _find_formal_name(line, "NewsLineType").lower() == "catchword":
                    found.append(find_text(line, "NewsLineText") or "")
        for described in find_children(component, "DescriptiveMetadata"):
            for one in find_children(described, "Property"):
                if (one.get("FormalName") or "").lower().endswith(("keyword", "keywords")):
                    found += (one.get("Value") or "").split(";")
            for code in (
                one.get("FormalName") or "" for group in find_children(described, "SubjectCode") for one in group
            ):
                found.append(_SUBJECTS.get(code[:2], "") if code.isdigit() and len(code) == 8 else code)
    return list(dict.fromkeys(word.strip() for word in found if word.strip()))
