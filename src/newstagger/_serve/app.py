"""The service as an ASGI application: routes, refusals, and what every request passes through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from newstagger._forms import READ
from newstagger._serve import schemas
from newstagger._serve.access import Access
from newstagger._serve.bodies import refuse_invalid
from newstagger._serve.desk import add_desk, list_labels
from newstagger._serve.metrics import Observer
from newstagger._serve.middleware import Guard
from newstagger._serve.refusals import RefusedError
from newstagger._serve.state import ServiceState
from newstagger._serve.tagging import REFUSALS, add_tagging
from newstagger._version import __version__
from newstagger.errors import OutputError, ResourceError

_SUMMARY = """Says what French news articles are about: topics, people, organisations, places and dates.

Send articles to `/tag`; ask `/explain` why a topic was given. No other host is contacted. From the command line:

```sh
curl -s http://127.0.0.1:8000/tag -H 'Content-Type: application/json' \\
  -d '{"text": "Le festival s’ouvre vendredi à Cannes.", "published": "2023-05-15"}'
```

In Python:

```python
import json
from urllib.request import Request, urlopen

article = {"text": "Le festival s’ouvre vendredi à Cannes.", "published": "2023-05-15"}
request = Request("http://127.0.0.1:8000/tag", json.dumps(article).encode(), {"Content-Type": "application/json"})
with urlopen(request) as answer:
    tags = json.load(answer)
print([place["name"] for place in tags["places"]], [date["value"] for date in tags["dates"]])
```

Where the service was started with a token, send it in the header `Authorization: Bearer TOKEN`."""
#: Scripts, styles and the page itself.
WEB = Path(str(files("newstagger._serve").joinpath("web")))
#: What the file picker offers comes from the table of formats.
PAGE = (WEB / "index.html").read_text("utf-8").replace("{READ}", ",".join((*READ, ".gz")))
#: Only scripts and styles of this service run, none that is part of a page, and they speak to this service only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: The pages of the OpenAPI description bring an inline script of their own.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: Bytes from which on an answer is compressed, and how hard.
_COMPRESSED_FROM = 2_000
_LEVEL = 4


def find_policy(path: str) -> str:
    """The content security policy of the answer at a path."""
    return DOCS_POLICY if path.startswith(("/docs", "/static-offline-docs")) else POLICY


def create_app(
    state: ServiceState, *, loopback: bool = True, access: Access | None = None, root_path: str = ""
) -> FastAPI:
    """The service as an ASGI application.

    Args:
        state: model, workers, limits, corrections.
        loopback: bound to this machine only, so other names of it are refused.
        access: who may use it; everybody by default.
        root_path: where a proxy puts the service, such as ``/desk``.
    """
    access = access or Access(root_path=root_path)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await state.open()
        yield
        await state.close()

    app: FastAPI = FastAPIOffline(
        title="newstagger", version=__version__, description=_SUMMARY, lifespan=life, redoc_url=None, docs_url="/docs",
        root_path=root_path, dependencies=[Depends(_check_parameters)],
    )  # fmt: skip
    _add_problems(app)
    add_tagging(app, state)
    _add_about(app, state, access)
    add_desk(app, state)
    app.mount("/web", StaticFiles(directory=WEB))
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM, compresslevel=_LEVEL)
    app.add_middleware(
        Guard, limits=state.limits, loopback=loopback, access=access, policy=find_policy,
        model=lambda: state.fingerprint,
    )  # fmt: skip
    app.add_middleware(Observer, metrics=state.metrics)
    return app


async def _check_parameters(request: Request) -> None:
    """A parameter with a slip in its name, or the first of two values, must not be passed over in silence.

    Raises:
        RefusedError: the route does not know it, or it is given more than once.
    """
    route = request.scope.get("route")
    if isinstance(route, APIRoute):
        known = sorted(_list_parameters(route.dependant))
        if unknown := sorted(set(request.query_params) - set(known)):
            names = ", ".join(name[:50] for name in unknown[:5])
            raise RefusedError("unknown_parameter", names=names, known=", ".join(known) or "none")
        for name in known:  # none of them takes several values
            if len(values := request.query_params.getlist(name)) > 1:
                problem = f"query {name}: is given {len(values)} times; give it once"
                raise RefusedError("invalid_field", field=f"query {name}", problem=problem)


def _list_parameters(dependant: Dependant) -> set[str]:
    """The query parameters of a route and of what it depends on."""
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_list_parameters, dependant.dependencies))


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(RefusedError)
    async def refuse(_: Request, error: RefusedError) -> JSONResponse:
        return JSONResponse(error.content, error.status, error.headers)

    @app.exception_handler(Exception)
    async def admit(_: Request, error: Exception) -> JSONResponse:
        return await refuse(_, RefusedError("internal"))

    @app.exception_handler(OutputError)
    @app.exception_handler(ResourceError)
    async def refuse_unwritten(_: Request, error: OutputError | ResourceError) -> JSONResponse:
        return await refuse(_, RefusedError("not_written", problem=str(error)))

    @app.exception_handler(RequestValidationError)
    async def refuse_field(_: Request, error: RequestValidationError) -> JSONResponse:
        return await refuse(_, refuse_invalid(error.errors()))

    @app.exception_handler(HTTPException)
    async def refuse_address(request: Request, error: HTTPException) -> JSONResponse:
        path = request.url.path[:200]
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "other methods")
            refusal = RefusedError("wrong_method", method=request.method, path=path, allowed=allowed)
            response = await refuse(request, refusal)
            response.headers["allow"] = allowed
            return response
        return await refuse(request, RefusedError("not_found", path=path))


def _add_about(app: FastAPI, state: ServiceState, access: Access) -> None:
    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/topics", tags=["model"], summary="The topics that the model can give")
    async def topics() -> list[schemas.TopicOut]:
        """With the threshold of each and the articles that it was learnt from."""
        return state.topics()

    @app.get("/labels", response_model=list[schemas.LabelOut], tags=["model"], summary="The topics to choose from")
    async def labels(request: Request) -> Response:
        """Those of the model and those that editors added, one list for all editors."""
        return await list_labels(state, request)

    @app.get("/model", tags=["model"], summary="The model that is in use")
    async def model() -> schemas.ModelOut:
        """Its card, its measured scores, and the hashes of its files."""
        return state.about()

    @app.get("/health", tags=["service"], summary="State of the service")
    async def health(request: Request) -> schemas.HealthOut:
        """For monitoring and for the page, without a token; also gives the limits of a request."""
        found = state.health()
        found.token = access.find_problem(request.headers) is not None
        return found

    @app.get("/metrics", tags=["service"], summary="Counters for Prometheus", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Requests, their time, articles, verdicts, the model in use, articles by the state of their review."""
        return Response(state.metrics.render(), media_type=CONTENT_TYPE_LATEST)

    @app.post(
        "/session", tags=["service"], summary="Sign in with the token", status_code=204, responses={401: REFUSALS[401]}
    )
    async def log_in(request: Request, given: schemas.TokenIn) -> Response:
        """A browser gets a cookie, and need not send the token again."""
        response = Response(status_code=204)
        if access.needed:
            if not access.matches(given.token):
                raise RefusedError("token_wrong")
            response.set_cookie(**access.describe_cookie(secure=request.url.scheme == "https"))
        return response

    @app.delete("/session", tags=["service"], summary="Sign out", status_code=204)
    async def log_out() -> Response:
        """The browser's cookie is taken away."""
        response = Response(status_code=204)
        response.delete_cookie(**access.name_cookie())
        return response
