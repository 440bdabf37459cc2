"""The text that was found in a web page without what is the site’s in it: the headline once more, datelines, teasers.

A saved web page: trafilatura finds the article (extra ``html``), ``meta`` what the page says about it.
"""

from __future__ import annotations

import copy
import re
import sys
from itertools import accumulate, islice
from typing import Any
from urllib.parse import urlsplit

from newstagger._text.normalise import INVISIBLE
from newstagger.article import Article, parse_published
from newstagger.errors import MissingExtraError, RecordError
from newstagger.readers.markup import replace_ligatures
from newstagger.readers.pages.blocks import drop_teasers, keep_words, read_blocks
from newstagger.readers.pages.declared import fold_letters
from newstagger.readers.pages.furniture import (
    Sign,
    find_page_sign,
    find_sign,
    fold_line,
    has_furniture_beside,
    is_doubtful,
    is_end,
    is_path,
)
from newstagger.readers.pages.meta import Meta, read_meta
from newstagger.readers.pages.times import PUBLISHED, Header, is_dateline, is_of_article, read_dateline

#: A headline, a heading or a teaser is at most this long, in code points.
_MAX_LINE = 250
#: Lines at the top among which the headline and the dateline stand.
_HEADER_LINES = 8
#: Lines that the text of a web page never has as its own headings, though a pasted text may.
_OF_A_SITE = re.compile(
    r"(?:passer (?:la|cette) )?publicite(?: passer la publicite)*|annonces?|abonnes?|par|au sommaire|sommaire|offert|premium"
)
#: « C. A. avec AFP » and « La Gazette avec AFP » below the headline.
_INITIALS = re.compile(
    r"(?:[A-ZÀ-Þ]\. ?-?){2,3}(?:[,/ ]+avec .{2,30})?$|[^.!?]{2,40} avec (?:l[’'])?(?:AFP|Reuters|AP|Belga|ATS|agences?)\)?$"
)


def remove_furniture(lines: list[str], headings: list[str], author: str | None) -> tuple[list[str], list[str]]:
    """The lines of an article that was found in a web page, and those that are the site’s and not its own.

    Args:
        lines: of the text, in their order.
        headings: what the page gives as its headline, the one that is taken first; it is not repeated in the text.
        author: whose name alone in a line is a byline.
    """
    titles = {fold_letters(heading) for heading in headings} - {""}
    names = {fold_letters(author), "par" + fold_letters(author)} if author else set()
    stripped = [line.strip() for line in lines]
    below = [*list(accumulate(map(len, reversed(stripped))))[::-1], 0]
    short = next((at + 1 for at in reversed(range(len(stripped))) if len(stripped[at]) > _MAX_LINE), 0)
    kept: list[str] = []
    left_out: list[str] = []
    header = 0
    for at, line in enumerate(stripped):
        plain = fold_line(line)
        if not plain:
            kept.append("")
            continue
        header += 1
        if header <= _HEADER_LINES and fold_letters(line) == fold_letters(headings[0]) and fold_letters(line):
            left_out += [*filter(None, kept), line]  # teasers and kickers above the headline
            kept = []
            continue
        above = header <= _HEADER_LINES and len(line) <= _MAX_LINE and not any(len(one) > _MAX_LINE for one in kept)
        if (
            above and (_is_headline(line, titles) or _tells_when(line) or is_path(plain) or _INITIALS.match(line))
        ) or fold_letters(line) in names:
            left_out.append(line)
        elif find_sign(plain) is Sign.END and any(kept):
            if at + 1 >= short and below[at + 1] <= 0.5 * below[0]:  # what follows is short, and not most of the text
                left_out += filter(None, stripped[at:])
                break
            left_out.append(line)
        elif (
            find_page_sign(plain) is not None
            or _OF_A_SITE.fullmatch(plain)
            or (_may_be_furniture(plain) and has_furniture_beside(stripped, at))
        ):
            left_out.append(line)
        else:
            kept.append(line)
    return kept, left_out


def _is_headline(line: str, titles: set[str]) -> bool:
    """Is a line a headline of the page, perhaps behind a kicker: « Philosophie Marie Robert publie… »?"""
    own = fold_letters(line)
    return own in titles or any(
        len(title) >= 20 and own.endswith(title) and len(own) <= len(title) + 40 for title in titles
    )


def _tells_when(line: str) -> bool:
    """Does a line say when or by whom the article was published, and nothing else? A subheading may name a day, too."""
    header = Header()
    return read_dateline(line, header) and (is_dateline(line) or bool(header.author or PUBLISHED.search(line)))


def _may_be_furniture(plain: str) -> bool:
    """Is a line furniture that also may be a heading, such as « Facebook »?"""
    return is_doubtful(plain) or (find_sign(plain) is not None and not is_end(plain))


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
        article = None if tree is None else _make_article(tree, text, id)
    except Exception as error:  # whatever its parsers meet
        raise RecordError(source, f"the HTML cannot be read: {error}") from None
    if article is None:
        raise RecordError(source, "no article found in this HTML page")
    return article


def _make_article(tree: Any, text: str, name: str) -> Article | None:
    """The article of a page, None where there is no text."""
    meta = read_meta(tree, text)
    fields, dropped = _extract(tree, meta)
    body = (fields.get("text") or "").strip()
    if not body:
        return None
    title = meta.title or fields.get("title") or None
    kept, left_out = remove_furniture(body.split("\n"), [title or "", *meta.headings], meta.author)
    return Article(
        _replace_signs("\n".join(kept).strip("\n") or body),
        id=name,
        title=_replace_signs(title) if title else None,
        published=meta.published or _check_guess(fields.get("date"), meta),
        url=meta.url or fields.get("url") or None,
        author=meta.author,
        source=meta.source or fields.get("sitename") or None,
        declared_topics=meta.topics,
        left_out=[*left_out, *dropped],
    )


def _replace_signs(text: str) -> str:
    """A text without the soft hyphens and ligatures that a page has for its looks."""
    return replace_ligatures(INVISIBLE.sub("", text))


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
        return {"text": _read_paragraphs(tree)}, []
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


def _read_paragraphs(tree: Any) -> str:
    """The lines of a page below its headline that are long enough for sentences."""
    blocks = read_blocks(tree, sys.maxsize)
    begin = next((at for at, block in enumerate(blocks) if block.heading), -1)
    return "\n".join(block.text for block in blocks[begin + 1 :] if not block.beside and len(block.text) >= _SENTENCE)


def _check_guess(day: str | None, meta: Meta) -> Any:
    """The day that trafilatura guesses, if the article and not a teaser has it, with its hour where the page has a time of that day."""
    try:
        guess = parse_published(day)
    except ValueError:
        return None
    if guess is None or not is_of_article(guess, meta.url, meta.blocks, meta.heading):
        return None
    return next((time for time in meta.times if day and time.isoformat().startswith(day)), guess)
