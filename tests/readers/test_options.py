"""The same reader options in every command that reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newstagger import InputError, UsageError, read
from newstagger.readers import ReadOptions, read_bytes
from tests.conftest import Cli

TABLE = "rubrik|papier\nSport|Le Stade a gagné samedi.\nMétéo|Il pleut à Rabat.\nSport|x|y\n"
OPTIONS = ["--map", "text=papier,topics=rubrik", "--delimiter", "|", "--encoding", "cp1252"]


@pytest.mark.parametrize(
    "command",
    [
        ["tag", "{}", "--only", "places", "-o", "{out}.jsonl"], ["convert", "{}", "-o", "{out}.jsonl"], ["evaluate", "{}"],
        ["train", "{}", "-o", "{out}", "--min-articles", "1", "--dry-run"], ["corrections", "add", "{out}.sqlite", "{}"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_takes_the_options_of_readers(cli: Cli, tmp_path: Path, command: list[str]):
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    errors = [] if command[0] == "corrections" else ["--errors", str(tmp_path / "e.jsonl")]
    arguments = [part.format(path, out=tmp_path / "out") for part in command]
    result = cli(*arguments, *OPTIONS, *errors)
    assert "No such option" not in result.err
    assert "has 3 cells where the header has 2" in result.err
    if errors:
        (line,) = (tmp_path / "e.jsonl").read_text("utf-8").splitlines()
        assert json.loads(line)["line"] == 4


def test_errors_are_never_written_over_an_input(cli: Cli, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE, "utf-8")
    for command in (["convert", path, "-o", tmp_path / "o.jsonl"], ["evaluate", path]):
        result = cli(*command, "--errors", path, "--force", *OPTIONS)
        assert result.status == 2
        assert path.read_text("utf-8") == TABLE


def test_a_publication_time_may_be_given_as_it_is_written_in_french(cli: Cli, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Il pleut à Rabat depuis mardi.", "utf-8")
    assert cli("convert", tmp_path / "a.txt", "-o", tmp_path / "o.jsonl", "--published", "14 mars 2024").status == 0
    assert json.loads((tmp_path / "o.jsonl").read_text())["published"] == "2024-03-14"
    result = cli("convert", tmp_path / "a.txt", "-o", tmp_path / "p.jsonl", "--published", "hier")
    assert (result.status, "--published: 'hier'" in result.err) == (2, True)


def test_train_says_how_declared_topics_are_learnt(cli: Cli, tmp_path: Path):
    (tmp_path / "a.csv").write_text("category,text\nSport,Le Stade a gagné.\n", "utf-8")
    result = cli("train", tmp_path / "a.csv", "-o", tmp_path / "m")
    assert result.status == 2
    assert "--map topics=NAME" in result.err


def test_an_open_file_is_no_name_of_one(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Il pleut à Rabat.", "utf-8")
    with (tmp_path / "a.txt").open() as opened, pytest.raises(UsageError, match="pass its name"):
        list(read(opened))  # type: ignore[arg-type]


def test_the_separator_of_a_csv_that_is_written(cli: Cli, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Il pleut à Rabat depuis mardi.", "utf-8")
    tag = ["tag", tmp_path / "a.txt", "--only", "dates", "--out-delimiter"]
    assert cli(*tag, ";", "-o", tmp_path / "o.csv").status == 0
    assert (tmp_path / "o.csv").read_text("utf-8-sig").startswith("id;title;published")
    assert cli(*tag, ";", "-o", tmp_path / "o.jsonl").status == 2
    assert cli(*tag, "é", "-o", tmp_path / "p.csv").status == 2


def test_the_limit_of_the_options_counts_unless_another_is_given_beside_them(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"text": "Il pleut."}\n', "utf-8")
    how = ReadOptions(max_chars=4)
    with pytest.raises(InputError, match="more than the limit of 4"):
        list(read(tmp_path / "a.jsonl", reading=how))
    assert len(list(read(tmp_path / "a.jsonl", reading=how, max_chars=100))) == 1
    (error,) = read_bytes(b"Il pleut.", "a.txt", reading=how)
    assert isinstance(error, InputError)
