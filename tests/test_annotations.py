"""The labels of the bundled model, as they lie in benchmarks/annotations: ids, codes and offsets, and no text."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / "annotations"
sys.path.insert(0, str(ROOT / "scripts"))
from tools import annotations  # noqa: E402 - it lies in scripts/

CODES = dict(line.split("\t")[:2] for line in (FOLDER / "codes.tsv").read_text("utf-8").splitlines())


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "name",
    [
        "topics.tsv",
        "topics_later.tsv",
        "attentat_later.tsv",
        "given.tsv",
        "wikinews.tsv",
        "control.tsv",
        "second_pass.tsv",
    ],
)
def test_each_item_has_an_id_and_known_codes_and_nothing_else(name: str):
    for identifier, codes, *drawn in rows(name):
        assert re.fullmatch(r"[\w.-]+", identifier), identifier
        assert codes == "-" or set(codes.split()) <= CODES.keys(), identifier
        assert len(codes.split()) == len(set(codes.split()))
        assert drawn in ([], ["random"], ["enriched"], ["uncertain"], ["recent"], ["weak"], ["disputed"])


def test_no_item_is_annotated_twice():
    ids = Counter(identifier for name in ("topics.tsv", "topics_later.tsv") for identifier, *_ in rows(name))
    assert max(ids.values()) == 1


def test_every_topic_of_the_model_has_sixty_items_or_more():
    counts = Counter(
        label for _, labels, _ in annotations._rows("topics.tsv", annotations._codes()) for label in labels
    )
    assert len(counts) == 82
    assert min(counts.values()) >= 60


@pytest.mark.parametrize("name", ["names.jsonl", "names_later.jsonl"])
def test_names_are_offsets_in_order_without_overlap(name: str):
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        assert row.keys() - {"from"} == {"id", "length", "names"}
        assert row.get("from", 0) >= 0
        end = 0
        for start, stop, kind in row["names"]:
            assert end <= start < stop <= row["length"]
            assert kind in annotations.KINDS
            end = stop


def test_the_readme_counts_what_is_there():
    text = (FOLDER / "README.md").read_text("utf-8")
    for name in (
        "topics.tsv",
        "topics_later.tsv",
        "attentat_later.tsv",
        "control.tsv",
        "second_pass.tsv",
        "names.jsonl",
        "names_later.jsonl",
        "codes.tsv",
        "given.tsv",
        "wikinews.tsv",
    ):
        written = next(line for line in text.splitlines() if line.startswith(f"| `{name}`")).split("|")[-2]
        assert int(written.replace(",", "")) == len((FOLDER / name).read_text("utf-8").splitlines()), name


@pytest.mark.skipif(not (FOLDER / "silver.tsv.gz").exists(), reason="a source distribution has no silver items")
def test_silver_items_have_known_codes_and_are_not_annotated():
    known = set(annotations.codes_of_topics().values())
    annotated = {identifier for identifier, *_ in rows("topics.tsv")}
    with gzip.open(FOLDER / "silver.tsv.gz", "rt", encoding="utf-8") as lines:
        found = [line.rstrip("\n").split("\t") for line in lines]
    ids = [identifier for identifier, _ in found]
    assert ids == sorted(set(ids))
    (row,) = (
        line for line in (FOLDER / "README.md").read_text("utf-8").splitlines() if line.startswith("| `silver.tsv.gz`")
    )
    assert len(ids) == int(row.split("|")[-2].replace(",", ""))
    assert annotated.isdisjoint(ids)
    given = [one for _, topics in found for one in topics.split()]
    assert {one.rstrip("0123456789") for one in given} <= known
    assert all(4 <= int(re.sub(r"\D+", "", one)) <= 100 for one in given)


def test_labels_and_texts_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On a folder of invented texts."""
    folder, data = tmp_path / "annotations", tmp_path / "data"
    for path in (folder, data / "wikinews", data / "press"):
        path.mkdir(parents=True)
    (folder / "codes.tsv").write_text("FR\tFrance\t\nfoo\tFootball\tSport\ncri\tCriminalité\t\n", "utf-8")
    (folder / "topics.tsv").write_text("p2\tFR foo\trandom\np3\t-\trandom\nelsewhere\tFR\trandom\n", "utf-8")
    (folder / "wikinews.tsv").write_text("w1\tcri\n", "utf-8")
    (folder / "given.tsv").write_text("p1\tcri\n", "utf-8")
    (folder / "names.jsonl").write_text(
        '{"id": "p2", "length": 36, "names": [[0, 7, "P"], [18, 23, "L"]]}\n'
        '{"id": "p3", "length": 99, "names": [[0, 3, "P"]]}\n', "utf-8"
    )  # fmt: skip
    wikinews = {"id": "w1", "text": "Un vol à Brest", "topics": ["France"], "entities": []}
    press = [
        {"id": "p1", "text": "Un texte", "source": "Le Phare", "topics": ["Santé"]},
        {
            "id": "p2",
            "title": "Marceau",
            "text": "marque à Brest. Victoire et joie",
            "source": "Le Phare",
            "rubrics": ["sport"],
        },
        {"id": "p3", "text": "Rien", "source": "Le Phare"},
    ]
    (data / "wikinews" / "train.jsonl").write_text(json.dumps(wikinews) + "\n", "utf-8")
    (data / "press" / "topics_train.jsonl").write_text(json.dumps(press[0]) + "\n", "utf-8")
    (data / "press" / "names_train.jsonl").write_text("", "utf-8")
    (data / "press" / "headlines.jsonl").write_text("".join(json.dumps(p) + "\n" for p in press[1:]), "utf-8")
    monkeypatch.setattr(annotations, "FOLDER", folder)
    annotations.press.cache_clear()
    joined = {record["id"]: record for record in annotations.joined(data)}
    assert {i: record["topics"] for i, record in joined.items()} == {
        "w1": ["Criminalité", "France"], "p1": ["Criminalité", "Santé"], "p2": ["Football", "France", "Sport"], "p3": [],
    }  # fmt: skip
    assert [i for i, record in joined.items() if record.get("given")] == ["p1"]
    assert "rubrics" not in joined["p2"]
    with gzip.open(folder / "silver.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.write("p2\tfoo97 FR30\np3\t\nelsewhere\tFR99\n")
    assert [(one.id, one.title, one.topics) for one in annotations.silver(data, lambda _: False)] == [
        ("p2", "Marceau", None), ("p3", None, None),
    ]  # fmt: skip
    assert list(annotations.silver(data, lambda source: source == "Le Phare")) == []
    assert annotations.codes_of_topics()["Football"] == "foo"
    named = [record for record in annotations.named(data) if record["id"].startswith("p")]
    assert named == []  # the text is longer than the one that was annotated
    rows_ = (
        '{"id": "p2", "length": 40, "names": [[0, 7, "P"], [17, 22, "L"]]}\n'
        '{"id": "p2", "from": 9, "length": 6, "names": [[0, 5, "L"]]}\n'
    )
    (folder / "names.jsonl").write_text(rows_, "utf-8")
    found = [record for record in annotations.named(data) if record["id"] == "p2"]
    names = [[record["text"][e["start"] : e["end"]] for e in record["entities"]] for record in found]
    assert names == [["Marceau", "Brest"], ["Brest"]]
    annotations.press.cache_clear()
