"""Which site or agency a pasted page is of."""

from __future__ import annotations

import re

_SOURCE = (
    re.compile(r"suivez[- ](?:nous sur )?(?P<site>[\w-]+\.[a-z]{2,6})\b", re.IGNORECASE),
    re.compile(r"^(?P<site>[\w-]+\.[a-z]{2,6})\s+(?:sur|google)\b", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^(?:source|©|copyright)\s*:?\s*(?P<site>[\w][\w .'’-]{1,40}?)(?:\s*[-–|,].*)?$", re.IGNORECASE | re.MULTILINE
    ),
)
_AGENCY = re.compile(r"\((?P<site>AFP|Reuters|AP|MAP|APS|Belga|ATS|APA|Xinhua|PANA)\)")


def source_of(text: str) -> str | None:
    """The site or agency that a page names as its own."""
    for pattern in _SOURCE:
        for match in pattern.finditer(text):
            site = re.sub(r"[\s,-]*\b(?:19|20)\d\d$", "", match["site"]).strip()
            if not site:
                continue
            return _printed(site, text)
    agency = _AGENCY.search(text[:400])
    return agency["site"] if agency else None


def _printed(site: str, text: str) -> str:
    """The site's name with the capitals that the page gives it somewhere."""
    spellings = re.findall(re.escape(site), text, re.IGNORECASE)
    return next((s for s in spellings if s[:1].isupper()), site)
