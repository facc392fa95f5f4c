"""What benchmarks that classify the same ads in several ways have in common."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from pathlib import Path

from jdwork.pipeline import Pipeline
from jdwork.record import RunRecord
from jdwork.text import JobDescription, read_jds

CHUNK = 256


def read_ads(arguments: Sequence[str] | None, *, name: str, about: str | None) -> list[JobDescription]:
    """Read the ads that the command line names."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.benchmarks.{name}", description=about)
    parser.add_argument("ads", type=Path, help="a file of JDs")
    parser.add_argument("--jds", type=int, default=2_000, help="at most so many of them")
    parser.add_argument("--text-field")
    parser.add_argument("--label-field")
    parser.add_argument("--no-title", action="store_true")
    asked = parser.parse_args(arguments)
    read = read_jds(
        asked.ads, text_field=asked.text_field, label_field=asked.label_field, use_title=not asked.no_title
    )
    return list(itertools.islice((one for one in read if isinstance(one, JobDescription)), asked.jds))


def classified(jds: Sequence[JobDescription], pipeline: Pipeline, *, size: int = CHUNK) -> list[RunRecord]:
    """Classify JDs, so many at a time."""
    chunks = (jds[first : first + size] for first in range(0, len(jds), size))
    return [record for chunk in chunks for record in pipeline.classify_batch(chunk)]


def outcome(record: RunRecord) -> tuple[str | None, str, bool]:
    """What of a decision must be equal."""
    decision = record.decision
    return decision.role, decision.case, decision.queued


def right(records: Sequence[RunRecord]) -> str:
    """Say how many decisions are right, where the JDs have labels."""
    labelled = [record for record in records if record.jd.label]
    if not labelled:
        return ""
    count = sum(record.decision.role == record.jd.label for record in labelled)
    return f", {count:,} of {len(labelled):,} right ({count / len(labelled):.4f})"
