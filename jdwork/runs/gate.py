"""Judging a labelled run: its figures, what earlier runs of the same data say, and the gate."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdwork.config import diff_settings
from jdwork.config.compare import AFTERWARDS
from jdwork.config.settings import GateSettings
from jdwork.errors import GateError, JdworkError, RunError
from jdwork.evaluate import (
    RESAMPLES,
    Comparison,
    Estimate,
    Evaluation,
    LabelledDecisions,
    compare_decisions,
    evaluate_decisions,
)
from jdwork.evaluate.gate import Gate, Lost, judge, lost_decisions
from jdwork.evaluate.trend import accuracy_trend
from jdwork.runs.earlier import EarlierRun, LeftOut, find_earlier, read_earlier, texts_of
from jdwork.runs.evaluation import copies_in, read_labelled_decisions
from jdwork.runs.files import RunFolder, write_atomically
from jdwork.runs.listing import find_run
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.runs.regressions import Regression, regressions
from jdwork.runs.reopening import open_settings, open_snapshot

BOTH = "both"
SHOWN_SETTINGS = 12


@dataclass(frozen=True, slots=True)
class Against:
    """The comparison with one earlier run.

    Parameters
    ----------
    kind
        ``last``, ``best``, ``last and best``, or ``named`` where the caller chose it.
    run, started
        The earlier run.
    comparison
        On the JDs that both hold.
    lost
        Confident right decisions that became wrong.
    regressions
        Every JD that became wrong, the most confident first.
    differs
        What the two are made of differently, in words.
    """

    kind: str
    run: str
    started: str
    comparison: Comparison
    lost: Lost
    regressions: tuple[Regression, ...]
    differs: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called in sentences."""
        if self.kind == "last and best":
            return "the last run, also the best"
        return self.run if self.kind == "named" else f"the {self.kind} run"

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        both = self.comparison
        return {
            "kind": self.kind,
            "run": self.run,
            "started": self.started,
            "n": both.n,
            "before": {name: round(value, 4) for name, value in both.before.items()},
            "after": {name: round(value, 4) for name, value in both.after.items()},
            "differences": {name: one.to_dict() for name, one in both.differences.items()},
            "p_value": both.p_value,
            "fixed": len(both.fixed),
            "broken": len(both.broken),
            "confident_lost": self.lost.lost,
            "confident": self.lost.confident,
            "differs": list(self.differs),
            "regressions": [one.to_dict() for one in self.regressions],
        }


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One run on the line: its accuracy on these JDs, and what the gate had said of it."""

    run: str
    started: str
    n: int
    accuracy: Estimate
    verdict: str | None

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "run": self.run,
            "started": self.started,
            "n": self.n,
            "accuracy": self.accuracy.to_dict(),
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class GateReport:
    """All that is known of a run when it is judged.

    Parameters
    ----------
    run
        Its name.
    manifest
        What it was made of.
    evaluation
        Its figures.
    gate
        Rules and verdict.
    settings
        The bounds that it was judged by.
    against
        Comparisons, that with the last run first; none where there is no earlier run of this data.
    trend
        Earlier runs of this data and this one, the earliest first.
    left_out
        Runs that are no comparison, and why.
    """

    run: str
    manifest: Manifest
    evaluation: Evaluation
    gate: Gate
    settings: GateSettings
    against: tuple[Against, ...]
    trend: tuple[TrendPoint, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def first(self) -> bool:
        """Whether there is nothing to compare with."""
        return not self.against

    @property
    def passed(self) -> bool:
        """Whether the gate lets it pass."""
        return self.gate.verdict == "passed"

    def compared_with(self) -> str:
        """What it is compared with, as a sentence."""
        if self.first:
            more = f" ({len(self.left_out)} other runs hold other JDs)" if self.left_out else ""
            return (
                f"No earlier run of this data was found{more}: only the rules on the run alone are judged. "
                "The next run of the same file will be compared with this one."
            )
        named = " and ".join(
            one.run if one.kind == "named" else f"{one.label} ({one.run})" for one in self.against
        )
        return f"Compared with {named}."

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON, without the pictures' data, which ``evaluation.json`` holds."""
        return {
            "run": self.run,
            "verdict": self.gate.verdict,
            "says": self.gate.in_words(),
            "n": self.evaluation.n,
            "groups": self.evaluation.groups,
            "figures": {name: one.to_dict() for name, one in self.evaluation.figures.items()},
            "rules": [rule.to_dict() for rule in self.gate.rules],
            "settings": self.settings.model_dump(mode="json"),
            "compared_with": self.compared_with(),
            "against": [one.to_dict() for one in self.against],
            "trend": [point.to_dict() for point in self.trend],
            "left_out": [{"run": one.run, "why": one.why} for one in self.left_out],
        }

    def check(self) -> None:
        """Raise where the gate does not let the run pass.

        Raises
        ------
        GateError
            With the rules that fail.
        """
        if not self.passed:
            raise GateError(
                f"The gate fails: {self.gate.in_words()}",
                where=self.run,
                hint="gate.json and gate.html in the run folder list every rule and every JD that got worse.",
            )


def gate_run(
    folder: RunFolder,
    runs: Path,
    settings: GateSettings,
    *,
    against: str = BOTH,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> GateReport:
    """Judge a run.

    Parameters
    ----------
    folder
        A complete run with labels.
    runs
        Where earlier runs are looked for.
    settings
        The bounds, [gate] of the settings in force: a run's own copy could lower its own bar.
    against
        ``last`` or ``best`` among the earlier runs of the same data, ``both``, or a run by name. Best is
        the one with the highest accuracy on these JDs, of equals the latest.
    resamples, seed
        Of the bootstrap.

    Returns
    -------
    GateReport

    Raises
    ------
    RunError
        If the run is not complete, has no labels, or the named one holds too few of its JDs.
    """
    decisions = read_labelled_decisions(folder)
    manifest, snapshot = read_manifest(folder.manifest), open_snapshot(folder)
    groups = copies_in(folder, decisions.ids)
    options: dict[str, Any] = {"resamples": resamples, "seed": seed}
    evaluation = evaluate_decisions(decisions, groups=[groups[name] for name in decisions.ids], **options)
    earlier, left_out = find_earlier(
        folder, manifest, decisions, snapshot, runs, min_shared=settings.min_shared
    )
    if against in (BOTH, "last", "best"):
        chosen = _chosen(earlier, against)
    else:
        other = find_run(against, runs)
        if other.path.resolve() == folder.path.resolve():
            raise RunError("A run cannot be compared with itself.", where=against, hint="Name another run.")
        named = read_earlier(
            other, read_manifest(other.manifest), manifest, decisions, snapshot, texts=texts_of(folder)
        )
        if not len(named.decisions):
            raise RunError(
                f"It has none of the {len(decisions):,} labelled JDs of {folder.path.resolve().name} "
                "with the same title and text: there is nothing to compare.",
                where=str(other.path),
                hint="Name a run of the same file, made with the same fields and masking.",
            )
        chosen = [("named", named)]
    compared = tuple(
        _compare(kind, one, folder, manifest, decisions, groups, settings, options) for kind, one in chosen
    )
    gate = judge(evaluation, settings, against=[(one.label, one.comparison, one.lost) for one in compared])
    points = accuracy_trend([*(one.decisions for one in earlier), decisions], groups=groups, **options)
    name = folder.path.resolve().name
    trend = [
        TrendPoint(one.name, one.manifest.started, len(one.decisions), point, _verdict(one.folder))
        for one, point in zip(earlier, points, strict=False)
    ]
    trend.append(TrendPoint(name, manifest.started, len(decisions), points[-1], gate.verdict))
    return GateReport(name, manifest, evaluation, gate, settings, compared, tuple(trend), tuple(left_out))


def write_gate(folder: RunFolder, report: GateReport, *, page: str | None = None) -> dict[str, Any]:
    """Write ``gate.json``, and a page as ``gate.html``, into a run folder.

    Parameters
    ----------
    folder
        The run that was judged.
    report
        What was found.
    page
        HTML, see `jdwork.view.nightly_page`; None: no page.

    Returns
    -------
    dict
        What was written to ``gate.json``.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    body = report.to_dict()
    text = json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(folder.gate, (text + "\n").encode("utf-8", "replace"))
    if page is not None:
        write_atomically(folder.gate_page, page.encode("utf-8", "replace"))
    return body


def _chosen(earlier: Sequence[EarlierRun], against: str) -> list[tuple[str, EarlierRun]]:
    """The last and the best of the earlier runs, once where they are the same."""
    if not earlier:
        return []
    last = earlier[-1]
    best = max(enumerate(earlier), key=lambda pair: (pair[1].accuracy, pair[0]))[1]
    if against == "last":
        return [("last", last)]
    if against == "best":
        return [("best", best)]
    return [("last and best", last)] if best is last else [("last", last), ("best", best)]


def _compare(
    kind: str,
    earlier: EarlierRun,
    folder: RunFolder,
    manifest: Manifest,
    decisions: LabelledDecisions,
    groups: Mapping[str, Hashable],
    settings: GateSettings,
    options: Mapping[str, Any],
) -> Against:
    before = earlier.decisions
    comparison = compare_decisions(before, decisions, groups=groups, **options)
    return Against(
        kind=kind,
        run=earlier.name,
        started=earlier.manifest.started,
        comparison=comparison,
        lost=lost_decisions(before, decisions, confident=settings.confident, groups=groups),
        regressions=regressions(comparison.broken, before, decisions, earlier.folder, folder),
        differs=_differs(earlier, folder, manifest),
    )


def _differs(earlier: EarlierRun, folder: RunFolder, manifest: Manifest) -> tuple[str, ...]:
    """What two runs are made of differently."""
    made = earlier.manifest
    said = []
    for same, what in (
        (earlier.same_input, "the JDs"),
        (made.catalog_hash == manifest.catalog_hash, "the catalog"),
        (made.encoder_id == manifest.encoder_id, "the encoder"),
        (made.centroid_hash == manifest.centroid_hash, "the centroids"),
        (made.role_model_hash == manifest.role_model_hash, "the role model"),
        (made.models_hash == manifest.models_hash, "the language models"),
    ):
        if not same:
            said.append(what)
    if made.code_version != manifest.code_version:
        said.append(f"jdwork {made.code_version} then, {manifest.code_version} now")
    try:
        pair = (open_settings(earlier.folder), open_settings(folder))
    except JdworkError as error:
        return (*said, f"settings that cannot be read: {error.problem}")
    changes = [one for one in diff_settings(*pair) if one.key.partition(".")[0] not in AFTERWARDS]
    said += [f"{one.key}: {one.before} then, {one.after} now" for one in changes[:SHOWN_SETTINGS]]
    if len(changes) > SHOWN_SETTINGS:
        said.append(f"{len(changes) - SHOWN_SETTINGS} more settings")
    return tuple(said)


def _verdict(folder: RunFolder) -> str | None:
    """What the gate said of an earlier run, if it was asked."""
    try:
        said = json.loads(folder.gate.read_bytes())["verdict"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if said in ("passed", "failed") else None
