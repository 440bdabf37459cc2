"""Names that the recogniser missed: recognised by the words around them, explained as acronyms, or well known.

Everything here sees one normalised text, and takes time that is linear in its length and in the number of spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from newstagger._names.recogniser import Span, usual_form
from newstagger._text.normalise import fold
from newstagger._text.words import (
    CONTINENTS,
    ORGANISATION_HEADS,
    ORGANISATION_KINDS,
    ROAD_LETTERS,
    SETTLEMENTS,
    gazetteer,
)


def keep_free(found: Iterable[Span], spans: Collection[Span]) -> list[Span]:
    """The found spans that overlap none of the others."""
    starts = sorted(span.start for span in spans)
    ends = sorted(span.end for span in spans)
    # As many spans end before a stretch as begin before its end: none is in between.
    return [span for span in found if bisect_left(ends, span.start + 1) == bisect_left(starts, span.end)]


# Institutions and sites whose names begin with a common noun: « tribunal administratif de Pau », « stade du Roudourou ».

#: A noun that begins the name of an organisation.
ORGANISATION_NOUN = re.compile(rf"^(?:{'|'.join(ORGANISATION_HEADS)})\b", re.IGNORECASE)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_LINK = r"(?:de la |de l'|du |des |de |d'|à la |à l'|au |aux |à )"
#: Adjectives that end the name of a ministry in lower case: « … des Affaires étrangères ».
_ADJECTIVE = (
    r"(?: (?:étrangères?|sociales?|nationale|écologique|publics?|publiques?|européennes?|intérieures?|maritimes|supérieur|"
    r"numérique|territoriale?s?|civile|religieuses|islamiques|extérieures?|rural|professionnelle|agraire))?"
)
_OFFICE = rf"{_LINK}{_CAPITALISED}{_ADJECTIVE}"
_MINISTRY = re.compile(rf"\b[Mm]inistère(?: [a-zà-ÿ-]+)? {_OFFICE}(?:(?:,| et) {_OFFICE}(?: {_CAPITALISED})*){{0,4}}")
_PROPER = rf"{_CAPITALISED}(?:(?:-| | de | du | des | de la | d'){_CAPITALISED}){{0,3}}"
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
#: « l'A7 », « la RN20 », « autoroute A 13 »; « l'E 330 » is an additive.
_NAMED_ROAD = re.compile(
    r"\b(?:l'|la |les |sur |autoroutes? |nationales? |départementales? |et |périphérique )"
    rf"(?P<road>(?:{'|'.join(letters for letters in ROAD_LETTERS if letters != 'E')}) ?\d{{1,4}})\b(?![-/%€])"
)
_NATIONAL = re.compile(r"\b(?:gouvernement|armée|police|marine) (?P<people>[a-zà-ÿ]+(?:-[a-zà-ÿ]+)?)\b")
_PEOPLES = frozenset(("fédéral", "fédérale", "wallon", "flamand", "catalan"))
_MEDIA = re.compile(
    r"\b(?:interview|entretien|entrevue|tribune|déclaration|confidences?)s? (?:exclusive? |exclusif )?"
    r"(?:accordée?s?|donnée?s?|publiée?s?|parue?s?|diffusée?s?) (?:à|au|dans|sur|par)(?: la| le| l'| l)? ?"
    rf"(?P<name>{_CAPITALISED}(?: {_CAPITALISED})?)"
)
_WORKS_IN = re.compile(rf"\b(?:en|au|aux) (?P<name>{_CAPITALISED})")


def find_institutions(text: str) -> list[Span]:
    """Organisations recognised by their first word."""
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


def find_sites(text: str) -> list[Span]:
    """Places recognised by their first word, and roads."""
    found = [Span(match.start(), match.end(), "places") for match in _SITE.finditer(text)]
    return found + [Span(*match.span("road"), "places") for match in _NAMED_ROAD.finditer(text)]


def find_nested_places(text: str, spans: Iterable[Span]) -> list[Span]:
    """« … sécurité en Europe »: the countries and continents that the names of organisations say they work in."""
    names = gazetteer().names
    return [
        Span(span.start + match.start("name"), span.start + match.end("name"), "places")
        for span in spans
        if span.kind == "organisations"
        for match in _WORKS_IN.finditer(text[span.start : span.end])
        if fold(match["name"]) in CONTINENTS or fold(match["name"]) in names
    ]


# Names that the word before them gives away: « Mme Sirvent », « le parti Horizons », and the surname behind a first name.

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'-]*\w"
_AFTER_TITLE = re.compile(
    rf"\b(?:M\.|Mme|Mlle|Mgr) (?P<name>(?!(?:Ils?|Elles?|On)\b){_NAME}(?: (?:(?:de la|de|d'|du|des|El|Al|Ben|Le|La|Ould) ?)?{_NAME}){{0,2}})"
)
#: « l'organisation » and these are as frequent before people and places as before organisations.
_AMBIGUOUS_KINDS = frozenset(("organisation", "cabinet", "journal", "site"))
#: What has this kind is an organisation, even if others have the same name.
_KIND_OF_ORGANISATION = re.compile(
    rf"\b(?:{'|'.join(kind for kind in ORGANISATION_KINDS if kind not in _AMBIGUOUS_KINDS)}|partis) $"
)
_KIND_REACH = 16
#: What has a name of one word behind these is a place: « la localité de Tankoualou », « la région ukrainienne de Soumy ».
_KIND_OF_PLACE = re.compile(
    rf"\b(?:{'|'.join(SETTLEMENTS)})s?(?P<words>(?: [a-zà-ÿ-]+){{0,2}}) (?:de la |de l'|de |du |d')$"
)
_PLACE_REACH = 60
_SURNAME_BEHIND = re.compile(r" (?P<surname>[A-ZÀ-ÖØ-Þ][a-zà-ÿ][\w'-]*\w)")


def apply_introductions(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, with the kind given by the word before them, and people after a title that were missed; in order."""
    spans = sorted(spans)
    names = {match.start("name"): match.end("name") for match in _AFTER_TITLE.finditer(text)}
    kinds = {span: kind for span in spans if (kind := _introduced_kind(text, span, names)) is not None}
    # A kind given once applies to the name throughout the article.
    kinds_of_names = {text[span.start : span.end]: kind for span, kind in kinds.items()}
    result = [
        Span(span.start, span.end, kinds.get(span) or kinds_of_names.get(text[span.start : span.end], span.kind))
        for span in spans
    ]
    missed = [Span(start, end, "people") for start, end in names.items()]
    return _add_surnames(text, sorted(result + keep_free(missed, result)))


def _introduced_kind(text: str, span: Span, names: Container[int]) -> str | None:
    if span.start in names:
        return "people"
    if _KIND_OF_ORGANISATION.search(text, max(0, span.start - _KIND_REACH), span.start):
        return "organisations"
    place = (
        _KIND_OF_PLACE.search(text, max(0, span.start - _PLACE_REACH), span.start) if span.kind == "people" else None
    )
    # « le village de Macron » may be the one that he comes from.
    people = place and any(fold(word) in gazetteer().demonyms for word in place["words"].split())
    return "places" if people else None


def _add_surnames(text: str, spans: list[Span]) -> list[Span]:
    """« Maud » before « Sirvent » takes it in, unless that is a common word or another name."""
    result = []
    for number, span in enumerate(spans):
        alone = span.kind == "people" and " " not in text[span.start : span.end]
        after = _SURNAME_BEHIND.match(text, span.end) if alone else None
        if after and (number + 1 == len(spans) or spans[number + 1].start >= after.end()):
            usual = usual_form(after["surname"])
            if usual is None or not usual.islower():
                span = Span(span.start, after.end(), "people")
        result.append(span)
    return result


# Names on a list: well-known organisations, and the names that editors gave a kind.

#: Shorter ones too often mean something else.
_SHORTEST = 3


class NameFinder:
    """Finds the names of a list in texts, in linear time; those that are also common words (« Action ») never.

    Args:
        names: with straight apostrophes and single spaces.
        word: matches the first word of a name, and the words of a text that may be one.
        goes_on: matches what follows if the name continues, and so is a different one.
    """

    def __init__(self, names: Iterable[str], word: re.Pattern[str], goes_on: re.Pattern[str]) -> None:
        self._word, self._goes_on = word, goes_on
        self._by_first_word: dict[str, list[str]] = {}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            first = word.match(name)
            if first and len(name) >= _SHORTEST and not _is_common_word(name):
                self._by_first_word.setdefault(first.group().rstrip("."), []).append(name)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The positions of the names, longest first, without overlap."""
        end = 0
        for match in self._word.finditer(text):
            start = match.start()
            for name in self._by_first_word.get(match.group().rstrip("."), ()) if start >= end else ():
                if text.startswith(name, start) and not self._goes_on.match(text, start + len(name)):
                    end = start + len(name)
                    yield start, end
                    break


def _is_common_word(name: str) -> bool:
    alone = name.isalpha() and not name.isupper()
    return alone and (usual_form(name) or name).islower()


class EditorsNames:
    """The names to which editors gave a kind, found where the recogniser saw nothing.

    Args:
        kinds: names with straight apostrophes and single spaces, to people, organisations, places or none.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        names = [name for name, kind in kinds.items() if kind != "none" and any(map(str.isupper, name))]
        self._kinds = {name: kinds[name] for name in names}
        self._finder = NameFinder(names, re.compile(r"(?<![\w-])\w+"), re.compile(r"[\w-]"))

    def add_to(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans of a normalised text, with the names that do not overlap them, in order."""
        if not self._kinds:
            return spans
        found = [Span(start, end, self._kinds[text[start:end]]) for start, end in self._finder.find(text)]
        return sorted(spans + keep_free(found, spans)) if found else spans


_LISTED_WORD = re.compile(r"(?<![\w@#.-])(?:[LlDd]'(?=[A-ZÀ-Þ])|[A-ZÀ-ÖØ-Þ0-9](?:[^\W\u00b2\u00b3\u00b9]|[&.+])*)")
#: A listed name that continues is a different one; a footnote's superscript is not part of it.
_LISTED_GOES_ON = re.compile(r"[^\W\u00b2\u00b3\u00b9]|-\w")
#: What separates the names of a list.
_BETWEEN_NAMES = re.compile(r"(?:,| et| ou)? (?:l[ae]s? |l')?")
_ARTICLE = re.compile(r"(?:L'|L[ae]s? )")
#: What precedes the beginning of a sentence, where a capital means nothing.
_SENTENCE = re.compile(r"(?:^|[.!?:…»\"”\n])[ «\"“]*$")
#: Diseases, taxes, machines: capitalised, but not names of people, organisations or places.
_NEVER = frozenset(
    "Covid Covid-19 COVID COVID-19 Coronavirus SARS-CoV-2 Ebola Sida Zika Omicron RER TER TGV PC TV CSG RSA SMIC "
    "Smic CAC40 LBD40 LBD TVA PIB ISF RIC PMA GPA IVG JO QB ADN Internet".split()
)
_NEVER_IN_ANY_CASE = frozenset(("garde des sceaux", "cac 40", "lbd 40"))
#: The number of a database that was not taken out of a text.
_NUMBER = re.compile(r"(?=\D*\d)[0-9a-f]{8,}$")
#: Venues for sport and concerts, whoever owns them.
_ARENA = re.compile(r"(?:.* )?Arena(?: .*)?|Stade de France|Stade Vélodrome|Parc des Princes")
#: Models, missions and events that are told apart by a number: « Apollo 11 », « COP 28 », « Paris 2024 ».
_SERIES = re.compile(
    r"(?:(?:Apollo|Art[ée]mis|Gemini|Soyouz|Ariane|Falcon|Voyager|Sentinel|COP|Cop|Windows|iPhone|Galaxy|Pixel"
    r"|PlayStation|PS|Xbox|iOS|Android|GPT|UFC|Euro|JO|CAN|Covid|COVID)[ -]?[A-Z]?\d{1,4}"
    r"|(?:Londres|Rio|Tokyo|Pékin|Sotchi|Paris|Los Angeles|Brisbane|Milan-Cortina|Qatar|Russie) (?:19|20)\d\d)$"
)
#: « Groupe B » of a tournament.
_GROUP = re.compile(r"[Gg]roupe [A-L]$")
_NOTHING = (_NUMBER, _SERIES, _GROUP)
#: A movement that has no members: not when it is quoted, heads a line or is counted by its acts.
_YELLOW = re.compile(r"(?:^|[«\"“\n'‘]|\b[Aa]cte [IVXLC\d]+ des) ?$")
#: Seats of power are places, even when they are said to speak.
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
#: « le voilier école Zénobe », « le satellite américain »; not a preposition or verb, « en voilier au Panama ».
_KIND_OF_VESSEL = (
    r"(?:[a-zà-ÿ]+(?:ais|aise|ien|ienne|ain|aine|ois|oise|éen|éenne|and|ande)|espagnole?|britannique|océanographique|scientifique"
    r"|russe|turc|turque|grec|grecque|belge|suisse|école|léger|légère|lourde?|militaire|humanitaire|spatiale?|européenne?|pirate)"
)
#: « le cargo « Rubis », la « Marion Dufresne » », « la dépression Nelson »: not of a company, « le ferry Corsica Linea ».
_VESSEL = re.compile(
    r"\b(?:navires?|ferry|car-ferry|cargo|pétrolier|chalutier|voilier|sous-marin|porte-conteneurs|porte-hélicoptères|méthanier|vraquier|"
    r"tanker|yacht|remorqueur|destroyer|corvette|croiseur|trimaran|catamaran|goélette|bateau|paquebot|frégate|dépression|"
    r"tempête tropicale|ouragan|fusée|satellite|sonde|astéroïde)"
    rf"(?: {_KIND_OF_VESSEL})? (?:[«\"“] ?)?$"
)
#: « l'opération Barkhane », « le plan « Vigipirate » ».
_OPERATION = re.compile(r"\b[Oo]pération (?P<quote>[«\"“])? ?$")
_NETWORKS = frozenset(
    "Twitter Facebook Instagram TikTok Tiktok YouTube Youtube WhatsApp Telegram Snapchat LinkedIn Twitch Discord "
    "Messenger Reddit Pinterest".split()
)
#: A network here is only the means by which something was said.
_MEDIUM = re.compile(
    r"\b(?:sur|via|compte|page|groupes?|chaîne|application|messagerie|un post|tweets?) (?:la |le |l'|les )?$"
)


def apply_known_names(text: str, spans: list[Span], titled: Collection[int] = ()) -> list[Span]:
    """The spans with the kinds of well-known names, without those that are not names, and with missed organisations.

    A country is a place and Europol is not, whatever the recogniser took them for; a name with a title before it stays a
    person.

    Args:
        spans: mentions in order.
        titled: starts of the mentions that have a title before them.
    """
    organisations = list_organisations()
    countries, towns = gazetteer().names, gazetteer().towns
    listed = list(_organisation_finder().find(text))
    starts = [start for start, _ in listed]
    result = []
    for span in spans:
        name = text[span.start : span.end]
        if _is_row_of_names(text, span, listed, starts) or _names_nothing(text, span, name):
            continue
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and listed[at][1] >= span.end and listed[at] != (span.start, span.end):
            continue  # inside a longer name of the list: « Équipe » of « L’Équipe »
        if name in organisations and span.start not in titled:
            span = Span(span.start, span.end, "organisations")
        elif span.kind == "people" and (fold(name) in countries or (" " in name and fold(name) in towns)):
            span = Span(span.start, span.end, "places")
        if name in _SEATS or (span.kind == "organisations" and _ARENA.fullmatch(name)):
            span = Span(span.start, span.end, "places")
        result.append(span)
    missed = [Span(start, end, "organisations") for start, end in listed if not _begins_sentence(text, start, end)]
    return sorted(result + keep_free(missed, result))


def _is_row_of_names(text: str, span: Span, listed: list[tuple[int, int]], starts: list[int]) -> bool:
    """Is a span made of names of the list, such as « L'Équipe et Sud Ouest », which are mentions of their own?"""
    within = listed[max(0, bisect_right(starts, span.start) - 1) : bisect_right(starts, span.end - 1)]
    within = [(start, end) for start, end in within if end > span.start]
    if len(within) < 2 or within[-1][1] != span.end or within[0][0] > span.start:
        return False
    return all(_BETWEEN_NAMES.fullmatch(text, one[1], two[0]) for one, two in pairwise(within))


def _begins_sentence(text: str, start: int, end: int) -> bool:
    """Does a listed name with an article begin a sentence, where « Le Monde » may be the world?"""
    return bool(_ARTICLE.match(text, start, end) and _SENTENCE.search(text, max(0, start - 4), start))


def _names_nothing(text: str, span: Span, name: str) -> bool:
    """A disease, a law, a storm, a work, a network as a medium, a minister's office: none of the three kinds."""
    start = span.start
    if name in _NEVER or name.lower() in _NEVER_IN_ANY_CASE or any(pattern.match(name) for pattern in _NOTHING):
        return True
    if _THING.search(text, max(0, start - 40), start):
        return True
    vessel = _VESSEL.search(text, max(0, start - 40), start) if span.kind != "organisations" else None
    operation = _OPERATION.search(text, max(0, start - 24), start)
    if vessel or (operation and (span.kind == "places" or operation["quote"])):
        return True
    if name in _NETWORKS:
        return _MEDIUM.search(text, max(0, start - 24), start) is not None
    if span.kind != "organisations":
        return False
    if name.lower() == "gilets jaunes":
        return _YELLOW.search(text, max(0, start - 16), start) is not None
    return _MINISTER.search(text, max(0, start - 32), start) is not None


def is_known_organisation(name: str) -> bool:
    """Is it the name of a well-known organisation?"""
    return name.replace("’", "'") in list_organisations()


@cache
def list_organisations() -> frozenset[str]:
    """The names of well-known organisations."""
    text = files("newstagger._names").joinpath("organisations.txt").read_text("utf-8")
    return frozenset(name.strip() for line in text.splitlines() if not line.startswith("#") for name in line.split(";"))


@cache
def _organisation_finder() -> NameFinder:
    return NameFinder(list_organisations(), _LISTED_WORD, _LISTED_GOES_ON)
