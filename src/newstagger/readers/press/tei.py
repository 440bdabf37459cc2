"""Corpora in XML: TEI (https://tei-c.org), TXM's texts with attributes, and the XML of trafilatura -> records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.readers.press.dates import find_published
from newstagger.readers.press.records import adapted, day_of_europarser
from newstagger.readers.press.terms import once, split_terms
from newstagger.readers.press.tree import tidy
from newstagger.readers.xml import children, line_of, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    "p ab div head lg l list item quote sp opener closer byline dateline salute signed trailer row table text body front back".split()
)
#: What holds none of the words of a text: running heads and page numbers, pictures, what an editor rejected.
_UNREAD = frozenset("teiHeader fw figure figDesc graphic del sic abbr orig surplus interp ana comments".split())
_SPACE = re.compile(r"[ \t\r\n]+")
_FIELDS = {
    "title": "titre title head",
    "source": "journal source publication newspaper media journalclean sitename hostname",
    "author": "auteur author auteurs authors",
    "published": "date datepub published pubdate",
    "url": "url link",
    "id": "id identifiant identifier",
    "topics": "rubrique section keywords motscles theme categories tags",
}
_ROLES = {name: field for field, names in _FIELDS.items() for name in names.split()}


def record_of_tei(tei: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``TEI`` document, by its header."""
    header = next(iter(children(tei, "teiHeader")), None)
    text = "\n\n".join(filter(None, (_text(one) for one in children(tei, "text"))))
    record: dict[str, Any] = {"text": text, "id": tei.get("{http://www.w3.org/XML/1998/namespace}id")}
    if header is not None:
        record |= _of_header(header)
        record["text"] = _without_headline(text, record["title"])
    return {name: value for name, value in record.items() if value or name == "text"}


def _of_header(header: Element) -> dict[str, Any]:
    titles = _all(header, "fileDesc", "titleStmt", "title")
    main = next((one for one in titles if one.get("type") == "main"), titles[0] if titles else None)
    described = _all(header, "fileDesc", "sourceDesc")
    published = _all(header, "fileDesc", "publicationStmt")
    # The newspaper and its day stand in the description of the source; what published the file comes after.
    places = [*described, *published]
    terms = [one for one in header.iter() if local(one) == "term"]
    address = next(
        (one.get("target") for place in places for one in place.iter() if local(one) == "ptr" and one.get("target")),
        None,
    )
    return {
        "title": line_of(main) if main is not None else None,
        "author": ", ".join(filter(None, map(line_of, _all(header, "fileDesc", "titleStmt", "author")))),
        "published": next((day for place in places for day in _days(place)), None),
        "source": _site(_named(described, "publisher", "title") or _named(published, "publisher")),
        "url": address if address and address.startswith("http") else None,
        "id": _named(published, "idno"),
        "declared_topics": once(
            word for one in terms for word in split_terms(line_of(one), "," if "," in line_of(one) else ";")
        ),
    }


def _all(element: Element, *path: str) -> list[Element]:
    return children(element, *path)


def _named(places: list[Element], *names: str) -> str | None:
    """The text of the first element of one of these names below some places; titles of newspapers, not of articles."""
    for name in names:
        for place in places:
            for one in place.iter():
                if local(one) == name and (name != "title" or one.get("level") == "j") and line_of(one):
                    return line_of(one)
    return None


def _site(name: str | None) -> str | None:
    """« Le Quotidien (lequotidien.fr) », as trafilatura writes it, without the host."""
    return re.sub(r"\s*\([\w-]+(?:\.[\w-]+)+\)$", "", name) if name else None


def _without_headline(text: str, title: object) -> str:
    """The text without the headline that stands once more as its first paragraph."""
    first, _, rest = text.partition("\n\n")
    return rest.strip() if rest and isinstance(title, str) and " ".join(first.split()) == title else text


def _days(place: Element) -> Iterator[str]:
    for one in place.iter():
        if local(one) != "date" or one.get("type") == "download":
            continue
        when = one.get("when") or one.get("when-iso") or line_of(one)
        if found := find_published(when):
            yield found.value.isoformat()


def record_of_text(text: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``text`` of TXM, whose attributes are what is known of it."""
    return _of_attributes(text, _text(text))


def record_of_doc(doc: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``doc`` of trafilatura; its ``source`` is the address."""
    main = next(iter(children(doc, "main")), doc)
    record = _of_attributes(doc, _text(main))
    record["text"] = _without_headline(record["text"], record.get("title"))
    record["source"] = doc.get("sitename") or doc.get("hostname")
    record["url"] = doc.get("source") or doc.get("url")
    terms = [*split_terms(doc.get("categories") or ""), *split_terms(doc.get("tags") or "")]
    record["declared_topics"] = once(word for term in terms for word in split_terms(term, ","))
    return {name: value for name, value in record.items() if value or name == "text"}


def _of_attributes(element: Element, text: str) -> dict[str, Any]:
    given = {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}
    record: dict[str, Any] = {"text": text}
    topics: list[str] = []
    for name, value in given.items():
        field = _ROLES.get(re.sub(r"[^a-z]", "", name.lower()))
        if field == "topics":
            topics += [word for term in split_terms(value) for word in split_terms(term, ",")]
        elif field is not None and value.strip():
            record.setdefault(field, _SPACE.sub(" ", re.sub(r"</?[bi]>", "", value)).strip())
    record["published"] = day_of_europarser(given)
    if record["published"] and not re.match(r"\d{4}-\d\d-\d\d", record["published"]):
        found = find_published(record["published"])
        record["published"] = found.value.isoformat() if found else record["published"]
    record["source"] = given.get("journalClean") or record.get("source")
    record["declared_topics"] = once(topics)
    return dict(adapted({name: value for name, value in record.items() if value or name == "text"}))


def _text(element: Element) -> str:
    """The words of an element, blocks as paragraphs; tokens of TXM (``w``) with the spaces that French writes."""
    words = any(local(one) == "w" for one in element.iter())
    parts: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        name = local(node)
        block = "\n\n" if name in _BLOCKS else ""
        if closing:
            parts.append(block)
        else:
            parts.append(block or ("\n" if name == "lb" and node.get("break") != "no" else ""))
            waiting.append((node, True))
            skipped = (name in _UNREAD and node is not element) or (name == "div" and node.get("type") == "comments")
            if name == "w":
                form = next((one for one in node if local(one) == "form"), node)
                parts.append(f" {line_of(form)}")
            elif not skipped:
                parts.append("" if words else _SPACE.sub(" ", node.text or ""))
                waiting += [(child, False) for child in reversed(node)]
            continue
        if node is not element and not words:
            tail = _SPACE.sub(" ", node.tail or "")
            # « <lb break="no"/> » stands inside a word, whose hyphen may have been kept.
            if name in ("lb", "pb", "cb") and node.get("break") == "no":
                while len(parts) > 1 and not parts[-1]:
                    parts.pop()
                parts[-1] = parts[-1].rstrip(" -\u00ad\u00ac")
                tail = tail.lstrip()
            parts.append(tail)
    text = "".join(parts)
    if words:
        text = re.sub(r" {2,}", " ", text)
        text = re.sub(r" ([,.)\]…»])", lambda match: f" {match[1]}" if match[1] == "»" else match[1], text)
        text = re.sub(r"(['’(\[-]) ", r"\1", text)
    return tidy(re.sub(r"(?<!\n)\n(?!\n)[ ]*", "\n", text))
