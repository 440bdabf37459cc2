"""Kill runs of ``newstagger tag`` with SIGKILL at random moments and compare what they end with.

    python benchmarks/kills/campaign.py benchmarks/kills/results.json [KILLS A FORM]

For each form of output, runs with two workers are killed (the parent, a worker, or all processes) and gone on with, until
the wanted number of kills has hit. Half of the kills wait for the last phase, in which the output is written. A run that
was killed must end, resumed, with the very bytes of an uninterrupted one, without a file too many and without a process
left behind. The articles are invented, from lists of words. Needs Linux; the model is loaded once and the runs are forked.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from newstagger import Tagger
from newstagger._runs.checkpoint import Output
from newstagger._runs.run import Job, tag_to_file

FORMS = (
    "o.jsonl",
    "o.jsonl.gz",
    "o.json",
    "o.csv",
    "o.parquet",
    "o.sqlite",
    "o.ninjs.jsonl",
    "o.newsml.xml",
    "o.html",
    "tables",
)
TARGETS = ("parent", "worker", "both")
ARTICLES = 600
WORDS = "le les des du une dans est pour qui sur pont marché école vote maire train musée film grève procès salaire conseil budget Valmont".split()


def write_articles(path: Path, rng: random.Random) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for number in range(ARTICLES):
            text = " ".join(rng.choices(WORDS, k=60)) + f", le {number % 28 + 1} mai 2021."
            record = {"id": f"a{number}", "title": f"Titre {number}", "text": text}
            if number % 3:
                record["published"] = f"2021-06-{number % 28 + 1:02d}"
            lines.write(json.dumps(record) + "\n" if number % 100 != 7 else "{broken\n")


class Run:
    """One run in processes of its own."""

    def __init__(self, tagger: Tagger, source: Path, out: Path, *, resume: bool) -> None:
        self.out = out
        self.pid = os.fork()
        with contextlib.suppress(OSError):  # by whoever comes first
            os.setpgid(self.pid, self.pid)
        if self.pid:
            return
        try:
            job = Job([str(source)], workers=2)
            tables = out.name == "tables"
            tag_to_file(tagger, job, Output(out, errors=out.parent / "errors", resume=resume, tables=tables))
            os._exit(0)
        except BaseException as error:
            print(f"{out}: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(3)

    def alive(self) -> bool:
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def end(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def workers(self) -> list[int]:
        try:
            return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        except OSError:
            return []

    def writing(self) -> bool:
        """Has the last phase begun?"""
        return any(not path.name.endswith(".done") for path in self.out.parent.glob(f".{self.out.name}.*"))

    def kill(self, target: str) -> bool:
        """Whether it hit."""
        workers = self.workers()
        if not self.alive() or (target == "worker" and not workers):
            return False
        if target == "worker":
            os.kill(random.choice(workers), signal.SIGKILL)
        elif target == "parent":
            os.kill(self.pid, signal.SIGKILL)
        else:
            os.killpg(self.pid, signal.SIGKILL)
        return True

    def orphans(self) -> bool:
        """Is any of its processes left after ten seconds?"""
        for _ in range(200):
            try:
                os.killpg(self.pid, 0)
            except (ProcessLookupError, PermissionError):
                return False
            time.sleep(0.05)
        os.killpg(self.pid, signal.SIGKILL)
        return True


def contents(path: Path) -> dict[str, bytes]:
    files = path.iterdir() if path.is_dir() else [path, path.parent / "errors"]
    return {file.name: file.read_bytes() for file in files}


def campaign(
    tagger: Tagger, source: Path, folder: Path, form: str, wanted: int, rng: random.Random
) -> dict[str, object]:
    whole = folder / "whole" / form
    assert Run(tagger, source, folder / "warm" / form, resume=False).end() == 0
    started = time.monotonic()
    assert Run(tagger, source, whole, resume=False).end() == 0
    length = time.monotonic() - started
    expected = contents(whole)
    kills: Counter[str] = Counter()
    found: Counter[str] = Counter()
    while kills.total() < wanted:
        out = folder / f"{form}-{found['runs']}" / form
        resume = False
        for attempt in range(12):
            run = Run(tagger, source, out, resume=resume)
            last_phase = rng.random() < 0.5
            target = rng.choice(["parent", "both"] if last_phase else TARGETS)
            if attempt < 11:
                if last_phase:
                    while run.alive() and not run.writing():
                        time.sleep(0.0002)
                    time.sleep(rng.random() * 0.01 * length)
                else:
                    time.sleep(rng.random() * length)
                if run.kill(target):
                    kills[target] += 1
                    found["in the last phase"] += last_phase
            status = run.end()
            found["orphans"] += run.orphans()
            if status == 0:
                break
            found["refused"] += status == 3
            resume = (out.with_name(out.name + ".partial")).exists()
            if not resume and out.exists():  # killed after the journal had gone: all is done
                break
        found["runs"] += 1
        found["same"] += contents(out) == expected
        allowed = {form, f".{form}.done", "errors"}
        found["files too many"] += len({path.name for path in out.parent.iterdir()} - allowed)
    return {"kills": dict(kills), **{name: found[name] for name in ("in the last phase", "runs", "same", "files too many", "orphans", "refused")}}  # fmt: skip


def main(results: Path, wanted: int) -> None:
    rng = random.Random(0)
    tagger = Tagger.load(only=["dates"])
    tagger.tag("Le 3 mai 2021, il a plu.")  # what is made or imported on first use is there before the runs are forked
    with contextlib.suppress(ImportError):
        import pyarrow.parquet  # noqa: F401
    table: dict[str, object] = {}
    for form in FORMS:
        with tempfile.TemporaryDirectory(prefix="kills-") as name:
            source = Path(name, "in.jsonl")
            write_articles(source, rng)
            table[form] = campaign(tagger, source, Path(name), form, wanted, rng)
        print(form, json.dumps(table[form]), flush=True)
        results.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 30)
