"""Evaluating decisions: how good they are, how sure one can be of that, and where they go wrong."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from jdwork.errors import JdworkError
from jdwork.evaluate.evaluated import Bin, CaseFigures, Confusion, Evaluation, RiskPoint, RoleFigures
from jdwork.evaluate.labelled_decisions import Counts, LabelledDecisions, Shares
from jdwork.evaluate.metrics import BINS, MIN_COVERED, Measured, bin_edges, measure, weighted_sums
from jdwork.evaluate.resampling import (
    RESAMPLES,
    Estimate,
    exact_ends,
    group_codes,
    interval,
    intervals,
    resampled_weights,
    stacked,
)
from jdwork.evaluate.unknown import unknown_figures, why_left_out

PRECISIONS = (0.90, 0.95, 0.99)
COVERAGES = tuple(round(0.02 * step, 2) for step in range(1, 51))
"""Where the risk-coverage curve is worked out."""

CENTRED = frozenset({"ece", "macro_f1"})
EXAMPLES = 5
CHANCE_DRAWS = 200


def evaluate_decisions(
    decisions: LabelledDecisions,
    *,
    groups: Sequence[Hashable] | Counts | None = None,
    precisions: Sequence[float] = PRECISIONS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Evaluate decisions on labelled JDs.

    Parameters
    ----------
    decisions
        At least one.
    groups
        Group of copies of each JD, see `jdwork.text.near_duplicates`; resamples draw whole groups, so
        that copies do not make intervals narrower than they should be. None: each JD stands alone.
    precisions
        Those to give the coverage at, above 0 up to 1.
    resamples
        Of the bootstrap.
    seed
        Of the bootstrap.

    Returns
    -------
    Evaluation
        The order of the decisions plays no part, but for ties of confidence.

    Raises
    ------
    JdworkError
        If there is no decision, a precision is out of range, or groups do not fit.
    """
    precisions = checked_precisions(precisions)
    if not len(decisions):
        raise JdworkError("There is no labelled decision: nothing can be evaluated.")
    codes = group_codes(decisions.ids, groups)
    order = decisions.most_confident_first
    part_of = np.empty(len(decisions), dtype=np.int64)
    edges = bin_edges(len(decisions))
    part_of[order] = np.repeat(np.arange(BINS), np.diff(edges))
    case_names = sorted(set(decisions.cases))
    case_of = np.array([case_names.index(case) for case in decisions.cases], dtype=np.int64)

    options: dict[str, Any] = {"precisions": precisions, "coverages": COVERAGES}
    plain = np.ones((1, len(decisions)))
    point = measure(decisions, plain, **options)
    drawn: dict[str, list[Shares]] = defaultdict(list)
    for weights in resampled_weights(codes, resamples=resamples, seed=seed):
        found = measure(decisions, weights, **options)
        for name, sample in (
            *named_figures(found, precisions),
            ("roles", found.role_f1),
            ("risk", found.risk),
        ):
            drawn[name].append(sample)
        drawn["bins"].append(_accuracy_by(weights, decisions, part_of, BINS))
        drawn["cases"].append(_accuracy_by(weights, decisions, case_of, len(case_names)))
    samples = {name: stacked(parts) for name, parts in drawn.items()}
    figures = {
        name: interval(float(value[0]), samples[name], centred=name in CENTRED)
        for name, value in named_figures(point, precisions)
    }
    for name in ("accuracy", "top5"):
        figures[name] = exact_ends([figures[name]], [int(codes.max()) + 1])[0]

    def shares(name: str, values: Shares, part: Counts) -> list[Estimate]:
        return exact_ends(intervals(values, samples[name]), _groups_by(part, codes, len(values)))

    reliability = shares("bins", _accuracy_by(plain, decisions, part_of, BINS)[0], part_of)
    cases = shares("cases", _accuracy_by(plain, decisions, case_of, len(case_names))[0], case_of)
    roles = shares("roles", point.role_f1[0], decisions.gold)
    note = why_left_out(decisions)
    taken = [np.unique(codes[order[: _covered(one, len(order))]]).size for one in COVERAGES]
    risks = exact_ends(intervals(point.risk[0], samples["risk"]), taken)
    return Evaluation(
        n=len(decisions),
        groups=int(codes.max()) + 1,
        figures=figures,
        thresholds={
            coverage_name(one): _threshold(decisions, figures[coverage_name(one)].value) for one in precisions
        },
        ece_by_chance=_ece_by_chance(decisions, seed=seed),
        reliability=_bins(decisions, edges, reliability),
        risk_coverage=_risk_points(decisions, risks),
        confusions=_confusions(decisions),
        roles=_roles(decisions, roles),
        cases=tuple(
            CaseFigures(
                case=case,
                n=int((case_of == number).sum()),
                accuracy=cases[number],
                confidence=float(decisions.confidence[case_of == number].mean()),
            )
            for number, case in enumerate(case_names)
        ),
        resamples=resamples,
        seed=seed,
        unknown=unknown_figures(decisions, groups=codes, resamples=resamples, seed=seed)
        if note is None
        else None,
        unknown_note=note,
    )


def coverage_name(precision: float) -> str:
    """What the coverage at a precision is called: ``coverage_at_95``."""
    return f"coverage_at_{100 * precision:g}"


def checked_precisions(precisions: Sequence[float]) -> tuple[float, ...]:
    """Return precisions without repetition.

    Raises
    ------
    JdworkError
        If one is out of range.
    """
    for one in precisions:
        if not 0 < one <= 1:
            raise JdworkError(
                f"A precision of {one:g} makes no sense.", hint="Give shares above 0 up to 1, such as 0.95."
            )
    return tuple(dict.fromkeys(precisions))


def named_figures(found: Measured, precisions: Sequence[float]) -> list[tuple[str, Shares]]:
    """The figures of an evaluation by name, each of shape (b,)."""
    return [
        ("accuracy", found.accuracy),
        ("macro_f1", found.macro_f1),
        ("top5", found.top5),
        ("ece", found.ece),
        *((coverage_name(one), found.coverage[:, number]) for number, one in enumerate(precisions)),
    ]


def _accuracy_by(weights: Shares, decisions: LabelledDecisions, codes: Counts, size: int) -> Shares:
    """Share that is right by code; NaN of none; shape (b, size)."""
    hits = weighted_sums(weights, np.where(decisions.right, codes, -1), size)
    with np.errstate(invalid="ignore"):
        shares: Shares = hits / weighted_sums(weights, codes, size)
    return shares


def _groups_by(part: Counts, codes: Counts, size: int) -> list[int]:
    """How many groups of copies each part holds."""
    pairs = np.unique(np.stack([part, codes]), axis=1)
    return np.bincount(pairs[0], minlength=size).tolist()


def _covered(coverage: float, n: int) -> int:
    """JDs that make up a share of n, rounded up."""
    return int(np.ceil(round(coverage * n, 6)))


def _threshold(decisions: LabelledDecisions, share: float) -> float | None:
    covered = round(share * len(decisions))
    return float(decisions.confidence[decisions.most_confident_first[covered - 1]]) if covered else None


def _ece_by_chance(decisions: LabelledDecisions, *, seed: int) -> float:
    """Mean calibration error where each decision is right with the chance that its confidence says."""
    sure = np.clip(decisions.confidence[decisions.most_confident_first], 0, 1)
    starts = np.unique(bin_edges(len(sure))[:-1])
    draw = np.random.default_rng(seed)
    errors = [
        np.abs(np.add.reduceat((draw.random(len(sure)) < sure) - sure, starts)).sum() / len(sure)
        for _ in range(CHANCE_DRAWS)
    ]
    return float(np.mean(errors))


def _bins(decisions: LabelledDecisions, edges: Counts, accuracy: Sequence[Estimate]) -> tuple[Bin, ...]:
    sure = decisions.confidence[decisions.most_confident_first]
    found = [
        Bin(
            n=int(last - first),
            low=float(sure[last - 1]),
            high=float(sure[first]),
            confidence=float(sure[first:last].mean()),
            accuracy=accuracy[number],
        )
        for number, (first, last) in enumerate(itertools.pairwise(edges))
        if last > first
    ]
    return tuple(reversed(found))


def _risk_points(decisions: LabelledDecisions, risks: Sequence[Estimate]) -> tuple[RiskPoint, ...]:
    sure = decisions.confidence[decisions.most_confident_first]
    n = len(sure)
    points = []
    for coverage, risk in zip(COVERAGES, risks, strict=True):
        taken = _covered(coverage, n)
        # The risk of a handful says nothing; where all are a handful, the whole is shown.
        if taken >= MIN_COVERED or coverage == COVERAGES[-1]:
            points.append(RiskPoint(coverage, float(sure[taken - 1]), risk))
    return tuple(points)


def _confusions(decisions: LabelledDecisions) -> tuple[Confusion, ...]:
    pairs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in np.flatnonzero(~decisions.right):
        pairs[int(decisions.gold[row]), int(decisions.role[row])].append(decisions.ids[row])
    found = [
        Confusion(decisions.names[gold], decisions.name(role), len(ids), tuple(sorted(ids)[:EXAMPLES]))
        for (gold, role), ids in pairs.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.n, pair.label, pair.role or "")))


def _roles(decisions: LabelledDecisions, f1: Sequence[Estimate]) -> tuple[RoleFigures, ...]:
    size = len(decisions.names)
    support = np.bincount(decisions.gold, minlength=size)
    claimed = np.bincount(decisions.role[decisions.role >= 0], minlength=size)
    hits = np.bincount(decisions.gold[decisions.right], minlength=size)
    return tuple(
        RoleFigures(
            role=name,
            support=int(support[code]),
            claimed=int(claimed[code]),
            precision=float(hits[code] / claimed[code]) if claimed[code] else None,
            recall=float(hits[code] / support[code]) if support[code] else None,
            f1=f1[code],
        )
        for code, name in enumerate(decisions.names)
        if support[code] or claimed[code]
    )
