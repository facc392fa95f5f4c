"""Records as columns: the Arrow tables of a run folder, and the way back to a signal table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.errors import RunError
from jdwork.record import RunRecord
from jdwork.signals import SIGNALS, SignalTable
from jdwork.text import JobDescription, RejectedRow
from jdwork.text.sound import sound_text

if TYPE_CHECKING:
    import pyarrow as pa

KEPT_CANDIDATES = 10
"""Candidates listed per decision."""


def jd_schema() -> pa.Schema:
    """Columns of ``jds.parquet``."""
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in ("id", "title", "text", "date", "label", "unreadable")])


def decision_schema() -> pa.Schema:
    """Columns of ``decisions.parquet``."""
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    kinds = {
        **dict.fromkeys(("id", "run_id", "title", "role"), text),
        "confidence": number,
        "case": text,
        "queued": pa.bool_(),
        "candidates": pa.list_(text),
        "probabilities": pa.list_(number),
        "candidate_set": pa.list_(text),
        "support": number,
        **dict.fromkeys(("domain", "reason", "new_role"), text),
        "skills": pa.list_(text),
        **dict.fromkeys(("label", "date"), text),
    }
    return pa.schema(list(kinds.items()))


def signal_schema() -> pa.Schema:
    """Columns of ``signals.parquet``: one row per JD and candidate, rows of a JD together."""
    import pyarrow as pa

    figures = [(name, pa.float32()) for name in SIGNALS]
    return pa.schema([("id", pa.string()), ("passed", pa.bool_()), ("role", pa.string()), *figures])


def jd_rows(inputs: Sequence[JobDescription | RejectedRow]) -> list[dict[str, Any]]:
    """Lay out inputs as they came, unreadable rows with their reason."""
    return [
        {"id": one.id, "unreadable": one.reason, "label": one.label}
        if isinstance(one, RejectedRow)
        else {"id": one.id, "title": one.title, "text": one.text, "date": one.date, "label": one.label}
        for one in inputs
    ]


def decision_rows(
    inputs: Sequence[JobDescription | RejectedRow], records: Iterable[RunRecord], snapshot: CatalogSnapshot
) -> list[dict[str, Any]]:
    """Lay out the decisions on inputs, in their order.

    Parameters
    ----------
    inputs
        JDs and rejected rows.
    records
        The records of the JDs among them, in their order.
    snapshot
        A label may be a role's slug, a slug that it had, or its name; what is kept is the slug of today.
    """
    made = iter(records)
    rows = [rejected_row(one) if isinstance(one, RejectedRow) else decision_row(next(made)) for one in inputs]
    for row in rows:
        if row["label"] is not None:
            row["label"] = snapshot.role_named(row["label"]) or row["label"]
    return rows


def decision_row(record: RunRecord) -> dict[str, Any]:
    """Lay out one decision."""
    decision = record.decision
    kept = decision.candidates[:KEPT_CANDIDATES]
    return {
        "id": record.jd.id,
        "run_id": record.run_id,
        "title": record.jd.title,
        "role": decision.role,
        "confidence": decision.confidence,
        "case": decision.case,
        "queued": decision.queued,
        "candidates": [candidate.slug for candidate in kept],
        "probabilities": [candidate.probability for candidate in kept],
        "candidate_set": list(decision.candidate_set),
        "support": decision.support,
        "domain": decision.domain,
        "reason": decision.reason,
        "new_role": decision.new_role_name,
        "skills": [skill.slug for skill in record.skills.found],
        "label": record.jd.label,
        "date": record.jd.date,
    }


def rejected_row(row: RejectedRow) -> dict[str, Any]:
    """Lay out the decision on a row that could not be read."""
    return {
        "id": row.id,
        "role": None,
        "confidence": 0.0,
        "case": "REJECT",
        "queued": False,
        "candidates": [],
        "probabilities": [],
        "candidate_set": [],
        "support": 0.0,
        # Where, without the folders: a run folder may be handed on.
        "reason": sound_text(f"Not read ({Path(row.where).name}): {row.reason}"),
        "skills": [],
        "label": row.label,
    }


def signal_columns(records: Sequence[RunRecord], snapshot: CatalogSnapshot) -> dict[str, list[Any]]:
    """Lay out the signals of many records, candidates one under the other.

    A JD without candidates has no row.
    """
    columns: dict[str, list[Any]] = {name: [] for name in ("id", "passed", "role", *SIGNALS)}
    for record in records:
        table = record.signals
        held = table.roles[0] >= 0
        roles = table.roles[0][held]
        columns["id"] += [record.jd.id] * len(roles)
        columns["passed"] += [bool(table.passed[0])] * len(roles)
        columns["role"] += [snapshot.roles[role].slug for role in roles]
        for name in SIGNALS:
            columns[name] += getattr(table, name)[0][held].tolist()
    return columns


def read_signals(path: Path, snapshot: CatalogSnapshot) -> SignalTable:
    """Read ``signals.parquet`` back into a signal table, ready for `decide`.

    Parameters
    ----------
    path
        The file.
    snapshot
        The catalog of the run, which gives roles their positions.

    Raises
    ------
    RunError
        If the file is missing or damaged, or names a role that the catalog lacks.
    """
    return signal_table(read_frame(path), snapshot, where=str(path))


def signal_table(frame: Any, snapshot: CatalogSnapshot, *, where: str = "") -> SignalTable:
    """Lay rows of ``signals.parquet`` out as a signal table.

    Parameters
    ----------
    frame
        Rows of a JD together.
    snapshot
        The catalog of the run.
    where
        What errors name.

    Raises
    ------
    RunError
        If they name a role that the catalog lacks.
    """
    names = frame["id"].to_numpy()
    first = np.flatnonzero(np.r_[True, names[1:] != names[:-1]]) if len(names) else np.array([], dtype=int)
    counts = np.diff(np.r_[first, len(names)])
    width = int(counts.max(initial=0))
    row = np.repeat(np.arange(len(first)), counts)
    column = np.arange(len(names)) - np.repeat(first, counts)
    missing = sorted(set(frame["role"]) - set(snapshot.role_index))
    if missing:
        raise RunError(
            f"The signals name roles that the catalog lacks: {', '.join(missing[:5])}.",
            where=where,
            hint="Read them with the catalog.json of the same run folder.",
        )
    positions = frame["role"].map(snapshot.role_index).to_numpy(dtype=np.int32)
    domain_of = np.array([snapshot.domain_index[role.domain] for role in snapshot.roles], dtype=np.int32)

    def spread(values: np.ndarray, fill: float, kind: type) -> np.ndarray:
        cells: np.ndarray = np.full((len(first), width), fill, dtype=kind)
        cells[row, column] = values
        return cells

    return SignalTable(
        ids=tuple(str(name) for name in names[first]),
        passed=frame["passed"].to_numpy(dtype=bool)[first],
        roles=spread(positions, -1, np.int32),
        domains=spread(domain_of[positions], -1, np.int32),
        # A run of before a signal was known says nothing by it.
        **{
            name: spread(frame[name].to_numpy() if name in frame else np.zeros(len(names)), 0, np.float32)
            for name in SIGNALS
        },
    )


def read_frame(path: Path, columns: Sequence[str] | None = None) -> Any:
    """Read a Parquet file of a run folder into a DataFrame.

    Raises
    ------
    RunError
        If it is missing or damaged.
    """
    import pandas as pd

    try:
        return pd.read_parquet(path, columns=list(columns) if columns else None)
    except FileNotFoundError:
        raise RunError(
            f"The run folder lacks {path.name}.",
            where=str(path.parent),
            hint="The run was cut off or the file was removed; run the job again.",
        ) from None
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path.name} cannot be read ({error}).", where=str(path.parent), hint="Run the job again."
        ) from None
