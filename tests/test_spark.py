"""The same tags on a real local cluster with several worker processes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newstagger import Article, InputError, ModelError, Tagger, UsageError
from tests.conftest import EXAMPLES

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")
pytest.importorskip("pandas")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java (Debian: openjdk-17-jre-headless)", allow_module_level=True)

from newstagger import spark

pytestmark = [
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[object]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Two executors, each a process of its own, as on a cluster.
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("newstagger-tests")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.executorEnv.OMP_NUM_THREADS": "1",
    }.items():
        builder = builder.config(name, value)
    running = builder.getOrCreate()
    yield running
    running.stop()


ROWS = [json.loads(line) for line in (EXAMPLES / "labelled.jsonl").read_text("utf-8").splitlines()]


def test_the_same_tags_as_the_tagger_gives(session, tagger: Tagger):
    frame = session.createDataFrame(
        [(r["id"], r["title"], r["published"], r["text"]) for r in ROWS],
        "id string, title string, published string, text string",
    )
    tags = {row["id"]: row for row in spark.tag(frame.repartition(4)).collect()}
    assert len(tags) == len(ROWS)
    for record in ROWS:
        expected = tagger.tag(
            Article(record["text"], id=record["id"], title=record["title"]), published=record["published"]
        )
        row = tags[record["id"]]
        assert row["error"] is None
        assert [(t["label"], t["score"]) for t in row["topics"]] == [(t.label, t.score) for t in expected.topics]
        assert [p["name"] for p in row["people"]] == [p.name for p in expected.people]
        assert [(d["text"], d["value"]) for d in row["dates"]] == [(d.text, d.value) for d in expected.dates]


def test_bad_rows_have_an_error_and_the_others_their_tags(session):
    frame = session.createDataFrame(
        [("a", "Il pleut à Brest le 3 mai 2021."), ("b", None), ("c", "x" * 60)], "id string, text string"
    )
    rows = {row["id"]: row for row in spark.tag(frame, only=["dates"], max_chars=50).collect()}
    assert [d["value"] for d in rows["a"]["dates"]] == ["2021-05-03"]
    assert "no field `text`" in rows["b"]["error"]
    assert "more than the limit of 50" in rows["c"]["error"]


def test_what_is_wrong_is_said_before_the_job_begins(session):
    frame = session.createDataFrame([("a", "x")], "id string, body string")
    with pytest.raises(InputError, match="no column `text`; its columns: id, body"):
        spark.tag(frame)
    texts = frame.withColumnRenamed("body", "text")
    with pytest.raises(ModelError, match="no such model directory"):
        spark.tag(texts, "absent")
    with pytest.raises(UsageError, match="ISO 8601"):
        spark.tag(texts, published="hier")


def test_the_job_reads_and_writes_files(session, tmp_path: Path):
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    assert spark.main([str(source), str(tmp_path / "out.parquet"), "--only", "dates,places"]) == 0
    assert session.read.parquet(str(tmp_path / "out.parquet")).count() == len(ROWS)
    assert spark.main([str(source), str(tmp_path / "out.parquet")]) == 2
    assert spark.main([str(source), str(tmp_path / "out.xls")]) == 2


def test_rows_are_tagged_in_a_worker_as_they_are_here(tagger: Tagger):
    rows = [
        {"id": 7, "text": "Il a plu mardi à Lyon.", "published": None},
        {"id": None, "text": "Il a plu mardi.", "published": "2022-05-18"},
        {"id": "bad", "text": None},
        {"id": None, "text": 5},
    ]
    first, second, third, fourth = spark._tagged(tagger, rows, "2023-03-14")
    assert (first["id"], first["dates"][0]["value"], first["error"]) == ("7", "2023-03-14", None)
    assert (second["id"], second["dates"][0]["value"]) == ("", "2022-05-17")
    assert third["id"] == "bad"
    assert "no field `text`" in third["error"]
    assert fourth["id"] is None
    assert "is a number" in fourth["error"]
