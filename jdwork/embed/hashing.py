"""An encoder without a model: signed feature hashing, for tests and dry runs."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from jdwork.embed.encoder import Vectors
from jdwork.errors import EncoderError

_WORD = re.compile(r"\w[\w+#.]*", re.UNICODE)
_TRIGRAM_WEIGHT = 0.4
_MASK = (1 << 64) - 1


class HashingEncoder:
    """Hashes words and their character trigrams into a fixed number of signed buckets.

    Texts that share words get similar vectors; meaning is not seen. Needs no weights, gives the same
    vector on every machine and in every process.

    Parameters
    ----------
    dimension
        Length of a vector, at least 8.
    """

    def __init__(self, dimension: int = 384) -> None:
        if dimension < 8:
            raise EncoderError(
                f"A hashing encoder needs at least 8 dimensions, not {dimension}.",
                where="embed.dimension",
                hint="Use 384 to stand in for the bundled model.",
            )
        self._dimension = dimension

    @property
    def encoder_id(self) -> str:
        """``hashing-<dimension>``: there are no weights to hash."""
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Encode texts.

        Parameters
        ----------
        texts
            ``n`` texts.
        progress
            Called once, with ``(n, n)``, when all is done.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Unit rows; the row of a blank text is all zero.
        """
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for position, text in enumerate(texts):
            rows[position] = self._row(text)
        if progress is not None:
            progress(len(texts), len(texts))
        return rows

    def _row(self, text: str) -> Vectors:
        row = np.zeros(self._dimension, dtype=np.float64)
        folded = unicodedata.normalize("NFKC", text).lower()
        if not folded.strip():
            return row.astype(np.float32)
        words = _WORD.findall(folded) or folded.split()
        for word in words:
            self._add(row, word, 1.0)
            framed = f"^{word}$"
            for start in range(len(framed) - 2):
                self._add(row, framed[start : start + 3], _TRIGRAM_WEIGHT)
        length = float(np.linalg.norm(row))
        if length < 1e-9:  # Features of opposite sign fell into one bucket and cancelled.
            row[_mix(folded) % self._dimension] = length = 1.0
        return (row / length).astype(np.float32)

    def _add(self, row: np.ndarray, feature: str, weight: float) -> None:
        mixed = _mix(feature)
        row[mixed % self._dimension] += weight if mixed >> 63 else -weight


def _mix(feature: str) -> int:
    # CRC-32 is linear in its input: the multiply-and-shift rounds make sign and bucket independent.
    value = zlib.crc32(feature.encode("utf-8", "surrogatepass")) + 0x9E3779B97F4A7C15
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)
