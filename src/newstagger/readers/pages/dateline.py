"""The line of a page that says when and by whom its article was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newstagger._text.normalise import fold, normalise
from newstagger.dates import find_dates
from newstagger.readers.published import said_time
from newstagger.tags import DateMention

#: A line that is longer is a paragraph, in code points; so is one with more spaces.
_LONGEST, _MOST_SPACES = 200, 30
_SENTENCE_END = (".", "!", "?", "…", "»", '"', "”")
_AUTHOR = re.compile(
    r"(?:^|[-–—|•·,]\s*|\bpublié\s+)(?:(?:[ée]crit|r[ée]dig[ée]|propos recueillis|article|publi[ée])\s+)?"
    r"par\s*:?\s+(?P<name>[A-ZÀ-Þ][^|•·\n]{0,80}?)(?=\s+(?:[-–—|•·]\s|(?:publi[ée]|mis à jour|modifi[ée]|le)\b)|\s*[|•·,]|\s*$)",
    re.IGNORECASE,
)
PUBLISHED = re.compile(r"\b(?:publi[eé]e?|paru|mis en ligne|poste|date de publication|publication)\b", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:mis(?:e)? a jour|modifie|actualise|derniere (?:mise a jour|modification))\b", re.IGNORECASE
)


@dataclass(slots=True)
class Header:
    """What the lines around a headline say.

    Attributes:
        published, author: as the page prints them; None where it does not.
    """

    published: date | datetime | None = None
    author: str | None = None


def has_day(line: str) -> bool:
    """Is a line a dateline with a day?"""
    found = Header()
    return read_dateline(line, found) and found.published is not None


def is_dateline(line: str) -> bool:
    """Does a line say when the article was published, and nothing else?"""
    if not has_day(line):
        return False
    if _written(line) is not None:
        return True
    rest = line
    for mention in find_dates(line):
        rest = rest.replace(mention.text, " ")
    return all(fold(word) in _DATELINE_WORDS for word in re.findall(r"[^\W\d_]{2,}", rest))


def read_dateline(line: str, header: Header) -> bool:
    """Read date, hour and author off a line of the header; False if it is a line of the article."""
    if len(line) > _LONGEST or line.count(" ") > _MOST_SPACES:
        return False
    author = _AUTHOR.search(line) if "par" in line.lower() else None
    if author is None and not any(map(str.isdigit, line)):
        return False
    plain = fold(line)
    rest = line
    if author is None and (written := _written(line)) is not None:
        if header.published is None or PUBLISHED.search(plain):
            header.published = written
        return True
    if author and len(author["name"].split()) <= 6:
        rest = rest.replace(author.group(), " ")
    else:
        author = None
    if author is None and not any(map(str.isdigit, line)):
        return False
    moments = [d for d in find_dates(line) if d.value]
    days = [d for d in moments if d.type in ("DATE", "TIME") and re.match(r"\d{4}-\d\d-\d\d", d.value or "")]
    for mention in moments:
        rest = rest.replace(mention.text, " ")
    words = [w for w in re.findall(r"[^\W\d_]{2,}", rest) if fold(w) not in _DATELINE_WORDS]
    is_said = author is not None or PUBLISHED.search(plain) is not None or _UPDATED.search(plain) is not None
    if words and line.endswith(_SENTENCE_END) and not is_said:
        return False  # « Le procès s’ouvrira le 9 mars 2024. »
    if len(words) > 5 or not (days or author) or (not days and line.endswith(".") and len(line) > 60):
        return False
    if days:
        value = _moment(line, days)
        first = PUBLISHED.search(plain) is not None
        updated = _UPDATED.search(plain) is not None
        if value is not None and (header.published is None or (first and not updated) or _published_first(plain)):
            header.published = value
    if author and header.author is None:
        header.author = author["name"].strip(" .:-–—") or None
        if author["name"].endswith(".") and len(author["name"]) <= 4:
            header.author = author["name"]
    return True


def _written(line: str) -> date | datetime | None:
    """The time that a line is and nothing else, with its year: « Vendredi, 13 Mars, 2020 - 12:22 »."""
    if len(line) > _LONGEST or not re.search(r"\b\d{4}\b", line) or re.fullmatch(r"[\d\s]*", line):
        return None
    return said_time(fold(normalise(line).text))


def _published_first(plain: str) -> bool:
    """Does a line say first when the article was published, then when it was changed?"""
    published, updated = PUBLISHED.search(plain), _UPDATED.search(plain)
    return published is not None and updated is not None and published.start() < updated.start()


_DATELINE_WORDS = frozenset(
    "publie publiee publication le la a par ecrit redige mis mise jour modifie modifiee actualise heure heures "
    "heure de derniere date paru parue en ligne avec et les lecture min temps".split()
)


def _moment(line: str, days: list[DateMention]) -> date | datetime | None:
    """The first full day of a dateline, with the hour that stands beside it."""
    value = days[0].value or ""
    day = date.fromisoformat(value[:10])
    if "T" in value and re.fullmatch(r"\d\d:\d\d", value[11:]):
        return _at(day, value[11:])
    after = line[days[0].end :]
    clock = re.match(r"[\s,|•·–—-]*(?:à|a)?\s*(\d{1,2})\s*(?:[hH:])\s*(\d{2})\b", after)
    return _at(day, f"{int(clock[1]):02}:{clock[2]}") if clock else day


def _at(day: date, clock: str) -> date | datetime:
    hour, minute = (int(x) for x in clock.split(":"))
    if hour == 24:
        return datetime(day.year, day.month, day.day) + timedelta(1)
    if hour > 24 or minute > 59:
        return day
    return datetime(day.year, day.month, day.day, hour, minute)
