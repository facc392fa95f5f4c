"""A real server on loopback, in a thread of the test's process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from jdwork.service import ServiceSettings, create_app, listen, make_server
from jdwork.service.listening import address_of
from jdwork.workbench import Workbench

PATHS = ("/skills/extract-from-jd", "/skills/extract-details", "/skills/final-role-output")
API1, API2, API3 = PATHS
UNKNOWN = "00000000-0000-4000-8000-000000000000"
"""A run id that no run has."""


@contextmanager
def serving(workbench: Workbench, **limits: object) -> Iterator[httpx.Client]:
    """Serve a workbench on a free port; yields a client of it."""
    settings = ServiceSettings(port=0, **limits)  # type: ignore[arg-type]
    with listen(settings) as bound:
        server = make_server(create_app(workbench, settings=settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.005)
        assert server.started
        try:
            with httpx.Client(base_url=address_of(bound), timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


def failure(answer: httpx.Response, status: int) -> dict[str, str | None]:
    """The body of an answer that is no success, checked for its shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error", "where", "hint"}
    assert body["error"]
    assert "Traceback" not in answer.text
    return body
