"""Time deciding a signal table again and again: ``python -m tests.benchmarks.replay --run FOLDER``.

The run's JDs are drawn with replacement up to the number asked for; without a run, a table is made up.
Prints what one configuration takes (thresholds alone, and new weights), what many take, the plain way
(the whole decision table for each) beside it, and the most memory held.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from jdwork.config import Settings
from jdwork.decide import decide
from jdwork.runs import RunFolder
from jdwork.runs.labelled import read_labelled_signals
from jdwork.runs.reopening import open_settings
from jdwork.signals import SignalTable
from jdwork.tune.dials import find_dials, with_values
from jdwork.tune.replay import Outcome, Replay
from tests.tune.builders import random_table

REPEATS = 9
WEIGHTS_EVERY = 5
"""One configuration in so many has weights of its own; the others turn thresholds alone."""


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.replay", description=__doc__)
    parser.add_argument("--run", type=Path, help="folder of a run")
    parser.add_argument("--jds", type=int, default=100_000)
    parser.add_argument("--configs", type=int, default=1000)
    parser.add_argument("--naive", type=int, default=20, help="of which the plain way is timed")
    parser.add_argument("--threads", type=int, help="by default one per processor")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    table, settings = opened(asked.run, asked.jds, asked.seed)
    started = time.perf_counter()
    replay = Replay(table, threads=asked.threads)
    replay.decide(settings)
    prepared = time.perf_counter() - started
    say(f"{len(table):,} JDs, {table.roles.shape[1]} candidates each, {replay.threads} threads")
    say(f"{'prepared, and decided once':44s}{1000 * prepared:10.1f} ms")
    configurations = mixed(settings, asked.configs, asked.seed)
    turned = [with_values(settings, {"b.margin": one}) for one in np.linspace(0, 12, REPEATS)]
    weighed = [with_values(settings, {"evidence.kra": one}) for one in np.linspace(1, 3, REPEATS)]
    found: dict[str, Any] = {
        "jds": len(table),
        "candidates": table.roles.shape[1],
        "threads": replay.threads,
        "configurations": len(configurations),
        "prepared": prepared,
        "thresholds": told(
            "one configuration, thresholds alone", [timed(replay.decide, one) for one in turned]
        ),
        "weights": told("one configuration, new weights", [timed(replay.decide, one) for one in weighed]),
    }
    # The plain way is timed here and there in between, so that a busy machine slows both alike.
    seconds, plain = [], []
    for number, one in enumerate(configurations):
        seconds.append(timed(replay.decide, one))
        if number % max(len(configurations) // asked.naive, 1) == 0:
            plain.append(timed(lambda one: decide(table, one), one))
            assert_same(replay.decide(one), decide(table, one))
    found["each"] = told(f"each of {len(configurations):,} configurations", seconds)
    found["plain"] = told("the same the plain way", plain)
    found["seconds"] = found["each"]["mean"] * len(configurations)
    found["plain_seconds"] = found["plain"]["mean"] * len(configurations)
    found["ratio"] = found["plain_seconds"] / found["seconds"]
    found["peak_bytes"] = peak_bytes()
    say(f"{'all of them':44s}{found['seconds']:10.1f} s")
    say(f"{'all of them, the plain way':44s}{found['plain_seconds']:10.1f} s")
    say(f"{'as much faster':44s}{found['ratio']:10.1f} x")
    say(f"{'most memory held':44s}{found['peak_bytes'] / 2**20:10.0f} MiB")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def opened(run: Path | None, jds: int, seed: int) -> tuple[SignalTable, Settings]:
    """Signals of so many JDs, and the settings of their run."""
    if run is None:
        return random_table(jds, 24, seed=seed, with_model=0.0, with_picks=0.0), Settings()
    folder = RunFolder(run)
    table = read_labelled_signals(folder).table
    rows = np.random.default_rng(seed).integers(len(table), size=jds)
    return table.take(rows.tolist()), open_settings(folder)


def mixed(settings: Settings, count: int, seed: int) -> list[Settings]:
    """Random configurations, those of the same weights in a row."""
    rng = np.random.default_rng(seed)
    weights, thresholds = find_dials(["weights"], settings), find_dials(["thresholds"], settings)
    made: list[Settings] = []
    for number in range(count):
        if number % WEIGHTS_EVERY == 0:
            base = with_values(
                settings, {dial.key: dial.rounded(rng.uniform(dial.low, dial.high)) for dial in weights}
            )
        values = {dial.key: dial.rounded(rng.uniform(dial.low, dial.high)) for dial in thresholds}
        made.append(with_values(base, values))
    return made


def timed(decided: Callable[[Settings], Any], settings: Settings) -> tuple[float, float]:
    """Seconds that deciding takes: on the clock, and of all processors together."""
    started, used = time.perf_counter(), time.process_time()
    decided(settings)
    return time.perf_counter() - started, time.process_time() - used


def told(name: str, seconds: list[tuple[float, float]]) -> dict[str, float]:
    """Sum timings up, and print them."""
    clock, processor = zip(*seconds, strict=True)
    figures = {
        "best": min(clock),
        "median": statistics.median(clock),
        "mean": statistics.fmean(clock),
        "processor": statistics.median(processor),
    }
    best, median, mean, used = (f"{1000 * figure:.1f}" for figure in figures.values())
    say(f"{name:44s}{best:>10s} ms  (median {median}, mean {mean}; {used} of processors; {len(clock)} times)")
    return figures


def peak_bytes() -> int:
    """Most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def assert_same(found: Outcome, wanted: Any) -> None:
    """Refuse to report on decisions that differ from the plain ones."""
    for name in ("case", "role", "confidence", "queued", "support"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), f"{name} differs"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
