"""The endpoints over real HTTP: what they answer, and what they say to what they cannot take."""

from __future__ import annotations

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import func, select, text

import jdwork
from jdwork.database.tables import RunRow
from jdwork.errors import DatabaseError, EncoderError, InputError
from jdwork.output import Api1Body, Api2Body, Api3Body, api1_body
from jdwork.service.requests import TEXT_KEYS
from tests.output.attacks import ATTACKS
from tests.service.serving import API1, API2, API3, PATHS, UNKNOWN, failure, serving
from tests.tiny_workspace import ADS

pytestmark = pytest.mark.http

JSON = {"Content-Type": "application/json"}
WITH_TEXT = [ad for ad in ADS if ad["text"] is not None]


def asked(ad):
    return {"jd_text": ad["text"], "title": ad["title"], "id": ad["id"]}


def run_of(client, words="Bake bread and watch the oven."):
    return client.post(API1, json={"jd_text": words}).json()["run_id"]


@pytest.mark.parametrize("ad", WITH_TEXT, ids=lambda ad: ad["id"])
def test_api_1_classifies_as_the_workbench_does(client, shared_bench, ad):
    answer = client.post(API1, json=asked(ad))
    assert answer.status_code == 200
    body = answer.json()
    Api1Body.model_validate(body)
    own = api1_body(shared_bench.classify(ad["text"], title=ad["title"])).model_dump(mode="json")
    assert body | {"stage5_updates": None} == own | {"stage5_updates": None}


@pytest.mark.parametrize("ad", WITH_TEXT, ids=lambda ad: ad["id"])
def test_asking_again_answers_the_same(client, ad):
    first = client.post(API1, json=asked(ad))
    again = client.post(API1, json=asked(ad) | {"id": "another name"})
    assert again.json() == first.json()


@pytest.mark.parametrize("key", TEXT_KEYS)
def test_the_text_may_come_under_three_names(client, key):
    assert client.post(API1, json={key: "Bake bread."}).json()["run_id"] == run_of(client, "Bake bread.")


def test_a_run_goes_through_all_three_steps(bench):
    with serving(bench) as client:
        run_id = client.post(API1, json=asked(ADS[0])).json()["run_id"]
        details = client.post(API2, json={"run_id": run_id})
        assert details.status_code == 200, details.text
        assert Api2Body.model_validate(details.json()).run_id == run_id
        final = client.post(API3, json={"run_id": run_id})
        assert final.status_code == 200, final.text
        assert Api3Body.model_validate(final.json()).run_id == run_id
        assert client.post(API2, json={"run_id": run_id}).json() == details.json()
        assert client.post(API3, json={"run_id": run_id}).json() == final.json()


def test_api_3_works_the_details_out_where_they_are_missing(bench):
    with serving(bench) as client:
        one, other = (client.post(API1, json=asked(ad)).json()["run_id"] for ad in ADS[2:4])
        client.post(API2, json={"run_id": one})
        final = client.post(API3, json={"run_id": other}).json()
        assert final["chosen_role"]["slug"] == "pastry-chef"
        assert client.get(f"/runs/{other}.json").json()["api2"] is not None


def test_details_may_be_of_other_skills_but_only_of_one_list(bench):
    with serving(bench) as client:
        run_id = client.post(API1, json=asked(ADS[0])).json()["run_id"]
        skills = ["Sourdough", {"skill_name": "Wine Service", "is_primary": False}]
        body = client.post(API2, json={"run_id": run_id, "final_skills": skills}).json()
        assert [detail["input_skill"] for detail in body["skills_detail"]] == ["Sourdough", "Wine Service"]
        assert client.post(API2, json={"run_id": run_id, "final_skills": skills}).json() == body
        assert client.post(API2, json={"run_id": run_id}).json() == body
        refused = client.post(API2, json={"run_id": run_id, "final_skills": ["Sourdough"]})
        assert failure(refused, 409)["where"] == "final_skills"


def test_equal_requests_at_once_are_answered_the_same(bench):
    with serving(bench, batch_wait=0.2) as client, ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda _: client.post(API1, json=asked(ADS[0])).text, range(8)))
        assert len(set(first)) == 1
        run_id = json.loads(first[0])["run_id"]
        for path in (API2, API3):
            answers = list(
                pool.map(lambda _, path=path: client.post(path, json={"run_id": run_id}), range(8))
            )
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.text for answer in answers}) == 1
    with bench.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RunRow)) == 1


def test_a_run_can_be_read_as_json_and_as_a_page(client):
    run_id = client.post(API1, json=asked(ADS[0])).json()["run_id"]
    told = client.get(f"/runs/{run_id}.json")
    assert told.status_code == 200
    assert set(told.json()) == {"api1", "api2", "api3", "client"}
    assert told.json()["api1"]["run_id"] == run_id
    page = client.get(f"/runs/{run_id.upper()}")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Baker" in page.text
    assert "<script" not in page.text  # its policy would not let one run
    client.post(API3, json={"run_id": run_id}).raise_for_status()
    fuller = client.get(f"/runs/{run_id}").text
    assert len(fuller) > len(page.text)
    assert "skills_detail" in fuller


def test_reading_a_run_changes_nothing(bench):
    with serving(bench) as client:
        run_id = client.post(API1, json=asked(ADS[0])).json()["run_id"]
        first = client.get(f"/runs/{run_id}.json").json()
        assert (first["api2"], first["api3"]) == (None, None)
        client.get(f"/runs/{run_id}")
        assert client.get(f"/runs/{run_id}.json").json() == first


def test_no_attack_gets_out_of_the_page(client):
    words = "\n".join(f"You will bake {attack} bread." for attack in ATTACKS)
    body = json.dumps({"jd_text": words, "title": f"Baker {ATTACKS[0]}"})
    run_id = client.post(API1, content=body, headers=JSON).json()["run_id"]
    client.post(API3, json={"run_id": run_id}).raise_for_status()
    answer = client.get(f"/runs/{run_id}")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    page = answer.text.lower()
    for opened in (
        "<script>alert",
        "<img src=x",
        "<svg",
        "<iframe",
        "<base href",
        "<meta http-equiv=refresh",
        "<object",
    ):
        assert opened not in page


@pytest.mark.parametrize("path", [API2, API3])
def test_a_run_that_was_not_recorded_is_not_found(client, path):
    for run_id in (UNKNOWN, "latest", "../../etc/passwd", "\x00"):
        assert failure(client.post(path, json={"run_id": run_id}), 404)["where"] == "run_id"


@pytest.mark.parametrize("name", [UNKNOWN, "x", "%00", "%ff", "..%2f..%2fetc", "a" * 5_000, "%ed%a0%80"])
@pytest.mark.parametrize("ending", ["", ".json"])
def test_a_page_that_is_not_there_is_not_found(client, name, ending):
    failure(client.get(f"/runs/{name}{ending}"), 404)


@pytest.mark.parametrize("path", ["/", "/skills", "/skills/extract-from-jd/", "/runs", "/runs/", "/docs/x"])
def test_what_is_not_there_is_not_found(client, path):
    assert failure(client.get(path), 404)["hint"]


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/docs", f"/runs/{UNKNOWN}"])
def test_the_wrong_method_is_told_the_right_one(client, path):
    answer = client.delete(path)
    failure(answer, 405)
    assert answer.headers["allow"] in {"GET", "POST"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{'jd_text': 'x'}",
        b'{"jd_text": NaN}',
        b'{"jd_text": "x", "id": Infinity}',
        b'{"id": ' + b"9" * 5_000 + b"}",
        b'{"jd_text": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"jd_text": "a\nb"}',
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"jd_text=x",
    ],
    ids=lambda body: f"{body[:12]!r}",
)
def test_what_is_no_json_object_is_refused(client, path, body):
    told = failure(client.post(path, content=body, headers=JSON), 422)
    assert told["hint"]


@pytest.mark.parametrize(
    "body", [{"jd_text": ""}, {"jd_text": "  \n"}, {"title": "Baker"}, {"jd_text": None}]
)
def test_a_jd_without_words_is_refused(client, body):
    assert failure(client.post(API1, json=body), 422)["where"] == "jd_text"


@pytest.mark.parametrize(
    "body",
    [
        b'{"jd_text": "Bake \\ud800 bread \\udc00\\ud83d.", "title": "\\udfff"}',
        b'{"jd_text": "Bake\\u0000 bread.", "id": "\\u0000"}',
        '{"jd_text": "\u202eBake \ufeff\u0600 bread 👩‍🍳\ufffe."}'.encode(),
        b'{"jd_text": "' + b"\\u0301" * 20_000 + b'"}',
        b'{"jd_text": "' + b"a" * 900_000 + b'"}',
        b'{"jd_text": "' + b"- x. " * 150_000 + b'"}',
        b'{"jd_text": "Bake.", "id": 9007199254740993, "depth": ' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"jd_text": "Bake.", "number": 1e999}',
        b'{"jd_text": "one", "jd_text": "Bake bread."}',
    ],
    ids=lambda body: f"{body[:30]!r}",
)
def test_odd_texts_are_classified(client, body):
    answer = client.post(API1, content=body, headers=JSON)
    assert answer.status_code == 200
    page = client.get(f"/runs/{answer.json()['run_id']}")
    assert page.status_code == 200
    page.text.encode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/jsonx"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
    ids=str,
)
def test_another_type_is_refused(client, path, headers):
    failure(client.post(path, content=b'{"jd_text": "Bake."}', headers=headers), 415)


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf8"']
)
def test_json_may_be_announced_in_several_ways(client, kind):
    body = b'{"jd_text": "Bake bread."}'
    assert client.post(API1, content=body, headers={"Content-Type": kind}).status_code == 200


class TestSize:
    @pytest.fixture
    def small(self, shared_bench):
        with serving(shared_bench, max_body=2_000, body_seconds=0.5) as client:
            yield client

    def test_a_body_may_just_fill_the_limit(self, small):
        body = b'{"jd_text": "' + b"a" * (2_000 - 15) + b'"}'
        assert len(body) == 2_000
        assert small.post(API1, content=body, headers=JSON).status_code == 200

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("size", [2_001, 500_000, 5_000_000])
    def test_more_is_refused(self, small, path, size):
        told = failure(small.post(path, content=b"a" * size, headers=JSON), 413)
        assert "2,000 bytes" in told["error"]

    def test_more_without_a_length_is_refused(self, small):
        def pieces():
            for _ in range(100):
                yield b"a" * 1_000

        failure(small.post(API1, content=pieces(), headers=JSON), 413)

    def test_a_length_beyond_all_measure_is_refused_at_once(self, small):
        host, port = small.base_url.host, small.base_url.port
        with socket.create_connection((host, port), timeout=10) as raw:
            head = f"POST {API1} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            raw.sendall(f"{head}Content-Length: {10**15}\r\n\r\n".encode())
            assert b" 413 " in raw.recv(1_000).splitlines()[0]

    def test_a_body_that_does_not_come_is_not_waited_for(self, small):
        host, port = small.base_url.host, small.base_url.port
        with socket.create_connection((host, port), timeout=10) as raw:
            head = f"POST {API1} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            raw.sendall(f"{head}Content-Length: 100\r\n\r\n".encode() + b'{"jd')
            assert b" 408 " in raw.recv(1_000).splitlines()[0]

    def test_a_caller_who_leaves_harms_nobody(self, small):
        host, port = small.base_url.host, small.base_url.port
        for _ in range(5):
            with socket.create_connection((host, port), timeout=10) as raw:
                head = f"POST {API1} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                raw.sendall(f"{head}Content-Length: 100\r\n\r\n".encode() + b'{"jd')
        assert small.post(API1, json={"jd_text": "Bake."}).status_code == 200


def test_health_tells_what_answers(client, shared_bench):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "version": jdwork.__version__,
        "catalog_hash": shared_bench.snapshot.content_hash,
        "database": "reachable",
        "classifier": "working",
        "waiting": 0,
    }


def test_health_tells_a_database_that_is_gone(file_bench):
    with serving(file_bench) as client:
        assert client.get("/healthz").status_code == 200
        file = file_bench.workspace.state / "jdwork.sqlite"
        file.rename(file.with_suffix(".away"))
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["database"] == "unreachable"
        file.with_suffix(".away").rename(file)
        assert client.get("/healthz").status_code == 200


def test_a_broken_database_is_no_fault_of_the_caller_and_leaks_nothing(bench, caplog):
    with serving(bench) as client:
        with bench.engine.begin() as connection:
            for table in ("review_sighting", "run"):
                connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
        for path, body in ((API1, asked(ADS[0])), (API2, {"run_id": UNKNOWN})):
            answer = client.post(path, json=body)
            failure(answer, answer.status_code)
            assert answer.status_code in {500, 503}
            assert str(bench.workspace.root) not in answer.text
            assert "sqlite" not in answer.text.lower()
            assert "postgres" not in answer.text.lower()
        assert client.get("/healthz").status_code == 503
    assert "no such table" in caplog.text or "does not exist" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseError("Locked.", where="sqlite:////secret/place", hint="At /secret/place."), 503),
        (EncoderError("No weights.", where="/secret/place", hint="Look in /secret/place."), 503),
        (InputError("Not like this.", where="/secret/place", hint="Like that."), 422),
        (RuntimeError("/secret/place"), 500),
        (MemoryError("/secret/place"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_fails_inside_is_told_without_places(file_bench, monkeypatch, error, status, caplog):
    def fail(*_):
        raise error

    with serving(file_bench) as client:
        monkeypatch.setattr(type(file_bench.pipeline), "classify_batch", fail)
        answer = client.post(API1, json=asked(ADS[0]))
        told = failure(answer, status)
        assert "secret" not in answer.text
        assert (answer.headers.get("retry-after") is not None) == (status == 503)
        assert client.get("/healthz").status_code == 200
    if status == 422:
        assert (told["error"], told["hint"]) == ("Not like this.", "Like that.")
    else:
        assert "secret" in caplog.text


def test_a_full_queue_is_told_and_nothing_is_lost(bench, monkeypatch):
    gate = threading.Event()
    classify = type(bench.pipeline).classify_batch

    def slowly(self, jds):
        gate.wait(20)
        return classify(self, jds)

    monkeypatch.setattr(type(bench.pipeline), "classify_batch", slowly)
    with serving(bench, queue=2, batch=1, batch_wait=0) as client, ThreadPoolExecutor(12) as pool:
        sent = [pool.submit(client.post, API1, json={"jd_text": f"Bake bread {n}."}) for n in range(12)]
        deadline = time.monotonic() + 10
        while sum(future.done() for future in sent) < 9 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert client.get("/healthz").json()["waiting"] == 2
        gate.set()
        answers = [future.result() for future in sent]
        done = [answer for answer in answers if answer.status_code == 200]
        for answer in answers:
            if answer not in done:
                failure(answer, 503)
                assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert len(done) == 3
    with bench.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RunRow)) == 3


def test_a_jd_that_breaks_the_classifier_fails_alone(bench, monkeypatch):
    classify = type(bench.pipeline).classify_batch

    def choosy(self, jds):
        if any("poison" in jd.text for jd in jds):
            raise ValueError("poison")
        return classify(self, jds)

    monkeypatch.setattr(type(bench.pipeline), "classify_batch", choosy)
    with serving(bench, batch_wait=0.3) as client, ThreadPoolExecutor(6) as pool:
        words = [*(f"Bake bread {number}." for number in range(5)), "Taste the poison."]
        answers = list(pool.map(lambda text: client.post(API1, json={"jd_text": text}), words))
    assert [answer.status_code for answer in answers] == [200] * 5 + [500]


def test_stopping_answers_what_was_taken_on(bench, monkeypatch):
    classify = type(bench.pipeline).classify_batch
    begun = threading.Event()

    def slowly(self, jds):
        begun.set()
        time.sleep(0.3)
        return classify(self, jds)

    monkeypatch.setattr(type(bench.pipeline), "classify_batch", slowly)
    with ThreadPoolExecutor(1) as pool:
        with serving(bench) as client:
            sent = pool.submit(httpx.post, str(client.base_url).rstrip("/") + API1, json=asked(ADS[0]))
            assert begun.wait(10)
        assert sent.result().status_code == 200
