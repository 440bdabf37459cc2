"""What a relative expression is resolved against: the publication, the days named before, and the tense of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from typing import Literal

from newstagger.dates import calendar, tense

#: A day named in an earlier sentence is near up to this many days from the publication.
_NEAR_DAYS = 10
#: In a sentence with a verb a day without a year is the past one rather than the coming one by this much, in log odds;
#: nearness counts 1 for each factor e between the ways back and ahead. Chosen among 20 pairs on 1,559 days of news
#: whose year or weekday is written: 96.0% right.
_PAST_RATHER = 0.4
#: Where the coming one is farther off than the past one, nearness counts this much more: « la mise à jour de mai » in June
#: is not that of the next May, even if it will change something. Behind « dès » and « jusqu'en » it may well be.
_FARTHER = 1.4
_UP_TO = re.compile(r"\b(?:dès|jusqu'(?:à|au|en)?)(?: l[ea])? ?$", re.IGNORECASE)
#: A two-digit year is at most this many years after the publication.
_YEARS_AHEAD = 10
#: Without a publication time two digits are read as in this year.
_UNDATED_YEAR = 2020
#: « le 3 mars 2015 [puis relâché] le 5 mars », « [et celle] du 5 mars »: what links a day to the one before, at most two words
#: behind the conjunction; « et un indice à 49 en décembre » is another matter.
_LINK = re.compile(
    r"\b(?:et|ou|puis|ensuite|enfin)\b(?: (?!une?\b)[^\W\d][\w'-]*){0,2}(?:,? (?:le|les|du|des|de|en|au|à|jusqu'au))? ?(?:d')?$"
)
#: The longest such link in code points.
_LINK_REACH = 60
#: « samedi et [dimanche] », « lundi, [mardi] », « samedi à Lyon et à Nice [dimanche] »: what links two weekdays of one week.
_IN_ONE_WEEK = re.compile(
    r",? (?:et|ou|puis) (?:le )?|, (?:le )?"
    r"|(?: [^\W\d][\w'-]*){0,3},? (?:et|ou|puis) (?:à|au|aux|en|dans|sur|chez|contre|de|du|jusqu'à|jusqu'au|(?:la )?date de)\b"
    r"(?: [^\W\d][\w'-]*){0,2} ?"
)
#: Maximum distance from « chaque samedi » or « du 15 au 17 mars » to an hour of each of these days, without the end of what is quoted.
_HOURS_REACH = 150
_QUOTE_ENDS = re.compile('[»”"]')
#: From these log odds on the sentence is about the future; below them a present may tell of the past.
_TO_COME = 2.5


#: « le 7 janvier [et en] novembre 2015 », « du 17 mars [à la] fin mai 2020 », « au printemps 2020, [puis à l'] automne »: what
#: may stand between two dates that share a year, one of the first words at least, a comma only before the others.
_JOINS = frozenset("et ou puis à au aux jusqu' jusque - – ,".split())
_BESIDE_JOINS = frozenset("le la les l' du de des d' en mois depuis dès dans pour vers durant pendant entre".split())
_LINK_WORD = re.compile(r"[^\W\d_]+'?|[^\s\w]")
#: The longest such stretch in code points.
_JOIN_REACH = 30

#: Before the year, month or day that opens a sentence: « En », « L'année », « Pendant l' », « Mais dès ».
_OPENS = re.compile(
    r"\W*(?:(?:mais|et|or|ainsi|déjà|puis|enfin|ensuite|c'est|c'était|si|comme)\W+)?"
    r"(?:(?:en|pendant|durant|dans|à|au|tout au long d[eu]|au cours d[eu])\W+)?(?:(?:toute )?(?:l'|la |le )|cette )?"
    r"(?:année |an |mois d[e'] ?)?",
    re.IGNORECASE,
)
#: « Mis en examen le », « Arrêtée à Metz le »: a participle before the day that opens the sentence; long after a birth or an
#: election anything may have happened.
_PARTICIPLE_OPENS = re.compile(
    r"\W*(?!(?:Née?s?|Élue?s?|Nommée?s?|Créée?s?|Fondée?s?|Inaugurée?s?|Lancée?s?|Mariée?s?)\b)[A-ZÉ]\w*(?:é|i|u|is|it|ert)e?s?\b[^,;:]{0,60}"
)
#: A day without a year that was at most this long ago is of the last year, whatever else is named.
_RECENT = timedelta(90)
#: « en 2019[, le] 12 août »: a year and its day or month side by side.
_BESIDE_YEAR = re.compile(r", (?:(?:le|les|en|au|à la|au mois de) |(?:à l'|au mois d'))?", re.IGNORECASE)
#: Between the year that opens a sentence and a day: then the day need not be of that year.
_ELSEWHERE = re.compile(
    r"\b(?:aujourd'hui|désormais|actuellement|maintenant|à présent|cette année|selon|d'après|publiée?s?|parue?s?|dévoilée?s?"
    r"|étude|rapport|sondage|enquête|depuis|jusqu'à|né|née|nés)\b",
    re.IGNORECASE,
)
#: Maximum distance from the year that opens a sentence to its days and months.
_OPENING_REACH = 250
#: Between these months the year changes; « en mai et mars 2015 » is one year.
_LATE_MONTH, _EARLY_MONTH = 11, 3


def find_links(between: str) -> set[str]:
    """The words between two dates, where they do nothing but link them; none otherwise."""
    if not 0 < len(between) <= _JOIN_REACH:
        return set()
    words = _LINK_WORD.findall(between.lower())
    linked = not _JOINS.isdisjoint(words) and "," not in words[1:]
    return set(words) if linked and _JOINS.union(_BESIDE_JOINS).issuperset(words) else set()


@dataclass(frozen=True, slots=True)
class YearBehind:
    """The year that several dates share, said with the last of them.

    Attributes:
        year: the year, if it is said.
        way: 1 for « prochain », -1 for « dernier », 0 for neither.
        month: the month of the last date.
        onward: does « à » or « jusqu'en » lead to the last date?
    """

    year: int | None
    way: int
    month: int
    onward: bool

    def read_year(self, month: int) -> int | None:
        """The year of a month before the last date: « de novembre à mars 2020 », « en décembre et janvier 2015 »."""
        if self.year is None:
            return None
        return self.year - (month > self.month if self.onward else month >= _LATE_MONTH and self.month <= _EARLY_MONTH)


@dataclass(slots=True)
class Context:
    """What a relative expression is resolved against.

    Attributes:
        published: the article's day or moment of publication.
        anchor: the last day that the text named.
        anchor_bounds: does a time begin or end with the anchor, « depuis le 3 mai »?
        period: the last year, term or month that the text named, where no day was named after it.
        night: is the anchor an evening or a night, whose small hours belong to the next day?
        part: the part of the anchor's day that the text named, such as ``EV``.
        hour: the last hour of the anchor's day that the text named.
        same_sentence: is the anchor in the current sentence?
        heading: are the anchor, or several days behind it, the heading of what follows, a line of its own?
        near: was the last mention close enough for the text to be still about it?
        recurring: the last time of this sentence was a recurring one, or several days.
        every: that one was a recurring one.
        recurring_end: where that one ends.
        weekday: the day of the last mention, where that was a weekday; « every » where it was one of every week.
        weekday_end: where that mention ends.
        stated: the last day, or the first of the last month, whose year the text said: « le 3 mars 2015 ».
        stated_end: where that mention ends.
        behind: the year that the text says behind this mention for several, « le 7 janvier et en novembre 2015 ».
        opening: the first day of the year, season, month or day that opens the sentence, « En 2015, ».
        opening_unit: what that is: ``Y``, ``S``, ``M`` or ``D``; in lower case where it does not stand first.
        opening_end: where it ends.
        day_first: is « 3/5 » the third of May, and not the fifth of March?
        place: the text and the offsets of the mention in it, by which its sentence is read.
    """

    published: date | datetime | None = None
    anchor: date | None = None
    anchor_bounds: bool = False
    period: str | None = None
    night: bool = False
    part: str = ""
    hour: int | None = None
    same_sentence: bool = False
    heading: bool = False
    near: bool = False
    recurring: bool = False
    every: bool = False
    recurring_end: int = 0
    weekday: date | Literal["every"] | None = None
    weekday_end: int = 0
    stated: date | None = None
    stated_end: int = 0
    behind: YearBehind | None = None
    opening: date | None = None
    opening_unit: str = ""
    opening_end: int = 0
    day_first: bool = True
    place: tuple[str, int, int] | None = None
    _read: tuple[float, bool] | None = None

    @property
    def today(self) -> date | None:
        """The day of publication."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    def turn_to(self, text: str, start: int, end: int) -> None:
        """Turn to the next mention of the text."""
        self.place, self._read = (text, start, end), None

    def _sentence_odds(self) -> tuple[float, bool]:
        if self._read is None:
            self._read = tense.estimate_future_odds(*self.place) if self.place is not None else (0.0, False)
        return self._read

    @property
    def odds(self) -> float:
        """Log odds that the sentence is about the future; 0 without evidence."""
        return self._sentence_odds()[0]

    @property
    def has_tense(self) -> bool:
        """Does a verb or a preposition in the sentence say when?"""
        return self._sentence_odds()[1]

    @property
    def future(self) -> bool:
        """Is the sentence about the future?"""
        return self.odds > 0

    def is_to_come(self, behind: int, ahead: int) -> bool:
        """Is what was ``behind`` days ago, and comes again in ``ahead`` days, the one to come?"""
        odds = self.odds - _PAST_RATHER if self.has_tense else 0.0
        nearness = log(max(1, behind) / max(1, ahead))
        if nearness < 0 and not _UP_TO.search(self.read_sentence()[0]):
            nearness *= _FARTHER
        return odds + nearness > 0

    def read_sentence(self) -> tuple[str, str]:
        """The text before and after the mention in its sentence."""
        return tense.cut_sentence(*self.place) if self.place is not None else ("", "")

    def complete_year(self, two_digits: int, ahead: int = _YEARS_AHEAD) -> int:
        """The year meant by two digits: the latest one not more than ``ahead`` years after the publication."""
        published = self.today.year if self.today else _UNDATED_YEAR
        return calendar.complete_year(two_digits, published + ahead)

    def find_named_year(self) -> int | None:
        """The year that the text named last, or that of the day that it named last."""
        if self.period is not None:
            return int(self.period[:4])
        return self.anchor.year if self.anchor is not None else None

    def find_stated_year(self, month: int, day: int = 1) -> int | None:
        """The year that the text says once for several days or months: behind the last, beside the one before, or first of all."""
        said = self.behind.read_year(month) if self.behind is not None else None
        if said is None:
            said = self._find_linked_year(month, day)
        if said is None:
            said = self._find_opening_year(month, day)
        return said if said is None or said <= date.max.year else None

    def _find_linked_year(self, month: int, day: int) -> int | None:
        """« arrêté le 3 mars 2015 puis relâché le 5 mars », « du 17 mars 2020 à la mi-mai ».

        Only where « et », « puis » or « à » links the two, without a verb of its own between them, and the sentence is not
        about the future.
        """
        if self.stated is None or self.place is None or self.odds > _TO_COME:
            return None
        text, start, _ = self.place
        link = text[self.stated_end : start]
        loosely = 0 < len(link) <= _LINK_REACH and _LINK.search(link) is not None and not tense.has_own_verb(link)
        if not loosely and not find_links(link) - _BESIDE_JOINS - {","}:
            return None
        year = self.stated.year + ((month, day) < (self.stated.month, self.stated.day))
        return year if self.today is None or (year, month, day) <= self.today.timetuple()[:3] else None

    @property
    def way_behind(self) -> int:
        """1 or -1 where « prochain » or « dernier » is said behind the last of several dates."""
        return self.behind.way if self.behind is not None else 0

    def open_sentence(self, first: date, unit: str) -> None:
        """Keep a year, season, month or day that opens its sentence, a year behind « en », a day behind a participle."""
        text, start, end = self.place or ("", 0, 0)
        before = self.read_sentence()[0]
        if text[max(0, start - 3) : start].rstrip("« ").endswith("…"):  # « le plus bas depuis… 1917 »
            return
        if _OPENS.fullmatch(before) is None:
            behind_en = unit == "Y" and text[max(0, start - 4) : start].lower() == " en "
            behind_participle = unit == "D" and _PARTICIPLE_OPENS.fullmatch(before) is not None
            if not behind_en and not (behind_participle and not tense.has_own_verb(before)):
                return
            unit = unit.lower()
        self.opening, self.opening_unit, self.opening_end = first, unit, end

    def _find_opening_year(self, month: int, day: int) -> int | None:
        """« En 2015, les attentats de janvier », « En février 2023, 6 %, contre 5 % en janvier », « en 2019, le 12 août »."""
        if self.opening is None or self.place is None:
            return None
        text, start, _ = self.place
        gap, first, today = text[self.opening_end : start], self.opening, self.today or date.max
        if len(gap) > _OPENING_REACH or _ELSEWHERE.search(gap) or (first.year < today.year and self.odds > _TO_COME):
            return None
        if self.opening_unit == "y" and _BESIDE_YEAR.fullmatch(gap) is None:
            return None
        if self.opening_unit in "Yy":
            return None if tense.SENTENCE_END.search(gap) else first.year
        apart = (month - first.month + 5) % 12 - 5  # the nearest such month
        if tense.SENTENCE_END.search(gap) and not (self.opening_unit == "S" and 0 <= apart < 3):
            return None  # only « L'été 2003 fut chaud. En août » goes on
        if self.opening_unit == "d" and (apart < 0 or self._was_recent(month, day)):
            return None
        year = first.year + (first.month + apart - 1) // 12
        return year if first > today or (year, month, day) <= today.timetuple()[:3] else None

    def _was_recent(self, month: int, day: int) -> bool:
        """Was the last such day at most ``_RECENT`` ago? Without a publication time it may have been."""
        last = calendar.find_nearest(self.today, month, day, None, -1) if self.today is not None else None
        return self.today is None or (last is not None and self.today - last <= _RECENT)

    def find_weekday_before(self) -> date | Literal["every"] | None:
        """The weekday of a list before this one, « samedi et dimanche », « lundi, mardi et mercredi »: they lie in one week."""
        if self.weekday is None or self.place is None:
            return None
        text, start, _ = self.place
        link = text[self.weekday_end : start]
        if len(link) > _LINK_REACH or _IN_ONE_WEEK.fullmatch(link) is None or tense.has_own_verb(link):
            return None
        return self.weekday

    def find_weekday_after(self, weekday: int) -> date | None:
        """« le lundi » after « arrêté le vendredi 3 mai 2019 »: the next one behind the last day that the text named.

        With its article, in the past or as the heading of what follows a day to come, and not behind « depuis le 3 mai »,
        from where on it may be every Monday.
        """
        day, today = self.anchor, self.today
        if (
            day is None
            or today is None
            or not self.near
            or self.anchor_bounds
            or self.recurring
            or not self._has_its_article()
        ):
            return None
        found = day + timedelta((weekday - day.isoweekday()) % 7 or 7)
        if self.odds < 0 if self.has_tense else self.same_sentence:
            return found if found <= today or not self.has_tense else None
        begins = self.same_sentence or self.read_sentence()[0].strip() in ("Le", "le")
        return found if begins and today <= day <= today + timedelta(_NEAR_DAYS) else None

    def _has_its_article(self) -> bool:
        text, start, _ = self.place or ("", 0, 0)
        return re.search(r"\b[Ll]e $", text[max(0, start - 4) : start]) is not None

    @property
    def at_each(self) -> bool:
        """Is an hour that names no day one of each day, « du 15 au 17 mars à 20 h »? In the past it was of one of them."""
        text, start, _ = self.place or ("", 0, 0)
        between = text[self.recurring_end : start]
        said = len(between) <= _HOURS_REACH and _QUOTE_ENDS.search(between) is None
        return self.recurring and said and (self.every or not (self.has_tense and self.odds < 0))

    def find_day_of_hours(self) -> date | None:
        """The day of an hour or a part of the day that names none.

        It is the last day named in its sentence, and not known behind several days; one of an earlier sentence only where the tense agrees with it, and a
        distant one only in a narrative of the past.
        """
        today, day = self.today, self.anchor
        if self.recurring and not self.every:
            return None
        if day is None or self.same_sentence or self.heading or today is None:
            return day or today
        if abs((day - today).days) > _NEAR_DAYS:
            return day if self.odds < -1 and self.near else today
        if (self.odds > 0 and day < today) or (self.odds <= 0 and day > today):
            return today
        return day
