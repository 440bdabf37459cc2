"""Is a clause about the future or the past? A small linear model over its verbs.

A word is a verb form by a list of frequent forms (``verbs.tsv``) or by its ending; an auxiliary before a participle and a
modal before an infinitive make one group with it. The features are the verb groups nearest before and after a day, their
tense, and the words directly beside it. The weights (``tense.tsv``) were fitted by logistic regression to days of news that
are known from elsewhere: written with their date, or as « hier » and « demain ». ``benchmarks/dates/train_tense.py`` makes
both files.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from math import fsum

from newstagger._text.words import WEEKDAYS

#: A verb group: place among the words, class, and the word that carries the meaning.
Group = tuple[int, str, str]

#: What separates the clauses of a sentence.
BREAKS = frozenset(',;:«»"()–—')
#: Class, the length from which a word may have it, and its endings.
_ENDINGS = (
    ("FUT", 5, tuple("era eront dra dront ira iront ttra ttront îtra îtront rra rront evra evront ivra ivront "
                     "auront uront mpra mpront pleuvra pleuvront émouvra vaincra vaincront clura".split())),
    ("COND", 6, ("rait", "raient")),
    ("COND", 5, ("irait",)),
    ("IMPF", 5, ("ait", "aient")),
    ("PS", 5, ("èrent", "irent", "urent")),
    ("PP", 4, ("é", "ée", "és", "ées")),
)  # fmt: skip
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
#: Words that may come between an auxiliary and its participle.
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
_NO_PARTICIPLE = WEEKDAYS.keys() | frozenset(
    "qui lui pas mais puis depuis aussi ainsi ici plus tout toute tous toutes ceux eux nous vous du au une des les leurs "
    "plusieurs jamais celui celle lui-même parmi hui midi".split()
)
#: Between a preposition and its infinitive: « à ne pas manifester ».
_NEGATION = frozenset("ne n' pas plus".split())
#: Maximum number of words between an auxiliary or a modal and its verb.
_GAP = 4


@lru_cache(1)
def _read_forms() -> dict[str, str]:
    """The frequent forms and their classes."""
    lines = files("newstagger.dates").joinpath("verbs.tsv").read_text("utf-8").splitlines()
    return {form: name for name, forms in (line.split("\t") for line in lines) for form in forms.split(" ")}


def classify_ending(word: str) -> str:
    """The class that a word's ending suggests, "-" for none."""
    for name, length, endings in _ENDINGS:
        if len(word) >= length and word.endswith(endings):
            return name
    return "-"


@lru_cache(50_000)
def classify_verb(word: str) -> str:
    """FUT, COND, IMPF, PS, PP, PPR, INF, PRES, or "-" for what is not a verb form; ``word`` in lower case."""
    listed = _read_forms().get(word)
    return classify_ending(word) if listed is None else listed


def _find_auxiliary(words: list[str], at: int) -> int:
    """The position before ``at`` where an auxiliary may be."""
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
    back = _find_auxiliary(words, at)
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


def _classify_participle(words: list[str], at: int) -> tuple[str, int]:
    """Class of the group that ends with the participle at ``at``, and the place of its auxiliary (-1: none)."""
    back = _find_auxiliary(words, at)
    name = _AUXILIARIES.get(words[back]) if back >= 0 else None
    if name is None:
        return "PPB", -1
    if name == "E":
        past = "été" in words[back:at] or _is_reflexive(words, back)
        return ("PC" if past or _WITH_ETRE.match(words[at]) else "PASS"), back
    if name == "FUTP" and words[at] == "lieu":  # « auront lieu » is no future perfect
        return "FUT", back
    if name == "INFP":
        return next((_MODALS[w] for w in words[max(0, back - _GAP) : back] if w in _MODALS), "INF"), back
    if name == "COND" and words[back] in ("serait", "seraient") and _WITH_ETRE.match(words[at]):
        return "PCOND", back  # « serait mort », hearsay of what was
    return name, back


def _classify_infinitive(words: list[str], at: int) -> str:
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
    if word in _MODALS and any(classify_verb(w) == "INF" for w in words[at + 1 : at + 1 + _GAP]):
        return True
    if word not in _AUXILIARIES:
        return False
    ahead = at + 1
    while ahead < count and (words[ahead] in _BETWEEN or words[ahead].endswith("ment")):
        ahead += 1
    return ahead < count and (classify_verb(words[ahead]) == "PP" or _is_participle(words, ahead))


def find_groups(words: list[str]) -> list[Group]:
    """The verb groups of a sentence, in order, of its words in lower case."""
    found: list[Group] = []
    for at, word in enumerate(words):
        name = classify_verb(word)
        if name == "PP" or (name == "-" and _is_participle(words, at)):
            made, back = _classify_participle(words, at)
            if found and found[-1][0] == back:
                found.pop()
            found.append((at, made, word))
        elif name == "INF":
            if word not in ("être", "avoir"):
                found.append((at, _classify_infinitive(words, at), word))
        elif name != "-" and not _begins_group(words, at):
            found.append((at, "PRES" if word in ("a", "ont", "est", "sont") else name, word))
    return found


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?|[,;:«»\"()–—]|\d+")
#: Where a sentence ends.
SENTENCE_END = re.compile(r"[.!?…](?=\s|»|\")|\n")
#: How much of the sentence before and after a day is read, in code points.
REACH_BEFORE, REACH_BEHIND = 160, 120
#: Before a day: part of how it is named.
_ARTICLES = ("le", "ce")
_LINKS = frozenset("qui que qu' dont où lors alors après avant pour".split())
_LINK_REACH = 9
#: « d'ici à », « reporté à », « renvoyé au », « entre en vigueur »: what follows is to come, whenever it was decided.
_PUT_OFF = re.compile(
    r"\b(?:(?:report|renvoy|repouss|ajourn|décal|prorog|prolong|reconduit)[\w]* (?:à|au?|jusqu'(?:à|au?))"
    r"|entre(?:nt)? en vigueur|prend effet|d'ici(?: à| au)?)(?: le)? ?$"
)
#: « est mort en », « né le », « s'est éteint à Nice le », « serait arrivé »: verbs whose perfect is formed with « être »
#: look like a passive, and hearsay of what was like a wish. « il a été élu en », « elle avait publié en »: what was done in
#: a month, unless it was planned for it, « la réunion a été fixée en ».
_DONE = re.compile(
    r"\b(?:(?:(?:est|sont|était|étaient) )?(?:né|mort|décédé)|(?:est|sont|était|étaient|serait|seraient) (?:déjà )?"
    r"(?:arrivé|parti|venu|devenu|entré|tombé|survenu|intervenu|disparu|paru|revenu|rentré|sorti)"
    r"|(?:s'(?:est|était|étaient)|se (?:sont|serait|seraient)) [\w]+[éiuts])e?s?"
    r"(?: (?:à|dans|en|au|près) [^,;:.]{1,24}?)?(?: (?:le|en|au mois de|ce))? ?$"
    r"|\b(?:a|ont|avait|avaient|ai|avons) (?:été )?"
    r"(?!fix|prév|attend|report|renvoy|programm|annonc|repouss|décal|convoqu|planifi|avanc|prom|placé)"
    r"[\w]+(?:é|i|u|it|is|ert)e?s? (?:en|au mois de) ?$",
    re.IGNORECASE,
)
#: « depuis décembre », « depuis le mois de décembre », « depuis la mi-mars ».
_SINCE = re.compile(r"\bdepuis (?:le |la |l'|les )?(?:(?:mois|début|fin|milieu) (?:de |du |d'))?$", re.IGNORECASE)
#: « l'attentat de », « les victimes de », « le décret du »: nouns for events that are not announced, those who were there, and
#: texts that are named by their day.
_OVER = re.compile(
    r"\b(?:attentats?|accidents?|incendies?|fusillades?|tueries?|drames?|incidents?|émeutes?|explosions?|séismes?|crash|catastrophes?"
    r"|violences|bombardements?|débordements|affrontements?|arrestations?|décès|meurtres?|assassinats?|attaques?|agressions?|naufrages?"
    r"|collisions?|putschs?|victimes?|blessés?|morts?|tués?|rescapés?|survivants?|manifestants?|émeutiers?"
    r"|décrets?|arrêtés?|ordonnances?|circulaires?|lois?|jugements?)\b"
    r"(?: [\w'-]+){0,3} (?:de|du|d')(?: ce)? ?$",
    re.IGNORECASE,
)
#: « la victoire de », « le bilan du scrutin de »: past, unless the sentence is about the future.
_MOSTLY_OVER = re.compile(
    r"\b(?:tempêtes?|orages?|inondations?|bilan|résultats?|victoires?|défaites?|lendemain)\b"
    r"(?: [\w'-]+){0,3} (?:de|du|d')(?: ce)? ?$",
    re.IGNORECASE,
)
#: « les élections de dimanche ont surpris »: the sentence is about what the event did.
_OF_THE_DAY = frozenset(["P=de", "P=du", "P=d'"])
_TOLD_BEHIND = frozenset(["NR=PC", "NR=PS", "NR=PQP"])
_EVENT_TOLD = 3.0
#: Log odds beyond all nearness: tomorrow against the same day a year ago weighs log(365), about 5.9.
_SURE = 8.0
_THAT = frozenset(["C=que", "C=qu'"])
_TOLD_IN_PAST = frozenset(["A2=PC", "A2=PQP", "A2=IMPF", "A2=PS"])
_TELLING = frozenset(["P=depuis", "P=dès", "P2=jusqu'_à", "P2=jusqu'_au", "P2=jusqu'_en"])


@lru_cache(1)
def _read_weights() -> dict[str, float]:
    lines = files("newstagger.dates").joinpath("tense.tsv").read_text("utf-8").splitlines()
    return {name: float(weight) for name, weight in (line.rsplit("\t", 1) for line in lines)}


def _split_words(text: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    return ["WD" if word in WEEKDAYS else word for word in words]


def cut_sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after a mention in its sentence."""
    left, right = text[max(0, start - REACH_BEFORE) : start], text[end : end + REACH_BEHIND]
    ends = [m.end() for m in SENTENCE_END.finditer(left)]
    stop = SENTENCE_END.search(right)
    return left[ends[-1] :] if ends else left, right[: stop.start()] if stop else right


def _bin_distance(words: int) -> str:
    return "0" if words <= 1 else "1" if words <= 3 else "2" if words <= 8 else "3"


def extract_features(left: str, right: str) -> set[str]:
    """The sentence around a day.

    Args:
        left: the sentence up to the day.
        right: the sentence after it.
    """
    before, behind = _split_words(left), _split_words(right)
    if (
        before[-1:] == [","] == behind[:1]
    ):  # « l'acte IX, samedi, pourrait être tendu »: the day does not separate clauses
        before, behind = before[:-1], behind[1:]
    words = [*before, "WD", *behind]
    day = len(before)
    last = day - 1
    while last >= 0 and words[last] in _ARTICLES:
        last -= 1
    found = find_groups(words)
    lefts = [g for g in found if g[0] < day][::-1]
    rights = [g for g in found if g[0] > day]
    out = _extract_neighbours(words, last, day) | _extract_verbs(words, last, day, lefts, rights)
    if all(word in BREAKS or word in _ARTICLES for word in before):
        out |= {"INIT", f"INIT_{rights[0][1] if rights else '-'}"}
    if not found:
        out |= {"NOVERB", f"NV_P={words[last] if last >= 0 else '#'}"}
    return out


def _extract_neighbours(words: list[str], last: int, day: int) -> set[str]:
    """The words directly beside the day, and the noun or verb that its preposition depends on."""
    p1 = words[last] if last >= 0 else "#"
    p2 = words[last - 1] if last >= 1 else "#"
    r1 = words[day + 1] if day + 1 < len(words) else "#"
    out = {"1", f"P={p1}", f"P2={p2}_{p1}", f"R={r1}", f"PR={p1}_{r1}"}
    if p1 in ("de", "du", "des", "d'"):
        out.add(f"H={p2}")
    if p1 in ("à", "au", "pour", "avant", "après"):
        out.add(f"HP={p2}_{p1}")
    clause = takewhile(lambda at: words[at] not in BREAKS, range(day - 1, max(-1, day - 1 - _LINK_REACH), -1))
    link = next((words[at] for at in clause if words[at] in _LINKS), None)
    return out | {f"C={link}"} if link else out


def _extract_verbs(words: list[str], last: int, day: int, lefts: list[Group], rights: list[Group]) -> set[str]:
    """The verb groups around the day: the nearest ones, in its clause or beyond, and all of them."""
    near_left, near_right = (lefts[0] if lefts else None), (rights[0] if rights else None)
    left_inside = near_left is not None and not BREAKS.intersection(words[near_left[0] : day])
    right_inside = near_right is not None and not BREAKS.intersection(words[day : near_right[0]])
    a = near_left[1] if near_left and left_inside else "-"
    b = near_right[1] if near_right and right_inside else "-"
    out = {f"NL={a}", f"NR={b}", f"NLR={a}_{b}"}
    if near_left and left_inside:
        verb, p1 = near_left[2], words[last] if last >= 0 else "#"
        gap = last - near_left[0]
        out |= {f"NL={a}{_bin_distance(gap + 1)}", f"NLx={a}:{verb}", f"NLs={verb}", f"NLP={a}_{p1}"}
        if gap <= 1:
            out.add(f"ADJ={a}:{verb}")
    else:
        out |= {f"xNR={b}", f"xNRx={b}:{near_right[2]}" if near_right and right_inside else "noverb"}
    if near_right and right_inside:
        out |= {f"NRx={b}:{near_right[2]}", f"NR={b}{_bin_distance(near_right[0] - day)}"}
    la, ra = near_left[1] if near_left else "-", near_right[1] if near_right else "-"
    out |= {f"A={la}", f"B={ra}", f"AB={la}_{ra}_{int(left_inside)}{int(right_inside)}"}
    if len(lefts) > 1:
        out |= {f"NL2={la}_{lefts[1][1]}", f"A2={lefts[1][1]}"}
    out.update(f"S={g[1]}" for g in (*lefts, *rights))
    out.update(f"SL={g[1]}" for g in lefts)
    out.update(f"SR={g[1]}" for g in rights)
    return out


def has_own_verb(words: str) -> bool:
    """Has a stretch of a sentence a verb of its own, other than a bare participle, « puis relâché », or an infinitive?"""
    return any(
        name not in ("PPB", "PPR") and not name.startswith("INF") for _, name, _ in find_groups(_split_words(words))
    )


def _is_announced(found: set[str]) -> bool:
    """« il a annoncé qu'il irait »: is the conditional one of indirect speech in the past, which is about the future?"""
    return "NL=COND" in found and not _THAT.isdisjoint(found) and not _TOLD_IN_PAST.isdisjoint(found)


def estimate_future_odds(text: str, start: int, end: int) -> tuple[float, bool]:
    """Log odds that a mention's sentence puts it after the publication, by its words alone.

    Args:
        text: a normalised text.
        start, end: the mention in it, end exclusive.

    Returns:
        The odds, and whether a verb or a preposition in the sentence says when.
    """
    weights = _read_weights()
    left, right = cut_sentence(text, start, end)
    found = extract_features(left, right)
    has_tense = "NOVERB" not in found or not _TELLING.isdisjoint(found)
    # An exact sum, whatever the order of the set.
    odds = fsum(weights.get(name, 0.0) for name in found)
    if _PUT_OFF.search(left) or _is_announced(found):
        return max(odds, _SURE), True
    if _OVER.search(left) or ("NR=FUT" not in found and _MOSTLY_OVER.search(left)):
        return min(odds, -_SURE), True
    if not _OF_THE_DAY.isdisjoint(found) and not _TOLD_BEHIND.isdisjoint(found):
        odds = min(odds, 0.0) - _EVENT_TOLD
    return (min(odds, -_SURE), True) if _DONE.search(left) or _SINCE.search(left) else (odds, has_tense)


def estimate_weekday_odds(odds: float, ahead: int) -> float:
    """Log odds that a weekday is to come, given how near it would be.

    Args:
        odds: those of its sentence.
        ahead: days from the publication to the coming one, 1 to 6. What was six days ago is reported less often than what
            comes tomorrow.
    """
    weights = _read_weights()
    return odds * weights["WEEKDAY"] + weights[f"AHEAD={ahead}"]
