"""A stored run held open: its JDs, decisions and explanations looked up one after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from jdwork import __version__
from jdwork.catalog import CatalogSnapshot
from jdwork.config import Settings
from jdwork.decide import WEIGHTED_SIGNALS, weights_of
from jdwork.embed import Encoder
from jdwork.errors import RunError
from jdwork.explain.compared import Weighed
from jdwork.explain.explanation import Changes, explain
from jdwork.explain.model import Explanation
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.runs import (
    RunFolder,
    open_pipeline,
    open_settings,
    open_snapshot,
    read_frame,
    read_inputs,
    read_manifest,
)
from jdwork.runs.columns import jd_schema, signal_table
from jdwork.runs.manifest import Manifest, check_executable
from jdwork.runs.row_lookup import RowLookup
from jdwork.text import JobDescription

if TYPE_CHECKING:
    import pandas as pd

LISTED = ("id", "title", "role", "confidence", "case", "queued", "candidates", "label")
"""Columns of the decisions that are read for all JDs at once; the rest is looked up."""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What a run decided about one JD, as it stands in the folder: nothing is computed but sums.

    Parameters
    ----------
    id, title, label
        Of the JD; the label as the run had it.
    role, case, confidence, queued, reason, domain
        The decision.
    candidates
        Slug and probability, the best first, as many as the run listed.
    names
        Names of the roles that the run kept signals of, by slug.
    values, contributions
        By signal: its value and what it adds in log-odds, by slug.
    """

    id: str
    title: str | None
    label: str | None
    role: str | None
    case: str
    confidence: float
    queued: bool
    reason: str
    domain: str | None
    candidates: tuple[tuple[str, float], ...]
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]
    contributions: Mapping[str, Mapping[str, float]]

    @property
    def runner_up(self) -> str | None:
        """The best candidate beside the role; beside the best candidate where no role was chosen."""
        order = [slug for slug, _ in self.candidates]
        first = self.role or (order[0] if order else None)
        return next((slug for slug in order if slug != first), None)

    def rank(self, slug: str | None) -> int | None:
        """Place of a role among the candidates, from 1; None where it is none of them."""
        order = [one for one, _ in self.candidates]
        return order.index(slug) + 1 if slug in order else None

    def compare(self, first: str, second: str) -> Weighed | None:
        """Compare two roles by the stored signals; None where the run kept none of one of them."""
        if first == second or not {first, second} <= set(self.names):
            return None

        def both(figures: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
            return {name: (round(row[first], 4), round(row[second], 4)) for name, row in figures.items()}

        return Weighed(
            roles=(first, second),
            names=(self.names[first], self.names[second]),
            contributions=both(self.contributions),
            values=both(self.values),
        )


class OpenedRun:
    """A run whose parts are opened when they are first needed, and then kept.

    Looking up a JD and its decision needs neither encoder nor index; classifying it again opens the
    run's own classifier, once. Threads may share one.

    Parameters
    ----------
    folder
        The run.
    encoder
        With the id that the manifest names; or what opens it, called when the classifier is first needed.
    """

    def __init__(self, folder: RunFolder, encoder: Encoder | Callable[[], Encoder]) -> None:
        self.folder = folder
        self._encoder = encoder
        self._opening = threading.RLock()

    @cached_property
    def manifest(self) -> Manifest:
        """What the run was made of."""
        return read_manifest(self.folder.manifest)

    @cached_property
    def snapshot(self) -> CatalogSnapshot:
        """The catalog that it read."""
        return open_snapshot(self.folder)

    @cached_property
    def settings(self) -> Settings:
        """The settings that it used."""
        return open_settings(self.folder)

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """One row per JD, with the columns of `LISTED`."""
        frame: pd.DataFrame = read_frame(self.folder.decisions, LISTED)
        return frame

    def listed_candidates(self, rows: Sequence[int]) -> list[tuple[list[str], list[float]]]:
        """Candidates and their probabilities of some rows of ``decisions.parquet``, the best first."""
        frame = read_frame(self.folder.decisions, ["candidates", "probabilities"])
        both = (frame["candidates"].to_numpy(), frame["probabilities"].to_numpy())
        return [(list(both[0][row]), list(both[1][row])) for row in rows]

    @cached_property
    def _jds(self) -> RowLookup:
        return RowLookup(self.folder.jds)

    @cached_property
    def _decided(self) -> RowLookup:
        return RowLookup(self.folder.decisions)

    @cached_property
    def _signals(self) -> RowLookup:
        return RowLookup(self.folder.signals)

    @property
    def pipeline(self) -> Pipeline:
        """The run's classifier, opened when it is first asked for.

        Raises
        ------
        RunError
            As `jdwork.runs.open_pipeline`.
        """
        with self._opening:
            return self._pipeline

    @property
    def is_ready(self) -> bool:
        """Whether the classifier is open already."""
        return "_pipeline" in self.__dict__

    @cached_property
    def _pipeline(self) -> Pipeline:
        check_executable(self.folder.path, self.manifest)
        opened = self._encoder() if callable(self._encoder) else self._encoder
        return open_pipeline(self.folder, self.manifest, opened)

    def jd(self, id: str) -> JobDescription:
        """Find a JD as it was handed in.

        Raises
        ------
        RunError
            If there is none, or it could not be read when the run was made.
        """
        row = self._jds.row(id)
        if missing := set(jd_schema().names) - set(row):
            raise RunError(
                f"{self.folder.jds.name} cannot be read (it lacks the columns {', '.join(sorted(missing))}).",
                where=str(self.folder.path),
                hint="Run the job again.",
            )
        reason = row.pop("unreadable")
        if reason is not None:
            raise RunError(
                f"The JD '{id}' could not be read, so nothing was decided about it: {reason}",
                where=str(self.folder.path),
                hint="Mend the input and run the job again.",
            )
        return JobDescription(**{**row, "text": row["text"] or ""})

    def content_hashes(self) -> Iterator[tuple[str, str]]:
        """Work out which JD is which content, see `JobDescription.content_hash`; JDs that were read only.

        Yields
        ------
        tuple of str
            Id and content hash, in the order of the run.

        Raises
        ------
        RunError
            If ``jds.parquet`` is missing or damaged.
        """
        for one in read_inputs(self.folder):
            if isinstance(one, JobDescription):
                yield one.id, one.content_hash

    def decision(self, id: str) -> StoredDecision:
        """Look up what was decided about a JD, and what each signal adds to its candidates.

        Raises
        ------
        RunError
            If there is no such JD, or a file is missing or damaged.
        """
        row = self._decided.row(id)
        names, values, contributions = self._weighed(id)
        return StoredDecision(
            id=id,
            title=row["title"],
            label=row["label"],
            role=row["role"],
            case=row["case"],
            confidence=float(row["confidence"] or 0.0),
            queued=bool(row["queued"]),
            reason=row["reason"] or "",
            domain=row["domain"],
            candidates=tuple(zip(row["candidates"] or (), row["probabilities"] or (), strict=True)),
            names=names,
            values=values,
            contributions=contributions,
        )

    def record(self, id: str) -> RunRecord:
        """Classify a JD again with the run's own classifier."""
        check_executable(self.folder.path, self.manifest)
        jd = self.jd(id)
        return self.pipeline.classify(jd)

    def explain(
        self,
        id: str,
        *,
        against: str | None = None,
        changes: Changes = "all",
        record: RunRecord | None = None,
    ) -> Explanation:
        """Explain what was decided about a JD, see `jdwork.explain.explain`.

        Parameters
        ----------
        id
            Of the JD.
        against, changes
            As in `explain`.
        record
            That of `record`, where it is at hand.

        Returns
        -------
        Explanation
            Its notes say if the JD is decided otherwise today.

        Raises
        ------
        RunError
            If the run holds no such JD, could not read it, lacks a file, or used another encoder.
        """
        made = self.record(id) if record is None else record
        told = explain(made, self.pipeline.settings, against=against, pipeline=self.pipeline, changes=changes)
        if note := self.changed_since(id, made):
            told = replace(told, notes=(note, *told.notes))
        return told

    def changed_since(self, id: str, record: RunRecord) -> str | None:
        """Say how the run decided where that is not what is decided today."""
        row = self._decided.row(id)
        then = (row["role"], str(row["case"]), bool(row["queued"]), float(row["confidence"]))
        decided = record.decision
        if then == (decided.role, decided.case, decided.queued, decided.confidence):
            return None
        since = (
            "" if self.manifest.code_version == __version__ else f" by jdwork {self.manifest.code_version}"
        )
        return (
            f"The run decided otherwise{since}: {row['role'] or 'no role'} by case {row['case']} "
            f"({row['confidence']:.0%}). What is explained is what is decided today."
        )

    def _weighed(
        self, id: str
    ) -> tuple[dict[str, str], dict[str, dict[str, float]], dict[str, dict[str, float]]]:
        """Names, signals and contributions of the roles that the run kept for a JD."""
        rows = self._signals.rows(id)
        if not len(rows):
            return {}, {}, {}
        slugs: list[str] = rows["role"].to_pylist()
        table = signal_table(rows.to_pandas(), self.snapshot, where=str(self.folder.signals))
        weights = weights_of(table, self.settings)[0]
        values: dict[str, dict[str, float]] = {}
        contributions: dict[str, dict[str, float]] = {}
        for name, weight in zip(WEIGHTED_SIGNALS, weights.tolist(), strict=True):
            figures = getattr(table, name)[0].tolist()
            values[name] = dict(zip(slugs, figures, strict=True))
            contributions[name] = {slug: weight * figure for slug, figure in values[name].items()}
        return {slug: self.snapshot.role(slug).display_name for slug in slugs}, values, contributions
