"""The decision table: every case, the order between them, and the laws of its thresholds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import CASES, SUPPORT_FEATURES, decide
from jdwork.signals import SIGNALS
from tests.decide.tables import table

ALONE = dict.fromkeys(SUPPORT_FEATURES, 0.0) | {"best": 1.0}
"""Support by the best evidence alone."""

SETTINGS = Settings.model_validate(
    {
        "evidence": {
            "alias": 4.0, "title": 0.0, "kra": 0.0, "kra_corrected": 10.0, "profile": 0.0, "lexical": 0.0,
            "title_semantic": 0.0, "skill": 5.0, "centroid": 0.0, "learned": 0.0,
        },
        "evidence_with_model": {
            "alias": 2.0, "title": 0.0, "kra": 0.0, "kra_corrected": 5.0, "profile": 0.0, "lexical": 0.0,
            "title_semantic": 0.0, "skill": 2.0, "centroid": 0.0, "learned": 8.0,
        },
        "support": ALONE | {"intercept": -5.0},
        "support_with_model": ALONE | {"intercept": -7.0},
        "calibration": {
            "slope": 1.0, "offset": 0.0, "set_threshold": 0.1,
            "slope_with_model": 0.5, "offset_with_model": -0.5, "set_threshold_with_model": 0.2,
        },
        "b": {"margin": 3.0}, "kra": {"floor": 0.3}, "skill": {"floor": 0.1}, "domain": {"floor": 0.5},
        "new_role": {"max": 0.2, "max_with_model": 0.2}, "accept": {"min_confidence": 0.6},
    }
)  # fmt: skip


def with_setting(section, key, value):
    return SETTINGS.model_copy(update={section: getattr(SETTINGS, section).model_copy(update={key: value})})


def case_of(decisions, row=0):
    return CASES[decisions.case[row]]


STRONG = {"kra": 0.6, "kra_corrected": 0.6, "skill": 0.5}
WEAK = {"kra": 0.1, "kra_corrected": 0.1}


def test_a_text_that_did_not_pass_is_rejected_whatever_its_signals():
    decided = decide(table([[{**STRONG, "alias": 1}, WEAK]], passed=[False]), SETTINGS)
    assert (case_of(decided), decided.role[0], decided.confidence[0]) == ("REJECT", -1, 0)


def test_two_roles_with_the_title_are_a_collision_and_the_evidence_chooses():
    decided = decide(table([[{**WEAK, "alias": 1}, {**STRONG, "alias": 1}, STRONG]]), SETTINGS)
    assert (case_of(decided), decided.role[0]) == ("D", 1)


def test_a_collision_never_goes_to_a_role_without_the_title():
    best = {"kra": 1.0, "kra_corrected": 1.0, "skill": 1.0}
    decided = decide(table([[{**WEAK, "alias": 1}, {**WEAK, "alias": 1}, best]]), SETTINGS)
    assert (case_of(decided), decided.role[0]) == ("D", 0)


def test_one_alias_role_that_the_evidence_bears_out_is_chosen():
    decided = decide(table([[{**STRONG, "alias": 1}, WEAK]]), SETTINGS)
    assert (case_of(decided), decided.role[0]) == ("A", 0)


def test_a_small_lead_of_another_role_does_not_contradict_the_alias():
    decided = decide(table([[{"kra_corrected": 0.5, "alias": 1}, {"kra_corrected": 0.79}]]), SETTINGS)
    assert (case_of(decided), decided.role[0]) == ("A", 0)


def test_a_lead_of_the_margin_does_and_the_better_of_the_two_is_chosen():
    near = decide(table([[{"kra_corrected": 0.2, "alias": 1}, {"kra_corrected": 0.55}]]), SETTINGS)
    far = decide(table([[{"kra_corrected": 0.2, "alias": 1}, {"kra_corrected": 0.95}]]), SETTINGS)
    assert (case_of(near), near.role[0]) == ("B", 0)
    assert (case_of(far), far.role[0]) == ("B", 1)


def test_without_an_alias_kra_and_skill_tops_that_agree_decide():
    decided = decide(table([[WEAK, STRONG]]), SETTINGS)
    assert (case_of(decided), decided.role[0]) == ("C", 1)


@pytest.mark.parametrize("floor", [("kra", "floor", 0.7), ("skill", "floor", 0.6)])
def test_tops_below_a_floor_do_not(floor):
    decided = decide(table([[WEAK, STRONG]]), with_setting(*floor))
    assert case_of(decided) == "DOMAIN"


def test_split_signals_go_to_the_best_role_of_the_leading_domain():
    rows = [[
        {"kra": 0.7, "kra_corrected": 0.70, "domain": 0},
        {"kra_corrected": 0.68, "domain": 1},
        {"kra_corrected": 0.67, "skill": 0.01, "domain": 1},
    ]]  # fmt: skip
    decided = decide(table(rows), SETTINGS)
    assert case_of(decided) == "DOMAIN"
    assert (decided.domain[0], decided.role[0]) == (1, 1)


def test_where_no_domain_stands_out_the_best_role_is_taken_and_queued():
    rows = [
        [
            {"kra_corrected": 0.6, "domain": 0},
            {"kra_corrected": 0.6, "skill": 0.01, "domain": 1},
            {"kra_corrected": 0.59, "domain": 2},
        ]
    ]
    decided = decide(table(rows), SETTINGS)
    assert (case_of(decided), decided.role[0], bool(decided.queued[0])) == ("DOMAIN", 1, True)


def test_support_below_the_threshold_proposes_a_new_role():
    decided = decide(table([[WEAK, {"kra_corrected": 0.2}]]), SETTINGS)
    assert (case_of(decided), decided.role[0], bool(decided.queued[0])) == ("E", -1, True)


def test_ties_fall_in_catalog_order():
    rows = [[{**STRONG, "role": 3}, {**STRONG, "role": 5}, {**STRONG, "role": 9}]]
    assert decide(table(rows), SETTINGS).role[0] == 3


def test_an_unsure_decision_is_queued_and_a_sure_one_is_not():
    decided = decide(table([[STRONG, STRONG], [STRONG, WEAK]]), SETTINGS)
    assert decided.queued.tolist() == [True, False]
    assert decided.confidence[0] == pytest.approx(0.5)


def test_an_empty_batch_and_an_empty_catalog_are_decided_too():
    assert len(decide(table([]), SETTINGS)) == 0
    decided = decide(table([[], []], passed=[True, False]), SETTINGS)
    assert [case_of(decided, row) for row in (0, 1)] == ["E", "REJECT"]


unit = st.integers(0, 20).map(lambda value: value / 20)
candidate = st.fixed_dictionaries(
    {name: unit for name in SIGNALS if name != "alias"}
    | {"alias": st.sampled_from([0.0, 0.0, 0.0, 1.0]), "domain": st.integers(0, 3)}
)
batches = st.lists(st.lists(candidate, min_size=1, max_size=5), min_size=1, max_size=6)


@given(batches)
def test_a_batch_is_decided_as_its_jds_one_by_one(rows):
    whole = table(rows)
    together = decide(whole, SETTINGS)
    for row in range(len(rows)):
        alone = decide(whole.take([row]), SETTINGS)
        for name in ("case", "role", "confidence", "queued", "domain"):
            assert getattr(alone, name)[0] == getattr(together, name)[row], name


@given(batches)
def test_padding_changes_nothing(rows):
    plain = decide(table(rows), SETTINGS)
    padded = decide(table([*rows, [{} for _ in range(7)]]), SETTINGS)
    for name in ("case", "role", "queued"):
        assert (getattr(plain, name) == getattr(padded, name)[: len(rows)]).all(), name
    np.testing.assert_allclose(plain.confidence, padded.confidence[: len(rows)], atol=1e-6)


@given(batches, unit, unit)
@settings(max_examples=60)
def test_raising_the_acceptance_threshold_only_queues_more(rows, one, other):
    low, high = sorted((one, other))
    before = decide(table(rows), with_setting("accept", "min_confidence", low))
    after = decide(table(rows), with_setting("accept", "min_confidence", high))
    assert (before.role == after.role).all()
    assert (before.queued <= after.queued).all()


@given(batches, unit, unit)
@settings(max_examples=60)
def test_raising_the_new_role_threshold_only_makes_new_roles_where_no_given_title_is_carried(
    rows, one, other
):
    low, high = sorted((one, other))
    before, after = (
        decide(
            table(rows),
            SETTINGS.model_copy(
                update={"new_role": SETTINGS.new_role.model_copy(update={"max": at, "max_with_model": at})}
            ),
        )
        for at in (low, high)
    )
    changed = before.case != after.case
    assert all(CASES[case] == "E" for case in after.case[changed])
    assert not (table(rows).alias[changed] >= 1).any()


@given(batches, st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60)
def test_raising_the_margin_only_turns_b_into_a(rows, one, other):
    low, high = sorted((one, other))
    before = decide(table(rows), with_setting("b", "margin", float(low)))
    after = decide(table(rows), with_setting("b", "margin", float(high)))
    changed = before.case != after.case
    assert all(CASES[case] == "B" for case in before.case[changed])
    assert all(CASES[case] == "A" for case in after.case[changed])


@given(batches)
def test_probabilities_sum_to_one_over_the_candidates(rows):
    decided = decide(table(rows), SETTINGS)
    np.testing.assert_allclose(decided.probability.sum(axis=1), 1, atol=1e-5)
    assert ((decided.confidence >= 0) & (decided.confidence <= 1)).all()


@given(batches, unit, unit)
@settings(max_examples=60)
def test_candidate_sets_hold_the_choice_and_shrink_as_their_threshold_rises(rows, one, other):
    low, high = sorted((one, other))
    both = [
        decide(
            table(rows),
            SETTINGS.model_copy(
                update={
                    "calibration": SETTINGS.calibration.model_copy(
                        update={"set_threshold": at, "set_threshold_with_model": at}
                    )
                }
            ),
        )
        for at in (low, high)
    ]
    assert (both[1].in_set <= both[0].in_set).all()
    chosen = both[0].column >= 0
    for decided in both:
        assert decided.in_set[chosen, decided.column[chosen]].all()
        assert not decided.in_set[~chosen].any()


def test_weights_and_calibration_follow_whether_a_role_model_speaks():
    row = [{"kra_corrected": 0.9}, {"kra_corrected": 0.8}]
    spoken = [{**row[0], "learned": 0.2}, {**row[1], "learned": 0.4}]
    decided = decide(table([row, spoken]), SETTINGS)
    assert decided.role.tolist() == [0, 1]
    np.testing.assert_allclose(decided.evidence[0], [9.0, 8.0], rtol=1e-6)
    np.testing.assert_allclose(decided.evidence[1], [6.1, 7.2], rtol=1e-6)
    odds = [np.log(p / (1 - p)) for p in (1 / (1 + np.exp(-1.0)), 1 / (1 + np.exp(-1.1)))]
    shown = [1 / (1 + np.exp(-odds[0])), 1 / (1 + np.exp(-(0.5 * odds[1] - 0.5)))]
    np.testing.assert_allclose(decided.confidence, shown, rtol=1e-5)


def test_a_new_role_is_as_sure_as_no_role_fits():
    decided = decide(table([[WEAK, {"kra_corrected": 0.2}]]), SETTINGS)
    assert case_of(decided) == "E"
    assert decided.confidence[0] == pytest.approx(1 - decided.support[0])
    assert decided.support[0] == pytest.approx(1 / (1 + np.exp(3.0)))


def test_a_role_model_has_a_support_threshold_of_its_own():
    row = [{"kra_corrected": 0.7, "learned": 0.1}, {"kra_corrected": 0.1}]
    low = decide(table([row]), with_setting("new_role", "max_with_model", 0.0))
    high = decide(table([row]), with_setting("new_role", "max_with_model", 1.0))
    assert (case_of(low), case_of(high)) == ("DOMAIN", "E")
