"""Labels that are likely wrong: where the decisions, weighed role by role, speak against the label.

Confident learning (Northcutt, Jiang and Chuang, 2021): a JD counts as confidently of a role where the role's
probability reaches the mean probability that the role has among the JDs labelled with it. A JD that is
confidently of another role than its label is listed, the label that is least believed first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 5
"""Labelled JDs below which a role's own measure rests on too few to be trusted."""


@dataclass(frozen=True, eq=False)
class LabelErrors:
    """Labels that are likely wrong, and how far that can be trusted.

    Parameters
    ----------
    frame
        The least believed label first: ``id``, ``label``, ``suggested`` (the role that speaks most against
        it), ``label_probability``, ``suggested_probability``, ``quality`` (0 to 1: how well the label fits),
        ``label_jds`` and ``suggested_jds`` (labelled JDs of each role), ``trust`` (``fair``, or ``low``
        where either role has few).
    n
        Labelled JDs that were weighed.
    left_out
        Labelled JDs without candidates: nothing speaks for or against their label.
    roles
        Different labels among them.
    few
        Labels with fewer JDs than are needed for a measure of their own.
    fewest
        That number.
    """

    frame: pd.DataFrame
    n: int
    left_out: int
    roles: int
    few: tuple[str, ...]
    fewest: int

    @property
    def finding(self) -> str:
        """What was found, in a sentence."""
        if not self.n:
            return "No labelled JD has candidates: no label can be weighed"
        found = len(self.frame)
        if not found:
            return f"None of {self.n} labels looks wrong"
        look = "looks" if found == 1 else "look"
        return f"{found} of {self.n} labels {look} wrong ({found / self.n:.1%})"

    @property
    def caution(self) -> str:
        """What limits the finding, in a sentence; empty where nothing does."""
        said = []
        if self.few:
            said.append(
                f"{len(self.few)} of {self.roles} labels have fewer than {self.fewest} JDs; "
                "suspicions about those rest on little (trust: low)"
            )
        if self.left_out:
            said.append(f"{self.left_out} labelled JDs without candidates were left out")
        return ". ".join(said) + "." if said else ""


def find_label_errors(
    ids: Sequence[str],
    labels: Sequence[str],
    candidates: Sequence[Sequence[str]],
    probabilities: Sequence[Sequence[float]],
    *,
    fewest: int = FEWEST,
) -> LabelErrors:
    """Find labels that are likely wrong.

    The decisions must not have learned from these very labels: what has seen a wrong label believes it.

    Parameters
    ----------
    ids, labels
        Of labelled JDs.
    candidates, probabilities
        Role slugs and their probabilities, the best first, as in ``decisions.parquet``. What the list leaves
        of 1 is spread evenly over the other roles.
    fewest
        Labelled JDs that a role needs for trust.

    Returns
    -------
    LabelErrors

    Raises
    ------
    InputError
        If the columns differ in length.
    """
    import pandas as pd

    if not len(ids) == len(labels) == len(candidates) == len(probabilities):
        raise InputError("ids, labels, candidates and probabilities must be of one length.")
    kept = [row for row, among in enumerate(candidates) if len(among)]
    support = Counter(labels[row] for row in kept)
    few = tuple(sorted(name for name, count in support.items() if count < fewest))
    left_out = len(ids) - len(kept)
    columns = [
        "id", "label", "suggested", "label_probability", "suggested_probability", "quality", "label_jds",
        "suggested_jds", "trust",
    ]  # fmt: skip
    if len(support) < 2:
        return LabelErrors(pd.DataFrame(columns=columns), len(kept), left_out, len(support), few, fewest)
    roles = sorted({*support, *(role for row in kept for role in candidates[row])})
    gold, chances = _laid_out(kept, labels, candidates, probabilities, roles)
    rows, other, quality = _suspected(gold, chances, fewest=fewest)
    frame = pd.DataFrame(
        {
            "id": [ids[kept[row]] for row in rows],
            "label": [roles[gold[row]] for row in rows],
            "suggested": [roles[place] for place in other],
            "label_probability": chances[rows, gold[rows]].round(4),
            "suggested_probability": chances[rows, other].round(4),
            "quality": quality[rows].round(4),
        },
        columns=columns[:6],
    )
    for side in ("label", "suggested"):
        frame[f"{side}_jds"] = [support[slug] for slug in frame[side]]
    low = frame[["label_jds", "suggested_jds"]].min(axis=1) < fewest
    frame["trust"] = np.where(low, "low", "fair")
    return LabelErrors(frame[columns], len(kept), left_out, len(support), few, fewest)


def _laid_out(
    kept: Sequence[int],
    labels: Sequence[str],
    candidates: Sequence[Sequence[str]],
    probabilities: Sequence[Sequence[float]],
    roles: Sequence[str],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Labels as positions, and probabilities as a table of JDs and roles whose rows sum to 1."""
    place = {role: number for number, role in enumerate(roles)}
    gold = np.array([place[labels[row]] for row in kept], dtype=np.int64)
    lengths = np.array([len(candidates[row]) for row in kept])
    down = np.repeat(np.arange(len(kept)), lengths)
    across = np.array([place[role] for row in kept for role in candidates[row]], dtype=np.int64)
    listed = np.concatenate([np.asarray(probabilities[row], dtype=np.float32) for row in kept])
    chances = np.zeros((len(kept), len(roles)), dtype=np.float32)
    chances[down, across] = np.nan_to_num(listed)
    rest = np.clip(1 - chances.sum(axis=1), 0, 1) / np.maximum(len(roles) - lengths, 1)
    unlisted = np.ones(chances.shape, dtype=bool)
    unlisted[down, across] = False
    chances += unlisted * rest[:, None].astype(np.float32)
    chances /= np.maximum(chances.sum(axis=1, keepdims=True), np.float32(1e-9))
    return gold, chances


def _suspected(
    gold: NDArray[np.int64], chances: NDArray[np.float32], *, fewest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Rows whose label is doubted, the most doubted first; the role against each; how well labels fit."""
    from cleanlab.count import get_confident_thresholds
    from cleanlab.rank import get_label_quality_scores

    quality = np.asarray(get_label_quality_scores(gold, chances, method="normalized_margin"))
    thresholds = np.asarray(get_confident_thresholds(gold, chances), dtype=np.float32)
    rows = np.arange(len(gold))
    few = np.bincount(gold, minlength=chances.shape[1]) < fewest
    # A mean over a handful of JDs, one of them mislabelled, would call anything confident.
    thresholds[few] = np.maximum(thresholds[few] * (thresholds[few] <= 1), chances[rows, gold].mean())
    sure = np.where(chances >= thresholds, chances, np.float32(-1))
    best = sure.argmax(axis=1)
    doubted = np.flatnonzero((sure[rows, best] > 0) & (best != gold))
    order = doubted[np.argsort(quality[doubted], kind="stable")]
    return order, best[order], quality.astype(np.float64)
