"""Points on a plane that can be selected: their state, apart from any picture of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from jdwork.errors import InputError
from jdwork.output.palette import role_color

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NO_GROUP_COLOR = "#718096"
SEED = 7


class PointMap(traitlets.HasTraits):
    """Points with a group and a text each, of which one may be selected and some chosen.

    Parameters
    ----------
    places
        Coordinates, shape (n, 2); a point whose place is not finite is never drawn.
    keys
        One text for each point, each its own.
    groups
        Group of each point, for example its role; None or empty: no group.
    hover
        Text shown when the mouse is on the point, plain; line breaks are kept.
    most
        Points drawn at most; beyond that a sample is drawn, always the same one.
    title
        What the picture found, plain text.
    colors
        Colour of a group as ``#rrggbb``; a group without one gets `role_color`.
    names
        What the legend calls a group; a group without a name is called as it is.

    Raises
    ------
    InputError
        When the lengths differ or a key is there twice.
    """

    selected = traitlets.Unicode(None, allow_none=True, help="Key of the selected point.")
    chosen: Any = traitlets.List(help="Keys chosen by box or lasso; empty: none.")
    only: Any = traitlets.List(
        default_value=None, allow_none=True, help="Keys to bring out; None: all alike."
    )
    revision = traitlets.Int(0, help="Grows when the points are replaced.")

    def __init__(
        self,
        places: ArrayLike,
        *,
        keys: Sequence[str],
        groups: Sequence[str | None],
        hover: Sequence[str],
        most: int = 5000,
        title: str = "",
        colors: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.most = most
        self.title = title
        self.colors = dict(colors or {})
        self.names = dict(names or {})
        self._read(places, keys, groups, hover)

    def update(
        self,
        places: ArrayLike,
        *,
        keys: Sequence[str],
        groups: Sequence[str | None],
        hover: Sequence[str],
        title: str | None = None,
    ) -> None:
        """Replace all points; what was selected and chosen stays where the points are still there."""
        self._read(places, keys, groups, hover)
        if title is not None:
            self.title = title
        with self.hold_trait_notifications():
            if self.selected not in self._rows:
                self.selected = None
            self.chosen = [key for key in self.chosen if key in self._rows]
            self.revision += 1

    def shown(self) -> NDArray[np.intp]:
        """Indices of the points drawn: all, or a seeded sample of `most` with the selected one in it."""
        if len(self._drawable) <= self.most:
            return self._drawable
        row = self.row(self.selected)
        if row is None or not np.isfinite(self.places[row]).all():
            return self._sample
        return np.union1d(self._sample, [row])

    def sample(self) -> NDArray[np.intp]:
        """Indices of the points drawn whatever is selected."""
        return self._sample

    def brought_out(self) -> NDArray[np.intp]:
        """Indices of the points of `only`, a seeded sample of `most` if there are more; empty for None."""
        if self.only is None:
            return np.empty(0, dtype=np.intp)
        rows = sorted({self._rows[key] for key in self.only if key in self._rows})
        return _sampled(np.array([row for row in rows if self._finite[row]], dtype=np.intp), self.most)

    def row(self, key: str | None) -> int | None:
        """Index of a key, None where there is no such point."""
        return self._rows.get(key) if key is not None else None

    def color(self, group: str) -> str:
        """Colour of a group, the same in every picture."""
        return self.colors.get(group) or (role_color(group) if group else NO_GROUP_COLOR)

    def within_box(self, xrange: Sequence[float], yrange: Sequence[float]) -> list[str]:
        """Keys of all points in a box, also of those that are not drawn."""
        low, high = np.minimum(*np.transpose([xrange, yrange])), np.maximum(*np.transpose([xrange, yrange]))
        inside = ((self.places >= low) & (self.places <= high)).all(axis=1)
        return [self.keys[row] for row in np.flatnonzero(inside)]

    def within_lasso(self, xs: Sequence[float], ys: Sequence[float]) -> list[str]:
        """Keys of all points inside a closed line, by the even-odd rule, also of those not drawn."""
        x, y = self.places.T
        inside = np.zeros(len(x), dtype=bool)
        corners = list(zip(xs, ys, strict=True))
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
            if y0 != y1:
                crosses = (y0 > y) != (y1 > y)
                inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        return [self.keys[row] for row in np.flatnonzero(inside)]

    def _read(
        self,
        places: ArrayLike,
        keys: Iterable[str],
        groups: Iterable[str | None],
        hover: Iterable[str],
    ) -> None:
        flat = np.asarray(places, dtype=float)
        flat = flat.reshape(-1, 2) if flat.size == 0 else flat
        keys, hover = [str(key) for key in keys], list(hover)
        named: list[str] = [_group(one) for one in groups]
        if flat.ndim != 2 or flat.shape[1] != 2 or not len(flat) == len(keys) == len(named) == len(hover):
            raise InputError(
                f"A map needs one place, key, group and text for each point; it got places of shape "
                f"{flat.shape}, {len(keys)} keys, {len(named)} groups and {len(hover)} texts.",
                hint="All four must have the same length.",
            )
        rows = {key: row for row, key in enumerate(keys)}
        if len(rows) != len(keys):
            twice = next(key for row, key in enumerate(keys) if rows[key] != row)
            raise InputError(f"The key '{twice[:80]}' is on the map twice.", hint="Keep one point for a key.")
        self.places = flat
        self.keys: list[str] = keys
        self.groups: list[str] = named
        self.hover: list[str] = hover
        self._rows = rows
        self._finite = np.isfinite(flat).all(axis=1)
        self._drawable = np.flatnonzero(self._finite)
        self._sample = _sampled(self._drawable, self.most)

    def __len__(self) -> int:
        return len(self.keys)


def _group(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _sampled(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    if len(rows) <= most:
        return rows
    chosen = np.random.default_rng(SEED).choice(len(rows), size=most, replace=False)
    return rows[np.sort(chosen)]
