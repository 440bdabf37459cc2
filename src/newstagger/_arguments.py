"""Arguments of the public functions: what cannot be used is a ``UsageError`` that names the argument, before any work is done."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from numbers import Real
from pathlib import Path
from typing import Any, TypeVar

from newstagger.article import Article
from newstagger.errors import UsageError

_Kind = TypeVar("_Kind")
#: Python's and numpy's.
_TRUTH_VALUES = ("bool", "bool_")


def describe(given: object) -> str:
    """A value for a message: its type and how it begins."""
    return "None" if given is None else f"{type(given).__name__} {repr(given)[:60]}"


def _show(given: object) -> str:
    """A value where a number is needed: a number that is out of range as itself."""
    return str(given) if type(given) in (int, float) else describe(given)


def check_whole(name: str, value: Any, least: int, most: int | None = None) -> int:
    """A whole number, also numpy's. Truth values are none: they are nearly always an argument in the wrong place.

    Raises:
        UsageError: it is something else, or out of range.
    """
    try:
        found = operator.index(value)
        is_number = type(value).__name__ not in _TRUTH_VALUES
    except TypeError:
        found, is_number = 0, False
    if not is_number or found < least or (most is not None and found > most):
        bounds = f"of at least {least}" if most is None else f"between {least} and {most}"
        raise UsageError(f"`{name}` must be a whole number {bounds}, not {_show(value)}")
    return found


def check_number(name: str, value: Any, least: float, most: float) -> float:
    """A number within bounds.

    Raises:
        UsageError: it is something else, or out of range; NaN is, too.
    """
    found = float(value) if isinstance(value, Real) and type(value).__name__ not in _TRUTH_VALUES else math.nan
    if not least <= found <= most:
        raise UsageError(f"`{name}` must be a number between {least:g} and {most:g}, not {_show(value)}")
    return found


def check_labels(name: str, value: Any) -> list[str]:
    """Labels of topics. A text alone is none: it would be taken for a list of its letters.

    Raises:
        UsageError: it is not an iterable of texts.
    """
    labels = list(check_several(name, value, "labels"))
    if wrong := [label for label in labels if not isinstance(label, str)]:
        raise UsageError(f"`{name}` must be an iterable of labels, which are texts, not {describe(wrong[0])}")
    return labels


def check_path(name: str, value: Any) -> Path:
    """A path.

    Raises:
        UsageError: it is neither a text nor a path.
    """
    if not isinstance(value, (str, os.PathLike)) or isinstance(os.fspath(value), bytes):
        raise UsageError(f"`{name}` must be a path, not {describe(value)}")
    return Path(value)


def check_kind(name: str, value: Any, kind: type[_Kind]) -> _Kind:
    """An object of a class of newstagger.

    Raises:
        UsageError: it is of another class.
    """
    if not isinstance(value, kind):
        raise UsageError(f"`{name}` must be a newstagger.{kind.__name__}, not {describe(value)}")
    return value


def check_articles(name: str, value: Any) -> Iterator[Article]:
    """The articles of an iterable, lazily, each checked when it is asked for.

    Raises:
        UsageError: it is no iterable, or contains something else.
    """
    return map(_check_article, check_several(name, value, "articles"))


def _is_sound(article: Article) -> bool:
    """Whether the fields of an article are still of the types that it was made with; the text is the tagger's to judge."""
    lists = (article.declared_topics, article.warnings, article.left_out)
    return (
        type(article.id) is str
        and isinstance(article.title, (str, type(None)))
        and (article.published is None or type(article.published) in (date, datetime))
        and isinstance(article.topics, (list, type(None)))
        and all(type(one) is list for one in lists)
    )


def check_several(name: str, value: Any, what: str) -> Iterator[Any]:
    """The items of an iterable. A text is one too, of texts of one character, and never meant so.

    Raises:
        UsageError: it is none.
    """
    if hasattr(value, "columns") and what != "paths":  # iterating over a data frame gives the names of its columns
        raise UsageError(
            f"`{name}` must be an iterable of {what}, not a data frame; newstagger.tag_frame tags its rows"
        )
    if not isinstance(value, (str, bytes, bytearray, memoryview, Article, Mapping)) and isinstance(value, Iterable):
        try:
            return iter(value)
        except TypeError:  # an array without dimensions
            pass
    raise UsageError(f"`{name}` must be an iterable of {what}, not {describe(value)}")


def as_article(given: Any) -> Article:
    """The article given, or the article of a text alone.

    Raises:
        UsageError: neither was given.
    """
    return Article(given) if isinstance(given, str) else _check_article(given, "a newstagger.Article or a string")


def _check_article(given: Any, wanted: str = "a newstagger.Article") -> Article:
    if isinstance(given, Article):
        # Values that were assigned later are checked and converted now, in a copy: the article is the caller's.
        return given if _is_sound(given) or not isinstance(given.text, str) else replace(given)
    hint = "; make an article of its fields: newstagger.Article(**fields)" if isinstance(given, Mapping) else ""
    raise UsageError(f"an article must be {wanted}, not {describe(given)}{hint}")
