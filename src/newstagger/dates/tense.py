"""Does a sentence speak of what is to come, or tell what was?"""

from __future__ import annotations

import re

from newstagger.normalise import fold

#: Verbs in the future tense: « aura », « seront », « débutera », « va commencer ».
_FUTURE = re.compile(r"\b(?:\w{1,24}(?:era|eront|ira|iront|dra|dront|ttra|ttront)|aura|auront|fera|feront|va|vont|"
                     r"pourra|pourront|verra|devra|devront|prevue?s?|attendue?s?|programmee?s?)\b")  # fmt: skip
#: Auxiliaries of the past: with one of them in the sentence, its day may as well lie behind.
_PAST = re.compile(r"\b(?:a|ont|avait|avaient|etait|etaient|fut|furent|eu|ete)\b")
#: Words that only look like the future tense.
_NOT_FUTURE = frozenset(
    [
        "opera",
        "camera",
        "liberia",
        "algeria",
        "nigeria",
        "caldera",
        "sera-t-on",
        "ira",
        "aurora",
        "sierra",
        "viendra-t-on",
    ]
)


def speaks_of_future(sentence: str) -> bool:
    """Does the sentence hold a verb in the future tense, and none in the past?"""
    # « à » and « a » are one word once folded.
    if _PAST.search(fold(sentence.replace("à", " ").replace("À", " "))):
        return False
    return any(m.group() not in _NOT_FUTURE for m in _FUTURE.finditer(fold(sentence)))


#: « il avait reçu », « l’usine a brûlé »: an auxiliary of the past and a participle.
_TOLD = re.compile(
    r"\b(?:a|ont|avait|avaient|etait|etaient|fut|furent)\s+(?:(?:deja|pas|ete|ensuite|aussi|enfin)\s+){0,2}"
    r"[a-z]+(?:e|es|ee|ees|i|is|it|ie|u|us|ue|ues|ert|ort)\b"
)
#: How far behind the day its verb may stand.
_VERB_REACH = 80


def tells_what_was(sentence: str, day_end: int) -> bool:
    """Does a sentence that begins with a day go on in the past tense?

    Args:
        day_end: offset in ``sentence`` where the day ends.
    """
    rest = sentence[day_end : day_end + _VERB_REACH].replace("à", " ").replace("À", " ")
    return _TOLD.search(fold(rest)) is not None


#: « publié lundi » was before, « prévu lundi » is to come.
_PARTICIPLE = re.compile(r"\b(?!prevu|attendu|programme|fixe|convoque|repousse|reporte)[a-z]{3,}(?:e|es|ee|ees)$")
_PARTICIPLE_REACH = 24
#: « sera donné lundi »: the participle itself is to come.
_WILL_BE = re.compile(r"\b(?:sera|seront)\s+(?:\w+\s+)?\w+$")


def follows_participle(text: str, start: int) -> bool:
    """Is the word before a day a past participle in -é, which the sentence's future does not reach?"""
    before = text[max(0, start - _PARTICIPLE_REACH) : start].rstrip(" ,")
    if before.endswith((" le", " ce")):
        before = before[:-3]
    if _WILL_BE.search(before):
        return False
    accented = before.rstrip("es")[-1:] == "é"
    return accented and _PARTICIPLE.search(fold(before)) is not None
