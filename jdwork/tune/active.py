"""The JDs most worth labelling next: where settings disagree, where decisions are unsure, and no two alike.

JDs chosen so are the hard ones. They show errors soonest, and which of two settings is better. But thresholds
tuned on them, shares measured and promises made hold for no other JDs: for these, JDs are drawn at random.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.config import Settings
from jdwork.decide import CASE_NUMBER, Decisions, decide
from jdwork.decide.prepared import Prepared
from jdwork.decide.support import least_support
from jdwork.errors import JdworkError
from jdwork.evaluate.resampling import group_codes
from jdwork.parse import normalize_title
from jdwork.signals import SignalTable

POOL, LEAST_POOL = 20, 500
"""Spread chooses among so many times the JDs asked for, and so many at least: the unsurest of their kind."""

NextKind = Literal["decided otherwise", "accepted otherwise", "unsure", "drawn"]
"""What a JD was chosen for: what other settings do with it, its doubt alone, or by chance."""

Numbers = NDArray[np.float64]
_TIERS: tuple[NextKind, ...] = ("unsure", "accepted otherwise", "decided otherwise")


@dataclass(frozen=True, slots=True)
class NextJd:
    """A JD that is worth labelling.

    Parameters
    ----------
    id, row
        Its id, and its row in the table.
    title
        As it was handed in; None where there is none.
    role
        Slug that it is decided to be; None for a new role.
    runner_up
        Slug of the most probable other role; None where there is none.
    confidence
        Of the decision, 0 to 1.
    kind
        What it was chosen for.
    why
        The same in words.
    """

    id: str
    row: int
    title: str | None
    role: str | None
    runner_up: str | None
    confidence: float
    kind: NextKind
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        body = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return body | {"confidence": round(self.confidence, 4)}


@dataclass(frozen=True, eq=False)
class Doubt:
    """How unsure decisions on n JDs are; each of shape (n,).

    Parameters
    ----------
    score
        0 to 1: the mean of how near the confidence is to ``accept.min_confidence``, and how close the two
        best candidates are. For a new role, how near the support is to the limit below which it is one.
    gap
        Probability by which the role leads the runner-up; below 0 where it does not lead.
    runner_up
        Position of the most probable other role, -1 where there is none.
    """

    score: Numbers
    gap: Numbers
    runner_up: NDArray[np.int32]


def next_to_label(
    table: SignalTable,
    settings: Settings,
    *,
    roles: Sequence[str],
    count: int = 20,
    other: Settings | None = None,
    labelled: Collection[str] = (),
    group: Sequence[int] | NDArray[np.int64] | None = None,
    titles: Mapping[str, str | None] | None = None,
    vectors: Mapping[str, NDArray[Any]] | None = None,
) -> tuple[NextJd, ...]:
    """Choose the JDs whose labels would tell most.

    First come those that other settings decide otherwise, then those that they accept or queue otherwise,
    then all others. Among each, one after another is taken that has the most doubt, times its distance from
    the likest of those taken before, divided by one more than how many of those got its role.

    Parameters
    ----------
    table
        Signals of JDs. Those that were rejected as no JDs are never chosen.
    settings
        In force.
    roles
        Slugs by position.
    count
        How many at most.
    other
        Settings that are considered.
    labelled
        Ids that need no label; nor do their near-copies.
    group
        Near-copies are in one, of each of which one JD is chosen; each stands alone by default.
    titles
        By id; without vectors they say what is alike.
    vectors
        Of the JDs by id; a JD without one goes by role and title.

    Returns
    -------
    tuple of NextJd
        The most worthwhile first; fewer than asked for where there are no more.

    Raises
    ------
    JdworkError
        If the count is below 1, or groups are not one for each JD.
    """
    groups, open_rows = _open(table, count, labelled, group)
    decided = decide(table, settings)
    doubt = doubt_of(table, settings, decided)
    then = None if other is None else decide(table, other)
    tier = _disagreement(decided, then)
    names = titles or {}
    chosen: list[int] = []
    while len(chosen) < count and len(open_rows):
        here = open_rows[tier[open_rows] == tier[open_rows].max()]
        open_rows = np.setdiff1d(open_rows, here)
        pool = _unsurest_of_each(here, doubt.score, groups)[: max(POOL * count, LEAST_POOL)]
        pool = pool[~np.isin(groups[pool], groups[chosen])]
        likeness = _Likeness(np.r_[chosen, pool].astype(np.int64), table.ids, decided.role, names, vectors)
        chosen = _spread(chosen, len(pool), count, doubt.score, likeness)
    return tuple(
        _listed(
            row,
            table,
            roles,
            names,
            decided,
            doubt,
            _TIERS[tier[row]],
            _reasons(row, settings, roles, decided, then, doubt),
        )
        for row in chosen
    )


def drawn_to_label(
    table: SignalTable,
    settings: Settings,
    *,
    roles: Sequence[str],
    count: int = 20,
    labelled: Collection[str] = (),
    group: Sequence[int] | NDArray[np.int64] | None = None,
    titles: Mapping[str, str | None] | None = None,
    seed: int = 0,
) -> tuple[NextJd, ...]:
    """Draw JDs at random: shares measured on them, and promises made on them, hold for the others.

    Parameters
    ----------
    table, settings, roles, count, labelled, group, titles
        As for `next_to_label`. JDs labelled before count as if they had been drawn at random too.
    seed
        Of the draw.

    Returns
    -------
    tuple of NextJd
        In the order drawn.

    Raises
    ------
    JdworkError
        As `next_to_label`.
    """
    groups, open_rows = _open(table, count, labelled, group)
    decided = decide(table, settings)
    doubt = doubt_of(table, settings, decided)
    shuffled = np.random.default_rng(seed).permutation(open_rows)
    chosen = shuffled[np.sort(np.unique(groups[shuffled], return_index=True)[1])][:count]
    why = [f"drawn at random (seed {seed})"]
    return tuple(
        _listed(row, table, roles, titles or {}, decided, doubt, "drawn", why) for row in chosen.tolist()
    )


def doubt_of(table: SignalTable, settings: Settings, decided: Decisions) -> Doubt:
    """Say how unsure decisions are.

    Parameters
    ----------
    table, settings
        What was decided on, and by what.
    decided
        The decisions.
    """
    n = len(table)
    rows, column = np.arange(n), np.maximum(decided.column, 0)
    if not table.roles.shape[1]:
        return Doubt(np.zeros(n), np.zeros(n), np.full(n, -1, np.int32))
    chance = np.where(table.roles >= 0, decided.probability, -1.0).astype(np.float64)
    own = np.where(decided.column >= 0, chance[rows, column], 0.0)
    chance[rows[decided.column >= 0], decided.column[decided.column >= 0]] = -1.0
    second = chance.argmax(axis=1)
    there = chance[rows, second] >= 0
    gap = own - np.where(there, chance[rows, second], 0.0)
    near = _nearness(decided.confidence.astype(np.float64), settings.accept.min_confidence)
    of_role = (near + 1 - np.clip(gap, 0, 1)) / 2
    of_new = _nearness(decided.support.astype(np.float64), least_support(Prepared(table), settings))
    score = np.where(decided.case == CASE_NUMBER["E"], of_new, of_role)
    runner_up = np.where(there, table.roles[rows, second], -1).astype(np.int32)
    return Doubt(np.where(table.passed, score, 0.0), gap, runner_up)


def _open(
    table: SignalTable,
    count: int,
    labelled: Collection[str],
    group: Sequence[int] | NDArray[np.int64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Groups of near-copies, and the rows that may be chosen."""
    if count < 1:
        raise JdworkError(f"{count} JDs cannot be chosen.", hint="Give a count of 1 or more.")
    groups = group_codes(table.ids, None if group is None else list(group))
    done = groups[[row for row, name in enumerate(table.ids) if name in labelled]]
    return groups, np.flatnonzero(table.passed & ~np.isin(groups, done))


def _listed(
    row: int,
    table: SignalTable,
    roles: Sequence[str],
    titles: Mapping[str, str | None],
    decided: Decisions,
    doubt: Doubt,
    kind: NextKind,
    why: Sequence[str],
) -> NextJd:
    name = table.ids[row]
    return NextJd(
        id=name,
        row=row,
        title=titles.get(name),
        role=_slug(decided.role[row], roles),
        runner_up=_slug(doubt.runner_up[row], roles),
        confidence=float(decided.confidence[row]),
        kind=kind,
        why="; ".join(why),
    )


def _nearness(value: Numbers, limit: Any) -> Numbers:
    """1 at a limit, falling to 0 at 0 and at 1."""
    below = value / np.maximum(limit, 1e-9)
    above = (1 - value) / np.maximum(1 - np.asarray(limit, dtype=np.float64), 1e-9)
    found: Numbers = np.clip(np.minimum(below, above), 0, 1)
    return found


def _disagreement(decided: Decisions, then: Decisions | None) -> NDArray[np.int8]:
    tier = np.zeros(len(decided), dtype=np.int8)
    if then is not None:
        tier[decided.queued != then.queued] = _TIERS.index("accepted otherwise")
        tier[decided.role != then.role] = _TIERS.index("decided otherwise")
    return tier


def _unsurest_of_each(
    rows: NDArray[np.int64], score: Numbers, groups: NDArray[np.int64]
) -> NDArray[np.int64]:
    """One row of each group, the most doubtful first; of equals the first."""
    order = rows[np.argsort(-score[rows], kind="stable")]
    return order[np.sort(np.unique(groups[order], return_index=True)[1])]


class _Likeness:
    """How alike some rows are, 0 to 1: by their vectors, as far as there are any; else by role and title."""

    def __init__(
        self,
        rows: NDArray[np.int64],
        ids: Sequence[str],
        role: NDArray[np.int32],
        titles: Mapping[str, str | None],
        vectors: Mapping[str, NDArray[Any]] | None,
    ) -> None:
        self.rows, self.role = rows, role[rows]
        self._title = np.array([normalize_title(titles.get(ids[row]) or "") for row in rows], dtype=object)
        self._vectors = _spread_out([None if vectors is None else vectors.get(ids[row]) for row in rows])

    def to(self, place: int) -> Numbers:
        """Of all rows to one of them, by its place among them."""
        alike = np.where(self.role == self.role[place], 0.5, 0.0)
        if self._title[place]:
            alike += np.where(self._title == self._title[place], 0.5, 0.0)
        if self._vectors is not None and self._vectors[place].any():
            known = self._vectors.any(axis=1)
            alike = np.where(known, np.clip(self._vectors @ self._vectors[place], 0, 1), alike)
        return alike


def _spread_out(vectors: Sequence[NDArray[Any] | None]) -> NDArray[np.float32] | None:
    """Unit vectors from the mean of all, which takes off what every JD shares; zeros where there is none."""
    known = [row for row, one in enumerate(vectors) if one is not None and np.any(one)]
    if len(known) < 2:
        return None
    cells = np.stack([np.asarray(vectors[row], dtype=np.float32) for row in known])
    cells -= cells.mean(axis=0)
    length = np.linalg.norm(cells, axis=1, keepdims=True)
    full = np.zeros((len(vectors), cells.shape[1]), dtype=np.float32)
    full[known] = cells / np.where(length > 0, length, 1)
    return full


def _spread(taken: list[int], more: int, count: int, score: Numbers, likeness: _Likeness) -> list[int]:
    """Take one after another of the last ``more`` rows, each far from those taken before."""
    distance = np.ones(len(likeness.rows))
    repeats = np.ones(len(likeness.rows))
    free = np.arange(len(likeness.rows)) >= len(taken)

    def take(place: int) -> None:
        np.minimum(distance, 1 - likeness.to(place), out=distance)
        repeats[likeness.role == likeness.role[place]] += 1
        free[place] = False

    for place in range(len(taken)):
        take(place)
    found = list(taken)
    for _ in range(min(more, count - len(taken))):
        # The last term orders JDs that are as like as can be to some that were taken.
        worth = score[likeness.rows] * (distance + 1e-6) / repeats
        place = int(np.where(free, worth, -1.0).argmax())
        found.append(int(likeness.rows[place]))
        take(place)
    return found


def _reasons(
    row: int,
    settings: Settings,
    roles: Sequence[str],
    decided: Decisions,
    then: Decisions | None,
    doubt: Doubt,
) -> list[str]:
    reasons = []
    if then is not None and then.role[row] != decided.role[row]:
        reasons.append(f"the other settings say {_slug(then.role[row], roles) or 'a new role'}")
    elif then is not None and then.queued[row] != decided.queued[row]:
        what = "have somebody look at it" if then.queued[row] else "accept it unseen"
        reasons.append(f"the other settings would {what}")
    if decided.role[row] < 0:
        reasons.append(f"support {decided.support[row]:.2f}: too little for any role")
        return reasons
    sure, limit = decided.confidence[row], settings.accept.min_confidence
    reasons.append(f"confidence {sure:.2f}, accepted from {limit:.2f} on")
    if doubt.runner_up[row] >= 0:
        lead, second = doubt.gap[row], roles[int(doubt.runner_up[row])]
        trails = f"trails by {lead:.2f}" if lead >= 0 else f"leads by {-lead:.2f} on the evidence alone"
        reasons.append(f"{second} {trails}")
    return reasons


def _slug(role: Any, roles: Sequence[str]) -> str | None:
    return roles[int(role)] if role >= 0 else None
