"""When the article of a web page was published: JSON-LD, meta elements, time elements, and the lines around its headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from newstagger.readers.pages.blocks import Block, in_comment, named
from newstagger.readers.pages.declared import texts
from newstagger.readers.published import read_published

#: Names of meta elements (property, name or itemprop) that give the time of publication, the surest first.
_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "article.published", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publication_date", "pubdate", "publishdate",
    "publish-date", "citation_publication_date", "date",
)  # fmt: skip
_NO_TIME = re.compile(r"updat|modif|\bmaj\b|mis-a-jour", re.IGNORECASE)
#: Blocks around the headline in which the dateline stands.
_ABOVE, _BELOW, _FIRST = 6, 30, 4
#: From this length on a line is a paragraph or a standfirst.
_PARAGRAPH = 150
#: A page may have this many elements of one kind that are looked at.
_MOST = 200


def read_times(
    tree: Any, metas: dict[str, list[str]], linked: dict[str, Any], blocks: list[Block], heading: int
) -> tuple[Any, list[Any]]:
    """The time of publication, the surest first, with the clock and offset that the page prints; and all times of the page."""
    above, below = _around(blocks, heading)
    printed = [list(_printed(below)), list(_printed(above))]
    elements = _elements(tree, above, below)
    times = [
        *texts(linked.get("datePublished")),
        *(value for name in _TIMES[:2] for value in metas.get(name, ())),
        *elements["marked"],
        *(value for name in _TIMES[2:] for value in metas.get(name, ())),
        *texts(linked.get("uploadDate")),
        *texts(linked.get("dateCreated")),
    ]
    first = list(_printed([block for block in below[:_FIRST] if not _UPDATED.search(block.text)]))
    beside = [first, _moments(elements["below"]), printed[0], _moments(elements["above"]), printed[1]]
    others = _moments(elements["every"])
    sure = _moments(times) or next(filter(None, beside), [])
    if not sure:
        said = {
            moment
            for block in blocks
            if _SAYS.match(block.text) and not block.beside
            for moment in _moments([block.text])
        }
        return next(iter(said if len(said) == 1 else _moments(elements["far"])), None), others
    found = sure[0]
    for other in (*sure[1:], *beside[1], *beside[3]):
        if isinstance(other, datetime) and _is_sharper(other, found):
            found = other
    return _as_printed(found, [*printed[0], *printed[1], *(moment for moment in sure if moment is not found)]), others


def _is_sharper(other: datetime, found: date | datetime) -> bool:
    """Does a moment say more than a day or a moment of the same clock, an hour or an offset?"""
    if not isinstance(found, datetime):
        return other.date() == found
    return (
        found.tzinfo is None
        and other.tzinfo is not None
        and other.replace(tzinfo=None, second=0) == found.replace(second=0)
    )


def _as_printed(moment: date | datetime, printed: list[date | datetime]) -> date | datetime:
    """A time in UTC with the offset of the clock that the page prints for it: « 06h02 » for 05:02Z is an hour ahead."""
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
    """Does the address name a day, or a line from above the headline to the end of the text? Else it may be a teaser’s."""
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
    lines = [block.text for block in blocks[max(0, heading - _ABOVE) : end + 1] if not block.beside]
    # Below the text a line has to say it.
    lines += [block.text for block in blocks[end + 1 : end + 6] if _SAYS.match(block.text) and not block.beside]
    return any(map(written.search, lines))


def _around(blocks: list[Block], heading: int) -> tuple[list[Block], list[Block]]:
    """The lines above the headline, and those below it down to the second paragraph: there may be other articles."""
    around: list[Block] = []
    paragraphs = 0
    for block in blocks[heading : heading + _BELOW]:
        paragraphs += len(block.text) > _PARAGRAPH and not block.heading
        if paragraphs > 1:
            break
        around.append(block)
    return blocks[max(0, heading - _ABOVE) : heading], around


def _printed(around: list[Block]) -> Iterator[date | datetime]:
    """Times that lines around the headline are, those of publication first."""
    lines = [
        block.text
        for block in around
        if len(block.text) <= 200 and any(map(str.isdigit, block.text)) and not block.beside
    ]
    lines.sort(
        key=lambda line: (
            0 if re.search(r"(?i)\b(?:publi|post|paru|mis en ligne)", line) else 1 if not _UPDATED.search(line) else 2
        )
    )
    for line in lines:
        # « Par Claire Vaudrin | Publié le 3 mai 2022 | 4 commentaires »
        for part in (line, *re.split(r"\s[|•·–—-]\s|\|", line)):
            if (moment := _moment(part)) is not None:
                yield moment
                break


_SAYS = re.compile(r"(?i)(?:publié|paru|posté|mis en ligne)e? le\b.{6,60}$")
_UPDATED = re.compile(r"(?i)\b(?:mise? à jour|modifi|actualis|updated|maj\b)")


def _elements(tree: Any, above: list[Block], below: list[Block]) -> dict[str, list[str]]:
    """Times of elements: those marked as publication, those below and above the headline, others of a page, and all, teasers’ too."""
    found: dict[str, list[str]] = {name: [] for name in ("marked", "below", "above", "far", "every")}
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
        if _NO_TIME.search(named(element) + (named(parent) if parent is not None else "")) or in_comment(element):
            continue
        if any(one.tag in ("aside", "nav", "footer") for one in element.iterancestors()):
            continue
        value = element.get("datetime") or element.get("content") or " ".join("".join(element.itertext()).split())
        found["every"].append(value)
        if published and element.get("itemprop"):
            found["marked"].append(value)
        elif place := next(
            (name for name, elements in places.items() if element in elements), "far" if published else ""
        ):
            found[place].append(value)
    if len(set(found["every"])) == 1:
        found["below"] = found["every"]
    return found


def _moments(values: Iterable[object]) -> list[date | datetime]:
    return [moment for moment in map(_moment, values) if moment is not None]


def _moment(value: object) -> date | datetime | None:
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 200 or value.strip().isdigit():
        return None
    try:
        found = read_published(value.strip())
    except ValueError:
        return None
    return found if found is not None and 1900 < found.year < 2200 else None
