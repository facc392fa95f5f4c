"""Dimensions: the areas of work that a new skill would belong to."""

from __future__ import annotations

from collections.abc import Sequence

from jdwork.catalog.slug import slugify
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.enrich.model import ProposedDimension, SettledDimensions
from jdwork.enrich.voting import Areas

LEAST_CHANCE = 0.15
"""Chance of a link below which a dimension is not proposed."""


def propose_dimensions(
    names: Sequence[str],
    areas: Areas,
    snapshot: CatalogSnapshot,
    *,
    settled: SettledDimensions,
    neighbours: Sequence[tuple[str, float]],
    most: int,
) -> tuple[ProposedDimension, ...]:
    """Say which dimensions a skill would be linked to.

    Parameters
    ----------
    names
        The skill's name, and the term it came of: either may have been settled.
    areas
        What the catalog's skills voted.
    snapshot
        The catalog.
    settled
        What people decided.
    neighbours
        (slug, cosine) of the nearest skills, for the reason.
    most
        Dimensions to propose.

    Returns
    -------
    tuple of ProposedDimension
        The locked ones alone where there are any; else the likeliest, none of them refused. Settled slugs
        that the catalog no longer has are left out.
    """
    keys = tuple(dict.fromkeys(slugify(name) for name in names))
    locked = [
        slug for key in keys for slug in settled.locked.get(key, ()) if slug in snapshot.dimension_index
    ]
    if locked:
        return tuple(
            ProposedDimension(
                slug, snapshot.dimension(slug).display_name, 1.0, "rules", "a person settled it", True
            )
            for slug in dict.fromkeys(locked)
        )
    refused = {slug for key in keys for slug in settled.refused.get(key, ())}
    found: list[ProposedDimension] = []
    for slug, chance in areas.leading(most + len(refused), least=LEAST_CHANCE):
        if slug in refused or len(found) == most:
            continue
        dimension = snapshot.dimension(slug)
        inside = set(dimension.skills)
        near = [snapshot.skill(one).display_name for one, _ in neighbours if one in inside][:3]
        reason = f"holds {', '.join(near)}" if near else "skills like it are linked to it"
        found.append(ProposedDimension(slug, dimension.display_name, chance, "neighbours", reason))
    return tuple(found)
