"""Tagger: topics, names and dates of one article, or of many."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from newstagger._arguments import as_article, check_kind, check_path, check_several, check_whole, describe
from newstagger._model import directory
from newstagger._names import Entities, Field, NameRules, Recogniser, gather
from newstagger._runs.results import Failed, mark_repetitions
from newstagger._runs.workers import tag_items
from newstagger._text.duplicates import Seen, make_sketch
from newstagger._text.french import find_foreign_language
from newstagger._text.normalise import INVISIBLE_SIGNS, normalise
from newstagger._topics.classifier import Explanation, TopicClassifier
from newstagger._topics.thresholds import BALANCED, Choice, measure_uncertainty
from newstagger.article import MAX_CHARS, Article, is_missing, parse_published
from newstagger.dates import scan
from newstagger.errors import RecordError, UsageError
from newstagger.tags import NAME_KINDS, DateMention, FieldName, TaggedArticle, Topic

_LOGGER = logging.getLogger("newstagger.tagger")

#: The parts of a record that can be selected.
PARTS = ("topics", *NAME_KINDS, "dates")
#: Together these two make a tagger read all that it reads only when a text asks for it: names of places, verbs, and the
#: model that detects languages, which a text of plainly French words does without.
_WARMING = (
    "Le maire de Lyon, Maud Sirvent, a inauguré mardi une école à Rabat avec l’Unicef ; elle ouvrira le 3 mai.",
    "The mayor opened a school on Tuesday, and nobody in the whole of the town had expected anything else from her.",
)
#: Articles tagged at once: enough for the recogniser's batches, few enough to stay in the cache.
BATCH = 16
_SOMETHING = re.compile(rf"[^\W_]|[^\w\s{INVISIBLE_SIGNS}]")


class Tagger:
    """Tags French news articles.

    Args:
        classifier: topics, or None to give none.
        recogniser: names, or None to give none.
        only: the parts to give, a list or a text ("topics,dates"), all by default; other parts are not
            computed.
        names: prior knowledge about names.
        choice: which topics are given, and how many are suggested beside them.
        max_chars: maximum length of a text, in code points.
        model: the model that the tagger was loaded from.

    Raises:
        UsageError: ``only`` names an unknown part, or ``choice`` a point that the classifier's topics do not have.

    Any number of threads may use one tagger, in all its methods, and get the records that one thread would; so may
    coroutines (``await asyncio.to_thread(tagger.tag, article)``) and children of a fork. They take turns where the model
    remembers words, so threads do not make tagging faster: ``tag_many(workers=N)`` shares the work among processes.

    A tagger can be pickled, and so sent to other processes, if its recogniser comes from a model directory or an
    installed spaCy pipeline.
    """

    def __init__(
        self,
        classifier: TopicClassifier | None,
        recogniser: Recogniser | None,
        *,
        only: Iterable[str] = PARTS,
        names: NameRules | None = None,
        choice: Choice = BALANCED,
        max_chars: int = MAX_CHARS,
        model: directory.Model | None = None,
    ) -> None:
        self.only = _parse_parts(only)
        self.classifier = classifier if "topics" in self.only else None
        self.recogniser = recogniser if self.only.intersection(NAME_KINDS) else None
        self.names = names or NameRules()
        self.choice = check_kind("choice", choice, Choice)
        self.max_chars = check_whole("max_chars", max_chars, 1)
        self.model = model
        if self.classifier is not None:
            choice.thresholds(
                self.classifier.topics
            )  # a point that the model lacks is an error before the first article

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        *,
        spacy: str | None = None,
        only: Iterable[str] = PARTS,
        aliases: Mapping[str, str] | None = None,
        max_chars: int = MAX_CHARS,
        choice: Choice = BALANCED,
    ) -> Tagger:
        """Load a model directory (the bundled model by default).

        Args:
            spacy: name of an installed spaCy pipeline whose ``ner`` to use instead of the model's.
            only: the parts to give, as for the class.
            aliases: table of aliases of organisations and places, name to canonical name, instead of the package's own.
            max_chars: maximum length of a text, in code points.
            choice: which topics are given, as for the class: ``Choice(lean="recall", limit=3, suggest=5)``.

        Raises:
            ModelError: the model or the pipeline cannot be used; the message says which file and why.
            UsageError: ``only`` names an unknown part, or ``choice`` a point that the model does not have.
        """
        parts = _parse_parts(only)
        check_kind("choice", choice, Choice)
        check_whole("max_chars", max_chars, 1)
        if spacy is not None and not isinstance(spacy, str):
            raise UsageError(f"`spacy` must be the name of an installed pipeline, not {describe(spacy)}")
        loaded = directory.load(None if model is None else check_path("model", model))
        recogniser = None
        if parts.intersection(NAME_KINDS):
            recogniser = Recogniser.from_package(spacy) if spacy else loaded.recogniser()
        names = NameRules.of(aliases, loaded.kinds, loaded.pairs)
        return cls(
            loaded.classifier, recogniser, only=parts, names=names, choice=choice, max_chars=max_chars, model=loaded
        )

    def warm_up(self) -> None:
        """Read now what is otherwise read when the first articles ask for it.

        For a program that forks after loading a tagger (gunicorn's ``preload_app``): what was read before is shared by the
        children, what each reads for itself is not.
        """
        self.tag_batch([Article(text[: self.max_chars]) for text in _WARMING])

    @property
    def fingerprint(self) -> str:
        """Identifies the model: two taggers with the same fingerprint give the same tags."""
        return directory.make_fingerprint(self.model.manifest if self.model else {})

    @property
    def topics(self) -> list[str]:
        """The labels that this tagger can give."""
        return [] if self.classifier is None else [topic.label for topic in self.classifier.topics]

    def __repr__(self) -> str:
        about = self.model.manifest if self.model else {}
        name = f"{about.get('name', 'unnamed')} {about.get('version', '')}".strip() if self.model else "made by hand"
        parts = ", ".join(
            f"{part} ({len(self.topics)})" if part == "topics" else part for part in PARTS if part in self.only
        )
        return f"<Tagger {name}: {parts}>"

    def tag(
        self,
        article: Article | str,
        *,
        published: str | date | datetime | None = None,
        title: str | None = None,
        id: str = "",  # noqa: A002 - the record's own name for it
        suggest: int | None = None,
    ) -> TaggedArticle:
        """Tag one article, or one text.

        Args:
            article: an article, or its text alone, taken as it is.
            published: day or moment of publication (ISO 8601), for a text, or for an article without one.
            title: of a text given alone.
            id: of a text given alone.
            suggest: number of further topics to list in ``suggested``; the tagger's ``choice`` by default.

        Raises:
            RecordError: the text is longer than ``max_chars``.
            UsageError: ``article`` is neither an article nor a text, ``published`` is not an ISO 8601 day or moment, or
                an argument contradicts the article's own fields.
        """
        moment = parse_published(published)
        if isinstance(article, str):
            article = Article(article, id=id, title=title, published=moment)
        else:
            article = as_article(article)
            for name, given in (("title", title), ("id", id or None)):
                if given is not None and given != getattr(article, name):
                    raise UsageError(
                        f"{name} can only be given with a plain text; this article has its own ({getattr(article, name)!r})"
                    )
            if moment is not None and article.published not in (None, moment):
                raise UsageError(f"published was given, but this article has its own ({article.published})")
            if moment is not None:
                article = replace(article, published=moment)
        choice = self.choice if suggest is None else replace(self.choice, suggest=suggest)
        return self.tag_batch([article], choice)[0]

    def tag_many(
        self, articles: Iterable[Article | str], *, workers: int = 1, duplicates: bool = False
    ) -> Iterator[TaggedArticle]:
        """Tag articles, or texts alone, lazily, in order, in bounded memory.

        Args:
            articles: any iterable, such as a column of a data frame: NaN and NaT are empty texts.
            workers: processes to share the work among; 1 works in this one.
            duplicates: say in ``duplicate_of`` which earlier article each repeats: nearly the same, or another version
                of the same dispatch. About 2,500 bytes are remembered of each article.

        Raises:
            RecordError: a text is longer than ``max_chars``.
            UsageError: a single article was given, or something is neither an article nor a text, or
                duplicates are asked for and an article has no id to be named by.
        """
        several = check_several("articles", articles, "articles or texts (for one article, call tag)")
        check_whole("workers", workers, 1)
        given = (as_article("" if article is not None and is_missing(article) else article) for article in several)
        return self._tag_stream(map(_check_id, given) if duplicates else given, workers, Seen() if duplicates else None)

    def _tag_stream(self, articles: Iterator[Article], workers: int, seen: Seen | None) -> Iterator[TaggedArticle]:
        if workers > 1:
            for done in mark_repetitions(tag_items(self, articles, workers, sketched=seen is not None), seen):
                if isinstance(done, Failed):
                    raise done.error()
                yield TaggedArticle.model_validate_json(done.record)
            return
        while batch := list(islice(articles, BATCH)):
            for tags in self.tag_batch(batch):
                if seen is not None:
                    tags.duplicate_of = seen.first(make_sketch(tags.title, tags.text), tags.id)
                yield tags

    def tag_batch(self, articles: list[Article], choice: Choice | None = None) -> list[TaggedArticle]:
        """Tag a few articles at once, in order.

        Args:
            choice: which topics are given; by default the tagger's own.
        """
        choice = choice or self.choice
        for article in articles:
            if not isinstance(article.text, str):
                raise RecordError(article.id or "text", f"the text must be a string, not {describe(article.text)}")
            size = len(article.text)
            if size > self.max_chars:
                raise RecordError(
                    article.id or "text",
                    f"the text has {size:,} characters, more than the limit of {self.max_chars:,}; "
                    "split it, or raise the limit (`max_chars`)",
                )
        fields = [self._fields(article) for article in articles]
        topics: list[tuple[list[Topic], list[Topic]]] = [([], []) for _ in articles]
        if self.classifier is not None:
            topics = self.classifier.judge(articles, choice)
        if self.recogniser is not None:
            spans = self.recogniser.spans(part.normalised.text for parts in fields for part in parts)
            for parts in fields:
                for part in parts:
                    part.spans = next(spans)
        return [
            self._record(article, parts, given, suggested if choice.suggest else None)
            for article, parts, (given, suggested) in zip(articles, fields, topics, strict=True)
        ]

    def _fields(self, article: Article) -> list[Field]:
        """Title and text, normalised for the extractors that read them."""
        if self.recogniser is None and "dates" not in self.only:
            return []
        given: list[tuple[FieldName, str | None]] = [("title", article.title), ("text", article.text)]
        return [Field(name, text, normalise(text), []) for name, text in given if text]

    def doubts(self, articles: Iterable[Article | str]) -> list[tuple[list[str], float]]:
        """The topics given to each article, and how little the best topic stands out (see ``_topics.thresholds.measure_uncertainty``).

        Raises:
            UsageError: the tagger gives no topics.
        """
        if self.classifier is None:
            raise UsageError("a model without topics cannot say which articles it is least certain about")
        given = [as_article(article) for article in check_several("articles", articles, "articles or texts")]
        chances = self.classifier.scores(given)
        found = measure_uncertainty(chances, np.array([topic.threshold for topic in self.classifier.topics]))
        assigned = self.classifier.assign(given, evidence=False)
        return [([t.label for t in topics], round(float(d), 4)) for topics, d in zip(assigned, found, strict=True)]

    def explain(self, article: Article | str, topic: str) -> Explanation:
        """Why a topic was given to an article, or how far it was from being given.

        Raises:
            UsageError: the model has no such topic, or gives none.
        """
        if self.classifier is None or not isinstance(topic, str) or topic not in self.topics:
            raise UsageError(f"the model has no topic {topic!r}; its topics are: {', '.join(self.topics) or 'none'}")
        return self.classifier.explain(as_article(article), topic)

    def _record(
        self, article: Article, parts: list[Field], topics: list[Topic], suggested: list[Topic] | None
    ) -> TaggedArticle:
        warnings = list(article.warnings)
        if not _SOMETHING.search(article.text):
            if not (article.title or "").strip():
                warnings.append("the text is empty")
        elif language := find_foreign_language(article.text):
            _LOGGER.info("%s: the text does not look French (%s)", article.id or "a text", language)
            warnings.append(f"the text does not look French ({language}); tags may be unreliable")
        entities = gather(parts, self.names) if self.recogniser is not None else Entities()
        dates: list[DateMention] = []
        if "dates" in self.only:
            for part in parts:
                found, problems = scan(part.normalised, part.original, article.published, part.name)
                dates += found
                warnings += [w for w in problems if w not in warnings]
        return TaggedArticle.model_construct(
            id=article.id,
            title=article.title,
            published=article.published,
            url=article.url,
            author=article.author,
            source=article.source,
            declared_topics=list(article.declared_topics),
            topics=topics,
            people=entities.people if "people" in self.only else [],
            organisations=entities.organisations if "organisations" in self.only else [],
            places=entities.places if "places" in self.only else [],
            dates=dates,
            text=article.text,
            warnings=warnings,
            suggested=suggested,
        )


def _check_id(article: Article) -> Article:
    """The article given, which others may repeat.

    Raises:
        UsageError: it has no id.
    """
    if not article.id:
        raise UsageError("duplicate_of names an article by its id: give every article an id of its own")
    return article


def _parse_parts(only: Iterable[str]) -> frozenset[str]:
    parts = (
        frozenset(part.strip() for part in only.split(",") if part.strip())
        if isinstance(only, str)
        else frozenset(map(str, check_several("only", only, "parts")))
    )
    if unknown := sorted(parts - set(PARTS)):
        raise UsageError(f"`only` takes {', '.join(PARTS)}; not {', '.join(unknown)}")
    if not parts:
        raise UsageError(f"`only` needs at least one of {', '.join(PARTS)}")
    return parts
