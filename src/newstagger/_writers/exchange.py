"""Formats for other programs: corpora for IRaMuTeQ and Alceste, and the IPTC's ninjs 2.1 and NewsML-G2.

A corpus has a line of starred variables for each article, then its headline and text; see
http://www.iramuteq.org/documentation/formatage-des-corpus-texte for what variables may contain.

The IPTC's formats (https://iptc.org/standards/ninjs/) require times with a zone: a publication time without one is written
as UTC, a day as its midnight.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timezone
from typing import IO, Any
from urllib.parse import quote
from xml.sax.saxutils import XMLGenerator, escape
from xml.sax.xmlreader import AttributesImpl

from newstagger._text.french import find_foreign_code
from newstagger.readers.programs import make_own_uri
from newstagger.tags import TaggedArticle, Topic

#: Maximum length of a variable's value, in code points; longer ones make tables unreadable.
_LONGEST = 60


def write_alceste(lines: Iterable[str], stream: IO[bytes]) -> None:
    """Write records, given as lines of JSON, as one corpus in UTF-8."""
    for line in lines:
        stream.write(_format_article(json.loads(line)).encode("utf-8", "replace"))


def _format_article(record: Mapping[str, Any]) -> str:
    title, text = (_words(record.get(name)) for name in ("title", "text"))
    if title and not title.endswith((".", "!", "?", "…")):
        title += "."
    body = "\n".join(filter(None, (title, text)))
    return f"**** {' '.join(_list_variables(record))}\n{body}\n\n"


def _list_variables(record: Mapping[str, Any]) -> Iterator[str]:
    """Id, source, day, month, year, author, the model's topics, declared topics."""
    day = str(record.get("published") or "")[:10]
    dates = [("date", day), ("mois", day[:7]), ("annee", day[:4])] if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else []
    named = [(name, record.get(field)) for name, field in (("id", "id"), ("source", "source"), ("auteur", "author"))]
    lists = [("sujet", "topics"), ("rubrique", "declared_topics")]
    topics = [(name, _read_label(one)) for name, field in lists for one in record.get(field) or ()]
    for name, value in [*named[:2], *dates, *named[2:], *topics]:
        if plain := _value(value):
            yield f"*{name}_{plain}"


def _read_label(topic: Any) -> object:
    return topic.get("label") if isinstance(topic, Mapping) else topic


def _value(value: object) -> str:
    """A value reduced to what a variable may contain: letters without accents, digits, « - » and « _ »."""
    plain = unicodedata.normalize("NFKD", str(value or "").replace("œ", "oe").replace("Œ", "Oe"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_")[:_LONGEST].rstrip("_")


def _words(text: object) -> str:
    """A text without what has a meaning in a corpus, stars and empty lines, and without control characters, at which R stops."""
    return re.sub(r"\n{2,}", "\n", _NOT_XML.sub("", str(text or "")).replace("*", "").strip())


#: The address of the IPTC Media Topics, with the alias « medtop ».
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
_MEDTOP = "medtop:"
#: Replaces an unknown time where the standard requires one.
UNKNOWN = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NAR = "http://iptc.org/std/nar/2006-10-01/"
_CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
#: Characters not allowed in XML 1.0 (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_ninjs(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """One ninjs 2.1 object per line."""
    for article in articles:
        stream.write(json.dumps(make_ninjs(article), ensure_ascii=False).encode("utf-8") + b"\n")


def make_ninjs(article: TaggedArticle) -> dict[str, Any]:
    """An article as ninjs 2.1; confidence is the topic's score in percent."""
    created = _format_moment(article.published)
    record: dict[str, Any] = {
        "uri": make_uri(article),
        "standard": {
            "name": "ninjs",
            "version": "2.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
        },
        "type": "text",
        "language": find_language(article),
        "contentcreated": created,
        "headlines": [{"value": article.title}] if article.title else None,
        "bodies": [{"contenttype": "text/plain", "value": article.text}],
        "by": article.author,
        "infosources": [{"name": article.source}] if article.source else None,
        "altids": [{"role": role, "value": v} for role, v in (("id", article.id), ("url", article.url)) if v],
        "subjects": [_make_subject(topic) for topic in article.topics],
        "people": [{"name": person.name} for person in article.people],
        "organisations": [{"name": organisation.name} for organisation in article.organisations],
        "places": [
            {"name": place.name, **({"literal": place.country} if place.country else {})} for place in article.places
        ],
    }
    return {name: value for name, value in record.items() if value}


def _make_subject(topic: Topic) -> dict[str, Any]:
    code = topic.code or ""
    known = (
        {"uri": MEDIA_TOPICS + quote(code.removeprefix(_MEDTOP), safe="")}
        if code.startswith(_MEDTOP)
        else {"literal": code or topic.label}
    )
    return {"name": topic.label, **known, "confidence": round(100 * topic.score)}


def find_language(article: TaggedArticle) -> str:
    """The ISO 639 code of an article's detected language; French if none was detected."""
    return find_foreign_code(article.text or article.title or "") or "fr"


def make_uri(article: TaggedArticle) -> str:
    """A URI for the item, made of the article's id, so that every run gives the same one."""
    return make_own_uri(article.id)


def write_newsml(articles: Iterable[TaggedArticle], stream: IO[bytes]) -> None:
    """One newsMessage with a newsItem per article, without characters that XML does not allow.

    The same articles give the same bytes: the time of the message, and of articles without one, is that of the newest
    article (``UNKNOWN`` if none has a time).
    """
    out = _Xml(stream)
    newest: datetime | None = None
    places: list[int] = []  # ends of times that are known only later; all have the same length
    standard = {"standard": "NewsML-G2", "standardversion": "2.33", "conformance": "power"}
    out.open("newsMessage", xmlns=_NAR)
    out.open("header")
    out.open("sent")
    places.append(out.text(_format_utc(UNKNOWN)))
    out.close("sent")
    out.close("header")
    out.open("itemSet")
    for article in articles:
        if published := _add_zone(article.published):
            newest = max(published, newest or published)
        out.open("newsItem", guid=make_uri(article), version="1", **standard, **{"xml:lang": find_language(article)})
        out.leaf("catalogRef", href=_CATALOG)
        _item_meta(out, article, places)
        _content_meta(out, article)
        out.open("contentSet")
        out.leaf("inlineData", article.text, contenttype="text/plain")
        out.close("contentSet")
        out.close("newsItem")
    out.close("itemSet")
    out.close("newsMessage")
    out.end()
    if newest is not None:
        end = stream.tell()
        moment = _format_utc(newest).encode("ascii")
        for place in places:
            stream.seek(place - len(moment))
            stream.write(moment)
        stream.seek(end)


def _item_meta(out: _Xml, article: TaggedArticle, places: list[int]) -> None:
    out.open("itemMeta")
    out.leaf("itemClass", qcode="ninat:text")
    out.leaf("provider", literal=article.source or "newstagger")
    out.open("versionCreated")
    place = out.text(_format_moment(article.published) or _format_utc(UNKNOWN))
    if article.published is None:
        places.append(place)
    out.close("versionCreated")
    out.leaf("pubStatus", qcode="stat:usable")
    out.close("itemMeta")


def _content_meta(out: _Xml, article: TaggedArticle) -> None:
    out.open("contentMeta")
    if created := _format_moment(article.published):
        out.leaf("contentCreated", created)
    if article.source:
        out.leaf("infoSource", literal=article.source)
    if article.url:
        out.leaf("altId", article.url)
    out.leaf("language", tag=find_language(article))
    for topic in article.topics:
        code = topic.code or ""
        known = {"qcode": code} if code.startswith(_MEDTOP) else {"literal": code or topic.label}
        out.named("subject", topic.label, type="cpnat:abstract", confidence=str(round(100 * topic.score)), **known)
    for kind, entities in (
        ("cpnat:person", article.people),
        ("cpnat:organisation", article.organisations),
        ("cpnat:geoArea", article.places),
    ):
        for entity in entities:
            out.named("subject", entity.name, type=kind, literal=entity.name)
    if article.title:
        out.leaf("headline", article.title)
    if article.author:
        out.leaf("by", article.author)
    out.close("contentMeta")


class _Xml:
    """Writes elements one after the other."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        self._xml = XMLGenerator(self._text, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def open(self, tag: str, /, **attributes: str) -> None:
        self._xml.startElement(tag, AttributesImpl({n: _NOT_XML.sub("", value) for n, value in attributes.items()}))

    def close(self, tag: str) -> None:
        self._xml.endElement(tag)
        self._xml.ignorableWhitespace("\n")

    def leaf(self, tag: str, content: str = "", /, **attributes: str) -> None:
        self.open(tag, **attributes)
        if content:
            self.text(content)
        self.close(tag)

    def text(self, content: str) -> int:
        """Write text, and return the position in the stream after it, in bytes."""
        # A parser turns a literal carriage return into a line feed, or drops it; a reference is kept.
        self._xml.ignorableWhitespace(escape(_NOT_XML.sub("", content), {"\r": "&#13;"}))
        self._text.flush()
        return self._stream.tell()

    def named(self, tag: str, name: str, /, **attributes: str) -> None:
        self.open(tag, **attributes)
        self.leaf("name", name)
        self.close(tag)

    def end(self) -> None:
        self._xml.endDocument()
        self._text.flush()
        self._text.detach()


def _format_moment(value: datetime | date | None) -> str | None:
    moment = _add_zone(value)
    return None if moment is None else moment.isoformat(timespec="seconds")


def _add_zone(value: datetime | date | None) -> datetime | None:
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _format_utc(moment: datetime) -> str:
    try:
        moment = moment.astimezone(timezone.utc)
    except OverflowError:  # in the calendar's first or last hours
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.isoformat(timespec="seconds")
