"""spaCy components: ``nlp.add_pipe("newstagger")`` tags documents, ``nlp.add_pipe("newstagger_dates")`` finds their dates.

    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> dates = nlp.add_pipe("newstagger_dates", config={"published": "2021-01-04"})
    >>> doc = nlp("Le procès s’est ouvert vendredi.")
    >>> [(span.text, span._.value) for span in doc.spans["dates"]]
    [('vendredi', '2021-01-01')]

spaCy imports this module, as an entry point, whenever it makes a pipeline. So nothing but spaCy is imported at the top, and
extension attributes are registered only when one of the components is added.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from newstagger.article import Article, parse_published
from newstagger.errors import ModelError, UsageError

if TYPE_CHECKING:
    from datetime import date, datetime

    from newstagger.tagger import Tagger
    from newstagger.tags import DateMention, Entity, Mention, TaggedArticle, Topic

#: Where the record is kept in ``doc.user_data``: a dictionary that msgpack can write, without the text.
_KEY = "newstagger"
#: Where the length of the text is kept that this record is about.
_LENGTH = "newstagger_length"
#: The names under which spaCy keeps what a span has before and after the expression in it, its value, type and entry.
_MARGINS, _VALUE, _DATE_TYPE, _ENTRY = (f"newstagger_{name}" for name in ("margins", "value", "date_type", "entry"))
_LABELS = {"people": "PER", "organisations": "ORG", "places": "LOC"}
_PARTS = ("topics", *_LABELS, "dates")
#: Documents tagged at once: the recogniser works in batches.
_BATCH = 16


def register_extensions() -> None:
    """Register ``doc._.topics`` and the other extension attributes; adding a component does this too.

    A program that only reads documents from disk calls this first.

    Raises:
        UsageError: another package has registered an attribute of the same name.
    """
    wanted: dict[type[Doc] | type[Span], dict[str, dict[str, Any]]] = {
        Doc: {
            "newstagger": {"getter": _record_of},
            "topics": {"getter": _topics_of},
            "published": {"getter": _published_of, "setter": _set_published},
            "title": {"default": None},
        },
        Span: {
            "value": {"getter": _value_of},
            "date_type": {"getter": _date_type_of},
            "entry": {"getter": _entry_of},
            "offsets": {"getter": _offsets_of},
        },
    }
    for holder, attributes in wanted.items():
        for name, definition in attributes.items():
            if not holder.has_extension(name):
                holder.set_extension(name, **definition)
            # Existing attributes `published` and `title` of other programs are read as they are.
            elif name not in ("published", "title") and holder.get_extension(name) != (
                definition.get("default"), None, definition.get("getter"), definition.get("setter"),
            ):  # fmt: skip
                raise UsageError(
                    f"the extension attribute {holder.__name__}._.{name} is already registered by other code; "
                    f"call {holder.__name__}.remove_extension({name!r}) before adding newstagger to the pipeline"
                )


def _user_data(doc: Doc) -> dict[Any, Any]:
    """Of the document; spaCy's own keys in it are tuples: « ._. », the attribute and the offsets of the span."""
    return doc.user_data


def _record_of(doc: Doc) -> TaggedArticle | None:
    """The whole record; None for a document that was not tagged."""
    from newstagger.tags import TaggedArticle

    record = _kept(doc)
    return None if record is None else TaggedArticle.model_validate({**record, "text": doc.text})


def _topics_of(doc: Doc) -> list[Topic]:
    from newstagger.tags import Topic

    return [Topic.model_validate(topic) for topic in (_kept(doc) or {}).get("topics", ())]


def _kept(doc: Doc) -> dict[str, Any] | None:
    """What is known of a document; nothing of one that was made of a part of the one that was tagged (``span.as_doc``)."""
    record: dict[str, Any] | None = doc.user_data.get(_KEY)
    return record if doc.user_data.get(_LENGTH) in (None, len(doc.text)) else None


def _published_of(doc: Doc) -> date | datetime | None:
    return parse_published(_user_data(doc).get(("._.", "published", None, None)))


def _set_published(doc: Doc, value: Any) -> None:
    """Keep the publication time as text: msgpack, by which spaCy sends documents between processes, has no dates."""
    moment = parse_published(value)
    _user_data(doc)["._.", "published", None, None] = None if moment is None else moment.isoformat()


def _get(span: Span, name: str) -> Any:
    """What a span has under a name. Two expressions may share a token, as in « lundi→mardi »: their spans have different ids.

    A span that somebody made of the same tokens has what the first of them has.
    """
    found = _user_data(span.doc).get(("._.", name, span.start_char, span.end_char)) or {}
    return found.get(str(span.id), next(iter(found.values()), None))


def _set(span: Span, name: str, value: Any) -> None:
    _user_data(span.doc).setdefault(("._.", name, span.start_char, span.end_char), {})[str(span.id)] = value


def _value_of(span: Span) -> str | None:
    value: str | None = _get(span, _VALUE)
    return value


def _date_type_of(span: Span) -> str | None:
    date_type: str | None = _get(span, _DATE_TYPE)
    return date_type


def _entry_of(span: Span) -> str | None:
    entry: str | None = _get(span, _ENTRY)
    return entry


def _offsets_of(span: Span) -> tuple[int, int]:
    """Where the expression begins and ends in ``doc.text``, in code points; the span's tokens may be wider."""
    before, after = _get(span, _MARGINS) or (0, 0)
    return span.start_char + before, span.end_char - after


def _span(doc: Doc, mention: Mention, label: str) -> Span:
    """The tokens of a mention. A token may contain more than the mention, as in « 14 h. » at the end of a sentence."""
    span = doc.char_span(
        mention.start, mention.end, label=label, alignment_mode="expand", span_id=f"{label} {mention.start}"
    )
    assert span is not None  # it is, of offsets within the text
    margins = (mention.start - span.start_char, span.end_char - mention.end)
    _set(span, _MARGINS, margins)
    return span


def _set_dates(doc: Doc, dates: Iterable[DateMention]) -> None:
    spans = []
    for date_ in dates:
        span = _span(doc, date_, date_.type)
        _set(span, _VALUE, date_.value)
        _set(span, _DATE_TYPE, date_.type)
        spans.append(span)
    doc.spans["dates"] = spans


def _set_entities(doc: Doc, part: str, entities: Sequence[Entity]) -> None:
    """The mentions in the text, in the order of the text; those in the title have no tokens in the document."""
    spans = []
    for entity in entities:
        for mention in entity.mentions:
            if mention.field == "text":
                span = _span(doc, mention, _LABELS[part])
                _set(span, _ENTRY, entity.name)
                spans.append(span)
    doc.spans[part] = sorted(spans, key=lambda span: (span.start, span.end))


def _published(doc: Doc, default: date | datetime | None) -> date | datetime | None:
    moment = parse_published(doc._.published)
    return default if moment is None else moment


class DatesComponent:
    """Puts dates, times, durations and recurring times into ``doc.spans["dates"]``; needs no model.

    The label of a span, and ``span._.date_type``, is DATE, TIME, DURATION or SET; ``span._.value`` is its value after
    TIMEX3, None if the text does not determine it.
    """

    def __init__(self, published: str | None = None, day_first: bool = True) -> None:
        self.published = parse_published(published)
        self.day_first = day_first
        register_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Find the dates of a document."""
        from newstagger.dates import find_dates

        _set_dates(doc, find_dates(doc.text, _published(doc, self.published), day_first=self.day_first))
        return doc


class TaggerComponent:
    """Tags documents: names and dates in ``doc.spans``, topics in ``doc._.topics``, the record in ``doc._.newstagger``.

    The model is loaded with the first document. A saved pipeline includes the model directory, unless it is
    the bundled model, which comes with newstagger.

    Raises:
        ModelError: with the first document: the model cannot be used.
        UsageError: a value of the configuration has no meaning.
    """

    def __init__(
        self,
        name: str = "newstagger",
        model: str | None = None,
        published: str | None = None,
        only: Iterable[str] = _PARTS,
        lean: str = "balanced",
        threshold: float | None = None,
        limit: int | None = None,
    ) -> None:
        from newstagger._topics.thresholds import Choice

        self.name = name
        self.model = model
        self.published = parse_published(published)
        self.only = list(only)
        if unknown := sorted(set(self.only) - set(_PARTS)):
            raise UsageError(f"only takes {', '.join(_PARTS)}, not {', '.join(unknown)}")
        self.choice = Choice(lean, threshold, limit)
        self._packed = b""
        self._error_handler: Callable[..., Any] | None = None
        register_extensions()

    @cached_property
    def tagger(self) -> Tagger:
        """The tagger of the model; loaded when it is first asked for."""
        from newstagger.tagger import Tagger

        if not self._packed:
            return Tagger.load(self.model, only=self.only, choice=self.choice)
        with TemporaryDirectory() as folder:
            try:
                with zipfile.ZipFile(io.BytesIO(self._packed)) as archive:
                    # Only uncompressed entries are written, so what is unpacked is no larger than what was sent.
                    if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
                        raise zipfile.BadZipFile("contains compressed files, which newstagger never writes")
                    archive.extractall(folder)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
                raise ModelError(f"the model of the component {self.name} cannot be read: {error}") from None
            return Tagger.load(folder, only=self.only, choice=self.choice)

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document."""
        self._tag([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Tag documents in batches, in order.

        A document that cannot be tagged goes to the error handler of the pipeline; the others of its batch are tagged.
        """
        waiting = iter(stream)
        while docs := list(islice(waiting, min(batch_size, _BATCH))):
            try:
                self._tag(docs)
            except Exception:
                for doc in docs:
                    try:
                        self._tag([doc])
                    except Exception as error:
                        if self._error_handler is None:
                            raise
                        self._error_handler(self.name, self, [doc], error)
                    else:
                        yield doc
            else:
                yield from docs

    def set_error_handler(self, handler: Callable[..., Any]) -> None:
        """The handler of documents that cannot be tagged, with spaCy's signature."""
        self._error_handler = handler

    def _tag(self, docs: Sequence[Doc]) -> None:
        articles = [Article(doc.text, title=doc._.title, published=_published(doc, self.published)) for doc in docs]
        for doc, tags in zip(docs, self.tagger.tag_batch(articles), strict=True):
            doc.user_data[_LENGTH] = len(doc.text)
            doc.user_data[_KEY] = self._complete(doc, tags.model_dump(mode="json", by_alias=True, exclude={"text"}))
            for part in _LABELS:
                if part in self.only:
                    _set_entities(doc, part, getattr(tags, part))
            if "dates" in self.only:
                _set_dates(doc, (date for date in tags.dates if date.field == "text"))

    def _complete(self, doc: Doc, record: dict[str, Any]) -> dict[str, Any]:
        """A record with the parts that another component of this kind, with another model or choice, gave before."""
        before = doc.user_data.get(_KEY)
        if before is None:
            return record
        kept = {part: before[part] for part in _PARTS if part not in self.only}
        return {**record, **kept, "warnings": list(dict.fromkeys([*before["warnings"], *record["warnings"]]))}

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:  # noqa: ARG002 - as spaCy calls it
        """The model directory, packed; nothing for the bundled model."""
        if self._packed or self.model is None:
            return self._packed
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(Path(self.model).rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(
                        path.relative_to(self.model).as_posix()
                    )  # no time: the same bytes each time
                    archive.writestr(entry, path.read_bytes())
        return packed.getvalue()

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> TaggerComponent:  # noqa: ARG002
        """Take the model of ``to_bytes``."""
        self._packed = data
        self.__dict__.pop("tagger", None)
        return self

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the model directory, packed, into a file; nothing for the bundled model."""
        if data := self.to_bytes(exclude=exclude):
            path.write_bytes(data)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> TaggerComponent:
        """Take the model of ``to_disk``."""
        return self.from_bytes(path.read_bytes() if path.is_file() else b"", exclude=exclude)


@Language.factory(
    "newstagger",
    default_config={
        "model": None,
        "published": None,
        "only": list(_PARTS),
        "lean": "balanced",
        "threshold": None,
        "limit": None,
    },
    assigns=["doc.spans", "doc._.topics", "doc._.newstagger", "span._.value", "span._.date_type", "span._.entry"],
)
def make_tagger(
    nlp: Language,
    name: str,
    model: str | None,
    published: str | None,
    only: list[str],
    lean: str,
    threshold: float | None,
    limit: int | None,
) -> TaggerComponent:
    """The component ``newstagger``."""
    return TaggerComponent(name, model, published, only, lean, threshold, limit)


@Language.factory(
    "newstagger_dates",
    default_config={"published": None, "day_first": True},
    assigns=["doc.spans", "span._.value", "span._.date_type"],
)
def make_dates(nlp: Language, name: str, published: str | None, day_first: bool) -> DatesComponent:
    """The component ``newstagger_dates``."""
    return DatesComponent(published, day_first)
