"""Mentions of one entity become one entry, under its fullest name; acronyms that the text explains lead to it.

Everything is done by look-ups in dictionaries, so that time grows linearly with the mentions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from newstagger._names.finding import is_known_organisation
from newstagger._names.joining import find_initials, find_single_names, join_organisations, join_people, join_places
from newstagger._names.recogniser import usual_form
from newstagger._text.normalise import INVISIBLE, LINKED, fold
from newstagger._text.words import ORGANISATION_KINDS, SMALL_WORDS, gazetteer
from newstagger.tags import Mention

#: A mention in the title weighs as much as this many in the text.
TITLE_WEIGHT = 3
_PARTICLES = frozenset("de du des d' le la van von ben bin al el ibn abou abu".split())
#: With these a surname may begin; « Ben » and « Al » are first names too.
_SURNAME_HEADS = frozenset("de du des d le la van von".split())
#: Surnames up to this long too often mean something else.
_SHORTEST = 3
#: What an organisation is, in front of its name: « l'agence Bernama », « le groupe Vernoux ».
_KIND_WORD = re.compile(rf"^(?:{'|'.join(ORGANISATION_KINDS)})s? (?=[A-ZÀ-Þ])")
#: « Fra-⏎chon » is Frachon, « Boulogne-⏎Billancourt » keeps its hyphen.
_BROKEN = re.compile(rf"-\s*\n\s*(?!{LINKED})(?=[a-zà-ÿ])|(?<=-)\s*\n\s*")
#: « Forces armées de la RDC ».
_CONGO = re.compile(r"(?<=[a-z] )rd(?:c| congo)\b")
_LETTERS = re.compile(r"[^\W\d_]+")
#: Letters, spaces, hyphens and apostrophes: no handle and no address.
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_ARTICLE = re.compile(r"^(?:l[ae]|les|l) ")
_NOT_KEY = re.compile(r"[^\w]+")
#: The same names recur, within an article and among the articles of a day.
_REMEMBERED = 1 << 12


@dataclass(slots=True)
class NameGroup:
    """One entity of an article.

    Attributes:
        name: the canonical name.
        mentions: in order of title, then text.
        titles: « M. », « président »…, as written.
    """

    name: str = ""
    mentions: list[Mention] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    @property
    def aliases(self) -> list[str]:
        """Other names used, in order, variants of case, accents or article left out."""
        seen = {_bare_key(self.name)}
        names = []
        for mention in self.mentions:
            name = tidy(mention.text)
            if (key := _bare_key(name)) not in seen:
                seen.add(key)
                names.append(name)
        return names


@lru_cache(_REMEMBERED)
def tidy(name: str) -> str:
    """A name as it is printed: single spaces, no hyphen of a line break, one all in capitals or in small letters in the usual case."""
    name = _BROKEN.sub("", INVISIBLE.sub("", name))
    name = re.sub(r"\s+", " ", name).strip()
    if name.isupper() and len(name) > _SHORTEST:
        alone = " " not in name
        name = _LETTERS.sub(lambda m: _in_usual_case(m.group(), alone=alone), name)
    elif name.islower() and _PLAIN.fullmatch(name):
        name = _capitalise(name)
    return name


def _capitalise(name: str) -> str:
    """« burkina faso », which is known, is Burkina Faso, and « nestlé » Nestlé; « police belge » and « marine suisse » stay."""
    words = [word for word in _LETTERS.findall(name) if word not in SMALL_WORDS]
    if gazetteer().country(name) is not None:
        forms = {word: word.capitalize() for word in words}
    else:
        forms = {word: usual_form(word) or word.capitalize() for word in words}
        if any(map(str.islower, forms.values())):
            return name
    return _LETTERS.sub(lambda word: forms.get(word.group(), word.group()), name)


def _in_usual_case(word: str, *, alone: bool) -> str:
    """« GENÈVE » is Genève, « SNCF » stays, and so does a single word that is a common word otherwise, « IPSE »."""
    if len(word) < _SHORTEST:
        return word
    form = usual_form(word) or (word if alone else word.capitalize())
    if alone and form.islower():
        return word
    return form.capitalize() if form.islower() and form not in _PARTICLES else form


def make_key(name: str) -> str:
    """What two variants of one name have in common: « M.A.C. », « Mac » and « MAC »."""
    return _NOT_KEY.sub(" ", fold(name.replace(".", "").replace("’", "'"))).strip()


#: The same, remembered: for the names of articles, which recur.
name_key = lru_cache(_REMEMBERED)(make_key)


def _bare_key(name: str) -> str:
    """The key without an article: « Le Monde » and « Monde » are one form."""
    return _ARTICLE.sub("", name_key(name))


@cache
def default_aliases() -> dict[str, str]:
    """The package's alias table: key of a name to the canonical name."""
    text = files("newstagger._names").joinpath("aliases.tsv").read_text("utf-8")
    return read_aliases(text)


def read_aliases(text: str) -> dict[str, str]:
    """Parse an alias table: per line a canonical name, a tab, and its other names separated by semicolons."""
    table: dict[str, str] = {}
    for line in text.splitlines():
        name, tab, others = line.partition("\t")
        if line.startswith("#") or not tab:
            continue
        for other in (name, *others.split(";")):
            table[name_key(other)] = name.strip()
    return table


def _order_by_weight(groups: Iterable[NameGroup]) -> list[NameGroup]:
    """By weight: many mentions first, with mentions in the title counting more; ties by first appearance."""
    weighted = [
        (-sum(TITLE_WEIGHT if m.field == "title" else 1 for m in g.mentions), i, g) for i, g in enumerate(groups)
    ]
    return [g for _, _, g in sorted(weighted, key=lambda w: w[:2])]


def _choose_name(mentions: list[Mention]) -> str:
    """The fullest well-formed form: most words, not all capitals, most accents, then the most frequent."""
    counts = Counter(tidy(m.text) for m in mentions)
    if len(counts) == 1:
        return next(iter(counts))

    def quality(name: str) -> tuple[int, bool, int, int]:
        accents = sum(not c.isascii() for c in name)
        return len(name_key(name).split()), not name.isupper(), accents, counts[name]

    return max(counts, key=quality)


def group_people(
    mentions: list[Mention], titles: Mapping[tuple[str, int], str], same: Mapping[str, str] | None = None
) -> list[NameGroup]:
    """Group the mentions of people: a bare surname goes to the last full name before it, else to the first one after it.

    Args:
        same: keys of names to the key of the name whose bearer they mean too.
    """
    same = same or {}
    words = [same.get(name := name_key(m.text), name).split() or [m.text] for m in mentions]
    groups: dict[tuple[str, ...], NameGroup] = {}
    last_full: dict[tuple[str, ...], tuple[str, ...]] = {}
    waiting: list[tuple[int, tuple[str, ...]]] = []
    order: list[tuple[tuple[str, ...], Mention]] = []
    for index, (mention, parts) in enumerate(zip(mentions, words, strict=True)):
        whole = tuple(parts)
        owner = _find_owner(whole, groups, last_full)
        if owner is None and (len(whole) == 1 or whole[0] in _SURNAME_HEADS):
            waiting.append((index, whole))
            order.append((whole, mention))
            continue
        owner = owner or whole
        groups.setdefault(owner, NameGroup())
        order.append((owner, mention))
        _register_surnames(owner, last_full)
    joined = join_people(groups)
    alone = [name for name in groups if name not in joined]
    single, initials = find_single_names(alone), find_initials(alone)
    # « Gaulle » is de Gaulle, where no fuller name is said.
    particled = {whole[-1]: whole for _, whole in waiting if len(whole) > 1}
    later = {
        i: last_full.get(whole)
        or single.get(" ".join(whole))
        or particled.get(" ".join(whole))
        or (initials.get(whole[0]) if mentions[i].text.isupper() else None)
        or whole
        for i, whole in waiting
    }
    result: dict[tuple[str, ...], NameGroup] = {}
    for index, (owner, mention) in enumerate(order):
        owner = later.get(index, owner)
        group = result.setdefault(joined.get(owner, owner), NameGroup())
        group.mentions.append(mention)
        title = titles.get((mention.field, mention.start))
        if title and title not in group.titles:
            group.titles.append(title)
    for group in result.values():
        # What someone is called, not what else: Johnny Hallyday, « né Jean-Philippe Smet ».
        called = [m for m in group.mentions if same.get(key := name_key(m.text), key) == key]
        group.name = _choose_name(called or group.mentions)
    return _order_by_weight(result.values())


def _find_owner(
    whole: tuple[str, ...],
    groups: Mapping[tuple[str, ...], NameGroup],
    last_full: Mapping[tuple[str, ...], tuple[str, ...]],
) -> tuple[str, ...] | None:
    """The full name that a mention belongs to, if there is one."""
    if whole in groups:
        return whole
    if whole not in last_full and len(whole) > 1 and len(whole[0]) == 1:  # an initial: « E. Macron »
        full = last_full.get(whole[1:])
        return full if full and full[0].startswith(whole[0]) else None
    return last_full.get(whole)


def _register_surnames(full: tuple[str, ...], last_full: dict[tuple[str, ...], tuple[str, ...]]) -> None:
    """Remember the surnames that a full name may be called by: its endings, particles kept."""
    for start in range(1, min(len(full), 5)):
        last_full[full[start:]] = full
    if len(full) > 2 and full[-2] in _PARTICLES:
        last_full[full[-2:]] = full


def reclaim_surnames(people_: list[Mention], *others: list[Mention]) -> None:
    """Move mentions of other kinds to the people where they are the surname of one of them."""
    # « Louis Renault a fondé Renault »: the company is not its founder.
    surnames = {parts[-1] for m in people_ if len(parts := name_key(m.text).split()) > 1 and len(parts[-1]) > _SHORTEST}
    for mentions in others:
        stay: list[Mention] = []
        for mention in mentions:
            theirs = (
                name_key(mention.text) in surnames
                and gazetteer().country(mention.text) is None
                and not is_known_organisation(mention.text)
            )
            (people_ if theirs else stay).append(mention)
        mentions[:] = stay
    people_.sort(key=lambda m: (m.field == "text", m.start))


def group_organisations(
    mentions: list[Mention], acronyms: Iterable[tuple[str, str]] = (), aliases: Mapping[str, str] | None = None
) -> list[NameGroup]:
    """Group the mentions of organisations: variants of case and accents, acronyms explained in the text, aliases."""
    table = default_aliases() if aliases is None else aliases
    longs = {name_key(short): tidy(long) for long, short in acronyms}
    groups: dict[str, NameGroup] = {}
    keys = []
    written: dict[str, str] = {}
    for mention in mentions:
        text = _KIND_WORD.sub("", mention.text)
        name = _CONGO.sub("republique democratique du congo", name_key(text))
        name = name_key(_KIND_WORD.sub("", longs[name])) if name in longs else name
        name = name_key(table[name]) if name in table else name
        keys.append(name)
        written.setdefault(name, text)
    joined = join_organisations(written)
    for mention, name in zip(mentions, keys, strict=True):
        groups.setdefault(joined.get(name, name), NameGroup()).mentions.append(mention)
    spelled = {name_key(long): long for long in longs.values()}
    for name, group in groups.items():
        group.name = _settle_article(_KIND_WORD.sub("", _choose_name(group.mentions)))
        if name in spelled and name_key(group.name) != name:
            group.name = spelled[name]  # explained in the text, but never named in full
        _prefer_alias(group, table.get(name))
    return _order_by_weight(groups.values())


#: What others are called too than the newspaper of this name: the European Union.
_OTHERS_TOO = frozenset(("Union",))


def _settle_article(name: str) -> str:
    """« La Croix-Rouge », at the head of a sentence, is the Croix-Rouge; « au Monde » names Le Monde."""
    bare = re.sub(r"^(?:L[ae]s? |L['’])", "", name)
    if bare != name:
        return bare if is_known_organisation(bare) and not is_known_organisation(name) else name
    full = (article + name for article in ("Le ", "La ", "Les ", "L’") if name not in _OTHERS_TOO)
    return next(filter(is_known_organisation, full), name)


def group_places(
    mentions: list[Mention],
    aliases: Mapping[str, str] | None = None,
    is_town: Callable[[str], bool] = lambda name: gazetteer().country(name) is not None,
) -> list[NameGroup]:
    """Group the mentions of places: variants of case and accents, aliases, the names of one country.

    Args:
        aliases: key of a name to the canonical name.
        is_town: says of a name whether it is a town's or a country's, and so the short form of no other name.
    """
    table = default_aliases() if aliases is None else aliases
    groups: dict[str, NameGroup] = {}
    keys = []
    written: dict[str, str] = {}
    for mention in mentions:
        name = name_key(mention.text)
        name = name_key(table[name]) if name in table else name
        name = _countries().get(name) or _country_in(name) or name
        keys.append(name)
        written.setdefault(name, mention.text)
    if {"CD", "CG"} <= set(keys):
        # « le Congo » is the one that the article names otherwise.
        named = {name_key(m.text) for m, key in zip(mentions, keys, strict=True) if key == "CG"}
        keys = ["CD" if key == "CG" and named == {"congo"} else key for key in keys]
    joined = join_places(written, is_town)
    for mention, name in zip(mentions, keys, strict=True):
        groups.setdefault(joined.get(name, name), NameGroup()).mentions.append(mention)
    for name, group in groups.items():
        group.name = _choose_name(group.mentions)
        _prefer_alias(group, table.get(name))
    return _order_by_weight(groups.values())


#: Parts of countries that the gazetteer lists with them, since they lie there; in an article they are places of their own.
_PARTS = frozenset(
    (
        "angleterre",
        "ecosse",
        "pays de galles",
        "irlande du nord",
        "quebec",
        "tahiti",
        "cisjordanie",
        "gaza",
        "bande de gaza",
    )
)


@cache
def _countries() -> dict[str, str]:
    """The keys of countries to their codes."""
    keys = {make_key(name): code for name, code in gazetteer().names.items()}
    return {key: code for key, code in keys.items() if key not in _PARTS}


#: « République unie de Tanzanie » is Tanzania, « île de la Réunion » is La Réunion.
_STATE = re.compile(
    r"(?:(?:republique|royaume|principaute|grand duche|federation)(?: (?!democratique)\w+)*?|iles?(?! de france)|archipel) (?:de|du|d|des) (?:la |l )?"
    r"(?P<name>\w+(?: \w+){0,2})"
)


def _country_in(key: str) -> str | None:
    """The country that the long name of a state, or of an island that is one, ends in."""
    state = _STATE.fullmatch(key)
    return _countries().get(state["name"]) if state else None


def _prefer_alias(group: NameGroup, name: str | None) -> None:
    """Give a group the alias table's name, where the article uses it."""
    if name is not None and name in {tidy(m.text) for m in group.mentions}:
        group.name = name


def fullness(name: str) -> tuple[int, int, str]:
    """Of two names of one thing, the greater is the fuller: more words, then more letters."""
    return len(name_key(name).split()), len(name), name
