"""A saved web page: trafilatura finds the article (extra ``html``)."""

from __future__ import annotations

import re
from typing import Any

from newstagger.article import Article, parse_published
from newstagger.errors import MissingExtraError, RecordError

_TIME = re.compile(
    r"<meta[^>]{0,200}(?:property|name|itemprop)=[\"'](?:article:published_time|datePublished|date)[\"'][^>]{0,200}?"
    r"content=[\"']([^\"']{8,40})[\"']|<time[^>]{0,200}datetime=[\"']([^\"']{8,40})[\"']",
    re.IGNORECASE,
)

_TOPIC_END = re.compile(r"[,;]")
#: More topics than this are a list of keywords for search engines.
_MOST_TOPICS = 20
_BYLINE = re.compile(r"^(?:(?:écrit |rédigé )?par|auteure?|un documentaire de)\s*:?\s+", re.IGNORECASE)


def read_html(text: str, source: str, id: str = "") -> Article:  # noqa: A002 - the record's own name for it
    """The article of an HTML page.

    Raises:
        MissingExtraError: trafilatura is not installed.
        RecordError: no article was found in the page.
    """
    try:
        import trafilatura
    except ImportError:
        raise MissingExtraError(source, "trafilatura", "html") from None
    try:
        found: Any = trafilatura.bare_extraction(
            text, with_metadata=True, include_comments=False, include_tables=False, favor_recall=True
        )
    except Exception as error:  # whatever its parsers meet
        raise RecordError(source, f"the HTML cannot be read: {error}") from None
    fields = found if isinstance(found, dict) or found is None else found.as_dict()
    body = ((fields or {}).get("text") or "").strip()
    if not fields or not body:
        raise RecordError(source, "no article found in this HTML page")
    title = fields.get("title") or None
    if title and body.startswith(title):
        body = body[len(title) :].lstrip()
    site = fields.get("sitename") or None
    declared = [topic for name in ("tags", "categories") for topic in _topics(fields.get(name) or [])]
    return Article(
        body,
        id=id,
        title=_without_site(title, site),
        published=_published(text, fields.get("date")),
        url=fields.get("url") or None,
        author=_BYLINE.sub("", fields.get("author") or "").strip() or None,
        source=site,
        declared_topics=list(dict.fromkeys(declared)),
    )


def _topics(given: list[Any]) -> list[str]:
    """Topics one by one; pages often print all of them in one, and search engines' keywords are no topics."""
    found = [topic.strip() for one in given for topic in _TOPIC_END.split(str(one)) if topic.strip()]
    return found if len(found) <= _MOST_TOPICS else []


def _without_site(title: str | None, site: str | None) -> str | None:
    """« Un titre | La Presse » without the site's name."""
    if not title or not site:
        return title
    return re.sub(rf"\s+[-–—|]\s+{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE) or title


def _published(text: str, day: str | None) -> Any:
    """The page's moment of publication where it gives one of the day that trafilatura found, else the day."""
    for match in _TIME.finditer(text[:200_000]):
        try:
            moment = parse_published(match[1] or match[2])
        except ValueError:
            continue
        if day is None or (moment is not None and moment.isoformat().startswith(day)):
            return moment
    try:
        return parse_published(day)
    except ValueError:
        return None
