"""A saved web page: trafilatura finds the article (extra ``html``), ``meta`` what the page says about it."""

from __future__ import annotations

from typing import Any

from newstagger.article import Article, parse_published
from newstagger.errors import MissingExtraError, RecordError
from newstagger.readers.meta import Meta, author_without_words, read_meta, site_of, title_without_site
from newstagger.text.normalise import fold


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
        tree = trafilatura.load_html(text)
        meta = Meta() if tree is None else read_meta(tree)
        found: Any = None if tree is None else trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, include_tables=False, favor_recall=True
        )  # fmt: skip
    except Exception as error:  # whatever its parsers meet
        raise RecordError(source, f"the HTML cannot be read: {error}") from None
    fields = found if isinstance(found, dict) or found is None else found.as_dict()
    body = ((fields or {}).get("text") or "").strip()
    if not fields or not body:
        raise RecordError(source, "no article found in this HTML page")
    url = fields.get("url") or None
    printed = fields.get("title") or None
    site = site_of(fields.get("sitename"), printed, meta, url)
    title = title_without_site(printed, meta, site, url)
    return Article(
        _without_title(body, printed, title),
        id=id,
        title=title,
        published=meta.published or _guessed(fields.get("date"), meta),
        url=url,
        author=author_without_words(fields.get("author"), meta, site),
        source=site,
        declared_topics=_topics(meta, fields, title, site),
    )


def _without_title(body: str, *titles: str | None) -> str:
    """The text without the headline in its first line."""
    for title in titles:
        if title and body.startswith(title):
            return body[len(title) :].lstrip()
    return body


def _topics(meta: Meta, fields: dict[str, Any], title: str | None, site: str | None) -> list[str]:
    """The topics that the page declares, else those that trafilatura finds in its links; none is the title or the site."""
    linked = [str(one).strip() for name in ("categories", "tags") for one in fields.get(name) or ()]
    found = meta.topics or [
        topic for one in linked if len(linked) <= 20 for topic in one.split(",") if len(one.split(",")) <= 20
    ]
    none = {fold(name) for name in (title, site, *meta.sites, *meta.headings) if name}
    return list(dict.fromkeys(topic.strip() for topic in found if topic.strip() and fold(topic.strip()) not in none))


def _guessed(day: str | None, meta: Meta) -> Any:
    """The day that trafilatura guesses from the page, with its hour where the page has a time of that day."""
    try:
        guess = parse_published(day)
    except ValueError:
        return None
    return next((time for time in meta.times if day and time.isoformat().startswith(day)), guess)
