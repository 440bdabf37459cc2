"""What comes of each item of a batch: a record, or why there is none."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

from newstagger.article import without_surrogates
from newstagger.errors import InputError, RecordError
from newstagger.tags import TaggedArticle


class Tagged(NamedTuple):
    """A tagged article.

    Attributes:
        record: as one line of JSON, made where the article was tagged, so that workers share that work.
        words: of its text, about.
        undated: its publication time was there and could not be read.
    """

    record: str
    words: int = 0
    undated: bool = False

    @classmethod
    def of(cls, tags: TaggedArticle) -> Tagged:
        """The result of an article."""
        undated = any(warning.startswith("published: ") for warning in tags.warnings)
        return cls(tags.to_json(), tags.text.count(" ") + 1, undated)


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
