"""Topics beside the usual recipes, in one run: compare.py DATA RESULTS.json [RIVAL …]

Three data sets, each split so that nothing was tuned on what is reported here:
  wikinews     five folds of the gold articles, by a hash of the id; newstagger with the keywords of the bundled model
  lemonde      trained on items before September 2022, judged on September and October
  masakhanews  trained on 50 articles a label, judged on the publishers' development set; weighted F1
Rivals: scikit-learn's plain recipe (TfidfVectorizer on words and pairs, OneVsRest LinearSVC, threshold 0), fastText
(one-versus-all, 25 passes, word pairs, threshold tuned on a tenth of the training articles) and omikuji (Parabel on
the same TF-IDF, threshold tuned likewise). Where some are named, the others keep what RESULTS.json has of them.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from newstagger import Article, Model, read
from newstagger._model import directory
from newstagger._topics.thresholds import find_best_threshold
from newstagger._training.options import TrainingOptions
from newstagger._training.scoring import score_labels
from newstagger._training.train import train_classifier

ROOT = Path(__file__).resolve().parents[2]
Predict = Callable[[list[Article]], list[list[str]]]
Trained = tuple[Predict, int]  # the size of the model in bytes
Fit = Callable[[list[Article], bool], Trained]


def text(article: Article) -> str:
    return " ".join(f"{article.title or ''} {article.text}".split())


def gold(article: Article) -> list[str]:
    return article.topics or []


def ours(topics: Path | None, stacked: bool) -> Fit:
    def fit(articles: list[Article], single: bool) -> Trained:
        teacher = directory.load().classifier if stacked else None
        classifier = train_classifier(
            articles, TrainingOptions(min_articles=2, topics=topics), teacher=teacher
        ).classifier
        with tempfile.TemporaryDirectory() as folder:
            Model(classifier).save(Path(folder) / "model")
            size = sum(path.stat().st_size for path in (Path(folder) / "model").rglob("*") if path.is_file())
        return lambda new: [[t.label for t in topics] for topics in classifier.assign(new, evidence=False)], size

    return fit


def _features(articles: list[Article]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit(map(text, articles))


def plain(articles: list[Article], single: bool) -> Trained:
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    vectorizer, binarizer = _features(articles), MultiLabelBinarizer()
    labels = binarizer.fit_transform(map(gold, articles))
    machine = OneVsRestClassifier(LinearSVC()).fit(vectorizer.transform(map(text, articles)), labels)

    def predict(new: list[Article]) -> list[list[str]]:
        scores = machine.decision_function(vectorizer.transform(map(text, new)))
        return _chosen(scores, binarizer.classes_, 0.0, single)

    return predict, len(pickle.dumps((vectorizer, machine)))


def _chosen(scores: Any, names: Any, threshold: float, single: bool) -> list[list[str]]:
    if single:
        return [[names[row.argmax()]] for row in scores]
    return [[names[i] for i in np.flatnonzero(row > threshold)] for row in scores]


def _split(articles: list[Article]) -> tuple[list[Article], list[Article]]:
    order = np.random.default_rng(0).permutation(len(articles))
    cut = len(articles) // 10
    return [articles[i] for i in order[cut:]], [articles[i] for i in order[:cut]]


def _threshold(scores: Any, articles: list[Article], names: Any) -> float:
    column = {name: i for i, name in enumerate(names)}
    want = np.zeros((len(articles), len(names)), bool)
    for row, article in zip(want, articles, strict=True):
        row[[column[topic] for topic in gold(article) if topic in column]] = True
    return find_best_threshold(want.ravel(), np.asarray(scores, float).ravel())


def fasttext(articles: list[Article], single: bool) -> Trained:
    import fasttext as library

    library.FastText.eprint = lambda _: None
    learn, tune = _split(articles)
    names = sorted({label for a in articles for label in gold(a)})
    column = {name: i for i, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        path.write_text(
            "".join(" ".join(f"__label__{column[t]}" for t in gold(a)) + f" {text(a).lower()}\n" for a in learn)
        )
        model = library.train_supervised(str(path), loss="ova", epoch=25, lr=0.5, wordNgrams=2, thread=2, verbose=0)
        model.save_model(str(Path(folder) / "model"))
        size = (Path(folder) / "model").stat().st_size

    def scores(new: list[Article]) -> Any:
        rows = np.zeros((len(new), len(names)))
        for row, article in zip(rows, new, strict=True):
            for chance, label in model.f.predict(text(article).lower() + "\n", len(names), 0.0, "strict"):
                row[int(label.removeprefix("__label__"))] = chance
        return rows

    threshold = 0.0 if single else _threshold(scores(tune), tune, names)
    return lambda new: _chosen(scores(new), names, threshold, single), size


def omikuji(articles: list[Article], single: bool) -> Trained:
    import omikuji as library

    learn, tune = _split(articles)
    names = sorted({label for a in articles for label in gold(a)})
    column = {name: i for i, name in enumerate(names)}
    vectorizer = _features(learn)

    def pairs(matrix: Any, row: int) -> list[tuple[int, float]]:
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        return list(zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        matrix = vectorizer.transform(map(text, learn))
        matrix.sort_indices()
        lines = [f"{matrix.shape[0]} {matrix.shape[1]} {len(names)}"]
        for row, article in enumerate(learn):
            labels = ",".join(str(column[t]) for t in gold(article))
            lines.append(labels + " " + " ".join(f"{i}:{v:.6f}" for i, v in pairs(matrix, row)))
        path.write_text("\n".join(lines) + "\n")
        model = library.Model.train_on_data(str(path))
        model.save(str(Path(folder) / "model"))
        size = sum(p.stat().st_size for p in (Path(folder) / "model").rglob("*") if p.is_file())

    def scores(new: list[Article]) -> Any:
        matrix, rows = vectorizer.transform(map(text, new)), np.zeros((len(new), len(names)))
        for index, row in enumerate(rows):
            for label, chance in model.predict(pairs(matrix, index), top_k=len(names)):
                row[label] = chance
        return rows

    threshold = 0.0 if single else _threshold(scores(tune), tune, names)
    return lambda new: _chosen(scores(new), names, threshold, single), size + len(pickle.dumps(vectorizer))


def fold(article: Article) -> int:
    return int(hashlib.sha256(article.id.encode()).hexdigest(), 16) % 5


def month(article: Article) -> str:
    return str(article.published)[:7]


def sets(data: Path) -> dict[str, tuple[list[tuple[list[Article], list[Article]]], bool]]:
    """By name: pairs of training and test articles, and whether each article has one label."""
    wikinews = list(read(data / "wikinews" / "train.jsonl"))
    lemonde = list(read(data / "lemonde" / "2022-01_2022-10.jsonl.gz"))
    few, dev = (list(read(data / "masakhanews" / f"{name}.jsonl")) for name in ("train_50_per_label", "dev"))
    folds = [([a for a in wikinews if fold(a) != n], [a for a in wikinews if fold(a) == n]) for n in range(5)]
    months = ([a for a in lemonde if month(a) < "2022-09"], [a for a in lemonde if month(a) >= "2022-09"])
    return {"wikinews": (folds, False), "lemonde": ([months], False), "masakhanews": ([(few, dev)], True)}


def main() -> None:
    out, named = Path(sys.argv[2]), sys.argv[3:]
    results: dict[str, Any] = json.loads(out.read_text("utf-8")) if named else {}
    results["machine"] = f"{platform.machine()}, 2 cores, Python {platform.python_version()}"
    keywords = ROOT / "scripts" / "tools" / "topics.toml"
    for name, (pairs, single) in sets(Path(sys.argv[1])).items():
        rivals: dict[str, Fit] = {
            "newstagger": ours(keywords, stacked=False) if name == "wikinews" else ours(None, stacked=True),
            "scikit-learn": plain, "fastText": fasttext, "omikuji": omikuji,
        }  # fmt: skip
        for rival, fit in rivals.items():
            if named and rival not in named:
                continue
            want: list[list[str]] = []
            got: list[list[str]] = []
            training = tagging = 0.0
            size = 0
            for learn, test in pairs:
                begin = time.perf_counter()
                predict, size = fit(learn, single)
                training += time.perf_counter() - begin
                predict(test[:20])
                begin = time.perf_counter()
                got += predict(test)
                tagging += time.perf_counter() - begin
                want += map(gold, test)
            scores = score_labels(want, got)
            words = sum(len(text(a).split()) for _, test in pairs for a in test)
            results.setdefault(name, {})[rival] = {
                **{f"{row.label} F1": round(row.f1, 4) for row in scores.averages},
                "training, s": round(training / len(pairs), 1), "words/s": round(words / tagging), "MB": round(size / 1e6, 1),
            }  # fmt: skip
            print(name, rival, results[name][rival], flush=True)
    if not named:
        results["peak memory of a process, MB"] = peak_memory()
    out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")


def peak_memory() -> int:
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(usage / 1000)


if __name__ == "__main__":
    main()
