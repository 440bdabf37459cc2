"""Months and seasons: « mai 2021 », « en mars », « fin avril », « mai dernier », « l'été 2018 », « cet hiver »."""

from __future__ import annotations

from newstagger.dates import calendar, lexicon
from newstagger.dates.adjacency import UNITS, glued, in_a_place_name, is_plural_noun
from newstagger.dates.context import Context
from newstagger.dates.rule import Match, Rule
from newstagger.dates.values import UNRESOLVED, Parts, Value, direction, month

# --- « mai 2021 », « fin mai 2021 »


def _is_month_and_year(match: Match) -> bool:
    """Not « mai 2000 euros », « rue du 8 mai 1945 »."""
    counted = glued(match.row, match.begin, match.end) or match.after() in UNITS
    return not counted and not in_a_place_name(match.row, match.begin)


def month_year(parts: Parts, context: Context) -> Value:
    """A month of the year that is written."""
    return Value("DATE", f"{int(parts['year']):04}-{month(parts['month']):02}")


MONTH_YEAR = Rule(
    "month_year",
    "(?P<month>{MONTH}){de}?(?P<year>{year})",
    needs="month abbr sept",
    guard=_is_month_and_year,
    resolve=month_year,
)

# --- « mai 68 »


def _is_month_and_short_year(match: Match) -> bool:
    """Not « mars 30 euros », « M. Mai 12 »."""
    if match.after() in UNITS or glued(match.row, match.begin, match.end):
        return False
    return match.before() not in (".", "monsieur", "madame") and not is_plural_noun(match.after())


def _month_short_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{context.full_year(int(parts['two'])):04}-{month(parts['month']):02}")


MONTH_SHORT_YEAR = Rule(
    "month_short_year",
    "(?P<month>{month}){dash}?(?P<two>(?:{two}|{day})(?!{hour}|{UNIT}|{MONTH}|{dash}|{cent}|{mille}|{et}))",
    needs="month",
    guard=_is_month_and_short_year,
    resolve=_month_short_year,
)

# --- « mai dernier », « ce mars », « le prochain juin »


def month_beside(parts: Parts, context: Context) -> Value:
    """The last or next such month, as it is said or by the tense of the sentence."""
    if context.today is None:
        return UNRESOLVED
    mon, way = month(parts["month"]), direction(parts.get("rel", ""))
    if way:
        year = calendar.nearest_month(context.today, mon, way)
    else:
        year = calendar.month_year(context.today, mon, context.to_come)
    return Value("DATE", f"{year:04}-{mon:02}")


MONTH_BESIDE = Rule(
    "month_beside",
    "(?:{begin}{dash}?)?(?P<month>{MONTH})(?P<rel>{RELATIVE})",
    needs="month abbr sept",
    resolve=month_beside,
)


def _is_no_name(match: Match) -> bool:
    """« ce mars » is a month, « ce Mars » a planet or a bar, « ces avril » nothing."""
    raw = match.row.raw(match.end - 1)
    return match.row.word(match.begin) != "ces" and (raw[0].islower() or raw.isupper() or len(raw) > 5)


def _this_month(parts: Parts, context: Context) -> Value:
    """Of the publication's year."""
    if "rel" in parts:
        return month_beside(parts, context)
    return Value("DATE", f"{context.today.year:04}-{month(parts['month']):02}") if context.today else UNRESOLVED


THIS_MONTH = Rule(
    "this_month",
    "(?:{demo}|(?P<rel>{next}))(?P<month>{month})",
    needs="month",
    guard=_is_no_name,
    resolve=_this_month,
)

# --- « fin mai », « à la mi-mars », « début avril 2021 »


def month_within(parts: Parts, context: Context) -> Value:
    """The month of whose beginning, middle or end is spoken."""
    return month_year(parts, context) if "year" in parts else month_beside(parts, context)


WITHIN_MONTH = Rule(
    "within_month",
    "{begin}{dash}?(?P<month>{MONTH})(?P<year>{year})?",
    needs="month abbr sept",
    resolve=month_within,
)

# --- « en mai », « depuis mars », « au mois d'avril »

#: Before « Mars » with a capital these do not make it a month.
_BEFORE_NAMES = ("vers", "pour", "avant", "apres", "depuis", ",", "et")


def _is_bare_month(match: Match) -> bool:
    """Not « vers mars », « pour Avril »."""
    raw, before = match.row.raw(match.end - 1), match.row.word(match.end - 2)
    named = raw[:1].isupper() and not raw.isupper() and before in _BEFORE_NAMES
    return not named and not (before == "vers" and match.parts["month"] == "mars")


MONTH_BARE = Rule(
    "month_bare",
    "(?:(?<={mois}{de})|(?<=[{en}{depuis}{ici}{vers}{till}{avant}{de}{demo}])|(?<=[{ici}{jusqu}]{a})|(?<={month}[{et}{comma}]))"
    "(?P<month>{month})",
    needs="month",
    guard=_is_bare_month,
    resolve=month_beside,
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


def _season_beside(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    season = lexicon.SEASONS[parts["season"]]
    year = calendar.nearest_season(context.today, season, direction(parts.get("rel", "")))
    return Value("DATE", f"{year:04}-{season}")


SEASON_BESIDE = Rule(
    "season_beside",
    "{demo}?(?P<season>{season})(?P<rel>{RELATIVE})",
    needs="season",
    guard=_is_season,
    resolve=_season_beside,
)
THIS_SEASON = Rule(
    "this_season",
    "{demo}(?P<season>{season})",
    needs="season",
    guard=_is_season,
    resolve=_season_beside,
)


def _season_year(parts: Parts, context: Context) -> Value:
    return Value("DATE", f"{int(parts['year']):04}-{lexicon.SEASONS[parts['season']]}")


SEASON_YEAR = Rule(
    "season_year",
    "(?P<season>{season}){de}?(?P<year>{year})",
    needs="season",
    guard=_is_season,
    resolve=_season_year,
)


def _is_bare_season(match: Match) -> bool:
    """Not « l'été indien », « la saison d'hiver », « l'Automne »."""
    raw = match.row.raw(match.begin)
    named = raw[:1].isupper() and not raw.isupper()
    said = match.before() in ("l'", "en", "au", "le") and match.after() != "indien"
    return said and not named and _is_season(match)


SEASON_BARE = Rule(
    "season_bare",
    "(?<=[{le}{en}{au}])(?P<season>{season})",
    needs="season",
    guard=_is_bare_season,
    resolve=_season_beside,
)

RULES = (
    THIS_MONTH, MONTH_BESIDE, SEASON_BESIDE, THIS_SEASON, WITHIN_MONTH, MONTH_YEAR, MONTH_SHORT_YEAR, MONTH_BARE,
    SEASON_YEAR, SEASON_BARE,
)  # fmt: skip
