"""Input without a name: its form is recognised by its beginning. Every article is invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from newstagger import Article, InputError, read
from newstagger.readers import Notes, ReadOptions, count, read_bytes, stream
from tests.conftest import Cli


def given(data: bytes, monkeypatch: pytest.MonkeyPatch, **options: int) -> list[Article | InputError]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(stream("-", **options))


LINE = '{"text": "L’été à Besançon."}\n'


def test_a_line_beyond_the_limit_is_an_input_error(monkeypatch: pytest.MonkeyPatch):
    long = b'{"text": "' + b"a" * 1_100_000 + b'"}\n'
    article, error = given(LINE.encode() + long, monkeypatch, max_chars=1_000)
    assert isinstance(article, Article)
    assert isinstance(error, InputError)
    assert (error.line, "line 2 has more than" in error.reason) == (2, True)
    (sent,) = read_bytes(long, "a.jsonl", max_chars=1_000)
    assert isinstance(sent, InputError)


def test_the_first_line_may_be_windows_1252_like_the_others(monkeypatch: pytest.MonkeyPatch):
    found = given(LINE.encode("cp1252") * 2, monkeypatch)
    assert [item.text for item in found if isinstance(item, Article)] == ["L’été à Besançon."] * 2


def test_blank_lines_count(monkeypatch: pytest.MonkeyPatch):
    (article,) = given(b"\n" * 200_000 + LINE.encode(), monkeypatch)  # in quadratic time this would take hours
    assert isinstance(article, Article)
    assert article.id == "standard input:200001"


def test_the_limit_of_the_csv_module_stays_what_it_was():
    before = csv.field_size_limit()
    articles = read_bytes(b"id,text\n1,Il pleut.\n2,fin\n", "a.csv", max_chars=1_000)
    next(articles)
    assert csv.field_size_limit() == before
    list(articles)
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (gzip.compress(LINE.encode() * 2, mtime=0), ["L’été à Besançon."] * 2),
        (gzip.compress("L’été à Besançon.".encode(), mtime=0), ["L’été à Besançon."]),
        (gzip.compress("id;texte\n1;L’été à Besançon.\n".encode(), mtime=0), ["L’été à Besançon."]),
        ("id;texte\n1;L’été à Besançon.\n".encode("utf-16"), ["L’été à Besançon."]),
        (b"sep=|\nid|contenu\n1|Il pleut.\n", ["Il pleut."]),
        (b"Titre, date et lieu\nIl pleut.", ["Il pleut."]),
        (b"id,text\n1,Il pleut.\n2,fin\n", ["Il pleut.", "fin"]),
        (b"id\ttext\n1\tIl pleut, fort.\n", ["Il pleut, fort."]),
        (b'[{"text": "a"}, {"text": "b"}]', ["a", "b"]),
        (b'{\n "text": "a"\n}', ["a"]),
        ("[Mise à jour] Il pleut.".encode(), ["[Mise à jour] Il pleut."]),
        (b"Il pleut, il vente, il neige.\nFin.", ["Il pleut, il vente, il neige.\nFin."]),
        (b"a < b et b < c", ["a < b et b < c"]),
        (b"From: zoe@gazette.example\nSubject: Crue\n\nIl pleut.\n", ["Il pleut."]),
    ],
    ids=[
        "gzip",
        "gzip text",
        "gzip csv",
        "utf-16",
        "sep",
        "enumeration",
        "csv",
        "tsv",
        "list",
        "object",
        "bracket",
        "commas",
        "less",
        "mail",
    ],
)
def test_the_form_is_recognised_by_the_beginning(data: bytes, texts: list[str], monkeypatch: pytest.MonkeyPatch):
    found = given(data, monkeypatch)
    assert [item.text if isinstance(item, Article) else str(item) for item in found] == texts


def test_a_feed_is_read(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("lxml")
    feed = b'<?xml version="1.0"?>\n<rss><channel><item><title>Il pleut sur Rabat</title></item></channel></rss>'
    (article,) = given(feed, monkeypatch)
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Il pleut sur Rabat", "")


@pytest.mark.parametrize(
    ("data", "advice"),
    [(b"%PDF-1.7\n" + bytes(99), "save its text as .txt"), (b"PAR1" + bytes(99), "cannot be read as Parquet")],
    ids=["pdf", "parquet"],
)
def test_what_standard_input_cannot_hold_is_named(data: bytes, advice: str, monkeypatch: pytest.MonkeyPatch):
    (error,) = given(data, monkeypatch)
    assert advice in str(error)


HTML = (
    "<div class='a'><h1>Le pont rouvre</h1><p>Le maire de Valmont a rouvert mardi le pont Neuf, fermé aux voitures depuis "
    "deux ans.</p><p>Les travaux ont coûté deux millions d’euros à la ville, a-t-il dit devant une centaine d’habitants.</p></div>"
)


def test_the_source_of_a_web_page_is_read_as_html(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("trafilatura")
    piped = given(HTML.encode(), monkeypatch)
    pasted = list(read_bytes(HTML.encode(), "page.txt"))
    for (item,) in (piped, pasted):
        assert isinstance(item, Article)
        assert "<" not in item.text
        assert "fermé aux voitures depuis deux ans." in item.text
    assert any("read as HTML" in warning for warning in pasted[0].warnings)


def test_two_records_of_one_id_are_warned_of(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n{"id": "a", "text": "z"}\n')
    found = list(read(tmp_path / "a.jsonl"))
    assert [bool(article.warnings) for article in found] == [False, False, True]
    assert '"a"' in found[2].warnings[0]


def test_hidden_files_and_folders_are_neither_read_nor_counted(tmp_path: Path):
    for name in ("a.txt", ".b.txt", ".git/c.txt", "d/.e/f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Il pleut.")
    assert len(list(read(tmp_path))) == count([str(tmp_path)]) == 1


@pytest.mark.parametrize("folder", ["page_files", "page_fichiers"])
def test_what_a_browser_saved_with_a_page_is_counted_and_not_read(tmp_path: Path, folder: str):
    pytest.importorskip("trafilatura")
    for name in ("a.txt", f"{folder}/ad.txt", f"{folder}/d/f.txt", f"{folder}/script.js", "notes_files/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Il pleut.")
    assert len(list(read(tmp_path))) == count([str(tmp_path)]) == 4  # no page lies beside the folder
    page = "<article><h1>Le pont ferme</h1><p>La préfète a ordonné mardi la fermeture du pont de Valmont.</p></article>"
    (tmp_path / "page.htm").write_text(page, "utf-8")
    said: list[str] = []
    articles = list(read(tmp_path, reading=ReadOptions(notes=Notes(said.append))))
    assert [Path(one.id).name for one in articles] == ["a.txt", "page.htm", "b.txt"]
    assert count([str(tmp_path)]) == 3
    assert "3 files were not read because a browser saved them with a page" in said[0]
    assert len(list(read(tmp_path / folder))) == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"title": "Il pleut sur Rabat"}\n'),
        ("a.json", b'[{"title": "Il pleut sur Rabat", "text": null}]'),
        ("a.csv", b"id,title\n1,Il pleut sur Rabat\n"),
    ],
)
def test_a_headline_alone_is_an_article(name: str, data: bytes, tmp_path: Path, cli: Cli):
    (tmp_path / name).write_bytes(data)
    (article,) = read(tmp_path / name)
    assert (article.title, article.text) == ("Il pleut sur Rabat", "")
    done = cli("tag", tmp_path / name, "--only", "places")
    record = json.loads(done.out)
    assert [place["name"] for place in record["places"]] == ["Rabat"]
    assert record["warnings"] == []
