"""Europresse and Eureka.cc (CEDROM-SNi): HTML exports, and their text, pasted or saved by Word.

Since about 2013 an export has one ``<article>`` per document, with the classes ``DocPublicationName``, ``DocHeader`` and
``titreArticle``; older ones have a table per document, with the same names on ``<span>``.
"""

from __future__ import annotations

import re
from itertools import takewhile
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
#: The database's own lines and the rights, wherever they are in an article.
_APPARATUS = re.compile(
    r"^(?:numéro de document\s*:|document number\s*:|doc\.\s*:?\s*(?:\d|[a-z]{3,4}\s*·)|type\(?s?\)? d['’]article\s*:|note\(s\)\s*:|"
    r"(?:taille|longueur)\s*:\s*(?:très )?(?:court|moyen|long\b|\d[\d\s]*(?:mots?|words?|caractères|signes)\b)|\[additional text\]|"
    r"©|\(c\)|copyright\s*(?:©|\(c\)|\d{4})|(?:tous droits réservés|all rights reserved)\W*$)",
    re.IGNORECASE,
)
#: Lines that may also begin a paragraph, and are the database's only below the text.
_APPARATUS_BELOW = re.compile(
    r"^(?:(?:doc\.|référence|taille|type\(?s?\)?|longueur|date d['’]émission)\s*:|"
    r"ce certificat est émis|certificat émis le|this certificate|le présent document est protégé)",
    re.IGNORECASE,
)
#: Lines of indexing that Eureka.cc prints below an article; those with « (s) » or a newspaper's name are nothing else.
_TERMS = re.compile(
    r"^(?:catégories?|sujets?(?:\(s\))?(?: uniformes?(?:\(s\))?)?|mots?[ -]clés?|thèmes?|rubriques?|sections?|subjects?|keywords?)"
    r"(?:\s*[-–]\s*[^:]{1,60})?\s*:\s*(?P<terms>\S.*)$",
    re.IGNORECASE,
)
_SURE_TERMS = re.compile(r"^[^:]{0,30}(?:\(s\)|uniforme|\s[-–]\s)[^:]{0,70}:", re.IGNORECASE)
#: Other lines of indexing: « Lieu(x) géographique(s) - La Gazette : Valmont ».
_OTHER_TERMS = re.compile(r"^[^\W\d_][^:.!?«]{0,30}\([sx]\)[^:.!?«]{0,70}:")
_MEASURE = re.compile(r"(?:référence|taille|longueur|type\(?s?\)?)\s*:", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "…", "»")
#: Maximum number of words of a term that ends with a full stop.
_TERM_WORDS = 3
_ONLINE = re.compile(r"cet article est paru dans|this article appeared in|lire l['’]article", re.IGNORECASE)
#: Maximum number of words in a byline.
_NAME_WORDS = 12
#: In an export's text: lines that may be above the article, the length of one in code points, and words of a newspaper's heading.
_ABOVE, _SHORT, _KICKER_WORDS = 4, 200, 5
#: The number of an issue before its section and day: « no. 3461, », « N° 22950, ».
_ISSUE = re.compile(r"^n(?:o\b\.?|[°º])\s*\d[\w-]*\s*(?:[,;]\s*|$)", re.IGNORECASE)
#: The first day of a week, before its last: « du 5 au », « du lundi 26 février au dimanche ».
_WEEK = re.compile(
    r"\bdu\s+(?:[a-z]{5,8}\s+)?(?P<day>\d{1,2})(?:er)?(?:\s+(?P<month>[^\W\d_]{3,9}))?(?:\s+\d{4})?\s+au\s*(?:[a-z]{5,8}\s*)?$",
    re.IGNORECASE,
)
#: The newspaper, perhaps the edition, and in the next line section, day and number of words: what begins a document in the text of an export.
TEXT_MARKER = re.compile(
    r"^[ \t]*(?:(?P<name>[^\s·][^\n·]{1,120})|(?P<numbered>[^\s·][^\n·]{1,100}, n(?:o\.?|[°º])[ ]?\d[^\n]{0,12})\n(?:[ \t]*\n){0,2}[^\n]{1,40})"
    r"\n(?:[ \t]*\n){0,2}[ \t]*"
    r"(?P<header>[^\n]{0,150}\b(?:1[6-9]|20)\d\d\b[^\n]{0,20}?\b\d[\d\u00a0\u202f ]{0,6}(?:mots?|words?)\b[^\n]{0,60})$",
    re.MULTILINE,
)
TEXT_SIGN = re.compile(
    r"^(?:[^\n]{0,40}:)?\s*(?:news|web|bio|rept|pdf|soc|tvr)\s*·\s*\d{8}\s*·\s*\w+\s*·", re.MULTILINE
)
#: A line with names and nothing else.
_NAMES = re.compile(
    r"(?:(?:[Pp]ar|PAR|[Bb]y)\s+)?(?:[A-ZÀ-Þ][\w.'’-]*(?:[\s,;/&]+|$)|(?:de|du|des|la|le|et|avec|van|von)\s+|d['’](?=[A-ZÀ-Þ]))+"
)
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


def read_text_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document of an export's text; None if there is none."""
    marker = TEXT_MARKER.match(piece)
    if marker is None:
        return None
    found, topics = _read_header(marker["header"])
    lines = [line.strip() for line in _cut_at_number(piece[marker.end() :].split("\n")) if line.strip()]
    above = list(takewhile(_is_above_text, lines[1:_ABOVE]))
    signed = next((at for at, line in enumerate(above, 1) if _is_byline(line)), None)
    title = int(signed is not None and signed > 1 and len(lines[0].split()) <= _KICKER_WORDS)
    number = _NUMBER.search(piece)
    text, terms = _remove_apparatus("\n\n".join(line for at, line in enumerate(lines) if at > title and at != signed))
    record = {
        "title": lines[title] if lines else None,
        "text": text,
        "author": clean_author(lines[signed]) if signed is not None else None,
        "published": found.value.isoformat() if found else None,
        "source": clean_source(marker["name"] or marker["numbered"]),
        "id": re.sub(r"\s*·\s*", "·", number.group()) if number else None,
        "declared_topics": remove_repeats([*topics, *lines[:title], *terms]),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _is_above_text(line: str) -> bool:
    """Whether a line below the headline may be a subheading or the byline, and no paragraph."""
    return len(line) <= _SHORT and not line.endswith((".", "!", "?", "»", ":")) and not _is_apparatus(line, below=True)


def _is_byline(line: str) -> bool:
    words = line.split()
    return (
        len(words) <= _NAME_WORDS
        and _NAMES.fullmatch(line) is not None
        and any(map(str.isupper, (w[0] for w in words)))
    )


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
    before = _ISSUE.sub("", plain[: found.start] if found else "")
    if found and (week := _WEEK.search(before)):
        # A weekly is published on the first of its days.
        before = before[: week.start()]
        month, year = plain[found.start : found.end].split()[1:3] if not week["month"] else (week["month"], None)
        first = find_day(f"{week['day']} {month} {year or found.value.year}")
        if first and first.value > found.value:
            first = find_day(f"{week['day']} {month} {found.value.year - 1}")
        found = FoundDay(first.value, found.start, found.end) if first else found
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
        terms += _remove_apparatus(read_html_text(part), indexing=True)[1]
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


def _remove_apparatus(text: str, *, indexing: bool = False) -> tuple[str, list[str]]:
    """The article's own lines, and the indexing terms in others.

    Args:
        indexing: none of the lines is part of the text.
    """
    lines = text.split("\n")
    end = 0 if indexing else _find_end(lines)
    kept: list[str] = []
    terms: list[str] = []
    for at, line in enumerate(lines):
        plain = line.strip()
        if (match := _TERMS.match(plain)) and (at >= end or _SURE_TERMS.match(plain)):
            terms += split_terms(match["terms"])
        elif line.lower().startswith("[additional text]"):
            kept.append(re.sub(r"^\[[^]]*\]\s*:?\s*", "", line))
        elif not _is_apparatus(plain, below=at >= end):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), terms


def _is_apparatus(line: str, *, below: bool) -> bool:
    if _COPYRIGHT.match(line) and len(line) >= 200:
        return False
    sure = _APPARATUS.match(line) is not None
    return sure or (below and (_APPARATUS_BELOW.match(line) is not None or _COPYRIGHT.match(line) is not None))


def _find_end(lines: list[str]) -> int:
    """The first of the database's lines below the text, which nothing else follows.

    « Sujet : le port, dit le maire. » is a sentence of the text, even as the last one.
    """
    end = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        plain = lines[at].strip()
        terms = _TERMS.match(plain)
        if not plain or _is_apparatus(plain, below=False) or _OTHER_TERMS.match(plain) or _NUMBER.fullmatch(plain):
            continue
        said = plain.endswith(_SENTENCE_END)
        if terms:
            value = terms["terms"]
            said = said and ";" not in value and len(value.split()) > _TERM_WORDS and not _SURE_TERMS.match(plain)
        elif not _is_apparatus(plain, below=True):
            break
        if said and (terms or _MEASURE.match(plain)):
            break
        end = at
    return end


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
