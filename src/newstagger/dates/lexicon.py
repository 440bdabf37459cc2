"""French date words as data: the class of each word and its value; and numbers, read from their words.

Words are compared in lower case and without accents. Values follow TIMEX3 (ISO-TimeML, ISO 24617-1), which is based on
ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newstagger._text.normalise import fold, normalise
from newstagger._text.words import MONTHS, WEEKDAYS

MONTH_ABBREVIATIONS: Final = {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "juill": 7, "aou": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
DEICTICS: Final = {
    "avant-hier": -2, "hier": -1, "aujourd'hui": 0, "aujourdhui": 0, "demain": 1, "apres-demain": 2,
}  # fmt: skip
#: Days from « la veille » and the like to the day that they are counted from.
EVES: Final = {"reveillon": 0, "veille": -1, "avant-veille": -2, "lendemain": 1, "surlendemain": 2}
#: Parts of a day as in TIMEX3.
PARTS: Final = {
    "aube": "MO", "matin": "MO", "matins": "MO", "mat": "MO", "mat'": "MO", "matinee": "MO", "avant-midi": "MO", "apres-midi": "AF",
    "apres midi": "AF", "aprem": "AF", "soir": "EV",
    "soirs": "EV", "soiree": "EV", "nuit": "NI", "nuits": "NI",
}  # fmt: skip
SEASONS: Final = {"printemps": "SP", "ete": "SU", "automne": "FA", "hiver": "WI"}
NOONS: Final = {"midi": (12, 0), "minuit": (24, 0)}
#: Unit of time -> (ISO 8601 duration letters, factor).
UNITS: Final = {
    "seconde": ("TS", 1), "minute": ("TM", 1), "min": ("TM", 1), "mn": ("TM", 1), "heure": ("TH", 1),
    "h": ("TH", 1), "hr": ("TH", 1), "jour": ("D", 1), "semaine": ("W", 1), "quinzaine": ("W", 2), "mois": ("M", 1),
    "trimestre": ("M", 3), "semestre": ("M", 6), "an": ("Y", 1), "annee": ("Y", 1),
    "decennie": ("Y", 10), "siecle": ("Y", 100), "week-end": ("WE", 1), "weekend": ("WE", 1),
    "week end": ("WE", 1),
}  # fmt: skip
#: Feasts of one word; their days are in ``rules.feasts``.
FEASTS: Final = (
    "noel saint-sylvestre toussaint paques ascension pentecote assomption epiphanie chandeleur halloween "
    "saint-valentin sainte-catherine ramadan tabaski"
).split()

WEEKDAY_ABBREVIATIONS: Final = {"lun": 1, "mar": 2, "mer": 3, "jeu": 4, "ven": 5, "sam": 6, "dim": 7}

#: Numbers that the others are made of.
SMALL_NUMBERS: Final = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
#: « septante », « huitante » and « nonante » are used in Belgium and Switzerland.
TENS: Final = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
APPROXIMATE: Final = {
    "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "centaine": 100,
}  # fmt: skip
ORDINALS: Final = {
    "premier": 1, "premiere": 1, "1er": 1, "1 er": 1, "ier": 1, "i er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2,
    "2e": 2, "2eme": 2, "2nd": 2, "troisieme": 3, "3e": 3, "3eme": 3, "quatrieme": 4, "cinquieme": 5, "dernier": 4,
    "4e": 4, "4eme": 4,
}  # fmt: skip


#: Class -> the words in it. Patterns name them, ``{month}``; the numbers with hyphens are added to « number ».
WORDS: Final[dict[str, list[str]]] = {
    "month": list(MONTHS),
    "month_abbr": [word for word in MONTH_ABBREVIATIONS if word != "sept"],
    "sept": ["sept"],
    "weekday": list(WEEKDAYS),
    "weekdays": [word + "s" for word in WEEKDAYS],
    "deictic": list(DEICTICS),
    "part": list(PARTS),
    "noon_midnight": list(NOONS),
    "season": list(SEASONS),
    "holiday": FEASTS,
    "aid": ["aid"],
    "eid_name": ["el-fitr", "al-fitr", "el-adha", "al-adha", "el-kebir", "el-seghir", "el", "al", "fitr", "adha", "kebir"],
    "gras": ["gras"],
    "saint": ["saint"],
    "saint_name": ["valentin", "sylvestre"],
    "ashes_palms": ["cendres", "rameaux"],
    "fete": ["fete"],
    "feast_of": ["travail", "nationale", "meres", "peres", "musique", "victoire"],
    "dead": ["morts", "defunts"],
    "weekday_abbr": [word for word in WEEKDAY_ABBREVIATIONS if word != "mar"],
    "mar": ["mar"],
    "hour": ["heure", "heures", "h", "hr"],
    "minute": ["minute", "minutes", "min", "mn", "mins"],
    "second": ["seconde", "secondes"],
    "day_unit": ["jour", "jours"],
    "week": ["semaine", "semaines"],
    "weekend": ["week-end", "week-ends", "weekend", "weekends"],
    "english_week": ["week"],
    "english_end": ["end", "ends"],
    "mois": ["mois"],
    "year_unit": ["an", "ans"],
    "annee": ["annee"],
    "annees": ["annees"],
    "trimester_semester": ["trimestre", "trimestres", "semestre", "semestres"],
    "office": ["quinquennat", "quinquennats", "septennat", "septennats"],
    "decade": ["decennie", "decennies"],
    "siecle": ["siecle", "siecles"],
    "approx": list(APPROXIMATE),
    "ordinal": ["premier", "premiere", "deuxieme", "second", "troisieme", "quatrieme", "cinquieme"],
    "cent": ["cent", "cents"],
    "mille": ["mille", "mil"],
    "quarter": ["quart", "quarts"],
    "ampm": ["am", "pm"],
    "small_big": ["petit", "grand"],
    "sec": ["s", "sec"],
    "one": ["un", "une"],
    "eleven": ["onze"],
    "tens": list(TENS),
    "number": [word for word in SMALL_NUMBERS if word not in ("zero", "un", "une", "sept", "onze")],
    "demi": ["demi", "demie"],
    "demi_heure": ["demi-heure", "demi-heures"],
    "demi_journee": ["demi-journee", "demi-journees"],
    "demi_siecle": ["demi-siecle", "demi-siecles"],
    "demo": ["ce", "cet", "cette", "ces"],
    "last": [
        "dernier", "derniers", "derniere", "dernieres", "passe", "passee", "passes", "passees",
        "ecoule", "ecoulee", "ecoules", "ecoulees",
    ],
    "next": ["prochain", "prochains", "prochaine", "prochaines"],
    "following": ["suivant", "suivante"],
    "preceding": ["precedent", "precedente"],
    "begin_end": ["debut", "fin", "mi", "courant", "milieu"],
    "le": ["le", "la", "les", "l'"],
    "de": ["de", "d'"],
    "du": ["du", "des"],
    "a": ["a"],
    "au": ["au", "aux"],
    "en": ["en"],
    "and_or": ["et", "ou"],
    "il": ["il"],
    "y": ["y"],
    "voila": ["voila", "voici"],
    "dans": ["dans"],
    "ici": ["ici"],
    "entre": ["entre"],
    "depuis": ["depuis"],
    "around_from": ["vers", "dès"],
    "until": ["jusqu'", "jusque"],
    "before_after": ["avant", "apres"],
    "pour": ["pour"],
    "about": ["environ", "pres", "presque", "plus", "quelque", "tout", "peine", "peu", "bientot"],
    "moins": ["moins"],
    "adverb": (
        "exactement juste deja maintenant seulement quasiment quasi precisement cela guere approximativement pile "
        "largement maximum minimum encore donc desormais pourtant bien"
    ).split(),
    "around": ["alentours", "environs"],
    "puis": ["puis"],
    "guerre": ["guerre", "guerres"],
    "meme": ["meme"],
    "chaque": ["chaque"],
    "tous": ["tous", "toutes"],
    "fois": ["fois"],
    "par": ["par"],
    "late_early": ["tard", "tot"],
    "auparavant": ["auparavant"],
    "veille": ["veille", "avant-veille", "reveillon"],
    "lendemain": ["lendemain", "surlendemain"],
    "ci": ["ci"],
    "nouvel": ["nouvel"],
    "new_year_of": (
        "chinois lunaire vietnamien coreen tibetain asiatique hebraique musulman hegirien berbere amazigh perse persan "
        "iranien kurde khmer thai lao tamoul ethiopien"
    ).split(),
    "church": ["juif", "juive", "juives", "orthodoxe", "orthodoxes", "copte", "coptes"],
    "ilya": ["ilya"],
    "ya": ["ya"],
    "event": [
        "scrutin", "election", "elections", "vote", "referendum", "attentat", "attentats", "attaque", "attaques", "match", "drame",
        "tour", "seisme", "manifestation",
    ],
}  # fmt: skip


#: References of TIMEX3 -> the words for them.
_REFERENCES = {
    "PRESENT_REF": "actuellement|maintenant|à l'heure actuelle|en ce moment|désormais|à présent|de nos jours|à ce jour|pour l'instant|"
    "pour le moment|à l'heure qu'il est",
    "PAST_REF": "récemment|autrefois|jadis|naguère|dernièrement|dans le passé|par le passé|à l'époque|il y a (?:peu|longtemps)",
    "FUTURE_REF": "bientôt|prochainement|à l'avenir|sous peu|d'ici peu|dans (?:le futur|un avenir proche)",
}
_SEARCH = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _REFERENCES.items())
    + r"|(?P<length>(?:quelques|plusieurs|de longues|de nombreu(?:x|ses)|des) (?P<unit>secondes|minutes|heures|jours|semaines|mois|années|"
    r"décennies|siècles)))\b",
    re.IGNORECASE,
)


def find_vague(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Mentions without a place in the calendar: (start, end, type, value), in order; offsets index ``text``."""
    normalised = normalise(text)
    for match in _SEARCH.finditer(normalised.text):
        start, end = normalised.span(*match.span())
        if match["length"] is None:
            yield start, end, "DATE", match.lastgroup or ""
            continue
        letters, factor = read_unit(fold(match["unit"]))
        value = f"PTX{letters[1]}" if letters[0] == "T" else {10: "PXDE", 100: "PXCE"}.get(factor, f"PX{letters}")
        yield start, end, "DURATION", value


def read_month(text: str) -> int:
    """1 to 12 from a month's name or abbreviation, with any text around it."""
    for word in re.findall(r"[a-z]+", text):
        if found := MONTHS.get(word) or MONTH_ABBREVIATIONS.get(word):
            return found
    if re.fullmatch(r"mar ?\.?", text):  # « 13 mar 2024 »; elsewhere it is « mardi »
        return 3
    raise KeyError(text)


def read_unit(text: str) -> tuple[str, int]:
    """ISO 8601 letter and factor of a unit, singular or plural."""
    return UNITS.get(text) or UNITS[text.rstrip("s")]


_SCALES = {"cent": 100, "cents": 100, "mille": 1000, "mil": 1000}

_ROMAN = {"i": 1, "v": 5, "x": 10}


def read_number(text: str) -> int:
    """An integer written in digits or words; 0 if it is neither."""
    digits = re.match(r"\d[\d ]*", text)
    if digits:
        return int(digits[0].replace(" ", ""))
    return ORDINALS.get(text) or APPROXIMATE.get(text) or read_words(text)


def read_amount(text: str) -> int | float:
    """A number that may have decimals: « 3,5 »."""
    if decimal := re.fullmatch(r"(\d+)[.,](\d{1,2})", text):
        return float(f"{decimal[1]}.{decimal[2]}")
    return read_number(text)


def read_words(text: str) -> int:
    """A number in words, « deux mille trois cent vingt quatre », with hyphens or without; 0 if a word is not a number."""
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word == "et":
            continue
        if word in ("mille", "mil"):
            total, part = total + max(part, 1) * 1000, 0
        elif word in _SCALES:
            part = max(part, 1) * 100
        elif word in ("vingt", "vingts") and part % 100 == 4:  # « quatre vingts »
            part += 76
        elif value := SMALL_NUMBERS.get(word) or TENS.get(word):
            part += value
        else:
            return 0
    return total + part


def read_ordinal(text: str) -> int:
    """An ordinal in digits, Roman numerals or words: « 19e », « XXe », « dix-neuvième »; 0 if it is neither."""
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    tens, _, nth = text.rpartition(" et ")
    if nth in NTH or nth in ORDINALS:
        return read_words(tens) + (NTH.get(nth) or ORDINALS[nth])
    numerals = re.match(r"[ivx]+", text)
    if numerals is None:
        return 0
    values = [_ROMAN[c] for c in numerals[0]]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def _list_hyphenated() -> dict[str, int]:
    """« vingt-deux », « soixante-et-onze », « quatre-vingt-dix-neuf »: the numbers up to 99 that are written with hyphens."""
    units = [word for word in SMALL_NUMBERS if word not in ("zero", "une")]
    teens = [f"dix-{word}" for word in ("sept", "huit", "neuf")]
    words = [*teens, "quatre-vingt", "quatre-vingts", "quatre-vingt-une"]
    for tens, value in TENS.items():
        if tens == "vingts":
            continue
        followers = [*units, *teens] if value == 60 else units[:9]
        words += [f"{tens}-{unit}" for unit in followers]
        words += [f"{tens}-une", f"{tens}-et-un", f"{tens}-et-une"]
    words += [f"quatre-vingt-{unit}" for unit in (*units, *teens)]
    return {word: read_words(word) for word in [*words, "soixante-et-onze"]}


#: Written with hyphens -> value.
HYPHENATED = _list_hyphenated()


def _list_ordinals() -> dict[str, int]:
    """« sixième » to « trentième »: the ordinals that name a century; « vingt et unième » ends with « unième »."""
    names = {value: word for word, value in {**SMALL_NUMBERS, **HYPHENATED, "vingt": 20, "trente": 30}.items()}
    stems = {value: re.sub("neuf$", "neuv", re.sub("cinq$", "cinqu", names[value])) for value in range(6, 31)}
    return {**{stem.rstrip("e") + "ieme": value for value, stem in stems.items()}, "vingt-et-unieme": 21, "unieme": 1}


#: Ordinals from « sixième » on -> value.
NTH = _list_ordinals()
