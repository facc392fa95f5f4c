"""The comparison that other tests rely on sees what it must see, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from jdwork.database.transactions import write_transaction
from jdwork.record import record_many
from tests.record.compared import all_rows, differences, row_count
from tests.record.factory import SETTINGS
from tests.record.traffic import traffic_record


@pytest.fixture
def two(little_database):
    """The same runs in two databases, recorded in another order of JDs."""
    engines = little_database(), little_database()
    numbers = [number for jd in range(4) for number in range(4 * jd, 4 * jd + 4)]
    other = [number for jd in reversed(range(4)) for number in range(4 * jd, 4 * jd + 4)]
    for engine, order in zip(engines, (numbers, other), strict=True):
        record_many([traffic_record(number) for number in order], engine, settings=SETTINGS)
    return engines


def test_numbers_of_rows_and_times_do_not_count(two):
    one, other = map(all_rows, two)
    assert differences(one, other) == []
    assert row_count(one) == row_count(other)
    assert {"jd", "run", "role_centroid", "review_sighting", "llm_call"} <= {
        name for name, rows in one.items() if rows
    }


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE role_centroid SET n = n + 1 WHERE role_id = 100",
        "UPDATE review_item SET seen = seen + 1 WHERE kind = 'new_role'",
        "DELETE FROM llm_call WHERE id = (SELECT min(id) FROM llm_call)",
        "UPDATE jd_embedding SET role_id = NULL WHERE id = (SELECT min(id) FROM jd_embedding"
        " WHERE role_id IS NOT NULL)",
        "UPDATE review_sighting SET name = 'x' WHERE item_id = (SELECT min(item_id) FROM review_sighting)",
    ],
)
def test_any_other_difference_shows(two, change):
    with write_transaction(two[0]) as connection:
        connection.execute(text(change))
    assert differences(*map(all_rows, two))
