"""What form a text without a file name has, told by its beginning."""

from __future__ import annotations

import json
import re

#: Bytes looked at.
_SAMPLE = 20_000
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"</(?:p|div|article|section|span|a|h[1-6]|li|ul|header|script|em|strong)>", re.I)
#: So many closed elements make a text that begins with a tag a piece of HTML.
_TAGS = 2
_NAME = re.compile(r"[\w .-]{1,30}")
#: Columns one of which a table of articles has.
_COLUMNS = frozenset("text title id url published author source topics".split())


def is_html(text: str) -> bool:
    """Is a text the source of a web page, or of a piece of one?"""
    head = text[:_SAMPLE].lstrip("\ufeff \t\r\n")
    if _HTML_START.match(head):
        return True
    return head.startswith("<") and not head.startswith("<?xml") and len(_TAG.findall(head)) >= _TAGS


def is_table(first: str) -> bool:
    """Is a line the head of a CSV or TSV table of articles?"""
    delimiter = max(",;\t", key=first.count)
    names = [name.strip().strip('"').strip() for name in first.split(delimiter)]
    known = _COLUMNS.intersection(name.lower() for name in names)
    return len(names) > 1 and bool(known) and all(map(_NAME.fullmatch, names))


def form_of(data: bytes) -> str:
    """The ending that a file of these bytes would have: .json, .csv, .html, .xml or .txt."""
    head = data[:_SAMPLE].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if is_html(head):
        return ".html"
    if head.startswith(("<?xml", "<rss", "<feed")):
        return ".xml"
    if head.startswith("{") or (head.startswith("[") and _is_json(data)):
        return ".json"
    return ".csv" if is_table(head.splitlines()[0] if head else "") else ".txt"


def _is_json(data: bytes) -> bool:
    """Is a text that begins with a bracket JSON? « [Mise à jour] Il pleut. » is not."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
