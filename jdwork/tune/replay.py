"""Deciding a stored signal table again and again, under one configuration after another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER
from jdwork.decide.prepared import Prepared
from jdwork.decide.rules import Settled, settle
from jdwork.decide.weighing import Weighed, weigh
from jdwork.signals import Floats, Ints, SignalTable

Item = TypeVar("Item")
Made = TypeVar("Made")
BLOCK = 4096
"""JDs that are decided at once: what is worked out of them stays in the processor's cache."""


@dataclass(frozen=True)
class Outcome:
    """What one configuration decides on n JDs; each of shape (n,).

    Parameters
    ----------
    case
        Position in `jdwork.decide.CASES`.
    role
        Position in ``CatalogSnapshot.roles``, -1 where no role was chosen.
    confidence
        0 to 1.
    queued
        Whether a person should look.
    support
        Probability that some role fits.
    """

    case: NDArray[np.int8]
    role: Ints
    confidence: Floats
    queued: NDArray[np.bool_]
    support: Floats

    def __len__(self) -> int:
        return len(self.case)

    @property
    def is_new(self) -> NDArray[np.bool_]:
        """Whether a new role was proposed, shape (n,)."""
        return np.asarray(self.case == CASE_NUMBER["E"])

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Whether a role was given without a person having to look, shape (n,)."""
        return (self.role >= 0) & ~self.queued


class Replay:
    """A signal table, prepared to be decided upon many times.

    Nothing but the settings differs from one time to the next: no text is read, nothing is encoded. A
    change of thresholds alone reuses the evidence of the time before.

    Parameters
    ----------
    table
        Signals of n JDs.
    threads
        Blocks worked on at once; by default as many as there are processors.
    """

    def __init__(self, table: SignalTable, *, threads: int | None = None) -> None:
        self.table = table
        self.threads = threads or os.cpu_count() or 1
        cuts = range(0, len(table), BLOCK) if table.roles.shape[1] else range(0)
        self._blocks = [Prepared(rows_of(table, slice(start, start + BLOCK))) for start in cuts]
        self._weighed: tuple[object, list[Weighed]] | None = None

    def __len__(self) -> int:
        return len(self.table)

    def decide(self, settings: Settings) -> Outcome:
        """Decide all JDs; what `jdwork.decide.decide` decides of each.

        Parameters
        ----------
        settings
            Any.
        """
        weighed = self.weighed(settings)
        return self._joined(self._each(lambda one: settle(one, settings), weighed))

    def decide_many(self, configurations: Iterable[Settings]) -> Iterator[Outcome]:
        """Decide all JDs under one configuration after another; only one outcome is held at a time.

        Configurations that share ``evidence`` and ``evidence_with_model`` are best given in a row.
        """
        for settings in configurations:
            yield self.decide(settings)

    def weighed(self, settings: Settings) -> list[Weighed]:
        """Weigh all JDs, block by block; those of the last call again where no weight differs."""
        key = (settings.evidence, settings.evidence_with_model)
        held = self._weighed
        if held is None or held[0] != key:
            held = self._weighed = None  # two sets of evidence at once would double what is held
            held = (key, self._each(lambda block: weigh(block, settings), self._blocks))
            self._weighed = held  # what is returned is one's own, whatever another thread asks for meanwhile
        return held[1]

    def _each(self, work: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
        if self.threads == 1 or len(items) == 1:
            return [work(one) for one in items]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, items))

    def _joined(self, parts: Sequence[Settled]) -> Outcome:
        if parts:
            return Outcome(
                **{
                    one.name: np.concatenate([getattr(part, one.name) for part in parts])
                    for one in fields(Outcome)
                }
            )
        n = len(self.table)
        case = np.where(self.table.passed, CASE_NUMBER["E"], CASE_NUMBER["REJECT"]).astype(np.int8)
        is_new = case == CASE_NUMBER["E"]
        none = np.zeros(n, dtype=np.float32)
        return Outcome(case, np.full(n, -1, np.int32), is_new.astype(np.float32), is_new, none)


def rows_of(table: SignalTable, rows: slice) -> SignalTable:
    """Some consecutive JDs of a table, without copying their signals."""
    cells = {one.name: getattr(table, one.name)[rows] for one in fields(SignalTable)}
    return SignalTable(**cells)
