"""What a request's body may be, and in plain words what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from newstagger._serve.middleware import Limits
from newstagger._serve.refusals import RefusedError
from newstagger._serve.schemas import ArticleIn
from newstagger.article import Article, kind_of, without_surrogates
from newstagger.tags import TaggedArticle

#: Fields of the records of `/read` and `/tag` that an article has beside those it is tagged by: sent back, they are no slip.
_OWN = {field.alias or name for name, field in TaggedArticle.model_fields.items()} | {"left_out", "entities"}
#: Problems listed of one article; who sends more has the first to correct.
_MOST = 5


def parse_json(body: bytes) -> Any:
    """The JSON of a body.

    Raises:
        RefusedError: it is not JSON.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise RefusedError("not_json", problem="it is nested too deeply") from None
    except ValueError as error:
        raise RefusedError("not_json", problem=f'{error}; send an article, such as {{"text": "…"}}') from None


def read_article(value: Any, limits: Limits) -> Article:
    """An article of a request; fields with an unknown name become a warning in its record.

    Raises:
        RefusedError: it is not an article, or too long; the message names each field that is wrong.
    """
    if not isinstance(value, dict):
        raise RefusedError("not_an_article", kind=kind_of(value))
    try:
        found = ArticleIn.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        if all("neither a text nor a title" in one["msg"] for one in errors) and not name_unknown_fields(value):
            raise RefusedError("empty_article") from None
        problems = [describe_error(one) for one in errors[:_MOST]]
        if unknown := name_unknown_fields(value):
            problems.append(unknown)
        field = str(errors[0]["loc"][0]) if errors[0]["loc"] else ""
        raise RefusedError("invalid_field", field=field, problem="; ".join(dict.fromkeys(problems))) from None
    article = check_length(found, limits).article()
    if unknown := name_unknown_fields(value):
        article.warnings.append(without_surrogates(unknown))
    return article


def check_length(article: ArticleIn, limits: Limits) -> ArticleIn:
    """The article, where its text is not too long.

    Raises:
        RefusedError: it is.
    """
    if len(article.text) > limits.chars:
        raise RefusedError("text_too_long", chars=len(article.text), limit=limits.chars)
    return article


def name_unknown_fields(value: Mapping[str, Any]) -> str:
    """A sentence on the fields of an article that have an unknown name; empty if there are none."""
    unknown = sorted(str(name)[:50] for name in value.keys() - ArticleIn.model_fields.keys() - _OWN)
    if not unknown:
        return ""
    named = ", ".join(unknown[:_MOST]) + (" …" if len(unknown) > _MOST else "")
    return f"unknown fields: {named}; known are {', '.join(ArticleIn.model_fields)}"


def refuse_invalid(errors: Sequence[Any]) -> RefusedError:
    """The refusal of a request in which FastAPI found problems, each with its place."""
    if errors and errors[0]["type"] == "json_invalid":
        return RefusedError("not_json", problem=describe_error(errors[0]))
    problem = "; ".join(dict.fromkeys(describe_error(one) for one in errors[:_MOST]))[:2000]
    return RefusedError(
        "invalid_field", field=" ".join(_name_place(errors[0]["loc"])) if errors else "", problem=problem
    )


def describe_error(error: Mapping[str, Any]) -> str:
    """One problem: the field, counted from 1 in a list, and what to send."""
    place = _name_place(error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        message = "is missing"
    elif error["type"] == "string_type":
        message = f"must be a text, not {kind_of(error.get('input'))}"
    return without_surrogates(": ".join([*([" ".join(place)] if place else []), message]))


def _name_place(location: Iterable[Any]) -> list[str]:
    return [str(part + 1) if isinstance(part, int) else str(part) for part in location if part != "body"]
