"""RTF -> text, with the encodings of old programs, and without deleted and hidden words."""

from __future__ import annotations

import re
from typing import Any

#: Encodings that are declared by a word of their own, which striprtf does not know.
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_DECLARED = re.compile(r"\{\\rtf\d*\s*\\(?P<name>mac|pca|pc)(?![a-z0-9])")
#: Mac OS Roman by its number in Windows, under which Python does not know it.
_MAC_PAGE = re.compile(r"\\ansicpg10000(?!\d)")
#: A group of words that were deleted or are hidden.
_UNSEEN = re.compile(r"\{(?=(?:\\[a-z]{1,32}(?:-?\d{1,10})?\s?){0,40}?\\(?:deleted|v)(?![a-z\d-]))")


def read_rtf_text(data: bytes, striprtf: Any) -> str:
    """The text of a file of RTF; what its encoding does not have is U+FFFD."""
    # RTF is ASCII, and line ends have no meaning. A line for each field keeps striprtf's search for links linear.
    ruled = data.decode("latin-1").replace("{\\field", "\n{\\field")
    declared = _DECLARED.match(ruled.lstrip())
    ruled, on_mac = _MAC_PAGE.subn("", ruled, count=1)
    encoding = "mac_roman" if on_mac else _ENCODINGS[declared["name"]] if declared else "cp1252"
    plain = str(striprtf.rtf_to_text(_UNSEEN.sub(r"{\\*", ruled), encoding=encoding, errors="replace"))
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # \u gives surrogates
