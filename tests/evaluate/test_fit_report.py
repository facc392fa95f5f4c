"""All that is fitted together: each regime from its own runs, figures from held-out folds."""

import json

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.config.fields import known_keys
from jdwork.evaluate import LabelledSignals, fit_settings
from jdwork.evaluate.novelty import LOST
from tests.evaluate.labelled import labelled

SETTINGS = Settings()
PLAIN = {"skill": 9.0, "lexical": 9.0, "kra_corrected": 9.0}


def only(*inputs, **options):
    report = fit_settings(inputs, SETTINGS, **options)
    assert len(report.regimes) == 1
    return report.regimes[0]


def test_each_regime_is_fitted_on_its_own_runs():
    without = labelled(weights=PLAIN, name="without")
    with_model = labelled(weights={**PLAIN, "learned": 9.0}, name="with", seed=1)
    both = fit_settings([with_model, without], SETTINGS)
    assert [one.with_model for one in both.regimes] == [False, True]
    assert [one.runs[0].name for one in both.regimes] == ["without", "with"]
    assert both.regimes[0] == only(without)
    assert both.regimes[1] == only(with_model)
    assert both.regimes[1].weights["learned"] > 3
    assert "evidence_with_model.learned" in both.changes
    assert "evidence.learned" not in both.changes


def test_what_is_fitted_are_settings_in_their_ranges():
    report = fit_settings(
        [labelled(weights=PLAIN), labelled(weights={**PLAIN, "learned": 5.0}, seed=1)], SETTINGS
    )
    assert set(report.changes) <= set(known_keys())
    sections = {}
    for key, value in report.changes.items():
        section, name = key.split(".")
        sections.setdefault(section, {})[name] = value
    Settings.model_validate(sections)
    assert {"evidence", "evidence_with_model", "support", "support_with_model"} < set(sections)
    json.dumps(report.to_dict(), allow_nan=False)
    json.dumps(report.metrics, allow_nan=False)


def test_shuffled_labels_are_worth_no_more_than_chance():
    honest = labelled(1200, weights={"skill": 8.0})
    shuffled = LabelledSignals(honest.table, np.random.default_rng(1).permutation(honest.gold), "null")
    assert only(honest).runs[0].accuracy > 0.4
    null = only(shuffled).runs[0]
    assert null.accuracy == pytest.approx(1 / 6, abs=0.05)
    assert null.auroc == pytest.approx(0.5, abs=0.07)


def test_labels_that_are_no_candidates_count_as_wrong_and_uncovered():
    easy, hard = labelled(weights={"skill": 90.0}, name="easy"), labelled(weights={"skill": 1.0}, name="hard")
    unknown = easy.gold.copy()
    unknown[:300] = 99
    one, other = only(LabelledSignals(easy.table, unknown, "easy"), hard).runs
    assert other.accuracy < one.accuracy <= 0.5
    assert one.set_coverage <= 0.55
    assert (one.n, one.name, other.name) == (600, "easy", "hard")


def test_confidence_is_calibrated_and_sets_cover_on_held_out_jds():
    found = only(labelled(3000, weights=PLAIN))
    run = found.runs[0]
    assert run.ece < 0.05
    assert run.set_coverage >= 0.94
    assert 1 <= run.set_size <= 6
    assert run.known_lost == pytest.approx(LOST, abs=0.015)
    assert all(role.role.startswith("role-") and role.n >= 10 for role in run.worst_roles)
    assert run.worst_roles[0].coverage <= run.worst_roles[-1].coverage


def test_the_asked_coverage_sets_the_size():
    one = labelled(1500, weights=PLAIN)
    narrow = SETTINGS.model_copy(
        update={"calibration": SETTINGS.calibration.model_copy(update={"set_coverage": 0.7})}
    )
    small, large = fit_settings([one], narrow).regimes[0], only(one)
    assert small.set_threshold > large.set_threshold
    assert small.runs[0].set_size < large.runs[0].set_size
