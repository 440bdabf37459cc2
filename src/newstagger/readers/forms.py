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
        articles: how many a file holds: « one », « lines » (one a line) or « many ».
    """

    module: str
    function: str
    articles: str = "many"

    def read(self, opened: BinaryIO, source: str, reading: ReadOptions) -> Iterator[Item]:
        """The articles of an open file."""
        reader: Callable[[BinaryIO, str, ReadOptions], Iterator[Item]]
        reader = getattr(import_module(f"newstagger.readers.{self.module}"), self.function)
        return reader(opened, source, reading)


_TEXT = Form("plain", "read_text", "one")
_PAGE = Form("plain", "read_web_page", "one")
_LINES = Form("jsons", "read_lines", "lines")
_TABLE = Form("delimited", "read_csv")
_XML = Form("xml", "read_xml")
#: Every ending that is read, each with .gz behind it too.
FORMS = {
    ".txt": _TEXT,
    ".html": _PAGE,
    ".htm": _PAGE,
    ".jsonl": _LINES,
    ".ndjson": _LINES,
    ".json": Form("jsons", "read_json"),
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".xml": _XML,
    ".rss": _XML,
    ".atom": _XML,
    ".nitf": _XML,
    ".newsml": _XML,
    ".warc": Form("warc", "read_warc"),
    ".docx": Form("docx", "read_docx"),
    ".rtf": Form("rtf", "read_rtf"),
    ".parquet": Form("parquet", "read_parquet"),
}
ENDINGS = tuple(FORMS)
#: Forms that are not read, and what to do with them.
_ADVICE = {
    ".pdf": "PDF is not read: save its text as .txt, with pdftotext or from the program that shows it",
    ".epub": "EPUB is not read: turn it into .txt or .html, with pandoc or Calibre",
    ".doc": "Word’s old form is not read: save it as .txt (UTF-8) from Word or LibreOffice",
    ".odt": "OpenDocument is not read: save it as .txt (UTF-8) from LibreOffice",
    ".xlsx": "Excel’s form is not read: save the sheet as .csv (UTF-8)",
    ".xls": "Excel’s form is not read: save the sheet as .csv (UTF-8)",
    ".zip": "archives are not opened: unpack it, and give the folder",
    ".tar": "archives are not opened: unpack it, and give the folder",
    ".tgz": "archives are not opened: unpack it, and give the folder",
}


def ending(name: str) -> str | None:
    """The ending of a name that is read, without .gz; None where there is none."""
    plain = name.lower().removesuffix(".gz")
    return max((known for known in FORMS if plain.endswith(known)), key=len, default=None)


def refusal(name: str) -> str:
    """Why a file is not read, and what to do."""
    advice = next((advice for known, advice in _ADVICE.items() if name.lower().endswith(known)), None)
    known = f"known are {', '.join(ENDINGS)}, each also with .gz"
    return f"has an ending that is not read; {advice or known}"
