"""Makes src/newstagger/_text/tokens.json of spaCy's French tokenizer: python scripts/tools/tokens.py

spaCy's French regular expressions have a million and a half characters, nearly all of them the same few classes of letters
of all scripts written out hundreds of times; compiling them takes seconds. Here they become small: code points that no
expression tells apart form a class, each class has one representative, and the expressions are written for representatives.
A text is translated to representatives before it is matched, which gives the same matches at the same places.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "newstagger" / "text" / "tokens.json"
#: Every code point of a text; a surrogate belongs to no text that can be encoded.
POINTS = "".join(chr(i) for i in range(sys.maxunicode + 1))
PATTERNS = ("prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match")
_ALTERNATIVE = re.compile(r"\(\?:\^(.*?)\$\)")
#: Repeated classes at the beginning and at the end of an alternative, and what is between them.
_ENDS = re.compile(r"((?:\[[^]]+\]\+)?)(.*?)((?:\[[^]]+\])*(?:\[[^]]+\][+*])?)")


def atoms(pattern: Any, flags: int) -> Iterator[tuple[Any, int]]:
    """What a parsed expression matches one code point with, and the flags that hold there."""
    for operator, given in pattern:
        name = str(operator)
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"):
            yield (name, given if name != "IN" else tuple(given)), flags
        elif name == "BRANCH":
            for branch in given[1]:
                yield from atoms(branch, flags)
        elif name == "SUBPATTERN":
            yield from atoms(given[3], (flags | given[1]) & ~given[2])
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from atoms(given[1], flags)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            yield from atoms(given[2], flags)
        elif name != "AT":
            raise ValueError(f"an expression has {name}, which is not known here")


def compiled(atom: tuple[str, Any], flags: int) -> re.Pattern[str]:
    """An expression of one atom."""
    name, given = atom
    if name == "LITERAL":
        return re.compile(re.escape(chr(given)), flags)
    parts = []
    for kind, value in given:
        label = str(kind)
        if label == "LITERAL":
            parts.append(re.escape(chr(value)))
        elif label == "RANGE":
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif label == "CATEGORY":
            parts.append({"CATEGORY_WORD": r"\w", "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_SPACE": r"\S"}[str(value)])
        elif label == "NEGATE":
            parts.insert(0, "^")
        else:
            raise ValueError(f"a class has {label}, which is not known here")
    return re.compile("[" + "".join(parts) + "]", flags)


def signatures(expressions: dict[str, re.Pattern[str]]) -> list[tuple[int, ...]]:
    """For each code point, the atoms that match it."""
    found: dict[tuple[Any, int], None] = {}
    for pattern in expressions.values():
        parsed = re._parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)  # type: ignore[attr-defined]
        for atom, flags in atoms(parsed, parsed.state.flags & (re.IGNORECASE | re.ASCII)):
            found[atom, flags] = None
    rows: list[list[int]] = [[] for _ in POINTS]
    for number, (atom, flags) in enumerate(found):
        for match in compiled(atom, flags).finditer(POINTS):
            rows[match.start()].append(number)
    return [tuple(row) for row in rows]


def representatives(rows: list[tuple[int, ...]]) -> list[int]:
    """For each code point the first one of its class; a space stands for nothing but itself."""
    first: dict[Any, int] = {}
    return [i if chr(i).isspace() else first.setdefault(row, i) for i, row in enumerate(rows)]


def ranges(standing: list[int]) -> list[tuple[int, int, int]]:
    """Stretches of neighbours that one other code point stands for: first, last, representative."""
    found: list[tuple[int, int, int]] = []
    for i, representative in enumerate(standing):
        if representative == i:
            continue
        if found and found[-1][1] == i - 1 and found[-1][2] == representative:
            found[-1] = (found[-1][0], i, representative)
        else:
            found.append((i, i, representative))
    return found


def small_class(text: str, kept: str, flags: int) -> str:
    """A class of an expression with the representatives alone, written without brackets."""
    members = sorted(ord(c) for c in re.compile(f"[{text}]", flags).findall(kept))
    parts: list[str] = []
    at = 0
    while at < len(members):
        end = at
        while end + 1 < len(members) and members[end + 1] == members[end] + 1:
            end += 1
        first, last = (re.escape(chr(members[i])) for i in (at, end))
        parts.append(first if at == end else f"{first}-{last}" if end - at > 1 else first + last)
        at = end + 1
    return "".join(parts)


def shortened(pattern: str, kept: str, flags: int) -> str:
    """An expression for representatives."""
    from spacy.lang import char_classes

    for name in ("ALPHA", "ALPHA_LOWER", "ALPHA_UPPER"):
        letters = getattr(char_classes, name)
        pattern = pattern.replace(letters, small_class(letters, kept, flags))
    icons = char_classes.LIST_ICONS[0]
    return pattern.replace(icons, f"[{small_class(icons[1:-1], kept, flags)}]")


def factored(pattern: str) -> str:
    """The alternatives of an expression, those with the same classes at both ends put together.

    (?:^[ab]+x[cd]$)|(?:^[ab]+y[cd]$) becomes ^(?:[ab]+(?:x|y)[cd])$.
    """
    flags, rest = pattern[:5], pattern[5:]
    alternatives = _ALTERNATIVE.findall(rest)
    if flags != "(?iu)" or "|".join(f"(?:^{one}$)" for one in alternatives) != rest:
        raise ValueError("the tokens that are kept whole are not written as expected")
    middles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in alternatives:
        head, middle, tail = _ENDS.fullmatch(one).groups()  # type: ignore[union-attr]
        middles[head, tail].append(middle)
    groups = (f"{head}(?:{'|'.join(some)}){tail}" for (head, tail), some in middles.items())
    return f"{flags}^(?:{'|'.join(groups)})$"


def tables() -> dict[str, Any]:
    """What tokens.json holds."""
    import spacy
    from spacy.lang.norm_exceptions import BASE_NORMS
    from spacy.symbols import IDS, NORM, ORTH

    nlp = spacy.blank("fr")
    tokenizer: Any = nlp.tokenizer
    expressions: dict[str, re.Pattern[str]] = {name: getattr(tokenizer, name).__self__ for name in PATTERNS}
    standing = representatives(signatures(expressions))
    kept = "".join(chr(i) for i in range(len(standing)) if standing[i] == i)
    small = {
        name: shortened(pattern.pattern, kept, pattern.flags & re.IGNORECASE) for name, pattern in expressions.items()
    }
    small["token_match"] = factored(small["token_match"])
    whole = {
        text: [[token[ORTH], token.get(NORM)] for token in tokens] for text, tokens in sorted(tokenizer.rules.items())
    }
    # Without its rules the tokenizer cuts a special case as it stands in a text where it was not recognised at once.
    bare: Any = spacy.blank("fr").tokenizer
    bare.rules = {}
    parts = {}
    for text, tokens in whole.items():
        cut = [token.text for token in bare(text)]
        sought = tokenizer.find_prefix(text) or tokenizer.find_infix(text) or tokenizer.find_suffix(text) or " " in text
        if sought and (len(cut) > 1 or cut != [orth for orth, _ in tokens]):  # else there is nothing to put right
            parts[text] = cut
    return {
        "source": f"spaCy {version('spacy')}, MIT License, Copyright (C) 2016-2025 ExplosionAI GmbH and others",
        "tokenizer": sha256(tokenizer.to_bytes(exclude=["vocab"])).hexdigest(),
        "patterns": small,
        "ranges": ranges(standing),
        "special": whole,
        "parts": parts,
        "norms": BASE_NORMS,
        "symbols": IDS,
    }


if __name__ == "__main__":
    OUT.write_text(json.dumps(tables(), ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8")
    print(f"{OUT}: {OUT.stat().st_size:,} bytes")
