"""A persistent cache of vectors, keyed by what was encoded and by whom."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from jdwork.cache_file import CacheFile
from jdwork.embed import vector_file
from jdwork.embed.encoder import Encoder, Vectors
from jdwork.errors import JdworkWarning

KEY_BYTES = 16
_READ_CHUNK = 500
_ENCODE_CHUNK = 1024
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vector"
    " (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL DEFAULT 0)"
)


class CacheWarning(JdworkWarning):
    """The vector cache is damaged or cannot be written; work goes on without it."""


class CachedEncoder:
    """An encoder that remembers: each distinct text goes through the model once, ever.

    Vectors lie in one SQLite file per encoder id, so vectors of different weights never mix. Several
    processes may share a folder. A damaged file is moved aside and built anew; a folder that cannot be
    written costs speed, never the run.

    Parameters
    ----------
    encoder
        Encodes what is not yet known.
    folder
        Where the file lies; made if absent.

    Attributes
    ----------
    hits, misses
        Distinct texts per call that were found, and that had to be encoded, since this object was made.
    """

    def __init__(self, encoder: Encoder, folder: str | Path, *, max_bytes: int = 0) -> None:
        self._encoder = encoder
        self._max_bytes = max_bytes
        self._folder = Path(folder)
        self.hits = 0
        self.misses = 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._encoder!r})"

    @property
    def encoder_id(self) -> str:
        """Identity of the encoder inside."""
        return self._encoder.encoder_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    @property
    def path(self) -> Path:
        """The cache file."""
        readable = re.sub(r"[^A-Za-z0-9.-]+", "-", self.encoder_id)[:60].strip("-.")
        unique = hashlib.blake2b(self.encoder_id.encode(), digest_size=4).hexdigest()
        return self._folder / f"vectors-{readable}-{unique}.sqlite"

    @property
    def _file(self) -> CacheFile:
        return CacheFile(self.path, _SCHEMA, "vector cache", CacheWarning)

    def __len__(self) -> int:
        """Vectors stored for this encoder."""
        with self._file.guarded("read"), self._file.connection() as connection:
            return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])
        return 0

    def clear(self) -> None:
        """Forget every vector of this encoder."""
        with self._file.guarded("cleared"), self._file.connection() as connection:
            connection.execute("DELETE FROM vector")

    def encode(self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Encode texts, asking the encoder only for those not stored yet.

        Parameters
        ----------
        texts
            ``n`` texts, in any order, with or without repeats.
        progress
            Called with ``(texts done, texts in all)``, counting distinct texts, as encoding goes on.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Rows of unit length; the row of a blank text is all zero.

        Raises
        ------
        EncoderError
            Whatever the encoder inside raises; the cache itself raises nothing.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        positions: dict[bytes, list[int]] = {}
        for position, text in enumerate(texts):
            if text.strip():
                positions.setdefault(text_key(text), []).append(position)
        for key, vector in self._read(list(positions)).items():
            rows[positions.pop(key)] = vector
            self.hits += 1
        total = len(positions)
        self.misses += total
        if progress is not None and not positions:
            progress(0, 0)
        # Long texts side by side waste no padding; each chunk is stored, so that a stop loses little.
        missing = sorted(positions.items(), key=lambda item: (len(texts[item[1][0]]), item[0]))
        for start in range(0, total, _ENCODE_CHUNK):
            chunk = missing[start : start + _ENCODE_CHUNK]
            vectors = self._encoder.encode([texts[places[0]] for _, places in chunk])
            for (_, places), vector in zip(chunk, vectors, strict=True):
                rows[places] = vector
            self._write([(key, vector) for (key, _), vector in zip(chunk, vectors, strict=True)])
            if progress is not None:
                progress(start + len(chunk), total)
        return rows

    def _read(self, keys: list[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        if not keys or not self.path.exists():
            return known
        today, old = _today(), []
        with self._file.guarded("read"), self._file.connection() as connection:
            used = "used" if vector_file.has_days(connection) else str(today)
            for start in range(0, len(keys), _READ_CHUNK):
                chunk = keys[start : start + _READ_CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, value, {used} FROM vector WHERE key IN ({marks})"  # noqa: S608
                stored = connection.execute(query, chunk).fetchall()
                known.update(self._sound([(key, value) for key, value, _ in stored]))
                old += [key for key, _, day in stored if day < today]
            if old and self._max_bytes:
                vector_file.mark_used(connection, old, today)
        return known

    def _sound(self, stored: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, Vectors]]:
        """Read stored rows; one of wrong length or not of unit length is damaged, and counts as absent."""
        size = 4 * self.dimension
        whole = [(key, value) for key, value in stored if isinstance(value, bytes) and len(value) == size]
        joined = b"".join(value for _, value in whole)
        rows = np.frombuffer(joined, dtype="<f4").astype(np.float32).reshape(len(whole), self.dimension)
        with np.errstate(over="ignore", invalid="ignore"):
            sound = np.abs(np.einsum("ij,ij->i", rows, rows) - 1.0) < 1e-3
        return ((key, row) for (key, _), row, fine in zip(whole, rows, sound, strict=True) if fine)

    def _write(self, rows: list[tuple[bytes, Vectors]]) -> None:
        today = _today()
        values = [(key, np.ascontiguousarray(vector, dtype="<f4").tobytes(), today) for key, vector in rows]
        with self._file.guarded("written"), self._file.connection() as connection:
            vector_file.add_days(connection)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT OR REPLACE INTO vector (key, value, used) VALUES (?, ?, ?)", values
            )
            connection.execute("COMMIT")
            if self._max_bytes:
                vector_file.keep_within(connection, self._max_bytes)


def _today() -> int:
    """Days since 1970, in UTC."""
    return int(time.time() // 86_400)


def text_key(text: str) -> bytes:
    """Return the 16-byte BLAKE2b digest that a text is stored under."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()
