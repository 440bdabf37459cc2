"""What form a text without a file name has, told by its beginning."""

from __future__ import annotations

import re

from newstagger.readers.delimited import is_table
from newstagger.readers.encoding import BinaryDataError, decode

#: What every file of Rich Text Format begins with.
RTF = b"{\\rtf"
#: Bytes looked at.
SAMPLE = 20_000
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"</(?:p|div|article|section|span|a|h[1-6]|li|ul|header|script|em|strong)>", re.I)
#: So many closed elements make a text that begins with a tag a piece of HTML.
_TAGS = 2
_XML_START = re.compile(
    r"<(?:\?xml\b|!doctype\s+(?!html)|(?:\w+:)?(?:rss|feed|rdf|nitf|newsmessage|newsitem|packageitem|newsml|tei|teicorpus|alto|corpus|ppsresponse)\b)",
    re.I,
)
#: « [Mise à jour] Il pleut. » is no JSON.
_JSON_LIST = re.compile(r"\[\s*(?:\{|\]\s*$|\[)")


def is_html(text: str) -> bool:
    """Is a text the source of a web page, or of a piece of one?"""
    head = text[:SAMPLE].lstrip("\ufeff \t\r\n")
    if _HTML_START.match(head):
        return True
    return head.startswith("<") and not _XML_START.match(head) and len(_TAG.findall(head)) >= _TAGS


def ending_of(data: bytes) -> str:
    """The ending that a file which begins with these bytes would have, « .txt » where nothing tells."""
    for mark, ending in (
        (b"PAR1", ".parquet"),
        (b"%PDF", ".pdf"),
        (b"WARC/", ".warc"),
        (b"PK\x03\x04", ".docx"),
        (RTF, ".rtf"),
    ):
        if data.startswith(mark):
            return ending
    try:
        head = decode(data[:SAMPLE])[0].lstrip("\ufeff \t\r\n")
    except BinaryDataError:
        return ".txt"
    if is_html(head):
        return ".html"
    if _XML_START.match(head):
        return ".xml"
    if head.startswith("{") or _JSON_LIST.match(head):
        return ".json"
    return ".csv" if is_table(head.splitlines()[0] if head else "") else ".txt"
