"""JDs that an earlier run got right and a later one gets wrong, and what moved each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from jdwork.catalog import CatalogSnapshot
from jdwork.decide import WEIGHTED_SIGNALS, weights_of
from jdwork.errors import JdworkError
from jdwork.evaluate import Change, LabelledDecisions
from jdwork.runs.columns import read_signals
from jdwork.runs.diff import diff_runs
from jdwork.runs.files import RunFolder
from jdwork.runs.reopening import open_settings, open_snapshot
from jdwork.signals import SignalTable

LEAST = 0.005
"""Log-odds; a signal that moved by less is no reason."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A JD that was right and is wrong, by the names that roles have today.

    Parameters
    ----------
    id, title, label
        Of the JD; the label is its right role.
    before, after
        Roles; after is None where it got none.
    confidence_before, confidence_after, case_before, case_after
        Of the decisions.
    why
        What moved it: settings or signals, and the signal that lost most.
    """

    id: str
    title: str | None
    label: str
    before: str | None
    after: str | None
    confidence_before: float
    confidence_after: float
    case_before: str
    case_after: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        body = asdict(self)
        for name in ("confidence_before", "confidence_after"):
            body[name] = round(body[name], 4)
        return body


def regressions(
    broken: Sequence[Change],
    before: LabelledDecisions,
    after: LabelledDecisions,
    earlier: RunFolder,
    later: RunFolder,
) -> tuple[Regression, ...]:
    """Lay out what became wrong, the most confident of the earlier decisions first.

    Parameters
    ----------
    broken
        As `jdwork.evaluate.compare_decisions` finds them.
    before, after
        The decisions that were compared.
    earlier, later
        The runs. Where their signals or settings cannot be read, the reason says so.

    Returns
    -------
    tuple of Regression
    """
    if not broken:
        return ()
    reasons = _reasons(broken, earlier, later)
    case = [dict(zip(one.ids, one.cases, strict=True)) for one in (before, after)]
    found = [
        Regression(
            id=one.id,
            title=one.title,
            label=one.label,
            before=one.before,
            after=one.after,
            confidence_before=one.confidence_before,
            confidence_after=one.confidence_after,
            case_before=case[0][one.id],
            case_after=case[1][one.id],
            why=reasons.get(one.id, ""),
        )
        for one in broken
    ]
    return tuple(sorted(found, key=lambda one: (-one.confidence_before, one.id)))


def _reasons(broken: Sequence[Change], earlier: RunFolder, later: RunFolder) -> dict[str, str]:
    """Say of each JD whether settings or signals moved it, and which signal most."""
    ids = {one.id for one in broken}
    try:
        changed = diff_runs(earlier, later).changed
        sides = [_Side(folder, ids) for folder in (earlier, later)]
    except JdworkError as error:
        return dict.fromkeys(ids, f"not known: {error.problem}")
    moved = {str(name): str(why) for name, why in zip(changed["id"], changed["why"], strict=True)}
    reasons = {}
    for one in broken:
        said = [moved.get(one.id, "")]
        if said[0] != "the JD had no signals in A":
            said.append(_signal_change(one, *sides))
        else:
            said = ["it had no signals before"]
        reasons[one.id] = "; ".join(part for part in said if part)
    return reasons


class _Side:
    """Weighted signals of one run, for the JDs that are asked about."""

    def __init__(self, folder: RunFolder, ids: set[str]) -> None:
        self.snapshot: CatalogSnapshot = open_snapshot(folder)
        table = read_signals(folder.signals, self.snapshot)
        self.table: SignalTable = table.take([row for row, name in enumerate(table.ids) if name in ids])
        self.place = {name: row for row, name in enumerate(self.table.ids)}
        self.weights = weights_of(self.table, open_settings(folder))

    def parts(self, name: str, role: str) -> np.ndarray | None:
        """Log-odds that each signal gives a role of one JD; None where it is no candidate."""
        slug = self.snapshot.role_named(role)
        row = self.place.get(name)
        if row is None or slug is None:
            return None
        columns = np.flatnonzero(self.table.roles[row] == self.snapshot.role_index[slug])
        if not len(columns):
            return None
        values = [getattr(self.table, signal)[row, columns[0]] for signal in WEIGHTED_SIGNALS]
        return np.asarray(values) * self.weights[row]


def _signal_change(one: Change, before: _Side, after: _Side) -> str:
    """Name the signal whose support of the right role over the wrong one fell most."""
    if after.parts(one.id, one.label) is None:
        return f"{one.label} is no candidate any more"
    sums = []
    for side in (before, after):
        right = side.parts(one.id, one.label)
        rival = None if one.after is None else side.parts(one.id, one.after)
        if right is None:
            return ""
        sums.append(right if rival is None else right - rival)
    if one.after is not None and before.parts(one.id, one.after) is None:
        return f"{one.after} was no candidate before"
    gap = sums[1] - sums[0]
    worst = int(np.argmin(gap))
    if gap[worst] > -LEAST:
        return "no signal moved"
    over = f" over {one.after}" if one.after else ""
    name = WEIGHTED_SIGNALS[worst].replace("_", " ")
    return f"{name} speaks {-gap[worst]:.2f} log-odds less for {one.label}{over}"
