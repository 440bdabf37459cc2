"""Acronyms explained in the text: « Institut Prospective (IP) », « Direction générale … [DGSE] ».

The long form is found as by Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions
in biomedical text", PSB 2003), from the initials; acronyms of another language keep their letters only
(« Agence spatiale européenne (ESA) ») and need a name that the recogniser saw.

One name, one kind in an article: what the recogniser saw clearly once holds where it was unsure.

Linear in the length of the text: names are counted by dictionary, and looked for by one pass over the
capitalised words.

Mentions put right by what always holds in French: titles, articles, ministries, acronyms, media.

Everything here sees one normalised text and the recogniser's spans, and gives better spans.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from newstagger._names.boundaries import (
    HEAD,
    ends_race,
    institutions,
    introduced,
    joined,
    nested_places,
    parted,
    sites,
    street,
    wales,
)
from newstagger._names.known import known
from newstagger._names.recogniser import Span
from newstagger._text.gazetteer import gazetteer
from newstagger._text.normalise import fold

_SHORT = re.compile(r" [(\[](?P<short>[A-ZÀ-Þ][A-Za-zÀ-ÿ.&-]{1,11})[)\]]")
_WORD = re.compile(r"[^\W\d_]+")
#: How far before the bracket a long form may begin, in code points, and words it may skip for each letter.
_REACH, _SKIPPED = 160, 2
_SMALL = frozenset("de du des d l la le les et en a au aux pour sur".split())


def acronyms(text: str, spans: list[Span]) -> list[tuple[Span, Span]]:
    """Long and short form of each acronym; ``spans`` in order."""
    starts = [span.start for span in spans]
    found = []
    for match in _SHORT.finditer(text):
        short = match["short"]
        floor = max(0, match.start() - _REACH)
        floor = max(floor, text.rfind("\n", floor, match.start()) + 1)
        near = spans[bisect_left(starts, floor) : bisect_left(starts, match.start())]
        name = next((s for s in reversed(near) if s.end == match.start() and s.kind == "organisations"), None)
        long = _by_letters(text, name, short) if name else None
        if long is None:
            long = _by_initials(text, floor, match.start(), short, near, _kind_at(spans, starts, match.start("short")))
        if long is not None:
            found.append((long, Span(*match.span("short"), "organisations")))
    return found


def _kind_at(spans: list[Span], starts: list[int], start: int) -> str:
    at = bisect_left(starts, start)
    return spans[at].kind if at < len(spans) and spans[at].start == start else ""


def _by_letters(text: str, name: Span, short: str) -> Span | None:
    """The recogniser's name itself, where it has the acronym's letters as initials in any order."""
    letters = sorted(fold(c) for c in short if c.isalpha())
    words = [fold(word) for word in _WORD.findall(text[name.start : name.end])]
    initials = sorted(word[0] for word in words if word not in _SMALL)
    return name if len(letters) > 1 and letters == initials else None


def _by_initials(text: str, floor: int, end: int, short: str, near: list[Span], kind: str) -> Span | None:
    """The words before the bracket whose initials make the acronym in order."""
    upper = [fold(c) for c in short if c.isupper()]
    letters = upper if len(upper) > 1 else [fold(c) for c in short if c.isalpha()]
    start = _long_form(text[floor:end], letters)
    if start is None:
        return None
    start += floor
    inside = [span for span in near if span.start < end and start < span.end]
    kinds = {span.kind for span in inside} | {kind}
    titled = HEAD.match(text[start:end]) and not text[start:end].islower()
    if any(span.start < start < span.end for span in inside) or not ("organisations" in kinds or titled):
        return None
    return Span(start, end, "organisations")


def _long_form(before: str, letters: list[str]) -> int | None:
    """Where the words begin whose initials are ``letters``; None where they do not."""
    words = [(m.start(), fold(m.group()[0])) for m in _WORD.finditer(before)]
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


#: Words that introduce a person and are no part of the name.
TITLES = (
    "m.", "mm.", "mme", "mmes", "mlle", "mr", "mr.", "monsieur", "madame", "mademoiselle", "dr", "dr.", "docteur",
    "pr", "pr.", "professeur", "professeure", "me", "maitre", "roi", "reine", "prince", "princesse", "empereur",
    "emir", "sultan", "cheikh", "pape", "cardinal", "eveque", "archeveque", "monseigneur", "mgr", "mgr.", "pere",
    "frere", "soeur", "abbe", "imam", "rabbin", "president", "presidente", "vice-president", "vice-presidente",
    "ministre", "premier ministre", "premiere ministre", "depute", "deputee", "senateur", "senatrice", "maire",
    "prefet", "prefete", "gouverneur", "gouverneure", "chancelier", "chanceliere", "general", "colonel",
    "capitaine", "commandant", "lieutenant", "adjudant", "amiral", "marechal", "sergent", "juge", "procureur",
    "procureure", "ambassadeur", "ambassadrice", "commissaire", "inspecteur", "directeur", "directrice", "coach",
    "entraineur", "sir", "lord", "lady", "ex-president", "ex-ministre", "l'ancien president", "chef", "sa majeste",
    "majeste", "journaliste", "comedien", "comedienne", "acteur", "actrice", "chanteur", "chanteuse", "ecrivain",
)  # fmt: skip
_TITLE_KEYS = frozenset(TITLES)
_TITLE_BEFORE = re.compile(r"(?:\b(?P<title>[MD]r?\.|MM\.|[^\W\d_][\w'-]*\.?(?:[ ][Mm]inistre)?))[ ]$")
_LEADING = re.compile(r"^(?:(?:l'|d'|L'|D'|qu'|n'|s')|(?:le|la|les|du|des|de|à|au|aux|et|en|par|Le|La|Les) )")
#: « OM 3-1 », and the number of a footnote behind a name: « Alok Sharma1 ».
_SCORE = re.compile(r" \d{1,3} ?[-–] ?\d{1,3}$")
#: « Nice 2-1 » whose span ends within the score.
_SCORE_BEGUN = re.compile(r" \d{1,3}$")
_SCORE_GOES_ON = re.compile(r" ?[-–] ?\d{1,3}\b")
_FOOTNOTE = re.compile(r"(?<=[a-zà-ÿ]{3})\d$")
#: « Stéphane I. », « Sammy Davis Jr. »: the dot belongs to the name.
_INITIAL = re.compile(r"(?:[ .-][A-ZÀ-Þ]|\b[A-Z]\.[A-Z]| Jr| Sr)$")
_BRETON = re.compile(r"[cC]'h\w*")
_EDGES = " \t.,;:!?«»\"“”()[]–—-*•|/'"


@dataclass(slots=True)
class Mentions:
    """The spans of one field and what was seen beside them.

    Attributes:
        spans: mentions in order, without overlap but for places nested in an organisation.
        titles: title found before a person, by the mention's start.
        acronyms: long form to short form, both as written.
    """

    spans: list[Span]
    titles: dict[int, str] = field(default_factory=dict)
    acronyms: list[tuple[str, str]] = field(default_factory=list)


def refine(text: str, spans: list[Span]) -> Mentions:
    """Better mentions of a normalised text; linear in its length and in the number of spans."""
    result = Mentions([])
    raws = [piece for span in joined(text, spans) for piece in parted(text, span)]
    cleaned = [span for raw in raws if (span := _clean(text, street(text, raw), result.titles)) is not None]
    cleaned = [span for found in cleaned if (span := wales(text, found)) is not None and not ends_race(text, span)]
    cleaned = introduced(text, cleaned)
    for span in cleaned:
        if span.kind == "people" and span.start not in result.titles and (title := _title_before(text, span.start)):
            result.titles[span.start] = title
    cleaned = consistent(text, cleaned)
    added = [*institutions(text), *sites(text)]
    for long, short in acronyms(text, cleaned):
        result.acronyms.append((text[long.start : long.end], text[short.start : short.end]))
        added += [long, short]
    result.spans = known(text, _combine(cleaned, added), result.titles)
    result.spans = sorted(result.spans + nested_places(text, result.spans))
    return result


def _clean(text: str, span: Span, titles: dict[int, str]) -> Span | None:
    """Articles, quotes and titles taken off; None where nothing of a name is left."""
    start, end, kind = span
    while start < end and text[start] in _EDGES:
        start += 1
    end = _name_end(text, start, end)
    if article := _LEADING.match(text[start:end]):
        rest = text[start + article.end() : end]
        elided = article.group().endswith("'")
        # « Le Pen » keeps its article, « Le président Pen » does not.
        surname = article.group()[0].isupper() and not elided and fold(rest.partition(" ")[0]) not in _TITLE_KEYS
        if (elided and kind != "places") or rest[:1].islower() or (kind == "people" and not surname):
            start += article.end()
    if kind == "people":
        start, title = _strip_titles(text, start, end)
        rest = text[start:end]
        if not rest or not any(c.isupper() for c in rest) or fold(rest) in _TITLE_KEYS:
            return None
        if title and HEAD.match(rest):
            return Span(start, end, "organisations")
        if _INITIAL.search(text, start, end) and text.startswith(".", end):
            end += 1
        found = title or _title_before(text, start)
        if found:
            titles[start] = found
    return Span(start, end, kind) if any(c.isalpha() for c in text[start:end]) else None


def _name_end(text: str, start: int, end: int) -> int:
    """The end of a name without signs, symbols, footnotes and scores; with the « ’h » of « Floc’h »."""
    while end > start and _no_letter(text, start, end):
        end -= 1
    score = _SCORE.search(text, start, end)
    if score is None and _SCORE_GOES_ON.match(text, end):
        score = _SCORE_BEGUN.search(text, start, end)
    if score:
        end = score.start()
    if footnote := _FOOTNOTE.search(text, start, end):
        end = footnote.start()
    if breton := _BRETON.match(text, max(start, end - 1)):
        end = max(end, breton.end())
    return end


def _no_letter(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if last in _EDGES:
        return not _abbreviation(text, start, end)
    # Superscripts (No) and symbols such as emoji (So, Sk) are no part of a name.
    return not last.isascii() and unicodedata.category(last) in ("No", "So", "Sk", "Cf", "Mn")


def _abbreviation(text: str, start: int, end: int) -> bool:
    """Does the mention end in the dot of an abbreviation such as « S.A. »?"""
    return text[end - 1] == "." and end - start > 3 and text[end - 3] == "." and text[end - 2].isupper()


def _strip_titles(text: str, start: int, end: int) -> tuple[int, str]:
    """The start of the name behind its titles, and the titles."""
    title = ""
    while True:
        words = text[start:end].split(" ", 2)
        two, one = fold(" ".join(words[:2])), fold(words[0])
        if len(words) > 2 and two in _TITLE_KEYS:
            cut = len(words[0]) + len(words[1]) + 2
        elif one in _TITLE_KEYS and (len(words) > 1 or one not in ("me", "pere")):
            cut = len(words[0]) + 1
        else:
            article = _LEADING.match(text[start:end]) if title else None
            if article is None:
                return min(start, end), title
            start += article.end()
            continue
        title = (title + " " + text[start : start + cut]).strip()
        start += cut
        if start >= end:
            return end, title


def _title_before(text: str, start: int) -> str:
    match = _TITLE_BEFORE.search(text, max(0, start - 24), start)
    if match is None:
        return ""
    title = match["title"]
    return title if fold(title) in _TITLE_KEYS else ""


def _combine(spans: list[Span], added: list[Span]) -> list[Span]:
    """Rules win over the recogniser where they overlap, but for a longer name of the kind that begins alike."""
    longer = {(span.start, span.kind): span.end for span in spans}
    added = [Span(span.start, max(span.end, longer.get((span.start, span.kind), 0)), span.kind) for span in added]
    chosen: list[Span] = []
    for span in sorted(added, key=lambda s: (s.start, -s.end)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    result, at = list(chosen), 0
    for span in sorted(spans):
        while at < len(chosen) and chosen[at].end <= span.start:
            at += 1
        if at == len(chosen) or chosen[at].start >= span.end:
            result.append(span)
    return sorted(result)
