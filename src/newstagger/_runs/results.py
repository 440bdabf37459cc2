"""The result of each item of a batch: a record, or the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from newstagger._text.duplicates import Seen, Sketch, make_sketch
from newstagger.article import without_surrogates
from newstagger.errors import InputError, RecordError
from newstagger.tags import TaggedArticle


class Tagged(NamedTuple):
    """A tagged article.

    Attributes:
        record: one line of JSON, made by the process that tagged the article.
        words: approximate number of words of the text.
        undated: the article has a publication time that could not be read.
        about: id and sketch of the article if repetitions are looked for, until it has been compared.
        repeats: whether the record names the article that this one repeats.
        own: whether the article came with an id; otherwise the id is its position.
    """

    record: str
    words: int = 0
    undated: bool = False
    about: tuple[str, Sketch | None] | None = None
    repeats: bool = False
    own: bool = True

    @classmethod
    def of(cls, tags: TaggedArticle, *, sketched: bool = False, own: bool = True) -> Tagged:
        """Make the result of a tagged article."""
        undated = any(warning.startswith("published: ") for warning in tags.warnings)
        about = (tags.id, make_sketch(tags.title, tags.text)) if sketched else None
        return cls(tags.to_json(), tags.text.count(" ") + 1, undated, about, own=own)

    def restore(self) -> Tagged:
        """Restore a result that a journal kept, so that later articles can be compared with it."""
        tags = json.loads(self.record)
        return self._replace(
            about=(tags["id"], make_sketch(tags["title"], tags["text"])), repeats="duplicate_of" in tags
        )

    def marked(self, first: str | None) -> Tagged:
        """The result with the id of the article that it repeats."""
        if first is None:
            return self._replace(about=None)
        # Appended as the last field, so that the record need not be parsed and written again.
        name = json.dumps(first, ensure_ascii=False)
        return self._replace(record=f'{self.record[:-1]},"duplicate_of":{name}}}', about=None, repeats=True)


class Failed(NamedTuple):
    """An article or file that could not be read or tagged.

    Attributes:
        source: the file, or the article’s id.
        line: 1-based line or row, if there is one.
        reason: what is wrong and what to do.
        kind: "article" for one bad article of a source, "source" for a file that cannot be read (any further).
    """

    source: str
    line: int | None
    reason: str
    kind: str

    @classmethod
    def of(cls, error: InputError) -> Failed:
        """Make the result of an item that raised an error."""
        kind = "article" if isinstance(error, RecordError) else "source"
        # A file name need not be UTF-8, but its message must be.
        return cls(without_surrogates(error.source), error.line, without_surrogates(error.reason), kind)

    @classmethod
    def from_json(cls, text: str) -> Failed:
        """Parse what ``to_json`` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Write as one line of JSON."""
        return json.dumps(self._asdict(), ensure_ascii=False)

    def error(self) -> InputError:
        """The error, as it was raised."""
        kind = RecordError if self.kind == "article" else InputError
        return kind(self.source, self.reason, self.line)


Result: TypeAlias = Tagged | Failed


def mark_repetitions(results: Iterable[Result], seen: Seen | None) -> Iterator[Result]:
    """Add to each article the earlier one of the run that it repeats; without ``seen``, to none."""
    for done in results:
        if seen is not None and isinstance(done, Tagged) and done.about is not None:
            name, sketch = done.about
            done = done.marked(seen.first(sketch, name))
        yield done
