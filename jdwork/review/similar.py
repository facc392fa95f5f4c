"""Entries of the catalog that read like a review item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.review.items import ReviewItem

MAX_SIMILAR = 8
_LEAST_LIKE = 60.0  # of rapidfuzz's 0 to 100; below it two names share little more than letters


@dataclass(frozen=True, slots=True)
class Similar:
    """An entry of the catalog that reads like the item; ``score`` runs from 0 to 100."""

    kind: str
    slug: str
    text: str
    score: float


def similar_entries(item: ReviewItem, snapshot: CatalogSnapshot) -> tuple[Similar, ...]:
    """Find entries of the catalog whose names, aliases or KRAs read like the item.

    Parameters
    ----------
    item
        Any item.
    snapshot
        The catalog.

    Returns
    -------
    tuple of Similar
        At most eight, each entry once, the nearest first.
    """
    from rapidfuzz import fuzz, process, utils

    pool: list[tuple[str, str, str]] = []
    if item.kind in {"new_skill", "role_skill", "skill_dimension", "skill_alias"}:
        pool = [("skill", one.slug, alias.text) for one in snapshot.skills for alias in one.aliases]
        pool = [one for one in pool if one[1] != item.skill]
    elif item.kind == "new_kra":
        pool = [("role", role.slug, kra) for role in snapshot.roles for kra in role.kras]
    elif item.kind != "decision" or item.name:
        pool = [("role", role.slug, alias) for role in snapshot.roles for alias in role.aliases]
    scorer: Any = fuzz.token_set_ratio if item.kind == "new_kra" else fuzz.token_sort_ratio
    hits = process.extract(
        item.name,
        [text for _, _, text in pool],
        scorer=scorer,
        processor=utils.default_process,
        score_cutoff=_LEAST_LIKE,
        limit=MAX_SIMILAR * 4,
    )
    best: dict[str, Similar] = {}
    for text, score, position in hits:
        kind, slug, _ = pool[position]
        best.setdefault(slug, Similar(kind, slug, text, round(score, 1)))
    return tuple(best.values())[:MAX_SIMILAR]
