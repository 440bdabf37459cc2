"""Second thoughts about months, seasons and years: counts, products and participles that only look like them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newstagger.dates import lexicon, neighbours
from newstagger.dates.numbers import number
from newstagger.dates.touch import Guard, Parts, Span, in_a_place_name, touching

if TYPE_CHECKING:
    from newstagger.dates.tokens import Row


def is_year(row: Row, begin: int, end: int, at: int, year: int) -> bool:
    """Is a four-digit number a year, by the words beside it?"""
    if touching(row, begin, end):
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
    numbered = row.word(end) == "/" and row.word(end + 1).isdigit()  # « réf. 2025/118 »
    if numbered or in_a_place_name(row, begin):
        return None
    return (begin, end) if is_year(row, begin, end, begin, int(parts["year"])) else None


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
    if (opened and first < 1400) or touching(row, begin, end):
        return None
    after = row.word(end)
    if after in neighbours.UNITS or after in ("-", "/", "€", "%"):
        return None
    return begin, end


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
    if row.word(end) == "indien":
        return None
    if row.word(begin - 1) not in ("l'", "en", "au", "le") or (raw[:1].isupper() and not raw.isupper()):
        return None
    return _season(row, begin, end, parts)


def _month_short_year(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if (
        row.word(end) in neighbours.UNITS
        or touching(row, begin, end)
        or row.word(begin - 1) in (".", "monsieur", "madame")
    ):
        return None
    after = row.word(end)
    return None if len(after) > 3 and after[-1] in "sx" and after not in neighbours.NOT_NOUNS else (begin, end)


def _month_bare(row: Row, begin: int, end: int, parts: Parts) -> Span:
    raw = row.text[row.starts[end - 1] : row.ends[end - 1]]
    before = row.word(end - 2)
    if raw[:1].isupper() and not raw.isupper() and before in ("vers", "pour", "avant", "apres", "depuis", ",", "et"):
        return None
    if before == "vers" and parts["month"] == "mars":
        return None
    return begin, end


def _month_year(row: Row, begin: int, end: int, parts: Parts) -> Span:
    if touching(row, begin, end) or row.word(end) in neighbours.UNITS or in_a_place_name(row, begin):
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
    value = int(text) if text.isdigit() else number(text) or 1
    return (begin, end) if value % 10 == 0 and (value < 100 or value >= 1400) else None


GUARDS: dict[str, Guard] = {
    "year": _year,
    "range_years": _range_years,
    "season_year": _season,
    "season_rel": _season,
    "this_season": _season,
    "season_bare": _season_bare,
    "month_short_year": _month_short_year,
    "month_bare": _month_bare,
    "month_year": _month_year,
    "unit_rel": _unit_rel,
    "rel_unit": _rel_unit,
    "quarter": _quarter,
    "decade": _decade,
}
