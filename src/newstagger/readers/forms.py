"""The forms of files that are read: one table from the ending of a name to the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from newstagger.readers.options import ReadOptions
from newstagger.readers.source import Item


@dataclass(frozen=True)
class Form:
    """A form of file.

    Attributes:
        module, function: the reader, imported when a file of the form is there.
        articles: how many a file holds: "one", "lines" (one per line) or "many".
        packed: whether it is an archive of files, which is not opened inside another archive.
    """

    module: str
    function: str
    articles: str = "many"
    packed: bool = False

    def read(self, opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
        """The articles of an open file."""
        reader: Callable[[BinaryIO, str, ReadOptions], Iterator[Item]]
        reader = getattr(import_module(f"newstagger.readers.{self.module}"), self.function)
        return reader(opened, source, reading)


_TEXT = Form("plain", "read_text", "one")
_PAGE = Form("plain", "read_web_page", "one")
_LINES = Form("json_files", "read_lines", "lines")
_TABLE = Form("delimited", "read_csv")
_XML = Form("xml.parse", "read_xml")
_TAR = Form("archives", "read_tar", packed=True)
_WARC = Form("archives", "read_warc")
_MHTML = Form("plain", "read_mhtml", "one")
_SHEETS = Form("spreadsheets", "read_sheets")
#: Every ending that is read, each with .gz behind it too.
FORMS = {
    ".txt": _TEXT,
    ".html": _PAGE,
    ".htm": _PAGE,
    ".jsonl": _LINES,
    ".ndjson": _LINES,
    ".json": Form("json_files", "read_json"),
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".xml": _XML,
    ".rss": _XML,
    ".atom": _XML,
    ".nitf": _XML,
    ".newsml": _XML,
    ".warc": _WARC,
    ".warc.wet": _WARC,
    ".arc": _WARC,
    ".mhtml": _MHTML,
    ".mht": _MHTML,
    ".docx": Form("word", "read_docx"),
    ".rtf": Form("word", "read_rtf"),
    ".parquet": Form("spreadsheets", "read_parquet"),
    ".xlsx": _SHEETS,
    ".xls": _SHEETS,
    ".ods": _SHEETS,
    ".zip": Form("archives", "read_zip", packed=True),
    ".tar": _TAR,
    ".tgz": _TAR,
    ".tar.bz2": _TAR,
    ".tar.xz": _TAR,
}
ENDINGS = tuple(FORMS)
_UNPACK = "unpack it, and give the file or the folder"
_MAIL = "mail is not read: save the letter’s text as .txt, or the page it links to as .html"
_PICTURE = "pictures are not read: run OCR (ocrmypdf, tesseract) and give its text"
#: Forms that are not read, and what to do with them.
_ADVICE = {
    ".pdf": "PDF is not read: save its text as .txt, with pdftotext or from the program that shows it",
    ".epub": "EPUB is not read: turn it into .txt or .html, with pandoc or Calibre",
    ".doc": "Word’s old form is not read: save it as .docx or .txt (UTF-8) from Word or LibreOffice",
    ".odt": "OpenDocument is not read: save it as .docx or .txt (UTF-8) from LibreOffice",
    ".odp": "presentations are not read: save the text as .txt (UTF-8) from LibreOffice",
    ".ppt": "presentations are not read: save the text as .txt (UTF-8) from PowerPoint or LibreOffice",
    ".pptx": "presentations are not read: save the text as .txt (UTF-8) from PowerPoint or LibreOffice",
    ".pages": "the form of Apple’s Pages is not read: export it as .docx",
    ".numbers": "the form of Apple’s Numbers is not read: export it as .csv or .xlsx",
    ".xlsb": "this form of Excel is not read: save the sheet as .xlsx or .csv (UTF-8)",
    ".xlsm": "this form of Excel is not read: save the sheet as .xlsx or .csv (UTF-8)",
    ".webarchive": "Safari’s web archives are not read: turn it into .html (textutil -convert html), or save the page’s source",
    ".maff": "this form of a saved page is not read: save it again as .html",
    ".eml": _MAIL,
    ".msg": _MAIL,
    ".mbox": _MAIL,
    ".md": "Markdown is not read by itself: rename it to .txt, or turn it into .html with pandoc",
    ".opml": "it lists feeds, not articles: fetch those that it names in xmlUrl and give them",
    ".js": "scripts are not read: of an archive of Twitter, save the list behind the first « = » as .json",
    ".sqlite": "databases are not read: write a table as .csv or .jsonl (sqlite-utils rows BASE TABLE --nl)",
    ".db": "databases are not read: write a table as .csv or .jsonl (sqlite-utils rows BASE TABLE --nl)",
    ".sql": "SQL is not read: load it into a database and write the table as .csv",
    ".feather": "Arrow’s own form is not read: save it as .parquet (pandas: to_parquet)",
    ".arrow": "Arrow’s own form is not read: save it as .parquet",
    ".pkl": "pickles are never opened, since they run code: save it as .parquet or .jsonl (pandas: to_json(orient='records', lines=True))",
    ".pickle": "pickles are never opened, since they run code: save it as .parquet or .jsonl",
    ".rds": "R’s form is not read: save it as .csv or .parquet (arrow::write_parquet)",
    ".rdata": "R’s form is not read: save it as .csv or .parquet (arrow::write_parquet)",
    ".dta": "Stata’s form is not read: save it as .csv",
    ".sav": "SPSS’s form is not read: save it as .csv",
    ".wacz": "it is a .zip of web archives: unpack it, and give the .warc.gz in its folder archive",
    ".zst": _UNPACK,
    ".bz2": _UNPACK,
    ".xz": _UNPACK,
    ".lzma": _UNPACK,
    ".7z": _UNPACK,
    ".rar": _UNPACK,
    ".z": _UNPACK,
    ".png": _PICTURE,
    ".jpg": _PICTURE,
    ".jpeg": _PICTURE,
    ".tif": _PICTURE,
    ".tiff": _PICTURE,
}


def ending(name: str) -> str | None:
    """The ending of a name that is read, without .gz; None where there is none."""
    plain = name.lower().removesuffix(".gz")
    return max((known for known in FORMS if plain.endswith(known)), key=len, default=None)


def refusal(name: str) -> str:
    """Why a file is not read, and what to do."""
    plain = name.lower().removesuffix(".gz")
    # The longest ending counts: « .tar.zst » before « .zst ».
    known = max((one for one in _ADVICE if plain.endswith(one)), key=len, default=None)
    if known is not None:
        return f"has an ending that is not read; {_ADVICE[known]}"
    if "." not in plain.rpartition("/")[2].lstrip("."):
        return f"has no ending that tells its form: give it one ({', '.join(ENDINGS)}), or send it to standard input: newstagger tag - < FILE"
    return f"has an ending that is not read; known are {', '.join(ENDINGS)}, each also with .gz"
