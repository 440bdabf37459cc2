"""Mentions put right by what always holds in French: titles, articles, ministries, acronyms, media.

Everything here sees one normalised text and the recogniser's spans, and gives better spans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newstagger.countries import CONTINENTS, gazetteer
from newstagger.entities.consistency import consistent
from newstagger.entities.edges import joined, parted, street
from newstagger.entities.recogniser import Span
from newstagger.normalise import fold

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
_EDGES = " \t.,;:!?«»\"“”()[]–—-*•|/'"
#: Nouns that begin the name of an organisation.
HEADS = (
    "institut|comité|ligue|parti|union|fédération|confédération|association|organisation|agence|bureau|conseil|"
    "commission|centre|fondation|front|mouvement|syndicat|université|école|groupe|société|banque|office|"
    "observatoire|haut|haute|cour|tribunal|assemblée|académie|alliance|autorité|direction|compagnie|coopération|"
    "communauté|caisse|collectif|coordination|force|forces|armée|brigade|service|secrétariat|ministère|parquet|"
    "rassemblement|coalition|réseau|programme|fonds|mission|ordre|club|cellule|unité|police|délégation"
)
_HEAD = re.compile(rf"^(?:{HEADS})\b", re.IGNORECASE)
_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_LINK = r"(?:de la |de l'|du |des |de |d'|à la |à l'|au |aux |à )"
#: Adjectives that end the name of a ministry in lower case: « … des Affaires étrangères ».
_ADJECTIVE = (
    "(?: (?:étrangères?|sociales?|nationale|écologique|publics?|publiques?|européennes?|intérieures?|maritimes|supérieur|"
    "numérique|territoriale?s?|civile|religieuses|islamiques|extérieures?|rural|professionnelle|agraire))?"
)
_OFFICE = rf"{_LINK}{_CAP}{_ADJECTIVE}"
_MINISTRY = re.compile(rf"\b[Mm]inistère(?: [a-zà-ÿ-]+)? {_OFFICE}(?:(?:,| et) {_OFFICE}(?: {_CAP})*){{0,4}}")
_ACRONYM = re.compile(r"\((?P<short>[A-ZÀ-Þ][A-Za-zÀ-ÿ.&-]{1,11})\)")
_INSIDE = re.compile(rf"\b(?:en|au|aux) (?P<name>{_CAP})")
_TO_MEDIA = re.compile(
    r"\b(?:interview|entretien|entrevue|tribune|déclaration|confidences?)s? (?:exclusive? |exclusif )?"
    rf"(?:accordée?s?|donnée?s?|publiée?s?|parue?s?|diffusée?s?) (?:à|au|dans|sur|par)(?: la| le| l'| l)? ?(?P<name>{_CAP}(?: {_CAP})?)"
)


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
    cleaned = consistent(text, cleaned)
    added = list(_ministries(text))
    added += [Span(*m.span("name"), "organisations") for m in _TO_MEDIA.finditer(text)]
    for long, short in _acronyms(text, cleaned):
        result.acronyms.append((text[long.start : long.end], text[short.start : short.end]))
        added += [long, short]
    result.spans = _combine(cleaned, added)
    result.spans = sorted(result.spans + list(_nested_places(text, result.spans)))
    return result


def _clean(text: str, span: Span, titles: dict[int, str]) -> Span | None:
    """Articles, quotes and titles taken off; None where nothing of a name is left."""
    start, end, kind = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES and not _abbreviation(text, start, end):
        end -= 1
    if article := _LEADING.match(text[start:end]):
        rest = text[start + article.end() : end]
        if (kind != "places" and article.group().endswith("'")) or rest[:1].islower() or kind == "people":
            start += article.end()
    if kind == "people":
        start, title = _strip_titles(text, start, end)
        rest = text[start:end]
        if not rest or not any(c.isupper() for c in rest) or fold(rest) in _TITLE_KEYS:
            return None
        if title and _HEAD.match(rest):
            return Span(start, end, "organisations")
        found = title or _title_before(text, start)
        if found:
            titles[start] = found
    return Span(start, end, kind) if any(c.isalpha() for c in text[start:end]) else None


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


def _ministries(text: str) -> list[Span]:
    if "inistère" not in text:
        return []
    return [Span(match.start(), match.end(), "organisations") for match in _MINISTRY.finditer(text)]


def _acronyms(text: str, spans: list[Span]) -> list[tuple[Span, Span]]:
    """« Institut Prospective (IP) »: long and short form, after Schwartz and Hearst (PSB 2003)."""
    found = []
    for match in _ACRONYM.finditer(text):
        short = match["short"]
        if sum(c.isupper() for c in short) < 2 or "\n" in text[max(0, match.start() - 1) : match.end()]:
            continue
        floor = max(0, match.start() - min(12 * len(short) + 40, 160))
        line = text.rfind("\n", floor, match.start())
        begin = _long_form(text[max(floor, line + 1) : match.start()].rstrip(), short)
        if begin is None:
            continue
        start = max(floor, line + 1) + begin
        end = len(text[: match.start()].rstrip())
        inside = [s for s in spans if s.start < end and start < s.end]
        kinds = {s.kind for s in inside} | {s.kind for s in spans if s.start == match.start("short")}
        if "organisations" in kinds or (_HEAD.match(text[start:end]) and text[start:end].lower() != text[start:end]):
            cuts_another = any(s.start < start < s.end for s in inside)
            if not cuts_another:
                found.append((Span(start, end, "organisations"), Span(*match.span("short"), "organisations")))
    return found


def _long_form(before: str, short: str) -> int | None:
    """Where the words begin whose initials make the acronym; None where they do not."""
    letters = [fold(c) for c in short if c.isalpha() and c.isupper()]
    words = [(m.start(), fold(m.group()[0])) for m in re.finditer(r"[^\W\d_][\w-]*", before)]
    at = len(words) - 1
    skipped = 0
    for letter in reversed(letters):
        while at >= 0 and words[at][1] != letter:
            at -= 1
            skipped += 1
            if skipped > 2 * len(letters) + 2:
                return None
        if at < 0:
            return None
        start = words[at][0]
        at -= 1
    return start


def _combine(spans: list[Span], added: list[Span]) -> list[Span]:
    """Rules win over the recogniser where they overlap, but for a longer name that begins alike."""
    longer = {span.start: span.end for span in spans if span.kind == "organisations"}
    added = [Span(span.start, max(span.end, longer.get(span.start, 0)), span.kind) for span in added]
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


def _nested_places(text: str, spans: list[Span]) -> list[Span]:
    """« … sécurité en Europe »: a country or continent that an organisation's name says it works in."""
    names = gazetteer().names
    return [
        Span(span.start + match.start("name"), span.start + match.end("name"), "places")
        for span in spans
        if span.kind == "organisations"
        for match in _INSIDE.finditer(text[span.start : span.end])
        if fold(match["name"]) in CONTINENTS or fold(match["name"]) in names
    ]
