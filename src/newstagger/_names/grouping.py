"""Mentions of one entity become one entry, under its fullest name.

Everything is done by look-ups in dictionaries, so that time grows linearly with the mentions.

Names that editors found to be one, or two: the tables by which mentions are then grouped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from newstagger._names.known import is_known
from newstagger._names.recogniser import usual_form
from newstagger._text.gazetteer import gazetteer
from newstagger._text.normalise import INVISIBLE, fold
from newstagger.tags import Mention

#: A mention in the title weighs as much as this many in the text.
TITLE_WEIGHT = 3
_PARTICLES = frozenset("de du des d' le la van von ben bin al el ibn abou abu".split())
#: With these a surname may begin; « Ben » and « Al » are first names too.
_SURNAME_HEADS = frozenset("de du des d le la van von".split())
#: Surnames up to this long are too often something else.
_SHORTEST = 3
#: What an organisation is, said before its name: « l'agence Bernama », « le groupe Vernoux ».
_KIND_WORD = re.compile(
    r"^(?:agence|association|société|groupe|fondation|entreprise|compagnie|ONG|syndicat|parti|magazine|quotidien|journal|"
    r"chaîne|site|laboratoire|cabinet|organisation)s? (?=[A-ZÀ-Þ])"
)
#: « Fra-⏎chon » is Frachon, « Boulogne-⏎Billancourt » keeps its hyphen.
_BROKEN = re.compile(r"-\s*\n\s*(?=[a-zà-ÿ])|(?<=-)\s*\n\s*")
_NOT_KEY = re.compile(r"[^\w]+")


@dataclass(slots=True)
class Named:
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
        """Other names used, in order, variants of case or accents left out."""
        seen = {key(self.name)}
        names = []
        for mention in self.mentions:
            name = tidy(mention.text)
            if key(name) not in seen:
                seen.add(key(name))
                names.append(name)
        return names


def tidy(name: str) -> str:
    """A name as it is printed: white space folded, hyphens of a line's end out, an uppercase name in its usual case."""
    name = _BROKEN.sub("", INVISIBLE.sub("", name))
    name = re.sub(r"\s+", " ", name).strip()
    if name.isupper() and len(name) > _SHORTEST:
        alone = " " not in name
        name = re.sub(r"[^\W\d_]+", lambda m: _in_usual_case(m.group(), alone=alone), name)
    return name


def _in_usual_case(word: str, *, alone: bool) -> str:
    """« GENÈVE » is Genève, « SNCF » stays; of a single word that is no name otherwise, « IPSE », nobody can say."""
    if len(word) < _SHORTEST:
        return word
    form = usual_form(word) or (word if alone else word.capitalize())
    if alone and form.islower():
        return word
    return form.capitalize() if form.islower() and form not in _PARTICLES else form


def key(name: str) -> str:
    """What two variants of one name have in common: « M.A.C. », « Mac » and « MAC »."""
    return _NOT_KEY.sub(" ", fold(name.replace(".", "").replace("’", "'"))).strip()


@cache
def default_aliases() -> dict[str, str]:
    """The package's alias table: key of a name to the canonical name."""
    text = files("newstagger._names").joinpath("aliases.tsv").read_text("utf-8")
    return read_aliases(text)


def read_aliases(text: str) -> dict[str, str]:
    """An alias table: a line each, canonical name, a tab, other names separated by semicolons."""
    table: dict[str, str] = {}
    for line in text.splitlines():
        name, tab, others = line.partition("\t")
        if line.startswith("#") or not tab:
            continue
        for other in (name, *others.split(";")):
            table[key(other)] = name.strip()
    return table


def _ordered(groups: Iterable[Named]) -> list[Named]:
    """By weight: many mentions first, those of the title more; ties by first appearance."""
    weighted = [
        (-sum(TITLE_WEIGHT if m.field == "title" else 1 for m in g.mentions), i, g) for i, g in enumerate(groups)
    ]
    return [g for _, _, g in sorted(weighted, key=lambda w: w[:2])]


def _best_name(mentions: list[Mention], rank: Mapping[str, int] | None = None) -> str:
    """The fullest well-formed form: most words, then most lower case and accents, then the commonest."""
    counts = Counter(tidy(m.text) for m in mentions)

    def quality(name: str) -> tuple[int, bool, int, int]:
        accents = sum(not c.isascii() for c in name)
        return len(key(name).split()), not name.isupper(), accents, counts[name]

    return max(counts, key=quality)


def people(
    mentions: list[Mention], titles: Mapping[tuple[str, int], str], same: Mapping[str, str] | None = None
) -> list[Named]:
    """People: a bare surname goes to the last full name before it, else to the first one after it.

    Args:
        same: keys of names to the key of the name whose bearer they mean too.
    """
    same = same or {}
    words = [same.get(name := key(m.text), name).split() or [m.text] for m in mentions]
    groups: dict[tuple[str, ...], Named] = {}
    last_full: dict[tuple[str, ...], tuple[str, ...]] = {}
    waiting: list[tuple[int, tuple[str, ...]]] = []
    order: list[tuple[tuple[str, ...], Mention]] = []
    for index, (mention, parts) in enumerate(zip(mentions, words, strict=True)):
        whole = tuple(parts)
        owner = _owner(whole, groups, last_full)
        if owner is None and (len(whole) == 1 or whole[0] in _SURNAME_HEADS):
            waiting.append((index, whole))
            order.append((whole, mention))
            continue
        owner = owner or whole
        groups.setdefault(owner, Named())
        order.append((owner, mention))
        _register(owner, last_full)
    later = {i: last_full.get(whole, whole) for i, whole in waiting}
    result: dict[tuple[str, ...], Named] = {}
    for index, (owner, mention) in enumerate(order):
        group = result.setdefault(later.get(index, owner), Named())
        group.mentions.append(mention)
        title = titles.get((mention.field, mention.start))
        if title and title not in group.titles:
            group.titles.append(title)
    for group in result.values():
        group.name = _best_name(group.mentions)
    return _ordered(result.values())


def _owner(
    whole: tuple[str, ...],
    groups: Mapping[tuple[str, ...], Named],
    last_full: Mapping[tuple[str, ...], tuple[str, ...]],
) -> tuple[str, ...] | None:
    """The full name that a mention belongs to, if one is known."""
    if whole in groups:
        return whole
    if whole not in last_full and len(whole) > 1 and len(whole[0]) == 1:  # an initial: « E. Macron »
        full = last_full.get(whole[1:])
        return full if full and full[0].startswith(whole[0]) else None
    return last_full.get(whole)


def _register(full: tuple[str, ...], last_full: dict[tuple[str, ...], tuple[str, ...]]) -> None:
    """Remember the surnames that a full name may be called by: its endings, particles kept."""
    for start in range(1, min(len(full), 5)):
        last_full[full[start:]] = full
    if len(full) > 2 and full[-2] in _PARTICLES:
        last_full[full[-2:]] = full


def reclaim_surnames(people_: list[Mention], *others: list[Mention]) -> None:
    """Move to the people what is their surname elsewhere in the article, whatever it was taken for."""
    # « Louis Renault a fondé Renault »: the company is not its founder.
    surnames = {parts[-1] for m in people_ if len(parts := key(m.text).split()) > 1 and len(parts[-1]) > _SHORTEST}
    for mentions in others:
        stay: list[Mention] = []
        for mention in mentions:
            theirs = key(mention.text) in surnames and country(mention.text) is None and not is_known(mention.text)
            (people_ if theirs else stay).append(mention)
        mentions[:] = stay
    people_.sort(key=lambda m: (m.field == "text", m.start))


def organisations(
    mentions: list[Mention], acronyms: Iterable[tuple[str, str]] = (), aliases: Mapping[str, str] | None = None
) -> list[Named]:
    """Organisations: variants of case and accents, acronyms explained in the text, aliases."""
    table = default_aliases() if aliases is None else aliases
    longs = {key(short): tidy(long) for long, short in acronyms}
    groups: dict[str, Named] = {}
    for mention in mentions:
        name = key(_KIND_WORD.sub("", mention.text))
        name = key(_KIND_WORD.sub("", longs[name])) if name in longs else name
        name = key(table[name]) if name in table else name
        groups.setdefault(name, Named()).mentions.append(mention)
    spelled = {key(long): long for long in longs.values()}
    for name, group in groups.items():
        group.name = _without_article(_KIND_WORD.sub("", _best_name(group.mentions)))
        if name in spelled and key(group.name) != name:
            group.name = spelled[name]  # explained in the text, but never named in full
        _prefer_table(group, table.get(name))
    return _ordered(groups.values())


def _without_article(name: str) -> str:
    """« La Croix-Rouge », at the head of a sentence, is the Croix-Rouge; « Le Monde » stays what it is."""
    article = re.match(r"(?:L[ae]s? |L['’])", name)
    return name[article.end() :] if article and is_known(name[article.end() :]) else name


def places(mentions: list[Mention], aliases: Mapping[str, str] | None = None) -> list[Named]:
    """Places: variants of case and accents, aliases, the names of one country."""
    table = default_aliases() if aliases is None else aliases
    groups: dict[str, Named] = {}
    for mention in mentions:
        name = key(mention.text)
        name = key(table[name]) if name in table else name
        name = gazetteer().names.get(name, name)
        groups.setdefault(name, Named()).mentions.append(mention)
    for name, group in groups.items():
        group.name = _best_name(group.mentions)
        _prefer_table(group, table.get(name))
    return _ordered(groups.values())


def _prefer_table(group: Named, name: str | None) -> None:
    """The alias table's name, where the article uses it."""
    if name is not None and name in {tidy(m.text) for m in group.mentions}:
        group.name = name


def country(name: str) -> str | None:
    """ISO 3166-1 code of a place that is a country, its capital, or is called after its people."""
    return gazetteer().country(name)


class Merging:
    """What pairs of names say.

    Args:
        pairs: two names with a tab between them, to « one » or « two ».
    """

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._fullest: dict[str, str] = {}
        self._parted: set[frozenset[str]] = set()
        groups: dict[str, list[str]] = {}
        for subject, verdict in sorted(pairs.items()):
            one, _, other = subject.partition("\t")
            if verdict == "two":
                self._parted.add(frozenset((key(one), key(other))))
                continue
            joined = list(dict.fromkeys([*groups.get(one, [one]), *groups.get(other, [other])]))
            for name in joined:
                groups[name] = joined
        for name, group in groups.items():
            self._fullest[key(name)] = max(group, key=fullness)

    def same(self) -> dict[str, str]:
        """Key of a name to the key of the fullest one that means the same."""
        return {name: key(full) for name, full in self._fullest.items()}

    def table(self, aliases: Mapping[str, str]) -> dict[str, str]:
        """A table of aliases (key to canonical name) without the pairs that are two, with those that are one."""
        kept = {name: full for name, full in aliases.items() if frozenset((name, key(full))) not in self._parted}
        # A canonical name of the table stays one: all that an editor joined to it goes there.
        return {**kept, **{name: kept.get(key(full), full) for name, full in self._fullest.items()}}


def fullness(name: str) -> tuple[int, int, str]:
    """Of two names of one thing, the greater is the fuller: more words, then more letters."""
    return len(key(name).split()), len(name), name
