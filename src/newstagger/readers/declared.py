"""The topics that a web page declares: those that are its sections and tags, not words for search engines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from newstagger.readers.linked import letters
from newstagger.text.normalise import fold

_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
#: More topics than this in one place are a list of keywords for search engines.
_MOST_TOPICS = 20
#: So many common words of the headline among the keywords, and a program made the list from it.
_WORDS_OF_TITLE = 3
_LONGEST = 60
#: Names of parts of a site that say nothing about an article.
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
#: A comma without a space is never inside the name of a topic: « à la une,Société ».
_TIGHT_COMMA = re.compile(r"[;|]|,(?=\S)")


def read_topics(
    named: dict[str, list[str]], linked: dict[str, Any], links: list[str], title: str | None, names: Iterable[str]
) -> list[str]:
    """Topics one by one; some pages print all of them in one string, and search engines' keywords are no topics.

    Args:
        named: contents of meta elements by name.
        linked: JSON-LD of the article.
        links: texts of links that lead to lists of articles, taken where the page declares no topic otherwise.
        title: the headline, of which a list of keywords may be made.
        names: of the site and of the article itself, which are no topics.
    """
    tags = named.get("article:tag", [])
    places = [
        [*named.get("article:section", ()), *_texts(linked.get("articleSection"))],
        _one_by_one(tags),
        _one_by_one(_texts(linked.get("keywords"))),
        *(_one_by_one(named.get(name, []), listed=True) for name in _KEYWORDS),
    ]
    none = {fold(name) for name in (*names, title or "") if name}
    places = [_kept(place, title, none) for place in places if len(place) <= _MOST_TOPICS]
    if not any(places):
        places = [_kept(_one_by_one(links), title, none)] if len(links) <= _MOST_TOPICS else []
    found: dict[str, str] = {}
    for topic in (topic for place in places for topic in place):
        found.setdefault(letters(topic), topic)
    # « Travaux, Valmont, Ponts » beside the three of them
    return [
        topic
        for topic in found.values()
        if "," not in topic or not all(letters(part) in found or _is_junk(part.strip()) for part in topic.split(","))
    ]


def _one_by_one(values: list[str], *, listed: bool = False) -> list[str]:
    """Topics of one string or of several, each of which may hold more than one."""
    separator = re.compile("[,;|]") if listed or len(values) <= 1 else _TIGHT_COMMA
    return [topic for value in values for topic in separator.split(value)]


def _kept(place: list[str], title: str | None, none: set[str]) -> list[str]:
    topics = [topic for topic in (" ".join(topic.split()).strip(' #.,"') for topic in place) if topic]
    kept = [topic for topic in topics if len(topic) <= _LONGEST and fold(topic) not in none and not _is_junk(topic)]
    # « rouvre, maire, travaux »: what is a common word in the headline; a name that both hold may well be a topic.
    words = set(_words(title or ""))
    common = {fold(word) for word in re.findall(r"[^\W_]+", title or "") if word[0].islower()}
    of_title = [topic for topic in topics if " " not in topic and words.issuperset(_words(topic))]
    if sum(common.issuperset(_words(topic)) for topic in of_title) < _WORDS_OF_TITLE:
        return kept
    if len(of_title) >= 0.8 * len(topics):
        return []
    return kept if len(of_title) < 0.5 * len(topics) else [topic for topic in kept if topic not in of_title]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _is_junk(topic: str) -> bool:
    return bool(_PARTS.fullmatch(fold(topic).replace("’", "'")) or _JUNK.fullmatch(topic))


def _texts(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one.strip()]
