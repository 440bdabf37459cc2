"""Names that editors gave a kind: they are sought where the recogniser saw nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from newstagger.entities.recogniser import Span
from newstagger.entities.truecase import usual_form

#: Shorter ones are too often something else.
_SHORTEST = 3


class Sought:
    """The names to seek; those that are also common words (« Orange ») or have no capital are left to the recogniser.

    Args:
        kinds: names with straight apostrophes and single spaces to people, organisations, places or none.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = {name: kind for name, kind in kinds.items() if kind != "none" and _is_plainly_a_name(name)}
        longest_first = sorted(self._kinds, key=lambda name: (-len(name), name))
        self._any = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")

    def added(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans of a normalised text, with those of the names that nothing overlaps; in order."""
        if not self._kinds:
            return spans
        ends = sorted(span.end for span in spans)
        starts = sorted(span.start for span in spans)
        found = [
            Span(match.start(), match.end(), self._kinds[match.group()])
            for match in self._any.finditer(text)
            # As many spans end before it as begin before its end: none is in between.
            if bisect_left(ends, match.start() + 1) == bisect_left(starts, match.end())
        ]
        return sorted(spans + found)


def _is_plainly_a_name(name: str) -> bool:
    if len(name) < _SHORTEST or not any(c.isupper() for c in name):
        return False
    alone = name.isalpha() and not name.isupper()
    return not (alone and (usual_form(name) or name).islower())
