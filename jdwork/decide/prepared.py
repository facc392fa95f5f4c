"""What no setting changes about a signal table: worked out once, however often it is decided upon."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jdwork.decide.row_maximum import row_maximum
from jdwork.signals import Floats, SignalTable

HIGHEST = ("alias", "title", "title_semantic", "kra_corrected", "lexical", "skill", "learned")
"""Signals whose highest value over all candidates tells whether any role fits."""


class Prepared:
    """A signal table of n JDs over k candidates, with what every decision needs of it.

    Parameters
    ----------
    table
        The signals; they are not to be changed.
    """

    def __init__(self, table: SignalTable) -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """0 to n - 1."""
        return np.arange(len(self.table))

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        """Where there is a candidate and not padding, shape (n, k)."""
        return self.table.roles >= 0

    @cached_property
    def padding(self) -> Floats | None:
        """``-inf`` where there is no candidate, else 0, shape (n, k); None where there is no padding."""
        return None if self.there.all() else np.where(self.there, np.float32(0), np.float32(-np.inf))

    @cached_property
    def has_candidates(self) -> NDArray[np.bool_]:
        """Whether a JD has any candidate, shape (n,)."""
        return np.asarray(self.there.any(axis=1))

    @cached_property
    def with_model(self) -> NDArray[np.bool_]:
        """Of which JDs a role model has something to say, shape (n,): their signals weigh differently."""
        learned = self.table.learned
        if not learned.any():  # the common case, and cheap to see
            return np.zeros(len(self.table), dtype=bool)
        return np.asarray((learned > 0).any(axis=1))

    @cached_property
    def kind(self) -> NDArray[np.int8]:
        """Which of two like sections of the settings counts for a JD: 1 with a role model; shape (n,)."""
        return self.with_model.astype(np.int8)

    @cached_property
    def only_kind(self) -> int | None:
        """The kind that all JDs are of; None where they are of both."""
        if not len(self.kind):
            return 0
        return int(self.kind[0]) if (self.kind == self.kind[0]).all() else None

    @cached_property
    def is_picked(self) -> bool:
        """Whether a language model picked anything."""
        return bool(self.table.picked.any())

    @cached_property
    def carries(self) -> NDArray[np.bool_]:
        """Which candidates carry the title, shape (n, k)."""
        return (self.table.alias > 0) & self.there

    @cached_property
    def n_alias(self) -> NDArray[np.intp]:
        """How many candidates carry the title, shape (n,)."""
        return self.carries.sum(axis=1)

    @cached_property
    def titled(self) -> NDArray[np.intp]:
        """Rows of which some candidate carries the title."""
        return np.flatnonzero(self.n_alias)

    @cached_property
    def kra_top(self) -> NDArray[np.intp]:
        """Column of the most KRA similarity after whitening, shape (n,)."""
        return self._top(self.table.kra_corrected)

    @cached_property
    def tops_agree(self) -> NDArray[np.bool_]:
        """Whether KRAs and skills have one top candidate, shape (n,)."""
        return np.asarray(self.kra_top == self._top(self.table.skill))

    @cached_property
    def kra_at_top(self) -> Floats:
        """Plain KRA similarity of `kra_top`, shape (n,)."""
        return self.table.kra[self.rows, self.kra_top]

    @cached_property
    def skill_at_top(self) -> Floats:
        """Skill overlap of `kra_top`, shape (n,)."""
        return self.table.skill[self.rows, self.kra_top]

    @cached_property
    def highest(self) -> dict[str, Floats]:
        """By signal of `HIGHEST`, its most over the candidates, 0 at least; shape (n,) each."""
        signals = {name: getattr(self.table, name) for name in HIGHEST}
        # Padding is 0 and so never counts.
        return {
            name: np.maximum(row_maximum(cells), 0)
            if cells.shape[1]
            else np.zeros(len(cells), dtype=np.float32)
            for name, cells in signals.items()
        }

    @cached_property
    def n_domains(self) -> int:
        """Domains that occur: the highest position, and one more."""
        return int(self.table.domains.max(initial=-1)) + 1

    def of_kind(self, figures: Floats) -> Floats:
        """Give each JD one of two rows of figures, shape (n, ...); not to be changed."""
        if self.only_kind is not None:  # one row serves all, without copies of it
            return np.broadcast_to(figures[self.only_kind], (len(self), *figures.shape[1:]))
        return figures[self.kind]

    def _top(self, signal: Floats) -> NDArray[np.intp]:
        return (signal if self.padding is None else signal + self.padding).argmax(axis=1)
