"""Where a name begins and ends: spans cut in two, run together, or without the word that they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newstagger.entities.recogniser import Span

#: « Russie - Slovaquie », « Paris / Lyon »: a sign between spaces parts two names.
_BETWEEN = re.compile(r" [-–—/|] ")
#: « anti-Trump » names Trump.
_PREFIX = re.compile(r"(?:anti|pro|ex|post|pré|non)-(?=[A-ZÀ-Þ])", re.IGNORECASE)
#: A name that ends so goes on.
_OPEN_END = re.compile(r" (?:de la|de l'|du|des|de|d'|et|pour|sur)$")
_STREET = re.compile(
    r"\b(?:rue|avenue|boulevard|bd|quai|square|allée|impasse|faubourg|ruelle|chaussée|esplanade|rond-point) (?:de la |de l'|du |des |de |d')?$",
    re.IGNORECASE,
)
_STREET_REACH = 24
#: « E19 Mons-Bruxelles », « l'A9 (Perpignan-Montpellier) »: a road and the towns that it joins.
_ROAD = r"(?:[AEND]|R[ND]) ?\d{1,4}"
_ROAD_FIRST = re.compile(rf"{_ROAD} (?=[A-ZÀ-Þ])")
_ROAD_LAST = re.compile(rf"-(?={_ROAD}$)")
_ROAD_BEFORE = re.compile(rf"\b{_ROAD} \(?$")
_ROAD_REACH = 9
_ENDS_OF_ROAD = re.compile(r"(?!Saint|Mont|Pont|Port|Val|Château)([A-ZÀ-Þ][^\W\d]{2,})-([A-ZÀ-Þ][^\W\d]{2,})")
#: « la province de Hainaut » is called Hainaut.
_PROVINCE = re.compile(r"(?:[Pp]rovince|[Ww]ilaya|[Gg]ouvernorat) (?:de la |de l'|de |du |d')(?=[A-ZÀ-Þ])")
#: « le pays de Galles » is a place, « la princesse de Galles » a person's title.
_WALES = re.compile(r"\b(?P<head>pays|princes?|princesse) de $", re.IGNORECASE)
#: « le Tour de France » is a race.
_RACE = re.compile(r"\bTour (?:de |d'|du |des )$")
_RACE_REACH = 9


def joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """« Conseil de sécurité des » and « Nations unies » beside it are one name."""
    last: Span | None = None
    for span in sorted(spans):
        if (
            last is not None
            and last.kind == "organisations"
            and span.start - last.end <= 1
            and text[last.end : span.start] in ("", " ")
            and _OPEN_END.search(text, last.start, last.end)
        ):
            last = Span(last.start, span.end, last.kind)
            continue
        if last is not None:
            yield _closed(text, last)
        last = span
    if last is not None:
        yield _closed(text, last)


def _closed(text: str, span: Span) -> Span:
    """The span without a preposition at its end."""
    match = _OPEN_END.search(text, span.start, span.end)
    return Span(span.start, match.start(), span.kind) if match else span


def parted(text: str, span: Span) -> Iterator[Span]:
    """The names in a span that a spaced dash runs through, a road and its ends; a prefix such as « anti- » left out."""
    start = span.start
    for sign in _BETWEEN.finditer(text, span.start, span.end):
        yield Span(start, sign.start(), span.kind)
        start = sign.end()
    if span.kind == "places":
        yield from _places(text, start, span.end)
        return
    if prefix := _PREFIX.match(text, start, span.end):
        start = prefix.end()
    yield Span(start, span.end, span.kind)


def _places(text: str, start: int, end: int) -> Iterator[Span]:
    """A place without the word that says what it is, or a road and the towns at its ends."""
    if province := _PROVINCE.match(text, start, end):
        start = province.end()
    after = _ROAD_BEFORE.search(text, max(0, start - _ROAD_REACH), start)
    if road := _ROAD_FIRST.match(text, start, end):
        yield Span(start, road.end() - 1, "places")
        start, after = road.end(), road
    ends = _ENDS_OF_ROAD.fullmatch(text, start, end) if after else _ROAD_LAST.search(text, start, end)
    if ends:
        cut = ends.end(1) if after else ends.start()
        yield Span(start, cut, "places")
        start = cut + 1
    elif prefix := _PREFIX.match(text, start, end):
        start = prefix.end()
    yield Span(start, end, "places")


def wales(text: str, span: Span) -> Span | None:
    """Wales with its « pays de »; None where it only ends a title."""
    if text[span.start : span.end] != "Galles":
        return span
    match = _WALES.search(text, max(0, span.start - 14), span.start)
    if match is None:
        return span
    return Span(match.start(), span.end, "places") if match["head"].lower() == "pays" else None


def street(text: str, span: Span) -> Span:
    """« boulevard Haussmann » is a place, whoever Haussmann was."""
    match = _STREET.search(text, max(0, span.start - _STREET_REACH), span.start)
    if match is None or (span.kind != "people" and not match.group().startswith("rue")):
        return span
    return Span(match.start(), span.end, "places")


def ends_race(text: str, span: Span) -> bool:
    """Is a place only the end of a race's name?"""
    return span.kind == "places" and _RACE.search(text, max(0, span.start - _RACE_REACH), span.start) is not None
