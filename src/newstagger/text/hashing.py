"""The numbers that spaCy gives to strings, computed for many strings at once without importing spaCy.

A string's number is the MurmurHash64A of its UTF-8 bytes with seed 1 (Austin Appleby, public domain), except for the names
of spaCy's symbols, which have small numbers of their own (spacy/strings.pyx). The rows that an embedding table has for a
number come of MurmurHash3_x64_128 (thinc/backends/numpy_ops.pyx).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newstagger.text.tokens import tokeniser

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
    found = _murmur([string if len(string) <= _LONG else b"" for string in encoded])
    for at, string in enumerate(strings):
        if string in symbols or not string:
            found[at] = symbols[string] if string else 0
        elif len(encoded[at]) > _LONG:
            found[at] = _murmur_one(encoded[at])
    return found


def _murmur(strings: Sequence[bytes]) -> Numbers:
    """MurmurHash64A of each string."""
    lengths = np.fromiter(map(len, strings), np.uint64, len(strings))
    if not len(strings):
        return lengths
    m, r = np.uint64(_M), np.uint64(_R)
    blocks, rest = lengths >> np.uint64(3), lengths & np.uint64(7)
    width = int(blocks.max()) + 1
    # One row a string, filled up with zeros, so that all strings go forward by eight bytes at once.
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


def _murmur_one(string: bytes) -> int:
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
    h1, h2 = _mixed(h1), _mixed(h1 + start)
    h1 += h2
    h2 += h1
    low = np.uint64(0xFFFFFFFF)
    keys = np.stack([h1 & low, h1 >> np.uint64(32), h2 & low, h2 >> np.uint64(32)])
    return np.asarray(keys % counts, np.int64)


def _mixed(h: Numbers) -> Numbers:
    h = h ^ (h >> np.uint64(33))
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(33)
    return h
