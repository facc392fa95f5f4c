# ruff: noqa: T201
"""The KRA signals of a JD under catalogs of any size: time, memory, and what an index would win and lose.

``python -m tests.benchmarks.kra_search ADS --kras 18800 1000000``: KRAs are mixed from sentences of the ads,
so that they lie as sentences do, close to some and far from most; roles are made of neighbours. An index
(faiss, where it is installed) looks for the KRAs nearest to each sentence, and the roles found so are
compared exactly; recall says how many of the exact best roles are among them.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray

from jdwork.bench.encoding import distinct_sentences
from jdwork.embed import SentenceTransformerEncoder, Vectors
from jdwork.signals.kra import KraIndex
from jdwork.signals.kra_signals import KraSignals, kra_signals
from jdwork.signals.table import unit_rows
from jdwork.signals.whitening import fit_whitening
from jdwork.text import JobDescription, read_jds
from tests.benchmarks.process_memory import MemoryWatch

PER_ROLE = 20
PER_JD = 30
BEST = 25
"""Candidates that a JD has."""
MEGABYTE = 1_000_000
Made = TypeVar("Made")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what each size takes."""
    parser = argparse.ArgumentParser(prog="kra_search", description=__doc__)
    parser.add_argument("ads", type=Path, help="JSON lines with texts")
    parser.add_argument("--kras", type=int, nargs="+", default=[18_800], help="sizes of the catalog")
    parser.add_argument("--jds", type=int, default=64, help="that are compared")
    parser.add_argument("--sentences", type=int, default=8_000, help="of the ads that KRAs are mixed from")
    parser.add_argument(
        "--nearest", type=int, nargs="+", default=[64, 512], help="KRAs that an index gives for a sentence"
    )
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    readable = [one for one in read_jds(asked.ads) if isinstance(one, JobDescription)]
    texts = distinct_sentences(readable, asked.sentences + asked.jds * PER_JD)
    print(f"Encoding {len(texts):,} sentences.", flush=True)
    vectors = SentenceTransformerEncoder().encode(texts)
    random = np.random.default_rng(asked.seed)
    order = random.permutation(len(vectors))
    asking, base = vectors[order[: asked.jds * PER_JD]], vectors[order[asked.jds * PER_JD :]]
    jds = [asking[first : first + PER_JD] for first in range(0, len(asking), PER_JD)]
    for count in asked.kras:
        _measure(count, jds, base, random, nearest=asked.nearest)
    return 0


def _measure(
    count: int, jds: list[Vectors], base: Vectors, random: np.random.Generator, *, nearest: Sequence[int]
) -> None:
    """Print time and memory of one size."""
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    index = mixed_index(count, base, random)
    print(
        f"\n{count:,} KRAs of {index.n_roles:,} roles, {PER_JD} sentences a JD, {os.cpu_count()} cores: "
        f"vectors and whitened vectors take {(process.memory_info().rss - before) / MEGABYTE:,.0f} MB "
        f"(made in {time.perf_counter() - started:.0f} s)."
    )
    held = process.memory_info().rss
    with MemoryWatch(os.getpid(), every=0.02) as memory:
        alone = _best_of(3, lambda: _exact(jds[:1], index))
        exact, together = _timed(lambda: _exact(jds, index))
    print(
        f"  exact, one JD alone: {1000 * alone:,.1f} ms; {len(jds)} together: "
        f"{1000 * together / len(jds):,.1f} ms each; beside the catalog "
        f"{(memory.peak - held) / MEGABYTE:,.0f} MB"
    )
    limit = _product_rate(index, sentences=512)
    operations = 4 * PER_JD * count * index.vectors.shape[1]
    print(
        f"  matrix products alone: {1000 * operations / limit:,.1f} ms a JD at {limit / 1e9:,.0f} GFLOP/s: "
        f"{operations / limit * len(jds) / together:.2f} of the time"
    )
    if importlib.util.find_spec("faiss") is None:
        print("  an index was not tried: pip install faiss-cpu")
        return
    _with_index(index, jds, exact, nearest=nearest)


def _exact(jds: list[Vectors], index: KraIndex) -> KraSignals:
    return kra_signals(jds, [np.arange(len(one)) for one in jds], index, top=3, reported=5)


def _with_index(index: KraIndex, jds: list[Vectors], exact: KraSignals, *, nearest: Sequence[int]) -> None:
    """Print what an inverted file of cells wins and loses."""
    import faiss  # type: ignore[import-not-found,import-untyped,unused-ignore]

    cells = int(4 * len(index.vectors) ** 0.5)
    started = time.perf_counter()
    quantizer = faiss.IndexFlatIP(index.vectors.shape[1])
    made = faiss.IndexIVFScalarQuantizer(
        quantizer, index.vectors.shape[1], cells, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    drawn = np.random.default_rng(0).choice(
        len(index.vectors), min(len(index.vectors), 40 * cells), replace=False
    )
    made.train(index.vectors[drawn])
    made.add(index.vectors)
    print(
        f"  index of {cells:,} cells in half precision, made in {time.perf_counter() - started:.0f} s, about "
        f"{len(index.vectors) * index.vectors.shape[1] * 2 / MEGABYTE:,.0f} MB"
    )
    role_of = index.role_of
    for probed, count in itertools.product((4, 16, 64), nearest):
        made.nprobe = probed

        def found(one: Vectors, count: int = count) -> NDArray[np.int64]:
            _, near = made.search(one, count)
            roles: NDArray[np.int64] = np.unique(role_of[near[near >= 0]])
            _exact([one], _of_roles(index, roles))
            return roles

        candidates, seconds = _timed(lambda: [found(one) for one in jds])
        raw, corrected = (
            np.mean(
                [
                    len(np.intersect1d(np.argsort(-scores, kind="stable")[:BEST], roles)) / BEST
                    for scores, roles in zip(signal, candidates, strict=True)
                ]
            )
            for signal in (exact.raw, exact.corrected)
        )
        print(
            f"  {probed} cells looked into for {count} KRAs: {1000 * seconds / len(jds):,.1f} ms a JD, "
            f"roles compared exactly {np.mean([len(one) for one in candidates]):,.0f}, recall of the best "
            f"{BEST} by similarity {raw:.3f}, by corrected similarity {corrected:.3f}"
        )


def _of_roles(index: KraIndex, roles: NDArray[np.int64]) -> KraIndex:
    """The part of an index that some roles make up."""
    rows = np.concatenate([np.arange(index.starts[role], index.starts[role + 1]) for role in roles])
    starts = np.concatenate([[0], np.cumsum(np.diff(index.starts)[roles])])
    return KraIndex(index.vectors[rows], starts, index.hubness[:0], index.whitening, index.whitened[rows])


def mixed_index(count: int, base: Vectors, random: np.random.Generator) -> KraIndex:
    """Make KRAs of any number: between two neighbouring sentences, and a little aside.

    Each role has `PER_ROLE` of them, all from around one sentence.
    """
    n_roles = count // PER_ROLE
    vectors = np.empty((n_roles * PER_ROLE, base.shape[1]), dtype=np.float32)
    for first in range(0, n_roles, 500):
        roles = np.arange(first, min(first + 500, n_roles))
        centres = random.integers(len(base), size=len(roles))
        near = np.argpartition(-(base[centres] @ base.T), PER_ROLE * 2, axis=1)[:, : PER_ROLE * 2]
        one, other = (
            np.take_along_axis(
                near, random.integers(PER_ROLE * 2, size=(len(roles), PER_ROLE)), axis=1
            ).ravel()
            for _ in range(2)
        )
        share = random.uniform(0.5, 1, size=(len(one), 1)).astype(np.float32)
        aside = unit_rows(random.normal(size=(len(one), base.shape[1])).astype(np.float32))
        mixed = share * base[one] + (1 - share) * base[other] + 0.35 * aside
        vectors[first * PER_ROLE : first * PER_ROLE + len(one)] = unit_rows(mixed)
    whitening = fit_whitening(vectors[:: max(len(vectors) // 20_000, 1)])
    whitened = np.empty_like(vectors)
    for first in range(0, len(vectors), 50_000):
        whitened[first : first + 50_000] = whitening(vectors[first : first + 50_000])
    starts = np.arange(n_roles + 1, dtype=np.int64) * PER_ROLE
    return KraIndex(vectors, starts, np.zeros(len(vectors), dtype=np.float32), whitening, whitened)


def _product_rate(index: KraIndex, *, sentences: int) -> float:
    """Operations a second of a bare matrix product of the shapes that the search has."""
    rows = np.ascontiguousarray(index.vectors[:sentences])
    kras = index.vectors[: min(len(index.vectors), 31_250)]
    seconds = _best_of(5, lambda: rows @ kras.T)
    return 2 * len(rows) * len(kras) * rows.shape[1] / seconds


def _timed(call: Callable[[], Made]) -> tuple[Made, float]:
    started = time.perf_counter()
    made = call()
    return made, time.perf_counter() - started


def _best_of(times: int, call: Callable[[], object]) -> float:
    return min(_timed(call)[1] for _ in range(times))


if __name__ == "__main__":
    sys.exit(main())
