"""The fits of a training: classifiers that have not seen a fold, what they are good for, and the final ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newstagger.topics.features import Blocks
from newstagger.topics.keeping import Arrays, Forgetful, Keeper
from newstagger.topics.progress import Teller
from newstagger.topics.solvers import Solver, Weights, take
from newstagger.topics.weights import packed, unpacked

Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Run:
    """What all fits of a training share.

    Attributes:
        folds: of each article.
        held: how many folds are held out.
        teller: is told of progress.
        keeper: keeps what is finished.
    """

    folds: Ints
    held: int
    teller: Teller = field(default_factory=lambda: Teller(None))
    keeper: Keeper = field(default_factory=Forgetful)

    @property
    def judged(self) -> Bools:
        """The articles that are held out once, shape (articles,)."""
        return self.folds < self.held

    def parts(self, name: str) -> list[str]:
        """The fits of a solver, as the keeper knows them: one a fold held out, and the final one."""
        return [*(f"{name}-{number}" for number in self.numbers()), f"{name}-final"]

    def numbers(self) -> list[int]:
        """The folds that are held out and have articles."""
        return [int(number) for number in np.unique(self.folds[self.judged])]

    def kept(self, part: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays of a part, made only where they are not kept yet."""
        found = self.keeper.recall(part)
        if found is None:
            found = make()
            self.keeper.keep(part, found)
        return found


def held_out(solver: Solver, blocks: Blocks, width: int, run: Run, name: str) -> NDArray[Any]:
    """Scores of the judged articles by classifiers that have not seen their fold, shape (judged articles, topics)."""
    judged = run.judged
    scores: NDArray[Any] = np.zeros((int(judged.sum()), width), solver.precision)
    for number in run.numbers():
        outside = run.folds == number
        if outside.all():
            continue
        run.teller.part(f"fold {number + 1} of {run.held}")

        def score(outside: Bools = outside) -> Arrays:
            return {"scores": solver.fit(~outside).score(take(blocks, outside))}

        scores[outside[judged]] = run.kept(f"{name}-{number}", score)["scores"]
    return scores


def final(solver: Solver, inside: Bools, run: Run, name: str) -> Weights:
    """What is learnt from all articles that are ``inside``, shape (articles,)."""
    run.teller.part("all articles")

    def fit() -> Arrays:
        weights = solver.fit(inside)
        return {**packed(weights.terms), "embedding": weights.embedding, "bias": weights.bias}

    kept = run.kept(f"{name}-final", fit)
    return Weights(unpacked(kept, len(kept["bias"])), kept["embedding"], kept["bias"])
