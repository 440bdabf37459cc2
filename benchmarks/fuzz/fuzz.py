"""Coverage-guided fuzzing of everything that reads what others wrote: fuzz.py TARGET CORPUS [libFuzzer options]

Targets: dates, page, html, readers, tags, model. The properties that must hold are in the functions of the same
names; an input that breaks one is written to a file « crash-… » and belongs, made small, into the tests.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["newstagger"]):
    from newstagger import Article, InputError, ModelError, Tagger, find_dates, read
    from newstagger._model import directory
    from newstagger._model.arrays import MANIFEST
    from newstagger.readers import read_bytes, read_page
    from newstagger.readers.pages.html import read_html
    from newstagger.tags import NAME_KINDS, TaggedArticle

ROOT = Path(__file__).resolve().parents[2]
ENDINGS = ("txt", "html", "jsonl", "json", "csv", "exe")
VALUE = re.compile(r"[0-9XPT][0-9A-Z:+./-]*")


def text_of(data: bytes) -> str:
    """Half of the inputs as UTF-8, half with lone surrogates and all."""
    if data[:1] > b"\x7f":
        return data[1:].decode("utf-8", "surrogateescape")
    return data.decode("utf-8", "replace")


def dates(data: bytes) -> None:
    text = text_of(data)
    for published in ("2021-03-04", "2024-02-29T23:30", None):
        end = 0
        for date in find_dates(text, published):
            assert end <= date.start < date.end <= len(text)
            assert date.text == text[date.start : date.end]
            assert date.value is None or VALUE.fullmatch(date.value), date.value
            assert date.first_day is None or date.last_day is None or date.first_day <= date.last_day
            end = date.end


def page(data: bytes) -> None:
    article = read_page(text_of(data), "page.txt")
    assert isinstance(article, Article)
    article.text.encode("utf-8", "surrogatepass")


def html(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read_html(text_of(data), "page.html", "page.html")


def readers(data: bytes) -> None:
    if not data:
        return
    name = f"a.{ENDINGS[data[0] % len(ENDINGS)]}"
    for item in read_bytes(data[1:], name, max_chars=10_000):
        assert isinstance(item, (Article, InputError))
        if isinstance(item, Article):
            assert len(item.text) <= 10_000
            item.text.encode("utf-8")
            assert item.id


def tags(data: bytes) -> None:
    title, _, body = text_of(data).partition("\n\n")
    tagged = tagger().tag(Article(body, title=title), published="2021-03-04")
    assert len(tagged.text) == len(body)
    for kind in NAME_KINDS:
        for entity in getattr(tagged, kind):
            assert entity.name.strip()
            for m in entity.mentions:
                assert m.text == ((tagged.title or "") if m.field == "title" else tagged.text)[m.start : m.end]
    assert TaggedArticle.model_validate_json(tagged.to_json()).to_json() == tagged.to_json()


def model(data: bytes) -> None:
    """One file of a model is replaced, and its hash in the manifest put right, so that it is read."""
    if len(data) < 2:
        return
    name = sorted(files())[data[0] % len(files())]
    path = folder() / name
    path.write_bytes(data[1:])
    try:
        if name != MANIFEST:
            manifest = json.loads(files()[MANIFEST])
            manifest["files"][name] = {"sha256": hashlib.sha256(data[1:]).hexdigest(), "bytes": len(data) - 1}
            (folder() / MANIFEST).write_text(json.dumps(manifest))
        directory.load(folder())
    except ModelError as error:
        assert str(folder()) in str(error)
    finally:
        for file, content in files().items():
            (folder() / file).write_bytes(content)


_made: dict[str, object] = {}


def once(name: str, make: Callable[[], object]) -> object:
    if name not in _made:
        _made[name] = make()
    return _made[name]


def tagger() -> Tagger:
    return once("tagger", Tagger.load)  # type: ignore[return-value]


def folder() -> Path:
    def make() -> Path:
        from newstagger import Model, train

        place = Path(tempfile.mkdtemp(dir="/dev/shm")) / "m"
        small = train(list(read(ROOT / "examples" / "labelled.jsonl")))
        assert small.classifier is not None
        return Model(small.classifier, manifest={"name": "m"}).save(place)

    return once("folder", make)  # type: ignore[return-value]


def files() -> dict[str, bytes]:
    return once("files", lambda: {p.name: p.read_bytes() for p in folder().iterdir()})  # type: ignore[return-value]


def seeds(target: str, corpus: Path) -> None:
    """Things to begin with: the examples, and the gold sentences."""
    corpus.mkdir(parents=True, exist_ok=True)
    found = [p.read_bytes() for p in sorted((ROOT / "examples").iterdir()) if p.is_file()]
    if target in ("dates", "tags"):
        lines = (ROOT / "tests" / "data" / "dates_gold.jsonl").read_text("utf-8").splitlines()
        found = [json.loads(line)["text"].encode() for line in lines]
    elif target == "readers":
        found = [bytes([i]) + data[:3000] for i in range(len(ENDINGS)) for data in found]
    elif target == "model":
        found = [bytes([i]) + content for i, content in enumerate(files()[name] for name in sorted(files()))]
    for number, data in enumerate(found):
        (corpus / f"seed-{number:04d}").write_bytes(data)


def main() -> None:
    target, corpus = sys.argv[1], Path(sys.argv[2])
    seeds(target, corpus)
    if target == "tags":
        tagger()
    atheris.Setup([sys.argv[0], str(corpus), *sys.argv[3:]], globals()[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
