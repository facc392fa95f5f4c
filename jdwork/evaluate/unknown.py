"""JDs of roles that the catalog lacks: are they told from the others, and what does telling them cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.evaluate.labelled_decisions import Counts, LabelledDecisions, Shares
from jdwork.evaluate.metrics import weighted_sums
from jdwork.evaluate.resampling import (
    RESAMPLES,
    Estimate,
    exact_ends,
    group_codes,
    interval,
    resampled_weights,
    stacked,
)

NEW_ROLE = "E"
REJECTED = "REJECT"


@dataclass(frozen=True, slots=True)
class UnknownFigures:
    """How well JDs of unknown roles are told from those of known ones, each figure with its interval.

    A rejected JD is not asked for its role: of the figures only ``accuracy`` counts it, as wrong.

    Parameters
    ----------
    known, unknown
        JDs whose label is a role of the catalog, and the others.
    rejected_known, rejected_unknown
        Those of them that were rejected.
    auroc
        Chance that a JD of a known role has more support than one of an unknown role, ties half: the area
        under the ROC curve, 0.5 by chance. NaN where there are not both.
    detected
        Share of JDs of unknown roles that became case E.
    lost
        Share of JDs of known roles that became case E.
    accuracy
        Share of all JDs of known roles that got their role.
    """

    known: int
    unknown: int
    rejected_known: int
    rejected_unknown: int
    auroc: Estimate
    detected: Estimate
    lost: Estimate
    accuracy: Estimate


def unknown_figures(
    decisions: LabelledDecisions,
    *,
    groups: Sequence[Hashable] | Counts | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> UnknownFigures | None:
    """Work out how well JDs of unknown roles are told from the others.

    Parameters
    ----------
    decisions
        With their support, see `why_left_out`.
    groups
        Group of copies of each JD, drawn together; None: each stands alone.
    resamples, seed
        Of the bootstrap.

    Returns
    -------
    UnknownFigures or None
        None where every label is a role.

    Raises
    ------
    JdworkError
        If groups do not fit.
    """
    if decisions.known.all():
        return None
    codes = group_codes(decisions.ids, groups)
    cases = np.array(decisions.cases)
    rejected, proposed = cases == REJECTED, cases == NEW_ROLE
    known, unknown = decisions.known & ~rejected, ~decisions.known & ~rejected
    asked = np.flatnonzero(~rejected)

    def measured(weights: Shares) -> dict[str, Shares]:
        return {
            "auroc": area_under_roc(decisions.support[asked], decisions.known[asked], weights[:, asked]),
            "detected": _share(weights, proposed, unknown),
            "lost": _share(weights, proposed, known),
            "accuracy": _share(weights, decisions.right, decisions.known),
        }

    drawn: dict[str, list[Shares]] = defaultdict(list)
    for weights in resampled_weights(codes, resamples=resamples, seed=seed):
        for name, sample in measured(weights).items():
            drawn[name].append(sample)
    point = measured(np.ones((1, len(decisions))))
    sizes = {
        # As many pairs of a known and an unknown JD as share no JD are independent of one another.
        "auroc": min(_groups(codes, known), _groups(codes, unknown)),
        "detected": _groups(codes, unknown),
        "lost": _groups(codes, known),
        "accuracy": _groups(codes, decisions.known),
    }
    return UnknownFigures(
        known=int(decisions.known.sum()),
        unknown=int((~decisions.known).sum()),
        rejected_known=int((decisions.known & rejected).sum()),
        rejected_unknown=int((~decisions.known & rejected).sum()),
        **{
            name: exact_ends([interval(float(value[0]), stacked(drawn[name]))], [sizes[name]])[0]
            for name, value in point.items()
        },
    )


def why_left_out(decisions: LabelledDecisions) -> str | None:
    """Say why `unknown_figures` cannot be worked out: there are unknown roles, but some support is missing.

    Returns
    -------
    str or None
        None where nothing is missing.
    """
    missing = np.isnan(decisions.support) & (np.array(decisions.cases) != REJECTED)
    if decisions.known.all() or not missing.any():
        return None
    return (
        f"{(~decisions.known).sum():,} of {len(decisions):,} JDs are of unknown roles; how well these are "
        f"told is left out: {missing.sum():,} decisions hold no support (made by an earlier version?). "
        "Run the job again."
    )


def area_under_roc(support: Shares, known: NDArray[np.bool_], weights: Shares) -> Shares:
    """How often a known one has more support than an unknown one, ties half, under each weighting.

    Parameters
    ----------
    support
        Shape (n,), none NaN.
    known
        Shape (n,).
    weights
        How often each counts; shape (b, n).

    Returns
    -------
    NDArray[np.float64], shape (b,)
        NaN where there are not both.
    """
    values, place = np.unique(support, return_inverse=True)
    held = weighted_sums(weights, np.where(known, place, -1), len(values))
    others = weighted_sums(weights, np.where(known, -1, place), len(values))
    below = np.cumsum(others, axis=1) - others
    with np.errstate(invalid="ignore"):
        area: Shares = (held * (below + others / 2)).sum(axis=1) / (held.sum(axis=1) * others.sum(axis=1))
    return area


def unknown_title(found: UnknownFigures) -> str:
    """Say what the figures are of."""
    title = f"None of these? {found.known:,} JDs of known roles, {found.unknown:,} of unknown ones"
    left_out = found.rejected_known + found.rejected_unknown
    if not left_out:
        return title
    return f"{title}; rejected and left out: {found.rejected_known:,} and {found.rejected_unknown:,}"


def unknown_rows(found: UnknownFigures) -> list[dict[str, str]]:
    """The figures in words.

    Returns
    -------
    list of dict
        ``name``, ``value``, ``range`` and ``remark`` of each figure.
    """
    known, unknown = found.known - found.rejected_known, found.unknown - found.rejected_unknown
    remarks = {
        "auroc": ("AUROC of support", "known above unknown; 0.500 is chance"),
        "detected": ("detected", f"of {unknown:,} JDs of unknown roles became case E"),
        "lost": ("lost", f"of {known:,} JDs of known roles became case E"),
        "accuracy": ("accuracy of known", f"of {found.known:,} JDs of known roles, rejected ones are wrong"),
    }
    rows = []
    for name, (words, remark) in remarks.items():
        figure: Estimate = getattr(found, name)
        value, span = _said(figure, share=name != "auroc")
        rows.append({"name": words, "value": value, "range": span, "remark": remark})
    return rows


def unknown_line(found: UnknownFigures) -> str:
    """The figures in one sentence."""
    shares = (found.detected, found.lost)
    (detected, caught), (lost, missed) = (_said(one, share=True) for one in shares)
    area, span = _said(found.auroc, share=False)
    total = found.known + found.unknown
    return (
        f"{found.unknown:,} of {total:,} JDs are of unknown roles: {detected} ({caught}) "
        f"became case E, of the known ones {lost} ({missed}); AUROC of support {area} ({span})"
    )


def _said(figure: Estimate, *, share: bool) -> tuple[str, str]:
    """A figure and its interval as people read them."""
    if np.isnan(figure.value):
        return "–", "–"
    if share:
        return f"{100 * figure.value:.1f} %", f"{100 * figure.low:.1f} to {100 * figure.high:.1f} %"
    return f"{figure.value:.3f}", f"{figure.low:.3f} to {figure.high:.3f}"


def _share(weights: Shares, hits: NDArray[np.bool_], among: NDArray[np.bool_]) -> Shares:
    """Share of hits among some, by weighting; NaN of none."""
    with np.errstate(invalid="ignore"):
        shares: Shares = (weights @ (hits & among).astype(np.float64)) / (weights @ among.astype(np.float64))
    return shares


def _groups(codes: Counts, among: NDArray[np.bool_]) -> int:
    return int(np.unique(codes[among]).size)
