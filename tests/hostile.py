"""Bad input, kind by kind: what it is, what happens. docs/robustness.md is this table, tests/test_robustness.py its proof.

Every text is invented.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

GOOD = {"text": "Il pleut à Rabat depuis mardi."}
LINE = json.dumps(GOOD, ensure_ascii=False).encode() + b"\n"
Make = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A kind of bad input.

    Attributes:
        name: in a few words; the test's id.
        file: the file's name, or several under one folder.
        content: its bytes, or what makes it.
        happens: what a user sees, for the table.
        articles: how many articles are read all the same.
        error: a regular expression that the first message holds; None where there is none.
        warning: one that a warning of the first article holds.
        max_chars: longest text read.
    """

    name: str
    file: str
    content: bytes | Make
    happens: str
    articles: int = 0
    error: str | None = None
    warning: str | None = None
    max_chars: int = 1_000_000


def jsonl(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def nothing(path: Path) -> None:
    """Makes no file."""


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(50_000_000))


def many_zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.jsonl", bytes(40_000_000))


def zip_in_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.zip", b"PK\x05\x06" + bytes(18))


def cut_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in (("a.jsonl", LINE), ("b.txt", random.Random(0).randbytes(9_000))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    path.write_bytes(path.read_bytes()[:-4_000])


def linked_tar(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo("../../a.jsonl")
        info.size = len(LINE)
        archive.addfile(info, io.BytesIO(LINE))
        link = tarfile.TarInfo("b.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)


def packed_lines(path: Path) -> None:
    with gzip.open(path, "wb", 1) as stream:
        stream.write(LINE)
        for _ in range(40):
            stream.write(bytes(1_000_000))


def link_loop(path: Path) -> None:
    path.mkdir()
    (path / "a.txt").write_text("Il pleut à Rabat.")
    (path / "deep").mkdir()
    (path / "deep" / "back").symlink_to(path, target_is_directory=True)
    (path / "self.txt").symlink_to(path / "self.txt")


def broken_link(path: Path) -> None:
    path.symlink_to(path.parent / "nothing.txt")


def strange_names(path: Path) -> None:
    path.mkdir()
    for name in (b"line\nbreak.txt", b"\xff\xfe.txt", "é ‮.txt".encode(), b"-o.txt"):
        Path(os.fsdecode(os.path.join(os.fsencode(path), name))).write_text("Il pleut à Rabat.")  # noqa: PTH118


def folder_called_file(path: Path) -> None:
    path.mkdir()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def parquet(**columns: list[object]) -> Make:
    def make(path: Path) -> None:
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table(columns), path)

    return make


def far_day(path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    day = pyarrow.array([10_000_000], pyarrow.int32()).cast(pyarrow.date32())
    pyarrow.parquet.write_table(pyarrow.table({"text": ["Il pleut."], "date": day}), path)


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9))
    + b"]><html><body><p>&j;</p></body></html>"
)
NESTED_DIVS = b"<html><body>" + b"<div>" * 50_000 + b"Il pleut." + b"</body></html>"
LATIN_PAGE = "<html><head><meta charset='utf-8'></head><body><article><p>L’été à Rabat fut très pluvieux cette année.</p></article></body></html>"

PARAGRAPHS = (
    "<article><h1>Pluie</h1>" + "<p>L’été à Rabat fut très pluvieux cette année, dit-on.</p>" * 3 + "</article>"
)
FEED = "<rss><channel><title>Gazette</title><item><title>Il pleut sur Rabat</title></item>%s</channel></rss>"
LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))

DOCUMENT = "<article><span class='DocPublicationName'>Gazette</span><div class='titreArticle'>Titre</div><section><p>%s</p></section></article>"
NEWSML = '<NewsML><NewsItem><NewsManagement><Status FormalName="%s"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Titre</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>'

CASES = [
    # --- files of every kind
    Case("an empty file", "a.txt", b"", "reported as empty", error="is empty"),
    Case("only whitespace and a byte order mark", "a.txt", b"\xef\xbb\xbf \r\n\t", "reported as empty", error="is empty"),
    Case("a binary file called .txt", "a.txt", bytes(range(256)) * 8, "refused as binary", error="is a binary file"),
    Case("a picture called .txt", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "refused as binary", error="is a binary file"),
    Case("an unsupported file extension", "a.xyz", b"x", "reported, with the supported extensions", error=r"unsupported extension; known are \.txt"),
    Case("a file without an extension", "articles", LINE, "reported, with how to pass it on standard input", error="has no extension that shows its format"),
    Case("a known format that is not supported", "a.webarchive", b"bplist00", "reported, with how to convert it", error="textutil"),
    Case("a saved single-file page without a page in it", "a.mhtml", b"MIME-Version: 1.0\n\nx", "reported, with how to save it in a supported format", error="save it again"),
    Case("a mail that is not one", "a.eml", b"Il pleut.", "reported", error="is not a mail"),
    Case("a mail whose parts have no boundary", "a.eml", b"From: a@gazette.example\nContent-Type: multipart/mixed\n\nIl pleut.", "reported", error="is damaged: no text can be read"),
    Case("a mail that is cut short", "a.eml", b"From: a@gazette.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nIl pleut", "the part before the cut is read, with a warning", 1, warning="close boundary not found"),
    Case("a mail of parts nested two thousand deep", "a.eml", b"From: a@gazette.example\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)), "reported, without a crash", error="is damaged"),
    Case("a mail whose text is beyond the limit", "a.eml", b"From: a@gazette.example\n\n" + b"mot " * 1_100_000, "reported with the limit", error="more than the limit of 4,000,000"),
    Case("a zip bomb", "a.zip", zipped, "reading of the file inside stops at the limit", error="more than the limit of 4,000,000 bytes"),
    Case("a zip that would unpack to more than 200 times its size", "a.zip", many_zipped, "refused before anything is unpacked", error="would unpack to more than"),
    Case("an archive inside an archive", "a.zip", zip_in_zip, "not opened; reported if it contains nothing else", error="contains no file in a supported format"),
    Case("an archive that is cut short", "a.tar.gz", cut_tar, "articles before the cut are read, and the cut is reported", 1, "cannot be read"),
    Case("a link that leads out of an archive", "a.tar", linked_tar, "skipped: nothing is unpacked to disk", 1),
    Case("a gzip bomb in one line", "a.jsonl.gz", packed_lines, "reading of the line stops at the limit; articles before it are read", 1, r"line 2 has more than 7,000,000 bytes"),
    Case("a .gz cut short", "a.jsonl.gz", gzip.compress(LINE * 9, mtime=0)[:-9], "articles before the cut are read, and the cut is reported", 9, "cut short"),
    Case("a .gz that is not gzip", "a.jsonl.gz", LINE, "reported as not a .gz file", error="not a .gz file"),
    Case("a .gz followed by garbage", "a.jsonl.gz", gzip.compress(LINE, mtime=0) + b"rubbish", "the compressed part is read, the rest is reported", 1, "not a .gz file"),
    Case("a gzip bomb as a text", "a.txt.gz", gzip.compress(b"a" * 40_000_000, mtime=0), "reading stops at the limit", error="more than the limit of 4,000,000 bytes"),
    Case("several gzip members in one file", "a.jsonl.gz", gzip.compress(LINE, mtime=0) * 2, "all are read", 2),
    Case("a missing file", "a/b.txt", nothing, "reported", error="no such file"),
    Case("a broken link", "a.txt", broken_link, "reported as missing", error="no such file"),
    Case("a folder named like a file", "a.txt", folder_called_file, "read as a folder", error="nothing to read in this folder"),
    Case("a folder with links in a loop", "folder", link_loop, "each file is read once", 1),
    Case("file names with line breaks, direction marks or invalid UTF-8", "folder", strange_names, "all are read; ids are printable", 4),
    Case("a named pipe", "a.txt", fifo, "refused at once, without waiting", error="neither a file nor a folder"),
    Case("a device", "a.txt", device, "refused", error="neither a file nor a folder"),
    Case("a text beyond the limit", "a.txt", b"il pleut " * 200_000, "reported, with the limit and how to raise it", error="limit of 1,000,000"),
    Case("a file too large to open", "a.txt", b"x" * 4_100_000, "refused because of its size, unread", error="4,100,000 bytes, more than the limit of 4,000,000"),
    Case("ten million characters without a space", "a.txt", b"a" * 10_000_000, "read to the end if the limit allows it", 1, max_chars=10_000_000),
    Case("a million lines", "a.txt", b"a\n" * 1_000_000, "read in a few seconds", 1, max_chars=2_000_000),
    # --- encodings
    Case("undeclared Windows-1252", "a.txt", "L’été à Besançon fut une œuvre.".encode("cp1252"), "read, with a warning", 1, warning="windows-1252"),
    Case("UTF-16 with a byte order mark", "a.txt", codecs.BOM_UTF16_LE + "L’été à Rabat.".encode("utf-16-le"), "read", 1),
    Case("UTF-8 with a byte order mark", "a.txt", codecs.BOM_UTF8 + "L’été à Rabat.".encode(), "read without the mark", 1),
    Case("double-encoded UTF-8 (once read as Windows-1252)", "a.txt", "L’été à Besançon.".encode().decode("cp1252").encode(), "repaired, with a warning", 1, warning="repaired"),
    Case("mixed encodings in one file of lines", "a.jsonl", '{"text": "L’été"}\n'.encode() + '{"text": "L’été"}\n'.encode("cp1252"), "each line is decoded by itself", 2),
    Case("mixed encodings in one text", "a.txt", "L’été. ".encode() + "L’été.".encode("cp1252"), "read with a warning; nothing is lost", 1, warning="not UTF-8"),
    Case("a text cut off inside a letter", "a.txt", "L’été à Rabat, c’était l’".encode() + b"\xc3", "read as UTF-8, with a warning", 1, warning="not UTF-8 throughout"),
    Case("files joined with their byte order marks", "a.jsonl", (codecs.BOM_UTF8 + LINE) * 2, "read without the marks", 2),
    Case("a wrong declared encoding", "a.html", LATIN_PAGE.encode("cp1252"), "the bytes decide, not the declaration", 1),
    Case("lone surrogates", "a.jsonl", b'{"text": "Il pleut \\ud800 \xc3\xa0 Rabat"}\n', "replaced one by one, with a warning", 1, warning="surrogates"),
    Case("control characters", "a.jsonl", jsonl({"text": "Il\x00 pleut\x07 à\x1b Rabat\x7f"}), "kept: the text is used as it is", 1),
    Case("invalid UTF-8 in the middle", "a.txt", b"Il pleut \xc3\x28 \xe2\x82 Rabat", "read with a warning", 1, warning="not UTF-8"),
    Case("JSON lines in UTF-16", "a.jsonl", (LINE.decode() * 2).encode("utf-16"), "read", 2),
    Case("Mac Roman", "a.txt", "La préfète a fermé le pont près de l’église.".encode("mac-roman"), "read, with a warning", 1, warning="mac-roman"),
    # --- JSON
    Case("articles nested deeper in JSON", "a.json", json.dumps({"data": {"items": [{"item": GOOD}]}}).encode(), "found if there is only one list of them", 1),
    Case("several lists of articles in JSON", "a.json", json.dumps({"a": [GOOD], "b": [GOOD]}).encode(), "reported, with a command that extracts one", error="contains several lists of articles"),
    Case("entities or dates of another program", "a.jsonl", jsonl({"entities": ["Rabat"], "dates": "2021", **GOOD}), "ignored: gold is recognised by its structure", 1),
    Case("gold whose offsets lie outside the text", "a.jsonl", jsonl({"entities": [{"start": 90, "end": 95, "label": "LOC"}], **GOOD}), "not used, with a warning", 1, warning="outside the text"),
    Case("JSON nested too deeply", "a.json", b"[" * 200_000, "reported; no crash", error="is not valid JSON"),
    Case("a line nested too deeply", "a.jsonl", b'{"text":' + b"[" * 100_000 + b"\n" + LINE, "that line is reported, the next one is read", 1, "line 1: is not valid JSON"),
    Case("a broken line", "a.jsonl", LINE + b"{broken\n" + LINE, "reported; the others are read", 2, "line 2: is not valid JSON"),
    Case("a line beyond the limit", "a.jsonl", LINE + b'{"text": "' + b"a" * 7_000_000 + b'"}\n' + LINE, "reported with the limit; the others are read", 2, "line 2 has more than 7,000,000 bytes"),
    Case("two records with the same id", "a.jsonl", jsonl({"id": 7, **GOOD}) * 2, "both are read, the second one with a warning", 2),
    Case("a title without a text", "a.jsonl", jsonl({"title": "Il pleut sur Rabat"}), "tagged by its title", 1),
    Case("a list in a file of lines", "a.jsonl", jsonl([GOOD]), "reported, with what was expected", error="expected a JSON object for each article, found a list"),
    Case("a table cut off inside quotes", "a.csv", b'id,text\n1,Il pleut.\n2,"Il vente.\n3,Il neige.\n', "reported; the rows before it are read", 1, "a quote that is never closed"),
    Case("tables joined with their headers", "a.csv", b"id,text\n1,Il pleut.\nid,text\n2,Il vente.\n", "repeated headers are not articles", 2),
    Case("a mailbox of several messages called .eml", "a.eml", b"From a@gazette.example Tue Mar  5 10:00:00 2024\nFrom: a@gazette.example\nSubject: Crue\n\nIl pleut.\n\n" * 2, "refused, with what to do", error="save each one as .eml"),
    Case("JSON lines in a file called .json", "a.json", LINE * 2, "reported, with the extension to use", error=r"must be named \.jsonl"),
    Case("a file that is only a number", "a.json", b"5", "reported", error="contains a number"),
    Case("an empty list", "a.json", b"[]", "nothing is read; no error"),
    Case("no field `text`", "a.jsonl", jsonl({"remarque": "x"}), "reported, with the fields found", error=r"no field `text` \(its fields: remarque\)"),
    Case("text null", "a.jsonl", jsonl({"text": None}), "reported", error="no field `text`"),
    Case("a text that is a list", "a.jsonl", jsonl({"text": ["a"]}), "reported", error="`text` that is a list"),
    Case("numbers as ids", "a.jsonl", jsonl({"id": 17, **GOOD}), "converted to text", 1),
    Case("ids that are lists or objects", "a.jsonl", jsonl({"id": {"a": [1]}, **GOOD}), "converted to text", 1),
    Case("an invalid date", "a.jsonl", jsonl({"published": "hier", **GOOD}), "ignored, with a warning", 1, warning="ISO 8601"),
    Case("a date outside the calendar", "a.jsonl", jsonl({"published": "2021-13-45", **GOOD}), "ignored, with a warning", 1, warning="ISO 8601"),
    Case("a date that is a small number", "a.jsonl", jsonl({"published": 16, **GOOD}), "ignored, with a warning", 1, warning="ISO 8601"),
    Case("a date in seconds since 1970, as 14/02/2024 or as feeds write it", "a.jsonl", jsonl({"published": 1672531200, **GOOD}), "read", 1),
    Case("a number in place of the topics", "a.jsonl", jsonl({"topics": 7, **GOOD}), "reported", error="`topics` that are a number"),
    Case("a list of numbers as topics", "a.jsonl", jsonl({"topics": [1, 2], **GOOD}), "reported", error="`topics` that are a list"),
    Case("titles that are numbers", "a.jsonl", jsonl({"title": 2023, **GOOD}), "converted to text", 1),
    Case("a number with five thousand digits", "a.jsonl", b'{"text": "a", "n": ' + b"9" * 5000 + b"}\n" + LINE, "that line is reported, or read where Python can", 1),
    Case("NaN and infinity", "a.jsonl", b'{"text": "Il pleut.", "score": NaN, "x": Infinity}\n', "unknown fields are ignored", 1),
    Case("a duplicate key", "a.jsonl", b'{"text": "a", "text": "Il pleut."}\n', "the last one counts", 1),
    Case("Windows line ends and blank lines", "a.jsonl", b"\r\n" + LINE.replace(b"\n", b"\r\n") * 2, "read", 2),
    Case("a line separator inside a text", "a.jsonl", jsonl({"text": "Il pleut.\u2028À Rabat.\x85"}), "one article", 1),
    Case("a record with neither text nor title", "a.jsonl", jsonl({"text": "", "title": " "}) + LINE, "reported; the others are read", 1, "neither a text nor a title"),
    Case("HTML in a text", "a.jsonl", jsonl({"text": "<p>Il pleut&nbsp;à <b>Rabat</b>.</p>"}), "markup is removed, with a warning", 1, warning="was removed; offsets refer to"),
    # --- CSV
    Case("CSV without a column `text`", "a.csv", b"id,remarque\n1,x\n", "reported, with its columns", error="no column \"text\"; its columns: id, remarque"),
    Case("CSV with line breaks inside cells", "a.csv", b'id,text\n1,"Il pleut\n\xc3\xa0 Rabat"\n2,fin\n', "read", 2),
    Case("CSV with NULs", "a.csv", b"id,text\n1,Il\x00 pleut\n2,fin\n", "read without them", 2),
    Case("a row with too few cells", "a.csv", b"id,text\n1\n2,fin\n", "reported; the others are read", 1, "has 1 cells where the header has 2"),
    Case("a quote that is never closed", "a.csv", b'id,text\n1,"Il pleut\n2,fin\n', "reported: the rest of the file would be one cell", error="never closed"),
    Case("a cell beyond the limit", "a.csv", b"id,text\n1," + b"x" * 2_100_000 + b"\n2,fin\n", "reported", 1, "not valid CSV: field larger"),
    Case("a CSV with semicolons or tabs", "a.csv", b"id;text\n1;Il pleut, fort\n", "detected from the header", 1),
    Case("only a header", "a.csv", b"id,text\n", "nothing is read"),
    Case("rows that end in carriage returns alone", "a.csv", b"id;text\r1;Il pleut\r2;fin\r", "read", 2),
    Case("a carriage return inside a row", "a.csv", b"id;text\r\n1;Il pleut\rfort\r\n2;fin\r\n", "kept in its cell", 2),
    Case("a title above the header", "a.csv", b"Export du 6 mars;\n;\nid;text\n1;Il pleut\n", "skipped, with a note", 1),
    Case("fifty thousand carriage returns", "a.csv", b"\r" * 50_000 + b"id;text\r1;Il pleut\r", "reported almost at once", -1),
    # --- HTML
    Case("sixty empty comments before a text", "a.txt", b"<!---->" * 60 + b"Il pleut.", "read almost at once", 1),
    Case("HTML with nothing but a script", "a.html", b"<html><script>alert(1)</script></html>", "reported as having no text", error="no text|no article|is empty|nothing"),
    Case("fifty thousand nested elements", "a.html", NESTED_DIVS, "read, or reported as having no text; no crash", -1),
    Case("the billion laughs", "a.html", BILLION, "entities are not expanded", -1),
    Case("HTML cut in the middle of a tag", "a.html", LATIN_PAGE.encode()[:-30], "read", 1),
    Case("plain text called .html", "a.html", b"Il pleut depuis mardi sur la ville de Rabat, et les rues sont vides.", "read", -1),
    Case("HTML called .txt", "a.txt", LATIN_PAGE.encode(), "recognised and read as HTML, with a warning", 1, warning="read as HTML"),
    Case("a hundred thousand empty elements in a page", "a.html", f"<html><body>{PARAGRAPHS}{'<b> </b>' * 100_000}</body></html>".encode(), "read in linear time", 1),
    Case("nine thousand headlines in a page", "a.html", f"<html><body>{PARAGRAPHS}{'<h1>Il pleut</h1>' * 9_000}</body></html>".encode(), "read in linear time", 1),
    Case("fifty thousand marked words in one sentence", "a.html", f"<html><body>{PARAGRAPHS}<p>{'<label>il pleut </label>' * 50_000}</p></body></html>".encode(), "read in linear time", 1),
    Case("a hundred thousand JSON-LD objects", "a.html", f'<html><script type="application/ld+json">[{"{}," * 100_000}{{}}]</script><body>{PARAGRAPHS}</body></html>'.encode(), "the first thousand are examined", 1),
    Case("table elements and whitespace in a text", "a.jsonl", jsonl({"text": "<p>Il pleut.</p>" + ("<td>" + " " * 900) * 500}), "read in linear time", 1),
    Case("front matter with nine thousand brackets", "a.txt", b"---\ntitle: " + b"{" * 9_000 + b"\n---\nIl pleut.", "read almost at once, with a warning", 1, warning="front matter cannot be read"),
    Case("endless Markdown signs", "a.txt", b"# Il pleut\n\n**Rabat**\n\n" + b"[a](**_" * 60_000, "read in linear time", 1),
    Case("a comment, script or tag that never ends in a text", "a.jsonl", jsonl({"text": "<p>Il pleut.</p><p>" + "<!--" * 50_000 + "<script>" * 20_000}), "read in linear time", 1),
    # --- XML: feeds, NewsML-G2, NITF
    Case("the billion laughs in a feed", "a.xml", f'<!DOCTYPE rss [<!ENTITY a "ha">{LAUGHS}]>{FEED % "&j;"}'.encode(), "refused: a feed that declares entities is not read", error="entit"),
    Case("an entity that points to a file", "a.xml", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{FEED % "&x;"}'.encode(), "refused", error="declares entities of its own"),
    Case("a parameter entity that points to another host", "a.xml", f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://hostile.example/x.dtd"> %x;]>{FEED % ""}'.replace("%% x", "% x").encode(), "refused; nothing is fetched", error="declares entities of its own"),
    Case("an external DTD", "a.xml", f'<!DOCTYPE rss SYSTEM "http://hostile.example/x.dtd">{FEED % ""}'.encode(), "not fetched; the file is read", 1),
    Case("HTML entities that a feed does not declare", "a.xml", (FEED % "<item><title>Il pleut&nbsp;&agrave; F&egrave;s</title></item>").encode(), "read", 2),
    Case("a feed that is cut short", "a.xml", (FEED % "<item><title>Il").encode()[:-30], "articles before the cut are read, and the cut is reported", 1, "not well-formed XML"),
    Case("XML nested too deeply", "a.xml", b"<rss><channel>" + b"<a>" * 100_000, "reported; no crash", error="not well-formed XML"),
    Case("an item of a feed beyond the limit", "a.xml", (FEED % f"<item><title>{'a' * 9_000_000}</title></item>").encode(), "reported; articles before it are read", 1, "more than 8,100,000 bytes"),
    Case("a gzip bomb in a feed", "a.xml.gz", gzip.compress((FEED % f"<item><title>{'a' * 40_000_000}").encode(), 1, mtime=0), "reading stops at the limit for one article; articles before it are read", 1, "more than 8,100,000 bytes"),
    Case("a feed with a bare &, a control character, a leading blank line and an undeclared prefix", "a.xml", b"\n<?xml version='1.0'?>" + (FEED % "<item><title>R & B \x0b</title><dc:creator>L\xe9a</dc:creator></item>").encode("latin-1"), "repaired, with a note", 2),
    Case("a feed with a damaged item", "a.xml", (FEED % "<item><title>x</titel></item><item><title>Fin</title></item>").encode(), "everything readable is read, and the fault is reported", 3, "not well-formed XML"),
    Case("two hundred thousand spaces in a feed", "a.xml", (FEED % f"<item><title>Fin</title><description>a&nbsp;{chr(9) * 200_000}b</description></item>").encode(), "read almost at once", 2),
    Case("XML with nothing but faults", "a.xml", ("<rss>" + "</x>" * 5_000).encode(), "reading stops after a thousand", error="not well-formed XML"),
    Case("XML of another kind", "a.xml", b"<urlset><url/></urlset>", "reported, with its root element", error="root element urlset, which is read only"),
    Case("plain text called .xml", "a.xml", b"Il pleut.", "reported", error="not well-formed XML"),
    Case("a feed without articles", "a.xml", b"<rss><channel><title>Gazette</title></channel></rss>", "reported", error="contains no article"),
    # --- web archives, Word
    Case("a web archive that is not one", "a.warc", b"Il pleut.", "reported", error="not a valid WARC file|contains no web page"),
    Case("a web archive that is cut short", "a.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", "reported", error="no article found|not a valid WARC file"),
    Case("a Word file that is not one", "a.docx", b"Il pleut.", "reported", error="cannot be read as a Word file"),
    Case("a zip bomb called .docx", "a.docx", zipped, "refused before it is unpacked", error="when unpacked"),
    Case("a spreadsheet that is not one", "a.xlsx", b"Il pleut.", "reported", error="cannot be read as a spreadsheet"),
    Case("a zip bomb called .xlsx", "a.xlsx", zipped, "refused before it is unpacked", error="when unpacked"),
    Case("a PDF", "a.pdf", b"%PDF-1.7", "reported, with how to extract its text", error="save its text as .txt"),
    # --- press databases, agencies, corpora
    Case("a Europresse export with a broken article", "a.html", (DOCUMENT % "Un." + DOCUMENT.replace("Titre", "") % "" + DOCUMENT % "Deux.").encode(), "reported; the others are read", 2, "line 2: has neither a text nor a title"),
    Case("a database article beyond the limit", "a.html", (DOCUMENT % ("mot " * 2_100_000) + DOCUMENT % "Deux.").encode(), "reported; the next one is read", 1, "more than 8,100,000 characters"),
    Case("a database article nested fifty thousand levels deep", "a.html", (DOCUMENT % ("<div>" * 50_000 + "Un.") + DOCUMENT % "Deux.").encode(), "read or reported; the next one is read", -1),
    Case("a hundred thousand articles that never end", "a.html", (DOCUMENT % "Un." + "<article>" * 100_000).encode(), "whatever contains no article is skipped", 1),
    Case("endless attributes in an export", "a.html", (DOCUMENT % "Un." + "<div class=" * 20_000).encode(), "read in linear time", 1),
    Case("a gzip bomb in an export", "a.html.gz", gzip.compress((DOCUMENT % "Un." + DOCUMENT % ("a" * 40_000_000)).encode(), 1, mtime=0), "reading of the article stops at the limit; the others are read", 1, "more than 8,100,000 characters"),
    Case("a corpus whose text is beyond the limit", "a.txt", b"**** *date_2024-03-05\n" + b"mot " * 300_000 + b"\n**** *date_2024-03-06\nIl pleut.\n", "reported; the next one is read", 1, "the text has 1,199,999 characters"),
    Case("endless hyphens at line ends", "a.txt", b"Rappel de votre demande:\nTitre : Gazette\n\n" + b"a-\n" * 50_000, "read in linear time", 1),
    Case("a dispatch of control characters", "a.txt", b"\x01abc123 3 i 5 a\n\x02" + b"\x01\x02\x03\x04" * 1000, "reported", error="neither a text nor a title|without an article"),
    Case("a cancelled dispatch", "a.xml", (NEWSML % "Canceled").encode(), "skipped, and counted on standard error"),
    Case("an agency's picture without a text", "a.json", b'{"uri": "urn:a", "type": "picture", "versioncreated": "2024-03-05T10:00:00Z"}', "skipped, and counted on standard error"),
    Case("a JSON schema", "a.json", b'{"$schema": "x", "properties": {}, "title": "ninjs"}', "reported", error="is a JSON schema, not an article"),
    Case("ALTO without a word", "a.xml", b"<alto><Layout><Page/></Layout></alto>", "reported", error="neither a text nor a title"),
    Case("RTF that is not RTF", "a.rtf", b"Il pleut.", "reported", error="is not RTF"),
    Case("RTF with groups and links that never end", "a.rtf", b"{\\rtf1 Il pleut." + b"{\\field{\\*\\fldinst{HYPERLINK " * 20_000, "read in linear time, or reported", -1),
    Case("RTF with a number that is not a character", "a.rtf", b"{\\rtf1 Il pleut.\\u99999999999? }", "reported", error="cannot be read as RTF"),
    # --- Parquet
    Case("a Parquet file that is not one", "a.parquet", b"PAR1 no", "reported", error="cannot be read as Parquet"),
    Case("Parquet without a column `text`", "a.parquet", parquet(remarque=["x"]), "reported, with its columns", error="no column \"text\"; its columns: remarque"),
    Case("Parquet with a date in the year 29349", "a.parquet", far_day, "the article is read without it, with a warning", 1),
    Case("Parquet with numbers and nulls as texts", "a.parquet", parquet(text=[1, None]), "each row is reported", error="`text` that is a number"),
]  # fmt: skip
