from __future__ import annotations

from dataclasses import replace

import pytest

from jdwork.decide import Decision
from jdwork.details import CatalogLinks, DetailJob, extract
from jdwork.skills import FoundSkill, ProposedSkill, SkillFindings, SkillSpan
from jdwork.text import JobDescription, read_structure
from tests.details.factory import SNAPSHOT, LookOrchestrator, role_draft

TEXT = "We build services. Work with Nodejs and RESTful APIs.\nKnow Zig. Do code reviews."


def found(slug: str, surface: str, *, primary: bool = False, text: str = TEXT) -> FoundSkill:
    start = text.find(surface)
    entry = SNAPSHOT.skill(slug)
    span = SkillSpan(start, start + len(surface), surface)
    return FoundSkill(slug, entry.display_name, entry.id, entry.display_name, primary, (span,))


def job(*, case="C", role="backend-engineer", skills=(), new=(), text=TEXT, **more) -> DetailJob:
    decision = Decision(
        case=case, role=role, confidence=0.9, queued=more.pop("queued", False), reason="It fits.",
        new_role_name=more.pop("new_role_name", None),
    )  # fmt: skip
    spans = {name: text.find(name) for name in new}
    return DetailJob(
        subject="hash",
        run_id="run",
        text=text,
        findings=SkillFindings(found=tuple(skills)),
        new_terms=tuple(
            ProposedSkill(name, (SkillSpan(at, at + len(name), name),) if at >= 0 else (), "new", 0.8)
            for name, at in spans.items()
        ),
        decision=decision,
        **more,
    )


def one(asked: DetailJob, orchestrator=None, **more):
    return extract([asked], SNAPSHOT, orchestrator or LookOrchestrator(), **more)[0][0]


def test_terms_come_in_the_order_of_api_1_found_skills_first():
    details = one(job(skills=[found("rest-api", "RESTful APIs"), found("node-js", "Nodejs")], new=["Zig"]))
    assert [facts.term for facts in details.skills] == ["REST API", "Node.js", "Zig"]
    assert [facts.skill for facts in details.skills] == ["rest-api", "node-js", None]


def test_a_skill_brings_its_dimensions_in_catalog_order_with_the_roles_that_carry_them():
    details = one(job(skills=[found("node-js", "Nodejs")]))
    assert [(task.dimension, task.roles) for task in details.tasks] == [
        ("services", ("api-tester", "backend-engineer", "web-developer", "old-web-developer")),
        ("reviews", ("backend-engineer",)),
    ]
    assert all(task.under_chosen_role and not task.proposed for task in details.tasks)


def test_a_dimension_that_the_chosen_role_lacks_is_told():
    details = one(job(skills=[found("code-review", "code reviews")], role="web-developer"))
    assert [task.under_chosen_role for task in details.tasks] == [False]


def test_candidate_roles_are_the_union_each_once_by_name_then_id():
    skills = [found("node-js", "Nodejs"), found("code-review", "code reviews")]
    details = one(job(skills=skills))
    assert details.candidate_roles == ("api-tester", "backend-engineer", "web-developer", "old-web-developer")


def test_the_chosen_role_comes_with_its_reason():
    chosen = one(job()).chosen
    assert (chosen.slug, chosen.display_name, chosen.role_id, chosen.source) == (
        "backend-engineer", "Backend Developer", 1, "db",
    )  # fmt: skip
    assert (chosen.archetype, chosen.rationale) == ("Engineering", "It fits.")
    assert one(job(chosen_rationale="A model said so.")).chosen.rationale == "A model said so."


@pytest.mark.parametrize(
    ("change", "resolution"),
    [
        ({}, "in_db"),
        ({"queued": True}, "queued"),
        ({"case": "E", "role": None, "queued": True, "new_role_name": "Drone Pilot"}, "new"),
        ({"case": "REJECT", "role": None}, "rejected"),
    ],
)
def test_the_resolution_says_how_the_role_stands_to_the_catalog(change, resolution):
    assert one(job(**change)).resolution == resolution


def test_a_rejected_jd_has_no_details():
    details = one(job(case="REJECT", role=None, skills=[found("java", "Java")], new=["Zig"]))
    assert (details.chosen, details.skills, details.candidate_roles, details.tasks) == (None, (), (), ())


def test_a_new_role_is_proposed_under_its_title():
    asked = job(case="E", role=None, queued=True, new_role_name="Drone Pilot", skills=[found("java", "Java")])
    chosen = one(asked).chosen
    assert (chosen.slug, chosen.display_name, chosen.role_id, chosen.source) == (
        "drone-pilot", "Drone Pilot", None, "llm",
    )  # fmt: skip
    assert one(job(case="E", role=None)).chosen.display_name == "Unnamed role"


def test_a_drafted_role_owns_its_dimensions():
    asked = job(case="E", role=None, new_role_name="pilot", skills=[found("node-js", "Nodejs")])
    details = one(asked, draft=lambda jobs: ([role_draft() for _ in jobs], ()))
    assert details.role_draft == role_draft()
    assert (details.chosen.slug, details.chosen.archetype) == ("drone-pilot", "Trades")
    assert {task.dimension: task.under_chosen_role for task in details.tasks} == {
        "services": True, "reviews": False,
    }  # fmt: skip


def test_only_jobs_of_case_e_are_drafted():
    asked = []

    def draft(jobs):
        asked.extend(each.decision.new_role_name for each in jobs)
        return [None for _ in jobs], ()

    jobs = [job(), job(case="E", role=None, new_role_name="A"), job(case="REJECT", role=None)]
    assert [each.role_draft for each, _ in extract(jobs, SNAPSHOT, LookOrchestrator(), draft=draft)] == [
        None
    ] * 3
    assert asked == ["A"]


def test_unknown_terms_are_worked_out_and_their_dimensions_proposed():
    facts = one(job(new=["Zig"])).skills[0]
    assert facts.new[0].skill_id == "zig"
    (task,) = facts.tasks
    assert (task.skill, task.dimension, task.proposed, task.confidence) == ("zig", "services", True, 0.4)
    assert task.reason == "near services"
    assert task.under_chosen_role


def test_a_term_that_is_another_name_of_a_skill_meets_it():
    facts = one(job(new=["Kafka Streaming"])).skills[0]
    assert (facts.skill, facts.alias.via, facts.alias.term) == ("kafka", "merge", "Kafka Streaming")
    assert facts.alias.known_alias is None
    assert facts.alias.skipped_reason is None
    assert facts.new[0].merged_into == "kafka"


def test_a_term_that_names_several_skills_keeps_them_all():
    facts = one(job(new=["Zig / Kafka Mesh"])).skills[0]
    assert [(new.name, new.merged_into) for new in facts.new] == [("Zig", None), ("Kafka Mesh", "kafka")]
    assert facts.skill is None
    assert [(task.skill, task.proposed) for task in facts.tasks] == [("zig", True)]


def test_all_terms_of_a_batch_go_to_the_orchestrator_in_one_call_with_their_sentences():
    orchestrator = LookOrchestrator(asks=True)
    document = read_structure(JobDescription("1", TEXT))
    jobs = [job(new=["Zig"], document=document), job(new=["Zig", "Odin"]), job()]
    jobs = [replace(each, subject=str(place)) for place, each in enumerate(jobs)]
    found = extract(jobs, SNAPSHOT, orchestrator)
    assert len(orchestrator.seen) == 1
    assert [(term.text, term.subject, term.score) for term in orchestrator.seen[0]] == [
        ("Zig", "0", 0.8), ("Zig", "1", 0.8), ("Odin", "1", 0.8),
    ]  # fmt: skip
    assert orchestrator.seen[0][0].sentence == "Know Zig."
    assert orchestrator.seen[0][1].sentence == "Know Zig. Do code reviews."  # without sentences: the line
    assert orchestrator.seen[0][2].sentence == ""
    assert [len(calls) for _, calls in found] == [1, 2, 0]


def test_nobody_is_asked_where_the_catalog_knows_all():
    orchestrator = LookOrchestrator()
    one(job(skills=[found("java", "Java")]), orchestrator)
    assert orchestrator.seen == []


def test_a_batch_is_worked_out_as_one_by_one():
    jobs = [job(new=["Zig"]), job(skills=[found("node-js", "Nodejs")]), job(case="REJECT", role=None)]
    alone = [extract([each], SNAPSHOT, LookOrchestrator())[0] for each in jobs]
    assert extract(jobs, SNAPSHOT, LookOrchestrator(), links=CatalogLinks(SNAPSHOT)) == alone


class TestEditedLists:
    def terms(self, *names: str, **more):
        skills = [found("node-js", "Nodejs", primary=True)]
        return one(job(skills=skills, new=["Zig"], final_skills=names, **more)).skills

    def test_names_of_api_1_keep_what_was_found(self):
        (facts,) = self.terms("Node.js")
        assert facts.is_primary
        assert facts.alias.known_alias == "NodeJS"  # as the JD has it, signs and letter case aside

    def test_names_are_matched_with_aliases_in_any_letter_case(self):
        (facts,) = self.terms("  golang ")
        assert (facts.term, facts.skill, facts.alias.known_alias) == ("golang", "go", "Golang")

    def test_the_exact_spelling_goes_before_the_other_skill(self):
        assert [facts.skill for facts in self.terms("go", "Go")] == ["go-game", "go"]

    def test_unknown_names_are_worked_out(self):
        (facts,) = self.terms("Odin")
        assert (facts.skill, facts.new[0].name) == (None, "Odin")

    def test_blank_names_and_repeats_count_once_and_the_order_is_kept(self):
        assert [facts.term for facts in self.terms("Zig", "", " ", "Java", "Zig", "\x00")] == ["Zig", "Java"]

    def test_another_name_of_a_found_primary_skill_stays_primary(self):
        (facts,) = self.terms("nodejs")
        assert facts.is_primary

    def test_an_empty_list_means_no_skills(self):
        assert self.terms() == ()
