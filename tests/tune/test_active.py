"""Which JDs to label next: those that settings disagree on, then the unsure ones, no two alike."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import decide
from jdwork.errors import JdworkError
from jdwork.tune.active import doubt_of, drawn_to_label, next_to_label
from jdwork.tune.dials import with_values
from tests.tune.planted import planted

DATA = planted(200)
TABLE, ROLES = DATA.replay.table, DATA.roles
SETTINGS = with_values(Settings(), {"new_role.max": 0.0, "accept.min_confidence": 0.85})
DECIDED = decide(TABLE, SETTINGS)
DOUBT = doubt_of(TABLE, SETTINGS, DECIDED)
LIMIT = float(np.quantile(DECIDED.support, 0.1))
"""As ``new_role.max`` it makes new roles of one JD in ten."""


def chosen(count=20, *, table=TABLE, settings=SETTINGS, **options):
    return next_to_label(table, settings, roles=ROLES, count=count, **options)


def rows(found):
    return [one.row for one in found]


def test_doubt_is_greatest_where_two_roles_are_close_and_confidence_is_at_the_limit():
    leader = TABLE.roles[np.arange(len(TABLE)), DECIDED.probability.argmax(axis=1)]
    two = np.sort(DECIDED.probability, axis=1)[:, -2:]
    of_leader = leader == DECIDED.role
    assert np.allclose(DOUBT.gap[of_leader], (two[:, 1] - two[:, 0])[of_leader])
    assert (DOUBT.runner_up != DECIDED.role).all()
    assert ((DOUBT.score >= 0) & (DOUBT.score <= 1)).all()
    for side in (DECIDED.confidence >= 0.85, DECIDED.confidence < 0.85):
        here = np.flatnonzero(side)
        off, gap, score = abs(DECIDED.confidence[here] - 0.85), DOUBT.gap[here], DOUBT.score[here]
        less = (off[:, None] < off) & (gap[:, None] < gap)
        assert less.any()
        assert (score[:, None] > score)[less].all()


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_limits_at_the_ends_of_the_scale_give_doubts_all_the_same(limit):
    settings = with_values(SETTINGS, {"accept.min_confidence": limit})
    score = doubt_of(TABLE, settings, decide(TABLE, settings)).score
    assert ((score >= 0) & (score <= 1)).all()
    assert len(np.unique(score)) > 100


def test_the_unsurest_comes_first_and_the_chosen_are_unsurer_than_most():
    found = chosen()
    assert found[0].row == DOUBT.score.argmax()
    assert np.median(DOUBT.score[rows(found)]) > np.quantile(DOUBT.score, 0.8)


def test_a_row_says_what_was_decided_and_why():
    (one,) = chosen(1, titles={TABLE.ids[DOUBT.score.argmax()]: "Baker"})
    assert one.id == TABLE.ids[one.row]
    assert one.title == "Baker"
    assert one.role == ROLES[DECIDED.role[one.row]]
    assert one.runner_up == ROLES[DOUBT.runner_up[one.row]]
    assert one.confidence == pytest.approx(DECIDED.confidence[one.row])
    assert f"confidence {one.confidence:.2f}, accepted from 0.85 on; {one.runner_up} trails by" in one.why
    assert json.loads(json.dumps(one.to_dict()))["role"] == one.role


@pytest.mark.parametrize(
    ("share", "says"), [(0.2, "would accept it unseen; "), (0.9, "would have somebody look at it; ")]
)
def test_what_other_settings_decide_otherwise_comes_first_then_what_they_accept_otherwise(share, says):
    accept = float(np.quantile(DECIDED.confidence, share))
    other = with_values(SETTINGS, {"new_role.max": LIMIT, "accept.min_confidence": accept})
    then = decide(TABLE, other)
    moved = set(np.flatnonzero(then.role != DECIDED.role))
    queued = set(np.flatnonzero(then.queued != DECIDED.queued)) - moved
    assert moved
    assert queued
    found = chosen(len(TABLE), other=other)
    order = rows(found)
    assert set(order[: len(moved)]) == moved
    assert set(order[len(moved) : len(moved) + len(queued)]) == queued
    kinds = ["decided otherwise"] * len(moved) + ["accepted otherwise"] * len(queued)
    assert [one.kind for one in found] == kinds + ["unsure"] * (len(TABLE) - len(kinds))
    assert found[0].why.startswith("the other settings say a new role; ")
    assert found[len(moved)].why.startswith(f"the other settings {says}")
    assert not found[-1].why.startswith("the other settings")


def test_settings_that_decide_alike_change_nothing():
    assert chosen(other=SETTINGS) == chosen()


@given(count=st.integers(1, 60), seed=st.integers(0, 1000))
def test_one_of_each_group_of_copies_and_none_whose_copy_is_labelled(count, seed):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 40, len(TABLE))
    labelled = {TABLE.ids[row] for row in rng.choice(len(TABLE), 10, replace=False)}
    done = {group[row] for row, name in enumerate(TABLE.ids) if name in labelled}
    for found in (
        chosen(count, group=group, labelled=labelled),
        drawn_to_label(TABLE, SETTINGS, roles=ROLES, count=count, group=group, labelled=labelled, seed=seed),
    ):
        groups = [group[row] for row in rows(found)]
        assert len(set(groups)) == len(groups) == min(count, len(set(group) - done))
        assert not set(groups) & done


def test_a_role_that_is_always_unsure_does_not_take_all_places():
    # Nine in ten JDs are one and the same, of the greatest doubt.
    worst = int(DOUBT.score.argmax())
    table = replace(TABLE.take([worst] * 180 + list(range(20))), ids=tuple(str(n) for n in range(200)))
    found = chosen(20, table=table)
    assert len({one.role for one in found}) == len(set(DECIDED.role[:20].tolist()))
    assert sum(one.row < 180 for one in found) < 15


def test_vectors_tell_what_is_alike():
    # Two clusters: JDs of one point the same way, and all of the greatest doubt are in the first.
    first = set(np.argsort(-DOUBT.score)[:100].tolist())
    rng = np.random.default_rng(0)
    vectors = {
        name: np.array([1.0, 0.0] if row in first else [0.0, 1.0]) + rng.normal(0, 0.01, 2)
        for row, name in enumerate(TABLE.ids)
    }
    halves = [row in first for row in rows(chosen(2, vectors=vectors))]
    assert halves == [True, False]


def test_jds_without_a_vector_go_by_role_and_title():
    vectors = {TABLE.ids[0]: np.ones(4), TABLE.ids[1]: np.zeros(4)}
    assert len(chosen(30, vectors=vectors)) == 30
    assert chosen(30, vectors={}) == chosen(30)


def test_of_equal_titles_one_comes_first():
    # Without titles two JDs of different roles are not alike; with one title they are.
    a, b = rows(chosen(2))
    titles = {TABLE.ids[a]: "Dough Maker", TABLE.ids[b]: "dough  maker"}
    assert rows(chosen(2, titles=titles)) != [a, b]
    assert rows(chosen(2, titles=titles))[0] == a


def test_near_the_limit_a_new_role_is_a_doubt_too():
    settings = with_values(Settings(), {"new_role.max": LIMIT})
    decided = decide(TABLE, settings)
    new = np.flatnonzero(decided.role < 0)
    score = doubt_of(TABLE, settings, decided).score
    nearest = new[np.abs(decided.support[new] - LIMIT).argmin()]
    assert score[nearest] == score[new].max()
    found = [one for one in chosen(len(TABLE), settings=settings) if one.role is None]
    assert found
    assert all("too little for any role" in one.why for one in found)
    assert all(one.runner_up in ROLES for one in found)


def test_what_is_no_jd_is_never_chosen():
    passed = np.arange(len(TABLE)) % 2 == 0
    found = chosen(len(TABLE), table=replace(TABLE, passed=passed))
    assert sorted(rows(found)) == np.flatnonzero(passed).tolist()


def test_nothing_is_left_where_all_are_labelled():
    assert chosen(labelled=set(TABLE.ids)) == ()
    assert drawn_to_label(TABLE, SETTINGS, roles=ROLES, labelled=set(TABLE.ids)) == ()


def test_the_same_again_gives_the_same_and_the_order_of_more_begins_alike():
    assert chosen(40) == chosen(40)
    assert drawn_to_label(TABLE, SETTINGS, roles=ROLES, seed=3) == drawn_to_label(
        TABLE, SETTINGS, roles=ROLES, seed=3
    )
    many = drawn_to_label(TABLE, SETTINGS, roles=ROLES, count=40, seed=3)
    assert many[:20] == drawn_to_label(TABLE, SETTINGS, roles=ROLES, count=20, seed=3)


def test_a_draw_is_not_of_the_unsure_ones():
    drawn = [
        DOUBT.score[rows(drawn_to_label(TABLE, SETTINGS, roles=ROLES, seed=seed))].mean()
        for seed in range(50)
    ]
    assert np.mean(drawn) == pytest.approx(DOUBT.score.mean(), abs=0.02)


def test_a_table_without_candidates():
    none = replace(
        TABLE.take(range(3)),
        **{
            name: getattr(TABLE, name)[:3, :0]
            for name in TABLE.__dataclass_fields__
            if name not in ("ids", "passed")
        },
    )
    found = chosen(2, table=none)
    assert [(one.role, one.runner_up) for one in found] == [(None, None)] * 2


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_told(count):
    with pytest.raises(JdworkError, match=f"{count} JDs cannot be chosen. Give a count of 1 or more."):
        chosen(count)


def test_groups_must_be_one_for_each_jd():
    with pytest.raises(JdworkError, match="200 JDs and 3 groups"):
        chosen(group=[1, 2, 3])


def test_it_finds_more_wrong_decisions_than_chance():
    data = planted(600, seed=1)
    table = data.replay.table
    wrong = ~data.right(data.replay.decide(SETTINGS))
    found = next_to_label(table, SETTINGS, roles=data.roles, count=100)
    by_chance = [
        wrong[rows(drawn_to_label(table, SETTINGS, roles=data.roles, count=100, seed=seed))].mean()
        for seed in range(20)
    ]
    assert wrong[rows(found)].mean() > max(by_chance)
