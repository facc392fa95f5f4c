from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.errors import JdworkError
from jdwork.evaluate.folds import grouped_folds, joined_groups

labelled_groups = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 30)), min_size=20, max_size=120
).filter(lambda rows: len({group for _, group in rows}) >= 5)


@given(labelled_groups, st.integers(2, 5), st.integers(0, 3))
@settings(deadline=None)
def test_no_group_straddles_folds_and_no_fold_is_empty(rows, folds, seed):
    labels, groups = zip(*rows, strict=True)
    found = grouped_folds(labels, groups, folds=folds, seed=seed)
    assert set(found.tolist()) == set(range(folds))
    assert len(set(zip(groups, found.tolist(), strict=True))) == len(set(groups))


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1), st.integers(2, 6), st.data()
)
@settings(deadline=None)
def test_without_copies_labels_and_sizes_are_spread_as_evenly_as_can_be(counts, folds, data):
    labels = [label for label, count in counts.items() for _ in range(count)]
    labels = data.draw(st.permutations(labels))
    if len(labels) < folds:
        return
    found = grouped_folds(labels, range(len(labels)), folds=folds)
    for label in counts:
        held = np.bincount(found[np.array(labels) == label], minlength=folds)
        assert held.max() - held.min() <= 1
    sizes = np.bincount(found, minlength=folds)
    assert sizes.max() - sizes.min() <= 1


def test_single_ones_make_up_for_what_groups_left_uneven():
    labels = ["nurse"] * 6 + ["nurse"] * 9
    groups = [0] * 6 + list(range(1, 10))
    found = grouped_folds(labels, groups, folds=3)
    assert sorted(np.bincount(found)) == [4, 5, 6]


def test_a_group_goes_where_its_label_is_rarest():
    labels = ["cook"] * 4 + ["nurse"] * 4 + ["cook"] * 4 + ["nurse"] * 4
    groups = [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4
    found = grouped_folds(labels, groups, folds=2)
    assert found[0] != found[8]
    assert found[4] != found[12]


def test_labels_come_before_sizes():
    # The cooks of the third group belong with the nurses, though that fold is the larger one.
    labels = ["nurse"] * 6 + ["cook"] * 3 + ["cook"] * 2
    found = grouped_folds(labels, [0] * 6 + [1] * 3 + [2] * 2, folds=2)
    assert found[0] == found[-1] != found[6]


def test_the_same_input_gives_the_same_folds_and_another_seed_gives_others():
    labels = [f"role {number % 7}" for number in range(200)]
    groups = [number // 2 for number in range(200)]
    first = grouped_folds(labels, groups, seed=1)
    assert (first == grouped_folds(labels, groups, seed=1)).all()
    assert (first != grouped_folds(labels, groups, seed=2)).any()


def test_many_groups_are_dealt_quickly_and_evenly():
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 70, size=20_000).tolist()
    groups = draw.integers(0, 15_000, size=20_000)
    found = grouped_folds(labels, groups)
    assert np.ptp(np.bincount(found)) < 40
    assert (
        max(np.ptp(np.bincount(found[np.array(labels) == label], minlength=5)) for label in range(70)) <= 12
    )


@pytest.mark.parametrize(("n", "folds"), [(4, 5), (3, 1)])
def test_too_few_groups_or_folds_are_told(n, folds):
    with pytest.raises(JdworkError, match=f"{n} groups of JDs cannot be dealt into {folds} folds"):
        grouped_folds(["a"] * n, range(n), folds=folds)


def test_labels_and_groups_of_different_length_are_told():
    with pytest.raises(JdworkError, match="3 labels and 2 groups"):
        grouped_folds(["a", "b", "c"], [0, 1], folds=2)


def test_groups_are_joined_through_any_grouping():
    texts = [0, 1, 1, 2, 3]
    ids = ["x", "x", "y", "z", "w"]
    assert joined_groups(texts, ids).tolist() == [0, 0, 0, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25))
@settings(deadline=None)
def test_joined_groups_are_the_finest_that_keep_every_grouping_together(rows):
    one, other = [a for a, _ in rows], [b for _, b in rows]
    found = joined_groups(one, other).tolist()
    # Naive: let the smaller number spread until nothing changes.
    spread = list(range(len(rows)))
    for _ in rows:
        for a in range(len(rows)):
            for b in range(len(rows)):
                if one[a] == one[b] or other[a] == other[b]:
                    spread[a] = spread[b] = min(spread[a], spread[b])
    assert Counter(zip(found, spread, strict=True)).keys() == dict(zip(found, spread, strict=True)).items()
    assert len(set(found)) == len(set(spread))
