"""What choosing the JDs to label is worth: ``python -m tests.benchmarks.active --run FOLDER``.

The labels of a labelled run are hidden. From one half, JDs are chosen to be labelled, or drawn at random;
prints how many wrong decisions each finds, and what settings that are tuned on them are worth on the other
half, over several halvings. Then pairs of settings are compared by the labels of JDs that they decide
otherwise, and of as many drawn at random.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.evaluate.folds import grouped_folds
from jdwork.runs import RunFolder, open_settings, read_frame, read_labelled_signals, read_vectors
from jdwork.tune.active import drawn_to_label, next_to_label
from jdwork.tune.dials import find_dials, with_values
from jdwork.tune.guarantee import guarantee
from jdwork.tune.labelled import TuningData
from jdwork.tune.objectives import Accuracy, Cost, Objective
from jdwork.tune.search import search
from jdwork.tune.sweep import score
from tests.benchmarks.tuning import say

ACCEPT = "accept.min_confidence"
Chooser = Callable[..., list[int]]
OTHERWISE = {"b.margin": 8.0, "new_role.max": 0.6, "domain.floor": 1.0, "kra.floor": 0.6, "skill.floor": 0.6}
"""Dials that have a say in which role it is, and how far they are turned at most."""


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.active", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of a labelled run")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    folder = RunFolder(asked.run)
    settings = open_settings(folder)
    data = TuningData.of(read_labelled_signals(folder), threads=1)
    say(f"{asked.run.name}: {len(data):,} labelled JDs, {int(data.group.max()) + 1:,} different ones")
    start = time.perf_counter()
    rows = [
        compared(data, settings, chooser(folder, settings), count=asked.count, seed=seed)
        for seed in range(asked.seeds)
    ]
    for name in rows[0]:
        if name.startswith("random "):
            continue
        chosen, drawn = (
            np.array([row[key] for row in rows], dtype=float) for key in (name, f"random {name}")
        )
        better = chosen - drawn
        error = better.std(ddof=1) / np.sqrt(len(better))
        say(
            f"{name:44s} chosen {np.nanmean(chosen):8.4f}   random {np.nanmean(drawn):8.4f}   "
            f"difference {np.nanmean(better):+.4f} (standard error {error:.4f}, higher in "
            f"{int((better > 0).sum())}, lower in {int((better < 0).sum())} of {len(better)})"
        )
    told = pairs_told(data, settings, chooser(folder, settings), count=asked.count, seeds=asked.seeds)
    say(f"{time.perf_counter() - start:.0f} s")
    if asked.json:
        asked.json.write_text(json.dumps({"halves": rows, "pairs": told}, indent=1))
    return 0


def chooser(folder: RunFolder, settings: Settings) -> Chooser:
    """Choose as `jdwork labels next` does."""
    vectors = read_vectors(folder.vectors) if folder.vectors.exists() else None
    frame = read_frame(folder.jds, ["id", "title"])
    titles = {
        name: title if isinstance(title, str) else None
        for name, title in zip(frame["id"], frame["title"], strict=True)
    }

    def choose(data: TuningData, count: int, other: Settings | None = None) -> list[int]:
        found = next_to_label(
            data.replay.table, settings, roles=data.roles, count=count, other=other, group=data.group,
            titles=titles, vectors=vectors,
        )  # fmt: skip
        return [one.row for one in found]

    return choose


def compared(
    data: TuningData, settings: Settings, choose: Chooser, *, count: int, seed: int
) -> dict[str, float]:
    """Choose from one half, and draw as many from it at random; try both on the other half."""
    fold = grouped_folds(data.gold.tolist(), data.group, folds=2, seed=seed)
    pool, fresh = data.take(np.flatnonzero(fold == 0)), data.take(np.flatnonzero(fold == 1))
    figures = {}
    for prefix, rows in (
        ("", np.array(choose(pool, count))),
        ("random ", drawn(pool, settings, count, seed)),
    ):
        figures |= {prefix + name: value for name, value in worth(pool, rows, fresh, settings, seed).items()}
    return figures


def worth(
    pool: TuningData, rows: NDArray[Any], fresh: TuningData, settings: Settings, seed: int
) -> dict[str, float]:
    """Wrong decisions among some rows, and what tuning on them is worth on fresh JDs."""
    own = pool.take(rows)
    outcome = own.replay.decide(settings)
    wrong = ~own.right(outcome)
    found = {
        "wrong decisions among those labelled": float(wrong.mean()),
        "wrong accepted ones among those labelled": float((wrong & outcome.accepted).mean()),
    }
    for name, dials, objective in (
        ("cost per fresh JD, confidence tuned", [ACCEPT], Cost()),
        ("cost per fresh JD, thresholds tuned", ["thresholds"], Cost()),
        ("accuracy on fresh JDs, thresholds tuned", ["thresholds"], Accuracy()),
    ):
        tuned = tuned_on(own, settings, dials, objective)
        sign = -1 if isinstance(objective, Cost) else 1
        found[name] = sign * score(fresh, tuned, objective)
    made = guarantee(own.replay.decide(with_values(settings, {ACCEPT: 0.0})), own, most_wrong=0.25, seed=seed)
    later = fresh.replay.decide(with_values(settings, {ACCEPT: 0.0}))
    kept = later.accepted & (later.confidence >= (2.0 if made.threshold is None else made.threshold))
    late_wrong = ~fresh.right(later)
    found["at most 25 % wrong promised: fresh JDs accepted"] = float(kept.mean())
    found["at most 25 % wrong promised: broken"] = float(kept.any() and late_wrong[kept].mean() > 0.25)
    return found


def drawn(data: TuningData, settings: Settings, count: int, seed: int) -> NDArray[Any]:
    """As many at random, as `jdwork labels next --random` draws them."""
    table = data.replay.table
    found = drawn_to_label(table, settings, roles=data.roles, count=count, group=data.group, seed=seed)
    return np.array([one.row for one in found])


def pairs_told(
    data: TuningData, settings: Settings, choose: Chooser, *, count: int, seeds: int
) -> dict[str, float]:
    """How often labels tell which of two settings is the more accurate."""
    right = data.right(data.replay.decide(settings)).astype(int)
    told = {"chosen": [], "random": []}
    differing = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        other = with_values(settings, {key: float(rng.uniform(0, most)) for key, most in OTHERWISE.items()})
        gain = data.right(data.replay.decide(other)).astype(int) - right
        if not gain.sum():
            continue
        differing.append(int((gain != 0).sum()))
        for name, rows in (
            ("chosen", choose(data, count, other)),
            ("random", drawn(data, settings, count, seed)),
        ):
            seen = np.sign(gain[rows].sum())
            told[name].append(0.5 if seen == 0 else float(seen == np.sign(gain.sum())))
    found = {name: float(np.mean(values)) for name, values in told.items()}
    say(
        f"which of two settings is right more often ({len(differing)} pairs that differ in "
        f"{np.median(differing):.0f} right decisions at the median): told by the chosen in "
        f"{found['chosen']:.0%}, by the random in {found['random']:.0%}"
    )
    return found


def tuned_on(data: TuningData, settings: Settings, dials: list[str], objective: Objective) -> Settings:
    """Settings that are the best on some JDs."""
    turned = find_dials(dials, settings)
    return with_values(settings, search(data, settings, turned, objective, trials=0).values)


if __name__ == "__main__":
    raise SystemExit(main())
