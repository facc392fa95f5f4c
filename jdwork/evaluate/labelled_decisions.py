"""Decisions on JDs whose role is known, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]

SHOWN = 5
"""Candidates among which the label must be for top-5."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledDecisions:
    """Decisions on labelled JDs.

    Parameters
    ----------
    ids, titles, cases
        Of each JD; shape (n,).
    names
        Every label and every role given, sorted.
    gold
        Position of the label in ``names``; shape (n,).
    role
        Position of the role in ``names``, -1 where there is none; shape (n,).
    confidence
        0 to 1; shape (n,).
    near
        Whether the label is the role or among the first five candidates; shape (n,).
    known
        Whether the label is a role of the catalog that decided; shape (n,).
    support
        Probability that some role of the catalog fits, NaN where it was not kept; shape (n,).
    """

    ids: tuple[str, ...]
    titles: tuple[str | None, ...]
    cases: tuple[str, ...]
    names: tuple[str, ...]
    gold: Counts
    role: Counts
    confidence: Shares
    near: NDArray[np.bool_]
    known: NDArray[np.bool_]
    support: Shares

    @classmethod
    def of(
        cls,
        gold: Sequence[str],
        roles: Sequence[str | None],
        confidence: Sequence[float],
        candidates: Sequence[Sequence[str]],
        *,
        ids: Sequence[str] | None = None,
        titles: Sequence[str | None] | None = None,
        cases: Sequence[str] | None = None,
        known: Sequence[bool] | None = None,
        support: Sequence[float] | Shares | None = None,
    ) -> LabelledDecisions:
        """Lay decisions out.

        Parameters
        ----------
        gold
            The label of each JD.
        roles
            The role each got; None where there is none.
        confidence
            0 to 1; NaN counts as 0.
        candidates
            Role slugs, best first.
        ids
            By default the row numbers.
        titles, cases
            By default none.
        known
            Whether each label is a role of the catalog; by default all are.
        support
            0 to 1; by default none.
        """
        n = len(gold)
        names = sorted({*gold, *(role for role in roles if role is not None)})
        position = {name: number for number, name in enumerate(names)}
        near = [
            label in (role, *among[:SHOWN])
            for label, role, among in zip(gold, roles, candidates, strict=True)
        ]
        return cls(
            ids=tuple(ids) if ids is not None else tuple(str(number) for number in range(n)),
            titles=tuple(titles) if titles is not None else (None,) * n,
            cases=tuple(cases) if cases is not None else ("",) * n,
            names=tuple(names),
            gold=np.array([position[label] for label in gold], dtype=np.int64),
            role=np.array([-1 if role is None else position[role] for role in roles], dtype=np.int64),
            confidence=np.nan_to_num(np.asarray(confidence, dtype=np.float64)),
            near=np.array(near, dtype=bool),
            known=np.ones(n, dtype=bool) if known is None else np.array(known, dtype=bool),
            support=np.full(n, np.nan) if support is None else np.array(support, dtype=np.float64),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the role is the label; shape (n,)."""
        return self.role == self.gold

    @property
    def most_confident_first(self) -> Counts:
        """Rows by falling confidence, ties as they come; shape (n,)."""
        return np.argsort(-self.confidence, kind="stable")

    def take(self, rows: Sequence[int] | Counts) -> LabelledDecisions:
        """The decisions of some rows, in their order."""
        kept = [int(row) for row in rows]
        return LabelledDecisions(
            ids=tuple(self.ids[row] for row in kept),
            titles=tuple(self.titles[row] for row in kept),
            cases=tuple(self.cases[row] for row in kept),
            names=self.names,
            gold=self.gold[kept],
            role=self.role[kept],
            confidence=self.confidence[kept],
            near=self.near[kept],
            known=self.known[kept],
            support=self.support[kept],
        )

    def name(self, code: int) -> str | None:
        """The name at a position; None for -1."""
        return self.names[code] if code >= 0 else None
