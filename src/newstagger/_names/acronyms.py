"""Names that the text itself explains: « Institut Prospective (IP) », « Direction générale … [DGSE] », « Maud Sirvent, alias Lila »."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from newstagger._names.finding import ORGANISATION_NOUN, is_known_organisation
from newstagger._names.recogniser import Span
from newstagger._text.normalise import fold
from newstagger._text.words import SMALL_WORDS

_SHORT_FORM = re.compile(r" [(\[](?P<short>[A-ZÀ-Þ][A-Za-zÀ-ÿ.&-]{1,11})[)\]]")
_LETTERS = re.compile(r"[^\W\d_]+")
#: How far before the bracket a long form may begin, in code points, and words it may skip for each letter.
_LONG_FORM_REACH, _SKIPPED = 160, 2
#: Letters of an acronym that need not be its long form's: two are a party, a country or a league.
_SHORTEST = 3
#: What stands between two names of one person.
_OTHER_NAME = re.compile(
    r",? ?\(?(?:alias|dite?|surnommée?|(?:plus )?connue? sous le nom de|de son (?:vrai nom|nom complet|nom d'artiste|nom de (?:scène|guerre|plume|naissance)))"
    r"(?: :)? [\"«“]?\s?"
)
#: « Johnny Hallyday, né Jean-Philippe Smet »; a surname alone may be a family's.
_BORN = re.compile(r",? \(?née? ")


def find_acronyms(text: str, spans: list[Span]) -> list[tuple[Span, Span]]:
    """Long and short form of each acronym that the text explains; ``spans`` in order.

    The long form is found from the initials, as by Schwartz and Hearst ("A simple algorithm for identifying abbreviation
    definitions in biomedical text", PSB 2003). Acronyms of another language share only their letters with it
    (« Agence spatiale européenne (ESA) »), or not even these, and need a name that the recogniser saw.
    """
    starts = [span.start for span in spans]
    found = []
    for match in _SHORT_FORM.finditer(text):
        short = match["short"]
        floor = max(0, match.start() - _LONG_FORM_REACH)
        floor = max(floor, text.rfind("\n", floor, match.start()) + 1)
        near = spans[bisect_left(starts, floor) : bisect_left(starts, match.start())]
        name = next((s for s in reversed(near) if s.end == match.start() and s.kind == "organisations"), None)
        kind = _kind_at(spans, starts, match.start("short"))
        long = name if name and _has_initials(text[name.start : name.end], short) else None
        if long is None:
            long = _by_initials(text, floor, match.start(), short, near, kind)
        if long is None and name and kind == "organisations" and _may_translate(text[name.start : name.end], short):
            long = name
        if long is not None:
            found.append((long, Span(*match.span("short"), "organisations")))
    return found


def find_other_names(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    """Pairs of names that the text gives to one person, in the order of the text; ``spans`` in order."""
    people = [span for span in spans if span.kind == "people"]
    return [
        (text[one.start : one.end], text[other.start : other.end])
        for one, other in pairwise(people)
        if _OTHER_NAME.fullmatch(text, one.end, other.start)
        or (" " in text[other.start : other.end] and _BORN.fullmatch(text, one.end, other.start))
    ]


def _may_translate(name: str, short: str) -> bool:
    """May an acronym of another language stand for a name? A well-known one stands for itself: « Ligue du Lys (CGT) »."""
    return short.isupper() and len(short) >= _SHORTEST and " " in name and not is_known_organisation(short)


def _kind_at(spans: list[Span], starts: list[int], start: int) -> str:
    at = bisect_left(starts, start)
    return spans[at].kind if at < len(spans) and spans[at].start == start else ""


def _has_initials(name: str, short: str) -> bool:
    """Are an acronym's letters the initials of a name, in any order?"""
    letters = sorted(fold(c) for c in short if c.isalpha())
    words = [fold(word) for word in _LETTERS.findall(name)]
    return len(letters) > 1 and letters == sorted(word[0] for word in words if word not in SMALL_WORDS)


def _by_initials(text: str, floor: int, end: int, short: str, near: list[Span], kind: str) -> Span | None:
    """The words before the bracket whose initials make the acronym in order."""
    upper = [fold(c) for c in short if c.isupper()]
    letters = upper if len(upper) > 1 else [fold(c) for c in short if c.isalpha()]
    start = _long_form_start(text[floor:end], letters)
    if start is None:
        return None
    start += floor
    inside = [span for span in near if span.start < end and start < span.end]
    kinds = {span.kind for span in inside} | {kind}
    institution = ORGANISATION_NOUN.match(text[start:end]) and not text[start:end].islower()
    if any(span.start < start < span.end for span in inside) or not ("organisations" in kinds or institution):
        return None
    return Span(start, end, "organisations")


def _long_form_start(before: str, letters: list[str]) -> int | None:
    """Where the words begin whose initials are ``letters``; None if they do not."""
    words = [(m.start(), fold(m.group()[0])) for m in _LETTERS.finditer(before)]
    at, start, skipped = len(words) - 1, None, 0
    for letter in reversed(letters):
        while at >= 0 and words[at][1] != letter:
            at -= 1
            skipped += 1
            if skipped > _SKIPPED * len(letters) + 2:
                return None
        if at < 0:
            return None
        start = words[at][0]
        at -= 1
    return start
