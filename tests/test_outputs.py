"""What each command may write where, as a user meets it. Every article is invented."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from newstagger import Article, Model, OutputError
from newstagger._feedback.store import Corrections, Verdict
from tests.conftest import EXAMPLES, Cli

LABELLED = EXAMPLES / "labelled.jsonl"
posix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and rights of POSIX")


@pytest.fixture
def tags(cli: Cli, tmp_path: Path) -> Path:
    out = tmp_path / "tags.jsonl"
    assert cli("tag", EXAMPLES / "depeche.txt", "--only", "dates,topics", "-o", out).status == 0
    return out


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    path = tmp_path / "corrections.db"
    with Corrections(path) as kept:
        article = Article("Le vaccin est arrivé à Valmont.", id="a")
        key = kept.put(article, ["Santé"], 0.5, "model")
        kept.judge(key, [Verdict("topic", "Santé", "right")], "Anne")
    return path


COMMANDS = {
    "tag": ("o.jsonl", lambda out, _: ["tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", out]),
    "errors": ("e.jsonl", lambda out, _: ["tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", "-", "--errors", out]),
    "convert": ("o.jsonl", lambda out, _: ["convert", EXAMPLES / "depeche.txt", "-o", out]),
    "export": ("o.joblib", lambda out, s: ["export", s["model"], out]),
    "report": ("o.html", lambda out, s: ["report", s["tags"], "-o", out]),
    "timeline": ("o.jsonl", lambda out, s: ["timeline", s["tags"], "--topic", "Santé", "-o", out]),
    "names": ("o.jsonl", lambda out, s: ["names", s["tags"], "-o", out]),
    "corrections": ("o.jsonl", lambda out, s: ["corrections", "export", s["corrections"], "-o", out]),
    "label-errors": ("o.csv", lambda out, s: ["train", LABELLED, "-o", s["folder"] / "m", "--jobs", "1", "--label-errors", out]),
    "report.html": ("report.html", lambda out, s: ["evaluate", EXAMPLES / "gold.jsonl", "--model", s["model"], "--report", out.parent]),
    "evaluation.json": ("evaluation.json", lambda out, s: ["evaluate", EXAMPLES / "gold.jsonl", "--model", s["model"], "--report", out.parent]),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_replaced_unasked(
    cli: Cli, tmp_path: Path, tags: Path, corrections: Path, model_dir: Path, command: str
):
    name, arguments = COMMANDS[command]
    folder = tmp_path / "outputs"
    folder.mkdir()
    out = folder / name
    out.write_text("precious")
    given = {"tags": tags, "corrections": corrections, "model": model_dir, "folder": tmp_path}
    refused = cli(*arguments(out, given))
    assert (refused.status, f"{out}: already exists" in refused.err) == (2, True)
    assert out.read_text() == "precious"
    assert [path.name for path in folder.iterdir()] == [name]
    done = cli(*arguments(out, given), "--force")
    assert done.status == 0, done.err
    assert out.read_bytes() != b"precious"


@posix
@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("label-errors", "evaluation.json")])
def test_an_output_that_cannot_be_written_is_told_at_once(
    cli: Cli, tmp_path: Path, tags: Path, corrections: Path, model_dir: Path, command: str
):
    name, arguments = COMMANDS[command]
    given = {"tags": tags, "corrections": corrections, "model": model_dir, "folder": tmp_path}
    (tmp_path / "file").write_text("")
    done = cli(*arguments(tmp_path / "file" / name, given))
    assert (done.status, "cannot be written: Not a directory" in done.err) == (2, True)
    (tmp_path / "f" / name).mkdir(parents=True)
    done = cli(*arguments(tmp_path / "f" / name, given), "--force")
    assert (done.status, "is a folder; give the name of a file" in done.err) == (2, True)


@posix
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("command", ["tag", "errors", "convert", "names", "report", "label-errors", "corrections"])
def test_an_input_is_never_replaced(cli: Cli, tmp_path: Path, tags: Path, corrections: Path, command: str, force: bool):
    name = {"report": "l.html", "corrections": "l.jsonl"}.get(command, "l.jsonl")
    source = {"names": tags, "report": tags, "corrections": corrections}.get(command, tmp_path / "in.jsonl")
    if not source.exists():
        source.write_bytes(LABELLED.read_bytes())
    before = source.read_bytes()
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / name
    link.symlink_to(source)
    run = {
        "tag": ["tag", source, "-o", link], "errors": ["tag", source, "-o", tmp_path / "new.jsonl", "--errors", link],
        "convert": ["convert", source, "-o", link], "names": ["names", source, "-o", link],
        "report": ["report", source, "-o", link], "corrections": ["corrections", "export", source, "-o", link],
        "label-errors": ["train", source, "-o", tmp_path / "m", "--label-errors", link],
    }[command]  # fmt: skip
    done = cli(*run, *(["--force"] if force else []))
    assert (done.status, "is also an input; choose another name" in done.err) == (2, True)
    assert source.read_bytes() == before
    assert not (tmp_path / "new.jsonl").exists()


def test_the_aliases_and_the_model_are_inputs_too(cli: Cli, tmp_path: Path, model_dir: Path):
    aliases = tmp_path / "aliases.jsonl"
    aliases.write_text("Valmont\tValmont-sur-Orne\n", "utf-8")
    page, options = EXAMPLES / "depeche.txt", ["--aliases", aliases, "--model", model_dir, "--force"]
    for out in (aliases, model_dir / "manifest.json"):
        before = out.read_bytes()
        assert cli("tag", page, "-o", out, *options).status == 2
        assert cli("tag", page, "-o", tmp_path / "o.jsonl", "--errors", out, *options).status == 2
        assert out.read_bytes() == before


@pytest.mark.parametrize("content", ["", "[]\n", "[1]\n"])
@pytest.mark.parametrize("command", ["convert", "tag"])
def test_a_run_that_read_nothing_deletes_nothing(cli: Cli, tmp_path: Path, command: str, content: str):
    source, out = tmp_path / "in.jsonl", tmp_path / "o.jsonl"
    source.write_text(content)
    for force in ([], ["--force"]):
        out.write_text("precious")
        done = cli(command, source, "-o", out, *force)
        assert done.status != 0
        assert out.read_text() == "precious"
    out.unlink()
    cli(command, source, "-o", out)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


# --- model directories


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("made", ["photos", "model with more", "more inside", "foreign manifest", "manifest alone"])
def test_a_folder_that_is_no_model_is_never_emptied(cli: Cli, tmp_path: Path, small_model: Model, made: str):
    out = tmp_path / "out"
    if made.startswith("m"):
        small_model.save(out)
    out.mkdir(exist_ok=True)
    if made == "manifest alone":
        (out / "README.md").rename(out / "MINE.md")
    else:
        place = out / "ner" if made == "more inside" else out
        (place / "holiday.jpg").write_bytes(b"precious")
    if made == "foreign manifest":
        names = {"format": 1, "files": ["holiday.jpg"]}
        (out / "manifest.json").write_text(json.dumps({**names, "manifest_version": 3}))
    before = everything(out)
    done = cli("train", LABELLED, "-o", out, "--force")
    assert (done.status, "contains other files than a model" in done.err) == (2, True)
    with pytest.raises(OutputError, match="contains other files than a model’s .*never replaced"):
        small_model.save(out, force=True)
    assert everything(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@posix
def test_a_model_takes_the_place_of_a_model_and_of_an_empty_folder_only(tmp_path: Path, small_model: Model):
    model, empty, link = tmp_path / "m", tmp_path / "empty", tmp_path / "link"
    small_model.save(model)
    (model / "README.md").write_text("a card that was edited")
    small_model.save(model, force=True)
    assert "edited" not in (model / "README.md").read_text("utf-8")
    empty.mkdir()
    with pytest.raises(OutputError, match="already exists"):
        small_model.save(empty)
    small_model.save(empty, force=True)
    link.symlink_to("m")
    small_model.save(link, force=True)
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "link", "m"]


@posix
def test_a_private_model_stays_private(tmp_path: Path, small_model: Model):
    before = os.umask(0o077)
    try:
        small_model.save(tmp_path / "m")
    finally:
        os.umask(before)
    found = [tmp_path / "m", *(tmp_path / "m").rglob("*")]
    assert {path.name for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()


def test_a_model_is_never_the_place_of_its_own_lessons(cli: Cli, tmp_path: Path, small_model: Model):
    out = small_model.save(tmp_path / "m")
    labelled = out / "labelled.jsonl"
    labelled.write_bytes(LABELLED.read_bytes())
    assert "contains the input" in cli("train", labelled, "-o", out, "--force").err
    labelled.unlink()
    before = everything(out)
    assert "is also an input" in cli("train", LABELLED, "-o", out, "--model", out, "--force").err
    assert "replaced as a whole" in cli("train", LABELLED, "-o", out, "--label-errors", out / "e.csv", "--force").err
    assert everything(out) == before


def test_a_model_written_into_the_folder_that_it_learns_from_is_not_learnt_from(cli: Cli, tmp_path: Path):
    (tmp_path / "labelled.jsonl").write_bytes(LABELLED.read_bytes())
    run = ["train", tmp_path, "-o", tmp_path / "m", "--jobs", "1"]
    assert cli(*run).status == 0
    first = everything(tmp_path / "m")
    assert cli(*run, "--force").status == 0
    assert everything(tmp_path / "m") == first


# --- what a run was made of


def test_other_aliases_make_another_run(cli: Cli, tmp_path: Path):
    aliases, out = tmp_path / "aliases.tsv", tmp_path / "o.jsonl"
    aliases.write_text("Valmont\tValmont-sur-Orne\n", "utf-8")
    run = ["tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o", out, "--aliases", aliases, "--resume"]
    assert cli(*run).status == 0
    assert "everything is already tagged" in cli(*run).err
    aliases.write_text("Valmont\tValmont-en-Auge\n", "utf-8")
    done = cli(*run)
    assert (done.status, "--aliases was different" in done.err) == (2, True)


# --- streams


def newstagger(*arguments: str | Path, shell: str = "") -> subprocess.CompletedProcess[str]:
    command = f'exec "$0" -m newstagger "$@" {shell}'
    run = ["sh", "-c", command, sys.executable, *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, timeout=300)


@posix
@pytest.mark.parametrize("options", [["-o", "-"], ["-o", "o.jsonl"]], ids=["pipe", "file"])
def test_a_closed_standard_input_is_told(tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    done = newstagger("tag", "-", "--only", "dates", *options, shell="<&-")
    assert (done.returncode, "standard input: is closed" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@posix
def test_errors_can_go_to_a_device(cli: Cli, tmp_path: Path):
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "Hier."}\n[1]\n')
    done = cli("tag", tmp_path / "in.jsonl", "--only", "dates", "-o", tmp_path / "o.jsonl", "--errors", "/dev/null")
    assert (done.status, Path("/dev/null").is_char_device()) == (1, True)


@posix
def test_a_pipe_as_input_is_refused_and_not_waited_for(cli: Cli, tmp_path: Path):
    os.mkfifo(tmp_path / "p.jsonl")
    done = cli("tag", tmp_path / "p.jsonl", "--only", "dates", "-o", tmp_path / "o.jsonl")
    assert (done.status, "send it to standard input" in done.err) == (2, True)


@posix
def test_a_pipe_as_output_is_never_waited_for_before_the_work(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("newstagger._writers.atomic._PATIENCE", 0.1)
    for name in ("p.jsonl", "p.sqlite", "errors"):
        os.mkfifo(tmp_path / name)
    run = ["tag", EXAMPLES / "depeche.txt", "--only", "dates", "-o"]
    for arguments, message in (
        ([tmp_path / "p.jsonl"], "p.jsonl: is a pipe that no program is reading"),
        ([tmp_path / "o.jsonl", "--errors", tmp_path / "errors"], "errors: is a pipe that no program is reading"),
        ([tmp_path / "p.sqlite", "--append"], "p.sqlite: is a pipe or a device, not a database"),
    ):
        done = cli(*run, *arguments)
        assert (done.status, message in done.err) == (2, True), done.err


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_an_article_that_a_folder_reaches_by_a_link_is_never_replaced(cli: Cli, tmp_path: Path, link: str):
    (tmp_path / "folder").mkdir()
    article = tmp_path / "articles.jsonl"
    article.write_text('{"text": "Le marché de Brive a rouvert."}\n', "utf-8")
    before = article.read_bytes()
    getattr(tmp_path / "folder" / "linked.jsonl", link)(article)
    done = cli("tag", tmp_path / "folder", "-o", article, "--force")
    assert done.status == 2
    assert "is also an input, in the folder" in done.err
    assert article.read_bytes() == before


def test_two_new_outputs_that_some_systems_would_make_one_are_refused(cli: Cli, tmp_path: Path):
    given = tmp_path / "a.jsonl"
    given.write_text('{"text": "Il pleut."}\n', "utf-8")
    done = cli("tag", given, "-o", tmp_path / "É.jsonl", "--errors", tmp_path / "e\u0301.jsonl")
    assert done.status == 2
    assert "would be written twice" in done.err


def test_tags_of_an_earlier_run_among_the_articles_are_told(cli: Cli, tmp_path: Path):
    (tmp_path / "a.jsonl").write_text('{"text": "Le marché de Brive a rouvert."}\n', "utf-8")
    first, second = tmp_path / "tags.csv", tmp_path / "tags.jsonl"
    assert "earlier run" not in cli("tag", tmp_path, "-o", first, "--only", "dates").err
    assert "earlier run" not in cli("tag", tmp_path, "-o", first, "--only", "dates", "--force").err
    done = cli("tag", tmp_path, "-o", second, "--only", "dates")
    assert f"{first} was written by an earlier run" in done.err


def test_corrections_survive_every_output_that_is_given_their_name(cli: Cli, tmp_path: Path, corrections: Path):
    before = corrections.read_bytes()
    article = tmp_path / "a.jsonl"
    article.write_text('{"text": "Il pleut."}\n')
    for command in (
        ["tag", article, "-o", tmp_path / "o.jsonl", "--errors", corrections],
        ["tag", article, "-o", corrections],
        ["train", EXAMPLES / "labelled.jsonl", "-o", tmp_path / "m", "--label-errors", corrections],
        ["convert", article, "-o", tmp_path / "b.jsonl", "--errors", corrections],
    ):
        result = cli(*command, "--force")
        assert result.status == 2
        assert "is a database" in result.err
    assert corrections.read_bytes() == before
