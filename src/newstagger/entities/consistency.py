"""One name, one kind in an article: what the recogniser saw clearly once holds where it was unsure.

Linear in the length of the text: names are counted by dictionary, and looked for by one pass over the
capitalised words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from newstagger.entities.recogniser import Span
from newstagger.text.gazetteer import gazetteer

_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-Þ][\w'’-]*[\w](?![\w-])")
#: Surnames shorter than this are too often something else.
_SHORTEST = 4
#: A kind must be seen this many times more often than another to overrule it.
_MAJORITY = 2


def consistent(text: str, spans: list[Span]) -> list[Span]:
    """Spans with the kind that their name has elsewhere, and missed surnames of people found."""
    surnames = _surnames(text, spans)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        kinds[text[span.start : span.end]][span.kind] += 1
    result = []
    for span in spans:
        name = text[span.start : span.end]
        kind, count = kinds[name].most_common(1)[0]
        if name in surnames and (kinds[name]["people"] >= kinds[name][span.kind] or gazetteer().country(name) is None):
            span = Span(span.start, span.end, "people")
        elif count >= _MAJORITY * kinds[name][span.kind] and count > kinds[name][span.kind]:
            span = Span(span.start, span.end, kind)
        result.append(span)
    return sorted(result + _missed(text, result, surnames))


def _surnames(text: str, spans: list[Span]) -> set[str]:
    """Last words of the full names of people."""
    found = set()
    for span in spans:
        if span.kind == "people":
            first, space, last = text[span.start : span.end].rpartition(" ")
            if space and first and len(last) >= _SHORTEST and last[0].isupper():
                found.add(last)
    return found


def _missed(text: str, spans: list[Span], surnames: set[str]) -> list[Span]:
    """Surnames of people that stand outside every span."""
    if not surnames:
        return []
    missed = []
    at = 0
    for match in _CAPITALISED.finditer(text):
        if match.group() not in surnames:
            continue
        while at < len(spans) and spans[at].end <= match.start():
            at += 1
        if at == len(spans) or spans[at].start >= match.end():
            missed.append(Span(match.start(), match.end(), "people"))
    return missed
