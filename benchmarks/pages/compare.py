"""What is read off 359 saved pages beside what they say about themselves: compare.py DATA RESULTS.json [--show FIELD]

Compares headline and day with what another reader program found (the field ``title`` and ``published`` of
DATA/press/articles_2015-2025.jsonl.gz: silver, not gold), and the author with the names in the page's meta elements and
JSON-LD. Where they differ, somebody looked at the page as its reader sees it and said who is right: ``read.tsv`` holds page, field,
the first eight hex digits of the SHA-256 of what newstagger gave, and the verdict; a value that changed since is unread
again. Rates are of all pages, unread ones counted as wrong. A text holds a teaser where one of its lines is nothing but a link of four
words or more to another page of the site. With --show the differences are printed instead, those that were not read first.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tarfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from newstagger.readers import read_bytes
from newstagger.readers.encoding import decode

READ = Path(__file__).with_name("read.tsv")
FIELDS = ("title", "day", "author")


def letters(text: str | None) -> str:
    plain = unicodedata.normalize("NFD", (text or "").lower().replace("œ", "oe"))
    return re.sub(r"[\W_]", "", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def digest(value: str | None) -> str:
    return hashlib.sha256((value or "").encode()).hexdigest()[:8]


def pages(data: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Name, bytes and silver fields of each page."""
    with gzip.open(data / "press" / "articles_2015-2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        silver = {record["page"]: record for record in map(json.loads, lines) if "page" in record}
    with tarfile.open(data / "pages" / "pages_html.tar.xz") as archive:
        for member in archive:
            if member.isfile():
                opened: Any = archive.extractfile(member)
                name = Path(member.name).name
                yield name, opened.read(), silver[name]


def linked(value: object) -> Iterator[dict[str, Any]]:
    waiting = [value]
    for _ in range(2_000):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else []


def authors(tree: Any) -> set[str]:
    """The authors that meta elements and JSON-LD name, by their letters, alone and together."""
    found: list[str] = []
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if re.search("author|creator|byl$", name) and "://" not in (meta.get("content") or ""):
            found.append(meta.get("content") or "")
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                objects = list(linked(json.loads(script.text or "", strict=False)))
            except ValueError:
                continue
            for one in objects:
                many = one.get("author") if isinstance(one.get("author"), list) else [one.get("author")]
                names = [author.get("name") if isinstance(author, dict) else author for author in many or ()]
                found += [name for name in names if isinstance(name, str)]
                found.append(", ".join(name for name in names if isinstance(name, str)))
    return {letters(name) for name in found} - {""}


def teasers(tree: Any, url: str | None) -> set[str]:
    """Texts of links to other pages of the site, by their letters; those of a table of contents lead to the page itself."""
    site = ".".join((urlsplit(url or "").hostname or "").split(".")[-2:])
    hosts = ((link, re.match(r"(?:https?:)?//([^/?#]+)", link.get("href") or "#")) for link in tree.iter("a"))
    away = (
        link
        for link, host in hosts
        if (host[1].endswith(site) if host is not None else (link.get("href") or "#")[0] != "#")
    )
    texts = (" ".join("".join(link.itertext()).split()) for link in away)
    return {letters(text) for text in texts if len(text.split()) >= 4 and len(text) >= 25}


def compared(data: Path) -> Iterator[tuple[str, dict[str, tuple[str | None, Any, bool]], bool, float]]:
    """Of each page its fields with what they are compared with and whether they agree, whether a teaser is in the text, seconds."""
    for name, page, silver in pages(data):
        begin = time.perf_counter()
        (article,) = read_bytes(page, name)
        seconds = time.perf_counter() - begin
        tree = trafilatura.load_html(decode(page)[0])
        day = article.published.isoformat()[:10] if article.published else None
        said = authors(tree)
        fields = {
            "title": (article.title, silver["title"], letters(article.title) == letters(silver["title"])),
            "day": (day, silver.get("published"), day == (silver.get("published") or "")[:10]),
            "author": (article.author, sorted(said), letters(article.author) in said),
        }
        links = teasers(tree, article.url)
        yield name, fields, any(letters(line) in links for line in article.text.split("\n") if line), seconds


def main(data: Path, results: Path, show: str | None) -> None:
    verdicts = {}
    if READ.exists():
        for line in READ.read_text("utf-8").splitlines()[1:]:
            page, field, value, verdict = line.split("\t")
            verdicts[page, field, value] = verdict
    found = list(compared(data))
    if show:
        for name, fields, _, _ in sorted(found, key=lambda one: (one[0], show, digest(one[1][show][0])) in verdicts):
            value, beside, agrees = fields[show]
            if not agrees:
                print(name, digest(value), verdicts.get((name, show, digest(value)), "unread"), value, beside, sep="\t")
        return
    report: dict[str, Any] = {"pages": len(found), "seconds": round(sum(one[3] for one in found), 1)}
    for field in FIELDS:
        agree = sum(fields[field][2] for _, fields, _, _ in found)
        differ = [
            verdicts.get((name, field, digest(fields[field][0])), "unread")
            for name, fields, _, _ in found
            if not fields[field][2]
        ]
        counts = {verdict: differ.count(verdict) for verdict in ("right", "wrong", "unread")}
        report[field] = {"agree": agree, **counts, "rate": round((agree + counts["right"]) / len(found), 3)}
    report["texts without a teaser"] = round(sum(not teaser for _, _, teaser, _ in found) / len(found), 3)
    results.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    shown = sys.argv[sys.argv.index("--show") + 1] if "--show" in sys.argv else None
    main(Path(sys.argv[1]), Path(sys.argv[2]), shown)
