"""What goes in and out where corrections are kept, as the OpenAPI description shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newstagger._feedback.gold import State
from newstagger._feedback.lists import Filter, Sort
from newstagger._serve.schemas import EXAMPLE, ArticleIn, ErrorOut, Problem, Short, clean, tidy
from newstagger._topics.thresholds import MOST_SUGGESTED
from newstagger.tags import DateType, FieldName, NameKind, TaggedArticle

Key = Annotated[str, BeforeValidator(clean), Field(max_length=64)]
Name = Annotated[str, BeforeValidator(clean), Field(max_length=100)]


class Sender(BaseModel):
    """Who asks."""

    who: Annotated[Name, BeforeValidator(tidy)] = Field(default="", description="the editor's name")
    page: Name = Field(default="", description="identifies the open page, which distinguishes editors without a name")


class VerdictIn(BaseModel):
    """What an editor says of a topic, of a name, of a stretch of the text, of two names, or of the whole article."""

    what: Literal["topic", "name", "mention", "entity", "pair", "date", "move", "read"] = Field(
        description="name: wherever the article has it; mention and date: a span of title or text; entity: all "
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
        "pair: one (under the fullest name), first or second (under the name of one of them), two; date: a TIMEX3 value with its type, such as `DATE 2021-03-14` (the type alone where the text "
        "does not settle the value), a date as French is written (14 mars 2021), or none; move: the new place; read: yes "
        "(all that is not corrected is right) or skipped; open withdraws an earlier verdict",
        examples=["right", "people", "DATE 2021-03-14"],
    )


class CorrectIn(Sender):
    """Verdicts on one article; without verdicts nothing is judged, and what holds so far is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"article": EXAMPLE, "who": "Salima", "verdicts": [{"what": "topic", "subject": "Justice", "verdict": "wrong"}]}
    ]})  # fmt: skip

    article: ArticleIn | None = Field(default=None, description="may be left out if `key` is that of a stored article")
    key: Key | None = Field(default=None, description="identifies the article, even if its title or date has changed")
    verdicts: list[VerdictIn] = Field(default_factory=list, max_length=200)
    seen: int | None = Field(
        default=None,
        ge=0,
        description="`last` of what the sender saw: if somebody else has judged the article since, the response is 409 and nothing is stored",
    )
    model: str | None = Field(
        default=None,
        max_length=100,
        description="fingerprint of the model whose tags the sender shows: if another one is in use, verdicts on names, "
        "dates and the whole article get 409 and the new tags",
    )
    tags: bool = Field(default=False, description="also return the record of the article")
    suggest: int = Field(
        default=5, ge=0, le=MOST_SUGGESTED, description="number of the best rejected topics to list in `tags`"
    )

    @model_validator(mode="after")
    def _has_an_article(self) -> CorrectIn:
        if self.article is None and self.key is None:
            raise ValueError("send the article, or the key of a stored one")
        return self


class MentionOut(BaseModel):
    """A mention of a name, with its place in the article."""

    field: FieldName = "text"
    start: int
    end: int
    text: str
    label: NameKind = Field(description="its kind; in `refused`, the one that the model gave")
    name: str = Field(default="", description="the fullest name of the person, organisation or place")


class NameOut(BaseModel):
    """A person, organisation or place with all its mentions."""

    kind: NameKind
    name: str
    aliases: list[str]
    country: str | None
    mentions: list[MentionOut]


class GoldDateOut(BaseModel):
    """A mention of a time, with its place in the article."""

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
    refused: list[MentionOut] = Field(description="mentions that the model found and an editor rejected")
    names: list[NameOut] = Field(description="the entities, most frequent first")
    refused_names: list[NameOut]


class GivenMentionOut(BaseModel):
    """A name as a model gave it."""

    place: str = Field(examples=["text:12:24"])
    kind: NameKind
    name: str


class GivenDateOut(BaseModel):
    """A time as a model gave it."""

    place: str
    type: DateType
    value: str | None


class GivenOut(BaseModel):
    """What verdicts correct: topics, names and dates as a model gave them."""

    topics: list[str]
    mentions: list[GivenMentionOut]
    dates: list[GivenDateOut]


class ShownOut(BaseModel):
    """A topic to show."""

    label: str
    score: float | None = Field(description="the model's probability, if known")
    right: bool | None = Field(description="the editor's verdict on it")


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
    tags: TaggedArticle | None = Field(default=None, description="the model's record, if requested")
    topics: dict[str, bool] = Field(description="topics that were judged: right or not")
    names: dict[str, str] = Field(description="names whose kind was corrected")
    mentions: dict[str, str] = Field(default_factory=dict, description="judged spans and their kind")
    dates: dict[str, str] = Field(default_factory=dict, description="judged spans and their type and value")
    pairs: dict[str, str] = Field(default_factory=dict, description="pairs of names that were judged: one or two")
    gold: GoldOut | None = Field(
        default=None, description="null if nobody has judged the article and no tags were requested"
    )
    given: GivenOut = Field(description="what the model gave, which the verdicts correct")
    holding: list[VerdictIn] = Field(description="the verdicts that hold, in their order")
    shown: list[ShownOut] | None = Field(
        default=None,
        description="topics to show: the model’s (of a reviewed article, only those confirmed) and those added",
    )
    read: bool = Field(description="the whole article was reviewed")
    skipped: bool = Field(description="the article was skipped")
    labels: list[str] = Field(description="topics of the article after correction")
    last: int = Field(description="number of its latest verdict; 0 if there is none")
    by: list[str] = Field(description="editors who judged it")
    at: str | None = Field(description="when it was last judged: ISO 8601 with time zone")
    undo: list[VerdictIn] = Field(default_factory=list, description="verdicts that undo those of this request")


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
    text: str = Field(description="the beginning of the text, if there is no title")


class ListedOut(BaseModel):
    """A row of a list."""

    key: str
    article: HeadOut
    chars: int = Field(description="length of its text")
    given: list[str] = Field(description="topics that the model gave")
    labels: list[str] = Field(description="topics after correction")
    doubt: float = Field(
        description="0 to 1; 0.5 if the best topic is exactly at its threshold, more if no topic is given"
    )
    state: State
    who: str = Field(description="editor who judged it last")
    at: str | None = Field(description="when: ISO 8601 with time zone")
    open: str | None = Field(default=None, description="who has it open now; empty for an editor without a name")


class LeaseOut(BaseModel):
    """Who has an article open."""

    who: str
    page: str
    until: str = Field(description="ISO 8601, UTC; an open page renews it before then")


class TakenOut(BaseModel):
    """Whose the article is now."""

    until: str | None = Field(description="end of the sender's lease; null if somebody else has the article")
    taken_by: LeaseOut | None


class LeaseIn(Sender):
    """An open page says that it is still there, or that it leaves."""

    release: bool = False


class KeptArticleOut(BaseModel):
    """An article of the store and what holds of it."""

    article: ArticleIn
    chars: int = Field(description="length of the text")
    part: int | None = Field(
        description="number of code points returned, if the text is longer than the service accepts"
    )
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
    """A page of the articles in one state. The counts by state are of the articles that match the filter."""

    articles: int = Field(description="number stored in all")
    judged: int
    verdicts: int
    all: StatesOut = Field(description="counts without the filter")
    found: int = Field(description="number of articles that match the filter; this is one page of them")
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
    keep: bool = Field(default=False, description="the sender keeps `after` open as well")


class NextOut(BaseModel):
    """The next article, leased to the sender."""

    key: str | None = Field(description="null at the end of the list")
    open: int = Field(description="articles skipped because others have them open")


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


class PutOut(BaseModel):
    """What was put into the queue."""

    put: int = Field(description="articles that were added")
    known: int = Field(description="articles that were already there")
    keys: list[str | None] = Field(description="in the order of the articles; null for an article with an error")
    errors: list[ErrorOut]


class BesideOut(BaseModel):
    """The record as it holds, and as the model gave it."""

    record: TaggedArticle
    model: TaggedArticle


class RecordOut(BesideOut):
    """The record of an article of a file as it holds, and as the model gave it."""

    key: str | None = Field(description="key of a stored article")
    state: State | None
