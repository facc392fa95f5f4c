"""Texts that are nearly copies of one another, such as one ad posted for two cities."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from jdwork.errors import InputError

THRESHOLD = 0.5
"""Jaccard similarity from which two texts count as copies. On real ads, one ad for two cities has 0.6 to
0.97, one for two subjects or levels 0.5 to 0.9; ads that share no more than their employer's boilerplate
stay below 0.4."""

SHINGLE = 3
"""Words in a shingle."""

BANDS, ROWS = 42, 3
"""Texts are compared where all rows of a band agree: a pair of similarity s is found with probability
``1 - (1 - s**ROWS)**BANDS``, 0.99996 at 0.6, 0.996 at 0.5, 0.94 at 0.4 (Leskovec, Rajaraman & Ullman,
Mining of Massive Datasets, 3.4)."""

SLACK = 0.15
"""A pair whose signatures agree in a share this far below the threshold is not compared shingle by
shingle: more than three standard errors of the estimate."""

_WORD = re.compile(r"\w+")
_REMEMBERED_WORDS = 500_000
_TOGETHER = 1_000
_TABLE_BITS = 22
_TABLE_SHIFT = np.uint32(32 - _TABLE_BITS)
_MIX = np.uint64(0x9E3779B97F4A7C15)

Numbers = NDArray[np.uint64]
Hashes = NDArray[np.uint32]


def near_duplicate_groups(texts: Iterable[str], *, threshold: float = THRESHOLD) -> NDArray[np.int64]:
    """Group texts that are nearly the same.

    Two texts are copies if the sets of their three-word shingles, letters folded and punctuation left
    out, have a Jaccard similarity (shared over all) of at least ``threshold``; a group holds all that
    are connected by copies. Pairs worth comparing are found by MinHash (Broder, 1997) with banding, and
    each is then compared by its shingles themselves, so that no group joins texts below the threshold;
    a pair above it may be missed with the probability given at `BANDS`.

    Parameters
    ----------
    texts
        Read once; about 2 kB per text are kept.
    threshold
        Above 0, at most 1. Lower ones join ads of one employer that share its boilerplate.

    Returns
    -------
    NDArray[np.int64], shape (n,)
        Group of each text, numbered from 0 in order of first appearance. A text without any word is a
        group of its own: nothing says that it is a copy. The same texts in another order, or in another
        process, form the same groups.

    Raises
    ------
    InputError
        If the threshold is out of range.
    """
    if not 0 < threshold <= 1:
        raise InputError(
            f"A similarity threshold of {threshold} makes no sense.", hint="Give one above 0 and at most 1."
        )
    shingles, original = _distinct(texts)
    groups = _Groups(len(shingles))
    if len(shingles) > 1:
        signatures, sets = _signatures(shingles), _ShingleSets(shingles)
        for band in range(BANDS):
            for members in _buckets(signatures, band):
                _join_copies(members, band, signatures, sets, groups, threshold)
    return _numbered([groups.of[one] if one >= 0 else -1 for one in original])


def _distinct(texts: Iterable[str]) -> tuple[list[Hashes], list[int]]:
    """Shingles of the distinct texts that have words, and for each text which of these it is (or -1)."""
    known: dict[bytes, int] = {}
    words = _WordNumbers()
    shingles: list[Hashes] = []
    original: list[int] = []
    for text in texts:
        found = _shingles(text, words)
        if not len(found):
            original.append(-1)
            continue
        # Copies word for word are many in some feeds: they need not be compared.
        digest = hashlib.blake2b(found.tobytes(), digest_size=16).digest()
        number = known.setdefault(digest, len(shingles))
        if number == len(shingles):
            shingles.append(found)
        original.append(number)
        if len(words) > _REMEMBERED_WORDS:
            words.clear()
    return shingles, original


class _WordNumbers(dict[str, int]):
    """A 64-bit number for each word, the same in every process (Python's own hash is not)."""

    def __missing__(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = self[word] = int.from_bytes(digest, "little")
        return number


def _shingles(text: str, words: _WordNumbers) -> Hashes:
    """Sorted distinct hashes of a text's shingles; of all its words where they are fewer than one shingle."""
    found = _WORD.findall(text.casefold())
    if not found:
        return np.zeros(0, dtype=np.uint32)
    code = np.fromiter(map(words.__getitem__, found), dtype=np.uint64, count=len(found))
    length = min(SHINGLE, len(code))
    mixed = np.zeros(len(code) - length + 1, dtype=np.uint64)
    for place in range(length):
        mixed = (mixed * _MIX) ^ code[place : len(mixed) + place]
        mixed ^= mixed >> np.uint64(29)
    # 32 bits: two shingles of one pair of ads collide once in some ten thousand pairs.
    hashes = np.sort(((mixed * _MIX) >> np.uint64(32)).astype(np.uint32))
    return hashes[np.r_[True, hashes[1:] != hashes[:-1]]]


def _signatures(shingles: Sequence[Hashes]) -> Hashes:
    """MinHash signatures; shape (n, BANDS * ROWS)."""
    draw = np.random.default_rng(20_260_101)
    width = BANDS * ROWS
    # Multiply-add-shift on 64 bits is a universal hash of 32-bit numbers (Dietzfelbinger, 1996).
    factor = draw.integers(1, 2**63, size=width, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    offset = draw.integers(0, 2**63, size=width, dtype=np.uint64)
    signatures = np.empty((len(shingles), width), dtype=np.uint32)
    for row, found in enumerate(shingles):
        least = np.full(width, np.iinfo(np.uint64).max, dtype=np.uint64)
        for start in range(0, len(found), 1024):
            part = found[start : start + 1024].astype(np.uint64)
            np.minimum(least, (part[:, None] * factor + offset).min(axis=0), out=least)
        signatures[row] = least >> np.uint64(32)
    return signatures


def _buckets(signatures: Hashes, band: int) -> Iterable[NDArray[np.int64]]:
    """Sets of two or more texts that agree in all rows of a band."""
    rows = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS])
    key = rows.view(np.dtype((np.void, rows.itemsize * ROWS))).ravel()
    _, bucket, size = np.unique(key, return_inverse=True, return_counts=True)
    order = np.argsort(bucket, kind="stable")
    ends = np.cumsum(size)
    for number in np.flatnonzero(size > 1):
        yield order[ends[number] - size[number] : ends[number]]


def _join_copies(
    members: NDArray[np.int64],
    band: int,
    signatures: Hashes,
    sets: _ShingleSets,
    groups: _Groups,
    threshold: float,
) -> None:
    """Compare the texts of a bucket with one another, but for those known to be connected."""
    while len(members) > 1:
        first, members = int(members[0]), members[1:]
        group = groups.of[members]
        apart = members[group != groups.of[first]]
        if not len(apart):
            if (group == group[0]).all():
                return
            continue
        equal = signatures[apart] == signatures[first]
        alike = equal.mean(axis=1) >= threshold - SLACK
        # A pair that agrees in an earlier band was compared there.
        alike &= ~equal[:, : band * ROWS].reshape(len(apart), band, ROWS).all(axis=2).any(axis=1)
        candidates = apart[alike]
        for start in range(0, len(candidates), _TOGETHER):
            for other in sets.near(first, candidates[start : start + _TOGETHER], threshold).tolist():
                groups.join(first, other)


class _ShingleSets:
    """The shingles of texts, made for comparing one text with many."""

    def __init__(self, shingles: Sequence[Hashes]) -> None:
        self._shingles = shingles
        self._size = np.array([len(found) for found in shingles], dtype=np.int64)
        self._marked = np.zeros(1 << _TABLE_BITS, dtype=bool)

    def near(self, one: int, others: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
        """Those of the others whose Jaccard similarity to one is at least the threshold."""
        own = self._shingles[one]
        others = others[self._bound(one, others) >= threshold]
        if not len(others):
            return others
        # Looking part of each hash up in a table finds all shared shingles, and now and then one too
        # many: it leaves few texts for the comparison that is exact.
        self._marked[own >> _TABLE_SHIFT] = True
        found = [np.count_nonzero(self._marked[self._shingles[other] >> _TABLE_SHIFT]) for other in others]
        self._marked[own >> _TABLE_SHIFT] = False
        others = others[self._jaccard(one, others, np.array(found)) >= threshold]
        exact = [np.isin(self._shingles[other], own, kind="sort").sum() for other in others]
        return others[self._jaccard(one, others, np.array(exact, dtype=np.int64)) >= threshold]

    def _bound(self, one: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        """What the similarity would be if the smaller set lay in the larger one."""
        return self._jaccard(one, others, np.minimum(self._size[others], self._size[one]))

    def _jaccard(self, one: int, others: NDArray[np.int64], shared: NDArray[np.int64]) -> NDArray[np.float64]:
        similarity: NDArray[np.float64] = shared / (self._size[one] + self._size[others] - shared)
        return similarity


class _Groups:
    """Connected texts, the smaller group renumbered on joining."""

    def __init__(self, n: int) -> None:
        self.of: NDArray[np.int64] = np.arange(n, dtype=np.int64)
        self._members: dict[int, list[int]] = {}

    def join(self, one: int, other: int) -> None:
        kept, gone = int(self.of[one]), int(self.of[other])
        if kept == gone:
            return
        held = self._members.pop(kept, [kept])
        added = self._members.pop(gone, [gone])
        if len(held) < len(added):
            kept, held, added = gone, added, held
        self.of[added] = kept
        held += added
        self._members[kept] = held


def _numbered(groups: Sequence[int]) -> NDArray[np.int64]:
    """Number groups from 0 in order of first appearance; each -1 is one of its own."""
    seen: dict[int, int] = {}
    count = 0
    numbers = np.empty(len(groups), dtype=np.int64)
    for row, group in enumerate(groups):
        number = seen.get(int(group), count) if group >= 0 else count
        if number == count:
            count += 1
            if group >= 0:
                seen[int(group)] = number
        numbers[row] = number
    return numbers
