"""Whitening takes off what all rows share, and is safe on few rows."""

import numpy as np
import pytest

from jdwork.signals.whitening import fit_whitening


def rows(n=400, d=6, seed=0):
    made = np.random.default_rng(seed).normal(size=(n, d)) * [5, 2, 1, 1, 1, 0.5] + [4, 0, 0, 0, 0, 0]
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_rows_come_out_with_unit_length_and_no_common_direction():
    given = rows()
    made = fit_whitening(given)(given)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert np.linalg.norm(given.mean(axis=0)) > 2 * np.linalg.norm(made.mean(axis=0))


def test_full_strength_evens_out_all_directions():
    given = rows()
    whitening = fit_whitening(given, strength=0.5)
    spread = np.var((given - whitening.center) @ whitening.matrix, axis=0)
    assert spread.max() / spread.min() < 1.5
    assert np.var(given, axis=0).max() / np.var(given, axis=0).min() > 4


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_rows_change_nothing(n):
    given = rows(n=5)
    np.testing.assert_allclose(fit_whitening(given[:n])(given), given, atol=1e-6)


def test_equal_rows_do_not_break_it():
    given = np.tile(rows(n=1), (4, 1))
    assert np.isfinite(fit_whitening(given)(rows(n=3))).all()
