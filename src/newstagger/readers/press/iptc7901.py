"""IPTC 7901, the form of agencies before XML (https://iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf).

SOH and a line (service, number, priority, category, words), keywords, STX, headline and text, ETX, day and hour, EOT. Many
files have lost their control characters on the way; the first line and the « = » behind the headline are left then.
"""

from __future__ import annotations

import re
from typing import Any

from newstagger.readers.press.lines import unwrap
from newstagger.readers.press.terms import author_of, find_published, once
from newstagger.readers.xml.agencies import without_signature

_HEADER = r"[A-Za-z]{2,5}\d{2,6}[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t]+\d{1,5}\b[^\n]*"
SIGN = re.compile(rf"\A[\s\x7f]*(?:\x01[A-Za-z]{{1,6}}\d{{2,6}}[^\n]{{0,100}}\n|{_HEADER}\n)")
MARKER = re.compile(rf"\x01(?=\S)|^{_HEADER}(?=\n)", re.MULTILINE)
_OF_FIRST_LINE = re.compile(rf"\x01?{_HEADER}")
#: « 091223 dec 18 », « 131137 GMT Nov 13 »: day, hour, minute, zone, month, year.
_SENT = re.compile(r"\b(\d\d)(\d\d)(\d\d)[ \t]*(GMT|UTC|Z)?[ \t]+([^\W\d_]{3,9})\.?[ \t]+(\d{4}|\d\d)\b", re.IGNORECASE)
_DATELINE = re.compile(r"^\s*[A-ZÀ-Þ][^\n(]{1,60}\((?P<agency>[A-Za-z][A-Za-z /-]{1,30})\)")
_BYLINE = re.compile(r"^(?:par|by|von|de)\s+(?P<name>[A-ZÀ-Þ][^=+,(]{2,80})", re.IGNORECASE)
_PRIVATE = re.compile(
    r"^[^\w\n]*(?:dpa notebook|the following information is not|les informations suivantes ne sont pas)", re.I | re.M
)
#: Numbers of versions, which stand above the headline.
_VERSION = re.compile(r"^(?:\d+(?:st|nd|rd|th|e|er|ère|ème) (?:lead|net|version)|urgent|lead|bc-\S*)$", re.IGNORECASE)
#: Lines above the text among which the headline's « = » is looked for.
_ABOVE = 10


def record_of(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one message."""
    first, _, rest = piece.lstrip("\x7f\x00 \n").partition("\n")
    if not (first.startswith("\x01") or _OF_FIRST_LINE.match(first)):
        return None
    above, start, text = rest.partition("\x02")
    if not start:
        above, text = "", rest
    text, _, sent = text.partition("\x03")
    title, author, lines = _parts(text.split("\n"))
    named = [line for line in above.split("\n") if not re.search("[\x00-\x08\x0e-\x1f]", line)]
    keywords = [word.strip() for line in named for word in line.split("/")]
    body = _clean("\n".join(lines))
    body = body[: found.start()] if (found := _PRIVATE.search(body)) else body
    kept = without_signature(body.replace("\\/", "/")).split("\n")
    agency = _DATELINE.match("\n".join(kept).lstrip())
    record = {
        "id": " ".join(_clean(first).split()[:1]),
        "title": title,
        "text": unwrap("\n".join(kept)),
        "published": _moment(sent or rest[-200:]),
        "author": author,
        "source": agency["agency"] if agency else None,
        "declared_topics": once(word for word in keywords if word and any(map(str.isalpha, word))),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _parts(lines: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Headline, author and the lines of the text."""
    plain = [_clean(line).strip() for line in lines]
    end = next((at for at, line in enumerate(plain[:_ABOVE]) if line.endswith(("=", "+"))), None)
    if end is None:
        end = next(
            (at for at, line in enumerate(plain) if line and not _VERSION.match(line) and not line.startswith("/")), 0
        )
    title, author = None, None
    for line in reversed(plain[: end + 1]):
        line = line.rstrip("=+ ").strip()
        byline = _BYLINE.match(line)
        if byline and author is None and title is None:
            author = author_of(byline["name"])
        elif line and title is None and not _VERSION.match(line) and not line.startswith("/"):
            title = line
    return title, author, lines[end + 1 :]


def _moment(text: str) -> str | None:
    match = _SENT.search(_clean(text))
    if match is None:
        return None
    day, hour, minute, zone, month, year = match.groups()
    if len(year) == 2:
        year = f"{'19' if int(year) >= 70 else '20'}{year}"
    found = find_published(f"{int(day)} {month} {year} {hour}:{minute} {'UTC' if zone else ''}")
    return found.value.isoformat() if found else None


def _clean(text: str) -> str:
    """Without control characters, which some agencies put between words, too."""
    return re.sub("[\x00-\x08\x0e-\x1f\x7f]", " ", text)
