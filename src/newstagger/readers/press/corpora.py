"""Corpora in XML: ALTO, libraries’ OCR (https://www.loc.gov/standards/alto/), TEI (https://tei-c.org), TXM and trafilatura."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger.readers.markup import find_children, local_name, read_line, tidy
from newstagger.readers.press.plaintext import join_cut_words
from newstagger.readers.programs import adapt_record, read_europarser_day
from newstagger.readers.published import find_day
from newstagger.readers.terms import remove_repeats, split_terms

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Labels of blocks that are not part of an article (Europeana Newspapers, BnF).
_BESIDE = re.compile(r"running|header|footer|page.?number|titre courant|pagination|folio|advert", re.IGNORECASE)
#: Maximum number of words in a running head, and the parts of the page where it may be.
_HEAD_WORDS = 10
_TOP, _BOTTOM = 0.06, 0.96


def read_alto(alto: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a file's pages: blocks become paragraphs with their lines joined; running heads are left out."""
    labels = {
        tag.get("ID") or "": f"{tag.get('LABEL')} {tag.get('TYPE')}"
        for tags in find_children(alto, "Tags")
        for tag in tags
    }
    pages = [_read_blocks(page, labels) for page in find_children(alto, "Layout", "Page")]
    shapes = Counter(shape for page in pages for shape in {_reduce_line(text) for text, *_ in page})
    kept: list[str] = []
    for page in pages:
        kept += [text for text, edge, label in page if text and not _is_beside(text, edge, label, shapes)]
    name = next((line for line in _file_names(alto) if line), "")
    day = re.search(r"(?<!\d)(1[6-9]\d\d|20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", name)
    found = find_day("-".join(day.groups())) if day else None
    record = {
        "id": name or None,
        "text": "\n\n".join(kept),
        "published": found.value.isoformat() if found else None,
    }
    return {key: value for key, value in record.items() if value or key == "text"}


def _file_names(alto: Element) -> list[str]:
    return [
        (one.text or "").strip() for one in find_children(alto, "Description", "sourceImageInformation", "fileName")
    ]


def _read_blocks(page: Element, labels: dict[str, str]) -> list[tuple[str, bool, str]]:
    """Text, whether it is at an edge, and label of each block; margins are left out if there is a print space."""
    height = _parse_number(page.get("HEIGHT"))
    spaces = [space for space in find_children(page, "PrintSpace") if len(space)] or [page]
    found = []
    for block in (one for space in spaces for one in space.iter() if local_name(one) == "TextBlock"):
        lines = [_read_words(line) for line in find_children(block, "TextLine")]
        top, tall = _parse_number(block.get("VPOS")), _parse_number(block.get("HEIGHT"))
        edge = height > 0 and (top + tall < _TOP * height or top > _BOTTOM * height)
        marks = [block.get("TYPE") or "", *(labels.get(tag, "") for tag in (block.get("TAGREFS") or "").split())]
        found.append((_join_lines(lines), edge and top + tall > 0, " ".join(marks)))
    return found


def _parse_number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _read_words(line: Element) -> str:
    """The words of a line; a hyphenated word is given whole in its first line."""
    words: list[str] = []
    for one in line:
        name = local_name(one)
        if name == "String":
            part, whole = one.get("SUBS_TYPE") or "", one.get("SUBS_CONTENT") or ""
            if whole and part == "HypPart1":
                words.append(whole)
            elif not (whole and part == "HypPart2"):
                words.append(one.get("CONTENT") or "")
        elif name == "HYP" and words and not _was_cut(line):
            words[-1] += "-\n"
    return " ".join(filter(None, words))


def _was_cut(line: Element) -> bool:
    """Whether the line's last word has its continuation as an attribute."""
    strings = [one for one in line if local_name(one) == "String"]
    return bool(strings) and strings[-1].get("SUBS_TYPE") == "HypPart1" and bool(strings[-1].get("SUBS_CONTENT"))


def _join_lines(lines: list[str]) -> str:
    """Lines joined to a paragraph; a hyphen that some programs leave in the word is removed, too."""
    text = "\n".join(line.removesuffix("\n") for line in lines if line.strip())
    return " ".join(join_cut_words(text).split())


def _reduce_line(text: str) -> str:
    return re.sub(r"[\W\d_]+", " ", text.lower()).strip()


def _is_beside(text: str, edge: bool, label: str, shapes: Counter[str]) -> bool:
    """Whether a block is a running head, a page number, or labelled as something other than an article."""
    if _BESIDE.search(label):
        return True
    if len(text.split()) > _HEAD_WORDS:
        return False
    return (edge and (any(map(str.isdigit, text)) or shapes[_reduce_line(text)] > 1)) or (
        shapes[_reduce_line(text)] > 2 and not text.endswith(".")
    )


_BLOCKS = frozenset(
    "p ab div head lg l list item quote sp opener closer byline dateline salute signed trailer row table text body front back".split()
)
#: Elements without words of the text: running heads, page numbers, pictures, rejected readings.
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


def read_tei(tei: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``TEI`` document, with the metadata of its header."""
    header = next(iter(find_children(tei, "teiHeader")), None)
    text = "\n\n".join(filter(None, (_read_text(one) for one in find_children(tei, "text"))))
    record: dict[str, Any] = {"text": text, "id": tei.get("{http://www.w3.org/XML/1998/namespace}id")}
    if header is not None:
        record |= _read_header(header)
        record["text"] = _remove_headline(text, record["title"])
    return {name: value for name, value in record.items() if value or name == "text"}


def _read_header(header: Element) -> dict[str, Any]:
    titles = _all(header, "fileDesc", "titleStmt", "title")
    main = next((one for one in titles if one.get("type") == "main"), titles[0] if titles else None)
    described = _all(header, "fileDesc", "sourceDesc")
    published = _all(header, "fileDesc", "publicationStmt")
    # The newspaper and its day are in the description of the source, which comes before the publisher of the file.
    places = [*described, *published]
    terms = [one for one in header.iter() if local_name(one) == "term"]
    address = next(
        (
            one.get("target")
            for place in places
            for one in place.iter()
            if local_name(one) == "ptr" and one.get("target")
        ),
        None,
    )
    return {
        "title": read_line(main) if main is not None else None,
        "author": ", ".join(filter(None, map(read_line, _all(header, "fileDesc", "titleStmt", "author")))),
        "published": next((day for place in places for day in _find_days(place)), None),
        "source": _remove_host(_find_named(described, "publisher", "title") or _find_named(published, "publisher")),
        "url": address if address and address.startswith("http") else None,
        "id": _find_named(published, "idno"),
        "declared_topics": remove_repeats(
            word for one in terms for word in split_terms(read_line(one), "," if "," in read_line(one) else ";")
        ),
    }


def _all(element: Element, *path: str) -> list[Element]:
    return find_children(element, *path)


def _find_named(places: list[Element], *names: str) -> str | None:
    """The text of the first element with one of these names below some places; only newspapers' titles, not articles'."""
    for name in names:
        for place in places:
            for one in place.iter():
                if local_name(one) == name and (name != "title" or one.get("level") == "j") and read_line(one):
                    return read_line(one)
    return None


def _remove_host(name: str | None) -> str | None:
    """A source as trafilatura writes it, « Le Quotidien (lequotidien.fr) », without the host."""
    return re.sub(r"\s*\([\w-]+(?:\.[\w-]+)+\)$", "", name) if name else None


def _remove_headline(text: str, title: object) -> str:
    """The text without a first paragraph that repeats the headline."""
    first, _, rest = text.partition("\n\n")
    return rest.strip() if rest and isinstance(title, str) and " ".join(first.split()) == title else text


def _find_days(place: Element) -> Iterator[str]:
    for one in place.iter():
        if local_name(one) != "date" or one.get("type") == "download":
            continue
        when = one.get("when") or one.get("when-iso") or read_line(one)
        if found := find_day(when):
            yield found.value.isoformat()


def read_txm_text(text: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``text`` of TXM, whose metadata are attributes."""
    return _read_attributes(text, _read_text(text))


def read_trafilatura_doc(doc: Element, about: dict[str, str]) -> dict[str, Any] | None:
    """The record of a ``doc`` of trafilatura, whose ``source`` is the address."""
    main = next(iter(find_children(doc, "main")), doc)
    record = _read_attributes(doc, _read_text(main))
    record["text"] = _remove_headline(record["text"], record.get("title"))
    record["source"] = doc.get("sitename") or doc.get("hostname")
    record["url"] = doc.get("source") or doc.get("url")
    terms = [*split_terms(doc.get("categories") or ""), *split_terms(doc.get("tags") or "")]
    record["declared_topics"] = remove_repeats(word for term in terms for word in split_terms(term, ","))
    return {name: value for name, value in record.items() if value or name == "text"}


def _read_attributes(element: Element, text: str) -> dict[str, Any]:
    given = {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}
    record: dict[str, Any] = {"text": text}
    topics: list[str] = []
    for name, value in given.items():
        field = _ROLES.get(re.sub(r"[^a-z]", "", name.lower()))
        if field == "topics":
            topics += [word for term in split_terms(value) for word in split_terms(term, ",")]
        elif field is not None and value.strip():
            record.setdefault(field, _SPACE.sub(" ", re.sub(r"</?[bi]>", "", value)).strip())
    record["published"] = read_europarser_day(given)
    if record["published"] and not re.match(r"\d{4}-\d\d-\d\d", record["published"]):
        found = find_day(record["published"])
        record["published"] = found.value.isoformat() if found else record["published"]
    record["source"] = given.get("journalClean") or record.get("source")
    record["declared_topics"] = remove_repeats(topics)
    return dict(adapt_record({name: value for name, value in record.items() if value or name == "text"}))


def _read_text(element: Element) -> str:
    """The words of an element with blocks as paragraphs; tokens of TXM (``w``) are spaced as in French."""
    words = any(local_name(one) == "w" for one in element.iter())
    parts: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        name = local_name(node)
        block = "\n\n" if name in _BLOCKS else " " if name == "cell" else ""
        if closing:
            parts.append(block)
        else:
            parts.append(block or ("\n" if name == "lb" and node.get("break") != "no" else ""))
            waiting.append((node, True))
            skipped = (name in _UNREAD and node is not element) or (name == "div" and node.get("type") == "comments")
            if name == "w":
                form = next((one for one in node if local_name(one) == "form"), node)
                parts.append(f" {read_line(form)}")
            elif not skipped:
                parts.append("" if words else _SPACE.sub(" ", node.text or ""))
                waiting += [(child, False) for child in reversed(node)]
            continue
        if node is not element and not words:
            tail = _SPACE.sub(" ", node.tail or "")
            # « <lb break="no"/> » is inside a word, whose hyphen may have been kept.
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
