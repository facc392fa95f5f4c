"""How far tuning can be trusted, on a labelled run: ``python -m tests.benchmarks.tuning --run FOLDER``.

Prints whether it recovers from bad thresholds, how often its guard refuses labels that were shuffled, and
how often its promise holds on JDs that it did not see.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from jdwork.config import Settings
from jdwork.evaluate.folds import grouped_folds
from jdwork.runs import RunFolder
from jdwork.runs.labelled import read_labelled_signals
from jdwork.runs.reopening import open_settings
from jdwork.tune.dials import find_dials, thresholds, values_of, with_values
from jdwork.tune.guarantee import guarantee
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Accuracy, Cost, MacroF1, Objective
from jdwork.tune.proposal import propose
from jdwork.tune.replay import Outcome
from jdwork.tune.search import search

PARTS = ["recovery", "null", "promise"]
OBJECTIVES: dict[str, Objective] = {one.name: one for one in (Accuracy(), MacroF1(), Cost())}
BAD = {
    "b.margin": 0.0,
    "kra.floor": 0.9,
    "skill.floor": 0.6,
    "domain.floor": 1.0,
    "new_role.max": 0.98,
    "new_role.max_with_model": 0.98,
    "accept.min_confidence": 0.99,
}
"""Thresholds that nobody would choose: nearly everything is a new role, or queued."""


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tuning", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of a labelled run")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--objectives", nargs="+", choices=OBJECTIVES, default=list(OBJECTIVES))
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    folder = RunFolder(asked.run)
    settings = open_settings(folder)
    data = TuningData.of(read_labelled_signals(folder), threads=1)
    say(f"{asked.run.name}: {len(data):,} labelled JDs, {int(data.group.max()) + 1:,} different ones")
    objectives = [OBJECTIVES[name] for name in asked.objectives]
    found: dict[str, Any] = {}
    if "recovery" in asked.only:
        found["recovery"] = recovery(data, settings, objectives, trials=asked.trials)
    if "null" in asked.only:
        found["null"] = null_labels(data, settings, objectives, seeds=asked.seeds, trials=asked.trials)
    if "promise" in asked.only:
        found["promise"] = promises(data, settings, seeds=asked.seeds)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    return 0


def recovery(
    data: TuningData, settings: Settings, objectives: Sequence[Objective], *, trials: int
) -> list[dict[str, Any]]:
    """Tune from bad thresholds, and compare with the best that several searches know."""
    rows = []
    dials = thresholds()
    bad = with_values(settings, BAD)
    for objective in objectives:
        known = max(
            search(data, start, dials, objective, trials=4 * trials, seed=seed).score
            for start in (settings, with_values(settings, values_of(Settings(), dials)), bad)
            for seed in (1, 2)
        )
        start = time.perf_counter()
        made = propose(data, bad, dials, objective, trials=trials)
        rows.append(
            {
                "objective": objective.name,
                "bad": made.before,
                "tuned": made.after,
                "best_known": known,
                "unseen": made.unseen_after.value,
                "improvement": made.improvement.to_dict(),
                "allowed": made.verdict.allowed,
                "seconds": time.perf_counter() - start,
            }
        )
        last = rows[-1]
        figures = "  ".join(f"{name} {last[name]:+.4f}" for name in ("bad", "tuned", "best_known", "unseen"))
        verdict = "allowed" if last["allowed"] else "refused"
        say(f"{objective.name:10s} {figures}  {verdict}  {last['seconds']:.1f} s")
    return rows


def null_labels(
    data: TuningData, settings: Settings, objectives: Sequence[Objective], *, seeds: int, trials: int
) -> list[dict[str, Any]]:
    """Shuffle the labels among different JDs; count how often the guard refuses, and on what grounds."""
    rows = []
    for objective in objectives:
        refused = without = 0
        for seed in range(seeds):
            made = propose(shuffled(data, seed), settings, find_dials(["thresholds"], settings), objective,
                           trials=trials, seed=seed, resamples=400)  # fmt: skip
            refused += not made.verdict.allowed
            without += any("nothing to do with" not in one for one in made.verdict.objections)
        rows.append(
            {"objective": objective.name, "seeds": seeds, "refused": refused, "without_relation": without}
        )
        say(
            f"{objective.name:10s} labels shuffled: refused in {refused} of {seeds} seeds "
            f"({without} without the test of labels)"
        )
    return rows


def shuffled(data: TuningData, seed: int) -> TuningData:
    """Deal the labels out anew among groups of copies."""
    draw = np.random.default_rng(seed)
    first = np.unique(data.group, return_index=True)[1]
    dealt = draw.permutation(data.gold[first])
    return replace(data, gold=dealt[data.group])


def promises(data: TuningData, settings: Settings, *, seeds: int) -> list[dict[str, Any]]:
    """Make a promise on one half, see whether it holds on the other."""
    rows = []
    outcome = data.replay.decide(with_values(settings, {"accept.min_confidence": 0.0}))
    for most_wrong in (0.05, 0.10, 0.15):
        held = none = 0
        coverage = []
        for seed in range(seeds):
            fold = grouped_folds(data.gold.tolist(), data.group, folds=2, seed=seed)
            one, two = np.flatnonzero(fold == 0), np.flatnonzero(fold == 1)
            made = guarantee(taken(outcome, one), data.take(one), most_wrong=most_wrong, seed=seed)
            if made.threshold is None:
                none += 1
                held += 1
                continue
            fresh, right = taken(outcome, two), data.take(two).right(taken(outcome, two))
            accepted = fresh.accepted & (fresh.confidence >= made.threshold)
            wrong = float(1 - right[accepted].mean()) if accepted.any() else 0.0
            held += wrong <= most_wrong
            coverage.append(float(accepted.mean()))
        rows.append(
            {
                "most_wrong": most_wrong,
                "held": held,
                "none": none,
                "seeds": seeds,
                "coverage": float(np.mean(coverage)) if coverage else None,
            }
        )
        share = f"{np.mean(coverage):.1%} accepted on average" if coverage else "no promise made"
        say(
            f"at most {most_wrong:.0%} wrong: held on {held} of {seeds} fresh halves "
            f"({none} without a promise; {share})"
        )
    return rows


def taken(outcome: Outcome, rows: Any) -> Outcome:
    """Some rows of an outcome."""
    return Outcome(**{one.name: getattr(outcome, one.name)[rows] for one in fields(Outcome)})


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
