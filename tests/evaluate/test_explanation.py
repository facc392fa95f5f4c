"""Explanations: they add up, they name the deciding signal, they escape."""

from __future__ import annotations

import dataclasses

import pytest

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.errors import JdworkError
from jdwork.evaluate import explain
from jdwork.text import JobDescription
from tests.runs.making import ads


@pytest.fixture(scope="module")
def records(tiny_pipeline):
    return {made.jd.id: made for made in tiny_pipeline.classify_batch(ads())}


def test_contributions_sum_to_the_evidence(records, tiny_pipeline):
    for made in records.values():
        for against in [None, *(candidate.slug for candidate in made.decision.candidates)]:
            told = explain(made, tiny_pipeline.settings, against=against)
            evidence = {candidate.slug: candidate.evidence for candidate in made.decision.candidates}
            for number, role in enumerate(told.roles):
                assert sum(added[number] for added in told.contributions.values()) == pytest.approx(
                    evidence[role], abs=1e-4 * len(WEIGHTED_SIGNALS)
                )


def test_the_chosen_role_comes_first_then_the_best_other(records, tiny_pipeline):
    told = explain(records["contradicted"], tiny_pipeline.settings)
    assert told.roles[0] == "electrician"
    others = [one.slug for one in records["contradicted"].decision.candidates if one.slug != "electrician"]
    assert told.roles[1] == others[0]


def test_the_deciding_signal_has_the_widest_gap(records, tiny_pipeline):
    told = explain(records["bread"], tiny_pipeline.settings, against="electrician")
    gaps = {signal: added[0] - added[1] for signal, added in told.contributions.items()}
    assert told.decisive == max(gaps, key=gaps.get) == "alias"
    frame = told.to_frame().set_index("signal")
    assert frame.loc["alias", "gap"] == 6.0
    assert frame["baker adds"].sum() == pytest.approx(sum(added[0] for added in told.contributions.values()))
    assert list(frame.index) == list(WEIGHTED_SIGNALS)


def test_without_a_role_the_best_candidates_are_compared(records, tiny_pipeline):
    told = explain(records["foreign"], tiny_pipeline.settings)
    assert told.roles == tuple(one.slug for one in records["foreign"].decision.candidates[:2])
    assert str(told).startswith("no role (case E")


def test_a_rejected_text_is_explained_by_its_reason(records, tiny_pipeline):
    told = explain(records["no-ad"], tiny_pipeline.settings)
    assert (told.roles, told.decisive) == ((), None)
    assert "REJECT" in str(told)
    assert len(told.to_frame()) == len(WEIGHTED_SIGNALS)
    assert "Not classified" in told._repr_html_()


def test_text_lists_what_spoke(records, tiny_pipeline):
    said = str(explain(records["bread"], tiny_pipeline.settings))
    assert said.splitlines()[0].startswith("baker (case A, 100%): ")
    assert "decided most by alias" in said
    assert "centroid" not in said  # it added nothing


def test_everything_is_escaped(tiny_pipeline):
    evil = "<img src=x onerror=alert(1)>"
    made = tiny_pipeline.classify(JobDescription(id="1", text="", title=evil))
    made = dataclasses.replace(made, decision=dataclasses.replace(made.decision, reason=evil))
    page = explain(made, tiny_pipeline.settings)._repr_html_()
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_role_that_was_no_candidate_is_told(records, tiny_pipeline):
    with pytest.raises(JdworkError, match=r"'bakker' was no candidate.*Did you mean 'baker'"):
        explain(records["bread"], tiny_pipeline.settings, against="bakker")
