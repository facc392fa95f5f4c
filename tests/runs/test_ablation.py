"""Ablation of a run folder: every label counts, as in the run's own metrics."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace

import pytest

from jdwork.errors import JdworkWarning, RunError
from jdwork.runs import ablate_run
from jdwork.text import RejectedRow
from tests.runs.making import ads, make_run, other_settings

FIGURES = ("accuracy", "top5", "macro_f1")


def figures(row):
    return {name: round(getattr(row, name), 4) for name in FIGURES}


def metrics(folder):
    body = json.loads(folder.metrics.read_text())
    return {name: body[name] for name in FIGURES}


@pytest.fixture(scope="module")
def mixed():
    """Ads, an unreadable row with a label, and a label that is no role."""
    return [
        RejectedRow(id="bad", reason="Broken.", where="x", label="baker"),
        RejectedRow(id="worse", reason="Broken.", where="x", label="astronaut"),
        *(replace(jd, label="astronaut") if jd.id in ("bread", "foreign") else jd for jd in ads()),
        RejectedRow(id="unlabelled", reason="Broken.", where="x"),
    ]


@pytest.mark.parametrize("kind", ["plain", "mixed"])
def test_the_first_row_is_the_runs_own_metrics(tiny_pipeline, tmp_path, mixed, kind):
    folder = make_run(tmp_path / "run", tiny_pipeline, mixed if kind == "mixed" else None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = ablate_run(folder)[0]
    assert figures(first) == metrics(folder)
    assert first.n == json.loads(folder.metrics.read_text())["labelled"]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("without KRA", {"kra": {"floor": 1.0}, "evidence": {"kra": 0, "kra_corrected": 0, "profile": 0}}),
        ("without wording", {"evidence": {"lexical": 0}}),
    ],
)
def test_a_row_is_what_a_batch_under_such_settings_gives(tiny_pipeline, tmp_path, mixed, name, changes):
    rows = {row.name: row for row in ablate_run(make_run(tmp_path / "run", tiny_pipeline, mixed))}
    again = make_run(tmp_path / "again", other_settings(tiny_pipeline, **changes), mixed)
    assert figures(rows[name]) == metrics(again)


def test_the_seed_moves_the_intervals_alone(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    assert ablate_run(folder) == ablate_run(folder)
    for one, other in zip(ablate_run(folder), ablate_run(folder, seed=1), strict=True):
        assert figures(one) == figures(other)


def test_a_run_without_labels_is_told(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline, [replace(jd, label=None) for jd in ads()])
    with pytest.raises(RunError, match=r"No JD of this run has a label.*--label-field"):
        ablate_run(folder)


def test_metrics_of_another_version_are_told(tiny_pipeline, tmp_path):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    body = json.loads(folder.metrics.read_text())
    folder.metrics.write_text(json.dumps({**body, "accuracy": 0.1234}))
    with pytest.warns(JdworkWarning, match=r"run: its metrics say accuracy 0\.1234, .* Run the job again"):
        ablate_run(folder)


@pytest.mark.parametrize("body", [None, "not json", "[]", "{}"])
def test_metrics_that_say_nothing_are_not_compared(tiny_pipeline, tmp_path, body):
    folder = make_run(tmp_path / "run", tiny_pipeline)
    folder.metrics.unlink()
    if body is not None:
        folder.metrics.write_text(body)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ablate_run(folder)
