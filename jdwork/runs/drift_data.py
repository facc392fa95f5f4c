"""Reading runs for drift: the vectors, roles, dates and skills of their JDs, runs one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.errors import RunError
from jdwork.evaluate.drift import (
    Division,
    DriftReport,
    Periods,
    measure_drift,
    periods_by_batch,
    periods_of,
)
from jdwork.runs.columns import read_frame
from jdwork.runs.files import RunFolder
from jdwork.runs.manifest import read_manifest
from jdwork.runs.reopening import open_snapshot, read_inputs
from jdwork.runs.vectors import read_vectors
from jdwork.text import JobDescription

Level = Literal["role", "domain", "all"]
Given = Literal["decided", "label"]
EVERYTHING = "all JDs"
"""What the one group is called where JDs are not told apart by role."""


@dataclass(frozen=True, eq=False)
class DriftData:
    """What drift is measured on, one entry per JD of every run.

    Parameters
    ----------
    runs
        Name of each JD's run.
    ids, titles, dates
        Of the JDs; None for a title or date that is not there.
    roles
        The role of each, or what takes its place (`grouped`); None where it has none, or where the
        decision was not sure enough.
    skills
        Slugs of the skills found in each.
    vectors
        float32 of shape (n, d); zero for a rejected JD.
    groups
        Near-copies across all runs; shape (n,).
    unsure
        JDs whose role was not counted because the decision was not sure enough.
    folders
        The runs that were read, the earliest first.
    encoder_id
        Whose vectors they are.
    domains
        Domain of each JD's role.
    """

    runs: tuple[str, ...]
    ids: tuple[str, ...]
    titles: tuple[str | None, ...]
    dates: tuple[str | None, ...]
    roles: tuple[str | None, ...]
    skills: tuple[tuple[str, ...], ...]
    vectors: NDArray[np.float32] = field(repr=False)
    groups: NDArray[np.int64] = field(repr=False)
    unsure: int
    folders: tuple[RunFolder, ...]
    encoder_id: str
    domains: tuple[str | None, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def grouped(self, level: Level) -> DriftData:
        """The same with domains, or one group for all, in place of roles.

        A few hundred JDs are too few to tell roles apart.
        """
        if level == "role":
            return self
        if level == "domain":
            return replace(self, roles=self.domains)
        return replace(self, roles=tuple(None if role is None else EVERYTHING for role in self.roles))

    def periods(self, by: Division | Literal["batch"] | Sequence[str], *, settings: Settings) -> Periods:
        """Divide the JDs by posting date, see `periods_of`, or by the run they came in (``batch``)."""
        if by == "batch":
            return periods_by_batch(self.runs, order=[_name(folder) for folder in self.folders])
        return periods_of(self.dates, by=by, least=settings.drift.min_period)

    def measure(
        self, periods: Periods, *, settings: Settings, reference: str | None = None, seed: int = 0
    ) -> DriftReport:
        """Measure drift between periods, see `measure_drift`."""
        return measure_drift(
            self.vectors,
            self.roles,
            periods.names,
            reference=reference,
            settings=settings.drift,
            groups=self.groups,
            order=periods.order,
            seed=seed,
        )

    def rows(
        self, periods: Periods, *, role: str, earlier: str, later: str
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Rows of a role in two periods, and whether each belongs to the later."""
        picked = [
            row
            for row, (own, period) in enumerate(zip(self.roles, periods.names, strict=True))
            if own == role and period in (earlier, later) and self.vectors[row].any()
        ]
        return (
            np.array(picked, dtype=np.int64),
            np.array([periods.names[row] == later for row in picked], dtype=bool),
        )

    def jds(self, rows: Sequence[int] | NDArray[np.int64]) -> list[JobDescription]:
        """Read JDs again from the run folders, in the order of the rows.

        Raises
        ------
        RunError
            If a run folder has changed since.
        """
        wanted = [(self.runs[row], self.ids[row]) for row in rows]
        found: dict[tuple[str, str], JobDescription] = {}
        for folder in self.folders:
            ids = {one for run, one in wanted if run == _name(folder)}
            if ids:
                for jd in read_inputs(folder):
                    if isinstance(jd, JobDescription) and jd.id in ids:
                        found[_name(folder), jd.id] = jd
        for run, one in wanted:
            if (run, one) not in found:
                raise RunError(
                    f"The JD '{one}' is gone.", where=run, hint="The run folder was changed; read it anew."
                )
        return [found[key] for key in wanted]


def read_drift_data(
    folders: Sequence[RunFolder],
    *,
    given: Given = "decided",
    min_confidence: float = 0.0,
    copies: bool = True,
) -> DriftData:
    """Read complete runs for measuring drift.

    Parameters
    ----------
    folders
        One run, or several; they are put in the order in which they were made.
    given
        Whose roles: those ``decided``, or those of the ``label``. What a classifier decides is drawn
        towards its catalog: a JD that drifted out of its role got another one.
    min_confidence
        Decisions that are less sure are not counted; ``centroid.min_confidence`` leaves those that move
        the stored centroids.
    copies
        Find near-duplicates, also across runs, so that each counts once.

    Returns
    -------
    DriftData

    Raises
    ------
    RunError
        If a run never finished, a file is missing or damaged, no run was named, one was named twice, or
        their vectors come from different encoders.
    """
    opened = sorted(
        ((read_manifest(folder.manifest), folder) for folder in folders), key=lambda one: one[0].started
    )
    if not opened:
        raise RunError("No run was named.", hint="Name one; 'jdwork runs list' shows them.")
    columns: dict[str, list[Any]] = {
        name: [] for name in ("run", "id", "title", "date", "role", "domain", "skills")
    }
    vectors: list[NDArray[np.float32]] = []
    texts: list[str] = []
    unsure = 0
    seen: set[str] = set()
    for manifest, folder in opened:
        if manifest.status != "complete":
            raise RunError("The run never finished.", where=str(folder.path), hint="Run the job again.")
        if _name(folder) in seen:
            raise RunError("The run was named twice.", where=str(folder.path), hint="Name each run once.")
        if manifest.encoder_id != opened[0][0].encoder_id:
            raise RunError(
                f"Its vectors come from {manifest.encoder_id}, those of {_name(opened[0][1])} from "
                f"{opened[0][0].encoder_id}: they cannot be compared.",
                where=str(folder.path),
                hint="Run one of the jobs again with the other's encoder.",
            )
        seen.add(_name(folder))
        frame = read_frame(folder.decisions, ["id", "title", "role", "confidence", "skills", "label", "date"])
        held = read_vectors(folder.vectors)
        width = len(next(iter(held.values()))) if held else 0
        names = [str(one) for one in frame["id"]]
        vectors.append(
            np.array([held.get(one, np.zeros(width)) for one in names], dtype=np.float32).reshape(-1, width)
        )
        found = [_text(one) for one in frame["label" if given == "label" else "role"]]
        if given == "decided":
            sure = frame["confidence"].to_numpy(dtype=float) >= min_confidence
            unsure += sum(role is not None and not ok for role, ok in zip(found, sure, strict=True))
            found = [role if ok else None for role, ok in zip(found, sure, strict=True)]
        columns["domain"] += _domains(found, folder)
        columns["run"] += [_name(folder)] * len(names)
        columns["id"] += names
        columns["title"] += [_text(one) for one in frame["title"]]
        columns["date"] += [_text(one) for one in frame["date"]]
        columns["role"] += found
        columns["skills"] += [() if one is None else tuple(map(str, one)) for one in frame["skills"]]
        if copies:
            texts += _texts(folder, names)
    if given == "label" and not any(columns["role"]):
        raise RunError(
            "No JD has a label.",
            where=_name(opened[0][1]),
            hint="Take the decided roles, or run with --label-field.",
        )
    groups = np.arange(len(columns["id"]), dtype=np.int64)
    if copies:
        from jdwork.text.near_duplicates import near_duplicate_groups

        groups = near_duplicate_groups(texts)
    return DriftData(
        runs=tuple(columns["run"]),
        ids=tuple(columns["id"]),
        titles=tuple(columns["title"]),
        dates=tuple(columns["date"]),
        roles=tuple(columns["role"]),
        skills=tuple(columns["skills"]),
        vectors=np.concatenate(vectors),
        groups=groups,
        unsure=unsure,
        folders=tuple(folder for _, folder in opened),
        encoder_id=opened[0][0].encoder_id,
        domains=tuple(columns["domain"]),
    )


def _domains(roles: Sequence[str | None], folder: RunFolder) -> list[str | None]:
    domain = {role.slug: role.domain for role in open_snapshot(folder).roles}
    return [None if role is None else domain.get(role) for role in roles]


def _texts(folder: RunFolder, ids: Sequence[str]) -> list[str]:
    """What each JD says; one without text goes by its title."""
    frame = read_frame(folder.jds, ["id", "title", "text"])
    said = {
        str(one): _text(text) or _text(title) or ""
        for one, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True)
    }
    return [said.get(one, "") for one in ids]


def _name(folder: RunFolder) -> str:
    return folder.path.resolve().name


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
