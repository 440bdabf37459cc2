"""Days and weeks named by their place in a month or week: « premier mercredi du mois prochain », « la semaine du 6 octobre »."""

from __future__ import annotations

from datetime import date, timedelta

from newstagger.dates import calendar, lexicon
from newstagger.dates.context import Context
from newstagger.dates.days import day_triple, point_value
from newstagger.dates.numbers import number
from newstagger.dates.rule import Resolver
from newstagger.dates.values import (
    UNRESOLVED,
    Parts,
    Value,
    direction,
    month,
    nearest_day,
    weekday_value,
    with_time,
    written_year,
)


def _month_of(parts: Parts, context: Context) -> tuple[int, int] | None:
    """(year, month) of « de mai 2025 », « du mois prochain », « de ce mois »; None where nothing settles it."""
    today = context.today
    if "month" not in parts:
        if today is None:
            return None
        months = today.year * 12 + today.month - 1 + direction(parts.get("rel", ""))
        return months // 12, months % 12 + 1
    mon = month(parts["month"])
    year = written_year(parts, context)
    if year is None:
        if today is None:
            return None
        year = calendar.month_year(today, mon, context.to_come)
    return year, mon


def _nth(text: str) -> int:
    """1 for « premier », -1 for « dernier »."""
    return -1 if text in lexicon.WORDS["last"] else number(text)


def _nth_weekday(parts: Parts, context: Context) -> Value:
    """« le premier dimanche d'octobre »; « dernier » is the last one of the month."""
    place = _month_of(parts, context)
    if place is None:
        return UNRESOLVED
    found = calendar.nth_weekday(*place, lexicon.WEEKDAYS[parts["weekday"]], _nth(parts["nth"]))
    return Value("DATE", found.isoformat()) if found else Value("DATE", None, "there is no such day")


def _nth_week(parts: Parts, context: Context) -> Value | None:
    """« première quinzaine de mars », « dernière semaine d'août », « dernier jour du mois », « dernier week-end de juin ».

    A week belongs to the month or year that holds its Thursday (ISO 8601), a week-end to that of its Saturday.
    """
    unit, nth = parts["unit"].rstrip("s"), _nth(parts["nth"])
    if "year2" in parts:
        if unit != "semaine" or not 1 <= nth <= 52:
            return None
        return Value("DATE", f"{int(parts['year2']):04}-W{nth:02}")
    place = _month_of(parts, context)
    if place is None:
        return UNRESOLVED
    year, mon = place
    if unit == "quinzaine":
        last = calendar.month_length(year, mon)
        days = (1, 15) if nth == 1 else (16, last)
        return Value("DATE", f"{year:04}-{mon:02}-{days[0]:02}/{year:04}-{mon:02}-{days[1]:02}")
    if unit == "jour":
        day = calendar.month_length(year, mon) if nth == -1 else nth
        return Value("DATE", f"{year:04}-{mon:02}-{day:02}")
    weekend = unit.startswith("week")
    found = calendar.nth_weekday(year, mon, 6 if weekend else 4, nth)
    if found is None:
        return Value("DATE", None, "there is no such week")
    return _week(found, weekend)


def _week(day: date, weekend: bool) -> Value:
    year, week, _ = day.isocalendar()
    return Value("DATE", f"{year:04}-W{week:02}{'-WE' if weekend else ''}")


def _week_of(parts: Parts, context: Context) -> Value:
    """« la semaine du 6 octobre »: the one that holds the day."""
    weekend = parts["unit"].startswith("week")
    if "month" in parts:
        value, problem, relative = day_triple(parts, context)
        if value is None:
            return Value("DATE", None, problem, relative)
        day = date.fromisoformat(value)
    elif context.today is None:
        return UNRESOLVED
    else:
        found = nearest_day(lambda way: _numbered(parts, context, way, weekend), context)
        if found is None:
            return UNRESOLVED
        day = found
    return _week(day, weekend)


def _numbered(parts: Parts, context: Context, way: int, weekend: bool) -> date | None:
    """The last or next day with this number; for a week-end a Saturday or Sunday."""
    today = context.today
    if today is None:
        return None
    days = calendar.days_numbered(today, number(parts["day"]))
    fit = [d for d in days if (d - today).days * way >= 0 and (not weekend or d.isoweekday() >= 6)]
    return min(fit, key=lambda d: abs((d - today).days), default=None)


def _weekday_of_week(parts: Parts, context: Context) -> Value:
    """« mardi de la semaine prochaine », « vendredi de cette semaine »."""
    today = context.today
    if today is None:
        return UNRESOLVED
    monday = today - timedelta(today.isoweekday() - 1) + timedelta(weeks=direction(parts.get("rel", "")))
    return with_time((monday + timedelta(lexicon.WEEKDAYS[parts["weekday"]] - 1)).isoformat(), parts)


def _weekday_after(parts: Parts, context: Context) -> Value | None:
    """« lundi en huit », « samedi en quinze »: a week or two after the coming one."""
    weeks = {"huit": 1, "quinze": 2}.get(parts["n"])
    if weeks is None:
        return None
    if context.today is None:
        return UNRESOLVED
    if parts["point"] in lexicon.WEEKDAYS:
        day = weekday_value({"weekday": parts["point"], "rel": "prochain"}, context)
    else:
        value = point_value(parts["point"], context)
        day = date.fromisoformat(value) if value else None
    return Value("DATE", (day + timedelta(weeks=weeks)).isoformat()) if day else UNRESOLVED


def _day_of_month(parts: Parts, context: Context) -> Value:
    """« le 12 du mois », « le 5 du mois prochain »."""
    place = _month_of(parts, context)
    if place is None:
        return UNRESOLVED
    day = number(parts["day"])
    if not calendar.exists(*place, day):
        return Value("DATE", None, "there is no such day")
    return Value("DATE", f"{place[0]:04}-{place[1]:02}-{day:02}")


def _eve_of(parts: Parts, context: Context) -> Value:
    """« la veille du 14 juillet », « le lendemain du scrutin du 9 juin »."""
    value = point_value(parts["point"], context)
    if value is None:
        return UNRESOLVED
    return Value("DATE", (date.fromisoformat(value) + timedelta(calendar.EVES[parts["word"]])).isoformat())


RESOLVERS: dict[str, Resolver] = {
    "nth_weekday": _nth_weekday,
    "nth_week": _nth_week,
    "week_of": _week_of,
    "weekday_of_week": _weekday_of_week,
    "weekday_after": _weekday_after,
    "day_of_month": _day_of_month,
    "eve_of": _eve_of,
}
