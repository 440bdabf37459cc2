"""newstagger reads French news and says what it is about: topics, people, organisations, places, dates.

    >>> from newstagger import Tagger
    >>> tags = Tagger.load().tag("Trois policiers ont été blessés mardi à Rabat.", published="2021-01-01")
    >>> [place.name for place in tags.places]
    ['Rabat']

Importing this module loads neither spaCy nor scikit-learn: they come with what first needs them.

What is guessed or falls back (encodings, delimiters, a slower recogniser, a worker that died) is logged by the loggers below
``newstagger``: warnings for what the command line prints, info for what a record's own ``warnings`` say.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from newstagger._deprecation import NewstaggerDeprecationWarning
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
    from newstagger._archive.places import Spot, locate
    from newstagger._evaluation.evaluate import Report, evaluate
    from newstagger._feedback.store import Corrections
    from newstagger._feedback.verdicts import Verdict
    from newstagger._model.directory import Model
    from newstagger._reports.archive import summarise
    from newstagger._topics.choice import Choice
    from newstagger._topics.classifier import Explanation
    from newstagger._training.options import TrainingOptions
    from newstagger._training.train import preview_training, train
    from newstagger._writers.timeml import to_timeml
    from newstagger.dates import find_dates
    from newstagger.pandas import tag_frame
    from newstagger.readers import read
    from newstagger.sklearn import NewsTopicClassifier
    from newstagger.tagger import Tagger
    from newstagger.tags import DateMention, Entity, Evidence, Mention, Person, Place, TaggedArticle, Topic

__version__ = "0.1.0"

# Programs that configure no logging see nothing of ours.
logging.getLogger("newstagger").addHandler(logging.NullHandler())

_LATER = {
    "newstagger._model.directory": ("Model",),
    "newstagger.dates": ("find_dates",),
    "newstagger._training.train": ("preview_training", "train"),
    "newstagger._training.options": ("TrainingOptions",),
    "newstagger._archive.places": ("Spot", "locate"),
    "newstagger._feedback.store": ("Corrections",),
    "newstagger._feedback.verdicts": ("Verdict",),
    "newstagger._reports.archive": ("summarise",),
    "newstagger.pandas": ("tag_frame",),
    "newstagger.readers": ("read",),
    "newstagger._evaluation.evaluate": ("Report", "evaluate"),
    "newstagger.sklearn": ("NewsTopicClassifier",),
    "newstagger.tagger": ("Tagger",),
    "newstagger.tags": ("DateMention", "Entity", "Evidence", "Mention", "Person", "Place", "TaggedArticle", "Topic"),
    "newstagger._topics.choice": ("Choice",),
    "newstagger._topics.classifier": ("Explanation",),
    "newstagger._writers.timeml": ("to_timeml",),
}
_HOME = {name: module for module, names in _LATER.items() for name in names}

__all__ = [
    "Article",
    "Choice",
    "Corrections",
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
    "NewsTopicClassifier",
    "NewstaggerDeprecationWarning",
    "NewstaggerError",
    "OutputError",
    "Person",
    "Place",
    "RecordError",
    "Report",
    "ResourceError",
    "Spot",
    "TaggedArticle",
    "Tagger",
    "Topic",
    "TrainingOptions",
    "UsageError",
    "Verdict",
    "__version__",
    "evaluate",
    "find_dates",
    "locate",
    "preview_training",
    "read",
    "summarise",
    "tag_frame",
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
