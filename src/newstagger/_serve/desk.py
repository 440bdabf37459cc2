"""Routes of the editors' desk: corrections, lists, records as they hold."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from newstagger._feedback.desk import correct_record
from newstagger._feedback.gold import Corrected, Given
from newstagger._feedback.store import Corrections
from newstagger._serve import desk_schemas as schemas
from newstagger._serve import worker
from newstagger._serve.answers import Prepared, describe_corrected, describe_lease, list_kept, list_page, show_moment
from newstagger._serve.bodies import check_length
from newstagger._serve.feedback import Feedback
from newstagger._serve.refusals import RefusedError
from newstagger._serve.schemas import ArticleIn, ArticlesIn, ErrorOut, Problem, RecordsIn
from newstagger._serve.state import ServiceState
from newstagger._serve.tagging import REFUSALS, make_error, read_articles, run, split_articles
from newstagger._topics.thresholds import MOST_SUGGESTED, Choice
from newstagger._writers.records import format_corrections
from newstagger.article import Article
from newstagger.tags import TaggedArticle

_NO_CORRECTIONS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "The service stores no corrections, or has no such article."}
}
_CONFLICTS: dict[int | str, dict[str, Any]] = {
    409: {
        "model": schemas.OthersOut | schemas.ModelChangedOut,
        "description": "Somebody else judged the article, or the model changed.",
    }
}
Key = Annotated[str, Path(max_length=64)]
Suggest = Annotated[
    int, Query(ge=0, le=MOST_SUGGESTED, description="number of the best rejected topics to list in the tags")
]


def read_filter(
    state: Annotated[str, Query(pattern="^(to_review|in_progress|reviewed|skipped)$")] = "to_review",
    q: Annotated[str, Query(max_length=200, description="words, or their beginnings, in the title or text")] = "",
    topic: Annotated[str, Query(max_length=200, description="one of the article's topics after correction")] = "",
    source: Annotated[str, Query(max_length=200)] = "",
    since: Annotated[str, Query(max_length=10, description="day of publication, ISO 8601")] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    judged_by: Annotated[str, Query(max_length=100, description="editor who judged it last")] = "",
    sort: Annotated[str, Query(pattern="^-?(doubt|date|title|at)?$", max_length=10)] = "",
) -> schemas.FilterIn:
    """Which articles to list, from the query."""
    from pydantic import ValidationError

    try:
        return schemas.FilterIn.model_validate(
            {
                "state": state,
                "q": q,
                "topic": topic,
                "source": source,
                "since": since,
                "until": until,
                "judged_by": judged_by,
                "sort": sort,
            }
        )
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        problem = f"query {field}: {error.errors()[0]['input']!r} is not valid; a day is written 2024-03-14"
        raise RefusedError("invalid_field", field=field, problem=problem) from None


Wanted = Annotated[schemas.FilterIn, Depends(read_filter)]


def add_desk(app: FastAPI, state: ServiceState) -> None:
    """Add the routes."""
    _add_articles(app, state)
    _add_lists(app, state)
    _add_records(app, state)


def _add_articles(app: FastAPI, state: ServiceState) -> None:
    @app.post(
        "/corrections", responses={**REFUSALS, **_NO_CORRECTIONS, **_CONFLICTS}, tags=["corrections"],
        summary="Correct topics, names and dates",
    )  # fmt: skip
    async def correct(given: schemas.CorrectIn) -> schemas.CorrectedOut:
        """Keeps an editor's verdicts on an article, and says what holds of it.

        Without verdicts nothing is judged; an article that is kept takes a title, date or other detail that is new.
        """
        feedback = find_feedback(state)
        article = None if given.article is None else check_length(given.article, state.limits).article()
        key, found, kept, changed = await feedback.find(given, article)
        whole = all(one.what == "read" and one.verdict != "yes" for one in given.verdicts)
        prepared = None
        if given.tags or (given.verdicts and not (whole and kept)):
            prepared = await _prepare(state, found.article, given.suggest)
        if given.verdicts:
            out = await feedback.judge(key, found.article, prepared, given, state.labels())
            for verdict in given.verdicts:
                state.metrics.verdicts.labels(verdict.what).inc()
        else:
            if changed:
                found = await feedback.update(key, found.article, prepared)
            out = describe_corrected(key, found, prepared, prepared.model if prepared else state.fingerprint)
        out.tags = out.tags if given.tags else None
        out.model = out.model or state.fingerprint
        return out

    @app.get("/articles/{key}", responses=_NO_CORRECTIONS, tags=["corrections"], summary="A stored article")
    async def show_article(key: Key, tags: bool = False, suggest: Suggest = 5) -> schemas.KeptArticleOut:
        """With every verdict on it, and with `tags` the model's record. A text that is too long is given in part."""
        feedback = find_feedback(state)
        given = schemas.CorrectIn(key=key)
        key, found, *_ = await feedback.find(given, None)
        lease = await feedback.read(lambda corrections: corrections.find_lease(key))
        part = _find_part(state, found.article)
        prepared = await _prepare(state, found.article, suggest) if tags else None
        article = replace(found.article, text=found.article.text[:part])
        model = prepared.model if prepared else state.fingerprint
        return schemas.KeptArticleOut(
            article=ArticleIn.of(article), chars=len(found.article.text), part=part, given=found.given,
            doubt=found.doubt, state=found.state, verdicts=describe_corrected(key, found, prepared, model),
            history=list_kept(found.history), lease=describe_lease(lease),
        )  # fmt: skip

    @app.post(
        "/articles",
        responses={**REFUSALS, **_NO_CORRECTIONS},
        tags=["corrections"],
        summary="Put articles into the queue",
    )
    async def put(given: ArticlesIn) -> schemas.PutOut:
        """For editors to review; an article that is there already takes the details that are new."""
        feedback = find_feedback(state)
        articles, errors = read_articles(state, given.articles)
        keys: dict[int, str] = {}
        known = 0
        for batch in split_articles(articles):
            some = [articles[place] for place in batch]
            result = await run(state, worker.rank, some, chars=sum(len(one.text) for one in some))
            rows = list(zip(some, json.loads(result.text), strict=True))

            def work(
                corrections: Corrections, rows: list[Any] = rows, model: str = result.model
            ) -> list[tuple[str, bool]]:
                found = []
                for article, (labels, doubt) in rows:
                    there = corrections.find(article) is not None
                    found.append((corrections.put(article, labels, doubt, model), there))
                return found

            kept = await feedback.write(work)
            keys |= {place: key for place, (key, _) in zip(batch, kept, strict=True)}
            known += sum(there for _, there in kept)
        return schemas.PutOut(
            put=len(keys) - known, known=known, keys=[keys.get(place) for place in range(len(given.articles))],
            errors=list(errors.values()),
        )  # fmt: skip

    @app.post("/articles/{key}/lease", responses=_NO_CORRECTIONS, tags=["corrections"], summary="Lease an article")
    async def lease(key: Key, given: schemas.LeaseIn) -> schemas.TakenOut:
        """Nobody else is handed it by `/review/next` until the lease ends; an open page renews it every 40 seconds."""
        feedback = find_feedback(state)
        if given.release:
            await feedback.write(lambda corrections: corrections.release(key, given.page))
            return schemas.TakenOut(until=None, taken_by=None)
        try:
            mine, other = await feedback.write(lambda corrections: corrections.lease(key, given.page, given.who))
        except KeyError:
            raise RefusedError("no_such_article", key=key) from None
        return schemas.TakenOut(until=None if other else show_moment(mine.until), taken_by=describe_lease(other))

    @app.delete(
        "/articles/{key}/lease",
        responses=_NO_CORRECTIONS,
        tags=["corrections"],
        summary="Release an article",
        status_code=204,
    )
    async def leave(key: Key, page: Annotated[str, Query(max_length=100)] = "") -> Response:
        """The same as `release`."""
        await find_feedback(state).write(lambda corrections: corrections.release(key, page))
        return Response(status_code=204)


def _add_lists(app: FastAPI, state: ServiceState) -> None:
    @app.get(
        "/review", responses={**_NO_CORRECTIONS, 422: REFUSALS[422]}, tags=["corrections"],
        summary="Articles by review state",
    )  # fmt: skip
    async def review(
        wanted: Wanted,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> schemas.ReviewOut:
        """The least sure first, unless another order is asked for; reviewed ones by when they were. Without texts."""
        return await find_feedback(state).read(
            lambda corrections: list_page(corrections, wanted.filter(), offset, limit)
        )

    @app.get(
        "/review/counts", responses={**_NO_CORRECTIONS, 422: REFUSALS[422]}, tags=["corrections"],
        summary="Values to filter a list by",
    )  # fmt: skip
    async def count(wanted: Wanted) -> schemas.CountsOut:
        """Topics, sources and editors, with the articles that have them; each counted without its own filter."""
        counts = await find_feedback(state).read(lambda corrections: corrections.count_values(wanted.filter()))
        rows = {name: [{"value": value, "articles": n} for value, n in found] for name, found in counts.items()}
        return schemas.CountsOut.model_validate(rows)

    @app.post(
        "/review/next",
        responses={**REFUSALS, **_NO_CORRECTIONS},
        tags=["corrections"],
        summary="The next article of a list",
    )
    async def follow(given: schemas.NextIn) -> schemas.NextOut:
        """Leased to the sender for two minutes; what others have open is passed over."""
        key, passed = await find_feedback(state).write(
            lambda corrections: corrections.find_next(
                given.filter(), given.after, given.page, given.who, back=given.back, keep=given.keep
            )
        )
        return schemas.NextOut(key=key, open=passed)

    @app.post(
        "/review/bulk", responses={**REFUSALS, **_NO_CORRECTIONS}, tags=["corrections"], summary="Skip many articles"
    )
    async def mark(given: schemas.BulkIn) -> schemas.BulkOut:
        """Or take skipped ones up again. What was reviewed, or is open on another page, stays as it is."""
        feedback = find_feedback(state)
        keys = given.keys
        if given.filter is not None:
            wanted = given.filter.filter()
            keys = await feedback.read(lambda corrections: corrections.select_keys(wanted))
        before = ("to_review", "in_progress") if given.verdict == "skipped" else ("skipped",)
        changed = await feedback.mark_many(given.verdict, keys or [], given, before=before)
        return schemas.BulkOut(changed=len(changed), keys=changed)


def _add_records(app: FastAPI, state: ServiceState) -> None:
    @app.get(
        "/corrections.jsonl",
        responses=_NO_CORRECTIONS,
        tags=["corrections"],
        summary="Corrected articles, for training",
    )
    async def export() -> Response:
        """Labelled records, one per line, as `newstagger train` reads them."""
        text = await find_feedback(state).read(
            lambda corrections: "".join(line + "\n" for line in format_corrections(corrections.all()))
        )
        headers = {"content-disposition": 'attachment; filename="corrections.jsonl"'}
        return Response(text, media_type="application/x-ndjson", headers=headers)

    @app.get(
        "/articles/{key}/record", response_model=TaggedArticle | schemas.BesideOut, responses=_NO_CORRECTIONS,
        tags=["corrections"], summary="The corrected record of an article",
    )  # fmt: skip
    async def show_record(
        key: Key, model: Annotated[bool, Query(description="also return the model’s record")] = False
    ) -> Response:
        """As `/tag` gives it, with the topics, names and dates that hold."""
        _, found, *_ = await find_feedback(state).find(schemas.CorrectIn(key=key), None)
        prepared = await _prepare(state, found.article, 0)
        record = _correct(found, prepared.tags.model_copy(update={"suggested": None}), prepared.part)
        return _answer_record(*record) if model else Response(record[0].to_json(), media_type="application/json")

    @app.post(
        "/records", response_model=list[schemas.RecordOut | TaggedArticle | ErrorOut],
        responses={**REFUSALS, **_NO_CORRECTIONS}, tags=["corrections"], summary="Corrected records of the articles of a file",
    )  # fmt: skip
    async def show_records(given: RecordsIn) -> Response:
        """In their order, whether they are kept or not; with `model` the model's record, key and state beside each."""
        feedback = find_feedback(state)
        articles, errors = read_articles(state, given.articles)
        out = {place: error.model_dump_json() for place, error in errors.items()}
        for batch in split_articles(articles):
            some = [articles[place] for place in batch]

            def work(corrections: Corrections, some: list[Article] = some) -> list[tuple[str | None, Corrected]]:
                keys = [corrections.find(article) for article in some]
                return [
                    (key, corrections.one(key) if key else Corrected(article, []))
                    for key, article in zip(keys, some, strict=True)
                ]

            found = await feedback.read(work)
            kept = [replace(one.article, text=article.text) for (_, one), article in zip(found, some, strict=True)]
            result = await run(state, worker.tag, kept, Choice(suggest=5), None, chars=sum(len(a.text) for a in some))
            for number, (place, line) in enumerate(zip(batch, result.text.split("\n"), strict=True)):
                if number in result.failed:
                    out[place] = make_error(
                        place, RefusedError("tagging_failed", problem=line), articles[place].id
                    ).model_dump_json()
                    continue
                key, one = found[number]
                record, tags = _correct(one, TaggedArticle.model_validate_json(line), None)
                if given.model:
                    beside = {"key": json.dumps(key), "state": json.dumps(one.state if key else None)}
                    fields = {"record": record.to_json(), "model": tags.to_json(), **beside}
                    content = ",".join(f'"{name}":{value}' for name, value in fields.items())
                    out[place] = f"{{{content}}}"
                else:
                    out[place] = record.model_copy(update={"suggested": None}).to_json()
        content = f"[{','.join(out[place] for place in range(len(given.articles)))}]"
        return Response(content, media_type="application/json")


def _correct(found: Corrected, tags: TaggedArticle, part: int | None) -> tuple[TaggedArticle, TaggedArticle]:
    """The record as it holds, and as the model gave it."""
    if found.seen is None:
        found = replace(found, seen=Given.of(tags, part))
    return correct_record(tags, found), tags


def _answer_record(record: TaggedArticle, model: TaggedArticle) -> Response:
    return Response(f'{{"record":{record.to_json()},"model":{model.to_json()}}}', media_type="application/json")


def find_feedback(state: ServiceState) -> Feedback:
    """The corrections of the service.

    Raises:
        RefusedError: it keeps none.
    """
    if state.feedback is None:
        raise RefusedError("no_corrections")
    return state.feedback


def _find_part(state: ServiceState, article: Article) -> int | None:
    """How much of a text is tagged, where it is too long."""
    return state.limits.chars if len(article.text) > state.limits.chars else None


async def _prepare(state: ServiceState, article: Article, suggest: int) -> Prepared:
    part = _find_part(state, article)
    cut = replace(article, text=article.text[:part])
    result = await run(state, worker.prepare, cut, suggest, chars=len(cut.text))
    return Prepared.from_json(result.text, result.model, part)


async def list_labels(state: ServiceState, request: Request) -> Response:
    """The topics that an article can be given by hand, one list for all editors."""
    added: dict[str, int] = {}
    if state.feedback is not None:
        added = await state.feedback.read(lambda corrections: corrections.list_added_topics())
    topics = state.topics()
    known = {topic.label for topic in topics}
    rows = [
        {"label": t.label, "code": t.code, "aliases": t.aliases, "added": False, "articles": added.get(t.label, 0)}
        for t in topics
    ] + [
        {"label": label, "code": None, "aliases": [], "added": True, "articles": n}
        for label, n in added.items() if label not in known
    ]  # fmt: skip
    response = JSONResponse(rows)
    etag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag})
    response.headers.update({"etag": etag, "cache-control": "no-cache"})
    return response
