# ruff: noqa: T201
"""Decisions by the encoder as this machine runs it, beside float32 with one JD and one text at a time.

``python -m tests.benchmarks.precision ADS --text-field masked --no-title --label-field role`` says how many
decisions are equal, how near the vectors are, and how many decisions are right either way.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np

from jdwork.bench.classifying import OneAtATime
from jdwork.embed import CachedEncoder, SentenceTransformerEncoder, make_encoder
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.workbench import open_workbench
from tests.benchmarks.ads_classified import CHUNK, classified, outcome, read_ads, right


def main(arguments: Sequence[str] | None = None) -> int:
    """Classify both ways and print the comparison."""
    jds = read_ads(arguments, name="precision", about=__doc__)
    workbench = open_workbench()
    embed = workbench.settings.embed
    plain = SentenceTransformerEncoder(embed.model, precision="float32")
    made: list[list[RunRecord]] = []
    for name, inner, encoder, size in (
        ("this machine's way", make_encoder(embed), None, CHUNK),
        ("float32, one JD and one text at a time", plain, OneAtATime(plain), 1),
    ):
        # The catalog's vectors may be known; those of JDs are not taken from anywhere.
        known = CachedEncoder(inner, workbench.workspace.state / "vectors")
        pipeline = Pipeline(workbench.snapshot, workbench.settings, known).ready()
        pipeline.encoder = encoder or inner
        started = time.perf_counter()
        made.append(classified(jds, pipeline, size=size))
        seconds = time.perf_counter() - started
        print(f"{name} ({inner.encoder_id}): {seconds:.1f} s{right(made[-1])}", flush=True)
    print(_compared(*made))
    return 0


def _compared(ours: Sequence[RunRecord], theirs: Sequence[RunRecord]) -> str:
    """Count equal decisions, and say how near the vectors of JDs are."""
    pairs = list(zip(ours, theirs, strict=True))
    roles = sum(one.decision.role == other.decision.role for one, other in pairs)
    whole = sum(outcome(one) == outcome(other) for one, other in pairs)
    cosines = np.array([float(one.vector @ other.vector) for one, other in pairs if one.vector.any()])
    return (
        f"{len(pairs):,} JDs: equal role {roles / len(pairs):.4%}, equal role, case and queueing "
        f"{whole / len(pairs):.4%}; cosine of the JDs' vectors {cosines.mean():.6f} on average, "
        f"{cosines.min():.6f} at least"
    )


if __name__ == "__main__":
    sys.exit(main())
