# ruff: noqa: T201
"""A batch over very many JDs: its memory, and whether it gets slower as it goes.

``python -m tests.benchmarks.large_batch ADS --jds 100000`` varies the ads of a JSON lines file, works the
ads themselves out first (so that vectors of common sentences are known, as in daily use), and then runs
``jdwork batch`` over all of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from jdwork.runs import RunFolder
from tests.benchmarks.process_memory import MemoryWatch
from tests.benchmarks.varied_ads import write_varied_ads

MEGABYTE = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the batches and print what they took; exit code 1 if the batch failed."""
    parser = argparse.ArgumentParser(prog="large_batch", description=__doc__)
    parser.add_argument("ads", type=Path, help="JSON lines with texts")
    parser.add_argument("--jds", type=int, default=100_000, help="how many are made of them")
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: what batch chooses")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="a workspace to use and keep; a new one by default")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="jdwork-large-") as scratch:
        root = asked.folder or Path(scratch)
        root.mkdir(parents=True, exist_ok=True)
        options = ["--workers", str(asked.workers)] if asked.workers else []
        if not (root / "catalog").exists():
            _jdwork(root, "init", ".").wait()
        made = write_varied_ads(asked.ads, root / "varied.jsonl", count=asked.jds, seed=asked.seed)
        first = time.perf_counter()
        if _jdwork(root, "batch", str(asked.ads.resolve()), "--out", "runs/first", *options).wait():
            return 1
        print(f"The ads themselves: {time.perf_counter() - first:.0f} s.", flush=True)
        started, clock = time.time(), time.perf_counter()
        batch = _jdwork(root, "batch", str(made), "--out", "runs/large", "--fresh", *options)
        with MemoryWatch(batch.pid) as memory:
            times = _times_of_parts(batch, RunFolder(root / "runs" / "large").parts)
        seconds = time.perf_counter() - clock
        if batch.returncode:
            return 1
    print(
        f"{asked.jds:,} JDs in {seconds:.0f} s: {asked.jds / seconds:.1f} JDs/s, most memory "
        f"{memory.peak / MEGABYTE:,.0f} MB of {memory.processes} processes together, "
        f"{memory.largest / MEGABYTE:,.0f} MB of the largest."
    )
    for line in _tenths([at - started for at in times], asked.jds):
        print(line)
    return 0


def _jdwork(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    return subprocess.Popen(
        [sys.executable, "-m", "jdwork", *arguments], cwd=root, env=environment, stdout=subprocess.DEVNULL
    )


def _times_of_parts(batch: subprocess.Popen[bytes], folder: Path) -> list[float]:
    """When each part of the run came to lie on the disk; parts go away at the end."""
    seen: dict[str, float] = {}
    while batch.poll() is None:
        if folder.is_dir():
            for entry in folder.iterdir():
                if entry.suffix == ".part" and entry.name not in seen:
                    seen[entry.name] = time.time()
        time.sleep(0.2)
    return sorted(seen.values())


def _tenths(times: list[float], jds: int) -> list[str]:
    """Rates from part to part, by tenths of the run; the start of the processes is no part of them."""
    many = len(times) // 10
    if many < 2:
        return []
    per_part = jds / len(times)
    rates = []
    for tenth in range(10):
        first, last = times[tenth * many], times[min((tenth + 1) * many, len(times) - 1)]
        parts = min((tenth + 1) * many, len(times) - 1) - tenth * many
        rates.append(parts * per_part / (last - first))
    said = ", ".join(f"{rate:.1f}" for rate in rates)
    return [f"JDs/s by tenths: {said}.", f"The last tenth runs at {rates[-1] / rates[0]:.3f} of the first."]


if __name__ == "__main__":
    sys.exit(main())
