"""One map for all periods: fitted on the reference, everything else placed on it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import InputError, JdworkError

Method = Literal["pca", "umap"]
Floats = NDArray[np.float64]

NEIGHBOURS = 15
"""Neighbours that UMAP keeps together."""


@dataclass(frozen=True, eq=False)
class FixedMap:
    """Places on a map of two dimensions.

    Parameters
    ----------
    method
        ``pca`` or ``umap``.
    reference
        Places of the vectors that it was fitted on; shape (n, 2).
    placed
        Places of the others, one array for each that was given.
    shown
        Share of the reference's variance that two dimensions show (PCA); None for UMAP, which has none.
    digest
        Of the vectors and the method: maps of equal digests are the same map.
    """

    method: Method
    reference: Floats
    placed: tuple[Floats, ...]
    shown: float | None
    digest: str


def fixed_map(
    reference: NDArray[Any],
    others: Sequence[NDArray[Any]] = (),
    *,
    method: Method = "pca",
    cache: Path | None = None,
    seed: int = 0,
) -> FixedMap:
    """Fit a map on the reference, and place other vectors on it without moving anything.

    It is a picture, not a measurement: two dimensions leave most of a shift out. Drift is measured on
    the vectors themselves, see `measure_drift`.

    Parameters
    ----------
    reference
        Shape (n, d), at least three different rows.
    others
        Arrays of shape (m, d), such as the role centroids of each period.
    method
        ``pca`` keeps straight paths straight, and equal shifts equal; ``umap`` keeps neighbours together,
        costs a quarter of a minute in each process, and says nothing by its distances.
    cache
        Folder in which places are kept by digest; None: nowhere.
    seed
        Of UMAP.

    Returns
    -------
    FixedMap

    Raises
    ------
    InputError
        If there are too few vectors, or the method is unknown.
    """
    if method not in ("pca", "umap"):
        raise InputError(f"There is no map '{method}'.", hint="Choose pca or umap.")
    given = np.asarray(reference, dtype=np.float64)
    # Equal rows and their order must play no part: UMAP's picture depends on both.
    rows, place = np.unique(given, axis=0, return_inverse=True) if given.size else (given, np.zeros(0, int))
    if len(rows) < 3:
        raise InputError(
            f"A map needs three different vectors; the reference has {len(rows)}.",
            hint="Take a longer reference period.",
        )
    sizes = [len(one) for one in others]
    rest = np.concatenate(
        [np.asarray(one, dtype=np.float64).reshape(-1, rows.shape[1]) for one in (rows, *others)]
    )
    rest = rest[len(rows) :]
    digest = hashlib.sha256(f"1 {method} {seed} {len(rows)} {rows.shape[1]} ".encode())
    digest.update(np.ascontiguousarray(rows).tobytes() + np.ascontiguousarray(rest).tobytes())
    name = digest.hexdigest()
    known = _read(cache, name)
    if known is None:
        known = _pca(rows, rest) if method == "pca" else _umap(rows, rest, seed)
        _write(cache, name, known)
    fitted, placed, shown = known
    return FixedMap(
        method,
        fitted[np.asarray(place).ravel()],
        tuple(np.split(placed, np.cumsum(sizes)[:-1])) if sizes else (),
        None if np.isnan(shown) else float(shown),
        name,
    )


_Places = tuple[Floats, Floats, float]


def _pca(rows: Floats, rest: Floats) -> _Places:
    centre = rows.mean(axis=0)
    _, lengths, axes = np.linalg.svd(rows - centre, full_matrices=False)
    axes = axes[:2]
    # The sign of an axis is free: its largest part points up, on every machine.
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    total = float(np.square(lengths).sum())
    return (rows - centre) @ axes.T, (rest - centre) @ axes.T, float(np.square(lengths[:2]).sum()) / total


def _umap(rows: Floats, rest: Floats, seed: int) -> _Places:
    import warnings

    with warnings.catch_warnings():
        # umap says that a seed makes it use one core, and numba what it will do one day.
        warnings.simplefilter("ignore")
        import umap

        model: Any = umap.UMAP(
            n_neighbors=min(NEIGHBOURS, len(rows) - 1), metric="cosine", random_state=seed,
            init="spectral" if len(rows) > 10 else "random",
        )  # fmt: skip
        fitted = np.asarray(model.fit_transform(rows.astype(np.float32)), dtype=np.float64)
        placed = np.zeros((0, 2))
        if len(rest):
            placed = np.asarray(model.transform(rest.astype(np.float32)), dtype=np.float64)
    return fitted, placed, float("nan")


def _read(cache: Path | None, name: str) -> _Places | None:
    if cache is None:
        return None
    try:
        with np.load(cache / f"{name}.npz", allow_pickle=False) as held:
            return held["fitted"], held["placed"], float(held["shown"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        # What is not there, or not whole, is worked out again.
        return None


def _write(cache: Path | None, name: str, places: _Places) -> None:
    if cache is None:
        return
    from jdwork.atomic_file import replace_file

    fitted, placed, shown = places
    content = io.BytesIO()
    np.savez(content, fitted=fitted, placed=placed, shown=np.array(shown))
    try:
        cache.mkdir(parents=True, exist_ok=True)
        replace_file(cache / f"{name}.npz", content.getvalue())
    except (OSError, JdworkError):
        # A cache that cannot be written costs time alone.
        return
