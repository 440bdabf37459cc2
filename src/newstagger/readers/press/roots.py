"""Roots of XML files of databases and corpora: which element is an article, and what makes a record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newstagger.readers.xml.parse import ToRecord


def roots() -> dict[str, tuple[str, ToRecord]]:
    """Root -> the article's element and its reader."""
    from newstagger.readers.press import corpora as alto
    from newstagger.readers.press import corpora as tei
    from newstagger.readers.press import factiva

    return {
        "PPSResponse": ("article", factiva.record_of_xml),
        "ppsArticleResponse": ("article", factiva.record_of_xml),
        "TEI": ("TEI", tei.record_of_tei),
        "teiCorpus": ("TEI", tei.record_of_tei),
        "corpus": ("text", tei.record_of_text),
        "text": ("text", tei.record_of_text),
        "doc": ("doc", tei.record_of_doc),
        "alto": ("alto", alto.record_of_alto),
    }
