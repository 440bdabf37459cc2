"""Pages saved with all their parts in one file, MHTML (RFC 2557), as Chrome and Edge write them (extra ``html``)."""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError
from newstagger.readers.options import ReadOptions
from newstagger.readers.plain import read_web_page
from newstagger.readers.source import Item, whole

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
