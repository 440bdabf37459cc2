"""Which topics are given: each topic's own threshold, or another point of its curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from newstagger.errors import UsageError

if TYPE_CHECKING:
    from newstagger._topics.classifier import TopicInfo

#: Points of a topic's curve and the beta whose F-beta they maximise (van Rijsbergen, « Information Retrieval », 1979,
#: chapter 7): precision counts twice as much as recall, as much, or half as much.
LEANS = {"precision": 0.5, "balanced": 1.0, "recall": 2.0}
MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Which topics of an article are given, and which are named beside them.

    Attributes:
        lean: the point of each topic's curve: « precision », « balanced » or « recall ».
        threshold: one probability for all topics instead of their own thresholds, 0..1.
        limit: most topics of an article; the best stay. None for all.
        suggest: how many of the best topics that are not given to name as suggestions, with their scores.

    Raises:
        UsageError: a value is none of these.
    """

    lean: str = "balanced"
    threshold: float | None = None
    limit: int | None = None
    suggest: int = 0

    def __post_init__(self) -> None:
        if self.lean not in LEANS:
            raise UsageError(f"lean is one of {', '.join(LEANS)}, not « {self.lean} »")
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise UsageError(f"a threshold is a probability between 0 and 1, not {self.threshold}")
        if self.threshold is not None and self.lean != "balanced":
            raise UsageError("give one threshold for all topics, or a point of each topic’s curve to lean to, not both")
        if self.limit is not None and self.limit < 0:
            raise UsageError(f"the limit of topics is a number from 0 up, not {self.limit}")
        if not 0 <= self.suggest <= MOST_SUGGESTED:
            raise UsageError(f"between 0 and {MOST_SUGGESTED} topics can be suggested, not {self.suggest}")

    def thresholds(self, topics: Sequence[TopicInfo]) -> NDArray[np.float64]:
        """The probability from which on each topic is given, shape (topics,).

        Raises:
            UsageError: the model does not hold the point of the curve.
        """
        if self.threshold is not None:
            return np.full(len(topics), self.threshold)
        if self.lean == "balanced":
            return np.array([topic.threshold for topic in topics])
        points = [topic.precise if self.lean == "precision" else topic.broad for topic in topics]
        missing = [topic.label for topic, point in zip(topics, points, strict=True) if point is None]
        if missing:
            raise UsageError(
                f"this model holds no threshold that leans to {self.lean} for {', '.join(missing[:3])}"
                f"{' …' if len(missing) > 3 else ''}; it was trained before there were any: train it again"
            )
        return np.array(points, np.float64)


BALANCED = Choice()
