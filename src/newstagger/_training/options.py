"""How far a training is: phase by phase, to whoever listens.

What a training is told, in one object: the command line fills it, and so does ``train(articles, topics=…)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload, runtime_checkable

from newstagger._training.labels import Vocabulary
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


P = ParamSpec("P")
Result = TypeVar("Result")
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """How to train, and what on besides the articles.

    Attributes:
        topics: a topics file (TOML, SKOS or a table) or what it says: aliases, parents, keywords and codes.
        min_articles: topics with fewer articles are left out.
        seed: the same seed and articles give the same model.
        jobs: processes to train with, -1 for one a core.
        validation: labelled articles to judge on; by default five-fold cross-validation.
        base: directory of a model to add to: its topics and its entity recogniser are kept; topics that the
            articles are labelled with are moved as little as these articles ask for (see ``topics.moving``).
        corrections: a file of editors' corrections. Topics of ``base`` are moved by them (see
            ``topics.correcting``), names get the kinds that editors gave them and are merged as they said; topics that
            editors added are learnt where there are ``min_articles``. Without articles and base the bundled model is
            corrected.
        names: let the recogniser learn from ``corrections`` too, where the names of 200 articles were judged; it stays
            as it was where that makes it worse on a fifth of them.
        name: for the model card.
        trained_on: sources, for the model card.
        progress: called with the classifiers trained and to be trained. One with methods ``phase(name, unit, done)``
            and ``part(name)`` (see ``topics.progress.Phased``) hears of all phases: features, fits, thresholds.
        work: a directory to keep finished parts in, so that a training that was killed can go on; ``Training.save``
            removes it.
        resume: go on with what is kept there.
    """

    topics: str | Path | Vocabulary | None = None
    min_articles: int = 5
    seed: int = 0
    jobs: int = -1
    validation: Iterable[Article] | None = None
    base: str | Path | None = None
    corrections: str | Path | None = None
    names: bool = False
    name: str = "my-model"
    trained_on: Iterable[str] = ()
    progress: Progress | None = None
    work: str | Path | None = None
    resume: bool = False


def named(
    make: Callable[P, Made],
) -> Callable[[Callable[[Given, Made], Result]], Callable[Concatenate[Given, P], Result]]:
    """Let a function of something and options be called with the options' fields by name.

    The fields stand in one place, the class of the options; type checkers, ``help`` and editors see them all the same.
    """

    def decorate(function: Callable[[Given, Made], Result]) -> Callable[Concatenate[Given, P], Result]:
        @wraps(function)
        def call(given: Given, /, *args: P.args, **fields: P.kwargs) -> Result:
            return function(given, make(*args, **fields))

        first = next(iter(signature(function).parameters.values())).replace(kind=Parameter.POSITIONAL_OR_KEYWORD)
        rest = list(signature(make).parameters.values())
        call.__signature__ = signature(function).replace(parameters=[first, *rest])  # type: ignore[attr-defined]
        return call

    return decorate
