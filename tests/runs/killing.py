"""Batches that are killed at random moments and gone on with, compared with one that was left alone.

With a language model as well: a real server on this machine, whose answers follow from the questions.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from jdwork.database.engine import open_database
from jdwork.llm import ledger_rows, read_ledger
from jdwork.runs import RunFolder, read_manifest
from jdwork.workspace import Workspace
from tests.llm.varied import SKILLS
from tests.record.compared import Told, all_rows, differences
from tests.tiny_workspace import ADS, write_tiny_catalog

IN_A_PART = 4
_KEYS = {"queue_id": "item", "queue_entry_id": "item", "db_id": "item", "collision_log_id": "collision"}
"""Where bodies name keys that the database gives out, and of what."""
Since = Literal["start", "work", "parts"]
"""The start of the process, the first writing of the run folder, the last part of the run."""
Pace = dict[Since, float]
"""Seconds that a batch takes from each of them to the next, or to its end."""
AIMS: dict[Since, float] = {"start": 0.15, "work": 0.6, "parts": 0.25}
"""How many of the kills strike within each."""
ROOT = Path(__file__).resolve().parents[2]


MODEL_OPTIONS = ("--all",)
"""Options of a batch whose skills are worked out in detail, which asks most."""


def asking(url: str) -> dict[str, str]:
    """Variables under which a batch asks a language model wherever it can."""
    return {
        **{f"JDWORK_LLM__{stage}": "openai"
           for stage in ("PARSER", "SKILLS", "ADJUDICATOR", "DOMAIN", "ENRICHMENT")},
        "JDWORK_LLM__BASE_URL": url,
        "JDWORK_LLM__MODEL": "gpt-4.1-mini",
        "JDWORK_LLM__CONCURRENCY": "4",
        "OPENAI_API_KEY": "sk-of-no-use",
    }  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a batch came to: the rows of every table, the digests of the run's files, and what it paid."""

    tables: Told
    files: dict[str, str]
    decisions: str
    counts: dict[str, int]
    llm: dict[str, int | float | None]
    calls: tuple[str, ...]
    bodies: tuple[str, ...]

    def differences(self, other: Outcome) -> list[str]:
        """What is not the same, in words; empty: nothing."""
        found = differences(self.tables, other.tables)
        for name in ("files", "decisions", "counts", "llm"):
            if getattr(self, name) != getattr(other, name):
                found.append(f"{name}: {getattr(self, name)} against {getattr(other, name)}")
        for name in ("calls", "bodies"):
            mine, others = getattr(self, name), getattr(other, name)
            if len(mine) != len(others):
                found.append(f"{name}: {len(mine)} against {len(others)}")
            for place, (one, two) in enumerate(zip(mine, others, strict=False)):
                if one != two:
                    same = next((at for at, both in enumerate(zip(one, two)) if len({*both}) > 1), 0)  # noqa: B905
                    here = max(same - 200, 0)
                    found.append(f"{name}: {place} {one[here : here + 400]} against {two[here : here + 400]}")
                    break
        return found


def write_many_ads(path: Path, copies: int, *, twice: bool = False) -> Path:
    """Write the ads of the tiny workspace many times over, each time a little different.

    With ``twice``, every other round is word for word the one before, and each names a skill that the
    catalog lacks: questions repeat within a batch, some in one part and some in another.
    """
    with path.open("w", encoding="utf-8") as file:
        for copy in range(copies):
            for ad in ADS:
                text = ad["text"] and f"{ad['text']} Reference {copy // 2 if twice else copy}."
                if text and twice:
                    text += f" Must know {SKILLS[copy // 2 % len(SKILLS)]}."
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
    environment
        Further variables, such as `asking`.
    """

    def __init__(
        self,
        folder: Path,
        ads: Path,
        *,
        database: str | None = None,
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace = Workspace(folder)
        write_tiny_catalog(folder / "catalog")
        (folder / "runs").mkdir(exist_ok=True)
        self._ads, self._options = ads, options
        self._n_parts = -(-len(ads.read_text(encoding="utf-8").splitlines()) // IN_A_PART)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JDWORK_")}
        self._environment = {**kept, "JDWORK_WORKSPACE": str(folder), "OMP_NUM_THREADS": "1"}
        self._environment |= environment or {}
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

    def finish(self) -> Pace:
        """Run it to its end."""
        began = time.perf_counter()
        process = self.start()
        self._wait_for("work", process)
        at_work = time.perf_counter()
        self._wait_for("parts", process)
        in_parts = time.perf_counter()
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
        return {"start": at_work - began, "work": in_parts - at_work, "parts": time.perf_counter() - in_parts}

    def kill(self, after: float, *, since: Since) -> str | None:
        """Start it, and kill it after some seconds; None if it was done before.

        Parameters
        ----------
        after
            Seconds.
        since
            From the ``start`` of the process, from where it went to ``work``, or from where all ``parts``
            were there.

        Returns
        -------
        str or None
            What it was at.
        """
        before = _stamp(self.run.manifest)
        process = self.start()
        self._wait_for(since, process)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return "opening" if _stamp(self.run.manifest) == before else self._phase()
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
        return None

    def _phase(self) -> str:
        """What the run folder says that it was at."""
        if read_manifest(self.run.manifest).status == "complete":
            return "ending"
        if not self.run.parts.is_dir():
            return "beginning"
        return "merging" if self._has_all_parts() else "working"

    def _wait_for(self, since: Since, process: subprocess.Popen[bytes]) -> None:
        """Wait until the run folder says that it is there, or the process has ended."""
        before = _stamp(self.run.manifest)
        while since != "start" and process.poll() is None:
            if since == "work" and _stamp(self.run.manifest) != before:
                return
            if since == "parts" and self._has_all_parts():
                return
            time.sleep(0.002)

    def _has_all_parts(self) -> bool:
        return len(list(self.run.parts.glob("*.part"))) >= self._n_parts

    def outcome(self) -> Outcome:
        """What it came to."""
        engine = open_database(self._database)
        try:
            manifest = read_manifest(self.run.manifest)
            assert manifest.status == "complete"
            files = dict(manifest.files)
            calls: tuple[str, ...] = ()
            if files.pop(self.run.llm_calls.name, None) is not None:  # It says how long each took.
                calls = tuple(_told(self.run.llm_calls))
            bodies: tuple[str, ...] = ()
            if files.pop(self.run.bodies.name, None) is not None:  # They name keys of the database.
                bodies = tuple(_without_keys(self.run.bodies))
            return Outcome(
                all_rows(engine), files, manifest.decisions_hash, manifest.counts, manifest.llm, calls, bodies
            )
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
    environment: Mapping[str, str] | None = None,
    told: Callable[[int, list[str]], None] = lambda killed, found: None,
    phases: Counter[str] | None = None,
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
    environment
        Further variables.
    told
        Called after each finished batch with the kills so far and what differed.
    phases
        Counts what the batches were at when they were killed.
    """
    chance = random.Random(seed)
    calm = KilledBatch(folder / "calm", ads, database=database(), options=options, environment=environment)
    pace = calm.finish()
    expected = calm.outcome()
    found: list[str] = []
    phases = Counter() if phases is None else phases
    killed = rounds = 0
    while killed < kills:
        here = folder / f"round{rounds}"
        batch = KilledBatch(here, ads, database=database(), options=options, environment=environment)
        wanted = min(kills - killed, chance.randrange(1, 8))
        for _ in range(wanted):
            (since,) = chance.choices(list(AIMS), list(AIMS.values()))
            # What is left to work on gets less with each go.
            longest = pace[since] / wanted if since == "work" else pace[since]
            phase = batch.kill(chance.uniform(0, longest), since=since)
            if phase is None:
                break
            phases[phase] += 1
            killed += 1
        batch.finish()
        differing = batch.outcome().differences(expected)
        found += [f"round {rounds}: {one}" for one in differing]
        told(killed, differing)
        shutil.rmtree(here)
        rounds += 1
    return found


def _told(ledger: Path) -> Iterator[str]:
    """The rows of a ledger without what took how long."""
    for call in read_ledger(ledger):
        attempts = tuple(replace(attempt, seconds=0.0) for attempt in call.attempts)
        (row,) = ledger_rows([replace(call, attempts=attempts)])
        yield json.dumps(row, sort_keys=True)


def _without_keys(bodies: Path) -> Iterator[str]:
    """The bodies of a run, keys that the database gave out told by the order in which they appear.

    PostgreSQL gives out numbers for good: those of a transaction that a kill cut off are skipped.
    """
    order: dict[tuple[str, int], int] = {}

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            name: order.setdefault((_KEYS[name], one), len(order))
            if name in _KEYS and one is not None
            else told(one)
            for name, one in value.items()
        }

    for line in bodies.read_text(encoding="utf-8").split("\n"):
        if line:
            yield json.dumps(told(json.loads(line)))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
