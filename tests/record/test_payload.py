from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jdwork.record.payload import decision_facts, detail_facts, plain, read_updates, updates_facts
from jdwork.record.run_record import AttachedSkill, StageFiveUpdates
from tests.record.factory import make_record

ids = st.none() | st.integers(1, 10**12)
skills = st.builds(AttachedSkill, st.text(), st.booleans(), st.text(), st.text(), st.integers(1))


@given(
    st.builds(
        StageFiveUpdates,
        centroid_updated=st.booleans(),
        centroid_n_after=ids,
        collision_log_id=ids,
        new_kra_attached=st.none() | st.text(),
        new_skills_attached=st.lists(skills).map(tuple),
        queue_entry_id=ids,
        v3_pipeline_triggered=st.booleans(),
        v3_role_slug=st.none() | st.text(),
        v3_run_id=st.none() | st.text(),
    )
)
def test_what_recording_did_comes_back_from_json(updates):
    assert read_updates(json.loads(json.dumps(updates_facts(updates)))) == updates


def test_keys_of_a_later_version_are_ignored():
    assert read_updates({"centroid_updated": True, "something_new": 1}) == StageFiveUpdates(
        centroid_updated=True
    )


def test_numpy_numbers_and_missing_numbers_become_json():
    value = plain({"a": np.float32(0.5), "b": (float("nan"), np.float64("inf")), "c": np.int64(3)})
    assert json.loads(json.dumps(value, allow_nan=False)) == {"a": 0.5, "b": [None, None], "c": 3}


def test_a_record_becomes_json_whole():
    record = make_record(1, proposed=("Zig",), strange="Feeds the cat")
    json.dumps(decision_facts(record), allow_nan=False)
    detail = json.loads(json.dumps(detail_facts(record), allow_nan=False))
    assert detail["evidence"]["kra"][0]["kra_matches"][0]["sentence"] == "Feeds the cat"
    assert detail["skills"][0]["spans"][0]["surface"] == "python"
