"""A recorded batch that is killed again and again comes to the same files and the same database."""

from __future__ import annotations

from functools import partial

import pytest

from tests.fresh_databases import with_tables
from tests.runs.killing import KilledBatch, kill_often, write_many_ads

pytestmark = pytest.mark.processes


def test_kills_at_random_moments_change_nothing(fresh_database, tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4)
    database = partial(fresh_database, with_tables)
    assert kill_often(tmp_path / "work", ads, kills=3, database=database) == []


def test_kills_of_a_batch_of_several_processes_change_nothing(tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4)
    assert kill_often(tmp_path / "work", ads, kills=2, options=("--workers", "2")) == []


def test_a_difference_would_show(tmp_path):
    outcomes = []
    for name, copies in (("one", 2), ("two", 3)):
        ads = write_many_ads(tmp_path / f"{name}.jsonl", copies)
        batch = KilledBatch(tmp_path / name, ads)
        batch.finish()
        outcomes.append(batch.outcome())
    told = {one.split(":")[0] for one in outcomes[0].differences(outcomes[1])}
    assert {"run", "jd", "role_centroid", "files", "decisions", "counts"} <= told
    assert outcomes[0].differences(outcomes[0]) == []
