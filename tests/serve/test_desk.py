"""The editors' desk over HTTP: identity, what was shown, records, lists, sharing out. Every article is invented."""

from __future__ import annotations

import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest

from newstagger import Article, Model, Tagger
from newstagger._feedback.store import Corrections, Verdict
from newstagger.tags import TaggedArticle
from tests.serve.conftest import MAX_ARTICLES, MAX_CHARS, Renewed, Service

pytestmark = pytest.mark.xdist_group("serve")

TEXT = (
    "Le Paris Saint-Germain a recruté mardi le gardien Jean Morvan, venu de Brest. Le PSG annoncera la durée du contrat "
    "vendredi, a dit Youssef Le Goff. Morvan a été entendu par le tribunal administratif de Limoges."
)
_NUMBERS = itertools.count(1)


def make_text() -> str:
    """Another article for the store."""
    return f"{TEXT} Fin {next(_NUMBERS)}."


class Editor:
    """Somebody at an open page."""

    def __init__(self, service: Service, text: str = "", who: str = "", page: str = "p1", **details: Any) -> None:
        self.service, self.who, self.page = service, who, page
        self.article: dict[str, Any] = {"text": text or make_text(), **details}
        self.key: str | None = None
        self.last: int | None = None
        self.model: str | None = None

    def send(self, *verdicts: tuple[str, str, str], tags: bool = True, **more: Any) -> httpx.Response:
        rows = [{"what": what, "subject": subject, "verdict": verdict} for what, subject, verdict in verdicts]
        body = {
            "article": self.article, "key": self.key, "verdicts": rows, "tags": tags, "who": self.who, "page": self.page,
            "seen": self.last if rows else None, "model": self.model, **more,
        }  # fmt: skip
        answer = self.service.post("/corrections", {name: value for name, value in body.items() if value is not None})
        if answer.status_code == 200:
            found = answer.json()
            self.key, self.last, self.model = found["key"], found["last"], found["model"]
        return answer

    def judge(self, *verdicts: tuple[str, str, str], **more: Any) -> dict[str, Any]:
        answer = self.send(*verdicts, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def place(self, words: str, nth: int = 0) -> str:
        start = -1
        for _ in range(nth + 1):
            start = self.article["text"].index(words, start + 1)
        return f"text:{start}:{start + len(words)}"


def names(found: dict[str, Any], kind: str) -> list[str]:
    return [one["name"] for one in found["gold"]["names"] if one["kind"] == kind]


def exported(service: Service, text: str) -> dict[str, Any]:
    lines = [json.loads(line) for line in service.get("/corrections.jsonl").text.splitlines()]
    (found,) = [line for line in lines if line["text"] == text]
    return dict(found)


# --- one article stays one article


def test_a_date_given_late_counts_on_screen_in_store_and_export(service: Service):
    editor = Editor(service)
    first = editor.judge()
    assert first["shown"] == [{**shown, "right": None} for shown in first["shown"]]
    assert [d["value"] for d in first["gold"]["dates"]] == [None, None]
    editor.judge(("topic", "Sport", "right"), ("date", editor.place("vendredi"), "2024-03-01"))
    for published, tuesday in (("2024-03-07", "2024-03-05"), ("2023-03-09", "2023-03-07")):
        editor.article["published"] = published
        found = editor.judge()
        assert found["article"]["published"] == published
        assert [d["value"] for d in found["gold"]["dates"]] == [tuesday, "2024-03-01"]
        assert found["tags"]["dates"][0]["value"] == tuesday
    assert found["topics"] == {"Sport": True}
    record = exported(service, editor.article["text"])
    assert record["published"] == "2023-03-09"
    assert [d["value"] for d in record["dates"]] == ["2023-03-07", "2024-03-01"]
    del editor.article["published"]
    assert editor.judge()["article"]["published"] == "2023-03-09", "what is not given stays"


def test_a_title_given_or_corrected_late_loses_nothing(service: Service):
    before = service.get("/review").json()["articles"]
    editor = Editor(service)
    editor.judge(("topic", "Justice", "right"), ("mention", editor.place("Fin"), "places"))
    key = editor.key
    editor.key = None  # a page that was opened anew
    for title in ("Jean Morvan au PSG", "Le PSG recrute Jean Morvan"):
        editor.article["title"] = title
        found = editor.judge()
        assert (found["key"], found["article"]["title"]) == (key, title)
        assert found["topics"] == {"Justice": True}
        editor.key = found["key"]
        assert {m["text"] for m in found["gold"]["entities"] if m["field"] == "title"} >= {"Jean Morvan"}
    assert service.get("/review").json()["articles"] == before + 1


# --- what is confirmed is what was shown


def test_read_confirms_what_was_shown_when_the_model_has_changed(renewed: Renewed, small_model: Model):
    service = renewed.service
    editor = Editor(service)
    first = editor.judge(("topic", "Sport", "right"))
    renewed.use(Model(None, ner=small_model.ner, manifest={"name": "neuf"}))  # a model that gives no topics
    refused = editor.send(("read", "", "yes"))
    assert (refused.status_code, refused.json()["code"]) == (409, "model_changed")
    fresh = refused.json()["corrected"]
    assert fresh["model"] == refused.json()["model"] != first["model"]
    assert fresh["tags"]["topics"] == []
    assert [shown["label"] for shown in fresh["shown"]] == ["Sport"]
    assert editor.judge()["read"] is False, "nothing was kept of it"
    assert editor.judge(("read", "", "yes"))["labels"] == ["Sport"], "what the new model gives, and what was added"
    record = exported(service, editor.article["text"])
    assert (record["topics"], record["read"]) == (["Sport"], True)


def test_topics_confirmed_as_a_whole_are_those_shown(service: Service):
    editor = Editor(service, title="Grève des trains")
    found = editor.judge(("topic", "Santé", "right"))
    shown = [topic["label"] for topic in found["shown"] if topic["right"] is not False]
    assert editor.judge(("read", "", "yes"))["labels"] == shown
    assert exported(service, editor.article["text"])["topics"] == shown


def test_every_answer_says_which_model_made_it(service: Service):
    fingerprint = service.get("/health").json()["fingerprint"]
    for answer in (
        service.get("/"), service.get("/nothing"), service.post("/tag", {"text": "Lyon"}),
        service.post("/explain", {"article": {"text": "Lyon"}, "topic": "Sport"}),
    ):  # fmt: skip
        assert answer.headers["x-newstagger-model"] == fingerprint


# --- the server decides what holds


def test_a_verdict_that_returns_to_the_model_takes_the_earlier_one_back(service: Service):
    editor = Editor(service)
    morvan, new = editor.place("Jean Morvan"), editor.place("contrat")
    assert "Jean Morvan" in names(editor.judge(), "people")
    assert editor.judge(("mention", morvan, "places"))["mentions"] == {morvan: "places"}
    assert editor.judge(("mention", morvan, "people"))["mentions"] == {}
    assert editor.judge(("mention", new, "organisations"))["mentions"] == {new: "organisations"}
    assert editor.judge(("mention", new, "none"))["mentions"] == {}


def test_an_entity_changes_its_kind_and_undo_brings_all_back(service: Service):
    editor = Editor(service)
    before = editor.judge()
    assert "Jean Morvan" in names(before, "people")
    after = editor.judge(("entity", "people\tJean Morvan", "organisations"))
    assert "Jean Morvan" in names(after, "organisations")
    assert "Jean Morvan" not in names(after, "people")
    (one,) = [one for one in after["gold"]["names"] if one["name"] == "Jean Morvan"]
    assert [m["text"] for m in one["mentions"]] == ["Jean Morvan", "Morvan"]
    none = editor.judge(("entity", "organisations\tJean Morvan", "none"))
    refused = [(one["kind"], one["name"]) for one in none["gold"]["refused_names"]]
    assert refused == [("people", "Jean Morvan")], "the kind is the model's: there the page shows it, struck through"
    for found in (none, after):
        undone = editor.judge(*[(v["what"], v["subject"], v["verdict"]) for v in found["undo"]])
    assert undone["gold"] == before["gold"]
    assert editor.send(("entity", "people\tAnne Durand", "none")).json()["code"] == "invalid_verdict"


def test_a_boundary_moves_and_the_name_stays_with_its_person(service: Service):
    editor = Editor(service)
    editor.judge()
    start, end = map(int, editor.place("Jean Morvan").split(":")[1:])
    found = editor.judge(("move", f"text:{start}:{end}", f"text:{start + 5}:{end}"))
    people = [one for one in found["gold"]["names"] if "Morvan" in one["name"]]
    assert len(people) == 1, people
    assert [m["text"] for m in people[0]["mentions"]] == ["Morvan", "Morvan"]
    back = editor.judge(*[(v["what"], v["subject"], v["verdict"]) for v in found["undo"]])
    assert "Jean Morvan" in names(back, "people")
    day = editor.place("mardi")
    moved = editor.judge(("move", day, f"text:{int(day.split(':')[1]) - 8}:{day.split(':')[2]}"), article={**editor.article, "published": "2024-03-07"})  # fmt: skip
    assert "recruté mardi" in [d["text"] for d in moved["gold"]["dates"]]
    assert editor.send(("move", "text:0:2", "text:0:3")).json()["values"]["problem"] == "place"


def test_a_boundary_that_takes_a_word_in_leaves_the_entry_its_name(service: Service):
    editor = Editor(service)
    editor.judge()
    start = editor.article["text"].index("Morvan a été")
    found = editor.judge(("move", f"text:{start}:{start + 6}", f"text:{start}:{start + 12}"))
    (one,) = [one for one in found["gold"]["names"] if "Morvan" in one["name"]]
    assert (one["name"], [m["text"] for m in one["mentions"]]) == ("Jean Morvan", ["Jean Morvan", "Morvan a été"])
    assert set(found["pairs"].values()) <= {"one"}


def test_a_place_inside_an_organisation_leaves_it(service: Service):
    editor = Editor(service)
    whole = editor.place("tribunal administratif de Limoges")
    inner = editor.place("Limoges")
    editor.judge(("mention", whole, "organisations"))
    found = editor.judge(("mention", inner, "places"))
    marks = [(m["text"], m["label"]) for m in found["gold"]["entities"] if "Limoges" in m["text"]]
    assert marks == [("tribunal administratif de Limoges", "organisations"), ("Limoges", "places")]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("14 mars 2024", "DATE 2024-03-14"),
        ("le 14 mars 2024", "DATE 2024-03-14"),
        ("14/03/2024", "DATE 2024-03-14"),
        ("mars 2024", "DATE 2024-03"),
        ("mardi prochain", "DATE 2024-03-12"),
        ("chaque lundi", "SET XXXX-WXX-1"),
        ("chaque premier jeudi du mois", "SET P1M"),
        ("DATE 2024-03-14", "DATE 2024-03-14"),
        ("2024-03", "DATE 2024-03"),
        ("SET", "SET"),
    ],
)
def test_dates_are_taken_as_people_write_them(service: Service, words: str, kept: str):
    editor = Editor(service, published="2024-03-07")
    day = editor.place("vendredi")
    assert editor.judge(("date", day, words))["dates"] == {day: kept}
    kind, _, value = kept.partition(" ")
    if not words.startswith(("DATE", "SET", "2024-")):
        (found,) = service.get("/dates", params={"words": words, "published": "2024-03-07"}).json()
        assert (found["type"], found["value"] or "") == (kind, value)


@pytest.mark.parametrize("words", ["jamais", "le chef parle mardi à Lyon", "2024-02-30", "3 pommes"])
def test_what_is_not_a_date_is_refused(service: Service, words: str):
    editor = Editor(service)
    answer = editor.send(("date", editor.place("vendredi"), words))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_verdict")
    assert answer.json()["values"]["problem"] == "date"
    assert service.get("/dates", params={"words": words}).json() == []


def test_topics_that_an_editor_adds_are_offered_to_all(service: Service):
    label = f"Budget municipal {next(_NUMBERS)}"
    Editor(service, who="Anne").judge(("topic", label, "right"))
    rows = {row["label"]: row for row in service.get("/labels").json()}
    assert rows[label] == {"label": label, "code": None, "aliases": [], "added": True, "articles": 1}
    assert rows["Sport"]["added"] is False
    assert Editor(service, who="Bruno").judge(("topic", label.upper(), "right"))["topics"] == {label: True}
    assert Editor(service).judge(("topic", "sante", "right"))["topics"] == {"Santé": True}
    answer = service.get("/labels")
    again = service.get("/labels", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# --- who was first


def test_two_editors_without_a_name_are_two(service: Service):
    text = make_text()
    one, other = Editor(service, text, page="a"), Editor(service, text, page="b")
    one.judge()
    other.judge()
    one.judge(("topic", "France", "wrong"))
    refused = other.send(("topic", "France", "right"))
    assert (refused.status_code, refused.json()["code"]) == (409, "others_judged")
    (theirs,) = refused.json()["verdicts"]
    assert (theirs["verdict"], theirs["page"], theirs["who"]) == ("wrong", "a", "")
    assert datetime.fromisoformat(theirs["at"]).tzinfo is not None
    assert other.judge(("topic", "France", "right"), seen=refused.json()["seen"])["topics"] == {"France": True}
    assert one.send(("topic", "Sport", "right")).status_code == 409


def test_nobody_is_handed_what_another_has_open(service: Service, tagger: Tagger):
    source = "La Gazette du bail"
    assert service.corrections is not None
    with Corrections(service.corrections) as kept:
        articles = [Article(f"Bail {n}.", source=source) for n in range(6)]
        keys = [kept.put(one, [], 0.9 - n / 100, tagger.fingerprint) for n, one in enumerate(articles)]

    def follow(page: str, after: str | None = None, **more: Any) -> dict[str, Any]:
        body = {"page": page, "who": page.upper(), "after": after, "source": source, **more}
        return dict(service.post("/review/next", {k: v for k, v in body.items() if v is not None}).json())

    assert follow("a") == {"key": keys[0], "open": 0}
    assert follow("b") == {"key": keys[1], "open": 1}
    assert follow("a", keys[0]) == {"key": keys[2], "open": 1}
    assert follow("b", keys[1]) == {"key": keys[3], "open": 1}
    assert follow("a", keys[2], keep=True)["key"] == keys[4]
    assert service.get(f"/articles/{keys[2]}").json()["lease"]["page"] == "a"
    assert service.post(f"/articles/{keys[4]}/lease", {"page": "a", "release": True}).status_code == 200
    assert follow("a", keys[2], back=True) == {"key": keys[1], "open": 0}
    rows = {row["key"]: row["open"] for row in service.get("/review", params={"source": source}).json()["waiting"]}
    assert rows == {**dict.fromkeys(keys), keys[1]: "A", keys[3]: "B"}
    taken = service.post(f"/articles/{keys[3]}/lease", {"page": "a", "who": "A"}).json()
    assert (taken["until"], taken["taken_by"]["who"]) == (None, "B")
    assert service.get(f"/articles/{keys[3]}").json()["lease"]["page"] == "b"
    assert service.post(f"/articles/{keys[3]}/lease", {"page": "b", "release": True}).status_code == 200
    assert service.post(f"/articles/{keys[3]}/lease", {"page": "a"}).json()["taken_by"] is None
    assert httpx.delete(f"{service.url}/articles/{keys[3]}/lease?page=a").status_code == 204
    assert service.get(f"/articles/{keys[3]}").json()["lease"] is None
    assert service.post("/articles/nothing/lease", {"page": "a"}).json()["code"] == "no_such_article"
    service.post("/corrections", {"key": keys[4], "verdicts": [{"what": "read", "verdict": "skipped"}]})
    assert follow("c", keys[4])["key"] == keys[5], "what has left the list still has a place"
    assert follow("c", keys[5])["key"] is None


def test_many_editors_share_a_queue_and_nobody_gets_the_same(two_services: list[Service]):
    source = "La Gazette du partage"
    assert two_services[0].corrections is not None
    with Corrections(two_services[0].corrections) as kept:
        for n in range(40):
            kept.put(Article(f"Partage {n}.", source=source), [], 0.5, "m")
    got: list[str] = []

    def work(number: int) -> None:
        service, key = two_services[number % 2], None
        while True:
            body = {"page": f"p{number}", "source": source, **({"after": key} if key else {})}
            key = service.post("/review/next", body).json()["key"]
            if key is None:
                return
            got.append(key)
            verdicts = [{"what": "read", "verdict": "skipped"}]
            assert (
                service.post("/corrections", {"key": key, "verdicts": verdicts, "page": f"p{number}"}).status_code
                == 200
            )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert len(got) == len(set(got)) == 40
    assert two_services[0].get("/review", params={"source": source, "state": "skipped"}).json()["found"] == 40


# --- records as they hold


def test_the_corrected_record_is_the_record_as_it_holds(service: Service):
    editor = Editor(service, published="2024-03-07", who="Salima")
    tags = editor.judge()["tags"]
    editor.judge(
        ("topic", "Budget", "right"), ("entity", "people\tJean Morvan", "none"),
        ("mention", editor.place("Limoges"), "places"), ("date", editor.place("mardi"), "none"),
    )  # fmt: skip
    record = service.get(f"/articles/{editor.key}/record").json()
    TaggedArticle.model_validate(record)
    assert {topic["label"]: topic["score"] for topic in record["topics"]}["Budget"] == 1.0
    assert "Jean Morvan" not in [person["name"] for person in record["people"]]
    assert "Limoges" in [place["name"] for place in record["places"]]
    assert [date["value"] for date in record["dates"]] == ["2024-03-08"]
    beside = service.get(f"/articles/{editor.key}/record?model=true").json()
    assert beside["record"] == record
    assert beside["model"] == {k: v for k, v in tags.items() if k not in ("suggested", "duplicate_of")}
    assert service.get("/articles/nothing/record").status_code == 404
    other = {"text": make_text(), "id": "neu"}
    both = service.post("/records", {"articles": [editor.article, other, {"id": "b"}], "model": True}).json()
    assert (both[0]["key"], both[0]["state"]) == (editor.key, "in_progress")
    assert [date["value"] for date in both[0]["record"]["dates"]] == ["2024-03-08"]
    assert (both[1]["key"], both[1]["state"], both[1]["record"]) == (None, None, both[1]["model"])
    assert (both[2]["code"], both[2]["id"]) == ("empty_article", "b")
    plain = service.post("/records", {"articles": [other]}).json()
    assert plain == [service.post("/tag", other).json()]


def test_an_article_that_nobody_judged_has_the_record_of_the_model(service: Service):
    article = {"text": make_text(), "id": "q1", "published": "2024-03-07"}
    put = service.post("/articles", {"articles": [article, article, {"text": 3}]}).json()
    assert (put["put"], put["known"], put["keys"][0], put["keys"][2]) == (1, 1, put["keys"][1], None)
    assert put["errors"][0]["code"] == "invalid_field"
    assert service.get(f"/articles/{put['keys'][0]}/record").json() == service.post("/tag", article).json()
    opened = service.get(f"/articles/{put['keys'][0]}?tags=true").json()
    assert opened["verdicts"]["tags"]["topics"] == service.post("/tag", article).json()["topics"]
    assert (opened["state"], opened["part"], opened["chars"]) == ("to_review", None, len(article["text"]))


def test_a_text_beyond_the_limit_is_opened_in_part_and_can_be_skipped(service: Service):
    assert service.corrections is not None
    long = f"Jean Morvan a quitté Brest mardi. {next(_NUMBERS)} " + "Le marché reste ouvert. " * 1000
    assert len(long) > MAX_CHARS
    with Corrections(service.corrections) as kept:
        key = kept.put(Article(long), [], 0.1, "m")
    found = service.get(f"/articles/{key}?tags=true").json()
    assert (found["part"], found["chars"], len(found["article"]["text"])) == (MAX_CHARS, len(long), MAX_CHARS)
    assert "Jean Morvan" in [person["name"] for person in found["verdicts"]["tags"]["people"]]
    verdicts = [{"what": "topic", "subject": "Sport", "verdict": "right"}, {"what": "read", "verdict": "yes"}]
    judged = service.post("/corrections", {"key": key, "verdicts": verdicts}).json()
    assert (judged["read"], "Sport" in judged["labels"]) == (True, True)
    record = exported(service, long)
    assert "Sport" in record["topics"]
    assert "entities" not in record, "nobody knows the names of the rest"
    again = service.post("/corrections", {"key": key, "verdicts": [{"what": "read", "verdict": "skipped"}]}).json()
    assert again["skipped"] is True
    refused = service.post("/corrections", {"article": {"text": long}, "verdicts": []})
    assert (refused.status_code, refused.json()["values"]) == (413, {"chars": len(long), "limit": MAX_CHARS})
    assert len(service.get(f"/articles/{key}/record").json()["text"]) == MAX_CHARS


# --- lists


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory, tagger: Tagger) -> Any:
    """A service with a queue of its own."""
    from tests.serve.conftest import start

    path = tmp_path_factory.mktemp("queue") / "c.sqlite"
    with Corrections(path) as kept:
        for n in range(30):
            article = Article(
                f"L’Écho numéro {n} de Brest.", title=f"Titre {n:02}" if n % 3 else None, source="AB"[n % 2],
                published=f"2024-03-{n + 1:02}",
            )  # fmt: skip
            key = kept.put(article, ["Sport", f"T{n % 4}"], n / 100, tagger.fingerprint)
            if n < 6:
                kept.judge(key, [Verdict("read", "", "yes")], f"Anne {n % 2}")
    running = start("--workers", "1", corrections=path)
    yield running
    assert running.stop() == 0


def test_lists_carry_no_texts_and_count_beside_every_filter(queue: Service):
    found = queue.get("/review", params={"limit": 5, "q": "echo bres"}).json()
    assert (found["found"], found["to_review"], found["reviewed"], found["articles"]) == (24, 24, 6, 30)
    assert len(found["waiting"]) == 5
    assert [row["doubt"] for row in found["waiting"]] == [0.29, 0.28, 0.27, 0.26, 0.25]
    untitled = next(row for row in found["waiting"] if row["article"]["title"] is None)
    assert untitled["article"]["text"].startswith("L’Écho numéro")
    assert all(not row["article"]["text"] for row in found["waiting"] if row["article"]["title"])
    some = queue.get("/review", params={"source": "A", "state": "reviewed"}).json()
    assert (some["found"], some["to_review"], some["all"]["to_review"]) == (3, 12, 24)
    counts = queue.get("/review/counts", params={"source": "A"}).json()
    assert counts["sources"] == [{"value": "A", "articles": 12}, {"value": "B", "articles": 12}]
    assert {row["value"]: row["articles"] for row in counts["topics"]} == {"Sport": 12, "T0": 6, "T2": 6}
    assert queue.get("/review/counts?state=reviewed").json()["who"] == [
        {"value": "Anne 0", "articles": 3},
        {"value": "Anne 1", "articles": 3},
    ]


def test_lists_are_sorted_and_reviewed_ones_by_when(queue: Service):
    def order(**params: Any) -> list[str]:
        return [row["article"]["published"][-2:] for row in queue.get("/review", params=params).json()["waiting"]]

    assert order(sort="date", limit=3) == ["07", "08", "09"]
    assert order(sort="-date", limit=3, offset=1) == ["29", "28", "27"]
    assert order(sort="-doubt", limit=2) == ["07", "08"]
    assert order(state="reviewed") == ["06", "05", "04", "03", "02", "01"]
    assert order(state="reviewed", sort="at")[0] == "01"
    assert order(state="reviewed", judged_by="Anne 1", limit=1) == ["06"]
    rows = queue.get("/review?state=reviewed").json()["waiting"]
    assert (rows[0]["who"], datetime.fromisoformat(rows[0]["at"]).tzinfo is not None) == ("Anne 1", True)


def test_many_are_skipped_at_once_and_taken_up_again(queue: Service):
    body = {"verdict": "skipped", "filter": {"source": "B"}, "who": "Anne"}
    skipped = queue.post("/review/bulk", body).json()
    assert skipped["changed"] == len(skipped["keys"]) == 12
    assert queue.post("/review/bulk", body).json()["changed"] == 0
    assert queue.get("/review?state=skipped").json()["found"] == 12
    undone = queue.post("/review/bulk", {"verdict": "open", "keys": skipped["keys"]}).json()
    assert undone["keys"] == skipped["keys"]
    assert queue.get("/review").json()["found"] == 24
    assert queue.post("/review/bulk", {"verdict": "open"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=06/11/2025", "since"),
        ("until=demain", "until"),
        ("since=2024-02-30", "since"),
        ("state=done", "query state"),
    ],
)
def test_filters_are_checked(queue: Service, query: str, field: str):
    answer = queue.get(f"/review?{query}")
    assert (answer.status_code, answer.json()["code"], answer.json()["values"]["field"]) == (
        422,
        "invalid_field",
        field,
    )


def test_a_search_waits_for_no_writer_and_a_writer_for_no_search(queue: Service):
    assert queue.corrections is not None
    with Corrections(queue.corrections) as other, other.writing():  # somebody is writing all the time
        started = time.perf_counter()
        assert queue.get("/review?q=echo").json()["found"] > 0
        assert time.perf_counter() - started < 5


def test_answers_are_compressed(queue: Service):
    answer = queue.get("/review?limit=30")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.num_bytes_downloaded < len(answer.content) / 3
    assert "content-encoding" not in queue.get("/review?limit=30", headers={"accept-encoding": "identity"}).headers


def test_a_file_is_put_into_the_queue_in_pieces(service: Service):
    lines = [json.dumps({"text": f"Brève {next(_NUMBERS)} du village."}) for _ in range(MAX_ARTICLES + 20)]
    lines[7] = "{broken"
    data = "\n".join(lines).encode()
    whole = service.post("/read?name=a.jsonl", content=data).json()
    assert (len(whole["articles"]), whole["total"], whole["failed"]) == (MAX_ARTICLES + 19, MAX_ARTICLES + 19, 1)
    assert "line 8" in whole["problems"][0]
    piece = service.post("/read?name=a.jsonl&offset=60&limit=5", content=data).json()
    assert piece["articles"] == whole["articles"][60:65]
    too_many = service.post("/articles", {"articles": whole["articles"]})
    assert (too_many.status_code, too_many.json()["code"]) == (413, "too_many_articles")
    put = [service.post("/articles", {"articles": whole["articles"][at : at + 40]}).json() for at in (0, 40)]
    assert [one["put"] for one in put] == [40, MAX_ARTICLES + 19 - 40]


def test_fifty_writers_lose_no_verdict(two_services: list[Service]):
    """Ten editors at each of two services, and thirty programs that write to the file themselves."""
    path = two_services[0].corrections
    assert path is not None
    with Corrections(path) as kept:
        keys = [kept.put(Article(f"Article {n}."), [], 0.5, "m") for n in range(10)]
    problems: list[str] = []

    def over_http(number: int) -> None:
        for key in keys:
            verdict = {"what": "read", "verdict": "open"}
            body = {"key": key, "verdicts": [verdict], "who": f"e{number}", "page": str(number)}
            answer = two_services[number % 2].post("/corrections", body)
            if answer.status_code != 200:
                problems.append(answer.text)

    def directly(number: int) -> None:
        with Corrections(path) as own:
            for key in keys:
                own.judge(key, [Verdict("topic", f"T{number}", "right")], f"d{number}")

    threads = [threading.Thread(target=over_http if n < 20 else directly, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Corrections(path) as kept:
        for key in keys:
            history = kept.one(key).history
            assert sorted(one.who for one in history) == sorted(
                [f"e{n}" for n in range(20)] + [f"d{n}" for n in range(20, 50)]
            )
            assert len({one.number for one in history}) == 50
