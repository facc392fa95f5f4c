"""Profiles, wording and centroids: what a JD as a whole resembles."""

import numpy as np
import pytest

from jdwork.embed import HashingEncoder
from jdwork.signals.centroids import Centroids, centroid_scores, empty_centroids
from jdwork.signals.kra import build_kra_index
from jdwork.signals.lexical import build_lexical_index, lexical_scores
from jdwork.signals.profile import build_profile_index, profile_scores
from jdwork.signals.table import unit_rows
from tests.signals.trades import trades

BREAD = "Kneads sourdough and shapes loaves of bread at the oven."
LOCKS = "Opens jammed locks and cuts keys for customers."


def test_a_jd_resembles_the_profile_of_its_role():
    encoder = HashingEncoder(256)
    kras = build_kra_index(trades(), encoder)
    scores = profile_scores(encoder.encode([BREAD, LOCKS, ""]), build_profile_index(trades(), kras, encoder))
    assert scores[0].argmax() == 0
    assert scores[1].argmax() == 2
    assert not scores[2].any()
    assert ((scores >= 0) & (scores <= 1 + 1e-6)).all()


def test_wording_points_at_the_role_that_uses_it():
    scores = lexical_scores([BREAD, LOCKS, "zebra"], build_lexical_index(trades()))
    assert scores[0].argmax() == 0
    assert scores[1].argmax() == 2
    assert not scores[2].any()


def test_no_texts_and_no_roles_are_no_error():
    assert lexical_scores([], build_lexical_index(trades())).shape == (0, 3)


def test_a_centroid_of_too_few_jds_says_nothing():
    vectors = np.eye(3, dtype=np.float32)
    centroids = Centroids(vectors, np.array([9, 5, 4]))
    scores = centroid_scores(vectors, centroids, min_count=5)
    np.testing.assert_allclose(scores, [[1, 0, 0], [0, 1, 0], [0, 0, 0]], atol=1e-6)


def test_what_all_centroids_share_does_not_count():
    shared = unit_rows(np.array([[1, 0.2, 0], [1, -0.2, 0]], dtype=np.float32))
    scores = centroid_scores(shared, Centroids(shared, np.array([5, 5])), min_count=5)
    np.testing.assert_allclose(scores, np.eye(2), atol=1e-5)


@pytest.mark.parametrize("counts", [[0, 0], [9, 0]])
def test_one_centroid_alone_tells_nothing_apart(counts):
    rows = np.eye(2, dtype=np.float32)
    assert not centroid_scores(rows, Centroids(rows, np.array(counts)), min_count=5).any()


def test_the_hash_of_centroids_follows_their_content():
    one, same, other = (
        empty_centroids(2, 3),
        empty_centroids(2, 3),
        Centroids(np.zeros((2, 3), np.float32), np.array([0, 1])),
    )
    assert one.content_hash == same.content_hash != other.content_hash


def test_rows_of_zero_stay_zero():
    np.testing.assert_allclose(
        unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)), [[0.6, 0.8], [0, 0]]
    )
    assert unit_rows(np.array([[3.0, 4.0]], np.float32))[0, 0] == pytest.approx(0.6)
