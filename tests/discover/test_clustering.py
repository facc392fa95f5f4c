"""Average linkage, and the clusters that it makes of JDs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform

from jdwork.config.settings import NewRoleSettings
from jdwork.discover import average_linkage, cluster_unknown
from jdwork.discover import clustering as module
from jdwork.discover.clustering import likeness_parts
from tests.discover.making import asking
from tests.record.factory import snapshot

CATALOG = snapshot()
CLOSE = NewRoleSettings(cluster_distance=0.5)


def unit_rows(seed, n, width=5):
    rows = np.random.default_rng(seed).normal(size=(n, width)) + 0.7
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def partition(labels):
    groups = {}
    for place, label in enumerate(labels):
        groups.setdefault(int(label), set()).add(place)
    return {frozenset(group) for group in groups.values()}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.sampled_from([0.05, 0.2, 0.4, 0.7]))
def test_it_is_the_average_linkage_of_scipy(seed, n, distance):
    rows = unit_rows(seed, n)
    found = average_linkage(rows[:, :3], csr_matrix(rows[:, 3:]), distance=distance)
    far = np.clip(1 - rows @ rows.T, 0, None)
    tree = linkage(squareform(far, checks=False), "average")
    assert partition(found) == partition(fcluster(tree, distance, "distance"))


@pytest.mark.parametrize("block", [1, 3, 1_000])
def test_blocks_do_not_change_the_clusters(monkeypatch, block):
    rows = unit_rows(7, 50)
    whole = average_linkage(rows, csr_matrix((50, 0)), distance=0.3)
    monkeypatch.setattr(module, "BLOCK", block)
    assert average_linkage(rows, csr_matrix((50, 0)), distance=0.3).tolist() == whole.tolist()


def test_many_rows_that_are_all_the_same_are_joined_in_a_few_rounds(monkeypatch):
    rounds = []
    nearest = module._nearest
    monkeypatch.setattr(module, "_nearest", lambda *parts: rounds.append(1) or nearest(*parts))
    labels = average_linkage(np.ones((900, 1)), csr_matrix((900, 0)), distance=0.1)
    assert set(labels.tolist()) == {0}
    assert len(rounds) <= 16


def test_labels_count_from_the_first_row():
    rows = np.array([[1.0, 0], [0, 1], [1, 0], [0, 1]])
    assert average_linkage(rows, csr_matrix((4, 0)), distance=0.1).tolist() == [0, 1, 0, 1]
    assert average_linkage(np.zeros((0, 2)), csr_matrix((0, 0)), distance=0.1).tolist() == []


def test_clusters_to_begin_with_stay_together():
    rows = np.eye(3)
    begin = np.array([5, 2, 5])
    assert average_linkage(rows, csr_matrix((3, 0)), distance=0.1, begin=begin).tolist() == [0, 1, 0]


def test_a_jd_alone_is_a_cluster_and_none_is_none():
    assert cluster_unknown([], CATALOG, settings=CLOSE) == ()
    assert cluster_unknown([asking("Kiln Glazer")], CATALOG, settings=CLOSE) == ((0,),)


def test_the_same_title_of_two_words_belongs_together_whatever_the_text_says():
    jds = [
        asking("Kiln Glazer", "Paints pots all day long.", vector=(1, 0)),
        asking("Senior Kiln Glazers (Remote)", "Feeds hungry otters at dawn.", vector=(0, 1)),
        asking("Keeper", "Paints pots all day long.", vector=(1, 0), key="x"),
        asking("Keeper", "Feeds hungry otters at dawn.", vector=(0, 1), key="y"),
    ]
    found = cluster_unknown(jds, CATALOG, settings=NewRoleSettings(cluster_distance=0.3))
    assert sorted(map(sorted, found)) == [[0, 1], [2], [3]]


def test_other_titles_of_one_job_are_joined_by_what_they_say():
    pots = ("Glazes stoneware pots before each firing.", "Loads stoneware into the kiln.")
    fish = ("Feeds otters and seals at dawn.", "Cleans the seal pool with long brushes.")
    jds = [
        asking("Kiln Glazer", *pots, vector=(1, 0.1)),
        asking("Pottery Glazer", *pots, vector=(1, 0.2)),
        asking("Otter Nurse", *fish, vector=(0.1, 1)),
        asking("Seal Nurse", *fish, vector=(0, 1)),
    ]
    assert sorted(map(sorted, cluster_unknown(jds, CATALOG, settings=CLOSE))) == [[0, 1], [2, 3]]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_the_jds_does_not_matter(order):
    jds = [
        asking(
            title,
            f"{verb} things number {number}.",
            vector=tuple(unit_rows(number, 1)[0]),
            key=f"jd-{number}",
        )
        for number, (title, verb) in enumerate(
            [("Kiln Glazer", "Fires"), ("Glazer", "Fires"), ("Otter Nurse", "Feeds"), ("", "Feeds")] * 2
        )
    ]

    def keys(some):
        return [
            [some[place].key for place in group] for group in cluster_unknown(some, CATALOG, settings=CLOSE)
        ]

    assert keys([jds[place] for place in order]) == keys(jds)


def test_what_a_jd_lacks_goes_to_the_other_parts():
    jds = [
        asking("Kiln Glazer", "Fires stoneware.", vector=(1, 0)),
        asking("", "Fires stoneware.", vector=(1, 0)),
        asking("Kiln Glazer"),
        asking(""),
    ]
    dense, sparse = likeness_parts(jds, CATALOG)
    size = (dense**2).sum(axis=1) + np.asarray(sparse.multiply(sparse).sum(axis=1)).ravel()
    assert size == pytest.approx([1, 1, 1, 0])


def test_a_wider_distance_joins_more():
    jds = [asking(f"Maker {number}", vector=tuple(unit_rows(number, 1)[0])) for number in range(12)]
    counts = [
        len(cluster_unknown(jds, CATALOG, settings=NewRoleSettings(cluster_distance=distance)))
        for distance in (0.0, 0.3, 0.6, 1.0)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
