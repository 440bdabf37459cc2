"""Publication times in fields of sites, feeds and exports, and dates in lines of press databases."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from newstagger._text.normalise import fold, normalise
from newstagger._text.words import MONTHS, WEEKDAYS
from newstagger.article import parse_published
from newstagger.dates import find_dates
from newstagger.dates.lexicon import MONTH_ABBREVIATIONS, WEEKDAY_ABBREVIATIONS

#: Longest text parsed, in code points; any publication time is shorter.
_LONGEST = 200
#: What programs write for a missing value; MySQL and WordPress write a date of zeros.
_MISSING = frozenset(("", "nan", "nat", "none", "null", "\\n", "<na>", "n/a", "-"))
#: .NET writes the first or the last day that it knows, and WordPress « 30 Nov -0001 ».
_NOUGHTS = re.compile(
    r"(?:0000-00-00|0?0?0?1[-/]0?1[-/]0?1|0?1/0?1/0001|9999-12-31|31/12/9999)(?:[ t]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?(?:z| ?[+-]\d\d:?\d\d)?"
    r"|[^\d]{0,6}30 nov -0001\b.*"
)
#: Units of numbers since 1970 by size: from 1e11 on they are milliseconds (in seconds, the year 5138), and so on.
_EPOCH = re.compile(r"\d{9,19}(?:\.\d+)?")
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
#: Excel's day 0 for all days after its 29 February 1900, which did not exist (ECMA-376, part 1, 18.17.4.1).
_EXCEL = datetime(1899, 12, 30)
_EXCEL_LEAP, _EXCEL_END = 60, 2_958_466
#: Whole numbers that are years: as days, they would be those of 1904 to 1905.
_YEARS = range(1_500, 2_200)

#: Folded names of months in other languages of sites and of press databases' menus.
_FOREIGN_MONTHS = (
    "january januar januari enero gennaio", "february feb februar februari febrero febbraio", "mar march marz maerz marzo maart",
    "april apr abril aprile", "may mayo maggio mei", "june jun juni junio giugno", "july jul juli julio luglio",
    "august aug agosto augustus", "september septiembre settembre", "october oktober okt octubre ottobre", "november noviembre",
    "december dezember dez diciembre dicembre",
)  # fmt: skip
_NUMBER_OF = {
    **MONTHS,
    **MONTH_ABBREVIATIONS,
    **{name: number for number, names in enumerate(_FOREIGN_MONTHS, 1) for name in names.split()},
}
#: Weekdays in these languages, and abbreviations in French and English.
_WEEKDAYS = frozenset(WEEKDAYS) | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves viernes sabado domingo "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)
_SHORT_WEEKDAYS = [*WEEKDAY_ABBREVIATIONS, *"mon tues tue wed thurs thur thu fri sat sun".split()]
#: Offsets of time zones in hours: those of RFC 2822, of France’s neighbours, of Québec (« HNE », heure normale de l’Est), and of Africa.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "bst": 1,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "hne": -5, "hae": -4, "hna": -4, "haa": -3, "hnc": -6, "hac": -5, "hnr": -7, "har": -6, "hnp": -8, "hap": -7, "hnt": -3.5, "hat": -2.5,
    "wat": 1, "cat": 2, "eat": 3, "sast": 2,
    "heure normale de l'est": -5, "heure avancee de l'est": -4, "heure normale de l'atlantique": -4, "heure avancee de l'atlantique": -3,
    "heure normale du centre": -6, "heure avancee du centre": -5, "heure normale du pacifique": -8, "heure avancee du pacifique": -7,
}  # fmt: skip

_MONTH = "(?P<name>" + "|".join(sorted(_NUMBER_OF, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = rf"(?:(?:{'|'.join([*sorted(_WEEKDAYS), *_SHORT_WEEKDAYS])})\b\.?\s*,?\s*(?:le\s+)?)"
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:er|st|nd|rd|th|o))?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_MINUTES = r"(?P<minute>\d{2})\s*(?:(?::|min|mn|m|')?\s*(?P<second>\d{2})\s*s?|min|mn)?"
_OFFSET = r"(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?"
_ZONE = (
    rf"(?:,?\s*\(?(?P<zone>{'|'.join(sorted(_ZONES, key=len, reverse=True))})\b(?![+-](?<=z.)))?\s*(?:{_OFFSET})?\)?"
    r"(?:\s*\[[\w/+-]{1,40}\]|\s+(?:europe|america|africa|indian|pacific)/\w{1,30})?(?:\s*\([^()]{0,60}\))?"
    r"(?:,?\s*\(?heure (?:de |locale|francaise)(?:l'|la )?[\w-]{0,30}\)?)?"
)
_CLOCK = (
    rf"(?P<hour>\d{{1,2}})(?:\s*(?::|h|heures?)\s*{_MINUTES}|\s*(?:h|heures?)\b|\.(?P<dotted>\d{{2}})|(?=\s*[ap]\.?m))"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*(?P<half>[ap])?(?(half)\.?m\.?)\s*" + _ZONE
)
_BETWEEN = r"[\s,;:|•·–—/-]*(?:(?:t|a|at|vers|@)(?=[\s\d:]))?[\s:]*"
_TIME = rf"(?:{_BETWEEN}{_CLOCK})?"
#: Date formats, the most reliable first; each may have a weekday on either side and a time after it.
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:[t ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?(?:[.,](?P<fraction>\d{1,9}))?\s*" + _ZONE + ")?",
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:z|[+-]\d\d:\d\d)",  # xs:date
        rf"{_WEEKDAY}?(?P<year>\d{{4}})(?P<mark>[-/. ])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}",
        rf"{_WEEKDAY}?(?P<day>\d{{1,2}})(?P<mark>[-/. ])(?P<month>\d{{1,2}})(?P=mark){_YEAR}{_TIME}",
        rf"{_WEEKDAY}?{_DAY}[\s.,/-]*(?:of\s+)?{_MONTH}[\s.,/-]*{_YEAR}(?:\s*,?\s*{_WEEKDAY})?{_TIME}",
        rf"{_WEEKDAY}?{_MONTH}[\s-]*{_DAY}\s*,?[\s-]+{_YEAR}(?:\s*,?\s*{_WEEKDAY})?{_TIME}",
        rf"{_WEEKDAY}?(?P<year>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}{_TIME}",
        # Tue Mar 05 10:00:00 CET 2024, as in Unix, Java and Twitter's old API
        rf"{_WEEKDAY}?{_MONTH}\s+{_DAY}\s+{_CLOCK}\s+(?P<year>\d{{4}})",
        rf"(?P<hour>\d{{1,2}})\s*[:h]\s*(?P<minute>\d{{2}})[\s,|-]+(?:le\s+)?{_WEEKDAY}?(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>\d{{4}})",
    )
)  # fmt: skip
#: Words that say what a time is; each applies up to the next one.
_SAYS = re.compile(
    r"(?P<updated>(?:(?:mise?s?|remise?) a jour|maj|modifiee?|actualisee?|corrigee?|editee?|updated|modified|"
    r"derniere (?:mise a jour|modification|actualisation)|last (?:updated|modified))\b)|"
    r"(?P<published>(?:publiee?|parue?|postee?|creee?|ecrite?|redigee?|diffusee?|mise?s? en ligne|(?:date de )?(?:publication|parution)|published|posted)\b)"
)
_BEFORE = re.compile(
    r"\s*(?:par\s[^\d|]{1,60}?[\s,](?=le\s|\d)|[a-z][a-z' -]{1,30},\s(?=le\s\d))?(?:(?:le|la|on|du|date|depuis)\b|[\s:,;.()|•·–—-])*"
)
_AFTER = re.compile(r"(?:[\s,]+par\s[^\d|]{2,60})?(?:\s+(?:et|puis|and))?[\s:,;.(|•·–—-]*$")
_ISO = re.compile(r"(?:\d{4}-\d\d-\d\d(?:[T ]\d\d(?::.*)?)?|\d{4}-?W\d\d-?[1-7])$")
_FULL = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?:[+-]\d\d:\d\d|Z)?)?")
_WORDS = frozenset("publie publiee paru le a jour date".split())


#: « 03/13/2024 », alone or before a time.
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d{2})(?!\d)")


def puts_month_first(values: Iterable[object]) -> bool:
    """Whether publication times are American: the second number of some, but the first of none, is greater than twelve."""
    found = False
    for value in values:
        match = _SLASHED.match(value.strip()) if isinstance(value, str) else None
        if match is None:
            continue
        if int(match["first"]) > 12:
            return False
        found = found or int(match["second"]) > 12
    return found


def _put_year_first(match: re.Match[str]) -> str:
    year = int(match["year"])
    year += 0 if len(match["year"]) == 4 else 1900 if year >= 69 else 2000
    return f"{year}-{int(match['first']):02}-{int(match['second']):02}"


def is_missing_time(text: str) -> bool:
    """Whether this is what programs write where there is no time."""
    plain = " ".join(text.lower().split())
    return plain in _MISSING or _NOUGHTS.fullmatch(plain) is not None


def read_published(value: object, *, excel: bool = False, month_first: bool = False) -> date | datetime | None:
    """A publication time of a record, a feed or a page.

    Apart from ISO 8601, these are read: numeric dates (« 14/02/2024 - 18:30 », day first except with AM and PM), dates in
    French and English (« Mercredi 14 février 2024 à 18 h 30 », « Feb 14, 2024 »), RFC 2822 as in feeds, also with French
    names, compact forms (« 20240214T183000Z »), seconds to nanoseconds since 1970 (in UTC), ``time.struct_time`` (in UTC, as
    from feedparser) and MongoDB’s ``{"$date": …}``. Of « publié le … modifié le … », the first is taken. A time keeps its
    offset; « heure de Paris » and « [Europe/Paris] » do not add one. Two-digit years are those of POSIX (69 to 99 are 1969
    to 1999).

    Args:
        value: the field’s value; None and what programs write for a missing value give None.
        excel: read numbers as Excel’s days (45356 is 5 March 2024, 45356.5 noon of that day).
        month_first: the month comes first in « 03/05/2024 ».

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, Mapping) and "$date" in value:
        inner = value["$date"]
        value = inner.get("$numberLong") if isinstance(inner, Mapping) else inner
    if isinstance(value, time.struct_time):
        return datetime(*value[:6], tzinfo=timezone.utc)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    text = " ".join(str(value).split())  # pandas' NaT is an instance of datetime
    if is_missing_time(text):
        return None
    if isinstance(value, date):
        return value
    if month_first:
        text = _SLASHED.sub(_put_year_first, text, count=1)
    if excel and (day := _read_excel_day(text)) is not None:
        return day
    if isinstance(value, bool) or len(text) > _LONGEST:
        return _refuse(value)
    # Python 3.11 accepts more, including any character for the T: « 2024-03-05+01:00 » would be one in the morning.
    if _ISO.match(text):
        try:
            return parse_published(text)
        except ValueError:
            pass
    return _read(text, value)


def _read(text: str, value: object) -> date | datetime:
    plain = fold(normalise(text).text)
    found = _read_compact(plain) or _read_epoch(text) or parse_time_line(plain) or _parse_words(text)
    return found if found is not None else _refuse(value)


def _refuse(value: object) -> date:
    shown = repr(value)
    raise ValueError(
        f"{shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + '…'} is not a recognised date; use ISO 8601, such as "
        "2021-01-01 or 2021-01-01T23:00"
    )


def _read_excel_day(text: str) -> date | datetime | None:
    """The day of a serial number, whose decimals are the part of the day."""
    if not re.fullmatch(r"\d{1,7}(?:[.,]\d+)?", text):
        return None
    number = float(text.replace(",", "."))
    if not 1 <= number < _EXCEL_END or int(number) == _EXCEL_LEAP or number in _YEARS:
        return None
    moment = _EXCEL + timedelta(days=int(number) + (number < _EXCEL_LEAP), seconds=round(number % 1 * 86_400))
    return moment if number % 1 else moment.date()


def _read_compact(plain: str) -> date | datetime | None:
    """« 20240305 » and « 20240305100000 », which could be numbers since 1970; only recent years."""
    if not re.fullmatch(r"(?:19|20)\d{6}(?:\d{4}|\d{6})?", plain):
        return None
    match = _FORMS[0].fullmatch(plain)
    return None if match is None else _build_moment(match)


def _read_epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    unit = next((unit for least, unit in _UNITS if number >= least), 1)
    try:
        return datetime.fromtimestamp(number / unit, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def parse_time_line(plain: str) -> date | datetime | None:
    """The time in a folded text that has nothing else: of several, the publication, else one that is not an update."""
    marks = list(_SAYS.finditer(plain))
    starts = [mark.start() for mark in marks] + [len(plain)]
    pieces = [(mark.lastgroup, plain[mark.end() : end]) for mark, end in zip(marks, starts[1:], strict=True)]
    pieces.append((None, plain[: starts[0]]))
    for kind in ("published", None, "updated"):
        for said, piece in pieces:
            if said == kind and (found := _parse_piece(piece)) is not None:
                return found
    return None


def _parse_piece(piece: str) -> date | datetime | None:
    """The time in a piece of text that has nothing else."""
    begin = _BEFORE.match(piece)
    piece = _AFTER.sub("", piece[begin.end() if begin is not None else 0 :])
    for form in _FORMS:
        if (match := form.fullmatch(piece)) is not None and (found := _build_moment(match)) is not None:
            return found
    return None


def _build_moment(match: re.Match[str]) -> date | datetime | None:
    """The date or time of a match; None if there is no such day."""
    parts = match.groupdict()
    written = parts["year"].lstrip("'")
    year = int(written) + (0 if len(written) == 4 else 1900 if int(written) >= 69 else 2000)
    day, month = int(parts["day"]), _NUMBER_OF.get(parts.get("name") or "") or int(parts.get("month") or 0)
    # « 03/05/2024 10:00 PM » is American, as is a month of 13 or more.
    if len(written) == 4 and match.start("year") > match.start("day") and "name" not in parts:
        american = bool(parts.get("half")) and parts.get("mark") == "/"
        if month > 12 >= day or (american and day <= 12):
            day, month = month, day
    try:
        if parts.get("hour") is None:
            return date(year, month, day)
        hour, minute = int(parts["hour"]), int(parts.get("minute") or parts.get("dotted") or 0)
        if half := parts.get("half"):
            hour = hour % 12 + (12 if half == "p" else 0)
        late = hour == 24 and not minute
        second, fraction = int(parts.get("second") or 0), int((parts.get("fraction") or "0").ljust(6, "0")[:6])
        moment = datetime(year, month, day, 0 if late else hour, minute, second, fraction, _build_zone(parts))
        return moment + timedelta(days=1) if late else moment
    except (ValueError, OverflowError):
        return None


def _build_zone(parts: Mapping[str, str | None]) -> timezone | None:
    name, sign = parts.get("zone"), parts.get("sign")
    if sign is not None:
        offset = timedelta(hours=int(parts["hours"] or 0), minutes=int(parts["minutes"] or 0))
        return timezone(-offset if sign == "-" else offset)
    return timezone(timedelta(hours=_ZONES[name])) if name is not None else None


def _parse_words(text: str) -> date | datetime | None:
    """The day that the rules for dates find, if the text has nothing else."""
    if len(text) > 100:
        return None
    found = find_dates(text)
    match = _FULL.fullmatch(found[0].value or "") if len(found) == 1 else None
    if match is None:
        return None
    rest = re.findall(r"\w+", fold(text.replace(found[0].text, " ")))
    return parse_published(match.group()) if _WORDS.issuperset(rest) else None


_WORD = r"[^\W\d_]{3,12}"
_DAY_IN_TEXT = re.compile(
    rf"""(?<![\w-])(?:
    (?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)
    |(?P<d2>\d{{1,2}})[/.](?P<m2>\d{{1,2}})[/.](?P<y2>\d{{4}})(?!\d)
    |(?P<d3>\d{{1,2}})(?:er|\.|st|nd|rd|th)?\ +(?:de\ +)?(?P<m3>{_WORD})\.?,?\ +(?:de\ +)?(?P<y3>\d{{4}})(?!\d)
    |(?P<y5>\d{{4}})\ ?年\ ?(?P<m5>\d{{1,2}})\ ?月\ ?(?P<d5>\d{{1,2}})\ ?日
    |(?P<m4>{_WORD})\.?\ +(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\ +(?P<y4>\d{{4}})(?!\d)
    )""",
    re.VERBOSE,
)
_CLOCK_IN_TEXT = re.compile(
    r"""(?<![\w:])(?P<hour>\d{1,2})\ ?[:hH]\ ?(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)
    (?:\ ?(?P<half>[AaPp])\.?[Mm]\b\.?)?
    (?:\ *(?P<utc>(?:GMT|UTC|Z|CES?T|E[SD]T|H[AN][AECPRT])\b)?\ ?(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?(?!\d))?""",
    re.VERBOSE,
)
#: Characters after a date that may contain its time.
_NEAR = 40


@dataclass(frozen=True)
class FoundDay:
    """A publication time in a text.

    Attributes:
        value: the date or time.
        start, end: offsets in the text.
    """

    value: date | datetime
    start: int
    end: int


def find_day(text: str) -> FoundDay | None:
    """The first date with a year in a text, with the time after it."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for match in _DAY_IN_TEXT.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
        month = int(parts["m"]) if parts["m"].isdigit() else _NUMBER_OF.get(fold(parts["m"]))
        if month is None:
            continue
        try:
            day = date(int(parts["y"]), month, int(parts["d"]))
        except ValueError:
            continue
        time = _CLOCK_IN_TEXT.search(text, match.end(), match.end() + _NEAR)
        moment = _add_clock(day, time) if time else None
        if time is not None and moment is not None:
            return FoundDay(moment, match.start(), time.end())
        return FoundDay(day, match.start(), match.end())
    return None


def add_time(day: date | datetime | None, text: str) -> date | datetime | None:
    """A day with the time from another field, such as « 15:32 »."""
    match = _CLOCK_IN_TEXT.search(text.strip())
    if day is None or isinstance(day, datetime) or match is None:
        return day
    return _add_clock(day, match) or day


def _add_clock(day: date, match: re.Match[str]) -> datetime | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = None
    name = (match["utc"] or "").lower()
    if name and not match["zone"]:
        zone = timezone(timedelta(hours=_ZONES[name]))
    elif match["zone"]:
        sign, digits = (match["zone"] or "+0")[0], (match["zone"] or "+0")[1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        if hours > 14 or minutes > 59:
            return None
        zone = timezone((-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes))
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def remove_weekday(text: str) -> str:
    """The text before a date, without its weekday and punctuation: « Politique, mardi » is « Politique »."""
    text = text.strip(" ,;-–|\n\t")
    words = text.split()
    if words and fold(words[-1].strip(",")) in _WEEKDAYS:
        text = text[: len(text) - len(words[-1])]
    return text.strip(" ,;-–|\n\t")
