"""Ablation: what each group of signals is worth to the decisions of a stored run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER, decide
from jdwork.errors import JdworkError
from jdwork.evaluate.labelled_signals import LabelledSignals
from jdwork.evaluate.metrics import score
from jdwork.evaluate.resampling import Estimate
from jdwork.signals import SignalTable

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alias": ("alias", "title", "title_semantic"),
        "KRA": ("kra", "kra_corrected", "profile"),
        "skill": ("skill",),
        "wording": ("lexical",),
        "centroid": ("centroid",),
        "role model": ("learned",),
        "language model": ("picked",),
    }
)
"""Signals that are switched together, since they are read off the same part of a JD and the catalog."""

FLOORED = MappingProxyType({"KRA": "kra", "skill": "skill"})
"""Groups that take part in case C, and the section of the settings that holds their floor."""

SHOWN = 5
"""Candidates among which the label must be for top-5."""

RESAMPLES = 10_000
Kind = Literal["all", "without", "alone"]


@dataclass(frozen=True, slots=True)
class AblationRow:
    """How good the decisions are with some groups of signals switched off.

    Parameters
    ----------
    kind
        All signals, all without one group, or one group alone.
    group
        The group; None where all are on.
    silent
        Whether the group says nothing about any labelled JD of the run: its signals are all zero.
    n
        Labelled JDs.
    accuracy
        Share whose role is the label, 0 to 1.
    top5
        Share whose label is the role or among the first five candidates. Where no signal tells
        candidates apart they stand in catalog order, as in any run.
    macro_f1
        Mean F1 over the labels that occur.
    leads
        Share whose label is the first candidate, whichever case decided: a JD for which a new role
        is proposed may still rank its label first.
    no_role
        Share that got no role: a new one proposed, or rejected.
    accuracy_difference, leads_difference
        Against all signals, with 95 % intervals of the paired bootstrap; below 0 where this row is worse.
    """

    kind: Kind
    group: str | None
    silent: bool
    n: int
    accuracy: float
    top5: float
    macro_f1: float
    leads: float
    no_role: float
    accuracy_difference: Estimate
    leads_difference: Estimate

    @property
    def name(self) -> str:
        """The row in words."""
        if self.group is None:
            return "all signals"
        return f"without {self.group}" if self.kind == "without" else f"{self.group} alone"

    def to_dict(self) -> dict[str, Any]:
        """The row as plain values, figures rounded to 4 decimals."""
        body: dict[str, Any] = {"name": self.name, "kind": self.kind, "group": self.group}
        body |= {"silent": self.silent, "n": self.n}
        for name in ("accuracy", "top5", "macro_f1", "leads", "no_role"):
            body[name] = round(getattr(self, name), 4)
        for name in ("accuracy_difference", "leads_difference"):
            found: Estimate = getattr(self, name)
            body[name] = found.to_dict()
        return body


def ablate(
    labelled: LabelledSignals, settings: Settings, *, absent: Sequence[int] = (), seed: int = 0
) -> list[AblationRow]:
    """Decide stored signals again with one group of them off, and with one alone.

    A group that is off counts as having found nothing: its signals are zero, so that its weights add
    nothing, no title is carried without the alias group (no case A, B or D), and case C, which needs
    KRAs and skills to agree, cannot fire without either of them. All other weights, the intercept and
    the thresholds stay as they are, so a row says what switching the group off would do to the
    classifier as it is tuned; weights fitted without it could win some of the loss back. Candidates
    stay those of the table.

    Parameters
    ----------
    labelled
        Signals, and the position of each JD's label; JDs at -1 have none and are left out. A label
        that is no role of the catalog has a position beyond its roles, and is always wrong.
    settings
        Thresholds and weights.
    absent
        Positions of the labels of JDs that the table lacks because they had no candidates, or could
        not be read: always wrong.
    seed
        Of the bootstrap: 10,000 resamples of the JDs, percentiles 2.5 and 97.5 of the difference
        (Efron & Tibshirani, 1993, chapter 13).

    Returns
    -------
    list of AblationRow
        All signals, then without each of `GROUPS`, then each alone.

    Raises
    ------
    JdworkError
        If no JD has a label.
    """
    known = np.flatnonzero(labelled.gold >= 0)
    table = labelled.table.take(known.tolist())
    gold = np.concatenate([labelled.gold[known], np.asarray(absent, dtype=np.int32)])
    if not len(gold):
        raise JdworkError(
            "No JD has a label: there is nothing to measure.",
            where=labelled.name,
            hint="Run the batch with --label-field, the labels being roles.",
        )
    silent = {group: not any(getattr(table, name).any() for name in names) for group, names in GROUPS.items()}
    full = _measure(table, settings, gold)
    rows = [_row("all", None, full, full, silent=False, seed=seed)]
    for kind in ("without", "alone"):
        for group in GROUPS:
            off = [group] if kind == "without" else [other for other in GROUPS if other != group]
            found = _measure(*switch_off(table, settings, off), gold)
            rows.append(_row(kind, group, found, full, silent=silent[group], seed=seed))
    return rows


def switch_off(table: SignalTable, settings: Settings, groups: Sequence[str]) -> tuple[SignalTable, Settings]:
    """Take groups of signals out of a table, and out of the conditions of case C.

    Parameters
    ----------
    table, settings
        As decided.
    groups
        Names in `GROUPS`.

    Returns
    -------
    table : SignalTable
        The groups' signals are zero.
    settings : Settings
        The floors of KRA and skill are 1 where the group is off: a zero is never above it, whereas a
        floor of 0, which the settings allow, would take the first candidate for the best.
    """
    cells = {name: np.zeros_like(getattr(table, name)) for group in groups for name in GROUPS[group]}
    closed = {
        section: getattr(settings, section).model_copy(update={"floor": 1.0})
        for group, section in FLOORED.items()
        if group in groups
    }
    return replace(table, **cells), settings.model_copy(update=closed)


@dataclass(frozen=True, slots=True)
class _Measured:
    right: NDArray[np.bool_]
    leads: NDArray[np.bool_]
    no_role: float
    top5: float
    macro_f1: float


def _measure(table: SignalTable, settings: Settings, gold: NDArray[np.int32]) -> _Measured:
    """Decide the table's JDs; labels beyond its rows belong to JDs that got nothing."""
    n, total = len(table), len(gold)
    with np.errstate(invalid="ignore"):  # a JD without candidates: the gap between nothing and nothing
        decided = decide(table, settings)
    role = np.full(total, -1, dtype=np.int32)
    role[:n] = decided.role
    order = np.argsort(-decided.evidence, axis=1, kind="stable")[:, :SHOWN]
    ranked = np.full((total, SHOWN), -1, dtype=np.int32)
    ranked[:n, : order.shape[1]] = np.take_along_axis(table.roles, order, axis=1)
    # A rejected JD lists no candidates.
    ranked[:n][decided.case == CASE_NUMBER["REJECT"]] = -1
    scores = score(
        [str(one) for one in gold],
        [str(one) if one >= 0 else None for one in role],
        [0.0] * total,
        [[str(one) for one in among if one >= 0] for among in ranked],
    )
    return _Measured(
        right=role == gold,
        leads=ranked[:, 0] == gold,
        no_role=float((role < 0).mean()),
        top5=scores.top5,
        macro_f1=scores.macro_f1,
    )


def _row(
    kind: Kind, group: str | None, found: _Measured, full: _Measured, *, silent: bool, seed: int
) -> AblationRow:
    return AblationRow(
        kind=kind,
        group=group,
        silent=silent,
        n=len(found.right),
        accuracy=float(found.right.mean()),
        top5=found.top5,
        macro_f1=found.macro_f1,
        leads=float(found.leads.mean()),
        no_role=found.no_role,
        accuracy_difference=_difference(found.right, full.right, seed=seed),
        leads_difference=_difference(found.leads, full.leads, seed=seed),
    )


def _difference(one: NDArray[np.bool_], other: NDArray[np.bool_], *, seed: int) -> Estimate:
    n = len(one)
    gained, lost = int((one & ~other).sum()), int((other & ~one).sum())
    # Resampling JDs only changes how often a gain, a loss or neither is drawn: draw those counts.
    drawn = np.random.default_rng(seed).multinomial(
        n, [gained / n, lost / n, (n - gained - lost) / n], size=RESAMPLES
    )
    low, high = np.percentile((drawn[:, 0] - drawn[:, 1]) / n, [2.5, 97.5])
    return Estimate((gained - lost) / n, float(low), float(high))
