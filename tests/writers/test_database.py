"""The SQLite form: tables that can be asked, added to, and read back as they were."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from newstagger import InputError, OutputError, TaggedArticle, Tagger
from newstagger._runs.checkpoint import Journal, Output
from newstagger._runs.run import Job, tag_to_file
from newstagger._writers import read_tags, write
from newstagger._writers.database import FORMAT, append_to_database, check_database
from tests.conftest import EXAMPLES, Cli
from tests.writers.test_writers import LINES, OTHER, TAGS

HOSTILE = TaggedArticle(
    id="'; DROP TABLE articles; --",
    title="« L’été » \x00 \U0001f40c",
    text='NEAR("a" OR *) \'); DELETE FROM names; --',
    declared_topics=["a; b", '"c"'],
)


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql, values).fetchall()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    write(LINES, tmp_path / "tags.sqlite")
    return tmp_path / "tags.sqlite"


@pytest.mark.parametrize("name", ["tags.sqlite", "tags.db"])
def test_what_was_written_is_read_again(tmp_path: Path, name: str):
    articles = [TAGS, OTHER, HOSTILE]
    write([article.to_json() for article in articles], tmp_path / name)
    assert list(read_tags(tmp_path / name)) == articles
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_tables_hold_together(base: Path):
    assert ask(base, "PRAGMA foreign_key_check") == []
    assert ask(base, "PRAGMA integrity_check") == [("ok",)]
    assert ask(base, "SELECT topics FROM articles_with_topics ORDER BY number") == [("Attentat",), (None,)]
    assert ask(base, "SELECT name, kind, country FROM articles_with_names WHERE kind = 'place' ORDER BY name") == [
        ("Rabat", "place", "MA"),
        ("Salé", "place", "MA"),
    ]
    assert ask(base, "SELECT value, first_day, last_day FROM dates") == [("2020-12-29",) * 3]


@pytest.mark.parametrize("query", ["arrete", "ARRÊTÉ", "title: attaque"])
def test_titles_and_texts_are_searched_without_regard_to_accents(base: Path, query: str):
    sql = "SELECT id FROM articles JOIN articles_fts ON articles_fts.rowid = number WHERE articles_fts MATCH ?"
    assert ask(base, sql, query) == [("a1",)]


def test_an_appended_article_replaces_the_one_of_its_id(base: Path):
    later = TaggedArticle(id="a1", text="Démenti à Salé.")
    third = TaggedArticle(id="a3", text="Ailleurs.")
    write([later.to_json(), third.to_json()], base, append=True)
    assert sorted(article.id for article in read_tags(base)) == ["=1+1", "a1", "a3"]
    assert ask(base, "SELECT text FROM articles WHERE id = 'a1'") == [("Démenti à Salé.",)]
    for table in ("names", "article_names", "mentions", "dates", "topics", "article_topics"):
        assert ask(base, f"SELECT count(*) FROM {table}") == [(0,)], f"{table} keeps what no article has"
    found = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    assert ask(base, found, "arrete") == []
    assert len(ask(base, found, "dementi")) == 1


def test_without_append_the_file_is_made_anew(base: Path):
    write([HOSTILE.to_json()], base)
    assert list(read_tags(base)) == [HOSTILE]


def test_appending_begins_a_database_where_there_is_none(tmp_path: Path):
    write(LINES, tmp_path / "new.db", append=True)
    assert list(read_tags(tmp_path / "new.db")) == [TAGS, OTHER]


def test_a_failed_appending_leaves_the_database_as_it_was(base: Path):
    def broken() -> Any:
        yield TaggedArticle(id="a1", text="autre")
        raise OSError("no more")

    with pytest.raises(OSError, match="no more"):
        append_to_database(broken(), base)
    assert list(read_tags(base)) == [TAGS, OTHER]


def test_two_writers_do_not_mix(base: Path):
    with closing(sqlite3.connect(base, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputError, match="another program is writing to it"):
            append_to_database([TAGS], base)


def test_foreign_files_are_left_alone(tmp_path: Path, base: Path):
    (tmp_path / "text.db").write_text("not a database at all, but long enough to have a header\n" * 4)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipes (name)")
        other.commit()
    with closing(sqlite3.connect(base)) as newer:
        newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    for path in (tmp_path / "text.db", tmp_path / "other.db", base):
        before = path.read_bytes()
        for use in (check_database, lambda p: append_to_database([TAGS], p)):
            with pytest.raises(OutputError, match=path.name):
                use(path)
        with pytest.raises(InputError, match=path.name):
            list(read_tags(path))
        assert path.read_bytes() == before


def test_an_article_without_an_id_of_its_own_replaces_nothing(cli: Cli, tmp_path: Path):
    out, feed = tmp_path / "tags.sqlite", tmp_path / "feed.jsonl"
    options = ["--only", "dates", "-o", out, "--append"]
    for day in (1, 2):
        feed.write_text("".join(f'{{"text": "Le {day} mai 202{n}."}}\n' for n in range(5)), "utf-8")
        done = cli("tag", feed, *options)
        assert (done.status, done.err) == (0, f"newstagger: 5 articles tagged; written to {out}\n")
        assert cli("tag", "-", *options, stdin=feed.read_bytes()).status == 0
    assert len(ask(out, "SELECT DISTINCT text FROM articles")) == 10
    assert ask(out, "SELECT count(*) FROM articles") == [(20,)]
    feed.write_text('{"id": "a", "text": "Hier."}\n{"id": "b", "text": "Hier."}\n{"text": "Hier."}\n', "utf-8")
    assert "replaced" not in cli("tag", feed, *options).err
    feed.write_text('{"id": "b", "text": "Demain."}\n{"id": "c", "text": "Demain."}\n', "utf-8")
    assert "2 articles tagged, 1 existing one replaced; written" in cli("tag", feed, *options).err
    assert ask(out, "SELECT id FROM articles WHERE text = 'Hier.' ORDER BY number") == [("a",), (f"{feed}:3",)]


def test_what_was_added_before_a_kill_is_not_added_again(tmp_path: Path):
    source, out = tmp_path / "in.jsonl", tmp_path / "o.sqlite"
    source.write_text('{"text": "Le 3 mai 2021."}\n' * 3, "utf-8")
    write(LINES, out)
    tagger, job = Tagger(None, None, only=["dates"]), Job([str(source)], seconds=None)

    def killed(journal: Journal) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Journal, "discard", killed)
        tag_to_file(tagger, job, Output(out, append=True))
    assert ask(out, "SELECT count(*) FROM articles") == [(5,)]
    tag_to_file(tagger, job, Output(out, append=True, resume=True))
    assert ask(out, "SELECT count(*) FROM articles") == [(5,)]
    assert not (tmp_path / "o.sqlite.partial").exists()


STALE = """
import os, signal, sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute(f"PRAGMA journal_mode = {sys.argv[2]}")
base.execute("PRAGMA cache_size = 1")
base.execute("CREATE TABLE notes (note)")
base.execute("BEGIN")
base.execute("UPDATE articles SET text = text || 'x'")
base.executemany("INSERT INTO notes VALUES (?)", [("x" * 1000,)] * 500)
base.execute("COMMIT" if sys.argv[2] == "wal" else "SELECT 1")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("removed", [False, True], ids=["replaced", "removed"])
@pytest.mark.parametrize(("mode", "beside"), [("delete", "-journal"), ("wal", "-wal")])
def test_nothing_of_an_old_database_gets_into_a_new_one(tmp_path: Path, mode: str, beside: str, removed: bool):
    out = tmp_path / "o.sqlite"
    write(LINES * 400, out)
    subprocess.run([sys.executable, "-c", STALE, out, mode])
    assert Path(f"{out}{beside}").stat().st_size > 100_000, "what a killed program leaves"
    if removed:
        out.unlink()
    write(LINES, out)
    assert ask(out, "PRAGMA integrity_check") == [("ok",)]
    assert ask(out, "SELECT count(*) FROM articles") == [(2,)]
    assert ask(out, "SELECT name FROM sqlite_master WHERE name = 'notes'") == []
    assert [path.name for path in tmp_path.iterdir()] == ["o.sqlite"]


def test_a_database_of_others_is_not_replaced_even_by_force(cli: Cli, tmp_path: Path, base: Path):
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as foreign:
        foreign.execute("CREATE TABLE recipes (name)")
        foreign.commit()
    before = other.read_bytes()
    done = cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", other, "--force")
    assert (done.status, "is a database of another program" in done.err) == (2, True)
    assert other.read_bytes() == before
    with closing(sqlite3.connect(base)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("SELECT * FROM articles").fetchone()
        done = cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", base, "--force")
        assert (done.status, "another program has it open" in done.err) == (2, True)
    assert cli("tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", base, "--force").status == 0
    assert ask(base, "SELECT count(*) FROM articles") == [(1,)]


def test_tag_writes_and_appends(cli: Cli, tmp_path: Path):
    out = str(tmp_path / "tags.sqlite")
    options = ["--only", "dates", "-o", out]
    assert cli("tag", str(EXAMPLES / "depeche.txt"), *options).status == 0
    assert cli("tag", str(EXAMPLES / "gold.jsonl"), *options).status == 2, "a finished file is not replaced unasked"
    assert cli("tag", str(EXAMPLES / "gold.jsonl"), *options, "--append").status == 0
    count = len(list(read_tags(Path(out))))
    assert count > 1
    assert cli("tag", str(EXAMPLES / "gold.jsonl"), *options, "--append").status == 0
    assert len(list(read_tags(Path(out)))) == count
    assert not Path(out + ".partial").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "tags.jsonl", "--append"], "--append needs a database"),
        (["--append"], "ending in .sqlite or .db"),
        (["-o", "tags.db", "--append", "--force"], "give only one of them"),
    ],
)
def test_append_goes_only_with_a_database(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
):
    monkeypatch.chdir(tmp_path)
    done = cli("tag", str(EXAMPLES / "depeche.txt"), *options)
    assert done.status == 2
    assert message in done.err


def test_two_articles_of_one_id_in_one_run_are_both_kept(tmp_path: Path):
    twice = [TaggedArticle(id="a", text="Un."), TaggedArticle(id="a", text="Deux.")]
    write((one.to_json() for one in twice), tmp_path / "a.sqlite")
    assert [one.text for one in read_tags(tmp_path / "a.sqlite")] == ["Un.", "Deux."]
    write([TaggedArticle(id="a", text="Trois.").to_json()], tmp_path / "a.sqlite", append=True)
    assert [one.text for one in read_tags(tmp_path / "a.sqlite")] == ["Trois."], "they were there before"


def contents(path: Path) -> list[str]:
    """All that a database holds, in SQL."""
    with closing(sqlite3.connect(path)) as base:
        return list(base.iterdump())


def tagged(partial: Path, size: int) -> Callable[[], bool]:
    """Is so much of the run done?"""
    return lambda: partial.exists() and partial.stat().st_size > size


def being_written(folder: Path) -> Callable[[], bool]:
    """Is the database itself being filled, under another name or in a transaction?"""

    def written() -> bool:
        with suppress(FileNotFoundError):  # it may go at any time
            return any(
                path.stat().st_size
                for form in (".cut.sqlite.????????", "cut.sqlite-journal")
                for path in folder.glob(form)
            )
        return False

    return written


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("append", [False, True], ids=["new", "append"])
def test_a_run_killed_in_the_middle_and_resumed_gives_the_same_database(tmp_path: Path, append: bool):
    source, partial = tmp_path / "in.jsonl", tmp_path / "cut.sqlite.partial"
    with source.open("w", encoding="utf-8") as lines:  # invented; some of one id, some of one text
        for number in range(6000):
            text = f"Le {number % 28 + 1} mai 2021, il a plu à Valmont et le conseil a voté le budget du pont. " * 3
            lines.write(json.dumps({"id": f"a{number % 5990}", "title": f"Pluie {number}", "text": text}) + "\n")
    for name in ("whole", "cut"):
        if append:
            write(LINES, tmp_path / f"{name}.sqlite")
    command = [sys.executable, "-m", "newstagger", "tag", source, "--only", "dates", "--duplicates"]
    command += ["--append"] if append else []
    subprocess.run([*command, "-o", tmp_path / "whole.sqlite"], check=True, capture_output=True)
    before = contents(tmp_path / "cut.sqlite") if append else None
    for kill, reached in enumerate([tagged(partial, 20_000), tagged(partial, 400_000), being_written(tmp_path)]):
        resume = ["--resume"] if kill else []
        run = subprocess.Popen([*command, "-o", tmp_path / "cut.sqlite", *resume], stderr=subprocess.DEVNULL)
        while run.poll() is None and not reached():
            time.sleep(0.001)
        run.send_signal(signal.SIGKILL)
        assert run.wait() == -signal.SIGKILL, "it was done before it could be killed"
        assert (contents(tmp_path / "cut.sqlite") if append else (tmp_path / "cut.sqlite").exists() or None) == before
    done = subprocess.run([*command, "-o", tmp_path / "cut.sqlite", "--resume"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "cut.sqlite") == contents(tmp_path / "whole.sqlite")
    assert ask(tmp_path / "cut.sqlite", "PRAGMA integrity_check") == [("ok",)]
    assert not partial.exists()
    again = subprocess.run([*command, "-o", tmp_path / "cut.sqlite", "--resume"], capture_output=True, text=True)
    assert (again.returncode, "everything is already tagged: 6000 articles" in again.stderr) == (0, True)


def test_ids_that_convert_made_of_lines_replace_no_article_of_another_day(cli: Cli, tmp_path: Path):
    base = tmp_path / "a.sqlite"
    for day in ("lundi", "mardi"):
        lines = "".join(f'{{"text": "Il pleut {day} sur la ville {n}."}}\n' for n in range(3)).encode()
        converted = tmp_path / f"{day}.jsonl"
        assert cli("convert", "-", "-o", converted, stdin=lines).status == 0
        assert cli("tag", converted, "--only", "dates", "-o", base, "--append").status == 0
    assert len(list(read_tags(base))) == 6


def test_an_id_of_a_site_and_a_number_is_an_article_s_own(cli: Cli, tmp_path: Path):
    base, source = tmp_path / "a.sqlite", tmp_path / "a.jsonl"
    source.write_text('{"id": "journal.example:12", "text": "Il pleut lundi."}\n', "utf-8")
    for _ in range(2):
        assert cli("tag", source, "--only", "dates", "-o", base, "--append").status == 0
    assert len(list(read_tags(base))) == 1
