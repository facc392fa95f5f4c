"""Two roles compared by what each signal adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdwork.explain.model import Source


class Compared:
    """What follows from the contributions of the compared roles, wherever they come from."""

    __slots__ = ()

    roles: tuple[str, ...]
    names: tuple[str, ...]
    contributions: Mapping[str, tuple[float, ...]]
    sources: tuple[Source, ...]

    @property
    def gaps(self) -> dict[str, float]:
        """By signal, the log-odds by which it speaks for the first role rather than the second."""
        if len(self.roles) < 2:
            return {}
        return {name: round(added[0] - added[1], 4) for name, added in self.contributions.items()}

    @property
    def gap(self) -> float | None:
        """Log-odds by which the first role leads the second on all signals."""
        return round(sum(self.gaps.values()), 4) if len(self.roles) > 1 else None

    @property
    def decisive(self) -> str | None:
        """The signal that speaks most for the first role against the second."""
        gaps = self.gaps
        return max(gaps, key=lambda name: gaps[name]) if gaps else None

    def sources_of(self, signal: str, role: str) -> tuple[Source, ...]:
        """What stands behind one signal of one role, the strongest first."""
        return tuple(one for one in self.sources if (one.signal, one.role) == (signal, role))


@dataclass(frozen=True)
class Weighed(Compared):
    """Two roles of a stored decision, compared by the signals that the run kept.

    Parameters
    ----------
    roles, names
        Slugs and names; the first is the one that is spoken for.
    contributions
        Log-odds that each signal adds: signal to one figure per role.
    values
        The signals themselves, likewise.
    sources
        None are kept by a run.
    """

    roles: tuple[str, ...]
    names: tuple[str, ...]
    contributions: Mapping[str, tuple[float, ...]]
    values: Mapping[str, tuple[float, ...]]
    sources: tuple[Source, ...] = ()
