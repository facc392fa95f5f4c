"""Outcomes in words."""

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.explain import Outcome
from jdwork.explain.outcomes import decide_again, evidence_gap, in_words, outcome_of
from tests.decide.tables import table

BEFORE = Outcome("C", "baker", False, 0.9)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (BEFORE, "nothing"),
        (Outcome("C", "waiter", False), "WAITER instead of BAKER"),
        (Outcome("C", "baker", True), "queued for a person"),
        (
            Outcome("DOMAIN", "baker", False),
            "the same role, by case DOMAIN (best role of the leading domain) instead of C",
        ),
        (
            Outcome("E", None, True),
            "no role instead of BAKER: a new one is proposed, by case E (no role fits: new role proposed) "
            "instead of C, queued for a person",
        ),
    ],
)
def test_what_an_outcome_changes_is_said(after, said):
    assert in_words(BEFORE, after, str.upper) == said


def test_from_no_role_to_one():
    said = in_words(Outcome("E", None, True), Outcome("C", "baker", False), str.upper)
    assert said.startswith("BAKER, by case C") and said.endswith("accepted without a person")


def test_deciding_again_is_deciding(records, tiny_pipeline):
    for made in records.values():
        slugs = {one.column: one.slug for one in made.decision.candidates}
        if slugs:
            again = decide_again(made.signals, tiny_pipeline.settings, slugs)
            assert again == outcome_of(made.decision)


def test_the_gap_needs_both_roles():
    signals = table([[{"kra": 0.5}, {"kra": 0.25}]])
    weight = Settings().evidence.kra
    assert evidence_gap(signals, Settings(), 0, 1) == pytest.approx(0.25 * weight, abs=1e-4)
    assert evidence_gap(signals, Settings(), 0, None) is None
    assert np.isclose(evidence_gap(signals, Settings(), 1, 0), -evidence_gap(signals, Settings(), 0, 1))
