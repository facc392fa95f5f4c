"""Relationships: how a new skill stands to the catalog's."""

from __future__ import annotations

from collections.abc import Sequence

from jdwork.catalog.snapshot import CatalogSnapshot, Skill
from jdwork.enrich.model import Relationship
from jdwork.enrich.names import KnownNames, key_of, words_of

MOST_RELATED = 5
_PRODUCT = frozenset({"LANGUAGE", "FRAMEWORK", "LIBRARY", "TOOL", "PLATFORM", "DATABASE"})
_NEED = 0.8
_BROADER = 0.75
_WITHIN = 0.6


def relate(
    name: str,
    known: KnownNames,
    snapshot: CatalogSnapshot,
    *,
    neighbours: Sequence[tuple[str, float]],
    least: float,
) -> tuple[Relationship, ...]:
    """Say how a skill stands to catalog skills.

    A product named at the start of its name is needed for it (React in "React Native"); a known name at its
    end is what it is a kind of (Data Management in "Clinical Data Management"); one in between is related,
    as are the nearest in meaning. The confidence of what the name says is a fixed figure, that of what is
    near is the cosine; the catalog holds no relationships that either could be measured on.

    Parameters
    ----------
    name
        The new skill's name.
    known, snapshot
        The catalog.
    neighbours
        (slug, cosine), nearest first.
    least
        Cosine from which on a neighbour is named.

    Returns
    -------
    tuple of Relationship
        Those of the name first, then neighbours by cosine; each catalog skill once.
    """
    found: dict[str, Relationship] = {}
    own = words_of(name)
    for slug in known.within(name):
        skill = snapshot.skill(slug)
        place = _place(own, skill)
        if place is None or len(place) == len(own):
            continue
        if place.start == 0 and skill.nature in _PRODUCT:
            kind, confidence, reason = "requires", _NEED, f"its name begins with '{skill.display_name}'"
        elif place.stop == len(own):
            kind, confidence, reason = "broader", _BROADER, f"its name ends in '{skill.display_name}'"
        else:
            kind, confidence, reason = "related", _WITHIN, f"its name holds '{skill.display_name}'"
        found[slug] = Relationship(kind, slug, skill.display_name, confidence, "rules", reason)  # type: ignore[arg-type]
    near = 0
    for slug, cosine in neighbours:
        if cosine < least or near == MOST_RELATED:
            break
        if slug in found:
            continue
        skill = snapshot.skill(slug)
        broader = skill.is_also_category
        found[slug] = Relationship(
            "broader" if broader else "related",
            slug,
            skill.display_name,
            round(min(cosine, 1.0), 4),
            "neighbours",
            f"near in meaning (cosine {cosine:.2f})" + (" and a field of its own" if broader else ""),
        )
        near += 1
    return tuple(found.values())


def _place(own: Sequence[str], skill: Skill) -> range | None:
    """Where in a name's words one of the skill's names stands; the longest, else None."""
    best: range | None = None
    for start in range(len(own)):
        for stop in range(len(own), start, -1):
            key = "".join(own[start:stop])
            if (best is None or stop - start > len(best)) and any(
                key == key_of(a.text) for a in skill.aliases
            ):
                best = range(start, stop)
    return best
