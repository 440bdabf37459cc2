"""Mail and saved pages, which have the same format (MIME).

A message (.eml) is an article: the subject is its title, the sender its author; attachments are not read, but named. A saved page
(.mhtml) has its pictures and style sheets as parts."""

from __future__ import annotations

import codecs
import email
import io
import re
from binascii import Error as BinasciiError
from collections.abc import Iterator
from email.errors import HeaderParseError, InvalidBase64LengthDefect, MessageDefect
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice
from typing import BinaryIO

from newstagger.article import Article
from newstagger.errors import InputError
from newstagger.readers.documents import read_web_page
from newstagger.readers.encoding import BinaryDataError, decode, is_text_encoding, repair
from newstagger.readers.markup import is_marked_up, remove_markup
from newstagger.readers.options import ReadOptions
from newstagger.readers.pages.html import read_html
from newstagger.readers.published import read_published
from newstagger.readers.records import Records
from newstagger.readers.source import BLANK, Item, text_of, whole, yields_errors

_ADVICE = "save the message again as .eml, or its text as .txt"
#: Header fields one of which a mail must have, since Python's parser accepts any text.
_OF_MAIL = frozenset("from subject date to received message-id return-path mime-version content-type".split())
#: The line before each further message of a mailbox, which ends with a date (RFC 4155), followed by a header.
_MAILBOX = re.compile(
    rb"\n\r?\nFrom \S{1,200} +(?:[A-Z][a-z]{2} ){2} ?\d{1,2} \d\d:\d\d(?::\d\d)? (?:[A-Z+-]\S{1,5} )?\d{4}[^\n]{0,20}\n"
    rb"(?:>?[!-9;-~]+:[^\n]*\n){2}"
)
#: Types of parts that are read; those of the first type that a mail has are taken.
_KINDS = ("text/plain", "text/html")
#: Types of attachments that hold no text, or none of the sender’s: logos, visiting cards, invitations, signatures, attached mails.
_NO_TEXT = re.compile(
    r"(?:image|audio|video|message)/|text/(?:calendar|(?:x-)?vcard)|application/(?:ics|.*signature|ms-tnef)"
)
#: Attachments named in a warning, and how much of a name.
_NAMED, _NAME = 5, 80
#: Maximum length of a plain text that is no article, in code points, and what it says.
_STUB = 300
_ELSEWHERE = re.compile(r"\bhtml\b|navigateur|version en ligne|voir en ligne|browser|view online", re.IGNORECASE)
#: Maximum number of parts read. Nesting is also limited by the recursion of Python's parser.
_PARTS = 1_000
#: Boundaries of nested parts; the parser compares each line with all of them.
_BOUNDARIES = re.compile(rb"boundary\s*=", re.IGNORECASE)
_MOST_BOUNDARIES = 50
#: Longest header field read, in code points; senders and subjects are far shorter.
_FIELD = 10_000
#: The line above a signature (RFC 3676, 4.3), and the longest signature, in lines; more is a mail that was quoted below it.
_SIGNATURE = "\n-- \n"
_SIGNATURE_LINES = 12
#: What programs put below a mail: « Envoyé de mon iPhone », the address of a mailing list below a rule.
_MADE = re.compile(
    r"\n(?:(?:Envoyé (?:de(?:puis)?|à partir de|avec) [^\n]{2,60}|Sent from [^\n]{2,60}|Télécharge[zr] Outlook [^\n]{2,60})\s*$|_{30,}[ \t]*\n(?:[^\n]*\n?){1,6}$)"
)
#: « TR: », « RE : », « Fwd: » before a subject.
_PASSED_ON = re.compile(r"^(?:(?:re|tr|fwd?|rép|ref|aw|wg)\s?:\s*)+(?=\S)", re.IGNORECASE)
#: Python's codecs that no mail uses; the first two take quadratic time.
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape"))


@yields_errors
def read_mail(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The article of a mail: its parts of plain text, else those of HTML."""
    try:
        # The limit is that of files with many articles, since attachments are included.
        yield _read(whole(opened, source, reading, many=True), source, reading)
    except RecursionError:  # Python's parsers of parts and addresses are recursive
        raise InputError(source, f"is damaged: its parts or addresses are nested too deeply; {_ADVICE}") from None


def _read(data: bytes, source: str, reading: ReadOptions) -> Article:
    if sum(1 for _ in islice(_BOUNDARIES.finditer(data), _MOST_BOUNDARIES + 1)) > _MOST_BOUNDARIES:
        raise RecursionError
    if _MAILBOX.search(data):
        raise InputError(source, "is a mailbox of several messages; save each one as .eml")
    message = email.message_from_bytes(data.lstrip(BLANK))
    if _OF_MAIL.isdisjoint(name.lower() for name in message):
        raise InputError(source, f"is not a mail: it does not begin with lines such as From: and Subject:; {_ADVICE}")
    bodies = _find_bodies(message, source, reading)
    # The limit of a single text, without attachments.
    whole(io.BytesIO(b"\n".join(body for _, body in bodies)), source, reading)
    texts: list[str] = []
    warnings: list[str] = []
    for part, body in bodies:
        text, said = _decode_body(body, part.get_content_charset(), source, reading)
        texts.append(_join_flowed(_unify_lines(text), part) if part.get_content_type() == "text/plain" else text)
        warnings += [warning for warning in said if warning not in warnings]
    text = "\n\n".join(texts)
    part = bodies[0][0]
    defects = [*message.defects, *(defect for one, _ in bodies for defect in one.defects)]
    if defects:
        warnings.append(f"the mail is damaged ({_name_defect(defects)}); what was there was read")
    if any(one.get_content_type() == "message/rfc822" for one in _find_parts(message)):
        warnings.append("a mail that is attached to this one was not read; save it as .eml")
    if attached := [_name_attachment(one) for one in _find_parts(message) if _is_attachment(one)]:
        shown = ", ".join(attached[:_NAMED]) + (" …" if len(attached) > _NAMED else "")
        many = "1 attachment was" if len(attached) == 1 else f"{len(attached)} attachments were"
        warnings.append(f"{many} not read: {shown}; save what is an article beside the mail")
    fields = {
        "title": _PASSED_ON.sub("", _field(message, "Subject") or "") or None,
        "published": _field(message, "Date"),
        "author": _author(message),
    }
    if part.get_content_type() == "text/html":
        article = read_html(text, source, source)
        # The mail's header overrides what the page says about itself.
        about = Article.from_record({**fields, "text": ""}, read_published)
        article.title = about.title or article.title
        article.published = about.published or article.published
        article.author = about.author or article.author
        warnings += about.warnings
    else:
        text, signature = _split_signature(text)
        article = Records(source, reading).article({**fields, "text": text}, None)
        article.left_out += signature
    article.warnings += warnings
    return article


def _find_bodies(message: Message, source: str, reading: ReadOptions) -> list[tuple[Message, bytes]]:
    """The parts to read, and their bytes; some programs divide a text at each picture in it.

    Raises:
        InputError: no part contains text.
    """
    damaged = [*message.defects]
    found: dict[str, list[tuple[Message, bytes]]] = {}
    for part in _find_parts(message):
        kind = part.get_content_type()
        if kind not in _KINDS or _is_apart(part):
            continue
        body = part.get_payload(decode=True)
        damaged += part.defects
        broken = any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects)  # still Base64
        if isinstance(body, bytes) and body.strip() and not broken:
            found.setdefault(kind, []).append((part, body))
    if len(found) == len(_KINDS):
        plain, html = (" ".join(_read_words(found[kind], source, reading)) for kind in _KINDS)
        return found["text/html" if _is_stub(plain, html) else "text/plain"]
    for bodies in found.values():
        return bodies
    if damaged:
        raise InputError(source, f"is damaged: no text can be read ({_name_defect(damaged)}); {_ADVICE}")
    raise InputError(source, f"contains no text, neither plain nor HTML; {_ADVICE}")


def _read_words(bodies: list[tuple[Message, bytes]], source: str, reading: ReadOptions) -> list[str]:
    """The words of parts, without tags."""
    texts = (_decode_body(body, part.get_content_charset(), source, reading)[0] for part, body in bodies)
    return " ".join(remove_markup(one) if is_marked_up(one) else one for one in texts).split()


def _is_stub(plain: str, html: str) -> bool:
    """Whether the plain text of a mail only says that the mail is in HTML, as in newsletters."""
    if len(plain) > _STUB or len(html) < max(_STUB, 3 * len(plain)):
        return False
    return plain not in html or _ELSEWHERE.search(plain) is not None


def _find_parts(message: Message) -> Iterator[Message]:
    """The parts of a mail in order, without those of attached mails."""
    waiting = [message]
    for _ in range(_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _is_apart(part: Message) -> bool:
    """Whether a part is a file of its own."""
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_attachment(part: Message) -> bool:
    """Whether a part is a file that may hold a text; an attached mail has a warning of its own."""
    return _is_apart(part) and not _NO_TEXT.match(part.get_content_type())


def _name_attachment(part: Message) -> str:
    return _decode_words(part.get_filename() or "")[:_NAME] or part.get_content_type()


def _name_defect(defects: list[MessageDefect]) -> str:
    """A defect that Python's parser found, in words: « close boundary not found »."""
    name = type(defects[0]).__name__.removesuffix("Defect")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _decode_body(data: bytes, charset: str | None, source: str, reading: ReadOptions) -> tuple[str, list[str]]:
    """The text of a part, in the encoding given by the user, else the declared one if valid, else a detected one."""
    if reading.encoding is None and (name := _find_encoding(charset)) is not None:
        try:
            return repair(data.decode(name))[0], []
        except UnicodeError:  # declared as ASCII, or wrongly
            pass
    return text_of(data, source, reading)


def _find_encoding(charset: str | None) -> str | None:
    """The codec of a declared encoding, or None; ISO-8859-1 means Windows-1252, as in browsers."""
    if not charset or not is_text_encoding(charset):
        return None
    name = codecs.lookup(charset).name
    return None if name in _NO_CHARSETS else "cp1252" if name == "iso8859-1" else name


def _author(message: Message) -> str | None:
    """The sender's name, else the address."""
    written = _raw_field(message, "From")
    for name, address in getaddresses([written]):
        if shown := _decode_words(name).strip() or address:
            return shown
    return _decode_words(written) or None


def _field(message: Message, name: str) -> str | None:
    return _decode_words(_raw_field(message, name)) or None


def _raw_field(message: Message, name: str) -> str:
    """A header field in one line; bytes outside ASCII, which are not allowed, are decoded as detected."""
    # ``get`` replaces such bytes by U+FFFD.
    written = next((value for one, value in message.raw_items() if one.lower() == name.lower()), "")
    data = str(written).encode("ascii", "surrogateescape")[:_FIELD]
    try:
        return " ".join(decode(data)[0].split())
    except BinaryDataError:
        return ""


def _decode_words(written: str) -> str:
    """A field with its encoded words decoded: « =?utf-8?q?=C3=A9t=C3=A9?= » is « été »."""
    try:
        pieces = decode_header(written)
    except (HeaderParseError, BinasciiError, ValueError):
        return written
    text = ""
    for piece, charset in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        name = _find_encoding(charset)
        try:
            text += piece.decode(name or "latin-1") if name or charset is None else decode(piece)[0]
        except (UnicodeError, BinaryDataError):
            text += piece.decode("cp1252", "replace")
    return " ".join(text.split())


def _unify_lines(text: str) -> str:
    """Text with line feeds; in transit, lines end with CR LF."""
    return text.replace("\r\n", "\n").strip("\ufeff\r\n")


def _join_flowed(text: str, part: Message) -> str:
    """Text whose lines were broken for sending, « format=flowed »: a line that ends with a space goes on (RFC 3676)."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    joint = "" if str(part.get_param("delsp") or "").lower() == "yes" else " "
    lines = [line.removeprefix(" ") if line.startswith((" ", "\ufeff")) else line for line in text.split("\n")]
    joined = [lines[0]]
    for line in lines[1:]:
        before = joined[-1]
        if before.endswith(" ") and before != "-- " and not before.startswith(">") and line and line != "-- ":
            joined[-1] = before[:-1] + joint + line
        else:
            joined.append(line)
    return "\n".join(joined)


def _split_signature(text: str) -> tuple[str, list[str]]:
    """A text without the signature at its end, and the signature's lines."""
    before, mark, signature = text.rpartition(_SIGNATURE)
    lines = [line for line in signature.split("\n") if line.strip()]
    if mark and before.strip() and len(lines) <= _SIGNATURE_LINES:
        return before.rstrip("\n"), lines
    made = _MADE.search(text)
    if made is None or not text[: made.start()].strip():
        return text, []
    return text[: made.start()].rstrip("\n"), [line for line in made.group().split("\n") if line.strip()]


_PAGE_ADVICE = "save it again as a web page, HTML only"


@yields_errors
def read_mhtml(opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
    """The article of a saved page: the first part of the file that is HTML."""
    # The limit is that of files with many articles, since pictures and style sheets are included.
    saved = email.message_from_bytes(whole(opened, source, reading, many=True))
    page = next(
        (part for part in saved.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes) or not data.strip():
        raise InputError(source, f"contains no web page that can be read; {_PAGE_ADVICE}")
    address = _find_address(page) or _find_address(saved)
    for item in read_web_page(io.BytesIO(data), source, reading):
        if isinstance(item, Article):
            item.url = item.url or address
        yield item


def _find_address(part: Message) -> str | None:
    """The address that a part was saved from."""
    found = (str(part.get(name) or "").strip() for name in ("Snapshot-Content-Location", "Content-Location"))
    return next((one for one in found if one.startswith(("http://", "https://"))), None)
