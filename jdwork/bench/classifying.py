"""From JDs to a run folder: with nothing known, with vectors known, and with everything known."""

from __future__ import annotations

import copy
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from jdwork.bench.figures import Figure, seconds
from jdwork.embed import CachedEncoder, Encoder, Vectors
from jdwork.pipeline import Pipeline
from jdwork.runs import RunFolder, execute_run
from jdwork.runs.part_cache import PartCache
from jdwork.text import JobDescription


class Wrapped:
    """An encoder around another, with its id.

    Parameters
    ----------
    encoder
        Does the work.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def encoder_id(self) -> str:
        """Identity of the encoder inside."""
        return self._encoder.encoder_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension


class TimedEncoder(Wrapped):
    """An encoder that knows how long it was at work: its attribute ``seconds``."""

    seconds = 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, and count the time."""
        started = time.perf_counter()
        try:
            return self._encoder.encode(texts)
        finally:
            self.seconds += time.perf_counter() - started


class OneAtATime(Wrapped):
    """An encoder that is called for one text at a time."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts one by one."""
        rows = [self._encoder.encode([text]) for text in texts]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)


def time_classifying(
    jds: Sequence[JobDescription],
    pipeline: Pipeline,
    encoder: Encoder,
    *,
    naive: int = 20,
    told: Callable[[str], object] = lambda _: None,
) -> tuple[list[Figure], dict[str, float]]:
    """Time runs over the same JDs, in this process.

    Parameters
    ----------
    jds
        What is classified.
    pipeline
        The classifier, ready.
    encoder
        Its encoder without any cache.
    naive
        Evenly spread JDs on which the naive way is timed: one JD at a time, one sentence at a time, nothing
        kept.
    told
        Called with what is being timed.

    Returns
    -------
    figures : list of Figure
        The whole way with fresh vectors, on one thread and on all of them, against the naive way; the same
        with the vectors known, and once more under equal conditions, each against the first.
    shares : dict
        The time inside the encoder: on one thread, as each of several processes works, and on all of them,
        where only the encoder makes use of more than one.
    """
    few = list(jds[:: max(len(jds) // naive, 1)])
    naive_pipeline = _with_encoder(pipeline, OneAtATime(encoder))
    told("classifying, the naive way")
    naive_rate = len(few) / seconds(lambda: [naive_pipeline.classify(jd) for jd in few])
    with tempfile.TemporaryDirectory(prefix="jdwork-bench-") as scratch:
        root = Path(scratch)
        clocks = {name: TimedEncoder(encoder) for name in ("alone", "fresh")}
        fresh = {
            name: _with_encoder(pipeline, CachedEncoder(clock, root / f"vectors of {name}"))
            for name, clock in clocks.items()
        }
        cache = PartCache(root / "parts")

        def run(name: str, ready: Pipeline = fresh["fresh"], **options: Any) -> float:
            told(f"classifying, {name}")
            folder = RunFolder(root / name.replace(" ", "-"))
            return len(jds) / seconds(lambda: execute_run(jds, ready, folder, **options))

        with _one_thread():
            alone = run("on one thread", fresh["alone"])
        first = run("fresh", cache=cache)
        known = run("vectors known")
        again = run("all known", cache=cache)
    shares = {
        "time inside the encoder, one thread": clocks["alone"].seconds * alone / len(jds),
        "time inside the encoder, all threads": clocks["fresh"].seconds * first / len(jds),
    }
    figures = [
        Figure("end to end, fresh vectors, one thread", alone, "JDs"),
        Figure(
            "end to end, fresh vectors", first, "JDs",
            naive=naive_rate, naive_way="one JD and one sentence at a time",
        ),
        Figure("end to end, vectors known", known, "JDs", naive=first, naive_way="fresh vectors"),
        Figure("end to end, same JDs again", again, "JDs", naive=first, naive_way="fresh vectors"),
    ]  # fmt: skip
    return figures, shares


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let matrix products and the encoder work on one thread."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(before)


def _with_encoder(pipeline: Pipeline, encoder: Encoder) -> Pipeline:
    """The same classifier, whose catalog is indexed already, with an encoder of the same id for JDs."""
    made = copy.copy(pipeline.ready())
    made.encoder = encoder
    return made
