"""Labelled JDs put together: folds, widths, and rows without their role."""

import dataclasses

import numpy as np
import pytest

from jdwork.errors import JdworkError
from jdwork.evaluate import LabelledSignals, pool
from tests.evaluate.labelled import labelled


def test_too_few_labels_are_refused_with_the_number_needed():
    with pytest.raises(JdworkError, match=r"20 labelled JDs .* 50 are needed") as refused:
        pool([labelled(20, weights={"skill": 1.0})], folds=5)
    assert "--label-field" in refused.value.hint


def test_unlabelled_jds_are_left_out_and_roles_that_are_no_candidates_stay():
    one = labelled(100, weights={"skill": 1.0})
    gold = one.gold.copy()
    gold[:10], gold[10:30] = -1, 99
    found = pool([LabelledSignals(one.table, gold, "run")], folds=5)
    assert len(found) == 90
    assert (found.target == -1).sum() == 20
    assert found.usable.sum() == 70


def test_rows_of_one_id_and_copies_lie_in_one_fold():
    titled, bare = (labelled(200, weights={"skill": 1.0}, seed=seed) for seed in (0, 1))
    copies = np.arange(200) // 4
    found = pool([dataclasses.replace(titled, copies=copies), bare], folds=5)
    for number in range(50):
        own = [row for row, name in enumerate(found.table.ids) if int(name) // 4 == number]
        assert len({int(found.fold[row]) for row in own}) == 1
    assert set(found.fold) == set(range(5))


def test_copies_are_numbered_input_by_input():
    one, two = (labelled(200, weights={"skill": 1.0}, first=first) for first in (0, 200))
    groups = np.arange(200)
    found = pool([dataclasses.replace(one, copies=groups), dataclasses.replace(two, copies=groups)], folds=5)
    assert (found.fold[:200] != found.fold[200:]).any()


def test_taking_the_role_out_leaves_the_others_as_they_are():
    found = pool([labelled(100, weights={"skill": 1.0})], folds=5)
    bare, rows = found.without_gold(), np.arange(100)
    assert (bare.roles[rows, found.target] == -1).all()
    assert (bare.skill[rows, found.target] == 0).all()
    kept = np.ones(bare.roles.shape, bool)
    kept[rows, found.target] = False
    assert (bare.skill[kept] == found.table.skill[kept]).all()
    assert (bare.roles[kept] == found.table.roles[kept]).all()
    assert (found.table.roles >= 0).all()


def test_a_run_is_one_with_a_model_where_it_says_anything():
    assert labelled(weights={"learned": 1.0}).with_model
    assert not labelled(weights={"skill": 1.0}).with_model
