"""The service: routes, and what they are told in OpenAPI."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi_offline import FastAPIOffline

from newstagger import __version__
from newstagger.article import Article
from newstagger.errors import OutputError
from newstagger.serve import schemas, worker
from newstagger.serve.middleware import Gate, Limits
from newstagger.serve.page import DOCS_POLICY, PAGE, POLICY
from newstagger.serve.pool import TimeUpError
from newstagger.serve.state import House
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
    422: {"model": schemas.Problem, "description": "A field is missing or wrong; the message names it."},
    503: {"model": schemas.Problem, "description": "Too much to do, or it took too long; try again."},
}
_NO_DESK: dict[int | str, dict[str, Any]] = {
    404: {"model": schemas.Problem, "description": "Corrections are not kept (`--corrections FILE`)."}
}


class RefusedError(Exception):
    """A request that cannot be answered.

    Attributes:
        status: of HTTP.
        message: for the sender.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def create_app(house: House, *, loopback: bool = True) -> FastAPI:
    """The service as an ASGI application.

    Args:
        house: model, workers, limits, corrections.
        loopback: bound to this machine only, so other names of it are refused.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await house.open()
        yield
        await house.close()

    app: FastAPI = FastAPIOffline(
        title="newstagger", version=__version__, description=_SUMMARY, lifespan=life, redoc_url=None, docs_url="/docs"
    )
    _add_problems(app)
    _add_tagging(app, house)
    _add_about(app, house)
    _add_corrections(app, house)

    @app.middleware("http")
    async def policy_of_docs(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        if request.url.path.startswith(("/docs", "/static-offline-docs")):
            response.headers["content-security-policy"] = DOCS_POLICY
        return response

    app.add_middleware(Gate, limits=house.limits, loopback=loopback, policy=POLICY)
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
    async def not_kept(_: Request, error: OutputError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, 503)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        problems = []
        for one in error.errors()[:5]:
            place = " → ".join(str(p) for p in one["loc"] if p not in ("body", "ArticleIn", "list[ArticleIn]"))
            problems.append(f"{place}: {one['msg']}" if place else str(one["msg"]))
        status = 400 if error.errors() and error.errors()[0]["type"] == "json_invalid" else 422
        text = "; ".join(dict.fromkeys(problems)).encode("utf-8", "replace").decode()
        return JSONResponse({"detail": text[:2000]}, status)


def _add_tagging(app: FastAPI, house: House) -> None:
    @app.post(
        "/tag", response_model=TaggedArticle | list[TaggedArticle], responses=_REFUSALS, tags=["articles"],
        summary="Tag an article, or a list of them",
    )  # fmt: skip
    async def tag(
        given: Annotated[schemas.ArticleIn | list[schemas.ArticleIn], Body(openapi_examples=schemas.TAG_EXAMPLES)],
    ) -> Response:
        """Topics (with their probability and the words that spoke for them), people, organisations, places and dates.

        One article gives one record, a list gives a list in the same order.
        """
        many = isinstance(given, list)
        articles = _checked(given if isinstance(given, list) else [given], house.limits)
        pieces = []
        for batch in _batches(articles):
            text = await _done(house, worker.tag, batch, chars=sum(len(a.text) for a in batch))
            pieces.append(text[1:-1])
        content = ",".join(pieces)
        return Response(f"[{content}]" if many else content, media_type="application/json")

    @app.post(
        "/explain", response_model=schemas.ExplainOut, responses=_REFUSALS, tags=["articles"],
        summary="Why was a topic given, or not?",
    )  # fmt: skip
    async def explain(given: schemas.ExplainIn) -> Response:
        """The terms that spoke for and against a topic, and where they stand in the article."""
        (article,) = _checked([given.article], house.limits)
        text = await _done(house, worker.explain, article, given.topic, chars=len(article.text))
        return Response(text, media_type="application/json")

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
        text = await _done(house, worker.read, data, name, house.limits.chars, house.limits.articles, chars=len(data))
        return Response(text, media_type="application/json")


def _add_about(app: FastAPI, house: House) -> None:
    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/topics", tags=["model"], summary="The topics that the model can give")
    async def topics() -> list[schemas.TopicOut]:
        """With the threshold of each and the articles that it was learnt from."""
        return house.topics()

    @app.get("/model", tags=["model"], summary="The model that is in use")
    async def model() -> schemas.ModelOut:
        """Its card, its measured scores, and the hashes of its files."""
        return house.about()

    @app.get("/health", tags=["model"], summary="Is the service well?")
    async def health() -> schemas.HealthOut:
        """For monitoring; also tells the limits of a request."""
        return house.health()


def _add_corrections(app: FastAPI, house: House) -> None:
    @app.post(
        "/corrections", responses={**_REFUSALS, **_NO_DESK}, tags=["corrections"],
        summary="Put a topic or a name right",
    )  # fmt: skip
    async def correct(given: schemas.CorrectIn) -> schemas.CorrectedOut:
        """Keeps an editor's verdicts on an article, and says what holds of it.

        Without verdicts nothing is kept.
        """
        desk = _desk(house)
        (article,) = _checked([given.article], house.limits)
        if not given.verdicts:
            return await asyncio.to_thread(desk.look, article)
        text = await _done(house, worker.doubts, [article], chars=len(article.text))
        ((labels, doubt),) = json.loads(text)
        try:
            return await asyncio.to_thread(
                desk.judge, article, labels, doubt, house.fingerprint, given.verdicts, given.who
            )
        except ValueError as error:
            raise RefusedError(422, str(error)) from None

    @app.get("/corrections.jsonl", responses=_NO_DESK, tags=["corrections"], summary="Corrected articles, for training")
    async def export() -> Response:
        """Labelled records, one a line, as `newstagger train` reads them."""
        text = await asyncio.to_thread(_desk(house).export)
        headers = {"content-disposition": 'attachment; filename="corrections.jsonl"'}
        return Response(text, media_type="application/x-ndjson", headers=headers)

    @app.get("/review", responses=_NO_DESK, tags=["corrections"], summary="Articles that most need an editor")
    async def review(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> schemas.ReviewOut:
        """Those that nobody has judged, the least sure first; `newstagger corrections add` puts articles there."""
        desk = _desk(house)
        waiting = await asyncio.to_thread(desk.waiting, limit)
        counts = await asyncio.to_thread(desk.counts)
        rows = [
            schemas.WaitingOut(key=w.key, article=_article_in(w.article), given=w.given, doubt=w.doubt) for w in waiting
        ]
        return schemas.ReviewOut(**counts, waiting=rows)


def _desk(house: House) -> Any:
    if house.desk is None:
        raise RefusedError(404, "corrections are not kept: start the service with --corrections FILE")
    return house.desk


async def _done(house: House, function: Any, *arguments: Any, chars: int) -> str:
    result = await house.pool.run(function, *arguments, chars=chars)
    if not result.ok:
        raise RefusedError(422, result.text)
    return result.text


def _checked(given: list[schemas.ArticleIn], limits: Limits) -> list[Article]:
    if len(given) > limits.articles:
        raise RefusedError(413, f"{len(given)} articles are more than {limits.articles}; send fewer at once")
    for number, article in enumerate(given, 1):
        if len(article.text) > limits.chars:
            raise RefusedError(
                413,
                f"article {number} has {len(article.text):,} characters, more than {limits.chars:,}; split it, "
                "or start the service with a higher --max-chars",
            )
    return [article.article() for article in given]


def _batches(articles: list[Article]) -> list[list[Article]]:
    """Neighbours put together, so that each piece of work is short."""
    found: list[list[Article]] = []
    size = 0
    for article in articles:
        if not found or len(found[-1]) >= _AT_ONCE or size + len(article.text) > _CHARS_AT_ONCE:
            found.append([])
            size = 0
        found[-1].append(article)
        size += len(article.text)
    return found


def _article_in(article: Article) -> schemas.ArticleIn:
    published = article.published.isoformat() if article.published is not None else None
    return schemas.ArticleIn(
        text=article.text, id=article.id, title=article.title, published=published, url=article.url,
        author=article.author, source=article.source,
    )  # fmt: skip
