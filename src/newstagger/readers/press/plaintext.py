"""Plain text of databases and agencies: printed lines, corpora of Alceste and IRaMuTeQ, IPTC 7901, OCR of Gallica and Retronews.

Alceste’s format is described in http://www.iramuteq.org/documentation/formatage-des-corpus-texte, IPTC 7901 in
https://iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf. Many files of the latter have lost their control characters, so
that only the first line and the "=" after the headline remain. Joining words hyphenated at line ends changes offsets, so it
is not part of ``_text.normalise``, which preserves them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from newstagger._text.normalise import fold
from newstagger.readers.published import find_day
from newstagger.readers.terms import clean_author, remove_repeats, remove_signature, split_terms

#: Words before which a hyphen at a line's end is kept: « dit-⏎il », « peut-⏎être », « lui-⏎même ». French does not hyphenate
#: between a consonant and a vowel, so those with a vowel cannot be the end of a hyphenated word.
_KEEP = frozenset("il elle on ils elles eux être vous nous même mêmes".split())
#: Words that may be followed by « -ci », « -là » or « -ce ».
_SHOWN = {
    "ci": frozenset("celui celle ceux celles jusque".split()),
    "là": frozenset("celui celle ceux celles jour jusque cela".split()),
    "ce": frozenset("est était sera serait fut".split()),
    "dire": frozenset("à".split()),
}
#: Small words inside compounds, after a hyphen: « tête-à-⏎tête », « arc-en-⏎ciel ».
_SMALL = frozenset("à au aux d de du des en et l la le les sous sur".split())
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]+)([-\u2010\u00ac\u00ad])[ \t]*\n[ \t]*([^\W\d_]+)")
_SENTENCE_END = re.compile(r"[.!?…:;»”\"][)\]»”\"]{0,5}$")
#: Maximum length of a running head, in code points, and minimum number of pages that have it.
_HEAD_LENGTH = 80
_HEAD_TIMES = 3


def join_cut_words(text: str) -> str:
    """Join words hyphenated at line ends: « ren-⏎du » becomes « rendu »."""
    return _CUT.sub(_join_halves, text)


def _join_halves(match: re.Match[str]) -> str:
    before, sign, behind = match.groups()
    keep = sign in "-\u2010" and (
        behind[0].isupper()
        or behind.lower() in _KEEP
        or before.lower() in _SHOWN.get(behind.lower(), ())
        or (before.lower() in _SMALL and match.string[match.start() - 1 : match.start()] in ("-", "\u2010"))
    )
    return f"{before}{'-' if keep else ''}{behind}"


def unwrap(text: str) -> str:
    """Join the lines of paragraphs, with blank lines between them.

    A paragraph ends at a blank line, before an indented line or around a heading in capitals, and after a short line that
    ends a sentence.
    """
    paragraphs: list[str] = []
    for block in re.split(r"\n[ \t]*\n", join_cut_words(text)):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        paragraphs += _join_paragraphs(lines)
    return "\n\n".join(paragraphs)


def _join_paragraphs(lines: Sequence[str]) -> Iterator[str]:
    width = max(map(len, lines), default=0)
    indents = [len(line) - len(line.lstrip()) for line in lines]
    joined: list[str] = []
    for at, line in enumerate(lines):
        words = line.strip()
        before = lines[at - 1].strip() if at else ""
        starts = (
            (indents[at] >= 2 and at and indents[at - 1] < indents[at])
            or (
                before
                and (before.isupper() != words.isupper())
                and any(map(str.isalpha, words))
                and any(map(str.isalpha, before))
            )
            or (before and _SENTENCE_END.search(before) and len(lines[at - 1]) < 0.6 * width)
        )
        if joined and starts:
            yield " ".join(joined)
            joined = []
        joined.append(words)
    if joined:
        yield " ".join(joined)


def remove_running_heads(pages: Iterable[Sequence[str]], names: Iterable[str] = ()) -> list[list[str]]:
    """Pages without the newspaper's name, day and page number at their edges.

    Args:
        pages: the lines of each page; a single page if nothing separates them.
        names: names of the newspaper; any line with only a name and a number is a running head.
    """
    pages = [list(page) for page in pages]
    shaped = [[_reduce_line(line) for line in page if 0 < len(line.strip()) <= _HEAD_LENGTH] for page in pages]
    # A line counts once per page; on a single page, each time.
    counted = Counter(shape for page in shaped for shape in (set(page) if len(pages) > 1 else page))
    shapes = {shape for shape, times in counted.items() if shape and times >= min(_HEAD_TIMES, max(2, len(pages)))}
    known = {_reduce_line(name) for name in names if name}
    kept: list[list[str]] = []
    for page in pages:
        filled = [at for at, line in enumerate(page) if line.strip()]
        edges = {*filled[:2], *filled[-2:]}
        kept.append(
            [
                line
                for at, line in enumerate(page)
                if not _is_head(line.strip(), at in edges, shapes, known, len(pages) > 1)
            ]
        )
    return kept


def _is_head(line: str, edge: bool, shapes: set[str], known: set[str], several: bool) -> bool:
    """Whether a line is a running head. ``edge``: it is at the edge of a page; ``several``: there are several pages."""
    if not line or len(line) > _HEAD_LENGTH:
        return False
    shape, numbered = _reduce_line(line), any(map(str.isdigit, line))
    if not shape:  # only a number: that of a page, if it is at an edge
        return several and edge and numbered
    if numbered and shape in known:
        return True
    sentence = _SENTENCE_END.search(line) and not line.isupper()
    return shape in shapes and not sentence and (edge or (not several and (line.isupper() or numbered)))


def _reduce_line(line: str) -> str:
    """A line's letters without numbers, punctuation, accents and capitals: « 2 — LA GAZETTE » equals « LA GAZETTE — 3 »."""
    return re.sub(r"[\W\d_]+", " ", fold(line)).strip()


#: IRaMuTeQ's starred line; in Alceste's, a number comes first, and then only variables.
_ALCESTE_LINE = r"(?:\*{4}[ \t]+\*[^\W\d_]|\d{2,6}(?:[ \t]+\*[^\W\d_]\S*)+[ \t]*$)"
ALCESTE_SIGN = re.compile(rf"\A\s*{_ALCESTE_LINE}", re.MULTILINE)
ALCESTE_MARKER = re.compile(rf"^{_ALCESTE_LINE}", re.MULTILINE)
#: Values should have no spaces, and some have.
_VARIABLE = re.compile(r"\*([^\W_]+)(?:_([^*\n]*))?")
#: « -*theme »: a thematic part of a text.
_THEME = re.compile(r"^-\*(\S+)[ \t]*$", re.MULTILINE)
_FIELDS = {
    "source": "source journal media support titrejournal publication",
    "date": "date datepub datepublication",
    "author": "auteur author signature",
    "title": "titre title",
    "id": "id identifiant num numero",
    "url": "url lien",
    "topics": "rubrique section theme thematique sujet topic motscles keywords",
    "year": "annee year an",
    "month": "mois month",
    "day": "jour day",
}
_ROLES = {name: field for field, names in _FIELDS.items() for name in names.split()}


def read_alceste_text(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one text; variables with unknown names are left out."""
    if ALCESTE_MARKER.match(piece) is None:
        return None
    head, _, text = piece.partition("\n")
    found: dict[str, list[str]] = {}
    for name, value in _VARIABLE.findall(head):
        if (role := _ROLES.get(fold(name))) and value.strip():
            found.setdefault(role, []).append(value.strip())
    topics = [_join_words(value) for value in [*found.get("topics", ()), *_THEME.findall(text)]]
    number = re.match(r"\d+", head)
    record = {
        "id": found.get("id", [number.group() if number else ""])[0],
        "title": _join_words(found.get("title", [""])[0]),
        "text": _THEME.sub("", text).strip(),
        "published": _find_variable_day(found),
        "author": _join_words(found.get("author", [""])[0]),
        "source": _join_words(found.get("source", [""])[0]),
        "url": found.get("url", [""])[0],
        "declared_topics": remove_repeats(topics),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _join_words(value: str) -> str:
    """A value with its spaces: « La_Gazette » is « La Gazette »."""
    return value.replace("_", " ").strip()


def _find_variable_day(found: dict[str, list[str]]) -> str | None:
    """The day given by one variable, or by three."""
    given = found.get("date", [""])[0]
    if day_first := re.fullmatch(r"([0-3]\d)[-_/.]?([01]\d)[-_/.]?(1[6-9]\d\d|20\d\d)", given):
        given = "-".join(reversed(day_first.groups()))
    digits = re.fullmatch(r"(\d{4})[-_/.]?(\d\d)[-_/.]?(\d\d)", given)
    text = (
        "-".join(digits.groups())
        if digits
        else _join_words(given.replace("-", " ") if re.search(r"[a-z]", given) else given)
    )
    if not given and all(found.get(name) for name in ("year", "month", "day")):
        month = found["month"][0].rpartition("-")[2]
        text = f"{found['year'][0]}-{month:0>2}-{found['day'][0]:0>2}"
    day = find_day(text)
    return day.value.isoformat() if day else None


_HEADER = r"[A-Za-z]{2,5}\d{2,6}[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t]+\d{1,5}\b[^\n]*"
IPTC_SIGN = re.compile(rf"\A[\s\x7f]*(?:\x01[A-Za-z]{{1,6}}\d{{2,6}}[^\n]{{0,100}}\n|{_HEADER}\n)")
IPTC_MARKER = re.compile(rf"\x01(?=\S)|^{_HEADER}(?=\n)", re.MULTILINE)
_OF_FIRST_LINE = re.compile(rf"\x01?{_HEADER}")
#: « 091223 dec 18 », « 131137 GMT Nov 13 »: day, hour, minute, zone, month, year.
_SENT = re.compile(r"\b(\d\d)(\d\d)(\d\d)[ \t]*(GMT|UTC|Z)?[ \t]+([^\W\d_]{3,9})\.?[ \t]+(\d{4}|\d\d)\b", re.IGNORECASE)
_DATELINE = re.compile(r"^\s*[A-ZÀ-Þ][^\n(]{1,60}\((?P<agency>[A-Za-z][A-Za-z /-]{1,30})\)")
_BYLINE = re.compile(r"^(?:par|by|von|de)\s+(?P<name>[A-ZÀ-Þ][^=+,(]{2,80})", re.IGNORECASE)
_PRIVATE = re.compile(
    r"^[^\w\n]*(?:dpa notebook|the following information is not|les informations suivantes ne sont pas)", re.I | re.M
)
#: Version numbers above the headline.
_VERSION = re.compile(r"^(?:\d+(?:st|nd|rd|th|e|er|ère|ème) (?:lead|net|version)|urgent|lead|bc-\S*)$", re.IGNORECASE)
#: Lines searched for the headline's « = ».
_ABOVE = 10


def read_iptc_message(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one message."""
    first, _, rest = piece.lstrip("\x7f\x00 \n").partition("\n")
    if not (first.startswith("\x01") or _OF_FIRST_LINE.match(first)):
        return None
    above, start, text = rest.partition("\x02")
    if not start:
        above, text = "", rest
    text, _, sent = text.partition("\x03")
    title, author, lines = _split_message(text.split("\n"))
    named = [line for line in above.split("\n") if not re.search("[\x00-\x08\x0e-\x1f]", line)]
    keywords = [word.strip() for line in named for word in line.split("/")]
    body = _remove_controls("\n".join(lines))
    body = body[: found.start()] if (found := _PRIVATE.search(body)) else body
    kept = remove_signature(body.replace("\\/", "/")).split("\n")
    agency = _DATELINE.match("\n".join(kept).lstrip())
    record = {
        "id": " ".join(_remove_controls(first).split()[:1]),
        "title": title,
        "text": unwrap("\n".join(kept)),
        "published": _find_sent(sent or rest[-200:]),
        "author": author,
        "source": agency["agency"] if agency else None,
        "declared_topics": remove_repeats(word for word in keywords if word and any(map(str.isalpha, word))),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _split_message(lines: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Headline, author and the lines of the text."""
    plain = [_remove_controls(line).strip() for line in lines]
    end = next((at for at, line in enumerate(plain[:_ABOVE]) if line.endswith(("=", "+"))), None)
    if end is None:
        end = next(
            (at for at, line in enumerate(plain) if line and not _VERSION.match(line) and not line.startswith("/")), 0
        )
    title, author = None, None
    for line in reversed(plain[: end + 1]):
        line = line.rstrip("=+ ").strip()
        byline = _BYLINE.match(line)
        if byline and author is None and title is None:
            author = clean_author(byline["name"])
        elif line and title is None and not _VERSION.match(line) and not line.startswith("/"):
            title = line
    # « Par Hélène Garnier= » may also be below the headline, or above the dateline without a sign.
    below = [at for at, line in enumerate(plain) if at > end and line][:2]
    if author is None and below and (byline := _BYLINE.match(plain[below[0]])):
        dated = len(below) > 1 and _DATELINE.match(plain[below[1]]) is not None
        if dated or plain[below[0]].endswith(("=", "+")):
            author, end = clean_author(byline["name"]), below[0]
    return title, author, lines[end + 1 :]


def _find_sent(text: str) -> str | None:
    match = _SENT.search(_remove_controls(text))
    if match is None:
        return None
    day, hour, minute, zone, month, year = match.groups()
    if len(year) == 2:
        year = f"{'19' if int(year) >= 70 else '20'}{year}"
    found = find_day(f"{int(day)} {month} {year} {hour}:{minute} {'UTC' if zone else ''}")
    return found.value.isoformat() if found else None


def _remove_controls(text: str) -> str:
    """A text without control characters, which some agencies put between words."""
    return re.sub("[\x00-\x08\x0e-\x1f\x7f]", " ", text)


OCR_MARKER = re.compile(r"^Rappel de votre demande\b", re.MULTILINE)
OCR_SIGN = re.compile(
    r"\A\s*(?:Rappel de votre demande\b|Notice complète\s*:|(?:.*\n){0,8}.*retronews\.fr/journal/|(?:Titre|Journal|Source)\s*:(?=(?:.*\n){0,15}.*(?:gallica|retronews)))",
    re.IGNORECASE,
)
_OCR_FIELD = re.compile(
    r"^(?P<name>titre(?: d['’]ensemble)?|journal|auteurs?|éditeur|date d['’]édition|date(?: de publication)?|identifiant|sujets?|thèmes?|"
    r"description|lien|url|ark|source)\s*:\s*(?P<value>.*)$",
    re.IGNORECASE,
)
#: Lines of the notice above the text.
_NOTICE = re.compile(
    r"^(?:rappel de votre demande|format de téléchargement|vues? \d|nombre de pages|notice complète|notice du catalogue|type|langue|format|"
    r"droits|relation|contributeur|provenance|mise? en ligne|date de mise en ligne|le texte affiché peut comporter|en effet, le mode texte|"
    r"le taux de reconnaissance|source|page|numéro|édition|couverture|appartient à)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"^le taux de reconnaissance", re.IGNORECASE)
#: An address with the newspaper and the day: « retronews.fr/journal/le-petit-courrier/24-mars-1938/437/1806613/1 ».
_ADDRESS = re.compile(r"\S*retronews\.fr/journal/(?P<name>[\w-]+)/(?P<day>\d{1,2}-[^\W\d_]+-\d{4})\S*", re.IGNORECASE)
#: Maximum number of lines in a notice.
_NOTICE_LINES = 80


def read_ocr_issue(piece: str, source: str) -> dict[str, Any] | None:
    """The record of one issue; its title and its source are the newspaper's name."""
    lines = piece.replace("\x0c", "\n\x0c\n").split("\n")
    fields: dict[str, str] = {}
    behind = 0
    for at, line in enumerate(lines[:_NOTICE_LINES]):
        plain = line.strip()
        if match := _OCR_FIELD.match(plain):
            fields.setdefault(match["name"].lower().replace("’", "'"), match["value"].strip())
        if address := _ADDRESS.search(plain):
            fields.setdefault("titre", address["name"].replace("-", " ").capitalize())
            fields.setdefault("date", address["day"].replace("-", " "))
            fields.setdefault("lien", address.group())
        if match or address or _NOTICE.match(plain):
            behind = at + 1
        elif plain and behind and _is_newspaper_text(plain):
            break
        if _LAST.match(plain):
            break
    title = fields.get("titre") or fields.get("journal") or ""
    name = re.split(r"\s*(?:\[|\(| : | / )", title)[0].strip(" .")
    days = map(
        find_day,
        (fields.get(key, "") for key in ("date d'édition", "date de publication", "date", "description")),
    )
    day = next(filter(None, days), None)
    ark = next((found for value in fields.values() if (found := re.search(r"ark:/\d+/\w+", value))), None)
    pages = [page.split("\n") for page in "\n".join(lines[behind:]).split("\x0c")]
    kept = remove_running_heads(pages, [name])
    record = {
        "id": ark.group() if ark else None,
        "title": title,
        "source": name,
        "text": unwrap("\n".join(line for page in kept for line in page)),
        "published": day.value.isoformat() if day else None,
        "author": clean_author(fields.get("auteur") or fields.get("auteurs")),
        "url": f"https://gallica.bnf.fr/{ark.group()}" if ark else fields.get("lien") or fields.get("url"),
        "declared_topics": remove_repeats(
            term for key in ("sujet", "sujets", "thème", "thèmes") for term in split_terms(fields.get(key, ""))
        ),
    }
    return {key: value for key, value in record.items() if value or key == "text"}


def _is_newspaper_text(line: str) -> bool:
    """Whether a line after the beginning of a notice belongs to the newspaper; long fields continue in the next line."""
    return len(line.split()) >= 3 and not re.match(r"^[^\W\d_][\w' ]{2,30} ?:", line)
