"""Fitting the evidence weights: planted weights are found, and signals only ever speak for a role."""

import numpy as np
import pytest

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.evaluate import fit_weights, pool
from tests.evaluate.labelled import labelled


def fitted(*inputs):
    return fit_weights(pool(inputs, folds=5))


def test_planted_weights_are_found():
    weights = fitted(labelled(4000, weights={"skill": 6.0, "kra": 3.0}))
    assert weights["skill"] == pytest.approx(6.0, abs=0.7)
    assert weights["kra"] == pytest.approx(3.0, abs=0.7)


def test_a_signal_that_never_varies_is_left_out():
    assert set(fitted(labelled(weights={"skill": 5.0}))) == {"skill"}
    assert "skill_reported" not in WEIGHTED_SIGNALS


def test_a_signal_that_speaks_against_the_role_gets_no_weight_below_zero():
    assert fitted(labelled(weights={"skill": 5.0, "kra": -4.0}))["kra"] == 0


def test_rows_left_out_have_no_say():
    honest, wrong = labelled(weights={"skill": 6.0}), labelled(weights={"skill": 6.0}, seed=1, first=600)
    both = pool([honest, wrong], folds=5)
    assert fit_weights(both, both.source == 0) == fitted(honest)


def test_padding_has_no_say():
    narrow, wide = labelled(k=4, weights={"skill": 6.0}), labelled(k=9, weights={"skill": 6.0}, first=600)
    both = pool([narrow, wide], folds=5)
    assert fit_weights(both, both.source == 0) == fitted(narrow)


def test_where_there_is_nothing_to_fit_on_nothing_is_fitted():
    some = pool([labelled(weights={"skill": 6.0})], folds=5)
    assert fit_weights(some, np.zeros(len(some), dtype=bool)) == {}
