"""Names that everybody knows: a country is a place and Europol none, whatever the recogniser took them for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from newstagger.countries import gazetteer
from newstagger.entities.recogniser import Span
from newstagger.normalise import fold


def known(text: str, spans: list[Span]) -> list[Span]:
    """The spans, those of well-known organisations and of countries with their kind."""
    names = _organisations()
    countries = gazetteer().names
    result = []
    for span in spans:
        name = text[span.start : span.end]
        if name in names:
            span = Span(span.start, span.end, "organisations")
        elif span.kind == "people" and fold(name) in countries:
            span = Span(span.start, span.end, "places")
        result.append(span)
    return result


def is_known(name: str) -> bool:
    """Is it the name of a well-known organisation?"""
    return name.replace("’", "'") in _organisations()


@cache
def _organisations() -> frozenset[str]:
    text = files("newstagger.entities").joinpath("organisations.txt").read_text("utf-8")
    return frozenset(name.strip() for line in text.splitlines() if not line.startswith("#") for name in line.split(";"))
