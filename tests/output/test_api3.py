import json

import pytest
from pydantic import ValidationError

from jdwork.output import Api3Body
from tests.output.contract import GOLDEN, NAMES

EMPTY = {
    "chosen_role": None, "chosen_role_resolution": "queued", "final_input_skills": [],
    "llm_cost_api1_usd": 0.0, "llm_cost_api2_usd": None, "llm_cost_api3_usd": None, "llm_cost_total_usd": 0.0,
    "persistence": {
        "items": [], "new_skills_created": 0, "role_dimension_saved": 0, "skill_dimension_saved": 0,
        "skipped": 0,
    },
    "planner_output": None, "run_id": "r",
}  # fmt: skip


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_body_loads_and_dumps_back_equal(name):
    golden = json.loads((GOLDEN / name / "api3_final_role_output.json").read_text(encoding="utf-8"))
    assert json.loads(Api3Body.model_validate(golden, strict=True).model_dump_json()) == golden


def test_an_empty_body_dumps_every_key():
    assert Api3Body.model_validate(EMPTY).model_dump() == EMPTY


def test_an_unknown_resolution_is_refused():
    with pytest.raises(ValidationError, match="chosen_role_resolution"):
        Api3Body.model_validate({**EMPTY, "chosen_role_resolution": "maybe"})


def test_a_key_too_many_is_refused_at_any_depth():
    with pytest.raises(ValidationError, match=r"persistence\.extra"):
        Api3Body.model_validate({**EMPTY, "persistence": {**EMPTY["persistence"], "extra": 1}})
