"""RTF -> articles, with the encodings of old programs, and without deleted and hidden words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from newstagger._forms import RTF
from newstagger.errors import InputError
from newstagger.readers.options import ReadOptions
from newstagger.readers.pages import read_page
from newstagger.readers.press import read_exported_text
from newstagger.readers.source import Item, import_extra, report_damage, whole, yields_errors

#: Encodings that are declared by a word of their own, which striprtf does not know.
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_DECLARED = re.compile(r"\{\\rtf\d*\s*\\(?P<name>mac|pca|pc)(?![a-z0-9])")
#: Mac OS Roman by its number in Windows, under which Python does not know it.
_MAC_PAGE = re.compile(r"\\ansicpg10000(?!\d)")
#: A group of words that were deleted or are hidden.
_UNSEEN = re.compile(r"\{(?=(?:\\[a-z]{1,32}(?:-?\d{1,10})?\s?){0,40}?\\(?:deleted|v)(?![a-z\d-]))")


@yields_errors
def read_rtf(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of an export from Factiva or Nexis Uni, or the single article of any other file."""
    striprtf = import_extra("striprtf.striprtf", source, "striprtf", "office")
    data = whole(opened, source, reading)
    if not data.lstrip().startswith(RTF):
        raise InputError(source, "is not RTF: it does not begin with {\\rtf")
    with report_damage(source, "RTF"):
        text = _read_text(data, striprtf)
    if not text.strip():
        raise InputError(source, "contains no text")
    articles = read_exported_text(text, source, reading)
    if articles is None:
        article = read_page("\n".join(line.strip(" |") for line in text.split("\n")), source)
        if "\ufffd" in text:
            article.warnings.append("some characters are not in the file's encoding; they were replaced by U+FFFD")
        articles = iter([article])
    yield from articles


def _read_text(data: bytes, striprtf: Any) -> str:
    """The text of a file of RTF; what its encoding does not have is U+FFFD."""
    # RTF is ASCII, and line ends have no meaning. A line for each field keeps striprtf's search for links linear.
    ruled = data.decode("latin-1").replace("{\\field", "\n{\\field")
    declared = _DECLARED.match(ruled.lstrip())
    ruled, on_mac = _MAC_PAGE.subn("", ruled, count=1)
    encoding = "mac_roman" if on_mac else _ENCODINGS[declared["name"]] if declared else "cp1252"
    plain = str(striprtf.rtf_to_text(_UNSEEN.sub(r"{\\*", ruled), encoding=encoding, errors="replace"))
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \u gives surrogates
