"""The options of a training, one object that is passed down whole, and the reporting of its progress."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from newstagger._arguments import check_number, check_path, check_whole, describe
from newstagger._training.labels import Vocabulary
from newstagger.article import Article
from newstagger.errors import UsageError

#: Largest seed that numpy and scikit-learn take.
MAX_SEED = 2**32 - 1
#: Called with the phase that is going on, how many of its steps are done and how many it has.
Progress = Callable[[str, int, int], Any]
#: Phases of a training, in order; a program that writes the model adds ``WRITING``.
VOCABULARY, FEATURES, FITS, WRITING = "vocabulary", "features", "classifiers", "writing"


@dataclass(frozen=True)
class TermVectors:
    """Vectors of words that were learnt from texts without topics.

    Attributes:
        terms: the words, as terms of a vocabulary.
        idf: inverse document frequency of each word in those texts.
        spaces: one or more sets of vectors, each of shape (words, width), rows of unit length.
    """

    terms: Sequence[str]
    idf: NDArray[np.float32]
    spaces: Sequence[NDArray[np.float32]]

    def get_idf(self) -> dict[str, float]:
        """Each word with its inverse document frequency."""
        return dict(zip(self.terms, self.idf.tolist(), strict=True))


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """How to train, and what to learn from in addition to the articles.

    Attributes:
        topics: a topics file (TOML, SKOS or a table) or its content: aliases, parents, keywords and codes.
        min_articles: topics with fewer articles are left out.
        seed: of the folds and the solver; the same seed and articles give the same model.
        jobs: number of processes to train with (threads in large trainings); -1 for one per core.
        validation: labelled articles to evaluate on; five-fold cross-validation by default.
        base: directory of a model to add to. Its topics and its entity recogniser are kept; topics that the articles
            are labelled with are moved as little as these articles ask for.
        corrections: a file of editors' corrections. Topics of ``base`` are moved by them, names get the kinds that
            editors gave them and are merged as they said; topics that editors added are learnt if there are at least
            ``min_articles``. Without articles and base the bundled model is corrected.
        names: let the recogniser learn from ``corrections`` too, if the names of 200 articles were judged; it stays
            as it was if that makes it worse on a fifth of them.
        name: for the model card.
        trained_on: sources, for the model card.
        progress: called with the phase (such as ``"features"``), the number of its steps that are done and the number
            of its steps.
        penalty: C of the support vector machines; None for the one that suits the number of articles.
        min_count: terms that fewer articles contain are left out of the vocabulary.
        by_source: keep the articles of one source in one fold, so that thresholds and calibration come from
            publishers that were not learnt from.
        vectors: vectors of words that were learnt from texts without topics.
        opening: weight of the opening of a long article beside the whole, 0 to 1.
        regions: count how much of an article is about each region of the world; None to do as the model that is
            learnt from. The features of ``base`` stay as they are.
        solver: ``"liblinear"``, or ``"newton"`` for large trainings; None for the one that suits their size.
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
    penalty: float | None = None
    min_count: int = 2
    by_source: bool = False
    vectors: TermVectors | None = None
    opening: float = 0.0
    regions: bool | None = None
    solver: Literal["liblinear", "newton"] | None = None

    def __post_init__(self) -> None:
        """Check what would otherwise fail, or be passed over, after minutes of training.

        Raises:
            UsageError: a value has no meaning; the message names the option.
        """
        for name in ("base", "corrections"):
            if getattr(self, name) is not None:
                check_path(name, getattr(self, name))
        if not isinstance(self.topics, Vocabulary) and self.topics is not None:
            check_path("topics", self.topics)
        check_whole("min_articles", self.min_articles, 1)
        check_whole("min_count", self.min_count, 1)
        check_whole("seed", self.seed, 0, MAX_SEED)
        if check_whole("jobs", self.jobs, -1_000_000) == 0:  # -2 is all cores but one, as joblib counts
            raise UsageError("`jobs` must be a number of processes, or -1 for one per core, not 0")
        check_number("opening", self.opening, 0, 1)
        if self.penalty is not None and not check_number("penalty", self.penalty, 0, math.inf):
            raise UsageError("`penalty` must be more than 0")
        if self.solver not in (None, "liblinear", "newton"):
            raise UsageError(f"`solver` must be liblinear or newton, not {describe(self.solver)}")


def make_options(options: TrainingOptions | None, fields: dict[str, Any]) -> TrainingOptions:
    """Options given as an object, by name, or both.

    Raises:
        TypeError: there is no option of this name.
    """
    return TrainingOptions(**fields) if options is None else replace(options, **fields)


class Phase:
    """Counts the steps of one phase of a training and reports them."""

    def __init__(self, progress: Progress | None, name: str, total: int) -> None:
        self._progress, self._name, self._done, self._total = progress, name, 0, total

    def step(self) -> None:
        """Count one step."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._name, self._done, self._total)
