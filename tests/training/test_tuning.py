"""The recogniser learns from corrected names. Every article is invented."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from newstagger import Article, Tagger
from newstagger._feedback.gold import Given
from newstagger._feedback.store import Corrections, Verdict
from newstagger._model.directory import load
from newstagger._names import Span
from newstagger._names.tuning import NamedText, exact_f1, tune
from newstagger._training.train import train_in_detail
from newstagger._training.verdicts import MIN_NAMED_ARTICLES, collect_named_texts, tune_recogniser

PLACES = ("Ar Gozh", "Kervilou", "Traou Bihan", "Penn ar Roc’h", "Enez Wenn")


def texts(count: int) -> list[str]:
    """Texts that name small harbours by a word that no recogniser knows."""
    chance = random.Random(1)
    return [
        f"Nume\u0301ro {n}. Le bac de zorvane {chance.choice(PLACES)} reprend la mer. Le phare de zorvane {chance.choice(PLACES)} ferme."
        for n in range(count)
    ]


def correct(path: Path, texts: list[str]) -> Path:
    """A file of corrections in which the names of some articles were judged."""
    with Corrections(path) as kept:
        for text in texts:
            key = kept.put(Article(text, title="Les bacs"), [], 0.5, "m")
            kept.see(key, Given(), "m")
            spans = [f"text:{found.start()}:{found.end()}" for found in re.finditer("|".join(PLACES), text)]
            kept.judge(key, [Verdict("mention", span, "places") for span in spans], "")
    return path


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    return correct(tmp_path / "c.sqlite", texts(20))


def test_names_stand_where_the_recogniser_reads_them(corrected: Path):
    with Corrections(corrected) as kept:
        title, text = collect_named_texts(kept.all())[0]
    assert title == ("Les bacs", [])
    assert {text.text[s.start : s.end].replace("'", "’") for s in text.spans} <= set(PLACES)
    assert len(text.spans) == 2
    assert "\u0301" not in text.text, "the text is normalised, which moves what stands behind"


def test_a_recogniser_learns_and_forgets_little(corrected: Path, tagger: Tagger):
    with Corrections(corrected) as kept:
        articles = [text for article in collect_named_texts(kept.all()) for text in article]
    passes: list[int] = []
    learnt = tune(load().recogniser(), articles, epochs=8, progress=lambda number, _: passes.append(number))
    assert passes == list(range(1, 9))
    assert exact_f1(learnt, articles) > exact_f1(load().recogniser(), articles)
    old = "Le maire de Lyon, Paul Imbert, a reçu mardi la CGT à Nantes."
    (spans,) = learnt.spans([old])
    assert {(old[s.start : s.end], s.kind) for s in spans} >= {("Lyon", "places"), ("Nantes", "places")}


def test_what_makes_it_worse_is_not_kept():
    text = "Le maire de Lyon, Paul Imbert, a reçu mardi les pompiers de Nantes."
    names = [(text.index(name), name, kind) for name, kind in (("Lyon", "places"), ("Nantes", "places"))]
    right = NamedText(text, [Span(at, at + len(name), kind) for at, name, kind in names])
    # Every fifth article judges; the others teach that nothing is a name.
    articles = [[right] if number % 5 == 0 else [NamedText(text, [])] for number in range(10)]
    recogniser, before, after = tune_recogniser(load().recogniser, articles, epochs=6)
    assert recogniser is None
    assert after < before


def test_train_lets_it_learn_from_enough_texts_if_it_is_asked_to(tmp_path: Path):
    few = train_in_detail([], corrections=correct(tmp_path / "few", texts(20)), names=True)
    assert few.lesson is not None
    assert (few.lesson.texts, few.lesson.tuned, few.model.tuned) == (20, None, None)
    short = [f"Le bac {n} de zorvane {PLACES[n % len(PLACES)]}." for n in range(MIN_NAMED_ARTICLES)]
    corrected = correct(tmp_path / "enough", short)
    assert train_in_detail([], corrections=corrected).model.tuned is None, "it was not asked to"
    done = train_in_detail([], corrections=corrected, names=True)
    assert done.lesson is not None
    assert done.lesson.tuned is not None
    assert done.lesson.tuned[1] >= done.lesson.tuned[0]
    assert "held out, the recogniser's F1 was" in done.model.card
    done.model.save(tmp_path / "m")
    text = texts(1)[0]
    assert done.model.tuned is not None
    assert list(load(tmp_path / "m").recogniser().spans([text])) == list(done.model.tuned.spans([text]))


def test_names_need_corrections_and_say_when_there_are_too_few(cli: Any, corrected: Path, tmp_path: Path):
    assert "give them with --corrections" in cli("train", "x.jsonl", "--names", "-o", tmp_path / "m").err
    told = cli("train", "--corrections", corrected, "--names", "-o", tmp_path / "m")
    assert told.status == 0
    assert "the names of 20 texts were corrected, fewer than 200" in " ".join(told.out.split())


def test_a_span_that_the_rules_would_not_leave_so_is_learnt_nonetheless():
    learnt = tune(load().recogniser(), [NamedText("Zorvane", [Span(0, 7, "places")])], epochs=1)
    assert learnt.engine is not None
