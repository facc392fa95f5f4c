"""KRAs that draw everything, say nothing, or stand twice: CAT020 to CAT023."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.catalog.lint.filler import FILLER
from jdwork.catalog.lint.finding import Finding, Subject
from jdwork.catalog.lint.material import Material
from jdwork.embed import Vectors
from jdwork.signals.table import Floats
from jdwork.signals.whitening import Whitening

_WORD = re.compile(r"[^\W_][\w+#./&'’-]*")
BLOCK = 16_000_000
SURE = 3.0
"""Standard deviations (of a Poisson count) above its share that a hub draws: few ads prove little."""
HUB_SMALL = 0.75
"""In a catalog of n KRAs a hub draws this times the root of n of its share, where that is less."""


@dataclass(frozen=True, slots=True)
class KraPull:
    """What one KRA draws out of the background.

    Parameters
    ----------
    role, text
        The KRA.
    position
        Within its role.
    drawn
        Foreign sentences (from ads that are not labelled with its role) that resemble it most.
    sentences
        Foreign sentences in all that resemble any KRA.
    lift
        ``drawn / (sentences / number of KRAs)``.
    roles
        Different roles (or unlabelled ads) among those that the drawn sentences come from.
    own
        Sentences of its own role's ads that it draws.
    examples
        Drawn sentences with their similarity and the role of their ad, the nearest first.
    """

    role: str
    text: str
    position: int
    drawn: int
    sentences: int
    lift: float
    roles: int
    own: int
    examples: tuple[tuple[str, float, str], ...] = ()


def nearest_kras(sentences: Vectors, kras: Vectors) -> tuple[NDArray[np.int64], Floats]:
    """Find the KRA that each sentence resembles most.

    Parameters
    ----------
    sentences
        Unit rows, shape (n, d).
    kras
        Unit rows, shape (m, d); at least one.

    Returns
    -------
    tuple of ndarray
        Row of the nearest KRA and its cosine, each of shape (n,).
    """
    n, m = len(sentences), len(kras)
    best = np.empty(n, dtype=np.int64)
    how = np.empty(n, dtype=np.float32)
    width = max(1, BLOCK // m)
    for first in range(0, n, width):
        similarity = sentences[first : first + width] @ kras.T
        best[first : first + width] = similarity.argmax(axis=1)
        how[first : first + width] = similarity.max(axis=1)
    return best, how


def kra_pulls(material: Material, *, whitening: Whitening | None = None) -> tuple[KraPull, ...]:
    """Measure what each KRA draws, the most foreign sentences first.

    A sentence is drawn by the KRA with the highest cosine among all of the catalog's, where the highest
    raw one is ``hub_cosine`` or more; others count nowhere.

    Parameters
    ----------
    material
        Catalog and background.
    whitening
        Which KRA draws a sentence is decided after it; by default by the raw cosines.
    """
    background, snapshot = material.background, material.snapshot
    n, m = len(background.sentences), len(material.kra_texts)
    if not n or not m:
        return ()
    groups = material.groups
    names = sorted(set(groups))
    number = {name: position for position, name in enumerate(names)}
    group = np.array([number[groups[ad]] for ad, _ in background.sentences])
    best, how = nearest_kras(material.sentence_vectors, material.kra_vectors)
    near = how >= material.settings.hub_cosine
    if whitening is not None:
        best, how = nearest_kras(whitening(material.sentence_vectors), whitening(material.kra_vectors))
    per_group = np.bincount(group[near], minlength=len(names))
    drawn_by: dict[int, list[int]] = defaultdict(list)
    for sentence in np.flatnonzero(near).tolist():
        drawn_by[int(best[sentence])].append(sentence)
    pulls = []
    for kra, drawn in drawn_by.items():
        role = snapshot.roles[int(material.kra_roles[kra])]
        own_group = number.get(role.slug, -1)
        foreign = [sentence for sentence in drawn if group[sentence] != own_group]
        if not foreign:
            continue
        total = int(near.sum()) - (int(per_group[own_group]) if own_group >= 0 else 0)
        nearest = sorted(foreign, key=lambda sentence: (-how[sentence], sentence))[:4]
        pulls.append(
            KraPull(
                role=role.slug,
                text=material.kra_texts[kra],
                position=material.kra_key(kra)[1],
                drawn=len(foreign),
                sentences=total,
                lift=round(len(foreign) * m / total, 2),
                roles=len({int(group[sentence]) for sentence in foreign}),
                own=len(drawn) - len(foreign),
                examples=tuple(
                    (background.sentences[one][1], round(float(how[one]), 4), names[group[one]])
                    for one in nearest
                ),
            )
        )
    return tuple(sorted(pulls, key=lambda pull: (-pull.lift, -pull.roles, pull.role, pull.position)))


def hubs_among(material: Material, pulls: tuple[KraPull, ...]) -> tuple[KraPull, ...]:
    """Pick the KRAs that draw several times their share, surely, and from the ads of many roles."""
    settings = material.settings
    groups = len(set(material.groups))
    # Among few KRAs none can draw many times its share: four KRAs share all there is.
    least = min(settings.hub_lift, max(2.0, HUB_SMALL * math.sqrt(len(material.kra_texts))))

    def is_hub(pull: KraPull) -> bool:
        many = pull.roles >= max(settings.hub_roles, settings.hub_spread * groups)
        share = pull.drawn / pull.lift
        sure = pull.drawn >= share + SURE * math.sqrt(share)
        return pull.lift >= least and many and sure

    return tuple(pull for pull in pulls if is_hub(pull))


def hub_kras(material: Material, pulls: tuple[KraPull, ...]) -> Iterator[Finding]:
    """CAT020: KRAs that draw several times their share, from the ads of many roles."""
    for pull in hubs_among(material, pulls):
        role = material.snapshot.role(pull.role)
        yield Finding(
            code="CAT020",
            severity="warning",
            subject=Subject("kra", (pull.role, pull.text), (role.id,)),
            message=f"The KRA '{pull.text}' of '{role.display_name}' draws {pull.drawn} of {pull.sentences}"
            f" sentences of other roles' ads ({pull.lift:.1f} times its share), from ads of"
            f" {pull.roles} different roles.",
            where=material.places.of("role", pull.role, "kras", pull.position),
            suggestion="Rewrite it in words that only this role would use (its objects, tools, outcomes), or"
            " delete it.",
            figure=pull.lift,
            details=tuple(f"{score:.2f}  {label}: {text}" for text, score, label in pull.examples),
        )


def uneven_kras(material: Material) -> Iterator[Finding]:
    """CAT021: roles whose longest KRA is several times as long as the shortest."""
    ratio = material.settings.length_ratio
    for role in material.snapshot.roles:
        lengths = [len(_WORD.findall(kra)) for kra in role.kras]
        if len(lengths) < 2 or max(lengths) < ratio * max(min(lengths), 1):
            continue
        short, long = int(np.argmin(lengths)), int(np.argmax(lengths))
        figure = max(lengths) / max(min(lengths), 1)
        yield Finding(
            code="CAT021",
            severity="warning" if figure >= 1.5 * ratio else "info",
            subject=Subject("role", (role.slug,), (role.id,)),
            message=f"The KRAs of '{role.display_name}' have {min(lengths)} to {max(lengths)} words.",
            where=material.places.of("role", role.slug, "kras", short),
            suggestion="Write the short ones out as full sentences, and split or tighten the long ones.",
            figure=round(figure, 2),
            details=(f"shortest: {role.kras[short]}", f"longest: {role.kras[long]}"),
        )


def empty_kras(material: Material) -> Iterator[Finding]:
    """CAT022: KRAs of a few words, and those made of filler."""
    for role in material.snapshot.roles:
        for position, kra in enumerate(role.kras):
            words = _WORD.findall(kra.casefold())
            telling = [word for word in words if word.strip("'’.,") not in FILLER]
            short = len(words) < material.settings.short_words
            vague = len(telling) <= 1 or len(telling) / max(len(words), 1) < 0.2
            if not short and not vague:
                continue
            what = f"has {len(words)} words" if short else "is made of words that every ad has"
            yield Finding(
                code="CAT022",
                severity="warning" if vague else "info",
                subject=Subject("kra", (role.slug, kra), (role.id,)),
                message=f"The KRA '{kra}' of '{role.display_name}' {what}"
                + (f"; {len(telling)} of them say something." if short else "."),
                where=material.places.of("role", role.slug, "kras", position),
                suggestion="Say in a full sentence what the role does, to what, with what result.",
                figure=float(len(telling)),
            )


def repeated_kras(material: Material) -> Iterator[Finding]:
    """CAT023: KRAs that two roles share, one finding for each pair of roles."""
    groups: dict[tuple[int, int], list[tuple[float, int, int]]] = defaultdict(list)
    for first, second, cosine in material.nearness.same:
        holders = int(material.kra_roles[first]), int(material.kra_roles[second])
        groups[holders].append((cosine, first, second))
    for (a, b), pairs in groups.items():
        left, right = material.snapshot.roles[a], material.snapshot.roles[b]
        pairs.sort(reverse=True)
        exact = sum(_same(material, one, other) for _, one, other in pairs)
        best, _, nearest = pairs[0]
        count = "a KRA" if len(pairs) == 1 else f"{len(pairs)} KRAs"
        yield Finding(
            code="CAT023",
            severity="warning" if exact or best >= 0.97 else "info",
            subject=Subject("role", (left.slug, right.slug), (left.id, right.id)),
            message=f"'{left.display_name}' and '{right.display_name}' have {count} in common"
            f" ({exact} word for word, the nearest {min(best, 1.0):.2f} alike).",
            where=material.places.of("role", right.slug, "kras", material.kra_key(nearest)[1]),
            suggestion="Keep it where it tells most, and say in the other role what is different there.",
            figure=round(min(best, 1.0), 4),
            details=tuple(
                f"{cosine:.2f}  {material.kra_texts[one]}  |  {material.kra_texts[other]}"
                for cosine, one, other in pairs[:4]
            ),
        )


def _same(material: Material, first: int, second: int) -> bool:
    a, b = material.kra_texts[first], material.kra_texts[second]
    return a.casefold().split() == b.casefold().split()
