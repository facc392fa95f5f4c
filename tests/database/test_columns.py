from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError

from jdwork.database.columns import AnyText, Instant
from jdwork.database.engine import open_database
from jdwork.database.tables import ConfigChangeRow, JdRow, LabelRow, RunRow
from jdwork.database.transactions import write_transaction

DIALECT = sqlite.dialect()
ANY_CHARACTER = st.characters(codec=None, categories=None)


@given(st.text(ANY_CHARACTER))
@example("\x00\ud800\udfff\ufffe")
@example("\ufffe0000")
def test_any_text_is_storable_and_comes_back(value):
    stored = AnyText().process_bind_param(value, DIALECT)
    stored.encode("utf-8")
    assert "\x00" not in stored
    assert AnyText().process_result_value(stored, DIALECT) == value


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe")))
def test_ordinary_text_is_stored_as_it_is(value):
    assert AnyText().process_bind_param(value, DIALECT) == value


def test_text_and_json_survive_both_servers(database_url):
    engine = open_database(database_url)
    nasty = "a\x00b\ud83dc\ufffe é 漢"
    with write_transaction(engine) as connection:
        connection.execute(insert(JdRow), {"content_hash": "h", "title": None, "text": nasty})
        values = {"entry_id": "1", "reason": "r", "before_hash": "b", "after_hash": "a"}
        connection.execute(
            insert(ConfigChangeRow), {**values, "changes": {"k": nasty, "x": 0.1}, "metrics": {}}
        )
    with engine.connect() as connection:
        assert connection.execute(select(JdRow.text)).scalar_one() == nasty
        assert connection.execute(select(ConfigChangeRow.changes)).scalar_one() == {"k": nasty, "x": 0.1}
    engine.dispose()


def test_moments_come_back_in_utc(database_url):
    engine = open_database(database_url)
    india = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2024, 5, 6, 1, 2, 3, 456789, tzinfo=india)
    values = {
        "entry_id": "1",
        "reason": "r",
        "before_hash": "b",
        "after_hash": "a",
        "changes": {},
        "metrics": {},
    }
    with write_transaction(engine) as connection:
        connection.execute(insert(ConfigChangeRow), {**values, "changed_at": moment})
    with engine.connect() as connection:
        found = connection.execute(select(ConfigChangeRow.changed_at)).scalar_one()
    assert found == moment
    assert found.utcoffset() == timedelta(0)
    engine.dispose()


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        Instant().process_bind_param(datetime(2024, 1, 1), DIALECT)
    assert Instant().process_result_value(datetime(2024, 1, 1), DIALECT) == datetime(2024, 1, 1, tzinfo=UTC)


def test_words_outside_a_vocabulary_are_refused(database_url):
    engine = open_database(database_url)
    with write_transaction(engine) as connection:
        connection.execute(insert(JdRow), {"id": 1, "content_hash": "h", "title": None, "text": "t"})
    label = {"jd_id": 1, "labelled_by": "someone"}
    run = {
        **dict.fromkeys(("run_id", "jd_name", "encoder_id", "code_version"), "x"),
        **dict.fromkeys(("catalog_hash", "config_hash", "centroid_hash"), "x"),
        **{"jd_id": 1, "queued": False, "accepted": False, "decision_case": "C", "confidence": 0.5},
    }
    for table, values in (
        (LabelRow, {**label, "verdict": "maybe"}),
        (LabelRow, {**label, "verdict": "role", "role_slug": None}),
        (LabelRow, {**label, "verdict": "unsure", "role_slug": "nurse"}),
        (RunRow, {**run, "decision_case": "F"}),
        (RunRow, {**run, "confidence": 1.5}),
        (RunRow, {**run, "jd_id": 2}),
    ):
        with pytest.raises((IntegrityError, StatementError)), write_transaction(engine) as connection:
            connection.execute(insert(table), values)
    with write_transaction(engine) as connection:
        connection.execute(insert(RunRow), run)
    engine.dispose()
