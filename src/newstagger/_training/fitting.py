"""Which articles are judged by a classifier that has not seen them.

The fits of a training: classifiers that have not seen a fold, what they are good for, and the final ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from newstagger._text.duplicates import group
from newstagger._text.normalise import fold
from newstagger._topics.blocks import Blocks
from newstagger._topics.classifier import TopicInfo
from newstagger._topics.weights import beside, packed, unpacked
from newstagger._training.keeping import Arrays, Forgetful, Keeper
from newstagger._training.options import Teller
from newstagger._training.solvers import Solver, Weights, take
from newstagger.article import Article

FOLDS = 5


def assign_folds(articles: Sequence[Article], seed: int, *, by_source: bool = False) -> NDArray[np.int64]:
    """The fold of each article; articles that are nearly the same are always in one, and those of a source if asked."""

    def number(article: Article) -> int:
        start = (
            article.source
            if by_source and article.source
            else " ".join(fold(f"{article.title or ''} {article.text}"[:2000]).split())[:300]
        )
        return int.from_bytes(hashlib.sha256(f"{seed}:{start}".encode("utf-8", "replace")).digest()[:8], "big") % FOLDS

    firsts = group(articles)
    # A group larger than half a fold is a form that articles are written in, no repetition.
    large = np.bincount(firsts, minlength=len(articles)) > len(articles) / (2 * FOLDS)
    return np.array([number(articles[i if large[first] else first]) for i, first in enumerate(firsts.tolist())])


Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Learnt:
    """Topics that were learnt or moved.

    Attributes:
        infos: with their thresholds.
        weights, curves: of the final classifiers.
        raw, probabilities: of the judged articles, by classifiers that have not seen them, shape (articles, topics).
        given: which topics that gives them, same shape.
        thresholds: shape (topics,), not rounded.
        distrusted: articles that were not learnt from in the end.
        before: what the base gave the judged articles; None for topics that it does not have.
    """

    infos: list[TopicInfo]
    weights: Weights
    curves: Doubles
    raw: NDArray[Any]
    probabilities: Doubles
    given: Bools
    thresholds: Doubles
    distrusted: int = 0
    before: Bools | None = None

    @property
    def labels(self) -> list[str]:
        """The topics, in column order."""
        return [info.label for info in self.infos]


def side_by_side(learnt: Sequence[Learnt]) -> Learnt:
    """All topics in the order of their labels."""
    if len(learnt) == 1:
        return learnt[0]
    infos = [info for one in learnt for info in one.infos]
    order = sorted(range(len(infos)), key=lambda i: infos[i].label)

    def columns(find: Callable[[Learnt], NDArray[Any]]) -> NDArray[Any]:
        return np.hstack([find(one) for one in learnt])[..., order]

    return Learnt(
        [infos[i] for i in order],
        Weights(
            beside([one.weights.terms for one in learnt], order),
            columns(lambda one: one.weights.embedding),
            columns(lambda one: one.weights.bias),
        ),
        columns(lambda one: one.curves),
        columns(lambda one: one.raw),
        columns(lambda one: one.probabilities),
        columns(lambda one: one.given),
        columns(lambda one: one.thresholds),
        sum(one.distrusted for one in learnt),
        columns(lambda one: np.zeros_like(one.given) if one.before is None else one.before),
    )


class Stage(Protocol):
    """Topics that are learnt in one way."""

    name: str
    #: How often a fit tells of progress.
    steps: int

    def fit(self, run: Run, /) -> None:
        """Do all fits."""
        ...

    def judge(self, run: Run, step: Callable[[], None], /) -> Learnt:
        """Choose the thresholds; calls ``step`` for each point of the curves."""
        ...


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
