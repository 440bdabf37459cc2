"""What the service holds: the model in use, its workers, its limits and the corrections."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from newstagger._model.arrays import MANIFEST
from newstagger._model.directory import find_bundled, load, make_fingerprint
from newstagger._serve import schemas, worker
from newstagger._serve.feedback import MOST_WAITING, Feedback
from newstagger._serve.metrics import Metrics
from newstagger._serve.middleware import Limits
from newstagger._serve.pool import Pool
from newstagger._text.normalise import fold
from newstagger._topics.thresholds import Choice, TopicInfo
from newstagger._version import __version__
from newstagger.errors import ModelError

#: Seconds between two looks at whether the model directory has changed.
WATCH = 2.0
#: Articles ranked at once by a model that was just loaded.
_RANKED_AT_ONCE = 20


class _Description(NamedTuple):
    """What the service itself says of a model: the workers alone hold its weights."""

    manifest: dict[str, Any]
    card: str
    topics: list[TopicInfo]


def _describe(directory: Path | None) -> _Description:
    """Load a model, so that one that cannot be used is found at once.

    Raises:
        ModelError: the model cannot be used.
    """
    model = load(directory)
    return _Description(model.manifest, model.card, [] if model.classifier is None else model.classifier.topics)


class ServiceState:
    """Model, workers and corrections of a service.

    Args:
        model: directory, None for the bundled model. When another model takes its place on the disk, the service
            changes to it; one that cannot be loaded leaves the old one in use.
        workers: processes that tag.
        corrections: file of corrections, None to keep none.

    Raises:
        ModelError: the model cannot be used.
        InputError, OutputError: the corrections cannot be kept in that file.
    """

    def __init__(
        self, model: Path | None = None, *, workers: int = 2, limits: Limits | None = None, corrections: Path | None = None
    ) -> None:  # fmt: skip
        self.directory = model
        self.limits = limits or Limits()
        self.problem: str | None = None
        self._model = _describe(model)
        self._seen = self._stamp()
        self.feedback = None if corrections is None else Feedback(corrections)
        self._workers = workers
        self.metrics = Metrics()
        self._show_model()
        if self.feedback is not None:
            self.metrics.watch_store(self.feedback.count)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start the workers and watch the model."""
        self.pool = Pool(self.directory, self._workers, self.limits.chars, self.limits.seconds)
        self.metrics.workers.set_function(lambda: self.pool.replaced)
        await self.pool.ready()
        self._begin(self._watch())
        self._begin(self._rank())

    async def close(self) -> None:
        """Stop watching; each worker finishes its task and ends."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.to_thread(self.pool.close)
        if self.feedback is not None:
            self.feedback.close()

    @property
    def fingerprint(self) -> str:
        """Says which model this is."""
        return make_fingerprint(self._model.manifest)

    def check(self, choice: Choice) -> None:
        """Can the model in use choose topics so?

        Raises:
            UsageError: it does not hold the point of the curves.
        """
        choice.thresholds(self._model.topics)

    def topics(self) -> list[schemas.TopicOut]:
        """The topics of the model in use."""
        return [schemas.TopicOut.model_validate(asdict(topic)) for topic in self._model.topics]

    def labels(self) -> dict[str, str]:
        """The topics of the model in use, by their label, aliases and code, folded."""
        found: dict[str, str] = {}
        for topic in self.topics():
            for name in (topic.label, *topic.aliases, *([topic.code] if topic.code else [])):
                found.setdefault(fold(name), topic.label)
        return found

    def about(self) -> schemas.ModelOut:
        """The model in use."""
        manifest = self._model.manifest
        files = {name: str(entry.get("sha256", "")) for name, entry in manifest["files"].items()}
        known: dict[str, Any] = {name: str(manifest.get(name, "")) for name in ("name", "version", "date")}
        return schemas.ModelOut(
            **known, fingerprint=self.fingerprint, trained_on=manifest.get("trained_on", []), files=files,
            scores=manifest.get("scores", {}), libraries=manifest.get("libraries", {}), card=self._model.card,
        )  # fmt: skip

    def health(self) -> schemas.HealthOut:
        """How the service is."""
        return schemas.HealthOut(
            status="old model" if self.problem else "ok",
            newstagger=__version__,
            model=str(self._model.manifest.get("name", "")),
            model_version=str(self._model.manifest.get("version", "")),
            model_date=str(self._model.manifest.get("date", "")),
            fingerprint=self.fingerprint,
            workers=self._workers,
            under_way=self.pool.under_way,
            problem=self.problem,
            corrections=self.feedback is not None,
            limits=schemas.LimitsOut(**asdict(self.limits)),
        )

    def _show_model(self) -> None:
        manifest = self._model.manifest
        self.metrics.show_model(str(manifest.get("name", "")), str(manifest.get("version", "")), self.fingerprint)

    def _begin(self, work_: Any) -> None:
        task = asyncio.get_running_loop().create_task(work_)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stamp(self) -> tuple[int, int, int] | None:
        """Changes when another manifest takes the old one's place."""
        try:
            status = ((self.directory or find_bundled()) / MANIFEST).stat()
        except (OSError, ModelError):
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            stamp = self._stamp()
            if stamp is not None and stamp != self._seen:
                self._seen = stamp
                await self._change()

    async def _change(self) -> None:
        try:
            fresh = await asyncio.to_thread(_describe, self.directory)
            await self.pool.change(self.directory)
        except (ModelError, BrokenProcessPool) as error:
            self.problem = str(error)
            return
        self._model, self.problem = fresh, None
        self._show_model()
        self._begin(self._rank())

    async def _rank(self) -> None:
        """Let the model in use say of which waiting articles it is least sure."""
        if self.feedback is None:
            return
        model = self.fingerprint
        waiting = await self.feedback.read(lambda corrections: corrections.waiting(MOST_WAITING, not_by=model))
        for at in range(0, len(waiting), _RANKED_AT_ONCE):
            some = waiting[at : at + _RANKED_AT_ONCE]
            result = await self.pool.run(worker.rank, [one.article for one in some])
            if result.ok:
                await self.feedback.rank(some, json.loads(result.text), result.model)
