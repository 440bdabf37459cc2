"""Names that editors gave a kind: they are sought where the recogniser saw nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping

from newstagger.entities.recogniser import Span
from newstagger.entities.truecase import usual_form

#: Shorter ones are too often something else.
_SHORTEST = 3
_WORD = re.compile(r"(?<![\w-])\w+")
#: A name that goes on is another one.
_GOES_ON = re.compile(r"[\w-]")


class Sought:
    """The names to seek; those that are also common words (« Orange ») or have no capital are left to the recogniser.

    Args:
        kinds: names with straight apostrophes and single spaces to people, organisations, places or none.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = {name: kind for name, kind in kinds.items() if kind != "none" and _is_plainly_a_name(name)}
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._kinds, key=lambda name: (-len(name), name)):
            if first := _WORD.match(name):
                self._by_first_word[first.group()].append(name)

    def added(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans of a normalised text, with those of the names that nothing overlaps; in order, in linear time."""
        if not self._kinds:
            return spans
        ends = sorted(span.end for span in spans)
        starts = sorted(span.start for span in spans)
        # As many spans end before a stretch as begin before its end: none is in between.
        free = [
            span for span in self._found(text) if bisect_left(ends, span.start + 1) == bisect_left(starts, span.end)
        ]
        return sorted(spans + free)

    def _found(self, text: str) -> Iterator[Span]:
        """Where the names stand, longest first, without overlap."""
        end = 0
        for match in _WORD.finditer(text):
            start = match.start()
            for name in self._by_first_word.get(match.group(), ()) if start >= end else ():
                if text.startswith(name, start) and not _GOES_ON.match(text, start + len(name)):
                    end = start + len(name)
                    yield Span(start, end, self._kinds[name])
                    break


def _is_plainly_a_name(name: str) -> bool:
    if len(name) < _SHORTEST or not any(c.isupper() for c in name):
        return False
    alone = name.isalpha() and not name.isupper()
    return not (alone and (usual_form(name) or name).islower())
