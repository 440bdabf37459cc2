"""ProQuest, plain text exports: documents between rules, whose fields are paragraphs that begin with a label.

The labels are in the language of the menus: « Texte intégral: », « Full text: ».
"""

from __future__ import annotations

import re
from typing import Any

from newstagger._text.normalise import fold
from newstagger.readers.markup import tidy
from newstagger.readers.published import find_day
from newstagger.readers.terms import clean_author, clean_source, remove_repeats, split_terms

#: The rule above each document.
MARKER = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
#: A label that no other database has.
SIGN = re.compile(
    r"^(?:Publication title|Titre de publication|Publication info|Infos? sur la publication|Lien ProQuest|ProQuest document (?:link|ID)"
    r"|ID du document ProQuest)\b",
    re.MULTILINE | re.IGNORECASE,
)
_FIELDS = {
    "text": "texte integral, full text",
    "standfirst": "resume, abstract",
    "title": "titre, title",
    "author": "auteur, author, auteurs, authors",
    "source": "titre de publication, publication title",
    "published": "date de publication, publication date",
    "info": "infos sur la publication, info sur la publication, publication info",
    "topics": "sujet, subject, sujets, subjects",
    "id": "id du document proquest, proquest document id",
    "url": "url du document, document url",
    "unread": "lien proquest, proquest document link, lien de document, liens, links, compagnie, company / organization, entreprise / organisation, societe, "
    "personnes, people, lieu, location, classification, pages, nombre de pages, number of pages, page, annee de publication, publication year, section, "
    "volume, vol, numero, issue, premiere page, first page, editeur, publisher, lieu de publication, place of publication, pays de publication, "
    "country of publication, publication subject, sujet de la publication, matiere de la publication, issn, e-issn, isbn, type de source, source type, "
    "langue, language, langue de publication, language of publication, type de document, document type, copyright, derniere mise a jour, last updated, "
    "base de donnees, database, identifiant, mots-cles, keywords, mot-cle, credit, legende, caption, dateline, sous-titre de publication, edition, "
    "numero d'acces, accession number, identificateur / mot-cle, identifier / keyword, document feature, caracteristique du document",
}  # fmt: skip
_LABELS = {label.strip(): field for field, labels in _FIELDS.items() for label in labels.split(",")}
#: Labels of the publication, which no paragraph begins with, and below which there is no text.
_SURE = frozenset(
    "titre de publication|publication title|date de publication|publication date|annee de publication|publication year|langue de publication|"
    "language of publication|lieu de publication|place of publication|pays de publication|country of publication|matiere de la publication|"
    "publication subject|sujet de la publication|id du document proquest|proquest document id|url du document|document url|type de source|"
    "source type|type de document|document type|issn|e-issn|derniere mise a jour|last updated|infos sur la publication|publication info".split(
        "|"
    )
)
#: Maximum number of characters of a field whose label is not known.
_UNKNOWN = 100
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n]{1,45}?)[ \u00a0]?:[ \u00a0]*(?P<value>.*)", re.DOTALL)
#: What stands for a field that is empty, and links that are words.
_NONE = re.compile(r"(?:aucune?(?:\(e\))? disponible|none available|not available|no abstract)\.?", re.IGNORECASE)
_NUMBERED = re.compile(r"document \d+ (?:de|of|sur) \d+", re.IGNORECASE)


def _split_label(block: str) -> tuple[str, str]:
    """The folded label of a block, empty if it has none, and what follows."""
    match = _LABEL.match(block)
    return (" ".join(fold(match["label"]).replace("’", "'").split()), match["value"]) if match else ("", "")


def _find_end(blocks: list[str]) -> int:
    """The first block below the text; a paragraph such as « Pages : 240 » is not, if others follow that are no fields."""
    labels = [_split_label(block)[0] for block in blocks]
    start = next((at for at, label in enumerate(labels) if _LABELS.get(label) == "text"), len(blocks))
    end = next((at for at in range(start + 1, len(blocks)) if labels[at] in _SURE), len(blocks))
    for at in range(end - 1, start, -1):
        if labels[at] in _LABELS:
            end = at
        elif not labels[at] or len(blocks[at]) > _UNKNOWN or blocks[at].endswith((".", "!", "?", "»", "…")):
            break
    return end


def read_text_document(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one document; None for the cover and the list of contents."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", tidy(MARKER.sub("", piece))) if block.strip()]
    if not any(SIGN.match(block) for block in blocks):
        return None
    fields: dict[str, list[str]] = {}
    first: str | None = None
    last = ""
    below = _find_end(blocks)
    for at, block in enumerate(blocks):
        label, value = _split_label(block)
        field = _LABELS.get(label)
        if last == "text" and at < below:  # the text has no end of its own
            fields.setdefault("text", []).append(block)
        elif field is not None:
            last = field
            if field not in fields and not _NONE.fullmatch(value.strip()):
                fields[field] = [value]
        elif last == "standfirst" and last in fields and fold(block) not in _LABELS:
            fields[last].append(block)
        elif not last and first is None and not _NUMBERED.fullmatch(block):
            first = " ".join(block.split())
    one = {name: " ".join(values[0].split()) for name, values in fields.items()}
    info = one.get("info", "")
    day = find_day(one.get("published", "")) or find_day(info)
    record = {
        "id": one.get("id"),
        "title": one.get("title") or first,
        "text": "\n\n".join(fields.get("text", fields.get("standfirst", []))).strip(),
        "author": clean_author(one.get("author")),
        "source": clean_source(one.get("source") or re.split(r"\s*[;\[]", info)[0]),
        "published": day.value.isoformat() if day else None,
        "url": one.get("url"),
        "declared_topics": remove_repeats(split_terms(one.get("topics", ""))),
    }
    return {name: value for name, value in record.items() if value or name == "text"}
