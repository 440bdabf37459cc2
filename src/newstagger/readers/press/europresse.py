"""Europresse and Eureka.cc (CEDROM-SNi), HTML exports.

Since about 2013 an export has one ``<article>`` per document, with the classes ``DocPublicationName``, ``DocHeader`` and
``titreArticle``; older ones have a table per document, with the same names on ``<span>``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import find_by_class, parse_html, read_html_line, read_html_text, remove_element
from newstagger.readers.published import FoundDay, find_day, remove_weekday
from newstagger.readers.terms import clean_author, clean_source, remove_repeats, split_terms

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The class of the newspaper in both layouts; no other site uses it.
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
#: Maximum number of words in a byline.
_NAME_WORDS = 12
#: Replaces the headline while the text of an old document is split.
_MARK = "\ue000"


def choose_marker(head: str) -> re.Pattern[str]:
    """The marker at the beginning of each article in this layout."""
    return _ARTICLE if _ARTICLE.search(head) else _PUBLICATION


def read_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document; None if there is none."""
    if SIGN.search(piece) is None:
        return None
    tree = parse_html(piece, source)
    new = _ARTICLE.match(piece) is not None or next(find_by_class(tree, "titreArticle"), None) is not None
    number, name = _find_number(tree), clean_source(_find_publication(tree))
    record = {**(_read_new(tree) if new else _read_old(tree)), "id": number, "source": name}
    if "published" not in record and number:
        # The number has the day on which the document was added; a magazine dated « mars 2006 » has no other.
        record["published"] = _find_day(number)
    return {name: value for name, value in record.items() if value or name == "text"}


def _find_publication(tree: Element) -> str | None:
    """The newspaper's name; a local edition follows after a line break."""
    element = next(find_by_class(tree, "DocPublicationName"), None)
    return read_html_text(element).split("\n")[0] if element is not None else None


def _find_number(tree: Element) -> str | None:
    for name in ("publiC-lblNodoc", "PubliC_lblNodoc"):
        for element in [*find_by_class(tree, name), *tree.iter()]:
            if element.get("id") == name or name.lower() in (element.get("class") or "").lower():
                return read_html_line(element) or None
    found = _NUMBER.findall(read_html_text(tree))
    return re.sub(r"\s*·\s*", "·", found[-1]) if found else None


def _find_day(number: str) -> str | None:
    digits = re.search(r"·(\d{4})(\d\d)(\d\d)·", number)
    return "-".join(digits.groups()) if digits and find_day("-".join(digits.groups())) else None


def _read_header(text: str) -> tuple[FoundDay | None, list[str]]:
    """The publication time and the section: « Actualité, mardi 5 mars 2024 245 mots, p. 12 »."""
    plain = " ".join(text.split())
    found = find_day(plain)
    before = plain[: found.start] if found else ""
    return found, split_terms(remove_weekday(before))


def _read_new(tree: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    head = next(tree.iter("header"), tree)
    spans = [*find_by_class(head, "DocHeader"), *find_by_class(head, "DocTitreSousSection")]
    found, topics = _read_header(" ".join(map(read_html_line, spans)))
    if found:
        record["published"] = found.value.isoformat()
    box = next(find_by_class(tree, "titreArticle"), None)
    title = next(find_by_class(tree, "rdp__articletitle"), None)
    title = title if title is not None else next(find_by_class(tree, "titreArticleVisu"), None)
    record["title"] = read_html_line(title if title is not None else box) or None
    record["standfirst"] = "\n\n".join(filter(None, map(read_html_line, find_by_class(tree, "rdp__subtitle")))) or None
    record["author"] = _find_author(head, box)
    body = next((one for name in ("docOcurrContainer", "DocText") for one in find_by_class(tree, name)), None)
    body = body if body is not None else next(tree.iter("section"), None)
    for link in list(body.iter("a")) if body is not None else []:
        if _ONLINE.search(read_html_line(link)):
            record["url"] = link.get("href")
            remove_element(link)
    text, terms = _remove_apparatus(read_html_text(body)) if body is not None else ("", [])
    for part in [*tree.iter("aside"), *tree.iter("footer")]:
        terms += _remove_apparatus(read_html_text(part))[1]
    record["text"] = text
    record["declared_topics"] = remove_repeats([*topics, *_find_kickers(head, box, title), *terms])
    return record


def _find_author(head: Element, box: Element | None) -> str | None:
    """The line below the headline, which in newer exports has a class of its own."""
    for element in find_by_class(head, "docAuthors"):
        if author := clean_author(read_html_line(element)):
            return author
    following = list(box.itersiblings()) if box is not None else []
    for element in following:
        plain = read_html_line(element)
        if plain and "doc" not in (element.get("class") or "").lower() and len(plain.split()) <= _NAME_WORDS:
            return clean_author(plain)
    return None


def _find_kickers(head: Element, box: Element | None, title: Element | None) -> list[str]:
    """Short lines above the headline, the newspaper's headings: « MEDIAS », « TRIBUNES »."""
    above = list(box.itersiblings(preceding=True)) if box is not None else []
    plain = [one for one in above if one.tag == "div" and not one.get("class") and next(one.iter("span"), None) is None]
    beside = list(title.itersiblings(preceding=True)) if title is not None and title is not box else []
    found = [
        read_html_line(one)
        for one in [*plain, *(one for one in beside if one.tag == "p" and "subtitle" not in (one.get("class") or ""))]
    ]
    return [line for line in found if line and len(line.split()) <= 5]


def _remove_apparatus(text: str) -> tuple[str, list[str]]:
    """The article's own lines, and the indexing terms in others."""
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


def _read_old(tree: Element) -> dict[str, Any]:
    record: dict[str, Any] = {}
    found, topics = _read_header(" ".join(map(read_html_line, find_by_class(tree, "DocHeader"))))
    if found:
        record["published"] = found.value.isoformat()
    title = next(find_by_class(tree, "TitreArticleVisu"), None)
    if title is None:
        record["text"] = _remove_apparatus(read_html_text(tree, frozenset({"table"})))[0]
        return record
    record["title"] = read_html_line(title)
    for child in list(title):
        remove_element(child)
    title.text = f"{_MARK}\n"
    for name in ("DocPublicationName", "DocHeader"):
        for element in list(find_by_class(tree, name)):
            remove_element(element)
    above, _, below = read_html_text(tree, frozenset({"table"})).partition(_MARK)
    lines = below.strip("\n").split("\n")
    if len(lines) > 1 and 0 < len(lines[0].split()) <= _NAME_WORDS and not lines[0].endswith((".", "!", "?", "»", ":")):
        record["author"] = clean_author(lines.pop(0))
    record["text"], terms = _remove_apparatus("\n".join(_cut_at_number(lines)))
    record["declared_topics"] = remove_repeats(
        [*topics, *(one for one in above.split("\n") if one and len(one.split()) <= 5), *terms]
    )
    return record


def _cut_at_number(lines: list[str]) -> list[str]:
    """The lines above the document's number, which is at its end."""
    at = next((at for at, line in enumerate(lines) if _NUMBER.search(line)), len(lines))
    return lines[:at]
