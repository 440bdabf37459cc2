"""Where a name begins and ends: elided letters, particles, initials, legal forms, links.

Everything here sees one normalised text.
"""

from __future__ import annotations

import re

from newstagger._names.recogniser import Span
from newstagger._text.words import DOTTED_FORMS, LEGAL_FORMS

#: « N'Golo Kanté », « D'Almeida », « L'Hostis »: what looks like an article is part of the name.
ELIDED = re.compile(r"(?<![\w'-])(?:N'(?=[A-ZÀ-Þ])|[DL]'(?=[A-ZÀ-Þ][a-zà-ÿ]))")
#: What precedes the beginning of a sentence, where « D'Emmanuel Macron à … » may have the preposition.
_SENTENCE_START = re.compile(r"(?:^|[.!?…:»\"”\n]|\(\d{1,2}\))[ «\"“([*-]*$")
_START_REACH = 6
#: « D'Hollande à Macron »: a range of names.
_TO = re.compile(r" (?:à|au|jusqu') ?")


def begins_with_elision(text: str, start: int, end: int, kind: str) -> bool:
    """Do the elided letters at ``start`` belong to the name, « N'Golo », « D'Almeida », « Mme L'Hostis »?"""
    if kind == "places" or ELIDED.match(text, start, end) is None:
        return False
    if text[start] == "N":
        return True
    if kind != "people":
        return text[start] == "D" and not _SENTENCE_START.search(text, max(0, start - _START_REACH), start)
    if not _SENTENCE_START.search(text, max(0, start - _START_REACH), start):
        return True
    return " " not in text[start:end] and _TO.match(text, end) is None


#: « [Renault](https://exemple.fr) » in Markdown, « (POL/N.1) » behind a tennis player: where a name ends.
LINK_TARGET = re.compile(r"\]\(|\]\[|https?://|/N\.? ?\d")
RANKING = re.compile(r"/N\.? ?\d")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)\]]*$")
ADDRESS_REACH = 80
#: « le général de Gaulle », « Mme de La Gontrie »: the particle is part of the name.
PARTICLE_BEFORE = re.compile(
    r"\b(?P<title>M\.|MM\.|Mme|Mlle|Me|Dr|Mgr|[Gg]énéral|[Cc]olonel|[Aa]miral|[Mm]aréchal|[Cc]ommandant) (?P<particle>de (?:la |l')?|d'|du )$"
)
PARTICLE_REACH = 20
PRONOUNS = frozenset("Il Ils Elle Elles On".split())
#: « Orbital Inc. », « Verlac Corp. »: the dot belongs to the name.
COMPANY = re.compile(rf" (?:{'|'.join(DOTTED_FORMS)})$")
#: « Léa M. a été placée … »: an initial, not the next person's « M. ».
LAST_M = re.compile(
    r" M\.(?= (?:[a-zà-ÿ(]|(?:Ils?|Elles?|L[ae]s?|L'\w+|Une?|C[e']|Cett?e?|Son|Sa|Ses|Selon|Dans|Mais|À|Après|En)\b)|[,;:)»\n]|$)"
)
GIVEN_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")


#: « Verlac SA », « Orbital Inc. »: in the rest of the article « Verlac » is the company.
_LEGAL_FORM = re.compile(rf" (?:{'|'.join(LEGAL_FORMS)}|S\.A)\.?$")


def companies(text: str, spans: list[Span]) -> set[str]:
    """The names of companies without their legal form."""
    found = set()
    for span in spans:
        form = _LEGAL_FORM.search(text, span.start, span.end) if span.kind == "organisations" else None
        if form:
            found.add(text[span.start : form.start()])
    return found
