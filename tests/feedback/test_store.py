"""Editors' corrections: kept, taken back, learnt from. Every article is invented."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, OutputError, Tagger, UsageError, read
from newstagger._feedback.gold import STATES
from newstagger._feedback.lists import Filter
from newstagger._feedback.store import Corrected, Corrections, Verdict
from newstagger._writers.records import format_corrections
from newstagger.article import parse_published
from tests.conftest import EXAMPLES

TRAIN = Article("Les cheminots de Lyon ont cessé le travail.", id="t", title="Grève", published=date(2022, 5, 12))


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    with Corrections(tmp_path / "c.sqlite") as corrections:
        yield corrections


def test_an_article_comes_back_as_it_was_put(kept: Corrections):
    key = kept.put(TRAIN, ["Transports"], 0.4, "m1")
    found = kept.one(key)
    assert found.article == TRAIN
    assert (found.given, found.topics, found.read) == (["Transports"], {}, False)
    assert list(kept.all()) == [], "nobody has judged it"


@pytest.mark.parametrize(
    ("verdicts", "labels"),
    [
        ([("topic", "Transports", "wrong")], ["Politique"]),
        ([("topic", "Santé", "right")], ["Transports", "Politique", "Santé"]),
        ([("topic", "Santé", "right"), ("topic", "Santé", "open")], ["Transports", "Politique"]),
        ([("topic", "Transports", "wrong"), ("topic", "Transports", "right")], ["Transports", "Politique"]),
        ([("read", "", "yes")], ["Transports", "Politique"]),
    ],
)
def test_the_latest_verdict_holds(kept: Corrections, verdicts: list[Any], labels: list[str]):
    key = kept.put(TRAIN, ["Transports", "Politique"], 0.4, "m1")
    for verdict in verdicts:
        kept.judge(key, [Verdict(*verdict)], "Salima")
    assert kept.one(key).labels == labels


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["right", "wrong", "open"])), max_size=12),
    st.sets(st.sampled_from("ABCD")),
)
@settings(max_examples=30)
def test_labels_follow_from_the_last_verdict_on_each(verdicts: list[tuple[str, str]], first: set[str]):
    with TemporaryDirectory() as folder, Corrections(Path(folder) / "c") as kept:
        key = kept.put(TRAIN, sorted(first), 0.5, "m")
        for label, verdict in verdicts:
            kept.judge(key, [Verdict("topic", label, verdict)], "")
        last = {label: verdict for label, verdict in verdicts if dict(verdicts)[label] != "open"}
        want = {label for label in "ABCD" if last.get(label, "right" if label in first else "wrong") == "right"}
        assert set(kept.one(key).labels) == want


def test_of_an_article_that_was_read_every_topic_was_judged():
    found = Corrected(TRAIN, ["Transports"], {"Santé": True})
    assert found.verdicts(["Transports", "Santé", "Sport"]) == {"Santé": True}
    found.read = True
    assert found.verdicts(["Transports", "Santé", "Sport"]) == {"Transports": True, "Santé": True, "Sport": False}


def test_who_and_when_are_kept(kept: Corrections):
    key = kept.put(TRAIN, [], 0.4, "m1")
    kept.judge(key, [Verdict("topic", "Transports", "right")], "Salima")
    (who, at), = sqlite3.connect(kept.path).execute("SELECT who, at FROM verdicts").fetchall()  # fmt: skip
    assert who == "Salima"
    assert at.endswith("+00:00")


def test_those_wait_first_that_are_most_doubtful_and_a_newer_model_ranks_anew(kept: Corrections):
    texts = [Article(f"Article {n}") for n in range(3)]
    keys = [kept.put(article, [], doubt, "m1") for article, doubt in zip(texts, (0.2, 0.9, 0.5), strict=True)]
    assert [w.key for w in kept.waiting()] == [keys[1], keys[2], keys[0]]
    kept.put(texts[0], ["Sport"], 0.95, "m2")
    assert kept.waiting(1)[0].given == ["Sport"]
    kept.judge(keys[0], [Verdict("read", "", "yes")], "")
    kept.put(texts[0], [], 0.1, "m3")
    assert kept.one(keys[0]).given == ["Sport"], "what was judged keeps the topics that it was judged with"
    assert kept.counts() == {
        "articles": 3, "judged": 1, "verdicts": 1, "to_review": 2, "in_progress": 0, "reviewed": 1, "skipped": 0,
    }  # fmt: skip


def test_one_verdict_does_not_end_an_article_and_taking_it_back_reopens_it(kept: Corrections):
    key = kept.put(TRAIN, ["Transports"], 0.5, "m")

    def state(*verdicts: Verdict) -> str:
        kept.judge(key, verdicts, "Salima")
        return next(s for s in STATES if kept.list_articles(Filter(s))[0])

    assert state() == "to_review"
    assert state(Verdict("topic", "Transports", "wrong")) == "in_progress"
    assert state(Verdict("read", "", "yes")) == "reviewed"
    assert state(Verdict("read", "", "open")) == "in_progress"
    assert state(Verdict("topic", "Transports", "open")) == "to_review"
    assert state(Verdict("read", "", "skipped")) == "skipped"
    assert state(Verdict("read", "", "open"), Verdict("name", "Lyon", "people")) == "in_progress"


def test_lists_are_searched_filtered_and_cut_into_pages(kept: Corrections):
    for n, (day, source) in enumerate((("2024-01-01", "A"), ("2024-01-02", "B"), ("2024-01-02T08:00", "B"))):
        article = Article(f"L’Écho numéro {n} « de » Brest.", title=None, published=parse_published(day), source=source)
        kept.put(article, ["Sport", f"T{n}"], n / 10, "m")

    def found(**wanted: str) -> list[str]:
        return [one.opening[14] for one in kept.list_articles(Filter(**wanted))[0]]  # type: ignore[arg-type]

    assert found() == ["2", "1", "0"]
    assert found(words="ECHO brest") == ["2", "1", "0"]
    assert found(words="numero 1") == ["1"]
    assert found(words='" OR 1=1 --') == []
    assert found(topic="T2") == ["2"]
    assert found(source="B") == ["2", "1"]
    assert found(since="2024-01-02") == ["2", "1"]
    assert found(until="2024-01-02") == ["2", "1", "0"]
    assert found(until="2024-01-01") == ["0"]
    page, counts = kept.list_articles(Filter(), offset=1, limit=1)
    assert ([one.opening[14] for one in page], counts["to_review"]) == (["1"], 3)


def test_editors_may_write_at_once(kept: Corrections):
    key = kept.put(TRAIN, [], 0.4, "m1")

    def write() -> None:
        with Corrections(kept.path) as own:
            for number in range(20):
                own.judge(key, [Verdict("topic", f"T{number}", "right")], "x")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.counts()["verdicts"] == 80


# --- what is written for a training


STRIKES = [
    f"Les {who} de {where} ont cessé le travail et bloquent les péages de l’autoroute."
    for who in ("routiers", "taxis", "dockers")
    for where in ("Lyon", "Nantes", "Lille")
]


def corrections_of(path: Path, texts: list[str], *verdicts: Verdict, given_: list[str]) -> Path:
    with Corrections(path) as kept:
        for text in texts:
            kept.judge(kept.put(Article(text), given_, 0.5, "m"), verdicts, "Salima")
    return path


def test_export_gives_what_train_reads(cli: Any, tmp_path: Path):
    path = corrections_of(tmp_path / "c", STRIKES[:2], Verdict("topic", "Péages", "right"), given_=["Transports"])
    result = cli("corrections", "export", path, "-o", tmp_path / "out.jsonl")
    assert result.status == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(line["topics"], line["unreviewed"]) for line in lines] == [(["Péages"], ["Transports"])] * 2
    assert [article.topics for article in read(tmp_path / "out.jsonl")] == [["Péages", "Transports"]] * 2


def test_the_export_tells_what_was_verified_from_what_was_not(kept: Corrections):
    part, whole, names = (Article(f"Article {n}") for n in range(3))
    given = ["Sport", "Santé", "Police"]
    kept.judge(
        kept.put(part, given, 0.5, "m"),
        [Verdict("topic", "Sport", "right"), Verdict("topic", "Santé", "wrong")],
        "Salima",
    )
    kept.judge(
        kept.put(whole, given, 0.5, "m"), [Verdict("topic", "Santé", "wrong"), Verdict("read", "", "yes")], "Karim"
    )
    kept.judge(kept.put(names, given, 0.5, "m"), [Verdict("name", "Lyon", "people")], "")
    first, second, third = map(json.loads, format_corrections(kept.all()))
    assert (first["topics"], first["unreviewed"], first["refused"], first["by"]) == (
        ["Sport"],
        ["Police"],
        ["Santé"],
        ["Salima"],
    )
    assert first["at"].endswith("+00:00")
    assert (second["topics"], second["refused"], second.get("unreviewed")) == (["Sport", "Police"], ["Santé"], None)
    assert (third["kinds"], third["unreviewed"], third.get("topics"), third.get("by")) == (
        {"Lyon": "people"},
        given,
        None,
        None,
    )
    assert Article.from_record(third).topics is None, "nobody judged its topics: nothing to learn from"


def test_from_the_command_line(cli: Any, tmp_path: Path):
    path = tmp_path / "c.sqlite"
    added = cli("corrections", "add", path, EXAMPLES / "labelled.jsonl")
    assert added.status == 0
    assert "30 articles" in added.err
    assert cli("corrections", "show", path).out == "30 articles, 0 of them judged, 0 verdicts\n"
    for command in (("corrections", "export", path, "-o", tmp_path / "o.jsonl"), ("train", "--corrections", path, "-o", tmp_path / "m")):  # fmt: skip
        nothing = cli(*command)
        assert nothing.status == 2
        assert "no corrections yet" in nothing.err
    corrections_of(path, STRIKES, Verdict("topic", "Transports", "wrong"), given_=["Transports"])
    trained = cli("train", "--corrections", path, "-o", tmp_path / "m")
    assert trained.status == 0, trained.err
    assert "9 verdicts on the topics of 9 articles" in trained.out
    assert (
        "of these verdicts contradicted the model before"
        in cli("info", tmp_path / "m").out + (tmp_path / "m" / "README.md").read_text()
    )
    assert cli("train", "-o", tmp_path / "x").status == 2
    assert cli("train", EXAMPLES / "labelled.jsonl").status == 2
    assert cli("corrections", "export", path, "-o", tmp_path / "o.csv").status == 2


def test_verdicts_need_an_article_and_a_meaning(kept: Corrections):
    with pytest.raises(KeyError):
        kept.judge("nothing", [Verdict("topic", "Sport", "right")], "")
    with pytest.raises(KeyError):
        kept.one("nothing")
    key = kept.put(TRAIN, [], 0.4, "m1")
    with pytest.raises(ValueError, match="must be one of right, wrong, open"):
        kept.judge(key, [Verdict("topic", "Sport", "people")], "")
    with pytest.raises(ValueError, match="needs its subject"):
        kept.judge(key, [Verdict("name", " ", "people")], "")
    kept.judge(key, [Verdict("name", "CGT", "people"), Verdict("name", "CGT", "open")], "")
    assert list(kept.all()) == [], "what was taken back does not count"


def test_a_file_that_cannot_be_written_is_told(kept: Corrections):
    key = kept.put(TRAIN, [], 0.4, "m1")
    kept._base.execute("PRAGMA query_only = 1")
    with pytest.raises(OutputError, match="could not be saved"):
        kept.judge(key, [Verdict("topic", "Sport", "right")], "")


def test_a_tagger_without_topics_doubts_nothing():
    with pytest.raises(UsageError, match="without topics"):
        Tagger(None, None, only=["dates"]).doubts([TRAIN])


def test_threads_that_share_corrections_lose_no_verdict(tmp_path: Path):
    """What one thread rolls back is not another one's, and each call that returns has been kept."""
    with Corrections(tmp_path / "c.sqlite") as kept:
        keys = [kept.put(Article(f"Le conseil de Lyon vote le point {n}.", id=str(n)), [], 0.5, "m") for n in range(40)]
        failures: list[Exception] = []

        def judge(label: str) -> None:
            try:
                for key in keys:
                    kept.judge(key, [Verdict("topic", label, "right")], label)
                    with pytest.raises(ZeroDivisionError), kept.writing():
                        kept.judge(key, [Verdict("topic", "Météo", "right")], label)
                        raise ZeroDivisionError
                    kept.counts()
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=judge, args=(label,)) for label in ("Santé", "Travail", "Sport", "Police")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
    with Corrections(tmp_path / "c.sqlite") as kept:
        assert [set(one.labels) for one in kept.all()] == [{"Santé", "Travail", "Sport", "Police"}] * len(keys)
