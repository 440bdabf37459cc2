"""What may be written where: one rule for every output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from newstagger import Article, Corrections, OutputError, UsageError
from newstagger._writers import claim

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def test_what_is_not_there_may_be_written_and_the_check_leaves_no_trace(tmp_path: Path):
    claim(tmp_path / "deep" / "er" / "o.jsonl", inputs=[tmp_path / "in.jsonl", "-", None])
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_replaced_only_with_force(tmp_path: Path):
    out = tmp_path / "o.jsonl"
    out.write_text("precious")
    with pytest.raises(OutputError, match=r"o\.jsonl: already exists .* overwrite it with `force`"):
        claim(out)
    claim(out, True)
    assert out.read_text() == "precious"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_never_replaced_by_a_file_nor_a_file_by_a_folder(tmp_path: Path, force: bool):
    (tmp_path / "d.jsonl").mkdir()
    (tmp_path / "f").write_text("")
    with pytest.raises(OutputError, match=r"d\.jsonl: is a folder"):
        claim(tmp_path / "d.jsonl", force)
    with pytest.raises(OutputError, match="f: is a file"):
        claim(tmp_path / "f", force, folder=lambda _: None)


def spellings(tmp_path: Path) -> list[Path]:
    """One file under several names."""
    path = tmp_path / "in.jsonl"
    path.write_text("{}\n")
    (tmp_path / "sub").mkdir()
    names = [path, tmp_path / "sub" / ".." / "in.jsonl", Path(os.path.relpath(path))]
    (tmp_path / "link.jsonl").symlink_to("in.jsonl")
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "hard.jsonl").hardlink_to(path)
    return [*names, tmp_path / "link.jsonl", tmp_path / "folder" / "in.jsonl", tmp_path / "hard.jsonl"]


@posix
def test_an_input_is_never_an_output_however_it_is_called(tmp_path: Path):
    names = spellings(tmp_path)
    for out in names:
        for source in names:
            with pytest.raises(UsageError, match="is also an input"):
                claim(out, True, [source])
        with pytest.raises(UsageError, match="written twice"):
            claim(out, True, others=[names[0]])
    assert names[0].read_text() == "{}\n"


def test_an_article_in_a_folder_that_is_read_is_never_replaced(tmp_path: Path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    article = tmp_path / "in" / "deep" / "a.jsonl"
    article.write_text("{}\n")
    with pytest.raises(UsageError, match="is also an input, in the folder"):
        claim(article, True, [tmp_path / "in"])
    claim(article, True, [tmp_path / "in"], known=True)
    claim(tmp_path / "in" / "new.jsonl", False, [tmp_path / "in"])


@pytest.mark.parametrize("part", ["topics.npz", "README.md", "vocabulary.txt", "ner/meta.json"])
def test_a_file_of_a_model_that_is_read_is_never_replaced(tmp_path: Path, part: str):
    model = tmp_path / "m"
    (model / "ner").mkdir(parents=True)
    for name in ("manifest.json", "topics.npz", "README.md", "vocabulary.txt", "ner/meta.json"):
        (model / name).write_text("of the model")
    with pytest.raises(UsageError, match="belongs to the model"):
        claim(model / part, True, [tmp_path / "in.jsonl", model])


def test_a_folder_around_an_input_or_an_output_is_never_replaced(tmp_path: Path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "in.jsonl").write_text("{}\n")
    with pytest.raises(UsageError, match=r"m: contains the input .*in\.jsonl"):
        claim(tmp_path / "m", True, [tmp_path / "m" / "in.jsonl"], folder=lambda _: None)
    with pytest.raises(UsageError, match="replaced as a whole"):
        claim(tmp_path / "m", True, others=[tmp_path / "m" / "errors.csv"], folder=lambda _: None)


@pytest.mark.parametrize("name", ["file/o.jsonl", "n" * 300 + ".jsonl", "nul\0.jsonl"])
def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written: "):
        claim(tmp_path / name)


def test_the_root_is_no_output():
    with pytest.raises(UsageError, match="cannot be an output"):
        claim(Path("/"), True, folder=lambda _: None)


@posix
def test_links_that_lead_nowhere_or_in_a_circle(tmp_path: Path):
    (tmp_path / "new.jsonl").symlink_to(tmp_path / "target.jsonl")
    claim(tmp_path / "new.jsonl")
    (tmp_path / "a.jsonl").symlink_to("b.jsonl")
    (tmp_path / "b.jsonl").symlink_to("a.jsonl")
    with pytest.raises(OutputError, match="link in a loop"):
        claim(tmp_path / "a.jsonl")


@posix
def test_into_pipes_and_devices_is_written_without_force(tmp_path: Path):
    os.mkfifo(tmp_path / "p.jsonl")
    claim(tmp_path / "p.jsonl")
    claim(Path("/dev/null"))
    with pytest.raises(UsageError, match="is also an input"):
        claim(tmp_path / "p.jsonl", True, [tmp_path / "p.jsonl"])


def test_a_database_is_replaced_by_no_other_kind_of_file(tmp_path: Path):
    base = tmp_path / "corrections.sqlite"
    with Corrections(base) as kept:
        kept.put(Article("Le pont a fermé."), ["Transports"], 0.5, "m")
    before = base.read_bytes()
    (tmp_path / "link.csv").symlink_to(base)
    for out in (base, tmp_path / "link.csv"):
        with pytest.raises(OutputError, match="is a database"):
            claim(out, True)
    claim(base, True, database=True)  # which one may be replaced, its writer says
    assert base.read_bytes() == before


@pytest.mark.parametrize("part", ["manifest.json", "ner/cfg"])
def test_a_file_of_a_model_is_never_replaced_whether_it_is_read_or_not(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch, part: str
):
    path = model_dir / part
    path.parent.mkdir(exist_ok=True)
    path.touch()
    with pytest.raises(OutputError, match="belongs to the model"):
        claim(path, True)
    monkeypatch.chdir(path.parent)
    with pytest.raises(OutputError, match="belongs to the model"):
        claim(Path(path.name), True)
    claim(Path("report.html"), True)
