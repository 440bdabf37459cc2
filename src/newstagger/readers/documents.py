"""Files of one article: plain text, web pages and Word; and the format of data without a name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from typing import Any, BinaryIO

from newstagger._forms import RTF, Form, detect_form, explain_unread, find_reader
from newstagger.article import Article
from newstagger.errors import InputError
from newstagger.readers.delimited import is_table, is_whole_table, read_table
from newstagger.readers.encoding import BinaryDataError, decode, wide_encoding
from newstagger.readers.json_files import detect_json
from newstagger.readers.options import ReadOptions
from newstagger.readers.pages import HEADER_LINES, read_page
from newstagger.readers.pages.byline import names_people
from newstagger.readers.pages.times import Header, is_dateline, read_dateline
from newstagger.readers.press import open_export, read_exported_text
from newstagger.readers.source import Item, import_extra, report_damage, text_of, whole, yields_errors

#: Bytes read to recognise a format.
SAMPLE = 20_000
#: First bytes of old Office files, and the streams, named in UTF-16 anywhere in the file, that tell their formats apart.
OLE = b"\xd0\xcf\x11\xe0"
_STREAMS = {"Workbook\0": ".xls", "Book\0": ".xls", "__substg1.0_": ".msg", "PowerPoint Document\0": ".ppt"}
#: First bytes that formats share which differ only further on.
DEEP = (OLE, b"BZh", b"\xfd7zXZ")
#: Names of the first files in an office program’s zip.
_OFFICE = (
    (b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"), (b"opendocument.spreadsheet", ".ods"),
    (b"opendocument.text", ".odt"), (b"[Content_Types].xml", ".docx"), (b"epub+zip", ".epub"),
)  # fmt: skip
_BLANK = re.compile(r"[\ufeff\s]*")
#: What may come before the root element, and how it ends.
_BEFORE_ROOT = (("<!--", "-->"), ("<?", ">"))
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CLOSED_TAG = re.compile(r"</(?:p|div|article|section|span|a|h[1-6]|li|ul|header|script|em|strong)>", re.I)
#: A text that begins with a tag and has this many closing ones is HTML.
_CLOSED_TAGS = 2
_XML_START = re.compile(
    r"<(?:!doctype\s+(?!html)|(?:\w+:)?(?:rss|feed|rdf|nitf|newsmessage|newsitem|packageitem|newsml|urlset|opml|tei|teicorpus|alto|corpus|ppsresponse)\b)",
    re.IGNORECASE,
)
_DECLARED = re.compile(r"[\ufeff\s]*<\?xml\b", re.IGNORECASE)
#: A field of a mail’s header, or a line that continues one.
_MAIL_LINE = re.compile(r"([!-9;-~]+):|[ \t]")
#: Fields one of which is in every mail, and others that may begin one.
_SENDER_FIELDS = frozenset("from received return-path delivered-to message-id mime-version".split())
_MAIL_FIELDS = _SENDER_FIELDS | frozenset("subject date to content-type snapshot-content-location".split())
#: « [Mise à jour] Il pleut. » is not JSON.
_JSON_LIST = re.compile(r"\[\s*(?:\{|\]\s*$|\[)")


def _root_at(head: str) -> int:
    """Where the root element or the text begins, after comments and processing instructions.

    Each piece is read once: a single regular expression takes exponential time on empty comments.
    """
    at = 0
    while True:
        blank = _BLANK.match(head, at)
        at = blank.end() if blank else at
        aside = next((end for begin, end in _BEFORE_ROOT if head.startswith(begin, at)), None)
        if aside is None:
            return at
        end = head.find(aside, at + 2)
        if end < 0:
            return len(head)
        at = end + len(aside)


def is_html(text: str) -> bool:
    """Whether a text is the source of a web page or of a part of one."""
    at = _root_at(text)
    if _HTML_START.match(text, at):
        return True
    return (
        text.startswith("<", at)
        and not is_xml(text)
        and len(_CLOSED_TAG.findall(text, at, at + SAMPLE)) >= _CLOSED_TAGS
    )


def is_xml(text: str) -> bool:
    """Whether a text begins with an XML declaration or a known root element."""
    at = _root_at(text)
    if _HTML_START.match(text, at):
        return False
    return bool(_DECLARED.match(text) or _XML_START.match(text, at))


def detect_mail(text: str) -> str | None:
    """The extension of a text that begins with a mail’s header: « .mhtml » for a saved page, « .eml » for others; else None."""
    lines = text.lstrip("\ufeff\r\n").splitlines()
    if lines and lines[0].startswith("From "):  # as in a mailbox
        del lines[0]
    fields: dict[str, str] = {}
    last = ""
    for line in takewhile(str.strip, lines):
        field = _MAIL_LINE.match(line)
        if field is None or (field[1] is None and not fields):
            return None
        last = (field[1] or last).lower()
        fields[last] = f"{fields.get(last, '')} {line}" if field[1] is None else fields.get(last) or line
    if _SENDER_FIELDS.isdisjoint(fields) or len(_MAIL_FIELDS & fields.keys()) < 2:
        return None
    saved = "snapshot-content-location" in fields or "<saved by" in fields.get("from", "<saved by").lower()
    return ".mhtml" if saved and "multipart/related" in fields.get("content-type", "").lower() else ".eml"


def _detect_deep(data: bytes, ending: str) -> str:
    """The extension of a file whose first bytes several formats share, from the bytes after them."""
    if data.startswith(OLE):
        return next((ending for name, ending in _STREAMS.items() if name.encode("utf-16-le") in data), ".doc")
    if ending == ".bz2":
        import bz2

        unpacker: Any = bz2.BZ2Decompressor()
    elif ending == ".xz":
        import lzma

        unpacker = lzma.LZMADecompressor()
    else:
        return ending
    try:
        return f".tar{ending}" if unpacker.decompress(data, 512)[257:262] == b"ustar" else ending
    except Exception:  # damaged: bz2 and lzma raise errors of several kinds
        return ending


def detect_ending(data: bytes) -> str:
    """The extension that data should have by its first bytes; « .txt » if they show nothing else."""
    form = detect_form(data)
    if form is not None or data.startswith(OLE):
        return _detect_deep(data, form.ending if form is not None else "")
    if data.startswith(b"PK\x03\x04"):
        return next((ending for mark, ending in _OFFICE if mark in data[:SAMPLE]), ".zip")
    if data[257:262] == b"ustar":
        return ".tar"
    try:
        head = decode(data[:SAMPLE])[0].lstrip("\ufeff \t\r\n")
    except BinaryDataError:
        return ".txt"
    if mail := detect_mail(head):
        return mail
    if is_html(head):
        return ".html"
    if is_xml(head):
        return ".xml"
    if head.startswith("{") or _JSON_LIST.match(head):
        return ".json"
    if is_table(head.splitlines()[0] if head else ""):
        return ".csv"
    whole = head if len(data) < SAMPLE else head.rpartition("\n")[0]
    return ".csv" if is_whole_table(whole) else ".txt"


@yields_errors
def read_text(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """A plain text or a pasted page.

    Other formats with this extension are read as what they are: web pages, mails, RTF, XML, JSON, tables (Excel's « Texte
    Unicode ») and exports of press databases.
    """
    yield from _read_unless_exported(opened, source, reading, _read_plain)


_Read = Callable[[str, list[str], bytes, str, ReadOptions], Iterator[Item]]


def _read_unless_exported(opened: BinaryIO, source: str, reading: ReadOptions, read: _Read) -> Iterator[Item]:
    """The articles of a press database's export; else those of the text, its warnings and the bytes of the whole file."""
    articles, opened = open_export(opened, source, reading)
    if articles is None:
        data = whole(opened, source, reading)
        articles = read(*text_of(data, source, reading), data, source, reading)
    yield from articles


def _read_plain(text: str, warnings: list[str], data: bytes, source: str, reading: ReadOptions) -> Iterator[Item]:
    if (form := _find_other_form(text, source)) is not None:
        reading.notes(source, f"the text is in another format; it was read as {form.ending}")
        # Only text formats are detected in text; UTF-16 is nothing that a mail can be in.
        again = text.encode() if wide_encoding(data[:SAMPLE]) else data
        yield from form.load_reader()(io.BytesIO(again), source, reading)
    elif is_html(text):
        warnings.append("the text is the source of a web page; it was read as HTML")
        yield from _read_page_source(text, source, warnings)
    elif is_whole_table(text):
        reading.notes(source, "the text is a table; it was read as one, with one article per row")
        yield from read_table(text, source, reading)
    else:
        article = read_page(text, source)
        article.warnings += warnings
        yield article


def _find_other_form(text: str, source: str) -> Form | None:
    """The format of a text whose extension is wrong; None if it is plain text, a table or a web page.

    Raises:
        InputError: the format is not read.
    """
    head = text[:SAMPLE].lstrip("\ufeff \t\r\n")
    if (form := detect_form(head.encode("utf-8", "replace"))) is not None and not form.reader:
        raise InputError(source, explain_unread(form.ending, f"is {form.ending} and not plain text"))
    ending = detect_mail(head)
    if ending is None and head.startswith(RTF.decode()):
        ending = ".rtf"
    if ending is None and is_xml(head):
        ending = ".xml"
    if ending is None and head.startswith(("{", "[")):
        ending = detect_json(text)
    return find_reader(ending) if ending is not None else None


@yields_errors
def read_web_page(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The article of a saved web page, or the articles of a press database's export."""
    yield from _read_unless_exported(opened, source, reading, _read_page)


def _read_page(text: str, warnings: list[str], data: bytes, source: str, reading: ReadOptions) -> Iterator[Item]:
    form = find_reader(detect_mail(text[:SAMPLE]) or "")
    if form is not None and form.ending == ".mhtml":
        yield from form.load_reader()(io.BytesIO(data), source, reading)
    else:
        yield from _read_page_source(text, source, warnings)


def _read_page_source(text: str, source: str, warnings: list[str]) -> Iterator[Item]:
    from newstagger.readers.pages.html import read_html

    article = read_html(text, source, source)
    article.warnings += warnings
    yield article


#: A .docx is a zip; unpacked, it may have this many times the bytes of a text file.
_UNPACKED = 10
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Elements that contain paragraphs: tables, content controls, tracked insertions and moves of whole paragraphs.
_HOLDERS = frozenset("tbl tc sdt sdtContent ins moveTo customXml smartTag".split())
#: Elements that contain words of a paragraph; those in « del » and « moveFrom » were deleted.
_INLINE = frozenset(
    "r ins moveTo hyperlink smartTag sdt sdtContent customXml fldSimple bdo dir ruby rubyBase Choice".split()
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
#: Number of first paragraphs among which the title may be.
_NEAR = 10
#: Maximum length of a line with the author or the day, in code points.
_BYLINE = 100
_BY = re.compile(r"(?:par|by)\s", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|rtf|pdf|txt|dot[xm]?)\b|^(?:microsoft word|document ?\d*$|sans titre|untitled|template|mod[eè]le\b)",
    re.IGNORECASE,
)
#: Authors that programs write by themselves.
_NO_AUTHOR = re.compile(
    r"^(?:python-docx|(?:microsoft office|windows) user|unknown|inconnu|utilisateur(?: windows)?|admin\w*)$", re.I
)


@yields_errors
def read_docx(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The paragraphs of a Word file; the title is the one in the style « Title », else that of the file's properties."""
    docx = import_extra("docx", source, "python-docx", "docx")
    data = whole(opened, source, reading)
    with report_damage(source, "a Word file"):
        limit = 4 * _UNPACKED * reading.max_chars
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > limit:
                raise InputError(
                    source, f"has more than {limit:,} bytes when unpacked, which is too much; save it as .txt"
                )
        document = docx.Document(io.BytesIO(data))
        paragraphs = read_paragraphs(document)
        exported = read_exported_text("\n".join(text for text, _ in paragraphs), source, reading)
        if exported is not None:
            yield from exported
        else:
            yield _make_article(document, paragraphs, source)


def _make_article(document: Any, paragraphs: list[tuple[str, str]], source: str) -> Article:
    filled = [(text, style) for text, style in paragraphs if text]
    if not filled:
        raise InputError(source, "contains no text")
    about = document.core_properties
    said = (about.title or "").strip()
    at = _find_title([style for _, style in filled])
    if at is None:  # authors change the headline, and the properties keep the first one
        at = next((at for at, (text, _) in enumerate(filled[:_NEAR]) if text == said), None)
    first = filled[0][0]
    if (at is not None and len(filled) > 1) or ("\n" in first and first.endswith(".")):
        title = filled.pop(at)[0] if at is not None else None
        article = Article("\n\n".join(text for text, _ in filled), id=source, title=title)
    else:
        article = read_page("\n\n".join(text for text, _ in filled), source)
    if article.title is None and _is_title(said):
        article.title = said
    header = _read_header(article.text)
    article.published = article.published or header.published
    # The properties name who created the file, or the one from which it was copied.
    article.author = article.author or header.author or _NO_AUTHOR.sub("", about.author or "") or None
    return article


def _read_header(text: str) -> Header:
    """The author and the time of publication in lines of their own at the beginning of a text."""
    header = Header()
    for line in islice(filter(None, text.split("\n")), HEADER_LINES):
        if len(line) > _BYLINE or line.endswith("."):
            break
        if is_dateline(line) or (_BY.match(line) and names_people(line)):
            read_dateline(line, header)
    return header


def _find_title(styles: list[str]) -> int | None:
    """The index of the title: the first paragraph in the style « Title » near the beginning, or a heading at the very beginning."""
    found = next((at for at, style in enumerate(styles[:_NEAR]) if style in ("title", "titre")), None)
    return 0 if found is None and styles[0] in ("heading 1", "titre 1") else found


def _is_title(said: str) -> bool:
    """Whether the title in the file's properties is the text's: Word fills in names of templates and files by itself."""
    return len(said.split()) > 1 and not _FILE_NAME.search(said)


def read_paragraphs(document: Any) -> list[tuple[str, str]]:
    """Texts and styles of all paragraphs as a reader sees them, in order, with tracked insertions, links, tables and text boxes.

    Tracked deletions are left out, as is the copy of each text box that Word writes for older programs.
    """
    names = {style.style_id: (style.name or "").lower() for style in document.styles}
    found: list[tuple[str, str]] = []
    _walk(document.element.body, names, found)
    return found


def _walk(parent: Any, names: dict[str, str], found: list[tuple[str, str]]) -> None:
    for element in parent.iterchildren():
        name = _local_name(element)
        if name == "p":
            style = element.find(f"{_W}pPr/{_W}pStyle")
            found.append(
                (_read_words(element).strip(), names.get(style.get(f"{_W}val"), "") if style is not None else "")
            )
            for box in _find_boxes(element):
                _walk(box, names, found)
        elif name == "tr":
            cells: list[list[tuple[str, str]]] = []
            for cell in element.iterchildren(f"{_W}tc", f"{_W}sdt"):
                cells.append([])
                _walk(cell, names, cells[-1])
            # A row of short cells becomes one line; cells of several paragraphs keep them.
            if all(len([text for text, _ in cell if text]) < 2 for cell in cells):
                found.append(("\t".join(text for cell in cells for text, _ in cell if text), ""))
            else:
                found.extend(one for cell in cells for one in cell)
        elif name in _HOLDERS:
            _walk(element, names, found)


def _read_words(element: Any) -> str:
    """The words of a paragraph, without those of text boxes anchored in it."""
    parts: list[str] = []
    for child in element.iterchildren():
        name = _local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "AlternateContent":
            parts.extend(_read_words(one) for one in child if _local_name(one) == "Choice")
        elif name in _INLINE:
            parts.append(_read_words(child))
    return "".join(parts)


def _find_boxes(paragraph: Any) -> list[Any]:
    """The contents of the text boxes anchored in a paragraph, each once."""
    boxes = []
    for box in paragraph.iterdescendants(f"{_W}txbxContent"):
        inside = list(takewhile(lambda one: _local_name(one) != "p", box.iterancestors()))
        anchor = inside[-1].getparent() if inside else box.getparent()
        if anchor is paragraph and all(_local_name(one) != "Fallback" for one in inside):
            boxes.append(box)
    return boxes


def _local_name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
