"""Corpora of Alceste and IRaMuTeQ: a line of starred variables, ``**** *source_lemonde *date_2024-03-05``, then the text.

The form is described in http://www.iramuteq.org/documentation/formatage-des-corpus-texte.
"""

from __future__ import annotations

import re
from typing import Any

from newstagger._text.normalise import fold
from newstagger.readers.press.terms import find_published, once

#: IRaMuTeQ's line of stars; Alceste numbers its texts instead, and the whole line is variables.
_LINE = r"(?:\*{4}[ \t]+\*[^\W\d_]|\d{2,6}(?:[ \t]+\*[^\W\d_]\S*)+[ \t]*$)"
SIGN = re.compile(rf"\A\s*{_LINE}", re.MULTILINE)
MARKER = re.compile(rf"^{_LINE}", re.MULTILINE)
#: Values should have no spaces, and some have.
_VARIABLE = re.compile(r"\*([^\W_]+)(?:_([^*\n]*))?")
#: « -*theme »: a thematic part of a text.
_THEME = re.compile(r"^-\*(\S+)[ \t]*$", re.MULTILINE)
_FIELDS = {
    "source": "source journal media support titrejournal publication",
    "date": "date datepub datepublication",
    "author": "auteur author signature",
    "title": "titre title",
    "id": "id identifiant num numero",
    "url": "url lien",
    "topics": "rubrique section theme thematique sujet topic motscles keywords",
    "year": "annee year an",
    "month": "mois month",
    "day": "jour day",
}
_ROLES = {name: field for field, names in _FIELDS.items() for name in names.split()}


def record_of(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one text; variables without a known name are left out."""
    if MARKER.match(piece) is None:
        return None
    head, _, text = piece.partition("\n")
    found: dict[str, list[str]] = {}
    for name, value in _VARIABLE.findall(head):
        if (role := _ROLES.get(fold(name))) and value.strip():
            found.setdefault(role, []).append(value.strip())
    topics = [_words(value) for value in [*found.get("topics", ()), *_THEME.findall(text)]]
    number = re.match(r"\d+", head)
    record = {
        "id": found.get("id", [number.group() if number else ""])[0],
        "title": _words(found.get("title", [""])[0]),
        "text": _THEME.sub("", text).strip(),
        "published": _day(found),
        "author": _words(found.get("author", [""])[0]),
        "source": _words(found.get("source", [""])[0]),
        "url": found.get("url", [""])[0],
        "declared_topics": once(topics),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _words(value: str) -> str:
    """Values have no spaces: « La_Gazette »."""
    return value.replace("_", " ").strip()


def _day(found: dict[str, list[str]]) -> str | None:
    """The day that one variable holds, or three."""
    given = found.get("date", [""])[0]
    digits = re.fullmatch(r"(\d{4})[-_/.]?(\d\d)[-_/.]?(\d\d)", given)
    text = (
        "-".join(digits.groups())
        if digits
        else _words(given.replace("-", " ") if re.search(r"[a-z]", given) else given)
    )
    if not given and all(found.get(name) for name in ("year", "month", "day")):
        month = found["month"][0].rpartition("-")[2]
        text = f"{found['year'][0]}-{month:0>2}-{found['day'][0]:0>2}"
    day = find_published(text)
    return day.value.isoformat() if day else None
