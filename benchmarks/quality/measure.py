"""Measures a model on the development split that it was not trained on: measure.py DATA MODEL RESULTS.

Topics (micro- and macro-F1, expected calibration error) and names (exact spans) of publishers left out, of others, and
of Wikinews; by length and by year; dates and hours of Wikinews found. The scores are those of the scorer's definitions:
topics by sets of labels, names by spans of people, organisations and places, the outermost gold ones.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from newstagger import Article, Choice, Tagger
from newstagger._topics.thresholds import BETAS
from newstagger.tags import outermost
from tools.annotations import article, is_dev, is_test, joined, named, unseen

Record = dict[str, Any]
KINDS = {"people": "Person", "organisations": "Organization", "places": "Location"}
BINS = 10


def main() -> None:
    data, model, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    tagger = Tagger.load(model)
    topics, names = joined(data), named(data)
    press_unseen = [r for r in topics if r.get("source") and unseen(r["source"])]
    press_seen = [r for r in topics if r.get("source") and not unseen(r["source"]) and is_test(r["id"])]
    wikinews = [r for r in topics if not r.get("source") and is_dev(r["id"])]
    rows = {
        "unseen publishers": score_topics(tagger, press_unseen),
        "unseen publishers, not drawn for doubt": score_topics(
            tagger, [r for r in press_unseen if r.get("sample") != "uncertain"]
        ),
        "unseen publishers, gold that came with the data": score_topics(
            tagger, [r for r in press_unseen if r.get("given")]
        ),
        "seen publishers": score_topics(tagger, press_seen),
        "Wikinews, older labels": score_topics(tagger, wikinews, _older_labels(data)),
    }
    held = [r for r in press_unseen if r.get("sample") != "uncertain"]
    rows["headlines and standfirsts (under 600 characters)"] = score_topics(
        tagger, [r for r in held if len(r["text"]) < 600]
    )
    rows["whole articles"] = score_topics(tagger, [r for r in held if len(r["text"]) >= 600])
    for year in sorted({(r.get("published") or "")[:4] for r in held} - {""}):
        some = [r for r in held if (r.get("published") or "").startswith(year)]
        if len(some) >= 40:
            rows[f"published in {year}"] = score_topics(tagger, some)
    spans = {
        "unseen publishers": score_names(tagger, [r for r in names if r.get("source") and unseen(r["source"])]),
        "seen publishers": score_names(
            tagger, [r for r in names if r.get("source") and not unseen(r["source"]) and is_test(r["id"])]
        ),
        "Wikinews": score_names(tagger, [r for r in names if not r.get("source") and is_dev(r["id"])]),
    }
    found = score_dates(tagger, [r for r in names if not r.get("source") and is_dev(r["id"])])
    main_row, wiki = rows["unseen publishers, not drawn for doubt"], rows["Wikinews, older labels"]
    scores = {
        "topics micro-F1": main_row["micro"], "topics macro-F1": main_row["macro"],
        "topics expected calibration error": main_row["ece"],
        "names micro-F1": spans["unseen publishers"]["micro"], "people F1": spans["unseen publishers"]["Person"],
        "organisations F1": spans["unseen publishers"]["Organization"], "places F1": spans["unseen publishers"]["Location"],
        "Wikinews topics micro-F1": wiki["micro"], "Wikinews topics macro-F1": wiki["macro"],
        "Wikinews names micro-F1": spans["Wikinews"]["micro"], **found,
    }  # fmt: skip
    result = {
        "articles": main_row["items"],
        "scores": scores,
        "topics": rows,
        "names": spans,
        "lean": (leans := score_leans(tagger, held)),
        "card": card(rows, spans, leans),
    }
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(result["card"])


def _older_labels(data: Path) -> set[str]:
    """The labels that Wikinews was annotated with first."""
    lines = (data / "wikinews" / "train.jsonl").read_text("utf-8").splitlines()
    return {label for line in lines for label in json.loads(line)["topics"]}


def f1(hits: int, wrong: int, missed: int) -> float:
    return round(2 * hits / (2 * hits + wrong + missed), 4) if hits else 0.0


def score_topics(tagger: Tagger, records: list[Record], labels: Iterable[str] | None = None) -> Record:
    """Micro- and macro-F1 over labels with gold, and the expected calibration error in ten bins."""
    assert tagger.classifier is not None
    articles = [article(record) for record in records]
    given = [{t.label for t in row} for row in tagger.classifier.assign(articles, evidence=False)]
    wanted = [set(record["topics"]) for record in records]
    known = set(labels) if labels is not None else set().union(*wanted)
    hits, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for want, got in zip(wanted, given, strict=True):
        want, got = want & known, got & known if labels is not None else got
        hits.update(want & got), wrong.update(got - want), missed.update(want - got)
    per = {t: f1(hits[t], wrong[t], missed[t]) for t in sorted(set().union(*wanted) & known)}
    return {
        "items": len(records),
        "micro": f1(hits.total(), wrong.total(), missed.total()),
        "macro": round(sum(per.values()) / len(per), 4),
        "ece": calibration_error(tagger, articles, wanted),
        "labels": per,
    }


def score_leans(tagger: Tagger, records: list[Record]) -> dict[str, Record]:
    """Precision, recall and topics an article, all topics together, at each point of the curves."""
    assert tagger.classifier is not None
    articles = [article(record) for record in records]
    wanted = [set(record["topics"]) for record in records]
    found = {}
    for lean in BETAS:
        assigned = tagger.classifier.assign(articles, evidence=False, choice=Choice(lean=lean))
        given = [{topic.label for topic in topics} for topics in assigned]
        hits = sum(len(want & got) for want, got in zip(wanted, given, strict=True))
        total = sum(map(len, given))
        found[lean] = {
            "precision": round(hits / max(total, 1), 4),
            "recall": round(hits / max(sum(map(len, wanted)), 1), 4),
            "topics an article": round(total / len(records), 2),
        }
    return found


def calibration_error(tagger: Tagger, articles: list[Article], wanted: list[set[str]]) -> float:
    """Mean distance of score and truth over bins of scores, weighted by their size (Guo et al., ICML 2017)."""
    assert tagger.classifier is not None
    chances = tagger.classifier.scores(articles)
    gold = np.array([[t.label in want for t in tagger.classifier.topics] for want in wanted])
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [
        abs(chances[bins == b].mean() - gold[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return round(float(sum(gaps)), 4)


def score_names(tagger: Tagger, records: list[Record]) -> Record:
    """Exact spans of people, organisations and places."""
    hits, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    tagged = tagger.tag_many(Article(record["text"], id=record["id"]) for record in records)
    for record, tags in zip(records, tagged, strict=True):
        named = ((e["start"], e["end"], e["label"]) for e in record["entities"] if e["label"] in KINDS.values())
        want = set(outermost(named))
        got = {
            (m.start, m.end, label) for kind, label in KINDS.items() for e in getattr(tags, kind) for m in e.mentions
        }
        for counter, spans in ((hits, want & got), (wrong, got - want), (missed, want - got)):
            counter.update(span[2] for span in spans)
    per = {label: f1(hits[label], wrong[label], missed[label]) for label in KINDS.values()}
    return {"items": len(records), "micro": f1(hits.total(), wrong.total(), missed.total()), **per}


def score_dates(tagger: Tagger, records: list[Record]) -> dict[str, float]:
    """Share of gold dates and hours that a mention overlaps, and that it covers exactly."""
    total, near, exact = Counter[str](), Counter[str](), Counter[str]()
    dates = Tagger(None, None, only=["dates"])
    for record, tags in zip(records, dates.tag_many(Article(r["text"], id=r["id"]) for r in records), strict=True):
        got = [(d.start, d.end) for d in tags.dates]
        for e in record["entities"]:
            if e["label"] in ("Date", "Hour"):
                total[e["label"]] += 1
                exact[e["label"]] += (e["start"], e["end"]) in got
                near[e["label"]] += any(s < e["end"] and e["start"] < t for s, t in got)
    return {
        f"{name} {how}": round(count[label] / total[label], 4)
        for label, name in (("Date", "dates"), ("Hour", "hours"))
        for count, how in ((near, "found"), (exact, "found exactly"))
    }


def card(rows: dict[str, Record], spans: dict[str, Record], leans: dict[str, Record]) -> str:
    """The tables of the model card."""
    lines = [
        "Measured on a model that had not seen the development split: every fourth publisher by a hash of its name and all",
        "titles of Le Figaro (« unseen »), one in twelve items of the others (« seen »), a fifth of Wikinews. ECE is the",
        "expected calibration error. Items of « unseen publishers » that were drawn because a model was unsure of them are",
        "left out of the rows by length and year.",
        "",
        "| topics | items | micro-F1 | macro-F1 | ECE |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(f"| {n} | {r['items']:,} | {r['micro']:.3f} | {r['macro']:.3f} | {r['ece']:.3f} |" for n, r in rows.items()),
        "",
        "| unseen publishers, `--lean` | precision | recall | topics an article |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {n} | {r['precision']:.3f} | {r['recall']:.3f} | {r['topics an article']:.1f} |"
            for n, r in leans.items()
        ),
        "",
        "| names, exact spans | texts | micro-F1 | people | organisations | places |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {n} | {r['items']} | {r['micro']:.3f} | {r['Person']:.3f} | {r['Organization']:.3f} | {r['Location']:.3f} |"
            for n, r in spans.items()
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
