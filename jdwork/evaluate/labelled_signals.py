"""Signals of JDs whose role is known: what weights, calibration and support are fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import JdworkError
from jdwork.evaluate.folds import grouped_folds, joined_groups
from jdwork.signals import SIGNALS, SignalTable

NEW = -2
"""Stands for the right answer that no role of the catalog fits."""

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LabelledSignals:
    """Signals of JDs whose role is known.

    Parameters
    ----------
    table
        The signals.
    gold
        Position of the right role in ``CatalogSnapshot.roles``, `NEW` where none fits, -1 where it is
        unknown; shape (n,).
    name
        Where they come from, to report by.
    copies
        Group of each JD, near-duplicates together; None where each stands alone. Shape (n,).
    roles
        Slugs by position, to report by.
    """

    table: SignalTable
    gold: NDArray[np.int32]
    name: str
    copies: Rows | None = None
    roles: tuple[str, ...] = ()

    @property
    def with_model(self) -> bool:
        """Whether a role model had a say in these signals."""
        return bool(self.table.learned.any())


@dataclass(frozen=True)
class Pool:
    """The labelled JDs of several inputs, one under the other.

    Parameters
    ----------
    table
        Their signals, as wide as the widest.
    gold
        Position of the right role; shape (n,).
    target
        Its column in the table, -1 where it is no candidate; shape (n,).
    source
        Number of the input; shape (n,).
    fold
        Part for cross-validation: copies of one another, and inputs' rows of one id, are in one;
        shape (n,).
    """

    table: SignalTable
    gold: Rows
    target: Rows
    source: Rows
    fold: Rows

    def __len__(self) -> int:
        return len(self.gold)

    @property
    def usable(self) -> Flags:
        """Rows whose right role is a candidate, shape (n,)."""
        return (self.target >= 0) & self.table.passed

    def without_gold(self) -> SignalTable:
        """Take the right role out of each row: what the JD would look like if its role were unknown."""
        rows = np.flatnonzero(self.target >= 0)
        cells: dict[str, Any] = {}
        for name in ("roles", "domains", *SIGNALS):
            cells[name] = getattr(self.table, name).copy()
            cells[name][rows, self.target[rows]] = -1 if name in ("roles", "domains") else 0
        return replace(self.table, **cells)


def pool(inputs: Sequence[LabelledSignals], *, folds: int) -> Pool:
    """Put labelled JDs together and deal them into folds.

    Parameters
    ----------
    inputs
        Of one catalog.
    folds
        How many.

    Raises
    ------
    JdworkError
        If fewer than ten JDs per fold have their role among the candidates.
    """
    kept = [np.flatnonzero(one.gold >= 0) for one in inputs]
    tables = [one.table.take(rows.tolist()) for one, rows in zip(inputs, kept, strict=True)]
    gold = np.concatenate([one.gold[rows] for one, rows in zip(inputs, kept, strict=True)]).astype(np.int64)
    table = stacked_tables(tables)
    hit = (table.roles == gold[:, None]) & (gold >= 0)[:, None]
    target = np.where(hit.any(axis=1), hit.argmax(axis=1), -1) if table.roles.size else np.full(len(gold), -1)
    usable = int(((target >= 0) & table.passed).sum())
    if usable < 10 * folds:
        raise JdworkError(
            f"{usable} labelled JDs have their role among the candidates; {10 * folds} are needed.",
            hint="Give runs with more labels (batch --label-field), over the same catalog.",
        )
    source = np.repeat(np.arange(len(inputs)), [len(rows) for rows in kept])
    copies = [
        (number, int(row if one.copies is None else one.copies[row]))
        for number, (one, rows) in enumerate(zip(inputs, kept, strict=True))
        for row in rows
    ]
    return Pool(
        table=table,
        gold=gold,
        target=target.astype(np.int64),
        source=source.astype(np.int64),
        fold=grouped_folds(gold.tolist(), joined_groups(table.ids, copies), folds=folds),
    )


def stacked_tables(tables: Sequence[SignalTable]) -> SignalTable:
    """Put signal tables one under the other, padded to the widest."""
    width = max((one.roles.shape[1] for one in tables), default=0)

    def wide(name: str) -> NDArray:
        fill = -1 if name in ("roles", "domains") else 0
        return np.concatenate(
            [
                np.pad(cells, ((0, 0), (0, width - cells.shape[1])), constant_values=fill)
                for cells in (getattr(one, name) for one in tables)
            ]
        )

    return SignalTable(
        ids=tuple(name for one in tables for name in one.ids),
        passed=np.concatenate([one.passed for one in tables]),
        **{name: wide(name) for name in ("roles", "domains", *SIGNALS)},
    )
