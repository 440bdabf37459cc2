"""The marked page: an article with its people, organisations, places and dates in colour, no script."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import IO, Any

from markupsafe import Markup, escape

from newstagger.tags import NAME_KINDS, DateMention, FieldName, TaggedArticle, outermost

#: What is marked, in the order of the legend, and what a reader calls it.
HEADINGS = {"people": "Personnes", "organisations": "Organisations", "places": "Lieux", "dates": "Dates"}


def write_page(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """One page for all articles, written as they come."""
    shell = environment("newstagger._writers").get_template("page.html")
    head, _, foot = shell.render(kinds=HEADINGS, body=Markup("\0")).partition("\0")
    stream.write(head.encode("utf-8"))
    for article in articles:
        stream.write(render_article(article).encode("utf-8", "replace"))
    stream.write(foot.encode("utf-8"))


def render_article(article: TaggedArticle) -> str:
    """The HTML of one article; everything that came from it is escaped."""
    html: str = (
        environment("newstagger._writers")
        .get_template("article.html")
        .render(
            article=article,
            kinds=HEADINGS,
            title=mark(article, "title", article.title or ""),
            paragraphs=[p for p in mark(article, "text", article.text).split(Markup("\n")) if p.strip()],
            published=when(article.published),
        )
    )
    return html


def mark(article: TaggedArticle, field: FieldName, text: str) -> Markup:
    """A field's text as HTML with its mentions marked; a mention inside another is left to the outer one."""
    spans: list[tuple[int, int, str, str]] = []
    for kind in NAME_KINDS:
        for entity in getattr(article, kind):
            spans += [(m.start, m.end, kind, entity.name) for m in entity.mentions if m.field == field]
    spans += [(d.start, d.end, "dates", explain_date(d)) for d in article.dates if d.field == field]
    pieces: list[str] = []
    at = 0
    for start, end, marked_as, name in outermost(span for span in spans if span[1] <= len(text)):
        pieces.append(escape(text[at:start]))
        pieces.append(
            Markup('<mark class="{}" title="{}">{}</mark>').format(
                marked_as, f"{HEADINGS[marked_as]} : {name}", text[start:end]
            )
        )
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def explain_date(mention: DateMention) -> str:
    """A date's value for a reader."""
    return mention.value or "valeur inconnue"


def when(value: datetime | date | None) -> str:
    """A publication time as it is printed: « 2021-01-01 23:00 »."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat()


@cache
def environment(package: str) -> Any:
    """The templates of a package; everything put into them is escaped."""
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader(package), autoescape=True, trim_blocks=True, lstrip_blocks=True)
