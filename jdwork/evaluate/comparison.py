"""Two sets of decisions on the same JDs: which is better, how sure that is, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from jdwork.errors import JdworkError
from jdwork.evaluate.evaluation import PRECISIONS, checked_precisions, named_figures
from jdwork.evaluate.labelled_decisions import Counts, LabelledDecisions, Shares
from jdwork.evaluate.metrics import measure
from jdwork.evaluate.resampling import (
    RESAMPLES,
    Estimate,
    group_codes,
    intervals,
    resampled_weights,
    stacked,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A JD that one set of decisions got right and the other wrong."""

    id: str
    title: str | None
    label: str
    before: str | None
    after: str | None
    confidence_before: float
    confidence_after: float


@dataclass(frozen=True, slots=True)
class RoleChange:
    """F1 of one role before and after, and the difference; below 0 where it got worse."""

    role: str
    support: int
    before: float
    after: float
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Decisions after against decisions before, on the JDs that both have under one label.

    Parameters
    ----------
    n
        Such JDs.
    left_out
        JDs that only one of them has, or that they label differently.
    before, after
        Figures of each on these JDs, named as in `Evaluation.figures`.
    differences
        After less before, with 95 % intervals of the paired bootstrap: both are resampled alike.
    p_value
        Exact McNemar test of equal accuracy, two-sided: the chance of fixed and broken JDs falling as
        unevenly as this, or more, if either were as likely (McNemar, 1947). It takes JDs for
        independent; where there are copies, the interval of the accuracy is the safer guide.
    fixed, broken
        By id.
    otherwise_wrong
        JDs that were wrong before and are wrong after, but by another role.
    roles
        Labels that occur, by slug.
    """

    n: int
    left_out: int
    before: Mapping[str, float]
    after: Mapping[str, float]
    differences: Mapping[str, Estimate]
    p_value: float
    fixed: tuple[Change, ...]
    broken: tuple[Change, ...]
    otherwise_wrong: int
    roles: tuple[RoleChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON, figures rounded to 4 decimals, but for the p-value."""
        return {
            "n": self.n,
            "left_out": self.left_out,
            "before": {name: round(value, 4) for name, value in self.before.items()},
            "after": {name: round(value, 4) for name, value in self.after.items()},
            "differences": {name: one.to_dict() for name, one in self.differences.items()},
            "p_value": self.p_value,
            "fixed": [_plain(one) for one in self.fixed],
            "broken": [_plain(one) for one in self.broken],
            "otherwise_wrong": self.otherwise_wrong,
            "roles": [_plain(one) for one in self.roles],
        }


def compare_decisions(
    before: LabelledDecisions,
    after: LabelledDecisions,
    *,
    groups: Mapping[str, Hashable] | None = None,
    precisions: Sequence[float] = PRECISIONS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """Compare two sets of decisions.

    Parameters
    ----------
    before, after
        Ids tell which JDs are the same.
    groups
        Group of copies of each JD, by id; None: each JD stands alone.
    precisions, resamples, seed
        As for `evaluate_decisions`.

    Returns
    -------
    Comparison

    Raises
    ------
    JdworkError
        If they share no JD under one label, or a precision is out of range.
    """
    precisions = checked_precisions(precisions)
    rows_before, rows_after = _same(before, after)
    if not rows_before:
        raise JdworkError(
            "The two share no JD under the same label: there is nothing to compare.",
            hint="Compare runs of the same input, with labels from the same field.",
        )
    old, new = before.take(rows_before), after.take(rows_after)
    codes = group_codes(old.ids, None if groups is None else [groups[name] for name in old.ids])
    labels = sorted({old.names[code] for code in old.gold})
    drawn: dict[str, list[Shares]] = defaultdict(list)
    for weights in resampled_weights(codes, resamples=resamples, seed=seed):
        for name, sample in _differences(old, new, weights, labels, precisions).items():
            drawn[name].append(sample)
    samples = {name: stacked(parts) for name, parts in drawn.items()}
    plain = np.ones((1, len(old)))
    point = _differences(old, new, plain, labels, precisions)
    figures = [
        {name: float(value[0]) for name, value in named_figures(found, precisions)}
        for found in (measure(one, plain, precisions=precisions) for one in (old, new))
    ]
    by_role = [_label_f1(one, plain, labels)[0] for one in (old, new)]
    support = np.bincount(old.gold, minlength=len(old.names))
    fixed, broken = ~old.right & new.right, old.right & ~new.right
    still = ~old.right & ~new.right
    return Comparison(
        n=len(old),
        left_out=len(set(before.ids) | set(after.ids)) - len(old),
        before=figures[0],
        after=figures[1],
        differences={
            name: intervals(point[name], samples[name][:, None])[0] for name in point if name != "roles"
        },
        p_value=mcnemar(int(fixed.sum()), int(broken.sum())),
        fixed=_changes(old, new, np.flatnonzero(fixed)),
        broken=_changes(old, new, np.flatnonzero(broken)),
        otherwise_wrong=sum(
            old.name(old.role[row]) != new.name(new.role[row]) for row in np.flatnonzero(still)
        ),
        roles=tuple(
            RoleChange(
                role=label,
                support=int(support[old.names.index(label)]),
                before=float(by_role[0][number]),
                after=float(by_role[1][number]),
                difference=one,
            )
            for number, (label, one) in enumerate(
                zip(labels, intervals(point["roles"][0], samples["roles"]), strict=True)
            )
        ),
    )


def mcnemar(fixed: int, broken: int) -> float:
    """Exact two-sided McNemar test on the counts of discordant pairs; 1 where there is none."""
    from scipy.stats import binomtest

    return float(binomtest(fixed, fixed + broken, 0.5).pvalue) if fixed + broken else 1.0


def _same(before: LabelledDecisions, after: LabelledDecisions) -> tuple[list[int], list[int]]:
    """Rows of the JDs that both have under one label."""
    place = {name: row for row, name in enumerate(after.ids)}
    pairs = [
        (row, place[name])
        for row, name in enumerate(before.ids)
        if name in place and before.name(before.gold[row]) == after.name(after.gold[place[name]])
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _differences(
    old: LabelledDecisions,
    new: LabelledDecisions,
    weights: Shares,
    labels: Sequence[str],
    precisions: Sequence[float],
) -> dict[str, Shares]:
    measured = [measure(one, weights, precisions=precisions) for one in (old, new)]
    before, after = (dict(named_figures(found, precisions)) for found in measured)
    found = {name: after[name] - before[name] for name in before}
    by_role = [
        one.role_f1[:, _places(decisions, labels)]
        for one, decisions in zip(measured, (old, new), strict=True)
    ]
    return {**found, "roles": by_role[1] - by_role[0]}


def _label_f1(decisions: LabelledDecisions, weights: Shares, labels: Sequence[str]) -> Shares:
    return measure(decisions, weights).role_f1[:, _places(decisions, labels)]


def _places(decisions: LabelledDecisions, labels: Sequence[str]) -> Counts:
    place = {name: code for code, name in enumerate(decisions.names)}
    return np.array([place[label] for label in labels], dtype=np.int64)


def _changes(old: LabelledDecisions, new: LabelledDecisions, rows: Counts) -> tuple[Change, ...]:
    found = [
        Change(
            id=old.ids[row],
            title=old.titles[row],
            label=old.names[old.gold[row]],
            before=old.name(old.role[row]),
            after=new.name(new.role[row]),
            confidence_before=float(old.confidence[row]),
            confidence_after=float(new.confidence[row]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda change: change.id))


def _plain(part: Change | RoleChange) -> dict[str, Any]:
    body = asdict(part)
    for name, value in body.items():
        if isinstance(getattr(part, name), Estimate):
            body[name] = getattr(part, name).to_dict()
        elif isinstance(value, float):
            body[name] = round(value, 4)
    return body
