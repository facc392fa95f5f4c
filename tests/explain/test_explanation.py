"""Explanations: they add up, they name the deciding signal, they say what is not enough, they escape."""

from __future__ import annotations

import dataclasses
import json

import pytest

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.errors import JdworkError
from jdwork.explain import explain
from jdwork.pipeline import Pipeline
from jdwork.text import JobDescription
from tests.runs.making import other_settings


def test_contributions_sum_to_the_evidence(records, tiny_pipeline):
    for made in records.values():
        for against in [None, *(candidate.slug for candidate in made.decision.candidates)]:
            told = explain(made, tiny_pipeline.settings, against=against, changes="none")
            evidence = {candidate.slug: candidate.evidence for candidate in made.decision.candidates}
            for number, role in enumerate(told.roles):
                assert sum(added[number] for added in told.contributions.values()) == pytest.approx(
                    evidence[role], abs=1e-4 * len(WEIGHTED_SIGNALS)
                )
            if len(told.roles) > 1:
                gap = evidence[told.roles[0]] - evidence[told.roles[1]]
                assert told.gap == pytest.approx(gap, abs=1e-4 * len(WEIGHTED_SIGNALS))


def test_the_chosen_role_comes_first_then_the_best_other(records, tiny_pipeline):
    made = records["bread"]
    told = explain(made, tiny_pipeline.settings, changes="none")
    others = [one.slug for one in made.decision.candidates if one.slug != made.decision.role]
    assert told.roles == (made.decision.role, others[0])
    assert told.wanted == others[0]
    assert told.names[0] == "Baker"


def test_a_role_named_is_the_one_compared_even_with_itself(records, tiny_pipeline):
    told = explain(records["bread"], tiny_pipeline.settings, against="waiter", changes="none")
    assert (told.roles, told.wanted) == (("baker", "waiter"), "waiter")
    assert explain(records["bread"], tiny_pipeline.settings, against="baker", changes="none").roles == (
        "baker",
    )


def test_a_label_that_was_missed_is_tried_for(records, tiny_pipeline):
    made = records["bread"]
    missed = dataclasses.replace(made, jd=dataclasses.replace(made.jd, label="Waiter"))
    told = explain(missed, tiny_pipeline.settings, pipeline=tiny_pipeline, changes="none")
    assert (told.roles, told.wanted) == (("baker", "waiter"), "waiter")
    right = dataclasses.replace(made, jd=dataclasses.replace(made.jd, label="baker"))
    assert (
        explain(right, tiny_pipeline.settings, changes="none").wanted
        == told.record.decision.candidates[1].slug
    )


def test_the_deciding_signal_has_the_widest_gap(records, tiny_pipeline):
    told = explain(records["bread"], tiny_pipeline.settings, against="electrician", changes="none")
    assert told.decisive == max(told.gaps, key=told.gaps.get) == "alias"
    frame = told.to_frame().set_index("signal")
    assert frame.loc["alias", "gap"] == 6.0
    assert frame["baker adds"].sum() == pytest.approx(sum(added[0] for added in told.contributions.values()))
    assert list(frame.index) == list(WEIGHTED_SIGNALS)


def test_without_a_role_the_best_candidate_is_tried_for(explained):
    told = explained["foreign"]
    best = told.record.decision.candidates
    assert told.roles == tuple(one.slug for one in best[:2])
    assert told.wanted == best[0].slug
    assert str(told).startswith("no role (case E")
    assert all(one.outcome.role is not None for one in told.counterfactuals if "role" in one.flips)


def test_a_rejected_text_is_explained_by_its_reason(explained):
    told = explained["no-ad"]
    assert (told.roles, told.decisive, told.gap, told.counterfactuals, told.sources) == (
        (),
        None,
        None,
        (),
        (),
    )
    assert "REJECT" in str(told)
    assert len(told.to_frame()) == len(WEIGHTED_SIGNALS)
    assert "Not classified" in told._repr_html_()


def test_text_lists_what_spoke_and_what_stands_behind_it(explained):
    said = str(explained["bread"])
    assert said.splitlines()[0].startswith("baker (case A, 100%): ")
    assert "decided most by alias" in said
    assert "baker: “Bread Baker” ~ “bread baker” by bread, baker (1.00)" in said
    assert "centroid" not in said  # it added nothing


def test_what_is_not_enough_is_said_plainly(explained):
    told = explained["bread"]  # a baker through and through
    assert not any(one.reaches for one in told.counterfactuals)
    assert told.notes == (
        "No single threshold, weight, addition to its catalog entry or removal from the chosen role's entry "
        "makes it Pastry Chef.",
    )
    assert {one.kind for one in told.nearest} == {"weight", "addition", "removal"}
    assert all(0 < one.gap < told.gap and "still leads" in one.sentence for one in told.nearest)


def test_other_settings_than_those_that_decided_are_told(records, tiny_pipeline):
    other = other_settings(tiny_pipeline, accept={"min_confidence": 1.0}, new_role={"max": 1.0})
    told = explain(records["vague"], other.settings, changes="settings")
    assert "do not decide it as it was decided" in told.notes[0]
    told = explain(records["vague"], tiny_pipeline.settings, pipeline=other, changes="none")
    assert "not the one that it was classified with" in told.notes[0]


def test_without_a_pipeline_the_record_alone_is_explained(records, tiny_pipeline):
    told = explain(records["vague"], tiny_pipeline.settings)
    assert told.sources == ()
    assert {one.kind for one in told.counterfactuals} <= {"threshold", "weight"}


def test_a_role_that_was_no_candidate_can_be_compared_with_a_pipeline(tiny_pipeline):
    few = other_settings(tiny_pipeline, signals={"candidates": 5, "reported_roles": 5})
    made = few.classify(JobDescription(id="1", text="", title="Pipe Fitter"))
    missing = next(
        role.slug
        for role in few.snapshot.roles
        if role.slug not in {one.slug for one in made.decision.candidates}
    )
    told = explain(made, few.settings, against=missing, pipeline=few)
    assert told.roles == ("plumber", missing)
    assert "was not among the 5 candidates that were kept" in " ".join(told.notes)
    assert any(
        one.outcome.role == missing or one.gap is not None for one in (*told.counterfactuals, *told.nearest)
    )
    with pytest.raises(JdworkError, match=f"'{missing}' was no candidate for this JD"):
        explain(made, few.settings, against=missing)


def test_everything_is_escaped(tiny_pipeline):
    evil = "<img src=x onerror=alert(1)>"
    text = f"You will knead dough {evil} and shape loaves before dawn. {evil} Sourdough is a must."
    made = tiny_pipeline.classify(JobDescription(id=evil, text=text, title=evil))
    made = dataclasses.replace(made, decision=dataclasses.replace(made.decision, reason=evil))
    told = explain(made, tiny_pipeline.settings, pipeline=tiny_pipeline)
    for page in (told._repr_html_(), told.to_html()):
        assert "<img" not in page
        assert "&lt;img" in page


def test_it_can_be_written_as_json(explained):
    for told in explained.values():
        body = json.loads(json.dumps(told.to_dict()))
        assert body["id"] == told.record.jd.id
        assert [one["signal"] for one in body["signals"]] == list(WEIGHTED_SIGNALS)
        assert len(body["counterfactuals"]) == len(told.counterfactuals)
    edits = [one["change"] for one in explained["contradicted"].to_dict()["counterfactuals"]]
    assert {"setting", "edit"} <= {key for change in edits for key in change}


def test_a_role_that_was_no_candidate_is_told(records, tiny_pipeline):
    with pytest.raises(JdworkError, match=r"'bakker' was no candidate.*Did you mean 'baker'"):
        explain(records["bread"], tiny_pipeline.settings, against="bakker")


def test_a_role_that_does_not_exist_is_told(records, tiny_pipeline):
    with pytest.raises(JdworkError, match=r"There is no role 'bakker' in the catalog.*Did you mean 'baker'"):
        explain(records["bread"], tiny_pipeline.settings, against="bakker", pipeline=tiny_pipeline)


def test_a_name_is_as_good_as_a_slug(records, tiny_pipeline: Pipeline):
    told = explain(
        records["bread"],
        tiny_pipeline.settings,
        against="Pastry Chef",
        pipeline=tiny_pipeline,
        changes="none",
    )
    assert told.roles == ("baker", "pastry-chef")
