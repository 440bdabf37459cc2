"""What the page shows of verdicts that are on their way is what the service then answers. The article is invented."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newstagger import Article, TaggedArticle
from newstagger._serve import desk_schemas as schemas
from newstagger._serve.answers import Prepared, describe_corrected
from newstagger._serve.feedback import Feedback
from newstagger._serve.refusals import RefusedError

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js is not installed")

TITLE = "Morvan quitte le PSG 🏟"
TEXT = (
    "Mardi, Jean Morvan a quitté le Paris Saint-Germain. Morvan rejoint Brest, a dit Anne Morvan au tribunal "
    "administratif de Brest 🏛. Le PSG se tait depuis lundi ; Morvan, lui, parlera à Brest le 3 juin."
)
KINDS = ("people", "organisations", "places")


def find(words: str, nth: int = 0, field: str = "text") -> dict[str, Any]:
    text, start = (TITLE if field == "title" else TEXT), -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return {"field": field, "start": start, "end": start + len(words), "text": words}


def named(name: str, *mentions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "aliases": [], "mentions": list(mentions), **more}


TAGS = TaggedArticle.model_validate(
    {
        "id": "a1", "title": TITLE, "published": "2022-05-12", "url": None, "author": None, "source": None,
        "declared_topics": [], "warnings": [], "text": TEXT,
        "topics": [{"label": "Sport", "score": 0.9, "evidence": []}, {"label": "Justice", "score": 0.6, "evidence": []}],
        "suggested": [{"label": "Football", "score": 0.3, "evidence": []}],
        "people": [
            named("Jean Morvan", find("Morvan", 0, "title"), find("Jean Morvan"), find("Morvan", 1), find("Morvan", 3)),
            named("Anne Morvan", find("Anne Morvan")),
        ],
        "organisations": [
            named("Paris Saint-Germain", find("Paris Saint-Germain")),
            named("PSG", find("PSG", 0, "title"), find("PSG")),
            named("tribunal administratif de Brest", find("tribunal administratif de Brest")),
        ],
        "places": [named("Brest", find("Brest"), find("Brest", 1), find("Brest", 2), country="FR")],
        "dates": [
            {**find("Mardi"), "type": "DATE", "value": "2022-05-10", "from": "2022-05-10", "to": "2022-05-10"},
            {**find("lundi"), "type": "DATE", "value": "2022-05-09", "from": "2022-05-09", "to": "2022-05-09"},
            {**find("3 juin"), "type": "DATE", "value": "2022-06-03", "from": "2022-06-03", "to": "2022-06-03"},
        ],
    }
)  # fmt: skip
ARTICLE = Article(TEXT, id="a1", title=TITLE, published=TAGS.published)
PREPARED = Prepared(["Sport", "Justice"], 0.4, TAGS, "m")
#: What somebody may select: names and dates of the model, parts of them, and what lies over several.
STRETCHES = [
    f"{one['field']}:{one['start']}:{one['end']}"
    for one in (
        find("Morvan", 0, "title"), find("PSG", 0, "title"), find("quitte le PSG", 0, "title"), find("Mardi"),
        find("Mardi, Jean"), find("Jean Morvan"), find("Jean"), find("Morvan"), find("Paris Saint-Germain"),
        find("Paris"), find("Saint-Germain. Morvan"), find("Morvan", 1), find("Brest"), find("Anne Morvan"),
        find("tribunal administratif de Brest"), find("tribunal"), find("administratif de Brest"), find("Brest", 1),
        find("de Brest 🏛. Le PSG"), find("PSG"), find("lundi"), find("Morvan", 3), find("Brest le 3"), find("3 juin"),
    )
]  # fmt: skip
FORMS = ["Morvan", "Jean Morvan", "Brest", "PSG", "Jean", "Paris Saint-Germain"]

NUMBER = st.integers(0, 10_000)
ON_NAMES = st.one_of(
    st.tuples(st.just("mention"), st.sampled_from(STRETCHES), st.sampled_from((*KINDS, "none", "open"))),
    st.tuples(st.just("name"), st.sampled_from(FORMS), st.sampled_from((*KINDS, "none", "open"))),
    st.tuples(st.just("pair"), st.sampled_from(FORMS), st.sampled_from(FORMS), st.sampled_from(("one", "two", "open"))),
)
ON_DATES = st.tuples(
    st.just("date"),
    st.sampled_from(STRETCHES),
    st.sampled_from(("DATE 2022-05-10", "DATE 2022-05-09", "DATE", "DURATION P3D", "SET XXXX-WXX-1", "none", "open")),
)
ON_THE_REST = st.one_of(
    st.tuples(
        st.just("topic"), st.sampled_from(("Sport", "Justice", "Football", "Voile")), st.sampled_from(("right", "wrong", "open"))
    ),
    st.tuples(st.just("read"), st.just(""), st.sampled_from(("yes", "skipped", "open"))),
)  # fmt: skip
#: Of what holds when the editor looks: one name, or one mark that is given another boundary.
ON_WHAT_HOLDS = st.one_of(
    st.tuples(st.just("entity"), NUMBER, st.sampled_from((*KINDS, "none"))),
    st.tuples(st.just("move"), NUMBER, st.sampled_from(STRETCHES)),
)
#: Verdicts that are on their way together. What depends on how names are grouped comes first.
BATCHES = st.lists(
    st.tuples(st.lists(ON_WHAT_HOLDS, max_size=1), st.lists(st.one_of(ON_NAMES, ON_DATES, ON_THE_REST), max_size=3)),
    min_size=1,
    max_size=6,
)


class Page:
    """The page's own forecast, in Node.js."""

    def __init__(self) -> None:
        assert NODE is not None
        script = Path(__file__).with_name("forecast.js")
        self._node = subprocess.Popen([NODE, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def forecast(self, kept: dict[str, Any], edits: list[dict[str, str]]) -> dict[str, Any]:
        assert self._node.stdin is not None and self._node.stdout is not None
        asked = {"tags": json.loads(TAGS.to_json()), "kept": kept, "edits": edits}
        self._node.stdin.write(json.dumps(asked) + "\n")
        self._node.stdin.flush()
        return dict(json.loads(self._node.stdout.readline()))

    def close(self) -> None:
        assert self._node.stdin is not None and self._node.stdout is not None
        self._node.stdin.close()
        self._node.stdout.close()
        self._node.wait(30)


@pytest.fixture(scope="module")
def node() -> Iterator[Page]:
    page = Page()
    yield page
    page.close()


class Desk:
    """The service's side: one article in a file of corrections."""

    def __init__(self, folder: str) -> None:
        self._feedback = Feedback(Path(folder) / "c.sqlite")
        self.kept: dict[str, Any] = {}

    async def keep(self, edits: list[dict[str, str]]) -> dict[str, Any]:
        """As ``POST /corrections`` does."""
        asked = schemas.CorrectIn.model_validate({"article": {"text": TEXT}, "verdicts": edits, "who": "Anne"})
        key, found, kept, _ = await self._feedback.find(asked, ARTICLE)
        if not edits:
            out = describe_corrected(key, found, PREPARED, "m")
        else:
            whole = all(one["what"] == "read" and one["verdict"] != "yes" for one in edits)
            prepared = None if whole and kept else PREPARED
            out = await self._feedback.judge(key, found.article, prepared, asked, {})
        self.kept = json.loads(out.model_dump_json(by_alias=True, exclude={"tags"}))
        return self.kept

    def close(self) -> None:
        self._feedback.close()


def write_edits(batch: Any, kept: dict[str, Any]) -> list[dict[str, str]]:
    """The verdicts as the page sends them."""
    edits = []
    names, refused = kept["gold"]["names"], kept["gold"]["refused_names"]
    entities = [(n["kind"], n["name"]) for n in names] + [("none", n["name"]) for n in refused]
    marks = [m for n in names for m in n["mentions"]] + kept["gold"]["dates"]
    for what, number, verdict in batch[0]:
        if what == "entity" and entities:
            edits.append((what, "\t".join(entities[number % len(entities)]), verdict))
        elif what == "move" and marks:
            mark = marks[number % len(marks)]
            edits.append((what, f"{mark['field']}:{mark['start']}:{mark['end']}", verdict))
    for what, *subject, verdict in batch[1]:
        if len(set(subject)) == len(subject):
            edits.append((what, "\t".join(sorted(subject)), verdict))
    return [{"what": what, "subject": subject, "verdict": verdict} for what, subject, verdict in edits]


def list_mentions(names: list[dict[str, Any]]) -> list[tuple[str, int, int, str, str]]:
    return sorted((m["field"], m["start"], m["end"], m["text"], n["kind"]) for n in names for m in n["mentions"])


def select_certain(said: dict[str, Any], *, moved: bool) -> dict[str, Any]:
    """What the page can know before the service has answered.

    It can not know which mentions mean the same, hence nor the verdict on a pair by which a moved name keeps whom it
    means; nor the days that a new date covers, nor scores where the service gives none.
    """
    gold = said["gold"]
    certain = {key: said[key] for key in ("topics", "names", "mentions", "dates", "read", "skipped", "labels", "given")}
    certain["holding"] = [one for one in said["holding"] if not moved or one["what"] != "pair"]
    certain["shown"] = [(one["label"], one["right"]) for one in said["shown"]]
    certain["marks"] = list_mentions(gold["names"])
    certain["refused"] = [(n["kind"], n["name"], n["aliases"], n["mentions"]) for n in gold["refused_names"]]
    certain["refused"] = [
        (kind, name, aliases, [(m["field"], m["start"], m["end"], m["text"]) for m in mentions])
        for kind, name, aliases, mentions in certain["refused"]
    ]
    certain["times"] = [(d["field"], d["start"], d["end"], d["text"], d["type"], d["value"]) for d in gold["dates"]]
    if not moved:
        certain["pairs"] = said["pairs"]
    return certain


@settings(max_examples=60)
@given(batches=BATCHES)
def test_the_page_shows_what_the_service_will_answer(node, batches):
    async def compare() -> None:
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(folder)
            try:
                await desk.keep([])
                for batch in batches:
                    before = desk.kept
                    edits = write_edits(batch, before)
                    if not edits:
                        continue
                    try:
                        answer = await desk.keep(edits)
                    except RefusedError:
                        desk.kept = before  # nothing is kept, and the page goes back to what was
                        continue
                    forecast = node.forecast(before, edits)
                    moved = any(one["what"] == "move" for one in edits)
                    assert select_certain(forecast, moved=moved) == select_certain(answer, moved=moved), edits
                    if all(one["what"] in ("topic", "read", "date") for one in edits):
                        strip = lambda names: [(n["kind"], n["name"], n["aliases"]) for n in names]  # noqa: E731
                        assert strip(forecast["gold"]["names"]) == strip(answer["gold"]["names"])
            finally:
                desk.close()

    asyncio.run(compare())
