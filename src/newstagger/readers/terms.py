"""Topics in a cell, indexing terms, names and bylines, as tables, databases and agencies write them -> lists and names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from newstagger._text.normalise import fold

#: Separators that are never part of a label; and those that may be, the more likely first.
_STRONG, _WEAK = (";", "|"), (" / ", ",")
#: A cell that could be split is one label if at least this many cells have it, and none has its parts separately.
_TOGETHER = 3
#: « Arts, culture et médias »: a lower-case list that ends with « et » is one label.
_ENUMERATION = re.compile(r"[^,]+(?:, [a-zà-ÿœ][^,]*)* et [a-zà-ÿœ][^,]*")


class Cells:
    """Splits topics in a cell.

    « ; » and « | » always separate; if no cell has either, « / » between spaces or a comma does, unless its parts never
    occur separately.

    Attributes:
        separator: the one given by the user or detected; None until a cell shows it.
    """

    def __init__(self, separator: str | None = None) -> None:
        self._given = separator
        self._strong: set[str] = set()
        self._weak: set[str] = set()
        self._whole: set[str] = set()

    @property
    def separator(self) -> str | None:
        """The separator of the cells seen so far."""
        return self._given or next((mark for marks in (self._strong, self._weak) for mark in sorted(marks)), None)

    def learn(self, cells: Iterable[str]) -> None:
        """Detect the separator from cells before they are split."""
        if self._given is not None:
            return
        counts = Counter(cell.strip() for cell in cells)
        self._strong |= {mark for mark in _STRONG if any(mark in cell for cell in counts)}
        if self._strong:
            return
        for mark in _WEAK:
            if any(mark in cell for cell in counts):
                self._weak.add(mark)
                self._whole |= _find_inseparable(counts, mark)
                break

    def split(self, cell: str) -> list[str]:
        """The labels of a cell."""
        if self._given is not None:
            return _split(cell, self._given)
        self._strong |= {mark for mark in _STRONG if mark in cell}
        for mark in _STRONG:
            if mark in cell:
                return _split(cell, mark)
        if self._strong or cell.strip() in self._whole or _ENUMERATION.fullmatch(cell.strip()):
            return _split(cell, ";")
        for mark in _WEAK:
            if mark in cell and (not self._weak or mark in self._weak):
                self._weak.add(mark)
                return _split(cell, mark)
        return _split(cell, ";")


def _find_inseparable(counts: Counter[str], mark: str) -> set[str]:
    """Frequent cells whose parts are in no other cell."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for cell in counts:
        for label in _split(cell, mark):
            where[label].add(cell)
    return {
        cell
        for cell, count in counts.items()
        if mark in cell and count >= _TOGETHER and all(len(where[label]) == 1 for label in _split(cell, mark))
    }


def _split(cell: str, mark: str) -> list[str]:
    return [label.strip() for label in cell.split(mark) if label.strip()]


def split_keywords(cell: str) -> list[str]:
    """The keywords of a cell, separated by commas unless it has a clearer separator."""
    return _split(cell, next((mark for mark in _STRONG if mark in cell), ","))


def read_labels(value: object) -> Any:
    """Labels as texts, from an object or a list of texts or objects; None if there is anything else."""
    if isinstance(value, dict):
        related = find_related(value)
        value = [value] if related is None else related if isinstance(related, list) else [related]
    if not isinstance(value, list):
        return None
    labels = [_read_label(one) for one in value]
    return labels if all(isinstance(label, str) for label in labels) else None


#: Keys of the name of a topic.
_LABELS = ("label", "libelle", "name", "nom", "title", "titre", "intitule", "term", "value", "text")


def _read_label(value: object) -> object:
    if isinstance(value, dict):
        value = value if (related := find_related(value)) is None else related
    if isinstance(value, dict):
        return next((value[key] for key in _LABELS if isinstance(value.get(key), str)), None)
    return value


def find_related(value: Mapping[Any, Any]) -> Any:
    """What a relation of Strapi or JSON:API refers to, under « data » or « attributes »; None for any other object."""
    if "data" in value and value.keys() <= {"data", "links", "meta"}:
        return value["data"]
    return inner if isinstance(inner := value.get("attributes"), Mapping) else None


_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def read_python_list(cell: str) -> list[str] | None:
    """The texts in « ['Sport', "L'été"] », as Python and numpy write a list into a cell; None if it is anything else."""
    cell = cell.strip()
    if not (cell.startswith("[") and cell.endswith("]")) or not re.fullmatch(r"[\s,]*", _QUOTED.sub("", cell[1:-1])):
        return None
    return [re.sub(r"\\(.)", r"\1", one or other).strip() for one, other in _QUOTED.findall(cell)]


#: « (93%) » after a term of LexisNexis, its relevance.
_RELEVANCE = re.compile(r"\s*\(\s*\d{1,3}\s*%\s*\)")
_PAGE = re.compile(
    r"^(?:s\.|seite|ausg|pg?|page|pages|col|column|part|vol|version|section [A-Z0-9])(?:\b|(?<=\.))[\s.:]*[\w-]*(?:,?\s*[^\W\d]+\.?\s*\d*)?$",
    re.IGNORECASE,
)
#: What may stand before « par » in a byline.
_WRITTEN = r"(?:(?:propos recueillis|recueillis?|[ée]crit|r[ée]dig[ée]|article|texte) )?"
_BY = re.compile(
    r"^(?:(?:de|from) (?:notre|nos|our) (?:envoyée?s?|correspondante?s?|correspondents?)[^:,]{0,40}[:,]\s*|(?:"
    + _WRITTEN
    + r"par|by|von|por|di|door)\s*:?\s+)",
    re.IGNORECASE,
)


def split_terms(text: str, mark: str = ";") -> list[str]:
    """Terms split at a separator, without their relevance."""
    return [term for part in _RELEVANCE.sub(mark, text).split(mark) if (term := " ".join(part.split()).strip(" ,.;"))]


def remove_repeats(terms: Iterable[str]) -> list[str]:
    """Terms in order, without those that differ from an earlier one only in case and accents."""
    found: dict[str, str] = {}
    for term in terms:
        if term.strip():
            found.setdefault(fold(term.strip()), term.strip())
    return list(found.values())


def split_sections(text: str) -> list[str]:
    """The names in « INTERNATIONAL; Pg. 35 », without pages and columns."""
    parts = [re.sub(r",\s*p(?:g|age)?\.?\s*[\w-]+$", "", part, flags=re.IGNORECASE) for part in split_terms(text)]
    return [part for part in parts if not _PAGE.match(part) and not re.fullmatch(r"[A-Z]{0,2}[\d ]+", part)]


def clean_author(text: str | None) -> str | None:
    """Names without « Par » and surrounding punctuation; None if it is too long for a byline."""
    plain = " ".join((text or "").split())
    plain = _BY.sub("", plain).strip(" ,;:-–—|")
    first, *others = re.split(r"\s*[;|]\s*", plain)
    # A sentence may follow the names: « ; Anne Noël a contribué à cet article ».
    plain = ", ".join([first, *(name for name in others if name and len(name.split()) <= 5)])
    return plain if plain and len(plain) <= 250 else None


def clean_source(text: str | None) -> str | None:
    """The name of a newspaper without the issue number: « La Gazette, no. 24512 » is « La Gazette »."""
    plain = " ".join((text or "").split())
    return re.sub(r",?\s+n[o°º][.\s]\s*[\w-]+.*$", "", plain, flags=re.IGNORECASE).strip(" ,.;") or None


_BEFORE_NAMES = re.compile(rf"^(?:de notre correspondante?|{_WRITTEN}par|by)\s*:?\s+", re.IGNORECASE)


def remove_by(byline: str) -> str:
    """A byline without « Par », « Propos recueillis par » or « De notre correspondant » before the names."""
    return _BEFORE_NAMES.sub("", byline.strip())


def clean_byline(text: str | None) -> str | None:
    """The names of a byline, in one line."""
    return remove_by(" ".join(text.split())) or None if text else None


#: « asl/tib/pid » and « ==Kyodo », the signature below a dispatch.
_SIGNED = re.compile(r"\(?[a-z]{2,6}(?:[-/][a-z]{2,6}){1,9}/?\)?|\(?(?:SDA|ATS)\W{1,2}[a-z]{1,6}\)?|==\w+")


def remove_signature(text: str) -> str:
    """The text of a dispatch without a signature in its last line."""
    text = text.rstrip()
    before, _, last = text.rpartition("\n")
    return before.rstrip() if before and _SIGNED.fullmatch(last.strip()) else text
