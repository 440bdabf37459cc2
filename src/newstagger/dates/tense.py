"""Does a sentence speak of what is to come?"""

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
