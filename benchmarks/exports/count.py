"""Articles found in exports of press databases beside the number that each file counts itself.

Usage: python benchmarks/exports/count.py OUT.json FILE…

The samples are those that other projects publish for their own readers (koheiw/newspapers, nalimilan/R.TeMiS,
JBGruber/LexisNexisTools on GitHub); they are not in this repository.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from pathlib import Path

from newstagger import Article
from newstagger.readers import stream

#: What stands once in every document: the end of one in Nexis Uni, the counter of LexisNexis, the box of Factiva, Europresse's number.
ONCE = (
    re.compile(rb"End of Document"),
    re.compile(rb"\d+ of \d+ DOCUMENTS"),
    re.compile(rb"class=[\"']article [a-z]{2,6}Article[\"']"),
    re.compile(rb"<article>"),
    re.compile(rb"class=[\"']TitreArticleVisu[\"']"),
    re.compile(rb"<accessionNo>"),
)


def counted(path: Path) -> int:
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = re.sub(rb"<[^>]+>", b"", packed.read("word/document.xml"))
    return next((number for sign in ONCE if (number := len(sign.findall(data)))), 0)


def main(out: str, *files: str) -> None:
    rows = []
    for file in files:
        items = list(stream([file]))
        articles = [item for item in items if isinstance(item, Article)]
        missing = {
            name: sum(not getattr(one, name) for one in articles)
            for name in ("title", "published", "source", "author", "text")
        }
        rows.append(
            {
                "file": Path(file).name,
                "counted": counted(Path(file)),
                "articles": len(articles),
                "errors": len(items) - len(articles),
                "without": missing,
            }
        )
    total = {name: sum(row[name] for row in rows) for name in ("counted", "articles", "errors")}
    total["without"] = {name: sum(row["without"][name] for row in rows) for name in rows[0]["without"]}
    Path(out).write_text(json.dumps({"files": rows, "total": total}, indent=1) + "\n", "utf-8")
    print(json.dumps(total))


if __name__ == "__main__":
    main(*sys.argv[1:])
