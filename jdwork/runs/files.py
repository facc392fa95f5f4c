"""Names of the files in a run folder, and writing them whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from jdwork.errors import RunError


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where the parts of a run lie."""

    path: Path

    @property
    def manifest(self) -> Path:
        """What the run was made of."""
        return self.path / "manifest.json"

    @property
    def jds(self) -> Path:
        """The JDs as they were handed in."""
        return self.path / "jds.parquet"

    @property
    def signals(self) -> Path:
        """One row per JD and candidate role."""
        return self.path / "signals.parquet"

    @property
    def decisions(self) -> Path:
        """One row per JD."""
        return self.path / "decisions.parquet"

    @property
    def vectors(self) -> Path:
        """One vector per JD."""
        return self.path / "vectors.parquet"

    @property
    def catalog(self) -> Path:
        """The catalog snapshot that was read."""
        return self.path / "catalog.json"

    @property
    def config(self) -> Path:
        """The settings that were used."""
        return self.path / "config.toml"

    @property
    def centroids(self) -> Path:
        """Role centroids as they stood when the run began."""
        return self.path / "centroids.safetensors"

    @property
    def role_model(self) -> Path:
        """The role model that was used, if one was."""
        return self.path / "role-model.safetensors"

    @property
    def llm_calls(self) -> Path:
        """The ledger: every question to a language model, where any was asked."""
        return self.path / "llm_calls.jsonl"

    @property
    def bodies(self) -> Path:
        """The bodies of the three APIs and the client output, a JD a line, where they were asked for."""
        return self.path / "bodies.jsonl"

    @property
    def metrics(self) -> Path:
        """Figures against labels, where there are labels."""
        return self.path / "metrics.json"

    @property
    def evaluation(self) -> Path:
        """Figures with intervals, where the run was evaluated."""
        return self.path / "evaluation.json"

    @property
    def gate(self) -> Path:
        """What the gate said of the run, where it was asked."""
        return self.path / "gate.json"

    @property
    def gate_page(self) -> Path:
        """The same as a page."""
        return self.path / "gate.html"

    @property
    def tuning(self) -> Path:
        """The last proposal of other settings that was tuned on the run."""
        return self.path / "tuning.json"

    @property
    def notebook(self) -> Path:
        """The executed notebook, where the run came from one."""
        return self.path / "notebook.ipynb"

    @property
    def html(self) -> Path:
        """The executed notebook as a page."""
        return self.path / "notebook.html"

    @property
    def notebook_record(self) -> Path:
        """What the executed notebook was told, and how that went."""
        return self.path / "notebook.json"

    @property
    def parts(self) -> Path:
        """Folder of what a run that goes on, or was interrupted, has worked out so far."""
        return self.path / "parts"

    @property
    def lock(self) -> Path:
        """Held by whoever executes the run; gone when that is done."""
        return self.path / ".lock"

    def part(self, number: int) -> Path:
        """File of one part."""
        return self.parts / f"{number:06d}.part"

    def part_bodies(self, number: int) -> Path:
        """Bodies of one part, where they tell what recording did."""
        return self.parts / f"{number:06d}.bodies.jsonl"

    @property
    def data(self) -> tuple[Path, ...]:
        """Every file that a run writes, manifest and notebook aside; what is said of it later is none."""
        return (
            self.jds, self.signals, self.vectors, self.decisions, self.catalog, self.config, self.centroids,
            self.role_model, self.llm_calls, self.bodies, self.metrics,
        )  # fmt: skip

    def clear(self) -> None:
        """Remove the data files of an earlier run, and what a killed one left half-written.

        An executed notebook stays: papermill may be writing it at this moment.

        Raises
        ------
        RunError
            If a file cannot be removed.
        """
        try:
            said = (self.evaluation, self.gate, self.gate_page, self.tuning)
            for path in (*self.data, *said, *self.path.glob(".*.part")):
                path.unlink(missing_ok=True)
            self.clear_parts()
        except OSError as error:
            raise RunError(
                f"A file of the earlier run cannot be removed ({error.strerror}).",
                where=str(self.path),
                hint="Choose another folder, or remove it yourself.",
            ) from None

    def clear_parts(self) -> None:
        """Remove the parts."""
        if self.parts.exists():
            shutil.rmtree(self.parts)


def new_run_folder(runs: Path, name: str) -> RunFolder:
    """Make an empty folder ``<utc>-<name>-<short hash>``.

    Parameters
    ----------
    runs
        Folder of run folders; made if need be.
    name
        What the run is called; anything but letters, digits and hyphens becomes a hyphen.
    """
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "run"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = runs / f"{stamp}-{safe}-{uuid.uuid4().hex[:6]}"
    make_folder(path)
    return RunFolder(path)


def explicit_run_folder(path: Path) -> RunFolder:
    """Use a folder that the caller named: empty, new, or that of an earlier run, which will be replaced.

    A folder that holds nothing but an executed notebook will do as well: the notebook may be writing this
    very run. Nothing is made or removed yet.

    Raises
    ------
    RunError
        If it holds something else.
    """
    folder = RunFolder(path)
    if path.exists() and not path.is_dir():
        raise RunError("This is a file, not a folder.", where=str(path), hint="Name another output folder.")
    of_run = {folder.notebook, folder.html, folder.notebook_record, folder.lock}
    if path.is_dir() and not folder.manifest.exists() and set(path.iterdir()) - of_run:
        raise RunError(
            "The output folder is not empty and holds no run.",
            where=str(path),
            hint="Name another folder, so that nothing of yours is overwritten.",
        )
    return folder


def make_folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    RunError
        If that cannot be done.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"The run folder cannot be made ({error.strerror}).",
            where=str(path),
            hint="Choose a folder that you may write to.",
        ) from None


@contextlib.contextmanager
def only_run_in(folder: RunFolder) -> Iterator[None]:
    """Keep others from executing a run in the same folder meanwhile; the system lets go when a process dies.

    Raises
    ------
    RunError
        If another run is being executed there.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunError(
            "Another process is executing a run in this folder.",
            where=str(folder.path),
            hint="Wait until it is done, or choose another folder with --out.",
        ) from None
    except (OSError, NotImplementedError):
        # A folder that cannot be written to, which is told where that is tried; or no locks are known there.
        pass
    try:
        yield
    finally:
        if lock.is_locked:
            with contextlib.suppress(OSError):
                folder.lock.unlink(missing_ok=True)
            lock.release()


def file_hashes(folder: RunFolder) -> dict[str, str]:
    """SHA-256 of the data files that are there, by file name."""
    found = {}
    for path in folder.data:
        with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never half.

    Raises
    ------
    RunError
        If the disk is full or the folder cannot be written.
    """
    with atomic_bytes(path) as file:
        file.write(content)


@contextlib.contextmanager
def atomic_text(path: Path) -> Iterator[TextIO]:
    """Write a UTF-8 text file piece by piece; it appears under its name when the block ends well.

    Raises
    ------
    RunError
        If the disk is full or the folder cannot be written.
    """
    with atomic_bytes(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        try:
            yield text
        finally:
            text.detach()


@contextlib.contextmanager
def atomic_bytes(path: Path) -> Iterator[BinaryIO]:
    """Write a file piece by piece; it appears under its name when the block ends well.

    Raises
    ------
    RunError
        If the disk is full or the folder cannot be written.
    """
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise RunError(
            f"The file cannot be written ({error.strerror}).",
            where=str(path),
            hint="Check free space and permissions; what was there before is untouched.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
