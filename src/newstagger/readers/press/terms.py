"""Indexing terms, names and sections as databases print them -> lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newstagger.text.normalise import fold

#: « (93%) » behind a term of LexisNexis: how sure the indexing is.
_RELEVANCE = re.compile(r"\s*\(\s*\d{1,3}\s*%\s*\)")
_PAGE = re.compile(
    r"^(?:s\.|seite|ausg|pg?|page|pages|col|column|part|vol|version|section [A-Z0-9])(?:\b|(?<=\.))[\s.:]*[\w-]*(?:,?\s*[^\W\d]+\.?\s*\d*)?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:(?:de|from) (?:notre|nos|our) (?:envoyée?s?|correspondante?s?|correspondents?)[^:,]{0,40}[:,]\s*|(?:par|by|von|por|di|door)\s*:?\s+)",
    re.IGNORECASE,
)


def split_terms(text: str, mark: str = ";") -> list[str]:
    """Terms separated by a mark, without their relevance."""
    return [term for part in _RELEVANCE.sub(mark, text).split(mark) if (term := " ".join(part.split()).strip(" ,.;"))]


def once(terms: Iterable[str]) -> list[str]:
    """Terms in their order, without those that differ from an earlier one only by capitals and accents."""
    found: dict[str, str] = {}
    for term in terms:
        if term.strip():
            found.setdefault(fold(term.strip()), term.strip())
    return list(found.values())


def sections(text: str) -> list[str]:
    """« INTERNATIONAL; Pg. 35 » as its names, without pages and columns."""
    parts = [re.sub(r",\s*p(?:g|age)?\.?\s*[\w-]+$", "", part, flags=re.IGNORECASE) for part in split_terms(text)]
    return [part for part in parts if not _PAGE.match(part) and not re.fullmatch(r"[A-Z]{0,2}[\d ]+", part)]


def author_of(text: str | None) -> str | None:
    """Names without « Par » before and punctuation behind; what is longer than any byline is not one."""
    plain = " ".join((text or "").split())
    plain = _BY.sub("", plain).strip(" ,;:-–—|")
    first, *others = re.split(r"\s*[;|]\s*", plain)
    # Behind the names there may be a sentence: « ; Anne Noël a contribué à cet article ».
    plain = ", ".join([first, *(name for name in others if name and len(name.split()) <= 5)])
    return plain if plain and len(plain) <= 250 else None


def source_of(text: str | None) -> str | None:
    """The name of a newspaper without the number of the issue: « La Gazette, no. 24512 » is « La Gazette »."""
    plain = " ".join((text or "").split())
    return re.sub(r",?\s+n[o°º][.\s]\s*[\w-]+.*$", "", plain, flags=re.IGNORECASE).strip(" ,.;") or None
