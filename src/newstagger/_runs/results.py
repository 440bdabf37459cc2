"""What comes of each item of a batch: a record, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from newstagger._text.duplicates import Seen, Sketch, sketch_of
from newstagger.article import without_surrogates
from newstagger.errors import InputError, RecordError
from newstagger.tags import TaggedArticle


class Tagged(NamedTuple):
    """A tagged article.

    Attributes:
        record: as one line of JSON, made where the article was tagged, so that workers share that work.
        words: of its text, about.
        undated: its publication time was there and could not be read.
        about: the article's id and sketch, where repetitions are looked for, until they have been.
        repeats: it says of which article it is a duplicate.
        own: the article brought its id; else the id is only the place where it stood.
    """

    record: str
    words: int = 0
    undated: bool = False
    about: tuple[str, Sketch | None] | None = None
    repeats: bool = False
    own: bool = True

    @classmethod
    def of(cls, tags: TaggedArticle, *, sketched: bool = False, own: bool = True) -> Tagged:
        """The result of an article."""
        undated = any(warning.startswith("published: ") for warning in tags.warnings)
        about = (tags.id, sketch_of(tags.title, tags.text)) if sketched else None
        return cls(tags.to_json(), tags.text.count(" ") + 1, undated, about, own=own)

    def again(self) -> Tagged:
        """As kept by a journal: looked at once more, to go on from there."""
        tags = json.loads(self.record)
        return self._replace(about=(tags["id"], sketch_of(tags["title"], tags["text"])), repeats="duplicate_of" in tags)

    def marked(self, first: str | None) -> Tagged:
        """With the id of the article that this one repeats."""
        if first is None:
            return self._replace(about=None)
        # The last field of the record: nothing else of it is read or written again.
        name = json.dumps(first, ensure_ascii=False)
        return self._replace(record=f'{self.record[:-1]},"duplicate_of":{name}}}', about=None, repeats=True)


class Failed(NamedTuple):
    """An article or file that could not be read or tagged.

    Attributes:
        source: the file, or the article’s id.
        line: line or row, from 1, where there is one.
        reason: what is wrong and what to do.
        kind: « article » for one bad article of a source, « source » for a file that cannot be read (any further).
    """

    source: str
    line: int | None
    reason: str
    kind: str

    @classmethod
    def of(cls, error: InputError) -> Failed:
        """The result of an item that raised."""
        kind = "article" if isinstance(error, RecordError) else "source"
        # The name of a file need not be UTF-8; its message must be.
        return cls(without_surrogates(error.source), error.line, without_surrogates(error.reason), kind)

    @classmethod
    def from_json(cls, text: str) -> Failed:
        """What ``to_json`` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """As one line of JSON."""
        return json.dumps(self._asdict(), ensure_ascii=False)

    def error(self) -> InputError:
        """The error that it was."""
        kind = RecordError if self.kind == "article" else InputError
        return kind(self.source, self.reason, self.line)


Result: TypeAlias = Tagged | Failed


def mark(results: Iterable[Result], seen: Seen | None) -> Iterator[Result]:
    """Say of each article, in the order of the run, which earlier one it repeats; without ``seen`` of none."""
    for done in results:
        if seen is not None and isinstance(done, Tagged) and done.about is not None:
            name, sketch = done.about
            done = done.marked(seen.first(sketch, name))
        yield done
