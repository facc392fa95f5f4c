"""How many labels a promise would take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.tune.dials import with_values
from jdwork.tune.more_labels import MOST_TIMES, labels_that_would_do
from jdwork.tune.proposal import propose_promise
from tests.tune.planted import planted, shuffled

SETTINGS = with_values(Settings(), {"new_role.max": 0.0})


def would_do(data, most_wrong):
    return labels_that_would_do(data, SETTINGS, most_wrong=most_wrong, level=0.95)


def repeated(data, labels):
    """So many different JDs that are like those at hand."""
    rows = np.resize(np.arange(len(data)), labels)
    return replace(data.take(rows), group=np.arange(labels, dtype=np.int64))


def test_so_many_jds_like_these_do_bear_the_promise_and_far_fewer_do_not():
    data = planted(200)
    figure = would_do(data, 0.5)
    assert 200 < figure <= 200 * MOST_TIMES
    assert propose_promise(data, SETTINGS, most_wrong=0.5).promise.threshold is None
    assert propose_promise(repeated(data, figure), SETTINGS, most_wrong=0.5).promise.threshold is not None
    assert propose_promise(repeated(data, figure // 3), SETTINGS, most_wrong=0.5).promise.threshold is None


def test_a_laxer_promise_takes_fewer():
    data = planted(100)
    figures = [would_do(data, most_wrong) for most_wrong in (0.4, 0.5, 0.6)]
    assert figures == sorted(figures, reverse=True)


def test_labels_at_hand_that_would_do_are_enough():
    data = planted(2000)
    assert propose_promise(data, SETTINGS, most_wrong=0.5).promise.threshold is not None
    assert would_do(data, 0.5) <= 2000


def test_where_nearly_all_is_wrong_no_number_would_do():
    assert would_do(shuffled(planted(60)), 0.02) is None


def test_copies_are_no_more_labels():
    data = planted(100)
    copied = replace(
        data.take(np.repeat(np.arange(100), 3)), group=np.repeat(np.arange(100), 3).astype(np.int64)
    )
    assert would_do(copied, 0.25) == would_do(data, 0.25)


@pytest.mark.parametrize("most_wrong", [0.25, 0.5])
def test_the_same_again_gives_the_same(most_wrong):
    assert would_do(planted(80), most_wrong) == would_do(planted(80), most_wrong)
