"""What goes into the service and what comes out, as its OpenAPI description shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator, model_validator

from newstagger.article import Article, parse_published, without_surrogates
from newstagger.tags import DateType


def clean(value: object) -> object:
    """Lone surrogates, which JSON can hold and UTF-8 cannot, become U+FFFD."""
    return without_surrogates(value) if isinstance(value, str) else value


def tidy(value: object) -> object:
    """A name typed with stray white space is the same editor, and nothing but white space is none."""
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(clean)]
Short = Annotated[str, BeforeValidator(clean), Field(max_length=2_000)]


def _identifier(value: object) -> object:
    """Databases number their articles; a number is a good id, and no good text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else clean(value)


Identifier = Annotated[str, BeforeValidator(_identifier, json_schema_input_type=str | int), Field(max_length=2_000)]
EXAMPLE: dict[str, JsonValue] = {
    "id": "a1",
    "title": "Attentat déjoué à Tanger",
    "published": "2023-03-14T18:40",
    "text": "La police marocaine a interpellé mardi quatre hommes soupçonnés de préparer un attentat à Tanger, a annoncé le ministère de l’Intérieur.",
}


class ArticleIn(BaseModel):
    """An article: its text, its title, or both; relative dates (mardi) need ``published``."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [EXAMPLE]})

    text: Text = Field(
        default="",
        description="the body of the article; the offsets of the tags index this very text; may be left out if there is only a headline",
    )
    id: Identifier = ""
    title: Short | None = None
    published: Short | None = Field(default=None, description="day or moment of publication, ISO 8601")
    url: Short | None = None
    author: Short | None = None
    source: Short | None = None
    declared_topics: list[Short] = Field(
        default_factory=list, max_length=100, description="topics that the page declares; only copied into the record"
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_null(cls, value: Any) -> Any:
        """What a program does not know it may also send as null."""
        return {name: one for name, one in value.items() if one is not None} if isinstance(value, Mapping) else value

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

    @classmethod
    def of(cls, article: Article) -> ArticleIn:
        """An article as a client may send it."""
        published = article.published.isoformat() if article.published is not None else None
        return cls.model_construct(
            text=article.text, id=article.id, title=article.title, published=published, url=article.url,
            author=article.author, source=article.source, declared_topics=article.declared_topics[:100],
        )  # fmt: skip

    def article(self) -> Article:
        """The same as the library takes it."""
        values = self.model_dump()
        return Article(**{**values, "published": parse_published(self.published), "title": self.title or None})


class ArticlesIn(BaseModel):
    """Articles of a file."""

    articles: list[Any] = Field(description="each as for `/tag`")


class RecordsIn(ArticlesIn):
    """Articles whose corrected records are wanted."""

    model: bool = Field(default=False, description="also return the model's record of each")


class ErrorOut(BaseModel):
    """Stands in a list in the place of an article that could not be tagged."""

    error: str = Field(description="what is wrong with the article, and its place in the list, from 1")
    id: str | None = None
    code: str = Field(default="tagging_failed", description="what kind of problem it is, as in a refusal")
    values: dict[str, Any] = Field(default_factory=dict)


#: Examples of what ``/tag`` takes.
TAG_EXAMPLES: dict[str, Any] = {
    "one": {"summary": "One article", "value": EXAMPLE},
    "headline": {"summary": "A headline alone", "value": {"title": "Les taxis de Lyon bloquent la gare"}},
    "several": {
        "summary": "A list of articles",
        "value": [EXAMPLE, {"id": "a2", "text": "Le festival s’ouvre vendredi à Cannes."}],
    },
}


class TokenIn(BaseModel):
    """The token of the service."""

    token: Annotated[str, Field(max_length=1000)]


class ReadOut(BaseModel):
    """The articles of a file."""

    articles: list[dict[str, Any]]
    total: int = Field(description="articles of the whole file")
    problems: list[str] = Field(description="what could not be read, each with its line; the first thousand")
    failed: int = Field(description="total number of things that could not be read")


class DateOut(BaseModel):
    """A date as it was understood."""

    text: str
    type: DateType
    value: str | None
    from_: date | None = Field(default=None, alias="from", description="first day that it covers")
    to: date | None = None


class ExplainIn(BaseModel):
    """An article and one of the model's topics."""

    article: ArticleIn
    topic: Short = Field(examples=["Terrorisme"])


class Spoke(BaseModel):
    """A term and what it added to a topic's log-odds (or took from them)."""

    term: str
    weight: float
    surface: str | None = Field(description="terms that spoke for the topic, as first written in the article")
    place: bool = Field(description="a country or region, however the article names it")


class MarkOut(BaseModel):
    """Position in the article of a term that spoke for the topic."""

    field: Literal["title", "text"]
    start: int
    end: int
    term: str = Field(description="the words at that position")
    row: str = Field(description="the term of `spoke_for` that they belong to")
    weight: float


class ExplainOut(BaseModel):
    """Why a topic was given, or how far it was from being given."""

    label: str
    score: float = Field(description="calibrated probability")
    threshold: float = Field(description="minimum score for the topic to be given")
    spoke_for: list[Spoke] = Field(description="strongest first, at most forty")
    spoke_against: list[Spoke] = Field(description="strongest first, at most forty")
    marks: list[MarkOut]


class TopicOut(BaseModel):
    """A topic that the model can give."""

    label: str
    threshold: float
    support: int = Field(description="number of gold articles that it was learnt from")
    parents: list[str] = Field(description="topics that it implies")
    aliases: list[str]
    code: str | None
    definition: str


class LabelOut(BaseModel):
    """A topic that an article can be given by hand: the model's, or one that an editor added."""

    label: str
    code: str | None = None
    aliases: list[str] = Field(default_factory=list)
    added: bool = Field(description="added by an editor; the model does not know it")
    articles: int = Field(description="number of stored articles that have it")


class ModelOut(BaseModel):
    """The model that is in use."""

    name: str
    version: str
    date: str
    fingerprint: str = Field(description="two services with the same fingerprint give the same tags")
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
    """State of the service"""

    status: Literal["ok", "old model"] = Field(description="old model: a newer model could not be loaded")
    newstagger: str
    model: str
    model_version: str
    model_date: str
    fingerprint: str
    workers: int
    under_way: int = Field(description="requests being worked on")
    problem: str | None = None
    corrections: bool = Field(description="whether corrections are stored")
    token: bool = Field(default=False, description="whether a token is required that this request did not send")
    limits: LimitsOut


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str = Field(description="an English sentence: what is wrong and what to do")
    code: str = Field(default="", description="the same for programs, and for translations")
    values: dict[str, Any] = Field(default_factory=dict, description="the values in the sentence")
