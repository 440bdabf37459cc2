"""A folder of Parquet tables: those of the database, whole or not at all, and asked in DuckDB; SQLite's as others open it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newstagger import OutputError, Tagger, UsageError
from newstagger._runs.checkpoint import Output
from newstagger._runs.run import Job, tag_to_file
from newstagger._writers import check_tables, write
from newstagger._writers.tables import FILES, TABLES
from tests.conftest import EXAMPLES, ROOT, Cli
from tests.runs.test_run import KilledError, interrupt_after
from tests.writers.test_database import HOSTILE
from tests.writers.test_writers import LINES, OTHER, TAGS

parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, tagger: Tagger) -> Path:
    """The invented articles of the how-to as tables and as a database."""
    folder = tmp_path_factory.mktemp("archive")
    job = Job([str(EXAMPLES / "archive.jsonl"), str(EXAMPLES / "gold.jsonl")])
    tag_to_file(tagger, job, Output(folder / "tables", tables=True))
    tag_to_file(tagger, job, Output(folder / "tags.sqlite"))
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_those_of_the_database(archive: Path, table: str):
    found = parquet.read_table(archive / "tables" / f"{table}.parquet")
    with closing(sqlite3.connect(archive / "tags.sqlite")) as base:
        rows = base.execute(f"SELECT * FROM {table} ORDER BY rowid")
        assert found.column_names == [column[0] for column in rows.description]
        assert [tuple(row.values()) for row in found.to_pylist()] == rows.fetchall()
    assert found.num_rows > 10


def test_every_table_of_the_layout_is_written():
    layout = (ROOT / "src/newstagger/_writers/schema.sql").read_text("utf-8")
    assert set(re.findall(r"^CREATE TABLE (\w+)", layout, re.MULTILINE)) == set(TABLES)


def test_any_text_goes_in(tmp_path: Path):
    write([one.to_json() for one in (TAGS, OTHER, HOSTILE)], tmp_path / "out", tables=True)
    rows = parquet.read_table(tmp_path / "out" / "articles.parquet").to_pylist()
    assert [(row["id"], row["title"], row["text"]) for row in rows] == [
        (a.id, a.title, a.text) for a in (TAGS, OTHER, HOSTILE)
    ]
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_no_articles_are_empty_tables(tmp_path: Path):
    write([], tmp_path / "out", tables=True)
    assert parquet.read_table(tmp_path / "out" / "mentions.parquet").num_rows == 0


def test_a_failed_run_leaves_what_was_there(tmp_path: Path):
    def broken() -> Any:
        yield LINES[0]
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    write(LINES, out, tables=True)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(OutputError, match="out: cannot be written: No space left"):
        write(broken(), out, tables=True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_tags_give_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write(LINES, tmp_path / name, tables=True)
    for file in FILES:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_folders_with_other_things_are_never_replaced(tmp_path: Path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mer.jpg").write_bytes(b"x")
    (tmp_path / "note").write_text("x")
    for name, message in (
        ("photos", "contains other files .mer.jpg.,"),
        ("note", "is a file, but `tables` writes a folder"),
    ):
        with pytest.raises(OutputError, match=message):
            write(LINES, tmp_path / name, tables=True)
    with pytest.raises(UsageError, match="does not end in .sqlite"):
        check_tables(tmp_path / "tags.sqlite")
    assert (tmp_path / "photos" / "mer.jpg").read_bytes() == b"x"


def test_a_run_that_was_interrupted_gives_the_same_tables(tmp_path: Path):
    dates_only, job = Tagger(None, None, only=["dates"]), Job([str(EXAMPLES / "archive.jsonl")])
    tag_to_file(dates_only, job, Output(tmp_path / "whole", tables=True))
    with pytest.raises(KilledError):
        tag_to_file(dates_only, job, Output(tmp_path / "cut", tables=True), interrupt_after(50))
    single = tmp_path / "cut.parquet"
    shutil.copy(tmp_path / "cut.partial", tmp_path / "cut.parquet.partial")
    with pytest.raises(UsageError, match="tables has changed"):
        tag_to_file(dates_only, job, Output(single, resume=True))
    tag_to_file(dates_only, job, Output(tmp_path / "cut", tables=True, resume=True))
    for file in FILES:
        assert (tmp_path / "cut" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()


def test_tag_writes_a_folder_with_and_without_a_slash(cli: Cli, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    for name in ("tags.parquet/", "plain", "empty"):
        done = cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", f"{tmp_path}/{name}", "--tables")
        assert done.status == 0, done.err
        assert (tmp_path / name / "articles.parquet").exists()
    done = cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", tmp_path / "plain", "--tables")
    assert (done.status, "already exists" in done.err) == (2, True)
    done = cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", tmp_path / "plain", "--tables", "--force")
    assert done.status == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--tables"], "name it with -o"),
        (["--tables", "-o", "-"], "name it with -o"),
        (["--tables", "-o", "x.db", "--append"], "cannot be combined with --append"),
        (["--tables", "-o", "x.jsonl"], "does not end in .jsonl"),
    ],
)
def test_tables_need_a_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
):
    monkeypatch.chdir(tmp_path)
    done = cli("tag", EXAMPLES / "depeche.txt", *options)
    assert (done.status, message in done.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


# --- the ten questions of the how-to

HOWTO = (ROOT / "docs" / "howto.md").read_text("utf-8")
BLOCK = next(block for block in re.findall(r"```python\n(.*?)```", HOWTO, re.DOTALL) if "def ask(" in block)
QUESTIONS = [
    [ast.literal_eval(argument) for argument in node.value.args]
    for node in ast.parse(BLOCK).body
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "ask"
]


def comparable(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows of equal rank may come in any order, and a half is rounded up or down."""
    return sorted(json.dumps([None if isinstance(cell, float) else cell for cell in row]) for row in rows)


def test_the_how_to_has_ten_questions():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("asked", QUESTIONS, ids=[question[0] for question in QUESTIONS])
def test_duckdb_answers_as_sqlite_does(archive: Path, asked: list[str]):
    duckdb = pytest.importorskip("duckdb", reason="the extra dev is not installed")
    _, sql, *values = asked
    with closing(duckdb.connect()) as base:
        base.execute(f"IMPORT DATABASE '{archive / 'tables'}'")
        if "articles_fts" in sql:
            sql, values = (
                "SELECT id, title FROM articles WHERE regexp_matches(lower(title || text), 'ministre|maire')",
                [],
            )
            assert base.execute(sql, values).fetchall()
            return
        found = base.execute(sql, values).fetchall()
    with closing(sqlite3.connect(archive / "tags.sqlite")) as other:
        assert comparable(found) == comparable(other.execute(sql, values).fetchall())
    assert found


# --- SQLite's file in other programs


def test_sqlite_utils_opens_the_database(archive: Path):
    sqlite_utils = pytest.importorskip("sqlite_utils", reason="the extra dev is not installed")
    base = sqlite_utils.Database(archive / "tags.sqlite")
    assert set(TABLES) <= set(base.table_names())
    assert base["articles"].detect_fts() == "articles_fts"
    found = list(base["articles"].search("ministre"))
    assert found
    assert "ministre" in (found[0]["title"] + found[0]["text"]).lower()
    assert {key.other_table for key in base["article_names"].foreign_keys} == {"articles", "names"}
    base.close()


def test_datasette_opens_the_database(archive: Path):
    pytest.importorskip("datasette", reason="the extra dev is not installed")
    path = "/tags/articles.json?_search=ministre&_shape=array&_size=3"
    command = [sys.executable, "-W", "ignore", "-m", "datasette", archive / "tags.sqlite", "--get"]
    done = subprocess.run([*command, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert rows
    assert all("ministre" in (row["title"] + row["text"]).lower() for row in rows)
    page = subprocess.run([*command, "/tags/article_topics"], capture_output=True, text=True)
    assert page.returncode == 0, page.stderr
    assert 'href="/tags/topics/' in page.stdout, "a key leads to what it names"
