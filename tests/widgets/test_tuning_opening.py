"""Opening a run for tuning: its labels, whoever gave them, and what is kept and written."""

import json

import pytest

from jdwork.annotate import relabel
from jdwork.config import load_settings, write_settings
from jdwork.errors import JdworkError
from jdwork.runs.annotated import jds_by_id
from jdwork.tune.request import TuningRequest
from jdwork.widgets.tuning_opening import OpenTuning
from jdwork.workbench import open_workbench
from tests.runs.making import make_run
from tests.tune.labelled_run import ads

BAD = {"new_role.max": 0.95, "new_role.max_with_model": 0.95}
REQUEST = TuningRequest(trials=0, dials=("new_role.max",))


@pytest.fixture
def folder(tiny_workspace, tiny_pipeline):
    return make_run(tiny_workspace.runs / "mine", tiny_pipeline, ads())


@pytest.fixture
def workbench(tiny_workspace, folder):
    write_settings(tiny_workspace.config, BAD, reason="bad on purpose")
    return open_workbench(tiny_workspace.root)


def gold(opened, name):
    return opened.data.roles[opened.data.gold[opened.data.ids.index(name)]]


def test_labels_are_the_runs_own_or_those_of_analysts_on_top(folder, workbench):
    own = OpenTuning(folder, workbench, REQUEST)
    assert gold(own, "ad-0") == "baker"
    relabel(workbench.engine, jds_by_id(folder)["ad-0"], "waiter", snapshot=workbench.snapshot, by="ann")
    assert gold(OpenTuning(folder, workbench, REQUEST), "ad-0") == "baker"
    told = OpenTuning(folder, workbench, REQUEST, labels="annotated")
    assert gold(told, "ad-0") == "waiter"
    assert len(told.data) == len(own.data)
    assert "60 labelled JDs" in own.in_words()
    assert "1 of ann" in told.in_words()
    told.search()
    assert json.loads((folder.path / "tuning.json").read_text())["labels"]["of"]["ann"] == 1


def test_labels_come_from_a_file_of_the_workspace(folder, workbench):
    (workbench.workspace.root / "gold.csv").write_text("id,right\nad-3,baker\nad-4,waiter\n")
    opened = OpenTuning(folder, workbench, REQUEST, labels="gold.csv", label_field="right")
    assert set(opened.data.ids) == {"ad-3", "ad-4"}


def test_what_is_found_is_kept_beside_the_run_and_written(folder, workbench):
    opened = OpenTuning(folder, workbench, REQUEST)
    found = opened.search()
    assert json.loads((folder.path / "tuning.json").read_text())["says"] == found.in_words()
    then = opened.consequences(found.settings)
    assert then.totals.right > opened.consequences().totals.right
    assert opened.flips(then).first(1)[0]["kind"] == "fixed"
    assert opened.flips(then).first(1)[0]["title"].startswith("Colleague")
    entry = opened.write(found)
    assert entry.run_id == "mine"
    assert load_settings(workbench.workspace.config).new_role.max < 0.95


def test_a_file_that_changed_since_it_was_opened_is_not_overwritten(folder, workbench):
    opened = OpenTuning(folder, workbench, REQUEST)
    found = opened.search()
    write_settings(workbench.workspace.config, {"b.margin": 2.5}, reason="somebody else")
    with pytest.raises(JdworkError, match="changed since"):
        opened.write(found)


def test_new_roles_are_sought_among_jds_without_their_roles(folder, workbench):
    opened = OpenTuning(folder, workbench, TuningRequest("new-roles", trials=0, dials=("new_role.max",)))
    assert len(opened.data) == 120
