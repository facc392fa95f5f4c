"""The JDs of a run that lie nearest to one of them, by the vectors that the run kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import RunError, did_you_mean
from jdwork.runs.files import RunFolder
from jdwork.runs.vectors import read_vectors

BLOCK = 4096
"""Rows multiplied at once."""
WIDENED = 256 * 2**20
"""Bytes that the vectors may take in single precision to be kept so; widening them takes longer than
multiplying them."""


@dataclass(frozen=True, slots=True)
class NearJd:
    """A JD near another: its id, and the cosine of both vectors."""

    id: str
    similarity: float


class NearestJds:
    """Answers which JDs of a run are nearest to one of them, by cosine.

    Parameters
    ----------
    ids
        Of the JDs.
    vectors
        Shape (n, d); a row of zeros is a JD that was not read, and near to nothing.
    """

    def __init__(self, ids: Sequence[str], vectors: NDArray[np.floating]) -> None:
        self.ids = list(ids)
        self.vectors = np.ascontiguousarray(vectors, dtype=np.float16)
        self._row = {name: row for row, name in enumerate(self.ids)}
        self._wide = self.vectors.astype(np.float32) if 2 * self.vectors.nbytes <= WIDENED else None
        lengths = np.empty(len(self.ids), dtype=np.float32)
        for start in range(0, len(self.ids), BLOCK):
            lengths[start : start + BLOCK] = np.linalg.norm(self._block(start), axis=1)
        self._lengths = lengths

    @property
    def lengths(self) -> NDArray[np.float32]:
        """Length of each vector, shape (n,)."""
        return self._lengths

    @classmethod
    def read(cls, folder: RunFolder) -> NearestJds:
        """Read the vectors of a run.

        Raises
        ------
        RunError
            If they are missing (runs of before they were kept have none) or damaged.
        """
        held = read_vectors(folder.vectors)
        rows = np.stack(list(held.values())) if held else np.zeros((0, 1), dtype=np.float16)
        return cls(list(held), rows)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: object) -> bool:
        return id in self._row

    def of(self, id: str, *, most: int = 8, among: Collection[str] | None = None) -> tuple[NearJd, ...]:
        """Find the nearest JDs.

        Parameters
        ----------
        id
            Whose neighbours.
        most
            How many at most.
        among
            Only these ids; by default all.

        Returns
        -------
        tuple of NearJd
            The nearest first, ties in the order of the run; the JD itself is none of them. Empty where it
            has no vector.

        Raises
        ------
        RunError
            If no JD has that id.
        """
        row = self._row.get(id)
        if row is None:
            raise RunError(f"The run holds no vector of a JD '{id}'.", hint=did_you_mean(id, self.ids))
        if not self._lengths[row] or most < 1:
            return ()
        cosine = self._cosine(row)
        held = self._lengths > 0
        held[row] = False
        if among is not None:
            chosen = np.zeros(len(held), dtype=bool)
            chosen[[self._row[name] for name in among if name in self._row]] = True
            held &= chosen
        rows = np.flatnonzero(held)
        if len(rows) > most:
            # Everything as near as the last that is shown, so that ties fall in the order of the run.
            least = np.partition(cosine[rows], len(rows) - most)[len(rows) - most]
            rows = rows[cosine[rows] >= least]
        order = rows[np.argsort(-cosine[rows], kind="stable")][:most]
        return tuple(NearJd(self.ids[one], round(float(cosine[one]), 4)) for one in order)

    def _cosine(self, row: int) -> NDArray[np.float32]:
        wanted = self.vectors[row].astype(np.float32) / self._lengths[row]
        products = np.empty(len(self.ids), dtype=np.float32)
        for start in range(0, len(self.ids), BLOCK):
            products[start : start + BLOCK] = self._block(start) @ wanted
        products /= np.where(self._lengths > 0, self._lengths, np.float32(1))
        return np.clip(products, -1, 1)

    def _block(self, start: int) -> NDArray[np.float32]:
        if self._wide is not None:
            return self._wide[start : start + BLOCK]
        return self.vectors[start : start + BLOCK].astype(np.float32)
