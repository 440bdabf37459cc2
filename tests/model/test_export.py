"""The exported pipeline in scikit-learn's own hands."""

from __future__ import annotations

import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from newstagger import Model, UsageError
from newstagger._model.export import pipeline

TEXTS = ["Le club a gagné le match.", "L’hôpital soigne la grippe."] * 5


def test_it_refuses_to_be_fitted(small_model: Model):
    exported = pipeline(small_model.classifier)
    with pytest.raises(UsageError, match="trained already"):
        clone(exported).fit(TEXTS, ["Football", "Santé"] * 5)
    with pytest.raises(UsageError, match="trained already"):
        cross_val_score(exported, TEXTS, ["Football", "Santé"] * 5, cv=2, error_score="raise")


def test_it_predicts_without_being_fitted(small_model: Model):
    exported = pipeline(small_model.classifier)
    assert exported.predict_proba(TEXTS).shape == (len(TEXTS), len(exported.classes_))
