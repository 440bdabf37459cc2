"""Lengths of time: « trois ans », « une dizaine de jours », « deux heures et demie », « trois quarts d'heure »."""

from __future__ import annotations

import re
from itertools import pairwise

from newstagger._text.normalise import fold
from newstagger.dates import lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_amount, read_number, read_unit, read_words
from newstagger.dates.rule import UNIT_CLASSES, Match, Rule
from newstagger.dates.tokens import (
    Row,
    find_every_nth,
    follows_without_space,
    is_glued_after,
    is_glued_before,
    is_plural_noun,
)
from newstagger.dates.values import Parts, Value, format_duration, read_century_years, read_quarter_minutes

# --- « les trois derniers jours », « une quinzaine de jours »


def _resolve_counted(parts: Parts, context: Context) -> Value:
    return Value("DURATION", format_duration(read_amount(parts["n"]), *read_unit(parts["unit"])))


LAST_UNITS = Rule(
    "last_units",
    "(?:{demo})?(?P<n>{NUM})(?:{last}|{next})(?P<unit>{UNIT})",
    needs=UNIT_CLASSES,
    resolve=_resolve_counted,
)


def _is_about(match: Match) -> bool:
    """« une dizaine d'années »; « un homme d'une trentaine d'années » is that old."""
    begin = match.begin - (match.before() == "une")
    return match.parts["unit"] != "annees" or not _is_age(match.row, begin, match.end)


ABOUT = Rule(
    "about",
    "(?:{one}|{demo})?(?P<n>{approx}){de}(?P<unit>{UNIT})",
    needs=UNIT_CLASSES,
    guard=_is_about,
    resolve=_resolve_counted,
)

# --- « une demi-heure », « trois quarts d'heure »


def _resolve_halves(parts: Parts, context: Context) -> Value:
    count = max(1, read_number(parts.get("n", "un")))
    return Value("DURATION", f"PT{30 * count}M" if "heure" in parts["half"] else f"PT{12 * count}H")


HALVES = Rule(
    "halves",
    "(?P<n>{NUM})?(?P<half>{demi_heure}|{demi_journee})",
    needs="demi_heure demi_journee",
    resolve=_resolve_halves,
)


def _resolve_quarters(parts: Parts, context: Context) -> Value:
    return Value("DURATION", f"PT{read_quarter_minutes(parts['quarters'])}M")


QUARTERS_OF_HOURS = Rule(
    "quarters_of_hours",
    "(?P<quarters>{NUM}{quarter}{de}{hour})",
    needs="quarter",
    resolve=_resolve_quarters,
)

# --- « un demi-siècle », « un quart de siècle »


def _resolve_parts_of_a_century(parts: Parts, context: Context) -> Value:
    return Value("DURATION", format_duration(read_century_years(parts["share"]), "Y"))


PARTS_OF_A_CENTURY = Rule(
    "parts_of_a_century",
    "(?P<share>{NUM}?{demi_siecle}|{NUM}?{quarter}{de}{siecle})",
    needs="demi_siecle quarter",
    resolve=_resolve_parts_of_a_century,
)

# --- « un quinquennat », « deux septennats »


def _resolve_terms_of_office(parts: Parts, context: Context) -> Value:
    return Value(
        "DURATION", format_duration(read_number(parts["n"]), "Y", 5 if parts["office"].startswith("quin") else 7)
    )


TERMS_OF_OFFICE = Rule(
    "terms_of_office",
    "(?P<n>{one}|{number}|{day})(?P<office>{office})",
    needs="office",
    resolve=_resolve_terms_of_office,
)

# --- « de [8] à 24 mois », « [trois] ou quatre jours »: the unit is said once


def _is_shorter(match: Match) -> bool:
    """The first of two ascending lengths, unless it is an age."""
    row, parts = match.row, match.parts
    link, last, end = row.word(match.end), match.matched.start("n2"), match.matched.end("unit")
    if link == "et" and match.before() != "entre":
        return False
    if (
        is_glued_before(row, match.begin)
        or is_glued_after(row, end - 1)
        or not read_amount(parts["n"]) < read_amount(parts["n2"])
    ):
        return False
    return parts["unit"] not in ("an", "ans") or not _is_age(row, last, end)


LENGTH_TO = Rule(
    "length_to",
    "(?P<n>{dec}|{NUM})(?=(?:{a}|{and_or})(?P<n2>{dec}|{NUM})(?P<unit>{UNIT}))",
    needs=UNIT_CLASSES,
    guard=_is_shorter,
    resolve=_resolve_counted,
)

# --- « trois ans », « deux heures et demie », « une semaine sur deux »

#: Before a number of four digits: then it is a length, « depuis 2000 ans ».
_BEFORE_THOUSANDS = frozenset("depuis pendant durant de d' plus pres environ".split())
#: « un jour », « une minute » are said of anything.
_VAGUE = frozenset(["week end", *"jour week-end weekend seconde siecle minute semestre trimestre".split()])
#: « trois minutes de silence », « un quart d'heure de gloire »: events.
_EVENTS = ("silence", "gloire")
#: Unit -> (how many of the smaller unit make it, letters of the smaller unit), for halves and quarters.
_SMALLER = {"Y": (12, "M"), "M": (30, "D"), "TH": (60, "TM")}
#: Half a unit that no smaller unit makes is a decimal: « une semaine et demie » is 1.5 weeks.
_HALVED = ("W", "D")
#: The order of units in an ISO 8601 duration.
_ORDER = ("Y", "M", "W", "D", "WE", "TH", "TM", "TS")
_FURTHER_UNIT = re.compile(r"(?<![a-z])(mois|semaines?|jours?|minutes?|mins?|mn|secondes?|heures?|h)(?![a-z])")


def _is_duration(match: Match) -> bool:
    if "more" in match.parts:
        _leave_the_next_length(match)
    row, begin, end, name = match.row, match.begin, match.end, match.parts["unit"]
    if is_glued_before(row, begin) or is_glued_after(row, end - 1):
        return False
    every = find_every_nth(row, begin, end)
    if every is not None and name not in ("heure", "minute", "seconde"):
        match.parts["every"] = row.word(every - 1)
        match.end = every
        return True
    if _is_part_of_a_number(match) or _is_said_of_anything(match) or _is_a_name(match):
        return False
    if "seconds" in match.parts and is_plural_noun(match.after()) and row.raw(match.end)[:1].islower():
        match.cut("seconds")
    if match.before() in ("de", "d'") and match.before(2) in _SMALL_CHILDREN:
        return False
    counts_age = name in ("an", "ans") or (name == "mois" and match.before() == "dès")
    return not counts_age or not _is_age(row, begin, end)


def _leave_the_next_length(match: Match) -> None:
    """« deux ans et trois mois » is one length; « douze mois, six mois avec sursis » and « 24 heures et 8 jours » are two.

    The units of one length descend, and a comma joins them only in a list that ends with « et ».
    """
    row = match.row
    units = [at for at in range(match.begin, match.end) if _rank_unit(row.word(at)) is not None]
    kept = 0
    for i, (before, at) in enumerate(pairwise(units), 1):
        link = row.word(before + 1)
        if link == "ou" or (_rank_unit(row.word(at)) or 0) <= (_rank_unit(row.word(before)) or 0):
            break
        if link != ",":
            kept = i
    if kept < len(units) - 1:
        match.end = units[kept] + 1
        match.parts.pop("more")
        if kept:
            match.parts["more"] = fold(row.text[row.ends[units[0]] : row.ends[units[kept]]])


def _rank_unit(word: str) -> int | None:
    """The rank of a unit among those of ISO 8601, the longest first; None for other words."""
    found = lexicon.UNITS.get(word) or lexicon.UNITS.get(word.rstrip("s"))
    return _ORDER.index(found[0]) if found else None


def _is_part_of_a_number(match: Match) -> bool:
    """« 2019 ans », « 3/4 heures », « 12-15 jours », « 1,5.3 ans », « 5 jours/7 »."""
    before, earlier = match.before(), match.before(2)
    if re.fullmatch(r"\d{4}", match.parts["n"]) and before not in _BEFORE_THOUSANDS:
        return True
    if before in ("/", "°") or before.isdigit() or (before == "-" and earlier.isdigit()) or match.after() == "/":
        return True
    return before in (",", ".") and follows_without_space(match.row, match.begin)


def _is_said_of_anything(match: Match) -> bool:
    parts = match.parts
    return parts["n"] in ("un", "une") and parts["unit"] in _VAGUE and {"half", "more"}.isdisjoint(parts)


def _is_a_name(match: Match) -> bool:
    """« le 20 heures », « le 20h » of a channel, « les 24 heures du Mans », « une minute de silence », « années-lumière »."""
    after, behind = match.after(), match.after(2)
    if match.row.raw(match.end - 1) in ("Heures", "Minutes") or (after == "-" and behind == "lumiere"):
        return True
    before = match.before(2) if match.before() in ("«", '"') else match.before()
    broadcast = match.parts["unit"] in ("heures", "h") and before in ("le", "du", "au")
    race = match.parts["unit"] in ("heure", "heures", "h") and after == "du" and behind == "mans"
    return broadcast or race or (after == "de" and behind in _EVENTS)


def _resolve_duration(parts: Parts, context: Context) -> Value:
    count, (letters, factor) = read_amount(parts["n"]), read_unit(parts["unit"])
    if "every" in parts:
        return Value("SET", format_duration(read_number(parts["every"]), letters, factor))
    half = parts.get("half_before") or parts.get("half")
    if half and letters in _SMALLER and factor == 1:
        per, smaller = _SMALLER[letters]
        part = per // 4 if "quart" in half else per // 2
        return Value("DURATION", format_duration(int(count) * per + part, smaller))
    if half and (letters in _HALVED or factor > 1):
        share = 0.25 if "quart" in half else 0.5
        count, factor = (count + share) * factor, 1
        return Value("DURATION", format_duration(int(count) if count == int(count) else count, letters))
    value = format_duration(count, letters, factor)
    if "seconds" in parts:  # « 3 minutes 30 », « deux heures vingt »
        return Value("DURATION", f"{value}{read_number(parts['seconds'])}{'M' if letters == 'TH' else 'S'}")
    further = _FURTHER_UNIT.split(parts.get("more", ""))
    for count_text, unit_text in zip(further[::2], further[1::2], strict=False):
        more = format_duration(read_number(re.sub(r"^(?:et\b|[ ,])+", "", count_text.strip())), *read_unit(unit_text))
        value += more[2:] if "T" in value and more.startswith("PT") else more[1:]
    return Value("DURATION", value)


DURATION = Rule(
    "duration",
    # « 30-minutes », « deux et demi heures »: seen in translated talk.
    "(?P<n>{dec}|{NUM})(?:{dash}|(?P<half_before>{and_or}{demi}))?(?P<unit>{UNIT})(?:{last}|(?P<half>{and_or}(?:{demi}|{quarter}))"
    "|(?<=[{minute}{hour}])(?P<seconds>{two}|{day}|{tens}|{number})(?!{UNIT}|{MONTH}|{dash}|{slash}|{and_or}|{cent}|{mille}){sec}?"
    "|(?P<more>(?:(?:{and_or}|{comma})?{NUM}(?:{mois}|{week}|{day_unit}|{minute}|{second}|{hour})){1,3}))?",
    needs=UNIT_CLASSES,
    guard=_is_duration,
    resolve=_resolve_duration,
)

# --- Ages are not lengths of time: « un tueur de 26 ans », « Paul Dupuis, 23 ans », « à 41 ans »

_AGE_BEFORE = frozenset("age agee ages agees".split())
#: « un bébé de 18 mois », « âgée de six semaines ».
_SMALL_CHILDREN = _AGE_BEFORE | frozenset("bebe bebes nourrisson nourrissons jumeaux fillette enfant enfants".split())
#: « les enfants entre 4 et 7 ans ».
_PEOPLE = frozenset("enfants jeunes ados adolescents personnes hommes femmes filles garcons eleves francais".split())
#: « un mineur de moins de 15 ans »; « un séjour de plus de deux ans » is a length. So are people in -eur and -iste.
_PEOPLE_UNDER = _PEOPLE.union(
    _SMALL_CHILDREN,
    "mineur mineurs mineure mineures majeurs jeune ado adolescent adolescente personne homme femme fille garcon gens quelqu'un "
    "population adulte adultes senior seniors actifs habitants patient patients salaries cardinaux aidants francaises belge "
    "belges retraites retraitees celles ceux vieux vieille vieilles".split(),
)
_PEOPLE_ENDINGS = ("eur", "eurs", "euse", "euses", "iste", "istes")
#: What lasts « N ans »: after any other noun it is somebody's age.
_LASTING = frozenset(
    "peine prison contrat duree periode delai bail mandat regne guerre conflit retard plus moins pres total credit "
    "programme plan accord cycle horizon espace bout terme exil absence attente reclusion surete sursis travaux "
    "travail recherche recherches vie mariage carriere service ecart recul minimum maximum quinquennat pret emprunt "
    "garantie record anniversaire experience embargo moratoire treve projet inegibilite ineligibilite pouvoir jour "
    "lendemain quelque issue cours presque echeance obligation obligations taux baisse hausse histoire bilan "
    "dictature lutte lutter combat bataille feuilleton saga quete querelle proces enquete parcours occupation blocus "
    "interdit probation stage chantier siege etudes formation suivi fruit resultat".split()
)
#: Those of them that have an adjective behind them: « un bail commercial de neuf ans ».
_LASTING_NOUNS = frozenset(
    "peine peines prison contrat duree periode delai bail mandat regne conflit terme exil sursis suivi pret emprunt embargo moratoire "
    "cycle programme plan accord interdiction inegibilite ineligibilite probation formation stage projet reclusion garantie".split()
)
#: Endings of nouns for what happens or lasts: condamnation, emprisonnement, présidence, activité.
_LASTING_ENDINGS = ("tion", "sion", "ment", "ence", "ance", "ite", "ure", "isme", "ees")
#: People whose name ends like a length: « un retraité de 53 ans ».
_AGED = frozenset("retraite retraites retraitee retraitees employees invitees deputees".split())
#: « condamné à dix ans », « peine ramenée à 3,5 ans »: words before « à » and a length that is not an age.
_SENTENCED = ("condamn", "ramen", "redui", "limit", "prolong", "fixe", "portee", "porte")
#: « un plan à cinq ans », « le taux à dix ans ».
_SPANNED = frozenset("plan plans horizon taux pret emprunt echeance bail obligation obligations".split())
#: « a écopé de deux ans », « retardé de deux ans ».
_MOVED = ("ecop", "ramen", "redui", "prolong", "allong", "repouss", "report", "retard", "recul")
#: Behind « à 41 ans »: the person, or the end of what is said of the age.
_BEHIND_AT_AGE = frozenset(
    [*",.:()", "", *"il elle et des son sa seulement peine quand lorsque lorsqu'".split()],
)
#: « dès deux ans d'ancienneté », « il a plus de dix ans pour rembourser », « elle a deux ans de plus »: no ages.
_BEHIND_LENGTHS = frozenset("de d' pour avant apres devant plus".split())
#: « qui a plus de 60 ans », « ils ont entre 30 et 35 ans ».
_HAS = frozenset("a ont avait avaient aura auront aurait ait aient ayant".split())
#: The end of a name before an age: « Paul Dupuis, 23 ans », « Paul D., 23 ans ».
_NAME_END = re.compile(r"(?:[^\W\d_]|\b[A-Z]\.) ?$")
#: « à tout juste 41 ans ».
_AT_ONLY = re.compile(r"\b[àÀ] (?:tout juste|seulement) $")


def _is_age(row: Row, begin: int, end: int, links: tuple[str, ...] = ("et", "a", "ou")) -> bool:
    """Is the « N ans » of the tokens from ``begin`` to ``end`` somebody's age?

    Args:
        links: what may link it to a number before, « de 14 à 17 ans »; a comma only further on, « de 2, 11 et 13 ans ».
    """
    begin -= row.word(begin - 1) == "environ"
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    if before in links and (earlier.isdigit() or read_words(earlier)):
        return _is_age(row, begin - 2, end, ("a", ","))
    if before in ("les", "des", "aux") and row.word(end) == "et" and row.word(end + 1) in ("plus", "moins"):
        return True  # « les 65 ans et plus »
    if before == "dès":
        return row.word(end) not in _BEHIND_LENGTHS
    if _AT_ONLY.search(row.text, max(0, row.starts[begin] - 15), row.starts[begin]):
        return True
    if before in ("de", "d'") and earlier.replace("-", "").isalpha():
        if earlier in _AGE_BEFORE or (earlier in _IS and _speaks_of_age(row, begin - 2)):
            return True
        if earlier in _IS or earlier.startswith(_MOVED) or _is_perfect(row, begin - 2):
            return False
        return _is_age_of(row, begin - 2, end)
    if before == "entre" and (earlier in _PEOPLE or earlier in _HAS):
        return row.word(end) not in _BEHIND_LENGTHS
    if before == "a":
        return earlier not in _SPANNED and not earlier.startswith(_SENTENCED) and row.word(end) in _BEHIND_AT_AGE
    return before in _AGE_BEFORE or _is_had(before, row.word(end)) or _follows_a_name(row, begin, end, before)


#: « la peine est de trois ans », « le délai passe de deux à trois ans ».
_IS = frozenset("est etait sera serait fut passe passent passera demeure reste".split())
_AUXILIARIES = frozenset("ete a ont avait avaient est sont sera seront serait etait aura".split())


def _speaks_of_age(row: Row, at: int) -> bool:
    """« l'âge moyen est de 45 ans »."""
    return any(row.word(i) in _AGE_BEFORE for i in range(at - 4, at))


def _is_perfect(row: Row, at: int) -> bool:
    """« a été reporté de deux ans »; « un employé de 26 ans » is a person."""
    return row.raw(at).endswith(("é", "ée", "és", "ées")) and row.word(at - 1) in _AUXILIARIES


def _is_age_of(row: Row, at: int, end: int) -> bool:
    """« un tueur de 26 ans », « les moins de 18 ans », of the noun of token ``at``; not « une peine de dix ans »."""
    noun, before = row.word(at), row.word(at - 1)
    if noun in _AGE_BEFORE or noun in _AGED:
        return True
    if noun in ("moins", "plus"):
        if before in ("aujourd'hui", "deja", "desormais"):
            before = row.word(at - 2)
        if before in ("de", "d'"):  # « les enfants de moins de six ans »
            person = row.word(at - 2)
            said = person in _PEOPLE_UNDER or person.endswith(_PEOPLE_ENDINGS)
            return said and row.word(end) not in ("de", "d'")
        had = before in _HAS and row.raw(at - 1) != "à" and row.word(end) not in _BEHIND_LENGTHS
        return had or before in ("les", "des", "aux", "un", "une")
    # « un sursis probatoire de deux ans »: an adjective stands between.
    lasts = noun in _LASTING or before in _LASTING_NOUNS
    return not lasts and not noun.endswith(_LASTING_ENDINGS)


#: Behind « il avait 23 ans »; « il avait deux ans de retard » is a length.
_BEHIND_HAD = frozenset([",", ".", ":", "et", "", "quand", "lorsque", "lorsqu'"])


def _is_had(before: str, after: str) -> bool:
    """« ses 20 ans », « elle aura 30 ans », « ils ont 23 ans. »"""
    if before in ("ses", "mes", "leurs"):
        return after != "de"
    if before in ("aura", "auront", "aurai"):
        return after not in ("de", "pour")
    return (before in _HAS or before in ("avais", "avions", "ai")) and after in _BEHIND_HAD


def _follows_a_name(row: Row, begin: int, end: int, before: str) -> bool:
    """« Paul Dupuis, 23 ans, »."""
    apart = before in (",", "(") and row.word(end) in (",", ")", "(", ".", ";", ":", "")
    at = row.starts[begin - 1]
    return apart and _NAME_END.search(row.text, max(0, at - 3), at) is not None


RULES = (LAST_UNITS, ABOUT, HALVES, QUARTERS_OF_HOURS, PARTS_OF_A_CENTURY, TERMS_OF_OFFICE, LENGTH_TO, DURATION)
