import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from jdwork.errors import InputError
from jdwork.output import Api2Body, api2_body
from jdwork.record import RunRecord
from tests.details.factory import SNAPSHOT, LookOrchestrator, new_skill
from tests.output.contract import GOLDEN, NAMES, differences, without_added
from tests.output.test_api1 import key_sets
from tests.output.worked_out import as_recorded, worked_out
from tests.record.factory import make_record

ROLE = {"display_name", "id", "rationale", "role_archetype", "slug", "source"}
DIMENSION = {"difficulty_hint", "display_name", "id", "rationale", "slug", "source"}
WORK = {"dimension", "input_skill", "llm_role", "roles_from_db"}
CANONICAL = {
    "category_id", "display_name", "id", "is_also_category", "is_extractable", "skill_nature", "slug",
    "sub_category_id", "typical_lifespan", "volatility",
}  # fmt: skip
KEYS = {
    "$": {
        "alias_matches", "candidate_roles", "chosen_role", "dimensions", "input_final_skills",
        "input_llm_skills", "new_aliases_persisted", "run_id", "skills_detail", "unmatched_skills",
    },
    "$.alias_matches": {
        "alias_persist_skipped_reason", "alias_persisted", "existing_alias_id", "existing_alias_text",
        "input_term", "matched_canonical", "matched_via",
    },
    "$.alias_matches.matched_canonical": CANONICAL,
    "$.candidate_roles": ROLE,
    "$.chosen_role": ROLE,
    "$.dimensions": WORK,
    "$.dimensions.dimension": DIMENSION,
    "$.dimensions.roles_from_db": ROLE,
    "$.skills_detail": {
        "aliases_in_db", "canonical", "dimensions", "input_skill", "matched_via", "new_alias_persisted",
        "new_alias_text", "new_skill_meta", "source_tag", "was_in_llm_skills",
    },
    "$.skills_detail.aliases_in_db": {"alias_text", "alias_type", "id", "is_primary", "match_strategy"},
    "$.skills_detail.canonical": CANONICAL,
    "$.skills_detail.dimensions": WORK,
    "$.skills_detail.new_skill_meta": {
        "derived", "enrichment", "keep_log", "locked_dimensions", "merge_log", "placed", "relationships",
        "skill_id", "split_log", "typed", "warnings",
    },
    "$.skills_detail.new_skill_meta.derived": {
        "category", "skill_nature", "sub_category", "typical_lifespan", "version_strategy", "volatility",
    },
}  # fmt: skip
EMPTY = {
    "alias_matches": [], "candidate_roles": [], "chosen_role": None, "dimensions": [],
    "input_final_skills": [],
    "input_llm_skills": [], "new_aliases_persisted": 0, "run_id": "r", "skills_detail": [],
    "unmatched_skills": [],
}  # fmt: skip


def as_json(record: RunRecord) -> dict[str, Any]:
    return json.loads(api2_body(record, SNAPSHOT).model_dump_json())


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_body_loads_and_dumps_back_equal(name):
    golden = json.loads((GOLDEN / name / "api2_extract_details.json").read_text(encoding="utf-8"))
    body = json.loads(Api2Body.model_validate(golden, strict=True).model_dump_json())
    assert without_added(body) == golden
    assert {
        path: keys for path, keys in key_sets(golden).items() if path in KEYS and keys != KEYS[path]
    } == {}


@pytest.mark.reference
@pytest.mark.encoder
class TestGoldenJobs:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_body_has_the_reference_s_shape(self, golden_records, shipped_catalog, name):
        golden = json.loads((GOLDEN / name / "api2_extract_details.json").read_text(encoding="utf-8"))
        body = json.loads(api2_body(golden_records[name], shipped_catalog).model_dump_json())
        assert differences(without_added(body), golden) == []
        needed = KEYS.keys() & key_sets(golden).keys()
        assert needed - key_sets(without_added(body)).keys() == set()

    @pytest.mark.parametrize("name", NAMES)
    def test_ids_are_the_catalog_s(self, golden_records, shipped_catalog, name):
        body = api2_body(golden_records[name], shipped_catalog)
        chosen = body.chosen_role
        assert (
            shipped_catalog.role_by_id(chosen.id).display_name == chosen.display_name == "Backend Developer"
        )
        for match in body.alias_matches:
            skill = shipped_catalog.skill_by_id(match.matched_canonical.id)
            assert skill.slug == match.matched_canonical.slug
            if match.existing_alias_id is not None:
                assert {alias.id: alias.text for alias in skill.aliases}[match.existing_alias_id] == (
                    match.existing_alias_text
                )

    @pytest.mark.parametrize("name", NAMES)
    def test_every_term_is_matched_or_worked_out(self, golden_records, shipped_catalog, name):
        body = api2_body(golden_records[name], shipped_catalog)
        assert [one.input_skill for one in body.skills_detail] == body.input_final_skills
        assert all((one.canonical is None) == (one.source_tag == "llm") for one in body.skills_detail)
        assert all(one.canonical or one.new_skill_meta for one in body.skills_detail)


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


@pytest.mark.parametrize("finish", [lambda record: record, as_recorded])
def test_a_body_has_the_contract_s_keys(finish):
    found = key_sets(without_added(as_json(finish(worked_out()))))
    assert {path: found[path] for path in KEYS} == KEYS


def test_a_record_without_details_is_an_error_that_says_what_to_do():
    with pytest.raises(InputError, match=r"not worked out in detail\..*details=True"):
        api2_body(make_record(1), SNAPSHOT)


def test_terms_stand_in_the_order_of_api_1():
    body = as_json(worked_out())
    names = ["Node.js", "Java", "Odin", "Kafka Streams", "Zig / Kafka Mesh"]
    assert body["input_final_skills"] == body["input_llm_skills"] == names
    assert [one["input_skill"] for one in body["skills_detail"]] == names
    assert body["unmatched_skills"] == ["Odin", "Zig / Kafka Mesh"]
    assert all(one["was_in_llm_skills"] for one in body["skills_detail"])


def test_an_edited_list_is_told_from_api_1_s():
    body = as_json(worked_out(final_skills=("golang", "Node.js")))
    assert body["input_final_skills"] == ["golang", "Node.js"]
    assert body["input_llm_skills"][0] == "Node.js"
    assert [one["was_in_llm_skills"] for one in body["skills_detail"]] == [False, True]


def test_a_new_spelling_is_kept_once_it_was_recorded():
    java = {"input_term": "Java", "existing_alias_id": None, "existing_alias_text": None}

    def match(body):
        return next(one for one in body["alias_matches"] if one["input_term"] == "Java")

    before, after = as_json(worked_out()), as_json(as_recorded(worked_out()))
    refused = as_json(as_recorded(worked_out(), aliases=()))
    for body in (before, after, refused):
        assert java.items() <= match(body).items()
    assert [match(body)["alias_persisted"] for body in (before, after, refused)] == [False, True, False]
    assert (
        match(after)["alias_persist_skipped_reason"] is match(before)["alias_persist_skipped_reason"] is None
    )
    assert match(refused)["alias_persist_skipped_reason"] == "a reviewer has refused this spelling"
    assert (before["new_aliases_persisted"], after["new_aliases_persisted"]) == (0, 1)
    detail = next(one for one in after["skills_detail"] if one["input_skill"] == "Java")
    assert (detail["new_alias_persisted"], detail["new_alias_text"]) == (True, "Java platform")


def test_a_known_spelling_says_which_alias_it_is_and_why_none_is_kept():
    match = as_json(worked_out())["alias_matches"][0]
    assert (match["input_term"], match["existing_alias_text"], match["existing_alias_id"]) == (
        "Node.js", "NodeJS", 11,
    )  # fmt: skip
    assert match["alias_persist_skipped_reason"] == "differs from the alias 'NodeJS' in letter case only"
    assert match["matched_via"] == "alias"


def test_another_name_of_a_skill_has_its_entry_and_how_it_was_found_out():
    detail = as_json(worked_out())["skills_detail"][3]
    assert (detail["canonical"]["slug"], detail["matched_via"], detail["source_tag"]) == (
        "kafka",
        "merge",
        "db",
    )
    assert detail["new_skill_meta"]["merge_log"][0]["result"] == ["kafka"]
    assert detail["new_skill_meta"]["derived"] is None


def test_a_new_skill_tells_every_step_with_four_decimals():
    meta = as_json(worked_out())["skills_detail"][2]["new_skill_meta"]
    assert (meta["skill_id"], meta["derived"]["skill_nature"]) == ("odin", "TOOL")
    assert meta["keep_log"] == [
        {"action": "keep", "term": "Odin", "result": ["Odin"], "reason": "because", "confidence": 0.8123,
         "method": "rules"}
    ]  # fmt: skip
    assert meta["placed"]["neighbours"] == [["node-js", 0.5123]]
    assert meta["typed"]["nature"] == "TOOL"
    assert meta["enrichment"]["maturity"] == "young"
    assert meta["relationships"][0]["slug"] == "node-js"
    assert meta["warnings"] == ["low confidence"]


def test_a_term_of_several_skills_lists_them_all():
    detail = as_json(worked_out())["skills_detail"][4]
    meta = detail["new_skill_meta"]
    assert detail["canonical"] is None
    assert meta["skill_id"] == "zig"
    assert meta["typed"]["nature"] == "TOOL"
    assert [(part["skill_id"], part["merged_into"]) for part in meta["parts"]] == [
        ("zig", None), ("kafka-mesh", "kafka"),
    ]  # fmt: skip
    assert meta["parts"][0]["derived"] == meta["derived"]
    assert [len(meta[name]) for name in ("keep_log", "merge_log", "split_log")] == [1, 1, 0]


def test_dimensions_that_a_person_settled_are_listed_as_locked():
    class Settled(LookOrchestrator):
        def work_out(self, terms):
            return [(new_skill(term.text, locked=True),) for term in terms], ()

    meta = as_json(worked_out(new=("Odin",), orchestrator=Settled()))["skills_detail"][2]["new_skill_meta"]
    assert [(one["slug"], one["id"], one["locked"]) for one in meta["locked_dimensions"]] == [
        ("services", 21, True)
    ]


def test_a_proposed_link_tells_its_reason_and_a_known_one_the_dimension_s():
    body = as_json(worked_out())
    rationale = {
        (work["input_skill"], work["dimension"]["slug"]): work["dimension"] for work in body["dimensions"]
    }
    assert rationale["Odin", "services"]["rationale"] == "near services"
    assert rationale["Node.js", "services"]["rationale"] == "Parts that answer."
    assert {one["source"] for one in rationale.values()} == {"db"}


def test_the_worklist_of_the_body_is_that_of_its_skills():
    body = as_json(worked_out())
    assert body["dimensions"] == [work for one in body["skills_detail"] for work in one["dimensions"]]
    reached = {role["slug"] for work in body["dimensions"] for role in work["roles_from_db"]}
    assert {role["slug"] for role in body["candidate_roles"]} == reached
    order = [(role["display_name"], role["id"]) for role in body["candidate_roles"]]
    assert order == sorted(order)


def test_a_new_role_is_referred_to_without_an_id():
    record = worked_out(case="E", role=None, queued=True, new_role_name="Drone Pilot")
    chosen = as_json(record)["chosen_role"]
    assert (chosen["id"], chosen["source"], chosen["slug"]) == (None, "llm", "drone-pilot")


def test_a_rejected_jd_has_an_empty_body():
    body = as_json(worked_out(case="REJECT", role=None))
    assert {**body, "run_id": "r", "input_llm_skills": []} == EMPTY


def test_equal_records_give_equal_bytes():
    first, second = (api2_body(as_recorded(worked_out()), SNAPSHOT).model_dump_json() for _ in range(2))
    assert first == second
    assert replace(worked_out()).details == worked_out().details
