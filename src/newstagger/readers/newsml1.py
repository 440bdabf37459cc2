"""NewsML 1.0 to 1.2 (https://iptc.org/standards/newsml-1/), which AFP, Belga, Keystone-ATS and others deliver -> records.

An item is a tree of components with roles: one that is « Main » or has no role holds the text, or its children « Title »,
« Lead » and « Body » do; pictures and their captions are components of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.readers.agencies import by_line, iso_moment, without_signature
from newstagger.readers.markup import is_marked_up, without_markup
from newstagger.readers.passed import NO_TEXT, by_status, passed
from newstagger.readers.xml import children, first, line_of, local, paragraphs, raw

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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
    components = [one for one in _components(item) if _content(one) or children(one, "NewsLines")]
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
    languages = list(dict.fromkeys(code for one in components if (code := _language(one)) and _content(one)))
    if len(languages) < 2:
        return components
    wanted = "fr" if "fr" in languages else languages[0]
    return [one for one in components if _language(one) in (wanted, "")]


def _content(component: Element) -> str:
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
        text = _content(component)
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
