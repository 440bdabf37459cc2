"""What a web page declares: the JSON-LD of its article (https://schema.org/NewsArticle), its topics, its site or agency."""

from __future__ import annotations

import html
import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any

from newstagger._text.normalise import fold
from newstagger.readers.pages.blocks import Block

#: Maximum number of objects read; pages have fewer than fifty.
_MOST = 1_000
#: Fields that lead from an object to its article; lists of other articles are not followed.
_INWARDS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ARTICLE = re.compile(r"(?:article|posting|report|review|recipe)$", re.IGNORECASE)
_ABOUT_ARTICLES = frozenset(("datePublished", "headline"))


def read_linked(tree: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The objects that describe articles, in the page’s order, and all top-level objects."""
    objects = [
        one
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for one in _read_objects(script.text or "")
    ]
    named = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and len(one) > 1}
    for one in objects:
        for name in ("author", "creator", "publisher", "isPartOf"):
            if name in one:
                one[name] = _resolve(one[name], named)
    articles = [one for one in objects if _is_article(one)]
    others = [
        one
        for one in objects
        if not _is_article(one) and _ABOUT_ARTICLES & one.keys() and "Video" not in _read_type(one)
    ]
    return articles or others, objects


def choose_article(articles: list[dict[str, Any]], names: Iterable[str], urls: Iterable[str]) -> dict[str, Any]:
    """The article with one of the page's headlines or addresses, else the first; empty if there is none."""
    headlines = {fold_letters(name) for name in names}
    addresses = {url.rstrip("/") for url in urls}
    for one in articles:
        if fold_letters(find_text(one.get("headline")) or find_text(one.get("name")) or "") in headlines - {""}:
            return one
    for one in articles:
        entity = one.get("mainEntityOfPage")
        own = (one.get("url"), one.get("@id"), entity.get("@id") if isinstance(entity, dict) else entity)
        if any(isinstance(url, str) and url.split("#")[0].rstrip("/") in addresses for url in own):
            return one
    return articles[0] if articles else {}


def find_text(value: object) -> str | None:
    """The first text of a JSON-LD value, which may be a text, a list or an object with a name."""
    return next(iter(find_texts(value)), None)


def find_texts(value: object) -> Iterator[str]:
    """The texts of a JSON-LD value; for objects, their names."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, list):
            yield from (part for part in name if isinstance(part, str) and part.strip())
        elif isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def fold_letters(text: str) -> str:
    """A name without spaces, punctuation, accents and capitals: « La Presse » becomes « lapresse »."""
    return re.sub(r"[\W_]", "", fold(text))


def _is_article(one: dict[str, Any]) -> bool:
    return bool(_ARTICLE.search(_read_type(one)))


def _read_type(one: dict[str, Any]) -> str:
    kind = one.get("@type", one.get("type"))
    return str(kind[0] if isinstance(kind, list) and kind else kind or "")


def _resolve(value: object, named: dict[str, dict[str, Any]]) -> object:
    """Objects with references replaced by what they refer to."""
    if isinstance(value, list):
        return [_resolve(one, named) for one in value[:_MOST] if not isinstance(one, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _read_objects(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a piece of JSON-LD; nested ones only if they are what the outer one is about."""
    try:
        waiting: deque[Any] = deque([json.loads(_strip_comment(text), strict=False)])
    except (ValueError, RecursionError):
        # Invalid, as so often; the time can still be read.
        if match := re.search(r'"datePublished"\s*:\s*"([^"]{4,40})"', text):
            yield {"datePublished": match[1]}
        return
    for _ in range(_MOST):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, list):
            waiting.extend(one[:_MOST])
        elif isinstance(one, dict):
            yield {name: _unescape(value) for name, value in one.items()}
            waiting.extend(
                one[name]
                for name in _INWARDS
                if isinstance(one.get(name), dict) or (name != "hasPart" and isinstance(one.get(name), list))
            )


def _strip_comment(text: str) -> str:
    """JSON without the comment or CDATA section around it in old pages."""
    return (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$", "", text).strip().rstrip(";")
    )


def _unescape(value: object) -> object:
    """Texts with entities (« &quot; ») and escapes resolved, also one level down in lists and objects."""
    if isinstance(value, str):
        plain = value.replace("\\'", "'").replace('\\"', '"') if "\\" in value else value
        return html.unescape(plain) if "&" in plain else plain
    if isinstance(value, list):
        return [_unescape(one) if isinstance(one, (str, dict)) else one for one in value]
    if isinstance(value, dict):
        return {name: _unescape(one) if isinstance(one, str) else one for name, one in value.items()}
    return value


_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
#: More topics than this in one place are keywords for search engines.
_MOST_TOPICS = 20
#: With this many common words of the headline, a list of keywords was made from it by a program.
_WORDS_OF_TITLE = 3
_LONGEST = 60
#: Names of sections that say nothing about an article.
_PARTS = re.compile(
    r"(?:toute )?l'?(?:actualites?|actus?|infos?)|actualites?|actus?|infos?|news|a la une.*|une|accueil|home|articles?|blogs?|fil[ -](?:info|actu)s?|"
    r"flash(?: info)?|depeches?|breves?|non classe|uncategori[sz]ed|sans categorie|premium|abonnes?|payant|gratuit|articles? (?:abonnes?|payants?|premium)|"
    r"videos?|podcasts?|direct|lives?|en direct|encadres?|techniques?|magazine|edition|editions|newsletters?|home ?page|tag|tags|divers|autres?|default|null|"
    r"none|undefined|true|false|general|generale|featured|slider|top ?news|breaking ?news|post|website"
)
#: « Lite:true », « key=value », « /meteo/ », « article-payant-classique », an address or a number.
_JUNK = re.compile(
    r"\w+[:=]\S*|.*[:=]$|/.*|.*/|[a-z0-9]+(?:[-_][a-z0-9]+){2,}|\w+_\w+|.*://.*|[\w-]+\.(?:com|fr|net|org|info|be|ch|ca|ma)|[\d\W_]+|[nN][°o]\s?\d+|.*\bretrouvez (?:tou|l)\w*\b.*"
)
#: A comma without a space is never part of a topic: « à la une,Société ».
_TIGHT_COMMA = re.compile(r"[;|]|,(?=\S)")


def read_topics(
    named: dict[str, list[str]], linked: dict[str, Any], links: list[str], title: str | None, names: Iterable[str]
) -> list[str]:
    """The topics that a page declares, split where one string has several, without keywords for search engines.

    Args:
        named: contents of meta elements by name.
        linked: JSON-LD of the article.
        links: texts of links to lists of articles, used if the page declares no topics otherwise.
        title: the headline, from which keywords may have been made.
        names: of the site and of the article itself, which are not topics.
    """
    tags = named.get("article:tag", [])
    places = [
        [*named.get("article:section", ()), *_keep_texts(linked.get("articleSection"))],
        _split_topics(tags),
        _split_topics(_keep_texts(linked.get("keywords"))),
        *(_split_topics(named.get(name, []), listed=True) for name in _KEYWORDS),
    ]
    none = {fold(name) for name in (*names, title or "") if name}
    places = [_keep_topics(place, title, none) for place in places if len(place) <= _MOST_TOPICS]
    if not any(places):
        places = [_keep_topics(_split_topics(links), title, none)] if len(links) <= _MOST_TOPICS else []
    found: dict[str, str] = {}
    for topic in (topic for place in places for topic in place):
        found.setdefault(fold_letters(topic), topic)
    # « Travaux, Valmont, Ponts » in addition to the three of them
    return [
        topic
        for topic in found.values()
        if "," not in topic
        or not all(fold_letters(part) in found or _is_junk(part.strip()) for part in topic.split(","))
    ]


def _split_topics(values: list[str], *, listed: bool = False) -> list[str]:
    """Topics in one or several strings, each of which may contain several."""
    separator = re.compile("[,;|]") if listed or len(values) <= 1 else _TIGHT_COMMA
    return [topic for value in values for topic in separator.split(value)]


def _keep_topics(place: list[str], title: str | None, none: set[str]) -> list[str]:
    topics = [topic for topic in (" ".join(topic.split()).strip(' #.,"') for topic in place) if topic]
    kept = [topic for topic in topics if len(topic) <= _LONGEST and fold(topic) not in none and not _is_junk(topic)]
    # « rouvre, maire, travaux »: common words of the headline; a name in both may well be a topic.
    words = set(_split_words(title or ""))
    common = {fold(word) for word in re.findall(r"[^\W_]+", title or "") if word[0].islower()}
    of_title = [topic for topic in topics if " " not in topic and words.issuperset(_split_words(topic))]
    if sum(common.issuperset(_split_words(topic)) for topic in of_title) < _WORDS_OF_TITLE:
        return kept
    if len(of_title) >= 0.8 * len(topics):
        return []
    return kept if len(of_title) < 0.5 * len(topics) else [topic for topic in kept if topic not in of_title]


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _is_junk(topic: str) -> bool:
    return bool(_PARTS.fullmatch(fold(topic).replace("’", "'")) or _JUNK.fullmatch(topic))


def _keep_texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one.strip()]


_SOURCE = (
    re.compile(r"suivez[- ](?:nous sur )?(?P<site>[\w-]+\.[a-z]{2,6})\b", re.IGNORECASE),
    re.compile(r"^(?P<site>[\w-]+\.[a-z]{2,6})\s+(?:sur|google)\b", re.IGNORECASE | re.MULTILINE),
    re.compile(
        r"^(?:source|©|copyright)\s*:?\s*(?P<site>[\w][\w .'’-]{1,40}?)(?:\s*[-–|,].*)?$", re.IGNORECASE | re.MULTILINE
    ),
)
_AGENCY = re.compile(r"\((?P<site>AFP|Reuters|AP|MAP|APS|Belga|ATS|APA|Xinhua|PANA)\)")
#: « https://www.lagazette.fr/ », « lagazette.fr », « @LaGazette », « la_gazette »: names only for want of another.
_ADDRESS = re.compile(r".*://.*|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?|@\w+|\w+_\w+", re.IGNORECASE)
_LONGEST_SITE = 60
#: Code points of a page searched for its name.
_SEARCHED = 100_000
#: Words in the label of a logo that are not the name.
_HOME = re.compile(
    r"^(?:accueil|logo|page d['’]accueil|home)\s*(?:de |du |:|-|–)?\s*|\s*[-–:]?\s*(?:accueil|logo)$", re.IGNORECASE
)


def find_source(text: str) -> str | None:
    """The site or agency that a page gives as its own."""
    for pattern in _SOURCE:
        for match in pattern.finditer(text):
            site = re.sub(r"[\s,-]*\b(?:19|20)\d\d$", "", match["site"]).strip()
            if not site:
                continue
            return _printed(site, text)
    agency = _AGENCY.search(text[:400])
    return agency["site"] if agency else None


def _printed(site: str, text: str) -> str:
    """The site's name with the capitals that the page uses somewhere."""
    spellings = re.findall(re.escape(site), text, re.IGNORECASE)
    return next((s for s in spellings if s[:1].isupper()), site)


def choose_site_name(
    names: Iterable[str], host: str, labels: Iterable[str], not_names: set[str], blocks: list[Block]
) -> str | None:
    """The name of a web page's site as readers know it, or else its host.

    Args:
        names: as the metadata give them, the most reliable first.
        host: of the page's address, without « www. ».
        labels: of its logo and links, which may contain the name: « Accueil La Gazette ».
        not_names: what is not the site's name, such as author and headline, through ``fold_letters``.
        blocks: its lines, which may contain the name as readers know it.
    """
    given = [name.split("|")[0].strip() for name in names]
    plain = [name for name in given if name and not _ADDRESS.fullmatch(name) and fold_letters(name) not in not_names]
    label = host.split(".")[-2] if host.count(".") else host
    own = fold_letters(plain[0]) if plain and fold_letters(plain[0]) not in fold_letters(label) else fold_letters(label)
    pool = [*plain, *(_HOME.sub("", one) for one in labels), *_find_spellings(own, blocks)]
    spelled = Counter(name for name in pool if fold_letters(name) == own and own and not _ADDRESS.fullmatch(name))
    if spelled and (not plain or len(plain[0]) <= _LONGEST_SITE):
        # The spelling with the most spaces and accents: « Le Figaro » and not « LEFIGARO ».
        first = (plain or [""])[0]
        return max(
            spelled,
            key=lambda name: (
                not _is_run_together(name),
                name[:1].isupper(),
                fold(name) != name.lower(),
                name == first,
                spelled[name],
            ),
        )
    return (
        next(iter(plain), None)
        or next((name for name in given if "://" not in name and "." in name), None)
        or host
        or None
    )


def _find_spellings(own: str, blocks: list[Block]) -> list[str]:
    """The spellings of a name in a page's lines, with its spaces and accents."""
    if not 3 <= len(own) <= 40:
        return []
    accents = {"e": "eéèêë", "a": "aàâä", "i": "iîï", "o": "oôö", "u": "uùûü", "c": "cç"}
    name = re.compile(
        r"(?<![\w.@/])" + r"[ '’-]?".join(f"[{accents.get(one, re.escape(one))}]" for one in own) + r"(?![\w@/-]|\.\w)",
        re.IGNORECASE,
    )
    return name.findall(" | ".join(block.text for block in blocks)[:_SEARCHED])


def _is_run_together(name: str) -> bool:
    """Whether a name may be run together: « LEFIGARO », « 20minutes »."""
    return " " not in name and len(name) > 5 and (name.isupper() or name.islower())
