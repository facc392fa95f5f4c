"""What moved a role: skills that became more or less common, and the JDs and sentences that lead the way."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import InputError
from jdwork.evaluate.drift.discovery import false_discovery_rates
from jdwork.evaluate.drift.samples import Floats, Rows
from jdwork.evaluate.resampling import Estimate

if TYPE_CHECKING:
    from jdwork.embed import Encoder
    from jdwork.text import JobDescription

_NORMAL = 1.959963984540054
"""Standard normal quantile of a 95 % interval."""

_SAME = 1 + 1e-7
"""Factor within which two probabilities are equal."""


@dataclass(frozen=True, slots=True)
class SkillMover:
    """A skill whose share among a role's JDs changed.

    Parameters
    ----------
    skill
        Its slug.
    with_before, with_after
        Different JDs that name it, in the earlier and the later period.
    n_before, n_after
        Different JDs of the periods.
    change
        Share after less share before, with its 95 % interval.
    p, q
        Of Fisher's exact test; q adjusted for all skills that could have given a p of alpha. NaN where a
        skill is too rare for that, or too common.
    """

    skill: str
    with_before: int
    with_after: int
    n_before: int
    n_after: int
    change: Estimate
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class MovedJd:
    """A JD, and how far it lies along the shift of its role.

    Parameters
    ----------
    row
        Its place among the JDs given.
    later
        Whether it belongs to the later period.
    score
        Place along the shift: 0 at the earlier centroid, 1 at the later. Its own part in the shift is
        taken out first, so that no JD is far along for having been counted.
    """

    row: int
    later: bool
    score: float


@dataclass(frozen=True, slots=True)
class MovedSentence:
    """A sentence that lies far along the shift, or far against it.

    Parameters
    ----------
    jd
        Id of its JD.
    row, later, score
        As of a `MovedJd`, the score being the sentence's own.
    text
        ``jd.text[start:end]`` without markup.
    start, end
        Its place in the JD.
    """

    jd: str
    row: int
    later: bool
    score: float
    text: str
    start: int
    end: int


def skill_movers(
    skills: Sequence[Collection[str]],
    later: Sequence[bool] | NDArray[np.bool_],
    *,
    groups: Sequence[Hashable] | Rows | None = None,
    alpha: float = 0.05,
) -> tuple[SkillMover, ...]:
    """Find the skills whose share among a role's JDs changed most between two periods.

    Parameters
    ----------
    skills
        Of each of the role's JDs in the two periods.
    later
        Whether each belongs to the later period.
    groups
        Near-copies; a group counts once in a period, and has a skill where half of its JDs have it.
    alpha
        Skills that could not have given a p of alpha, whatever their JDs, do not count as tested (Tarone,
        1990).

    Returns
    -------
    tuple of SkillMover
        All skills, those with the least p first, then by size of change. The interval is Newcombe's
        (1998, method 10), which holds for small counts; p counts tables as likely as the one seen or less.

    Raises
    ------
    InputError
        If lengths differ.
    """
    after = np.asarray(later, dtype=bool)
    given = list(range(len(skills))) if groups is None else list(groups)
    if not len(skills) == len(after) == len(given):
        raise InputError(
            f"There are {len(skills)} sets of skills, {len(after)} periods, {len(given)} groups."
        )
    units: dict[tuple[bool, Hashable], list[Collection[str]]] = {}
    for named, is_later, group in zip(skills, after.tolist(), given, strict=True):
        units.setdefault((is_later, group), []).append(named)
    totals = {False: 0, True: 0}
    counts: dict[str, dict[bool, int]] = {}
    for (is_later, _), copies in units.items():
        totals[is_later] += 1
        held: dict[str, int] = {}
        for named in copies:
            for skill in set(named):
                held[skill] = held.get(skill, 0) + 1
        for skill, times in held.items():
            if 2 * times >= len(copies):
                counts.setdefault(skill, {False: 0, True: 0})[is_later] += 1
    n0, n1 = totals[False], totals[True]
    if not n0 or not n1:
        return ()
    names = sorted(counts)
    tables: dict[int, NDArray[np.float64]] = {}
    found = []
    for skill in names:
        k0, k1 = counts[skill][False], counts[skill][True]
        if k0 + k1 not in tables:
            tables[k0 + k1] = _fisher(k0 + k1, n0, n1)
        p_by_count = tables[k0 + k1]
        # NaN: no table of these margins is unlikely enough.
        p = float(p_by_count[k1]) if p_by_count[~np.isnan(p_by_count)].min() <= alpha else np.nan
        found.append((skill, k0, k1, _newcombe(k0, n0, k1, n1), p))
    q = false_discovery_rates(np.array([one[-1] for one in found], dtype=np.float64))
    made = [
        SkillMover(skill, k0, k1, n0, n1, change, p, float(own))
        for (skill, k0, k1, change, p), own in zip(found, q, strict=True)
    ]
    return tuple(
        sorted(made, key=lambda one: (np.nan_to_num(one.p, nan=2), -abs(one.change.value), one.skill))
    )


def moved_jds(
    vectors: NDArray[Any],
    later: Sequence[bool] | NDArray[np.bool_],
    *,
    groups: Sequence[Hashable] | Rows | None = None,
) -> tuple[MovedJd, ...]:
    """Place a role's JDs along its shift, the farthest first.

    Parameters
    ----------
    vectors
        Of the role's JDs in the two periods; shape (n, d).
    later
        Whether each belongs to the later period.
    groups
        Near-copies, taken out together.

    Returns
    -------
    tuple of MovedJd
        Empty where a period has no two different JDs.
    """
    after = np.asarray(later, dtype=bool)
    rows = np.asarray(vectors, dtype=np.float64).reshape(len(after), -1)
    directions = _directions(rows, after, list(range(len(after))) if groups is None else list(groups))
    if directions is None:
        return ()
    origin, direction = directions
    scores = ((rows - origin) * direction).sum(axis=1)
    order = np.lexsort((np.arange(len(rows)), -scores))
    return tuple(MovedJd(int(row), bool(after[row]), float(scores[row])) for row in order)


def moved_sentences(
    jds: Sequence[JobDescription],
    vectors: NDArray[Any],
    later: Sequence[bool] | NDArray[np.bool_],
    encoder: Encoder,
    *,
    groups: Sequence[Hashable] | Rows | None = None,
    most: int = 8,
    read: int = 40,
) -> tuple[MovedSentence, ...]:
    """Quote the sentences that lie farthest along the shift, and farthest against it.

    The JDs of the later period that lie farthest along, and those of the earlier one that lie farthest
    back, are read again; their sentences outside boilerplate are encoded, and placed along the shift as
    it is without their own JD.

    Parameters
    ----------
    jds
        The role's JDs in the two periods.
    vectors, later, groups
        As for `moved_jds`.
    encoder
        The one that the vectors come from.
    most
        Sentences of either kind, at most one per JD.
    read
        JDs of either kind that are read.

    Returns
    -------
    tuple of MovedSentence
        Those of the later period, the farthest along first, then those of the earlier, the farthest
        back first.
    """
    from jdwork.signals.sentences import role_sentences
    from jdwork.text import read_structure

    after = np.asarray(later, dtype=bool)
    rows = np.asarray(vectors, dtype=np.float64).reshape(len(after), -1)
    directions = _directions(rows, after, list(range(len(after))) if groups is None else list(groups))
    if directions is None:
        return ()
    origin, direction = directions
    found: list[MovedSentence] = []
    for side, sign in ((True, 1.0), (False, -1.0)):
        scores = sign * ((rows - origin) * direction).sum(axis=1)
        picked = [int(row) for row in np.argsort(-scores, kind="stable") if after[row] == side][:read]
        sentences = [
            (row, sentence)
            for row in picked
            for sentence in role_sentences(read_structure(jds[row])).sentences
        ]
        if not sentences:
            continue
        encoded = encoder.encode([sentence.text for _, sentence in sentences]).astype(np.float64)
        owners = np.array([row for row, _ in sentences])
        placed = ((encoded - origin[owners]) * direction[owners]).sum(axis=1)
        said: set[str] = set()
        quoted: set[int] = set()
        for at in np.argsort(-sign * placed, kind="stable"):
            row, sentence = sentences[at]
            folded = " ".join(sentence.text.casefold().split())
            if row in quoted or folded in said:
                continue
            quoted.add(row)
            said.add(folded)
            found.append(
                MovedSentence(
                    jds[row].id, row, side, float(placed[at]), sentence.text, sentence.start, sentence.end
                )
            )
            if len(quoted) == most:
                break
    return tuple(found)


def _directions(
    rows: Floats, after: NDArray[np.bool_], groups: Sequence[Hashable]
) -> tuple[Floats, Floats] | None:
    """For each JD, the earlier centroid and the scaled shift without its group; both of shape (n, d)."""
    numbers: dict[Hashable, int] = {}
    codes = np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)
    sums = np.zeros((2, len(numbers), rows.shape[1]))
    sizes = np.zeros((2, len(numbers)))
    for side in (0, 1):
        of_side = after == bool(side)
        np.add.at(sums[side], codes[of_side], rows[of_side])
        sizes[side] = np.bincount(codes[of_side], minlength=len(numbers))
    present = sizes > 0
    n = present.sum(axis=1)
    if (n < 2).any():
        return None
    units = sums / np.maximum(sizes, 1)[:, :, None]
    totals = units.sum(axis=1)
    left = n[:, None] - present  # units of each side without the group
    centroids = (totals[:, None, :] - units) / left[:, :, None]
    origin = centroids[0][codes]
    shift = centroids[1][codes] - origin
    squared = np.square(shift).sum(axis=1, keepdims=True)
    return origin, np.divide(shift, squared, out=np.zeros_like(shift), where=squared > 0)


def _fisher(total: int, n0: int, n1: int) -> NDArray[np.float64]:
    """Two-sided p by how many of the later JDs have a skill that ``total`` have in all."""
    from scipy.stats import hypergeom

    counts = np.arange(max(0, total - n0), min(total, n1) + 1)
    chance = hypergeom.pmf(counts, n0 + n1, total, n1)
    found = np.full(min(total, n1) + 1, np.nan)
    order = np.argsort(chance, kind="stable")
    sums = np.cumsum(chance[order])
    last = np.searchsorted(chance[order], chance * _SAME, side="right") - 1
    found[counts] = np.minimum(sums[last], 1.0)
    return found


def _newcombe(k0: int, n0: int, k1: int, n1: int) -> Estimate:
    """Difference of two shares with its interval (Newcombe, 1998, method 10, of Wilson's intervals)."""
    (p0, low0, high0), (p1, low1, high1) = _wilson(k0, n0), _wilson(k1, n1)
    change = p1 - p0
    low = change - ((p1 - low1) ** 2 + (high0 - p0) ** 2) ** 0.5
    high = change + ((high1 - p1) ** 2 + (p0 - low0) ** 2) ** 0.5
    return Estimate(change, low, high)


def _wilson(k: int, n: int) -> tuple[float, float, float]:
    share, z = k / n, _NORMAL
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return share, middle - half, middle + half
