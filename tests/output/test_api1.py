import json
from dataclasses import replace
from typing import Any

import pytest

from jdwork.decide import CASES
from jdwork.output import Api1Body, api1_body
from jdwork.record import Evidence, RunRecord
from jdwork.skills import ProposedSkill
from tests.details.factory import model_call
from tests.output.contract import GOLDEN, NAMES, differences
from tests.output.records import full_record

MATCHED = {
    "display_name", "kra_matches", "matched_count", "matched_skills", "role_id", "score", "slug",
    "total_count",
}  # fmt: skip
KEYS = {
    "$": {
        "final_skills", "jd_role", "nano_parsed", "rejected", "rejection_reason", "run_id", "stage3_signals",
        "stage4_decision", "stage5_updates",
    },
    "$.final_skills": {"is_primary", "skill_name"},
    "$.jd_role": {"display_name", "rationale", "role_aliases", "role_archetype", "slug"},
    "$.stage3_signals": {"alias_found", "alias_match_roles", "kra_match_roles", "skill_match_roles"},
    "$.stage3_signals.alias_match_roles": MATCHED,
    "$.stage3_signals.kra_match_roles": MATCHED,
    "$.stage3_signals.kra_match_roles.kra_matches": {"kra_text", "sentence", "similarity"},
    "$.stage3_signals.skill_match_roles": MATCHED,
    "$.stage4_decision": {
        "alias_collision_detected", "case", "chosen_role", "confidence", "is_new_role", "llm2_fired",
        "llm2_reasoning", "matched_dimensions", "matched_kras", "matched_skills", "new_role_display_name",
        "new_role_slug", "queued", "reasoning", "sub_role",
    },
    "$.stage4_decision.chosen_role": MATCHED,
    "$.stage5_updates": {
        "centroid_n_after", "centroid_updated", "collision_log_id", "new_kra_attached", "new_skills_attached",
        "queue_entry_id", "v3_pipeline_triggered", "v3_role_slug", "v3_run_id",
    },
    "$.stage5_updates.new_skills_attached": {
        "is_primary", "queue_id", "role_display_name", "role_slug", "skill_name", "status",
    },
    "$.nano_parsed": {
        "JD_type", "about_company", "certifications", "company_name", "ctc", "domain", "education",
        "experience",
        "job_locations", "role", "role_aliases", "role_archetype", "roles_and_responsibilities", "urls",
    },
    "$.nano_parsed.ctc": {"currency", "max", "min", "period", "raw"},
    "$.nano_parsed.roles_and_responsibilities": {
        "bullet_count", "heading", "heading_was_present", "source_marker", "text", "word_count",
    },
}  # fmt: skip


def key_sets(value: Any, path: str = "$") -> dict[str, set[str]]:
    """Keys of every object, by path; the elements of a list share the list's path."""
    found: dict[str, set[str]] = {}
    if isinstance(value, dict):
        found[path] = set(value)
        for key, inner in value.items():
            found |= key_sets(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            for where, keys in key_sets(inner, path).items():
                assert found.setdefault(where, keys) == keys, f"{where} has elements of two kinds"
    return found


def as_json(record: RunRecord) -> dict[str, Any]:
    return json.loads(api1_body(record).model_dump_json())


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_every_case_has_the_contract_s_keys(case, recorded):
    found = key_sets(as_json(full_record(case, recorded=recorded)))
    assert {path: keys for path, keys in found.items() if path in KEYS and keys != KEYS[path]} == {}
    whole = {path for path in KEYS if path.count(".") == 1 and path != "$.final_skills"}
    assert {"$", *whole} <= found.keys()


def test_a_full_body_reaches_every_key_set():
    assert KEYS.items() <= key_sets(as_json(full_record("C"))).items()


@pytest.mark.parametrize("case", CASES)
def test_the_decision_says_what_its_case_means(case):
    body = as_json(full_record(case))
    decision = body["stage4_decision"]
    assert decision["case"] == case
    assert decision["alias_collision_detected"] is (case == "D")
    assert decision["is_new_role"] is (case == "E")
    assert (decision["chosen_role"] is None) is (case in ("E", "REJECT"))
    assert (decision["new_role_slug"] == "words") is (case == "E")
    assert body["rejected"] is (case == "REJECT")
    assert body["rejection_reason"] == ("words" if case == "REJECT" else None)
    assert decision["llm2_fired"] is False


def test_phrases_that_count_as_skills_are_listed_behind_the_found_ones():
    record = full_record()
    record = replace(record, new_terms=(ProposedSkill("Zig", (), "a list of skills"),))
    assert as_json(record)["final_skills"] == [
        {"is_primary": True, "skill_name": "words"}, {"is_primary": False, "skill_name": "Zig"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "change", "fired", "reasoning"),
    [
        ("adjudicate", {}, True, "since x"),
        ("adjudicate", {"answer": None, "outcome": "failed", "note": "It was down."}, True, "It was down."),
        ("adjudicate", {"answer": {"role": "r"}}, True, None),
        ("domain", {}, False, None),
        ("parse", {}, False, None),
    ],
)
def test_the_second_model_is_told_of_where_it_was_asked(stage, change, fired, reasoning):
    record = replace(full_record("D"), calls=(replace(model_call("x", "s", stage), **change),))
    decision = as_json(record)["stage4_decision"]
    assert (decision["llm2_fired"], decision["llm2_reasoning"]) == (fired, reasoning)


def test_an_unrecorded_run_reports_no_updates():
    updates = as_json(full_record(recorded=False))["stage5_updates"]
    assert updates["centroid_updated"] is False
    assert updates["new_skills_attached"] == []
    assert as_json(full_record(recorded=True))["stage5_updates"]["centroid_n_after"] == 12


def test_scores_have_four_decimals_and_are_floats():
    record = full_record()
    record = replace(record, decision=replace(record.decision, confidence=0.123456))
    body = as_json(record)
    assert body["stage3_signals"]["kra_match_roles"][0]["kra_matches"][0]["similarity"] == 0.7124
    assert body["stage4_decision"]["confidence"] == body["stage4_decision"]["chosen_role"]["score"] == 0.1235
    assert type(body["stage3_signals"]["alias_match_roles"][0]["score"]) is float


def test_alias_found_follows_the_evidence():
    record = full_record()
    assert as_json(record)["stage3_signals"]["alias_found"] is True
    assert as_json(replace(record, evidence=Evidence()))["stage3_signals"]["alias_found"] is False


@pytest.mark.reference
@pytest.mark.skipif(not GOLDEN.is_dir(), reason="the reference runs are not here")
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_body_loads_and_dumps_back_equal(name):
    golden = json.loads((GOLDEN / name / "api1_extract_from_jd.json").read_text(encoding="utf-8"))
    assert json.loads(Api1Body.model_validate(golden).model_dump_json()) == golden
    assert {
        path: keys for path, keys in key_sets(golden).items() if path in KEYS and keys != KEYS[path]
    } == {}


@pytest.mark.reference
@pytest.mark.encoder
class TestGoldenJobs:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_body_has_the_reference_s_shape(self, golden_records, name):
        golden = json.loads((GOLDEN / name / "api1_extract_from_jd.json").read_text(encoding="utf-8"))
        assert differences(as_json(golden_records[name]), golden) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_backend_developer_is_first_with_evidence(self, golden_records, name):
        body = as_json(golden_records[name])
        assert body["stage4_decision"]["chosen_role"]["display_name"] == "Backend Developer"
        assert body["stage4_decision"]["matched_skills"]
        ranked = body["stage3_signals"]["kra_match_roles"]
        assert ranked[0]["display_name"] == "Backend Developer"
        assert len(ranked) == 5
        assert all(role["kra_matches"] for role in ranked)
        assert body["stage3_signals"]["skill_match_roles"]

    @pytest.mark.parametrize(
        ("name", "named"),
        [
            ("internship", {"Node.js": "Node.js", "NoSQL": "NoSQL", "REST API": "RESTful API", "Git": "Git"}),
            ("episoden", {"Janus Gateway": "Janus", "Node.js": "Nodejs", "Java": "java", "Kotlin": "kotlin"}),
        ],
    )
    def test_the_named_skills_are_found_where_they_stand(self, golden_records, name, named):
        record = golden_records[name]
        found = {skill.display_name: skill for skill in record.skills.found}
        assert named.keys() <= found.keys()
        for skill in record.skills.found:
            assert skill.spans
            assert all(record.jd.text[span.start : span.end] == span.surface for span in skill.spans)
        for skill, surface in named.items():
            assert any(surface in span.surface for span in found[skill].spans)

    def test_counts_are_counted(self, golden_records):
        duties = golden_records["internship"].parse.parsed.roles_and_responsibilities
        assert [(block.bullet_count, block.word_count) for block in duties] == [(8, 100)]
        about = golden_records["episoden"].parse.parsed.about_company
        assert about is not None
        assert about.word_count == 190

    @pytest.mark.parametrize("name", NAMES)
    def test_similar_sentences_stand_in_the_text(self, golden_records, name):
        record = golden_records[name]
        for match in (match for role in record.evidence.kra for match in role.kra_matches or ()):
            assert match.sentence.split()[0] in record.jd.text[match.start : match.end]
