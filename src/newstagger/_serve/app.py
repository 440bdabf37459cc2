"""The service: routes, and what they are told in OpenAPI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from newstagger import __version__
from newstagger._feedback.lists import Filter, State
from newstagger._feedback.store import Kept
from newstagger._serve import schemas, worker
from newstagger._serve.bodies import RefusedError, parsed, read_article, told, unknown_fields
from newstagger._serve.feedback import Judged, OthersJudgedError
from newstagger._serve.middleware import Guard, Limits
from newstagger._serve.page import DOCS_POLICY, PAGE, POLICY, WEB
from newstagger._serve.pool import TimeUpError
from newstagger._serve.state import ServiceState
from newstagger._topics.choice import MOST_SUGGESTED, Choice
from newstagger.article import Article, without_surrogates
from newstagger.errors import OutputError, ResourceError, UsageError
from newstagger.tags import TaggedArticle

#: Articles of one request tagged at once; between two such pieces other requests have their turn.
_AT_ONCE = 16
_CHARS_AT_ONCE = 20_000
_SUMMARY = """Says what French news articles are about: topics, people, organisations, places and dates.

Send articles to `/tag`; ask `/explain` why a topic was given. Everything stays on this machine."""
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": schemas.Problem, "description": "The request is no JSON."},
    408: {"model": schemas.Problem, "description": "The request took too long to arrive."},
    413: {"model": schemas.Problem, "description": "Too many bytes, too long a text, or too many articles."},
    415: {"model": schemas.Problem, "description": "The body is compressed, or its content type is not JSON."},
    422: {"model": schemas.Problem, "description": "A field is missing or wrong; the message names it."},
    503: {"model": schemas.Problem, "description": "Too much to do, or it took too long; try again."},
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
_NO_CORRECTIONS: dict[int | str, dict[str, Any]] = {
    404: {"model": schemas.Problem, "description": "Corrections are not kept (`--corrections FILE`)."}
}


def create_app(state: ServiceState, *, loopback: bool = True) -> FastAPI:
    """The service as an ASGI application.

    Args:
        state: model, workers, limits, corrections.
        loopback: bound to this machine only, so other names of it are refused.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await state.open()
        yield
        await state.close()

    app: FastAPI = FastAPIOffline(
        title="newstagger", version=__version__, description=_SUMMARY, lifespan=life, redoc_url=None, docs_url="/docs"
    )
    _add_problems(app)
    _add_tagging(app, state)
    _add_about(app, state)
    _add_corrections(app, state)
    app.mount("/web", StaticFiles(directory=WEB))

    @app.middleware("http")
    async def policy_of_docs(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        if request.url.path.startswith(("/docs", "/static-offline-docs")):
            response.headers["content-security-policy"] = DOCS_POLICY
        return response

    app.add_middleware(Guard, limits=state.limits, loopback=loopback, policy=POLICY)
    return app


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(RefusedError)
    async def refused(_: Request, error: RefusedError) -> JSONResponse:
        headers = {"retry-after": "1"} if error.status == 503 else None
        return JSONResponse({"detail": error.message}, error.status, headers)

    @app.exception_handler(TimeUpError)
    async def time_up(_: Request, error: TimeUpError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503, {"retry-after": "1"})

    @app.exception_handler(OutputError)
    @app.exception_handler(ResourceError)
    async def not_kept(_: Request, error: OutputError | ResourceError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503)

    @app.exception_handler(OthersJudgedError)
    async def others_judged(_: Request, error: OthersJudgedError) -> JSONResponse:
        content = schemas.OthersOut(detail=str(error), seen=error.verdicts[-1].number, verdicts=_kept(error.verdicts))
        return JSONResponse(content.model_dump(), 409)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        broken = bool(error.errors()) and error.errors()[0]["type"] == "json_invalid"
        text = "the body is no JSON: " if broken else ""
        return JSONResponse({"detail": (text + told(error.errors()))[:2000]}, 400 if broken else 422)


def _add_tagging(app: FastAPI, state: ServiceState) -> None:
    @app.post(
        "/tag", response_model=TaggedArticle | list[TaggedArticle | schemas.ErrorOut], responses=_REFUSALS,
        tags=["articles"], summary="Tag an article, or a list of them", openapi_extra={"requestBody": _TAG_BODY},
    )  # fmt: skip
    async def tag(
        request: Request,
        lean: Annotated[Lean, Query(description="give topics that are surer, or more of them")] = "balanced",
        threshold: Annotated[float | None, Query(ge=0, le=1, description="one probability for all topics")] = None,
        limit: Annotated[int | None, Query(ge=0, le=1000, description="most topics of an article")] = None,
        suggest: Annotated[int, Query(ge=0, le=MOST_SUGGESTED, description="so many of the best topics not given")] = 0,
    ) -> Response:
        """Topics (with their probability and the words that spoke for them), people, organisations, places and dates.

        One article gives one record, a list gives a list in the same order. In a list, an article that cannot be tagged
        has an object with an `error` in its place; the others are tagged.
        """
        try:
            choice = Choice(lean, threshold, limit, suggest)
            state.check(choice)
        except UsageError as error:
            raise RefusedError(422, str(error)) from None
        given = parsed(await request.body())
        if isinstance(given, list):
            content = f"[{','.join(await _tag_list(state, given, choice))}]"
        else:
            article = _article(given, state.limits)
            result = await _done(state, worker.tag, [article], choice, chars=len(article.text))
            if result.failed:
                raise RefusedError(422, result.text)
            content = result.text
        return Response(content, media_type="application/json")

    @app.post(
        "/explain", response_model=schemas.ExplainOut, responses=_REFUSALS, tags=["articles"],
        summary="Why was a topic given, or not?",
    )  # fmt: skip
    async def explain(given: schemas.ExplainIn) -> Response:
        """The terms that spoke for and against a topic, and where they stand in the article."""
        article = _within(given.article, state.limits).article()
        result = await _done(state, worker.explain, article, given.topic, chars=len(article.text))
        return Response(result.text, media_type="application/json")

    @app.post(
        "/read", responses=_REFUSALS, tags=["articles"], summary="Articles of a file or a pasted page",
        openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
    )  # fmt: skip
    async def read(
        request: Request, name: Annotated[str, Query(max_length=200, description="file name; its ending tells the form")] = "page.txt"
    ) -> Response:  # fmt: skip
        """The bytes of a file (.txt, .html, .jsonl, .json, .csv) as articles ready for `/tag`.

        Plain text may be a page copied from a browser: menus, share links and teasers are left out.
        """
        data = await request.body()
        limits = state.limits
        result = await _done(state, worker.read, data, name, limits.chars, limits.articles, chars=len(data))
        return Response(result.text, media_type="application/json")


def _add_about(app: FastAPI, state: ServiceState) -> None:
    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/topics", tags=["model"], summary="The topics that the model can give")
    async def topics() -> list[schemas.TopicOut]:
        """With the threshold of each and the articles that it was learnt from."""
        return state.topics()

    @app.get("/model", tags=["model"], summary="The model that is in use")
    async def model() -> schemas.ModelOut:
        """Its card, its measured scores, and the hashes of its files."""
        return state.about()

    @app.get("/health", tags=["model"], summary="Is the service well?")
    async def health() -> schemas.HealthOut:
        """For monitoring; also tells the limits of a request."""
        return state.health()


def _add_corrections(app: FastAPI, state: ServiceState) -> None:
    @app.post(
        "/corrections", responses={**_REFUSALS, **_NO_CORRECTIONS, 409: {"model": schemas.OthersOut}},
        tags=["corrections"], summary="Put topics, names and dates right",
    )  # fmt: skip
    async def correct(given: schemas.CorrectIn) -> schemas.CorrectedOut:
        """Keeps an editor's verdicts on an article, and says what holds of it.

        Without verdicts nothing is kept.
        """
        feedback = _feedback(state)
        article = _within(given.article, state.limits).article()
        if not given.verdicts:
            return await asyncio.to_thread(feedback.look, article)
        result = await _done(state, worker.judged, article, chars=len(article.text))
        judged = Judged.from_json(result.text)
        try:
            return await asyncio.to_thread(feedback.judge, article, judged, state.fingerprint, given)
        except ValueError as error:
            raise RefusedError(422, str(error)) from None

    @app.get(
        "/corrections.jsonl",
        responses=_NO_CORRECTIONS,
        tags=["corrections"],
        summary="Corrected articles, for training",
    )
    async def export() -> Response:
        """Labelled records, one a line, as `newstagger train` reads them."""
        text = await asyncio.to_thread(_feedback(state).export)
        headers = {"content-disposition": 'attachment; filename="corrections.jsonl"'}
        return Response(text, media_type="application/x-ndjson", headers=headers)

    @app.get(
        "/review",
        responses={**_NO_CORRECTIONS, 422: _REFUSALS[422]},
        tags=["corrections"],
        summary="Articles by the state of their review",
    )
    async def review(
        in_state: Annotated[State, Query(alias="state")] = "to_review",
        words: Annotated[str, Query(alias="q", max_length=200, description="words in title or text")] = "",
        topic: Annotated[str, Query(max_length=200, description="among those that the model gave")] = "",
        source: Annotated[str, Query(max_length=200)] = "",
        since: Annotated[str, Query(max_length=10, description="day of publication, ISO 8601")] = "",
        until: Annotated[str, Query(max_length=10)] = "",
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> schemas.ReviewOut:
        """The least sure first; `newstagger corrections add` puts articles there."""
        feedback = _feedback(state)
        wanted = Filter(in_state, *map(without_surrogates, (words, topic, source, since, until)))
        rows, found = await asyncio.to_thread(feedback.listed, wanted, offset, limit)
        counts = await asyncio.to_thread(feedback.counts)
        out = [
            schemas.ListedOut(key=r.key, article=_article_in(r.article), given=r.given, doubt=r.doubt, state=r.state)
            for r in rows
        ]
        return schemas.ReviewOut(**counts, found=found, waiting=out)

    @app.get("/articles/{key}", responses=_NO_CORRECTIONS, tags=["corrections"], summary="An article of the store")
    async def kept_article(key: Annotated[str, Path(max_length=64)]) -> schemas.KeptArticleOut:
        """With every verdict on it."""
        try:
            found, verdicts = await asyncio.to_thread(_feedback(state).one, without_surrogates(key))
        except KeyError:
            raise RefusedError(404, f"there is no article of the key {key!r}") from None
        return schemas.KeptArticleOut(
            article=_article_in(found.article), given=found.given, verdicts=verdicts, history=_kept(found.history)
        )


def _kept(history: list[Kept]) -> list[schemas.KeptOut]:
    return [schemas.KeptOut(**one.verdict._asdict(), who=one.who, at=one.at) for one in history]


def _feedback(state: ServiceState) -> Any:
    if state.feedback is None:
        raise RefusedError(404, "corrections are not kept: start the service with --corrections FILE")
    return state.feedback


async def _done(state: ServiceState, function: Any, *arguments: Any, chars: int) -> worker.Result:
    result = await state.pool.run(function, *arguments, chars=chars)
    if not result.ok:
        raise RefusedError(422, result.text)
    return result


async def _tag_list(state: ServiceState, given: list[Any], choice: Choice) -> list[str]:
    """A list of articles as JSON texts in its order, an error in the place of each that cannot be tagged."""
    limits = state.limits
    if len(given) > limits.articles:
        raise RefusedError(413, f"{len(given)} articles are more than {limits.articles}; send fewer at once")
    articles: dict[int, Article] = {}
    found: dict[int, str] = {}
    for place, value in enumerate(given):
        try:
            articles[place] = _article(value, limits)
        except RefusedError as error:
            identifier = value.get("id") if isinstance(value, dict) else None
            found[place] = _error(place, error.message, identifier)
    for batch in _batches(articles):
        some = [articles[place] for place in batch]
        result = await state.pool.run(worker.tag, some, choice, chars=sum(len(one.text) for one in some))
        lines = result.text.split("\n") if result.ok else [result.text] * len(batch)
        failed = result.failed if result.ok else range(len(batch))
        for number, (place, line) in enumerate(zip(batch, lines, strict=True)):
            found[place] = _error(place, line, articles[place].id) if number in failed else line
    return [found[place] for place in range(len(given))]


def _error(place: int, message: str, identifier: object) -> str:
    error = schemas.ErrorOut(
        error=f"article {place + 1}: {message}",
        id=without_surrogates(identifier) if isinstance(identifier, str) else None,
    )
    return error.model_dump_json()


def _article(value: Any, limits: Limits) -> Article:
    """An article of a request; fields that nothing knows become a warning in its record."""
    article = _within(read_article(value), limits).article()
    if unknown := unknown_fields(value):
        article.warnings.append(without_surrogates(unknown))
    return article


def _within(article: schemas.ArticleIn, limits: Limits) -> schemas.ArticleIn:
    if len(article.text) > limits.chars:
        raise RefusedError(
            413,
            f"the text has {len(article.text):,} characters, more than {limits.chars:,}; split it, or start the service "
            "with a higher --max-chars",
        )
    return article


def _batches(articles: dict[int, Article]) -> list[list[int]]:
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


def _article_in(article: Article) -> schemas.ArticleIn:
    published = article.published.isoformat() if article.published is not None else None
    return schemas.ArticleIn(
        text=article.text, id=article.id, title=article.title, published=published, url=article.url,
        author=article.author, source=article.source, declared_topics=article.declared_topics[:100],
    )  # fmt: skip
