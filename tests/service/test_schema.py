"""What a machine thinks up from the description: no request gets an answer that it does not announce."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.service.serving import PATHS, UNKNOWN

pytestmark = pytest.mark.http

OPERATIONS = [("post", path) for path in PATHS] + [
    ("get", path) for path in ("/runs/{run_id}", "/runs/{run_id}.json", "/healthz")
]


@pytest.fixture(scope="module")
def described(client):
    """The service's own description, and the service itself."""
    return schemathesis.openapi.from_url(f"{str(client.base_url).rstrip('/')}/openapi.json")


def test_every_operation_is_tried_here(described):
    found = {(method, path) for path, methods in described.raw_schema["paths"].items() for method in methods}
    assert found == set(OPERATIONS)


# Of what is only asked for by its path, nothing can be got wrong.
TRIED = [
    (method, path, mode)
    for method, path in OPERATIONS
    for mode in GenerationMode
    if method == "post" or mode is not GenerationMode.NEGATIVE
]


@pytest.mark.parametrize(("method", "path", "mode"), TRIED)
def test_every_answer_is_one_that_was_announced(described, method, path, mode):
    operation = described[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        case.call_and_validate()

    ask()


def test_a_run_that_is_there_is_answered_as_announced(described, client):
    run_id = client.post(PATHS[0], json={"jd_text": "Bake bread and watch the oven."}).json()["run_id"]
    for known in (run_id, UNKNOWN):
        for path in PATHS[1:]:
            case = described[path]["post"].Case(body={"run_id": known}, media_type="application/json")
            case.call_and_validate()
        for path in ("/runs/{run_id}", "/runs/{run_id}.json"):
            described[path]["get"].Case(path_parameters={"run_id": known}).call_and_validate()
