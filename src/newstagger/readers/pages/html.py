"""Saved web pages: trafilatura finds the article (extra ``html``), and lines that belong to the site are removed."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import Any
from urllib.parse import urlsplit

from newstagger._text.normalise import INVISIBLE
from newstagger.article import Article, parse_published
from newstagger.errors import MissingExtraError, RecordError
from newstagger.readers.markup import replace_ligatures
from newstagger.readers.pages.blocks import (
    Block,
    drop_bars,
    drop_teasers,
    drop_unseen_words,
    flatten_tables,
    keep_words,
    read_blocks,
)
from newstagger.readers.pages.declared import fold_letters
from newstagger.readers.pages.furniture import (
    Sign,
    find_page_sign,
    find_sign,
    fold_line,
    has_furniture_beside,
    is_doubtful,
    is_end,
    is_paragraph,
    is_path,
)
from newstagger.readers.pages.meta import Meta, read_meta
from newstagger.readers.pages.times import (
    PUBLISHED,
    Header,
    is_dateline,
    is_of_article,
    read_dateline,
    tells_publication,
)

#: Maximum length of a headline, a heading or a teaser, in code points.
_MAX_LINE = 250
#: Lines at the top that may contain the headline and the dateline.
_HEADER_LINES = 8
#: Lines that are never headings in the text of a web page, though they may be in a pasted text.
_OF_A_SITE = re.compile(
    r"(?:passer (?:la|cette) )?publicite(?: passer la publicite)*|annonces?|abonnes?|par|au sommaire|sommaire|offert|premium"
)
#: « C. A. avec AFP » and « La Gazette avec AFP » below the headline.
_INITIALS = re.compile(
    r"(?:[A-ZÀ-Þ]\. ?-?){2,3}(?:[,/ ]+avec .{2,30})?$|[^.!?]{2,40} avec (?:l[’'])?(?:AFP|Reuters|AP|Belga|ATS|agences?)\)?$"
)


def remove_furniture(
    lines: list[str], headings: list[str], author: str | None, blocks: Sequence[Block] = ()
) -> tuple[list[str], list[str]]:
    """The lines of an article found in a web page, and those that belong to the site.

    Args:
        lines: of the text, in order.
        headings: the page’s headlines, the chosen one first; they are removed from the text.
        author: a line with only this name is a byline.
        blocks: the page’s lines with their elements, by which a paragraph is told from the standfirst of another article.
    """
    titles = {fold_letters(heading) for heading in headings} - {""}
    names = {fold_letters(author), "par" + fold_letters(author)} if author else set()
    stripped = [line.strip() for line in lines]
    below = [*list(accumulate(map(len, reversed(stripped))))[::-1], 0]
    places = {
        fold_letters(block.text): block.element.getparent()
        for block in blocks
        if is_paragraph(block.text) and not block.beside
    }
    parents = [places.get(fold_letters(line)) for line in stripped]
    own: set[Any] = set()  # the elements in which the paragraphs so far stand
    short = next((at + 1 for at in reversed(range(len(stripped))) if len(stripped[at]) > _MAX_LINE), 0)
    kept: list[str] = []
    left_out: list[str] = []
    header = behind = 0
    for at, line in enumerate(stripped):
        if at < behind:
            continue
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
            above
            and (
                _is_headline(line, titles)
                or (tells_publication(line) if any(map(is_paragraph, kept)) else _tells_when(line))
                or is_path(plain)
                or _INITIALS.match(line)
            )
        ) or fold_letters(line) in names:
            left_out.append(line)
        elif find_sign(plain) is Sign.END and any(kept):
            behind = at + 1
            if behind >= short and below[behind] <= 0.5 * below[0]:  # the rest is short, and not most of the text
                behind = next((one for one in range(behind, len(stripped)) if parents[one] in own), len(stripped))
            left_out += filter(None, stripped[at:behind])
        elif (
            find_page_sign(plain) is not None
            or _OF_A_SITE.fullmatch(plain)
            or (_may_be_furniture(plain) and has_furniture_beside(stripped, at))
        ):
            left_out.append(line)
        else:
            own |= {parents[at]} - {None}
            kept.append(line)
    return kept, left_out


def _is_headline(line: str, titles: set[str]) -> bool:
    """Whether a line is a headline of the page, perhaps after a kicker: « Philosophie Marie Robert publie… »."""
    own = fold_letters(line)
    return own in titles or any(
        len(title) >= 20 and own.endswith(title) and len(own) <= len(title) + 40 for title in titles
    )


def _tells_when(line: str) -> bool:
    """Whether a line says when or by whom the article was published, and nothing else."""
    header = Header()
    return read_dateline(line, header) and (is_dateline(line) or bool(header.author or PUBLISHED.search(line)))


def _may_be_furniture(plain: str) -> bool:
    """Whether a line is furniture that could also be a heading, such as « Facebook »."""
    return is_doubtful(plain) or (find_sign(plain) is not None and not is_end(plain))


#: The largest of 359 real pages has 6,023 elements and 112 headings.
_MOST_ELEMENTS, _MOST_HEADINGS = 15_000, 1_000
_SENTENCE = 40
#: A text shorter than this, in code points, is compared with the one that includes lines of links.
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
    except Exception as error:  # whatever its parsers raise
        raise RecordError(source, f"the HTML cannot be read: {error}") from None
    if article is None:
        raise RecordError(source, "no article found in this HTML page")
    return article


def _make_article(tree: Any, text: str, name: str) -> Article | None:
    """The article of a page; None if there is no text."""
    drop_bars(tree)
    meta = read_meta(tree, text)
    fields, dropped = _extract(tree, meta)
    body = (fields.get("text") or "").strip()
    if not body:
        return None
    title = meta.title or fields.get("title") or None
    kept, left_out = remove_furniture(body.split("\n"), [title or "", *meta.headings], meta.author, meta.blocks)
    titles = {fold_letters(heading) for heading in meta.headings}
    if not any(kept) and all(len(line) < _SENTENCE or fold_letters(line) in titles for line in body.split("\n")):
        return None  # the page’s menu: its article is loaded by a script
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
    """A text without soft hyphens and typographic ligatures."""
    return replace_ligatures(INVISIBLE.sub("", text))


def _extract(tree: Any, meta: Meta) -> tuple[dict[str, Any], list[str]]:
    """What trafilatura extracts, and the lines that were removed beforehand."""
    import trafilatura

    def found(given: Any) -> dict[str, Any]:
        result: Any = trafilatura.bare_extraction(
            given, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True
        )
        fields: dict[str, Any] = result if isinstance(result, dict) else result.as_dict() if result is not None else {}
        return fields

    drop_unseen_words(tree)
    keep_words(tree)
    if _is_vast(tree):
        drop_teasers(tree, urlsplit(meta.url or "").hostname)
        return {"text": _read_paragraphs(tree)}, []
    flatten_tables(tree)
    without = copy.deepcopy(tree)
    dropped = drop_teasers(without, urlsplit(meta.url or "").hostname)
    fields = found(without)
    length = len((fields.get("text") or "").strip())
    if length < _SHORT:  # a page whose text consists of links
        whole = found(tree)
        if len((whole.get("text") or "").strip()) > 3 * length:
            return whole, []
    return fields, dropped


def _is_vast(tree: Any) -> bool:
    """Whether a page has more elements than any real one, so that trafilatura, whose time is not linear, would take minutes."""
    headings = islice(tree.iter("h1", "h2", "h3", "h4", "h5", "h6"), _MOST_HEADINGS + 1)
    return (
        sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or len(list(headings)) > _MOST_HEADINGS
    )


def _read_paragraphs(tree: Any) -> str:
    """The lines below the headline that are long enough to be sentences."""
    blocks = read_blocks(tree, sys.maxsize)
    begin = next((at for at, block in enumerate(blocks) if block.heading), -1)
    return "\n".join(block.text for block in blocks[begin + 1 :] if not block.beside and len(block.text) >= _SENTENCE)


def _check_guess(day: str | None, meta: Meta) -> Any:
    """The day that trafilatura detects, if it belongs to the article and not to a teaser; with the time, if the page has one of that day."""
    try:
        guess = parse_published(day)
    except ValueError:
        return None
    if guess is None or not is_of_article(guess, meta.url, meta.blocks, meta.heading):
        return None
    return next((time for time in meta.times if day and time.isoformat().startswith(day)), guess)
