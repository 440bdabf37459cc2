"""The text that was found in a web page without what is the site’s in it: the headline once more, datelines, teasers."""

from __future__ import annotations

import re
from itertools import accumulate

from newstagger.readers.dateline import PUBLISHED, Header, is_dateline, read_dateline
from newstagger.readers.furniture import (
    Sign,
    folded,
    has_furniture_beside,
    is_doubtful,
    is_end,
    is_path,
    sign_of,
    tells_a_page,
)
from newstagger.readers.linked import letters

#: A headline, a heading or a teaser is at most this long, in code points.
_MAX_LINE = 250
#: Lines at the top among which the headline and the dateline stand.
_HEADER_LINES = 8
#: Lines that the text of a web page never has as its own headings, though a pasted text may.
_OF_A_SITE = re.compile(
    r"(?:passer (?:la|cette) )?publicite(?: passer la publicite)*|annonces?|abonnes?|par|au sommaire|sommaire|offert|premium"
)
#: « C. A. avec AFP » and « La Gazette avec AFP » below the headline.
_INITIALS = re.compile(
    r"(?:[A-ZÀ-Þ]\. ?-?){2,3}(?:[,/ ]+avec .{2,30})?$|[^.!?]{2,40} avec (?:l[’'])?(?:AFP|Reuters|AP|Belga|ATS|agences?)\)?$"
)


def without_furniture(lines: list[str], headings: list[str], author: str | None) -> tuple[list[str], list[str]]:
    """The lines of an article that was found in a web page, and those that are the site’s and not its own.

    Args:
        lines: of the text, in their order.
        headings: what the page gives as its headline, the one that is taken first; it is not repeated in the text.
        author: whose name alone in a line is a byline.
    """
    titles = {letters(heading) for heading in headings} - {""}
    names = {letters(author), "par" + letters(author)} if author else set()
    stripped = [line.strip() for line in lines]
    below = [*list(accumulate(map(len, reversed(stripped))))[::-1], 0]
    short = next((at + 1 for at in reversed(range(len(stripped))) if len(stripped[at]) > _MAX_LINE), 0)
    kept: list[str] = []
    left_out: list[str] = []
    header = 0
    for at, line in enumerate(stripped):
        plain = folded(line)
        if not plain:
            kept.append("")
            continue
        header += 1
        if header <= _HEADER_LINES and letters(line) == letters(headings[0]) and letters(line):
            left_out += [*filter(None, kept), line]  # teasers and kickers above the headline
            kept = []
            continue
        above = header <= _HEADER_LINES and len(line) <= _MAX_LINE and not any(len(one) > _MAX_LINE for one in kept)
        if (
            above and (_is_headline(line, titles) or _tells_when(line) or is_path(plain) or _INITIALS.match(line))
        ) or letters(line) in names:
            left_out.append(line)
        elif sign_of(plain) is Sign.END and any(kept):
            if at + 1 >= short and below[at + 1] <= 0.5 * below[0]:  # what follows is short, and not most of the text
                left_out += filter(None, stripped[at:])
                break
            left_out.append(line)
        elif (
            tells_a_page(plain) is not None
            or _OF_A_SITE.fullmatch(plain)
            or (_may_be_furniture(plain) and has_furniture_beside(stripped, at))
        ):
            left_out.append(line)
        else:
            kept.append(line)
    return kept, left_out


def _is_headline(line: str, titles: set[str]) -> bool:
    """Is a line a headline of the page, perhaps behind a kicker: « Philosophie Marie Robert publie… »?"""
    own = letters(line)
    return own in titles or any(
        len(title) >= 20 and own.endswith(title) and len(own) <= len(title) + 40 for title in titles
    )


def _tells_when(line: str) -> bool:
    """Does a line say when or by whom the article was published, and nothing else? A subheading may name a day, too."""
    header = Header()
    return read_dateline(line, header) and (is_dateline(line) or bool(header.author or PUBLISHED.search(line)))


def _may_be_furniture(plain: str) -> bool:
    """Is a line furniture that also may be a heading, such as « Facebook »?"""
    return is_doubtful(plain) or (sign_of(plain) is not None and not is_end(plain))
