"""Corpora for IRaMuTeQ and Alceste: a line of starred variables an article, then its headline and text.

The form, and what variables may hold, is described in http://www.iramuteq.org/documentation/formatage-des-corpus-texte.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

#: Longest value of a variable, in code points; longer ones make tables that nobody reads.
_LONGEST = 60


def write_alceste(lines: Iterable[str], stream: IO[bytes]) -> None:
    """Write records, given as lines of JSON, as one corpus in UTF-8."""
    for line in lines:
        stream.write(_article(json.loads(line)).encode("utf-8", "replace"))


def _article(record: Mapping[str, Any]) -> str:
    title, text = (_words(record.get(name)) for name in ("title", "text"))
    if title and not title.endswith((".", "!", "?", "…")):
        title += "."
    body = "\n".join(filter(None, (title, text)))
    return f"**** {' '.join(_variables(record))}\n{body}\n\n"


def _variables(record: Mapping[str, Any]) -> Iterator[str]:
    """Id, source, day, month, year, author, topics of the model, topics that the page declares."""
    day = str(record.get("published") or "")[:10]
    dates = [("date", day), ("mois", day[:7]), ("annee", day[:4])] if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else []
    named = [(name, record.get(field)) for name, field in (("id", "id"), ("source", "source"), ("auteur", "author"))]
    lists = [("sujet", "topics"), ("rubrique", "declared_topics")]
    topics = [(name, _label(one)) for name, field in lists for one in record.get(field) or ()]
    for name, value in [*named[:2], *dates, *named[2:], *topics]:
        if plain := _value(value):
            yield f"*{name}_{plain}"


def _label(topic: Any) -> object:
    return topic.get("label") if isinstance(topic, Mapping) else topic


def _value(value: object) -> str:
    """Letters without accents, digits, « - » and « _ », which is all that a variable may hold."""
    plain = unicodedata.normalize("NFKD", str(value or "").replace("œ", "oe").replace("Œ", "Oe"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_")[:_LONGEST].rstrip("_")


def _words(text: object) -> str:
    """A text without the stars and line beginnings that have a meaning in a corpus."""
    return re.sub(r"\n{2,}", "\n", str(text or "").replace("*", "").strip())
