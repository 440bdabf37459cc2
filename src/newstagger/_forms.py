"""File formats: how each is read and written, and what to do with those that are not read. A new format is one line here.

Functions are named, not imported: a format’s module is loaded when such a file is read or written.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from newstagger.errors import MissingExtraError, UsageError

_READING_PACKAGES = ("docx", "lxml", "pyarrow", "python_calamine", "striprtf", "trafilatura", "warcio")


@dataclass(frozen=True)
class Form:
    """A file format, recognised by its extension.

    Attributes:
        ending: the extension in lower case, with its dot. Any that is read may be followed by ``.gz``.
        reader: ``module:function`` in ``newstagger.readers``; empty if the format is not read.
        articles: number of articles in a file: one, one per line, or any number.
        packed: whether it is an archive of files, which is not read inside another archive.
        writer: ``module:function`` in ``newstagger._writers``; empty if the format is not written.
        takes: what the writer takes: lines of JSON, or ``TaggedArticle`` objects.
        kind: whether the output is a file, a database that articles can be added to, or a folder.
        tags: ``module:function`` in ``newstagger._writers`` that reads tags back from such a file; empty if there is none.
        extra: the extra that installs what the format needs.
        package: the package that writing needs.
        advice: what to do with such a file if the format is not read.
        begins: first bytes that only such files have, to recognise input without a name.
    """

    ending: str
    reader: str = ""
    articles: Literal["one", "lines", "many"] = "many"
    packed: bool = False
    writer: str = ""
    takes: Literal["lines", "articles"] = "articles"
    kind: Literal["file", "database", "folder"] = "file"
    tags: str = ""
    extra: str = ""
    package: str = ""
    advice: str = ""
    begins: tuple[bytes, ...] = ()

    def load_reader(self) -> Any:
        """The function that reads such files: open file, name, ``ReadOptions`` -> articles and errors."""
        return _load("newstagger.readers", self.reader)

    def load_writer(self) -> Any:
        """The function that writes such files: lines or articles, open file (for a folder, its path)."""
        return _load("newstagger._writers", self.writer)

    def load_tag_reader(self) -> Any:
        """The function that reads tags back from such files: path -> numbered articles and errors."""
        return _load("newstagger._writers", self.tags)


def _load(package: str, name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(f"{package}.{module}"), function)


#: The first bytes of Rich Text Format.
RTF = b"{\\rtf"
_UNPACK = "unpack it first and pass the file or the folder"
_MAIL = "this mail format is not read: save each message as .eml, its text as .txt, or the page it links to as .html"
_PICTURE = "pictures are not read: run OCR (ocrmypdf, tesseract) and pass its text"
_SLIDES = "presentations are not read: save the text as .txt (UTF-8) from PowerPoint or LibreOffice"
_EXCEL = "this Excel format is not read: save the sheet as .xlsx or .csv (UTF-8)"
_DATABASE = "databases are not read: export a table as .csv or .jsonl (sqlite-utils rows DATABASE TABLE --nl)"
_R = "R’s own format is not read: save it as .csv or .parquet (arrow::write_parquet)"

FORMS = (
    # Files of one article
    Form(".txt", "documents:read_text", "one"),
    Form(".html", "documents:read_web_page", "one", writer="page:write_page", extra="html"),
    Form(".htm", "documents:read_web_page", "one", extra="html"),
    Form(".mhtml", "mail:read_mhtml", "one", extra="html"),
    Form(".mht", "mail:read_mhtml", "one", extra="html"),
    Form(".eml", "mail:read_mail", "one", extra="html"),
    Form(".docx", "documents:read_docx", extra="docx"),
    Form(".rtf", "rtf:read_rtf", extra="office", begins=(RTF,)),
    # JSON
    Form(".jsonl", "json_files:read_lines", "lines", writer="records:write_lines", takes="lines", tags="records:read_tag_lines"),
    Form(".jsonl.gz", writer="records:write_packed_lines", takes="lines", tags="records:read_tag_lines"),
    Form(".ndjson", "json_files:read_lines", "lines", writer="records:write_lines", takes="lines", tags="records:read_tag_lines"),
    Form(".ndjson.gz", writer="records:write_packed_lines", takes="lines", tags="records:read_tag_lines"),
    Form(".json", "json_files:read_json", writer="records:write_list", takes="lines"),
    # Tables
    Form(".csv", "delimited:read_csv", writer="tables:write_csv", tags="tables:read_tag_rows"),
    Form(".tsv", "delimited:read_csv"),
    Form(".parquet", "spreadsheets:read_parquet", writer="tables:write_parquet", tags="tables:read_tag_table", extra="parquet", package="pyarrow", begins=(b"PAR1",)),
    Form(".xlsx", "spreadsheets:read_sheets", extra="office"),
    Form(".xls", "spreadsheets:read_sheets", extra="office"),
    Form(".ods", "spreadsheets:read_sheets", extra="office"),
    Form(".sqlite", writer="database:write_database", kind="database", tags="database:read_tag_database", advice=_DATABASE, begins=(b"SQLite format 3",)),
    Form(".db", writer="database:write_database", kind="database", tags="database:read_tag_database", advice=_DATABASE),
    # XML
    Form(".xml", "xml:read_xml", extra="xml"),
    Form(".rss", "xml:read_xml", extra="xml"),
    Form(".atom", "xml:read_xml", extra="xml"),
    Form(".nitf", "xml:read_xml", extra="xml"),
    Form(".newsml", "xml:read_xml", extra="xml"),
    # Archives
    Form(".warc", "archives:read_warc", extra="warc", begins=(b"WARC/",)),
    Form(".warc.wet", "archives:read_warc", extra="warc"),
    Form(".arc", "archives:read_warc", extra="warc", begins=(b"filedesc://",)),
    Form(".zip", "archives:read_zip", packed=True),
    Form(".tar", "archives:read_tar", packed=True),
    Form(".tgz", "archives:read_tar", packed=True),
    Form(".tar.bz2", "archives:read_tar", packed=True),
    Form(".tar.xz", "archives:read_tar", packed=True),
    # Written for other programs; to be read, their last extension counts
    Form(".ninjs.jsonl", writer="exchange:write_ninjs"),
    Form(".newsml.xml", writer="exchange:write_newsml"),
    Form(".iramuteq.txt", writer="exchange:write_alceste", takes="lines"),
    Form(".tml", writer="timeml:write_folder", kind="folder"),
    # Not read
    Form(".pdf", advice="PDF is not read: save its text as .txt, with pdftotext or from a PDF viewer", begins=(b"%PDF",)),
    Form(".epub", advice="EPUB is not read: convert it to .txt or .html, with pandoc or Calibre"),
    Form(".doc", advice="Word’s old format is not read: save it as .docx or .txt (UTF-8) from Word or LibreOffice"),
    Form(".odt", advice="OpenDocument is not read: save it as .docx or .txt (UTF-8) from LibreOffice"),
    *(Form(ending, advice=_SLIDES) for ending in (".odp", ".ppt", ".pptx")),
    Form(".pages", advice="Apple’s Pages format is not read: export it as .docx"),
    Form(".numbers", advice="Apple’s Numbers format is not read: export it as .csv or .xlsx"),
    *(Form(ending, advice=_EXCEL) for ending in (".xlsb", ".xlsm")),
    Form(".webarchive", advice="Safari’s web archives are not read: convert them to .html (textutil -convert html), or save the page source", begins=(b"bplist00",)),
    Form(".maff", advice="this format of saved pages is not read: save it again as .html"),
    *(Form(ending, advice=_MAIL) for ending in (".msg", ".mbox")),
    Form(".md", advice="Markdown files are not read: rename them to .txt, or convert them to .html with pandoc"),
    Form(".opml", advice="it lists feeds, not articles: download those that it names in xmlUrl and pass them"),
    Form(".js", advice="scripts are not read: of a Twitter archive, save the list after the first = as .json"),
    Form(".sql", advice="SQL files are not read: load them into a database and export the table as .csv"),
    Form(".feather", advice="Arrow’s own format is not read: save it as .parquet (pandas: to_parquet)", begins=(b"ARROW1", b"FEA1")),
    Form(".arrow", advice="Arrow’s own format is not read: save it as .parquet"),
    Form(".ris", advice="references (RIS) are not read: export them from Zotero as .csv or as CSL JSON (.json)", begins=(b"TY  - ",)),
    Form(".pkl", advice="pickles are never opened, since they run code: save the data as .parquet or .jsonl (pandas: to_json(orient='records', lines=True))", begins=(b"\x80\x03", b"\x80\x04", b"\x80\x05")),
    Form(".pickle", advice="pickles are never opened, since they run code: save the data as .parquet or .jsonl"),
    *(Form(ending, advice=_R) for ending in (".rds", ".rdata")),
    Form(".dta", advice="Stata’s format is not read: save it as .csv", begins=(b"<stata_dta>",)),
    Form(".sav", advice="SPSS’s format is not read: save it as .csv", begins=(b"$FL2", b"$FL3")),
    Form(".wacz", advice="it is a .zip of web archives: unpack it and pass the .warc.gz in its folder archive"),
    Form(".zst", advice=_UNPACK, begins=(b"\x28\xb5\x2f\xfd",)),
    Form(".bz2", advice=_UNPACK, begins=(b"BZh",)),
    Form(".xz", advice=_UNPACK, begins=(b"\xfd7zXZ",)),
    Form(".7z", advice=_UNPACK, begins=(b"7z\xbc\xaf",)),
    Form(".rar", advice=_UNPACK, begins=(b"Rar!\x1a",)),
    Form(".z", advice=_UNPACK, begins=(b"\x1f\x9d",)),
    Form(".lzma", advice=_UNPACK),
    Form(".png", advice=_PICTURE, begins=(b"\x89PNG",)),
    Form(".jpg", advice=_PICTURE, begins=(b"\xff\xd8\xff",)),
    Form(".tif", advice=_PICTURE, begins=(b"II*\0", b"MM\0*")),
    *(Form(ending, advice=_PICTURE) for ending in (".jpeg", ".tiff")),
)  # fmt: skip

#: Extensions that are read (each also with ``.gz``), that are written, and from which tags can be read back.
READ = tuple(form.ending for form in FORMS if form.reader)
WRITTEN = tuple(form.ending for form in FORMS if form.writer)
DATABASES = tuple(form.ending for form in FORMS if form.kind == "database")
TAGS = tuple(form.ending for form in FORMS if form.tags)
#: Extensions of formats that take any records, tagged or not.
RECORDS = tuple(form.ending for form in FORMS if form.takes == "lines")


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:
        return False


def find_reader(name: str) -> Form | None:
    """The format in which a file with this name is read; None if it is not read."""
    return _find(name.lower().removesuffix(".gz"), READ)


def detect_form(data: bytes) -> Form | None:
    """The format that begins with these bytes; None if they do not show it."""
    return next((form for form in FORMS if data.startswith(form.begins)), None)


def find_writer(path: Path) -> Form:
    """The format in which a file with this name is written.

    Raises:
        UsageError: files with this extension are not written.
        MissingExtraError: the format needs a package that is not installed.
    """
    form = _find(path.name.lower(), WRITTEN)
    if form is None:
        raise UsageError(f"{path}: has an extension that cannot be written; known are {', '.join(WRITTEN)}")
    if form.package and not _is_installed(form.package):
        raise MissingExtraError(str(path), form.package, form.extra)
    return form


def list_reading_packages() -> list[str]:
    """The packages of extras that are installed and on which it depends what can be read."""
    return [package for package in _READING_PACKAGES if _is_installed(package)]


def find_tag_reader(path: Path) -> Form | None:
    """The format from which a file’s tags can be read back; None if they cannot."""
    return _find(path.name.lower(), TAGS)


def explain_unread(name: str, problem: str = "has an unsupported extension") -> str:
    """Why a file with this name is not read, and what to do."""
    plain = name.lower().removesuffix(".gz")
    if (form := _find(plain, tuple(form.ending for form in FORMS if form.advice))) is not None:
        return f"{problem}; {form.advice}"
    if "." not in plain.rpartition("/")[2].lstrip("."):
        return f"has no extension that shows its format: add one ({', '.join(READ)}), or pass the file as standard input (-)"
    return f"{problem}; known are {', '.join(READ)}, each also with .gz"


def _find(name: str, endings: tuple[str, ...]) -> Form | None:
    """The format with the longest matching extension: ``.tar.zst`` before ``.zst``."""
    longest = max((ending for ending in endings if name.endswith(ending)), key=len, default=None)
    return next((form for form in FORMS if form.ending == longest), None)
