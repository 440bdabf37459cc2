"""Gives press items that nobody annotated probabilities of topics, for ``tools.taught``.

    python -m tools.teacher DATA

Fine-tunes an encoder (``tools.encoder``) on the annotated articles without the development split, so that figures measured on
it stay honest, and writes benchmarks/annotations/silver.tsv.gz, from which items that are annotated later are taken out. Forty minutes with two cores; other machines and versions of torch
round otherwise, so the file is kept and not made again with each model. benchmarks/topics/LOG.md has its figures.
"""

from __future__ import annotations

import argparse
import gzip
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import nn
from torch.nn import functional

from tools.annotations import FOLDER, Record, codes_of_topics, joined, press_records, unseen
from tools.encoder import FILL, WIDTH, Encoder, Tokeniser
from tools.model import left_out

#: Passes, texts at once, pieces that are read of an annotated and of a silver text, learning rates of encoder and topics, and
#: share of the steps in which they rise.
PASSES, BATCH, PIECES, SILVER_PIECES, RATE, TOPICS_RATE, RISE = 2, 32, 96, 64, 2e-4, 3e-3, 0.06
#: Items that get probabilities: headlines last, unless they have a text. Items of less than ``SHORTEST`` code points say too little.
ITEMS, SHORT, SHORTEST = 100_000, 600, 50
HEADLINES = ("headlines", "rsstrends")
#: Probabilities in percent from which on a topic is written.
LEAST = 4


class Reader(nn.Module):  # type: ignore[misc]
    """The encoder with a linear function for each topic."""

    def __init__(self, prior: NDArray[np.float64]) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.topics = nn.Linear(WIDTH, len(prior))
        nn.init.normal_(self.topics.weight, std=0.02)
        self.topics.bias.data = torch.tensor(np.log(prior / (1 - prior)), dtype=torch.float32)

    def forward(self, texts: Sequence[list[int]]) -> Any:
        """The log-odds of topics of texts given as numbers of pieces."""
        rows = torch.full((len(texts), max(map(len, texts))), FILL)
        for row, text in zip(rows, texts, strict=True):
            row[: len(text)] = torch.tensor(text)
        with torch.autocast("cpu", torch.bfloat16):
            vectors = self.encoder(rows)
        return self.topics(vectors.float())


def write(record: Record) -> str:
    """Headline and text of a record."""
    title, body = (record.get("title") or "").strip(), record["text"].strip()
    return f"{title}. {body}" if title and not body.startswith(title) else body


def batches(texts: Sequence[list[int]], rng: random.Random) -> Iterator[list[int]]:
    """The places of texts, those of like length together, in a random order."""
    order = list(range(len(texts)))
    rng.shuffle(order)
    for at in range(0, len(order), 40 * BATCH):
        near = sorted(order[at : at + 40 * BATCH], key=lambda place: len(texts[place]))
        groups = [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
        rng.shuffle(groups)
        yield from groups


def fine_tune(texts: Sequence[list[int]], gold: NDArray[np.float32], seed: int) -> Reader:
    """An encoder that has learnt the topics of these texts, ``gold`` of shape (texts, topics)."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    reader = Reader(np.clip(gold.mean(axis=0), 1e-3, 0.999).astype(np.float64))
    rates = (RATE, TOPICS_RATE)
    parts = ([p for p in reader.encoder.parameters() if p.requires_grad], list(reader.topics.parameters()))
    optimizer = torch.optim.AdamW([{"params": part} for part in parts], weight_decay=0.01)
    rows = [row for _ in range(PASSES) for row in batches(texts, rng)]
    reader.train()
    for step, row in enumerate(track(rows, "learning")):
        factor = min(1.0, (step + 1) / (RISE * len(rows))) * (1 - step / len(rows))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        wanted = torch.from_numpy(gold[row])
        losses = functional.binary_cross_entropy_with_logits(reader([texts[i] for i in row]), wanted, reduction="none")
        optimizer.zero_grad()
        losses.sum(1).mean().backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
    reader.eval()
    return reader


def draw(data: Path, leave_out: set[str]) -> list[Record]:
    """Press items to give topics, headlines alone last."""
    records = [r for r in press_records(data) if r["id"] not in leave_out and not unseen(r.get("source"))]
    random.Random(0).shuffle(records)
    records.sort(key=lambda r: len(r["text"]) < SHORT and r["id"].startswith(HEADLINES))
    return [record for record in records if len(write(record)) >= SHORTEST][:ITEMS]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.teacher")
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    annotated = joined(options.data)
    learnt = [record for record in annotated if not left_out(record)]
    labels = sorted({label for record in annotated for label in record["topics"]})
    gold = np.array([[label in record["topics"] for label in labels] for record in learnt], np.float32)
    items = draw(options.data, {record["id"] for record in annotated})
    code = codes_of_topics()
    with tempfile.TemporaryDirectory() as work:
        tokeniser = Tokeniser(Path(work))
        texts = [tokeniser.pieces(write(record)[: 8 * PIECES], PIECES) for record in learnt]
        reader = fine_tune(texts, gold, options.seed)
        texts = [tokeniser.pieces(write(record)[: 8 * SILVER_PIECES], SILVER_PIECES) for record in items]
    percent = np.zeros((len(items), len(labels)), np.int64)
    with torch.no_grad():
        for row in track(list(batches(texts, random.Random(0))), "labelling"):
            percent[row] = torch.round(100 * torch.sigmoid(reader([texts[i] for i in row]))).numpy()
    lines = []
    for record, chances in zip(items, percent.tolist(), strict=True):
        given = sorted((i for i, chance in enumerate(chances) if chance >= LEAST), key=lambda i: -chances[i])
        lines.append(f"{record['id']}\t{' '.join(f'{code[labels[i]]}{chances[i]}' for i in given)}\n")
    with (FOLDER / "silver.tsv.gz").open("wb") as out, gzip.GzipFile("", "wb", fileobj=out, mtime=0) as packed:
        packed.write("".join(sorted(lines)).encode())


if __name__ == "__main__":
    main()
