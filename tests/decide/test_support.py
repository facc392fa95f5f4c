"""Support: what tells ads of unknown roles, and that better evidence never hurts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import SUPPORT_FEATURES, evidence, support, support_features
from tests.decide.tables import table
from tests.decide.test_rules import batches, unit

SETTINGS = Settings.model_validate(
    {
        "support": {"intercept": -3.0, "best": 0.3, "lead": 0.2, "alias": 2.0, "stranger": 5.0,
                    "kra_corrected": 1.0, "lexical": 2.0, "skill": 3.0, "learned": 0.0},
        "support_with_model": {"intercept": -1.0, "best": 0.1, "lead": 0.2, "alias": 1.0, "stranger": 3.0,
                               "kra_corrected": 1.0, "lexical": 2.0, "skill": 3.0, "learned": 4.0},
    }
)  # fmt: skip


def supported(rows):
    made = table(rows)
    return support(made, evidence(made, SETTINGS), SETTINGS)


def features(rows):
    made = table(rows)
    found = support_features(made, evidence(made, SETTINGS))
    return [dict(zip(SUPPORT_FEATURES, row.tolist(), strict=True)) for row in found]


@given(batches)
def test_a_batch_is_supported_as_its_jds_one_by_one(rows):
    together = supported(rows)
    whole = table(rows)
    for row in range(len(rows)):
        alone = whole.take([row])
        assert support(alone, evidence(alone, SETTINGS), SETTINGS)[0] == together[row]


@given(batches, st.integers(0, 5), unit)
def test_more_evidence_for_the_best_role_never_lowers_support(rows, row, more):
    made = table(rows)
    row %= len(rows)
    before = evidence(made, SETTINGS)
    after = before.copy()
    after[row, before[row].argmax()] += more
    raised = support(made, after, SETTINGS) - support(made, before, SETTINGS)
    assert (raised >= -1e-6).all()


def test_a_given_title_that_no_role_carries_is_a_stranger():
    carried, stranger, read, silent = features(
        [
            [{"alias": 1.0, "title": 1.0, "title_semantic": 0.9}],
            [{"title": 0.3, "title_semantic": 0.2}],
            [{"title": 0.4}],
            [{"lexical": 0.5}],
        ]
    )
    assert [one["stranger"] for one in (carried, stranger, silent)] == [0, -1, 0]
    assert read["stranger"] == pytest.approx(-0.4)
    low, high = supported([[{"title": 0.3, "title_semantic": 0.2}], [{"lexical": 0.0}]])
    assert low < high


def test_the_lead_is_that_over_the_second_and_bounded():
    near, alone, far = features(
        [[{"skill": 0.5}, {"skill": 0.4}], [{"skill": 0.5}], [{"lexical": 1.0, "alias": 9.0}, {}]]
    )
    assert near["lead"] == pytest.approx(0.1 * SETTINGS.evidence.skill, abs=1e-4)
    assert alone["lead"] == far["lead"] == 20.0
    assert near["skill"] == 0.5


def test_jds_of_which_a_role_model_speaks_have_weights_of_their_own():
    plain, spoken = supported([[{}, {}], [{"learned": 0.5}, {}]])
    assert plain == pytest.approx(1 / (1 + np.exp(3.0)), rel=1e-4)
    lead = SETTINGS.evidence_with_model.learned * 0.5
    assert spoken == pytest.approx(1 / (1 + np.exp(1.0 - 2.0 - 0.3 * lead)), rel=1e-4)


def test_where_there_is_no_candidate_nothing_fits():
    assert supported([[], []]).tolist() == [0, 0]
    assert supported([[{"skill": 1.0}], []])[1] == 0
