"""Reports of a gate whose every JD is known."""

from __future__ import annotations

from jdwork.config.settings import GateSettings
from jdwork.evaluate import Estimate, compare_decisions, evaluate_decisions
from jdwork.evaluate.gate import judge, lost_decisions
from jdwork.runs import GateReport, Manifest
from jdwork.runs.earlier import LeftOut
from jdwork.runs.gate import Against, TrendPoint
from jdwork.runs.regressions import Regression
from tests.evaluate.deciding import decisions

FEW = GateSettings(min_labelled=3, max_ece=1, max_drop=1, max_macro_f1_drop=1, max_regressions=1)
LABELS = ["a", "a", "b", "b", "c"] * 8
BEFORE = LABELS
AFTER = [*LABELS[:30], None, "b", "c", "a", "a", "b", "c", "a", "c", "b"]


def made(roles, *, labels=LABELS, titles=None, ids=None):
    """Decisions of falling confidence."""
    sure = [1 - row / 50 for row in range(len(roles))]
    return decisions(labels, roles, sure, titles=titles, ids=ids, cases=["A"] * len(roles))


def report(
    after=AFTER, before=BEFORE, *, labels=LABELS, titles=None, ids=None, run="now", settings=FEW, left_out=()
) -> GateReport:
    """A run that is judged against one earlier run, or against none."""
    new = made(after, labels=labels, titles=titles, ids=ids)
    evaluation = evaluate_decisions(new, resamples=100)
    against = []
    if before is not None:
        old = made(before, labels=labels, titles=titles, ids=ids)
        both = compare_decisions(old, new, resamples=100)
        found = tuple(
            Regression(
                one.id, one.title, one.label, one.before, one.after, one.confidence_before,
                one.confidence_after, "A", "C", f"title speaks less for {one.label}",
            )
            for one in both.broken
        )  # fmt: skip
        lost = lost_decisions(old, new, confident=settings.confident)
        against = [
            Against("last", f"{run} before", "2026-01-01", both, lost, found, (f"the catalog of {run}",))
        ]
    gate = judge(evaluation, settings, against=[(one.label, one.comparison, one.lost) for one in against])
    accuracy = evaluation.figures["accuracy"]
    points = [TrendPoint(one.run, one.started, 40, Estimate(1.0, 0.9, 1.0), "failed") for one in against]
    points.append(TrendPoint(run, "2026-01-02T03:04:05+00:00", len(new), accuracy, gate.verdict))
    manifest = Manifest(
        run_id=run,
        name="nightly",
        started="2026-01-02T03:04:05+00:00",
        code_version="1",
        catalog_hash="c" * 64,
        config_hash="d" * 64,
        encoder_id=f"encoder of {run}",
        centroid_hash="",
        parameters={"input": f"{run}.jsonl"},
    )
    return GateReport(
        run, manifest, evaluation, gate, settings, tuple(against), tuple(points),
        tuple(LeftOut(name, f"{name} is other data") for name in left_out),
    )  # fmt: skip
