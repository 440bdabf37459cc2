"""A saved web page: trafilatura finds the article (extra ``html``), ``meta`` what the page says about it."""

from __future__ import annotations

import copy
import sys
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from newstagger.article import Article, parse_published
from newstagger.errors import MissingExtraError, RecordError
from newstagger.readers.blocks import drop_teasers, keep_words, read_blocks
from newstagger.readers.cleaning import without_furniture
from newstagger.readers.markup import without_ligatures
from newstagger.readers.meta import Meta, read_meta
from newstagger.readers.times import is_of_article
from newstagger.text.normalise import INVISIBLE

#: The largest of 359 real pages has 6,023 elements and 112 headings.
_MOST_ELEMENTS, _MOST_HEADINGS = 15_000, 1_000
_SENTENCE = 40
#: A text shorter than this is compared with what the page has with its links, in code points.
_SHORT = 300


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
        article = None if tree is None else _article(tree, text, id)
    except Exception as error:  # whatever its parsers meet
        raise RecordError(source, f"the HTML cannot be read: {error}") from None
    if article is None:
        raise RecordError(source, "no article found in this HTML page")
    return article


def _article(tree: Any, text: str, name: str) -> Article | None:
    """The article of a page, None where there is no text."""
    meta = read_meta(tree, text)
    fields, dropped = _extract(tree, meta)
    body = (fields.get("text") or "").strip()
    if not body:
        return None
    title = meta.title or fields.get("title") or None
    kept, left_out = without_furniture(body.split("\n"), [title or "", *meta.headings], meta.author)
    return Article(
        _as_meant("\n".join(kept).strip("\n") or body),
        id=name,
        title=_as_meant(title) if title else None,
        published=meta.published or _guessed(fields.get("date"), meta),
        url=meta.url or fields.get("url") or None,
        author=meta.author,
        source=meta.source or fields.get("sitename") or None,
        declared_topics=meta.topics,
        left_out=[*left_out, *dropped],
    )


def _as_meant(text: str) -> str:
    """A text without the soft hyphens and ligatures that a page has for its looks."""
    return without_ligatures(INVISIBLE.sub("", text))


def _extract(tree: Any, meta: Meta) -> tuple[dict[str, Any], list[str]]:
    """What trafilatura finds, and the lines that were taken out before it looked."""
    import trafilatura

    def found(given: Any) -> dict[str, Any]:
        result: Any = trafilatura.bare_extraction(
            given, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True
        )
        fields: dict[str, Any] = result if isinstance(result, dict) else result.as_dict() if result is not None else {}
        return fields

    keep_words(tree)
    if _is_vast(tree):
        drop_teasers(tree, urlsplit(meta.url or "").hostname)
        return {"text": _paragraphs(tree)}, []
    without = copy.deepcopy(tree)
    dropped = drop_teasers(without, urlsplit(meta.url or "").hostname)
    fields = found(without)
    length = len((fields.get("text") or "").strip())
    if length < _SHORT:  # a page of which the links are the text
        whole = found(tree)
        if len((whole.get("text") or "").strip()) > 3 * length:
            return whole, []
    return fields, dropped


def _is_vast(tree: Any) -> bool:
    """Would trafilatura, whose time grows faster than a page, take minutes? No page that anybody wrote has so many elements."""
    headings = islice(tree.iter("h1", "h2", "h3", "h4", "h5", "h6"), _MOST_HEADINGS + 1)
    return (
        sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or len(list(headings)) > _MOST_HEADINGS
    )


def _paragraphs(tree: Any) -> str:
    """The lines of a page below its headline that are long enough for sentences."""
    blocks = read_blocks(tree, sys.maxsize)
    begin = next((at for at, block in enumerate(blocks) if block.heading), -1)
    return "\n".join(block.text for block in blocks[begin + 1 :] if not block.beside and len(block.text) >= _SENTENCE)


def _guessed(day: str | None, meta: Meta) -> Any:
    """The day that trafilatura guesses, if the article and not a teaser has it, with its hour where the page has a time of that day."""
    try:
        guess = parse_published(day)
    except ValueError:
        return None
    if guess is None or not is_of_article(guess, meta.url, meta.blocks, meta.heading):
        return None
    return next((time for time in meta.times if day and time.isoformat().startswith(day)), guess)
