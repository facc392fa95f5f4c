import json

import pytest
from pydantic import ValidationError

from jdwork.output import Api2Body
from tests.output.contract import GOLDEN, NAMES

EMPTY = {
    "alias_matches": [], "candidate_roles": [], "chosen_role": None, "dimensions": [],
    "input_final_skills": [],
    "input_llm_skills": [], "new_aliases_persisted": 0, "run_id": "r", "skills_detail": [],
    "unmatched_skills": [],
}  # fmt: skip


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_body_loads_and_dumps_back_equal(name):
    golden = json.loads((GOLDEN / name / "api2_extract_details.json").read_text(encoding="utf-8"))
    assert json.loads(Api2Body.model_validate(golden, strict=True).model_dump_json()) == golden


def test_an_empty_body_dumps_every_key():
    assert Api2Body.model_validate(EMPTY).model_dump() == EMPTY


def test_a_key_too_many_or_too_few_is_refused():
    with pytest.raises(ValidationError, match="extra"):
        Api2Body.model_validate({**EMPTY, "extra": 1})
    with pytest.raises(ValidationError, match="run_id"):
        Api2Body.model_validate({key: value for key, value in EMPTY.items() if key != "run_id"})


def test_a_body_cannot_be_changed():
    body = Api2Body.model_validate(EMPTY)
    with pytest.raises(ValidationError, match="frozen"):
        body.run_id = "other"
