"""Our pipeline on legacy runs: what the reference runs show to be wanting is found by rules."""

from __future__ import annotations

import json

import pytest

from jdwork.errors import JdworkError
from jdwork.legacy import STAGES, diff_runs, parse_run_pages, read_run_pages
from jdwork.workbench import open_workbench
from tests.legacy.pages import OTHER, RUN, blocks, golden_pages, page


@pytest.fixture
def workbench(tiny_workspace):
    return open_workbench(tiny_workspace.root)


def runs(*pages):
    return [run for text in pages for run in parse_run_pages(text, where="page.txt")]


def test_it_compares_each_run_in_order(workbench):
    made = diff_runs(runs(page(run_id=OTHER), page()), workbench)
    assert [one.legacy.run_id for one in made.comparisons] == [OTHER, RUN]
    assert made.counts["runs"] == made.counts["same_role"] == 2
    order = [list(STAGES).index(one.stage) for one in made.findings]
    assert order == sorted(order)


def test_labels_go_by_id_or_by_text(workbench):
    (run,) = runs(page())
    for key in (run.run_id, run.text_hash, run.jd.content_hash):
        made = diff_runs([run], workbench, labels={key: "Baker"})
        assert (made.comparisons[0].label, made.comparisons[0].right) == ("baker", "both")
        assert made.counts["labelled"] == made.counts["ours_right"] == made.counts["legacy_right"] == 1


def test_a_page_without_its_text_is_compared_as_far_as_it_goes(workbench):
    made = diff_runs(runs(page(jd=None)), workbench)
    assert made.comparisons[0].record is None
    assert made.comparisons[0].our_role is None
    assert made.comparisons[0].legacy_role == "baker"
    assert "not run: no text" in made.to_html()


@pytest.mark.parametrize("missing", ["nano", "api1", "api2", "api3"])
def test_missing_blocks_break_nothing(workbench, missing):
    made = blocks()
    del made[missing]
    assert diff_runs(runs(page(made)), workbench).counts["same_role"] == 1


def test_plain_values_are_json(workbench):
    made = diff_runs(runs(page()), workbench, labels={RUN: "waiter"})
    body = json.loads(json.dumps(made.to_dict()))
    assert body["runs"][0]["right"] == "neither"
    assert {row["stage"] for row in body["runs"][0]["rows"]} <= set(STAGES)
    assert body["counts"]["finding_missed-skills"] == 1


def test_rows_that_are_the_same_are_left_out_unless_asked_for(workbench):
    made = diff_runs(runs(page()), workbench)
    assert all(not row.same for _, row in made.rows("decision"))
    assert any(row.same for _, row in made.rows("decision", changed=False))


def test_nothing_to_compare_is_told(workbench):
    with pytest.raises(JdworkError, match="no legacy run"):
        diff_runs([], workbench)


def test_nothing_is_stored(workbench):
    diff_runs(runs(page()), workbench)
    assert not list(workbench.workspace.runs.glob("*"))


@pytest.fixture(scope="module")
def reference_diff(tmp_path_factory):
    """The reference runs against the shipped catalog, with the encoder that needs no weights."""
    from pathlib import Path

    from jdwork.embed import HashingEncoder
    from jdwork.workspace import Workspace

    pages = golden_pages()
    root = tmp_path_factory.mktemp("shipped")
    shipped = Path(__file__).resolve().parents[2] / "catalog"
    (root / "catalog").symlink_to(shipped, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JDWORK_DATABASE_URL", raising=False)
        from jdwork.workbench import Workbench

        # Named as another catalog, it is read from its files: no database is built.
        workbench = Workbench(Workspace(root), catalog=shipped, encoder=HashingEncoder(384))
        return diff_runs(read_run_pages(pages).runs, workbench)


def told(diff, code, run=None):
    return [
        one
        for one in diff.findings
        if one.code == code and (run is None or one.run_id == diff.comparisons[run].legacy.run_id)
    ]


EPISODEN, INTERNSHIP = 0, 1


@pytest.mark.reference
class TestTheKnownWants:
    def test_best_kra_is_another_role_by_a_hub(self, reference_diff):
        (one,) = told(reference_diff, "best-kra-not-chosen")
        assert one.legacy == "Flutter Developer 0.6398, the chosen Backend Developer has 0.5993"
        assert "takes 3 of 3 sentences" in one.why
        assert any(hub.legacy.startswith("Flutter Developer") for hub in told(reference_diff, "hub-kra"))

    def test_named_skills_were_missed(self, reference_diff):
        (first,) = told(reference_diff, "missed-skills", EPISODEN)
        for skill in ("Janus", "Node.js", "Java", "Kotlin"):
            assert skill in first.ours
        assert first.legacy == "API"
        missed = {
            row.what for run, row in reference_diff.rows("skills")
            if run == reference_diff.comparisons[INTERNSHIP].legacy.run_id and row.legacy is None
        }  # fmt: skip
        assert {"Node.js", "NoSQL", "REST API", "Git"} <= missed
        assert "Git" in told(reference_diff, "missed-skills", INTERNSHIP)[0].ours

    def test_code_review_leads_to_a_frontend_dimension(self, reference_diff):
        (one,) = told(reference_diff, "foreign-dimension", INTERNSHIP)
        assert one.legacy.startswith("Code Review → React Frontend Development")
        assert "React Frontend Developer" in one.why
        assert "never says “react”" in one.why

    def test_roles_stand_twice(self, reference_diff):
        legacy = [one.legacy for one in told(reference_diff, "duplicate-role")]
        assert any("id 1 (" in one and "id 446 (" in one for one in legacy)
        assert any("id 15 (" in one and "id 435 (" in one for one in legacy)
        assert all(one.ours.startswith("one role") for one in told(reference_diff, "duplicate-role"))

    def test_word_counts_are_wrong(self, reference_diff):
        (first,) = told(reference_diff, "word-count", EPISODEN)
        assert ("264" in first.legacy, "wrong by +74" in first.why) == (True, True)
        (second,) = told(reference_diff, "word-count", INTERNSHIP)
        assert ("104" in second.legacy, "wrong by +4" in second.why) == (True, True)

    def test_last_five_words_are_not_five(self, reference_diff):
        whys = [one.why for one in told(reference_diff, "marker") if "last_5_words" in one.legacy]
        assert whys == ["It has 6 words.", "It has 3 words.", "It has 6 words."]

    def test_costs_are_null(self, reference_diff):
        assert len(told(reference_diff, "cost-missing")) == 2
        assert "llm_cost_total_usd" in told(reference_diff, "cost-missing")[0].legacy

    def test_one_skill_fills_five_scores(self, reference_diff):
        (one,) = told(reference_diff, "one-skill-full-score")
        assert one.legacy.startswith("5 roles at 1.0 by “API”")

    def test_the_collision_is_one_of_duplicates_and_a_made_up_alias(self, reference_diff):
        (one,) = told(reference_diff, "alias-collision")
        assert "Only 2 of them" in one.why
        (alias,) = told(reference_diff, "invented-alias")
        assert alias.legacy == "“Full Stack Developer” → Fullstack Developer"

    def test_the_model_was_surer_than_the_evidence(self, reference_diff):
        (one,) = told(reference_diff, "unbacked-confidence")
        assert one.legacy == "case DOMAIN, 99%"

    def test_scores_are_the_means_that_they_should_be(self, reference_diff):
        assert told(reference_diff, "kra-score") == []
