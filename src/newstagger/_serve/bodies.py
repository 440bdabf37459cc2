"""What a request's body may be, and in plain words what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from newstagger._serve.schemas import ArticleIn
from newstagger.article import kind_of

#: Problems told of one article; who sends more has the first to mend.
_MOST = 5


class RefusedError(Exception):
    """A request that cannot be answered.

    Attributes:
        status: of HTTP.
        message: for the sender.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def wrong_body(headers: Mapping[str, str], body: bytes) -> tuple[int, str] | None:
    """Why a body cannot hold JSON: status and message, or None if it may."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity") or body.startswith(b"\x1f\x8b"):
        kind = encoding if encoding not in ("", "identity") else "gzip"
        return 415, f"the body is compressed ({kind[:20]}); send the JSON unpacked"
    type_ = headers.get("content-type", "").partition(";")[0].strip().lower()
    if type_ and type_ != "application/json" and not type_.endswith("+json"):
        return 415, f"the content type is {type_[:100]!r}; send JSON with the header « Content-Type: application/json »"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return 400, f"the body is no UTF-8 (byte {error.start + 1}); send JSON in UTF-8"
    return None


def parsed(body: bytes) -> Any:
    """The JSON of a body.

    Raises:
        RefusedError: it is none.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise RefusedError(400, "the body is no JSON that can be read: it is nested too deeply") from None
    except ValueError as error:
        raise RefusedError(400, f'the body is no JSON: {error}; send an article, such as {{"text": "…"}}') from None


def read_article(value: Any) -> ArticleIn:
    """An article of a request.

    Raises:
        RefusedError: it is none; the message names each field that is wrong.
    """
    if not isinstance(value, dict):
        raise RefusedError(422, f'an article is an object, such as {{"text": "…"}}, not {kind_of(value)}')
    try:
        return ArticleIn.model_validate(value)
    except ValidationError as error:
        problems = [_told(one) for one in error.errors(include_url=False)[:_MOST]]
        if unknown := unknown_fields(value):
            problems.append(unknown)
        raise RefusedError(422, "; ".join(dict.fromkeys(problems))) from None


def unknown_fields(value: Mapping[str, Any]) -> str:
    """A sentence on the fields of an article that nothing knows; empty where there are none."""
    unknown = sorted(str(name)[:50] for name in value.keys() - ArticleIn.model_fields.keys())
    if not unknown:
        return ""
    named = ", ".join(unknown[:_MOST]) + (" …" if len(unknown) > _MOST else "")
    return f"unknown fields: {named}; known are {', '.join(ArticleIn.model_fields)}"


def told(errors: Sequence[Any]) -> str:
    """The problems that FastAPI found in a request, each with its place."""
    return "; ".join(dict.fromkeys(_told(one) for one in errors[:_MOST]))


def _told(error: ErrorDetails) -> str:
    """One problem: the field, counted from 1 in a list, and what to send."""
    place = [str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"] if part != "body"]
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        message = "is missing"
    elif error["type"] == "string_type":
        message = f"must be a text, not {kind_of(error.get('input'))}"
    return ": ".join([*([" ".join(place)] if place else []), message]).encode("utf-8", "replace").decode()
