"""newstagger in scikit-learn's own hands."""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy.sparse import csr_matrix, issparse
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MultiLabelBinarizer
from sklearn.utils.fixes import parse_version

from newstagger import Article, LabelError, Model, NewsTopicClassifier, Tagger, UsageError, train
from newstagger.sklearn import make_pipeline as make_exported

TEXTS = ["Le club a gagné le match.", "L’hôpital soigne la grippe."] * 5
LABELS = ["Football", "Santé"] * 5
NEW = ["Le match du club est reporté.", "La grippe remplit l’hôpital."]


class TestExported:
    """A model that was trained before, as a pipeline."""

    def test_it_refuses_to_be_fitted(self, small_model: Model):
        exported = make_exported(small_model.classifier)
        with pytest.raises(UsageError, match="already trained"):
            clone(exported).fit(TEXTS, LABELS)
        with pytest.raises(UsageError, match="already trained"):
            cross_val_score(exported, TEXTS, LABELS, cv=2, error_score="raise")

    def test_it_predicts_without_being_fitted(self, small_model: Model):
        exported = make_exported(small_model.classifier)
        assert exported.predict_proba(TEXTS).shape == (len(TEXTS), len(exported.classes_))


@pytest.fixture(scope="module")
def lists(labelled: list[Article]) -> list[list[str]]:
    return [article.topics or [] for article in labelled]


@pytest.fixture(scope="module")
def fitted(labelled: list[Article], lists: list[list[str]]) -> NewsTopicClassifier:
    return NewsTopicClassifier().fit(labelled, lists)


def test_it_learns_what_train_learns(labelled: list[Article], lists: list[list[str]], fitted: NewsTopicClassifier):
    model = train(labelled)
    want = [[topic.label for topic in topics] for topics in model.classifier.assign(labelled, evidence=False)]
    assert fitted.predict(labelled).tolist() == want
    assert fitted.classes_.tolist() == [topic.label for topic in model.classifier.topics]
    np.testing.assert_array_equal(fitted.predict_proba(labelled), model.classifier.scores(labelled))
    assert set(fitted.left_out_) == {label for labels in lists for label in labels} - set(fitted.classes_)


@pytest.mark.parametrize(
    "texts", [TEXTS, tuple(TEXTS), np.array(TEXTS), pd.Series(TEXTS, index=range(5, 15)), [*map(Article, TEXTS)]]
)
@pytest.mark.parametrize("labels", [LABELS, np.array(LABELS), pd.Series(LABELS)])
def test_every_sequence_of_texts_and_labels_is_taken(texts: Any, labels: Any):
    assert NewsTopicClassifier(min_articles=2).fit(texts, labels).predict(NEW).tolist() == ["Football", "Santé"]


def test_single_labels_keep_their_type_and_their_probabilities_add_up_to_one():
    texts = [
        *TEXTS, "Le match du club a été reporté.", "La grippe remplit les lits de l’hôpital.", "Le club prépare le match retour.",
        "L’hôpital vaccine contre la grippe.", "Un chat.",
    ]  # fmt: skip
    classifier = NewsTopicClassifier(min_articles=2).fit(texts, [7, 3] * 7 + [11])
    assert classifier.classes_.tolist() == [3, 7, 11]
    assert classifier.predict(NEW).tolist() == [7, 3]
    scores = classifier.predict_proba(NEW)
    np.testing.assert_allclose(scores.sum(axis=1), 1)
    assert scores[:, 2].tolist() == [0, 0]
    assert list(classifier.left_out_) == ["11"]


def test_predictions_are_of_the_kind_that_labels_were_given_in(labelled: list[Article], lists: list[list[str]]):
    binarizer = MultiLabelBinarizer()
    table = binarizer.fit_transform(lists)
    frame = pd.DataFrame(table, columns=binarizer.classes_).astype(bool)
    classifier = NewsTopicClassifier()
    from_lists = classifier.fit(labelled, lists).predict(labelled)
    want = binarizer.transform(from_lists)
    array = classifier.fit(labelled, table)
    assert array.predict(labelled).dtype == table.dtype
    assert array.classes_.tolist() == list(range(table.shape[1]))
    np.testing.assert_array_equal(array.predict(labelled), want)
    sparse = classifier.fit(labelled, csr_matrix(table)).predict(labelled)
    assert issparse(sparse)
    np.testing.assert_array_equal(sparse.toarray(), want)
    named = classifier.fit(labelled, frame)
    assert named.classes_.tolist() == binarizer.classes_.tolist()
    np.testing.assert_array_equal(named.predict(labelled), want.astype(bool))
    assert isinstance(from_lists[0], list)


def test_the_model_is_saved_and_tags(fitted: NewsTopicClassifier, labelled: list[Article], tmp_path: Path):
    fitted.to_model().save(tmp_path / "mine")
    tagger = Tagger.load(tmp_path / "mine", only="topics")
    assert [t.label for t in tagger.tag(labelled[0]).topics] == fitted.predict(labelled[:1])[0]


def test_it_can_be_pickled_and_cloned(fitted: NewsTopicClassifier, labelled: list[Article], tmp_path: Path):
    again = pickle.loads(pickle.dumps(fitted))
    assert again.predict(labelled).tolist() == fitted.predict(labelled).tolist()
    again.to_model().save(tmp_path / "again")
    assert clone(fitted).get_params() == fitted.get_params()
    assert not hasattr(clone(fitted), "model_")


def test_the_same_number_gives_the_same_model(labelled: list[Article], lists: list[list[str]]):
    first, second = (NewsTopicClassifier(random_state=np.random.RandomState(3)).fit(labelled, lists) for _ in range(2))
    np.testing.assert_array_equal(first.predict_proba(labelled), second.predict_proba(labelled))


def test_cross_validation_and_grid_search(labelled: list[Article], lists: list[list[str]]):
    table = MultiLabelBinarizer().fit_transform(lists)
    folds = KFold(3, shuffle=True, random_state=0)
    few = NewsTopicClassifier(min_articles=2)
    scores = cross_val_score(few, labelled, table, cv=folds, scoring="f1_micro", error_score="raise")
    assert scores.mean() > 0.3
    assert cross_val_score(few, labelled, lists, cv=folds, error_score="raise").mean() > 0.3
    found = cross_val_predict(few, labelled, lists, cv=folds)
    assert set(found[0]) <= {label for labels in lists for label in labels}
    assert len(found) == len(labelled)
    search = GridSearchCV(NewsTopicClassifier(), {"min_articles": [3, 1000]}, cv=2, error_score=0.0)
    with pytest.warns(sklearn.exceptions.FitFailedWarning):
        search.fit(TEXTS, LABELS)
    assert search.best_params_ == {"min_articles": 3}
    assert search.predict(NEW).tolist() == ["Football", "Santé"]


def test_it_stands_at_the_end_of_a_pipeline():
    clean = FunctionTransformer(lambda texts: [text.replace("<p>", " ") for text in texts])
    chain = make_pipeline(clean, NewsTopicClassifier(min_articles=2)).fit([f"<p>{text}" for text in TEXTS], LABELS)
    assert isinstance(chain, Pipeline)
    assert chain.predict(NEW).tolist() == ["Football", "Santé"]
    assert chain.score(NEW, ["Football", "Santé"]) == 1.0


def test_the_score_of_lists_is_the_share_of_texts_with_all_labels_right(
    fitted: NewsTopicClassifier, labelled: list[Article]
):
    found = fitted.predict(labelled)
    assert fitted.score(labelled, found) == 1.0
    wrong = [[*found[0], "Ailleurs"], *found[1:]]
    assert fitted.score(labelled, wrong) == pytest.approx(1 - 1 / len(labelled))


def test_topics_of_a_file_are_taken(tmp_path: Path):
    file = tmp_path / "topics.toml"
    file.write_text('[topics.Football]\naliases = ["Foot"]\nparents = ["Sport"]\n', "utf-8")
    given = [["Foot"], ["Santé"]] * 5
    found = NewsTopicClassifier(topics=file, min_articles=2).fit(TEXTS, given).predict(NEW)
    assert {"Football", "Sport"} <= set(found[0])
    assert "Santé" in found[1]
    single = NewsTopicClassifier(topics=file, min_articles=2).fit(TEXTS, ["Foot", "Santé"] * 5)
    assert single.predict(NEW).tolist() == ["Foot", "Santé"]
    with pytest.raises(UsageError, match="'Foot' and 'Football' of y are the same topic"):
        NewsTopicClassifier(topics=file).fit(TEXTS, ["Foot", "Football"] * 5)


def test_empty_texts_are_taken(fitted: NewsTopicClassifier):
    assert fitted.predict(["", np.nan, None]).shape == (3,)


@pytest.mark.parametrize(
    ("texts", "labels", "problem"),
    [
        ("un texte", ["a"], "sequence of texts"),
        (pd.DataFrame({"text": TEXTS}), LABELS, "one column"),
        ([1, 2], ["a", "b"], "text must be a text"),
        (TEXTS, None, "requires y"),
        (TEXTS, LABELS[:3], "inconsistent"),
        (TEXTS, ["a"] * 10, "only one class"),
        (TEXTS, [["a"], "b"] * 5, "list of strings"),
        (TEXTS, [["a"], [1]] * 5, "list of strings"),
        (TEXTS, np.full((10, 2), 2), "zeros and ones"),
        (TEXTS, [0.5, 1.5] * 5, "continuous"),
        (TEXTS, ["a b", "a  b"] * 5, "same topic"),
        (TEXTS, ["a", " "] * 5, "empty name"),
    ],
)
def test_what_cannot_be_learned_from_is_a_value_error(texts: Any, labels: Any, problem: str):
    with pytest.raises(ValueError, match=problem):
        NewsTopicClassifier().fit(texts, labels)


def test_topics_without_enough_articles_are_a_label_error():
    with pytest.raises(LabelError, match="no topic has 6 articles"):
        NewsTopicClassifier(min_articles=6).fit(TEXTS, LABELS)


def test_it_must_be_fitted_first():
    with pytest.raises(sklearn.exceptions.NotFittedError):
        NewsTopicClassifier().predict(NEW)
    with pytest.raises(sklearn.exceptions.NotFittedError):
        NewsTopicClassifier().to_model()


class OfNumbers(NewsTopicClassifier):
    """scikit-learn's checks make numbers, not texts: here each number of a row is a word."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = tags.input_tags.allow_nan = False
        tags.input_tags.two_d_array = True
        return tags

    def _words(self, rows: Any, *, reset: bool) -> list[str]:
        from sklearn.utils.validation import check_is_fitted, validate_data

        if not reset:
            check_is_fitted(self)
        rows = validate_data(self, rows, reset=reset)
        return [
            " ".join(f"{chr(97 + i % 26)}{round(2 * float(x))}".replace("-", "m") for i, x in enumerate(row))
            for row in rows
        ]

    def fit(self, X: Any, y: Any) -> OfNumbers:  # noqa: N803
        return super().fit(self._words(X, reset=True), y)

    def predict(self, X: Any) -> Any:  # noqa: N803
        return super().predict(self._words(X, reset=False))

    def predict_proba(self, X: Any) -> Any:  # noqa: N803
        return super().predict_proba(self._words(X, reset=False))


#: Checks that say nothing of a classifier of texts: they are about types, memory and values of arrays of numbers.
#: All of them pass, too, as ``OfNumbers`` hands such arrays to scikit-learn's own validation; they only take time.
ABOUT_ARRAYS = {
    "check_complex_data", "check_dtype_object", "check_estimator_sparse_array", "check_estimator_sparse_matrix",
    "check_estimator_sparse_tag", "check_estimators_dtypes", "check_estimators_nan_inf", "check_f_contiguous_array_estimator",
    "check_fit1d", "check_fit2d_1feature", "check_fit2d_predict1d", "check_n_features_in", "check_n_features_in_after_fitting",
    "check_positive_only_tag_during_fit", "check_readonly_memmap_input", "check_array_api_input",
}  # fmt: skip
#: Without ``decision_function`` there is nothing for it to check.
WITHOUT_DECISIONS = {"check_classifiers_multilabel_output_format_decision_function"}


def estimator_checks() -> list[Any]:
    if parse_version(sklearn.__version__) < parse_version("1.6"):
        return []
    from sklearn.utils.estimator_checks import estimator_checks_generator

    found = []
    for _, check in estimator_checks_generator(OfNumbers(min_articles=1)):
        inner = check.func if isinstance(check, partial) else check
        name = (inner.func if isinstance(inner, partial) else inner).__name__
        repeated = isinstance(check, partial) and "readonly_memmap" in check.keywords
        if name not in ABOUT_ARRAYS | WITHOUT_DECISIONS and not repeated:
            found.append(pytest.param(check, id=name))
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("check", estimator_checks())
def test_scikit_learns_own_checks(check: Any):
    check(OfNumbers(min_articles=1))


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_a_missing_label_is_no_topic(missing: object):
    for kind in (list, lambda labels: pd.Series(labels, dtype=object)):
        with pytest.raises(UsageError, match="y has missing labels"):
            NewsTopicClassifier(min_articles=2).fit(TEXTS, kind([missing, *LABELS[1:]]))


def test_a_score_follows_the_names_of_columns():
    frame = pd.DataFrame({"Football": [1, 0] * 5, "Santé": [0, 1] * 5})
    classifier = NewsTopicClassifier(min_articles=2).fit(TEXTS, frame)
    assert classifier.score(TEXTS, frame[["Santé", "Football"]]) == classifier.score(TEXTS, frame) == 1.0
    with pytest.raises(UsageError, match="the columns of y must be Football, Santé"):
        classifier.score(TEXTS, frame.rename(columns={"Santé": "Politique"}))


@pytest.mark.parametrize(
    "wrong", [{"n_jobs": 0}, {"n_jobs": "all"}, {"min_articles": 2.5}, {"random_state": "x"}, {"random_state": -1}]
)
def test_a_parameter_without_meaning_is_refused(wrong: dict[str, Any]):
    with pytest.raises(UsageError, match="`jobs`|`min_articles`|random_state|`seed`"):
        NewsTopicClassifier(**{"min_articles": 2, **wrong}).fit(TEXTS, LABELS)
