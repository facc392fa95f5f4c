"""Whatever is sent to the endpoints, they answer in JSON, never with an error of their own, and go on."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.fuzz.mutations import mutated
from tests.service.serving import API1, PATHS, UNKNOWN

pytestmark = pytest.mark.http

JSON = {"Content-Type": "application/json"}
DEEP = 20_000
BODIES = {
    path: json.dumps(body).encode()
    for path, body in zip(
        PATHS,
        (
            {"jd_text": "Bake bread.\nWatch the oven.", "title": "Baker", "id": "1"},
            {"run_id": UNKNOWN},
            {"run_id": UNKNOWN},
        ),
        strict=True,
    )
}
ODD = (
    b"null",
    b"true",
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"9" * 5_000,
    b"[]",
    b"{}",
    b'""',
    b'"\\ud800"',
    b'"\\u0000"',
    b'"\x00"',
    b"\xff\xfe",
    b"'x'",
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b"[" * DEEP + b"]" * DEEP,
    b"{",
    b"}",
    b",",
    b'"jd_text": 1,',
    b'"run_id": "../../etc/passwd",',
    b'"__proto__": {},',
    b'"title": ["a"],',
    b'"id": {"a": 1},',
    b"/* x */",
    b'"<script>alert(1)</script>"',
    b"\xef\xbb\xbf",
    b"x" * 100_000,
)


def law(answer) -> None:
    """A success or a refusal, in JSON, without anything of the inside."""
    assert answer.status_code in (200, 400, 404, 409, 411, 413, 415, 422), (
        answer.status_code,
        answer.text[:300],
    )
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    if answer.status_code != 200:
        assert body["error"]
        assert "Traceback" not in answer.text
        assert len(answer.text) < 5_000


@pytest.mark.parametrize("path", PATHS)
def test_bodies_that_are_nearly_right_are_answered(client, path):
    for seed in range(150):
        law(client.post(path, content=mutated(BODIES[path], Random(seed), ODD), headers=JSON))
    assert client.post(API1, json={"jd_text": "Bake bread."}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_odd_bodies_are_answered(client, path):
    for odd in ODD:
        for key in ("jd_text", "run_id", "title", "id"):
            law(
                client.post(
                    path, content=b'{"jd_text": "Bake.", "%s": %s}' % (key.encode(), odd), headers=JSON
                )
            )
        law(client.post(path, content=odd, headers=JSON))


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data", "application/xml", "", "application/json; x"]
)
@pytest.mark.parametrize("path", PATHS)
def test_other_kinds_of_content_are_answered(client, path, kind):
    for content in (BODIES[path], b"", b"--x\r\n", b"<a/>"):
        law(client.post(path, content=content, headers={"Content-Type": kind}))
    for headers in (
        {"Content-Encoding": "gzip"},
        {"Accept": "text/html"},
        {"Content-Type": "application/json"},
    ):
        law(client.post(path, content=BODIES[path], headers={**JSON, **headers}))
