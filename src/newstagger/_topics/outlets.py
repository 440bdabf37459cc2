"""Where the medium of an article is at home, if not in France.

"Une deuxième crèche ouvrira à la rentrée" is news of Belgium in a Belgian newspaper, which need not say so. The region comes
from the name in the article's ``source``: the ending of an address (letemps.ch), a list of media (``outlets.tsv``), or a
place in the name (Le Soleil, Québec). Media of France say nothing, nor does a name that media of several countries have.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newstagger._text.normalise import fold
from newstagger._text.words import gazetteer, read_table, split_words
from newstagger._topics.words import find_country

#: Marks of the columns: the region of the medium, and the same where the article names no place at all.
HOME, ALONE = "@~", "@!"
#: Nearly all media of these archives are made there: what happens anywhere in France is news to them without a place, too.
_COMMON = "France"
#: What overseas departments and territories have, beside the region of their country code.
OVERSEAS = "Outre-mer"
_OVERSEAS = frozenset("GF GP MF MQ NC PF PM RE WF YT".split())
#: Endings of addresses that are sold as words.
_SOLD = frozenset("ai cc co fm gg io me sc tk to tv ws".split())
#: Media remembered; a source may also be the address of a single article.
_REMEMBERED = 4_096
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.([a-z]{2,})(?:/.*)?$")


def list_outlet_columns() -> list[str]:
    """The columns of all regions, as terms of the vocabulary."""
    regions = sorted({*gazetteer().regions.values(), OVERSEAS} - {_COMMON})
    return [mark + region for region in regions for mark in (HOME, ALONE)]


def is_outlet_column(term: str) -> bool:
    """Is a term of the vocabulary one of these columns?"""
    return term.startswith((HOME, ALONE))


@cache
def read_media() -> dict[str, str]:
    """The list of media: squeezed name to country code, or region."""
    rows = read_table("newstagger._topics", "outlets.tsv")
    return {_squeeze(name): code for code, names in rows for name in names.split(";")}


def _squeeze(name: str) -> str:
    """Letters and digits alone, without an article in front: « L'Avenir » and lavenir.net are one."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


def find_home(source: str) -> str | None:
    """The country code of a medium, or its region where it has no one country; None where nothing is known."""
    name = fold(source.strip())
    address = _ADDRESS.match(name)
    media = read_media()
    candidates = [name]
    if address:
        host, ending = address.groups()
        candidates = [f"{host}.{ending}", *reversed(host.split("."))]
    known = next((media[key] for key in map(_squeeze, candidates) if key in media), None)
    if known is not None:
        return known
    if address and address[2] not in _SOLD and address[2].upper() in gazetteer().regions:
        return address[2].upper()
    words = split_words(source)
    for at in range(len(words)):
        place = find_country(words[at:])
        if place is not None:
            return place[1]
    return None


@lru_cache(_REMEMBERED)
def find_regions(source: str) -> tuple[str, ...]:
    """The regions where a medium is at home, none for most media of France."""
    code = find_home(source)
    if code is None:
        return ()
    regions = [gazetteer().regions.get(code, code), *([OVERSEAS] if code in _OVERSEAS else [])]
    return tuple(region for region in regions if region != _COMMON)


def weigh_outlet(source: str | None, *, placeless: bool) -> dict[str, float]:
    """The columns of an article and their values, before they are weighted.

    Args:
        placeless: the article names no place.
    """
    marks = (HOME, ALONE) if placeless else (HOME,)
    return {mark + region: 1.0 for region in find_regions(source or "") for mark in marks}
