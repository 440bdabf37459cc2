"""Europresse and Eureka.cc (CEDROM-SNi), HTML exports.

Since about 2013 an export holds one ``<article>`` a document, with the classes ``DocPublicationName``, ``DocHeader`` and
``titreArticle``; before, a table a document, with the same names on ``<span>``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newstagger.readers.press.lines import blocks, line_of, parse, remove, with_class
from newstagger.readers.press.terms import (
    Found,
    author_of,
    find_published,
    once,
    source_of,
    split_terms,
    without_weekday,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Both layouts name the newspaper so; no other site does.
SIGN = re.compile(r"""class\s{0,5}=\s{0,5}["']?[^"'>]{0,100}\bDocPublicationName\b""", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b", re.IGNORECASE)
_PUBLICATION = re.compile(r"""<span[^>]{0,100}class\s*=\s*["']?[^"'>]{0,60}\bDocPublicationName\b""", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:news|web|bio|rept|pdf|soc|tvr)\s*·\s*\d{8}\s*·\s*[\w]+\s*·\s*[\w.-]+")
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b|tous droits réservés|all rights reserved)", re.IGNORECASE)
_APPARATUS = re.compile(
    r"^(?:numéro de document|document number|doc\.|référence|taille|type\(?s?\)?(?: d['’]article)?|note\(s\)|longueur|"
    r"ce certificat est émis|certificat émis le|this certificate|le présent document est protégé|date d['’]émission|"
    r"\[additional text\])\s*:?",
    re.IGNORECASE,
)
#: Lines of indexing that Eureka.cc prints below an article.
_TERMS = re.compile(
    r"^(?:catégories?|sujets?(?:\(s\))?(?: uniformes?(?:\(s\))?)?|mots?[ -]clés?|thèmes?|rubriques?|sections?|subjects?|keywords?)"
    r"(?:\s*[-–]\s*[^:]{1,60})?\s*:\s*(?P<terms>\S.*)$",
    re.IGNORECASE,
)
_ONLINE = re.compile(r"cet article est paru dans|this article appeared in|lire l['’]article", re.IGNORECASE)
#: A name of people has no more words than this.
_NAME_WORDS = 12
#: Characters that stand for the headline while the text of an old document is taken apart.
_MARK = "\ue000"


def marker(head: str) -> re.Pattern[str]:
    """What begins an article, by the layout."""
    return _ARTICLE if _ARTICLE.search(head) else _PUBLICATION


def record_of(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document; None for what holds none."""
    if SIGN.search(piece) is None:
        return None
    tree = parse(piece, source)
    new = _ARTICLE.match(piece) is not None or next(with_class(tree, "titreArticle"), None) is not None
    number, name = _document(tree), source_of(_publication(tree))
    record = {**(_new(tree) if new else _old(tree)), "id": number, "source": name}
    if "published" not in record and number:
        # The number holds the day on which the document was taken in; a magazine « mars 2006 » has no other.
        record["published"] = _day_of(number)
    return {name: value for name, value in record.items() if value or name == "text"}


def _publication(tree: Element) -> str | None:
    """The newspaper's name; its local edition stands behind a line break."""
    element = next(with_class(tree, "DocPublicationName"), None)
    return blocks(element).split("\n")[0] if element is not None else None


def _document(tree: Element) -> str | None:
    for name in ("publiC-lblNodoc", "PubliC_lblNodoc"):
        for element in [*with_class(tree, name), *tree.iter()]:
            if element.get("id") == name or name.lower() in (element.get("class") or "").lower():
                return line_of(element) or None
    found = _NUMBER.findall(blocks(tree))
    return re.sub(r"\s*·\s*", "·", found[-1]) if found else None


def _day_of(number: str) -> str | None:
    digits = re.search(r"·(\d{4})(\d\d)(\d\d)·", number)
    return "-".join(digits.groups()) if digits and find_published("-".join(digits.groups())) else None


def _header(text: str) -> tuple[Found | None, list[str]]:
    """When it was published, and the section: « Actualité, mardi 5 mars 2024 245 mots, p. 12 »."""
    plain = " ".join(text.split())
    found = find_published(plain)
    before = plain[: found.start] if found else ""
    return found, split_terms(without_weekday(before))


def _new(tree: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    head = next(tree.iter("header"), tree)
    spans = [*with_class(head, "DocHeader"), *with_class(head, "DocTitreSousSection")]
    found, topics = _header(" ".join(map(line_of, spans)))
    if found:
        record["published"] = found.value.isoformat()
    box = next(with_class(tree, "titreArticle"), None)
    title = next(with_class(tree, "rdp__articletitle"), None)
    title = title if title is not None else next(with_class(tree, "titreArticleVisu"), None)
    record["title"] = line_of(title if title is not None else box) or None
    record["standfirst"] = "\n\n".join(filter(None, map(line_of, with_class(tree, "rdp__subtitle")))) or None
    record["author"] = _author(head, box)
    body = next((one for name in ("docOcurrContainer", "DocText") for one in with_class(tree, name)), None)
    body = body if body is not None else next(tree.iter("section"), None)
    for link in list(body.iter("a")) if body is not None else []:
        if _ONLINE.search(line_of(link)):
            record["url"] = link.get("href")
            remove(link)
    text, terms = _without_apparatus(blocks(body)) if body is not None else ("", [])
    for part in [*tree.iter("aside"), *tree.iter("footer")]:
        terms += _without_apparatus(blocks(part))[1]
    record["text"] = text
    record["declared_topics"] = once([*topics, *_kickers(head, box, title), *terms])
    return record


def _author(head: Element, box: Element | None) -> str | None:
    """The line below the headline, which in newer exports has a class of its own."""
    for element in with_class(head, "docAuthors"):
        if author := author_of(line_of(element)):
            return author
    following = list(box.itersiblings()) if box is not None else []
    for element in following:
        plain = line_of(element)
        if plain and "doc" not in (element.get("class") or "").lower() and len(plain.split()) <= _NAME_WORDS:
            return author_of(plain)
    return None


def _kickers(head: Element, box: Element | None, title: Element | None) -> list[str]:
    """Short lines above the headline, « MEDIAS », « TRIBUNES »: what the newspaper puts the article under."""
    above = list(box.itersiblings(preceding=True)) if box is not None else []
    plain = [one for one in above if one.tag == "div" and not one.get("class") and next(one.iter("span"), None) is None]
    beside = list(title.itersiblings(preceding=True)) if title is not None and title is not box else []
    found = [
        line_of(one)
        for one in [*plain, *(one for one in beside if one.tag == "p" and "subtitle" not in (one.get("class") or ""))]
    ]
    return [line for line in found if line and len(line.split()) <= 5]


def _without_apparatus(text: str) -> tuple[str, list[str]]:
    """The lines that are the article's, and the indexing terms that others hold."""
    kept: list[str] = []
    terms: list[str] = []
    for line in text.split("\n"):
        if match := _TERMS.match(line.strip()):
            terms += split_terms(match["terms"])
        elif not _APPARATUS.match(line.strip()) and not (_COPYRIGHT.match(line) and len(line) < 200):
            kept.append(line)
        elif line.lower().startswith("[additional text]"):
            kept.append(re.sub(r"^\[[^]]*\]\s*:?\s*", "", line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), terms


def _old(tree: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    found, topics = _header(" ".join(map(line_of, with_class(tree, "DocHeader"))))
    if found:
        record["published"] = found.value.isoformat()
    title = next(with_class(tree, "TitreArticleVisu"), None)
    if title is None:
        record["text"] = _without_apparatus(blocks(tree, frozenset({"table"})))[0]
        return record
    record["title"] = line_of(title)
    for child in list(title):
        remove(child)
    title.text = f"{_MARK}\n"
    for name in ("DocPublicationName", "DocHeader"):
        for element in list(with_class(tree, name)):
            remove(element)
    above, _, below = blocks(tree, frozenset({"table"})).partition(_MARK)
    lines = below.strip("\n").split("\n")
    if len(lines) > 1 and 0 < len(lines[0].split()) <= _NAME_WORDS and not lines[0].endswith((".", "!", "?", "»", ":")):
        record["author"] = author_of(lines.pop(0))
    record["text"], terms = _without_apparatus("\n".join(_before_end(lines)))
    record["declared_topics"] = once(
        [*topics, *(one for one in above.split("\n") if one and len(one.split()) <= 5), *terms]
    )
    return record


def _before_end(lines: list[str]) -> list[str]:
    """The lines above the document's number, which is the last of it."""
    at = next((at for at, line in enumerate(lines) if _NUMBER.search(line)), len(lines))
    return lines[:at]
