"""A run summed up on the console."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jdwork.runs import Manifest, RunFolder


def print_run(folder: RunFolder, manifest: Manifest) -> None:
    """Sum a run up: how many, which cases, how good, how fast."""
    from jdwork.cli.console import output, print_table

    counts = manifest.counts
    cases = [(key.removeprefix("case_"), count) for key, count in counts.items() if key.startswith("case_")]
    print_table(["case", "JDs", "share"], [(case, n, f"{n / counts['jds']:.1%}") for case, n in cases])
    seconds = manifest.timings["total"]
    output.print(
        f"{counts['jds']:,} JDs in {seconds:.1f} s ({1000 * seconds / counts['jds']:.1f} ms each), "
        f"{counts['queued']:,} queued for review, {counts['unreadable']:,} rows unreadable."
    )
    if asked := manifest.llm:
        cost = "cost unknown" if asked["cost_usd"] is None else f"${asked['cost_usd']:.4f}"
        output.print(
            f"Language model: {asked['calls']:,} questions, {asked['cached']:,} answered before, "
            f"{asked['failed']:,} without a usable answer, {asked['requests']:,} requests, {cost}."
        )
    metrics = json.loads(folder.metrics.read_text())
    if metrics["labelled"]:
        rows = [
            (name, f"{value:.4f}" if isinstance(value, float) else value) for name, value in metrics.items()
        ]
        print_table(["figure", "value"], [row for row in rows if row[0] != "n"])
    output.print(f"Decisions: {folder.decisions}", soft_wrap=True)
