"""Fitting the evidence weights: planted weights are found, labels decide, folds hold ids together."""

import numpy as np
import pytest

from jdwork.decide import WEIGHTED_SIGNALS
from jdwork.errors import JdworkError
from jdwork.evaluate import LabelledSignals, fit_weights
from jdwork.signals import SIGNALS, SignalTable


def labelled(n=600, k=6, *, weights, seed=0, name="run"):
    """JDs whose right role is drawn from the softmax of planted weights."""
    rng = np.random.default_rng(seed)
    columns = {signal: rng.uniform(size=(n, k)).astype(np.float32) for signal in SIGNALS}
    for signal in SIGNALS:
        if signal not in weights:
            columns[signal][:] = 0
    odds = sum(weight * columns[signal] for signal, weight in weights.items())
    noisy = odds + rng.gumbel(size=(n, k))
    table = SignalTable(
        ids=tuple(str(number) for number in range(n)),
        passed=np.ones(n, bool),
        roles=np.tile(np.arange(k, dtype=np.int32), (n, 1)),
        domains=np.zeros((n, k), np.int32),
        **columns,
    )
    return LabelledSignals(table, noisy.argmax(axis=1).astype(np.int32), name)


def test_planted_weights_are_found():
    report = fit_weights([labelled(4000, weights={"skill": 6.0, "kra": 3.0})])
    assert report.weights["skill"] == pytest.approx(6.0, abs=0.7)
    assert report.weights["kra"] == pytest.approx(3.0, abs=0.7)


def test_a_signal_that_never_varies_is_left_out():
    assert set(fit_weights([labelled(weights={"skill": 5.0})]).weights) == {"skill"}
    assert "skill_reported" not in WEIGHTED_SIGNALS


def test_a_signal_that_speaks_against_the_role_gets_no_weight_below_zero():
    report = fit_weights([labelled(weights={"skill": 5.0, "kra": -4.0})])
    assert report.weights["kra"] == 0


def test_shuffled_labels_are_worth_no_more_than_chance():
    honest = labelled(1200, weights={"skill": 8.0})
    shuffled = LabelledSignals(honest.table, np.random.default_rng(1).permutation(honest.gold), "null")
    assert fit_weights([honest]).accuracy["run"] > 0.5
    assert fit_weights([shuffled]).accuracy["null"] == pytest.approx(1 / 6, abs=0.05)


def test_accuracy_is_reported_per_input_and_over_all_labelled_jds():
    easy, hard = labelled(weights={"skill": 30.0}, name="easy"), labelled(weights={"skill": 1.0}, name="hard")
    unknown = easy.gold.copy()
    unknown[:300] = 99  # the right role is no candidate: counted, and never right
    report = fit_weights([LabelledSignals(easy.table, unknown, "easy"), hard])
    assert report.accuracy["hard"] < report.accuracy["easy"] <= 0.5


def test_too_few_labels_are_refused_with_the_number_needed():
    with pytest.raises(JdworkError, match=r"20 labelled JDs .* 50 are needed"):
        fit_weights([labelled(20, weights={"skill": 1.0})])
