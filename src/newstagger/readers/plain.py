"""Pages saved with all their parts in one file, MHTML (RFC 2557), as Chrome and Edge write them (extra ``html``).

Files of one article: plain text, pasted pages and saved web pages.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError
from newstagger.readers.delimited import is_whole_table, read_table
from newstagger.readers.options import ReadOptions
from newstagger.readers.pages.pasted import read_page
from newstagger.readers.press import exported
from newstagger.readers.recognise import is_html
from newstagger.readers.source import Item, text_of, whole

_ADVICE = "save it again as « page web, HTML uniquement »"


def read_mhtml(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The article of the page that was saved: the first part of the file that is HTML."""
    try:
        # Pictures and style sheets are in the file, too.
        saved = email.message_from_bytes(whole(opened, source, reading, many=True))
    except InputError as error:
        yield error
        return
    page = next(
        (part for part in saved.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes) or not data.strip():
        yield InputError(source, f"holds no web page that can be read; {_ADVICE}")
        return
    address = _address(page) or _address(saved)
    for item in read_web_page(io.BytesIO(data), source, reading):
        if isinstance(item, Article):
            item.url = item.url or address
        yield item


def _address(part: Message) -> str | None:
    """The address from which a part was saved."""
    found = (str(part.get(name) or "").strip() for name in ("Snapshot-Content-Location", "Content-Location"))
    return next((one for one in found if one.startswith(("http://", "https://"))), None)


def read_text(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """A plain text or a pasted page; web pages, tables (Excel's « Texte Unicode ») and exports of press databases as what they are."""
    articles, opened = exported(opened, source, reading)
    if articles is not None:
        yield from articles
        return
    try:
        text, warnings = text_of(whole(opened, source, reading), source, reading)
        if is_html(text):
            warnings.append("the text is the source of a web page; read as HTML")
            yield from _page(text, source, warnings)
            return
        if is_whole_table(text):
            reading.notes(source, "the text is a table; read as one, an article a row")
            yield from read_table(text, source, reading)
            return
        article = read_page(text, source)
        article.warnings += warnings
        yield article
    except InputError as error:
        yield error


def read_web_page(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The article of a saved web page, or the articles of a press database's export."""
    articles, opened = exported(opened, source, reading)
    if articles is not None:
        yield from articles
        return
    try:
        text, warnings = text_of(whole(opened, source, reading), source, reading)
        yield from _page(text, source, warnings)
    except InputError as error:
        yield error


def _page(text: str, source: str, warnings: list[str]) -> Iterator[Item]:
    from newstagger.readers.pages.html import read_html

    article = read_html(text, source, source)
    article.warnings += warnings
    yield article
