"""Roles that are one job: CAT011; and the nearest pairs of roles, for the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from jdwork.catalog.lint.finding import Finding, Severity, Subject
from jdwork.catalog.lint.material import Material
from jdwork.catalog.lint.names import display_titles, spellings
from jdwork.signals.table import Floats

NEIGHBOURS = 6
"""Nearest roles, by each kind of evidence, that a role is compared with."""


@dataclass(frozen=True, slots=True)
class RolePair:
    """How much two roles have in common; a part is None where one of the roles lacks it.

    Parameters
    ----------
    first, second
        Slugs, in catalog order.
    same_name
        Whether the display names differ by letter case, punctuation, number or spelling at most.
    names
        Likeness of the display names in their normal form, 0 to 1 (rapidfuzz token sort ratio).
    titles
        Shared titles over the shorter list.
    kras
        Mean best cosine of their KRAs, the mean of both directions.
    skills
        Weighted Jaccard: sum of the lesser over sum of the larger weights.
    overlap
        Mean of the parts measured, the KRAs' rescaled to what lies above the catalog's usual pair.
    """

    first: str
    second: str
    same_name: bool
    names: float
    titles: float | None
    kras: float | None
    skills: float | None
    overlap: float


def role_pairs(material: Material) -> tuple[RolePair, ...]:
    """Measure the pairs of roles that may overlap, the most overlapping first.

    Compared are roles that share a title or a name, and each role with its nearest few by KRAs and by
    skills: every pair that could be a duplicate, without looking at all of them one by one.
    """
    from rapidfuzz import fuzz

    roles = material.snapshot.roles
    n = len(roles)
    if n < 2:
        return ()
    kras = material.nearness.overlap
    both: Floats = ((kras + kras.T) / 2).astype(np.float32)
    with_kras = np.diff(material.kra_starts) > 0
    skills, totals = _skill_cosine(material)
    titles = _titles(material)
    named = display_titles(material)
    spelled = [spellings(role.display_name) for role in roles]
    pairs = _candidates(both, skills, titles, named)
    usual = _usual(both, with_kras)
    lesser = _lesser(material, pairs)
    found = []
    for number, (first, second) in enumerate(pairs):
        a, b = titles[first], titles[second]
        shared = len(a & b) / min(len(a), len(b)) if a and b else None
        near = float(both[first, second]) if with_kras[first] and with_kras[second] else None
        larger = float(totals[first] + totals[second] - lesser[number])
        listed = float(lesser[number]) / larger if totals[first] and totals[second] else None
        parts = [part for part in (shared, listed) if part is not None]
        if near is not None:
            parts.append(max(0.0, (near - usual) / (1 - usual)))
        likeness = fuzz.token_sort_ratio(named[first], named[second]) / 100
        found.append(
            RolePair(
                first=roles[first].slug,
                second=roles[second].slug,
                same_name=bool(spelled[first] & spelled[second]),
                names=round(likeness, 4),
                titles=_rounded(shared),
                kras=_rounded(near),
                skills=_rounded(listed),
                overlap=round(float(np.mean(parts)), 4) if parts else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda pair: (-pair.overlap, pair.first, pair.second)))


def duplicate_roles(material: Material, pairs: tuple[RolePair, ...]) -> Iterator[Finding]:
    """CAT011: pairs with one name, or with two kinds of evidence for being one job."""
    snapshot = material.snapshot
    for pair in pairs:
        severity = _judge(pair, material)
        if severity is None:
            continue
        first, second = snapshot.role(pair.first), snapshot.role(pair.second)
        head = f"'{first.display_name}' (id {first.id}) and '{second.display_name}' (id {second.id})"
        yield Finding(
            code="CAT011",
            severity=severity,
            subject=Subject("role", (first.slug, second.slug), (first.id, second.id)),
            message=f"{head} {'have one name' if pair.same_name else 'look like one job'}: {_figures(pair)}.",
            where=material.places.of("role", second.slug),
            suggestion=f"If they are one job, `jdwork catalog merge role {second.slug} {first.slug}`; if not,"
            " give each its own titles, and KRAs that tell them apart.",
            figure=pair.overlap,
            details=tuple(_common(first.kras, second.kras)),
        )


def _judge(pair: RolePair, material: Material) -> Severity | None:
    settings = material.settings
    if pair.same_name:
        return "error"
    votes = (
        (pair.kras or 0) >= settings.duplicate_kras,
        (pair.skills or 0) >= settings.duplicate_skills,
        (pair.titles or 0) >= settings.duplicate_titles,
        pair.names >= settings.duplicate_name,
    )
    if (pair.kras or 0) >= 0.95 and sum(votes) >= 2:
        return "error"
    return "warning" if sum(votes) >= 2 else None


def _figures(pair: RolePair) -> str:
    said = []
    for name, value, absent in (
        ("titles", pair.titles, "no titles to compare"),
        ("KRAs", pair.kras, "no KRAs to compare"),
        ("skills", pair.skills, "no skills to compare"),
    ):
        if value is None:
            said.append(absent)
        elif name == "KRAs":
            said.append(f"KRAs {value:.2f} alike (mean best cosine)")
        else:
            said.append(f"{name} {value:.0%} shared")
    return ", ".join(said)


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    folded = {" ".join(kra.casefold().split()) for kra in second}
    return [f"in both: {kra}" for kra in first if " ".join(kra.casefold().split()) in folded][:3]


def _skill_cosine(material: Material) -> tuple[Floats, Floats]:
    from scipy.sparse import csr_array

    weights = _weights(material)
    totals = np.asarray(weights.sum(axis=1), dtype=np.float32)
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1), dtype=np.float64))
    scaled = csr_array(weights.multiply(1 / np.maximum(length, 1e-12)[:, None]))
    return (scaled @ scaled.T).toarray().astype(np.float32), totals


def _weights(material: Material) -> Any:
    from scipy.sparse import csr_array

    snapshot = material.snapshot
    links = [
        (position, snapshot.skill_index[link.slug], link.weight)
        for position, role in enumerate(snapshot.roles)
        for link in role.skills
    ]
    rows, columns, values = zip(*links, strict=True) if links else ((), (), ())
    shape = (len(snapshot.roles), max(len(snapshot.skills), 1))
    return csr_array((np.array(values, dtype=np.float64), (rows, columns)), shape=shape)


def _lesser(material: Material, pairs: list[tuple[int, int]]) -> Floats:
    """Sum of the lesser weight of every skill, for each pair."""
    if not pairs:
        return np.zeros(0, dtype=np.float32)
    weights = _weights(material)
    first, second = np.array(pairs).T
    found = [
        weights[first[start : start + 4096]].minimum(weights[second[start : start + 4096]]).sum(axis=1)
        for start in range(0, len(pairs), 4096)
    ]
    return np.concatenate([np.asarray(part).ravel() for part in found]).astype(np.float32)


def _titles(material: Material) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in material.snapshot.roles]
    for title, roles in material.carriers.items():
        for role in roles:
            found[role].add(title)
    return found


def _candidates(
    kras: Floats, skills: Floats, titles: list[set[str]], named: list[str]
) -> list[tuple[int, int]]:
    n = len(titles)
    chosen: set[tuple[int, int]] = set()
    owners: dict[str, list[int]] = {}
    for role, own in enumerate(titles):
        for title in own:
            owners.setdefault(title, []).append(role)
    for role, name in enumerate(named):
        owners.setdefault(f"\x00{name}", []).append(role)
    for roles in owners.values():
        for position, first in enumerate(roles[:30]):
            chosen |= {(first, second) for second in roles[position + 1 : 30]}
    k = min(NEIGHBOURS, n - 1)
    for matrix in (kras, skills):
        near = matrix.copy()
        np.fill_diagonal(near, -1)
        top = np.argpartition(-near, k - 1, axis=1)[:, :k]
        for first in range(n):
            for second in top[first]:
                if near[first, second] > 0:
                    chosen.add((min(first, int(second)), max(first, int(second))))
    return sorted(pair for pair in chosen if pair[0] != pair[1])


def _usual(kras: Floats, held: np.ndarray) -> float:
    """What two roles taken at random have: the median over all pairs."""
    positions = np.flatnonzero(held)
    if len(positions) < 3:
        return 0.25
    inner = kras[np.ix_(positions, positions)]
    return float(np.clip(np.median(inner[np.triu_indices(len(positions), 1)]), 0.0, 0.5))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
