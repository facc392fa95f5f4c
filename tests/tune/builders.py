"""Signal tables, settings, outcomes and tuning data at random, or as a test says."""

import numpy as np

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER
from jdwork.evaluate import NEW
from jdwork.signals import SIGNALS, SignalTable
from jdwork.tune.dials import thresholds
from jdwork.tune.labelled import TuningData
from jdwork.tune.replay import Outcome, Replay

SPARSE = {"alias": 0.2, "title": 0.7, "title_semantic": 0.7}
"""Share of the candidates that have any of a signal; 1 of those not named."""


def random_table(n, k, *, seed=0, padding=0.2, with_model=0.5, with_picks=0.5, domains=3):
    """A table in which anything may happen: few different values, so that candidates tie."""
    rng = np.random.default_rng(seed)
    there = rng.random((n, k)) >= padding
    there[rng.random(n) < padding / 3] = False  # a JD without candidates
    roles = np.where(there, np.sort(rng.permuted(np.tile(np.arange(k + 3), (n, 1)), axis=1)[:, :k]), -1)
    signals = {name: rng.integers(5, size=(n, k)) / 4 * (rng.random((n, k)) < SPARSE.get(name, 1))
               for name in SIGNALS}  # fmt: skip
    signals["alias"] = np.where(signals["alias"] == 0.25, 0.85, np.ceil(signals["alias"]))
    signals["learned"] *= (rng.random(n) < with_model)[:, None]
    signals["picked"] = (np.arange(k) == rng.integers(max(k, 1), size=n)[:, None]) & (
        rng.random(n) < with_picks
    )[:, None]
    return SignalTable(
        ids=tuple(f"jd-{row}" for row in range(n)),
        passed=rng.random(n) < 0.85,
        roles=roles.astype(np.int32),
        domains=np.where(there, rng.integers(max(domains, 1), size=(n, k)), -1).astype(np.int32),
        **{name: np.where(there, cells, 0).astype(np.float32) for name, cells in signals.items()},
    )


def random_settings(rng, *, near=None, part=None):
    """Settings with thresholds and weights anywhere; ``part`` of those ``near`` others are turned alone."""
    made = (near or Settings()).model_dump()
    if part in (None, "thresholds"):
        for dial in thresholds():
            section, _, key = dial.key.partition(".")
            made[section][key] = dial.rounded(rng.uniform(dial.low, dial.high))
    for section in ("evidence", "evidence_with_model"):
        if part in (None, "weights", section):
            made[section] = {
                key: float(np.round(rng.normal(2, 4), 1) * (rng.random() < 0.8)) for key in made[section]
            }
    if part in (None, "fitted"):
        for section in ("support", "support_with_model"):
            made[section] = {key: float(np.round(rng.uniform(0, 2), 2)) for key in made[section]}
            made[section]["intercept"] = float(np.round(rng.normal(0, 4), 2))
        for key in ("slope", "slope_with_model"):
            made["calibration"][key] = float(rng.uniform(0.2, 2))
    return Settings.model_validate(made)


def outcome(roles, *, confidence=1.0, queued=False, new=()):
    """Make an outcome by hand; roles below 0 are rejected, or ``new`` (by row) and queued."""
    role = np.asarray(roles, dtype=np.int32)
    n = len(role)
    case = np.where(role < 0, CASE_NUMBER["REJECT"], CASE_NUMBER["A"]).astype(np.int8)
    looked_at = np.broadcast_to(np.asarray(queued, dtype=bool), n).copy()
    for row in new:
        case[row], role[row], looked_at[row] = CASE_NUMBER["E"], -1, True
    sure = np.broadcast_to(np.asarray(confidence, dtype=np.float32), n).copy()
    return Outcome(case, role, sure, looked_at, np.ones(n, np.float32))


def answered(gold, *, groups=None, roles=None):
    """Tuning data of which the right answers matter alone."""
    right = np.asarray(gold, dtype=np.int32)
    n = len(right)
    count = max(int(right.max(initial=0)) + 1, 1) if roles is None else roles
    return TuningData(
        Replay(random_table(n, 1), threads=1),
        right,
        np.arange(n) if groups is None else np.asarray(groups, dtype=np.int64),
        tuple(f"role-{number}" for number in range(count)),
        "by hand",
    )


def random_case(n, *, seed=0, roles=4):
    """An outcome and right answers that know of one another, with new and rejected ones among them."""
    rng = np.random.default_rng(seed)
    gold = np.where(rng.random(n) < 0.15, NEW, rng.integers(roles, size=n))
    given = np.where(rng.random(n) < 0.6, np.maximum(gold, 0), rng.integers(-1, roles, size=n))
    found = outcome(
        given, confidence=rng.random(n), queued=rng.random(n) < 0.3, new=np.flatnonzero(rng.random(n) < 0.2)
    )
    return found, answered(gold, roles=roles)
