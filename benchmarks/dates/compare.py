"""Dates beside dateparser and timexy, in one run, and on texts made to slow a date finder down.

    compare.py DATA RESULTS.json

Accuracy: gold Date and Hour spans of Wikinews found (overlap, exactly), the invented gold sentences of
tests/data (span; false alarms on those without a date), and another project's suite of assistant talk
(kinds date, daterange and duration; all sentences, and those in passable French).

The gold of Wikinews marks both ends of a range where newstagger gives one mention, « du 3 au 9 mai »;
how many of its dates lie inside a range is counted apart.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from newstagger import find_dates

Span = tuple[int, int]
Finder = Callable[[str, str | None], list[Span]]
ROOT = Path(__file__).resolve().parents[2]

#: Sentences of the suite that no French speaker would write: English word order, glued or missing words, the
#: wrong gender, the year or the month first. Chosen by reading all of it, by model and number.
BROKEN = {
    "DateTimeModel": [2, 3, 4, 8, 37, 39, 44, 50, 51, 115, 116, 122, 124, 125, 126, 131, 132, 134, 135, 862, 880],
    "MergedParser": [0, 14, 17, 20],
    "DateParser": [2, 5, 7, 14, 15, 17, 18, 20, 41],
    "DatePeriodParser": [1, 2, 3, 7, 9, 11, 15, 16, 20, 22, 23, 25, 26, 29, 32, 36, 39, 41, 44, 45, 47, 48, 53],
    "DurationParser": [1, 6, 11, 21, 23, 25, 28],
}
_BROKEN_IDS = {f"{model}-{number}" for model, numbers in BROKEN.items() for number in numbers}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ours(text: str, published: str | None) -> list[Span]:
    return [(d.start, d.end) for d in find_dates(text, published)]


def with_dateparser(text: str, published: str | None) -> list[Span]:
    from dateparser.search import search_dates

    settings: dict[str, Any] = {"PREFER_DATES_FROM": "past"}
    if published:
        settings["RELATIVE_BASE"] = datetime.fromisoformat(published[:10])
    spans, at = [], 0
    for found, _ in search_dates(text, languages=["fr"], settings=settings) or []:
        start = text.find(found, at)
        if start >= 0:
            at = start + len(found)
            spans.append((start, at))
    return spans


def timexy() -> Finder:
    import spacy
    from timexy import Timexy  # noqa: F401 - registers the component

    nlp = spacy.blank("fr")
    nlp.add_pipe("timexy", config={"kb_id_type": "timex3", "label": "timexy", "overwrite": True})
    return lambda text, _: [(e.start_char, e.end_char) for e in nlp(text).ents]


def overlap(span: Span, spans: Iterable[Span]) -> bool:
    return any(s < span[1] and span[0] < e for s, e in spans)


def wikinews(find: Finder, articles: list[dict[str, Any]]) -> dict[str, float]:
    relaxed = strict = gold = given = words = 0
    spent = 0.0
    for article in articles:
        begin = time.perf_counter()
        try:
            spans = find(article["text"], article["published"])
        except Exception:  # timexy fails on some texts: nothing found there
            spans = []
        spent += time.perf_counter() - begin
        words += len(article["text"].split())
        given += len(spans)
        for entity in article["entities"]:
            if entity["label"] in ("Date", "Hour"):
                gold += 1
                span = (entity["start"], entity["end"])
                relaxed += overlap(span, spans)
                strict += span in spans
    return {"found": round(relaxed / gold, 4), "exactly": round(strict / gold, 4), "hits for each gold date": round(given / gold, 2),
            "words/s": round(words / spent), "articles": len(articles)}  # fmt: skip


def inside_ranges(articles: list[dict[str, Any]]) -> float:
    """Share of the gold dates that are an end of a range which newstagger gives as one mention."""
    gold = inside = 0
    for article in articles:
        ranges = [(d.start, d.end) for d in find_dates(article["text"], article["published"]) if "/" in (d.value or "")]
        for entity in article["entities"]:
            if entity["label"] in ("Date", "Hour"):
                gold += 1
                span = (entity["start"], entity["end"])
                inside += span not in ranges and overlap(span, ranges)
    return round(inside / gold, 4)


def sentences(find: Finder, gold: list[dict[str, Any]]) -> dict[str, float]:
    hits = given = want = alarms = 0
    for sentence in gold:
        spans = set(find(sentence["text"], sentence.get("published")))
        right = {(d["start"], d["end"]) for d in sentence["dates"]}
        hits, given, want = hits + len(spans & right), given + len(spans), want + len(right)
        alarms += len(spans) if not right else 0
    return {"span F1": round(2 * hits / (given + want), 4), "false alarms": alarms}


def suite(records: list[dict[str, Any]], passable: bool) -> dict[str, float]:
    total = found = valued = 0
    for record in records:
        if passable and record["id"] in _BROKEN_IDS:
            continue
        mentions = find_dates(record["text"], record["published"])
        for gold in record["dates"]:
            if gold["kind"] not in ("date", "daterange", "duration"):
                continue
            total += 1
            near = [m for m in mentions if m.start < gold["end"] and gold["start"] < m.end]
            found += bool(near)
            valued += any(agrees(m, value) for m in near for value in gold["values"])
    return {"expressions": total, "found": round(found / total, 4), "valued": round(valued / total, 4)}


def agrees(mention: Any, value: dict[str, Any]) -> bool:
    """The same TIMEX value, or the same days; the suite's ranges end on the day behind the last."""
    if mention.value is None:
        return False
    if mention.value == value.get("timex"):
        return True
    resolved = [value, value.get("past") or {}, value.get("future") or {}]
    for part in resolved:
        if mention.value in (part.get("date"), part.get("value")):
            return True
        start, end = part.get("start") or part.get("startDate"), part.get("end") or part.get("endDate")
        if start and end and mention.first_day is not None:
            last = date.fromisoformat(end[:10])
            if mention.first_day == date.fromisoformat(start[:10]) and mention.last_day in (last, last - timedelta(1)):
                return True
    return False


ADVERSARIAL = {
    "1 1 1 1": "1 ", "mai mai mai": "mai ", "entre et entre et": "entre et ", "du 1 au 2 du 1": "du 1 au ",
    "les 1, 2, 3, 4": "1, ", "1/1/1/1": "1/", "20h20h": "20h", "dans la nuit de": "dans la nuit de ", "de 1 à 1 à": "de 1 à ",
    "1e1e1e": "1e", "XXXX": "X", "digits without a space": "1", "letters without a space": "a", "hyphens": "a-", "apostrophes": "l'",
}  # fmt: skip


def microseconds(text: str) -> float:
    begin = time.perf_counter()
    find_dates(text, "2021-01-01")
    return (time.perf_counter() - begin) / len(text) * 1e6


def main() -> None:
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    articles = lines(data / "wikinews" / "train.jsonl")
    gold = lines(ROOT / "tests" / "data" / "dates_gold.jsonl")
    records = lines(data / "dates" / "recognizers_fr.jsonl")
    tools: dict[str, Finder] = {"newstagger": ours, "dateparser": with_dateparser, "timexy": timexy()}
    results: dict[str, Any] = {"machine": f"{platform.machine()}, Python {platform.python_version()}"}
    sample = articles[::8]
    for name, find in tools.items():
        results[name] = {"a sample of Wikinews": wikinews(find, sample), "invented sentences": sentences(find, gold)}
        print(name, results[name], flush=True)
    results["newstagger, all of Wikinews"] = wikinews(ours, articles)
    results["gold dates of Wikinews inside a range"] = inside_ranges(articles)
    results["assistant talk"] = {"all": suite(records, False), "passable French": suite(records, True)}
    text = "\n\n".join(article["text"] for article in articles)[:3_000_000]
    results["µs a character, news"] = round(min(microseconds(text) for _ in range(3)), 3)
    results["µs a character, adversarial, 0.1 MB / 1 MB"] = {
        name: [round(microseconds((part * size)[:size]), 2) for size in (100_000, 1_000_000)]
        for name, part in ADVERSARIAL.items()
    }
    out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
