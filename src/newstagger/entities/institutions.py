"""Institutions and sites whose names begin with a common noun: « tribunal administratif de Pau », « stade du Roudourou »."""

from __future__ import annotations

import re

from newstagger.entities.recogniser import Span
from newstagger.text.gazetteer import CONTINENTS, gazetteer
from newstagger.text.normalise import fold

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
_ROAD = re.compile(
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
    return found + [Span(*match.span("road"), "places") for match in _ROAD.finditer(text)]


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
