"""Days in digits: « 03/05/2021 », « 2021-05-03 », « mar. 3/5 », « le 23.3. à 20 h »."""

from __future__ import annotations

import re

from newstagger.dates import calendar
from newstagger.dates.context import Context
from newstagger.dates.rule import Match, Rule
from newstagger.dates.tokens import (
    COUNTED_NOUNS,
    REFERENCES,
    follows_without_space,
    is_glued,
    is_plural_noun,
)
from newstagger.dates.values import (
    NO_SUCH_DAY,
    Parts,
    Value,
    add_time,
    make_day_value,
    read_weekday,
    resolve_day_and_month,
    resolve_numeric,
)

# --- « 03/05/2021 », « 2021-05-03 », « mar. 3/5 »


def _resolve_numeric(parts: Parts, context: Context) -> Value:
    text = parts["numeric"]
    value = resolve_numeric(text, context)
    if value is None:
        return NO_SUCH_DAY
    if match := re.match(r"\d{4}-\d\d-\d\d[t ](\d\d:\d\d)(?::\d\d)?(z|[+-]\d\d:?\d\d)?", text):
        offset = (match[2] or "").upper()
        return Value("TIME", f"{value}T{match[1]}{offset if len(offset) != 5 else offset[:3] + ':' + offset[3:]}")
    return add_time(value, parts)


NUMERIC = Rule(
    "numeric",
    "(?:(?:{weekday}|{WDABBR}){comma}?)?(?P<numeric>{numeric}|{iso}){SUFFIX}",
    needs="numeric iso",
    resolve=_resolve_numeric,
)

#: « le 3/4 centre », « le 1/2 finaliste ».
_RUGBY = frozenset("centre centres aile ailes ailier ailiers finale finales finaliste finalistes temps".split())
_UNITS_BEHIND = ("heures", "heure", "h", "jours", "ans", "mois", "semaines")
#: Before « 3/5 »: a day and month. Alone it is as often a mark, a score, a fraction or a reference.
_DAY_AFTER = frozenset("le du au ce dès avant apres depuis jusqu' date lun mar mer jeu ven sam dim".split())
_NUMBERED = REFERENCES | frozenset("lot page appartement note score".split())
#: « le 1/3 des Français », « au 3/4 du parcours ».
_OF_A_WHOLE = frozenset(["de", "des", "du", "d'"])
_MONTHS = 12
#: Fractions have a small denominator: thirds to tenths.
_LARGEST_DENOMINATOR = 10


def _is_day_and_month(match: Match) -> bool:
    """« le 3/5 »; not « 7/7 jours », « page 3/5 », « Abalo (8/8) », « les 2/3 des élus », « 6/4, 7/5 »."""
    text = match.parts["dm"]
    day, month = (int(x) for x in text.split("/"))
    possible = 1 <= day <= 31 and 1 <= month <= 31 and min(day, month) <= _MONTHS
    if match.after() in _UNITS_BEHIND or match.after() in _RUGBY or match.before() in _NUMBERED or not possible:
        return False
    if match.before(2).startswith("invite") or (match.before(2) == "dans" and match.before() == "le"):
        return False  # « l'invité du 8/9 », « dans le 6/9 »: a programme from six to nine
    is_alone = match.end - match.begin == 1
    if month > _MONTHS and not is_alone:
        return False
    if is_alone and match.after() in _OF_A_WHOLE and day < month <= _LARGEST_DENOMINATOR and "0" not in text[:-1]:
        return False
    padded = re.search(r"^0\d|/0\d", text) is not None
    return padded or not is_alone or match.before() in _DAY_AFTER or _begins_a_line(match)


def _begins_a_line(match: Match) -> bool:
    """« 14/7 : bal au village », in a list of what happens when."""
    return match.begin == 0 and match.after() in (":", "-")


def _resolve_day_and_month(parts: Parts, context: Context) -> Value | None:
    if context.day_first and int(parts["dm"].split("/")[1]) > _MONTHS:
        return None  # « au 12/14, rue de Metz »
    found = resolve_day_and_month(parts["dm"], context)
    return found if isinstance(found, Value) else make_day_value(found, parts)


DAY_SLASH_MONTH = Rule(
    "day_slash_month",
    "(?:(?:{weekday}|{WDABBR}){comma}?)?(?P<dm>{dm}){SUFFIX}",
    needs="dm",
    guard=_is_day_and_month,
    resolve=_resolve_day_and_month,
)

# --- « le 23.3. à 20 h 15 », « vendredi 22.3, 20 h »: as Switzerland writes it

_DOTTED = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\b")
#: « le 3.5 % », « le 3.5 € ».
_SIGNS_OF_AMOUNTS = frozenset(["%", "€", "$", "°", "/", "-", "+", "million", "milliard", "pour"])
#: « jusqu'au 30.4. », « d'ici au 30.4. »: even at the end of a sentence.
_UNTIL = ("jusqu'", "ici")


def is_day_with_dots(text: str) -> bool:
    """Can « 23.3 » or « 23.3. » be a day and month? « 3,5 » and « 23.75 » cannot."""
    return _DOTTED.match(text) is not None


def leave_full_stop(match: Match, dot: int) -> bool:
    """Take the dot at token ``dot``, the last one of the mention, off it where it ends the sentence."""
    ends = match.after() == "" or match.row.raw(match.end)[:1].isupper()
    if ends:
        match.end = dot
    return ends


def _is_dotted_day(match: Match) -> bool:
    """« le 23.3. à 20 h 15 », « vendredi 22.3 »; not « le 3.5 % », « le 2.4 TDI », « le taux est de 3.5. »."""
    row, parts, at = match.row, match.parts, match.matched.start("dotted")
    dot = match.matched.start("dot") if "dot" in parts else None
    if dot is not None and not follows_without_space(row, dot):
        return False
    after = row.word(at + 1)
    counts = after in COUNTED_NOUNS or (row.raw(at + 1)[:1].islower() and is_plural_noun(after))
    if not is_day_with_dots(parts["dotted"]) or counts or after in _SIGNS_OF_AMOUNTS or is_glued(row, at, at + 1):
        return False
    ends = dot is not None and dot == match.end - 1 and leave_full_stop(match, dot)
    if "weekday" in parts:
        return "," not in parts["weekday"] or dot is not None
    has_clock = not {"clock", "clock2"}.isdisjoint(parts)
    if (
        dot is not None and has_clock and row.word(dot + 1) == ","
    ):  # « Sa 23.3., 20h15 », in a list of what happens when
        return True
    if match.before() not in _DAY_AFTER:
        return False
    if ends:
        return match.before() in ("le", "dès") or (match.before() == "au" and match.before(2) in _UNTIL)
    return dot is not None or has_clock


def _resolve_dotted_day(parts: Parts, context: Context) -> Value:
    found = resolve_day_and_month(parts["dotted"], context)
    if isinstance(found, Value):
        return found
    if context.today is not None and (weekday := read_weekday(parts.get("weekday", "").rstrip(", "))):
        found = calendar.find_nearest(context.today, found.month, found.day, weekday, 0) or found
    return make_day_value(found, parts)


_DOTTED_DAY = "(?P<dotted>{dec})(?P<dot>{dot})?(?:{comma}(?={CLOCK}))?{SUFFIX}"
DOTTED_DAY = Rule("dotted_day", _DOTTED_DAY, needs="dec", guard=_is_dotted_day, resolve=_resolve_dotted_day)
DOTTED_WEEKDAY = Rule(  # a rule of its own: one whose pattern begins with a class is left at once elsewhere
    "dotted_weekday",
    "(?P<weekday>[{weekday}{weekday_abbr}{mar}]{dot}?{comma}?)" + _DOTTED_DAY,
    needs="dec",
    guard=_is_dotted_day,
    resolve=_resolve_dotted_day,
)

RULES = (NUMERIC, DAY_SLASH_MONTH, DOTTED_DAY, DOTTED_WEEKDAY)
