"""The recogniser's mentions, corrected by what always holds in French: titles, articles, streets, scores, one kind per name.

Everything here sees one normalised text and the recogniser's spans, and gives better spans.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from newstagger._names.acronyms import find_acronyms, find_other_names
from newstagger._names.boundaries import (
    ADDRESS,
    ADDRESS_REACH,
    COMPANY,
    ELIDED,
    GIVEN_NAME,
    LAST_M,
    LINK_TARGET,
    PARTICLE_BEFORE,
    PARTICLE_REACH,
    PRONOUNS,
    RANKING,
    begins_with_elision,
    companies,
)
from newstagger._names.finding import (
    ORGANISATION_NOUN,
    apply_introductions,
    apply_known_names,
    find_institutions,
    find_nested_places,
    find_sites,
    keep_free,
)
from newstagger._names.recogniser import Span
from newstagger._text.normalise import fold
from newstagger._text.words import DOTTED_TITLES, ROAD_LETTERS, STREETS, TITLES, gazetteer
from newstagger.tags import outermost


@dataclass(slots=True)
class Mentions:
    """The spans of one field and what was seen beside them.

    Attributes:
        spans: mentions in order, without overlap but for places nested in an organisation.
        titles: title found before a person, by the mention's start.
        acronyms: long form and short form, both as written.
        other_names: two names that the text gives to one person, as written.
    """

    spans: list[Span]
    titles: dict[int, str] = field(default_factory=dict)
    acronyms: list[tuple[str, str]] = field(default_factory=list)
    other_names: list[tuple[str, str]] = field(default_factory=list)


def refine(text: str, spans: Iterable[Span]) -> Mentions:
    """Better mentions of a normalised text; linear in its length and in the number of spans."""
    result = Mentions([])
    pieces = (piece for span in _rejoin(text, spans) for piece in _split(text, span))
    cleaned = []
    for piece in pieces:
        span = _clean(text, _extend_to_street(text, piece), result.titles)
        span = _settle_wales(text, span) if span is not None else None
        if span is not None and not _ends_race(text, span):
            cleaned.append(span)
    cleaned = apply_introductions(text, cleaned)
    for span in cleaned:
        if span.kind == "people" and span.start not in result.titles and (title := _title_before(text, span.start)):
            result.titles[span.start] = title
    cleaned = _make_consistent(text, cleaned)
    added = [*find_institutions(text), *find_sites(text)]
    for long, short in find_acronyms(text, cleaned):
        result.acronyms.append((text[long.start : long.end], text[short.start : short.end]))
        added += [long, short]
    result.spans = apply_known_names(text, _combine(cleaned, added), result.titles)
    result.other_names = find_other_names(text, result.spans)
    if nested := find_nested_places(text, result.spans):
        result.spans = sorted(result.spans + nested)
    return result


# Spans that run together, are cut in two or lack a word.

#: « Russie - Slovaquie », « Paris / Lyon »: a sign between spaces separates two names.
_BETWEEN = re.compile(r" [-–—/|] ")
#: « négociation»Juan », « vide).«On », « www.exemple.fr]Le »: a quotation mark or a bracket between letters parts two words.
_GLUED = re.compile(r"(?<=\w)[.,;:!?]*[«»“”)\]][.,;:!?«»“”()\[\]]*(?=\w)")
#: « anti-Trump » names Trump.
_PREFIX = re.compile(r"(?:anti|pro|ex|post|pré|non)-(?=[A-ZÀ-Þ])", re.IGNORECASE)
#: A name that ends like this continues.
_OPEN_END = re.compile(r" (?:de la|de l'|du|des|de|d'|et|pour|sur)$")
#: A name that ends like this ended before; what follows is another one, « la commission des lois à l'Assemblée nationale ».
_LOOSE_END = re.compile(
    r" (?:de la|du|des|de|et|pour|sur|à la|à|aux?|en|dans|avec|chez|par|l[ae]s?|(?:(?:de |à )?l|d)'?)$"
)
_STREET = re.compile(
    rf"\b(?:{'|'.join(STREETS)}) (?:de la |de l'|du |des |de |d')?$",
    re.IGNORECASE,
)
_STREET_REACH = 24
#: « E19 Mons-Bruxelles », « l'A9 (Perpignan-Montpellier) »: a road and the towns that it connects.
_ROAD = rf"(?:{'|'.join(ROAD_LETTERS)}) ?\d{{1,4}}"
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


def _rejoin(text: str, spans: Iterable[Span]) -> Iterator[Span]:
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
            yield _close(text, last)
        last = span
    if last is not None:
        yield _close(text, last)


def _close(text: str, span: Span) -> Span:
    """The span without a preposition at its end."""
    match = _LOOSE_END.search(text, span.start, span.end)
    return Span(span.start, match.start(), span.kind) if match else span


def _split(text: str, span: Span) -> Iterator[Span]:
    """The names in a span that a spaced dash or a glued quotation mark runs through, without a prefix such as « anti- »."""
    start = span.start
    for sign in sorted(
        [*_BETWEEN.finditer(text, start, span.end), *_GLUED.finditer(text, start, span.end)], key=re.Match.start
    ):
        yield Span(start, sign.start(), span.kind)
        start = sign.end()
    if span.kind == "places":
        yield from _split_places(text, start, span.end)
        return
    if prefix := _PREFIX.match(text, start, span.end):
        start = prefix.end()
    yield Span(start, span.end, span.kind)


def _split_places(text: str, start: int, end: int) -> Iterator[Span]:
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


def _settle_wales(text: str, span: Span) -> Span | None:
    """Wales with its « pays de »; None if it only ends a title."""
    if not text.startswith("Galles", span.start) or span.end - span.start != len("Galles"):
        return span
    match = _WALES.search(text, max(0, span.start - 14), span.start)
    if match is None:
        return span
    return Span(match.start(), span.end, "places") if match["head"].lower() == "pays" else None


def _extend_to_street(text: str, span: Span) -> Span:
    """« boulevard Haussmann » is a place, though Haussmann was a person."""
    match = _STREET.search(text, max(0, span.start - _STREET_REACH), span.start)
    if match is None or (span.kind != "people" and not match.group().startswith("rue")):
        return span
    return Span(match.start(), span.end, "places")


def _ends_race(text: str, span: Span) -> bool:
    """Is a place only the end of a race's name?"""
    return span.kind == "places" and _RACE.search(text, max(0, span.start - _RACE_REACH), span.start) is not None


# The surroundings of a name: titles, articles, quotes, scores, footnotes.

#: Titles as written before a name, folded: « m. », « dr » and « dr. ». A « Major » is also a tournament.
_TITLES = (TITLES - DOTTED_TITLES - {"major"}) | {
    f"{title}." for title in (*DOTTED_TITLES, "mr", "mrs", "dr", "pr", "mgr")
}
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
#: « le SBFC », « du SCBA »: a person has no article.
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_ARTICLE_BEFORE = re.compile(r"\b(?:[Ll][ae]|[Ll]es|[Dd]u|[Dd]es|[Aa]ux?) $|\b[LlDd]'$")
#: « XIIe siècle » is a time.
_CENTURY = re.compile(r"[IVX]+e siècles?")
_BRETON = re.compile(r"[cC]'h\w*")
_EDGES = frozenset(" \t.,;:!?«»\"“”()[]–—-*•|/'")


def _clean(text: str, span: Span, titles: dict[int, str]) -> Span | None:
    """The span without articles, quotes and titles, which go into ``titles``; None where nothing of a name is left."""
    start, end, kind = span
    while start < end and text[start] in _EDGES:
        start += 1
    if link := LINK_TARGET.search(text, start, end):
        end = link.start()
    if RANKING.match(text, end) or ADDRESS.search(text, max(0, start - ADDRESS_REACH), start):
        return None
    end = _name_end(text, start, end)
    if start >= end or _CENTURY.fullmatch(text, start, end):
        return None
    if (
        kind == "people"
        and _ACRONYM.fullmatch(text, start, end)
        and _ARTICLE_BEFORE.search(text, max(0, start - 4), start)
    ):
        return Span(start, end, "organisations")
    if start > 1 and begins_with_elision(text, start - 2, end, kind):
        start -= 2
    if begins_with_elision(text, start, end, kind):
        pass
    elif article := _LEADING.match(text[start:end]):
        rest = text[start + article.end() : end]
        elided = article.group().endswith("'")
        # « Le Pen » keeps its article, « Le président Pen » does not.
        surname = article.group()[0].isupper() and not elided and fold(rest.partition(" ")[0]) not in _TITLES
        if (elided and kind != "places") or rest[:1].islower() or (kind == "people" and not surname):
            start += article.end()
    if kind == "people":
        start, title = _strip_titles(text, start, end)
        rest = text[start:end]
        if not rest or not any(map(str.isupper, rest)) or fold(rest) in _TITLES:
            return None
        if title and ORGANISATION_NOUN.match(rest):
            return Span(start, end, "organisations")
        if _INITIAL.search(text, start, end) and text.startswith(".", end):
            end += 1
        elif GIVEN_NAME.fullmatch(text, start, end) and (last := LAST_M.match(text, end)):
            end = last.end()
        if rest in PRONOUNS:  # « Paul M. Il nie. »
            return None
        found = title or _title_before(text, start)
        if particle := PARTICLE_BEFORE.search(text, max(0, start - PARTICLE_REACH), start):
            start, found = particle.start("particle"), particle["title"]
        if found:
            titles[start] = found
    elif COMPANY.search(text, start, end) and text.startswith(".", end):
        end += 1
    return Span(start, end, kind) if any(map(str.isalpha, text[start:end])) else None


def _name_end(text: str, start: int, end: int) -> int:
    """The end of a name without signs, symbols, footnotes and scores; with the « ’h » of « Floc’h »."""
    while end > start and _ends_in_sign(text, start, end):
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


def _ends_in_sign(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if last in _EDGES:
        return not _ends_in_abbreviation(text, start, end)
    # Superscripts (No) and symbols such as emoji (So, Sk) are not part of a name.
    return not last.isascii() and unicodedata.category(last) in ("No", "So", "Sk", "Cf", "Mn")


def _ends_in_abbreviation(text: str, start: int, end: int) -> bool:
    """Does the mention end in the dot of an abbreviation such as « S.A. »?"""
    if text[end - 1] == "." and COMPANY.search(text, start, end - 1):
        return True
    return text[end - 1] == "." and end - start > 3 and text[end - 3] == "." and text[end - 2].isupper()


def _strip_titles(text: str, start: int, end: int) -> tuple[int, str]:
    """The start of the name behind its titles, and the titles."""
    title = ""
    while True:
        words = text[start:end].split(" ", 2)
        two, one = fold(" ".join(words[:2])), fold(words[0])
        if len(words) > 2 and two in _TITLES:
            cut = len(words[0]) + len(words[1]) + 2
        elif one in _TITLES and (len(words) > 1 or one not in ("me", "pere")):
            cut = len(words[0]) + 1
        else:
            article = _LEADING.match(text[start:end]) if title else None
            if article is None or ELIDED.match(text, start, end):  # « Mme L'Hostis »
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
    return title if fold(title) in _TITLES else ""


# One kind per name within an article: a clear decision of the recogniser applies wherever it was unsure.

_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-Þ][\w'’-]*[\w](?![\w-])")
#: Surnames shorter than this too often mean something else.
_SHORTEST = 4
#: A kind must be seen this many times more often than another to overrule it.
_MAJORITY = 2


def _make_consistent(text: str, spans: list[Span]) -> list[Span]:
    """Spans with the kind that their name has elsewhere, and missed surnames of people found."""
    surnames = _surnames(text, spans)
    known_companies = companies(text, spans) - surnames
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        kinds[text[span.start : span.end]][span.kind] += 1
    result = []
    for span in spans:
        name = text[span.start : span.end]
        counts = kinds[name]
        kind, count = counts.most_common(1)[0]
        if name in known_companies:
            span = Span(span.start, span.end, "organisations")
        elif name in surnames and (counts["people"] >= counts[span.kind] or gazetteer().country(name) is None):
            span = Span(span.start, span.end, "people")
        elif count >= _MAJORITY * counts[span.kind] and count > counts[span.kind]:
            span = Span(span.start, span.end, kind)
        result.append(span)
    if not surnames:
        return sorted(result)
    found = (match for match in _CAPITALISED.finditer(text) if match.group() in surnames)
    missed = [Span(match.start(), match.end(), "people") for match in found]
    return sorted(result + keep_free(missed, result))


def _surnames(text: str, spans: list[Span]) -> set[str]:
    """Last words of the full names of people."""
    found = set()
    for span in spans:
        if span.kind == "people":
            first, space, last = text[span.start : span.end].rpartition(" ")
            if space and first and len(last) >= _SHORTEST and last[0].isupper():
                found.add(last)
    return found


def _combine(spans: list[Span], added: list[Span]) -> list[Span]:
    """Rules override the recogniser where they overlap, except for a longer name of that kind with the same start."""
    longer = {(span.start, span.kind): span.end for span in spans}
    added = [Span(span.start, max(span.end, longer.get((span.start, span.kind), 0)), span.kind) for span in added]
    chosen = outermost(added)
    return sorted(chosen + keep_free(spans, chosen))
