"""LexisNexis and Nexis: HTML and plain text of the old service (« 1 of 262 DOCUMENTS »), Word files and RTF of Nexis Uni.

In both, a document consists of newspaper, day and headline, fields with labels, the text, and further fields. The labels
are in the language of the menus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger.errors import RecordError
from newstagger.readers.markup import parse_html, read_html_text, tidy
from newstagger.readers.published import find_day
from newstagger.readers.terms import clean_author, clean_source, remove_repeats, split_sections, split_terms

MARKER = re.compile(r"""<a\b[^>]{0,60}\bname\s*=\s*["']?DOC_ID_\d+_\d+""", re.IGNORECASE)
#: « 1 of 262 DOCUMENTS », « Document 1 de 262 », in a line by itself.
COUNTER = re.compile(
    r"^[ \t\u00a0]*(?:\d+[ \u00a0](?:of|de|sur|von|di|van)[ \u00a0]\d+[ \u00a0]documents?"
    r"|dok?c?umento?s?[ \u00a0]\d+[ \u00a0](?:of|de|sur|von|di|van)[ \u00a0]\d+)[ \t\u00a0]*$",
    re.IGNORECASE | re.MULTILINE,
)
#: The end of a document of Nexis Uni.
END = re.compile(
    r"^[ \t\u00a0]*(?:end of document|fin d[ue] document|ende des dokuments|fin del documento|fine del documento|einde van (?:het )?document)[ \t\u00a0.]*$",
    re.IGNORECASE | re.MULTILINE,
)
#: Labels at the beginning of lines, one of which is in every document.
LABELS = re.compile(
    r"^[ \t\u00a0]*(?:length|longueur|länge|longitud|lunghezza|load-date|date-chargement|update|language|langue|sprache|byline|auteur)[ \u00a0]?:",
    re.IGNORECASE | re.MULTILINE,
)
_BODY = re.compile(
    r"(?:body|text|full text|corps|texte|texte intégral|corps de l['’]article|hauptteil|cuerpo|texto|corpo|tekst)", re.I
)
_HEADING = re.compile(
    r"(?:classification|graphic|graphics|graphique|illustrations?|notes?|correction|grafik|klassifizierung|load-date)",
    re.I,
)
_COVER = re.compile(
    r"^(?:documents? \(\d+\)|job number|user name|date and time|client/matter|numéro de tâche|nom d['’]utilisateur)",
    re.I,
)
_COPYRIGHT = re.compile(r"^(?:copyright\b|©|\(c\) ?\d{4}|tous droits réservés|all rights reserved)", re.IGNORECASE)
_SORRY = "there is an error in this document and it is not possible to display it"
_LABELS = {
    "section": "section rubrique rubrik sección seccion sezione sectie",
    "author": "byline auteur autor autore auteurs author",
    "standfirst": "highlight encart insert chapeau résumé abstract",
    "topics": "subject sujet thema schlagworte asunto soggetto",
    "places": "geographic localisation-geo geo-localization geographisch country pays land",
    "industries": "industry secteur-activite activity-sector branche industria secteur",
    "url": "url",
    "unread": "length longueur länge longitud lunghezza lengte dateline lieu load-date date-chargement update language langue sprache "
    "idioma lingua taal publication-type type-publication type document-type journal-code zeitungs-code code-revue graphic grafik "
    "graphique gráfico company societe société unternehmen empresa organization organisation person personne personen ticker "
    "symbole-boursier stock-symbol correction notes note series edition isbn issn acc-no publication-subtype category "
    "correction-date caption anmerkung bibliographie datum-geladen distribution date-de-chargement type-de-publication code-journal",
}  # fmt: skip
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_LABEL = re.compile(
    r"^[ \t\u00a0]*(?P<label>[^\W\d_][^\W\d_]+(?:[- ][^\W\d_]+){0,2})[ \u00a0]?:[ \u00a0]*(?P<value>.*)$", re.DOTALL
)
#: Labels that may also begin a sentence: « Note : », « Distribution : ».
_COMMON = frozenset(
    "note notes type update category correction lieu series edition caption person personne personen country pays land thema text sujet asunto "
    "soggetto branche industria secteur company societe société unternehmen empresa organization organisation distribution length longueur "
    "länge longitud lunghezza lengte language langue sprache idioma lingua taal ticker graphic graphique grafik bibliographie anmerkung industry".split()
)
#: A label that is not known, which ends nothing but may be among others: « Circulation: 3000 ».
_UNKNOWN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*: ?\S.{0,80}")
_PERCENT = re.compile(r"\(\d{1,3} ?%\)")
#: Headings below which there are only fields and captions.
_FIRST_HEADINGS = ("classification", "graphic")
#: Codes before the names of industries.
_INDUSTRY = re.compile(r"\b(?:NAICS|SIC)\d+\s*")
#: Maximum number of blocks for newspaper, day, edition and headline above the first label.
_HEAD = 4


def read_html_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document of an HTML export.

    Raises:
        RecordError: the database itself could not display the document.
    """
    if not MARKER.match(piece):
        return None
    tree = parse_html(piece, source)
    divs = [one for one in tree.iter("div") if one is not tree and next(one.iterchildren("div"), None) is None]
    return _make_record(filter(None, map(read_html_text, divs)), source)


def read_text_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document in plain text, with lines of about eighty characters.

    Raises:
        RecordError: the database itself could not display the document.
    """
    text = tidy(piece)
    if COUNTER.match(text) is None:
        return None  # the query and the recipient, above the first document
    return _make_record(_split_paragraphs(text), source)


def _split_paragraphs(text: str) -> Iterator[str]:
    """Blocks between blank lines, with their lines joined; a label begins a new block."""
    for block in text.split("\n\n"):
        joined: list[str] = []
        for line in block.split("\n"):
            if joined and (_read_label(line, capitals=True) or _COPYRIGHT.match(line)):
                yield " ".join(joined)
                joined = []
            joined.append(line.strip())
        yield " ".join(joined)


def _read_label(block: str, *, capitals: bool = False, sure: bool = False) -> tuple[str, str] | None:
    """The field of a block's label, and its value.

    Args:
        capitals: labels are in capitals, as in the old service.
        sure: only labels that cannot begin a sentence, or whose value is in capitals or has a relevance, as those of the database.
    """
    match = _LABEL.match(block)
    name = match["label"].lower().replace(" ", "-") if match else ""
    field = _FIELDS.get(name)
    if match is None or field is None or not match["label"][0].isupper():
        return None
    value = match["value"].strip()
    if sure and name in _COMMON and not value.isupper() and _PERCENT.search(value) is None:
        return None
    return None if capitals and not match["label"].isupper() else (field, value)


def _make_record(found: Iterable[str], source: str) -> dict[str, Any] | None:
    """The record of the blocks of a document."""
    head: list[str] = []
    body: list[str] = []
    fields: dict[str, str] = {}
    blocks: list[str] = []
    for block in found:
        if _SORRY in " ".join(block.split()):
            raise RecordError(source, "the database itself could not display this document; export it again")
        if not COUNTER.match(block) and not _COPYRIGHT.match(block):
            blocks.append(block)
    end = len(blocks)
    while end and _read_label(blocks[end - 1], capitals=True):
        end -= 1
    for at, block in enumerate(blocks):
        # Between paragraphs of the text, « NOTE: la route est fermée » is one of them.
        labelled = _read_label(block, capitals=True, sure=bool(body) and at < end)
        if labelled and not ("\n\n" in labelled[1] and _read_label(block, sure=True) is None):
            fields.setdefault(*labelled)
        elif not fields and len(head) < _HEAD:
            head.append(block)
        else:
            body.append(block)
    if not head and not body:
        return None
    record = _read_head(head)
    if not fields:  # without labels, nothing after the headline is known to belong to the head
        body = [*record.pop("rest"), *body]
    elif record["rest"]:
        record["title"] = " ".join([record["title"] or "", *record["rest"]]) if not body else record["title"]
        body = [*record["rest"], *body]
    record.pop("rest", None)
    return _finish_record(record, fields, "\n\n".join(body))


def _read_head(blocks_: list[str]) -> dict[str, Any]:
    """Newspaper, day and headline; the day follows the newspaper or the headline."""
    lines = [" ".join(block.split()) for block in blocks_]
    dated = next((at for at, line in enumerate(lines) if at and _is_dateline(line)), None)
    found = find_day(lines[dated]) if dated is not None else None
    others = [line for at, line in enumerate(lines) if at != dated]
    return {
        "source": clean_source(others[0]) if others else None,
        "published": found.value.isoformat() if found else None,
        "title": others[1] if len(others) > 1 else None,
        "rest": others[2:],
    }


def _is_dateline(line: str) -> bool:
    """Whether a line begins with a day and has little more than a time or an edition."""
    found = find_day(line)
    return found is not None and found.start <= 12 and len(line) - found.end <= 60


def _finish_record(record: dict[str, Any], fields: dict[str, str], text: str) -> dict[str, Any]:
    topics = split_sections(fields.get("section", ""))
    for name in ("topics", "industries", "places"):
        topics += split_terms(_INDUSTRY.sub("", fields.get(name, "")))
    record |= {
        "text": tidy(text),
        "author": clean_author(fields.get("author")),
        "standfirst": tidy(fields.get("standfirst", "")),
        "url": fields.get("url", "").strip() or None,
        "declared_topics": remove_repeats(topics),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


# --- Nexis Uni


def read_uni_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document in a Word or RTF file of Nexis Uni: its lines, without « End of Document »."""
    filled = [line.strip(" \t\u00a0") for line in END.sub("", piece).split("\n")]
    filled = [line for line in filled if line]
    at = next((at for at, line in enumerate(filled) if _BODY.fullmatch(line)), None)
    first = at if at is not None else len(filled)
    labelled = [n for n in range(first) if _read_label(filled[n])]
    if at is None and not labelled:
        return None
    if at is None:
        # Without « Body », the text begins after the last of the consecutive labels below the headline.
        last = labelled[0]
        while last + 1 in labelled:
            last += 1
        first = last + 1
    head, body = filled[:first], filled[first if at is None else first + 1 :]
    dated = [n for n, line in enumerate(head) if _is_dateline(line) and not _read_label(line)]
    record: dict[str, Any] = {"source": None, "published": None, "title": None}
    if dated and dated[-1] >= 1:
        day = dated[-1]
        found = find_day(head[day])
        cover = any(_COVER.match(line) for line in head[: day - 1])
        title = head[day - 2 : day - 1] if cover else head[: day - 1]
        record = {
            "source": clean_source(head[day - 1]),
            "published": found.value.isoformat() if found else None,
            "title": " ".join(title) or None,
        }
    else:
        plain = [line for line in head if not _read_label(line) and not _COPYRIGHT.match(line)]
        record |= {"title": plain[0] if plain else None, "source": clean_source(plain[1]) if len(plain) > 1 else None}
    fields = {name: value for line in reversed(head) if (found_ := _read_label(line)) for name, value in [found_]}
    text, more = _read_uni_body(body)
    for name, value in more.items():
        fields.setdefault(name, value)
    return _finish_record(record, fields, text)


def _read_uni_body(lines: list[str]) -> tuple[str, dict[str, str]]:
    """The text and the fields below it; an abstract before « FULL TEXT » is the standfirst."""
    kept: list[str] = []
    fields: dict[str, str] = {}
    end = _find_end(lines)
    for line in lines[:end]:
        if line == "ABSTRACT":
            continue
        if line in ("FULL TEXT", "TEXTE INTÉGRAL"):
            fields["standfirst"] = "\n\n".join(kept)
            kept = []
        else:
            kept.append(line)
    for line in lines[end:]:
        if labelled := _read_label(line):
            fields.setdefault(*labelled)
    return "\n\n".join(kept), fields


def _find_end(lines: list[str]) -> int:
    """The first line below the text: a heading such as « Classification », or the first of the labels, which nothing but labels follows."""
    last = next((at for at, line in enumerate(lines) if line.lower() in _FIRST_HEADINGS), len(lines))
    end = last
    for at in range(last - 1, -1, -1):
        line = lines[at]
        labelled = _read_label(line, sure=True)
        headed = _HEADING.fullmatch(line) and at + 1 < len(lines) and _read_label(lines[at + 1])
        if headed or (labelled and labelled[0] in ("unread", "topics", "places", "industries")):
            end = at
        elif not (
            _read_label(line)
            or _COPYRIGHT.match(line)
            or _UNKNOWN.fullmatch(line)
            or _PERCENT.search(line)
            or (at and lines[at - 1].endswith((";", ",")) and _read_label(lines[at - 1], sure=True))
        ):
            break
    return end
