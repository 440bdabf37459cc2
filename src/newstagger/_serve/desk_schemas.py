"""What goes in and out where corrections are kept, as the OpenAPI description shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newstagger._feedback.gold import State
from newstagger._feedback.lists import Filter, Sort
from newstagger._serve.schemas import EXAMPLE, ArticleIn, ErrorOut, Problem, Short, clean
from newstagger._topics.thresholds import MOST_SUGGESTED
from newstagger.tags import DateType, FieldName, NameKind, TaggedArticle

Key = Annotated[str, BeforeValidator(clean), Field(max_length=64)]
Name = Annotated[str, BeforeValidator(clean), Field(max_length=100)]
Kind = NameKind | Literal["none"]


class Sender(BaseModel):
    """Who asks."""

    who: Name = Field(default="", description="the editor's name")
    page: Name = Field(default="", description="identifies the open page: two editors without a name are two by it")


class VerdictIn(BaseModel):
    """What an editor says of a topic, of a name, of a stretch of the text, of two names, or of the whole article."""

    what: Literal["topic", "name", "mention", "entity", "pair", "date", "move", "read"] = Field(
        description="name: wherever the article has it; mention and date: a stretch of title or text; entity: all "
        "mentions of one; pair: two names of the article; move: the boundary of a name or date; read: the whole article"
    )
    subject: Short = Field(
        default="",
        description="the topic’s label; the name as the article writes it; a place, such as `text:12:24` (field, start, "
        "end; code points, end exclusive); kind and name, or two names, with a tab between them",
        examples=["Justice", "text:12:24", "PSG\tParis Saint-Germain"],
    )
    verdict: Annotated[str, BeforeValidator(clean), Field(max_length=100)] = Field(
        description="topic: right, wrong; name, mention and entity: people, organisations, places, none (not a name); "
        "pair: one, two; date: a TIMEX3 value with its type, such as `DATE 2021-03-14` (the type alone where the text "
        "does not settle the value), a date as French is written (14 mars 2021), or none; move: the new place; read: yes "
        "(all that is not corrected is right) or skipped; open takes an earlier verdict back",
        examples=["right", "people", "DATE 2021-03-14"],
    )


class CorrectIn(Sender):
    """Verdicts on one article; without verdicts nothing is judged, and what holds so far is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"article": EXAMPLE, "who": "Salima", "verdicts": [{"what": "topic", "subject": "Justice", "verdict": "wrong"}]}
    ]})  # fmt: skip

    article: ArticleIn | None = Field(
        default=None, description="may be left out of an article that is kept, with its key"
    )
    key: Key | None = Field(default=None, description="which article it is, though its title or date may be new")
    verdicts: list[VerdictIn] = Field(default_factory=list, max_length=200)
    seen: int | None = Field(
        default=None,
        ge=0,
        description="`last` of what the sender saw: where somebody else has judged since, the answer is 409 and nothing is kept",
    )
    model: str | None = Field(
        default=None,
        max_length=100,
        description="fingerprint of the model whose tags the sender shows: where another one is in use, verdicts on names, "
        "dates and the whole article get 409 and the new tags",
    )
    tags: bool = Field(default=False, description="give the record of the article too")
    suggest: int = Field(default=5, ge=0, le=MOST_SUGGESTED, description="topics named beside those given, in `tags`")

    @model_validator(mode="after")
    def _has_an_article(self) -> CorrectIn:
        if self.article is None and self.key is None:
            raise ValueError("send the article, or the key of one that is kept")
        return self


class MentionOut(BaseModel):
    """A name where it stands in the article."""

    field: FieldName = "text"
    start: int
    end: int
    text: str
    label: Kind = Field(description="its kind; none in `refused`")
    name: str = Field(default="", description="the fullest name of whom or what it means")


class NameOut(BaseModel):
    """A person, organisation or place with all its mentions."""

    kind: Kind
    name: str
    aliases: list[str]
    country: str | None
    mentions: list[MentionOut]


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

    entities: list[MentionOut]
    dates: list[GoldDateOut]
    refused: list[MentionOut] = Field(description="what the model gave and an editor found not to be a name")
    names: list[NameOut] = Field(description="the entities grouped, those named most often first")
    refused_names: list[NameOut]


class ShownOut(BaseModel):
    """A topic to show."""

    label: str
    score: float | None = Field(description="the model's probability, where it is known")
    right: bool | None = Field(description="what an editor said of it")


class DetailsOut(BaseModel):
    """What is kept of an article besides its text."""

    id: str
    title: str | None
    published: str | None
    url: str | None
    author: str | None
    source: str | None
    declared_topics: list[str]


class CorrectedOut(BaseModel):
    """What holds of an article."""

    key: str
    article: DetailsOut
    model: str = Field(description="fingerprint of the model that made `tags`, or that is in use")
    tags: TaggedArticle | None = Field(default=None, description="the model's record, where it was asked for")
    topics: dict[str, bool] = Field(description="topics that were judged: right or not")
    names: dict[str, str] = Field(description="names whose kind was corrected")
    mentions: dict[str, str] = Field(default_factory=dict, description="places that were judged, to their kind")
    dates: dict[str, str] = Field(default_factory=dict, description="places that were judged, to type and value")
    pairs: dict[str, str] = Field(default_factory=dict, description="pairs of names that were judged: one or two")
    gold: GoldOut | None = Field(
        default=None, description="null where nobody has judged the article and no tags were asked for"
    )
    shown: list[ShownOut] | None = Field(
        default=None,
        description="topics to show: the model’s, of an article that was read those confirmed, and those added",
    )
    read: bool = Field(description="somebody reviewed all of it")
    skipped: bool = Field(description="somebody put it aside")
    labels: list[str] = Field(description="topics of the article after correction")
    last: int = Field(description="number of its latest verdict; 0 where there is none")
    by: list[str] = Field(description="editors who judged it")
    at: str | None = Field(description="when it was last judged: ISO 8601 with its zone")
    undo: list[VerdictIn] = Field(default_factory=list, description="verdicts that take those of this request back")


class KeptOut(VerdictIn):
    """A verdict that was kept, with who gave it and when."""

    who: str
    page: str = ""
    at: str = Field(description="ISO 8601, UTC")


class OthersOut(Problem):
    """Somebody else judged the article in the meantime: look, and send your verdicts again with `seen` as given here."""

    seen: int
    verdicts: list[KeptOut]


class ModelChangedOut(Problem):
    """Another model is in use than the one whose tags the sender shows."""

    model: str
    corrected: CorrectedOut


class HeadOut(BaseModel):
    """An article of a list, without its text."""

    id: str
    title: str | None
    source: str | None
    published: str | None
    text: str = Field(description="the beginning of the text, where there is no title")


class ListedOut(BaseModel):
    """A row of a list."""

    key: str
    article: HeadOut
    chars: int = Field(description="length of its text")
    given: list[str] = Field(description="topics that the model gave")
    labels: list[str] = Field(description="topics that hold")
    doubt: float = Field(
        description="0 to 1; one half where the best topic is just at its threshold, more without topic"
    )
    state: State
    who: str = Field(description="who judged it last")
    at: str | None = Field(description="when: ISO 8601 with its zone")
    open: str | None = Field(default=None, description="who has it open now; empty for somebody without a name")


class LeaseOut(BaseModel):
    """Who has an article open."""

    who: str
    page: str
    until: str = Field(description="ISO 8601, UTC; an open page renews it before")


class TakenOut(BaseModel):
    """Whose the article is now."""

    until: str | None = Field(description="end of the sender's lease, null where somebody else has the article")
    taken_by: LeaseOut | None


class LeaseIn(Sender):
    """An open page says that it is still there, or that it leaves."""

    release: bool = False


class KeptArticleOut(BaseModel):
    """An article of the store and what holds of it."""

    article: ArticleIn
    chars: int = Field(description="length of the text")
    part: int | None = Field(description="code points that are given, where the text is longer than the service tags")
    given: list[str]
    doubt: float
    state: State
    verdicts: CorrectedOut
    history: list[KeptOut] = Field(description="every verdict, oldest first")
    lease: LeaseOut | None


class StatesOut(BaseModel):
    """Articles by the state of their review."""

    to_review: int
    in_progress: int
    reviewed: int
    skipped: int


class ReviewOut(StatesOut):
    """A page of the articles in one state. The counts by state are of what the filter lets through."""

    articles: int = Field(description="kept in all")
    judged: int
    verdicts: int
    all: StatesOut = Field(description="without the filter")
    found: int = Field(description="articles that the filter lets through, of which this is a page")
    waiting: list[ListedOut]


class ValueOut(BaseModel):
    """A value to filter by, and how many articles have it."""

    value: str
    articles: int


class CountsOut(BaseModel):
    """Values to filter by, those of most articles first."""

    topics: list[ValueOut]
    sources: list[ValueOut]
    who: list[ValueOut]


class FilterIn(BaseModel):
    """Which articles of a list, as the parameters of `/review`."""

    state: State = "to_review"
    q: Annotated[str, BeforeValidator(clean), Field(max_length=200)] = ""
    topic: Annotated[str, BeforeValidator(clean), Field(max_length=200)] = ""
    source: Annotated[str, BeforeValidator(clean), Field(max_length=200)] = ""
    since: date | Literal[""] = ""
    until: date | Literal[""] = ""
    judged_by: Name = ""
    sort: Sort = ""

    def filter(self) -> Filter:
        """The same as the store takes it."""
        since, until = (str(day) for day in (self.since, self.until))
        return Filter(self.state, self.q, self.topic, self.source, since, until, self.judged_by, self.sort)


class NextIn(FilterIn, Sender):
    """Which article to open next."""

    after: Key | None = Field(default=None, description="the article that is open now; none for the first of the list")
    back: bool = Field(default=False, description="towards the beginning of the list")


class NextOut(BaseModel):
    """The next article, leased to the sender."""

    key: str | None = Field(description="null at the end of the list")
    open: int = Field(description="articles that were passed over because others have them open")


class BulkIn(Sender):
    """Many articles to skip, or to take up again."""

    verdict: Literal["skipped", "open"]
    keys: list[Key] | None = Field(default=None, max_length=100_000)
    filter: FilterIn | None = None

    @model_validator(mode="after")
    def _says_which(self) -> BulkIn:
        if (self.keys is None) == (self.filter is None):
            raise ValueError("send either keys or a filter")
        return self


class BulkOut(BaseModel):
    """What was changed; the other verdict on these keys takes it back."""

    changed: int
    keys: list[str]


class ArticlesIn(BaseModel):
    """Articles of a file."""

    articles: list[Any] = Field(description="each as for `/tag`")


class RecordsIn(ArticlesIn):
    """Articles whose corrected records are wanted."""

    model: bool = Field(default=False, description="give the model's record beside each")


class PutOut(BaseModel):
    """What was put into the queue."""

    put: int = Field(description="articles that are new there")
    known: int = Field(description="articles that were there already")
    keys: list[str | None] = Field(description="in the order of the articles; null where there is an error")
    errors: list[ErrorOut]


class RecordOut(BaseModel):
    """The record of an article of a file as it holds, and as the model gave it."""

    record: TaggedArticle
    model: TaggedArticle
    key: str | None = Field(description="of an article that is kept")
    state: State | None


class BesideOut(BaseModel):
    """The record as it holds, and as the model gave it."""

    record: TaggedArticle
    model: TaggedArticle
