"""One row an article: CSV for spreadsheets, Parquet with the whole record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from newstagger.readers.delimited import FORMULA
from newstagger.tags import TaggedArticle

#: Columns of the CSV, in order.
COLUMNS = (
    "id", "title", "published", "url", "author", "source", "topics", "scores", "people", "organisations", "places",
    "countries", "dates", "declared_topics", "text", "warnings",
    "duplicate_of", "suggested",
)  # fmt: skip
_ROWS = 256


def row(article: TaggedArticle) -> list[str]:
    """The cells of an article, lists joined by « ; »."""
    moment = article.published
    cells = [
        article.id, article.title or "", moment.isoformat() if moment else "",
        article.url or "", article.author or "", article.source or "",
        _joined(topic.label for topic in article.topics),
        _joined(f"{topic.score:.4f}" for topic in article.topics),
        _joined(entity.name for entity in article.people),
        _joined(entity.name for entity in article.organisations),
        _joined(entity.name for entity in article.places),
        _joined(dict.fromkeys(place.country for place in article.places if place.country)),
        _joined(dict.fromkeys(mention.value for mention in article.dates if mention.value)),
        _joined(article.declared_topics), article.text, _joined(article.warnings), article.duplicate_of or "",
        _joined(topic.label for topic in article.suggested or ()),
    ]  # fmt: skip
    return [safe(cell) for cell in cells]


def write_csv(articles: Iterable[TaggedArticle], stream: IO[bytes], separator: str = ",") -> None:
    """UTF-8 with a byte-order mark, which spreadsheets need to read the accents.

    A spreadsheet of a country that writes decimals with a comma opens a file whose columns « ; » separates.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(COLUMNS)
    for article in articles:
        writer.writerow(row(article))
    text.flush()
    text.detach()


def write_parquet(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """The record's fields as columns, lists of entities as lists of structs."""
    import pyarrow as arrow
    from pyarrow import parquet

    schema = arrow_schema()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _batches(json.loads(article.to_json()) for article in articles):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def arrow_schema() -> Any:
    """The Arrow schema of the record; dates and times are ISO 8601 text, as in the JSON."""
    import pyarrow as arrow

    text, number = arrow.string(), arrow.float64()
    mention = [("field", text), ("start", arrow.int64()), ("end", arrow.int64()), ("text", text)]
    entity = [("name", text), ("aliases", arrow.list_(text)), ("mentions", arrow.list_(arrow.struct(mention)))]
    evidence = arrow.list_(arrow.struct([("term", text), ("weight", number)]))
    topic = [("label", text), ("score", number), ("code", text), ("evidence", evidence)]

    def many(fields: list[tuple[str, Any]]) -> Any:
        return arrow.list_(arrow.struct(fields))

    return arrow.schema(
        [(name, text) for name in ("id", "title", "published", "url", "author", "source")]
        + [
            ("declared_topics", arrow.list_(text)),
            ("topics", many(topic)),
            ("people", many([*entity, ("titles", arrow.list_(text))])),
            ("organisations", many(entity)),
            ("places", many([*entity, ("country", text)])),
            ("dates", many([*mention, ("type", text), ("value", text), ("from", text), ("to", text)])),
            ("text", text),
            ("warnings", arrow.list_(text)),
            ("duplicate_of", text),
            ("suggested", many(topic)),
        ]
    )


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _ROWS)):
        yield batch


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what looks like a formula, or like one protected so already.

    ``readers.delimited.unprotected`` gives the cell back.
    """
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell
