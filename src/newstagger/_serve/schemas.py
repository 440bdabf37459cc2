"""What goes into the service and what comes out, as its OpenAPI description shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator, model_validator

from newstagger._feedback.lists import State
from newstagger._feedback.verdicts import What
from newstagger.article import Article, parse_published, without_surrogates
from newstagger.tags import DateType, FieldName, NameKind


def _clean(value: object) -> object:
    """Lone surrogates, which JSON can hold and UTF-8 cannot, become U+FFFD."""
    return without_surrogates(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_clean)]
Short = Annotated[str, BeforeValidator(_clean), Field(max_length=2_000)]


def _identifier(value: object) -> object:
    """Databases number their articles; a number is a good id, and no good text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _clean(value)


Identifier = Annotated[str, BeforeValidator(_identifier, json_schema_input_type=str | int), Field(max_length=2_000)]
EXAMPLE: dict[str, JsonValue] = {
    "id": "a1",
    "title": "Attentat déjoué à Tanger",
    "published": "2023-03-14T18:40",
    "text": "La police marocaine a interpellé mardi quatre hommes soupçonnés de préparer un attentat à Tanger, a annoncé le ministère de l’Intérieur.",
}


class ArticleIn(BaseModel):
    """An article: its text, its title, or both; relative dates (« mardi ») need ``published``."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [EXAMPLE]})

    text: Text = Field(
        default="",
        description="the body of the article; the offsets of the tags index this very text; may be left out of a headline",
    )
    id: Identifier = ""
    title: Short | None = None
    published: Short | None = Field(default=None, description="day or moment of publication, ISO 8601")
    url: Short | None = None
    author: Short | None = None
    source: Short | None = None
    declared_topics: list[Short] = Field(
        default_factory=list, max_length=100, description="topics that the page prints; only repeated in the record"
    )

    @field_validator("published")
    @classmethod
    def _is_a_date(cls, value: str | None) -> str | None:
        parse_published(value)
        return value

    @model_validator(mode="after")
    def _has_words(self) -> ArticleIn:
        if "text" not in self.model_fields_set and not (self.title or "").strip():
            raise ValueError("there is neither a text nor a title: send at least one of them")
        return self

    def article(self) -> Article:
        """The same as the library takes it."""
        values = self.model_dump()
        return Article(**{**values, "published": parse_published(self.published), "title": self.title or None})


class ErrorOut(BaseModel):
    """Stands in a list in the place of an article that could not be tagged."""

    error: str = Field(description="what is wrong with the article, and its place in the list, from 1")
    id: str | None = None


#: Examples of what ``/tag`` takes.
TAG_EXAMPLES: dict[str, Any] = {
    "one": {"summary": "One article", "value": EXAMPLE},
    "headline": {"summary": "A headline alone", "value": {"title": "Les taxis de Lyon bloquent la gare"}},
    "several": {
        "summary": "A list of articles",
        "value": [EXAMPLE, {"id": "a2", "text": "Le festival s’ouvre vendredi à Cannes."}],
    },
}


class ExplainIn(BaseModel):
    """An article and one of the model's topics."""

    article: ArticleIn
    topic: Short = Field(examples=["Terrorisme"])


class Spoke(BaseModel):
    """A term and what it added to a topic's log-odds (or took from them)."""

    term: str
    weight: float


class MarkOut(BaseModel):
    """Where a term that spoke for the topic stands in the article."""

    field: Literal["title", "text"]
    start: int
    end: int
    term: str
    weight: float


class ExplainOut(BaseModel):
    """Why a topic was given, or how far it was from being given."""

    label: str
    score: float = Field(description="calibrated probability")
    threshold: float = Field(description="score from which on the topic is given")
    spoke_for: list[Spoke] = Field(description="strongest first, at most twenty")
    spoke_against: list[Spoke] = Field(description="strongest first, at most twenty")
    marks: list[MarkOut]


class TopicOut(BaseModel):
    """A topic that the model can give."""

    label: str
    threshold: float
    support: int = Field(description="gold articles that it was learnt from")
    parents: list[str] = Field(description="topics that it implies")
    aliases: list[str]
    code: str | None
    definition: str


class ModelOut(BaseModel):
    """The model that is in use."""

    name: str
    version: str
    date: str
    fingerprint: str = Field(description="two services of one fingerprint give the same tags")
    trained_on: list[str]
    scores: dict[str, object]
    libraries: dict[str, str]
    files: dict[str, str] = Field(description="sha256 of each file")
    card: str = Field(description="the model card, Markdown")


class LimitsOut(BaseModel):
    """Bounds of a request."""

    body: int = Field(description="bytes")
    chars: int = Field(description="of one text")
    articles: int
    seconds: float
    waiting: int


class HealthOut(BaseModel):
    """Is the service well?"""

    status: Literal["ok", "old model"] = Field(description="« old model »: a newer model could not be loaded")
    newstagger: str
    model: str
    fingerprint: str
    workers: int
    under_way: int = Field(description="requests being worked on")
    problem: str | None = None
    corrections: bool = Field(description="are corrections kept?")
    limits: LimitsOut


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str


class VerdictIn(BaseModel):
    """What an editor says of a topic, of a name, of a stretch of the text, of two names, or of the whole article."""

    what: What = Field(
        description="mention and date: a stretch of title or text; pair: two names of the article; read: the whole article"
    )
    subject: Short = Field(
        default="",
        description="the topic’s label; the name as the article writes it; a place, such as `text:12:24` (field, start, "
        "end; code points, end exclusive); two names with a tab between them",
        examples=["Justice", "text:12:24", "PSG\tParis Saint-Germain"],
    )
    verdict: Annotated[str, BeforeValidator(_clean), Field(max_length=100)] = Field(
        description="topic: right, wrong; name and mention: people, organisations, places, none (no name); pair: one, two; "
        "date: a TIMEX3 value with its type, such as `DATE 2021-03-14` (the type alone where the text does not settle "
        "the value), or none; read: yes (all that is not corrected is right) or skipped; « open » takes an earlier "
        "verdict back",
        examples=["right", "people", "DATE 2021-03-14"],
    )


class CorrectIn(BaseModel):
    """Verdicts on one article; without verdicts nothing is kept, and what holds so far is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"article": EXAMPLE, "who": "Salima", "verdicts": [{"what": "topic", "subject": "Justice", "verdict": "wrong"}]}
    ]})  # fmt: skip

    article: ArticleIn
    verdicts: list[VerdictIn] = Field(default_factory=list, max_length=200)
    who: Annotated[str, BeforeValidator(_clean), Field(max_length=100)] = ""
    seen: int | None = Field(
        default=None,
        ge=0,
        description="`last` of what the sender saw: where somebody else has judged since, the answer is 409 and nothing is kept",
    )


class GoldMentionOut(BaseModel):
    """A name where it stands in the article."""

    field: FieldName = "text"
    start: int
    end: int
    text: str
    label: NameKind | Literal["none"] = Field(description="its kind; none in `refused`")
    name: str = Field(default="", description="the fullest name of whom or what it means")


class GoldDateOut(BaseModel):
    """A time where it stands in the article."""

    model_config = ConfigDict(populate_by_name=True)

    field: FieldName = "text"
    start: int
    end: int
    text: str
    type: DateType
    value: str | None
    from_: date | None = Field(default=None, alias="from", description="first day that it covers")
    to: date | None = None


class GoldOut(BaseModel):
    """Names and dates of the article, corrected."""

    entities: list[GoldMentionOut]
    dates: list[GoldDateOut]
    refused: list[GoldMentionOut] = Field(description="what the model gave and an editor found to be no name")


class CorrectedOut(BaseModel):
    """What holds of an article."""

    key: str
    topics: dict[str, bool] = Field(description="topics that were judged: right or not")
    names: dict[str, str] = Field(description="names whose kind was corrected")
    mentions: dict[str, str] = Field(default_factory=dict, description="places that were judged, to their kind")
    dates: dict[str, str] = Field(default_factory=dict, description="places that were judged, to type and value")
    pairs: dict[str, str] = Field(default_factory=dict, description="pairs of names that were judged: one or two")
    gold: GoldOut | None = Field(default=None, description="null where nobody has judged the article")
    read: bool = Field(description="somebody reviewed all of it")
    skipped: bool = Field(description="somebody put it aside")
    labels: list[str] = Field(description="topics of the article after correction")
    last: int = Field(description="number of its latest verdict; 0 where there is none")


class KeptOut(VerdictIn):
    """A verdict that was kept, with who gave it and when."""

    who: str
    at: str = Field(description="ISO 8601, UTC")


class OthersOut(Problem):
    """Somebody else judged the article in the meantime: look, and send your verdicts again with `seen` as given here."""

    seen: int
    verdicts: list[KeptOut]


class ListedOut(BaseModel):
    """An article of a list."""

    key: str
    article: ArticleIn
    given: list[str] = Field(description="topics that the model gave")
    doubt: float = Field(
        description="0 to 1; one half where the best topic is just at its threshold, more without topic"
    )
    state: State


class KeptArticleOut(BaseModel):
    """An article of the store and what holds of it."""

    article: ArticleIn
    given: list[str]
    verdicts: CorrectedOut
    history: list[KeptOut] = Field(description="every verdict, oldest first")


class ReviewOut(BaseModel):
    """Articles in one state of their review, those first whose topics the model is least sure of."""

    articles: int = Field(description="kept in all")
    judged: int
    verdicts: int
    to_review: int
    in_progress: int
    reviewed: int
    skipped: int
    found: int = Field(description="articles that the filter lets through, of which this is a page")
    waiting: list[ListedOut]
