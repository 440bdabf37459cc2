"""Cut the power right after a run has said “written to”, and look what is on the disk. Needs root and Linux.

    python benchmarks/kills/power.py

An ext4 file system in a file is mounted; for each form a run writes its output there, and the moment that it returns the
file system is shut down without writing anything back (EXT4_IOC_SHUTDOWN, NOLOGFLUSH), as by a power cut. Mounted again,
the output must be there with the very bytes of the run, and no journal. Then runs are cut at a random moment and gone on
with: they must end with the same bytes too.
"""

from __future__ import annotations

import fcntl
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from campaign import FORMS, Run, contents, write_articles

from newstagger import Tagger
from newstagger._runs.checkpoint import Output
from newstagger._runs.run import Job, tag_to_file

#: ``_IOR('X', 125, __u32)`` of linux/fs/ext4/ext4.h, and its flag « without writing the log ».
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


def run(*command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


def cut(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
    os.close(handle)


def cut_and_resumed(
    tagger: Tagger, source: Path, mounted: Path, image: Path, form: str, length: float
) -> dict[str, bytes]:
    """What a run ends with whose power was cut in the middle."""
    out = mounted / f"again-{time.monotonic_ns()}" / form
    interrupted = Run(tagger, source, out, resume=False)
    time.sleep(random.random() * length)
    cut(mounted)
    interrupted.kill("both")
    interrupted.end()
    while interrupted.orphans():
        pass
    run("umount", mounted)
    run("mount", "-o", "loop", image, mounted)
    resume = out.with_name(out.name + ".partial").exists()
    if resume or not out.exists():  # else it was done before the cut
        assert Run(tagger, source, out, resume=resume).end() == 0
    return contents(out)


def main() -> None:
    tagger = Tagger.load(only=["dates"])
    with tempfile.TemporaryDirectory(prefix="power-") as name:
        source, image, mounted = Path(name, "in.jsonl"), Path(name, "image"), Path(name, "mounted")
        write_articles(source, random.Random(0))
        mounted.mkdir()
        with image.open("wb") as stream:
            stream.truncate(64 << 20)
        run("mkfs.ext4", "-q", image)
        for form in FORMS:
            run("mount", "-o", "loop", image, mounted)
            out = mounted / form.replace(".", "-") / form  # a new folder, which must be there too
            job = Job([str(source)], workers=2)
            started = time.monotonic()
            tag_to_file(tagger, job, Output(out, errors=out.parent / "errors", tables=form == "tables"))
            length, written = time.monotonic() - started, contents(out)
            cut(mounted)
            run("umount", mounted)
            run("mount", "-o", "loop", image, mounted)
            same = contents(out) == written
            left = sorted(path.name for path in out.parent.iterdir())
            resumed = [cut_and_resumed(tagger, source, mounted, image, form, length) == written for _ in range(3)]
            print(
                f"{form}: {'the same bytes' if same else 'DAMAGED'}; {', '.join(left)};"
                f" cut in the middle and resumed: {sum(resumed)} of {len(resumed)} the same bytes",
                flush=True,
            )
            run("umount", mounted)


if __name__ == "__main__":
    main()
