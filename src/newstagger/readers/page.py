"""A news page as a reader pastes it: the article found among menus, links and teasers.

General rules for French news sites, none for a single one: what furniture looks like, where the
article ends, what a dateline says. A plain text without any furniture comes out as it went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from newstagger.article import Article
from newstagger.dates import find_dates
from newstagger.normalise import fold, normalise
from newstagger.tags import DateMention

#: A headline is at most this long, in code points.
MAX_TITLE = 250
#: Lines at the top among which dateline and author are looked for.
HEADER_LINES = 8
_SENTENCE_END = (".", "…", "!", "?", "»", '"', "”")

#: From here on nothing of the article follows.
_END = re.compile(
    r"^(?:aller plus loin|pour aller plus loin|ces articles (?:devraient|pourraient) .*|articles? (?:similaires?|lies?|"
    r"connexes?|recommandes?|associes?)|sur le meme (?:sujet|theme)|dans la meme (?:rubrique|categorie)|"
    r"(?:\d+ )?commentaires?(?: \(\d+\))?|laisser un commentaire|reagir(?: a cet article)?|vos reactions|"
    r"les plus lus|les plus lues|a la une|a decouvrir|a voir aussi|vous aimerez aussi|vous pourriez aussi aimer|"
    r"nos derniers articles|derniers articles|dernieres actualites|toute l'actualite.*|plus d'articles|"
    r"recommande pour vous|contenus? sponsorises?|mentions legales.*|tous droits reserves.*|"
    r"(?:la )?suite (?:est )?reservee aux abonnes.*|il vous reste \d+.*a lire.*|cet article est reserve aux abonnes.*|"
    r"articles? precedents?|articles? suivants?|voir tous les articles.*|a propos de l'auteur)\s*:?$"
)
#: One line of furniture; the article may go on after it.
_FURNITURE = re.compile(
    r"^(?:menu|accueil|rechercher|se connecter|s'inscrire|connexion|mon compte|je m'abonne|s'abonner|abonnez-vous.*|"
    r"deja abonne.*|partager?(?: .{0,40})?|partagez.*|imprimer|envoyer(?: par e-?mail)?|copier le lien|enregistrer|"
    r"ajouter a (?:mes|vos) favoris|suivre|suivez[- ].*|.{1,40} sur (?:whatsapp|telegram|google news|facebook|"
    r"twitter|x|instagram|linkedin|youtube|tiktok)(?: .*)?|.{1,40} google news .*|facebook|twitter|x|whatsapp|linkedin|"
    r"telegram|e-?mail|messenger|pinterest|instagram|google news|publicite|annonce|"
    r"(?:la suite|l'article continue) apres (?:la|cette) (?:publicite|annonce)|temps de lecture.*|"
    r"lecture (?:\d+|:).{0,12}|\d+ min(?:utes?)?(?: de lecture)?|ecouter(?: (?:l'article|cet article).*)?|"
    r"(?:article )?reserve aux abonnes|(?:credits? ?)?photos? ?(?::|©).*|credits? ?:.*|©.*|\(?(?:c|copyright)\)? .{0,40}|"
    r"newsletter.*|recevez .*(?:newsletter|alertes?|courriel|e-?mail).*|inscrivez-vous.*|telechargez (?:notre|l').*|"
    r"lire aussi ?:.+|a lire(?: aussi| egalement)? ?:.+|voir aussi ?:.+|a lire aussi .+|lire aussi .+|"
    r"accueil (?:>|›|/|»).*|.{2,30}(?: (?:>|›) .{2,40}){1,4}|retour.{0,30}|afficher plus|lire la suite|voir plus)$"
)
#: « Lire aussi » alone: the headlines behind it are not of this article.
_TEASERS = re.compile(r"^(?:lire aussi|a lire|a lire aussi|a lire egalement|voir aussi|lire egalement)\s*:?$")
_TOPICS = re.compile(
    r"^(?:sujets? (?:associes?|lies?)|mots?[- ]?cles?|tags?|etiquettes?|themes?|thematiques?|themes associes|"
    r"plus sur|en savoir plus sur|rubriques?|categories?|dossiers?|classe dans|sur le sujet)\s*:\s*(?P<list>.*)$|"
    r"^(?:sujets? (?:associes?|lies?)|mots?[- ]?cles?|tags?|etiquettes?|themes associes)$"
)
_TOPIC_SEPARATOR = re.compile(r"\s+[-–—|•·/>]\s+|\s*[,;|•·]\s*|\s*#|\s{2,}|\t")
_AUTHOR = re.compile(
    r"(?:^|[-–—|•·,]\s*|\bpublié\s+)(?:(?:[ée]crit|r[ée]dig[ée]|propos recueillis|article|publi[ée])\s+)?"
    r"par\s*:?\s+(?P<name>[A-ZÀ-Þ][^|•·\n]{0,80}?)(?=\s+(?:[-–—|•·]\s|(?:publi[ée]|mis à jour|modifi[ée]|le)\b)|\s*[|•·,]|\s*$)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"\b(?:publie|paru|mis en ligne|poste|date de publication|publication)\b", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:mis(?:e)? a jour|modifie|actualise|derniere (?:mise a jour|modification))\b", re.IGNORECASE
)
_SOURCE = (
    re.compile(r"suivez[- ](?:nous sur )?(?P<site>[\w-]+\.[a-z]{2,6})\b", re.IGNORECASE),
    re.compile(r"^(?P<site>[\w-]+\.[a-z]{2,6})\s+(?:sur|google)\b", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^(?:source|©|copyright)\s*:?\s*(?P<site>[\w][\w .'’-]{1,40}?)(?:\s*[-–|,].*)?$", re.IGNORECASE | re.MULTILINE
    ),
)
_AGENCY = re.compile(r"\((?P<site>AFP|Reuters|AP|MAP|APS|Belga|ATS|APA|Xinhua|PANA)\)")


@dataclass(slots=True)
class Page:
    """What was found on a page.

    Attributes:
        title, published, author, source: as the page prints them; None where it does not.
        declared_topics: the topics that the page gives itself.
        body: the article's text.
    """

    title: str | None = None
    published: date | datetime | None = None
    author: str | None = None
    source: str | None = None
    declared_topics: list[str] = field(default_factory=list)
    body: str = ""


def read_page(text: str, id: str = "") -> Article:  # noqa: A002 - the record's own name for it
    """The article of a pasted page or of a plain text."""
    page = parse_page(text)
    return Article(
        page.body,
        id=id,
        title=page.title,
        published=page.published,
        author=page.author,
        source=page.source,
        declared_topics=page.declared_topics,
    )


def parse_page(text: str) -> Page:
    """Title, dateline, topics and body of a page; linear in its length."""
    clean = normalise(text).text  # folded only for comparison; typography comes back from the original
    lines = _lines(text, clean)
    page = Page(source=_source(text))
    if not lines:
        return page
    start = _title(lines, page)
    body: list[str] = []
    header = True
    seen = 0
    at = start
    while at < len(lines):
        line = lines[at]
        at += 1
        if not line:
            if body and body[-1]:
                body.append("")
            continue
        seen += 1
        folded = _plain(line)
        if _TOPICS.match(folded):
            at = _declared(line, lines, at, page)
            continue
        if _END.match(folded) and (body or page.title):
            _topics_below(lines, at, page)
            break
        if _TEASERS.match(folded):
            at = _skip_headlines(lines, at)
            continue
        if _FURNITURE.match(folded):
            continue
        if header and seen <= HEADER_LINES and _dateline(line, page):
            continue
        header = header and len(line) < MAX_TITLE
        body.append(line)
    while body and not body[-1]:
        body.pop()
    page.body = "\n".join(body)
    if page.published is None:
        page.published = _leading_date(page.body)
    if not page.body and page.title and len(lines) == 1:
        page.title, page.body = None, lines[0]
    return page


def _plain(line: str) -> str:
    """A line for comparison: folded, plain spaces and apostrophes."""
    return fold(normalise(line).text)


def _lines(text: str, clean: str) -> list[str]:
    """Stripped lines, soft hyphens and invisible characters out, typography kept."""
    kept = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]", "", text)
    kept = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", kept)
    if any("\u0300" <= c <= "\u036f" for c in clean) or "\u0301" in kept or "\u0300" in kept or "\u0302" in kept:
        import unicodedata

        kept = unicodedata.normalize("NFC", kept)
    return [line.strip(" \t\u00a0\u202f") for line in kept.split("\n")]


def _title(lines: list[str], page: Page) -> int:
    """Set the title if the page has one; the index of the line behind it."""
    for at, line in enumerate(lines):
        if not line:
            continue
        folded = _plain(line)
        if _FURNITURE.match(folded) or _TOPICS.match(folded):
            continue
        if _dateline(line, page):
            continue
        more = any(lines[at + 1 :])
        if more and len(line) <= MAX_TITLE and not line.endswith((".", ",", ";", ":")):
            page.title = line
            return at + 1
        return at
    return len(lines)


def _dateline(line: str, page: Page) -> bool:
    """Read date, hour and author off a line of the header; False if it is a line of the article."""
    if len(line) > 200:
        return False
    folded = fold(line)
    rest = line
    author = _AUTHOR.search(line)
    if author and len(author["name"].split()) <= 6:
        rest = rest.replace(author.group(), " ")
    else:
        author = None
    moments = [d for d in find_dates(line) if d.value]
    days = [d for d in moments if d.type in ("DATE", "TIME") and re.match(r"\d{4}-\d\d-\d\d", d.value or "")]
    for mention in moments:
        rest = rest.replace(mention.text, " ")
    words = [w for w in re.findall(r"[^\W\d_]{2,}", rest) if fold(w) not in _DATELINE_WORDS]
    if len(words) > 5 or not (days or author) or (not days and line.endswith(".") and len(line) > 60):
        return False
    if days:
        value = _moment(line, days)
        first = _PUBLISHED.search(folded) is not None
        updated = _UPDATED.search(folded) is not None
        if value is not None and (page.published is None or (first and not updated)):
            page.published = value
    if author and page.author is None:
        page.author = author["name"].strip(" .:-–—") or None
        if author["name"].endswith(".") and len(author["name"]) <= 4:
            page.author = author["name"]
    return True


_DATELINE_WORDS = frozenset(
    "publie publiee publication le la a par ecrit redige mis mise jour modifie modifiee actualise heure heures "
    "heure de derniere date paru parue en ligne avec et les lecture min temps".split()
)


def _moment(line: str, days: list[DateMention]) -> date | datetime | None:
    """The first full day of a dateline, with the hour that stands beside it."""
    value = days[0].value or ""
    day = date.fromisoformat(value[:10])
    if "T" in value and re.fullmatch(r"\d\d:\d\d", value[11:]):
        return _at(day, value[11:])
    after = line[days[0].end :]
    clock = re.match(r"[\s,|•·–—-]*(?:à|a)?\s*(\d{1,2})\s*(?:[hH:])\s*(\d{2})\b", after)
    return _at(day, f"{int(clock[1]):02}:{clock[2]}") if clock else day


def _at(day: date, clock: str) -> date | datetime:
    hour, minute = (int(x) for x in clock.split(":"))
    if hour == 24:
        return datetime(day.year, day.month, day.day) + timedelta(1)
    if hour > 24 or minute > 59:
        return day
    return datetime(day.year, day.month, day.day, hour, minute)


def _leading_date(body: str) -> date | datetime | None:
    """The date of « 15 mars 2016. – … » and « RABAT, 1er janvier 2021 (AFP) – … »."""
    head = body[:80]
    match = re.match(
        r"(?P<place>[^\d\n]{0,40}?)(?P<date>\d{1,2}(?:er)? [^\W\d]+ \d{4})\s*(?:\([A-Za-z]+\))?\s*\.?\s*[–—-]", head
    )
    if match is None:
        return None
    values = [d.value for d in find_dates(match["date"]) if d.value and len(d.value) == 10]
    return date.fromisoformat(values[0]) if values else None


def _declared(line: str, lines: list[str], at: int, page: Page) -> int:
    """Topics behind « Mots-clés : », on the same line or, where it is empty, on the next one."""
    listed = line.partition(":")[2].strip()
    if not listed:
        while at < len(lines) and not lines[at]:
            at += 1
        if at < len(lines) and len(lines[at]) < MAX_TITLE and not lines[at].endswith("."):
            listed = lines[at]
            at += 1
    for topic in _TOPIC_SEPARATOR.split(listed):
        name = topic.strip(" #.,")
        if name and len(name) <= 60 and name not in page.declared_topics:
            page.declared_topics.append(name)
    return at


def _topics_below(lines: list[str], at: int, page: Page) -> None:
    """Topics are sometimes printed below the teasers."""
    for index in range(at, len(lines)):
        folded = _plain(lines[index])
        if _TOPICS.match(folded):
            _declared(lines[index], lines, index + 1, page)


def _skip_headlines(lines: list[str], at: int) -> int:
    """The first line behind a list of headlines: headlines are short and do not end in a full stop."""
    while at < len(lines):
        line = lines[at]
        if line and (len(line) > MAX_TITLE or line.endswith(_SENTENCE_END[:1])):
            return at
        at += 1
    return at


def _source(text: str) -> str | None:
    """The site or agency that a page names as its own."""
    for pattern in _SOURCE:
        for match in pattern.finditer(text):
            site = match["site"].strip()
            return _printed(site, text)
    agency = _AGENCY.search(text[:400])
    return agency["site"] if agency else None


def _printed(site: str, text: str) -> str:
    """The site's name with the capitals that the page gives it somewhere."""
    spellings = re.findall(re.escape(site), text, re.IGNORECASE)
    return next((s for s in spellings if s[:1].isupper()), site)
