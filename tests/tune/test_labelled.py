"""What tuning is measured on: labelled JDs, copies together, unknown roles where they are asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.errors import JdworkError
from jdwork.evaluate import NEW, LabelledSignals
from jdwork.signals import SIGNALS
from jdwork.tune.labelled import TuningData, stacked_with_unknown
from tests.tune.builders import answered, outcome, random_table

ROLES = tuple(f"role-{number}" for number in range(8))


def signals(gold, *, copies=None, seed=0, k=4):
    """Labelled signals of a random table."""
    return LabelledSignals(
        random_table(len(gold), k, seed=seed),
        np.array(gold, dtype=np.int32),
        "a run",
        roles=ROLES,
        copies=None if copies is None else np.array(copies),
    )


def test_jds_without_a_label_are_left_out_and_new_ones_kept():
    given_in = signals([3, -1, NEW, 0])
    data = TuningData.of(given_in)
    assert data.ids == ("jd-0", "jd-2", "jd-3")
    assert data.gold.tolist() == [3, NEW, 0]
    assert (data.replay.table.kra == given_in.table.kra[[0, 2, 3]]).all()
    assert (data.roles, data.name, len(data)) == (ROLES, "a run", 3)


def test_no_label_at_all_is_an_error_that_says_what_to_do():
    with pytest.raises(JdworkError, match="No JD of this run has a label") as told:
        TuningData.of(signals([-1, -1]))
    assert "--label-field" in (told.value.hint or "")


def test_copies_are_in_one_group_and_each_jd_is_alone_without_any():
    assert TuningData.of(signals([0, 1, -1, 2, 3], copies=[7, 5, 7, 7, 9])).group.tolist() == [0, 1, 0, 2]
    assert TuningData.of(signals([0, -1, 2])).group.tolist() == [0, 1]


def test_right_is_the_right_role_or_a_new_one_where_none_fits():
    data = answered([0, 1, NEW, NEW, 2], roles=3)
    found = outcome([0, 2, 0, 0, -1], new=[2])
    assert data.right(found).tolist() == [True, False, True, False, False]
    # Rejected is not new, and no role (-1) is not the right one of a JD that has none.
    assert not data.right(outcome([-1] * 5)).any()


def test_unknown_ones_come_a_second_time_without_their_role_and_with_their_copies():
    given_in = signals([5, NEW, -1, 2, 5], copies=[0, 1, 2, 3, 0], seed=4)
    data = TuningData.of(given_in, unknown=True)
    assert data.gold.tolist() == [5, NEW, 2, 5, NEW, NEW, NEW]
    assert data.ids == ("jd-0", "jd-1", "jd-3", "jd-4", "jd-0", "jd-3", "jd-4")
    assert data.group[4:].tolist() == data.group[[0, 2, 3]].tolist()
    assert data.group[0] == data.group[3]


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_taking_a_role_out_leaves_the_other_candidates_as_they_were(seed):
    table = random_table(8, 5, seed=seed)
    gold = np.random.default_rng(seed).integers(8, size=8).astype(np.int32)
    known = np.array([1, 4, 6])
    stacked = stacked_with_unknown(table, gold, known)
    assert len(stacked) == 11
    for name in ("roles", "domains", "passed", *SIGNALS):
        cells = getattr(stacked, name)
        assert cells.dtype == getattr(table, name).dtype
        assert (cells[:8] == getattr(table, name)).all()
    out = table.roles[known] == gold[known][:, None]
    assert (stacked.roles[8:][out] == -1).all()
    assert (stacked.domains[8:][out] == -1).all()
    assert not (stacked.roles[8:] == gold[known][:, None]).any()
    for name in ("roles", "domains", *SIGNALS):
        assert (getattr(stacked, name)[8:][~out] == getattr(table, name)[known][~out]).all()
    assert not any(getattr(stacked, name)[8:][out].any() for name in SIGNALS)


def test_the_table_given_is_not_changed_by_taking_roles_out():
    given_in = signals([0, 1, 2, 3], seed=2)
    before = given_in.table.roles.copy()
    TuningData.of(given_in, unknown=True)
    assert (given_in.table.roles == before).all()


def test_some_rows_decide_as_they_do_among_all():
    data = TuningData.of(signals(np.arange(40) % 8, copies=np.arange(40) // 2, seed=5))
    rows = [30, 3, 2, 30]
    part = data.take(rows)
    whole, found = data.replay.decide(Settings()), part.replay.decide(Settings())
    assert (found.role == whole.role[rows]).all()
    assert (found.confidence == whole.confidence[rows]).all()
    assert part.gold.tolist() == data.gold[rows].tolist()
    assert part.group.tolist() == [1, 0, 0, 1]  # numbered from 0 again, copies still together
    assert part.replay.threads == data.replay.threads


def test_the_hash_tells_data_apart_and_is_the_same_for_the_same():
    data = TuningData.of(signals([0, 1, 2, 3], seed=6))
    assert data.content_hash == TuningData.of(signals([0, 1, 2, 3], seed=6)).content_hash
    others = [
        TuningData.of(signals([0, 1, 2, 3], seed=7)),
        TuningData.of(signals([0, 1, 2, 4], seed=6)),
        TuningData.of(signals([0, 1, 2, 3], seed=6, copies=[0, 0, 1, 2])),
        data.take([0, 1, 3, 2]),
        replace(data, roles=("other", *ROLES[1:])),
    ]
    assert len({data.content_hash, *(one.content_hash for one in others)}) == len(others) + 1
    assert replace(data, name="elsewhere").content_hash == data.content_hash  # where it lies plays no part
