"""Indexing terms, names and sections as databases print them -> lists.

Publication times as press databases print them, in the languages of their menus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from newstagger._text.normalise import fold

#: « (93%) » behind a term of LexisNexis: how sure the indexing is.
_RELEVANCE = re.compile(r"\s*\(\s*\d{1,3}\s*%\s*\)")
_PAGE = re.compile(
    r"^(?:s\.|seite|ausg|pg?|page|pages|col|column|part|vol|version|section [A-Z0-9])(?:\b|(?<=\.))[\s.:]*[\w-]*(?:,?\s*[^\W\d]+\.?\s*\d*)?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:de|from) (?:notre|nos|our) (?:envoyée?s?|correspondante?s?|correspondents?)[^:,]{0,40}[:,]\s*|(?:par|by|von|por|di|door)\s*:?\s+)",
    re.IGNORECASE,
)


def split_terms(text: str, mark: str = ";") -> list[str]:
    """Terms separated by a mark, without their relevance."""
    return [term for part in _RELEVANCE.sub(mark, text).split(mark) if (term := " ".join(part.split()).strip(" ,.;"))]


def once(terms: Iterable[str]) -> list[str]:
    """Terms in their order, without those that differ from an earlier one only by capitals and accents."""
    found: dict[str, str] = {}
    for term in terms:
        if term.strip():
            found.setdefault(fold(term.strip()), term.strip())
    return list(found.values())


def sections(text: str) -> list[str]:
    """« INTERNATIONAL; Pg. 35 » as its names, without pages and columns."""
    parts = [re.sub(r",\s*p(?:g|age)?\.?\s*[\w-]+$", "", part, flags=re.IGNORECASE) for part in split_terms(text)]
    return [part for part in parts if not _PAGE.match(part) and not re.fullmatch(r"[A-Z]{0,2}[\d ]+", part)]


def author_of(text: str | None) -> str | None:
    """Names without « Par » before and punctuation behind; what is longer than any byline is not one."""
    plain = " ".join((text or "").split())
    plain = _BY.sub("", plain).strip(" ,;:-–—|")
    first, *others = re.split(r"\s*[;|]\s*", plain)
    # Behind the names there may be a sentence: « ; Anne Noël a contribué à cet article ».
    plain = ", ".join([first, *(name for name in others if name and len(name.split()) <= 5)])
    return plain if plain and len(plain) <= 250 else None


def source_of(text: str | None) -> str | None:
    """The name of a newspaper without the number of the issue: « La Gazette, no. 24512 » is « La Gazette »."""
    plain = " ".join((text or "").split())
    return re.sub(r",?\s+n[o°º][.\s]\s*[\w-]+.*$", "", plain, flags=re.IGNORECASE).strip(" ,.;") or None


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan januar enero gennaio januari jan.",
            "fevrier fevr february feb februar febrero febbraio februari fev",
            "mars march mar marz maerz marzo maart",
            "avril avr april apr abril aprile",
            "mai may mayo maggio mei",
            "juin june jun juni junio giugno",
            "juillet juil july jul juli julio luglio",
            "aout august aug agosto augustus",
            "septembre september sept sep septiembre settembre",
            "octobre october oct oktober okt octubre ottobre",
            "novembre november nov noviembre",
            "decembre december dec dezember dez diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
#: Weekdays, folded, in the same languages.
WEEKDAYS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves viernes sabado domingo "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)
_NAME = r"[^\W\d_]{3,12}"
_DAY = re.compile(
    rf"""(?<![\w-])(?:
    (?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)
    |(?P<d2>\d{{1,2}})[/.](?P<m2>\d{{1,2}})[/.](?P<y2>\d{{4}})(?!\d)
    |(?P<d3>\d{{1,2}})(?:er|\.|st|nd|rd|th)?\ +(?:de\ +)?(?P<m3>{_NAME})\.?,?\ +(?:de\ +)?(?P<y3>\d{{4}})(?!\d)
    |(?P<y5>\d{{4}})\ ?年\ ?(?P<m5>\d{{1,2}})\ ?月\ ?(?P<d5>\d{{1,2}})\ ?日
    |(?P<m4>{_NAME})\.?\ +(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\ +(?P<y4>\d{{4}})(?!\d)
    )""",
    re.VERBOSE,
)
_TIME = re.compile(
    r"""(?<![\w:])(?P<hour>\d{1,2})\ ?[:hH]\ ?(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)
    (?:\ ?(?P<half>[AaPp])\.?[Mm]\b\.?)?
    (?:\ *(?P<utc>GMT|UTC|Z)?\ ?(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?(?!\d))?""",
    re.VERBOSE,
)
#: Characters behind a day in which its hour may stand.
_NEAR = 40


@dataclass(frozen=True)
class Found:
    """A publication time in a text.

    Attributes:
        value: the day, or the moment.
        start, end: where it stands.
    """

    value: date | datetime
    start: int
    end: int


def find_published(text: str) -> Found | None:
    """The first day that a text names with its year, and the hour behind it."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for match in _DAY.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
        month = int(parts["m"]) if parts["m"].isdigit() else _MONTHS.get(fold(parts["m"]))
        if month is None:
            continue
        try:
            day = date(int(parts["y"]), month, int(parts["d"]))
        except ValueError:
            continue
        time = _TIME.search(text, match.end(), match.end() + _NEAR)
        moment = _moment(day, time) if time else None
        if time is not None and moment is not None:
            return Found(moment, match.start(), time.end())
        return Found(day, match.start(), match.end())
    return None


def with_time(day: date | datetime | None, text: str) -> date | datetime | None:
    """A day with the hour that another field gives, such as « 15:32 »."""
    match = _TIME.search(text.strip())
    if day is None or isinstance(day, datetime) or match is None:
        return day
    return _moment(day, match) or day


def _moment(day: date, match: re.Match[str]) -> datetime | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = None
    if match["utc"] or match["zone"]:
        sign, digits = (match["zone"] or "+0")[0], (match["zone"] or "+0")[1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        if hours > 14 or minutes > 59:
            return None
        zone = timezone((-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def without_weekday(text: str) -> str:
    """What stands before a day, without its weekday and the signs between: « Politique, mardi » is « Politique »."""
    text = text.strip(" ,;-–|\n\t")
    words = text.split()
    if words and fold(words[-1].strip(",")) in WEEKDAYS:
        text = text[: len(text) - len(words[-1])]
    return text.strip(" ,;-–|\n\t")
