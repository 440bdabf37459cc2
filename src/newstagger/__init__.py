"""newstagger reads French news and says what it is about: topics, people, organisations, places, dates.

    >>> from newstagger import Tagger
    >>> tags = Tagger.load().tag("Trois policiers ont été blessés mardi à Rabat.", published="2021-01-01")
    >>> [place.name for place in tags.places]
    ['Rabat']

Importing this module loads neither spaCy nor scikit-learn: they come with what first needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newstagger.article import Article
from newstagger.errors import (
    InputError,
    LabelError,
    MissingExtraError,
    ModelError,
    NewstaggerError,
    OutputError,
    RecordError,
    ResourceError,
    UsageError,
)

if TYPE_CHECKING:
    from newstagger.dates import find_dates
    from newstagger.evaluation.evaluate import Report, evaluate
    from newstagger.model.directory import Model
    from newstagger.model.training import train
    from newstagger.readers import read
    from newstagger.tagger import Tagger
    from newstagger.tags import DateMention, Entity, Evidence, Mention, Person, Place, TaggedArticle, Topic
    from newstagger.topics.choice import Choice
    from newstagger.topics.classifier import Explanation
    from newstagger.writers.timeml import to_timeml

__version__ = "0.1.0"

_LATER = {
    "newstagger.model.directory": ("Model",),
    "newstagger.dates": ("find_dates",),
    "newstagger.model.training": ("train",),
    "newstagger.readers": ("read",),
    "newstagger.evaluation.evaluate": ("Report", "evaluate"),
    "newstagger.tagger": ("Tagger",),
    "newstagger.tags": ("DateMention", "Entity", "Evidence", "Mention", "Person", "Place", "TaggedArticle", "Topic"),
    "newstagger.topics.choice": ("Choice",),
    "newstagger.topics.classifier": ("Explanation",),
    "newstagger.writers.timeml": ("to_timeml",),
}
_HOME = {name: module for module, names in _LATER.items() for name in names}

__all__ = [
    "Article",
    "Choice",
    "DateMention",
    "Entity",
    "Evidence",
    "Explanation",
    "InputError",
    "LabelError",
    "Mention",
    "MissingExtraError",
    "Model",
    "ModelError",
    "NewstaggerError",
    "OutputError",
    "Person",
    "Place",
    "RecordError",
    "Report",
    "ResourceError",
    "TaggedArticle",
    "Tagger",
    "Topic",
    "UsageError",
    "__version__",
    "evaluate",
    "find_dates",
    "read",
    "to_timeml",
    "train",
]


def __getattr__(name: str) -> Any:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
