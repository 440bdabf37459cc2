"""How far a training is: phase by phase, to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, overload, runtime_checkable

from newstagger.article import Article

#: Phases of a training, in order; a program that writes the model adds ``WRITING``.
FEATURES, FITS, THRESHOLDS, WRITING = "features", "fits", "thresholds", "writing"
#: Called with (classifiers trained, classifiers in all); one with the methods of ``Phased`` hears of all phases.
Progress = Callable[[int, int], Any]


@runtime_checkable
class Phased(Protocol):
    """A progress that is told which phase begins; it is then called with the steps of this phase."""

    def phase(self, name: str, unit: str, done: int = 0) -> None:
        """A phase begins, counted in ``unit``; so many of its steps were done in a run that was interrupted."""
        ...

    def part(self, name: str) -> None:
        """A part of the phase begins, such as « fold 2 of 5 »."""
        ...

    def __call__(self, done: int, total: int) -> Any:
        """Steps done, and steps of the phase in all."""
        ...


class Teller:
    """Counts the steps of a training's phases and tells them; a plain function is told of the fits only."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._phased = progress if isinstance(progress, Phased) else None
        self._heard, self._done, self._total, self._times = False, 0, 0, 1

    def phase(self, name: str, unit: str, total: int, done: int = 0, times: int = 1) -> None:
        """Begin a phase of ``total`` units, each of which is stepped over so many times."""
        self._heard = name == FITS or self._phased is not None
        self._done, self._total, self._times = done * times, total, times
        if self._phased is not None:
            self._phased.phase(name, unit, done)

    def part(self, name: str) -> None:
        """Begin a part of a phase."""
        if self._phased is not None:
            self._phased.part(name)

    def step(self) -> None:
        """One step is done."""
        self._done += 1
        if self._progress is not None and self._heard and self._done % self._times == 0:
            self._progress(self._done // self._times, self._total)


class Ticking(Sequence[Article]):
    """Articles that tell whenever one of them is gone over."""

    def __init__(self, articles: Sequence[Article], step: Callable[[], None]) -> None:
        self._articles, self._step = articles, step

    def __len__(self) -> int:
        return len(self._articles)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Article]: ...
    def __getitem__(self, index: int | slice) -> Article | Sequence[Article]:
        return self._articles[index]

    def __iter__(self) -> Iterator[Article]:
        for article in self._articles:
            yield article
            self._step()
