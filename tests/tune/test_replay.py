"""A replay decides what the pipeline decides, whatever was decided before, in whatever pieces."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER, decide
from jdwork.tune import replay as replay_module
from jdwork.tune.dials import with_values
from jdwork.tune.replay import Outcome, Replay, rows_of
from tests.tune.builders import random_settings, random_table

COLUMNS = [one.name for one in fields(Outcome)]


def one_by_one(table, configuration):
    """What `decide` says of each JD alone."""
    found = [decide(table.take([row]), configuration) for row in range(len(table))]
    return {name: [getattr(one, name)[0] for one in found] for name in COLUMNS}


def assert_alike(outcome, wanted):
    for name in COLUMNS:
        assert getattr(outcome, name).tolist() == [cell.item() for cell in wanted[name]], name


@given(
    seed=st.integers(0, 10**6),
    n=st.integers(0, 12),
    k=st.integers(0, 6),
    padding=st.sampled_from([0.0, 0.3, 0.9]),
    with_model=st.sampled_from([0.0, 0.5, 1.0]),
    with_picks=st.sampled_from([0.0, 0.5]),
    domains=st.integers(1, 4),
    threads=st.integers(1, 3),
    block=st.sampled_from([1, 2, 3, 5, 4096]),
    turned=st.lists(
        st.sampled_from(
            ["thresholds", "weights", "evidence", "evidence_with_model", "fitted", None, "again"]
        ),
        min_size=1,
        max_size=4,
    ),
)
@example(seed=1, n=7, k=4, padding=0.3, with_model=0.5, with_picks=0.5, domains=3, threads=2, block=2,
         turned=["evidence", "thresholds", "weights", "again", "evidence_with_model"])  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_it_decides_like_single_jds_after_any_sequence_of_settings(
    seed, n, k, padding, with_model, with_picks, domains, threads, block, turned
):
    table = random_table(
        n, k, seed=seed, padding=padding, with_model=with_model, with_picks=with_picks, domains=domains
    )
    rng = np.random.default_rng(seed)
    first = configuration = random_settings(rng)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay_module, "BLOCK", block)
        replay = Replay(table, threads=threads)
    assert_alike(replay.decide(configuration), one_by_one(table, configuration))
    for part in turned:
        # "again" goes back to where it began, after others were tried.
        configuration = first if part == "again" else random_settings(rng, near=configuration, part=part)
        assert_alike(replay.decide(configuration), one_by_one(table, configuration))


@pytest.mark.parametrize("seed", range(6))
def test_it_decides_like_the_whole_batch_at_once(seed):
    table = random_table(9000, 5, seed=seed)  # two block borders
    configuration = random_settings(np.random.default_rng(seed))
    found, wanted = Replay(table, threads=2).decide(configuration), decide(table, configuration)
    for name in COLUMNS:
        assert getattr(found, name).dtype == getattr(wanted, name).dtype
        assert (getattr(found, name) == getattr(wanted, name)).all()


def test_the_random_tables_reach_every_case():
    reached = set()
    for seed in range(20):
        found = Replay(random_table(60, 5, seed=seed)).decide(random_settings(np.random.default_rng(seed)))
        reached |= set(found.case.tolist())
    assert reached == set(CASE_NUMBER.values())


def test_thresholds_alone_reuse_the_evidence_and_weights_do_not():
    for key in ("evidence.kra", "evidence_with_model.learned"):
        replay = Replay(random_table(20, 4))
        weighed = replay.weighed(Settings())
        assert replay.weighed(with_values(Settings(), {"b.margin": 1.0, "new_role.max": 0.9})) is weighed
        assert replay.weighed(Settings.model_validate(Settings().model_dump())) is weighed  # equal is enough
        assert replay.weighed(with_values(Settings(), {key: 0.5})) is not weighed


class _Overtaken(Replay):
    """Whenever it has weighed, another thread begins to weigh anew."""

    def __setattr__(self, name, value):
        super().__setattr__(name, None if name == "_weighed" else value)


def test_threads_that_share_a_replay_each_get_what_they_asked_for():
    # As when a search runs while somebody turns a dial.
    table = random_table(20, 4)
    asked = with_values(Settings(), {"evidence.lexical": 9.0})
    assert_alike(_Overtaken(table, threads=1).decide(asked), one_by_one(table, asked))


def test_many_configurations_are_decided_one_after_another():
    rng = np.random.default_rng(0)
    replay = Replay(random_table(30, 4))
    configurations = [random_settings(rng) for _ in range(4)]
    given_out = replay.decide_many(iter(configurations))
    for configuration, found in zip(configurations, given_out, strict=True):
        assert (found.role == Replay(replay.table).decide(configuration).role).all()


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_asking_for_more_confidence_never_accepts_more(seed, one, other):
    low, high = sorted((one, other))
    replay = Replay(random_table(40, 4, seed=seed))
    base = random_settings(np.random.default_rng(seed))
    lax = replay.decide(with_values(base, {"accept.min_confidence": low}))
    strict = replay.decide(with_values(base, {"accept.min_confidence": high}))
    assert not (strict.accepted & ~lax.accepted).any()
    assert (strict.role == lax.role).all()


@pytest.mark.parametrize("key", ["new_role.max", "new_role.max_with_model"])
@given(seed=st.integers(0, 10**6), one=st.floats(0, 1), other=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_a_higher_bound_of_new_roles_never_proposes_fewer(key, seed, one, other):
    low, high = sorted((one, other))
    replay = Replay(random_table(40, 4, seed=seed))
    base = random_settings(np.random.default_rng(seed))
    few, many = (replay.decide(with_values(base, {key: value})).is_new for value in (low, high))
    assert not (few & ~many).any()


def test_accepted_and_new_ones_are_apart_and_what_is_neither_waits_or_was_rejected():
    found = Replay(random_table(300, 5, seed=3)).decide(Settings())
    assert not (found.accepted & found.is_new).any()
    rest = ~found.accepted & ~found.is_new
    assert (found.queued[rest] | (found.case[rest] == CASE_NUMBER["REJECT"])).all()
    assert len(found) == 300


def test_no_jd_and_no_role_are_decided_too():
    assert len(Replay(random_table(0, 4)).decide(Settings())) == 0
    table = random_table(10, 0)
    found = Replay(table).decide(Settings())
    assert (found.is_new == table.passed).all()
    assert (found.role == -1).all()
    assert not found.accepted.any()


def test_blocks_share_the_memory_of_the_table():
    table = random_table(10, 4)
    part = rows_of(table, slice(3, 7))
    assert part.ids == table.ids[3:7]
    assert np.shares_memory(part.kra, table.kra)
    assert (part.skill == table.skill[3:7]).all()
