"""The marked page: an article with its people, organisations, places and dates in colour, no script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from markupsafe import Markup, escape

from newstagger._text.french import FIXED, counted, dated, moment, percent
from newstagger.tags import NAME_KINDS, DateMention, FieldName, TaggedArticle, outermost

#: What is marked, in the order of the legend, and its heading.
HEADINGS = {"people": "Personnes", "organisations": "Organisations", "places": "Lieux", "dates": "Dates"}
#: Addresses that become links; others might run a script.
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
#: Control characters, which HTML does not allow.
_NO_HTML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Bytes of a page kept in memory until its list of articles is complete.
_IN_MEMORY = 16_000_000


def write_page(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """One page for all articles; if there are several, with a list of them at the top."""
    titles: list[str] = []
    with SpooledTemporaryFile(_IN_MEMORY) as body:
        for number, article in enumerate(articles, 1):
            titles.append(_NO_HTML.sub("\ufffd", article.title or shortened(article.text)))
            body.write(render_article(article, number).encode("utf-8", "replace"))
        page = environment("newstagger._writers").get_template("page.html")
        # The foot is fixed, so the last mark is the body's place, whatever a title has in it.
        head, _, foot = page.render(kinds=HEADINGS, titles=titles, counted=counted, body=Markup("\0")).rpartition("\0")
        stream.write(head.encode("utf-8", "replace"))
        body.seek(0)
        shutil.copyfileobj(body, stream)
    stream.write(foot.encode("utf-8"))


def render_article(article: TaggedArticle, number: int = 1) -> str:
    """The HTML of one article; all of its content is escaped.

    Args:
        number: of the article in the page, for its anchor.
    """
    html: str = (
        environment("newstagger._writers")
        .get_template("article.html")
        .render(
            article=article,
            number=number,
            kinds=HEADINGS,
            title=mark(article, "title", article.title or ""),
            paragraphs=[p for p in mark(article, "text", article.text).split(Markup("\n")) if p.strip()],
            published=moment(article.published) if article.published else "",
            linked=_ADDRESS.fullmatch(article.url or "") is not None,
            percent=percent,
            explain_date=explain_date,
        )
    )
    return _NO_HTML.sub("\ufffd", html)


def shortened(text: str) -> str:
    """The beginning of a text, in place of a title."""
    beginning = " ".join(text[:200].split())
    return beginning if len(beginning) <= 80 else f"{beginning[:79].rsplit(' ', 1)[0]}…"


def mark(article: TaggedArticle, field: FieldName, text: str) -> Markup:
    """A field's text as HTML with its mentions marked; of nested mentions, only the outer one."""
    spans: list[tuple[int, int, str, str]] = []
    for kind in NAME_KINDS:
        for entity in getattr(article, kind):
            spans += [(m.start, m.end, kind, entity.name) for m in entity.mentions if m.field == field]
    spans += [(d.start, d.end, "dates", explain_date(d) or d.text) for d in article.dates if d.field == field]
    pieces: list[str] = []
    at = 0
    for start, end, marked_as, name in outermost(span for span in spans if span[1] <= len(text)):
        pieces.append(escape(text[at:start]))
        pieces.append(
            Markup('<mark class="{}" title="{}">{}</mark>').format(
                marked_as, f"{HEADINGS[marked_as]}{FIXED}: {name}", text[start:end]
            )
        )
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def explain_date(mention: DateMention) -> str:
    """What a date means, for readers; empty if its words say so: durations, recurring times, complete dates."""
    if mention.type in ("DURATION", "SET"):
        return ""
    meaning = dated(mention.value, mention.first_day, mention.last_day)
    day = meaning.partition(",")[0].replace(FIXED, " ")
    return "" if day in " ".join(mention.text.split()) else meaning


def when(value: datetime | date | None) -> str:
    """A publication time as it is printed: « 2021-01-01 23:00 »."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat()


@cache
def environment(package: str) -> Any:
    """The templates of a package; all values are escaped."""
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader(package), autoescape=True, trim_blocks=True, lstrip_blocks=True)
