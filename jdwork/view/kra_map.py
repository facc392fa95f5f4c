"""What is drawn on the map of KRAs: points, their texts, the sentences of one JD, and outlines of roles."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jdwork.output.palette import role_color
from jdwork.view.drift import INK, shortened

if TYPE_CHECKING:
    from jdwork.catalog import CatalogSnapshot
    from jdwork.explain.kra_similarity import KraSimilarity

SENTENCES = "\x00sentences"
"""Group of the JD's sentences; no slug is like it."""
OTHERS = ""
PALE = "#cfd8e3"
WITHIN = 0.8
"""Share of a role's KRAs that its outline holds: the nearest to their middle. One stray would stretch it."""

Places = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class KraMap:
    """Points of a map, as `jdwork.widgets.PointMap` takes them, and the outlines beneath.

    Parameters
    ----------
    places, keys, groups, hover
        KRAs (``kra:7``, by column) and sentences (``sentence:3``, by place in the JD).
    colors, names
        Of the groups.
    title
        What the picture found, plain text.
    shapes
        Outlines, as shapes of a plotly layout.
    """

    places: Places
    keys: tuple[str, ...]
    groups: tuple[str, ...]
    hover: tuple[str, ...]
    colors: dict[str, str]
    names: dict[str, str]
    title: str
    shapes: tuple[dict[str, Any], ...]


def kra_map(
    kras: Places,
    snapshot: CatalogSnapshot,
    found: KraSimilarity | None,
    sentences: Places,
    roles: Sequence[str],
) -> KraMap:
    """Lay out the map of all KRAs with one JD in it.

    Parameters
    ----------
    kras
        Places of the catalog's KRAs, role after role, shape (n, 2).
    snapshot
        The catalog.
    found
        The JD; None draws the KRAs alone.
    sentences
        Places of its sentences, shape (m, 2).
    roles
        Slugs of the roles that are brought out.
    """
    keys, groups, hover = [], [], []
    column = 0
    roles = [slug for slug in roles if slug in snapshot.role_index]
    for role in snapshot.roles:
        for kra in role.kras:
            keys.append(f"kra:{column}")
            groups.append(role.slug if role.slug in roles else OTHERS)
            hover.append(f"{role.display_name}\n{shortened(kra, 150)}")
            column += 1
    places = kras
    names = {slug: snapshot.role(slug).display_name for slug in roles} | {OTHERS: "KRAs of other roles"}
    title = (
        f"{column:,} KRAs of {sum(bool(role.kras) for role in snapshot.roles):,} roles: alike lie together"
    )
    if found is not None and len(found):
        places = np.concatenate([places, sentences])
        best = found.best(corrected=True)
        for row, text in enumerate(found.texts):
            slug, kra = found.kra(int(best[row]))
            keys.append(f"sentence:{row}")
            groups.append(SENTENCES)
            hover.append(
                f"{shortened(text, 150)}\nbest KRA: {snapshot.role(slug).display_name}\n{shortened(kra, 150)}"
            )
        names[SENTENCES] = "sentences of the JD"
        title = _title(found, roles, kras, sentences)
    return KraMap(
        places=places,
        keys=tuple(keys),
        groups=tuple(groups),
        hover=tuple(hover),
        colors={OTHERS: PALE, SENTENCES: INK},
        names=names,
        title=title,
        shapes=tuple(
            shape
            for slug in roles
            if (shape := _outline_shape(slug, snapshot.role(slug).display_name, places, groups)) is not None
        ),
    )


def outline(places: Places, *, within: float = WITHIN) -> Places | None:
    """Corners of the convex hull of the points nearest to the middle of a group.

    Parameters
    ----------
    places
        Shape (n, 2).
    within
        Share of the points inside.

    Returns
    -------
    ndarray of float, shape (m, 2), or None
        None for fewer than three points, and for points on a line.
    """
    from scipy.spatial import ConvexHull, QhullError

    if len(places) < 3:
        return None
    off = np.linalg.norm(places - np.median(places, axis=0), axis=1)
    kept = places[np.argsort(off, kind="stable")[: max(3, int(np.ceil(within * len(places))))]]
    try:
        corners: Places = kept[ConvexHull(kept).vertices]
    except QhullError:
        return None
    return corners


def _outline_shape(slug: str, name: str, places: Places, groups: Sequence[str]) -> dict[str, Any] | None:
    corners = outline(places[[row for row, group in enumerate(groups) if group == slug]])
    if corners is None:
        return None
    path = " L ".join(f"{x:.3f},{y:.3f}" for x, y in corners)
    color = role_color(slug)
    return {
        "type": "path",
        "path": f"M {path} Z",
        "fillcolor": color,
        "opacity": 0.16,
        "line": {"color": color, "width": 2},
        "layer": "below",
        "name": html.escape(name),
    }


def _inside(corners: Places, points: Places) -> NDArray[np.bool_]:
    """Which points lie in a convex outline, whose corners go round to the left."""
    sides = np.roll(corners, -1, axis=0) - corners
    off = points[:, None, :] - corners[None, :, :]
    left = sides[:, 0] * off[..., 1] - sides[:, 1] * off[..., 0] >= 0
    return np.asarray(left.all(axis=1))


def _title(found: KraSimilarity, roles: Sequence[str], kras: Places, sentences: Places) -> str:
    """How many of the sentences lie in the outline of the first role."""
    for slug in roles[:1]:
        corners = outline(kras[found.columns(slug)])
        if corners is not None:
            inside = int(_inside(corners, sentences).sum())
            name = found.snapshot.role(slug).display_name
            return f"{inside} of {len(sentences)} sentences lie in the outline of {name}"
    return f"{len(sentences)} sentences of the JD among {len(kras):,} KRAs"
