"""Months and seasons: « mai 2021 », « en mars », « fin avril », « mai dernier », « l'été 2018 », « cet hiver »."""

from __future__ import annotations

import re

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_month
from newstagger.dates.rule import MONTH_CLASSES, Match, Rule
from newstagger.dates.tokens import COUNTED_NOUNS, is_glued, is_in_a_place_name, is_plural_noun
from newstagger.dates.values import UNRESOLVED, Parts, Value, format_year, read_direction, read_year

# --- « mai 2021 », « fin mai 2021 »


def _is_month_and_year(match: Match) -> bool:
    """Not « mai 2000 euros », « rue du 8 mai 1945 »."""
    raw = match.row.raw(match.end)
    counted = is_glued(match.row, match.begin, match.end) or match.after() in COUNTED_NOUNS
    year, lower = match.parts["year"], raw[:1].islower()
    if re.fullmatch(r"\d{1,3}|\d[\d ]{4,}|(?:(?!an)[a-z -])+", year):  # « octobre 732 », « mai deux mille dix »
        to_another = match.after() in ("a", "-") and match.row.word(match.end + 1).isdigit()
        counted = counted or (lower and is_plural_noun(match.after())) or to_another or not _may_be_a_year(year)
    return not counted and not is_in_a_place_name(match.row, match.begin)


def resolve_month_year(parts: Parts, context: Context) -> Value:
    """A month of the year given in digits or words."""
    year = read_year(parts, context)
    assert year is not None
    return Value("DATE", f"{format_year(year)}-{read_month(parts['month']):02}")


def _may_be_a_year(text: str) -> bool:
    return re.fullmatch(r"[1-9]\d\d|[a-z -]+", text) is not None


MONTH_YEAR = Rule(
    "month_year",
    "(?P<month>{MONTH})(?P<year>{YEAR}|{num})",
    needs=MONTH_CLASSES,
    guard=_is_month_and_year,
    resolve=resolve_month_year,
)

# --- « mai 68 »


def _is_month_and_short_year(match: Match) -> bool:
    """Not « mars 30 euros », « M. Mai 12 »."""
    if match.after() in COUNTED_NOUNS or is_glued(match.row, match.begin, match.end):
        return False
    return match.before() not in (".", "monsieur", "madame") and not is_plural_noun(match.after())


def _resolve_month_short_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{context.complete_year(int(parts['two'])):04}-{read_month(parts['month']):02}")


MONTH_SHORT_YEAR = Rule(
    "month_short_year",
    "(?P<month>{MONTH}){dash}?(?P<two>(?:{two}|{day})(?!{hour}|{UNIT}|{MONTH}|{dash}|{cent}|{mille}|{and_or}))",
    needs=MONTH_CLASSES,
    guard=_is_month_and_short_year,
    resolve=_resolve_month_short_year,
)

# --- « mai dernier », « ce mars », « le prochain juin »


def resolve_month_beside(parts: Parts, context: Context) -> Value:
    """The last or next such month, as it is said or by the tense of the sentence."""
    mon, way = read_month(parts["month"]), read_direction(parts.get("rel", "")) or context.way_behind
    if not way and (stated := context.find_stated_year(mon)) is not None:
        year = stated
    elif context.today is None:
        return UNRESOLVED
    elif way:
        year = calendar.find_year_of_month(context.today, mon, way)
    else:
        year = calendar.choose_year_of_month(context.today, mon, context.is_to_come)
    return Value("DATE", f"{format_year(year)}-{mon:02}")


# « [mars], [avril] et mai 2015 »: months without a preposition, of the year that is said behind the last one.
LISTED_MONTH = Rule(
    "listed_month",
    "(?P<month>{MONTH})(?=(?:{comma}?(?:{and_or}|{puis})|{comma})(?:(?:{de}|{en}|{du}{mois}{de})?{begin_end}?{MONTH}"
    "(?:{comma}?(?:{and_or}|{puis})|{comma})){0,5}(?:{de}|{en}|{du}{mois}{de})?{begin_end}?{MONTH}(?:{de}?{year}|{OF_YEAR}|{RELATIVE}))",
    needs=MONTH_CLASSES,
    resolve=resolve_month_beside,
)
MONTH_BESIDE = Rule(
    "month_beside",
    "(?:{begin_end}{dash}?)?(?P<month>{MONTH})(?P<rel>{RELATIVE})",
    needs=MONTH_CLASSES,
    resolve=resolve_month_beside,
)


def _is_no_name(match: Match) -> bool:
    """« ce mars » is a month, « ce Mars » a planet or a bar, « ces avril » nothing."""
    raw = match.row.raw(match.end - 1)
    return match.row.word(match.begin) != "ces" and (raw[0].islower() or raw.isupper() or len(raw) > 5)


def _resolve_this_month(parts: Parts, context: Context) -> Value:
    """Of the publication's year."""
    if "rel" in parts:
        return resolve_month_beside(parts, context)
    return Value("DATE", f"{context.today.year:04}-{read_month(parts['month']):02}") if context.today else UNRESOLVED


THIS_MONTH = Rule(
    "this_month",
    "(?:{demo}|(?P<rel>{next}))(?P<month>{month})",
    needs="month",
    guard=_is_no_name,
    resolve=_resolve_this_month,
)

# --- « fin mai », « à la mi-mars », « début avril 2021 »


def resolve_month_within(parts: Parts, context: Context) -> Value:
    """The month whose beginning, middle or end is meant."""
    return resolve_month_year(parts, context) if "year" in parts else resolve_month_beside(parts, context)


WITHIN_MONTH = Rule(
    "within_month",
    "{demo}?{begin_end}{dash}?(?P<month>{MONTH})(?P<year>{YEAR})?",
    needs=MONTH_CLASSES,
    resolve=resolve_month_within,
)

# --- « en mai », « depuis mars », « au mois d'avril »

#: Before « Mars » with a capital these do not make it a month.
_BEFORE_NAMES = ("vers", "pour", "avant", "apres", "depuis", ",", "et")
#: « le mois de Mars », « la seconde quinzaine de Mai »; « la conquête de Mars », « la Belle de Mai » are names.
_OF_MONTHS = ("mois", "debut", "fin", "milieu", "courant", "quinzaine", "moitie", "semaine", "decade")


def _is_bare_month(match: Match) -> bool:
    """Not « vers mars », « pour Avril », « la surface de Mars »."""
    raw, before = match.row.raw(match.end - 1), match.row.word(match.end - 2)
    names = before in _BEFORE_NAMES or (before in ("de", "d'") and match.row.word(match.end - 3) not in _OF_MONTHS)
    named = raw[:1].isupper() and not raw.isupper() and names
    return not named and not (before == "vers" and match.parts["month"] == "mars")


MONTH_BARE = Rule(
    "month_bare",
    "(?:(?<={mois}{de})|(?<=[{en}{depuis}{ici}{around_from}{pour}{before_after}{de}{demo}])|(?<=[{ici}{until}]{a})|(?<={month}[{and_or}{comma}]))"
    "(?P<month>{month})",
    needs="month",
    guard=_is_bare_month,
    resolve=resolve_month_beside,
)

# --- « l'été dernier », « cet hiver », « l'automne 2018 », « au printemps »

#: Before « été », or before the word before it: then it is the participle.
_HAVE = frozenset(
    "a ont avait avaient aurait auraient aura auront ai as avons avez ayant eu pas jamais deja toujours eut avais avions "
    "aient ait avoir n'a aussi ensuite egalement".split()
)


def _is_season(match: Match) -> bool:
    """« été » is a participle much more often than a season."""
    row, season = match.row, match.parts["season"]
    at = next(i for i in range(match.begin, match.end) if row.word(i) == season)
    participle = row.word(at - 1) in _HAVE or (row.word(at - 2) in _HAVE and row.word(at - 1) != "l'")
    return season != "ete" or not participle


def _resolve_season_beside(parts: Parts, context: Context) -> Value:
    season, way = lexicon.SEASONS[parts["season"]], read_direction(parts.get("rel", "")) or context.way_behind
    said = None if way or "demo" in parts else context.find_stated_year(calendar.SEASON_START[season])
    if said is not None and said > 0:
        year = said
    elif context.today is None:
        return UNRESOLVED
    elif way:
        year = calendar.find_year_of_season(context.today, season, way)
    else:
        year = calendar.choose_year_of_season(context.today, season, context.is_to_come)
    return Value("DATE", f"{year:04}-{season}")


SEASON_BESIDE = Rule(
    "season_beside",
    "{demo}?(?P<season>{season})(?P<rel>{RELATIVE})",
    needs="season",
    guard=_is_season,
    resolve=_resolve_season_beside,
)
THIS_SEASON = Rule(
    "this_season",
    "(?P<demo>{demo})(?P<season>{season})",
    needs="season",
    guard=_is_season,
    resolve=_resolve_season_beside,
)


def _is_season_of_a_year(match: Match) -> bool:
    """« l'été 76 » is one of a year, « il a été 76 fois sélectionné » none."""
    if "short" not in match.parts:
        named = match.before() == "d'" and match.before(2) in _NAMED_AFTER_SEASONS
        return not named and _is_season(match)
    counted = (
        match.after() in COUNTED_NOUNS or is_plural_noun(match.after()) or match.after() in ("%", "€", "/", "-", "fois")
    )
    return match.before() in _BEFORE_SHORT_YEARS and not counted and not is_glued(match.row, match.begin, match.end)


#: « les Jeux d'hiver 2026 » are of the year.
_NAMED_AFTER_SEASONS = frozenset(
    "jeux jo olympiques paralympiques olympiades universiades universiade olympique sports".split()
)
#: « l'été 76 », « un hiver 54 glacial ».
_BEFORE_SHORT_YEARS = ("l'", "d'", "le", "au", "du", "cet", "un", "printemps", "dès", "depuis", "")


def _resolve_season_year(parts: Parts, context: Context) -> Value:
    year = read_year(parts, context, "short" if "short" in parts else "year")
    assert year is not None
    if year < 1:
        return Value("DATE", None, "lies before the year 1")
    return Value("DATE", f"{format_year(year)}-{lexicon.SEASONS[parts['season']]}")


SEASON_YEAR = Rule(
    "season_year",
    "(?P<season>{season})(?:(?P<year>{YEAR})(?:(?:{dash}|{slash})(?:{year}|{two}|{day}))?|(?P<short>{two}))",
    needs="season",
    guard=_is_season_of_a_year,
    resolve=_resolve_season_year,
)


#: « le printemps arabe », « l'hiver démographique », « le printemps de Prague »: no season of a year.
_FIGURES = frozenset("indien arabe arabes berbere erable nucleaire demographique".split())
_FIGURES_OF = frozenset("prague bourges peuples".split())


def _is_bare_season(match: Match) -> bool:
    """Not « l'été indien », « le printemps de Prague », « la saison d'hiver », « l'Automne »."""
    raw = match.row.raw(match.begin)
    named = raw[:1].isupper() and not raw.isupper()
    said = match.before() in ("l'", "en", "au", "le")
    if match.after() in _FIGURES or (match.after() in ("de", "des") and match.after(2) in _FIGURES_OF):
        return False
    return said and not named and _is_season(match)


SEASON_BARE = Rule(
    "season_bare",
    "(?<=[{le}{en}{au}])(?P<season>{season})",
    needs="season",
    guard=_is_bare_season,
    resolve=_resolve_season_beside,
)

RULES = (
    THIS_MONTH, LISTED_MONTH, MONTH_BESIDE, SEASON_YEAR, SEASON_BESIDE, THIS_SEASON, WITHIN_MONTH, MONTH_YEAR, MONTH_SHORT_YEAR, MONTH_BARE,
    SEASON_BARE,
)  # fmt: skip
