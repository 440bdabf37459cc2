"""Pages of news sites, saved or pasted: the article among menus, links and teasers, and what the page says about it.

A text is taken for a pasted page only if it shows several signs of one (``furniture``); any other text stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice, pairwise

from newstagger._text.normalise import INVISIBLE, fold, normalise
from newstagger.article import Article
from newstagger.dates import find_dates
from newstagger.readers.markup import (
    is_markdown,
    is_marked_up,
    remove_markdown,
    remove_markup,
    replace_ligatures,
    resolve_entities,
)
from newstagger.readers.pages.declared import find_source
from newstagger.readers.pages.front import fill_fields, fill_labels, split_front, split_labels
from newstagger.readers.pages.furniture import (
    Sign,
    find_page_sign,
    find_sign,
    fold_line,
    has_furniture_beside,
    is_bar,
    is_doubtful,
    is_end,
    is_entry,
    is_paragraph,
    is_path,
    is_topics,
    lists_articles,
    opens_teasers,
    skip_menu,
)
from newstagger.readers.pages.times import PUBLISHED, Header, has_day, is_dateline, read_dateline, tells_publication

#: Maximum length of a headline, in code points.
MAX_TITLE = 250
#: Lines at the top that may contain the dateline and the author.
HEADER_LINES = 8
#: Lines at the top that may contain the first dateline, which may follow the site's menu.
_HEAD = 200
_LINE_BREAK = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
#: Headlines that a page prints between two paragraphs, at most, and lines below them that show whether the text goes on.
_HEADLINES, _LINES_BELOW = 6, 4
#: What stands above the headline of a press release.
_KICKER = re.compile(
    r"(?:(?:communiques?|dossier)(?: de presse| commun)?|(?:pour )?(?:diffusion|publication) immediate|sous embargo\b.{0,60}"
    r"|note aux redactions|invitation (?:presse|a la presse)|press release)\W*"
)
_TOPIC_SEPARATOR = re.compile(r"\s+[-–—|•·/>]\s+|\s*[,;|•·]\s*|\s*#|\s{2,}|\t")


@dataclass(slots=True)
class Page(Header):
    """What was found on a page.

    Attributes:
        title, published, author, source: as the page prints them, or None.
        declared_topics: the topics that the page prints.
        body: the article's text.
        left_out: the lines that are in neither title nor body, in order.
    """

    title: str | None = None
    source: str | None = None
    declared_topics: list[str] = field(default_factory=list)
    body: str = ""
    left_out: list[str] = field(default_factory=list)


def read_page(text: str, id: str = "") -> Article:  # noqa: A002 - the record's own name for it
    """The article of a pasted page or of a plain text."""
    front, text = split_front(text)
    labels, labelled, text = split_labels(text)
    text, warnings = _remove_signs(text, below_front=front is not None)
    page = parse_page(text)
    article = Article(
        page.body,
        id=id,
        title=page.title,
        published=page.published,
        author=page.author,
        source=page.source,
        declared_topics=page.declared_topics,
        left_out=page.left_out,
        warnings=warnings,
    )
    if front is not None:
        fill_fields(article, front)
    if labels:
        fill_labels(article, labels, labelled)
    return article


def _remove_signs(text: str, *, below_front: bool) -> tuple[str, list[str]]:
    """A text without HTML, entities, Markdown and typographic ligatures, and warnings about it.

    Args:
        below_front: whether front matter is above it, which is a sign of Markdown.
    """
    warnings: list[str] = []
    if is_marked_up(text):
        text = remove_markup(text) if "<" in text and is_marked_up(text.replace("&", " ")) else resolve_entities(text)
        warnings.append("HTML in the text was removed; offsets refer to the text without it")
    elif is_markdown(text, 1 if below_front else 2):
        text = remove_markdown(text)
        warnings.append("Markdown signs in the text were removed; offsets refer to the text without them")
    return replace_ligatures(text), warnings


def parse_page(text: str) -> Page:
    """Title, dateline, topics and body of a page, or a plain text as it is. Takes linear time."""
    clean = normalise(text).text  # normalised only for comparison; the page keeps its typography
    lines = _split_lines(text, clean)
    page = _read_web_page(lines) if _is_page(lines) else _read_plain_text(text, lines)
    page.source = page.source or find_source(text)
    if page.author and page.source and fold(page.author).startswith(fold(page.source)):
        page.author = None
    if page.published is None:
        page.published = _find_leading_date(page.body)
    return page


def _is_page(lines: list[str]) -> bool:
    """Whether there are signs of several kinds; a single one may be in any article."""
    signs: set[Sign] = set()
    header = 0
    for line in lines:
        if not line or len(line) > MAX_TITLE:
            header += bool(line)
            continue
        sign = find_page_sign(fold_line(line))
        if sign is not None:
            signs.add(sign)
        elif header < HEADER_LINES:
            # Entries of a menu do not count as lines that may contain a dateline.
            header += len(line.split()) > 3
            found = Page()
            if read_dateline(line, found):
                # Only a page has « Publié le 3 mai 2021 à 7h15 » and nothing else in a line.
                if PUBLISHED.search(line) and is_dateline(line):
                    return True
                if found.published is not None:
                    signs.add(Sign.DATELINE)
                if found.author is not None:
                    signs.add(Sign.BYLINE)
        if len(signs) > 1:
            return True
    return False


def _read_plain_text(text: str, lines: list[str]) -> Page:
    """A plain text: its title if it has one, and the rest as it is."""
    page = Page()
    filled = [line for line in lines if line]
    for line in filled[:HEADER_LINES]:
        if len(line) <= MAX_TITLE and is_topics(fold_line(line), on_page=False):
            _declare(line.partition(":")[2], page)
        elif is_dateline(line):
            read_dateline(line, page)
    page.body = text.strip()
    at = _skip_kickers(lines)
    if (
        any(lines[at + 1 :])
        and _is_title(lines[at])
        and find_sign(fold_line(lines[at])) is None
        and not is_dateline(lines[at])
    ):
        # The original line, with any soft hyphens, is between line breaks.
        breaks = list(islice(_LINE_BREAK.finditer(text), at + 1))
        above = text[: breaks[at - 1].end()] if at else ""
        if is_dateline(filled[0]):  # a day above the headline
            page.left_out, above = [filled[0]], ""
        page.title, page.body = lines[at], (above + text[breaks[at].end() :].lstrip()).strip()
    return page


def _skip_kickers(lines: list[str]) -> int:
    """The index of the first line that may be the headline; above it may be the day, and in a press release, that it is one."""
    filled = [at for at, line in enumerate(lines) if line]
    if len(filled) > 2 and is_dateline(lines[filled[0]]):
        return filled[1]
    if not filled or _KICKER.fullmatch(fold_line(lines[filled[0]])) is None:
        return filled[0] if filled else 0
    below = (
        at for at in filled[:HEADER_LINES] if not _KICKER.fullmatch(fold_line(lines[at])) and not has_day(lines[at])
    )
    return next(below, filled[0])


def _read_web_page(lines: list[str]) -> Page:
    """The article among the furniture of a page."""
    page = Page()
    start = _find_title(lines, page)
    page.source = _find_site(lines, page)
    body: list[str] = []
    header = True
    seen = dated = 0
    at = start
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line:
            if body and body[-1]:
                body.append("")
            continue
        seen += 1
        plain = fold_line(line)
        if is_topics(plain, on_page=True):
            behind = _read_topics(line, lines, at, page)
            page.left_out += [line, *filter(None, lines[at:behind])]
            at = behind
        elif opens_teasers(plain) or (lists_articles(plain) and _goes_on(lines, at)):
            behind = _skip_headlines(lines, at)
            page.left_out += [line, *filter(None, lines[at:behind])]
            at = behind
        elif is_end(plain) and (body or page.title):
            _topics_below(lines, at, page)
            page.left_out += [line, *filter(None, lines[at:])]
            break
        elif _is_furniture(lines, at - 1):
            page.left_out.append(line)
        elif header and seen <= HEADER_LINES and _belongs_above(line, any(map(is_paragraph, body[dated:])), page):
            page.left_out.append(line)
            dated = len(body)  # the time of an update follows
        else:
            header = header and len(line) < MAX_TITLE
            body.append(line)
    while body and body[-1] in ("", page.author, page.source):
        page.left_out += filter(None, [body.pop()])
    page.body = "\n".join(body).strip("\n")
    return page


def _find_site(lines: list[str], page: Page) -> str | None:
    """The site named in the first line, above the menu, if the line says so or is repeated."""
    if not page.left_out:
        return None
    name, _, home = page.left_out[0].partition(" - ")
    if home and fold_line(home) == "retour a la page d'accueil":
        return name
    once_more = lines.count(page.left_out[0]) > 1 and find_sign(fold_line(page.left_out[0])) is None
    return page.left_out[0] if once_more and len(page.left_out[0].split()) <= 6 else None


def _belongs_above(line: str, below: bool, page: Page) -> bool:
    """Whether a line is a dateline or the site's name again; below a paragraph, days may be subheadings."""
    if line in page.left_out:
        return True
    missed = page.published is None and has_day(line)
    return (not below or missed or tells_publication(line)) and read_dateline(line, page)


def _is_furniture(lines: list[str], at: int) -> bool:
    """Whether a line of a page is furniture, by itself or because of its neighbours."""
    plain = fold_line(lines[at])
    if find_sign(plain) is not None:
        return not is_end(plain)
    return is_doubtful(plain) and has_furniture_beside(lines, at)


def _split_lines(text: str, clean: str) -> list[str]:
    """Stripped lines without soft hyphens and invisible characters, with their typography."""
    kept = INVISIBLE.sub("", text)
    kept = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", kept)
    if any("\u0300" <= c <= "\u036f" for c in clean) or "\u0301" in kept or "\u0300" in kept or "\u0302" in kept:
        import unicodedata

        kept = unicodedata.normalize("NFC", kept)
    return [line.strip(" \t\u00a0\u202f") for line in kept.split("\n")]


def _find_title(lines: list[str], page: Page) -> int:
    """Set the title if the page has one, and return the index of the line after it."""
    dated = [at for at, line in enumerate(lines[:_HEAD]) if line and has_day(line)]
    # The menu may come after today's date.
    dateline = next((at for at in dated if PUBLISHED.search(lines[at])), next(iter(dated), 0))
    behind = skip_menu(lines, dateline)
    for at, line in enumerate(lines):
        if not line:
            continue
        plain = fold_line(line)
        above = is_path(plain) or is_bar(line) or is_topics(plain, on_page=True)
        # « À la une » may also be a heading above a menu.
        furniture = above or (find_sign(plain) is not None and (not is_end(plain) or at < dateline))
        if at < behind or furniture or read_dateline(line, page) or _is_entry_above(lines, at, dateline):
            page.left_out.append(line)
            continue
        if any(lines[at + 1 :]) and _is_title(line):
            page.title = line
            return at + 1
        return at
    return len(lines)


def _is_entry_above(lines: list[str], at: int, dateline: int) -> bool:
    """Whether a line is the only entry of a menu, « Politique » between « Accueil » and « Partager », and the headline follows."""
    return (
        is_entry(lines[at])
        and has_furniture_beside(lines, at)
        and any(
            len(line.split()) > 2 and find_sign(fold_line(line)) is None and not read_dateline(line, Header())
            for line in lines[at + 1 : dateline]
        )
    )


def _is_title(line: str) -> bool:
    return len(line) <= MAX_TITLE and not line.endswith((".", ",", ";", ":"))


def _find_leading_date(body: str) -> date | datetime | None:
    """The date of « 15 mars 2016. – … » and « RABAT, 1er janvier 2021 (AFP) – … »."""
    head = body[:80]
    match = re.match(
        r"(?P<place>[^\d\n]{0,40}?)(?P<date>\d{1,2}(?:er)? [^\W\d]+ \d{4})\s*(?:\([A-Za-z]+\))?\s*\.?\s*[–—-]", head
    )
    if match is None:
        return None
    values = [d.value for d in find_dates(match["date"]) if d.value and len(d.value) == 10]
    return date.fromisoformat(values[0]) if values else None


def _read_topics(line: str, lines: list[str], at: int, page: Page) -> int:
    """Read the topics after « Mots-clés : », in the same line or, if that is empty, the next one."""
    listed = line.partition(":")[2].strip()
    if not listed:
        while at < len(lines) and not lines[at]:
            at += 1
        if at < len(lines) and len(lines[at]) < MAX_TITLE and not lines[at].endswith("."):
            listed = lines[at]
            at += 1
    _declare(listed, page)
    return at


def _declare(listed: str, page: Page) -> None:
    for topic in _TOPIC_SEPARATOR.split(listed):
        name = topic.strip(" #.,")
        if name and len(name) <= 60 and name not in page.declared_topics:
            page.declared_topics.append(name)


def _topics_below(lines: list[str], at: int, page: Page) -> None:
    """Read topics that are printed below the teasers."""
    for index in range(at, len(lines)):
        if is_topics(fold_line(lines[index]), on_page=True):
            _read_topics(lines[index], lines, index + 1, page)


def _skip_headlines(lines: list[str], at: int) -> int:
    """The first line after a list of headlines: a paragraph, or the heading of another list."""
    while at < len(lines):
        line = lines[at]
        plain = fold_line(line) if len(line) <= MAX_TITLE else None
        if plain is None or is_paragraph(line) or is_end(plain) or opens_teasers(plain):
            return at
        at += 1
    return at


def _goes_on(lines: list[str], at: int) -> bool:
    """Whether two paragraphs in a row follow a few headlines; in a list of other articles each headline has one at most."""
    behind = _skip_headlines(lines, at)
    if sum(map(bool, lines[at:behind])) > _HEADLINES:
        return False
    kinds: list[bool] = []
    while behind < len(lines) and len(kinds) < _LINES_BELOW:
        line = lines[behind]
        behind += 1
        if opens_teasers(fold_line(line)):
            behind = _skip_headlines(lines, behind)
        elif is_end(fold_line(line)):
            break
        elif line and not _is_furniture(lines, behind - 1):
            kinds.append(len(line) > MAX_TITLE or is_paragraph(line))
    return any(map(all, pairwise(kinds)))
