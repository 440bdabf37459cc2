"""Routes that need no corrections: tags, explanations, files, dates."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from newstagger._feedback.verdicts import parse_date
from newstagger._serve import schemas, worker
from newstagger._serve.bodies import check_length, parse_json, read_article
from newstagger._serve.middleware import MODEL_HEADER
from newstagger._serve.refusals import RefusedError
from newstagger._serve.state import ServiceState
from newstagger._topics.thresholds import MOST_SUGGESTED, Choice
from newstagger.article import Article, parse_published, without_surrogates
from newstagger.dates.calendar import find_bounds
from newstagger.errors import UsageError
from newstagger.tagger import PARTS
from newstagger.tags import TaggedArticle

#: Articles of one request tagged at once; between two such pieces other requests have their turn.
_AT_ONCE = 16
_CHARS_AT_ONCE = 20_000
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": schemas.Problem, "description": "The request is not JSON."},
    401: {"model": schemas.Problem, "description": "The service needs a token."},
    408: {"model": schemas.Problem, "description": "The request took too long to arrive."},
    413: {"model": schemas.Problem, "description": "Too many bytes, too long a text, or too many articles."},
    415: {"model": schemas.Problem, "description": "The body is compressed, or its content type is not JSON."},
    422: {"model": schemas.Problem, "description": "A field is missing or wrong; the message names it."},
    503: {"model": schemas.Problem, "description": "The service is busy, or the request took too long; try again."},
}
Lean: TypeAlias = Literal["precision", "balanced", "recall"]
_ONE_ARTICLE = {"$ref": "#/components/schemas/ArticleIn"}
#: The body of ``/tag`` in OpenAPI; it is read by hand, since one bad article of a list must not refuse the others.
_TAG_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [_ONE_ARTICLE, {"type": "array", "items": _ONE_ARTICLE}]},
            "examples": schemas.TAG_EXAMPLES,
        }
    },
}
_RAW_BODY = {"required": True, "content": {"application/octet-stream": {}}}


def add_tagging(app: FastAPI, state: ServiceState) -> None:
    """Add the routes."""

    @app.post(
        "/tag", response_model=TaggedArticle | list[TaggedArticle | schemas.ErrorOut], responses=REFUSALS,
        tags=["articles"], summary="Tag an article, or a list of them", openapi_extra={"requestBody": _TAG_BODY},
    )  # fmt: skip
    async def tag(
        request: Request,
        lean: Annotated[Lean, Query(description="prefer fewer, surer topics, or more of them")] = "balanced",
        threshold: Annotated[float | None, Query(ge=0, le=1, description="one threshold for all topics")] = None,
        limit: Annotated[int | None, Query(ge=0, le=1000, description="maximum number of topics per article")] = None,
        suggest: Annotated[
            int, Query(ge=0, le=MOST_SUGGESTED, description="number of the best topics below the threshold to list too")
        ] = 0,
        only: Annotated[str, Query(max_length=100, description=f"parts to return, such as topics,dates: {', '.join(PARTS)}")] = "",
    ) -> Response:  # fmt: skip
        """Topics (with their probability and the words that spoke for them), people, organisations, places and dates.

        One article gives one record, a list gives a list in the same order. In a list, an article that cannot be tagged
        has an object with an `error` in its place; the others are tagged.
        """
        try:
            choice = Choice(lean, threshold, limit, suggest)
            state.check(choice)
        except UsageError as error:
            raise RefusedError("invalid_choice", problem=str(error)) from None
        parts = _read_parts(only)
        given = parse_json(await request.body())
        if isinstance(given, list):
            lines, model = await _tag_list(state, given, choice, parts)
            return _answer(f"[{','.join(lines)}]", model)
        article = read_article(given, state.limits)
        result = await run(state, worker.tag, [article], choice, parts, chars=len(article.text))
        state.metrics.articles.inc()
        if result.failed:
            state.metrics.failed.inc()
            raise RefusedError("tagging_failed", problem=result.text)
        return _answer(result.text, result.model)

    @app.post(
        "/explain", response_model=schemas.ExplainOut, responses=REFUSALS, tags=["articles"],
        summary="Explain why a topic was given or not",
    )  # fmt: skip
    async def explain(given: schemas.ExplainIn) -> Response:
        """The terms that spoke for and against a topic, and their places in the article."""
        if given.topic not in {topic.label for topic in state.topics()}:
            raise RefusedError("unknown_topic", topic=given.topic, problem=f"the model has no topic {given.topic!r}")
        article = check_length(given.article, state.limits).article()
        result = await run(state, worker.explain, article, given.topic, chars=len(article.text))
        return _answer(result.text, result.model)

    @app.post(
        "/read", response_model=schemas.ReadOut, responses=REFUSALS, tags=["articles"],
        summary="Articles of a file or a pasted page", openapi_extra={"requestBody": _RAW_BODY},
    )  # fmt: skip
    async def read(
        request: Request,
        name: Annotated[
            str, Query(max_length=200, description="file name; its extension says what it is")
        ] = "page.txt",
        offset: Annotated[int, Query(ge=0, le=10_000_000, description="first article to return")] = 0,
        limit: Annotated[
            int | None, Query(ge=1, le=10_000_000, description="maximum number of articles to return")
        ] = None,
    ) -> Response:
        """The bytes of a file (.txt, .html, .jsonl, .json, .csv and the others that `tag` reads) as articles for `/tag`.

        Plain text may be a page copied from a browser: menus, share links and teasers are left out.
        """
        data = await request.body()
        result = await state.pool.run(worker.read, data, name, state.limits.chars, offset, limit, chars=len(data))
        if not result.ok:
            raise RefusedError("unreadable_file", name=name, problem=result.text)
        return _answer(result.text, result.model)

    @app.get("/dates", tags=["articles"], responses={422: REFUSALS[422]}, summary="What a date in French means")
    async def dates(
        words: Annotated[str, Query(min_length=1, max_length=200, examples=["14 mars 2024"])],
        published: Annotated[
            str, Query(max_length=40, description="day or moment against which mardi is resolved")
        ] = "",
    ) -> list[schemas.DateOut]:
        """The type and value (TIMEX3) of a date, time, duration or recurring time; an empty list where it is not one."""
        try:
            moment = parse_published(published or None)
        except UsageError as error:
            raise RefusedError("invalid_field", field="published", problem=f"published: {error}") from None
        try:
            kind, value = parse_date(words, moment)
        except ValueError:
            return []
        first, last = find_bounds(value)
        text = without_surrogates(words)
        return [schemas.DateOut.model_validate({"text": text, "type": kind, "value": value, "from": first, "to": last})]


def _read_parts(only: str) -> frozenset[str] | None:
    if not only:
        return None
    parts = frozenset(part.strip() for part in only.split(",") if part.strip())
    if unknown := sorted(parts - set(PARTS)):
        problem = f"only: known parts are {', '.join(PARTS)}; not {', '.join(unknown)}"
        raise RefusedError("invalid_field", field="only", problem=problem)
    return parts or None


async def run(state: ServiceState, function: Any, *arguments: Any, chars: int) -> worker.Result:
    """Let a worker do something.

    Raises:
        RefusedError: it cannot be done.
    """
    result = await state.pool.run(function, *arguments, chars=chars)
    if not result.ok:
        raise RefusedError("tagging_failed", problem=result.text)
    return result


def _answer(content: str, model: str) -> Response:
    """JSON, and the model that made it."""
    headers = {MODEL_HEADER.decode(): model} if model else None
    return Response(content, media_type="application/json", headers=headers)


async def _tag_list(
    state: ServiceState, given: list[Any], choice: Choice, parts: frozenset[str] | None
) -> tuple[list[str], str]:
    """A list of articles as JSON texts in its order, an error in the place of each that cannot be tagged; and the model."""
    articles, found = read_articles(state, given)
    out: dict[int, str] = {place: error.model_dump_json() for place, error in found.items()}
    model = state.fingerprint
    for batch in split_articles(articles):
        some = [articles[place] for place in batch]
        result = await state.pool.run(worker.tag, some, choice, parts, chars=sum(len(one.text) for one in some))
        lines = result.text.split("\n") if result.ok else [result.text] * len(batch)
        failed = result.failed if result.ok else range(len(batch))
        for number, (place, line) in enumerate(zip(batch, lines, strict=True)):
            error = RefusedError("tagging_failed", problem=line) if number in failed else None
            out[place] = make_error(place, error, articles[place].id).model_dump_json() if error else line
        model = result.model or model
        state.metrics.articles.inc(len(batch))
        state.metrics.failed.inc(len(failed))
    return [out[place] for place in range(len(given))], model


def read_articles(state: ServiceState, given: list[Any]) -> tuple[dict[int, Article], dict[int, schemas.ErrorOut]]:
    """The articles of a list by their place in it, and the errors of the others.

    Raises:
        RefusedError: there are too many.
    """
    if len(given) > state.limits.articles:
        raise RefusedError("too_many_articles", articles=len(given), limit=state.limits.articles)
    articles: dict[int, Article] = {}
    errors: dict[int, schemas.ErrorOut] = {}
    for place, value in enumerate(given):
        try:
            articles[place] = read_article(value, state.limits)
        except RefusedError as error:
            errors[place] = make_error(place, error, value.get("id") if isinstance(value, dict) else None)
    return articles, errors


def make_error(place: int, error: RefusedError, identifier: object) -> schemas.ErrorOut:
    """What a list has in the place of an article that cannot be tagged."""
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    return schemas.ErrorOut(
        error=f"article {place + 1}: {error.message}",
        id=without_surrogates(identifier) if isinstance(identifier, str) else None,
        code=error.code,
        values=error.content["values"],
    )


def split_articles(articles: dict[int, Article]) -> list[list[int]]:
    """The places of neighbours put together, so that each piece of work is short."""
    found: list[list[int]] = []
    size = 0
    for place, article in articles.items():
        if not found or len(found[-1]) >= _AT_ONCE or size + len(article.text) > _CHARS_AT_ONCE:
            found.append([])
            size = 0
        found[-1].append(place)
        size += len(article.text)
    return found
