"""The nearest JDs by vector: by cosine, ties in the order of the run, zeros near to nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.errors import RunError
from jdwork.runs.nearest import NearestJds
from tests.runs.making import make_run


def test_the_nearest_come_first_and_never_the_jd_itself():
    near = NearestJds(["a", "b", "c", "d"], np.array([[1, 0], [2, 0.2], [0, 1], [1, 1]], dtype=np.float32))
    assert [one.id for one in near.of("a")] == ["b", "d", "c"]
    assert near.of("a", most=1)[0].similarity == pytest.approx(0.995, abs=1e-3)
    assert [one.id for one in near.of("a", among=["c", "a"])] == ["c"]


def test_a_jd_without_a_vector_is_near_to_nothing():
    near = NearestJds(["a", "b", "c"], np.array([[1, 0], [0, 0], [0, 1]], dtype=np.float32))
    assert near.of("b") == ()
    assert [one.id for one in near.of("a")] == ["c"]


def test_an_unknown_id_is_told_with_a_guess():
    with pytest.raises(RunError, match=r"'breed'.*Did you mean 'bread'"):
        NearestJds(["bread"], np.ones((1, 2), dtype=np.float32)).of("breed")


def test_what_is_kept_in_half_precision_answers_the_same(monkeypatch):
    rows = np.random.default_rng(0).normal(size=(60, 8))
    ids = [str(row) for row in range(len(rows))]
    found = NearestJds(ids, rows).of("7", most=20)
    monkeypatch.setattr("jdwork.runs.nearest.WIDENED", 0)
    assert NearestJds(ids, rows).of("7", most=20) == found


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_it_agrees_with_a_plain_sort(seed, most):
    draws = np.random.default_rng(seed)
    rows = draws.integers(-2, 3, size=(int(draws.integers(1, 30)), 3)).astype(np.float32)
    near = NearestJds([str(row) for row in range(len(rows))], rows)
    found = near.of("0", most=most)
    lengths = np.linalg.norm(rows, axis=1)
    others = [row for row in range(1, len(rows)) if lengths[row] > 0] if lengths[0] else []
    best = sorted((float(rows[0] @ rows[row] / lengths[0] / lengths[row]) for row in others), reverse=True)
    assert [one.similarity for one in found] == pytest.approx(best[:most], abs=2e-3)


def test_vectors_are_read_from_a_run(tiny_pipeline, tmp_path):
    near = NearestJds.read(make_run(tmp_path / "run", tiny_pipeline))
    assert "bread" in near
    assert len(near.of("bread", most=3)) == 3
