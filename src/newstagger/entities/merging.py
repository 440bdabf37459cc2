"""Names that editors found to be one, or two: the tables by which mentions are then grouped."""

from __future__ import annotations

from collections.abc import Mapping

from newstagger.entities.names import key


class Merging:
    """What pairs of names say.

    Args:
        pairs: two names with a tab between them, to « one » or « two ».
    """

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._fullest: dict[str, str] = {}
        self._parted: set[frozenset[str]] = set()
        groups: dict[str, list[str]] = {}
        for subject, verdict in sorted(pairs.items()):
            one, _, other = subject.partition("\t")
            if verdict == "two":
                self._parted.add(frozenset((key(one), key(other))))
                continue
            joined = list(dict.fromkeys([*groups.get(one, [one]), *groups.get(other, [other])]))
            for name in joined:
                groups[name] = joined
        for name, group in groups.items():
            self._fullest[key(name)] = max(group, key=fullness)

    def same(self) -> dict[str, str]:
        """Key of a name to the key of the fullest one that means the same."""
        return {name: key(full) for name, full in self._fullest.items()}

    def table(self, aliases: Mapping[str, str]) -> dict[str, str]:
        """A table of aliases (key to canonical name) without the pairs that are two, with those that are one."""
        kept = {name: full for name, full in aliases.items() if frozenset((name, key(full))) not in self._parted}
        # A canonical name of the table stays one: all that an editor joined to it goes there.
        return {**kept, **{name: kept.get(key(full), full) for name, full in self._fullest.items()}}


def fullness(name: str) -> tuple[int, int, str]:
    """Of two names of one thing, the greater is the fuller: more words, then more letters."""
    return len(key(name).split()), len(name), name
