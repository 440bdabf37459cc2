"""Bad input of every kind: nothing crashes, what can be read is read, what cannot is named. The table is tests/hostile.py."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newstagger import Article, InputError, Tagger, read
from tests.conftest import ROOT
from tests.hostile import CASES, LINE, Case

#: What reads a form, where it is an extra.
PACKAGES = {
    "html": "trafilatura",
    "mhtml": "trafilatura",
    "parquet": "pyarrow",
    "xml": "lxml",
    "warc": "warcio",
    "docx": "docx",
    "rtf": "striprtf",
    "xlsx": "python_calamine",
}
PAGE = ROOT / "docs" / "robustness.md"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_input(case: Case, tmp_path: Path):
    if package := PACKAGES.get(case.file.removesuffix(".gz").rpartition(".")[2]):
        pytest.importorskip(package)
    path = tmp_path / case.file
    if callable(case.content):
        case.content(path)
    else:
        path.write_bytes(case.content)
    errors: list[InputError] = []
    articles = list(read(path, errors=errors.append, max_chars=case.max_chars))
    if case.articles >= 0:
        assert len(articles) == case.articles, errors
    for article in articles:
        json.dumps(article.id + article.text, ensure_ascii=False).encode("utf-8")
    if case.error is not None:
        assert errors
        assert re.search(case.error, str(errors[0])), errors[0]
        assert str(errors[0]).startswith(str(path)), "the file is named"
    elif case.articles > 0 and "five thousand" not in case.name:
        assert not errors
    if case.warning is not None:
        assert any(re.search(case.warning, warning) for warning in articles[0].warnings), articles[0].warnings


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le ministre Driss Bel\u200bkadi était à Rabat.", {"Driss Belkadi", "Rabat"}),
        ("Le ministre \u202aDriss Belkadi\u202c était à \u200fRabat\u200e.", {"Driss Belkadi", "Rabat"}),
        ("Le ministre Driss Bel\u00adkadi était à Ra\u00adbat.", {"Driss Belkadi", "Rabat"}),
        ("Le ministre Driss\u00a0Belkadi était à\u202fRabat.", {"Driss Belkadi", "Rabat"}),
    ],
    ids=["zero-width characters", "marks of direction", "soft hyphens", "no-break spaces"],
)
def test_signs_that_nobody_sees_inside_names(tagger: Tagger, text: str, names: set[str]):
    tags = tagger.tag(text)
    found = {e.name for e in [*tags.people, *tags.places]}
    assert found == names
    for entity in [*tags.people, *tags.places]:
        for mention in entity.mentions:
            assert mention.text == text[mention.start : mention.end]


@pytest.mark.parametrize(
    "text",
    ["", "\n", "\u200b" * 500, "?" * 5000, "a" * 100_000, "é" * 50_000, "1" * 50_000, "🙂" * 20_000, "\ud800\udfff", "A\u0301" * 20_000,
     "-" * 50_000, "’" * 50_000, "« " * 20_000, "M. " * 20_000, "le 1er " * 20_000, "12/" * 20_000, "\n" * 50_000, "مرحبا " * 5000, "ß" * 1000],
)  # fmt: skip
def test_texts_that_no_journalist_wrote_are_tagged(tagger: Tagger, text: str):
    tags = tagger.tag(Article(text, title=text[:200]), published="2023-03-14")
    assert len(tags.text) == len(text)
    tags.to_json().encode("utf-8")


def test_a_file_that_is_cut_while_it_is_read_gives_what_was_there(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE * 50_000)
    errors: list[InputError] = []
    articles = read(path, errors=errors.append)
    next(articles)
    path.write_bytes(LINE)
    assert 0 < len(list(articles)) < 50_000
    assert len(errors) <= 1


def test_a_file_that_grows_while_it_is_read_is_read_to_its_new_end(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE * 3)
    articles = read(path)
    next(articles)
    with path.open("ab") as stream:
        stream.write(LINE * 2)
    assert len(list(articles)) in (2, 4)


def test_a_file_that_disappears_before_its_turn_is_named(tmp_path: Path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Il pleut à Rabat.")
    errors: list[InputError] = []
    articles = read([tmp_path / "a.txt", tmp_path / "b.txt"], errors=errors.append)
    next(articles)
    (tmp_path / "b.txt").unlink()
    assert list(articles) == []
    assert "no such file" in str(errors[0])


def test_names_that_are_no_utf_8_go_through_a_whole_run(tmp_path: Path):
    import os

    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("Il pleut à Rabat.")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xfe.txt")).write_bytes(b"")
    command = [
        sys.executable,
        "-m",
        "newstagger",
        "tag",
        str(folder),
        "-o",
        "o.jsonl",
        "--errors",
        "e.jsonl",
        "--only",
        "dates",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert len((tmp_path / "o.jsonl").read_text("utf-8").splitlines()) == 1
    assert "is empty" in (tmp_path / "e.jsonl").read_text("utf-8")


def test_the_table_of_the_documentation_is_this_one():
    page = PAGE.read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`tests/" in line]
    assert len(rows) >= 60 + len(CASES) // 2
    for case in CASES:
        assert f"| {case.name} | {case.happens} | `tests/test_robustness.py` |" in page
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page):
        source = (ROOT / path).read_text("utf-8")
        assert not name or f"def {name}(" in source, f"{path} has no {name}"
