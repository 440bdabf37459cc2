"""What form a text without a file name has, detected from its beginning."""

from __future__ import annotations

import re

from newstagger.readers.delimited import is_table, is_whole_table
from newstagger.readers.encoding import BinaryDataError, decode

#: What every file of Rich Text Format begins with.
RTF = b"{\\rtf"
#: Bytes looked at.
SAMPLE = 20_000
_MARKS = (
    (b"PAR1", ".parquet"), (b"%PDF", ".pdf"), (b"WARC/", ".warc"), (RTF, ".rtf"), (b"BZh", ".bz2"), (b"\xfd7zXZ", ".xz"),
    (b"\x28\xb5\x2f\xfd", ".zst"), (b"7z\xbc\xaf", ".7z"), (b"SQLite format 3", ".sqlite"), (b"\xd0\xcf\x11\xe0", ".doc"),
)  # fmt: skip
#: What the first files in a zip of an office program are called.
_OFFICE = (
    (b"word/", ".docx"),
    (b"xl/", ".xlsx"),
    (b"ppt/", ".pptx"),
    (b"opendocument.spreadsheet", ".ods"),
    (b"opendocument.text", ".odt"),
    (b"[Content_Types].xml", ".docx"),
    (b"epub+zip", ".epub"),
)
_BLANK = re.compile(r"[\ufeff\s]*")
#: What may stand before the root element, with the sign that ends it.
_BEFORE_ROOT = (("<!--", "-->"), ("<?", ">"))
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"</(?:p|div|article|section|span|a|h[1-6]|li|ul|header|script|em|strong)>", re.I)
#: So many closed elements make a text that begins with a tag a piece of HTML.
_TAGS = 2
_XML_START = re.compile(
    r"<(?:!doctype\s+(?!html)|(?:\w+:)?(?:rss|feed|rdf|nitf|newsmessage|newsitem|packageitem|newsml|urlset|opml|tei|teicorpus|alto|corpus|ppsresponse)\b)",
    re.IGNORECASE,
)
_DECLARED = re.compile(r"[\ufeff\s]*<\?xml\b", re.IGNORECASE)
#: « [Mise à jour] Il pleut. » is no JSON.
_JSON_LIST = re.compile(r"\[\s*(?:\{|\]\s*$|\[)")


def _root_at(head: str) -> int:
    """Where the root element or the text begins, behind comments and processing instructions.

    Each piece is looked at once: a regular expression for all of them takes exponential time on empty comments.
    """
    at = 0
    while True:
        blank = _BLANK.match(head, at)
        at = blank.end() if blank else at
        aside = next((end for begin, end in _BEFORE_ROOT if head.startswith(begin, at)), None)
        if aside is None:
            return at
        end = head.find(aside, at + 2)
        if end < 0:
            return len(head)
        at = end + len(aside)


def is_html(text: str) -> bool:
    """Is a text the source of a web page, or of a piece of one?"""
    at = _root_at(text)
    if _HTML_START.match(text, at):
        return True
    return text.startswith("<", at) and not is_xml(text) and len(_TAG.findall(text, at, at + SAMPLE)) >= _TAGS


def is_xml(text: str) -> bool:
    """Is a text XML: does it begin with a declaration, or with a root element that is known?"""
    at = _root_at(text)
    if _HTML_START.match(text, at):
        return False
    return bool(_DECLARED.match(text) or _XML_START.match(text, at))


def ending_of(data: bytes) -> str:
    """The ending that a file which begins with these bytes would have, « .txt » where nothing tells."""
    for mark, ending in _MARKS:
        if data.startswith(mark):
            return ending
    if data.startswith(b"PK\x03\x04"):
        return next((ending for mark, ending in _OFFICE if mark in data[:SAMPLE]), ".zip")
    if data[257:262] == b"ustar":
        return ".tar"
    try:
        head = decode(data[:SAMPLE])[0].lstrip("\ufeff \t\r\n")
    except BinaryDataError:
        return ".txt"
    if is_html(head):
        return ".html"
    if is_xml(head):
        return ".xml"
    if head.startswith("{") or _JSON_LIST.match(head):
        return ".json"
    if is_table(head.splitlines()[0] if head else ""):
        return ".csv"
    whole = head if len(data) < SAMPLE else head.rpartition("\n")[0]
    return ".csv" if is_whole_table(whole) else ".txt"
