"""Typing, placing and deriving: reading what the catalog's skills voted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jdwork.catalog.snapshot import CatalogSnapshot, SkillNature
from jdwork.enrich.model import Derived, Placed, Typed
from jdwork.enrich.voting import Ballot, Question
from jdwork.enrich.wording import nature_of_wording

LEAST_SHARE = 0.03
"""Of the catalog's skills of a nature: a volatility, lifespan or version strategy rarer than this among them
is not derived for that nature (a practice has no major versions, whatever lies near it)."""
FEW = 10
"""Skills of a nature up to which nothing can be said of what is rare among them."""


class Places:
    """The catalog's categories with their numbers, and which values go with which nature.

    Parameters
    ----------
    snapshot
        The catalog.
    """

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self.category_ids: dict[str, int] = {}
        self.sub_category_ids: dict[tuple[str, str], int] = {}
        self._values: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._sizes: Counter[str] = Counter()
        for skill in snapshot.skills:
            self.category_ids.setdefault(skill.category, skill.category_id)
            self.sub_category_ids.setdefault((skill.category, skill.sub_category), skill.sub_category_id)
            self._sizes[skill.nature] += 1
            for question in ("volatility", "lifespan", "version_strategy"):
                self._values[skill.nature, question][getattr(skill, question)] += 1

    def usual(self, nature: str, question: str, value: str) -> bool:
        """Whether the catalog's skills of a nature have a value more than now and then."""
        size = self._sizes[nature]
        return size <= FEW or self._values[nature, question][value] >= LEAST_SHARE * size


def read_typed(name: str, ballot: Ballot) -> Typed:
    """Say what kind of thing a skill is, and by what that is known."""
    nature: Any = ballot.best[0]
    said = nature_of_wording(name)
    if said is not None and said.nature == nature:
        return Typed(nature, ballot.confidence, "rules", f"the wording '{said.words}' in its name")
    second = ballot.leading(2)[1:]
    rest = f", before {second[0][0][0]}" if second else ""
    reason = f"most like the catalog's skills of that nature{rest}"
    return Typed(nature, ballot.confidence, "neighbours", reason)


def read_placed(
    ballots: Mapping[Question, Ballot], places: Places, *, neighbours: Sequence[tuple[str, float]]
) -> Placed:
    """Say where a skill would stand: the best category, and in it the best sub-category.

    The confidence is that of category and sub-category both being right.
    """
    category = ballots["category"].best[0]
    ballot = ballots["sub_category"]
    order = np.argsort(-ballot.scores, kind="stable")
    pair = next(ballot.answers[at] for at in order if ballot.answers[at][0] == category)
    return Placed(
        category=category,
        sub_category=pair[1],
        category_id=places.category_ids[category],
        sub_category_id=places.sub_category_ids[category, pair[1]],
        confidence=min(ballot.sure_of(pair), ballots["category"].confidence),
        method="neighbours",
        neighbours=tuple(neighbours),
    )


def derive(
    nature: SkillNature, placed: Placed, ballots: Mapping[Question, Ballot], places: Places
) -> Derived:
    """Choose volatility, lifespan and version strategy: the most voted for of those usual for the nature."""
    chosen: dict[str, Any] = {}
    questions: tuple[Question, ...] = ("volatility", "lifespan", "version_strategy")
    for question in questions:
        ballot = ballots[question]
        ranked = [answer[0] for answer, _ in ballot.leading(len(ballot.answers))]
        chosen[question] = next((one for one in ranked if places.usual(nature, question, one)), ranked[0])
    return Derived(
        category=placed.category,
        sub_category=placed.sub_category,
        skill_nature=nature,
        volatility=chosen["volatility"],
        typical_lifespan=chosen["lifespan"],
        version_strategy=chosen["version_strategy"],
    )
