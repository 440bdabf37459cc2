"""The editors' corrections while the service runs: one writer at a time, and readers that wait for no writer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import NamedTuple, TypeVar

from newstagger._feedback.desk import Edit, expand_edits
from newstagger._feedback.gold import Corrected
from newstagger._feedback.store import Corrections, Waiting
from newstagger._feedback.verdicts import Kept, Verdict, VerdictError, update_details
from newstagger._serve import desk_schemas as schemas
from newstagger._serve.answers import Prepared, describe_corrected, list_kept
from newstagger._serve.refusals import RefusedError
from newstagger._text.normalise import fold
from newstagger.article import Article
from newstagger.errors import InputError, OutputError

#: Longest list of articles that a new model ranks anew.
MOST_WAITING = 100
#: Reading threads, each with a connection of its own.
_READERS = 4
#: Articles that are skipped at once; between two such pieces others may write.
_AT_ONCE = 200
_T = TypeVar("_T")


class Found(NamedTuple):
    """The article that a request is about.

    Attributes:
        key: its key, or the one that it will have.
        corrected: the article with what holds of it.
        kept: the store has it.
        changed: the request gives it another title, date or other detail.
    """

    key: str
    corrected: Corrected
    kept: bool = True
    changed: bool = False


class Feedback:
    """The file of corrections of a service.

    Args:
        path: the file.

    Raises:
        InputError, OutputError: the corrections cannot be stored there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = Corrections(path)
        self._file = _identify(path)
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="corrections")
        self._free: SimpleQueue[Corrections] = SimpleQueue()

    async def read(self, work: Callable[[Corrections], _T]) -> _T:
        """Read in a thread, by a connection that waits for no writer; where the caller is cancelled, reading ends.

        Raises:
            KeyError: as ``work`` does.
            OutputError: the file cannot be read, or is damaged.
        """
        found: list[Corrections] = []
        gone = Event()

        def run() -> _T:
            try:
                reader = self._free.get_nowait()
            except Empty:
                reader = self._open_reader()
            found.append(reader)
            try:
                with self._explain_errors():
                    try:
                        return work(reader)
                    except sqlite3.OperationalError:
                        if gone.is_set():
                            raise
                        return work(reader)  # it was interrupted for the request that had this connection before
            finally:
                found.clear()
                self._free.put(reader)

        future: Future[_T] = self._threads.submit(run)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            gone.set()
            future.cancel()
            for reader in found:
                reader.interrupt()
            raise

    def _open_reader(self) -> Corrections:
        try:
            return Corrections(self._path, create=False, read_only=True)
        except InputError as error:  # it is gone
            raise OutputError(str(error)) from None

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        """A file that cannot be read is the service's problem, not the request's."""
        try:
            yield
        except InputError as error:
            raise OutputError(str(error)) from None
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._path}: the corrections cannot be read: {error}") from None

    async def write(self, work: Callable[[Corrections], _T]) -> _T:
        """Write in a thread; all of it is kept, or none.

        Raises:
            OutputError: the file cannot be written.
        """

        def run() -> _T:
            with self._lock, self._explain_errors(), self._writer.writing():
                self._check_file()
                return work(self._writer)

        return await asyncio.to_thread(run)

    def _check_file(self) -> None:
        """Refuse to write where the open file is no longer the one at its path: nobody would find the verdicts again."""
        if _identify(self._path) != self._file:
            raise OutputError(
                f"{self._path}: the corrections file was moved, deleted or replaced while the service was running; "
                "put it back, or start the service again"
            )

    async def find(self, given: schemas.CorrectIn, article: Article | None) -> Found:
        """The article that a request is about, with the details that the request gives.

        Raises:
            RefusedError: the request has only a key, and there is no such article.
        """

        def work(corrections: Corrections) -> Found:
            if article is None:
                key = corrections.resolve(given.key or "")
                return Found(key, corrections.one(key))
            known = corrections.find(article, given.key)
            if known is None:
                return Found(corrections.make_free_key(article), Corrected(article, []), kept=False)
            old = corrections.one(known)
            new = update_details(old.article, article)
            found = Corrected.of(new, old.given, old.history, old.seen, old.doubt)
            return Found(known, found, changed=new != old.article)

        try:
            return await self.read(work)
        except KeyError:
            raise RefusedError("no_such_article", key=given.key) from None

    async def judge(
        self, key: str, article: Article, prepared: Prepared | None, given: schemas.CorrectIn,
        labels: Mapping[str, str],
    ) -> schemas.CorrectedOut:  # fmt: skip
        """Keep verdicts on an article.

        Args:
            key: its key, or the one that it will have.
            prepared: what the model gave it; None where the verdicts do not depend on that.
            labels: the model's topics, by what they are also called (folded).

        Raises:
            RefusedError: somebody else judged it since the sender last looked, the sender looked at another model's tags,
                or a verdict means nothing; nothing is kept.
            OutputError: the file cannot be written.
        """

        def work(corrections: Corrections) -> schemas.CorrectedOut:
            mine = key
            if prepared is not None:
                mine = corrections.put(article, prepared.topics, prepared.doubt, prepared.model, key=key)
            found = corrections.one(mine)
            _refuse_conflict(found, given)
            if prepared is not None:
                if given.model not in (None, prepared.model) and any(map(_depends_on_tags, given.verdicts)):
                    shown = describe_corrected(mine, found, prepared, prepared.model)
                    more = {"corrected": shown.model_dump(mode="json", by_alias=True), "model": prepared.model}
                    raise RefusedError("model_changed", more, model=prepared.model)
                corrections.see(mine, prepared.given, prepared.model)
                found = corrections.one(mine)
            edits = [_know_label(corrections, found, labels, edit) for edit in given.verdicts]
            try:
                verdicts, undo = expand_edits(found, edits)
            except VerdictError as error:
                raise RefusedError(
                    "invalid_verdict", what=error.what, problem=error.problem, message=str(error)
                ) from None
            if prepared is not None and (not found.read or ("read", "", "open") in verdicts):
                corrections.show(mine, prepared.topics, prepared.model)
            corrections.judge(mine, verdicts, given.who, given.page)
            found = corrections.one(mine)
            out = describe_corrected(mine, found, prepared, prepared.model if prepared else given.model or "")
            out.undo = [schemas.VerdictIn(**verdict._asdict()) for verdict in undo]
            return out

        return await self.write(work)

    async def update(self, key: str, article: Article, prepared: Prepared | None) -> Corrected:
        """Give an article that is kept the title, date and other details that are known now."""

        def work(corrections: Corrections) -> Corrected:
            corrections.update(key, article)
            if prepared is not None:
                corrections.see(key, prepared.given, prepared.model)
            return corrections.one(key)

        return await self.write(work)

    async def mark_many(
        self, verdict: str, keys: Iterable[str], sender: schemas.Sender, *, before: Iterable[str]
    ) -> list[str]:
        """Say of many articles as a whole that they are skipped, or open again, and return the keys of those changed.

        Args:
            before: only articles in one of these states are changed; those that others have open are not.
        """
        states, changed = set(before), []
        waiting = list(keys)
        for at in range(0, len(waiting), _AT_ONCE):
            some = waiting[at : at + _AT_ONCE]

            def work(corrections: Corrections, some: list[str] = some) -> list[str]:
                found = []
                for key in some:
                    lease = corrections.find_lease(key)
                    if (lease is None or lease.page == sender.page) and corrections.find_state(key) in states:
                        corrections.judge(key, [Verdict("read", "", verdict)], sender.who, sender.page)
                        found.append(key)
                return found

            changed += await self.write(work)
        return changed

    async def rank(self, waiting: list[Waiting], doubts: list[tuple[list[str], float]], model: str) -> None:
        """Keep what a newer model thinks of articles that nobody has judged."""

        def work(corrections: Corrections) -> None:
            for one, (given, doubt) in zip(waiting, doubts, strict=True):
                corrections.put(one.article, given, doubt, model, key=one.key)

        await self.write(work)

    def count(self) -> dict[str, int]:
        """Articles in each state, judged articles, verdicts; may be called by any thread.

        Raises:
            InputError: the file is gone or damaged.
            OutputError: it cannot be opened.
        """
        with Corrections(self._path, create=False, read_only=True) as corrections:
            return corrections.counts()

    def close(self) -> None:
        """End what is being read, and close the file."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._free.empty():
            self._free.get().close()
        with self._lock:
            self._writer.close()


def _identify(path: Path) -> tuple[int, int] | None:
    """Which file is at a path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _refuse_conflict(found: Corrected, given: schemas.CorrectIn) -> None:
    if given.seen is None:
        return
    others = [kept for kept in found.history if kept.number > given.seen and not _is_mine(kept, given)]
    if others:
        verdicts = [one.model_dump() for one in list_kept(others)]
        raise RefusedError("others_judged", {"seen": found.history[-1].number, "verdicts": verdicts})


def _is_mine(kept: Kept, sender: schemas.Sender) -> bool:
    """Did the sender give a verdict? Editors without a name are known by their page."""
    return kept.who == sender.who and (bool(sender.who) or kept.page == sender.page)


def _depends_on_tags(verdict: schemas.VerdictIn) -> bool:
    """Does what a verdict means depend on the tags that were shown?"""
    return verdict.what != "topic" and not (verdict.what == "read" and verdict.verdict != "yes")


def _know_label(corrections: Corrections, found: Corrected, labels: Mapping[str, str], edit: schemas.VerdictIn) -> Edit:
    """The edit, with a topic under the label by which it is known to the model or to other editors."""
    subject = edit.subject
    if edit.what == "topic":
        subject = " ".join(subject.split())
        if subject not in found.given and subject not in found.topics:
            added = {fold(label): label for label in corrections.list_added_topics()}
            subject = labels.get(fold(subject)) or added.get(fold(subject)) or subject
    return Edit(edit.what, subject, edit.verdict)
