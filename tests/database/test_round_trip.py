"""Up and down through all schema versions, with data: what a version can hold comes through unchanged."""
# ruff: noqa: E501 - statements of SQL are easier to read on one line

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import inspect, text

from jdwork.database.engine import open_database
from jdwork.database.migrate import VERSION_TABLE, downgrade, schema_differences, schema_version, upgrade
from jdwork.database.transactions import write_transaction
from jdwork.errors import DatabaseError
from tests.record.compared import all_rows, differences, row_count
from tests.record.factory import with_little_catalog

VERSIONS = ("0001", "0002", "0003", "0004")
NEWEST = VERSIONS[-1]
KINDS = {
    "0001": (
        "decision",
        "new_role",
        "role_skill",
        "new_skill",
        "new_kra",
        "role_dimension",
        "skill_dimension",
    ),
    "0002": ("role_alias", "collision"),
    "0003": ("skill_alias",),
    "0004": (),
}
"""Kinds of review items that came with each version."""
WHEN = "'2024-01-01 00:00:00'"

Rows = dict[str, Counter[tuple]]


def statements(version: str) -> list[str]:
    """Rows of every table that work fills, of every kind that a version has."""
    kinds = [kind for since in VERSIONS if since <= version for kind in KINDS[since]]
    run = "INSERT INTO run (id, run_id, jd_id, jd_name, decision_case, role_id, role_slug, confidence, queued, accepted, embedding_id, encoder_id, code_version, catalog_hash, config_hash, centroid_hash, decision, detail, updates, recorded_at"
    call = "INSERT INTO llm_call (id, call_id, run_id, purpose, model, request_hash, prompt_tokens, completion_tokens, seconds, outcome, facts, created_at) VALUES"
    found = "INSERT INTO skill_enrichment (id, name_key, skill_id, producer, outcome, facts, run_id, created_at) VALUES"
    label = "INSERT INTO label (id, jd_id, verdict, role_slug, run_id, labelled_by, note, labelled_at"
    made = [
        "INSERT INTO jd (id, content_hash, title, text) VALUES (1, 'h1', 'Bäcker \ufffe0000', 'one'), (2, 'h2', NULL, 'two')",
        "INSERT INTO jd_embedding (id, jd_id, encoder_id, vector_hash, dimension, vector, role_id) VALUES (4, 1, 'e', 'v', 1, '1234', 100), (5, 2, 'e', 'v', 1, '5678', NULL)",
        "INSERT INTO role_centroid (role_id, encoder_id, n, dimension, total) VALUES (100, 'e', 1, 1, '12345678')",
        "INSERT INTO centroid_snapshot (id, encoder_id, content_hash, name, role_slugs, counts, dimension, totals, taken_at)"
        f" VALUES (3, 'e', 'c', 'then', '[]', '[]', 0, '', {WHEN})",
        f"{run}) VALUES (11, 'r1', 1, 'a', 'C', 100, 'backend-engineer', 0.95, false, true, 4, 'e', '1', 'c', 'c', 'c', '{{\"b\": 1}}', '{{}}', '{{}}', {WHEN})",
        f"{run}) VALUES (12, 'r2', 2, 'b', 'D', NULL, NULL, 0.1, true, false, NULL, 'e', '1', 'c', 'c', 'c', '{{}}', '{{}}', '{{}}', {WHEN})",
        *(
            f"INSERT INTO review_item (id, kind, key, name, status, seen, jd_id, role_id, skill_id, origin, created_at)"
            f" VALUES ({20 + place}, '{kind}', 'k', 'n', '{'rejected' if place % 2 else 'pending'}', 1, 1, 100, 10, 'run', {WHEN})"
            for place, kind in enumerate(kinds)
        ),
        *(
            f"INSERT INTO review_sighting (item_id, run_key, jd_id, name, snippet, span_start) VALUES ({20 + place}, 11, 1, 'n', 's', {place})"
            for place in range(len(kinds))
        ),
        *(
            f"INSERT INTO review_decision (id, item_id, verdict, decided_by, note, facts, decided_at) VALUES ({40 + place}, {20 + place}, 'rejected', 'Ada', '', '{{}}', {WHEN})"
            for place in range(1, len(kinds), 2)
        ),
        "INSERT INTO collision_log (id, run_key, jd_id, title, title_key, role_slugs, chosen_slug) VALUES (7, 12, 2, 'Oven Hand', 'oven hand', '[\"x\"]', NULL)",
        f"{call} (61, 'c1', 'r1', 'parse', 'm', 'h', 1, 1, 0.5, 'ok', '{{}}', {WHEN})",
        f"{found} (71, 'zig', NULL, 'rules', 'keep', '{{}}', 'r1', {WHEN})",
        f"{label}) VALUES (81, 1, 'role', 'nurse', 'r1', 'Ada', 'n', {WHEN}), (82, 2, 'unsure', NULL, NULL, 'Bob', '', {WHEN})",
        f"INSERT INTO config_change (id, entry_id, changes, reason, before_hash, after_hash, metrics, changed_at) VALUES (91, 'x', '{{}}', 'r', 'a', 'b', '{{}}', {WHEN})",
    ]  # fmt: skip
    if version >= "0003":
        made += [
            f"{call} (62, 'c1', 'r2', 'parse', 'm', 'h', 1, 1, 0.5, 'ok', '{{}}', {WHEN})",
            f"{found} (72, 'zig', NULL, 'rules', 'keep', '{{}}', 'r2', {WHEN})",
            "UPDATE run SET details = '{\"d\": 1}', linked = '{\"l\": 2}' WHERE id = 11",
        ]
    if version >= "0004":
        made += [
            f"{label}, takes_back) VALUES (83, 1, 'withdrawn', NULL, NULL, 'Ada', '', {WHEN}, 81)",
            f"INSERT INTO annotation (id, kind, jd_id, jd_name, label_id, text, facts, said_by, said_at) VALUES (95, 'relabel', 1, 'a', 83, 't', '{{}}', 'Ada', {WHEN})",
        ]  # fmt: skip
    return made


def read(engine) -> tuple[Rows, dict[str, list[str]]]:
    """Every row of every table, and the tables' columns."""
    with engine.connect() as connection:
        seen = inspect(connection)
        columns = {
            table: sorted(column["name"] for column in seen.get_columns(table))
            for table in seen.get_table_names()
            if table != VERSION_TABLE
        }
        rows = {
            table: Counter(
                tuple(map(repr, row))
                for row in connection.execute(text(f"SELECT {', '.join(names)} FROM {table}"))
            )
            for table, names in columns.items()
        }
    return rows, columns


def held(rows: Rows, columns: dict[str, list[str]], version: str, there: dict[str, list[str]]) -> Rows:
    """What of some rows a version can hold, in the columns that it has."""
    kinds = {repr(kind) for since in VERSIONS if since <= version for kind in KINDS[since]}

    def value(table: str, row: tuple, name: str) -> str:
        return row[columns[table].index(name)]

    items = {
        value("review_item", row, "id")
        for row in rows["review_item"]
        if value("review_item", row, "kind") in kinds
    }

    def stays(table: str, row: tuple) -> bool:
        if table == "review_item":
            return value(table, row, "id") in items
        if table in {"review_sighting", "review_decision"}:
            return value(table, row, "item_id") in items
        if version < "0003" and table in {"llm_call", "skill_enrichment"}:
            return value(table, row, "id") not in {"62", "72"}  # the second of two that were one
        return True

    found: Rows = {}
    for table, names in there.items():
        if table not in columns:
            continue
        shared = [name for name in columns[table] if name in names]
        found[table] = Counter()
        for row, count in rows[table].items():
            if stays(table, row):
                told = tuple(value(table, row, name) for name in shared)
                if table == "label" and version < "0004":
                    told = tuple("'unsure'" if one == "'withdrawn'" else one for one in told)
                found[table][told] += count
    return found


def unexplained(expected: Rows, there: Rows) -> list[str]:
    """Rows that are not as they should be; logged collisions become review items from version 2 on."""
    found = []
    for table in expected:
        lost, more = expected[table] - there[table], there[table] - expected[table]
        found += [f"{table} lost {row}" for row in lost]
        if table not in {"review_item", "review_sighting"}:
            found += [f"{table} has more: {row}" for row in more]
        elif sum(more.values()) > 1 or (more and "oven hand" not in str(more).casefold()):
            found.append(f"{table} has more: {more}")
    return found


@pytest.mark.parametrize("start", VERSIONS)
def test_what_a_version_can_hold_comes_through_every_other(fresh_database, start):
    engine = open_database(fresh_database(with_little_catalog))
    assert downgrade(engine, to=start) == {}
    with write_transaction(engine) as connection:
        for statement in statements(start):
            connection.execute(text(statement.replace(":", "\\:")))
    rows, columns = read(engine)
    upgrade(engine)
    there, newest = read(engine)
    assert unexplained(held(rows, columns, NEWEST, newest), held(there, newest, NEWEST, columns)) == []
    for version in VERSIONS[::-1]:
        downgrade(engine, to=version)
        there, older = read(engine)
        expected = held(rows, columns, version, older)
        assert unexplained(expected, held(there, older, version, columns)) == []
        # Up again, and back to where it was: nothing more is lost by trying.
        upgrade(engine)
        with engine.connect() as connection:
            assert schema_differences(connection) == []
        downgrade(engine, to=version)
        again, _ = read(engine)
        assert again == there
        with engine.connect() as connection:
            assert schema_version(connection) == version
    engine.dispose()


def test_going_back_tells_what_it_forgot(fresh_database):
    engine = open_database(fresh_database(with_little_catalog))
    with write_transaction(engine) as connection:
        for statement in statements(NEWEST):
            connection.execute(text(statement.replace(":", "\\:")))
    rows = row_count(all_rows(engine))
    assert downgrade(engine, to="0003") == {"annotation": 1, "label.takes_back": 1}
    assert downgrade(engine, to="0002") == {
        "run.details": 1, "run.linked": 1, "llm_call": 1, "skill_enrichment": 1,
        "review_item": 1, "review_sighting": 1, "review_decision": 1,
    }  # fmt: skip
    assert downgrade(engine, to="0001") == {"review_item": 2, "review_sighting": 2, "review_decision": 1}
    left = downgrade(engine)
    assert left["jd"] == 2
    assert sum(left.values()) == rows - 11
    assert downgrade(engine) == {}
    engine.dispose()


@pytest.mark.parametrize("to", ["0004", "9999", ""])
def test_going_back_to_what_lies_ahead_is_refused_and_changes_nothing(fresh_database, to):
    engine = open_database(fresh_database(with_little_catalog))
    downgrade(engine, to="0002")
    before = read(engine)
    with pytest.raises(
        DatabaseError, match=rf"version '0002', from which none goes back to '{to}'.*0001, base"
    ):
        downgrade(engine, to=to)
    assert read(engine) == before
    engine.dispose()


def test_a_failure_on_the_way_leaves_all_as_it_was(fresh_database, monkeypatch):
    from jdwork.database import migrate

    engine = open_database(fresh_database(with_little_catalog))
    before = all_rows(engine)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "_forgotten", fail)
    with pytest.raises(KeyboardInterrupt):
        downgrade(engine, to="0001")
    assert differences(before, all_rows(engine)) == []
    with engine.connect() as connection:
        assert schema_version(connection) == NEWEST
    engine.dispose()
