"""A persistent cache of vectors, keyed by what was encoded and by whom."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from jdwork.embed.encoder import Encoder, Vectors
from jdwork.errors import JdworkWarning

KEY_BYTES = 16
_READ_CHUNK = 500
_ENCODE_CHUNK = 1024
_BUSY_SECONDS = 60.0
_SCHEMA = "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL)"


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

    def __init__(self, encoder: Encoder, folder: str | Path) -> None:
        self._encoder = encoder
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

    def __len__(self) -> int:
        """Vectors stored for this encoder."""
        with self._guarded("read"), self._connection() as connection:
            return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])
        return 0

    def clear(self) -> None:
        """Forget every vector of this encoder."""
        with self._guarded("cleared"), self._connection() as connection, connection:
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
        with self._guarded("read"), self._connection() as connection:
            for start in range(0, len(keys), _READ_CHUNK):
                chunk = keys[start : start + _READ_CHUNK]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, value FROM vector WHERE key IN ({marks})"  # noqa: S608 - only marks
                for key, value in connection.execute(query, chunk):
                    vector = self._vector(value)
                    if vector is not None:
                        known[key] = vector
        return known

    def _vector(self, value: bytes) -> Vectors | None:
        """Read a stored row; one of wrong length or not of unit length is damaged, and counts as absent."""
        if len(value) != 4 * self.dimension:
            return None
        vector = np.frombuffer(value, dtype="<f4").astype(np.float32)
        return vector if abs(float(vector @ vector) - 1.0) < 1e-3 else None

    def _write(self, rows: list[tuple[bytes, Vectors]]) -> None:
        values = [(key, np.ascontiguousarray(vector, dtype="<f4").tobytes()) for key, vector in rows]
        with self._guarded("written"), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO vector (key, value) VALUES (?, ?)", values)
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        # One connection per call costs 0.3 ms and is safe across threads, forks and pickling.
        self._folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _guarded(self, done: str) -> Iterator[None]:
        """Turn trouble with the file into a warning: a cache may cost time, never an answer."""
        inode = _inode(self.path)
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            if "malformed" in str(error):
                self._move_aside(inode, error)
            else:  # Locked for a minute, read-only, disk full: the file itself is sound.
                self._warn(f"could not be {done} ({error}); going on without it")
        except sqlite3.DatabaseError as error:
            self._move_aside(inode, error)

    def _move_aside(self, inode: int | None, error: Exception) -> None:
        if _inode(self.path) != inode:
            return  # Another process has moved it already.
        suffix = f".damaged-{time.time_ns()}"
        # The log first: left behind, it would be replayed into the new file.
        for name in (f"{self.path.name}-wal", f"{self.path.name}-shm", self.path.name):
            with contextlib.suppress(OSError):
                (self._folder / name).replace(self._folder / (name + suffix))
        self._warn(f"is damaged ({error}); it was moved aside as {self.path.name}{suffix} and is built anew")

    def _warn(self, what: str) -> None:
        warnings.warn(f"{self.path}: the vector cache {what}.", CacheWarning, stacklevel=4)


def text_key(text: str) -> bytes:
    """Return the 16-byte BLAKE2b digest that a text is stored under."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None
