"""Quarters, years and centuries: « T3 2025 », « en 2019 », « au XIXe siècle », « fin 2018 »."""

from __future__ import annotations

import re

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number, read_ordinal, read_words
from newstagger.dates.rule import MONTH_CLASSES, Match, Rule
from newstagger.dates.rules.decades import DECADE_NUMBER, resolve_decade
from newstagger.dates.rules.months import resolve_month_within
from newstagger.dates.rules.relative import resolve_present_unit, resolve_unit_beside
from newstagger.dates.tokens import (
    COUNTED_NOUNS,
    REFERENCES,
    is_glued,
    is_glued_before,
    is_hijri_year,
    is_in_a_place_name,
    is_plural_noun,
    is_year,
)
from newstagger.dates.values import ENDS_BEFORE, ISLAMIC_YEAR, UNRESOLVED, Parts, Value, format_year, read_year

# --- « au troisième trimestre 2025 », « T3 2025 », « 3T25 », « S1 2026 »

#: From these log odds on a quarter without a year is one to come; company results are written in the present tense too.
_TO_COME = 2.0
_TOO_OLD = Value("DATE", None, "lies before the year 1")


def _resolve_nth_term(letter: str, nth: int, year: int | None, context: Context) -> Value:
    """A quarter or half-year, in its year or the nearest by tense."""
    length = 3 if letter == "Q" else 6
    if not 1 <= nth <= 12 // length:
        return Value("DATE", None, "a year has no such part")
    today = context.today
    if year is None:
        if today is None:
            return UNRESOLVED
        year = calendar.find_year_of_month(today, nth * length - 1, -1)
        if context.has_tense and context.odds > _TO_COME:
            # The one that is running is not over: « au troisième trimestre » in September.
            year = today.year + (today.month > nth * length)
    return Value("DATE", f"{year:04}-{letter}{nth}") if year > 0 else _TOO_OLD


def _says_which(match: Match) -> bool:
    nth = match.parts["nth"]
    if nth == "dernier" and match.before() == "le" and match.after() not in ("de", "d'", "du"):
        match.parts["rel"] = nth
    return nth in ("dernier", *lexicon.ORDINALS) or re.match(r"[1-4] ?(?:er|e)", nth) is not None


def _resolve_quarter(parts: Parts, context: Context) -> Value:
    """« au dernier trimestre » is the fourth of a year, « le dernier trimestre » the one before the present one."""
    if "rel" in parts and "year" not in parts and not (context.has_tense and context.odds > _TO_COME):
        return resolve_present_unit(-1, parts["unit"], context)
    letter, last = ("Q", 4) if parts["unit"].startswith("trimestre") else ("H", 2)
    nth = last if parts["nth"] == "dernier" else read_number(parts["nth"])
    return _resolve_nth_term(letter, nth, read_year(parts, context), context)


QUARTER = Rule(
    "quarter",
    "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<unit>{trimester_semester})(?P<year>{de}{le}{annee}{year}|{YEAR})?",
    needs="trimester_semester",
    guard=_says_which,
    resolve=_resolve_quarter,
)

_BEFORE_TERMS = ("au", "du", "le", "en", "(", "")


def _is_term(match: Match) -> bool:
    """« au T2 », « T3 2025 »; « un T2 de 40 m² » is a flat, « porte S1 » a door."""
    if "year" in match.parts or match.parts["term"][0].isdigit():
        return True
    return match.before() in _BEFORE_TERMS and match.after() not in ("de", "d'")


def _resolve_term(parts: Parts, context: Context) -> Value:
    letters = parts["term"].replace("-", " ").strip()
    letter, nth = re.search(r"[tqs]", letters), re.search(r"^[tqs]([1-4])|^([1-4])[tqs]", letters)
    assert letter is not None and nth is not None
    short = re.search(r"[tqs](\d\d)$", letters) if letters[0].isdigit() else None
    year = context.complete_year(int(short[1])) if short else read_year(parts, context)
    return _resolve_nth_term("H" if letter[0] == "s" else "Q", int(nth[1] or nth[2]), year, context)


TERM = Rule(
    "term",
    "(?P<term>{term})(?P<year>{YEAR})?",
    needs="term",
    guard=_is_term,
    resolve=_resolve_term,
)

# --- « la guerre de 14-18 »

_WARS = {"14-18": "1914/1918", "39-45": "1939/1945", "14": "1914", "40": "1940", "70": "1870"}


def _is_known_war(match: Match) -> bool:
    match.begin = match.matched.start("years")
    return match.parts["years"].replace(" ", "") in _WARS


def _resolve_war(parts: Parts, context: Context) -> Value:
    return Value("DATE", _WARS[parts["years"].replace(" ", "")])


WAR = Rule(
    "war",
    "{guerre}{de}?(?P<years>(?:{day}|{two})(?:{dash}(?:{day}|{two}))?)",
    needs="guerre",
    guard=_is_known_war,
    resolve=_resolve_war,
)

# --- « au XIXe siècle », « au IIe siècle av. J.-C. », « en 52 av. J.-C. »


def _is_before_christ(parts: Parts) -> bool:
    """Does « av. J.-C. » or « avant notre ère » follow?"""
    return parts.get("era", "").startswith(("av", "aec"))


def _format_before_christ(year: int) -> str:
    """The year before Christ as ISO 8601 counts it: 1 before Christ is 0000, 2 before Christ -0001."""
    return f"-{year - 1:04}" if year > 1 else "0000"


def _resolve_century(parts: Parts, context: Context) -> Value:
    nth = read_ordinal(parts.get("century") or parts["listed"])
    if not 1 <= nth <= 30:
        return Value("DATE", None, "there is no such century")
    if _is_before_christ(parts):
        return Value("DATE", f"{_format_before_christ(nth * 100)}/{_format_before_christ(nth * 100 - 99)}")
    opening = parts.get("from") or parts.get("from_") or parts.get("opening")
    first = read_ordinal(opening) if opening else nth
    if not 1 <= first <= nth:
        return ENDS_BEFORE
    return Value("DATE", f"{first * 100 - 99:04}/{nth * 100:04}")


_CENTURY = "(?:{century}|{ordinal}|{high_nth}|{tens}{and_or}{high_nth})"
CENTURIES = Rule(  # « du XVIe au XVIIIe siècle »
    "centuries",
    "(?:(?:{du}|{de}{le})(?P<from>"
    + _CENTURY
    + ")(?:{au}|{a}{le})|{entre}{le}(?P<from_>"
    + _CENTURY
    + "){and_or}{le}|(?P<opening>{century}){dash})"
    "(?P<century>" + _CENTURY + "){siecle}",
    needs="siecle",
    resolve=_resolve_century,
    keeps_front=True,
)
CENTURY = Rule(
    "century",
    "(?P<century>" + _CENTURY + "){siecle}(?P<era>{era})?|(?P<listed>{century})(?={and_or}{le}?{century}{siecle})",
    needs="century siecle",
    resolve=_resolve_century,
)


def _resolve_era_year(parts: Parts, context: Context) -> Value:
    year, first = read_number(parts["year"]), read_number(parts.get("from") or parts.get("from_", ""))
    if not year or max(year, first) > 9999:
        return Value("DATE", None, "there is no such year")
    years = [n for n in (first, year) if n]
    if not _is_before_christ(parts):
        return Value("DATE", "/".join(f"{n:04}" for n in years)) if years == sorted(years) else ENDS_BEFORE
    return Value("DATE", "/".join(map(_format_before_christ, years))) if years == sorted(years)[::-1] else ENDS_BEFORE


_SMALL_YEAR = "(?:{year}|{num}|{old}|{day}|{two})"
ERA_YEARS = Rule(  # « de 58 à 51 av. J.-C. »
    "era_years",
    "(?:{de}(?P<from>"
    + _SMALL_YEAR
    + "){a}|{entre}(?P<from_>"
    + _SMALL_YEAR
    + "){and_or})(?P<year>"
    + _SMALL_YEAR
    + ")(?P<era>{era})",
    needs="era",
    resolve=_resolve_era_year,
    keeps_front=True,
)
ERA_YEAR = Rule(
    "era_year",
    "(?P<year>" + _SMALL_YEAR + ")(?P<era>{era})",
    needs="era",
    resolve=_resolve_era_year,
)

# --- « début de l'année », « cette fin de semaine », « fin de la semaine prochaine », « milieu des années 80 »


def _resolve_within(parts: Parts, context: Context) -> Value:
    if year := parts.get("year2"):
        return Value("DATE", year)
    if "month" in parts:
        return resolve_month_within(parts, context)
    if "decade" in parts:
        return resolve_decade(parts, context)
    if "century" in parts:
        return _resolve_century(parts, context)
    return resolve_unit_beside(parts, context) if "rel" in parts else resolve_present_unit(0, parts["unit"], context)


WITHIN = Rule(
    "within",
    "{demo}?{begin_end}(?:{de}|{du}|{de}{le})(?:{mois}{de})?(?:(?P<month>{MONTH})(?P<year>{year})?"
    "|(?:{annee})?(?P<year2>{year})|(?P<unit>{mois}|{annee}|{week}|{siecle})(?P<rel>{RELATIVE})?"
    "|[{annees}{decade}](?P<decade>" + DECADE_NUMBER + ")|(?P<century>" + _CENTURY + "){siecle})",
    needs=f"{MONTH_CLASSES} year mois annee week siecle annees decade century",
    resolve=_resolve_within,
)

# --- « fin 2018 », « l'an 2000 », « 2019 », « 05/2021 »


def _resolve_year(parts: Parts, context: Context) -> Value:
    if "hijri" in parts:
        return ISLAMIC_YEAR
    return Value("DATE", parts["year"])


def _is_named_year(match: Match) -> bool:
    """« l'an 1445 de l'hégire » is a year too, but of another calendar."""
    if is_hijri_year(match.row, match.matched.start("year")):
        match.parts["hijri"] = match.parts["year"]
    return True


WITHIN_YEAR = Rule("within_year", "{demo}?{begin_end}{dash}?(?P<year>{year})", needs="year", resolve=_resolve_year)
NAMED_YEAR = Rule(
    "named_year",
    "(?<=[{annee}{year_unit}])(?P<year>{year})",
    needs="year",
    guard=_is_named_year,
    resolve=_resolve_year,
)


def _is_bare_year(match: Match) -> bool:
    """Not « réf. 2025/118 », « rue du 8 mai 1945 », « 2000 euros »."""
    numbered = match.after() == "/" and match.after(2).isdigit()
    reference = match.before() == "/" and match.before(2).isdigit()
    if numbered or reference or _is_a_title(match) or is_in_a_place_name(match.row, match.begin):
        return False
    return is_year(match.row, match.begin, match.end, int(match.parts["year"])) and _is_named_year(match)


def _is_a_title(match: Match) -> bool:
    """« 1984 » of George Orwell: a year all alone between quotation marks."""
    return (match.before(), match.after()) in (("«", "»"), ("“", "”"), ('"', '"'))


# --- « en deux mille vingt-quatre », « en 97 », « en 814 », « en l'an 33 »: years not written in four digits

#: Before « deux mille douze », « 97 »: a year. Before « 814 » too, where the sentence speaks of long ago.
_SHORT_YEAR_AFTER = frozenset("en depuis dès fin debut an".split())
#: Years in words are recent ones.
_WORD_YEARS = range(1100, 2100)
#: « en 12 » may be anything, « en 97 » is hardly anything but a year.
_FIRST_SHORT_YEAR = 50
_NOT_BEHIND_A_YEAR = frozenset(
    ["%", "€", "$", "°", "'", '"', "/", "x", "h", "et", "+", "-", "mille", "cent", "e", "fois"]
)
#: Words of stories about the first thousand years.
_LONG_AGO = re.compile(
    r"\b(?:rois?|reines?|empereurs?|empire|papes?|[eé]v[eê]ques?|moines?|bataille|concile|royaume|dynastie|romaine?s?|"
    r"abbaye|califes?|califat|émir|[eé]dit|francs?|barbares|vikings?|mérovingien\w*|carolingien\w*|si[eè]cle|"
    r"mourut|moururent|naquit|couronn\w+|sacré|fond[ée]{1,2}s?|abdiqu\w+|régna)\b", re.IGNORECASE)  # fmt: skip


def _is_unwritten_year(match: Match) -> bool:
    """« en deux mille vingt-quatre », « en 97 »; not « en deux mille exemplaires », « en 90 minutes »."""
    before, after, raw = match.before(), match.after(), match.row.raw(match.end)
    if is_glued(match.row, match.begin, match.end) or after in COUNTED_NOUNS or after in _NOT_BEHIND_A_YEAR:
        return False
    if raw[:1].islower() and is_plural_noun(after):
        return False
    if "words" in match.parts:
        return read_words(match.parts["words"]) in _WORD_YEARS and before in _SHORT_YEAR_AFTER
    if "short" in match.parts:
        said = before in _SHORT_YEAR_AFTER or match.end - match.begin > 1
        return said and int(match.parts["short"]) >= _FIRST_SHORT_YEAR
    return True


def _resolve_unwritten_year(parts: Parts, context: Context) -> Value | None:
    if words := parts.get("words"):
        return Value("DATE", format_year(read_words(words)))
    if short := parts.get("short"):
        return Value("DATE", format_year(context.complete_year(int(short))))
    named = context.find_named_year()
    ancient = named is not None and named < _FIRST_WRITTEN_YEAR and context.same_sentence
    if not ancient and _LONG_AGO.search(" ".join(context.read_sentence())) is None:
        return None
    return Value("DATE", f"{int(parts['ancient']):04}")


#: Years are written in four digits from this one on.
_FIRST_WRITTEN_YEAR = 1000


UNWRITTEN_YEAR = Rule(
    "unwritten_year",
    "(?P<words>{WORD_YEAR})|(?:(?<=[{en}{depuis}{around_from}])|{begin_end})(?P<short>{two})|(?P<ancient>{old})",
    needs="mille two old",
    guard=_is_unwritten_year,
    resolve=_resolve_unwritten_year,
)


def _is_a_years_name(match: Match) -> bool:
    """« en l'an 33 »: the number alone is the mention."""
    match.begin += 1
    return match.before(2) == "l'" and match.after() not in _NOT_BEHIND_A_YEAR


def _resolve_year_of_christ(parts: Parts, context: Context) -> Value:
    year = read_number(parts["year"])
    return Value("DATE", format_year(year)) if year <= 9999 else Value("DATE", None, "there is no such year")


YEAR_OF_CHRIST = Rule(
    "year_of_christ",
    "{year_unit}(?P<year>{day}|{two}|{num})",
    needs="year_unit",
    guard=_is_a_years_name,
    resolve=_resolve_year_of_christ,
)

YEAR = Rule("year", "(?P<year>{year})", needs="year", guard=_is_bare_year, resolve=_resolve_year)


def _resolve_year_month(parts: Parts, context: Context) -> Value:
    a, b = re.split(r"[/-]", parts["ym"])
    return Value("DATE", f"{a}-{int(b):02}" if len(a) == 4 else f"{b}-{a}")


def _is_no_reference(match: Match) -> bool:
    """« depuis 05/2023 »; not « dossier 12/2024 », « arrêté n° 03/2023 »."""
    before = match.before(2) if match.before() in (".", "°") else match.before()
    return before not in REFERENCES and not is_glued_before(match.row, match.begin)


YEAR_MONTH = Rule("year_month", "(?P<ym>{ym})", needs="ym", guard=_is_no_reference, resolve=_resolve_year_month)

RULES = (
    QUARTER, TERM, WAR, CENTURIES, CENTURY, ERA_YEARS, ERA_YEAR, WITHIN, WITHIN_YEAR, NAMED_YEAR, YEAR, YEAR_MONTH,
    YEAR_OF_CHRIST, UNWRITTEN_YEAR,
)  # fmt: skip
