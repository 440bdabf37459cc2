"""XML of newsrooms (extra ``xml``): feeds, NewsML, NITF, and the XML of databases and corpora, chosen by the root element.

Files are read piece by piece, so that memory does not grow with them. Files that declare entities are refused, external
DTDs are not fetched, and libxml2's own limits on depth and size apply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from newstagger.errors import InputError, RecordError
from newstagger.readers.markup import find_prefix, local_name
from newstagger.readers.options import NO_ARTICLE, ReadOptions, find_reason, pass_over
from newstagger.readers.press import corpora, factiva
from newstagger.readers.records import Records
from newstagger.readers.source import Item, import_extra, summarise_error, yields_errors
from newstagger.readers.xml import agencies, feeds
from newstagger.readers.xml.repairs import Repairer

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


#: Makes a record of an element; ``about`` has what is outside of the articles, such as a feed's title.
ToRecord = Callable[["Element", dict[str, str]], "dict[str, Any] | None"]
_CHUNK = 65_536
#: Maximum number of bytes before the root element.
_PROLOGUE = 1_000_000
#: Maximum size of an article with its markup, in bytes for each code point of the longest text.
_BYTES_PER_CHAR = 8
#: Number of faults after which a file is given up.
_FAULTS = 1_000
_SITEMAP = "is XML with the root element urlset, which is read only for sitemaps of news: no address in this one has a news:title"
#: Advice for known root elements that contain no articles.
_HINTS = {
    "mets": "METS lists pages and contains no text: pass the ALTO files that it names",
    "sitemapindex": "it lists sitemaps, not articles: download those and pass them",
    "opml": "it lists feeds, not articles: download those that it names in xmlUrl and pass them",
}


@yields_errors
def read_xml(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of a feed (RSS, Atom) or of agency files (NewsML-G2, NITF)."""
    etree = import_extra("lxml.etree", source, "lxml", "xml")
    records = Records(source, reading)
    walk = _Walk(source, 100_000 + _BYTES_PER_CHAR * reading.max_chars)
    repairer = Repairer(reading.encoding)
    found = False
    last, number = None, 1
    try:
        for record, line in walk.records(repairer.repair(iter(lambda: opened.read(_CHUNK), b""))):
            found = found or find_reason(record) != NO_ARTICLE
            last, number = line, number + 1 if line == last else 1
            if number > 1:  # several articles in one line
                record.setdefault("id", f"{source}:{line}.{number}")
            yield records.item(record, line)
    except etree.XMLSyntaxError as error:
        walk.fault = walk.fault or summarise_error(error).partition(" (<string>")[0]
    if repairer.faults:
        reading.notes(source, f"repaired: {'; '.join(repairer.faults)}")
    if walk.fault:
        before = "; the articles before it were read" if found else ""
        raise InputError(source, f"is not well-formed XML: {walk.fault}{before}")
    if not found:
        raise InputError(source, _SITEMAP if walk.root == "urlset" else "contains no article")


class _Walk:
    """Walks through an XML file, with no more than one article in memory."""

    def __init__(self, source: str, limit: int) -> None:
        from lxml import etree

        self._source, self._limit = source, limit
        self._parser = etree.XMLPullParser(
            events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
            attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True, recover=True, encoding="utf-8",
        )  # fmt: skip
        self._about: dict[str, str] = {}
        self._wanted = ""
        self._record: ToRecord | None = None
        self._inside: Any = None  # the element of the article being read
        self._prologue = b""
        self._fed = self._began = self._logged = 0
        #: The first fault that the parser cannot recover from, in its words.
        self.fault: str | None = None
        self.root = ""

    def records(self, chunks: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], int | None]]:
        """Records and their lines, each freed before the next is read."""
        for chunk in chunks:
            yield from self.feed(chunk)
        yield from self.close()

    def feed(self, chunk: bytes) -> Iterator[tuple[dict[str, Any], int | None]]:
        """The articles that end in these bytes."""
        self._fed += len(chunk)
        if self._record is None:
            self._prologue += chunk
        try:
            self._parser.feed(chunk)
        finally:
            yield from self._events()  # also those before a fault
        self._look_for_faults()
        if self._record is None and self._fed > _PROLOGUE:
            raise InputError(self._source, "has no root element in its first million bytes")
        if self._inside is not None and self._fed - self._began > self._limit:
            line = self._inside.sourceline
            reason = f"the article in line {line} has more than {self._limit:,} bytes"
            raise RecordError(self._source, f"{reason}; split it, or raise `max_chars`")

    def close(self) -> Iterator[tuple[dict[str, Any], int | None]]:
        """The articles that are complete at the end of the file."""
        if not self._fed:
            raise InputError(self._source, "is empty")
        self._parser.close()
        if not self._look_for_faults():  # else the parser closes a truncated element itself
            yield from self._events()

    def _look_for_faults(self) -> bool:
        """Keep the first fault, and return whether the file ends too early."""
        from lxml import etree

        log = self._parser.feed_error_log
        fatal = [one for one in log if one.level == etree.ErrorLevels.FATAL] if len(log) > self._logged else []
        self._logged = len(log)
        if fatal and self.fault is None:
            self.fault = f"{fatal[0].message.strip()}, line {fatal[0].line}"
        if len(log) > _FAULTS:
            raise InputError(self._source, f"is not well-formed XML: {self.fault}; more than {_FAULTS:,} faults")
        return any(one.type == etree.ErrorTypes.ERR_TAG_NOT_FINISHED for one in fatal)

    def _events(self) -> Iterator[tuple[dict[str, Any], int | None]]:
        for event, element in self._parser.read_events():
            name = local_name(element)
            if event == "start":
                if self._record is None:
                    self._root(element, name)
                if self._inside is None and name == self._wanted:
                    self._inside, self._began = element, self._fed
            elif element is self._inside and self._record is not None:
                yield self._record(element, self._about) or pass_over(NO_ARTICLE), element.sourceline
                self._inside = None
                _forget(element)
            elif self._inside is None:
                feeds.note_author(name, " ".join((element.text or "").split())[:200], self._about)
                feeds.note_feed_author(element, self._about)
                if name not in self._about and len(self._about) < 100 and len(element) == 0 and _is_of_feed(element):
                    self._about[name] = " ".join((element.text or "").split())[:200]
                _forget(element)

    def _root(self, element: Element, name: str) -> None:
        """Choose the reader by the root element, and refuse what may be harmful."""

        declared = element.getroottree().docinfo.internalDTD
        if declared is not None and not only_names_dtds(list(declared.iterentities()), self._prologue):
            reason = "declares entities of its own, which may be harmful and which no feed or agency file needs; it was not read"
            raise InputError(self._source, reason)
        readers: dict[str, tuple[str, ToRecord]] = {
            "rss": ("item", feeds.read_rss_item),
            "RDF": ("item", feeds.read_rss_item),
            "feed": ("entry", feeds.read_atom_entry),
            "urlset": ("url", feeds.read_sitemap_entry),
            "nitf": ("nitf", agencies.read_nitf),
            **dict.fromkeys(("newsMessage", "newsItem", "packageItem"), ("newsItem", agencies.read_news_item)),
            "NewsML": ("NewsItem", agencies.read_newsml1_item),
            **dict.fromkeys(("PPSResponse", "ppsArticleResponse"), ("article", factiva.read_xml_article)),
            **dict.fromkeys(("TEI", "teiCorpus"), ("TEI", corpora.read_tei)),
            **dict.fromkeys(("corpus", "text"), ("text", corpora.read_txm_text)),
            "doc": ("doc", corpora.read_trafilatura_doc),
            "alto": ("alto", corpora.read_alto),
        }
        if name not in readers:
            known = "known are RSS, Atom, news sitemaps, NewsML, NITF, TEI, ALTO and Factiva’s XML"
            hint = _HINTS.get(name, known)
            raise InputError(self._source, f"is XML with the root element {name[:60]}, which is not read; {hint}")
        self.root = name
        self._wanted, self._record = readers[name]


#: « <!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> »: a DTD next to the file, not on another host.
_NAMED_DTD = re.compile(
    rb"""<!ENTITY\s+%\s+[\w.:-]+\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^":]*\.dtd"|'[^':]*\.dtd')\s*>"""
)


def only_names_dtds(entities: list[Any], prologue: bytes) -> bool:
    """Whether all entities declared by a file are names of DTDs next to it, which are never fetched.

    NewsML 1 declares them so; anything else could be harmful.
    """
    declared = re.sub(rb"<!--.*?-->", b"", prologue, flags=re.DOTALL)
    number = len(re.findall(rb"<!ENTITY\b", declared))
    return len(entities) == 0 or len(_NAMED_DTD.findall(declared)) == number == len(entities)


def _is_of_feed(element: Element) -> bool:
    """Whether an element describes the whole feed, in the feed's own namespace."""
    parent = element.getparent()
    return parent is not None and local_name(parent) in ("channel", "feed") and find_prefix(element) in ("", "atom")


def _forget(element: Element) -> None:
    """Free an element that was read, and those before it.

    The element itself stays in its parent, since libxml2 may be about to add the text after it.
    """
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
