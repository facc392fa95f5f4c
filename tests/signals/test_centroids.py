"""Centroids tell roles apart by what they do not share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.signals.centroids import Centroids, centroid_scores, empty_centroids


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# Every row speaks the language of advertisements (first axis) far louder than that of its trade.
MEANS = unit([[10, 1, 0, 0], [10, 0, 1, 0], [10, 0, 0, 1]])
JDS = unit([[10, 2, 0, 0], [10, 0, 0, 2]])


def test_a_jd_resembles_the_centroid_of_its_kind_and_no_other():
    assert (JDS @ MEANS.T).min() > 0.9, "plain cosines hardly tell them apart"
    scores = centroid_scores(JDS, Centroids(MEANS, np.array([9, 9, 9])), min_count=3)
    assert scores.dtype == np.float32
    assert scores.argmax(axis=1).tolist() == [0, 2]
    assert scores.max(axis=1).min() > 0.9
    assert np.sort(scores, axis=1)[:, :2].max() == 0


def test_a_centroid_of_few_jds_says_nothing_and_shifts_no_other():
    held = centroid_scores(JDS, Centroids(MEANS, np.array([3, 2, 3])), min_count=3)
    assert not held[:, 1].any()
    alone = centroid_scores(JDS, Centroids(MEANS[[0, 2]], np.array([3, 3])), min_count=3)
    np.testing.assert_array_equal(held[:, [0, 2]], alone)


@pytest.mark.parametrize("counts", [(0, 0, 0), (9, 0, 0), (9, 2, 2)])
def test_the_only_centroid_says_nothing(counts):
    """There is nothing to tell it from."""
    assert not centroid_scores(JDS, Centroids(MEANS, np.array(counts)), min_count=3).any()


def test_a_text_without_a_vector_resembles_nothing():
    scores = centroid_scores(np.zeros((1, 4), np.float32), Centroids(MEANS, np.full(3, 9)), min_count=3)
    assert not scores.any()


def test_there_may_be_no_jds_and_no_roles():
    assert centroid_scores(JDS[:0], Centroids(MEANS, np.full(3, 9)), min_count=3).shape == (0, 3)
    assert centroid_scores(JDS, empty_centroids(0, 4), min_count=3).shape == (2, 0)


@given(st.permutations(range(3)), st.integers(0, 2**31))
def test_the_order_of_roles_changes_no_score(order, seed):
    random = np.random.default_rng(seed)
    means, jds = unit(random.normal(1, 1, (3, 8))), unit(random.normal(1, 1, (5, 8)))
    counts = np.array([3, 4, 5])
    whole = centroid_scores(jds, Centroids(means, counts), min_count=3)
    shuffled = centroid_scores(jds, Centroids(means[order], counts[order]), min_count=3)
    assert (whole >= 0).all()
    assert (whole <= 1 + 1e-5).all()
    np.testing.assert_allclose(shuffled, whole[:, order], atol=1e-5)


def test_the_hash_follows_counts_and_vectors():
    made = Centroids(MEANS, np.array([1, 2, 3]))
    assert made.content_hash == Centroids(MEANS.copy(), np.array([1, 2, 3], dtype=np.int32)).content_hash
    assert made.content_hash != Centroids(MEANS, np.array([1, 2, 4])).content_hash
    assert made.content_hash != Centroids(MEANS[::-1], np.array([1, 2, 3])).content_hash
