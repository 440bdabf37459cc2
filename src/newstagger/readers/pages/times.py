"""When the article of a web page was published: JSON-LD, meta and time elements, and the dateline next to its headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from newstagger._text.normalise import fold, normalise
from newstagger.dates import find_dates
from newstagger.readers.pages.blocks import Block, is_in_comment, read_names
from newstagger.readers.pages.byline import names_people
from newstagger.readers.pages.declared import find_texts
from newstagger.readers.published import parse_time_line, read_published
from newstagger.tags import DateMention

#: Names of meta elements (property, name or itemprop) for the time of publication, the most reliable first.
_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publication_date", "pubdate", "publishdate",
    "publish-date", "citation_publication_date", "date",
)  # fmt: skip
_NO_TIME = re.compile(r"updat|modif|\bmaj\b|mis-a-jour", re.IGNORECASE)
#: Blocks around the headline that may contain the dateline.
_ABOVE, _BELOW, _FIRST = 6, 30, 4
#: A line of this length or longer is a paragraph or a standfirst.
_PARAGRAPH = 150
#: Number of words besides a time from which a line is a sentence.
_SENTENCE_WORDS = 4
#: Maximum number of elements of a kind that are read.
_MOST = 200


def read_times(
    tree: Any, metas: dict[str, list[str]], linked: dict[str, Any], blocks: list[Block], heading: int
) -> tuple[Any, list[Any]]:
    """The time of publication from the most reliable place, with the time and offset that the page prints; and all times of the page."""
    above, below = _find_around(blocks, heading)
    printed = [list(_find_printed(below)), list(_find_printed(above))]
    elements = _find_elements(tree, above, below)
    times = [
        *find_texts(linked.get("datePublished")),
        *(value for name in _TIMES[:2] for value in metas.get(name, ())),
        *elements["marked"],
        *(value for name in _TIMES[2:] for value in metas.get(name, ())),
        *find_texts(linked.get("uploadDate")),
        *find_texts(linked.get("dateCreated")),
    ]
    first = list(_find_printed([block for block in below[:_FIRST] if not _UPDATED.search(block.text)]))
    beside = [first, _parse_moments(elements["below"]), printed[0], _parse_moments(elements["above"]), printed[1]]
    others = _parse_moments(elements["every"])
    sure = _parse_moments(times, numbers=True) or next(filter(None, beside), [])
    if not sure:
        said = {
            moment
            for block in blocks
            if _SAYS.match(block.text) and not block.beside
            for moment in _parse_moments([block.text])
        }
        return next(iter(said if len(said) == 1 else _parse_moments(elements["far"])), None), others
    found = sure[0]
    for other in (*sure[1:], *beside[1], *beside[3]):
        if isinstance(other, datetime) and _is_sharper(other, found):
            found = other
    return _apply_printed_offset(
        found, [*printed[0], *printed[1], *(moment for moment in sure if moment is not found)]
    ), others


def _is_sharper(other: datetime, found: date | datetime) -> bool:
    """Whether a time adds an hour or an offset to a day or an equal time."""
    if not isinstance(found, datetime):
        return other.date() == found
    return (
        found.tzinfo is None
        and other.tzinfo is not None
        and other.replace(tzinfo=None, second=0) == found.replace(second=0)
    )


def _apply_printed_offset(moment: date | datetime, printed: list[date | datetime]) -> date | datetime:
    """A time in UTC with the offset of the time that the page prints: « 06h02 » for 05:02Z is an hour ahead."""
    if not isinstance(moment, datetime) or moment.utcoffset() != timedelta(0):
        return moment
    for other in printed:
        if not isinstance(other, datetime):
            continue
        if other.tzinfo is not None:
            if other.utcoffset() and abs(other - moment) < timedelta(minutes=1):
                return moment.astimezone(other.tzinfo)
            continue
        ahead = other - moment.replace(tzinfo=None, second=0, microsecond=0)
        if ahead and abs(ahead) <= timedelta(hours=14) and not ahead % timedelta(hours=1):
            return moment.astimezone(timezone(ahead))
    return moment


def is_of_article(day: date, url: str | None, blocks: list[Block], heading: int) -> bool:
    """Whether a day is in the address or in a line from above the headline to the end of the text; others may be teasers’."""
    if re.search(
        rf"{day.year}(?P<mark>[/-]?){day.month:02}(?P=mark){day.day:02}(?!\d)|(?<!\d){day.day:02}-{day.month:02}-{day.year}",
        url or "",
    ):
        return True
    end = max(
        (at for at, block in enumerate(blocks) if len(block.text) > _PARAGRAPH and not block.beside), default=heading
    )
    figures = rf"(?<!\d)0?{day.day}[/.-]0?{day.month}[/.-](?:{day.year}|{day.year % 100:02})(?!\d)|{day.isoformat()}"
    words = rf"(?<!\d)0?{day.day}(?:er)?\s+\w{{3,9}}\.?,?\s+{day.year}|\w{{3,9}}\.?\s+0?{day.day},?\s+{day.year}"
    written = re.compile(f"{figures}|{words}")
    lines = [
        block.text
        for block in blocks[max(0, heading - _ABOVE) : end + 1]
        if not block.beside and not any(map(_is_in_sentence, block.element.iter("time")))
    ]
    # Below the text, a line must say that it is the publication.
    lines += [block.text for block in blocks[end + 1 : end + 6] if _SAYS.match(block.text) and not block.beside]
    return any(map(written.search, lines))


def _find_around(blocks: list[Block], heading: int) -> tuple[list[Block], list[Block]]:
    """The lines above the headline, and those below it to the second paragraph, after which there may be other articles."""
    around: list[Block] = []
    paragraphs = 0
    for block in blocks[heading : heading + _BELOW]:
        paragraphs += len(block.text) > _PARAGRAPH and not block.heading
        if paragraphs > 1:
            break
        around.append(block)
    return blocks[max(0, heading - _ABOVE) : heading], around


def _find_printed(around: list[Block]) -> Iterator[date | datetime]:
    """Times in lines of their own around the headline, times of publication first."""
    lines = [
        block.text
        for block in around
        if len(block.text) <= 200
        and any(map(str.isdigit, block.text))
        and not block.beside
        and not (block.element.tag == "time" and _is_in_sentence(block.element))
    ]
    lines.sort(
        key=lambda line: (
            0 if re.search(r"(?i)\b(?:publi|post|paru|mis en ligne)", line) else 1 if not _UPDATED.search(line) else 2
        )
    )
    for line in lines:
        # « Par Claire Vaudrin | Publié le 3 mai 2022 | 4 commentaires »
        for part in (line, *re.split(r"\s[|•·–—-]\s|\|", line)):
            if (moment := _parse_moment(part)) is not None:
                yield moment
                break


_SAYS = re.compile(r"(?i)(?:publié|paru|posté|mis en ligne)e? le\b.{6,60}$")
_UPDATED = re.compile(r"(?i)\b(?:mise? à jour|modifi|actualis|updated|maj\b)")


def _find_elements(tree: Any, above: list[Block], below: list[Block]) -> dict[str, list[str]]:
    """Times of elements: marked as publication, below and above the headline, elsewhere, and all, including teasers’."""
    found: dict[str, list[str]] = {name: [] for name in ("marked", "below", "above", "far", "every")}
    alone: list[str] = []
    places = {
        name: {one for block in around for one in (block.element, *block.element.iter("time"))}
        for name, around in (("below", below), ("above", above))
    }
    for element in tree.iter("time", "div", "span", "p", "abbr", "li", "a", "em", "strong", "small"):
        is_time = element.tag == "time"
        published = "datePublished" in (element.get("itemprop") or "").split() or (
            is_time and element.get("pubdate") is not None
        )
        if not (is_time or published) or len(found["every"]) >= _MOST:
            continue
        parent = element.getparent()
        if _NO_TIME.search(read_names(element) + (read_names(parent) if parent is not None else "")) or is_in_comment(
            element
        ):
            continue
        if any(one.tag in ("aside", "nav", "footer") for one in element.iterancestors()):
            continue
        value = element.get("datetime") or element.get("content") or " ".join("".join(element.itertext()).split())
        found["every"].append(value)
        if is_time and not published and _is_in_sentence(element):
            continue
        alone.append(value)
        if published and element.get("itemprop"):
            found["marked"].append(value)
        elif place := next(
            (name for name, elements in places.items() if element in elements), "far" if published else ""
        ):
            found[place].append(value)
    if len(set(alone)) == 1:
        found["below"] = alone
    return found


def _is_in_sentence(element: Any) -> bool:
    """Whether a time is that of an event in a sentence: « Le procès s’ouvrira <time>le 9 mars</time> à Poitiers. »"""
    around = next((one for one in element.iterancestors() if one.tag in ("p", "li", "blockquote", "td", "dd")), None)
    if around is None:
        return False
    line = " ".join("".join(around.itertext()).split())
    own = len("".join(element.itertext()).split())
    return (
        len(line.split()) - own >= _SENTENCE_WORDS
        and line.endswith(_SENTENCE_END)
        and PUBLISHED.search(fold(line)) is None
        and _UPDATED.search(line) is None
    )


def _parse_moments(values: Iterable[object], *, numbers: bool = False) -> list[date | datetime]:
    return [moment for value in values if (moment := _parse_moment(value, numbers=numbers)) is not None]


def _parse_moment(value: object, *, numbers: bool = False) -> date | datetime | None:
    """The time in a text; digits alone are one only where nothing else can be meant, as in « 20240305103000 »."""
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 200 or (value.strip().isdigit() and not numbers):
        return None
    try:
        found = read_published(value.strip())
    except ValueError:
        return None
    return found if found is not None and 1900 < found.year < 2200 else None


#: A line with more code points or spaces than this is a paragraph.
_LONGEST_LINE, _MOST_SPACES = 200, 30
_SENTENCE_END = (".", "!", "?", "…", "»", '"', "”")
_NAMED_AUTHOR = re.compile(
    r"(?:^|[-–—|•·,]\s*|\bpublié\s+)(?:(?:[ée]crit|r[ée]dig[ée]|propos recueillis|article|publi[ée])\s+)?"
    r"(?:par|by)\s*:?\s+(?P<name>[A-ZÀ-Þ][^|•·\n]{0,80}?)(?=\s+(?:[-–—|•·]\s|(?:publi[ée]|mis à jour|modifi[ée]|le)\b)|\s*[|•·,]|\s*$)",
    re.IGNORECASE,
)
PUBLISHED = re.compile(r"\b(?:publi[eé]e?|paru|mis en ligne|poste|date de publication|publication)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:mis(?:e)? a jour|modifie|actualise|derniere (?:mise a jour|modification))\b", re.IGNORECASE
)


#: What comes before the day of an anniversary.
_AGO = re.compile(r"\b(?:il y a|voila|voici)\b[^,:]{1,30}\bans?\b")


@dataclass(slots=True)
class Header:
    """What the lines around a headline say.

    Attributes:
        published, author: as the page prints them, or None.
    """

    published: date | datetime | None = None
    author: str | None = None


def has_day(line: str) -> bool:
    """Whether a line is a dateline with a day."""
    found = Header()
    return read_dateline(line, found) and found.published is not None


def is_dateline(line: str) -> bool:
    """Whether a line says when the article was published, and nothing else."""
    if not has_day(line):
        return False
    if _parse_line(line) is not None:
        return True
    rest = line
    for mention in find_dates(line):
        rest = rest.replace(mention.text, " ")
    return all(fold(word) in _DATELINE_WORDS for word in re.findall(r"[^\W\d_]{2,}", rest))


def read_dateline(line: str, header: Header) -> bool:
    """Read date, time and author from a line of the header; False if the line belongs to the article."""
    if len(line) > _LONGEST_LINE or line.count(" ") > _MOST_SPACES:
        return False
    author = _NAMED_AUTHOR.search(line) if re.search(r"(?i)par|by", line) else None
    if author is None and not any(map(str.isdigit, line)):
        return False
    plain = fold(line)
    rest = line
    if author is None and (written := _parse_line(line)) is not None:
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
    is_said = author is not None or PUBLISHED.search(plain) is not None or _CHANGED.search(plain) is not None
    if not is_said and _AGO.search(plain):
        return False  # « Il y a 60 ans, le 5 juillet 1962 »
    if words and line.endswith(_SENTENCE_END) and not is_said:
        return False  # « Le procès s’ouvrira le 9 mars 2024. »
    if len(words) > 5 or not (days or author) or (not days and line.endswith(".") and len(line) > 60):
        return False
    if days:
        value = _find_moment(line, days)
        first = PUBLISHED.search(plain) is not None
        updated = _CHANGED.search(plain) is not None
        if value is not None and (header.published is None or (first and not updated) or _published_first(plain)):
            header.published = value
    if author and header.author is None:
        header.author = author["name"].strip(" .:-–—") or None
        if author["name"].endswith(".") and len(author["name"]) <= 4:
            header.author = author["name"]
    return True


def tells_publication(line: str) -> bool:
    """Whether a line says when or by whom the article was published, also below a paragraph, where a day alone may be a subheading."""
    header = Header()
    if not read_dateline(line, header):
        return False
    plain = fold(line)
    if PUBLISHED.search(plain) or _CHANGED.search(plain):
        return True
    author = header.author
    return author is not None and not line.endswith(("!", "?")) and names_people(line[line.index(author) :])


def _parse_line(line: str) -> date | datetime | None:
    """The time in a line that has nothing else, with its year: « Vendredi, 13 Mars, 2020 - 12:22 »."""
    if len(line) > _LONGEST_LINE or not re.search(r"\b\d{4}\b", line) or re.fullmatch(r"[\d\s]*", line):
        return None
    return parse_time_line(fold(normalise(line).text))


def _published_first(plain: str) -> bool:
    """Whether a line says when the article was published before saying when it was updated."""
    published, updated = PUBLISHED.search(plain), _CHANGED.search(plain)
    return published is not None and updated is not None and published.start() < updated.start()


_DATELINE_WORDS = frozenset(
    "publie publiee publication le la a par ecrit redige mis mise jour modifie modifiee actualise heure heures "
    "heure de derniere date paru parue en ligne avec et les lecture min temps afp reuters belga ats ap".split()
)


def _find_moment(line: str, days: list[DateMention]) -> date | datetime | None:
    """The first full date of a dateline, with the time next to it."""
    value = days[0].value or ""
    day = date.fromisoformat(value[:10])
    if "T" in value and re.fullmatch(r"\d\d:\d\d", value[11:]):
        return _combine(day, value[11:])
    after = line[days[0].end :]
    clock = re.match(r"[\s,|•·–—-]*(?:à|a)?\s*(\d{1,2})\s*(?:[hH:])\s*(\d{2})\b", after)
    return _combine(day, f"{int(clock[1]):02}:{clock[2]}") if clock else day


def _combine(day: date, clock: str) -> date | datetime:
    hour, minute = (int(x) for x in clock.split(":"))
    if hour == 24:
        return datetime(day.year, day.month, day.day) + timedelta(1)
    if hour > 24 or minute > 59:
        return day
    return datetime(day.year, day.month, day.day, hour, minute)
