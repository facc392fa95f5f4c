"""Maps of vectors in two dimensions: fitted once; what is placed on one afterwards moves nothing."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import InputError, JdworkError

Method = Literal["pca", "umap"]
Floats = NDArray[np.float64]

METHODS: tuple[Method, ...] = ("umap", "pca")
NEIGHBOURS = 15
"""Neighbours that UMAP keeps together."""
EPOCHS = 200
"""Rounds of UMAP's layout: its own number for large data, enough for a few thousand rows too."""
MOST_FITTED = 8_000
"""Rows that UMAP is fitted on; others, evenly spread, are placed. All their distances are held at once."""
BLOCK = 16_000_000
"""Distances in one block of rows to place."""
KEPT = 200
"""Files that a cache keeps, the last used."""


class FittedMap:
    """A map of two dimensions, and the means to place more rows on it.

    It is a picture, not a measurement: two dimensions leave most out, and UMAP's distances say nothing.
    What is found is found on the vectors themselves.

    Attributes
    ----------
    method : {"pca", "umap"}
    places : ndarray of float, shape (n, 2)
        Places of the reference's rows, in their order.
    shown : float, optional
        Share of the reference's variance that two dimensions show (PCA); None for UMAP, which has none.
    digest : str
        Of the rows and the method: maps of equal digests are the same map.
    """

    def __init__(
        self, reference: NDArray[Any], *, method: Method, cache: Path | None = None, seed: int = 0
    ) -> None:
        given = np.asarray(reference, dtype=np.float64)
        # Equal rows and their order must play no part: UMAP's picture depends on both.
        rows, back = _different(given)
        if len(rows) < 3:
            raise InputError(
                f"A map needs three different vectors; the reference has {len(rows)}.",
                hint="Take more of them: a longer period, more JDs, more KRAs.",
            )
        self.method = method
        self.digest = _digest(f"2 {method} {seed} {_made_by(method)}", rows)
        self._layout: _Pca | _Umap = _Pca(rows) if method == "pca" else _Umap(rows, seed, cache, self.digest)
        self.shown = self._layout.shown
        self.places: Floats = self._layout.places[back]

    def place(self, vectors: NDArray[Any]) -> Floats:
        """Place rows on the map without moving anything.

        Parameters
        ----------
        vectors
            Shape (m, d). For UMAP, rows that are placed together are placed faster, and a little
            differently, than one by one.

        Returns
        -------
        ndarray of float, shape (m, 2)
            The same for equal rows.
        """
        given = np.asarray(vectors, dtype=np.float64).reshape(-1, self._layout.width)
        if not len(given):
            return np.zeros((0, 2))
        if self.method == "pca":
            return self._layout.place(given)
        rows, back = _different(given)
        return self._layout.place(rows)[back]

    def prepare(self) -> None:
        """Make what places rows now, so that the first ones do not wait for it; may run in a thread."""
        if isinstance(self._layout, _Umap):
            self._layout.prepare()


def fit_map(
    reference: NDArray[Any], *, method: Method = "umap", cache: Path | None = None, seed: int = 0
) -> FittedMap:
    """Fit a map on some rows.

    Parameters
    ----------
    reference
        Shape (n, d), at least three different rows.
    method
        ``pca`` keeps straight paths straight, and equal shifts equal; ``umap`` keeps neighbours (by cosine)
        together, and costs a quarter of a minute of compiling in each process that works one out.
    cache
        Folder in which UMAP's places are kept by digest; None: nowhere.
    seed
        Of UMAP.

    Returns
    -------
    FittedMap

    Raises
    ------
    InputError
        If there are too few rows, or the method is unknown.
    """
    if method not in METHODS:
        raise InputError(f"There is no map '{method}'.", hint="Choose pca or umap.")
    return FittedMap(reference, method=method, cache=cache, seed=seed)


class _Pca:
    """The two axes along which rows differ most."""

    def __init__(self, rows: Floats) -> None:
        self.width = rows.shape[1]
        self._centre = rows.mean(axis=0)
        inner = rows - self._centre
        if len(rows) > self.width:
            # The covariance is the smaller matrix; its eigenvectors are the same axes.
            values, vectors = np.linalg.eigh(inner.T @ inner)
            strengths, axes = values[::-1], vectors.T[::-1]
        else:
            _, lengths, axes = np.linalg.svd(inner, full_matrices=False)
            strengths = np.square(lengths)
        axes = axes[:2]
        # The sign of an axis is free: its largest part points up, on every machine.
        self._axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
        self.shown: float | None = float(strengths[:2].sum() / max(float(strengths.sum()), 1e-300))
        self.places = self.place(rows)

    def place(self, rows: Floats) -> Floats:
        found = (rows - self._centre) @ self._axes.T
        # Vectors of one number have one axis.
        return found if found.shape[1] == 2 else np.column_stack([found, np.zeros(len(found))])


class _Umap:
    """UMAP over exact cosine distances; the model itself is only made where the cache does not serve.

    The distances are handed over worked out: umap-learn would otherwise call a function for each pair.
    """

    def __init__(self, rows: Floats, seed: int, cache: Path | None, digest: str) -> None:
        self.width = rows.shape[1]
        self.shown: float | None = None
        self._seed, self._cache, self._digest = seed, cache, digest
        fitted = np.unique(np.linspace(0, len(rows) - 1, min(len(rows), MOST_FITTED)).round().astype(int))
        self._unit = _unit(rows[fitted])
        self._model: Any = None
        self._one = threading.Lock()
        known = _read(cache, digest)
        if known is None:
            known = self._made().embedding_
            _write(cache, digest, known)
        self._fitted = np.asarray(known, dtype=np.float64)
        self.places = np.empty((len(rows), 2))
        self.places[fitted] = self._fitted
        rest = np.setdiff1d(np.arange(len(rows)), fitted)
        if len(rest):
            self.places[rest] = self.place(rows[rest])

    def place(self, rows: Floats) -> Floats:
        name = _digest(self._digest, rows)
        known = _read(self._cache, name)
        if known is None:
            known = self._transformed(rows)
            _write(self._cache, name, known)
        return np.asarray(known, dtype=np.float64)

    def prepare(self) -> None:
        self._transformed(self._unit[:1].astype(np.float64))

    def _transformed(self, rows: Floats) -> Floats:
        import warnings

        model = self._made()
        parts = []
        step = max(1, BLOCK // len(self._unit))
        with self._one, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # What is on the screen counts, should another machine's cache differ by a rounding.
            model.embedding_ = self._fitted.astype(np.float32)
            for first in range(0, len(rows), step):
                parts.append(model.transform(_distances(_unit(rows[first : first + step]), self._unit)))
        return np.concatenate(parts).astype(np.float64)

    def _made(self) -> Any:
        """The fitted model; two threads that ask for it wait for one fit."""
        import warnings

        with self._one, warnings.catch_warnings():
            if self._model is None:
                # umap says that a seed makes it use one core, and numba what it will do one day.
                warnings.simplefilter("ignore")
                import umap

                distances = _distances(self._unit, self._unit)
                np.fill_diagonal(distances, 0)
                model = umap.UMAP(
                    n_neighbors=min(NEIGHBOURS, len(self._unit) - 1), metric="precomputed", n_epochs=EPOCHS,
                    random_state=self._seed, init="spectral" if len(self._unit) > 10 else "random",
                )  # fmt: skip
                model.fit(distances)
                self._model = model
        return self._model


def _different(rows: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Different rows in an order of their own, and where each given row is among them."""
    if not rows.size:
        return rows, np.zeros(0, dtype=np.int64)
    # Compared as bytes, which is ten times as fast as number by number; -0.0 is no other number than 0.0.
    packed = np.ascontiguousarray(rows + 0.0).view(np.dtype((np.void, rows.shape[1] * 8))).ravel()
    _, first, back = np.unique(packed, return_index=True, return_inverse=True)
    return rows[first], np.asarray(back, dtype=np.int64).ravel()


def _unit(rows: Floats) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(lengths, 1e-12)).astype(np.float32)


def _distances(rows: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.maximum(1 - rows @ others.T, 0)


def _digest(beginning: str, rows: Floats) -> str:
    digest = hashlib.sha256(f"{beginning} {len(rows)} {rows.shape[1]} ".encode())
    digest.update(np.ascontiguousarray(rows).tobytes())
    return digest.hexdigest()


def _made_by(method: Method) -> str:
    """Which release draws the picture: another one may draw another."""
    from importlib.metadata import PackageNotFoundError, version

    if method == "pca":
        return ""
    try:
        return f"umap {version('umap-learn')} {EPOCHS} {MOST_FITTED}"
    except PackageNotFoundError:
        return "umap"


def _read(cache: Path | None, name: str) -> Floats | None:
    if cache is None:
        return None
    path = cache / f"{name}.npz"
    try:
        with np.load(path, allow_pickle=False) as held:
            places = np.asarray(held["places"])
        path.touch()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        # What is not there, or not whole, is worked out again.
        return None
    return places


def _write(cache: Path | None, name: str, places: NDArray[Any]) -> None:
    if cache is None:
        return
    from jdwork.atomic_file import replace_file

    content = io.BytesIO()
    np.savez(content, places=places)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        replace_file(cache / f"{name}.npz", content.getvalue())
        held = sorted(cache.glob("*.npz"), key=lambda path: path.stat().st_mtime)
        for path in held[:-KEPT]:
            path.unlink(missing_ok=True)
    except (OSError, JdworkError):
        # A cache that cannot be written costs time alone.
        return
