"""Files of corrections of older versions are migrated and lose nothing. Every article is invented."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newstagger import Article, InputError, OutputError, UsageError
from newstagger._feedback.connection import FORMAT
from newstagger._feedback.gold import Given, GoldDate, GoldMention
from newstagger._feedback.lists import Filter
from newstagger._feedback.store import Corrections, Verdict
from newstagger._feedback.verdicts import Place

FORMAT_1 = """
PRAGMA application_id = 1853120871; PRAGMA user_version = 1;
CREATE TABLE articles (key TEXT PRIMARY KEY, record TEXT NOT NULL, given TEXT NOT NULL, model TEXT NOT NULL,
    doubt REAL NOT NULL, added TEXT NOT NULL);
CREATE TABLE verdicts (number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES articles (key),
    what TEXT NOT NULL CHECK (what IN ('topic', 'name', 'read')), subject TEXT NOT NULL, verdict TEXT NOT NULL,
    who TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX verdicts_by_article ON verdicts (article);
CREATE INDEX articles_by_doubt ON articles (doubt DESC);
"""
FORMAT_2 = (
    FORMAT_1.replace("user_version = 1", "user_version = 2").replace(" CHECK (what IN ('topic', 'name', 'read'))", "")
    + "CREATE TABLE seen (article TEXT PRIMARY KEY, given TEXT NOT NULL, model TEXT NOT NULL);"
)
AT = "2024-01-01T00:00:00.000+00:00"
TEXT = "Mardi, Jean Morvan a quitté Brest. Le PSG se tait."
GIVEN = Given(
    (GoldMention(Place("text", 7, 18), "people", "Jean Morvan"), GoldMention(Place("text", 28, 33), "places", "Brest")),
    (GoldDate(Place("text", 0, 5), "DATE", None),),
)


def old_key(article: Article) -> str:
    """The key that an article had up to format 2."""
    content = json.dumps([article.title or "", article.text], ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def write_old(path: Path, layout: str, articles: list[Article], verdicts: list[tuple[int, str, str, str, str]]) -> None:
    """A file as an older version wrote it; a verdict has the number of its article."""
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.executescript(layout)
    for article in articles:
        row = (old_key(article), json.dumps(article.to_record()), '["Sport"]', "m", 0.5, AT)
        base.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", row)
        if "seen" in layout:
            base.execute("INSERT INTO seen VALUES (?, ?, 'm')", (old_key(article), json.dumps(GIVEN.to_json())))
    for number, what, subject, verdict, who in verdicts:
        row = (old_key(articles[number]), what, subject, verdict, who, AT)  # type: ignore[assignment]
        base.execute("INSERT INTO verdicts (article, what, subject, verdict, who, at) VALUES (?, ?, ?, ?, ?, ?)", row)
    base.commit()
    base.close()


def test_a_file_of_format_1_is_migrated_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = tmp_path / "old.sqlite"
    article = Article(TEXT, title="Le PSG recrute")
    write_old(path, FORMAT_1, [article], [(0, "name", "PSG", "places", "Salima")])
    with caplog.at_level(logging.WARNING, "newstagger"), Corrections(path) as kept:
        key = old_key(article)
        assert (kept.one(key).names, kept.one(key).seen) == ({"PSG": "places"}, None)
        kept.see(key, GIVEN, "m")
        kept.judge(key, [Verdict("mention", "text:28:33", "people")], "Anne", "p1")
        found = kept.one(key)
    assert "migrated from format 1 to format 3" in caplog.text
    assert [(one.number, one.who, one.page, one.words) for one in found.history] == [
        (1, "Salima", "", ""),
        (2, "Anne", "p1", "Brest"),
    ]
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (FORMAT,)
    before = sqlite3.connect(tmp_path / "old.sqlite.format-1")
    assert before.execute("PRAGMA user_version").fetchone() == (1,), "an older version can go on with the copy"
    assert before.execute("SELECT COUNT(*) FROM verdicts").fetchone() == (1,)


def test_twins_that_differ_only_in_a_missing_title_become_one(tmp_path: Path):
    path = tmp_path / "old.sqlite"
    untitled, titled = Article(TEXT, published=date(2024, 3, 7)), Article(TEXT, title="Morvan part")
    other = Article("Autre texte.", title="Morvan part")
    verdicts = [
        (0, "topic", "Santé", "right", "Anne"),
        (1, "read", "", "yes", "Bruno"),
        (0, "date", "text:0:5", "DATE 2024-03-05", "Anne"),
        (2, "topic", "Sport", "wrong", ""),
    ]
    write_old(path, FORMAT_2, [untitled, titled, other], verdicts)
    with Corrections(path) as kept:
        found = kept.one(old_key(titled))
        assert [(one.number, one.who) for one in found.history] == [(1, "Anne"), (2, "Bruno"), (3, "Anne")]
        assert (found.article.title, found.article.published) == ("Morvan part", date(2024, 3, 7))
        assert found.labels == ["Sport", "Santé"]
        assert [d.value for d in found.gold.dates] == ["2024-03-05"]
        assert kept.one(old_key(untitled)).history == found.history, "the old address still leads there"
        assert kept.counts() == {
            "articles": 2, "judged": 2, "verdicts": 4, "to_review": 0, "in_progress": 1, "reviewed": 1, "skipped": 0,
        }  # fmt: skip
        assert [one.key for one in kept.list_articles(Filter("reviewed", words="morvan brest"))[0]] == [old_key(titled)]


_SUBJECTS = st.sampled_from(
    [("topic", "Sport", "wrong"), ("topic", "Santé", "right"), ("topic", "Santé", "open"), ("name", "PSG", "people"),
     ("read", "", "yes"), ("read", "", "skipped"), ("read", "", "open")]
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(["", "Un", "Deux"]), st.sampled_from([TEXT, "Autre.", ""])), max_size=8),
    st.lists(st.tuples(st.integers(0, 7), _SUBJECTS), max_size=12),
    st.sampled_from([FORMAT_1, FORMAT_2]),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_article_and_no_verdict_is_lost(
    titles: list[tuple[str, str]], verdicts: list[tuple[int, tuple[str, str, str]]], layout: str
):
    articles = [Article(text, title=title or None) for title, text in dict.fromkeys(titles) if title or text]
    rows = [(number, *verdict, "x") for number, verdict in verdicts if number < len(articles)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "c.sqlite"
        write_old(path, layout, articles, rows)
        with Corrections(path) as kept:
            for number, article in enumerate(articles):
                found = kept.one(old_key(article))
                assert found.article.text == article.text
                mine = [tuple(verdict) for n, *verdict, _ in rows if n == number]
                there = [(v.what, v.subject, v.verdict) for v in (k.verdict for k in found.history)]
                assert [v for v in there if v in mine][: len(mine)] or not mine
                assert len(there) >= len(mine)
                assert (found.article.title or "") in (article.title or "", "Un", "Deux")
            assert kept.counts()["verdicts"] == len(rows)
        assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_several_services_may_open_an_old_file_at_once(tmp_path: Path):
    path = tmp_path / "old.sqlite"
    articles = [Article(f"Texte {n}.") for n in range(300)]
    write_old(path, FORMAT_2, articles, [(n, "read", "", "yes", "x") for n in range(300)])
    problems: list[BaseException] = []

    def open_it() -> None:
        try:
            with Corrections(path) as kept:
                assert kept.counts()["reviewed"] == 300
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_migration_that_cannot_be_finished_leaves_the_file_as_it_was(tmp_path: Path):
    path = tmp_path / "old.sqlite"
    write_old(path, FORMAT_2, [Article(TEXT)], [])
    base = sqlite3.connect(path)
    base.execute("UPDATE articles SET record = '{'")
    base.commit()
    before = base.execute("SELECT * FROM articles").fetchall()
    with pytest.raises((InputError, OutputError, ValueError)):
        Corrections(path)
    assert base.execute("SELECT * FROM articles").fetchall() == before
    assert base.execute("PRAGMA user_version").fetchone() == (2,)
    base.close()


def test_a_damaged_file_says_so_in_whatever_is_asked_of_it(tmp_path: Path):
    """« This is a fault of newstagger, please report it » was said of a file that a bad disk had spoilt."""
    path = tmp_path / "corrections.sqlite"
    with Corrections(path) as kept:
        key = kept.put(Article("Le maire de Lysbourg a démissionné mardi."), ["Politique"], 0.5, "m")
        kept.judge(key, [Verdict("read", "", "yes")], "Salima")
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))
    with Corrections(path) as kept:
        for ask in (kept.counts, lambda: list(kept.all()), lambda: kept.one(key), lambda: kept.judge(key, [], "")):
            with pytest.raises(InputError, match=r"corrections\.sqlite: is damaged .*restore a backup"):
                ask()


def test_a_file_that_was_closed_says_so(tmp_path: Path):
    kept = Corrections(tmp_path / "corrections.sqlite")
    kept.close()
    for ask in (kept.counts, lambda: list(kept.all()), lambda: kept.put(Article("Lysbourg"), [], 0, "m")):
        with pytest.raises(UsageError, match="this file of corrections was closed"):
            ask()


def test_a_file_that_is_only_read_is_not_made(tmp_path: Path):
    with pytest.raises(InputError, match="no such corrections file"):
        Corrections(tmp_path / "misspelt.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_files_that_hold_no_corrections_are_refused(tmp_path: Path):
    (tmp_path / "text").write_text("Lyon " * 500)
    with pytest.raises(InputError, match="not an SQLite database"):
        Corrections(tmp_path / "text")
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE a (b)")
    other.close()
    with pytest.raises(InputError, match="not a corrections file of newstagger"):
        Corrections(tmp_path / "other")
    with Corrections(tmp_path / "new"):
        pass
    base = sqlite3.connect(tmp_path / "new")
    base.execute("PRAGMA user_version = 9")
    base.close()
    with pytest.raises(InputError, match="format 9"):
        Corrections(tmp_path / "new")
    with pytest.raises(InputError, match="no such corrections file"):
        Corrections(tmp_path / "nothing", create=False)
    with pytest.raises(InputError, match="is not a file"):
        Corrections(tmp_path)
    with pytest.raises(OutputError, match="cannot be stored"):
        Corrections(tmp_path / "text" / "below")


def test_a_read_only_connection_writes_nothing(tmp_path: Path, cli: Any):
    with Corrections(tmp_path / "c") as kept:
        key = kept.put(Article(TEXT), [], 0.5, "m")
    with (
        Corrections(tmp_path / "c", read_only=True) as reader,
        pytest.raises(OutputError, match="could not be saved"),
    ):
        reader.judge(key, [Verdict("topic", "Sport", "right")], "")


def test_corrections_on_a_read_only_medium_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "c ?#%.sqlite"
    with Corrections(path) as kept:
        key = kept.put(Article(TEXT), [], 0.5, "m")
        kept.judge(key, [Verdict("topic", "Sport", "right")], "")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    monkeypatch.setattr("newstagger._feedback.connection.os.access", lambda *_: False)
    with Corrections(path, create=False, read_only=True) as reader:
        assert [one.article.text for one in reader.all()] == [TEXT]
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
