"""What a word is: letters and digits, hyphens within; an elided article or pronoun is a word of its own."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def split_words(text: str) -> list[str]:
    """The words of a text as written, elisions parted."""
    return WORD.findall(text)
