"""Opening a run for tuning, and keeping what came of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jdwork.config import Settings
from jdwork.errors import JdworkError, RunError
from jdwork.evaluate import NEW
from jdwork.runs import read_labelled_signals
from jdwork.runs.tuning import open_tuning_data, proposed_values, write_tuning
from jdwork.tune.dials import find_dials
from jdwork.tune.objectives import Accuracy
from jdwork.tune.proposal import propose
from tests.runs.making import ads, make_run


@pytest.fixture
def folder(tiny_pipeline, tmp_path):
    return make_run(tmp_path / "run", tiny_pipeline, ads())


def test_the_labels_of_the_run_are_taken(folder):
    data = open_tuning_data(folder)
    signals = read_labelled_signals(folder)
    kept = signals.gold >= 0
    assert data.gold.tolist() == signals.gold[kept].tolist()
    assert data.ids == tuple(np.array(signals.table.ids)[kept])


def test_labels_brought_along_replace_those_of_the_run(folder, tiny_pipeline):
    first, second, third = (jd.id for jd in ads()[:3])
    slug = tiny_pipeline.snapshot.roles[1].slug
    data = open_tuning_data(folder, labels={first: slug, second: "new_role", third: "unheard-of"})
    assert data.ids == (first, second)
    assert data.gold.tolist() == [1, NEW]


def test_no_labels_at_all_are_an_error(folder):
    with pytest.raises(JdworkError, match="No JD of this run has a label"):
        open_tuning_data(folder, labels={})


def test_unknown_roles_are_made_of_known_ones_only(folder):
    first, second = (jd.id for jd in ads()[:2])
    known = read_labelled_signals(folder)
    slug = known.roles[int(known.gold[0])]
    data = open_tuning_data(folder, labels={first: slug, second: "new_role"}, unknown=True)
    assert data.ids == (first, second, first)
    assert data.gold.tolist()[1:] == [NEW, NEW]
    assert data.group[0] == data.group[2]
    assert int(known.gold[0]) not in data.replay.table.roles[2]
    assert int(known.gold[0]) in data.replay.table.roles[0]


def test_a_proposal_is_kept_beside_its_run_until_the_run_is_made_anew(folder):
    data = open_tuning_data(folder)
    dials = find_dials(["new_role.max"], Settings())
    made = propose(data, Settings(), dials, Accuracy(), trials=0, resamples=100)
    body = write_tuning(folder, made)
    assert json.loads(folder.tuning.read_text()) == json.loads(json.dumps(body))
    folder.clear()
    assert not folder.tuning.exists()


def test_what_was_proposed_last_is_read_again(folder):
    data = open_tuning_data(folder)
    made = propose(data, Settings(), find_dials(["new_role.max"], Settings()), Accuracy(), resamples=100)
    body = write_tuning(folder, made, more={"labels": {"of": {"Ada": 1}}})
    assert body["labels"] == json.loads(folder.tuning.read_text())["labels"] == {"of": {"Ada": 1}}
    assert proposed_values(folder) == made.values


def test_a_run_that_nothing_was_tuned_on_is_told(folder):
    with pytest.raises(RunError, match=r"Nothing was tuned on this run yet\. Run 'jdwork tune run' first\."):
        proposed_values(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"changes": 3}', '{"changes": {"b.margin": {}}}'])
def test_a_damaged_proposal_is_told(folder, content):
    folder.tuning.write_text(content)
    with pytest.raises(RunError, match=r"tuning\.json: The proposal cannot be read"):
        proposed_values(folder)
