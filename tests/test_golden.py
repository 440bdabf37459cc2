"""The same tags everywhere: for the examples as they are stored, and across processes, workers, locales and time zones.

After a change that is meant to change tags: NEWSTAGGER_STORE_GOLDEN=1 scripts/test tests/test_golden.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newstagger import Tagger, read
from tests.conftest import EXAMPLES, ROOT

GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"
SOURCES = ["page-rabat.txt", "page-tramway.txt", "depeche.txt", "majuscules.txt", "ancien-encodage.txt", "dates.txt", "labelled.jsonl", "archive.jsonl"]  # fmt: skip


def tagged(tagger: Tagger) -> list[dict[str, object]]:
    found = []
    for source in SOURCES:
        for tags in tagger.tag_many(read(EXAMPLES / source, published="2023-03-14")):
            record = json.loads(tags.to_json())
            record["id"] = str(record["id"]).replace(f"{EXAMPLES}{os.sep}", "")
            del record["text"], record["title"]
            found.append(record)
    return found


def test_the_examples_have_the_tags_that_are_stored(tagger: Tagger):
    found = tagged(tagger)
    if os.environ.get("NEWSTAGGER_STORE_GOLDEN"):
        GOLDEN.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in found), "utf-8")
    sys.path.insert(0, str(ROOT / "scripts"))
    from tools.same_tags import difference

    stored = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    assert len(stored) == len(found)
    for want, got in zip(stored, found, strict=True):
        largest, place = difference(want, got)
        assert largest <= 1, (want["id"], place)


#: Each changes several things at once, since a start of the program takes its time; when one fails, take its parts apart.
WAYS = {
    "as it is": ({}, []),
    "another seed of hashes, the locale C, a time zone far away, two workers": (
        {"PYTHONHASHSEED": "1234", "LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati"}, ["--workers", "2"],
    ),
    "a Turkish locale, three workers and several threads": (
        {"LC_ALL": "tr_TR.UTF-8", "OMP_NUM_THREADS": "2"}, ["--workers", "3"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def bytes_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("ways")
    return {name: run(folder / f"{i}.jsonl", *WAYS[name]) for i, name in enumerate(WAYS)}


def run(out: Path, environment: dict[str, str], options: list[str]) -> bytes:
    command = [
        sys.executable,
        "-m",
        "newstagger",
        "tag",
        "examples/archive.jsonl",
        "examples/labelled.jsonl",
        "-o",
        str(out),
    ]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


@pytest.mark.parametrize("way", list(WAYS)[1:])
def test_the_same_bytes_in_every_way(bytes_of: dict[str, bytes], way: str):
    assert bytes_of[way] == bytes_of["as it is"]


def test_the_same_tags_alone_and_in_any_batch(tagger: Tagger):
    articles = list(read(EXAMPLES / "archive.jsonl"))[:40]
    together = [tags.to_json() for tags in tagger.tag_batch(articles)]
    assert together == [tagger.tag_batch([article])[0].to_json() for article in articles]
    assert together[::-1] == [tags.to_json() for tags in tagger.tag_batch(articles[::-1])]
