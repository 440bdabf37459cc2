"""What is known about names before a text is read: lists of names by class, and the words of a text that stand in them.

The recogniser sees of each word the classes of the longest listed name that it is part of, beside the word itself. It has
learnt how far each list is to be trusted in which surroundings, so a list never decides alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from newstagger._text.tokens import tokeniser

#: The place of a word in a listed name: the only word, the first, and another one.
_ALONE, _FIRST, _INSIDE = "U", "B", "I"
#: Longer names are not looked for.
_LONGEST = 8


class Knowledge:
    """Lists of names.

    Args:
        marks: names, their words as the tokeniser cuts them and a space between two, to the classes that list them.
    """

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._marks = marks
        self._lengths: dict[str, int] = {}
        for name in marks:
            spaces = name.count(" ")
            if spaces:
                first = name[: name.index(" ")]
                if spaces >= self._lengths.get(first, 0):
                    self._lengths[first] = min(spaces + 1, _LONGEST)

    @classmethod
    def of_lists(cls, lists: Mapping[str, Iterable[str]]) -> Knowledge:
        """Knowledge from names as they are written, by class."""
        classes: dict[str, set[str]] = {}
        for label, names in lists.items():
            for name in names:
                if key := " ".join(word for _, word in tokeniser().tokens(straight(name.strip()))):
                    classes.setdefault(key, set()).add(label)
        return cls({name: "+".join(sorted(labels)) for name, labels in classes.items()})

    @classmethod
    def read(cls, text: str) -> Knowledge:
        """What ``write`` wrote.

        Raises:
            ValueError: a line has no tab.
        """
        marks: dict[str, str] = {}
        for line in text.splitlines():
            mark, tab, names = line.partition("\t")
            if not tab:
                raise ValueError("a line has no tab between classes and names")
            marks.update(dict.fromkeys(names.split(";"), mark))
        return cls(marks)

    def write(self) -> str:
        """A line for each combination of classes: a tab, and the names with semicolons between them, in order."""
        names: dict[str, list[str]] = {}
        for name, mark in self._marks.items():
            names.setdefault(mark, []).append(name)
        return "".join(f"{mark}\t{';'.join(sorted(found))}\n" for mark, found in sorted(names.items()))

    def of_word(self, word: str) -> str:
        """The mark of a word that stands in no longer name; empty where it is not listed."""
        mark = self._marks.get(straight(word))
        return f"{_ALONE}-{mark}" if mark else ""

    def may_begin(self, word: str) -> bool:
        """Does a name of several words begin so?"""
        return straight(word) in self._lengths

    def find(self, words: Sequence[str], starts: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The words within names of several words, each by its place and with its mark; the longest name counts.

        Args:
            words: of a text.
            starts: where a name may begin, in order.
        """
        free = 0
        for start in starts:
            if start < free:
                continue
            for length in range(self._lengths[straight(words[start])], 1, -1):
                mark = self._marks.get(straight(" ".join(words[start : start + length])))
                if mark is not None and start + length <= len(words):
                    free = start + length
                    yield start, f"{_FIRST}-{mark}"
                    for at in range(start + 1, free):
                        yield at, f"{_INSIDE}-{mark}"
                    break

    def marks(self, words: Sequence[str]) -> list[str]:
        """The mark of each word of a text."""
        found = [self.of_word(word) for word in words]
        for at, mark in self.find(words, [at for at, word in enumerate(words) if self.may_begin(word)]):
            found[at] = mark
        return found


def straight(text: str) -> str:
    """Names are compared with straight apostrophes."""
    return text.replace("’", "'")
