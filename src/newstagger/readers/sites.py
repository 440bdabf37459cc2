"""What a page calls the site or agency that it is of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from newstagger.readers.blocks import Block
from newstagger.readers.linked import letters
from newstagger.text.normalise import fold

_SOURCE = (
    re.compile(r"suivez[- ](?:nous sur )?(?P<site>[\w-]+\.[a-z]{2,6})\b", re.IGNORECASE),
    re.compile(r"^(?P<site>[\w-]+\.[a-z]{2,6})\s+(?:sur|google)\b", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^(?:source|©|copyright)\s*:?\s*(?P<site>[\w][\w .'’-]{1,40}?)(?:\s*[-–|,].*)?$", re.IGNORECASE | re.MULTILINE
    ),
)
_AGENCY = re.compile(r"\((?P<site>AFP|Reuters|AP|MAP|APS|Belga|ATS|APA|Xinhua|PANA)\)")
#: « https://www.lagazette.fr/ », « lagazette.fr », « @LaGazette », « la_gazette »: no name, if there is another.
_ADDRESS = re.compile(r".*://.*|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?|@\w+|\w+_\w+", re.IGNORECASE)
_LONGEST = 60
#: Code points of a page in which its name is looked for.
_SEARCHED = 100_000
#: What a logo says beside the name.
_HOME = re.compile(
    r"^(?:accueil|logo|page d['’]accueil|home)\s*(?:de |du |:|-|–)?\s*|\s*[-–:]?\s*(?:accueil|logo)$", re.IGNORECASE
)


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


def site_name(
    names: Iterable[str], host: str, labels: Iterable[str], not_names: set[str], blocks: list[Block]
) -> str | None:
    """The name of the site of a web page, as its readers know it; its host where it has no other.

    Args:
        names: what its meta data call it, the surest first.
        host: of its address, without « www. ».
        labels: what it calls its logo and links, among which the name may stand: « Accueil La Gazette ».
        not_names: letters of what is no name of the site: the author, the headline.
        blocks: its lines, in which the name may stand as its readers know it.
    """
    given = [name.split("|")[0].strip() for name in names]
    plain = [name for name in given if name and not _ADDRESS.fullmatch(name) and letters(name) not in not_names]
    label = host.split(".")[-2] if host.count(".") else host
    own = letters(plain[0]) if plain and letters(plain[0]) not in letters(label) else letters(label)
    pool = [*plain, *(_HOME.sub("", one) for one in labels), *_spelled(own, blocks)]
    spelled = Counter(name for name in pool if letters(name) == own and own and not _ADDRESS.fullmatch(name))
    if spelled and (not plain or len(plain[0]) <= _LONGEST):
        # The spelling with the most spaces and accents: « Le Figaro » and not « LEFIGARO ».
        first = (plain or [""])[0]
        return max(
            spelled,
            key=lambda name: (
                not _is_run_together(name),
                name[:1].isupper(),
                fold(name) != name.lower(),
                name == first,
                spelled[name],
            ),
        )
    return (
        next(iter(plain), None)
        or next((name for name in given if "://" not in name and "." in name), None)
        or host
        or None
    )


def _spelled(own: str, blocks: list[Block]) -> list[str]:
    """How the lines of a page spell a name of which the letters are known, spaces and accents between."""
    if not 3 <= len(own) <= 40:
        return []
    accents = {"e": "eéèêë", "a": "aàâä", "i": "iîï", "o": "oôö", "u": "uùûü", "c": "cç"}
    name = re.compile(
        r"(?<![\w.@/])" + r"[ '’-]?".join(f"[{accents.get(one, re.escape(one))}]" for one in own) + r"(?![\w@/-]|\.\w)",
        re.IGNORECASE,
    )
    return name.findall(" | ".join(block.text for block in blocks)[:_SEARCHED])


def _is_run_together(name: str) -> bool:
    """« LEFIGARO », « 20minutes »: a name as nobody writes it, perhaps."""
    return " " not in name and len(name) > 5 and (name.isupper() or name.islower())
