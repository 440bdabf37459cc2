"""Where a name begins and ends: spans cut in two, run together, or without the word that they need.

Institutions and sites whose names begin with a common noun: « tribunal administratif de Pau », « stade du Roudourou ».

Names that the word before them gives away: « Mme Sirvent », « le parti Horizons », and the surname behind a first name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator

from newstagger._names.recogniser import Span, usual_form
from newstagger._text.gazetteer import CONTINENTS, gazetteer
from newstagger._text.normalise import fold

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


#: Nouns that begin the name of an organisation.
HEAD = re.compile(
    r"^(?:institut|comité|ligue|parti|union|fédération|confédération|association|organisation|agence|bureau|conseil|"
    r"commission|centre|fondation|front|mouvement|syndicat|université|école|groupe|société|banque|office|"
    r"observatoire|haut|haute|cour|tribunal|assemblée|académie|alliance|autorité|direction|compagnie|coopération|"
    r"communauté|caisse|collectif|coordination|force|forces|armée|brigade|service|secrétariat|ministère|parquet|"
    r"rassemblement|coalition|réseau|programme|fonds|mission|ordre|club|cellule|unité|police|délégation)\b",
    re.IGNORECASE,
)
_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_LINK = r"(?:de la |de l'|du |des |de |d'|à la |à l'|au |aux |à )"
#: Adjectives that end the name of a ministry in lower case: « … des Affaires étrangères ».
_ADJECTIVE = (
    r"(?: (?:étrangères?|sociales?|nationale|écologique|publics?|publiques?|européennes?|intérieures?|maritimes|supérieur|"
    r"numérique|territoriale?s?|civile|religieuses|islamiques|extérieures?|rural|professionnelle|agraire))?"
)
_OFFICE = rf"{_LINK}{_CAP}{_ADJECTIVE}"
_MINISTRY = re.compile(rf"\b[Mm]inistère(?: [a-zà-ÿ-]+)? {_OFFICE}(?:(?:,| et) {_OFFICE}(?: {_CAP})*){{0,4}}")
_PROPER = rf"{_CAP}(?:(?:-| | de | du | des | de la | d'){_CAP}){{0,3}}"
#: Courts and police are called after their seat.
_SEATED = re.compile(
    r"\b(?:tribunal (?:correctionnel|administratif|judiciaire|de commerce|de grande instance|pour enfants)"
    r"|cour d'(?:appel|assises)(?: spéciale)?|conseil de prud'hommes|chambre d'agriculture|police judiciaire"
    rf"|sûreté départementale|conseil (?:départemental|régional|municipal))(?: (?:de |d'|du |des |de la ){_PROPER})?"
)
#: Hospitals and universities are called after a person or a town.
_CALLED = re.compile(
    rf"\b(?:hôpital|université|lycée|collège|clinique|CHU|CHRU|rectorat)(?: (?:de |d'|du |des |de la |de l')?){_PROPER}"
)
#: « Sdis 07 », « Samu 31 »: services numbered by their department.
_NUMBERED = re.compile(r"\b(?:Sdis|SDIS|Codis|CODIS|Samu|SAMU|Smur|SMUR) (?:\d{2,3}|2[AB])\b(?![-/%€])")
_SITE = re.compile(
    r"\b(?:stade|cathédrale|basilique|glacier|lac|mont|massif|détroit|golfe|barrage|forêt|viaduc|tunnel|musée|palais)"
    rf" (?:de la |de l'|du |des |de |d'){_PROPER}"
)
#: « l'A7 », « la RN20 », « autoroute A 13 ».
_NAMED_ROAD = re.compile(
    r"\b(?:l'|la |les |sur |autoroutes? |nationales? |départementales? |et |périphérique )(?P<road>(?:A|N|D|RN|RD) ?\d{1,4})\b(?![-/%€])"
)
_NATIONAL = re.compile(r"\b(?:gouvernement|armée|police|marine) (?P<people>[a-zà-ÿ]+(?:-[a-zà-ÿ]+)?)\b")
_PEOPLES = frozenset(("fédéral", "fédérale", "wallon", "flamand", "catalan"))
_MEDIA = re.compile(
    r"\b(?:interview|entretien|entrevue|tribune|déclaration|confidences?)s? (?:exclusive? |exclusif )?"
    r"(?:accordée?s?|donnée?s?|publiée?s?|parue?s?|diffusée?s?) (?:à|au|dans|sur|par)(?: la| le| l'| l)? ?"
    rf"(?P<name>{_CAP}(?: {_CAP})?)"
)
_INSIDE = re.compile(rf"\b(?:en|au|aux) (?P<name>{_CAP})")


def institutions(text: str) -> list[Span]:
    """Organisations that their first word gives away."""
    found = [Span(*match.span("name"), "organisations") for match in _MEDIA.finditer(text)]
    for pattern in (_MINISTRY, _SEATED, _CALLED, _NUMBERED):
        found += [Span(match.start(), match.end(), "organisations") for match in pattern.finditer(text)]
    demonyms = gazetteer().demonyms
    found += [
        Span(match.start(), match.end(), "organisations")
        for match in _NATIONAL.finditer(text)
        if match["people"] in _PEOPLES or fold(match["people"]) in demonyms
    ]
    return found


def sites(text: str) -> list[Span]:
    """Places that their first word gives away, and roads."""
    found = [Span(match.start(), match.end(), "places") for match in _SITE.finditer(text)]
    return found + [Span(*match.span("road"), "places") for match in _NAMED_ROAD.finditer(text)]


def nested_places(text: str, spans: list[Span]) -> list[Span]:
    """« … sécurité en Europe »: a country or continent that an organisation's name says it works in."""
    names = gazetteer().names
    return [
        Span(span.start + match.start("name"), span.start + match.end("name"), "places")
        for span in spans
        if span.kind == "organisations"
        for match in _INSIDE.finditer(text[span.start : span.end])
        if fold(match["name"]) in CONTINENTS or fold(match["name"]) in names
    ]


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
