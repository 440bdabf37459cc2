"""XML with faults -> XML that a parser accepts, chunk by chunk; every repair is recorded.

Feeds made from templates have a blank line before the declaration, an unescaped « & » in a title, a control character in a
text, or bytes of Windows-1252 in what is declared as UTF-8. Browsers and feed readers accept them.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator

from newstagger.readers.encoding import AS_WINDOWS, find_codec, is_wide, wide_encoding

#: Bytes at the beginning that may contain a declaration.
_HEAD = 1_000
_DECLARATION = re.compile(r"(?P<blank>\s*)<\?xml\b(?P<said>[^>]{0,300}?)\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
#: Characters not allowed in XML 1.0 (https://www.w3.org/TR/xml/#charsets), except surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Beginnings of CDATA sections, comments and references, and « < » that does not begin a tag. Something that contains another
#: « < » is not a tag: from each of them, a parser would search for the end again.
_MARK = re.compile(r"<!\[CDATA\[|<!--|&|<(?![^\W\d]|[/!?:])|<(?![!?])(?=[^<>]{0,10000}<)")
#: Maximum length of a tag searched for another « < ».
_TAG = 10_000
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>\d{1,8})|#[xX](?P<hex>[0-9a-fA-F]{1,7})|(?P<name>[A-Za-z][A-Za-z0-9]{0,30}));"
)
#: Maximum length of a reference or mark.
_LONGEST = 40
_UTF8 = ("utf-8", "utf-8-sig")
_XML_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))

LATIN = "bytes that are not valid in the declared encoding were read as Windows-1252"
NOT_DECLARED = "the text is UTF-8, and was declared as something else"
BLANK = "white space before the XML declaration"
AMPERSAND = "& or < that was not escaped"
CONTROL = "control characters were removed"


class Repairer:
    """Repairs the text of an XML file.

    Attributes:
        faults: what was repaired, in words.
    """

    def __init__(self, encoding: str | None = None) -> None:
        """``encoding`` is that given by the user; by default it is declared or detected."""
        self.faults: dict[str, None] = {}
        self._encoding = encoding

    def repair(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The file in UTF-8, without its declaration."""
        waiting, end = "", None
        for text in _append_none(self._text(chunks)):
            last = text is None
            waiting += text or ""
            done, waiting, end = self._repair(waiting, end, last=last)
            yield done.encode("utf-8", "replace")

    def _text(self, chunks: Iterable[bytes]) -> Iterator[str]:
        """The file as text, without declaration and control characters."""
        source = iter(chunks)
        head = b""
        for chunk in source:
            head += chunk
            if len(head) >= _HEAD:
                break
        encoding = self._encoding or _detect_encoding(head)
        if self._encoding is None and encoding not in _UTF8 and not is_wide(encoding) and _is_utf8(head):
            # Accented text in another encoding is hardly ever valid UTF-8.
            encoding = "utf-8"
            self.faults[NOT_DECLARED] = None
        decoder = _Decoder(encoding)
        text = decoder.decode(head, last=False).lstrip("\ufeff")
        if match := _DECLARATION.match(text):
            if match["blank"]:
                self.faults[BLANK] = None
            # Its line breaks are kept, so that line numbers stay right.
            text = "\n" * match.group().count("\n") + text[match.end() :]
        yield self._without_control(text)
        for chunk in source:
            yield self._without_control(decoder.decode(chunk, last=False))
        yield self._without_control(decoder.decode(b"", last=True))
        if decoder.latin:
            self.faults[LATIN] = None

    def _without_control(self, text: str) -> str:
        clean = _CONTROL.sub("", text)
        if len(clean) != len(text):
            self.faults[CONTROL] = None
        return clean

    def _repair(self, text: str, end: str | None, *, last: bool) -> tuple[str, str, str | None]:
        """The repaired text, the rest that needs the next chunk, and what ends the section that the rest is in."""
        done: list[str] = []
        at = 0
        while at < len(text):
            if end is not None:  # CDATA sections and comments are left as they are
                found = text.find(end, at)
                stop = found + len(end) if found >= 0 else len(text) if last else max(at, len(text) - len(end) + 1)
                done.append(text[at:stop])
                at = stop
                if found < 0:
                    break
                end = None
                continue
            mark = _MARK.search(text, at)
            sure = len(text) if last else max(at, self._find_sure_end(text))
            if mark is None or mark.start() >= sure:
                stop = sure if mark is None else min(sure, mark.start())
                done.append(text[at:stop])
                at = stop
                break
            done.append(text[at : mark.start()])
            at = mark.end()
            end = _ENDS.get(mark.group())
            if end is not None:
                done.append(mark.group())
            elif mark.group() == "<":
                self.faults[AMPERSAND] = None
                done.append("&lt;")
            else:
                reference = _REFERENCE.match(text, mark.start())
                done.append(self._character(reference))
                at = reference.end() if reference else at
        return "".join(done), text[at:], end

    @staticmethod
    def _find_sure_end(text: str) -> int:
        """How far a text can be judged before its next chunk: not inside a reference, a mark or a tag that may be none."""
        tag = text.rfind("<", max(0, len(text) - _TAG))
        whole = tag < 0 or text.find(">", tag) >= 0
        return len(text) - _LONGEST if whole else min(tag, len(text) - _LONGEST)

    def _character(self, reference: re.Match[str] | None) -> str:
        """A reference in XML; HTML's named ones are replaced by their characters."""
        if reference is None:
            self.faults[AMPERSAND] = None
            return "&amp;"
        if (name := reference["name"]) is not None:
            if name in _XML_OWN:
                return reference.group()
            found = html.unescape(reference.group())
            return html.escape(found)
        number = int(reference["decimal"] or reference["hex"], 10 if reference["decimal"] else 16)
        found = html.unescape(reference.group())  # as in HTML, &#146; is an apostrophe
        if not number or not found or _CONTROL.search(found):
            self.faults[CONTROL] = None
            return ""
        # A carriage return given as a reference is a character; a literal one would be a line end.
        return "&#13;" if found == "\r" else html.escape(found)


def _append_none(texts: Iterable[str]) -> Iterator[str | None]:
    yield from texts
    yield None


def _detect_encoding(head: bytes) -> str:
    """The encoding that a file's first bytes or its declaration show."""
    if wide := wide_encoding(head[:200]):
        return wide
    declared = _ENCODING.search(head)
    name = find_codec(declared[1].decode("ascii")) if declared is not None else None
    return "utf-8" if name is None or is_wide(name) else name


def _is_utf8(head: bytes) -> bool:
    """Whether bytes have letters in UTF-8 and nothing invalid, except a letter cut off at the end."""
    try:
        return not codecs.getincrementaldecoder("utf-8")("strict").decode(head).isascii()
    except UnicodeDecodeError:
        return False


class _Decoder:
    """Decodes bytes; invalid ones are taken as Windows-1252.

    Attributes:
        latin: whether there were such bytes.
    """

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._lenient = codecs.getincrementaldecoder(encoding)(AS_WINDOWS)
        self._is_windows = encoding == "cp1252"
        self.latin = False

    def decode(self, data: bytes, *, last: bool) -> str:
        """Decode bytes; an incomplete character waits for the next ones."""
        state = self._decoder.getstate()
        try:
            return self._decoder.decode(data, last)
        except UnicodeDecodeError:
            self._lenient.setstate(state)
            self._decoder = self._lenient
            self.latin = not self._is_windows
            return self._decoder.decode(data, last)
