"""Second thoughts about days: names, titles, feasts and lists that only look like them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from newstagger.dates.numbers import in_words, number
from newstagger.dates.touch import Guard, Parts, Span

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row


#: « le quatorzième samedi de mobilisation »: no one says which.
_ORDINAL = re.compile(r"ieme$|^\d+e(?:me)?$|^premier$")


_SOME_BEFORE = frozenset(["derniers", "prochains", "premiers"])
_SOME_BEHIND = frozenset("precedents suivants derniers prochains consecutifs".split())


def _set_weekdays(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« les deux dimanches précédents », « les trois derniers samedis » are some days, not every week."""
    if row.word(begin - 1) in _SOME_BEFORE or in_words(row.word(begin - 1)) or row.word(end) in _SOME_BEHIND:
        parts["some"] = row.word(begin)
    return begin, end


def _rel_month(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« ce mars » is a month, « ce Mars » a planet or a bar, « ces avril » nothing."""
    raw = row.text[row.starts[end - 1] : row.ends[end - 1]]
    return (begin, end) if row.word(begin) != "ces" and (raw[0].islower() or raw.isupper() or len(raw) > 5) else None


def _feast(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« Noël » may be a market's or a father's name, and a first name; « la Fête de la musique » is a feast's name."""
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    after = row.text[row.starts[end] : row.ends[end]] if end < len(row.starts) and row.word(end) else ""
    if "year" in parts or "rel" in parts:
        return begin, end
    if (after[:1].isupper() and not row.text[row.starts[begin] : row.ends[begin]].isupper()) or after == "-":
        return None
    if parts["feast"].startswith("fete"):  # an event by itself; « la veille de la fête nationale » is a day
        return None
    if parts["feast"].startswith("noel"):
        named = before in ("pere", "les", "et") or (before == "de" and earlier not in _NIGHT_OF)
        return None if named else (begin, end)
    return begin, end


#: « la nuit de Noël » is that of the day, « le marché de Noël » is none.
_NIGHT_OF = frozenset("jour veille nuit soir lendemain matin periode week-end vacances treve".split())


def _term(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« au T2 », « T3 2025 »; « un T2 de 40 m² » is a flat, « porte S1 » a door."""
    if "year" in parts or parts["term"][0].isdigit():
        return begin, end
    before = row.word(begin - 1)
    return (
        (begin, end)
        if before in ("au", "du", "le", "en", "et", "(", ",", "") and row.word(end) not in ("de", "d'")
        else None
    )


def _list_days(row: Row, begin: int, end: int, parts: Parts) -> Span:
    days = [parts["d1"], *re.findall(r"[^\s,][^,]*", parts.get("more", "")), parts["d2"]]
    numbers = [number(d) for d in days]
    if any(b - a != 1 for a, b in pairwise(numbers)):
        return None
    return begin, end


def _listed_day(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« les 9 et 11 mai »: two days; « les 30 et 31 décembre » is left to the range."""
    days = [int(row.word(begin)[:2].rstrip("e "))]
    at = end
    while row.word(at) in (",", "et"):
        days.append(int(re.match(r"\d+", row.word(at + 1))[0]))  # type: ignore[index]
        at += 2
    one_range = all(b - a == 1 for a, b in pairwise(days))
    before = row.word(begin - 1)
    listed = before in ("les", "des", "aux", "et") or (before == "," and row.word(begin - 2)[:1].isdigit())
    if one_range or not listed or any(b <= a for a, b in pairwise(days)):
        return None
    return begin, end


def _range_days(row: Row, begin: int, end: int, parts: Parts) -> Span:
    opened = row.word(begin) in ("du", "de") or "m1" in parts
    # « 4 au 22 janvier »
    rising = (
        parts["d1"].isdigit()
        and parts["d2"].isdigit()
        and int(parts["d1"]) < int(parts["d2"])
        and row.word(begin + 1) == "au"
    )
    return (begin, end) if opened or rising else None


def _dawn(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« à l'aube » and « au matin »; not « l'aube d'une nouvelle ère », « au soir de sa vie »."""
    if row.word(end) in ("de", "d'", "des", "du"):
        return None
    return begin, end


def _part_of(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« du matin au soir » is no date, nor « soir » directly before a weekday without « de »."""
    linked = any(row.word(i) in ("de", "d'", "du") for i in range(begin + 1, end - 1))
    return (begin, end) if linked else None


GUARDS: dict[str, Guard] = {
    "set_weekdays": _set_weekdays,
    "rel_month": _rel_month,
    "feast": _feast,
    "term": _term,
    "list_days": _list_days,
    "listed_day": _listed_day,
    "range_days": _range_days,
    "dawn": _dawn,
    "part_of": _part_of,
}
