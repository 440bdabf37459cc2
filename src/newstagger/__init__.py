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
from newstagger._version import __version__
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
    from newstagger._archive.places import Spot as Spot
    from newstagger._archive.places import locate as locate
    from newstagger._evaluation import Report as Report
    from newstagger._evaluation import evaluate as evaluate
    from newstagger._feedback.store import Corrections as Corrections
    from newstagger._feedback.store import put_articles as put_articles
    from newstagger._feedback.verdicts import Verdict as Verdict
    from newstagger._model.directory import Model as Model
    from newstagger._reports.archive import summarise as summarise
    from newstagger._reports.archive_page import write_archive as write_archive
    from newstagger._topics.classifier import Explanation as Explanation
    from newstagger._topics.thresholds import Choice as Choice
    from newstagger._training.options import TrainingOptions as TrainingOptions
    from newstagger._training.scoring import Training as Training
    from newstagger._training.train import preview_training as preview_training
    from newstagger._training.train import train as train
    from newstagger._training.train import train_in_detail as train_in_detail
    from newstagger._writers.timeml import to_timeml as to_timeml
    from newstagger.dates import find_dates as find_dates
    from newstagger.pandas import tag_frame as tag_frame
    from newstagger.readers import read as read
    from newstagger.sklearn import NewsTopicClassifier as NewsTopicClassifier
    from newstagger.tagger import Tagger as Tagger
    from newstagger.tags import DateMention as DateMention
    from newstagger.tags import Entity as Entity
    from newstagger.tags import Evidence as Evidence
    from newstagger.tags import Mention as Mention
    from newstagger.tags import Person as Person
    from newstagger.tags import Place as Place
    from newstagger.tags import TaggedArticle as TaggedArticle
    from newstagger.tags import Topic as Topic


# Programs that configure no logging see nothing of ours.
logging.getLogger("newstagger").addHandler(logging.NullHandler())

_LATER = {
    "newstagger._model.directory": ("Model",),
    "newstagger.dates": ("find_dates",),
    "newstagger._training.scoring": ("Training",),
    "newstagger._training.train": ("preview_training", "train", "train_in_detail"),
    "newstagger._training.options": ("TrainingOptions",),
    "newstagger._archive.places": ("Spot", "locate"),
    "newstagger._feedback.store": ("Corrections", "put_articles"),
    "newstagger._feedback.verdicts": ("Verdict",),
    "newstagger._reports.archive": ("summarise",),
    "newstagger._reports.archive_page": ("write_archive",),
    "newstagger.pandas": ("tag_frame",),
    "newstagger.readers": ("read",),
    "newstagger._evaluation": ("Report", "evaluate"),
    "newstagger.sklearn": ("NewsTopicClassifier",),
    "newstagger.tagger": ("Tagger",),
    "newstagger.tags": ("DateMention", "Entity", "Evidence", "Mention", "Person", "Place", "TaggedArticle", "Topic"),
    "newstagger._topics.classifier": ("Explanation",),
    "newstagger._topics.thresholds": ("Choice",),
    "newstagger._writers.timeml": ("to_timeml",),
}
_HOME = {name: module for module, names in _LATER.items() for name in names}

#: The public names: what is documented, and what keeps its meaning between minor versions.
__all__ = [
    "Article",
    "InputError",
    "LabelError",
    "MissingExtraError",
    "ModelError",
    "NewstaggerDeprecationWarning",
    "NewstaggerError",
    "OutputError",
    "RecordError",
    "ResourceError",
    "UsageError",
    "__version__",
    *_HOME,
]


def __getattr__(name: str) -> Any:
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
