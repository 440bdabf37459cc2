"""Names that everybody knows: a country is a place and Europol none, whatever the recogniser took them for.

The list decides the kind of a name that the recogniser saw, and finds those that it missed; a name that is also a
common word (« Action », « Standard ») is never found by the list alone, and one with a title before it stays a person.

Names that editors gave a kind: they are sought where the recogniser saw nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from newstagger._names.recogniser import Span, usual_form
from newstagger._text.gazetteer import gazetteer
from newstagger._text.normalise import fold

_START = re.compile(r"(?<![\w@#.-])(?:[LlDd]'(?=[A-ZÀ-Þ])|[A-ZÀ-ÖØ-Þ0-9](?:[^\W\u00b2\u00b3\u00b9]|[&.+])*)")
#: What stands between the names of a list.
_BETWEEN = re.compile(r"(?:,| et| ou)? (?:l[ae]s? |l')?")
_ARTICLE = re.compile(r"(?:L'|L[ae]s? )")
#: A listed name that goes on is another one; a footnote's superscript is no part of it.
_GOES_ON = re.compile(r"[^\W\u00b2\u00b3\u00b9]|-\w")
#: What stands before the beginning of a sentence, where a capital says nothing.
_SENTENCE = re.compile(r"(?:^|[.!?:…»\"”\n])[ «\"“]*$")
#: Diseases, taxes, machines: capitals that name nobody and no place.
_NEVER = frozenset(
    "Covid Covid-19 COVID COVID-19 Coronavirus SARS-CoV-2 Ebola Sida Zika Omicron RER TER TGV PC TV CSG RSA SMIC "
    "Smic CAC40 LBD40 LBD TVA PIB ISF RIC PMA GPA IVG JO QB ADN Internet".split()
)
_MEDIUM = re.compile(
    r"\b(?:sur|via|compte|page|groupes?|chaîne|application|messagerie|un post|tweets?) (?:la |le |l'|les )?$"
)
#: The number of a database that was not taken out of a text.
_NUMBER = re.compile(r"(?=\D*\d)[0-9a-f]{8,}")
#: Where one plays and sings, whoever owns it.
_ARENA = re.compile(r"(?:.* )?Arena(?: .*)?|Stade de France|Stade Vélodrome|Parc des Princes")
#: « Groupe B » of a tournament.
_GROUP = re.compile(r"[Gg]roupe [A-L]$")
#: A movement that has no members: not when it is quoted, heads a line or is counted by its acts.
_YELLOW = re.compile(r"(?:^|[«\"“\n'‘]|\b[Aa]cte [IVXLC\d]+ des) ?$")
#: Seats of power are places, whoever speaks there.
_SEATS = frozenset(
    ("Maison Blanche", "Maison-Blanche", "Élysée", "Elysée", "Matignon", "Kremlin", "Bureau ovale", "Bureau Ovale")
)
#: « le ministre de l'Intérieur » is a function, « ministère de l'Intérieur » an organisation.
_MINISTER = re.compile(r"\b[Mm]inistres?(?: [a-zà-ÿ-]+)? (?:de la |de l'|des |du |de |d')$")
#: « la loi Veil », « la tempête Lothar », « le porte-avions Charles-de-Gaulle », « le film « Blow-Up » »: none of the three kinds.
_THING = re.compile(
    r"\b(?:loi|tempête|cyclone|ouragan|typhon|porte-avions|frégate|paquebot|(?:film|roman|série|album|chanson|livre|documentaire)s?"
    r"(?: [a-zà-ÿ'-]+){0,2} [«\"“]) ?$"
)
_NETWORKS = frozenset(
    "Twitter Facebook Instagram TikTok Tiktok YouTube Youtube WhatsApp Telegram Snapchat LinkedIn Twitch Discord "
    "Messenger Reddit Pinterest".split()
)


def known(text: str, spans: list[Span], titled: Collection[int] = ()) -> list[Span]:
    """The spans, those of well-known organisations and of countries with their kind, and those that were missed.

    Args:
        spans: mentions in order.
        titled: starts of the mentions that have a title before them.
    """
    names = _organisations()
    countries, towns = gazetteer().names, gazetteer().towns
    listed = list(_listed(text))
    starts = [start for start, _ in listed]
    result = []
    for span in spans:
        name = text[span.start : span.end]
        if _list_of_known(text, span, listed, starts):
            continue
        if _no_name(text, span, name):
            continue
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and listed[at][1] >= span.end and listed[at] != (span.start, span.end):
            continue  # inside a longer name of the list: « Équipe » of « L’Équipe »
        if name in names and span.start not in titled:
            span = Span(span.start, span.end, "organisations")
        elif span.kind == "people" and (fold(name) in countries or (" " in name and fold(name) in towns)):
            span = Span(span.start, span.end, "places")
        if name in _SEATS or (span.kind == "organisations" and _ARENA.fullmatch(name)):
            span = Span(span.start, span.end, "places")
        result.append(span)
    return _added(text, result, listed)


def _list_of_known(text: str, span: Span, listed: list[tuple[int, int]], starts: list[int]) -> bool:
    """Is a span made of names of the list, such as « L'Équipe et Sud Ouest », which stand for themselves?"""
    within = listed[max(0, bisect_right(starts, span.start) - 1) : bisect_right(starts, span.end - 1)]
    within = [(start, end) for start, end in within if end > span.start]
    if len(within) < 2 or within[-1][1] != span.end or within[0][0] > span.start:
        return False
    return all(_BETWEEN.fullmatch(text, one[1], two[0]) for one, two in pairwise(within))


def _no_name(text: str, span: Span, name: str) -> bool:
    """A disease, a law, a storm, a work, a network as a medium, a minister's office: none of the three kinds."""
    start = span.start
    if name in _NEVER or _GROUP.match(name) or name.lower() in ("garde des sceaux", "cac 40", "lbd 40"):
        return True
    if _NUMBER.fullmatch(name):
        return True
    if _THING.search(text, max(0, start - 40), start):
        return True
    if name in _NETWORKS:
        return _MEDIUM.search(text, max(0, start - 24), start) is not None
    if span.kind != "organisations":
        return False
    if name.lower() == "gilets jaunes":
        return _YELLOW.search(text, max(0, start - 16), start) is not None
    return _MINISTER.search(text, max(0, start - 32), start) is not None


def is_known(name: str) -> bool:
    """Is it the name of a well-known organisation?"""
    return name.replace("’", "'") in _organisations()


def _added(text: str, spans: list[Span], listed: list[tuple[int, int]]) -> list[Span]:
    """The spans with those of the list that nothing overlaps."""
    found, at = [], 0
    for start, end in listed:
        while at < len(spans) and spans[at].end <= start:
            at += 1
        free = at == len(spans) or spans[at].start >= end
        article = _ARTICLE.match(text, start, end)
        if free and not (article and _SENTENCE.search(text, max(0, start - 4), start)):
            found.append(Span(start, end, "organisations"))
    return sorted(spans + found)


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Where names of the list stand that are no common words, longest first, without overlap."""
    by_first = _by_first_word()
    end = 0
    for match in _START.finditer(text):
        if match.start() < end:
            continue
        for name in by_first.get(_first_word(match.group()), ()):
            stop = match.start() + len(name)
            if text.startswith(name, match.start()) and not _GOES_ON.match(text, stop):
                yield match.start(), stop
                end = stop
                break


@cache
def _organisations() -> frozenset[str]:
    text = files("newstagger._names").joinpath("organisations.txt").read_text("utf-8")
    return frozenset(name.strip() for line in text.splitlines() if not line.startswith("#") for name in line.split(";"))


def _first_word(name: str) -> str:
    match = None if name[1:2] == "'" else _START.match(name)
    return match.group().rstrip(".") if match else name[:2]


@cache
def _by_first_word() -> dict[str, list[str]]:
    """First word -> the names that begin with it and are no common words, longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(_organisations(), key=lambda name: (-len(name), name)):
        alone = name.isalpha() and not name.isupper()
        if len(name) > 2 and not (alone and (usual_form(name) or name).islower()):
            found[_first_word(name)].append(name)
    return dict(found)


#: Shorter ones are too often something else.
_SHORTEST = 3
_WORD = re.compile(r"(?<![\w-])\w+")
#: A name that goes on is another one.
_WORD_GOES_ON = re.compile(r"[\w-]")


class Sought:
    """The names to seek; those that are also common words (« Orange ») or have no capital are left to the recogniser.

    Args:
        kinds: names with straight apostrophes and single spaces to people, organisations, places or none.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = {name: kind for name, kind in kinds.items() if kind != "none" and _is_plainly_a_name(name)}
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._kinds, key=lambda name: (-len(name), name)):
            if first := _WORD.match(name):
                self._by_first_word[first.group()].append(name)

    def added(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans of a normalised text, with those of the names that nothing overlaps; in order, in linear time."""
        if not self._kinds:
            return spans
        ends = sorted(span.end for span in spans)
        starts = sorted(span.start for span in spans)
        # As many spans end before a stretch as begin before its end: none is in between.
        free = [
            span for span in self._found(text) if bisect_left(ends, span.start + 1) == bisect_left(starts, span.end)
        ]
        return sorted(spans + free)

    def _found(self, text: str) -> Iterator[Span]:
        """Where the names stand, longest first, without overlap."""
        end = 0
        for match in _WORD.finditer(text):
            start = match.start()
            for name in self._by_first_word.get(match.group(), ()) if start >= end else ():
                if text.startswith(name, start) and not _WORD_GOES_ON.match(text, start + len(name)):
                    end = start + len(name)
                    yield Span(start, end, self._kinds[name])
                    break


def _is_plainly_a_name(name: str) -> bool:
    if len(name) < _SHORTEST or not any(c.isupper() for c in name):
        return False
    alone = name.isalpha() and not name.isupper()
    return not (alone and (usual_form(name) or name).islower())
