"""Batches that are killed at random moments and gone on with, compared with one that was left alone."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jdwork.database.engine import open_database
from jdwork.runs import RunFolder, read_manifest
from jdwork.workspace import Workspace
from tests.record.compared import Told, all_rows, differences
from tests.tiny_workspace import ADS, write_tiny_catalog

IN_A_PART = 4
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a batch came to: the rows of every table, and the digests of the run's files."""

    tables: Told
    files: dict[str, str]
    decisions: str
    counts: dict[str, int]

    def differences(self, other: Outcome) -> list[str]:
        """What is not the same, in words; empty: nothing."""
        found = differences(self.tables, other.tables)
        for name in ("files", "decisions", "counts"):
            if getattr(self, name) != getattr(other, name):
                found.append(f"{name}: {getattr(self, name)} against {getattr(other, name)}")
        return found


def write_many_ads(path: Path, copies: int) -> Path:
    """Write the ads of the tiny workspace many times over, each time a little different."""
    with path.open("w", encoding="utf-8") as file:
        for copy in range(copies):
            for ad in ADS:
                text = ad["text"] and f"{ad['text']} Reference {copy}."
                file.write(json.dumps({**ad, "id": f"{ad['id']}-{copy}", "text": text}) + "\n")
    return path


class KilledBatch:
    """A recorded batch over a workspace and database of its own.

    Parameters
    ----------
    folder
        Where it works; made.
    ads
        What it reads.
    database
        Address of its database; by default the workspace's own SQLite file.
    options
        Further options of ``jdwork batch``.
    """

    def __init__(
        self, folder: Path, ads: Path, *, database: str | None = None, options: tuple[str, ...] = ()
    ) -> None:
        self.workspace = Workspace(folder)
        write_tiny_catalog(folder / "catalog")
        (folder / "runs").mkdir(exist_ok=True)
        self._ads, self._options = ads, options
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JDWORK_")}
        self._environment = {**kept, "JDWORK_WORKSPACE": str(folder), "OMP_NUM_THREADS": "1"}
        if database is not None:
            self._environment["JDWORK_DATABASE_URL"] = database
        self._database = database or f"sqlite:///{folder / '.jdwork' / 'jdwork.sqlite'}"
        self.run = RunFolder(folder / "runs" / "run")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, or go on with it."""
        command = [
            sys.executable, "-m", "tests.runs.batch_to_kill", str(IN_A_PART), "batch", str(self._ads),
            "--out", str(self.run.path), "--label-field", "label", "--record", "--resume", *self._options,
        ]  # fmt: skip
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip

    def finish(self) -> float:
        """Run it to its end; gives the seconds from its first part to there."""
        began = time.perf_counter()
        process = self.start()
        for _ in self._until_at_work(process):
            began = time.perf_counter()
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
        return time.perf_counter() - began

    def kill(self, after: float) -> bool:
        """Start it, and kill it some seconds after it went to work; False if it was done before."""
        process = self.start()
        for _ in self._until_at_work(process):
            pass
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
        return False

    def _until_at_work(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Wait until the run folder says that the run goes on (or ended)."""
        before = _stamp(self.run.manifest)
        while process.poll() is None and _stamp(self.run.manifest) == before:
            time.sleep(0.005)
            yield

    def outcome(self) -> Outcome:
        """What it came to."""
        engine = open_database(self._database)
        try:
            manifest = read_manifest(self.run.manifest)
            assert manifest.status == "complete"
            return Outcome(all_rows(engine), manifest.files, manifest.decisions_hash, manifest.counts)
        finally:
            engine.dispose()


def kill_often(
    folder: Path,
    ads: Path,
    *,
    kills: int,
    seed: int = 0,
    database: Callable[[], str | None] = lambda: None,
    options: tuple[str, ...] = (),
    told: Callable[[int, list[str]], None] = lambda killed, found: None,
) -> list[str]:
    """Kill batches at random moments until there were so many kills; says what differs from one left alone.

    Parameters
    ----------
    folder
        For the workspaces, one at a time.
    ads
        What is read.
    kills
        How many.
    seed
        Of the moments.
    database
        Gives the address of a fresh database for each batch.
    options
        Further options of ``jdwork batch``.
    told
        Called after each finished batch with the kills so far and what differed.
    """
    chance = random.Random(seed)
    calm = KilledBatch(folder / "calm", ads, database=database(), options=options)
    seconds = calm.finish()
    expected = calm.outcome()
    found: list[str] = []
    killed = rounds = 0
    while killed < kills:
        here = folder / f"round{rounds}"
        batch = KilledBatch(here, ads, database=database(), options=options)
        wanted = min(kills - killed, chance.randrange(1, 8))
        for _ in range(wanted):
            # What is left gets less with each go.
            if not batch.kill(chance.uniform(0, seconds / wanted)):
                break
            killed += 1
        batch.finish()
        differing = batch.outcome().differences(expected)
        found += [f"round {rounds}: {one}" for one in differing]
        told(killed, differing)
        shutil.rmtree(here)
        rounds += 1
    return found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
