"""The description as a page."""

from __future__ import annotations

import re

from jdwork.service.documentation import documentation_page
from jdwork.service.requests import TEXT_KEYS
from tests.service.serving import PATHS


def test_the_page_names_every_endpoint_and_needs_no_network(client):
    page = client.get("/docs").text
    for path in (*PATHS, "/runs/{run_id}", "/runs/{run_id}.json", "/healthz"):
        assert path in page
    for key in (*TEXT_KEYS, "final_skills", "run_id", "Retry-After"):
        assert key in page
    assert "<script" not in page
    assert set(re.findall(r"(?:href|src)=['\"]([^'\"]*)", page)) == {"/openapi.json"}
    assert "http" not in page


def test_everything_in_it_is_escaped():
    schema = {
        "info": {"title": "<b>", "version": "<i>", "description": "<u>\n\n<s>"},
        "paths": {"/<p>": {"get": {"summary": "<q>", "responses": {"200": {"description": "<r>"}}}}},
    }
    page = documentation_page(schema)
    for name in "biuspqr":
        assert f"&lt;{name}&gt;" in page
        assert page.count(f"<{name}>") == page.count(f"</{name}>")
