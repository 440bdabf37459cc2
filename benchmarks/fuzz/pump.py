"""Pump random pieces through every function that reads, and measure n, 4n and 16n: pump.py SECONDS [TARGET…]

A text is two or three random pieces repeated, between others. Time that grows faster than the length (16n takes more than
eight times what 4n takes, and more than a quarter of a second) is printed with the pieces, and so is what takes longer than
ten seconds: it belongs, made small, into the tests. Exit status 1 if there was any.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from newstagger import find_dates
from newstagger._text.french import find_foreign_language
from newstagger._text.normalise import normalise
from newstagger.readers import read_bytes, read_page
from newstagger.readers.delimited import is_table, is_whole_table
from newstagger.readers.documents import detect_ending, is_html, is_xml
from newstagger.readers.encoding import BinaryDataError, decode, repair
from newstagger.readers.fields import adapt_export
from newstagger.readers.markup import is_marked_up, remove_markup
from newstagger.readers.published import read_published
from newstagger.readers.terms import Cells
from newstagger.readers.xml.feeds import remove_shortcodes

SIZES = (2_000, 8_000, 32_000)
#: Longest time for one text, in seconds.
LONGEST = 10.0
#: Growth from 4n to 16n that is reported; linear is 4, and short times waver.
GROWTH, SLOW = 8.0, 0.25

PIECES = (
    "<!---->", "<!--", "-->", "<", ">", "</", "/>", "<p>", "</p>", "<b> </b>", "<td>", "<div>", "</div>", "<a href='x'>", "<script>", "</script>",
    "<style>", "<br>", "<li>", "<?xml ", "?>", "<!DOCTYPE html>", "<![CDATA[", "]]>", "<item>", "</item>", "<title>", "</title>", "<meta charset=",
    "&", "&amp;", "&#", "&eacute;", "&nbsp", ";", ",", "\t", "|", '"', "'", "''", '""', "\\", "\r", "\n", "\r\n", "\n\n", " ", "  ", "\u00a0", "\u200b", "\x00", "\x0b",
    "{", "}", "[", "]", '{"text":', '"a"', ":", "[[", "{}", "[caption id=x]", "[/caption]", "[a b=c]", "[gallery",
    "titre", "texte", "text;title", "sep=;", "Le", "le ", "A", "a", "é", "œ", "«", "»", "« ", " »", "’", "(", ")", ".", "!", "-", "—", "_", "@", "/", "//", "http://",
    "1", "12", "2024", "mars ", "lundi ", "12 mars 2024 ", "14h30 ", "du 3 au ", "de 14 h ", "publié le ", "modifié le ", "il y a ", "deux ", "cent ", "XXe ", "n° ",
    "Partager\n", "Accueil > ", "Lire aussi : ", "Tags : ", "Par Léa ", "Publié le ", "M. ", "Jean ", "Rabat ", "AFP", " - ", "****", " *a_b", "-*a\n", "ren-\n",
    "Copyright ", "Body\n", "Load-Date: ", "HD ", "Document ", "Page ", "Ã©", "â€™", "\u0301", "🙂", "١", "aa", "ab", "Aa ", "A.B.",
)  # fmt: skip


def _read(ending: str) -> Callable[[str], object]:
    return lambda text: list(read_bytes(text.encode("utf-8", "replace"), f"a{ending}"))


def _record(text: str) -> object:
    return list(
        read_bytes(
            json.dumps({"text": text, "title": text[:300], "topics": text, "published": text}).encode(), "a.jsonl"
        )
    )


def _published(text: str) -> object:
    try:
        return read_published(text, excel=True)
    except ValueError:
        return None


def _html(text: str) -> object:
    return list(
        read_bytes(f"<html><body><article><p>{text}</p></article></body></html>".encode("utf-8", "replace"), "a.html")
    )


def _encoding(text: str) -> object:
    try:
        return decode((text + "é").encode("cp1252", "replace")), repair(text)
    except BinaryDataError:
        return None


def _cells(text: str) -> object:
    cells = Cells()
    cells.learn([text, text[:50]])
    return cells.part(text)


TARGETS: dict[str, Callable[[str], Any]] = {
    **{f"read {ending}": _read(ending) for ending in (".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".xml", ".rtf", ".warc")},
    "read a feed": lambda text: _read(".xml")(f"<rss><channel><item><title>a</title><description>{text}</description></item></channel></rss>"),
    "read a record": _record, "read a page": _html, "read a pasted page": lambda text: read_page(text, "a.txt"),
    "find_dates": lambda text: find_dates(text, "2024-03-05"), "publication times": _published,
    "markup": lambda text: (is_marked_up(text), remove_markup(text)), "shortcodes": remove_shortcodes,
    "what form": lambda text: (detect_ending(text.encode("utf-8", "replace")), is_html(text), is_xml(text)), "is a table": lambda text: (is_table(text), is_whole_table(text)),
    "encoding": _encoding, "cells": _cells,
    "normalise": normalise, "language": find_foreign_language, "exports": lambda text: adapt_export({"item": {"text": text}, "title": text}),
}  # fmt: skip


class TookTooLongError(Exception):
    """More than ``LONGEST`` seconds."""


def _stop(*_: object) -> None:
    raise TookTooLongError


def seconds(target: Callable[[str], Any], text: str) -> float:
    """How long a call takes, at most ``LONGEST``; whatever it raises counts as an end, but is printed."""
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    begin = time.process_time()
    try:
        target(text)
    except TookTooLongError:
        return LONGEST
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - begin


def _is_slow(times: list[float]) -> bool:
    return times[2] >= LONGEST or (times[2] > SLOW and times[2] > GROWTH * times[1])


def main() -> int:
    signal.signal(signal.SIGALRM, _stop)
    end = time.monotonic() + float(sys.argv[1])
    names = sys.argv[2:] or list(TARGETS)
    chance = random.Random(time.time_ns())
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    while time.monotonic() < end:
        name = chance.choice(names)
        pump = "".join(chance.choices(PIECES, k=chance.choice((1, 1, 2, 2, 3))))
        before, after = ("".join(chance.choices(PIECES, k=chance.choice((0, 0, 1, 2)))) for _ in range(2))
        texts = [before + pump * max(1, size // len(pump)) + after for size in SIZES]
        tried[name] += 1
        try:
            times = [seconds(TARGETS[name], text) for text in texts]
            if _is_slow(times):  # another program may have had the processor
                times = [min(time_, seconds(TARGETS[name], text)) for time_, text in zip(times, texts, strict=True)]
        except Exception as error:
            found[name] += 1
            print(
                f"{name}: {type(error).__name__}: {str(error)[:100]} with {before!r} + {pump!r} * n + {after!r}",
                flush=True,
            )
            continue
        if _is_slow(times):
            found[name] += 1
            shown = ", ".join(f"{one:.2f}" for one in times)
            print(f"{name}: {shown} s with {before!r} + {pump!r} * n + {after!r}", flush=True)
    print(f"{tried.total()} texts tried: " + ", ".join(f"{name} {number}" for name, number in sorted(tried.items())))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
