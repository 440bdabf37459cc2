"""Records whose fields mean what one program makes of them: ninjs, Europarser, Factiva's snapshots, AFP's interface."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from newstagger.readers.ninjs import is_ninjs, record_of_ninjs
from newstagger.readers.press.terms import find_published, once, source_of, split_terms, without_weekday

Record = Mapping[Any, Any]


def adapted(record: Record) -> Record:
    """A record with the fields of an article, where the program that made it is known; else the record as it is.

    Raises:
        ValueError: it is a JSON schema, which describes articles and is none.
    """
    if "$schema" in record and isinstance(record.get("properties"), Mapping):
        raise ValueError("is a JSON schema, not an article")
    for known, make in _KNOWN:
        if known(record):
            return make(record)
    return record


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value or name == "text"}


# --- Europarser (https://github.com/CERES-Sorbonne/EuroParser), which reads exports of Europresse


def is_europarser(record: Record) -> bool:
    """Has a record the columns of Europarser's tables?"""
    return record.keys() >= {"titre", "texte", "journal"} and ("journal_clean" in record or "journalClean" in record)


def record_of_europarser(record: Record) -> dict[str, Any]:
    """Its keywords are one text, the section stands in the line that the newspaper prints above the headline."""
    header = str(record.get("complement") or "").split(" | ")[0]
    found = find_published(header)
    section = split_terms(without_weekday(header[: found.start])) if found else []
    author = str(record.get("auteur") or "")
    return _filled(
        {
            "id": record.get("identifiant") or record.get("id"),
            "title": record.get("titre"),
            "text": record.get("texte") or "",
            "published": day_of_europarser(record),
            "author": author if author.lower() != "unknown" else None,
            "source": record.get("journal_clean")
            or record.get("journalClean")
            or source_of(str(record.get("journal"))),
            "url": record.get("url"),
            "declared_topics": once([*section, *split_terms(str(record.get("keywords") or ""), ",")]),
        }
    )


def day_of_europarser(record: Record) -> str | None:
    """« 2024 03 05T00:00:00 », in which midnight says that no hour is known; else the columns of year, month and day."""
    match = re.fullmatch(
        r"(\d{4})[ -](\d\d)[ -](\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?", str(record.get("date") or "").strip()
    )
    if match is not None:
        day = f"{match[1]}-{match[2]}-{match[3]}"
        return day if match[4] is None or not match[4].strip("0:") else f"{day}T{match[4]}"
    try:
        return date(*(int(record[name]) for name in ("annee", "mois", "jour"))).isoformat()
    except (KeyError, TypeError, ValueError):
        return record.get("date") or None


# --- AFP's interface (https://api.afp.com)


def is_afp(record: Record) -> bool:
    """Has a record paragraphs under « news », as AFP's search gives them?"""
    news = record.get("news")
    return "headline" in record and isinstance(news, list) and all(isinstance(one, str) for one in news)


def record_of_afp(record: Record) -> dict[str, Any]:
    """Each paragraph is a text of its own; slugs are the keywords."""
    slugs = record.get("slug")
    slugs = slugs if isinstance(slugs, list) else []
    return _filled(
        {
            "id": record.get("uno") or record.get("guid") or record.get("id"),
            "title": record.get("headline"),
            "text": "\n\n".join(record["news"]),
            "published": record.get("published") or record.get("created"),
            "author": record.get("byline"),
            "source": record.get("provider") or record.get("source") or "AFP",
            "url": record.get("href"),
            "declared_topics": once(one for one in slugs if isinstance(one, str)),
        }
    )


# --- snapshots and streams of Factiva (https://developer.dowjones.com)


def is_snapshot(record: Record) -> bool:
    """Has a record an accession number and the two parts of a text?"""
    return "an" in record and "body" in record and ("source_name" in record or "publication_datetime" in record)


def record_of_snapshot(record: Record) -> dict[str, Any]:
    """The snippet is the first paragraph, which the body does not have again."""
    parts = (str(record[name]).strip() for name in ("snippet", "body") if record.get(name))
    when = record.get("publication_datetime") or record.get("publication_date")
    if isinstance(when, (date, datetime)):
        when = when.isoformat()
    return _filled(
        {
            "id": record["an"],
            "title": record.get("title"),
            "text": "\n\n".join(filter(None, parts)),
            "published": when,
            "author": record.get("byline"),
            "source": record.get("source_name"),
            "declared_topics": split_terms(str(record.get("section") or "")),
        }
    )


_KNOWN: tuple[tuple[Callable[[Record], bool], Callable[[Record], dict[str, Any]]], ...] = (
    (is_ninjs, record_of_ninjs),
    (is_europarser, record_of_europarser),
    (is_afp, record_of_afp),
    (is_snapshot, record_of_snapshot),
)
