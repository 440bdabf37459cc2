"""Tags in an SQLite database. The articles are invented."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from newstagger import OutputError, TaggedArticle, Tagger, UsageError, read
from newstagger.writers import write
from tests.conftest import EXAMPLES, Cli


@pytest.fixture(scope="module")
def tags(tagger: Tagger) -> list[TaggedArticle]:
    return list(tagger.tag_many(read(EXAMPLES / "archive.jsonl")))[:40]


@pytest.fixture
def base(tags: list[TaggedArticle], tmp_path: Path) -> sqlite3.Connection:
    write((one.to_json() for one in tags), tmp_path / "tags.sqlite")
    return sqlite3.connect(tmp_path / "tags.sqlite")


def rows(base: sqlite3.Connection, query: str, *values: object) -> list[tuple[object, ...]]:
    return base.execute(query, values).fetchall()


def test_every_tag_is_there(base: sqlite3.Connection, tags: list[TaggedArticle]):
    articles = rows(base, "SELECT id, title, published, text, warnings FROM articles ORDER BY article")
    records = [json.loads(one.to_json()) for one in tags]
    assert articles == [
        (r["id"], r["title"], r["published"], r["text"], json.dumps(r["warnings"], ensure_ascii=False)) for r in records
    ]
    assert rows(base, "SELECT id, topic, score FROM articles_with_topics ORDER BY article, score DESC, topic") == [
        (r["id"], t["label"], t["score"])
        for r in records
        for t in sorted(r["topics"], key=lambda t: (-t["score"], t["label"]))
    ]
    kinds = {"people": "person", "organisations": "organisation", "places": "place"}
    mentions = sorted(
        (r["id"], kind, e["name"], m["field"], m["start"], m["end"], m["text"])
        for r in records for field, kind in kinds.items() for e in r[field] for m in e["mentions"]
    )  # fmt: skip
    query = 'SELECT id, kind, written, field, start, "end", mentions.text FROM mentions JOIN names USING (name) JOIN articles USING (article)'
    assert sorted(rows(base, query)) == mentions
    query = 'SELECT id, field, start, "end", dates.text, type, value, first_day, last_day FROM dates JOIN articles USING (article)'
    assert sorted(rows(base, query), key=str) == sorted(
        (
            (r["id"], d["field"], d["start"], d["end"], d["text"], d["type"], d["value"], d["from"], d["to"])
            for r in records
            for d in r["dates"]
        ),
        key=str,
    )


def test_keys_hold_and_the_file_says_what_it_is(base: sqlite3.Connection):
    assert rows(base, "PRAGMA foreign_key_check") == []
    assert rows(base, "PRAGMA integrity_check") == [("ok",)]
    assert rows(base, "PRAGMA application_id") == [(0x6E746773,)]


def test_texts_are_searched_without_regard_to_accents(base: sqlite3.Connection):
    (word,) = rows(
        base, "SELECT text FROM mentions WHERE text GLOB '*[éèô]*' AND text NOT GLOB '*[^A-Za-zéèô]*' LIMIT 1"
    )[0]
    plain = str(word).translate(str.maketrans("éèô", "eeo"))
    found = rows(base, "SELECT rowid FROM articles_search WHERE articles_search MATCH ?", plain)
    holding = rows(base, "SELECT article FROM articles WHERE text LIKE ? OR title LIKE ?", f"%{word}%", f"%{word}%")
    assert set(found) >= set(holding) != set()


def test_added_articles_take_the_place_of_those_of_their_id(tags: list[TaggedArticle], tmp_path: Path):
    path = tmp_path / "tags.db"
    first, again = tags[:3], [tags[1].model_copy(update={"title": "Corrigé", "text": "Nouveau."}), tags[4]]
    write((one.to_json() for one in first), path, append=True)
    write((one.to_json() for one in again), path, append=True)
    base = sqlite3.connect(path)
    assert [row[0] for row in rows(base, "SELECT id FROM articles ORDER BY article")] == [
        tags[0].id, tags[2].id, tags[1].id, tags[4].id,
    ]  # fmt: skip
    assert rows(base, "SELECT title FROM articles WHERE id = ?", tags[1].id) == [("Corrigé",)]
    assert rows(base, "PRAGMA foreign_key_check") == []
    assert rows(base, "SELECT COUNT(*) FROM mentions WHERE article NOT IN (SELECT article FROM articles)") == [(0,)]
    assert len(rows(base, "SELECT rowid FROM articles_search WHERE articles_search MATCH 'nouveau'")) == 1


def test_two_articles_of_one_id_in_one_run_are_both_kept(tags: list[TaggedArticle], tmp_path: Path):
    twice = [tags[0], tags[0].model_copy(update={"text": "Autre."})]
    write((one.to_json() for one in twice), tmp_path / "a.sqlite")
    assert rows(sqlite3.connect(tmp_path / "a.sqlite"), "SELECT COUNT(*) FROM articles") == [(2,)]


def test_hostile_texts_are_texts(tmp_path: Path):
    evil = TaggedArticle(id="'); DROP TABLE articles; --", title='"', text="\x00'; DELETE FROM names; --")
    write([evil.to_json()], tmp_path / "a.sqlite")
    base = sqlite3.connect(tmp_path / "a.sqlite")
    assert rows(base, "SELECT id, title FROM articles") == [(evil.id, evil.title)]


def test_adding_fails_as_a_whole(tags: list[TaggedArticle], tmp_path: Path):
    path = tmp_path / "a.sqlite"
    write([tags[0].to_json()], path)
    before = path.read_bytes()
    with pytest.raises(ValueError):
        write([tags[1].to_json(), "{"], path, append=True)
    assert rows(sqlite3.connect(path), "SELECT id FROM articles") == [(tags[0].id,)]
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.commit()
    with pytest.raises(OutputError, match="not one of tags that newstagger wrote"):
        write([tags[0].to_json()], other, append=True)
    text = tmp_path / "text.sqlite"
    text.write_text("no database", "utf-8")
    with pytest.raises(OutputError, match="cannot be written as an SQLite database"):
        write([tags[0].to_json()], text, append=True)
    with pytest.raises(UsageError, match=r"added to \.sqlite and \.db only"):
        write([tags[0].to_json()], tmp_path / "a.jsonl", append=True)
    assert path.read_bytes() == before


def test_a_second_writer_is_told_to_wait(tags: list[TaggedArticle], tmp_path: Path):
    path = tmp_path / "a.sqlite"
    write([tags[0].to_json()], path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutputError, match="another writer holds it: wait for it"):
        write([tags[1].to_json()], path, append=True)
    other.execute("ROLLBACK")


def test_from_the_command_line(cli: Cli, tmp_path: Path):
    out = tmp_path / "tags.sqlite"
    assert cli("tag", EXAMPLES / "depeche.txt", "-o", out).status == 0
    assert "add --force to replace it" in cli("tag", EXAMPLES / "page-rabat.txt", "-o", out).err
    assert cli("tag", EXAMPLES / "page-rabat.txt", "-o", out, "--append").status == 0
    assert cli("tag", EXAMPLES / "page-rabat.txt", "-o", out, "--append").status == 0
    assert rows(sqlite3.connect(out), "SELECT COUNT(*) FROM articles") == [(2,)]
    refused = cli("tag", EXAMPLES / "depeche.txt", "-o", tmp_path / "a.csv", "--append")
    assert (refused.status, "only" in refused.err) == (2, True)
