"""Factiva (Dow Jones): HTML, RTF and plain text exports, and the XML of its interfaces (``PPSResponse``).

« Full article plus indexing » prints a code before each field (HD headline, BY author, WC words, PD day, ET hour, SN source,
LP and TD text, NS subjects, RE regions, AN number); « full article » prints the same fields in this order without codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import find_by_class, parse_html, read_html_line, read_html_text
from newstagger.readers.press.plaintext import unwrap
from newstagger.readers.published import add_time, find_day
from newstagger.readers.terms import clean_author, clean_source, remove_repeats, split_sections

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Signs of a Factiva page; other sites also use classes such as « mainArticle ».
PAGE = re.compile(r"\barticleParagraph\b|<title>[^<]{0,40}Factiva", re.IGNORECASE)
SIGN = re.compile(r"""class\s*=\s*["'][^"'>]*\b[a-z]{2,6}Article\b|class\s*=\s*["'][^"'>]*\b[a-z]{2,6}Headline\b""")
MARKER = re.compile(r"""<div\b[^>]{0,200}\bclass\s*=\s*["'][^"'>]{0,60}\b[a-z]{2,6}Article\b[^>]{0,100}>""")
#: The last line of every article, whose number consists of the source's code, the day and six characters.
END = re.compile(
    r"^[ \t|]*(?:AN[ \t\u00a0|:]+)?(?:Document|Dokument|Documento|Documento n\.|文件)[ \t]+"
    r"(?P<number>[A-Za-z0-9]{4,30}\d{6}[a-z0-9]{6,14})[ \t|]*$",
    re.MULTILINE,
)
_CODES = (
    "HD BY CR WC PD ET SN SC PG VOL ED SE CLM LA CY LP TD CT RF ART CX CO IN NS RE IPC IPD PUB AN NGC GC RST TI DLN"
)
#: Separators between a code and its value: a tab, the border of a table cell, or several spaces.
_BETWEEN = r"(?:[ \u00a0]*[\t|:]|[ \u00a0]{2,})"
_CODED = re.compile(rf"^[ \t|]*(?P<code>{'|'.join(_CODES.split())})(?:{_BETWEEN}|[ \u00a0]*$)[ \t|]*")
#: The same with a single space, as copied from a PDF; only after codes that come before it.
_SPACED = re.compile(rf"^(?P<code>{'|'.join(_CODES.split())})(?: (?=\S)|$)")
#: Articles with codes but without a last line, such as those copied out of an export.
CODED = re.compile(
    rf"^[ \t|]*(?:SE{_BETWEEN}[^\n]*\n[ \t|]*)?HD{_BETWEEN}[^\n]*\n(?=(?:[^\n]*\n){{0,20}}?[ \t|]*(?:PD|SN|LP|TD){_BETWEEN})",
    re.MULTILINE,
)
_WORDS = re.compile(
    r"^[\d\s.,\u00a0\u202f]{1,12}(?:mots?|words?|wörter|palabras|parole|woorden|palavras|字)$", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\)|\(copyright\)|tous droits)", re.IGNORECASE)
_LANGUAGES = frozenset(
    "français anglais allemand espagnol italien néerlandais portugais french english german spanish italian dutch portuguese "
    "德文 英文 法文 deutsch englisch französisch spanisch inglés francés español italiano inglese francese tedesco".split()
)
_CODE = re.compile(r"^[A-Z0-9]{2,10}$")
#: « Par Odile Carnac », « De notre correspondante à Lussac »; « Par tous les temps » is a headline.
_BYLINE = re.compile(
    r"(?:[Pp]ar|PAR|[Bb]y|BY)\s(?:[A-ZÀ-Þ][\w.'’-]*[\s,]*|(?:de|d['’]|du|la|le|van|von|et|and|avec)\s*){1,8}$|(?:[Dd]e|[Ff]rom) (?:notre|nos|our) (?:envoy|correspond)"
)
_HOUR = re.compile(r"^\d{1,2}[:h]\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?(?:\s*(?:GMT|UTC|[A-Z]{3,4}))?(?:\s*[+-]\d{1,4})?$")
#: Codes of the database's own filters (« Factiva Filters », « Content Types »), which say nothing about the subject.
_FILTERS = re.compile(r"^(?:nf[a-z]+|ncat|nrgn)$")
#: Codes whose values are topics: section, subjects, industries, regions.
_TOPICS = ("NS", "IN", "RE")


def read_html_article(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one article of an HTML export."""
    if not SIGN.search(piece):
        return None
    tree = parse_html(piece, source)
    coded = _read_table(tree)
    if coded:
        return _make_coded_record(coded)
    paragraphs = [one for one in tree.iter("p", "pre") if "articleparagraph" in (one.get("class") or "").lower()]
    lines = [read_html_line(one) for one in tree.iter("div") if not _holds_divs(one) and read_html_line(one)]
    title = next(
        (one for one in tree.iter("span", "b", "div") if re.search(r"\b\w+Headline\b", one.get("class") or "")), None
    )
    heading = read_html_line(title)
    if title is not None and "counted" in (title.get("class") or ""):
        heading = re.sub(r"^\d+\)\s*", "", heading)  # the exported list was numbered
    record = _read_lines(lines, heading)
    if author := next((clean_author(read_html_line(one)) for one in find_by_class(tree, "author")), None):
        record["author"] = author
    number = END.search("\n".join(read_html_line(one) for one in tree.iter("p")))
    record |= {"title": heading, "text": "\n\n".join(filter(None, map(read_html_line, paragraphs)))}
    return _drop_empty(record, number["number"] if number else None)


def _holds_divs(element: Element) -> bool:
    return any(child.tag in ("div", "p") for child in element)


def _read_table(tree: Element) -> dict[str, str]:
    """The fields of an article given as a table of codes and values."""
    found: dict[str, str] = {}
    for row in tree.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        code = read_html_line(cells[0]).strip() if len(cells) > 1 else ""
        if code in _CODES.split():
            found.setdefault(code, read_html_text(cells[1]))
    return found


def read_text_article(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one article in plain text, up to its last line (« Document … »)."""
    kept = [line.strip(" \u00a0") for line in piece.split("\n")]
    text = "\n".join(kept)
    end = END.search(text)
    kept = text[: end.start()].split("\n") if end else kept
    coded = _read_codes(kept)
    if {match["code"] for line in kept if (match := _SPACED.match(line))} >= {"HD", "PD", "SN"}:
        coded = _read_codes(kept, spaced=True)
    if coded.keys() >= {"HD"} and coded.keys() & {"PD", "SN", "TD", "LP"}:
        return _make_coded_record({"AN": end["number"], **coded} if end else coded)
    if end is None:
        return None
    return _drop_empty(_read_plain([line.strip() for line in kept]), end["number"])


def _read_codes(lines: Iterable[str], *, spaced: bool = False) -> dict[str, str]:
    """The fields of an article whose lines begin with codes; a line without a code continues the field."""
    found: dict[str, list[str]] = {}
    code, order = "", _CODES.split()
    for line in lines:
        match = _SPACED.match(line) if spaced else _CODED.match(line)
        if spaced and match and code not in ("", "SE") and order.index(match["code"]) <= order.index(code):
            match = None  # « LA CRUE MONTE » in a text
        if match:
            code, line = match["code"], line[match.end() :]
        if code:
            found.setdefault(code, []).append(line.strip(" |\t"))
    return {code: "\n".join(values).strip() for code, values in found.items()}


def _make_coded_record(coded: dict[str, str]) -> dict[str, Any] | None:
    title = " ".join(coded.get("HD", "").split())
    text = "\n\n".join(filter(None, (_split_paragraphs(coded.get(code, "")) for code in ("LP", "TD"))))
    if not title and not text:
        return None
    found = find_day(coded.get("PD", ""))
    published = add_time(found.value if found else None, coded.get("ET", ""))
    topics = [name for code in ("SE",) for name in split_sections(coded.get(code, ""))]
    topics += [name for code in _TOPICS for name in _read_names(coded.get(code, ""))]
    record = {
        "title": title,
        "text": text,
        "author": clean_author(coded.get("BY")),
        "published": published.isoformat() if published else None,
        "source": clean_source(coded.get("SN")),
        "declared_topics": remove_repeats(topics),
    }
    number = re.search(r"[A-Za-z0-9]{14,}", coded.get("AN", ""))
    return _drop_empty(record, number.group() if number else None)


def _split_paragraphs(text: str) -> str:
    """One paragraph per line, with blank lines between them."""
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


def _read_names(cell: str) -> list[str]:
    """The names in « gvote1 : Elections | ncat : Content Types », without those of filters."""
    found = []
    for part in " ".join(cell.split()).split("|"):
        code, colon, name = part.partition(" : ")
        if not colon:
            found.append(part.strip())
        elif not _FILTERS.match(code.strip().lower()):
            found.append(name.strip())
    return found


def _read_lines(lines: list[str], title: str) -> dict[str, Any]:
    """Fields without codes, identified by their position relative to the number of words and the day, which are always given."""
    record: dict[str, Any] = {}
    above = lines.index(title) if title in lines else 0
    at = next((at for at, line in enumerate(lines) if _WORDS.match(line)), None)
    if at is None:
        return record
    record["declared_topics"] = split_sections("; ".join(lines[:above])) if above <= 2 else []
    rest = lines[at + 1 :]
    found = find_day(rest[0]) if rest else None
    if found is None:
        return record
    published: date | datetime = found.value
    rest = rest[1:]
    if rest and _HOUR.match(rest[0]):
        published = add_time(published, rest.pop(0)) or published
    record["published"] = published.isoformat()
    record["source"] = clean_source(rest[0]) if rest else None
    return record


def _read_plain(lines: list[str]) -> dict[str, Any]:
    """An article without codes: headline, author, number of words, day, source, code, page, language, copyright, and the text."""
    filled = [(at, line) for at, line in enumerate(lines) if line]
    place = next((n for n, (_, line) in enumerate(filled) if _WORDS.match(line)), None)
    if place is None or place + 1 >= len(filled):
        return {"text": _split_paragraphs("\n".join(lines))}
    head = [line for _, line in filled[:place]]
    signed = next((n for n, line in enumerate(head) if n and _BYLINE.match(line)), len(head))
    titles = [n for n, line in enumerate(head[:signed]) if len(line.split()) > 2]
    # The headline is the first line longer than a section's name, else the one above the byline; the author is between it
    # and the number of words.
    at = titles[0] if titles else signed - 1 if signed < len(head) else 0
    record: dict[str, Any] = {
        "title": head[at] if head else None,
        "author": clean_author(", ".join(head[at + 1 :][:2])),
    }
    record |= _read_lines([line for _, line in filled], head[at] if head else "")
    rest = filled[place + 1 :]
    behind = 0
    for n, (_, line) in enumerate(rest[:12]):
        if _COPYRIGHT.match(line) or line.lower() in _LANGUAGES:
            behind = n + 1
    if not behind:
        behind = next((n + 1 for n, (_, line) in enumerate(rest[:8]) if _CODE.match(line)), min(2, len(rest)))
    text = lines[rest[behind - 1][0] + 1 :] if rest else []
    record["text"] = _split_paragraphs("\n".join(text))
    return record


def _drop_empty(record: dict[str, Any], number: str | None) -> dict[str, Any]:
    return {name: value for name, value in {**record, "id": number}.items() if value or name == "text"}


def read_xml_article(article: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of an ``article`` of a ``PPSResponse``."""
    from newstagger.readers.markup import find_children, find_text, raw_text
    from newstagger.readers.markup import read_line as xml_line

    if not find_children(article, "headline") and not find_children(article, "accessionNo"):
        return None
    parts = [part for name in ("leadParagraph", "tailParagraphs") for part in find_children(article, name)]
    paragraphs = [
        text
        for part in parts
        for text in (list(map(xml_line, find_children(part, "paragraph"))) or [unwrap(raw_text(part))])
    ]
    topics = [find_text(article, "sectionName") or "", find_text(article, "columnName") or ""]
    for name in ("newsSubject", "industry", "region"):
        topics += [
            find_text(one, "name") or ""
            for one in find_children(article, name)
            if not _FILTERS.match(one.get("code") or "")
        ]
    when = find_text(article, "publicationDate", "dateTime") or find_text(article, "publicationDate", "date")
    record = {
        "title": find_text(article, "headline"),
        "text": "\n\n".join(filter(None, paragraphs)),
        "author": clean_author(find_text(article, "byline")),
        "published": when or find_text(article, "publicationDate"),
        "source": find_text(article, "sourceName"),
        "declared_topics": remove_repeats(topics),
    }
    return _drop_empty(record, find_text(article, "accessionNo"))
