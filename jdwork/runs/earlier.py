"""Earlier runs of the same data: what a run can be compared with, and why others cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.errors import JdworkError
from jdwork.evaluate import LabelledDecisions
from jdwork.runs.columns import read_frame
from jdwork.runs.files import RunFolder
from jdwork.runs.listing import run_folders
from jdwork.runs.manifest import Manifest
from jdwork.runs.notebook_record import NotebookRecord

MOST = 90
"""Earlier runs that are read, the latest first."""


@dataclass(frozen=True, slots=True, eq=False)
class EarlierRun:
    """A run of the same data that was made before.

    Parameters
    ----------
    folder, manifest
        The run.
    decisions
        On the JDs that both hold, text for text, under the labels and role names of the later run.
    same_input
        Whether it read exactly the same JDs.
    """

    folder: RunFolder
    manifest: Manifest
    decisions: LabelledDecisions
    same_input: bool

    @property
    def name(self) -> str:
        """Of its folder."""
        return self.folder.path.resolve().name

    @property
    def accuracy(self) -> float:
        """Share of the shared JDs that it got right."""
        return float(self.decisions.right.mean())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A run that is no comparison, and why."""

    run: str
    why: str


def find_earlier(
    folder: RunFolder,
    manifest: Manifest,
    decisions: LabelledDecisions,
    snapshot: CatalogSnapshot,
    runs: Path,
    *,
    min_shared: float,
    most: int = MOST,
) -> tuple[list[EarlierRun], list[LeftOut]]:
    """Find the runs of the same data that were started before a run.

    Parameters
    ----------
    folder, manifest, snapshot
        The run and its catalog.
    decisions
        Its labelled decisions.
    runs
        Folder of run folders.
    min_shared
        Share of its labelled JDs that another must hold with the same title and text.
    most
        Runs of the same data that are read.

    Returns
    -------
    list of EarlierRun
        The earliest first.
    list of LeftOut
        The latest first.
    """
    own = folder.path.resolve()
    texts = _Texts(folder)
    found: list[EarlierRun] = []
    left_out: list[LeftOut] = []
    for other, made in run_folders(runs):
        name = other.path.resolve().name
        if other.path.resolve() == own:
            continue
        if len(found) == most:
            left_out.append(LeftOut(name, f"only the latest {most} are read"))
            continue
        if isinstance(made, NotebookRecord):
            continue
        why = _unfit(made, manifest, name, own.name)
        if why is None and isinstance(made, Manifest):
            try:
                one = read_earlier(other, made, manifest, decisions, snapshot, texts=texts)
            except JdworkError as error:
                why = f"it cannot be read: {error.problem}"
            else:
                shared = len(one.decisions)
                if shared >= max(1.0, min_shared * len(decisions)):
                    found.append(one)
                else:
                    why = _few(shared, len(decisions))
        if why is not None:
            left_out.append(LeftOut(name, why))
    return found[::-1], left_out


def read_earlier(
    other: RunFolder,
    made: Manifest,
    manifest: Manifest,
    decisions: LabelledDecisions,
    snapshot: CatalogSnapshot,
    *,
    texts: _Texts,
) -> EarlierRun:
    """Read what an earlier run decided about the labelled JDs of a later one.

    Today's labels count, and roles go by the names that they have today, so that neither a corrected
    label nor a renamed role looks like a change of the classifier.

    Parameters
    ----------
    other, made
        The earlier run and its manifest.
    manifest, decisions, snapshot, texts
        The later run's.

    Returns
    -------
    EarlierRun

    Raises
    ------
    RunError
        If a file is missing or damaged.
    """
    same = bool(made.input_hash) and made.input_hash == manifest.input_hash
    frame = read_frame(other.decisions, ["id", "title", "role", "confidence", "case", "candidates"])
    place = {str(name): row for row, name in enumerate(frame["id"])}
    ids = [name for name in decisions.ids if name in place]
    if not same and ids:
        ids = texts.shared(other, ids)
    kept = frame.iloc[[place[name] for name in ids]]
    gold = dict(zip(decisions.ids, (decisions.names[code] for code in decisions.gold.tolist()), strict=True))

    def today(role: object) -> str | None:
        return (snapshot.role_named(role) or role) if isinstance(role, str) else None

    laid_out = LabelledDecisions.of(
        [gold[name] for name in ids],
        [today(role) for role in kept["role"]],
        kept["confidence"].to_numpy(dtype=float),
        [[] if one is None else [today(slug) or slug for slug in one] for one in kept["candidates"]],
        ids=ids,
        titles=[title if isinstance(title, str) and title else None for title in kept["title"]],
        cases=[str(case) for case in kept["case"]],
    )
    known = dict(zip(decisions.ids, decisions.known.tolist(), strict=True))
    laid_out = replace(laid_out, known=np.array([known[name] for name in ids], dtype=bool))
    return EarlierRun(other, made, laid_out, same)


class _Texts:
    """Digests of titles and texts of a run, read when they are first needed."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._own: Mapping[str, bytes] | None = None

    def shared(self, other: RunFolder, ids: list[str]) -> list[str]:
        """Those of some ids under which another run has the same title and text."""
        if self._own is None:
            self._own = _digests(self._folder)
        theirs = _digests(other)
        return [name for name in ids if name in theirs and theirs[name] == self._own.get(name)]


def texts_of(folder: RunFolder) -> _Texts:
    """The titles and texts of a run, to find the same ones in others."""
    return _Texts(folder)


def _digests(folder: RunFolder) -> dict[str, bytes]:
    frame = read_frame(folder.jds, ["id", "title", "text"])
    return {
        str(name): hashlib.blake2b(f"{title}\n{text}".encode(errors="replace"), digest_size=16).digest()
        for name, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True)
    }


def _unfit(made: Manifest | JdworkError, manifest: Manifest, name: str, own: str) -> str | None:
    """Why a run is no comparison, as far as its manifest says."""
    if isinstance(made, JdworkError):
        return f"it cannot be read: {made.problem}"
    if made.status != "complete":
        return "it never finished"
    if made.origin == "legacy":
        return "it was imported from the old service"
    if (made.started, name) > (manifest.started, own):
        return "it was started later"
    return None


def _few(shared: int, n: int) -> str:
    if not shared:
        return "it has none of these JDs with the same title and text"
    return f"it has only {shared:,} of these {n:,} labelled JDs with the same title and text"
