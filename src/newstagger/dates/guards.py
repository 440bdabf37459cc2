"""What only looks like a date: each pattern's second thoughts, from the words around it.

A guard sees the row of tokens, the token span that a pattern matched and the pattern's parts; it
answers with the span to keep (leading prepositions and articles taken off) or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from newstagger.dates import lexicon, neighbours

if TYPE_CHECKING:
    from newstagger.dates.find import Row

Span = tuple[int, int] | None
Parts = dict[str, str]

#: Taken off the front of a mention: they are not part of it (DESIGN section 2).
_LEADING = {"le", "la", "les", "l'", "en", "a", "au", "aux", "vers", "des", "dès", "depuis", "jusqu'", "jusque", "avant",
            "apres", "pour", "de", "d'", "du", "ici"}  # fmt: skip
#: Patterns whose first word belongs to the mention.
_KEEP_FRONT = {"range_days", "between_days", "range_numeric", "range_months", "between_months", "range_years", "range_clocks",
               "range_weekdays", "split_deictic", "nth_weekday"}  # fmt: skip


def trim(row: Row, rule: str, begin: int, end: int, parts: Parts) -> Span:
    """The token span of the mention, or None where the words around say that it is no date."""
    guard = _GUARDS.get(rule)
    if guard is not None:
        span = guard(row, begin, end, parts)
        if span is None:
            return None
        begin, end = span
    if rule not in _KEEP_FRONT:
        while begin < end - 1 and row.word(begin) in _LEADING:
            begin += 1
    elif row.starts[begin] == row.ends[begin]:
        return None
    return begin, end


def _touching(row: Row, begin: int, end: int) -> bool:
    """Is the stretch glued to a letter, a currency sign or a number sign?"""
    return _glued_before(row, begin) or _glued_after(row, end)


def _glued_after(row: Row, end: int) -> bool:
    """Is the token before ``end`` glued to a letter, a digit or a sign behind it?"""
    after = row.text[row.ends[end - 1] : row.ends[end - 1] + 1]
    return bool(after and (after.isalnum() or after in "€%$£°_@"))


def _glued_before(row: Row, begin: int) -> bool:
    """Is the token glued to a letter, a digit, a currency sign or a number sign before it?"""
    before = row.text[row.starts[begin] - 1 : row.starts[begin]]
    return bool(before) and (before.isalnum() or before in "$€£#°_@")


def _gap(row: Row, index: int) -> str:
    """The white space before token ``index``."""
    return row.text[row.ends[index - 1] : row.starts[index]] if index else ""


def _is_year(row: Row, begin: int, end: int, at: int, year: int) -> bool:
    if _touching(row, begin, end):
        return False
    before, after = row.word(begin - 1), row.word(end)
    if before in neighbours.YEAR_AFTER:
        return True
    if before in neighbours.NO_YEAR_AFTER or not 1400 <= year <= 2100:
        return False
    if before in ("°", "#", "$", "€") or after in ("€", "%", "$", "°"):
        return False
    if before == "de" and row.word(begin - 2) in ("plus", "moins", "pres", "nombre", "environ", "quelque", "total"):
        return False
    if before == "a" and row.word(begin - 2) in ("superieur", "inferieur", "egal", "jusqu'"):
        return False
    if after in neighbours.UNITS:
        return False
    raw = row.text[row.starts[end] : row.ends[end]] if end < len(row.starts) else ""
    return not (
        raw[:1].islower()
        and len(after) > 3
        and after[-1] in "sx"
        and after not in neighbours.NOT_NOUNS
        and before != "("
    )


def _year(row: Row, begin: int, end: int, parts: Parts) -> Span:
    return (begin, end) if _is_year(row, begin, end, begin, int(parts["year"])) else None


def _range_years(row: Row, begin: int, end: int, parts: Parts) -> Span:
    opened = "y3" not in parts
    first = int(parts.get("y1") or parts.get("y5") or parts["y3"])
    text = parts.get("y2") or parts["y4"]
    last = int(text) if len(text) == 4 else first - first % 100 + int(text)
    if not first < last <= first + (200 if opened else 120):
        return None
    if len(text) < 4 and last != first + 1:
        return None
    before = row.word(begin - 1)
    if not opened and (before in neighbours.NO_YEAR_AFTER or before in ("°", "#", "-", "/")):
        return None
    if (opened and first < 1400) or _touching(row, begin, end):
        return None
    after = row.word(end)
    if after in neighbours.UNITS or after in ("-", "/", "€", "%"):
        return None
    return begin, end


def _weekday(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """A capital inside a sentence makes a weekday a name: « Le Journal du Dimanche »."""
    at = begin + ("demo" in parts)
    raw = row.text[row.starts[at] : row.ends[at]]
    if raw[:1].isupper() and not raw.isupper() and at and "demo" not in parts:
        before = row.text[row.starts[at - 1] : row.ends[at - 1]]
        after = row.text[row.starts[end] : row.ends[end]] if end < len(row.starts) else ""
        named = before[:1].isupper() or before in neighbours.NAME_BEFORE or after[:1].isupper()
        if before[:1].isalpha() and before.lower() not in ("le", "de", "dès") and named:
            return None
    if row.word(end) == "saint" or row.word(end) in ("gras", "noir", "sanglant"):
        return None
    if row.word(begin - 1) == "du" and row.word(begin - 2) == "journal":
        return None
    return begin, end


def _day(row: Row, begin: int, end: int, parts: Parts) -> Span:
    day = parts["day"]
    if _touching(row, begin, begin + 1) or row.text[row.ends[end - 1] : row.ends[end - 1] + 1].isalnum():
        return None
    if day in ("un", "une") or (day in lexicon.ORDINALS and day not in ("premier", "1er", "1 er")):
        return None
    year_at = end - 1
    if "year" in parts and not any(k in parts for k in ("part", "clock", "clock2", "rel")):
        year = parts["year"].lstrip(", ")
        if "," in parts["year"] and not _is_year(row, year_at, end, year_at, int(year)):
            end -= 2
            del parts["year"]
    if row.word(begin - 1) in (",", ".") and _gap(row, begin) == "" and row.word(begin - 2).isdigit():
        return None
    return begin, end


def _clock(row: Row, begin: int, end: int, parts: Parts) -> Span:
    text = parts["clock"]
    if _glued_before(row, begin) or row.text[row.ends[end - 1] : row.ends[end - 1] + 1].isalnum():
        return None
    before, after = row.word(begin - 1), row.word(end)
    raw = row.text[row.starts[begin] : row.ends[end - 1]]
    if text.startswith(("midi", "minuit")):
        if raw[:1].isupper() and not raw.isupper() and before not in ("", ".", "\n"):
            return None
        return (begin, end) if before not in ("du", "le") or (before == "le" and row.word(begin - 2) != "") else None
    if any(part in text for part in lexicon.PARTS) or text.endswith(("gmt", "utc", "tu")):
        return begin, end
    if before == "/":
        return None
    if before == "de" and row.word(begin - 2) in ("journal", "jt", "edition", "messe", "train", "vol"):
        return begin, end
    if before in ("en", "pendant", "durant", "de", "d'") and after not in ("a",) and ":" not in text:
        return None if before != "de" or not re.search(r"h *\d", text) else (begin, end)
    if ":" in text:
        return (begin, end) if re.match(r"\d\d:", text) or before in neighbours.CLOCK_BEFORE else None
    if re.search(r"h *\d", text):
        return begin, end
    if "demi" in text:  # « une heure et demie » is a length of time, « à une heure et demie » an hour
        return (begin, end) if before in neighbours.CLOCK_BEFORE and after not in ("de", "d'") else None
    hour = _hour(text)
    if (
        hour is None
        or hour > 24
        or after in ("de", "d'", "par", "/", "plus")
        or (row.word(end) == "du" and row.word(end + 1) in ("mans",))
    ):
        return None
    if before in neighbours.CLOCK_BEFORE and not (before == "a" and row.word(begin - 2) in ("superieur", "inferieur")):
        return begin, end
    # « 20h » by itself is a time of day, « 20 heures » a length of time.
    return (begin, end) if re.fullmatch(r"\d+ ?h", text) and before not in neighbours.DURATION_BEFORE else None


def _hour(text: str) -> int | None:
    match = re.match(r"(\d+)|([a-z-]+(?: et un)?)", text)
    if match is None:
        return None
    return int(match[1]) if match[1] else lexicon.NUMBER_WORDS.get(match[2])


def _split_deictic(row: Row, begin: int, end: int, parts: Parts) -> Span:
    known = (parts["off"], parts["deictic"]) in (("avant", "hier"), ("apres", "demain"))
    return (begin, end) if known else None


def _range_clocks(row: Row, begin: int, end: int, parts: Parts) -> Span:
    first = parts.get("c1") or parts.get("c5") or parts["c3"]
    last = parts.get("c2") or parts["c4"]
    hours = [_hour(first) if first[0] not in "m" else 12, _hour(last) if last[0] not in "m" else 12]
    if any(hour is None or hour > 24 for hour in hours):
        return None
    return begin, end


def _duration(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if _glued_before(row, begin) or _glued_after(row, end):
        return None
    before, after, unit = row.word(begin - 1), row.word(end), parts["unit"]
    if before in ("/", "°") or (before == "-" and row.word(begin - 2).isdigit()):
        return None
    if row.word(begin - 1).isdigit() or (before in (",", ".") and not _gap(row, begin)):
        return None
    if parts["n"] in ("un", "une") and unit in (
        "jour",
        "week-end",
        "weekend",
        "seconde",
        "siecle",
        "minute",
        "semestre",
        "trimestre",
    ):
        return None
    if after == "/" or (after == "-" and row.word(end + 1) == "lumiere"):
        return None
    if after == "de" and row.word(end + 1) in ("silence", "gloire"):
        return None
    if unit in ("an", "ans") and _is_age(row, begin, end):
        return None
    if unit in ("heure", "heures", "h") and row.word(end) == "du" and row.word(end + 1) == "mans":
        return None
    return begin, end


def _is_age(row: Row, begin: int, end: int) -> bool:
    before, earlier, after = row.word(begin - 1), row.word(begin - 2), row.word(end)
    if before == "environ":
        before, earlier = earlier, row.word(begin - 3)
    if before in ("et", "a", "ou") and earlier.isdigit() and row.word(begin - 3) in ("de", "ages", "agees", "entre"):
        return _is_age(row, begin - 2, end)  # « de 14 et 17 ans »
    if before in ("de", "d'") and earlier.isalpha():
        if earlier in neighbours.AGE_BEFORE:
            return True
        if earlier in ("moins", "plus"):
            return row.word(begin - 3) in ("les", "des", "aux", "un", "une")
        return earlier not in neighbours.LASTING and not earlier.endswith(neighbours.LASTING_ENDINGS)
    if before == "a" and after in (
        ",",
        ".",
        "",
        "\n",
        ")",
        "(",
        "il",
        "elle",
        "et",
        "des",
        "son",
        "sa",
        "seulement",
        "peine",
    ):
        return True
    if (
        before in (",", "(")
        and after in (",", ")", "(", ".", ";", "")
        and row.text[: row.starts[begin - 1]].rstrip()[-1:].isalpha()
    ):
        return True
    if before in ("ses", "mes", "leurs") and after != "de":
        return True
    if before in ("aura", "auront", "aurai") and after not in ("de", "pour"):
        return True
    if before in neighbours.AGE_BEFORE or (before in ("aurait", "avait", "ait") and after in (",", ".", "et", "")):
        return True
    return before == "a" and row.text[row.starts[begin - 1] : row.ends[begin - 1]] == "a" and after in (",", ".", "et")


def _season(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« été » is a participle much more often than a season."""
    at = next(i for i in range(begin, end) if row.word(i) == parts["season"])
    if parts["season"] == "ete" and (
        row.word(at - 1) in neighbours.HAVE or (row.word(at - 2) in neighbours.HAVE and row.word(at - 1) != "l'")
    ):
        return None
    return begin, end


def _season_bare(row: Row, begin: int, end: int, parts: Parts) -> Span:
    raw = row.text[row.starts[begin] : row.ends[begin]]
    if row.word(begin - 1) not in ("l'", "en", "au", "le") or (raw[:1].isupper() and not raw.isupper()):
        return None
    return _season(row, begin, end, parts)


def _holiday(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« Noël » is a feast in a market's or a father's name, and a first name."""
    before, earlier = row.word(begin - 1), row.word(begin - 2)
    after = row.text[row.starts[end] : row.ends[end]] if end < len(row.starts) and row.word(end) else ""
    if "year" in parts or "rel" in parts:
        return begin, end
    if (after[:1].isupper() and not row.text[row.starts[begin] : row.ends[begin]].isupper()) or after == "-":
        return None
    if before in ("a", "avant", "apres", "depuis", "des", "pour", "jusqu'"):
        return begin, end
    if before in ("de", "la", "l'") and earlier in ("jour", "veille", "nuit", "soir", "lendemain", "a", "de", "matin"):
        return begin, end
    return None


def _month_short_year(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if (
        row.word(end) in neighbours.UNITS
        or _touching(row, begin, end)
        or row.word(begin - 1) in (".", "monsieur", "madame")
    ):
        return None
    after = row.word(end)
    return None if len(after) > 3 and after[-1] in "sx" and after not in neighbours.NOT_NOUNS else (begin, end)


def _month_bare(row: Row, begin: int, end: int, parts: Parts) -> Span:
    raw = row.text[row.starts[end - 1] : row.ends[end - 1]]
    before = row.word(end - 2)
    if raw[:1].isupper() and not raw.isupper() and before in ("vers", "pour", "avant", "apres", "depuis"):
        return None
    if before == "vers" and parts["month"] == "mars":
        return None
    return begin, end


def _month_year(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if _touching(row, begin, end) or row.word(end) in neighbours.UNITS:
        return None
    return begin, end


def _unit_rel(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if parts["rel"] in ("passe", "passee", "passes", "passees") and row.word(begin - 1) not in (
        "l'",
        "la",
        "le",
        "d'",
        "annee",
    ):
        return None
    if parts["unit"] in (
        "jours",
        "semaines",
        "ans",
        "annees",
        "trimestres",
        "semestres",
        "week-ends",
        "weekends",
        "decennies",
        "siecles",
        "jour",
    ):
        return None
    if parts["unit"] == "mois" and row.word(begin - 1) == "les":
        return None
    return begin, end


def _rel_unit(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if row.word(begin) == "ces" or parts["unit"] in ("jour", "siecle", "decennie", "an"):
        return None
    return begin, end


def _quarter(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if parts["nth"] not in lexicon.ORDINALS and not re.match(r"[1-4] ?(?:er|e)", parts["nth"]):
        return None
    return begin, end


def _decade(row: Row, begin: int, end: int, parts: Parts) -> Span:
    text = parts["decade"]
    value = int(text) if text.isdigit() else lexicon.NUMBER_WORDS.get(text, 1)
    return (begin, end) if value % 10 == 0 and (value < 100 or value >= 1400) else None


def _list_days(row: Row, begin: int, end: int, parts: Parts) -> Span:
    days = [parts["d1"], *re.findall(r"[^\s,][^,]*", parts.get("more", "")), parts["d2"]]
    numbers = [
        int(d) if d.isdigit() else 1 if d[0] == "1" else lexicon.NUMBER_WORDS.get(d, lexicon.ORDINALS.get(d, 0))
        for d in days
    ]
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
    if row.word(begin) not in ("du", "de") and "m1" not in parts:
        return None
    return begin, end


def _dawn(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« à l'aube » and « au matin »; not « l'aube d'une nouvelle ère », « au soir de sa vie »."""
    if row.word(end) in ("de", "d'", "des", "du"):
        return None
    return begin, end


def _part_of(row: Row, begin: int, end: int, parts: Parts) -> Span:
    """« du matin au soir » is no date, nor « soir » directly before a weekday without « de »."""
    linked = any(row.word(i) in ("de", "d'", "du") for i in range(begin + 1, end - 1))
    return (begin, end) if linked else None


def _dm(row: Row, begin: int, end: int, parts: Parts) -> Span:
    day, month = (int(x) for x in parts["dm"].split("/"))
    return (begin, end) if 1 <= day <= 31 and 1 <= month <= 12 else None


def _ahead(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if parts["n"] in ("un", "une") and parts["unit"] in ("jour", "seconde", "minute"):
        return None
    return begin, end


_GUARDS: dict[str, Callable[[Row, int, int, Parts], Span]] = {
    "year": _year,
    "range_years": _range_years,
    "weekday": _weekday,
    "split_deictic": _split_deictic,
    "day": _day,
    "clock": _clock,
    "range_clocks": _range_clocks,
    "duration": _duration,
    "season_year": _season,
    "season_rel": _season,
    "this_season": _season,
    "season_bare": _season_bare,
    "holiday": _holiday,
    "month_short_year": _month_short_year,
    "month_bare": _month_bare,
    "month_year": _month_year,
    "unit_rel": _unit_rel,
    "rel_unit": _rel_unit,
    "quarter": _quarter,
    "decade": _decade,
    "list_days": _list_days,
    "listed_day": _listed_day,
    "range_days": _range_days,
    "dawn": _dawn,
    "part_of": _part_of,
    "dm": _dm,
    "weekday_dm": _dm,
    "ahead": _ahead,
}
