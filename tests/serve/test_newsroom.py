"""The service in a newsroom: token, proxy, metrics, log, examples, refusals with codes. Every article is invented."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from newstagger import Article, UsageError
from newstagger._serve import serve
from newstagger._serve.access import Access
from newstagger._serve.feedback import Feedback
from newstagger._serve.refusals import CODES, RefusedError
from tests.conftest import ROOT
from tests.serve.conftest import MAX_ARTICLES, MAX_CHARS, PREFIX, TOKEN, Service, Start

pytestmark = pytest.mark.xdist_group("serve")


# --- who may come in


def test_with_a_token_only_who_has_it_comes_in(guarded: Service):
    service = guarded
    assert service.get("/").status_code == 200
    assert service.get("/web/main.js").status_code == 200
    assert service.get("/health").json()["token"] is True
    for path in ("/topics", "/docs", "/openapi.json", "/metrics", "/nothing"):
        assert (service.get(path).status_code, service.get(path).json()["code"]) == (401, "token_needed")
    assert service.get("/topics").headers["www-authenticate"] == "Bearer"
    wrong = service.get("/topics", headers={"authorization": f"Bearer {TOKEN}x"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "token_wrong")
    right = {"authorization": f"Bearer {TOKEN}"}
    assert service.get("/topics", headers=right).status_code == 200
    assert service.get("/health", headers=right).json()["token"] is False
    with httpx.Client(base_url=service.url + PREFIX) as browser:
        assert browser.post("/session", json={"token": "nein"}).json()["code"] == "token_wrong"
        given = browser.post("/session", json={"token": TOKEN})
        assert given.status_code == 204
        cookie = given.headers["set-cookie"]
        assert TOKEN not in cookie
        assert all(part in cookie.lower() for part in ("httponly", "samesite=strict", f"path={PREFIX}/"))
        assert browser.get("/topics").status_code == 200
        assert browser.delete("/session").status_code == 204
        assert browser.get("/topics").status_code == 401


def test_other_machines_are_let_in_with_a_token_only(cli: Any):
    refused = cli("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.status == 2
    assert "--token" in refused.err
    for token in ("kurz", "mit leerzeichen und mehr", "é" * 20):
        assert "at least 16" in cli("serve", "--port", "0", "--token", token).err
    with pytest.raises(UsageError, match=r"^(?!.*--).*token") as found:
        serve(host="0.0.0.0", port=0)
    assert "--" not in str(found.value), "the library names no option"
    assert "begin with a slash" in cli("serve", "--port", "0", "--root-path", "desk").err


def test_cookies_are_for_the_path_and_secure_behind_https():
    access = Access(TOKEN, "/desk")
    cookie = access.describe_cookie(secure=True)
    assert (cookie["path"], cookie["secure"]) == ("/desk/", True)
    headers = {"cookie": f"a=b; newstagger={cookie['value']}"}
    access.check("/topics", headers)
    with pytest.raises(RefusedError, match="needs a token"):
        access.check("/topics", {"cookie": "newstagger=x; ;;="})
    assert Access(TOKEN + "2").find_problem(headers) == "token_needed", "another token, another cookie"


# --- behind a proxy


@pytest.mark.parametrize("prefix", ["", "/desk"], ids=["the proxy strips the path", "it does not"])
def test_behind_a_proxy_all_is_below_its_path(guarded: Service, prefix: str):
    right = {"authorization": f"Bearer {TOKEN}"}
    assert guarded.get(f"{prefix}/health").status_code == 200
    assert guarded.get(f"{prefix}/web/main.js").status_code == 200
    assert guarded.post(f"{prefix}/tag", {"text": "Lyon"}, headers=right).status_code == 200
    data = {"content": b"\xe9 Lyon", "headers": {"content-type": "x/y", **right}}
    assert guarded.post(f"{prefix}/read?name=a.txt", **data).status_code == 200
    docs = guarded.get(f"{prefix}/docs", headers=right)
    assert "/desk/openapi.json" in docs.text
    assert "unsafe-inline" in docs.headers["content-security-policy"]
    assert guarded.get(f"{prefix}/openapi.json", headers=right).json()["servers"] == [{"url": "/desk"}]


# --- what monitoring asks


def test_every_address_can_be_asked_for_its_headers(service: Service):
    for path in ("/", "/health", "/topics", "/docs", "/web/main.js", "/review", "/corrections.jsonl", "/metrics"):
        head = httpx.head(service.url + path)
        assert (head.status_code, head.content) == (200, b""), path
        got = service.get(path)
        assert head.headers["content-type"] == got.headers["content-type"]
    assert httpx.head(service.url + "/nothing").status_code == 404
    assert httpx.head(service.url + "/tag").status_code == 405


def test_metrics_are_in_the_prometheus_text_form(service: Service):
    from prometheus_client.parser import text_string_to_metric_families

    service.post("/tag", {"text": "Lyon"})
    service.get("/articles/nothing")
    answer = service.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    samples = [sample.labels for sample in families["newstagger_requests"].samples if sample.name.endswith("_total")]
    requests = {(labels["method"], labels["route"], labels["status"]) for labels in samples}
    assert {("POST", "/tag", "200"), ("GET", "/articles/{key}", "404")} <= requests
    states = {sample.labels["state"]: sample.value for sample in families["newstagger_articles"].samples}
    assert states.keys() == {"to_review", "in_progress", "reviewed", "skipped"}
    (model,) = families["newstagger_model_info"].samples
    assert model.labels["fingerprint"] == service.get("/health").json()["fingerprint"]
    assert families["newstagger_articles_tagged"].samples[0].value >= 1


def test_requests_are_logged_without_what_they_are_about(tmp_path: Path):
    command = [sys.executable, "-m", "newstagger", "serve", "--port", "0", "--workers", "1", "--log-requests"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[2]
    httpx.post(url + "tag?suggest=3", json={"text": "Un secret de Lyon."}, timeout=60)
    httpx.get(url + "rien%0ade%20rien")
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=60)
    assert process.returncode == 0
    first, second = log.splitlines()
    assert re.search(r"newstagger\.serve\.requests: 127\.0\.0\.1 POST /tag 200, \d+ bytes, [\d.]+ ms$", first)
    assert re.search(r"GET /rien\S*de rien 404", second), second
    assert "secret" not in log


def test_a_request_whose_client_has_gone_is_abandoned(service: Service):
    host, port = service.url.removeprefix("http://").split(":")
    body = json.dumps([{"text": "Le procès de Rabat s’ouvre mardi. " * 580}] * MAX_ARTICLES).encode()
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST /tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        while service.get("/health").json()["under_way"] == 0:
            time.sleep(0.02)
    ended = time.monotonic() + 30
    while service.get("/health").json()["under_way"] and time.monotonic() < ended:
        time.sleep(0.05)
    assert service.get("/health").json()["under_way"] == 0
    assert 'status="499"' in service.get("/metrics").text


def test_a_search_that_is_broken_off_ends(tmp_path: Path):
    async def run() -> float:
        feedback = Feedback(tmp_path / "c.sqlite")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
        task = asyncio.ensure_future(feedback.read(lambda corrections: corrections._base.execute(endless).fetchone()))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        started = time.monotonic()
        feedback.close()  # waits for the thread
        return time.monotonic() - started

    assert asyncio.run(run()) < 10


def test_several_services_share_one_store(two_services: list[Service]):
    one, other = two_services
    article = {"text": "Le marché de Valmont reste ouvert."}
    verdict = {"what": "topic", "subject": "Commerce de village", "verdict": "right"}
    key = one.post("/corrections", {"article": article, "verdicts": [verdict], "who": "Anne"}).json()["key"]
    assert other.get(f"/articles/{key}").json()["verdicts"]["by"] == ["Anne"]
    assert "Commerce de village" in [row["label"] for row in other.get("/labels").json()]


def test_a_file_of_an_older_version_is_migrated_when_the_service_starts(starting: Start, tmp_path: Path):
    from tests.feedback.test_layout import FORMAT_2, old_key, write_old

    article = Article("Mardi, le marché de Valmont a fermé.")
    write_old(tmp_path / "c.sqlite", FORMAT_2, [article], [(0, "topic", "Santé", "right", "Anne")])
    service = starting("--workers", "1", corrections=tmp_path / "c.sqlite")
    assert service.get(f"/articles/{old_key(article)}").json()["verdicts"]["topics"] == {"Santé": True}
    assert (tmp_path / "c.sqlite.format-2").exists()


# --- the interface


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "values"),
    [
        ("GET", "/tag", None, "wrong_method", {"method": "GET", "path": "/tag", "allowed": "POST"}),
        ("GET", "/foo", None, "not_found", {"path": "/foo"}),
        ("GET", "/web/foo.js", None, "not_found", {"path": "/web/foo.js"}),
        ("POST", "/tag?sugest=3&lean=recall", {"text": "a"}, "unknown_parameter", {"names": "sugest"}),
        ("GET", "/review?page=2", None, "unknown_parameter", {"names": "page"}),
        ("GET", "/topics?x=1", None, "unknown_parameter", {"names": "x", "known": "none"}),
        ("POST", "/tag?only=topic", {"text": "a"}, "invalid_field", {"field": "only"}),
        ("POST", "/tag?only=topics&only=dates", {"text": "a"}, "invalid_field", {"field": "query only"}),
        ("GET", "/review?topic=Sport&topic=Sport", None, "invalid_field", {"field": "query topic"}),
        ("POST", "/tag?lean=recall&threshold=0.5", {"text": "a"}, "invalid_choice", {}),
        ("POST", "/tag", {"text": "x" * (MAX_CHARS + 1)}, "text_too_long", {"chars": MAX_CHARS + 1, "limit": MAX_CHARS}),
        ("POST", "/tag", {"title": None, "text": None}, "empty_article", {}),
        ("POST", "/tag", 3, "not_an_article", {"kind": "a number"}),
        ("POST", "/explain", {"article": {"text": "a"}, "topic": "Tricot"}, "unknown_topic", {"topic": "Tricot"}),
        ("POST", "/corrections", {"verdicts": []}, "invalid_field", {}),
        ("POST", "/corrections", {"key": "nothing"}, "no_such_article", {"key": "nothing"}),
        ("GET", "/dates?words=hier&published=hier", None, "invalid_field", {"field": "published"}),
    ],
)  # fmt: skip
def test_every_refusal_has_a_code_and_values(
    service: Service, method: str, path: str, body: Any, code: str, values: dict[str, Any]
):
    answer = httpx.request(method, service.url + path, json=body, timeout=60)
    content = answer.json()
    assert (answer.status_code, content["code"]) == (CODES[code][0], code)
    assert content["values"].items() >= values.items()
    assert content["detail"]
    assert "--" not in content["detail"]
    if answer.status_code in (404, 405) and code != "no_such_article":
        assert "/docs" in content["detail"]


def test_no_sentence_names_an_option_and_all_can_be_filled():
    for code, (status, sentence) in CODES.items():
        assert 400 <= status < 600
        names = re.findall(r"{(\w+)[^}]*}", sentence.replace("{{", "").replace("}}", ""))
        error = RefusedError(code, **dict.fromkeys(names, 1))
        assert error.content["code"] == code
        assert "--" not in error.message


def test_null_stands_for_a_field_that_is_not_known(service: Service):
    nulls = dict.fromkeys(("id", "title", "published", "url", "author", "source", "declared_topics"))
    answer = service.post("/tag", {"text": "Lyon", **nulls})
    assert answer.json() == service.post("/tag", {"text": "Lyon"}).json()
    assert service.post("/tag", {"text": None, "title": "Lyon"}).status_code == 200
    kept = service.post("/corrections", {"article": {"text": "Lyon", **nulls}, "key": None, "model": None})
    assert kept.status_code == 200


def test_only_what_is_asked_for_is_given(service: Service):
    article = {
        "text": "Jeudi, Jean Morvan a quitté Brest pour le club de football de Nantes.",
        "published": "2024-03-07",
    }
    whole = service.post("/tag", article).json()
    some = service.post("/tag?only=topics,dates", article).json()
    assert (some["topics"], some["dates"]) == (whole["topics"], whole["dates"])
    assert some["people"] == some["places"] == []
    (listed,) = service.post("/tag?only=places", [article]).json()
    assert (listed["places"], listed["topics"], listed["dates"], listed["people"]) == (whole["places"], [], [], [])
    assert service.post("/tag", article).json() == whole


def test_errors_in_a_list_keep_a_number_as_id(service: Service):
    (found,) = service.post("/tag", [{"id": 7, "published": "hier", "text": "a"}]).json()
    assert (found["id"], found["code"], found["values"]["field"]) == ("7", "invalid_field", "published")


def test_the_examples_in_the_docs_run(service: Service):
    summary = service.get("/openapi.json").json()["info"]["description"]
    blocks = dict(re.findall(r"```(\w+)\n(.*?)```", summary, re.DOTALL))
    assert blocks.keys() == {"sh", "python"}
    outputs = {}
    for kind, command in (("sh", ["bash", "-c"]), ("python", [sys.executable, "-c"])):
        code = blocks[kind].replace("http://127.0.0.1:8000", service.url)
        done = subprocess.run([*command, code], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert done.returncode == 0, done.stderr
        outputs[kind] = done.stdout
    assert json.loads(outputs["sh"])["places"][0]["name"] == "Cannes"
    assert outputs["python"] == "['Cannes'] ['2023-05-19']\n"


# --- the files in docs/newsroom


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_the_service_stands_behind_nginx_as_documented(guarded: Service, tmp_path: Path):
    port = find_free_port()
    block = (ROOT / "docs" / "newsroom" / "nginx.conf").read_text("utf-8")
    block = block.replace("127.0.0.1:8000", guarded.url.removeprefix("http://")).replace(
        "listen 80;", f"listen 127.0.0.1:{port};"
    )
    (tmp_path / "block.conf").write_text(block)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # its workers must read the folder of the test
    (tmp_path / "nginx.conf").write_text(
        f"daemon off;\n{user}pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}include {tmp_path}/block.conf;\n}}\n"
    )
    command = ["nginx", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    proxy = subprocess.Popen(command)
    try:
        wait_for(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/desk/", timeout=60) as browser:
            assert httpx.get(f"http://127.0.0.1:{port}/desk", follow_redirects=True).status_code == 200
            assert browser.get("").status_code == 200
            assert browser.get("web/main.js").status_code == 200
            assert browser.post("tag", json={"text": "Lyon"}).status_code == 401
            assert browser.post("session", json={"token": TOKEN}).status_code == 204
            assert browser.post("tag", json={"text": "Lyon"}).json()["places"][0]["name"] == "Lyon"
            assert browser.get("docs").status_code == 200
            large = browser.post("read?name=a.exe", content=bytes(2_000_000))
            assert large.json()["code"] == "unreadable_file", "nginx lets through what the service takes"
    finally:
        proxy.terminate()
        proxy.wait(30)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx does not listen")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_systemd_unit_is_valid_and_its_command_runs(tmp_path: Path):
    unit = (ROOT / "docs" / "newsroom" / "newstagger.service").read_text("utf-8")
    program = f"{sys.executable} -m newstagger"
    (tmp_path / "newstagger.service").write_text(
        unit.replace("/opt/newstagger/bin/newstagger", program).replace("User=newstagger", "User=root")
    )
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "newstagger.service")], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "newstagger.service" not in checked.stderr, checked.stderr
    (command,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    words = (
        command.replace("/opt/newstagger/bin/newstagger", program).replace("/var/lib/newstagger", str(tmp_path)).split()
    )
    environment = {**os.environ, "NEWSTAGGER_TOKEN": TOKEN}
    process = subprocess.Popen([*words, "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert "http://127.0.0.1" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)  # as systemd does
    assert process.wait(60) == 0
    process.stdout.close()
