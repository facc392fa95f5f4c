"""Tuning data whose right roles follow the evidence, more or less."""

from dataclasses import replace

import numpy as np

from jdwork.config import Settings
from jdwork.tune.dials import with_values
from jdwork.tune.labelled import TuningData
from tests.evaluate.labelled import labelled

WEIGHTS = {"kra": 6.0, "kra_corrected": 6.0, "skill": 6.0, "lexical": 3.0}
BAD = {"new_role.max": 1.0, "accept.min_confidence": 1.0}
"""Thresholds under which everything is a new role."""


def planted(n=200, *, seed=0, k=5):
    """Labelled JDs that signals tell something about."""
    return TuningData.of(labelled(n, k, weights=WEIGHTS, seed=seed), threads=1)


def shuffled(data, seed=0):
    """The same with labels that say nothing."""
    return replace(data, gold=np.random.default_rng(seed).permutation(data.gold))


def bad_settings():
    """Settings that nobody would choose."""
    return with_values(Settings(), BAD)
