"""What an editor's corrections are worth: simulate.py DATA MODEL [RESULTS.json]

MODEL is a model built without the development split (``scripts/build-model DATA --without-dev``). Its
articles of the development split, and articles of other publishers (MasakhaNEWS, five sections that the bundled topics
also know), are parted in two at random, ten times over. An editor whose verdicts are the gold topics looks through some
articles of the first half: the least sure ones, or any. The model, put right by them, is judged on the second half.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from newstagger import Article, read  # noqa: E402
from newstagger._model import directory  # noqa: E402
from newstagger._topics.classifier import TopicClassifier  # noqa: E402
from newstagger._topics.thresholds import measure_uncertainty  # noqa: E402
from newstagger._training.moving import FIRMNESS, correct  # noqa: E402
from newstagger._training.scoring import score_labels  # noqa: E402
from tools.model import is_dev  # noqa: E402

SPLITS = 10
BUDGETS = (10, 20, 40, 80)
#: Sections of MasakhaNEWS and the bundled topics that mean the same.
SECTIONS = {
    "sports": "Sport", "politics": "Politique", "health": "Santé", "business": "Économie", "technology": "Numérique",
}  # fmt: skip


def wikinews(data: Path) -> list[Article]:
    return [article for article in read(data / "wikinews" / "train.jsonl") if is_dev(article.id)]


def masakhanews(data: Path) -> list[Article]:
    found = list(read([data / "masakhanews" / "train_50_per_label.jsonl", data / "masakhanews" / "dev.jsonl"]))
    return [replace(article, topics=[SECTIONS[label] for label in article.topics or []]) for article in found]


def simulate(base: TopicClassifier, articles: list[Article], labels: list[str]) -> dict[str, dict[str, float]]:
    """Mean F1 on the second halves."""
    verdicts = [{label: label in (a.topics or []) for label in labels} for a in articles]
    columns = [i for i, topic in enumerate(base.topics) if topic.label in labels]
    thresholds = np.array([base.topics[i].threshold for i in columns])
    doubts = measure_uncertainty(base.scores(articles)[:, columns], thresholds)

    def judge(classifier: TopicClassifier, judged: list[int]) -> dict[str, float]:
        given = classifier.assign([articles[i] for i in judged], evidence=False)
        shown = [[topic.label for topic in topics if topic.label in labels] for topics in given]
        return {row.label: row.f1 for row in score_labels([articles[i].topics or [] for i in judged], shown).averages}

    found: dict[str, list[dict[str, float]]] = {}
    for seed in range(SPLITS):
        order = np.random.default_rng(seed).permutation(len(articles)).tolist()
        pool, rest = order[: len(order) // 2], order[len(order) // 2 :]
        found.setdefault("uncorrected", []).append(judge(base, rest))
        for way, ranked in (("any", pool), ("least sure", sorted(pool, key=lambda i: -doubts[i]))):
            for budget in BUDGETS:
                chosen = ranked[:budget]
                better = correct(base, [articles[i] for i in chosen], [verdicts[i] for i in chosen])
                found.setdefault(f"{budget} articles, {way}", []).append(judge(better, rest))
    return {
        name: {average: round(float(np.mean([row[average] for row in rows])), 4) for average in ("micro", "macro")}
        for name, rows in found.items()
    }


def main() -> None:
    data, model = Path(sys.argv[1]), Path(sys.argv[2])
    classifier = directory.load(model).classifier
    assert classifier is not None
    all_labels = [topic.label for topic in classifier.topics]
    result = {
        "splits": SPLITS,
        "firmness": FIRMNESS,
        "wikinews": simulate(classifier, wikinews(data), all_labels),
        "masakhanews": simulate(classifier, masakhanews(data), list(SECTIONS.values())),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
    print(text)
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
