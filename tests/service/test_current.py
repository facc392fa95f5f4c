"""The workbench in use: in step with the database, its new roles put together in their time."""

from __future__ import annotations

import logging

import pytest

from jdwork.catalog import build_catalog
from jdwork.errors import DatabaseError
from jdwork.record import Settled
from jdwork.service import current as current_module
from jdwork.service.current import CurrentWorkbench
from jdwork.workbench import Workbench
from tests.tiny_workspace import ADS

FOREIGN = next(ad for ad in ADS if ad["id"] == "foreign")


@pytest.fixture
def current(bench):
    made = CurrentWorkbench(bench)
    made.open()
    yield made
    made.close()


def edit_catalog(bench: Workbench) -> None:
    """Give the baker another name, and build the database anew as another process would."""
    file = bench.workspace.catalog / "roles" / "kitchen" / "baker.yaml"
    file.write_text(file.read_text().replace("name: Baker", "name: Master Baker"))
    build_catalog(bench.workspace.catalog, bench.engine)


def test_another_catalog_in_the_database_is_taken_up(current, bench):
    before = current.workbench
    edit_catalog(bench)
    current.follow_catalog()
    assert current.workbench is before  # looked at a moment ago
    current.look_soon()
    current.follow_catalog()
    assert current.workbench.snapshot.role("baker").display_name == "Master Baker"
    assert current.workbench.pipeline.snapshot is current.workbench.snapshot
    assert current.workbench.engine is before.engine
    # Whoever still reads with the old one is not disturbed.
    assert before.snapshot.role("baker").display_name == "Baker"


def test_an_unchanged_catalog_changes_nothing(current):
    before = current.workbench
    current.look_soon()
    current.keep()
    assert current.workbench is before


def test_new_roles_are_put_together_once_they_came(current, bench, monkeypatch):
    calls = []
    settle = Workbench.settle_new_roles
    monkeypatch.setattr(Workbench, "settle_new_roles", lambda self: calls.append(1) or settle(self))
    current.settle()
    assert not calls
    made = bench.classify(FOREIGN["text"], title=FOREIGN["title"])
    bench.record_many([made], settle=False)
    current.new_roles_came()
    current.settle()
    current.settle()
    assert len(calls) == 1


def test_they_take_a_share_of_the_time_only(current, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(current_module.time, "monotonic", lambda: clock[0])

    def settle(self):
        clock[0] += 2.0
        return Settled(items=1, jds=1, moved={"run": 7})

    monkeypatch.setattr(Workbench, "settle_new_roles", settle)
    current.new_roles_came()
    assert current.settle() == {"run": 7}
    current.new_roles_came()
    clock[0] += 17.0
    assert current.settle() == {}
    clock[0] += 1.0
    assert current.settle() == {"run": 7}
    current.new_roles_came()
    assert current.settle(at_once=True) == {"run": 7}


def test_a_failure_is_logged_and_tried_again(current, monkeypatch, caplog):
    settle = Workbench.settle_new_roles

    def fail(self):
        raise DatabaseError("Locked.")

    monkeypatch.setattr(Workbench, "settle_new_roles", fail)
    current.new_roles_came()
    with caplog.at_level(logging.ERROR, logger="jdwork.service"):
        assert current.settle() == {}
    assert "Locked." in caplog.text
    calls = []
    monkeypatch.setattr(Workbench, "settle_new_roles", lambda self: calls.append(1) or settle(self))
    current.settle(at_once=True)
    assert calls


def test_it_answers_as_long_as_the_file_is_there(file_bench):
    current = CurrentWorkbench(file_bench)
    current.open()
    assert current.answers()
    (file_bench.workspace.state / "jdwork.sqlite").rename(file_bench.workspace.state / "away")
    assert not current.answers()
    current.close()


def test_it_answers_as_long_as_the_tables_are_there(current):
    assert current.answers()
    with current.workbench.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE run RENAME TO run_away")
    assert not current.answers()
