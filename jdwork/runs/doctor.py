"""What is wrong with run folders, and mending what can be."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jdwork.errors import JdworkError, RunError
from jdwork.runs.execute import execute_run, interrupted_run
from jdwork.runs.files import RunFolder, file_hashes
from jdwork.runs.listing import run_folders
from jdwork.runs.manifest import Manifest, read_manifest, write_manifest
from jdwork.runs.notebook_record import NotebookRecord
from jdwork.runs.parts import part_numbers, read_part
from jdwork.runs.reopening import read_inputs, reopen_pipeline

_ORIGINALS = ("jds.parquet", "catalog.json", "config.toml", "centroids.safetensors", "role-model.safetensors")
"""What a run is made of: everything else can be made again from these."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a run folder.

    Parameters
    ----------
    folder
        The run.
    problem
        What is wrong.
    remedy
        What mending does; where it can do nothing, what the reader can.
    mendable
        Whether `mend` helps.
    """

    folder: RunFolder
    problem: str
    remedy: str
    mendable: bool = False


def examine_runs(runs: Path) -> list[Finding]:
    """Look at every run folder.

    Parameters
    ----------
    runs
        Folder of run folders.
    """
    return [
        finding
        for folder, made in run_folders(runs)
        if not isinstance(made, NotebookRecord)
        for finding in examine_run(folder)
    ]


def examine_run(folder: RunFolder) -> list[Finding]:
    """Look at one run folder: every file that the manifest names is read whole.

    Parameters
    ----------
    folder
        The run.
    """
    return list(_examine(folder))


def _examine(folder: RunFolder) -> Iterator[Finding]:
    left = sorted(path.name for path in folder.path.glob(".*.part"))
    if left:
        yield Finding(
            folder, f"holds what a stopped write left ({', '.join(left)})", "removes it", mendable=True
        )
    try:
        manifest = read_manifest(folder.manifest)
    except RunError as error:
        yield Finding(folder, error.problem, "Run the job again into another folder, then remove this one.")
        return
    if manifest.status == "running":
        yield _of_unfinished(folder)
        return
    if folder.parts.exists():
        yield Finding(folder, "is complete and still holds its parts", "removes them", mendable=True)
    yield from _of_files(folder, manifest)


def _of_unfinished(folder: RunFolder) -> Finding:
    if interrupted_run(folder) is None:
        return Finding(folder, "was stopped before its first JD", "Remove the folder, or run the job again.")
    numbers = part_numbers(folder.parts)
    sound = [number for number in numbers if read_part(folder.part(number)) is not None]
    damaged = f", {len(numbers) - len(sound)} of them damaged" if len(sound) < len(numbers) else ""
    return Finding(
        folder,
        f"never finished; {len(numbers):,} parts are worked out{damaged}",
        "It may be running still. If not, the same 'jdwork batch' command with --resume goes on with it.",
    )


def _of_files(folder: RunFolder, manifest: Manifest) -> Iterator[Finding]:
    now = file_hashes(folder)
    wrong = {
        name: "is missing" if name not in now else "is not what the run wrote"
        for name, digest in manifest.files.items()
        if now.get(name) != digest
    }
    if not wrong:
        return
    lost = [name for name in wrong if name in _ORIGINALS]
    said = "; ".join(f"{name} {what}" for name, what in sorted(wrong.items()))
    if manifest.origin != "jdwork":
        yield Finding(folder, said, "Import the pages again.")
    elif manifest.models_hash:
        yield Finding(
            folder, said, "Language models were asked: run the job again, kept answers cost nothing."
        )
    elif "bodies.jsonl" in wrong:
        yield Finding(folder, said, "Bodies tell what was recorded: run the job again.")
    elif lost:
        yield Finding(folder, said, f"{lost[0]} cannot be made again from the rest: run the job again.")
    else:
        yield Finding(
            folder, said, "works the run out again from its own JDs, catalog and settings", mendable=True
        )


def mend(finding: Finding, *, state: Path | None = None, progress: Progress | None = None) -> str:
    """Do what a finding's remedy says.

    Parameters
    ----------
    finding
        A mendable one.
    state
        Folder of the workspace's caches; None: there are none.
    progress
        Called with the number of JDs worked out again.

    Returns
    -------
    str
        What was done.

    Raises
    ------
    RunError
        If it cannot be done; the folder is then as it was.
    """
    folder = finding.folder
    if not finding.mendable:
        raise RunError(
            f"This cannot be mended: {finding.problem}.", where=str(folder.path), hint=finding.remedy
        )
    done = []
    try:
        for left in folder.path.glob(".*.part"):
            left.unlink(missing_ok=True)
            done.append(f"removed {left.name}")
        manifest = read_manifest(folder.manifest)
        if manifest.status == "complete" and folder.parts.exists():
            folder.clear_parts()
            done.append("removed its parts")
    except OSError as error:
        raise RunError(
            f"A file cannot be removed ({error.strerror}).",
            where=str(folder.path),
            hint="Check the folder's permissions.",
        ) from None
    if manifest.status == "complete" and any(_of_files(folder, manifest)):
        done.append(_remade(folder, manifest, state, progress))
    return "; ".join(done)


def _remade(folder: RunFolder, manifest: Manifest, state: Path | None, progress: Progress | None) -> str:
    """Work a run out again beside itself, and take over the files that are wrong if it comes to the same."""
    before = file_hashes(folder)
    wrong = [name for name, digest in manifest.files.items() if before.get(name) != digest]
    with tempfile.TemporaryDirectory(prefix=".mending-", dir=folder.path.parent) as scratch:
        again = RunFolder(Path(scratch) / "run")
        try:
            pipeline = reopen_pipeline(folder, state=state)
            made = execute_run(read_inputs(folder), pipeline, again, name=manifest.name, progress=progress)
        except JdworkError as error:
            raise RunError(
                f"It cannot be worked out again: {error.problem}", where=str(folder.path), hint=error.hint
            ) from None
        if (made.input_hash, made.decisions_hash) != (manifest.input_hash, manifest.decisions_hash):
            raise RunError(
                "Worked out again, it decides otherwise: nothing was changed.",
                where=str(folder.path),
                hint="Another version of jdwork made it, or another kind of machine. Run the job again.",
            )
        for name in wrong:
            shutil.copyfile(again.path / name, folder.path / f".{name}.part")
            (folder.path / f".{name}.part").replace(folder.path / name)
    # Another version of Parquet may lay the same rows out in other bytes.
    write_manifest(folder.manifest, manifest.model_copy(update={"files": file_hashes(folder)}))
    return f"made again: {', '.join(sorted(wrong))} (every decision as before)"
