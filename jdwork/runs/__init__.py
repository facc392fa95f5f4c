"""Run folders: writing, verifying and comparing them."""

from jdwork.runs.ablation import ablate_run
from jdwork.runs.columns import read_frame, read_signals
from jdwork.runs.diff import RunDiff, diff_runs
from jdwork.runs.evaluation import (
    compare_runs,
    copies_in,
    evaluate_run,
    read_labelled_decisions,
    write_evaluation,
)
from jdwork.runs.execute import execute_run, interrupted_run, opened
from jdwork.runs.files import RunFolder, explicit_run_folder, new_run_folder
from jdwork.runs.gate import GateReport, gate_run, write_gate
from jdwork.runs.inputs import without_names
from jdwork.runs.labelled import read_labelled_signals
from jdwork.runs.listing import find_run, list_runs
from jdwork.runs.manifest import Manifest, read_manifest
from jdwork.runs.reopening import (
    open_pipeline,
    open_role_model,
    open_settings,
    open_snapshot,
    read_inputs,
)
from jdwork.runs.unknown import read_unknown
from jdwork.runs.vectors import read_vectors
from jdwork.runs.verify import VerifyReport, verify_run

__all__ = [
    "GateReport",
    "Manifest",
    "RunDiff",
    "RunFolder",
    "VerifyReport",
    "ablate_run",
    "compare_runs",
    "copies_in",
    "diff_runs",
    "evaluate_run",
    "execute_run",
    "explicit_run_folder",
    "find_run",
    "gate_run",
    "interrupted_run",
    "list_runs",
    "new_run_folder",
    "open_pipeline",
    "open_role_model",
    "open_settings",
    "open_snapshot",
    "opened",
    "read_frame",
    "read_inputs",
    "read_labelled_decisions",
    "read_labelled_signals",
    "read_manifest",
    "read_signals",
    "read_unknown",
    "read_vectors",
    "verify_run",
    "without_names",
    "write_evaluation",
    "write_gate",
]
