"""What every request passes through, over real HTTP."""

from __future__ import annotations

import logging
import socket
import time

import httpx
import pytest

from jdwork.service.guard import shown_path
from tests.service.serving import API1, PATHS, UNKNOWN, failure, serving

pytestmark = pytest.mark.http

TOKEN = "correct-horse-battery-staple"
EVERYWHERE = [("POST", path) for path in PATHS] + [
    ("GET", f"/runs/{UNKNOWN}"),
    ("GET", f"/runs/{UNKNOWN}.json"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/nothing"),
]


@pytest.fixture(scope="module")
def guarded(shared_bench):
    """A client of a service that wants a token."""
    with serving(shared_bench, token=TOKEN) as asked:
        yield asked


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "Bearer",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer \xe9",
    ],
)
def test_without_the_token_nothing_is_told(guarded, method, path, sent):
    headers = {} if sent is None else {"Authorization": sent.encode("latin-1")}
    answer = guarded.request(method, path, headers=headers)
    assert failure(answer, 401)["where"] == "Authorization"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in answer.text


def test_with_the_token_everything_is(guarded):
    headers = {"Authorization": f"bearer {TOKEN}"}
    assert guarded.get("/docs", headers=headers).status_code == 200
    assert guarded.post(API1, json={"jd_text": "Bake bread."}, headers=headers).status_code == 200
    # With a token the service may be asked under any name.
    assert guarded.get("/docs", headers=headers | {"Host": "jobs.example.org"}).status_code == 200


def test_health_needs_no_token(guarded):
    assert guarded.get("/healthz").status_code == 200


def test_a_wrong_token_is_told_before_the_body_is_read(guarded):
    host, port = guarded.base_url.host, guarded.base_url.port
    with socket.create_connection((host, port), timeout=10) as raw:
        head = f"POST {API1} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        raw.sendall(f"{head}Content-Length: 100\r\n\r\n".encode())
        assert b" 401 " in raw.recv(1_000).splitlines()[0]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.nip.io", "", "[", "a@b:c"])
def test_without_a_token_foreign_names_are_refused(client, host):
    assert failure(client.get("/docs", headers={"Host": host}), 421)["where"] == "Host"


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1:80", "[::1]:8000"])
def test_without_a_token_this_machines_names_are_taken(client, host):
    assert client.get("/docs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("abc-1.2_3", True),
        ("x" * 65, False),
        ("a b", False),
        ("<script>", False),
        ("", False),
        ("\xe9", False),
    ],
)
def test_every_answer_has_a_request_id(client, given, is_kept):
    headers = {"X-Request-ID": given.encode("latin-1")}
    for answer in (client.get("/healthz", headers=headers), client.get("/nothing", headers=headers)):
        named = answer.headers["x-request-id"]
        assert (named == given) == is_kept
        assert named.isascii()
        assert named


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/nothing", f"/runs/{UNKNOWN}", "/openapi.json"])
def test_every_answer_is_safe_to_open(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_the_log_tells_who_asked_what_but_no_content(guarded, caplog):
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Request-ID": "mine"}

    def written():
        lines = [record.getMessage() for record in caplog.records if record.name == "jdwork.service.access"]
        # A line is written once its answer is out: those of earlier requests may come only now.
        return [line for line in lines if line.endswith(" ms mine")]

    with caplog.at_level(logging.INFO, logger="jdwork.service.access"):
        guarded.post(
            f"{API1}?secret=query", json={"jd_text": "Bake the hidden bread."}, headers=headers
        ).raise_for_status()
        guarded.get("/no%0A200 forged", headers=headers)
        until = time.monotonic() + 20
        while len(written()) < 2 and time.monotonic() < until:
            time.sleep(0.01)
    lines = written()
    assert len(lines) == 2
    assert " POST /skills/extract-from-jd 200 " in lines[0]
    assert "/no%0A200%20forged 404 " in lines[1]
    for said in ("hidden", "secret", TOKEN):
        assert said not in caplog.text


def test_too_many_at_once_are_told_to_come_back(shared_bench):
    with serving(shared_bench, max_requests=1, body_seconds=5) as asked:
        host, port = asked.base_url.host, asked.base_url.port
        with socket.create_connection((host, port), timeout=10) as slow:
            head = f"POST {API1} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            slow.sendall(f"{head}Content-Length: 100\r\n\r\n".encode() + b"{")
            answer = _until(lambda: asked.get("/docs"), 503)
            failure(answer, 503)
            assert int(answer.headers["retry-after"]) > 0
        assert _until(lambda: asked.get("/docs"), 200).status_code == 200


def _until(ask, status: int) -> httpx.Response:
    for _ in range(200):
        answer = ask()
        if answer.status_code == status:
            break
    return answer


@pytest.mark.parametrize("path", ["/\ud800", "/" + "x" * 1_000, "/\r\nx", "/é\u2028"])
def test_a_path_in_the_log_is_one_short_line_of_ascii(path):
    shown = shown_path(path)
    assert shown.removesuffix("…").isascii()
    assert len(shown) <= 201
    assert len(shown.splitlines()) == 1
