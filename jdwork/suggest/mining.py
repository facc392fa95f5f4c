"""Suggestions of every kind from the labelled JDs of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jdwork.errors import JdworkError, did_you_mean
from jdwork.pipeline import Pipeline
from jdwork.suggest.duties import Duties, missing_kras
from jdwork.suggest.evidence import LabelledJd, groups_of
from jdwork.suggest.skills import misleading_skills, missing_skills
from jdwork.suggest.suggestion import KINDS, Suggestion
from jdwork.suggest.titles import misleading_aliases, missing_aliases


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """Two roles whose JDs are taken for each other, both ways: perhaps one role.

    Parameters
    ----------
    first, second
        Slugs, in the order of the alphabet.
    as_second, as_first
        JDs of the first that were taken for the second, and the other way; near-copies counted once.
    """

    first: str
    second: str
    as_second: int
    as_first: int

    def in_words(self) -> str:
        """Say it in a sentence."""
        return (
            f"{self.first} and {self.second} are confused both ways ({self.as_second} and {self.as_first} "
            "JDs): one role, or KRAs too much alike?"
        )


def checked_kinds(kinds: Collection[str]) -> frozenset[str]:
    """Return kinds of suggestions.

    Raises
    ------
    JdworkError
        If there is no such kind, or none is named.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise JdworkError(f"There is no kind of suggestion '{kind}'.", hint=did_you_mean(kind, KINDS))
    if not kinds:
        raise JdworkError("No kind of suggestion is named.", hint=f"Kinds: {', '.join(KINDS)}.")
    return frozenset(kinds)


def mine(
    jds: Sequence[LabelledJd],
    pipeline: Pipeline,
    *,
    kinds: Collection[str] = KINDS,
    duties: Mapping[str, Duties] | None = None,
) -> list[Suggestion]:
    """Find edits that the errors among labelled JDs speak for.

    Parameters
    ----------
    jds
        The JDs.
    pipeline
        Today's classifier, with its catalog.
    kinds
        ``alias``, ``skill``, ``kra``: additions and removals (KRAs: additions).
    duties
        From `read_duties`; without them no KRA is suggested.

    Returns
    -------
    list of Suggestion
        Those that promise most first, by their rough estimate.

    Raises
    ------
    JdworkError
        If there is no such kind.
    """
    wanted = checked_kinds(kinds)
    snapshot = pipeline.snapshot
    found: list[Suggestion] = []
    if "alias" in wanted:
        found += [*missing_aliases(jds, snapshot), *misleading_aliases(jds, snapshot)]
    if "skill" in wanted:
        found += [*missing_skills(jds, snapshot), *misleading_skills(jds, snapshot)]
    if "kra" in wanted and duties is not None:
        found += missing_kras(jds, duties, pipeline)
    return sorted(found, key=lambda one: -one.estimate)


def confused_pairs(jds: Sequence[LabelledJd], *, least: int = 2) -> list[ConfusedPair]:
    """Find roles that are taken for each other, both ways.

    Parameters
    ----------
    jds
        Labelled JDs.
    least
        JDs, near-copies counted once, that must go either way.

    Returns
    -------
    list of ConfusedPair
        Those confused most first.
    """
    taken: dict[tuple[str, str], list[LabelledJd]] = defaultdict(list)
    for jd in jds:
        if jd.role is not None and not jd.is_right:
            taken[jd.gold, jd.role].append(jd)
    many = {pair: groups_of(some) for pair, some in taken.items()}
    found = [
        ConfusedPair(first, second, n, many.get((second, first), 0))
        for (first, second), n in many.items()
        if first < second and min(n, many.get((second, first), 0)) >= least
    ]
    return sorted(found, key=lambda one: (-one.as_first - one.as_second, one.first, one.second))
