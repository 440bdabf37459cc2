"""Names that the word before them gives away: « Mme Sirvent », « le parti Horizons », and the surname behind a first name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container

from newstagger.entities.recogniser import Span
from newstagger.entities.truecase import usual_form

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'-]*\w"
_INTRODUCED = re.compile(
    rf"\b(?:M\.|Mme|Mlle|Mgr) (?P<name>{_NAME}(?: (?:(?:de la|de|d'|du|des|El|Al|Ben|Le|La|Ould) ?)?{_NAME}){{0,2}})"
)
#: What is called so is an organisation, whoever has the same name.
_KIND_OF_ORGANISATION = re.compile(
    r"\b(?:partis?|groupe|société|entreprise|association|syndicat|ONG|marque|enseigne|chaîne|quotidien|hebdomadaire|mensuel|"
    r"magazine|start-up|banque|compagnie|opérateur|constructeur|fondation|laboratoire|agence|radio|plateforme|think tank) $"
)
_REACH = 16
_NEXT = re.compile(r" (?P<surname>[A-ZÀ-ÖØ-Þ][a-zà-ÿ][\w'-]*\w)")


def introduced(text: str, spans: list[Span]) -> list[Span]:
    """The spans with the kind that the word before them says, and the people that were missed there; all in order."""
    names = {match.start("name"): match.end("name") for match in _INTRODUCED.finditer(text)}
    kinds = {span: kind for span in sorted(spans) if (kind := _kind(text, span, names)) is not None}
    # What a name is called once, it is throughout the article.
    told = {text[span.start : span.end]: kind for span, kind in kinds.items()}
    result = [
        Span(span.start, span.end, kinds.get(span) or told.get(text[span.start : span.end], span.kind))
        for span in sorted(spans)
    ]
    starts = [span.start for span in result]
    missed = []
    for start, end in names.items():
        at = bisect_left(starts, start)
        if (at == 0 or result[at - 1].end <= start) and (at == len(result) or result[at].start >= end):
            missed.append(Span(start, end, "people"))
    return _with_surnames(text, sorted(result + missed))


def _kind(text: str, span: Span, names: Container[int]) -> str | None:
    if span.start in names:
        return "people"
    before = _KIND_OF_ORGANISATION.search(text, max(0, span.start - _REACH), span.start)
    return "organisations" if before else None


def _with_surnames(text: str, spans: list[Span]) -> list[Span]:
    """« Maud » before « Sirvent » takes it in, unless that is a common word or another name."""
    result = []
    for number, span in enumerate(spans):
        after = (
            _NEXT.match(text, span.end) if span.kind == "people" and " " not in text[span.start : span.end] else None
        )
        if after and (number + 1 == len(spans) or spans[number + 1].start >= after.end()):
            usual = usual_form(after["surname"])
            if usual is None or not usual.islower():
                span = Span(span.start, after.end(), "people")
        result.append(span)
    return result
