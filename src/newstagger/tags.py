"""Tags: what comes out. The pydantic models of the record, in the order of its JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from newstagger._deprecation import warn_deprecated
from newstagger.article import parse_published

FieldName = Literal["title", "text"]
DateType = Literal["DATE", "TIME", "DURATION", "SET"]
#: The lists of names in a record.
NameKind = Literal["people", "organisations", "places"]
NAME_KINDS: Final[tuple[NameKind, ...]] = get_args(NameKind)
#: The kinds of names by what records and other programs call them, in lower case.
KINDS_BY_LABEL: Final[dict[str, NameKind]] = {
    **dict.fromkeys("per pers person persons personne people personnes".split(), "people"),
    **dict.fromkeys("org orga organisation organization organisations organizations".split(), "organisations"),
    **dict.fromkeys("loc gpe fac place places location locations lieu lieux".split(), "places"),
}
#: The kind of the entries of each list, as databases and the names of an archive call it.
EntityKind = Literal["person", "organisation", "place"]
ENTITY_KINDS: Final[dict[str, EntityKind]] = {
    "people": "person",
    "organisations": "organisation",
    "places": "place",
}

# Strict: a moment at midnight must not turn into a day, nor a day into a moment.
_StrictMoment = Annotated[datetime, Field(strict=True)]
_StrictDay = Annotated[date, Field(strict=True)]


class _Record(BaseModel):
    model_config = ConfigDict(populate_by_name=True, extra="forbid")


class Evidence(_Record):
    """A term of the article and what it added to (or took from) a topic's score, in log-odds."""

    term: str
    weight: float


class Topic(_Record):
    """A topic given to an article."""

    label: str
    score: float = Field(ge=0, le=1, description="calibrated probability")
    code: str | None = Field(default=None, description="the topic's code in another vocabulary")
    evidence: list[Evidence] = Field(default_factory=list, max_length=5)


class Mention(_Record):
    """A span of the title or text; offsets count Unicode code points, ``end`` exclusive."""

    field: FieldName = "text"
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Entity(_Record):
    """A person, organisation or place with all its mentions."""

    name: str = Field(description="the fullest well-formed name")
    aliases: list[str] = Field(default_factory=list, description="other names used in the article")
    mentions: list[Mention] = Field(default_factory=list)


class Person(Entity):
    """A person; titles such as « M. » or « le président » are not part of the name."""

    titles: list[str] = Field(default_factory=list)


class Place(Entity):
    """A place; ``country`` is its ISO 3166-1 alpha-2 code, if known."""

    country: str | None = None


class DateMention(Mention):
    """A date, time, duration or recurring time, with its value after TIMEX3 (ISO 8601).

    ``value`` is null if the text alone does not determine it. ``from`` and ``to`` (in Python ``first_day`` and
    ``last_day``) are the first and last day covered, null if there are none, as in a duration.
    """

    type: DateType
    value: str | None = None
    first_day: date | None = Field(default=None, alias="from")
    last_day: date | None = Field(default=None, alias="to")

    @property
    def from_(self) -> date | None:
        """Deprecated: ``first_day``."""
        warn_deprecated("DateMention.from_", instead="DateMention.first_day", removal="0.3.0")
        return self.first_day

    @property
    def to(self) -> date | None:
        """Deprecated: ``last_day``."""
        warn_deprecated("DateMention.to", instead="DateMention.last_day", removal="0.3.0")
        return self.last_day

    @model_validator(mode="before")
    @classmethod
    def _take_former_name(cls, values: Any) -> Any:
        if isinstance(values, dict) and "from_" in values:
            warn_deprecated("DateMention(from_=…)", instead="DateMention(first_day=…)", removal="0.3.0", stacklevel=2)
            values = {("first_day" if name == "from_" else name): value for name, value in values.items()}
        return values


class TaggedArticle(_Record):
    """The record that ``tag`` gives: one JSON object per article."""

    id: str = ""
    title: str | None = None
    published: Annotated[_StrictMoment | _StrictDay | None, BeforeValidator(parse_published)] = Field(
        default=None, union_mode="left_to_right", description="ISO 8601: a day, or a moment"
    )
    url: str | None = None
    author: str | None = None
    source: str | None = None
    declared_topics: list[str] = Field(default_factory=list)
    topics: list[Topic] = Field(default_factory=list)
    people: list[Person] = Field(default_factory=list)
    organisations: list[Entity] = Field(default_factory=list)
    places: list[Place] = Field(default_factory=list)
    dates: list[DateMention] = Field(default_factory=list)
    text: str = ""
    warnings: list[str] = Field(default_factory=list)
    suggested: list[Topic] | None = Field(
        default=None, description="the best topics that were not given, where they were asked for"
    )
    duplicate_of: str | None = Field(
        default=None, description="id of the first article of the run that this one repeats, where that was asked for"
    )

    def to_json(self) -> str:
        """The record as one line of JSON, keys as in the contract, no trailing newline."""
        absent = {name for name in ("suggested", "duplicate_of") if getattr(self, name) is None}
        return self.model_dump_json(by_alias=True, exclude=absent)


SpanT = TypeVar("SpanT", bound=tuple[Any, ...])


def outermost(spans: Iterable[SpanT]) -> list[SpanT]:
    """Of overlapping spans only the first and longest, in order.

    Args:
        spans: tuples whose first two values are start and end, such as those of mentions.
    """
    kept: list[SpanT] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
