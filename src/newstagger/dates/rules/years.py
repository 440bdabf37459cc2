"""Quarters, years, decades and centuries: « T3 2025 », « en 2019 », « les années 80 », « au XIXe siècle », « fin 2018 »."""

from __future__ import annotations

import re

from newstagger.dates import calendar, lexicon
from newstagger.dates.adjacency import in_a_place_name, is_year
from newstagger.dates.context import Context
from newstagger.dates.numbers import number, ordinal
from newstagger.dates.rule import Match, Rule
from newstagger.dates.rules.months import month_within
from newstagger.dates.rules.relative import present_unit, unit_beside
from newstagger.dates.values import UNRESOLVED, Parts, Value, written_year

# --- « au troisième trimestre 2025 », « T3 2025 », « 3T25 », « S1 2026 »

#: From these log odds on a quarter without a year is one to come; accounts are told in the present too.
_TO_COME = 2.0


def _nth_term(letter: str, nth: int, year: int | None, context: Context) -> Value:
    """A quarter or half-year, in its year or the nearest by tense."""
    length = 3 if letter == "Q" else 6
    if not 1 <= nth <= 12 // length:
        return Value("DATE", None, "a year has no such part")
    today = context.today
    if year is None:
        if today is None:
            return UNRESOLVED
        year = calendar.nearest_month(today, nth * length - 1, -1)
        if context.told and context.odds > _TO_COME:
            # The one that is running is not over: « au troisième trimestre » in September.
            year = today.year + (today.month > nth * length)
    return Value("DATE", f"{year:04}-{letter}{nth}")


def _says_which(match: Match) -> bool:
    nth = match.parts["nth"]
    return nth == "dernier" or nth in lexicon.ORDINALS or re.match(r"[1-4] ?(?:er|e)", nth) is not None


def _quarter(parts: Parts, context: Context) -> Value:
    letter, last = ("Q", 4) if parts["unit"].startswith("trimestre") else ("H", 2)
    nth = last if parts["nth"] == "dernier" else number(parts["nth"])
    return _nth_term(letter, nth, written_year(parts, context), context)


QUARTER = Rule(
    "quarter",
    "(?P<nth>{ordinal}|{first}|{nth}|{last})(?P<unit>{quarter})(?:(?:{de}(?:{le}{annee})?)?(?P<year>{year}))?",
    needs="quarter",
    guard=_says_which,
    resolve=_quarter,
)

_BEFORE_TERMS = ("au", "du", "le", "en", "et", "(", ",", "")


def _is_term(match: Match) -> bool:
    """« au T2 », « T3 2025 »; « un T2 de 40 m² » is a flat, « porte S1 » a door."""
    if "year" in match.parts or match.parts["term"][0].isdigit():
        return True
    return match.before() in _BEFORE_TERMS and match.after() not in ("de", "d'")


def _term(parts: Parts, context: Context) -> Value:
    letters = parts["term"].replace("-", " ").strip()
    letter, nth = re.search(r"[tqs]", letters), re.search(r"^[tqs]([1-4])|^([1-4])[tqs]", letters)
    assert letter is not None and nth is not None
    short = re.search(r"[tqs](\d\d)$", letters) if letters[0].isdigit() else None
    year = context.full_year(int(short[1])) if short else written_year(parts, context)
    return _nth_term("H" if letter[0] == "s" else "Q", int(nth[1] or nth[2]), year, context)


TERM = Rule(
    "term",
    "(?P<term>{term})(?:{de}?(?P<year>{year}))?",
    needs="term",
    guard=_is_term,
    resolve=_term,
)

# --- « les années 80 », « les années vingt »

#: From so many years before a decade begins, « les années 30 » are those and not the ones a century ago.
_DECADES_AHEAD = 2
_DECADE = "(?:{year}|{two}|{day}|{tens}|{number})"


def _begins_a_decade(match: Match) -> bool:
    value = number(match.parts["decade"])
    return value % 10 == 0 and (value < 100 or value >= 1400)


def _decade(parts: Parts, context: Context) -> Value:
    start = number(parts["decade"])
    if start < 100:
        start = context.full_year(start // 10 * 10, ahead=_DECADES_AHEAD) + start % 10
    return Value("DATE", calendar.span_of_years(start, 10))


DECADE = Rule(
    "decade",
    "{annees}(?P<decade>" + _DECADE + ")",
    needs="annees",
    guard=_begins_a_decade,
    resolve=_decade,
)

# --- « au XIXe siècle », « au IIe siècle av. J.-C. », « en 52 av. J.-C. »


def _is_before_christ(parts: Parts) -> bool:
    """Does « av. J.-C. » or « avant notre ère » stand behind?"""
    return parts.get("era", "").startswith(("av", "aec"))


def _astronomical(year: int) -> str:
    """The year before Christ as ISO 8601 counts it: 1 before Christ is 0000, 2 before Christ -0001."""
    return f"-{year - 1:04}" if year > 1 else "0000"


def _century(parts: Parts, context: Context) -> Value:
    nth = ordinal(parts["century"])
    if not 1 <= nth <= 30:
        return Value("DATE", None, "there is no such century")
    if _is_before_christ(parts):
        return Value("DATE", f"{_astronomical(nth * 100)}/{_astronomical(nth * 100 - 99)}")
    return Value("DATE", f"{nth * 100 - 99:04}/{nth * 100:04}")


CENTURY = Rule(
    "century",
    "(?P<century>{century}){siecle}(?P<era>{era})?",
    needs="century",
    resolve=_century,
)


def _era_year(parts: Parts, context: Context) -> Value:
    year = number(parts["year"])
    if not year or year > 9999:
        return Value("DATE", None, "there is no such year")
    return Value("DATE", _astronomical(year) if _is_before_christ(parts) else f"{year:04}")


ERA_YEAR = Rule(
    "era_year",
    "(?P<year>{year}|{num}|{day}|{two})(?P<era>{era})",
    needs="era",
    resolve=_era_year,
)

# --- « début de l'année », « fin de la semaine prochaine », « milieu des années 80 »


def _within(parts: Parts, context: Context) -> Value:
    if year := parts.get("year2"):
        return Value("DATE", year)
    if "month" in parts:
        return month_within(parts, context)
    if "decade" in parts:
        return _decade(parts, context)
    if "century" in parts:
        return _century(parts, context)
    return unit_beside(parts, context) if "rel" in parts else present_unit(0, parts["unit"], context)


WITHIN = Rule(
    "within",
    "{begin}(?:{de}|{du}|{de}{le})(?:{mois}{de})?(?:(?P<month>{MONTH})(?P<year>{year})?"
    "|(?:{annee})?(?P<year2>{year})|(?P<unit>{mois}|{annee}|{week}|{siecle})(?P<rel>{RELATIVE})?"
    "|{annees}(?P<decade>" + _DECADE + ")|(?P<century>{century}){siecle})",
    needs="month abbr sept year mois annee week siecle annees century",
    resolve=_within,
)

# --- « fin 2018 », « l'an 2000 », « 2019 », « 05/2021 »


def _year(parts: Parts, context: Context) -> Value:
    return Value("DATE", parts["year"])


WITHIN_YEAR = Rule("within_year", "{begin}{dash}?(?P<year>{year})", needs="year", resolve=_year)
NAMED_YEAR = Rule("named_year", "(?<=[{annee}{year_unit}])(?P<year>{year})", needs="year", resolve=_year)


def _is_bare_year(match: Match) -> bool:
    """Not « réf. 2025/118 », « rue du 8 mai 1945 », « 2000 euros »."""
    numbered = match.after() == "/" and match.after(2).isdigit()
    if numbered or in_a_place_name(match.row, match.begin):
        return False
    return is_year(match.row, match.begin, match.end, int(match.parts["year"]))


YEAR = Rule("year", "(?P<year>{year})", needs="year", guard=_is_bare_year, resolve=_year)


def _year_month(parts: Parts, context: Context) -> Value:
    a, b = re.split(r"[/-]", parts["ym"])
    return Value("DATE", f"{a}-{int(b):02}" if len(a) == 4 else f"{b}-{a}")


YEAR_MONTH = Rule("year_month", "(?P<ym>{ym})", needs="ym", resolve=_year_month)

RULES = (QUARTER, TERM, DECADE, CENTURY, ERA_YEAR, WITHIN, WITHIN_YEAR, NAMED_YEAR, YEAR, YEAR_MONTH)
