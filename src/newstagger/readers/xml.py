"""XML of newsrooms: feeds, NewsML-G2 and NITF, told apart by their root (extra ``xml``).

Read by pieces, so that memory does not grow with the file. Entities that a file declares itself are refused, external
DTDs are not fetched, and libxml2's own limits on depth and size stay in force.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from newstagger.errors import InputError, MissingExtraError, RecordError
from newstagger.readers.options import ReadOptions
from newstagger.readers.records import Records, short
from newstagger.readers.source import Item

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What makes a record of an element; ``about`` is what stands outside of the articles, such as a feed's title.
ToRecord = Callable[["Element", dict[str, str]], "dict[str, Any] | None"]
_CHUNK = 65_536
#: Bytes before the root element, at most.
_PROLOGUE = 1_000_000
#: Bytes of one article for each code point of the longest text; there is markup, too.
_BYTES_PER_CHAR = 8
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
#: XML's own white space; no-break spaces are not among it.
_SPACE = re.compile(r"[ \t\r\n]+")
_XML_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def read_xml(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The articles of a feed (RSS, Atom) or of agency files (NewsML-G2, NITF)."""
    try:
        from lxml import etree
    except ImportError:
        yield MissingExtraError(source, "lxml", "xml")
        return
    records = Records(source, reading)
    found = False
    try:
        for record, line in _records(opened, source, reading):
            found = True
            yield records.item(record, line)
    except etree.XMLSyntaxError as error:
        reason = short(error).partition(" (<string>")[0]
        before = "; the articles before it were read" if found else ""
        yield InputError(source, f"is no sound XML: {reason}{before}")
        return
    except InputError as error:
        yield error
        return
    if not found:
        yield InputError(source, "holds no article")


def _records(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[tuple[dict[str, Any], int | None]]:
    """Records and their lines, one after the other, each forgotten before the next is read."""
    walk = _Walk(source, 100_000 + _BYTES_PER_CHAR * reading.max_chars)
    for chunk in _known_entities(iter(lambda: opened.read(_CHUNK), b"")):
        yield from walk.feed(chunk)
    yield from walk.close()


class _Walk:
    """A walk through an XML file that holds no more than one article."""

    def __init__(self, source: str, limit: int) -> None:
        from lxml import etree

        self._source, self._limit = source, limit
        self._parser = etree.XMLPullParser(
            events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
            attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        self._about: dict[str, str] = {}
        self._wanted = ""
        self._record: ToRecord | None = None
        self._inside: Any = None  # the element of the article being read
        self._fed = self._began = 0
        self._prologue = b""

    def feed(self, chunk: bytes) -> Iterator[tuple[dict[str, Any], int | None]]:
        """The articles that end in these bytes."""
        self._fed += len(chunk)
        if self._record is None:
            self._prologue += chunk
        try:
            self._parser.feed(chunk)
        finally:
            yield from self._events()  # those before a fault, too
        if self._record is None and self._fed > _PROLOGUE:
            raise InputError(self._source, "has no root element in its first million bytes")
        if self._inside is not None and self._fed - self._began > self._limit:
            line = self._inside.sourceline
            reason = f"the article in line {line} has more than {self._limit:,} bytes"
            raise RecordError(self._source, f"{reason}; split it, or raise the limit with --max-chars")

    def close(self) -> Iterator[tuple[dict[str, Any], int | None]]:
        """The articles that the end of the file brings."""
        if not self._fed:
            raise InputError(self._source, "is empty")
        self._parser.close()
        yield from self._events()

    def _events(self) -> Iterator[tuple[dict[str, Any], int | None]]:
        for event, element in self._parser.read_events():
            name = local(element)
            if event == "start":
                if self._record is None:
                    self._root(element, name)
                if self._inside is None and name == self._wanted:
                    self._inside, self._began = element, self._fed
            elif element is self._inside and self._record is not None:
                record = self._record(element, self._about)
                if record is not None:
                    yield record, element.sourceline
                self._inside = None
                _forget(element)
            elif self._inside is None:
                if name not in self._about and len(self._about) < 100 and len(element) == 0:
                    self._about[name] = " ".join((element.text or "").split())[:200]
                _forget(element)

    def _root(self, element: Element, name: str) -> None:
        """Choose the reader by the root, and refuse what may be harmful."""
        from newstagger.readers import agencies, feeds, newsml1
        from newstagger.readers.press.roots import roots

        declared = element.getroottree().docinfo.internalDTD
        if declared is not None and not only_names_dtds(list(declared.iterentities()), self._prologue):
            reason = (
                "declares entities of its own, which no feed or agency file needs and which may be harmful; refused"
            )
            raise InputError(self._source, reason)
        readers: dict[str, tuple[str, ToRecord]] = {
            "rss": ("item", feeds.record_of_rss),
            "RDF": ("item", feeds.record_of_rss),
            "feed": ("entry", feeds.record_of_atom),
            "nitf": ("nitf", agencies.record_of_nitf),
            **dict.fromkeys(("newsMessage", "newsItem", "packageItem"), ("newsItem", agencies.record_of_newsml)),
            "NewsML": ("NewsItem", newsml1.record_of_newsml1),
            **roots(),
        }
        if name not in readers:
            known = "known are RSS, Atom, NewsML, NITF, TEI, ALTO and Factiva’s"
            raise InputError(self._source, f"is XML with the root « {name[:60]} », which is not read; {known}")
        self._wanted, self._record = readers[name]


#: « <!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> »: a DTD beside the file, not on another host.
_NAMED_DTD = re.compile(
    rb"""<!ENTITY\s+%\s+[\w.:-]+\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^":]*\.dtd"|'[^':]*\.dtd')\s*>"""
)


def only_names_dtds(entities: list[Any], prologue: bytes) -> bool:
    """Are all entities that a file declares names of DTDs beside it, which are never fetched?

    NewsML 1 declares them so; anything else could be harmful.
    """
    declared = re.sub(rb"<!--.*?-->", b"", prologue, flags=re.DOTALL)
    number = len(re.findall(rb"<!ENTITY\b", declared))
    return len(entities) == 0 or len(_NAMED_DTD.findall(declared)) == number == len(entities)


def _forget(element: Element) -> None:
    """Free an element that was read, and what stands before it.

    The element itself stays in its parent: libxml2 may be about to add the text behind it.
    """
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _known_entities(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Named characters of HTML, which careless feeds use without declaring them, as numbers: « &nbsp; » as « &#160; »."""

    def number(match: re.Match[bytes]) -> bytes:
        found = html.unescape(match.group().decode("ascii"))
        if match[1] in _XML_OWN or found == match.group().decode("ascii"):
            return match.group()
        return "".join(f"&#{ord(sign)};" for sign in found).encode("ascii")

    held = b""
    for chunk in chunks:
        held += chunk
        # An entity may be cut in two by the end of a chunk.
        at = held.rfind(b"&", len(held) - 32 if len(held) > 32 else 0)
        cut = at if at >= 0 and b";" not in held[at:] else len(held)
        yield _NAMED.sub(number, held[:cut])
        held = held[cut:]
    if held:
        yield held


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Elements that a path of names leads to, whatever their namespaces."""
    found = [element]
    for name in names:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def first(element: Element, *names: str) -> str | None:
    """The text of the first element that a path of names leads to."""
    return next((text for text in map(line_of, children(element, *names)) if text), None)


def line_of(element: Element) -> str:
    """The text of an element in one line."""
    return _SPACE.sub(" ", raw(element)).strip()


def raw(element: Element) -> str:
    """The text of an element as it stands there."""
    return "".join(map(str, element.itertext()))


_BLOCKS = frozenset(
    "p div li h1 h2 h3 h4 h5 h6 hl1 hl2 tr table ul ol blockquote bq block section article dd dt pre body figure head".split()
)
#: What holds no text of the article.
_UNREAD = frozenset("script style media figure img iframe title head body.head body.end table nitf-table".split())


def paragraphs(element: Element) -> str:
    """The text of XHTML or NITF, blocks as paragraphs, without pictures, captions and tables."""
    from lxml import etree

    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        name = local(node)
        if event == "start":
            parts.append("\n\n" if name in _BLOCKS else "\n" if name == "br" else "")
            if name in _UNREAD and node is not element:
                walker.skip_subtree()
            else:
                parts.append(_SPACE.sub(" ", node.text or ""))
        else:
            parts.append("\n\n" if name in _BLOCKS else "")
            if node is not element:
                parts.append(_SPACE.sub(" ", node.tail or ""))
    text = re.sub(r" *\n *", "\n", "".join(parts))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text)).strip()
