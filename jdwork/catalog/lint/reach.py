"""Roles that their own evidence does not lead to: CAT050."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.lint.material import Material
from jdwork.signals.kra import best_per_role, hubness, mean_of_best


@dataclass(frozen=True, slots=True)
class Reach:
    """What leads to one role.

    Parameters
    ----------
    role
        Slug.
    titles, own_titles
        Titles, and those of them that no other role carries.
    kras, first, near
        KRAs; those that, held out, rank the role first by its other KRAs; and among the first few.
    described
        Rank of the role when its description is read as a sentence; None without one.
    ads, ads_first
        Labelled ads of the role, and those whose duties rank it first.
    rivals
        Roles that its held-out KRAs lead to instead, the most frequent first.
    """

    role: str
    titles: int
    own_titles: int
    kras: int
    first: int
    near: int
    described: int | None
    ads: int
    ads_first: int
    rivals: tuple[str, ...]


def reaches(material: Material) -> tuple[Reach, ...]:
    """Measure, for every role, what its own titles, KRAs, description and labelled ads lead to.

    KRAs are compared with their hubness taken off, as in classification.
    """
    snapshot = material.snapshot
    titles = [[0, 0] for _ in snapshot.roles]
    for roles in material.carriers.values():
        for carrier in roles:
            titles[carrier][0] += 1
            titles[carrier][1] += len(roles) == 1
    near = material.nearness
    correction = hubness(material.kra_vectors, material.kra_roles)
    described = _described(material, correction)
    ads = _ads(material, correction)
    found = []
    for position, role in enumerate(snapshot.roles):
        rows = slice(int(material.kra_starts[position]), int(material.kra_starts[position + 1]))
        rank = near.rank[rows]
        lost = near.rival[rows][(rank > 1) & (near.rival[rows] >= 0)]
        rivals = tuple(snapshot.roles[int(one)].slug for one, _ in Counter(lost.tolist()).most_common(3))
        found.append(
            Reach(
                role=role.slug,
                titles=titles[position][0],
                own_titles=titles[position][1],
                kras=len(role.kras),
                first=int((rank == 1).sum()) if len(role.kras) > 1 else 0,
                near=int((rank <= material.settings.reach_rank).sum()) if len(role.kras) > 1 else 0,
                described=described[position],
                ads=ads[position][0],
                ads_first=ads[position][1],
                rivals=rivals,
            )
        )
    return tuple(found)


def unreached_roles(material: Material, measured: tuple[Reach, ...]) -> Iterator[Finding]:
    """CAT050: roles that neither a held-out KRA nor the description nor an ad puts first."""
    for one in measured:
        role = material.snapshot.role(one.role)
        by_text = one.first or one.ads_first or one.described == 1
        # CAT033 speaks of roles with too few KRAs to hold one out.
        if one.own_titles and (by_text or one.kras < 2):
            continue
        said = []
        if not one.own_titles:
            said.append("no title of its own")
        if one.kras < 2:
            said.append(f"{one.kras or 'no'} KRA{'s' if one.kras != 1 else ''}, too few to hold one out")
        elif not by_text:
            said.append(f"none of its {one.kras} KRAs, held out, leads to it ({one.near} come near)")
        else:
            said.append(f"{one.first} of {one.kras} KRAs lead to it")
        if one.ads:
            said.append(f"{one.ads_first} of {one.ads} labelled ads do")
        if one.described is not None and one.described > 1:
            said.append(f"its description ranks it {one.described}.")
        instead = f" The KRAs lead to {', '.join(one.rivals)} instead." if one.rivals and not by_text else ""
        yield Finding(
            code="CAT050",
            severity="warning" if by_text or one.own_titles else "error",
            subject=Subject("role", (one.role,), (role.id,)),
            message=f"'{role.display_name}': {', '.join(said).rstrip('.')}.{instead}",
            where=material.places.of("role", one.role),
            suggestion="Write KRAs that belong together and say what these roles do not, give it titles"
            " of its own, or merge it with `jdwork catalog merge role OLD INTO`.",
            figure=round(one.near / one.kras, 4) if one.kras else 0.0,
        )


def _described(material: Material, correction: np.ndarray) -> list[int | None]:
    """Rank of each role by the KRAs nearest to its description."""
    roles = material.snapshot.roles
    texts = [role.description for role in roles]
    ranks: list[int | None] = [None] * len(roles)
    held = [position for position, text in enumerate(texts) if text.strip() and roles[position].kras]
    vectors = material.encode([texts[position] for position in held])
    for start in range(0, len(held), 512):
        rows = held[start : start + 512]
        best = best_per_role(
            vectors[start : start + 512] @ material.kra_vectors.T - correction, material.kra_starts
        )
        own = best[np.arange(len(rows)), rows]
        for row, position in enumerate(rows):
            ranks[position] = 1 + int((best[row] > own[row]).sum())
    return ranks


def _ads(material: Material, correction: np.ndarray) -> list[tuple[int, int]]:
    """Labelled ads of each role, and how many of them its KRAs win (mean of the better half of sentences)."""
    snapshot, background = material.snapshot, material.background
    counts = [[0, 0] for _ in snapshot.roles]
    sentences: dict[int, list[int]] = {}
    for number, (ad, _) in enumerate(background.sentences):
        sentences.setdefault(ad, []).append(number)
    if not len(material.kra_texts):
        return [(0, 0)] * len(counts)
    for ad, rows in sentences.items():
        role = snapshot.role_index.get(material.labels[ad] or "")
        if role is None:
            continue
        similarity = material.sentence_vectors[rows] @ material.kra_vectors.T - correction
        scores = mean_of_best(
            best_per_role(similarity, material.kra_starts), top=max(3, (len(rows) + 1) // 2)
        )
        counts[role][0] += 1
        counts[role][1] += int(scores.argmax()) == role
    return [(one, won) for one, won in counts]
