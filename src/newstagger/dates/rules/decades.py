"""Decades: « les années 80 », « la décennie 2010 », « les années vingt », « les années 1980-90 », « les années 60, 70 et 80 »."""

from __future__ import annotations

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number
from newstagger.dates.rule import Match, Rule
from newstagger.dates.tokens import COUNTED_NOUNS, Row, is_glued, is_plural_noun
from newstagger.dates.values import ENDS_BEFORE, Parts, Value

#: From this many years before a decade begins on, « les années 30 » are the coming ones, not those a century ago.
_DECADES_AHEAD = 2
DECADE_NUMBER = "[{year}{two}{day}{tens}{number}]"


def _names_a_decade(text: str) -> bool:
    value = read_number(text)
    return value % 10 == 0 and (value < 100 or value >= 1400)


def _is_listed(row: Row, at: int) -> bool:
    """Is token ``at`` a decade in a list, by the one two tokens before it?

    Not « les années 80 et 20 films », « les années 80 et 90 minutes », « les années 80, 90 % ».
    """
    number, before, after = row.word(at), row.word(at - 2), row.word(at + 1)
    if not _names_a_decade(number) or not _names_a_decade(before) or is_glued(row, at, at + 1):
        return False
    if len(number) < len(before) and number.isdigit() and before.isdigit():
        return False  # « les années 90 et 2000 », but not « les années 1980 et 20 films »
    if row.word(at - 1) == "," and after not in (",", "et", "ou"):
        return False
    counts = is_plural_noun(after) and row.raw(at + 1)[:1].islower()
    return not counts and after not in COUNTED_NOUNS and after not in _NOT_BEHIND


#: « les années 80 et 90 % des voix ».
_NOT_BEHIND = ("%", "€", "$", "°", "/", "cent", "mille")


def _begins_a_decade(match: Match) -> bool:
    if "following" in match.parts and not _is_listed(match.row, match.matched.start("following")):
        del match.parts["following"]
    # « la décennie 2010-2020 » is a range, « en une décennie 20 films » no decade
    if match.row.word(match.begin) in lexicon.WORDS["decade"] and (
        len(match.parts["decade"]) != _YEAR_DIGITS or match.row.raw(match.end) in _TO
    ):
        return False
    return _names_a_decade(match.parts["decade"])


_YEAR_DIGITS = 4
_TO = ("-", "–", "/", "à")


def _begin_decades(match: Match) -> bool:
    return match.row.word(match.begin) != "decennie" and all(
        read_number(match.parts[name]) % 10 == 0 for name in ("from", "until")
    )


def resolve_decade(parts: Parts, context: Context) -> Value:
    """The ten years of « les années 80 »."""
    start = read_number(parts["decade"])
    if start < 100:
        start = context.complete_year(start // 10 * 10, ahead=_DECADES_AHEAD) + start % 10
    after = read_number(parts.get("following", ""))
    if start % 100 < after < 100 and context.complete_year(after, ahead=_DECADES_AHEAD) < start:
        start -= 100  # « les années 20 et 30 »: the later one is of the last century, so are both
    return Value("DATE", calendar.format_years(start, 10))


def _resolve_decades(parts: Parts, context: Context) -> Value:
    """« les années 1980-90 »: to the end of the second."""
    first, last = (resolve_decade({"decade": parts[name]}, context).value or "" for name in ("from", "until"))
    return Value("DATE", f"{first[:4]}/{last[5:]}") if first < last else ENDS_BEFORE


_LINK = "[{comma}{and_or}]"
DECADES = Rule(
    "decades",
    "[{annees}{decade}](?P<from>" + DECADE_NUMBER + ")(?:{dash}|{a})(?P<until>" + DECADE_NUMBER + ")",
    needs="annees decade",
    guard=_begin_decades,
    resolve=_resolve_decades,
)
DECADE = Rule(
    "decade",
    "[{annees}{decade}](?P<decade>" + DECADE_NUMBER + ")(?=" + _LINK + "(?P<following>" + DECADE_NUMBER + ")|)",
    needs="annees decade",
    guard=_begins_a_decade,
    resolve=resolve_decade,
)

# --- « les années 60, [70] et [80] »: each is a mention, and the word is said once


def _is_a_further_decade(match: Match) -> bool:
    return _is_listed(match.row, match.begin)


FURTHER_DECADE = Rule(
    "further_decade",
    # One to four of them: what stands before must have a known length.
    "(?P<decade>"
    + DECADE_NUMBER
    + ")(?:"
    + "|".join(
        "(?<=[{annees}{decade}]" + (DECADE_NUMBER + _LINK) * count + DECADE_NUMBER + ")" for count in range(1, 5)
    )
    + ")",
    needs="annees decade",
    guard=_is_a_further_decade,
    resolve=resolve_decade,
)

RULES = (DECADES, DECADE, FURTHER_DECADE)
