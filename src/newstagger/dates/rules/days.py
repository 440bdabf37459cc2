"""Days: « mardi 3 mai 2021 à 8 h 30 », « avant-hier », « vendredi prochain », « la veille »."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from newstagger._text.words import WEEKDAYS
from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.lexicon import read_number
from newstagger.dates.rule import MONTH_CLASSES, Finder, Match, Rule, is_said_to_come
from newstagger.dates.rules.numeric import NUMERIC
from newstagger.dates.rules.recurring import weekday_is_of_opening, weekday_recurs
from newstagger.dates.tokens import (
    COUNTED_NOUNS,
    find_every_nth,
    follows_without_space,
    is_glued,
    is_glued_after,
    is_glued_before,
    is_glued_to_a_word,
    is_in_a_place_name,
    is_plural_noun,
    is_year,
)
from newstagger.dates.values import (
    UNRESOLVED,
    Parts,
    Value,
    add_time,
    make_day_value,
    resolve_date,
    resolve_weekday,
)

# --- « mardi 3 mai 2021 »

#: Ordinals that name the first day of a month; the others count.
_FIRST = ("premier", "1er", "1 er", "ier", "i er", "1°", "1º")


def _is_day(match: Match) -> bool:
    """Not « rue du 8 mai », « un mai », « 3,5 mai »; the year goes where it is a count, « le 3 mai, 2000 euros »."""
    if "year" in match.parts and _counts_something(match):
        match.cut("year")
    row, begin, day = match.row, match.begin, match.parts["day"]
    touching = match.matched.start("month") == begin + 1 and "hyphen" not in match.parts  # « 15juin »
    if is_in_a_place_name(row, begin) or is_glued_before(row, begin) or (is_glued_after(row, begin) and not touching):
        return False
    if is_glued_to_a_word(row, match.end - 1):
        return False
    if day in ("un", "une") or (day in lexicon.ORDINALS and day not in _FIRST):
        return False
    if "hyphen" in match.parts and not day[0].isdigit() and match.before() not in ("le", "du", "au"):
        return False  # « la station Quatre-Septembre »
    decimal = match.before() in (",", ".") and follows_without_space(row, begin) and match.before(2).isdigit()
    return not decimal


#: From this one on a number of three digits is a year after a day and month: « le 25 décembre 800 ».
_FIRST_YEAR = 100


def _counts_something(match: Match) -> bool:
    """« le 3 mai, 2000 euros », « le 12 mars deux mille personnes »: the number is not a year."""
    text, end = match.parts["year"], match.matched.end("year")
    behind, raw = match.row.word(end), match.row.raw(end)
    counted = behind in COUNTED_NOUNS or (raw[:1].islower() and is_plural_noun(behind))
    if "," in text and {"part", "clock", "clock2", "rel"}.isdisjoint(match.parts):
        return not is_year(match.row, end - 1, end, int(re.sub(r"\D", "", text)))
    if re.fullmatch(r"[\d ]+", text) and len(text) != 4:
        three = len(text) == 3 and int(text) >= _FIRST_YEAR
        to_another = behind in ("a", "-") and match.row.word(end + 1).isdigit()
        return counted or to_another or behind in ("€", "%", "$", "°") if three else len(text) > 2
    return counted and not re.search(r"\d|annee|\ban\b", text)


def resolve_day(parts: Parts, context: Context) -> Value:
    """A day and month, with its year and hour if given."""
    value = resolve_date(parts, context)
    if value.value is None:
        return replace(value, kind="TIME") if "clock" in parts else value
    return add_time(value.value, parts)


DAY = Rule(
    "day",
    "(?P<demo>{demo})?(?P<weekday>{weekday}|{WDABBR})?{comma}?(?P<day>{DAY})(?P<hyphen>{dash})?(?P<month>{MONTH})"
    "(?:(?P<year>(?:{comma}|{dash}){year}|{YEAR}|{dash}?(?:{two}|{day})(?!{hour}|{minute}|{UNIT}|{MONTH}|{dash}|{cent}|{mille}|{ampm})"
    "|{num})|(?P<rel>{RELATIVE}))?{SUFFIX}",
    needs=MONTH_CLASSES,
    guard=_is_day,
    resolve=resolve_day,
)
SLASH_DAY = Rule(  # « 23/Sep/2020 », as logs write it
    "slash_day",
    "(?P<day>{day}){slash}(?P<month>{MONTH}){slash}(?P<year>{year})",
    needs=MONTH_CLASSES,
    resolve=resolve_day,
)

# --- « Oct. 2 », « mai vingt-neuf »: the day after its month, where it cannot be a year

#: Behind it: not what is counted.
_NOT_COUNTED = frozenset(["", ".", ",", ";", ")", "!", "?", "a", "au", "et", "pour", "en"])


def _is_day_behind_its_month(match: Match) -> bool:
    day = match.parts["day"]
    if len(day) > 1 and day.isdigit():  # « octobre 22 » is a year
        return False
    return match.after() in _NOT_COUNTED and not is_glued(match.row, match.begin, match.end)


MONTH_DAY = Rule(
    "month_day",
    "(?P<month>{month}|{month_abbr}|{sept}){dot}?{dash}?(?P<day>{day}|{number})"
    "(?!{hour}|{UNIT}|{MONTH}|{dash}|{cent}|{mille}|{and_or}|{approx})",
    needs=MONTH_CLASSES,
    guard=_is_day_behind_its_month,
    resolve=resolve_day,
)

# --- « hier », « avant-hier soir »


def _resolve_deictic(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    day = context.today + timedelta(lexicon.DEICTICS[parts["deictic"]])
    if "said" in parts:  # the nearest such day
        day += timedelta((WEEKDAYS[parts["said"]] - day.isoweekday() + 3) % 7 - 3)
    return add_time(day.isoformat(), parts)


def _takes_its_weekday(match: Match) -> bool:
    """« aujourd'hui (samedi) » in a paper of Monday: what is quoted was said on that Saturday."""
    if match.after() == "(" and match.after(2) in WEEKDAYS:
        match.parts["said"] = match.after(2)
    return True


def _is_one_word(match: Match) -> bool:
    return f"{match.parts['off']}-{match.parts['deictic']}" in lexicon.DEICTICS


def _resolve_split_deictic(parts: Parts, context: Context) -> Value:
    return _resolve_deictic({**parts, "deictic": f"{parts['off']}-{parts['deictic']}"}, context)


SPLIT_DEICTIC = Rule(  # « avant hier », without its hyphen
    "split_deictic",
    "(?P<off>{before_after})(?P<deictic>{deictic}){SUFFIX}",
    needs="deictic",
    guard=_is_one_word,
    resolve=_resolve_split_deictic,
    keeps_front=True,
)
DEICTIC = Rule(
    "deictic",
    "(?P<deictic>{deictic})(?:{comma}?{weekday}(?!{day}|{first}))?{SUFFIX}",
    needs="deictic",
    guard=_takes_its_weekday,
    resolve=_resolve_deictic,
)

# --- « lundi 12 »: the nearest twelfth that is a Monday


def _resolve_weekday_day(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    found = calendar.find_weekday_day(
        context.today, read_number(parts["day"]), WEEKDAYS[parts["weekday"]], context.future
    )
    return make_day_value(found, parts)


WEEKDAY_DAY = Rule(
    "weekday_day",
    "{demo}?(?P<weekday>{weekday})(?P<day>{day}|{first})(?!{hour}){SUFFIX}",
    needs="weekday",
    resolve=_resolve_weekday_day,
)

# --- « lundi », « vendredi prochain », « un mardi sur deux »

#: Before a weekday with a capital inside a sentence: then it is a title or a name.
_NAME_BEFORE = frozenset(
    "du et film roman livre magazine journal hebdomadaire serie groupe avec contre par pour chez".split()
)
#: « le quatorzième samedi de mobilisation »: which one is not said.
_ORDINAL = re.compile(r"ieme$|^\d+e(?:me)?$|^premier$")


def _is_weekday(match: Match) -> bool:
    parts = match.parts
    if "demo" in parts and parts.pop("beside", ""):  # « ce samedi d'avant fête »
        match.end = match.begin + 2
    if _is_a_name(match) or match.after() in ("saint", "gras", "noir", "sanglant"):
        return False
    if match.before() == "du" and match.before(2) == "journal":
        return False
    if "en" in (match.before(), match.after()) and parts["weekday"] in (match.before(2), match.after(2)):
        return False  # « de samedi en samedi »
    every = find_every_nth(match.row, match.begin - 1, match.end)
    if every is not None:
        parts["every"] = match.row.word(every - 1)
        match.begin, match.end = match.begin - 1, every
    elif is_said_to_come(match) and match.row.word(match.end - 1) == parts["weekday"]:
        parts["rel"] = "prochain"
        match.end += 2
    elif match.before() in ("un", "aucun", "quelconque") or _ORDINAL.search(match.before()):
        parts["indefinite"] = match.before()
    return True


def _is_a_name(match: Match) -> bool:
    """A capital inside a sentence makes a weekday a name: « Le Journal du Dimanche »."""
    row, at = match.row, match.begin
    raw, before = row.raw(at), row.raw(at - 1)
    if "demo" in match.parts or not at or not raw[:1].isupper() or raw.isupper():
        return False
    named = before[:1].isupper() or before in _NAME_BEFORE or row.raw(match.end)[:1].isupper()
    return named and before[:1].isalpha() and before.lower() not in ("le", "de", "dès")


def _resolve_weekday(parts: Parts, context: Context) -> Value:
    if "every" in parts:
        return _every_week(parts)
    if "indefinite" in parts:
        return UNRESOLVED
    if "beside" in parts:
        return _weekday_beside(parts, context)
    if {"rel", "rel2", "demo"}.isdisjoint(parts):
        before = context.find_weekday_before()
        if isinstance(before, date):
            ahead = (WEEKDAYS[parts["weekday"]] - before.isoweekday()) % 7
            return make_day_value(before + timedelta(ahead), parts)
        if before == "every":
            return _every_week(parts)
        found = None if weekday_is_of_opening(context) else context.find_weekday_after(WEEKDAYS[parts["weekday"]])
        if found is not None:
            return make_day_value(found, parts)
        if weekday_recurs(context):
            return _every_week(parts)
    return _one_weekday(parts, context)


def _one_weekday(parts: Parts, context: Context) -> Value:
    """The one day that a weekday names, as inside a larger expression, where the words before it are not its own."""
    found = resolve_weekday(parts, context)
    return make_day_value(found, parts)


def _every_week(parts: Parts) -> Value:
    return Value("SET", add_time(f"XXXX-WXX-{WEEKDAYS[parts['weekday']]}", parts).value)


def _weekday_beside(parts: Parts, context: Context) -> Value:
    """« le samedi suivant », « le samedi d'avant »: counted from the last day that the text named."""
    if context.anchor is None:
        return UNRESOLVED
    ahead = (WEEKDAYS[parts["weekday"]] - context.anchor.isoweekday()) % 7
    after = parts["beside"].startswith("suivant") or parts["beside"].endswith("apres")
    return add_time((context.anchor + timedelta(ahead or 7 if after else ahead - 7)).isoformat(), parts)


WEEKDAY = Rule(
    "weekday",
    # « jeudi et vendredi prochains »: what is said of the last day applies to all.
    "(?P<demo>{demo})?(?P<weekday>{weekday})"
    "(?:(?P<rel>{RELATIVE})|(?=(?:{comma}{weekday})?{and_or}{weekday}(?P<rel2>{RELATIVE}))"
    "|(?P<beside>{following}|{preceding}|{de}{before_after}))?{SUFFIX}"
    "(?=(?P<hours>{comma}?(?:(?:{clock}|{day}{hour}){dash}|(?:{de}|{entre})(?:{clock}|{day}{hour}?)(?:{a}|{and_or})))"
    "|(?:{comma}{weekday}){0,5}{comma}?{and_or}(?P<last>{weekday})(?!{day}|{first}|{RELATIVE})|)",
    needs="weekday",
    guard=_is_weekday,
    resolve=_resolve_weekday,
)

# --- « la veille », « le lendemain matin » of the last day named

#: « au lendemain de l'élection »: the day of the event is not known.
_OF_AN_EVENT = re.compile(r" (?:de |du |des |d')(?!ici\b|abord\b|ailleurs\b)")


def _resolve_anaphoric_day(parts: Parts, context: Context) -> Value | None:
    """Counted from the last day named, unless that is to come and the sentence is about the past."""
    day, today = context.anchor, context.today
    if parts["word"] == "reveillon":
        return None
    if _OF_AN_EVENT.match(context.read_sentence()[1]):
        return UNRESOLVED
    if day is None or (not context.same_sentence and today is not None and day > today and context.odds < -1):
        return UNRESOLVED
    return add_time((day + timedelta(lexicon.EVES[parts["word"]])).isoformat(), parts)


def _is_an_eve(match: Match) -> bool:
    """Not « il veille sur eux »."""
    word, before = match.parts["word"], match.before()
    if before == "au" and match.before(2) == "jour":  # « du jour au lendemain »
        return False
    of_something = match.after() in ("de", "d'", "du", "des") and before in (",", "(", "et")
    if word != "veille" or of_something or before in ("la", "l'", "cette", "sa", ""):
        return True
    return match.row.raw(match.begin)[:1].isupper()


ANAPHORIC_DAY = Rule(
    "anaphoric_day",
    "(?P<word>{veille}|{lendemain})(?:{SUFFIX}|{au}(?P<part2>{part}))",
    needs="veille lendemain",
    guard=_is_an_eve,
    resolve=_resolve_anaphoric_day,
)

# --- The one day inside a larger expression: « la veille du [14 juillet] », « dans la soirée de [lundi] »

_POINT = Finder((DAY, NUMERIC, SPLIT_DEICTIC, DEICTIC, WEEKDAY_DAY, replace(WEEKDAY, resolve=_one_weekday)))


def find_point(text: str, context: Context) -> date | None:
    """The day that a part ``{POINT}`` of a pattern names; None if it cannot be determined."""
    for found in _POINT.find(text):
        value = found.resolve(context)
        return date.fromisoformat(value.value[:10]) if value and value.value and value.kind != "SET" else None
    return None


RULES = (
    DAY, SLASH_DAY, SPLIT_DEICTIC, DEICTIC, WEEKDAY_DAY, WEEKDAY, ANAPHORIC_DAY, MONTH_DAY,
)  # fmt: skip
