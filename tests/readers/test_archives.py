"""Archives of files. Every article is invented."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newstagger import Article, InputError, read
from newstagger.readers import Notes, ReadOptions, read_bytes, stream

LINES = b'{"text": "Il pleut."}\n{"text": "Il vente."}\n'
FILES = {
    "a.txt": "Il pleut à Rabat.".encode(),
    "dossier/b.jsonl": LINES,
    "c.csv": "titre;texte\nPont;La préfète.\n".encode(),
    "d.jsonl.gz": gzip.compress(LINES, mtime=0),
    "__MACOSX/._a.txt": b"\x00\x05",
    ".cache/x.txt": b"x",
    "photo.jpg": b"\xff\xd8",
    "encore.zip": b"PK",
}
TEXTS = ["Il pleut à Rabat.", "Il pleut.", "Il vente.", "La préfète.", "Il pleut.", "Il vente."]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], kind: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{kind}") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def told(path: Path, **options: int) -> tuple[list[Article], list[str], list[str]]:
    said: list[str] = []
    items = list(stream(path, reading=ReadOptions(notes=Notes(said.append)), **options))
    return (
        [one for one in items if isinstance(one, Article)],
        [str(one) for one in items if isinstance(one, InputError)],
        said,
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(FILES)), ("a.tar", tarred(FILES)), ("a.tar.gz", tarred(FILES, "gz")), ("a.tgz", tarred(FILES, "gz")),
        ("a.tar.bz2", tarred(FILES, "bz2")), ("a.tar.xz", tarred(FILES, "xz")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_files_of_an_archive_are_read(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    articles, errors, said = told(path)
    assert errors == []
    assert [article.text for article in articles] == TEXTS
    assert articles[0].id == f"{path}/a.txt"
    assert articles[1].id == f"{path}/dossier/b.jsonl:1"
    assert f"{path}: 2 files in it were not read because of their extension: 1 .jpg, 1 .zip" in said


@pytest.mark.parametrize(
    ("ending", "pack"), [("zip", zipped), ("tar", tarred), ("tar.gz", lambda files: tarred(files, "gz"))]
)
@pytest.mark.parametrize("folder", ["page_files", "page_fichiers"])
def test_what_a_browser_saved_with_a_page_is_counted_and_not_read(
    tmp_path: Path, ending: str, pack: Callable[[dict[str, bytes]], bytes], folder: str
):
    pytest.importorskip("trafilatura")
    page = "<article><h1>Le pont ferme</h1><p>La préfète a ordonné mardi la fermeture du pont de Valmont.</p></article>"
    names = [f"d/{folder}/frame.html", f"d/{folder}/e/f.txt", "d/page.html", f"{folder}/a.txt"]  # the page comes later
    path = tmp_path / f"a.{ending}"
    path.write_bytes(pack(dict.fromkeys(names, page.encode())))
    articles, errors, said = told(path)
    assert ([one.id for one in articles], errors) == ([f"{path}/{name}" for name in names[2:]], [])
    assert (
        f"{path}: 2 files were not read because a browser saved them with a page: page_files beside page.html" in said
    )


@pytest.mark.parametrize("data", [zipped(FILES), tarred(FILES), tarred(FILES, "gz")], ids=["zip", "tar", "tar.gz"])
def test_an_archive_on_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [item.text for item in stream("-") if isinstance(item, Article)] == TEXTS


def test_a_damaged_file_costs_no_other(tmp_path: Path):
    data = bytearray(zipped({"a.txt": b"Il pleut. " * 50, "b.txt": b"Il vente."}))
    data[40] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    articles, errors, _ = told(tmp_path / "a.zip")
    assert [article.text for article in articles] == ["Il vente."]
    assert len(errors) == 1
    assert errors[0].startswith(f"{tmp_path}/a.zip/a.txt: cannot be read")


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz"])
@pytest.mark.parametrize(
    "data",
    [b"Il pleut.", b"PK\x03\x04 no", bytes(5_000), zipped(FILES)[:300], tarred(FILES)[:700], tarred(FILES, "gz")[:90]],
    ids=["text", "head of a zip", "zeros", "cut zip", "cut tar", "cut tar.gz"],
)
def test_archives_that_are_damaged_or_none_are_errors(tmp_path: Path, name: str, data: bytes):
    (tmp_path / name).write_bytes(data)
    _, errors, _ = told(tmp_path / name)
    assert errors
    assert all(str(tmp_path / name) in error for error in errors)


def test_a_bomb_is_refused_or_bounded(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": bytes(50_000_000), "b.txt": b"Il vente."}))
    articles, errors, _ = told(tmp_path / "a.zip", max_chars=1_000_000)
    assert [article.text for article in articles] == ["Il vente."]
    assert "more than the limit" in errors[0]
    (tmp_path / "b.zip").write_bytes(zipped({f"{n}.txt": bytes(30_000_000) for n in range(5)}))
    _, (error,), _ = told(tmp_path / "b.zip")
    assert "would unpack to more than" in error
    header = tarfile.TarInfo("x")
    header.size, header.type = 2_000_000_000, tarfile.XHDTYPE
    (tmp_path / "c.tar.gz").write_bytes(gzip.compress(header.tobuf() + bytes(200_000_000), 1))
    _, errors, _ = told(tmp_path / "c.tar.gz")
    assert errors


def test_a_file_with_a_password_is_named(tmp_path: Path):
    data = bytearray(zipped({"a.txt": b"Il pleut."}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    _, (error,), _ = told(tmp_path / "a.zip")
    assert "is encrypted" in error


def test_archives_are_not_opened_where_a_file_is_sent():
    (error,) = read_bytes(zipped(FILES), "a.zip")
    assert isinstance(error, InputError)


def test_an_empty_archive_is_named(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({}))
    (tmp_path / "b.zip").write_bytes(zipped({"a.jpg": b"x"}))
    for name in ("a.zip", "b.zip"):
        assert "contains no file in a supported format" in told(tmp_path / name)[1][0]
    assert list(read(tmp_path, errors=lambda _: None)) == []


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("a.pdf", "pdftotext"), ("a.odt", ".docx"), ("a.odp", "LibreOffice"),
        ("a.webarchive", "Safari"), ("a.msg", "mail"), ("a.mbox", ".eml"), ("a.bz2", "unpack"), ("a.jsonl.xz", "unpack"), ("a.jsonl.zst", "unpack"),
        ("a.7z", "unpack"), ("a.rar", "unpack"), ("a.wacz", "archive"),
        ("a.md", "Markdown"), ("a.pkl", "never opened"), ("a.sqlite", "sqlite-utils"), ("a.opml", "xmlUrl"), ("a.jpg", "OCR"), ("a.numbers", ".csv"),
        ("sans-nom", "has no extension"), ("dossier.v2/sans-nom", "has no extension"),
    ],
)  # fmt: skip
def test_what_is_known_and_not_read_has_a_message_that_names_a_way(tmp_path: Path, name: str, way: str):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")
    (error,) = stream(tmp_path / name)
    assert way in str(error)
    assert str(error).startswith(str(tmp_path / name))
