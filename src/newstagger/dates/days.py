"""Days, and ranges of days, months, years and hours."""

from __future__ import annotations

import re
from datetime import date, timedelta

from newstagger.dates import calendar, lexicon, tense
from newstagger.dates.find import find
from newstagger.dates.numbers import number
from newstagger.dates.values import (
    UNRESOLVED,
    Context,
    Kind,
    Parts,
    Resolver,
    Value,
    at_clock,
    day_value,
    month,
    nearest_day,
    numeric_value,
    part_of_day,
    weekday_value,
    with_time,
)

#: What says in a sentence that its days and hours come every week.
_HABIT = re.compile(
    r"\b(?:ouver(?:te?s?|ture)|ouvre(?:nt)?|horaires?|ferm(?:ée?s?|e|ent)|permanences?|accueil(?:le)?|guichets?|tous les|"
    r"chaque|consultations?|visites?|habituel\w*|joignable|à (?:voir|suivre|retrouver)|émission)\b", re.IGNORECASE)  # fmt: skip


def recurs(context: Context) -> bool:
    """Does the sentence say that its days and hours come every week?"""
    before, behind = context.sentence()
    text = f"{before} {behind}"
    return context.recurring or (_HABIT.search(text) is not None and _ONCE.search(text) is None)


def _day(parts: Parts, context: Context) -> Value:
    value, problem, relative = day_value(parts, context)
    if value is None:
        kind: Kind = "TIME" if "clock" in parts else "DATE"
        return Value(kind, None, problem, relative)
    return with_time(value, parts)


def _numeric(parts: Parts, context: Context) -> Value:
    text = parts["numeric"]
    value = numeric_value(text, context)
    if value is None:
        return Value("DATE", None, "there is no such day")
    if match := re.match(r"\d{4}-\d\d-\d\d[t ](\d\d:\d\d)(?::\d\d)?(z|[+-]\d\d:?\d\d)?", text):
        offset = (match[2] or "").upper()
        return Value("TIME", f"{value}T{match[1]}{offset if len(offset) != 5 else offset[:3] + ':' + offset[3:]}")
    return with_time(value, parts)


def _dm(parts: Parts, context: Context) -> Value:
    day, mon = (int(x) for x in parts["dm"].split("/"))
    if not calendar.exists(2000, mon, day):
        return Value("DATE", None, "there is no such day")
    today = context.today
    if today is None:
        return UNRESOLVED
    found = nearest_day(lambda way: calendar.nearest(today, mon, day, None, way), context)
    return with_time(found.isoformat(), parts) if found else UNRESOLVED


def _deictic(parts: Parts, context: Context) -> Value:
    if context.today is None:
        return UNRESOLVED
    return with_time((context.today + timedelta(lexicon.DEICTICS[parts["deictic"]])).isoformat(), parts)


def _split_deictic(parts: Parts, context: Context) -> Value:
    return _deictic({**parts, "deictic": f"{parts['off']}-{parts['deictic']}"}, context)


#: « fermé le lundi », « tous les jours sauf le mardi »: a weekday of every week.
_EVERY_WEEK = re.compile(
    r"\b(?:ferm(?:ée?s?|ent?)|ouv(?:erte?s?|re|rent)|relâche|sauf|repos)\s+(?:au public\s+)?le\s+$", re.IGNORECASE
)
_ONCE = re.compile(
    r"\b(?:sera|seront|serait|seraient|a|ont|avait|avaient|été|était|restera|resteront|exceptionnellement)\b"
)


#: « les manifestations du samedi », « il travaille le dimanche »: with its article a bare weekday is that of every week.
_ARTICLE = re.compile(
    r"(?<!dès )(?<!depuis )(?<!avant )(?<!après )(?<!jusqu'au )(?<!heures )\b(?:le|du) $", re.IGNORECASE
)


#: A weekday without an article is one day.
_ONE_DAY = re.compile(
    r"(?<!le )(?<!du )(?<!chaque )\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b", re.IGNORECASE
)


def _is_of_every_week(context: Context) -> bool:
    """Has the weekday its article, while its sentence tells nothing that was and names no single weekday beside it?"""
    before, behind = context.sentence()
    if _ARTICLE.search(before) is None or _ONE_DAY.search(before) or _ONE_DAY.search(behind):
        return False
    return not (context.told and context.odds < 0)  # « il a été arrêté le lundi » was one day


def _weekday(parts: Parts, context: Context) -> Value:
    if "every" in parts:
        return _every_week(parts)
    if "indefinite" in parts:
        return UNRESOLVED
    if "beside" in parts:
        return _weekday_beside(parts, context)
    before = context.sentence()[0]
    plain = not {"rel", "rel2", "demo"} & parts.keys()
    if plain and (_is_of_every_week(context) or (_EVERY_WEEK.search(before) and not _ONCE.search(before))):
        return _every_week(parts)
    return _weekday_point(parts, context)


def _weekday_point(parts: Parts, context: Context) -> Value:
    """A weekday inside a larger expression, where the words before it are not its own."""
    found = weekday_value(parts, context)
    return UNRESOLVED if found is None else with_time(found.isoformat(), parts)


def _every_week(parts: Parts) -> Value:
    return Value("SET", with_time(f"XXXX-WXX-{lexicon.WEEKDAYS[parts['weekday']]}", parts).value)


def _weekday_beside(parts: Parts, context: Context) -> Value:
    """« le samedi suivant », « le samedi d'avant »: counted from the last day that the text named."""
    if context.anchor is None:
        return UNRESOLVED
    ahead = (lexicon.WEEKDAYS[parts["weekday"]] - context.anchor.isoweekday()) % 7
    after = parts["beside"].startswith("suivant") or parts["beside"].endswith("apres")
    return with_time((context.anchor + timedelta(ahead or 7 if after else ahead - 7)).isoformat(), parts)


def _weekday_day(parts: Parts, context: Context) -> Value:
    """« lundi 12 »: the nearest twelfth that is a Monday."""
    if context.today is None:
        return UNRESOLVED
    found = calendar.nearest_weekday_day(
        context.today, number(parts["day"]), lexicon.WEEKDAYS[parts["weekday"]], context.future
    )
    return with_time(found.isoformat(), parts) if found else UNRESOLVED


#: « au lendemain de l'élection »: the day of the event is not known.
_OF_AN_EVENT = re.compile(r" (?:de |du |des |d')(?!ici\b|abord\b|ailleurs\b)")


def _anaphoric_day(parts: Parts, context: Context) -> Value | None:
    """« la veille », « le lendemain » of the last day named, unless that is to come and the sentence tells what was."""
    day, today = context.anchor, context.today
    if parts["word"] == "reveillon":
        return None
    if _OF_AN_EVENT.match(context.sentence()[1]):
        return UNRESOLVED
    if day is None or (not context.same_sentence and today is not None and day > today and context.odds < -1):
        return UNRESOLVED
    return with_time((day + timedelta(calendar.EVES[parts["word"]])).isoformat(), parts)


def point_value(text: str, context: Context) -> str | None:
    """The day of a point expression inside a larger one, read from its words."""
    for found in find(text):
        if (resolver := _POINTS.get(found.rule)) is not None:
            value = resolver(found.parts, context)
            return value.value[:10] if value and value.value and value.kind != "SET" else None
    return None


def _clock_day(parts: Parts, context: Context) -> Value:
    day = point_value(parts["point"], context)
    if day is None:
        return Value("TIME", None, relative=context.today is None)
    value = at_clock(day, parts["clock"])
    return Value("TIME", value) if value else Value("TIME", None, "there is no such hour")


def _part_of(parts: Parts, context: Context) -> Value:
    day = point_value(parts["point"], context)
    if day is None:
        return UNRESOLVED
    return Value("DATE", f"{day}T{part_of_day(parts['part'])}")


def _night(parts: Parts, context: Context) -> Value:
    """« dans la nuit de samedi à dimanche »: the day on which it begins."""
    suffix = part_of_day(parts["part"])
    if "w1" in parts:
        if "d2" in parts or "d1" in parts:
            day = number(parts.get("d2") or parts["d1"])
            if "m2" in parts:
                end = {"day": str(day), "month": parts["m2"], "weekday": parts["w2"], "year": parts.get("y2", "")}
                value, _, relative = day_value(end, context)
                if value is None:
                    return Value("DATE", None, None, relative)
                start = date.fromisoformat(value) - timedelta(1)
                return Value("DATE", f"{start}T{suffix}")
            if context.today is not None:
                near = calendar.nearest_weekday_day(
                    context.today, day, lexicon.WEEKDAYS[parts["w2" if "d2" in parts else "w1"]], False
                )
                if near:
                    return Value("DATE", f"{near - timedelta(1 if 'd2' in parts else 0)}T{suffix}")
            return UNRESOLVED
        end_day = weekday_value({"weekday": parts["w2"]}, context)
        if end_day is None:
            return UNRESOLVED
        back = (lexicon.WEEKDAYS[parts["w2"]] - lexicon.WEEKDAYS[parts["w1"]]) % 7
        return Value("DATE", f"{end_day - timedelta(back)}T{suffix}")
    end = {"day": parts["d2b"], "month": parts["m2b"], "year": parts.get("y2b", "")}
    value, problem, relative = day_value(end, context)
    if value is None:
        return Value("DATE", None, problem, relative)
    return Value("DATE", f"{date.fromisoformat(value) - timedelta(1)}T{suffix}")


def _range_days(parts: Parts, context: Context) -> Value:
    right = {"day": parts["d2"], "month": parts["m2"], "year": parts.get("y2", ""), "weekday": parts.get("w2", ""),
             "rel": parts.get("rel", "")}  # fmt: skip
    end, problem, relative = day_value(right, context)
    if end is None:
        return Value("DATE", None, problem, relative)
    left_month = month(parts["m1"]) if "m1" in parts else month(parts["m2"])
    year = int(parts["y1"]) if "y1" in parts else int(end[:4]) - (left_month > int(end[5:7]))
    day = number(parts["d1"])
    if not calendar.exists(year, left_month, day):
        return Value("DATE", None, "there is no such day")
    return _ordered(f"{year:04}-{left_month:02}-{day:02}", end)


def _ordered(start: str, end: str) -> Value:
    if start > end:
        return Value("DATE", None, "the range ends before it begins")
    return Value("DATE", f"{start}/{end}")


def _range_numeric(parts: Parts, context: Context) -> Value:
    start = numeric_value(parts.get("p1") or parts["p3"], context)
    end = numeric_value(parts.get("p2") or parts["p4"], context)
    if start is None or end is None:
        return Value("DATE", None, "there is no such day")
    return _ordered(start, end)


def _range_months(parts: Parts, context: Context) -> Value:
    first, last = month(parts["m1"]), month(parts["m2"])
    if "y2" in parts:
        end_year = int(parts["y2"])
    elif context.today is None:
        return UNRESOLVED
    else:
        end_year = calendar.month_year(context.today, last, context.to_come)
    start_year = int(parts["y1"]) if "y1" in parts else end_year - (first > last)
    return _ordered(f"{start_year:04}-{first:02}", f"{end_year:04}-{last:02}")


def _range_years(parts: Parts, context: Context) -> Value:
    first = parts.get("y1") or parts.get("y5") or parts["y3"]
    last = parts.get("y2") or parts["y4"]
    return Value("DATE", f"{first}/{first[: 4 - len(last)]}{last}")


def _range_weekdays(parts: Parts, context: Context) -> Value:
    first, last = lexicon.WEEKDAYS[parts.get("w1") or parts["w3"]], lexicon.WEEKDAYS[parts["w2"]]
    if recurs(context):
        return Value("SET", f"XXXX-WXX-{first}/XXXX-WXX-{last}")
    ahead = (first - context.today.isoweekday()) % 7 if context.today is not None else 0
    if context.today is not None and ahead and tense.weekday_odds(context.odds, ahead) > 0:
        start = context.today + timedelta(ahead)
        return Value("DATE", f"{start}/{start + timedelta((last - first) % 7)}")
    end = weekday_value({"weekday": parts["w2"]}, context)
    if end is None:
        return UNRESOLVED
    return Value("DATE", f"{end - timedelta((last - first) % 7)}/{end}")


RESOLVERS: dict[str, Resolver] = {
    "night": _night,
    "part_of": _part_of,
    "range_days": _range_days,
    "between_days": _range_days,
    "dash_days": _range_days,
    "list_days": _range_days,
    "listed_day": _day,
    "range_numeric": _range_numeric,
    "range_months": _range_months,
    "between_months": _range_months,
    "dash_months": _range_months,
    "range_years": _range_years,
    "range_weekdays": _range_weekdays,
    "clock_day": _clock_day,
    "day": _day,
    "slash_day": _day,
    "month_day": _day,
    "weekday_numeric": _numeric,
    "weekday_dm": _dm,
    "dm": _dm,
    "split_deictic": _split_deictic,
    "deictic": _deictic,
    "weekday_day": _weekday_day,
    "weekday": _weekday,
    "anaphoric_day": _anaphoric_day,
}

#: Expressions that may stand inside a larger one.
_POINTS: dict[str, Resolver] = {
    name: RESOLVERS[name] for name in ("day", "weekday_day", "weekday_numeric", "split_deictic", "deictic")
} | {"weekday": _weekday_point}
