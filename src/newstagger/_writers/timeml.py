"""TaggedArticles -> a folder of TimeML documents, one per article, with inline TIMEX3 by the conventions of its corpora.

They differ from the record's in the extent of mentions, so that existing scorers and corpora can be used:

- a determiner is part of a mention (« le 3 mai »), a preposition is not (« dans », « de … à », « entre … et »);
- the two ends of a range are two mentions;
- a day and a time joined by a preposition are two mentions, a DATE and a TIME (« mardi », « 14 h 30 »);
- a part of a day is a TIME, a decade is ``199``, a century ``19``, a year before Christ ``BC0044``;
- « début », « mi- » and « fin » are the attribute ``mod``.

TimeML 1.2.1, http://timeml.org/publications/timeMLdocs/timeml_1.2.1.html; ISO 24617-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from newstagger._arguments import check_kind
from newstagger._text.normalise import fold
from newstagger._writers.atomic import replacing_folder
from newstagger.dates.lexicon import find_vague
from newstagger.errors import OutputError
from newstagger.tags import DateMention, TaggedArticle

ENDING: Final = ".tml"
#: Characters not allowed in XML 1.0, each replaced by U+FFFD to preserve offsets.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[^\w.-]+")
#: Maximum length of a file name's stem, in characters; file systems allow 255 bytes.
_LONGEST_NAME = 60

_DETERMINER = re.compile(r"(?:\b(?:les?|la)\s|\bl['’])$", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:dans|entre|d[eu]s?|à partir d[eu]|d['’])\s?(?:les?\s|la\s|l['’])?", re.IGNORECASE)
_KEPT_DETERMINER = re.compile(r"(?:les?\s|la\s|l['’])$", re.IGNORECASE)
#: Words between the two ends of a range, the longest first.
_JOINTS = (
    re.compile(r"\s+jusqu['’](?:à|au|en)\s+(?:la\s|l['’])?", re.IGNORECASE),
    re.compile(r"\s+(?:à|au|aux|et|ou|puis)\s+", re.IGNORECASE),
    re.compile(r"\s+[-–—>→/]\s+|(?<=\d)[-–—](?=\d)|[-–—/](?=[^\W\d])|\s?[-–—/>→]\s?"),
)
_BEFORE_HOUR = re.compile(
    r"\s+(?:(?:à|vers|dès|aux (?:alentours|environs) de|autour de)(?: environ)?)\s+(?:les\s+)?(?=\d|midi|minuit|[a-zé-]+ heures?)",
    re.IGNORECASE,
)
_MOD = re.compile(r"(?:en\s)?(?P<word>début|mi|milieu|fin)\b", re.IGNORECASE)
_MODS = {"debut": "START", "mi": "MID", "milieu": "MID", "fin": "END"}
_DECADE = re.compile(r"(\d{3})0/\1[9]")
_CENTURY = re.compile(r"(\d\d)01/\d\d00")
_HALF_OF_MONTH = re.compile(r"(\d{4}-\d\d)-\d\d/\1-\d\d")


@dataclass(frozen=True, slots=True)
class Timex:
    """A TIMEX3: a span of a text with its attributes.

    Attributes:
        start, end: offsets in code points, end exclusive.
        type: DATE, TIME, DURATION or SET.
        value: by TIMEX3; empty if unknown.
        mod: START, MID, END, APPROX or empty.
    """

    start: int
    end: int
    type: str
    value: str
    mod: str = ""


def make_timexes(text: str, mentions: Iterable[DateMention], *, references: bool = False) -> list[Timex]:
    """The mentions of one text by the conventions of TimeML, in order.

    Args:
        text: the text that the mentions' offsets index.
        mentions: dates as ``find_dates`` gives them.
        references: also mark expressions without a place in the calendar, « actuellement » (``PRESENT_REF``), « récemment »
            (``PAST_REF``), « bientôt » (``FUTURE_REF``), and vague lengths, « quelques jours » (``PXD``).
    """
    found = [timex for mention in mentions for timex in _of_mention(text, mention)]
    if references:
        taken = [(timex.start, timex.end) for timex in found]
        found += [
            Timex(*vague) for vague in find_vague(text) if not any(a < vague[1] and vague[0] < b for a, b in taken)
        ]
    return sorted(found, key=lambda timex: timex.start)


def _of_mention(text: str, mention: DateMention) -> Iterator[Timex]:
    value = mention.value or ""
    whole = Timex(mention.start, mention.end, mention.type, value)
    if "/" in value and not _is_one(mention.text, value):
        yield from _split_range(text, whole)
        return
    if mention.type == "TIME" and (joint := _BEFORE_HOUR.search(mention.text)):
        day = replace(
            whole, end=whole.start + joint.start(), type="DATE", value=_find_day(value, mention.text[: joint.start()])
        )
        yield _add_determiner(text, day)
        yield _add_determiner(text, replace(whole, start=whole.start + joint.end()))
        return
    yield _add_determiner(text, whole)


def _is_one(text: str, value: str) -> bool:
    """Whether a range is a single expression: a decade, a century, a fortnight, « la saison 2018-2019 »."""
    if re.search(r"ann[ée]es|si[èe]cle|quinzaine|d[ée]cennie", text, re.IGNORECASE):
        return True
    return not any(joint.search(text) for joint in _JOINTS)


def _find_day(value: str, words: str) -> str:
    """The day of a time; « mardi soir » keeps its part of the day."""
    from newstagger.dates.lexicon import PARTS

    part = next((PARTS[word] for word in fold(words).split() if word in PARTS), None)
    return value[:10] + (f"T{part}" if part else "")


def _split_range(text: str, whole: Timex) -> Iterator[Timex]:
    words = text[whole.start : whole.end]
    opener = _PREPOSITION.match(words)
    begin = opener.end() if opener else 0
    if opener and (kept := _KEPT_DETERMINER.search(opener.group())):
        begin -= len(kept.group())
    joint = next(found for joint in _JOINTS if (found := joint.search(words, begin)))
    first, _, last = whole.value.partition("/")
    for start, end, value in ((begin, joint.start(), first), (joint.end(), len(words), last)):
        kind = whole.type if whole.type == "SET" else "TIME" if re.search(r"T\d", value) else "DATE"
        yield _add_determiner(text, Timex(whole.start + start, whole.start + end, kind, value))


def _add_determiner(text: str, timex: Timex) -> Timex:
    """A mention with its determiner, without a preposition, and with its value as in TimeML."""
    words, start = text[timex.start : timex.end], timex.start
    mod = _MOD.match(words)
    if (dans := re.match(r"dans\s+", words, re.IGNORECASE)) and timex.value[:1] != "":
        start += dans.end()
    elif before := _DETERMINER.search(text, max(0, start - 4), start):
        start = before.start()
    value = _format_value(timex.value)
    kind = "TIME" if timex.type == "DATE" and re.search(r"T(?:MO|AF|EV|NI)$", value) else timex.type
    return replace(timex, start=start, type=kind, value=value, mod=_MODS[fold(mod["word"])] if mod else "")


def _format_value(value: str) -> str:
    if found := _DECADE.fullmatch(value) or _CENTURY.fullmatch(value) or _HALF_OF_MONTH.fullmatch(value):
        return found[1]
    if value.startswith("-"):  # astronomical years: the year 0 is 1 before Christ
        return f"BC{int(value[1:5]) + 1:04}"
    return "BC0001" if value == "0000" else value


def to_timeml(article: TaggedArticle, *, references: bool = False) -> str:
    """One article as a TimeML document.

    Args:
        references: see ``make_timexes``.
    """
    check_kind("article", article, TaggedArticle)
    number = iter(range(1, 10**9))
    title = article.title or ""
    by_field = {name: [d for d in article.dates if d.field == name] for name in ("title", "text")}
    marked = {
        name: _mark_timexes(text, make_timexes(text, by_field[name], references=references), number)
        for name, text in (("title", title), ("text", article.text))
    }
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<TimeML>", f"<DOCID>{_escape(article.id)}</DOCID>"]
    if article.published is not None:
        moment = article.published.isoformat()
        kind, value = ("TIME", moment[:16]) if "T" in moment else ("DATE", moment)
        parts.append(
            f'<DCT><TIMEX3 tid="t0" type="{kind}" value="{value}" temporalFunction="false" '
            f'functionInDocument="CREATION_TIME">{moment}</TIMEX3></DCT>'
        )
    if title:
        parts.append(f"<TITLE>{marked['title']}</TITLE>")
    return "\n".join([*parts, f"<TEXT>{marked['text']}</TEXT>", "</TimeML>", ""])


def _escape(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _mark_timexes(text: str, found: list[Timex], number: Iterator[int]) -> str:
    pieces, at = [], 0
    for timex in found:
        if timex.start < at:
            continue
        mod = f' mod="{timex.mod}"' if timex.mod else ""
        every = ' quant="EVERY"' if timex.type == "SET" else ""
        pieces.append(_escape(text[at : timex.start]))
        pieces.append(
            f'<TIMEX3 tid="t{next(number)}" type="{timex.type}" value={quoteattr(timex.value)}{mod}{every}>'
            f"{_escape(text[timex.start : timex.end])}</TIMEX3>"
        )
        at = timex.end
    return "".join([*pieces, _escape(text[at:])])


def check_folder(path: Path) -> None:
    """Check that documents can be written to a folder with this name.

    Raises:
        OutputError: there is a file with this name, or a folder with anything else in it.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"{path}: is a file, but TimeML is written to a folder; choose another name")
    if foreign := sorted(entry.name for entry in path.iterdir() if entry.suffix != ENDING):
        raise OutputError(f"{path}: contains other files ({foreign[0]}), which are never replaced; choose another name")


def write_folder(articles: Iterable[TaggedArticle], path: Path, *, references: bool = False) -> None:
    """Write a folder with one document per article, named by its id.

    Args:
        references: see ``make_timexes``.

    Raises:
        OutputError: it cannot be written; an existing folder is unchanged.
    """
    check_folder(path)
    used: set[str] = set()
    with replacing_folder(path) as part:
        for count, article in enumerate(articles, 1):
            name = _file_name(article.id) or f"{count:06}"
            if name in used:
                name = f"{name}-{count:06}"
            used.add(name)
            (part / f"{name}{ENDING}").write_text(to_timeml(article, references=references), "utf-8")


def _file_name(article_id: str) -> str:
    """A file name made of an article's id, by which scorers match documents."""
    stem = re.sub(r"\.(?:txt|html?|tml|xml)$", "", article_id, flags=re.IGNORECASE)
    return _NAME.sub("-", stem).strip("-.")[:_LONGEST_NAME]
