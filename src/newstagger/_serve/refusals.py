"""Refusals: each has a status, a code and values by which a page says it in its own language, and an English sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from newstagger.article import without_surrogates

#: Each code with its status and its sentence.
CODES: Final[Mapping[str, tuple[int, str]]] = {
    "not_json": (400, "the body is not JSON: {problem}"),
    "not_utf8": (400, "the body is not UTF-8 (byte {byte}); send JSON in UTF-8"),
    "interrupted": (400, "the connection was closed before the whole request had arrived"),
    "token_needed": (401, "this service needs a token; send it in the header Authorization: Bearer TOKEN"),
    "token_wrong": (401, "the token is wrong"),
    "other_site": (403, "requests from the pages of other sites are refused"),
    "no_corrections": (404, "this service stores no corrections; start it with a corrections file"),
    "no_such_article": (404, "there is no article with the key {key!r}"),
    "not_found": (404, "there is nothing at {path!r}; see /docs"),
    "wrong_method": (405, "{path} accepts {allowed}, not {method}; see /docs"),
    "too_slow": (408, "the request did not arrive within {seconds:g} seconds"),
    "others_judged": (409, "somebody else judged this article in the meantime"),
    "model_changed": (409, "the model has changed since these tags were made; review the new ones and send your verdicts again"),
    "body_too_large": (413, "the request has more than {limit:,} bytes; send fewer articles at once"),
    "text_too_long": (413, "the text has {chars:,} characters, more than {limit:,}; split it, or raise the limit of the service"),
    "too_many_articles": (413, "{articles} articles are more than {limit}; send fewer at once"),
    "compressed": (415, "the body is compressed ({encoding}); send the JSON uncompressed"),
    "wrong_type": (415, "the content type is {type!r}; send JSON with the header Content-Type: application/json"),
    "wrong_host": (421, "this service answers to 127.0.0.1 and localhost, not to {host!r}"),
    "not_an_article": (422, 'an article is an object, such as {{"text": "…"}}, not {kind}'),
    "empty_article": (422, "there is neither a text nor a title: send at least one of them"),
    "unknown_parameter": (422, "unknown query parameters: {names}; known are {known}"),
    "invalid_field": (422, "{problem}"),
    "invalid_choice": (422, "{problem}"),
    "unknown_topic": (422, "{problem}"),
    "unreadable_file": (422, "{problem}"),
    "invalid_verdict": (422, "{message}"),
    "tagging_failed": (422, "{problem}"),
    "internal": (500, "the service failed on this; its log says why"),
    "busy": (503, "{under_way} requests are already in progress; try again in a moment"),
    "time_up": (503, "this took longer than {seconds:g} seconds and was stopped"),
    "not_written": (503, "{problem}"),
}  # fmt: skip


class RefusedError(Exception):
    """A request that cannot be answered.

    Args:
        code: one of ``CODES``.
        more: further fields of the answer.
        values: what the sentence of the code is filled with.
    """

    def __init__(self, code: str, more: Mapping[str, Any] | None = None, **values: Any) -> None:
        self.code, self.values, self.more = code, values, more or {}
        self.status, sentence = CODES[code]
        self.message = without_surrogates(sentence.format(**values))
        super().__init__(self.message)

    @property
    def content(self) -> dict[str, Any]:
        """The answer's JSON."""
        values = {name: without_surrogates(v) if isinstance(v, str) else v for name, v in self.values.items()}
        return {"detail": self.message, "code": self.code, "values": values, **self.more}

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers, besides the usual ones."""
        if self.status == 503:
            return {"retry-after": "1"}
        if self.status == 401:
            return {"www-authenticate": "Bearer"}
        return {"connection": "close"} if self.status in (408, 413, 500) else {}
