"""French text -> spaCy's tokens, without spaCy: importing it and compiling its expressions takes seconds.

The algorithm is that of spaCy's ``Tokenizer`` (spacy/tokenizer.pyx); its rules for French are in tokens.json, which
scripts/tools/tokens.py makes. A stretch without spaces is looked up among the special cases, loses what its prefixes and
suffixes match, and is cut at its infixes; last, special cases are found again in the tokens of the whole text.

The numbers that spaCy gives to strings, computed for many strings at once without importing spaCy.

A string's number is the MurmurHash64A of its UTF-8 bytes with seed 1 (Austin Appleby, public domain), except for the names
of spaCy's symbols, which have small numbers of their own (spacy/strings.pyx). The rows that an embedding table has for a
number are given by MurmurHash3_x64_128 (thinc/backends/numpy_ops.pyx).
"""

from __future__ import annotations

import json
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A stretch without spaces and the one space after it, which belongs to no token; or a stretch of other spaces.
PIECE = re.compile(r"\S+ ?|\s+")
#: Without one of these no stretch is a token that the expressions keep whole.
_JOINTS = re.compile("[-–—‐‑'’]")

#: Most of what a text is made of: a word, perhaps with an article or pronoun before it and a point or comma after it.
#: One after « r' » or « entr' » may be a token as a whole.
_SIMPLE = re.compile("((?:[cdjlmnstCDJLMNST]|[Qq]u)['’])?([A-Za-zÀ-ÖØ-öø-ÿŒœ]*[a-zß-öø-ÿœ])([.,]?)")


class Tokeniser:
    """spaCy's tokens of French text.

    Attributes:
        norms: the norm of each word that has another one than itself in lower case.
        symbols: names that spaCy numbers otherwise than by their hash.
        source: sha256 of the spaCy tokenizer that the rules were taken from.
    """

    def __init__(self, tables: dict[str, Any]) -> None:
        self.source: str = tables["tokenizer"]
        self.symbols: dict[str, int] = tables["symbols"]
        self._special: dict[str, tuple[str, ...]] = {
            text: tuple(token for token, _ in tokens) for text, tokens in tables["special"].items()
        }
        self.norms: dict[str, str] = tables["norms"] | {
            token: norm for tokens in tables["special"].values() for token, norm in tokens if norm is not None
        }
        self._expressions: dict[str, str] = tables["patterns"]
        self._standing = _Standing(tables["ranges"])
        self._parts: dict[str, list[tuple[str, ...]]] = {}
        for parts in tables["parts"].values():
            self._parts.setdefault(parts[0], []).append(tuple(parts))

    # Compiled at the first text that needs them, in some hundredths of a second.
    @cached_property
    def _prefix(self) -> re.Pattern[str]:
        return re.compile(self._expressions["prefix_search"])

    @cached_property
    def _suffix(self) -> re.Pattern[str]:
        return re.compile(self._expressions["suffix_search"])

    @cached_property
    def _infix(self) -> re.Pattern[str]:
        return re.compile(self._expressions["infix_finditer"])

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self._expressions["token_match"])

    @cached_property
    def _url(self) -> re.Pattern[str]:
        return re.compile(self._expressions["url_match"])

    def tokens(self, text: str) -> list[tuple[int, str]]:
        """The tokens of a text, each with where it begins."""
        found: list[tuple[int, str]] = []
        for piece in PIECE.finditer(text):
            at = piece.start()
            for token in self.split(piece.group()):
                found.append((at, token))
                at += len(token)
        return self.join(found)

    def split(self, piece: str) -> list[str]:
        """The tokens of a match of ``PIECE``, before special cases are found in them."""
        if piece[-1] == " " and not piece[0].isspace():
            piece = piece[:-1]
        if piece in self._special:
            return list(self._special[piece])
        if piece.isascii() and piece.isalpha():
            return [piece]
        simple = _SIMPLE.fullmatch(piece)
        if simple is not None and self._special.keys().isdisjoint((piece[:-1], simple[2], simple[2] + simple[3])):
            return [part for part in simple.groups() if part]
        before: list[str] = []
        behind: list[str] = []
        # The expressions are written for representatives, the special cases for the text itself.
        plain = piece if piece.isascii() else piece.translate(self._standing)
        start, end, size = 0, len(piece), -1
        while start < end and end - start != size:
            if self._is_whole(plain[start:end]) or piece[start:end] in self._special:
                break
            size = end - start
            prefix = _measure(self._prefix.search(plain[start:end]))
            if 0 < prefix < size and piece[start + prefix : end] in self._special:
                before.append(piece[start : start + prefix])
                start += prefix
                break
            suffix = _measure(self._suffix.search(plain[start + prefix : end]))
            if 0 < suffix < size and piece[start : end - suffix] in self._special:
                behind.append(piece[end - suffix : end])
                end -= suffix
                break
            if prefix:
                before.append(piece[start : start + prefix])
            if suffix and (not prefix or prefix + suffix <= size):
                behind.append(piece[end - suffix : end])
                end -= suffix
            start += prefix
        return [*before, *self._inside(piece[start:end], plain[start:end]), *reversed(behind)]

    def joins(self, tokens: list[str]) -> bool:
        """Would a special case be joined, or split differently, among the tokens of a piece?"""
        return any(self._matches(tokens))

    def join(self, tokens: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The tokens of a text, each with where it begins, special cases among them cut as their rule says."""
        found = sorted(self._matches([token for _, token in tokens]), key=lambda span: (span[0] - span[1], span[0]))
        seen: set[int] = set()
        kept: dict[int, int] = {}
        for start, end in found:  # the longest first; one that touches a longer one is left out
            if start not in seen and end - 1 not in seen:
                kept[start] = end
            seen.update(range(start, end))
        result: list[tuple[int, str]] = []
        at = 0
        while at < len(tokens):
            end = kept.get(at, at + 1)
            offset = tokens[at][0]
            text = "".join(token for _, token in tokens[at:end])
            touching = tokens[end - 1][0] + len(tokens[end - 1][1]) - offset == len(text)
            if at in kept and touching and text in self._special:
                for token in self._special[text]:
                    result.append((offset, token))
                    offset += len(token)
            else:
                result += tokens[at:end]
            at = end
        return result

    def _matches(self, tokens: list[str]) -> Iterator[tuple[int, int]]:
        """Where the parts of a special case follow each other."""
        for at, token in enumerate(tokens):
            for parts in self._parts.get(token, ()):
                if tuple(tokens[at : at + len(parts)]) == parts:
                    yield at, at + len(parts)

    def _is_whole(self, plain: str) -> bool:
        return _JOINTS.search(plain) is not None and self._whole.match(plain) is not None

    def _inside(self, piece: str, plain: str) -> list[str]:
        """The tokens of a stretch without its prefixes and suffixes."""
        if not piece:
            return []
        if piece in self._special:
            return list(self._special[piece])
        if self._is_whole(plain) or ("." in plain and self._url.match(plain)):
            return [piece]
        tokens: list[str] = []
        start = 0
        for match in self._infix.finditer(plain):
            begin, end = match.span()
            if begin == 0:
                continue
            if begin != start:
                tokens.append(piece[start:begin])
            if begin != end:
                tokens.append(piece[begin:end])
            start = end
        return [*tokens, piece[start:]] if start < len(piece) else tokens


class _Standing(dict[int, str]):
    """Code point -> the representative of its class, looked up once."""

    def __init__(self, ranges: list[tuple[int, int, int]]) -> None:
        super().__init__()
        self._ranges = ranges
        self._starts = [first for first, _, _ in ranges]

    def __missing__(self, point: int) -> str:
        _, last, representative = self._ranges[bisect_right(self._starts, point) - 1]
        found = self[point] = chr(representative if point <= last else point)
        return found


def _measure(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end() - match.start()


@cache
def tokeniser() -> Tokeniser:
    """The tokeniser of the package, read once."""
    return Tokeniser(json.loads(files("newstagger._text").joinpath("tokens.json").read_text("utf-8")))


Numbers = NDArray[np.uint64]

_SEED = 1
_M, _R = 0xC6A4A7935BD1E995, 47
_MASK = (1 << 64) - 1
#: Longer strings than this, in bytes, are hashed one by one: each of the others takes as much room as the longest.
_LONG = 128


def string_numbers(strings: Sequence[str]) -> Numbers:
    """The number of each string in spaCy's ``StringStore``; 0 for the empty string."""
    symbols = tokeniser().symbols
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    found = _hash_strings([string if len(string) <= _LONG else b"" for string in encoded])
    for at, string in enumerate(strings):
        if string in symbols or not string:
            found[at] = symbols[string] if string else 0
        elif len(encoded[at]) > _LONG:
            found[at] = _hash_string(encoded[at])
    return found


def _hash_strings(strings: Sequence[bytes]) -> Numbers:
    """MurmurHash64A of each string."""
    lengths = np.fromiter(map(len, strings), np.uint64, len(strings))
    if not len(strings):
        return lengths
    m, r = np.uint64(_M), np.uint64(_R)
    blocks, rest = lengths >> np.uint64(3), lengths & np.uint64(7)
    width = int(blocks.max()) + 1
    # One row per string, filled up with zeros, so that all strings go forward by eight bytes at once.
    data = np.frombuffer(b"".join(string.ljust(8 * width, b"\0") for string in strings), "<u8").reshape(-1, width)
    state = np.uint64(_SEED) ^ (lengths * m)
    for column in range(width - 1):
        block = data[:, column] * m
        block ^= block >> r
        block *= m
        state = np.where(blocks > column, (state ^ block) * m, state)
    last = data[np.arange(len(strings)), blocks.astype(np.int64)]
    state = np.where(rest > 0, (state ^ last) * m, state)
    state ^= state >> r
    state *= m
    state ^= state >> r
    return np.asarray(state, np.uint64)


def _hash_string(string: bytes) -> int:
    """MurmurHash64A of one string, however long."""
    state = _SEED ^ (len(string) * _M & _MASK)
    whole = len(string) & ~7
    for (block,) in struct.iter_unpack("<Q", string[:whole]):
        block = block * _M & _MASK
        block ^= block >> _R
        state = (state ^ (block * _M & _MASK)) * _M & _MASK
    if whole < len(string):
        state = (state ^ int.from_bytes(string[whole:], "little")) * _M & _MASK
    state ^= state >> _R
    state = state * _M & _MASK
    return state ^ (state >> _R)


def embedding_rows(numbers: Numbers, seeds: Numbers, counts: Numbers) -> NDArray[np.int64]:
    """The four rows of an embedding table that are summed for each number, shape (4, *numbers.shape).

    Args:
        seeds, counts: of each table, its seed and how many rows it has; shapes that go with ``numbers``.
    """
    h1 = numbers * np.uint64(0x87C37B91114253D5)
    h1 = (h1 << np.uint64(31)) | (h1 >> np.uint64(33))
    h1 *= np.uint64(0x4CF5AD432745937F)
    start = seeds ^ np.uint64(8)
    h1 ^= start
    h1 += start
    h1, h2 = _mix(h1), _mix(h1 + start)
    h1 += h2
    h2 += h1
    low = np.uint64(0xFFFFFFFF)
    keys = np.stack([h1 & low, h1 >> np.uint64(32), h2 & low, h2 >> np.uint64(32)])
    return np.asarray(keys % counts, np.int64)


def _mix(h: Numbers) -> Numbers:
    h = h ^ (h >> np.uint64(33))
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(33)
    return h
