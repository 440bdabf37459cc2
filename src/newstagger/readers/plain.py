"""Files of one article: plain text, pasted pages and saved web pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from newstagger.errors import InputError
from newstagger.readers.delimited import is_whole_table, read_table
from newstagger.readers.options import ReadOptions
from newstagger.readers.page import read_page
from newstagger.readers.press import exported
from newstagger.readers.recognise import is_html
from newstagger.readers.source import Item, text_of, whole


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
    from newstagger.readers.html import read_html

    article = read_html(text, source, source)
    article.warnings += warnings
    yield article
