import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from jdwork.errors import InputError
from jdwork.output import Api3Body, api3_body
from jdwork.record import RunRecord
from tests.details.factory import SNAPSHOT, LookOrchestrator, model_call, role_draft
from tests.output.contract import ADDED, GOLDEN, NAMES, differences, without_added
from tests.output.test_api1 import key_sets
from tests.output.worked_out import as_recorded, worked_out
from tests.record.factory import make_record

KEYS = {
    "$": {
        "chosen_role", "chosen_role_resolution", "final_input_skills", "llm_cost_api1_usd",
        "llm_cost_api2_usd", "llm_cost_api3_usd", "llm_cost_total_usd", "persistence", "planner_output",
        "run_id",
    },
    "$.final_input_skills": {"skill", "tag"},
    "$.persistence": {
        "items", "new_skills_created", "role_dimension_saved", "skill_dimension_saved", "skipped",
    },
    "$.persistence.items": {
        "chosen_role_id", "dimension", "dimension_id", "input_skill", "llm_role", "matched_chosen_role",
        "outcome_line", "role_dimension_saved", "roles_from_db", "skill_dimension_saved", "skill_id",
        "skill_tag", "skipped_reason",
    },
}  # fmt: skip
EMPTY = {
    "catalog_artifacts": [],
    "chosen_role": None, "chosen_role_resolution": "queued", "final_input_skills": [],
    "llm_cost_api1_usd": 0.0, "llm_cost_api2_usd": None, "llm_cost_api3_usd": None, "llm_cost_total_usd": 0.0,
    "persistence": {
        "items": [], "new_skills_created": 0, "role_dimension_saved": 0, "skill_dimension_saved": 0,
        "skipped": 0,
    },
    "planner_output": None, "run_id": "r",
}  # fmt: skip


def as_json(record: RunRecord) -> dict[str, Any]:
    return json.loads(api3_body(record, SNAPSHOT).model_dump_json())


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_body_loads_and_dumps_back_equal(name):
    golden = json.loads((GOLDEN / name / "api3_final_role_output.json").read_text(encoding="utf-8"))
    body = Api3Body.model_validate(golden, strict=True)
    assert without_added(json.loads(body.model_dump_json())) == golden


@pytest.mark.reference
@pytest.mark.encoder
class TestGoldenJobs:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_body_has_the_reference_s_shape(self, golden_records, shipped_catalog, name):
        golden = json.loads((GOLDEN / name / "api3_final_role_output.json").read_text(encoding="utf-8"))
        body = json.loads(api3_body(golden_records[name], shipped_catalog).model_dump_json())
        assert body.keys() - golden.keys() == {"catalog_artifacts"} <= ADDED
        assert differences(without_added(body), golden) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_links_of_the_catalog_are_told_as_the_reference_tells_them(
        self, golden_records, shipped_catalog, name
    ):
        golden = json.loads((GOLDEN / name / "api3_final_role_output.json").read_text(encoding="utf-8"))
        words = golden["persistence"]["items"][0]["outcome_line"]
        body = api3_body(golden_records[name], shipped_catalog)
        strange = [
            item
            for item in body.persistence.items
            if not item.matched_chosen_role and item.skill_tag == "in_db"
        ]
        assert strange
        assert {item.outcome_line for item in strange} == {words}
        assert {(item.skill_dimension_saved, item.role_dimension_saved) for item in strange} == {
            (True, False)
        }
        assert body.chosen_role_resolution == golden["chosen_role_resolution"]
        assert body.llm_cost_total_usd == 0.0


def test_an_empty_body_dumps_every_key():
    assert Api3Body.model_validate(EMPTY).model_dump() == EMPTY


def test_an_unknown_resolution_is_refused():
    with pytest.raises(ValidationError, match="chosen_role_resolution"):
        Api3Body.model_validate({**EMPTY, "chosen_role_resolution": "maybe"})


def test_a_key_too_many_is_refused_at_any_depth():
    with pytest.raises(ValidationError, match=r"persistence\.extra"):
        Api3Body.model_validate({**EMPTY, "persistence": {**EMPTY["persistence"], "extra": 1}})


def test_a_body_has_the_contract_s_keys():
    body = as_json(as_recorded(worked_out()))
    assert body["catalog_artifacts"] == [{"kind": "kind", "detail": "detail", "db_id": 45}]
    found = key_sets(without_added(body))
    assert {path: found[path] for path in KEYS} == KEYS


def test_a_record_without_details_is_an_error_that_says_what_to_do():
    with pytest.raises(InputError, match=r"not worked out in detail\."):
        api3_body(make_record(1), SNAPSHOT)


def test_there_is_one_item_per_task_and_the_counts_are_over_them():
    record = as_recorded(worked_out())
    body = as_json(record)["persistence"]
    assert [(one["input_skill"], one["dimension"]["slug"]) for one in body["items"]] == [
        (task.term, task.dimension) for task in record.details.tasks
    ]
    assert {key: value for key, value in body.items() if key != "items"} == {
        "new_skills_created": 2, "role_dimension_saved": 0, "skill_dimension_saved": 2, "skipped": 0,
    }  # fmt: skip


def test_what_is_skipped_is_counted():
    record = as_recorded(worked_out())
    outcomes = tuple(replace(one, skipped_reason="no") for one in record.linked.outcomes)
    body = as_json(as_recorded(worked_out(), outcomes=outcomes))["persistence"]
    assert body["skipped"] == len(outcomes) > 0


def test_skills_are_tagged_by_whether_the_catalog_held_them():
    tags = {one["skill"]: one["tag"] for one in as_json(worked_out())["final_input_skills"]}
    assert tags == {
        "Node.js": "in_db", "Java": "in_db", "Odin": "new", "Kafka Streams": "in_db",
        "Zig / Kafka Mesh": "new",
    }  # fmt: skip
    body = as_json(worked_out(new=("Kafka A / Kafka B",)))
    assert body["final_input_skills"][-1] == {"skill": "Kafka A / Kafka B", "tag": "in_db"}


def test_a_run_that_was_not_recorded_says_so():
    body = as_json(worked_out())
    items = body["persistence"]["items"]
    assert items
    assert {one["outcome_line"] for one in items} == {"Nothing is stored: the run was not recorded"}
    assert body["persistence"]["skipped"] == len(items)
    assert {(one["input_skill"], one["skill_dimension_saved"]) for one in items} == {
        ("Node.js", True), ("Odin", False), ("Zig / Kafka Mesh", False),
    }  # fmt: skip
    assert body["catalog_artifacts"] == []


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([], (0.0, 0.0, 0.0, 0.0)),
        ([("parse", 0.1), ("domain", 0.2), ("new_skill", 0.3)], (0.3, 0.3, 0.0, 0.6)),
        ([("parse", 0.1), ("enrichment", None)], (0.1, None, 0.0, None)),
    ],
)
def test_costs_are_sums_over_the_ledger(costs, expected):
    calls = tuple(model_call("x", "s", stage, cost) for stage, cost in costs)
    body = as_json(replace(worked_out(), calls=calls))
    assert (
        body["llm_cost_api1_usd"], body["llm_cost_api2_usd"], body["llm_cost_api3_usd"],
        body["llm_cost_total_usd"],
    ) == expected  # fmt: skip


def test_a_proposed_role_stands_beside_the_dimensions_it_would_have():
    from jdwork.details import DetailJob, extract

    record = worked_out(case="E", role=None, queued=True, new_role_name="Drone Pilot")
    job = DetailJob(record.jd.content_hash, record.run_id, record.jd.text, record.skills, (), record.decision)
    ((details, _),) = extract(
        [job], SNAPSHOT, LookOrchestrator(), draft=lambda jobs: ([role_draft()] * len(jobs), ())
    )
    body = as_json(replace(record, details=details))
    assert body["chosen_role_resolution"] == "new"
    assert {
        one["dimension"]["slug"]: one["llm_role"] and one["llm_role"]["slug"]
        for one in body["persistence"]["items"]
    } == {"services": "drone-pilot", "reviews": None}
    assert all(one["chosen_role_id"] is None for one in body["persistence"]["items"])


def test_a_rejected_jd_has_no_role_and_no_items():
    body = as_json(worked_out(case="REJECT", role=None))
    assert (body["chosen_role"], body["chosen_role_resolution"]) == (None, "rejected")
    assert body["persistence"]["items"] == body["final_input_skills"] == []
