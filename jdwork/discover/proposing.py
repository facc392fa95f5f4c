"""Proposals of new roles: clusters, named, with what speaks for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.config.settings import Settings
from jdwork.discover.clustering import Parts, cluster_unknown, likeness_parts
from jdwork.discover.duties import typical_duties
from jdwork.discover.model import Fit, NearRole, NewRole, UnknownJd
from jdwork.discover.naming import Name, known_names, name_cluster
from jdwork.discover.words import MAX_TERMS, Wording, count_words, normal_words, salient_terms

MAX_NEAREST = 5
MAX_SKILLS = 20
_DUTY_TERMS = 30  # words of a cluster that make a sentence one of its own
_EVERYDAY = frozenset({"SOFT_SKILL", "NATURAL_LANGUAGE"})  # any job asks for them


def propose_new_roles(
    jds: Sequence[UnknownJd], snapshot: CatalogSnapshot, *, settings: Settings
) -> tuple[NewRole, ...]:
    """Cluster JDs that no role fits, and propose a role for each cluster.

    Parameters
    ----------
    jds
        In any order; the result is the same.
    snapshot
        The catalog that none of them fits.
    settings
        ``new_role.cluster_distance`` says how far clusters reach; clusters of fewer than
        ``new_role.min_size`` JDs are returned as well.

    Returns
    -------
    tuple of NewRole
        The largest cluster first; no two with the same name.
    """
    named, ground = name_new_roles(jds, snapshot, settings=settings)
    return tuple(_describe(ground, members, name, snapshot, settings) for members, name in named)


@dataclass(frozen=True, eq=False)
class Ground:
    """JDs with what is worked out of them together."""

    jds: Sequence[UnknownJd]
    wording: Wording
    parts: Parts

    @classmethod
    def of(cls, jds: Sequence[UnknownJd], snapshot: CatalogSnapshot) -> Ground:
        """Work it out."""
        wording = count_words(jds, snapshot)
        return cls(jds, wording, likeness_parts(jds, snapshot, wording=wording))


def name_new_roles(
    jds: Sequence[UnknownJd], snapshot: CatalogSnapshot, *, settings: Settings
) -> tuple[list[tuple[tuple[int, ...], Name]], Ground]:
    """Cluster and name only, which is much less work than `propose_new_roles`.

    Parameters
    ----------
    jds, snapshot, settings
        As for `propose_new_roles`.

    Returns
    -------
    named
        Members (positions in ``jds``) and name of each cluster, the largest first; no two names alike.
    ground
        What `propose_new_roles` goes on with.
    """
    ground = Ground.of(jds, snapshot)
    known = known_names(snapshot)
    names: set[str] = set()
    slugs = set(snapshot.role_index)
    named = []
    for members in cluster_unknown(jds, snapshot, settings=settings.new_role, parts=ground.parts):
        name = _name(ground, members, known, frozenset(names))
        if name.looks_like is None:
            slug, normal = _free(name.slug or "unnamed-role", slugs), _free(name.normal, names)
            name = replace(name, slug=slug, normal=normal)
            slugs.add(slug)
        names.add(name.normal)
        named.append((members, name))
    return named, ground


def _name(ground: Ground, members: Sequence[int], known: Mapping[str, str], avoid: frozenset[str]) -> Name:
    titles = [ground.jds[place].title for place in members]
    return name_cluster(
        titles, lambda: salient_terms(ground.wording, ground.jds, members), known, avoid=avoid
    )


def describe_new_role(
    members: Sequence[UnknownJd],
    snapshot: CatalogSnapshot,
    *,
    settings: Settings,
    others: Sequence[UnknownJd] = (),
) -> NewRole:
    """Describe one cluster, such as the JDs of a review item, without clustering anything.

    Parameters
    ----------
    members
        Its JDs, at least one.
    snapshot
        The catalog.
    settings
        For the thresholds that the known roles miss.
    others
        Further JDs that no role fits, against which the members' words are set.
    """
    jds = [*sorted(members, key=lambda jd: (jd.key, jd.id)), *others]
    ground = Ground.of(jds, snapshot)
    rows = range(len(members))
    name = _name(ground, rows, known_names(snapshot), frozenset())
    return _describe(ground, rows, name, snapshot, settings)


def confidence_of(*, novelty: float, cohesion: float, n: int, distance: float) -> float:
    """Say how sure it is that some JDs are one role of their own.

    Parameters
    ----------
    novelty
        Mean of 1 less the best known role's support.
    cohesion
        Mean likeness of two of the JDs.
    n
        JDs.
    distance
        ``new_role.cluster_distance``.

    Returns
    -------
    float
        ``novelty * (1 - spread / 2) * n / (n + 1)``, where ``spread`` is the mean distance of two of the
        JDs as a share of ``distance``, at most 1. A rank among proposals, not a calibrated probability.
    """
    spread = min((1 - cohesion) / distance, 1.0) if distance > 0 else 0.0
    return round(max(novelty * (1 - spread / 2) * n / (n + 1), 0.0), 4)


def _describe(
    ground: Ground, members: Sequence[int], name: Name, snapshot: CatalogSnapshot, settings: Settings
) -> NewRole:
    own = [ground.jds[place] for place in members]
    terms = salient_terms(ground.wording, ground.jds, members, most=_DUTY_TERMS)
    titles = Counter(" ".join(normal_words(jd.title)) for jd in own)
    skills = Counter(
        skill for jd in own for skill in dict.fromkeys(jd.skills) if not _is_everyday(skill, snapshot)
    )
    cohesion = _cohesion(ground.parts, members)
    novelty = float(np.mean([jd.novelty for jd in own]))
    return NewRole(
        name=name.text,
        slug=name.slug or "unnamed-role",
        normal=name.normal,
        jds=tuple(jd.id for jd in own),
        keys=tuple(jd.key for jd in own),
        titles=dict(
            sorted(((one, n) for one, n in titles.items() if one), key=lambda pair: (-pair[1], pair[0]))
        ),
        terms=terms[:MAX_TERMS],
        duties=typical_duties(own, terms=terms),
        skills=dict(sorted(skills.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_SKILLS]),
        nearest=_nearest(own, snapshot, settings),
        cohesion=cohesion,
        confidence=confidence_of(
            novelty=novelty, cohesion=cohesion, n=len(own), distance=settings.new_role.cluster_distance
        ),
        looks_like=name.looks_like,
    )


def _cohesion(parts: Parts, members: Sequence[int]) -> float:
    """Mean likeness of two different JDs; of the whole sum, what JDs have with themselves goes off."""
    count = len(members)
    if count < 2:
        return 1.0
    dense, sparse = parts[0][list(members)], parts[1][list(members)]
    total = np.asarray(sparse.sum(axis=0)).ravel()
    whole = float((dense.sum(axis=0) ** 2).sum() + (total**2).sum())
    alone = float((dense**2).sum() + sparse.multiply(sparse).sum())
    return round(min(max((whole - alone) / (count * (count - 1)), 0.0), 1.0), 4)


def _nearest(jds: Sequence[UnknownJd], snapshot: CatalogSnapshot, settings: Settings) -> tuple[NearRole, ...]:
    fits: dict[str, list[Fit]] = defaultdict(list)
    for jd in jds:
        for fit in jd.fits:
            if fit.slug in snapshot.role_index:
                fits[fit.slug].append(fit)
    mean = {slug: sum(one.support for one in some) / len(jds) for slug, some in fits.items()}
    return tuple(
        NearRole(slug, snapshot.role(slug).display_name, round(mean[slug], 4), _why_not(fits[slug], settings))
        for slug in sorted(mean, key=lambda slug: (-mean[slug], slug))[:MAX_NEAREST]
    )


def _why_not(fits: Sequence[Fit], settings: Settings) -> str:
    """Say in words which signals are missing."""
    title, kra, skill = (
        float(np.mean([getattr(fit, name) for fit in fits])) for name in ("title", "kra", "skill")
    )
    lacks = []
    if title < 0.5:
        lacks.append(f"another title (agreement {title:.2f})")
    if kra < settings.kra.floor:
        lacks.append(f"other duties (KRA similarity {kra:.2f}, floor {settings.kra.floor:g})")
    if skill < settings.skill.floor:
        lacks.append(f"other skills (overlap {skill:.2f}, floor {settings.skill.floor:g})")
    if not lacks:
        return f"near in title, duties and skills (KRA similarity {kra:.2f}), but not enough in all"
    return "; ".join(lacks)


def _is_everyday(skill: str, snapshot: CatalogSnapshot) -> bool:
    return skill in snapshot.skill_index and snapshot.skill(skill).nature in _EVERYDAY


def _free(text: str, taken: AbstractSet[str]) -> str:
    """A slug or name that nobody has: with a number behind it, if need be."""
    number, free = 2, text
    while free in taken:
        free = f"{text}-{number}"
        number += 1
    return free
