"""French date words as data: which class a word belongs to, what it is worth, and the patterns.

A text is read as a row of word classes, one character a word; the patterns below are regular
expressions over that row, in which ``{name}`` stands for a class of ``WORDS`` or ``SIGNS`` or for a
fragment of ``FRAGMENTS``. Words are compared in lower case and without accents.

Values follow TIMEX3 (ISO-TimeML, ISO 24617-1), which rests on ISO 8601.
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
    "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
}  # fmt: skip
MONTH_ABBREVIATIONS: Final = {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS: Final = {
    "lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6, "dimanche": 7,
}  # fmt: skip
DEICTICS: Final = {
    "avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1, "apres-demain": 2,
}  # fmt: skip
#: Parts of a day after TIMEX3.
PARTS: Final = {
    "aube": "MO", "matin": "MO", "matins": "MO", "matinee": "MO", "apres-midi": "AF", "soir": "EV",
    "soirs": "EV", "soiree": "EV", "nuit": "NI", "nuits": "NI",
}  # fmt: skip
SEASONS: Final = {"printemps": "SP", "ete": "SU", "automne": "FA", "hiver": "WI"}
NOONS: Final = {"midi": (12, 0), "minuit": (24, 0)}
#: Unit of time -> (ISO 8601 duration letters, factor).
UNITS: Final = {
    "seconde": ("TS", 1), "minute": ("TM", 1), "min": ("TM", 1), "mn": ("TM", 1), "heure": ("TH", 1),
    "h": ("TH", 1), "jour": ("D", 1), "semaine": ("W", 1), "quinzaine": ("W", 2), "mois": ("M", 1),
    "trimestre": ("M", 3), "semestre": ("M", 6), "an": ("Y", 1), "annee": ("Y", 1),
    "decennie": ("Y", 10), "siecle": ("Y", 100), "week-end": ("WE", 1), "weekend": ("WE", 1),
}  # fmt: skip
#: Days that have a name: (month, day).
HOLIDAYS: Final = {"noel": (12, 25), "saint-sylvestre": (12, 31), "toussaint": (11, 1)}

_SMALL = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def _number_words() -> dict[str, int]:
    """Every number from 1 to 99 in words, « et » written with spaces or hyphens."""
    words = {word: value for value, word in enumerate(_SMALL)} | {"une": 1}
    for value, tens in _TENS.items():
        words[tens] = value
        top = 20 if value == 60 else 10
        for unit in range(1, top):
            words[f"{tens}-{_SMALL[unit]}"] = value + unit
        for one in ("un", "une", "onze") if value == 60 else ("un", "une"):
            words[f"{tens} et {one}"] = words[f"{tens}-et-{one}"] = value + words[one]
    words["quatre-vingts"] = words["quatre-vingt"] = 80
    for unit in range(1, 20):
        words[f"quatre-vingt-{_SMALL[unit]}"] = 80 + unit
    words["quatre-vingt-une"] = 81
    # Belgium and Switzerland.
    for value, tens in ((70, "septante"), (80, "huitante"), (90, "nonante")):
        words[tens] = value
        words[f"{tens} et un"] = words[f"{tens}-et-un"] = value + 1
        for unit in range(2, 10):
            words[f"{tens}-{_SMALL[unit]}"] = value + unit
    return words


NUMBER_WORDS: Final = _number_words()
APPROXIMATE: Final = {
    "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "centaine": 100,
}  # fmt: skip
ORDINALS: Final = {
    "premier": 1, "premiere": 1, "1er": 1, "1 er": 1, "1ere": 1, "deuxieme": 2, "second": 2, "seconde": 2,
    "2e": 2, "2eme": 2, "2nd": 2, "troisieme": 3, "3e": 3, "3eme": 3, "quatrieme": 4, "dernier": 4,
    "4e": 4, "4eme": 4,
}  # fmt: skip

_TENS_WORDS = [word for word in NUMBER_WORDS if NUMBER_WORDS[word] % 10 == 0 and NUMBER_WORDS[word] >= 20]
_TENS_WORDS = [word for word in _TENS_WORDS if "-" not in word and " " not in word]

#: Class -> the words in it.
WORDS: Final[dict[str, list[str]]] = {
    "month": list(MONTHS),
    "abbr": [word for word in MONTH_ABBREVIATIONS if word != "sept"],
    "sept": ["sept"],
    "weekday": list(WEEKDAYS),
    "weekdays": [word + "s" for word in WEEKDAYS],
    "deictic": list(DEICTICS),
    "part": list(PARTS),
    "noon": list(NOONS),
    "season": list(SEASONS),
    "holiday": list(HOLIDAYS),
    "hour": ["heure", "heures", "h"],
    "minute": ["minute", "minutes", "min", "mn", "mins"],
    "second": ["seconde", "secondes"],
    "day_unit": ["jour", "jours"],
    "week": ["semaine", "semaines"],
    "weekend": ["week-end", "week-ends", "weekend", "weekends"],
    "mois": ["mois"],
    "year_unit": ["an", "ans"],
    "annee": ["annee"],
    "annees": ["annees"],
    "quarter": ["trimestre", "trimestres", "semestre", "semestres"],
    "decade": ["decennie", "decennies"],
    "siecle": ["siecle", "siecles"],
    "approx": list(APPROXIMATE),
    "ordinal": ["premier", "premiere", "deuxieme", "second", "troisieme", "quatrieme"],
    "one": ["un", "une"],
    "eleven": ["onze"],
    "tens": _TENS_WORDS,
    "number": [
        word
        for word in NUMBER_WORDS
        if " " not in word and word not in {"zero", "un", "une", "onze", "sept", *_TENS_WORDS}
    ],
    "demi": ["demi", "demie"],
    "demi_heure": ["demi-heure", "demi-heures"],
    "demi_journee": ["demi-journee"],
    "demo": ["ce", "cet", "cette", "ces"],
    "last": [
        "dernier", "derniers", "derniere", "dernieres", "passe", "passee", "passes", "passees",
        "ecoule", "ecoulee", "ecoules", "ecoulees",
    ],
    "next": ["prochain", "prochains", "prochaine", "prochaines"],
    "following": ["suivant", "suivante"],
    "preceding": ["precedent", "precedente"],
    "begin": ["debut", "fin", "mi", "courant", "milieu"],
    "le": ["le", "la", "les", "l'"],
    "de": ["de", "d'"],
    "du": ["du", "des"],
    "a": ["a"],
    "au": ["au", "aux"],
    "en": ["en"],
    "et": ["et", "ou"],
    "il": ["il"],
    "y": ["y"],
    "voila": ["voila", "voici"],
    "dans": ["dans"],
    "sous": ["sous"],
    "ici": ["ici"],
    "entre": ["entre"],
    "depuis": ["depuis"],
    "vers": ["vers", "dès"],
    "jusqu": ["jusqu'", "jusque"],
    "avant": ["avant", "apres"],
    "till": ["pour"],
    "pendant": ["pendant", "durant"],
    "about": ["environ", "pres", "presque", "plus", "moins", "quelque", "tout", "a peine"],
    "chaque": ["chaque"],
    "tous": ["tous", "toutes"],
    "fois": ["fois"],
    "par": ["par"],
    "tard": ["tard", "tot"],
    "auparavant": ["auparavant"],
    "veille": ["veille", "avant-veille"],
    "lendemain": ["lendemain", "surlendemain"],
    "ci": ["ci"],
    "la": [],
    "zone": ["gmt", "utc", "tu"],
    "saint": ["nouvel"],
}  # fmt: skip

#: Signs and shapes of digits: class -> what the tokeniser calls so.
SIGNS: Final = (
    "other", "break", "dot", "comma", "dash", "slash", "colon", "open", "close", "sign",
    "day", "two", "year", "num", "first", "nth", "iso", "numeric", "dm", "clock", "century",
)  # fmt: skip

#: Fragments that several patterns share. Later ones may use earlier ones.
FRAGMENTS: Final = {
    "NUM": "(?:{tens}{et}(?:{one}|{eleven})|{number}|{tens}|{one}|{eleven}|{sept}|{day}|{two}|{num})",
    "WORDNUM": "(?:{number}|{tens}{et}{one}|{tens}|{one}|{eleven}|{sept})",
    "DAY": "(?:{day}|{first}|{ordinal}|{number}|{tens}{et}{one}|{tens}|{eleven}|{sept})",
    "MONTH": "(?:{month}|{abbr}{dot}?|{sept}{dot})",
    "UNIT": "(?:{day_unit}|{week}|{weekend}|{mois}|{year_unit}|{annee}|{annees}|{decade}|{siecle}"
    "|{hour}|{minute}|{second}|{quarter})",
    # « trois ans », « une dizaine d'années »
    "COUNTED": "(?:{one}(?={approx}))?(?P<n>{NUM}|{approx}(?={de})){de}?(?P<unit>{UNIT})",
    "CALENDAR": "(?:{day_unit}|{week}|{weekend}|{mois}|{year_unit}|{annee}|{quarter}|{decade}|{siecle})",
    "RELATIVE": "(?:{last}|{next})",
    "CLOCK": "(?:{clock}|(?:{day}|{two}|{number}|{one}|{eleven}|{sept}|{tens}|{tens}{et}{one})"
    "{hour}(?:(?:{day}|{two})(?:{minute})?)?(?:{et}{demi})?|{noon}(?:{et}{demi})?)"
    "(?:{du}{part}|{de}{le}{part})?(?:{zone})?",
    "DECADE": "(?:{year}|{two}|{day}|{tens}|{number})",
    "PART": "(?:{comma}?{a}{le}|{au}|{dans}{le})?{part}",
    "SUFFIX": "(?:(?:{a}|{vers})?(?P<clock>{CLOCK})|(?P<part>{PART})(?:(?:{a}|{vers})(?P<clock2>{CLOCK}))?)?",
    # Any way to name one day, for use inside larger expressions.
    "POINT": "(?:{weekday}{comma}?)?(?:{DAY}{dash}?{MONTH}{year}?{RELATIVE}?|{numeric}|{iso})"
    "|{demo}?{weekday}(?:{day}|{first})?{RELATIVE}?|{deictic}(?:{weekday}(?!{day}|{first}))?",
}

#: The patterns, more specific first: of those that match at a place, the first one wins.
#: ``(?P<span>…)`` marks what the mention covers where that is less than the match.
PATTERNS: Final[dict[str, str]] = {
    # --- nights and parts of a day said before their day
    "night": "(?:{dans}{le})?(?P<part>{part})(?:{de}|{du})(?:(?P<w1>{weekday})(?P<d1>{day}|{first})?"
    "(?P<m1>{MONTH})?(?:{a}|{au})(?P<w2>{weekday})(?:(?P<d2>{DAY})(?P<m2>{MONTH})?(?P<y2>{year})?)?"
    "|(?P<d1b>{DAY})(?P<m1b>{MONTH})?{au}(?P<d2b>{DAY})(?P<m2b>{MONTH})(?P<y2b>{year})?)",
    "part_of": "(?:{dans}{le}|{demo})?(?P<part>{part})(?:{de}|{du}|{de}{le}|{de}{demo})?(?P<point>{POINT})",
    # --- ranges
    "range_days": "(?:{du}|{de}|(?P<span>))(?P<w1>{weekday})?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?"
    "(?:{au}|{a})(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    "between_days": "{entre}{le}?(?P<w1>{weekday})?(?P<d1>{DAY})(?P<m1>{MONTH})?(?P<y1>{year})?{et}{le}?"
    "(?P<w2>{weekday})?(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    "range_numeric": "(?:{du}|{de}|{entre}{le})(?P<p1>{numeric}|{iso})(?:{au}|{a}|{et}{le})"
    "(?P<p2>{numeric}|{iso})|(?P<p3>{numeric}|{iso}){dash}(?P<p4>{numeric}|{iso})",
    "dash_days": "(?P<d1>{day}|{first})(?P<m1>{MONTH})?{dash}(?P<d2>{day})(?P<m2>{MONTH})(?P<y2>{year})?",
    # Days of one month that do not follow each other: each is a mention, its month said at the end.
    "listed_day": "(?P<day>{day}|{first})(?=(?:{comma}(?:{day}|{first})){0,5}{et}(?:{day}|{first})(?P<month>{MONTH})(?P<year>{year})?)",
    "list_days": "(?P<w1>{weekday})?(?P<d1>{DAY})(?P<more>(?:{comma}{DAY}){0,5}){et}(?P<w2>{weekday})?"
    "(?P<d2>{DAY})(?P<m2>{MONTH})(?P<y2>{year})?",
    "range_months": "(?:{de}|{du}{mois}{de})(?P<m1>{MONTH})(?P<y1>{year})?(?:{a}|{au}{mois}{de})"
    "(?P<m2>{MONTH})(?P<y2>{year})?",
    "between_months": "{entre}(?P<m1>{MONTH})(?P<y1>{year})?{et}(?P<m2>{MONTH})(?P<y2>{year})?",
    "dash_months": "(?P<m1>{MONTH})(?P<y1>{year})?{dash}(?P<m2>{MONTH})(?P<y2>{year})",
    "range_years": "(?:{de}(?P<y1>{year})(?:{a}|{dash})|{entre}(?P<y5>{year})(?:{et}|{dash}))(?P<y2>{year})"
    "|(?P<y3>{year})(?:{dash}|{slash})(?P<y4>{year}|{two}|{day})",
    "range_clocks": "(?:{de}(?P<c1>{CLOCK}|{day}){a}|{entre}(?P<c5>{CLOCK}|{day}){et})(?P<c2>{CLOCK})"
    "|(?P<c3>{clock}|{day}{hour}){dash}(?P<c4>{clock}|{day}{hour})",
    "range_weekdays": "(?:(?:{de}|{du})(?P<w1>{weekday})(?:{a}|{au})|{entre}(?P<w3>{weekday}){et})(?P<w2>{weekday})",
    # --- clock time said before its day
    "clock_day": "(?P<clock>{clock}|{day}{hour}){comma}?{le}?(?P<point>{POINT})",
    # --- days
    "day": "(?:{demo})?(?P<weekday>{weekday})?{comma}?(?P<day>{DAY}){dash}?(?P<month>{MONTH})"
    "(?P<year>(?:{comma}|{de}|{dash})?{year})?(?P<rel>{RELATIVE})?{SUFFIX}",
    "weekday_numeric": "(?:{weekday}{comma}?)?(?P<numeric>{numeric}|{iso}){SUFFIX}",
    "weekday_dm": "{weekday}{comma}?(?P<dm>{dm})",
    "dm": "(?<=[{le}{du}{au}])(?P<dm>{dm})",
    # « avant hier », without its hyphen
    "split_deictic": "(?P<off>{avant})(?P<deictic>{deictic}){SUFFIX}",
    "deictic": "(?P<deictic>{deictic})(?:{comma}?{weekday}(?!{day}|{first}))?{SUFFIX}",
    "nth_weekday": "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<weekday>{weekday})(?:{de}|{du}{mois}{de})(?P<month>{MONTH})(?P<year>{year})?",
    "weekday_day": "(?P<weekday>{weekday})(?P<day>{day}|{first}){SUFFIX}",
    "weekday": "(?P<demo>{demo})?(?P<weekday>{weekday})(?P<rel>{RELATIVE})?{SUFFIX}",
    "anaphoric_day": "(?P<word>{veille}|{lendemain})(?:{SUFFIX}|{au}(?P<part2>{part}))",
    "holiday": "(?P<holiday>{holiday})(?P<year>{year})?(?P<rel>{RELATIVE})?",
    # --- sets
    "set_weekday": "(?:{chaque}(?P<weekday>{weekday})|{tous}{le}(?P<weekdays>{weekdays}))(?P<part>{part})?",
    "set_day": "(?:{chaque}|{tous}{le})(?P<day>{DAY})(?P<month>{MONTH})",
    "set_month": "{chaque}(?:{annee}{en})?(?P<month>{month})",
    "set_part": "(?:{chaque}|{tous}{le})(?P<part>{part}|{season})",
    "set_unit": "(?:{chaque}|{tous}{le})(?P<n>{NUM})?(?P<unit>{UNIT})",
    "set_times": "{NUM}{fois}{par}(?P<unit>{UNIT})",
    # --- relative to the publication time, or to another date
    "ago": "(?:{il}{y}{a}|{y}{a}|{voila})(?:{about}{de}?)?{COUNTED}(?P<half>{et}{demi})?",
    "ahead": "(?:{dans}|(?P<tight>{de}{ici}{a}?))(?:{about}{de}?)?{COUNTED}(?P<half>{et}{demi})?",
    "shift": "{COUNTED}(?:{about}(?P<tard>{tard})|(?P<before>{auparavant}))",
    "unit_rel": "(?P<unit>{CALENDAR})(?P<rel>{RELATIVE}|{following}|{preceding})",
    "rel_unit": "{demo}(?P<unit>{CALENDAR})(?:{dash}(?P<ci>{ci}|{le}))?",
    "this_part": "{demo}(?P<part>{part}|{noon})(?:{dash}(?P<ci>{ci}|{le}))?(?:{comma}?(?:{a}|{vers})(?P<clock>{CLOCK}))?",
    "month_rel": "(?P<edge>{begin}{dash}?)?(?P<month>{MONTH})(?P<rel>{RELATIVE})",
    "season_rel": "(?P<demo>{demo})?(?P<season>{season})(?P<rel>{RELATIVE})",
    "this_season": "{demo}(?P<season>{season})",
    # --- months, seasons, quarters, years
    "edge_unit": "(?P<edge>{begin})(?:{de}|{du}|{de}{le})(?:{mois}{de})?(?:(?P<month>{MONTH})(?P<year>{year})?"
    "|(?:{annee})?(?P<year2>{year})|(?P<unit>{mois}|{annee}|{week}|{siecle})(?P<rel>{RELATIVE})?"
    "|{annees}(?P<decade>{DECADE})|(?P<century>{century}){siecle})",
    "edge_month": "(?P<edge>{begin}){dash}?(?P<month>{MONTH})(?P<year>{year})?",
    "month_year": "(?P<month>{MONTH}){de}?(?P<year>{year})",
    "month_short_year": "(?P<month>{month})(?P<two>{two})",
    "month_bare": "(?:(?<={mois}{de})|(?<=[{en}{depuis}{ici}{vers}{till}{avant}])|(?<={ici}{a}))(?P<month>{month})",
    "season_year": "(?P<season>{season}){de}?(?P<year>{year})",
    "season_bare": "(?<=[{le}{en}{au}])(?P<season>{season})",
    "quarter": "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<unit>{quarter})(?:(?:{de}(?:{le}{annee})?)?(?P<year>{year}))?",
    "decade": "{annees}(?P<decade>{DECADE})",
    "century": "(?P<century>{century}){siecle}",
    "edge_year": "(?P<edge>{begin}){dash}?(?P<year>{year})",
    "named_year": "(?<=[{annee}{year_unit}])(?P<year>{year})",
    "year": "(?P<year>{year})",
    # --- hours
    "clock": "(?P<clock>{CLOCK})",
    # --- durations
    "last_n": "(?:{demo})?(?P<n>{NUM})(?:{last}|{next})(?P<unit>{UNIT})",
    "approx": "(?:{one}|{demo})?(?P<n>{approx}){de}(?P<unit>{UNIT})",
    "half_hour": "(?P<n>{NUM})?(?P<half>{demi_heure}|{demi_journee})",
    "duration": "(?P<n>{NUM})(?P<unit>{UNIT})(?:{last}|(?P<half>{et}{demi})"
    "|(?P<more>(?:(?:{et}|{comma})?{NUM}(?:{mois}|{day_unit}|{minute}|{second}|{hour})){1,3}))?",
    "dawn": "(?:(?<={a}{le})|(?<={au}))(?P<part>{part})",
}
