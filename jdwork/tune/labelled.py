"""What tuning is measured on: the signals of a run with the right answers, copies of one ad together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError
from jdwork.evaluate import NEW, LabelledSignals
from jdwork.evaluate.resampling import group_codes
from jdwork.signals import SIGNALS, SignalTable
from jdwork.tune.replay import Outcome, Replay


@dataclass(frozen=True, eq=False)
class TuningData:
    """Labelled JDs that settings are tried on.

    Parameters
    ----------
    replay
        Their signals.
    gold
        Position of the right role in ``CatalogSnapshot.roles``, or `NEW`; shape (n,).
    group
        Near-copies are in one; numbered from 0; shape (n,).
    roles
        Slugs by position.
    name
        Where they come from.
    """

    replay: Replay
    gold: NDArray[np.int32]
    group: NDArray[np.int64]
    roles: tuple[str, ...]
    name: str

    def __len__(self) -> int:
        return len(self.gold)

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the JDs."""
        return self.replay.table.ids

    @property
    def different(self) -> int:
        """JDs, near-copies counted once."""
        return int(self.group.max()) + 1

    def right(self, outcome: Outcome) -> NDArray[np.bool_]:
        """Whether each JD got its right role, or a new role where none fits; shape (n,)."""
        return np.where(self.gold == NEW, outcome.is_new, outcome.role == self.gold)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hex over signals, right answers and groups; the order of JDs counts."""
        table = self.replay.table
        found = hashlib.sha256("\n".join((*table.ids, *self.roles)).encode())
        for cells in (self.gold, self.group, table.passed, table.roles, table.domains):
            found.update(np.ascontiguousarray(cells).tobytes())
        for name in SIGNALS:
            found.update(np.ascontiguousarray(getattr(table, name)).tobytes())
        return found.hexdigest()

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> TuningData:
        """Some of the JDs, in the order given."""
        kept = np.asarray(rows, dtype=np.int64)
        return TuningData(
            Replay(self.replay.table.take(kept.tolist()), threads=self.replay.threads),
            self.gold[kept],
            np.unique(self.group[kept], return_inverse=True)[1].astype(np.int64),
            self.roles,
            self.name,
        )

    @classmethod
    def of(
        cls, labelled: LabelledSignals, *, unknown: bool = False, threads: int | None = None
    ) -> TuningData:
        """Lay labelled signals out for tuning.

        Parameters
        ----------
        labelled
            JDs without a label are left out.
        unknown
            Add each JD a second time with its right role taken out of the candidates, so that no role
            fits: what an ad for a role looks like that the catalog lacks.
        threads
            As for `Replay`.

        Raises
        ------
        JdworkError
            If no JD has a label.
        """
        rows = np.flatnonzero(labelled.gold != -1)
        if not len(rows):
            raise JdworkError(
                "No JD of this run has a label that is a role of its catalog.",
                hint="Run the batch with --label-field, or bring labels with --labels.",
            )
        table, gold = labelled.table.take(rows.tolist()), labelled.gold[rows]
        copies = None if labelled.copies is None else labelled.copies[rows].tolist()
        group = group_codes(table.ids, copies)
        if unknown:
            known = np.flatnonzero(gold != NEW)
            table = stacked_with_unknown(table, gold, known)
            gold = np.concatenate([gold, np.full(len(known), NEW, dtype=gold.dtype)])
            group = np.concatenate([group, group[known]])
        return cls(Replay(table, threads=threads), gold, group, labelled.roles, labelled.name)


def stacked_with_unknown(
    table: SignalTable, gold: NDArray[np.int32], known: NDArray[np.int64]
) -> SignalTable:
    """Put below a table some of its JDs again, with their right roles taken out."""
    hit = (table.roles == gold[:, None])[known]
    bare = {name: getattr(table, name)[known] for name in ("roles", "domains", *SIGNALS)}
    for name, cells in bare.items():
        cells[hit] = -1 if name in ("roles", "domains") else 0
    cells = {name: np.concatenate([getattr(table, name), column]) for name, column in bare.items()}
    ids = table.ids + tuple(table.ids[row] for row in known)
    return replace(table, ids=ids, passed=np.concatenate([table.passed, table.passed[known]]), **cells)
