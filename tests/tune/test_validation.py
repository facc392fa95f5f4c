"""Held-out judgement: nothing of a fold is seen by what decides it."""

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.tune.dials import with_values
from jdwork.tune.objectives import Accuracy
from jdwork.tune.validation import compared, held_out, labels_told
from tests.tune.planted import bad_settings, planted, shuffled

DATA = planted(120)


def test_each_fold_is_decided_by_settings_tuned_without_it():
    seen = []

    def tuner(part):
        seen.append(set(part.ids))
        return {"new_role.max": 0.1 * len(seen)}

    found = held_out(DATA, Settings(), Accuracy(), tuner, folds=4, resamples=100)
    assert len(seen) == 4
    assert set.intersection(*seen) == set()
    assert set.union(*seen) == set(DATA.ids)
    for number, ids in enumerate(seen):
        own = [row for row, name in enumerate(DATA.ids) if name not in ids]
        alone = DATA.replay.decide(with_values(Settings(), {"new_role.max": 0.1 * (number + 1)}))
        assert (found.tuned.role[own] == alone.role[own]).all()
        assert (found.tuned.case[own] == alone.case[own]).all()


def test_copies_never_straddle():
    from dataclasses import replace

    group = np.arange(len(DATA)) // 3
    data = replace(DATA, group=group.astype(np.int64))

    def tuner(part):
        left = set(DATA.ids) - set(part.ids)
        groups = {int(group[int(name)]) for name in left}
        kept = {int(group[int(name)]) for name in part.ids}
        assert not groups & kept
        return {}

    held_out(data, Settings(), Accuracy(), tuner, folds=3, resamples=100)


def test_a_tuner_that_changes_nothing_improves_nothing():
    found = held_out(DATA, Settings(), Accuracy(), lambda part: {}, folds=3, resamples=100)
    assert found.improvement.value == found.improvement.low == found.improvement.high == 0
    assert found.before == found.after


def test_the_difference_is_resampled_in_pairs():
    was, now = DATA.replay.decide(bad_settings()), DATA.replay.decide(Settings())
    before, after, gap = compared(DATA, Accuracy(), was, now, resamples=300)
    assert gap.value == pytest.approx(after.value - before.value)
    assert gap.low > after.low - before.high  # pairing narrows it
    assert gap.low > 0


def test_labels_that_follow_signals_are_told_from_those_that_do_not():
    assert labels_told(DATA, Settings()) == 0.001
    chances = [labels_told(shuffled(DATA, seed), Settings(), seed=seed) for seed in range(20)]
    assert sum(one <= 0.05 for one in chances) <= 4
    assert max(chances) > 0.3


def test_labels_are_judged_by_the_best_role_whatever_thresholds_make_of_it():
    assert labels_told(DATA, bad_settings()) == 0.001
