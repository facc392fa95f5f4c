"""One pass over all pairs of KRAs gives what pair-by-pair comparison gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.catalog.lint import near
from jdwork.catalog.lint.near import kra_nearness


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=6), st.integers(0, 99), st.integers(1, 40))
def test_it_agrees_with_plain_loops(counts, seed, block):
    n = sum(counts)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    roles = np.repeat(np.arange(len(counts)), counts)
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(n, 5)) + 0.5) if n else np.zeros((0, 5), dtype=np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "BLOCK", block)
        made = kra_nearness(vectors, starts, same_from=0.8)
    cosine = vectors @ vectors.T
    for one in range(n):
        own = [cosine[one, other] for other in range(n) if other != one and roles[other] == roles[one]]
        best = {
            role: max(cosine[one, other] for other in range(n) if roles[other] == role)
            for role in set(roles.tolist()) - {roles[one]}
        }
        assert made.own[one] == pytest.approx(max(own, default=-1), abs=1e-5)
        assert made.rank[one] == 1 + sum(value > max(own, default=-1) for value in best.values())
        assert made.rival[one] == (max(best, key=lambda role: best[role]) if best else -1)
    for first, mine in enumerate(counts):
        for second, theirs in enumerate(counts):
            if first != second and mine and theirs:
                expected = np.mean(
                    [cosine[one, roles == second].max() for one in np.flatnonzero(roles == first)]
                )
                assert made.overlap[first, second] == pytest.approx(expected, abs=1e-5)
            elif not mine or not theirs:
                assert made.overlap[first, second] == 0
    pairs = {
        (a, b) for a in range(n) for b in range(a + 1, n) if roles[a] != roles[b] and cosine[a, b] >= 0.8
    }
    assert {pair[:2] for pair in made.same} == pairs


def test_what_is_taken_off_hubs_changes_ranks_and_not_overlap():
    vectors = unit(np.array([[1.0, 0], [0.9, 0.4], [1.0, 0.1], [0, 1]]))
    starts = np.array([0, 2, 4])
    plain = kra_nearness(vectors, starts, same_from=2)
    corrected = kra_nearness(
        vectors, starts, same_from=2, correction=np.array([0, 0, 0.5, 0], dtype=np.float32)
    )
    assert (plain.rank[0], corrected.rank[0]) == (2, 1)
    assert np.array_equal(plain.overlap, corrected.overlap)
