"""Fusing signals: the weights of each JD, the sum, and what is left without the title."""

import numpy as np
from hypothesis import given

from jdwork.config import Settings
from jdwork.decide import WEIGHTED_SIGNALS, evidence, has_model, weights_of
from jdwork.decide.fusion import TITLE_SIGNALS
from tests.decide.tables import table
from tests.decide.test_rules import batches

SETTINGS = Settings()


@given(batches)
def test_evidence_is_the_weighted_sum_of_the_signals(rows):
    made = table(rows)
    weights = weights_of(made, SETTINGS)
    for with_title in (True, False):
        total = sum(
            weights[:, place, None] * getattr(made, name).astype(np.float64)
            for place, name in enumerate(WEIGHTED_SIGNALS)
            if with_title or name not in TITLE_SIGNALS
        )
        found = evidence(made, SETTINGS, with_title=with_title)
        there = made.roles >= 0
        np.testing.assert_allclose(found[there], total[there], rtol=1e-4, atol=1e-4)
        assert (found[~there] == -np.inf).all()


def test_a_jd_of_which_a_role_model_speaks_has_its_own_weights():
    made = table([[{"kra": 0.5}, {}], [{"kra": 0.5}, {"learned": 0.01}]])
    assert has_model(made).tolist() == [False, True]
    plain, spoken = weights_of(made, SETTINGS)
    place = WEIGHTED_SIGNALS.index("kra")
    np.testing.assert_allclose(
        [plain[place], spoken[place]], [SETTINGS.evidence.kra, SETTINGS.evidence_with_model.kra], rtol=1e-6
    )
    assert weights_of(made, SETTINGS).shape == (2, len(WEIGHTED_SIGNALS))
