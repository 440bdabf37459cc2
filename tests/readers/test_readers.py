"""Files of every form, good and bad."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newstagger import Article, InputError, MissingExtraError, RecordError, ResourceError, read
from newstagger.readers import Notes, ReadOptions, count, read_bytes, stream

RECORD = {"id": "a1", "title": "Pluie", "published": "2021-01-01", "topics": ["Météo"], "text": "Il pleut."}


def lines(path: Path, *records: object) -> Path:
    data = "".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def problem(path: Path | str, **options) -> InputError:
    with pytest.raises(InputError) as error:
        list(read(path, **options))
    return error.value


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str):
    (article,) = read(lines(tmp_path / name, RECORD))
    assert article == Article("Il pleut.", id="a1", title="Pluie", published=date(2021, 1, 1), topics=["Météo"])


@pytest.mark.parametrize("content", [[RECORD], RECORD, {"articles": [RECORD]}], ids=["list", "one", "wrapped"])
def test_json(tmp_path: Path, content: object):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    assert [a.id for a in read(path)] == ["a1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_delimiter_with_topics_in_one_cell(tmp_path: Path, delimiter: str):
    path = tmp_path / "a.csv"
    rows = [["ID", "Topics", "Text"], ["a1", "Météo|Loire", '"Il pleut' + delimiter + '\nfort."']]
    path.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), "utf-8")
    (article,) = read(path)
    assert (article.id, article.topics, article.text) == ("a1", ["Météo", "Loire"], f"Il pleut{delimiter}\nfort.")


def test_parquet(tmp_path: Path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(arrow.Table.from_pylist([RECORD]), tmp_path / "a.parquet")
    (article,) = read(tmp_path / "a.parquet")
    assert (article.id, article.topics, article.published) == ("a1", ["Météo"], date(2021, 1, 1))


def test_html(tmp_path: Path):
    pytest.importorskip("trafilatura")
    from tests.conftest import EXAMPLES

    (article,) = read(EXAMPLES / "crue.html")
    assert article.title == "Crue de la Loire : deux mille habitants évacués à Orléans"
    assert str(article.published).startswith("2016-06-02")
    assert article.text.startswith("La Loire a dépassé mercredi soir")
    assert "festival de Blois" not in article.text


def test_html_without_trafilatura_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (tmp_path / "a.html").write_text("<html><body><p>Il pleut.</p></body></html>")
    error = problem(tmp_path / "a.html")
    assert isinstance(error, MissingExtraError)
    assert "pip install 'newstagger[html]'" in str(error)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    assert "pip install 'newstagger[parquet]'" in str(problem(tmp_path / "a.parquet"))


def test_folders_are_read_deeply_in_the_order_of_names(tmp_path: Path):
    for name in ("b.txt", "a/z.txt", "a/y.jsonl", ".hidden.txt", "a/notes.odt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text": "Il pleut."}' if name.endswith("jsonl") else "Il pleut sur la Loire.")
    assert [Path(a.id.partition(":")[0]).name for a in read(tmp_path)] == ["b.txt", "y.jsonl", "z.txt"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_folder_that_links_to_itself_is_walked_once(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Il pleut sur la Loire.")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(read(tmp_path))) == 1


def test_a_record_without_an_id_is_called_after_its_source_and_line(tmp_path: Path):
    path = lines(tmp_path / "a.jsonl", "\n", {"text": "Il pleut."})
    (article,) = read(path)
    assert article.id == f"{path}:2"


def test_a_record_s_text_is_taken_as_it_is(tmp_path: Path):
    text = "Titre\n\nPartager\nTags : a, b\n  é\u00a0\r\n"
    (article,) = read(lines(tmp_path / "a.jsonl", {"text": text}))
    assert article.text == text


def test_windows_1252_is_read_with_a_warning(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes("L’été à Besançon, c’est l’œuvre.".encode("cp1252"))
    (article,) = read(tmp_path / "a.txt")
    assert article.text == "L’été à Besançon, c’est l’œuvre."
    assert any("windows-1252" in warning for warning in article.warnings)


def test_a_line_in_windows_1252_within_json_lines(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "L’été"}\n'.encode() + '{"text": "L’été"}\n'.encode("cp1252"))
    assert [a.text for a in read(path)] == ["L’été", "L’été"]


def test_a_published_given_fills_only_the_gaps(tmp_path: Path):
    path = lines(tmp_path / "a.jsonl", RECORD, {"text": "b"})
    assert [a.published for a in read(path, published="2022-02-02")] == [date(2021, 1, 1), date(2022, 2, 2)]


def test_a_publication_time_that_is_none_is_a_warning(tmp_path: Path):
    (article,) = read(lines(tmp_path / "a.jsonl", {"text": "a", "published": "hier"}))
    assert article.published is None
    assert "ISO 8601" in article.warnings[0]


def test_tags_written_by_newstagger_are_read_as_labels(tmp_path: Path):
    record = {"text": "a", "topics": [{"label": "Sport", "score": 0.9}]}
    (article,) = read(lines(tmp_path / "a.jsonl", record))
    assert article.topics == ["Sport"]


def test_bad_records_are_named_and_the_others_read(tmp_path: Path):
    path = lines(
        tmp_path / "a.jsonl", RECORD, "[1, 2]\n", '{"txt": "x"}\n', '{"text": 5}\n', "{broken\n",
        '{"text": "a", "topics": 7}\n', "[" * 2000 + "\n", {"text": "fin"},
    )  # fmt: skip
    errors: list[InputError] = []
    assert [a.text for a in read(path, errors=errors.append)] == ["Il pleut.", "fin"]
    assert [(type(e), e.line) for e in errors] == [(RecordError, n) for n in range(2, 8)]
    assert [e.reason.split(";")[0].split(" (")[0] for e in errors[:3]] == [
        "expected a JSON object for each article, found a list", "has no field `text`", "has a `text` that is a number",
    ]  # fmt: skip
    assert "`topics` that are a number" in errors[4].reason


def test_a_gzip_cut_short_gives_what_was_before_the_cut(tmp_path: Path):
    whole = b"".join(json.dumps({"id": str(n), "text": os.urandom(40).hex()}).encode() + b"\n" for n in range(2000))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(whole)[:-20_000])
    errors: list[InputError] = []
    articles = list(read(path, errors=errors.append))
    assert len(articles) > 500
    assert [a.id for a in articles] == [str(n) for n in range(len(articles))]
    assert "cut short" in str(errors[-1])


def test_a_file_that_only_calls_itself_gzip(tmp_path: Path):
    (tmp_path / "a.jsonl.gz").write_bytes(b'{"text": "a"}\n')
    assert "not a .gz file" in str(problem(tmp_path / "a.jsonl.gz"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "is empty"),
        ("a.txt", bytes(range(256)) * 4, "is a binary file"),
        ("a.xyz", b"x", "has an unsupported extension; known are .txt"),
        ("a.pdf", b"x", "PDF is not read: save its text as .txt"),
        (
            "a.csv",
            b"id,remarque\n1,x\n",
            'line 1: has no column "text"; its columns: id, remarque; name the one with the text in `fields`',
        ),
        ("a.json", b"{", "is not valid JSON"),
        ("a.json", b"5", "contains a number; expected a list of records"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, content: bytes, message: str):
    (tmp_path / name).write_bytes(content)
    assert message in str(problem(tmp_path / name))


def test_a_csv_row_with_too_few_cells_is_one_bad_record(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,text\n1\n2,Il pleut.\n")
    errors: list[InputError] = []
    assert [a.id for a in read(tmp_path / "a.csv", errors=errors.append)] == ["2"]
    assert str(errors[0]).endswith("line 2: has 1 cells where the header has 2")


def test_missing_file_and_empty_folder(tmp_path: Path):
    assert "there is no such file" in str(problem(tmp_path / "absent.txt"))
    assert "there is nothing to read in this folder" in str(problem(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert "no permission" in str(problem(tmp_path / "a.txt"))


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_text("x")

    def refuse(self: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "no permission to read it" in str(problem(tmp_path / "a.txt"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "a.txt")
    assert "is neither a file nor a folder" in str(problem(tmp_path / "a.txt"))


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_text_beyond_the_limit_is_refused_and_the_limit_named(tmp_path: Path, name: str):
    text = "é" * 3000
    (tmp_path / name).write_text(json.dumps({"text": text}) if name.endswith("jsonl") else text)
    error = problem(tmp_path / name, max_chars=2000)
    assert "has 3,000 characters, more than the limit of 2,000" in str(error)
    assert "`max_chars`" in str(error)
    assert len(list(read(tmp_path / name, max_chars=3000))) == 1


def test_errors_keep_their_place_in_the_stream(tmp_path: Path):
    path = lines(tmp_path / "a.jsonl", RECORD, "?\n", RECORD)
    assert [isinstance(item, Article) for item in stream(path)] == [True, False, True]


def test_articles_are_counted_where_that_is_cheap(tmp_path: Path):
    lines(tmp_path / "a.jsonl", RECORD, RECORD)
    (tmp_path / "b.txt").write_text("x")
    assert count([str(tmp_path)]) == 3
    assert count(["-"]) is None
    lines(tmp_path / "c.jsonl.gz", RECORD)
    assert count([str(tmp_path)]) is None


def test_bytes_that_were_sent_are_read_by_the_ending_of_their_name():
    assert [a.text for a in read_bytes(b'{"text": "a"}\n{"text": "b"}\n', "a.jsonl") if isinstance(a, Article)] == [
        "a",
        "b",
    ]
    (long,) = read_bytes(b"Il pleut. " * 9, "a.txt", max_chars=50)
    assert "more than the limit of 50" in str(long)
    (unknown,) = read_bytes(b"x", "a.exe")
    assert "is not supported here" in str(unknown)


def test_blank_rows_of_a_csv_are_passed_over(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,text\n1,Il pleut.\n,\n\n2,fin\n")
    assert [a.id for a in read(tmp_path / "a.csv")] == ["1", "2"]


@pytest.mark.parametrize(
    "cell",
    ["Sport; Santé", "Sport | Santé", "Sport|Santé", "Sport, Santé", "Sport,Santé,", "Sport / Santé", '["Sport", "Santé"]',
     ' [{"label": "Sport"}, {"label": "Santé"}] '],
)  # fmt: skip
def test_topics_in_one_cell_are_parted(tmp_path: Path, cell: str):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["text", "topics"], ["Il pleut.", cell]])
    assert next(read(path)).topics == ["Sport", "Santé"]


@pytest.mark.parametrize(
    ("cell", "topics"),
    [("Arts, culture; Sport", ["Arts, culture", "Sport"]), ("Police/Justice", ["Police/Justice"]), ("[Brève]", ["[Brève]"]),
     ("Sport", ["Sport"]), ("[]", [])],
)  # fmt: skip
def test_a_label_keeps_the_marks_that_part_nothing(tmp_path: Path, cell: str, topics: list[str]):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Il pleut.", "topics": cell}), "utf-8")
    assert next(read(path)).topics == topics


def test_a_list_in_a_cell_that_holds_no_labels_is_a_bad_record(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "Il pleut.", "topics": "[1, 2]"}), "utf-8")
    with pytest.raises(RecordError, match="give a list of labels"):
        next(read(path))


def test_a_parquet_value_that_python_cannot_hold_costs_no_article(tmp_path: Path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    days = arrow.array([10_000_000, 19_000], arrow.int32()).cast(arrow.date32())
    table = arrow.table({"texte": [b"Il pleut.", b"Il vente."], "date": days, "odd": arrow.array([b"\xff", b"a"])})
    parquet.write_table(table, tmp_path / "a.parquet")
    said: list[str] = []
    first, second = read(tmp_path / "a.parquet", reading=ReadOptions(notes=Notes(said.append)))
    assert (first.text, first.published, second.text, second.published) == (
        "Il pleut.",
        None,
        "Il vente.",
        date(2022, 1, 8),
    )
    assert any('column "date" cannot be read' in one for one in said)


def test_a_damaged_parquet_file_is_an_error(tmp_path: Path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": ["Il pleut. " * 50] * 2_000}), path, compression="none")
    data = path.read_bytes()
    for at in range(4, len(data) - 4, len(data) // 60):
        path.write_bytes(data[:at] + bytes(64) + data[at + 64 :])
        errors: list[InputError] = []
        list(read(path, errors=errors.append))
        assert all(
            "Parquet" in str(error) or "`text`" in str(error) or '"text"' in str(error) or "neither" in str(error)
            for error in errors
        )


def test_a_folder_that_may_not_be_read_is_named_and_one_too_many_open_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.txt").write_text("Il pleut.")
    scandir, number = os.scandir, errno.EACCES

    def shut(path: Any) -> Any:
        if Path(path).name == "shut":
            raise OSError(number, os.strerror(number), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", shut)
    errors: list[InputError] = []
    assert [article.text for article in read(tmp_path, errors=errors.append)] == ["Il pleut."]
    assert [str(error) for error in errors] == [f"{tmp_path / 'shut'}: cannot be read: no permission to read it"]
    number = errno.EMFILE
    with pytest.raises(ResourceError, match="Too many open files"):
        list(read(tmp_path, errors=errors.append))


def test_too_many_open_files_are_no_verdict_on_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_text("Il pleut.")

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ResourceError, match="Too many open files"):
        list(read(tmp_path / "a.txt", errors=lambda _: None))


def test_an_error_keeps_no_record_in_memory(tmp_path: Path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"texte_inconnu": "Il pleut."}\n{"text": 5}\n{\n', "utf-8")
    failed: list[InputError] = []
    assert list(read(path, errors=failed.append)) == []
    assert [(error.__traceback__, error.__context__) for error in failed] == [(None, None)] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes")
def test_an_article_in_a_file_whose_name_is_no_utf_8_is_not_lost(tmp_path: Path):
    """Its id is made of the name; it could not be written, and the article was given up."""
    for form, content in (("jsonl", b'{"text": "Il pleut."}'), ("txt", b"Il pleut."), ("csv", b"text\nIl pleut.\n")):
        (tmp_path / os.fsdecode(b"\xe9t\xe9." + form.encode())).write_bytes(content)
    found = list(read(tmp_path))
    assert len(found) == 3
    for article in found:
        assert article.id.encode("utf-8").decode() == article.id
        assert article.id_from_place


def test_a_line_without_an_end_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("newstagger.readers.source._MOST_SKIPPED", 2_000_000)
    good = b'{"text": "Il pleut."}\n'
    for size, articles in ((1_000_000, 2), (9_000_000, 1)):
        path = tmp_path / f"{size}.jsonl"
        path.write_bytes(good + b"x" * (2_000_000 + size) + b"\n" + good)
        failed: list[InputError] = []
        assert len(list(read(path, errors=failed.append, max_chars=1_000))) == articles
        assert [error.line for error in failed] == [2]
