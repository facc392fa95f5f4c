"""A recorded batch that is killed again and again comes to the same files and the same database."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from jdwork.llm import STAGES, read_ledger
from tests.fresh_databases import with_tables
from tests.llm.chat_server import ChatServer
from tests.llm.varied import varied_answer
from tests.runs.killing import MODEL_OPTIONS, KilledBatch, asking, kill_often, write_many_ads

pytestmark = pytest.mark.processes


def test_kills_at_random_moments_change_nothing(fresh_database, tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4)
    database = partial(fresh_database, with_tables)
    assert kill_often(tmp_path / "work", ads, kills=3, database=database) == []


def test_kills_of_a_batch_of_several_processes_change_nothing(tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4)
    assert kill_often(tmp_path / "work", ads, kills=2, options=("--workers", "2")) == []


@pytest.mark.http
def test_kills_change_nothing_of_what_language_models_were_asked_and_paid(fresh_database, tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4, twice=True)
    database = partial(fresh_database, with_tables)
    with ChatServer(delay=0.005, answer=varied_answer) as server:
        found = kill_often(
            tmp_path / "work", ads, kills=3, seed=3, database=database, options=MODEL_OPTIONS,
            environment=asking(server.url),
        )  # fmt: skip
    assert found == []


@pytest.mark.http
def test_the_batch_that_is_killed_pays_repeats_itself_and_fails_and_a_lost_cost_would_show(tmp_path):
    ads = write_many_ads(tmp_path / "ads.jsonl", 4, twice=True)
    with ChatServer(answer=varied_answer) as server:
        batch = KilledBatch(tmp_path / "work", ads, options=MODEL_OPTIONS, environment=asking(server.url))
        batch.finish()
        calls = read_ledger(batch.run.llm_calls)
        paid = batch.outcome()
        shutil.rmtree(batch.run.path)  # Begun anew: another run, for which the answers are known before.
        batch.finish()
    assert {"ok", "cached", "failed"} == {call.outcome for call in calls}
    assert set(STAGES) == {call.stage for call in calls}
    assert any(call.outcome == "failed" and (call.cost_usd or 0) > 0 for call in calls)
    assert any(call.outcome == "ok" and call.retries for call in calls)
    assert (paid.llm["cost_usd"] or 0) > 0
    assert paid.tables["llm_call"].total() > 0
    told = {one.split(":")[0] for one in paid.differences(batch.outcome())}
    assert {"llm", "calls"} <= told


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
