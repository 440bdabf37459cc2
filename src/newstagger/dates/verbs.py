"""Verb groups of a French sentence and their tense, by the form of the words alone.

A word is a verb form by a list of frequent forms (``verbs.tsv``, made by ``benchmarks/dates/train_tense.py``) or by its
ending; an auxiliary before a participle and a modal before an infinitive make one group with it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

#: A verb group: place among the words, class, and the word that carries the meaning.
Group = tuple[int, str, str]

#: What parts a sentence into clauses.
BREAKS = frozenset(',;:«»"()–—')
_ENDINGS = (
    (
        "FUT",
        5,
        (
            "era",
            "eront",
            "dra",
            "dront",
            "ira",
            "iront",
            "ttra",
            "ttront",
            "îtra",
            "îtront",
            "rra",
            "rront",
            "evra",
            "evront",
            "ivra",
            "ivront",
            "auront",
            "uront",
            "mpra",
            "mpront",
        ),
    ),
    ("COND", 6, ("rait", "raient")),
    ("COND", 5, ("irait",)),
    ("IMPF", 5, ("ait", "aient")),
    ("PS", 5, ("èrent", "irent", "urent")),
    ("PP", 4, ("é", "ée", "és", "ées")),
)
#: Auxiliary -> class of the group that it makes with a participle; « est » needs a second look.
_AUXILIARIES = {
    "a": "PC", "ont": "PC", "ai": "PC", "avons": "PC", "avait": "PQP", "avaient": "PQP", "était": "PQP",
    "étaient": "PQP", "sera": "FUT", "seront": "FUT", "serai": "FUT", "serons": "FUT", "serait": "COND",
    "seraient": "COND", "aurait": "PCOND", "auraient": "PCOND", "aura": "FUTP", "auront": "FUTP", "fut": "PS",
    "furent": "PS", "est": "E", "sont": "E", "être": "INFP", "avoir": "AV", "ayant": "AV",
}  # fmt: skip
#: Modal -> class of the group that it makes with an infinitive.
_MODALS = {
    "va": "FUT", "vont": "FUT", "allons": "FUT", "vais": "FUT", "doit": "MOD", "doivent": "MOD", "devra": "FUT",
    "devront": "FUT", "devait": "MODP", "devaient": "MODP", "devrait": "MODC", "devraient": "MODC",
    "pourrait": "MODC", "pourraient": "MODC", "peut": "MODX", "peuvent": "MODX", "veut": "MOD", "veulent": "MOD",
    "compte": "MOD", "comptent": "MOD", "entend": "MOD", "entendent": "MOD", "espère": "MOD", "espèrent": "MOD",
    "souhaite": "MOD", "souhaitent": "MOD", "prévoit": "MOD", "prévoient": "MOD", "menace": "MOD",
    "menacent": "MOD", "appelle": "MOD", "appellent": "MOD", "allait": "MODP", "allaient": "MODP", "vient": "PC",
    "viennent": "PC",
}  # fmt: skip
#: Words that may stand between an auxiliary and its participle.
_BETWEEN = frozenset(
    "été pas déjà aussi ensuite également finalement en y l' toujours bien plus donc même jamais encore ainsi récemment "
    "n' ne lui eux elle-même lui-même tous toutes tout".split()
)
#: Participles of verbs whose past is made with « être ».
_WITH_ETRE = re.compile(
    r"^(?:n|m|all|ven|part|sort|entr|arriv|rest|tomb|mont|descend|reven|rentr|deven|retourn|décéd|apparu|interven|parven"
    r"|né|mort|décédé|pass|surven)(?:é|u|i|s|ée|ue|ie|ées|és|us|ues|is|ies|e|es)*$"
)
_PARTICIPLE = re.compile(r"^\w{2,}(?:é|i|u|it|is|ert|ort|aint|eint)(?:e|s|es)?$")
_NO_PARTICIPLE = frozenset(
    "qui lui pas mais puis depuis aussi ainsi ici plus tout toute tous toutes ceux eux nous vous du au une des les leurs "
    "plusieurs lundi mardi mercredi jeudi vendredi samedi jamais celui celle lui-même parmi hui midi".split()
)
#: Between a preposition and its infinitive: « à ne pas manifester ».
_NEGATION = frozenset("ne n' pas plus".split())
#: How many words may stand between an auxiliary or a modal and its verb.
_GAP = 4


@lru_cache(1)
def _forms() -> dict[str, str]:
    """The frequent forms and their classes."""
    lines = files("newstagger.dates").joinpath("verbs.tsv").read_text("utf-8").splitlines()
    return {form: name for name, forms in (line.split("\t") for line in lines) for form in forms.split(" ")}


def by_ending(word: str) -> str:
    """The class that a word's ending suggests, "-" for none."""
    for name, length, endings in _ENDINGS:
        if len(word) >= length and word.endswith(endings):
            return name
    return "-"


@lru_cache(50_000)
def verb_class(word: str) -> str:
    """FUT, COND, IMPF, PS, PP, PPR, INF, PRES, or "-" for what is no verb form; ``word`` in lower case."""
    listed = _forms().get(word)
    return by_ending(word) if listed is None else listed


def _auxiliary(words: list[str], at: int) -> int:
    """The place before ``at`` where an auxiliary may stand."""
    back = at - 1
    while back >= 0 and at - back <= _GAP and (words[back] in _BETWEEN or words[back].endswith("ment")):
        back -= 1
    return back


def _is_reflexive(words: list[str], auxiliary: int) -> bool:
    """« s'est », « s'en est », « s'y est »: does the auxiliary belong to a reflexive verb?"""
    at = auxiliary - 1 - (auxiliary > 1 and words[auxiliary - 1] in ("en", "y"))
    return at >= 0 and words[at] in ("s'", "se")


def _is_participle(words: list[str], at: int) -> bool:
    """Is a word that may also be something else a participle, by the auxiliary before it?"""
    word = words[at]
    if word in _NO_PARTICIPLE or not _PARTICIPLE.match(word):
        return False
    back = _auxiliary(words, at)
    if back < 0 or words[back] not in _AUXILIARIES:
        return False
    if words[back] not in ("est", "sont", "était", "étaient"):
        return True
    return (
        word.endswith(("é", "ée", "és", "ées"))
        or _WITH_ETRE.match(word) is not None
        or _is_reflexive(words, back)
        or "été" in words[back:at]
    )


def _participle_class(words: list[str], at: int) -> tuple[str, int]:
    """Class of the group that ends with the participle at ``at``, and the place of its auxiliary (-1: none)."""
    back = _auxiliary(words, at)
    name = _AUXILIARIES.get(words[back]) if back >= 0 else None
    if name is None:
        return "PPB", -1
    if name == "E":
        past = "été" in words[back:at] or _is_reflexive(words, back)
        return ("PC" if past or _WITH_ETRE.match(words[at]) else "PASS"), back
    if name == "INFP":
        return next((_MODALS[w] for w in words[max(0, back - _GAP) : back] if w in _MODALS), "INF"), back
    if name == "COND" and words[back] in ("serait", "seraient") and _WITH_ETRE.match(words[at]):
        return "PCOND", back  # « serait mort », hearsay of what was
    return name, back


def _infinitive_class(words: list[str], at: int) -> str:
    for back in range(at - 1, max(-1, at - _GAP - 1), -1):
        if words[back] in _MODALS:
            return _MODALS[words[back]]
    back = at - 1
    while back > 0 and words[back] in _NEGATION:
        back -= 1
    before = words[back] if at else ""
    return f"INF{before[0]}" if before in ("à", "de", "d'", "pour") else "INF"


def _begins_group(words: list[str], at: int) -> bool:
    """Is the verb at ``at`` an auxiliary or a modal, whose participle or infinitive follows?"""
    word, count = words[at], len(words)
    if word in _MODALS and any(verb_class(w) == "INF" for w in words[at + 1 : at + 1 + _GAP]):
        return True
    if word not in _AUXILIARIES:
        return False
    ahead = at + 1
    while ahead < count and (words[ahead] in _BETWEEN or words[ahead].endswith("ment")):
        ahead += 1
    return ahead < count and (verb_class(words[ahead]) == "PP" or _is_participle(words, ahead))


def groups(words: list[str]) -> list[Group]:
    """The verb groups of a sentence, in order, of its words in lower case."""
    found: list[Group] = []
    for at, word in enumerate(words):
        name = verb_class(word)
        if name == "PP" or (name == "-" and _is_participle(words, at)):
            made, back = _participle_class(words, at)
            if found and found[-1][0] == back:
                found.pop()
            found.append((at, made, word))
        elif name == "INF":
            if word not in ("être", "avoir"):
                found.append((at, _infinitive_class(words, at), word))
        elif name != "-" and not _begins_group(words, at):
            found.append((at, "PRES" if word in ("a", "ont", "est", "sont") else name, word))
    return found
