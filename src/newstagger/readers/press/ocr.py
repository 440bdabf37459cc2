"""OCR text as Gallica and Retronews (BnF) give it: a notice, and the lines of a newspaper as they were printed."""

from __future__ import annotations

import re
from typing import Any

from newstagger.readers.press.lines import unwrap, without_running_heads
from newstagger.readers.press.terms import author_of, find_published, once, split_terms

MARKER = re.compile(r"^Rappel de votre demande\b", re.MULTILINE)
SIGN = re.compile(
    r"\A\s*(?:Rappel de votre demande\b|Notice complète\s*:|(?:.*\n){0,8}.*retronews\.fr/journal/|(?:Titre|Journal|Source)\s*:(?=(?:.*\n){0,15}.*(?:gallica|retronews)))",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^(?P<name>titre(?: d['’]ensemble)?|journal|auteurs?|éditeur|date d['’]édition|date(?: de publication)?|identifiant|sujets?|thèmes?|"
    r"description|lien|url|ark|source)\s*:\s*(?P<value>.*)$",
    re.IGNORECASE,
)
#: Lines that stand above the text and below the notice; the last of them ends the notice.
_NOTICE = re.compile(
    r"^(?:rappel de votre demande|format de téléchargement|vues? \d|nombre de pages|notice complète|notice du catalogue|type|langue|format|"
    r"droits|relation|contributeur|provenance|mise? en ligne|date de mise en ligne|le texte affiché peut comporter|en effet, le mode texte|"
    r"le taux de reconnaissance|source|page|numéro|édition|couverture|appartient à)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"^le taux de reconnaissance", re.IGNORECASE)
#: The address of a page names the newspaper and its day: « retronews.fr/journal/le-petit-courrier/24-mars-1938/437/1806613/1 ».
_ADDRESS = re.compile(r"\S*retronews\.fr/journal/(?P<name>[\w-]+)/(?P<day>\d{1,2}-[^\W\d_]+-\d{4})\S*", re.IGNORECASE)
#: Lines of a notice, at most.
_MOST = 80


def record_of(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one issue; its title is the newspaper's name, which is its source, too."""
    lines = piece.replace("\x0c", "\n\x0c\n").split("\n")
    fields: dict[str, str] = {}
    behind = 0
    for at, line in enumerate(lines[:_MOST]):
        plain = line.strip()
        if match := _FIELD.match(plain):
            fields.setdefault(match["name"].lower().replace("’", "'"), match["value"].strip())
        if address := _ADDRESS.search(plain):
            fields.setdefault("titre", address["name"].replace("-", " ").capitalize())
            fields.setdefault("date", address["day"].replace("-", " "))
            fields.setdefault("lien", address.group())
        if match or address or _NOTICE.match(plain):
            behind = at + 1
        elif plain and behind and _is_text(plain):
            break
        if _LAST.match(plain):
            break
    title = fields.get("titre") or fields.get("journal") or ""
    name = re.split(r"\s*(?:\[|\(| : | / )", title)[0].strip(" .")
    days = map(
        find_published,
        (fields.get(key, "") for key in ("date d'édition", "date de publication", "date", "description")),
    )
    day = next(filter(None, days), None)
    ark = next((found for value in fields.values() if (found := re.search(r"ark:/\d+/\w+", value))), None)
    pages = [page.split("\n") for page in "\n".join(lines[behind:]).split("\x0c")]
    kept = without_running_heads(pages, [name])
    record = {
        "id": ark.group() if ark else None,
        "title": title,
        "source": name,
        "text": unwrap("\n".join(line for page in kept for line in page)),
        "published": day.value.isoformat() if day else None,
        "author": author_of(fields.get("auteur") or fields.get("auteurs")),
        "url": f"https://gallica.bnf.fr/{ark.group()}" if ark else fields.get("lien") or fields.get("url"),
        "declared_topics": once(
            term for key in ("sujet", "sujets", "thème", "thèmes") for term in split_terms(fields.get(key, ""))
        ),
    }
    return {key: value for key, value in record.items() if value or key == "text"}


def _is_text(line: str) -> bool:
    """Is a line below a notice's beginning part of the newspaper? The values of long fields go on in the next line."""
    return len(line.split()) >= 3 and not re.match(r"^[^\W\d_][\w' ]{2,30} ?:", line)
