# ruff: noqa: T201
"""The same batch by one process, by several, and by workers of a Dask cluster, with one that is killed.

``python -m tests.benchmarks.scale_out ADS --jds 1585``: each starts from nothing known, in a workspace of its
own. Efficiency is how much of the speed of one process with one thread each worker keeps, where the machine
has a core for each; all have to come to the same files.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from jdwork.runs import RunFolder, read_manifest
from jdwork.runs.files import file_hashes


@dataclass(frozen=True)
class Way:
    """A way to work a batch out."""

    name: str
    options: tuple[str, ...]
    workers: int
    threads: int | None = None
    kills: bool = False


WAYS = (
    Way("one process, one thread", ("--workers", "1"), 1, threads=1),
    Way("one process, all threads", ("--workers", "1"), 1),
    Way("2 processes", ("--workers", "2"), 2),
    Way("Dask, 2 workers", ("--engine", "dask", "--workers", "2"), 2),
    Way("Dask, 4 workers", ("--engine", "dask", "--workers", "4"), 4),
    Way("Dask, 2 workers, one killed", ("--engine", "dask", "--workers", "2"), 2, kills=True),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run them all and print; exit code 1 if files differ."""
    parser = argparse.ArgumentParser(prog="scale_out", description=__doc__)
    parser.add_argument("ads", type=Path, help="JSON lines with texts")
    parser.add_argument("--jds", type=int, default=1_585, help="at most so many of them")
    asked = parser.parse_args(arguments)
    first: tuple[float, dict[str, str]] | None = None
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="jdwork-scale-") as scratch:
        ads, ready = Path(scratch) / "ads.jsonl", Path(scratch) / "ready"
        with asked.ads.open("rb") as source, ads.open("wb") as few:
            few.writelines(itertools.islice(source, asked.jds))
        # The catalog is encoded once per workspace, not once per batch.
        _jdwork("init", str(ready))
        (ready / "ad.txt").write_text("Baker\n\nKneads dough and bakes bread.", encoding="utf-8")
        _jdwork("classify", "ad.txt", cwd=ready)
        for way in WAYS:
            root = Path(scratch) / way.name.replace(" ", "-")
            shutil.copytree(ready, root)
            seconds, files = _run(root, ads, way)
            first = first or (seconds, files)
            same = files == first[1]
            wrong += not same
            cores = min(way.workers, os.cpu_count() or 1)
            times = first[0] / seconds
            print(
                f"{way.name}: {seconds:.1f} s, {asked.jds / seconds:.1f} JDs/s, {times:.2f} times the first, "
                f"efficiency {times / cores:.2f} of {cores} cores, "
                f"{'the same files' if same else 'OTHER FILES'}",
                flush=True,
            )
    return int(wrong > 0)


def _jdwork(*arguments: str, cwd: Path | None = None) -> None:
    subprocess.run([sys.executable, "-m", "jdwork", *arguments], cwd=cwd, check=True, capture_output=True)


def _run(root: Path, ads: Path, way: Way) -> tuple[float, dict[str, str]]:
    """Time a batch from its start, imports and opening included; give the hashes of its files."""
    environment = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    if way.threads:
        environment["OMP_NUM_THREADS"] = str(way.threads)
    folder = RunFolder(root / "runs" / "all")
    started = time.perf_counter()
    batch = subprocess.Popen(
        [sys.executable, "-m", "jdwork", "batch", str(ads), "--out", "runs/all", *way.options],
        cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if way.kills:
        threading.Thread(target=_kill_one, args=(batch, folder), daemon=True).start()
    if batch.wait():
        raise SystemExit(f"{way.name} failed with {batch.returncode}.")
    seconds = time.perf_counter() - started
    made = read_manifest(folder.manifest)
    return seconds, {**file_hashes(folder), "decisions": made.decisions_hash}


def _kill_one(batch: subprocess.Popen[bytes], folder: RunFolder) -> None:
    """Kill the largest process below the batch, a worker, once two parts are done."""
    while batch.poll() is None and (not folder.parts.is_dir() or len(list(folder.parts.iterdir())) < 2):
        time.sleep(0.1)
    with suppress(psutil.Error):
        below = psutil.Process(batch.pid).children(recursive=True)
        worker = max(below, key=lambda process: process.memory_info().rss)
        os.kill(worker.pid, signal.SIGKILL)
        print(f"  killed worker {worker.pid}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
