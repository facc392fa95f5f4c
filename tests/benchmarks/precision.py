# ruff: noqa: T201
"""Decisions by the encoder as this machine runs it, beside float32 with one JD and one text at a time.

``python -m tests.benchmarks.precision ADS --text-field masked --no-title --label-field role`` says how many
decisions are equal, how near the vectors are, and how many decisions are right either way.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jdwork.bench.classifying import OneAtATime
from jdwork.embed import CachedEncoder, SentenceTransformerEncoder, make_encoder
from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.text import JobDescription, read_jds
from jdwork.workbench import open_workbench

CHUNK = 256


def main(arguments: Sequence[str] | None = None) -> int:
    """Classify both ways and print the comparison."""
    parser = argparse.ArgumentParser(prog="precision", description=__doc__)
    parser.add_argument("ads", type=Path, help="a file of JDs")
    parser.add_argument("--jds", type=int, default=2_000, help="at most so many of them")
    parser.add_argument("--text-field")
    parser.add_argument("--label-field")
    parser.add_argument("--no-title", action="store_true")
    asked = parser.parse_args(arguments)
    read = read_jds(
        asked.ads, text_field=asked.text_field, label_field=asked.label_field, use_title=not asked.no_title
    )
    jds = list(itertools.islice((one for one in read if isinstance(one, JobDescription)), asked.jds))
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
        made.append(
            [
                record
                for first in range(0, len(jds), size)
                for record in pipeline.classify_batch(jds[first : first + size])
            ]
        )
        seconds = time.perf_counter() - started
        right = _right(made[-1])
        print(f"{name} ({inner.encoder_id}): {seconds:.1f} s{right}", flush=True)
    print(_compared(*made))
    return 0


def _right(records: Sequence[RunRecord]) -> str:
    """How many decisions are right, where the JDs have labels."""
    labelled = [record for record in records if record.jd.label]
    if not labelled:
        return ""
    right = sum(record.decision.role == record.jd.label for record in labelled)
    return f", {right:,} of {len(labelled):,} right ({right / len(labelled):.4f})"


def _compared(ours: Sequence[RunRecord], theirs: Sequence[RunRecord]) -> str:
    """Count equal decisions, and say how near the vectors of JDs are."""
    pairs = list(zip(ours, theirs, strict=True))
    roles = sum(one.decision.role == other.decision.role for one, other in pairs)
    whole = sum(
        (one.decision.role, one.decision.case, one.decision.queued)
        == (other.decision.role, other.decision.case, other.decision.queued)
        for one, other in pairs
    )
    cosines = np.array([float(one.vector @ other.vector) for one, other in pairs if one.vector.any()])
    return (
        f"{len(pairs):,} JDs: equal role {roles / len(pairs):.4%}, equal role, case and queueing "
        f"{whole / len(pairs):.4%}; cosine of the JDs' vectors {cosines.mean():.6f} on average, "
        f"{cosines.min():.6f} at least"
    )


if __name__ == "__main__":
    sys.exit(main())
