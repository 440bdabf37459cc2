"""pandas: ``tag_frame`` tags the articles of a ``DataFrame`` and gives their tags as columns (extra ``pandas``).

>>> import pandas
>>> from newstagger import tag_frame
>>> articles = pandas.DataFrame({"text": ["Le maire de Lyon a démissionné mardi."], "published": ["2021-03-12"]})
>>> tag_frame(articles)[["places", "dates"]].to_dict("records")
[{'places': ['Lyon'], 'dates': ['2021-03-09']}]
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newstagger._arguments import check_kind, check_whole
from newstagger._runs.results import Failed
from newstagger._runs.workers import tag_items
from newstagger.article import Article
from newstagger.errors import InputError, MissingExtraError, RecordError, UsageError
from newstagger.tagger import Tagger

if TYPE_CHECKING:
    import pandas

_NAMES = ("people", "organisations", "places")


def tag_frame(
    df: pandas.DataFrame,
    text: str = "text",
    *,
    title: str | None = "title",
    published: str | None = "published",
    tagger: Tagger | None = None,
    workers: int = 1,
) -> pandas.DataFrame:
    """Tag the articles of a data frame, one per row.

    Missing values (NaN, NaT, ``None``) are empty fields. A column of timestamps that are all at midnight is read as days.

    Args:
        df: the articles.
        text: the column of their texts.
        title: the column of their titles, None for none; ``"title"`` need not be there.
        published: the column of publication times, against which relative dates are resolved: timestamps, dates or text
            in ISO 8601; None for none, ``"published"`` need not be there.
        tagger: the bundled model's by default.
        workers: processes to tag with.

    Returns:
        A data frame with the index of ``df``. ``topics`` has lists of labels, the most probable first, and ``scores``
        their probabilities; ``people``, ``organisations`` and ``places`` have lists of full names; ``dates`` lists of
        values after TIMEX3, each once, without those that have none. What the tagger does not give is left out.
        ``error`` is the reason why a row could not be tagged, None for all others; the lists of such a row are empty.

    Raises:
        MissingExtraError: pandas is not installed.
        UsageError: ``df`` is not a data frame, or has no such column.
        ResourceError: the machine lacks memory, processes or file descriptors.
    """
    try:
        import pandas
    except ImportError:
        raise MissingExtraError("tag_frame", "pandas", "pandas") from None
    if not isinstance(df, pandas.DataFrame):
        raise UsageError(f"tag_frame takes a pandas.DataFrame, not {type(df).__name__}")
    texts = _column(df, text)
    titles = None if title is None or (title == "title" and title not in df) else _column(df, title)
    times = None if published is None or (published == "published" and published not in df) else _column(df, published)
    check_whole("workers", workers, 1)
    tagger = Tagger.load() if tagger is None else check_kind("tagger", tagger, Tagger)
    items = _items(texts, titles, None if times is None else _days(times))
    rows = [
        _row(tagger, {}, done.reason) if isinstance(done, Failed) else _row(tagger, json.loads(done.record), None)
        for done in tag_items(tagger, items, workers)
    ]
    columns = _row(tagger, {}, None)
    return pandas.DataFrame({name: [row[name] for row in rows] for name in columns}, index=df.index, dtype=object)


def _column(df: pandas.DataFrame, name: str) -> pandas.Series[Any]:
    """A column.

    Raises:
        UsageError: there is none of this name, or several.
    """
    found = df.get(name)
    if found is None or found.ndim != 1:
        number = "no column" if found is None else "several columns"
        raise UsageError(f"the data frame has {number} {name!r}; its columns: {', '.join(map(str, df.columns))}")
    return found


def _days(times: pandas.Series[Any]) -> pandas.Series[Any]:
    """Publication times; days where none of them has an hour."""
    if times.dtype.kind == "M" and times.dropna().eq(times.dropna().dt.normalize()).all():
        return times.dt.date
    return times


def _items(
    texts: pandas.Series[Any], titles: pandas.Series[Any] | None, times: pandas.Series[Any] | None
) -> Iterator[Article | InputError]:
    empty = [None] * len(texts)
    for text, title, moment in zip(
        texts, empty if titles is None else titles, empty if times is None else times, strict=True
    ):
        try:
            yield Article(text, title=title, published=moment)
        except UsageError as error:
            yield RecordError("row", str(error))


def _row(tagger: Tagger, record: dict[str, Any], error: str | None) -> dict[str, Any]:
    """The values of a record, by column."""
    row: dict[str, Any] = {}
    if "topics" in tagger.only:
        topics = record.get("topics", [])
        row["topics"], row["scores"] = [topic["label"] for topic in topics], [topic["score"] for topic in topics]
    for part in _NAMES:
        if part in tagger.only:
            row[part] = [entity["name"] for entity in record.get(part, [])]
    if "dates" in tagger.only:
        row["dates"] = list(dict.fromkeys(date["value"] for date in record.get("dates", []) if date["value"]))
    return {**row, "error": error}
