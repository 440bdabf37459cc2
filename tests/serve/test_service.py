"""The HTTP interface. Every article is invented."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from newstagger import Article, Choice, Model, Tagger
from newstagger.article import parse_published
from tests.conftest import EXAMPLES
from tests.serve.conftest import MAX_ARTICLES, MAX_CHARS, Service, Start

pytestmark = pytest.mark.xdist_group("serve")

ARTICLE = {
    "id": "a1",
    "title": "Grève des trains à Lyon",
    "published": "2022-05-12",
    "text": "Les cheminots de Lyon ont cessé le travail mardi. « Nous irons jusqu’au bout », dit Maud Sirvent, de la CGT.",
}


def test_an_article_gives_the_record_of_the_library(service: Service, tagger: Tagger):
    article = Article(ARTICLE["text"], id="a1", title=ARTICLE["title"])
    want = tagger.tag(article, published=ARTICLE["published"])
    assert service.post("/tag", ARTICLE).json() == json.loads(want.to_json())


def test_a_list_gives_a_list_in_the_same_order(service: Service):
    several = [{**ARTICLE, "id": f"n{i}"} for i in range(MAX_ARTICLES)]
    assert [tags["id"] for tags in service.post("/tag", several).json()] == [a["id"] for a in several]
    assert service.post("/tag", []).json() == []


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "the body is not JSON: Expecting property name"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b"\xff\xfe", 400, "not UTF-8 (byte 1)"),
        ("{'text': 'a'}".encode("utf-16"), 400, "not UTF-8"),
        (b"\x1f\x8b\x08\x00", 415, "compressed (gzip); send the JSON uncompressed"),
        (b"null", 422, 'an article is an object, such as {"text": "\u2026"}, not null'),
        (b'"Lyon"', 422, "not a text"),
        (b"{}", 422, "there is neither a text nor a title"),
        (b'{"title": " "}', 422, "there is neither a text nor a title"),
        (b'{"txt": "a"}', 422, "unknown fields: txt; known are text, id, title, published"),
        (b'{"text": null}', 422, "there is neither a text nor a title"),
        (b'{"text": ["a"]}', 422, "text: must be a text, not a list"),
        (b'{"text": 12}', 422, "text: must be a text, not a number"),
        (b'{"text": "a", "title": 3.5}', 422, "title: must be a text, not a number"),
        (b'{"text": "a", "declared_topics": ["a", 2]}', 422, "declared_topics 2: must be a text, not a number"),
        (b'{"text": "a", "published": "hier"}', 422, "published: 'hier' is not a date in ISO 8601"),
        (json.dumps({"text": "x" * (MAX_CHARS + 1)}).encode(), 413, "the text has 20,001 characters"),
        (json.dumps([{"text": "a"}] * (MAX_ARTICLES + 1)).encode(), 413, "51 articles are more than 50"),
        (b" " * 10_000_001, 413, "10,000,000 bytes"),
    ],
)
def test_a_bad_request_gets_its_status_and_is_told_what_is_wrong(service: Service, body: bytes, status: int, says: str):
    answer = service.post("/tag", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/tag", "/explain"])
@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"content-type": "text/plain"}, "the content type is 'text/plain'; send JSON with the header"),
        ({"content-type": "application/x-www-form-urlencoded"}, "send JSON with the header"),
        ({"content-type": "application/json", "content-encoding": "gzip"}, "compressed (gzip)"),
    ],
)
def test_what_is_not_sent_as_json_is_told_what_to_send(service: Service, path: str, headers: dict[str, str], says: str):
    answer = service.post(path, content=b'{"text": "a"}', headers=headers)
    assert answer.status_code == 415
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("type_", ["application/json; charset=utf-8", "application/ld+json", ""])
def test_json_by_any_of_its_names_is_read(service: Service, type_: str):
    headers = {"content-type": type_} if type_ else {}
    assert service.post("/tag", content=b'{"text": "a"}', headers=headers).status_code == 200


def test_one_bad_article_of_a_list_has_an_error_in_its_place(service: Service):
    several = [
        ARTICLE, {"id": "b2"}, {"text": "x" * (MAX_CHARS + 1)}, "Lyon", {"text": 7, "id": "c"},
        {"text": "a", "published": "hier"}, {**ARTICLE, "id": "z"},
    ]  # fmt: skip
    answer = service.post("/tag", several)
    assert answer.status_code == 200
    found = answer.json()
    assert [one.get("id") for one in found] == ["a1", "b2", None, None, "c", None, "z"]
    assert [one.get("error", "")[:60] for one in found] == [
        "",
        "article 2: there is neither a text nor a title: send at leas",
        "article 3: the text has 20,001 characters, more than 20,000;",
        'article 4: an article is an object, such as {"text": "…"}, n',
        "article 5: text: must be a text, not a number",
        "article 6: published: 'hier' is not a date in ISO 8601, such",
        "",
    ]
    assert found[0] == service.post("/tag", ARTICLE).json()


def test_a_headline_alone_is_tagged(service: Service):
    tags = service.post("/tag", {"title": "Les cheminots de Lyon cessent le travail mardi"}).json()
    assert (tags["text"], [place["name"] for place in tags["places"]]) == ("", ["Lyon"])


def test_unknown_fields_are_named_in_the_record(service: Service):
    tags = service.post("/tag", {**ARTICLE, "rubrique": "Société", "publised": "2022"}).json()
    (warning,) = tags["warnings"]
    assert warning.startswith("unknown fields: publised, rubrique; known are text, id")


def test_what_the_service_gave_may_be_sent_back(service: Service):
    """The fields of its own records are no slips: « unknown fields » stood in every record of a file that was read."""
    read_ = service.post("/read?name=a.jsonl", content=json.dumps({**ARTICLE, "topics": ["Sport"]})).json()["articles"]
    tags = service.post("/tag", read_).json()
    assert [one["warnings"] for one in tags] == [[]]
    assert service.post("/tag", tags).json() == tags


def test_topics_are_chosen_and_suggested_as_by_the_library(service: Service):
    article = Article(ARTICLE["text"], id="a1", title=ARTICLE["title"], published=parse_published(ARTICLE["published"]))
    want = Tagger.load(choice=Choice(lean="recall", limit=2, suggest=3)).tag(article)
    got = service.post("/tag?lean=recall&limit=2&suggest=3", ARTICLE).json()
    assert got == json.loads(want.to_json())
    assert len(got["suggested"]) == 3
    listed = service.post("/tag?threshold=0.99&suggest=1", [ARTICLE]).json()
    assert all(topic["score"] >= 0.99 for topic in listed[0]["topics"])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("lean=much", "query lean: Input should be 'precision', 'balanced' or 'recall'"),
        ("threshold=2", "query threshold: Input should be less than or equal to 1"),
        ("suggest=99", "query suggest: Input should be less than or equal to 20"),
        ("lean=recall&threshold=0.5", "not both"),
    ],
)
def test_a_choice_without_meaning_is_refused(service: Service, query: str, says: str):
    answer = service.post(f"/tag?{query}", ARTICLE)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_a_body_that_grows_beyond_the_limit_is_refused_though_it_did_not_say_so(service: Service):
    pieces = (b" " * 1_000_000 for _ in range(11))
    answer = service.post("/tag", content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("text", ["\ud800 Lyon", "Lyon\x00", "", "  \n", "\u202eLyon\u200b", "1" * MAX_CHARS])
def test_odd_texts_are_tagged(service: Service, text: str):
    body = json.dumps({"text": text, "id": 12}).encode()
    answer = service.post("/tag", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["id"] == "12"


def test_pages_of_other_sites_and_other_names_of_this_machine_are_refused(service: Service):
    assert service.post("/tag", ARTICLE, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert service.post("/tag", ARTICLE, headers={"host": "evil.example"}).status_code == 421
    assert service.post("/tag", ARTICLE, headers={"host": "localhost:1"}).status_code == 200
    assert service.post("/tag", ARTICLE, headers={"content-type": "text/plain"}).status_code == 415


def test_every_answer_forbids_what_the_page_does_not_need(service: Service):
    for path in ("/", "/health", "/nothing", "/docs"):
        headers = service.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in service.get("/").headers["content-security-policy"]


def test_no_page_names_another_host(service: Service):
    for path in ("/", "/docs"):
        text = service.get(path).text
        assert "https://" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")


def test_explain_says_why_and_where(service: Service, tagger: Tagger):
    answer = service.post("/explain", {"article": ARTICLE, "topic": "Transports"}).json()
    want = tagger.explain(Article(ARTICLE["text"], title=ARTICLE["title"]), "Transports")
    assert (answer["score"], answer["threshold"]) == (round(want.score, 4), round(want.threshold, 4))
    assert [e["term"] for e in answer["spoke_for"]] == [e.term for e in want.terms if e.weight > 0][:40]
    for mark in answer["marks"]:
        assert ARTICLE[mark["field"]][mark["start"] : mark["end"]] == mark["term"]
        (row,) = [row for row in answer["spoke_for"] if row["term"] == mark["row"]]
        assert row["weight"] == mark["weight"]
        assert row["surface"] is not None
    unknown = service.post("/explain", {"article": ARTICLE, "topic": "Tricot"})
    assert unknown.status_code == 422
    assert "'Tricot'" in unknown.json()["detail"]


@pytest.mark.parametrize(
    ("name", "count"), [("page-rabat.txt", 1), ("crue.html", 1), ("labelled.jsonl", 30), ("archive.csv", None)]
)
def test_files_are_read_as_on_the_command_line(service: Service, name: str, count: int | None):
    found = service.post(f"/read?name={name}", content=(EXAMPLES / name).read_bytes()).json()
    assert found["problems"] == []
    assert len(found["articles"]) == count or count is None
    assert service.post("/tag", found["articles"]).status_code == 200


def test_what_cannot_be_read_of_a_file_is_told(service: Service):
    mixed = service.post("/read?name=a.jsonl", content=b'{"text": "Lyon"}\nno\n').json()
    assert len(mixed["articles"]) == 1
    assert "a.jsonl, line 2" in mixed["problems"][0]
    for name, content in (
        ("a.exe", b"x"),
        ("a.txt", b""),
        ("a.txt", bytes(range(256)) * 4),
        ("a.json", b"[" * 100_000),
    ):
        assert service.post(f"/read?name={name}", content=content).status_code == 422
    many = service.post("/read?name=a.jsonl", content=b'{"text": "Lyon"}\n' * (MAX_ARTICLES + 5)).json()
    assert (len(many["articles"]), many["total"], many["failed"]) == (MAX_ARTICLES + 5, MAX_ARTICLES + 5, 0)


def test_the_model_tells_what_it_is(service: Service, tagger: Tagger):
    assert [topic["label"] for topic in service.get("/topics").json()] == tagger.topics
    about, health = service.get("/model").json(), service.get("/health").json()
    assert about["fingerprint"] == health["fingerprint"] == tagger.fingerprint
    assert about["files"].keys() >= {"topics.npz", "vocabulary.txt"}
    assert about["card"].startswith("# fr-news")
    assert health["limits"]["chars"] == MAX_CHARS


def test_corrections_are_kept_and_can_be_taken_back(service: Service, tmp_path: Path):
    article = {**ARTICLE, "text": ARTICLE["text"] + " La préfecture du Rhône propose une réunion."}

    def judge(*verdicts: tuple[str, str, str]) -> Any:
        rows = [{"what": what, "subject": subject, "verdict": verdict} for what, subject, verdict in verdicts]
        return service.post("/corrections", {"article": article, "verdicts": rows, "who": "Salima"}).json()

    nothing: dict[str, Any] = {key: {} for key in ("topics", "names", "mentions", "dates", "pairs")}
    nothing |= {"read": False, "skipped": False, "labels": [], "last": 0, "gold": None}
    assert judge().items() >= nothing.items()
    assert judge()["shown"] is None
    found = judge(("topic", "Santé", "right"), ("topic", "Transports", "wrong"), ("name", "CGT", "places"))
    assert (found["topics"], found["names"]) == ({"Santé": True, "Transports": False}, {"CGT": "places"})
    assert "Santé" in found["labels"]
    assert judge(("topic", "Santé", "open"), ("read", "", "yes"))["topics"] == {"Transports": False}
    lines = service.get("/corrections.jsonl").text.splitlines()
    (line,) = [json.loads(line) for line in lines if json.loads(line)["text"] == article["text"]]
    assert "Transports" not in line["topics"]
    assert line["kinds"] == {"CGT": "places"}


@pytest.mark.parametrize(
    "verdict",
    [
        {"what": "topic", "subject": "", "verdict": "right"},
        {"what": "topic", "subject": "Santé", "verdict": "people"},
        {"what": "name", "subject": "CGT", "verdict": "right"},
        {"what": "read", "verdict": "right"},
        {"what": "mood", "verdict": "right"},
        {"what": "mention", "subject": "text:0:999", "verdict": "people"},
        {"what": "mention", "subject": "CGT", "verdict": "people"},
        {"what": "pair", "subject": "CGT", "verdict": "one"},
        {"what": "date", "subject": "text:0:3", "verdict": "jamais"},
    ],
)
def test_a_verdict_without_meaning_is_refused(service: Service, verdict: dict[str, str]):
    assert service.post("/corrections", {"article": ARTICLE, "verdicts": [verdict]}).status_code == 422


def test_names_and_dates_of_the_text_are_put_right_and_exported_as_gold(service: Service):
    text = "Mardi, la maire de Brest a reçu Awa Diop. Mme Diop dirige Voiles Bretonnes."
    article = {"text": text, "title": "Voile à Brest", "published": "2022-05-12"}

    def judge(*verdicts: tuple[str, str, str]) -> httpx.Response:
        rows = [{"what": what, "subject": subject, "verdict": verdict} for what, subject, verdict in verdicts]
        return service.post("/corrections", {"article": article, "verdicts": rows, "who": "Salima"})

    def place(words: str) -> str:
        return f"text:{text.index(words)}:{text.index(words) + len(words)}"

    refused = judge(
        ("mention", place("Voiles Bretonnes"), "organisations"), ("date", place("Mardi"), "DATE 2022-13-01")
    )
    assert refused.status_code == 422
    assert refused.json()["detail"] == "there is no day 2022-13-01"
    assert judge().json()["last"] == 0, "nothing was kept of it"
    found = judge(
        ("mention", place("Voiles Bretonnes"), "organisations"), ("date", place("Mardi"), "2022-05-03")
    ).json()
    assert found["mentions"] == {place("Voiles Bretonnes"): "organisations"}
    assert found["dates"] == {place("Mardi"): "DATE 2022-05-03"}
    names = {(e["text"], e["label"]) for e in found["gold"]["entities"]}
    assert names >= {("Voiles Bretonnes", "organisations"), ("Awa Diop", "people"), ("Brest", "places")}
    assert [(d["text"], d["value"]) for d in found["gold"]["dates"]] == [("Mardi", "2022-05-03")]
    back = judge(("date", place("Mardi"), "open"), ("name", "Brest", "none")).json()
    assert [d["value"] for d in back["gold"]["dates"]] == ["2022-05-10"]
    assert [e["text"] for e in back["gold"]["refused"]] == ["Brest", "Brest"]
    assert judge().json()["gold"] == back["gold"]
    lines = [json.loads(line) for line in service.get("/corrections.jsonl").text.splitlines()]
    (line,) = [one for one in lines if one["text"] == text]
    assert "topics" not in line, "nobody judged them"
    assert "dates" not in line, "what was said of a date was taken back"
    gold = Article.from_record(line).gold["entities"]
    assert {
        "start": 58,
        "end": 74,
        "text": "Voiles Bretonnes",
        "label": "organisations",
        "name": "Voiles Bretonnes",
    } in gold
    judge(("read", "", "yes"))
    lines = [json.loads(line) for line in service.get("/corrections.jsonl").text.splitlines()]
    (line,) = [one for one in lines if one["text"] == text]
    assert line["read"]
    assert line["dates"] == [{"start": 0, "end": 5, "text": "Mardi", "type": "DATE", "value": "2022-05-10"}]


def test_without_a_file_no_corrections_are_kept(without_corrections: Service):
    service = without_corrections
    answer = service.post("/corrections", {"article": ARTICLE, "verdicts": [{"what": "read", "verdict": "yes"}]})
    assert answer.status_code == 404
    assert answer.json()["code"] == "no_corrections"
    assert service.get("/review").status_code == 404


def test_a_long_request_does_not_hold_up_a_short_one(service: Service):
    long = [{"text": "Le procès de Rabat s’ouvre mardi. " * 580}] * MAX_ARTICLES
    with ThreadPoolExecutor() as threads:
        slow = [threads.submit(service.post, "/tag", long) for _ in range(3)]
        for _ in range(3):
            assert service.post("/tag", ARTICLE).status_code == 200
        assert not all(one.done() for one in slow)
        assert [one.result().status_code for one in slow] == [200] * 3


def test_what_has_begun_is_finished_when_the_service_is_stopped(starting: Start):
    service = starting()
    long = [{"text": "Le procès de Rabat s’ouvre mardi. " * 3000}] * 10
    with ThreadPoolExecutor() as threads:
        answer = threads.submit(service.post, "/tag", long)
        while service.get("/health").json()["under_way"] == 0 and not answer.done():
            pass
        service.process.send_signal(signal.SIGTERM)
        assert answer.result().status_code == 200
    assert service.process.wait(60) == 0
    with pytest.raises(httpx.ConnectError):
        service.get("/health")


def test_another_model_takes_over_without_losing_a_request(starting: Start, small_model: Model, tmp_path: Path):
    directory = tmp_path / "mine"
    small_model.save(directory)
    service = starting("--model", directory)
    before = service.get("/health").json()["fingerprint"]
    statuses: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            statuses.append(service.post("/tag", ARTICLE).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    other = Model(small_model.classifier, ner=small_model.ner, manifest={"name": "neuf"})
    other.save(directory, force=True)
    while service.get("/health").json()["fingerprint"] == before:
        ended.wait(0.1)
    assert service.get("/model").json()["name"] == "neuf"
    (directory / "vocabulary.txt").write_text("damaged\n")
    (directory / "manifest.json").touch()
    while (health := service.get("/health").json())["status"] == "ok":
        ended.wait(0.1)
    assert "vocabulary.txt" in health["problem"]
    ended.set()
    asking.join()
    assert statuses
    assert set(statuses) == {200}


def list_children(pid: int) -> list[int]:
    """All processes that a process started, and those that these did."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*found, *(further for child in found for further in list_children(child))]


@pytest.mark.skipif(not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(), reason="children unknown")
@pytest.mark.parametrize("victim", [0, -1], ids=["the fork server", "a worker"])
def test_a_dead_worker_loses_no_request(without_corrections: Service, victim: int):
    service = without_corrections
    before = count_replaced(service)
    with ThreadPoolExecutor() as threads:
        answers = [threads.submit(service.post, "/tag", [ARTICLE] * 100) for _ in range(6)]
        while service.get("/health").json()["under_way"] == 0:
            time.sleep(0.01)
        os.kill([pid for pid in list_children(service.process.pid) if is_forking(pid)][victim], signal.SIGKILL)
        assert [answer.result().status_code for answer in answers] == [200] * 6
        assert not any("error" in record for answer in answers for record in answer.result().json())
    assert count_replaced(service) == before + 1


def count_replaced(service: Service) -> int:
    line = next(
        line for line in service.get("/metrics").text.splitlines() if line.startswith("newstagger_workers_replaced ")
    )
    return int(float(line.split()[1]))


def is_forking(pid: int) -> bool:
    """A worker, or the process that forks them."""
    return b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.skipif(not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(), reason="children unknown")
def test_a_service_that_is_killed_leaves_no_process_behind(starting: Start):
    service = starting()
    service.post("/tag", ARTICLE)
    left = list_children(service.process.pid)
    assert any(map(is_forking, left))
    service.process.kill()
    service.process.wait()
    for _ in range(300):
        if not any(map(is_running, left)):
            break
        time.sleep(0.1)
    assert [pid for pid in left if is_running(pid)] == []


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_port_in_use_is_told(service: Service, cli: Any):
    port = service.url.rpartition(":")[2]
    result = cli("serve", "--port", port)
    assert result.status == 2
    assert "--port" in result.err


def test_a_missing_model_is_told_before_anything_is_served(cli: Any, tmp_path: Path):
    result = cli("serve", "--port", "0", "--model", tmp_path / "nothing")
    assert result.status == 2
    assert "no such model directory" in result.err
