"""The author of a web page’s article, as its readers see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger._text.normalise import fold
from newstagger._text.words import MONTHS, WEEKDAYS
from newstagger.dates.lexicon import MONTH_ABBREVIATIONS
from newstagger.readers.pages.blocks import Block, is_in_comment, read_names
from newstagger.readers.pages.declared import find_texts, fold_letters

#: Names of meta elements for authors.
_METAS = (
    "author", "article:author", "og:article:author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "cxenseparse:author", "citation_author", "dc.creator.personalname",
)  # fmt: skip
_TAGS = "a span div p address li strong em b ul h2 h3 h4 h5 h6 cite td section".split()
#: Addresses that authors’ names link to.
_PROFILE = re.compile(
    r"/(?:auteur|author|journaliste|redacteur|redaction|profil|personne|contribut|signature|plume|person)",
    re.IGNORECASE,
)
#: Classes of elements with a byline, and of those that only look like it.
_CLASSES = re.compile(
    r"(?<![a-z])(?:authors?(?:sign)?|auteure?s?|by-?line|signatures?|contributors?|contributeurs?|journalistes?|redacteurs?)(?![a-z])",
    re.I,
)
_OTHERS = re.compile(
    r"bio|desc|avatar|photo|image|img|credit|caption|related|recommand|popular|comment|follow|suivre|more|other|share|card|teaser|"
    r"title|date|time|count|topics?\b",
    re.I,
)
_NAMED_BY = re.compile(
    r"^(?:(?:[ée]crit|r[ée]dig[ée]|article|texte|propos recueillis|recueillis?|publi[ée]e?|post[ée]|par|by|written)\s+)*(?:par|by)\s*:?\s+|"
    r"^(?:l['’])?(?:auteure?s?|autrice|auteur[·.]?rice|textes?|author)\s*:\s*|"
    r"^(?:un |une )?(?:film|documentaire|reportage|enquête|article|émission|chronique|dossier|billet|série) (?:documentaire )?(?:de\s+|d['’])(?=[A-ZÀ-Þ])|"
    r"^(?:auteur|autrice|texte)\s+(?=[A-ZÀ-Þ])|^r[ée]daction\s*:\s*",
    re.IGNORECASE,
)
#: The beginning of a byline, which may follow the day: « Le 5 mars 2024, par X ».
_BY = re.compile(
    r"^(?:(?:(?:[Pp]ubli[ée]e?\s+)?[Ll]e\s+)?(?:[^\W\d_]{5,8}\s+)?\d{1,2}(?:er)?\s+[^\W\d_]{3,9}\.?\s+\d{4}(?:\s+à\s+\d{1,2}\s?[h:]\s?(?:\d\d)?)?[\s,|–—-]+)?"
    r"(?P<by>(?:(?:[ÉEée]crit|[Rr][ée]dig[ée]|[Aa]rticle|[Tt]exte|[Pp]ropos recueillis|[Pp]ubli[ée])\s+)?[Pp](?:ar|AR)\s*:?\s+)(?=[A-ZÀ-Þ0-9])"
)
#: The end of the names in a byline: time, reading time, links to follow the author.
_END = re.compile(
    r"\s*[|•·●▪\t\n]|\s+[-–—]\s+(?=\W*(?:publi|mis |le |\d))|[\s,(]+(?:publié|publiée|posté|mise?s? (?:à|en)|modifié|actualisé|màj|maj\b|paru|créé|rédigé|temps de lecture|"
    rf"lecture\s|il y a |aujourd|hier\b|(?:{'|'.join(WEEKDAYS)})\b)|"
    r"[\s,(]+(?:le\s+)?\d{1,2}(?:er)?[\s/.:h-]+(?:\d|[a-zéû]{3,9}\.?\s+\d{4})|"
    r"\s+\d{1,2}\s*min\b|[\s,(]+\d+\s+(?:commentaire|réaction|avis|partage)|\s+(?:suivre|s’abonner|voir (?:tous|plus)|photos?\s*[:©])|[\s,(]*©",
    re.IGNORECASE,
)
_ROLE = (
    r"(?:grande?s?[- ])?(?:journaliste|rédacteur|rédactrice|reporter|correspondant|envoyée?s? spécial|envoyés spéciaux|chef(?:fe)? |directeur|directrice|"
    r"chroniqueu|éditorialiste|photographe|product(?:eur|rice)|stagiaire|auteure?\b|autrice|doctorant|professeure?|maître|historien|philosophe|"
    r"sociologue|économiste|avocate?|ancien|essayiste|écrivain|secrétaire|responsable|président|membre|chercheu|enseignant|politologue|consultant)"
)
#: A role or place after a name.
_ROLES = re.compile(
    rf"\s*(?:,\s*|\(|\s[-–—]\s|\s)(?:{_ROLE}|(?:notre|nos) ).*$|\s*,\s*(?:à|au|en|avec notre)\s.*$",
    re.IGNORECASE | re.DOTALL,
)
#: A day in a folded line.
_DAY = re.compile(rf"\d{{1,2}}(?:er)?[\s/.-]+(?:\d|{'|'.join([*MONTHS, *MONTH_ABBREVIATIONS])})")
_ADDRESS = re.compile(r"\(?\b[\w.+-]+@[\w-]+\.[\w.-]+\)?|https?://\S+|(?<!\w)@\w+")
_NO_NAME = re.compile(
    rf"^(?:tags?|suivre.*|publié.*|mis (?:à|en).*|modifié.*|le|par|by|{'|'.join(WEEKDAYS)}|"
    r"hier|aujourd.hui|laredaction|actualités?|"
    r"facebook|twitter|google\+?|linkedin|instagram|whatsapp|rss|e-?mail|admin|administrator|administrateur|webmaster|root|redaction@.*|none|null|undefined|n/a|auteur|author|"
    r"la rédaction vous .*|nos .*|voir .*|lire .*|partager.*)$",
    re.IGNORECASE,
)
#: Words of bylines in small letters that belong to names, and the signs of a site or a staff that signs together.
_SMALL = frozenset(
    "de du des d la le les l et and avec via en à au von van der den da di do dos del della y el al ben bin ibn".split()
)
_HOST = re.compile(r"[^\W\d_]\.[^\W\d_]{2,}")
_STAFF = frozenset(
    "rédaction équipe cellule service bureau collectif agence agences correspondant correspondante correspondants".split()
)
#: Agencies are kept next to a person; any other organisation among the authors is the site’s owner.
_AGENCIES = frozenset(
    "afp reuters ap belga ats keystoneats agences agence efe ansa dpa xinhua aps map anadolu sipa lapressecanadienne".split()
)
_LONGEST, _MOST_WORDS, _MOST_NAMES = 120, 14, 12
#: Blocks above and below the headline that may contain the byline, and the minimum length of a paragraph.
_ABOVE, _BELOW, _PARAGRAPH = 6, 30, 250
#: Maximum number of different names in elements far from the headline.
_SIGNATURES = 2


def read_author(
    linked: dict[str, Any], metas: dict[str, list[str]], tree: Any, blocks: list[Block], heading: int, sites: set[str]
) -> str | None:
    """The author’s name as the page prints it, or else as the metadata have it.

    Args:
        linked: JSON-LD of the article.
        metas: contents of meta elements by name.
        tree: the page.
        blocks: the page’s blocks of text.
        heading: index of the headline among them.
        sites: names of the site and its owner, through ``fold_letters``, which are not authors.
    """
    said = _clean_names([*_find_linked_names(linked), *(_find_meta_names(metas))], sites)
    by_meta = _choose_names([list(_find_linked_names(linked)), *([name] for name in _find_meta_names(metas))], sites)
    printed = _choose_names(
        [
            *([text] for text in _find_lines(blocks, heading)),
            *([text] for text in _find_elements(tree, blocks, heading)),
        ],
        sites,
    )
    if by_meta is None or printed is None:
        return by_meta or printed
    visible = fold_letters(" ".join(block.text for block in blocks if not block.beside))
    if any(fold_letters(name) in visible for name in by_meta.split(", ")) or any(
        fold_letters(name) in fold_letters(printed) for name in said
    ):
        # « Par X et Y avec AFP », of which the metadata have only the first.
        return printed if _holds(printed, by_meta) else by_meta
    return printed


def _holds(printed: str, names: str) -> bool:
    """Whether a printed byline has all the names and more."""
    rest = fold(printed)
    for name in names.split(", "):
        if fold(name) not in rest:
            return False
        rest = rest.replace(fold(name), " ", 1)
    return re.search(r"\b(?:et|avec|and)\b|[,&/-]", rest) is not None


def _choose_names(candidates: Iterable[list[str]], sites: set[str]) -> str | None:
    for names in candidates:
        if kept := _clean_names(names, sites):
            return re.sub(r",(?= avec )", "", ", ".join(kept))
    return None


def _find_linked_names(linked: dict[str, Any]) -> Iterator[str]:
    authors = linked.get("author") or linked.get("creator")
    many = authors if isinstance(authors, list) else [authors]
    people = [one for one in many if not (isinstance(one, dict) and "Organization" in str(one.get("@type")))]
    if any(list(find_texts(one)) for one in people):
        many = [
            one for one in many if one in people or any(fold_letters(name) in _AGENCIES for name in find_texts(one))
        ]
    for one in many[:_MOST_NAMES]:
        yield from find_texts(one)


def _find_meta_names(metas: dict[str, list[str]]) -> Iterator[str]:
    for name in _METAS:
        if values := [value for value in metas.get(name, ()) if "://" not in value]:
            yield ", ".join(dict.fromkeys(values))
    for label, value in zip(metas.get("twitter:label1", ()), metas.get("twitter:data1", ()), strict=False):
        if fold(label) in ("ecrit par", "written by"):
            yield value


def _find_lines(blocks: list[Block], heading: int) -> Iterator[str]:
    """Lines that begin with « Par » around the headline."""
    for block in _find_around(blocks, heading):
        sentence = block.text.endswith((".", "…", "!", "?"))
        if (by := _BY.match(block.text)) and len(block.text) <= 2 * _LONGEST and not block.heading and not sentence:
            line = block.text[by.start("by") :]
            if names_people(line) and not _is_elsewhere(block.element):
                yield line


def _find_elements(tree: Any, blocks: list[Block], heading: int) -> Iterator[str]:
    """Texts of elements marked as the author, the most reliable first."""
    sure: list[Any] = []
    others: list[Any] = []
    for element in tree.iter(*_TAGS):
        if element.get("itemprop") in ("author", "creator") or "author" in (element.get("rel") or "").split():
            sure.append(element)
        elif (
            (element.get("class") or element.get("id"))
            and _CLASSES.search(read_names(element))
            and not _OTHERS.search(read_names(element))
        ):
            others.append(element)
    if len(sure) > 1:  # several authors next to each other
        together = [one for one in sure[:_MOST_NAMES] if one.getparent() is sure[0].getparent()]
        names = [" ".join(_read_pieces(one)) for one in together]
        if len(set(names)) > 1 and all(name and len(name.split()) <= 5 for name in names):
            yield ", ".join(dict.fromkeys(names))
    near = _find_around(blocks, heading)
    around = fold_letters(" ".join(block.text for block in near))
    far: list[str] = []
    for element in [*sure[:20], *others[:20]]:
        text = "" if _is_elsewhere(element) else _read_element(element)
        if text and len(text) <= 2 * _LONGEST:
            if element in sure or fold_letters(text) in around:
                yield text
            else:
                far.append(text)
    yield from _find_beside_time(near)
    if (
        len({fold_letters(text) for text in far}) <= _SIGNATURES
    ):  # more than that are authors of books or other articles
        yield from far


def _is_elsewhere(element: Any) -> bool:
    beside = ("figure", "figcaption", "nav", "footer", "aside")
    return is_in_comment(element) or any(one.tag in beside for one in element.iterancestors())


def _read_element(element: Any) -> str:
    """The text of an element; several links without a word between them are several names."""
    inner = next((one for one in element.iter() if one.get("itemprop") == "name"), element)
    names = [" ".join("".join(one.itertext()).split()) for one in inner.iter("a")]
    text = " ".join(_read_pieces(inner))
    apart = len(names) > 1 and all(name and len(name.split()) <= 5 for name in names)
    return ", ".join(names) if apart and not re.search(r",|\b(?:et|avec)\b", text) else text


def _find_beside_time(around: list[Block]) -> Iterator[str]:
    """Lines next to the date that are a link to an author’s page."""
    for at, block in enumerate(around):
        dated = any(
            re.search(r"\d{4}", one.text) and len(one.text) < _LONGEST for one in around[max(0, at - 1) : at + 2]
        )
        if dated and 2 <= len(block.text.split()) <= 6 and not block.heading:
            links = [one for one in block.element.iter("a") if _PROFILE.search(one.get("href") or "")]
            if links and fold_letters("".join(links[0].itertext())) == fold_letters(block.text):
                yield block.text


def _find_around(blocks: list[Block], heading: int) -> list[Block]:
    """The lines around the headline, down to the second paragraph."""
    around: list[Block] = []
    paragraphs = 0
    for block in blocks[max(0, heading - _ABOVE) : heading + _BELOW]:
        paragraphs += len(block.text) > _PARAGRAPH and not block.heading
        if paragraphs > 1:
            break
        if not block.beside:
            around.append(block)
    return around


def _read_pieces(element: Any) -> Iterator[str]:
    """The texts in an element, with lines separated by a character that no name has."""
    for one in element.iter():
        if not isinstance(one.tag, str) or one.tag in ("script", "style", "time", "svg", "button"):
            text = ""
        else:
            text = (one.text or "").strip()
            if one.tag in ("p", "div", "br", "li") and one is not element:
                text = f"| {text}"
        if text:
            yield text
        if one is not element and (one.tail or "").strip():
            yield (one.tail or "").strip()


def _clean_names(names: Iterable[str], sites: set[str]) -> list[str]:
    """Names only, each once: without « Par », roles, times, addresses and the site’s own name."""
    kept: list[str] = []
    for name in names:
        parts = name.split(",")
        if any(fold_letters(_NAMED_BY.sub("", part.strip())) in sites for part in parts):  # « Par lefigaro.fr, AFP »
            name = ",".join(part for part in parts if fold_letters(_NAMED_BY.sub("", part.strip())) not in sites)
        plain = clean_name(name)
        plain = ", ".join(dict.fromkeys(plain.split(", "))) if plain else None
        own = fold_letters(plain or "")
        if plain is None or own in sites or any(own in fold_letters(other) for other in kept):
            continue
        kept = [other for other in kept if fold_letters(other) not in own]
        kept.append(plain)
    return kept[:_MOST_NAMES]


def names_people(byline: str) -> bool:
    """Whether a byline, with or without « Par », is written as names are: « Par Saint-Loup pour les camions » is a line of the text."""
    parts = [_split_name(part) for part in re.sub(r"\([^)]*\)", " ", clean_name(byline) or "").split(",")]
    if _HOST.search(byline) or any(_STAFF.intersection(map(str.lower, part)) for part in parts):
        return True
    small = [any(map(str.islower, part)) for part in parts]
    # What follows a whole name may be its role.
    return bool(parts[0]) and not small[0] and (len(parts[0]) > 1 or not any(small))


def _split_name(part: str) -> list[str]:
    """The words of a name without the small ones between them."""
    words = (word.strip('-–—&/+*:;"“”«»') for word in re.split(r"[\s'’]+", part))
    return [word for word in words if word and word.lower() not in _SMALL]


def clean_name(text: str) -> str | None:
    """The names in a byline; None if there are none."""
    name = " ".join(text.replace("\u00ad", "").replace("\u200b", "").split()).strip(" |•·,;:-–—")
    if _DAY.match(fold(name)):
        return None
    name = _ADDRESS.sub("", name)
    for _ in range(2):
        name = _NAMED_BY.sub("", name).strip()
    end = _END.search(name)
    name = name[: end.start()] if end else name
    name = _ROLES.sub("", name) if not _ROLES.match(name) else name
    name = re.sub(
        r"\s+(?:(?:le|la|via|pour|par|à|du|de|et|avec|in|the|agence)(?:\s+\d{1,2})?\s*)+$",
        "",
        re.sub(r"\s+,", ",", name),
    )
    name = re.sub(r"(?<=[^\W\d_]{4})\.$", "", name)
    name = re.sub(r"\(\s*\)?\s*$", "", name).strip(' |•·,;:-–—/"“”«»').strip()
    if name.count("(") != name.count(")"):
        name = name.rstrip("()").strip()
    if (
        not re.search(r"[^\W\d_]{1,}", name)
        or len(name) > _LONGEST
        or len(name.split()) > _MOST_WORDS
        or _NO_NAME.match(name)
    ):
        return None
    if name.islower() and " " not in name:  # a user name
        return None
    return name
