"""Odd arguments of the public functions: an error that names the argument, never one from deep inside or a wrong result."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from newstagger import (
    Article,
    Choice,
    Corrections,
    Model,
    Tagger,
    TrainingOptions,
    UsageError,
    Verdict,
    evaluate,
    locate,
    preview_training,
    read,
    summarise,
    tag_frame,
    to_timeml,
    train,
    write_archive,
)

TEXT = "Le marché de Brive a rouvert mardi."
ODD: list[Any] = [5, 1.5, float("nan"), b"octets", pd.NaT, pd.NA, object(), np.datetime64("2024-03-14"), np.array(TEXT)]
DATES = Tagger(None, None, only=["dates"])
#: Functions of one argument, and the name that the message gives it.
FUNCTIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "tag_many": (DATES.tag_many, "articles"),
    "workers": (lambda odd: DATES.tag_many([TEXT], workers="2" if type(odd) is int else odd), "workers"),
    "suggest": (lambda odd: DATES.tag(TEXT, suggest="2" if type(odd) is int else odd), "suggest"),
    "max_chars": (
        lambda odd: Tagger(None, None, only=["dates"], max_chars="5" if type(odd) is int else odd),
        "max_chars",
    ),
    "choice": (lambda odd: Tagger(None, None, only=["dates"], choice=odd), "choice"),
    "only": (lambda odd: Tagger(None, None, only=odd), "only"),
    "threshold": (lambda odd: Choice(threshold=odd), "threshold"),
    "limit": (lambda odd: Choice(limit="5" if type(odd) is int else odd), "limit"),
    "load": (Tagger.load, "model"),
    "read": (lambda odd: list(read(odd)), "sources"),
    "read one": (lambda odd: list(read([odd])), "sources"),
    "summarise": (summarise, "path"),
    "Corrections": (Corrections, "path"),
    "write_archive": (lambda odd: write_archive(odd, Path("page.html")), "archive"),
    "locate": (locate, "article"),
    "to_timeml": (to_timeml, "article"),
    "evaluate": (lambda odd: evaluate(DATES, odd), "articles"),
    "evaluate with": (lambda odd: evaluate(odd, [Article(TEXT)]), "tagger"),
    "train": (train, "articles"),
    "preview_training": (preview_training, "articles"),
    "base": (lambda odd: TrainingOptions(base=odd), "base"),
    "topics": (lambda odd: TrainingOptions(topics=odd), "topics"),
    "min_articles": (lambda odd: TrainingOptions(min_articles="5" if type(odd) is int else odd), "min_articles"),
    "seed": (lambda odd: TrainingOptions(seed=-1 if type(odd) is int else odd), "seed"),
    "jobs": (lambda odd: TrainingOptions(jobs=0 if type(odd) is int else odd), "jobs"),
    "save": (lambda odd: Model(None).save(odd), "directory"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_the_message_names_the_argument(name: str, odd: Any):
    function, argument = FUNCTIONS[name]
    with pytest.raises(UsageError, match=f"`{argument}`"):
        function(odd)


@pytest.mark.parametrize("odd", [None, 5, b"octets", {"text": TEXT}, TEXT])
def test_one_bad_article_among_many_is_named(odd: object):
    with pytest.raises(UsageError, match=r"an article must be a newstagger\.Article, not"):
        train([Article(TEXT, topics=["Économie"]), odd])  # type: ignore[list-item]
    with pytest.raises(UsageError, match=r"an article must be a newstagger\.Article, not"):
        evaluate(DATES, [odd])  # type: ignore[list-item]


def test_truth_values_are_no_numbers():
    for values in ({"limit": True}, {"suggest": np.True_}, {"threshold": False}):
        with pytest.raises(UsageError, match=f"`{next(iter(values))}`"):
            Choice(**values)


def test_numbers_of_numpy_are_numbers():
    choice = Choice(threshold=np.float32(0.5), limit=np.int64(2), suggest=np.uint8(3))
    assert Tagger(None, None, only=["dates"], choice=choice).tag("Mardi.", suggest=np.int64(1)).suggested == []
    assert len(list(DATES.tag_many([TEXT], workers=np.int64(1)))) == 1


@pytest.mark.parametrize(
    "gold", [5, "entities", {"entities": 5}, {"entities": [{"start": 0, "end": 99, "label": "LOC"}]}, {"names": []}]
)
def test_gold_that_is_none_is_refused(gold: Any):
    with pytest.raises(UsageError, match=r"^gold"):
        Article(TEXT, gold=gold)


def test_gold_that_is_gold_is_kept():
    gold = {"entities": [{"start": 13, "end": 18, "label": "LOC"}]}
    assert Article(TEXT, gold=gold).gold == gold
    assert Article(TEXT, gold=None).gold == {}  # type: ignore[arg-type]


def test_a_frame_takes_a_tagger_not_its_directory():
    with pytest.raises(UsageError, match="`tagger`"):
        tag_frame(pd.DataFrame({"text": [TEXT]}), tagger="models/mine")  # type: ignore[arg-type]


def test_what_was_assigned_to_an_article_is_checked_when_it_is_used(tagger: Tagger):
    article = Article("Le pont a fermé mardi.")
    article.published, article.id = "2024-03-14", 5  # type: ignore[assignment]
    tags = tagger.tag(article)
    assert (tags.dates[0].value, tags.id, article.id) == ("2024-03-12", "5", 5)
    article.topics = "Sport"  # type: ignore[assignment]
    with pytest.raises(UsageError, match="topics must be a list of texts"):
        evaluate(tagger, [article])
    article.declared_topics = {"Ponts": 1}  # type: ignore[assignment]
    with pytest.raises(UsageError, match="declared_topics|topics must be"):
        tagger.tag(article)


def test_the_columns_of_a_data_frame_are_no_articles(tagger: Tagger):
    frame = pd.DataFrame({"text": ["Le pont a fermé."], "title": ["Travaux"]})
    for read_articles in (tagger.tag_many, train):
        with pytest.raises(UsageError, match="not a data frame; newstagger.tag_frame"):
            list(read_articles(frame))  # type: ignore[arg-type, call-overload]


@pytest.mark.parametrize("record", [None, [1], "texte", Article("a")])
def test_a_record_is_an_object(record: Any):
    with pytest.raises(UsageError, match="a record must be an object of fields"):
        Article.from_record(record)


def test_corrections_take_what_they_can_keep(tmp_path: Path):
    article = Article("Le pont a fermé.")
    with Corrections(tmp_path / "c") as kept:
        for given, doubt in (("Sport", 0.5), (None, 0.5), ([5], 0.5), ([], math.nan), ([], "0.5")):
            with pytest.raises(UsageError, match="`given`|`doubt`"):
                kept.put(article, given, doubt, "m")  # type: ignore[arg-type]
        with pytest.raises(UsageError, match=r"must be a newstagger\.Article"):
            kept.put("Le pont a fermé.", [], 0.5, "m")  # type: ignore[arg-type]
        assert kept.counts()["articles"] == 0
        key = kept.put(article, ("Sport",), 0.5, "m")
        right = Verdict("topic", "Sport", "right")
        for verdicts, who in ((right, "Anne"), ([right], None)):
            with pytest.raises(UsageError, match="judge takes a list of verdicts"):
                kept.judge(key, verdicts, who)  # type: ignore[arg-type]
        for verdict in (Verdict("sujet", "Sport", "right"), Verdict("topic", ["Sport"], "right")):  # type: ignore[arg-type]
            with pytest.raises(ValueError, match="is not a verdict"):
                kept.judge(key, [verdict], "Anne")
        kept.judge(key, [Verdict("topic", "\ud800té", "right")], "Anne")
        assert kept.one(key).topics == {"\ufffdté": True}
