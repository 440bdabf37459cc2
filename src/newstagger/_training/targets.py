"""The ``y`` of scikit-learn: which topics it gives each article, and in which kind predictions are to be given back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets

from newstagger._training.labels import Vocabulary, resolve_alias
from newstagger.article import is_missing
from newstagger.errors import UsageError


@dataclass(frozen=True)
class Target:
    """What ``y`` was given as, so that predictions are of the same kind.

    Attributes:
        kind: one label for each article, a list of labels for each, or a table of zeros and ones (sparse or not).
        classes: labels or column names.
        labels: the model's topics for the classes, in the same order.
        dtype: of the table.
    """

    kind: Literal["single", "lists", "table", "sparse"]
    classes: NDArray[Any]
    labels: list[str]
    dtype: Any = None

    @classmethod
    def read(cls, y: Any, vocabulary: Vocabulary) -> tuple[Target, list[list[str]]]:
        """The target and the topics of each article; aliases of the vocabulary become their topics.

        Raises:
            UsageError: it is none of these kinds.
        """
        if y is None:
            raise UsageError("NewsTopicClassifier requires y to be passed, but the target y is None")
        # numpy would make a text of it, and NaN a topic.
        if (isinstance(y, (list, tuple)) or getattr(y, "ndim", 0) == 1) and any(map(is_missing, y)):
            raise UsageError("y has missing labels (None or NaN); leave these articles out")
        if issparse(y) or (getattr(y, "ndim", 1) == 2 and y.shape[1] > 1):
            return cls._of_table(y, vocabulary)
        rows = list(np.asarray(y) if hasattr(y, "__array__") else y)
        if getattr(y, "ndim", 1) == 1 and rows and _is_several(rows[0]):
            if len(rows[0]) > 0 and not any(isinstance(label, str) for label in rows[0]):
                return cls._of_table(np.array(rows), vocabulary)
            if not all(_is_several(row) and all(isinstance(label, str) for label in row) for row in rows):
                raise UsageError("y must contain a list of strings for each article, empty if no topic applies")
            names = sorted({str(label) for row in rows for label in row})
            return cls("lists", np.array(names, object), names), [list(map(str, row)) for row in rows]
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        classes, where = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise UsageError("y has only one class, so there is nothing to tell apart")
        labels = _topics_of(classes, vocabulary)
        return cls("single", classes, labels), [[labels[i]] for i in where]

    @classmethod
    def _of_table(cls, y: Any, vocabulary: Vocabulary) -> tuple[Target, list[list[str]]]:
        classes = np.array(y.columns if hasattr(y, "columns") else np.arange(y.shape[1]))
        table = csr_matrix(y) if issparse(y) else np.asarray(y)
        if not np.isin(table.data if issparse(y) else table, (0, 1)).all():
            raise UsageError(
                "a two-dimensional y must be an indicator matrix of zeros and ones, with one column per topic"
            )
        labels = _topics_of(classes, vocabulary)
        given: list[list[str]] = [[] for _ in range(table.shape[0])]
        for row, column in zip(*table.nonzero(), strict=True):
            given[row].append(labels[column])
        return cls("sparse" if issparse(y) else "table", classes, labels, table.dtype), given

    def places(self) -> dict[str, int]:
        """The column of each topic."""
        return {label: i for i, label in enumerate(self.labels)}


def _is_several(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, (str, bytes))


def _topics_of(classes: NDArray[Any], vocabulary: Vocabulary) -> list[str]:
    """The names that classes have as topics of a model.

    Raises:
        UsageError: two classes have the same name, or one has none.
    """
    labels = [resolve_alias(str(name), vocabulary) for name in classes.tolist()]
    for i, label in enumerate(labels):
        if not label:
            raise UsageError("a class in y has an empty name")
        if label in labels[:i]:
            raise UsageError(
                f"the classes {str(classes[labels.index(label)])!r} and {str(classes[i])!r} of y are the same topic"
            )
    return labels
