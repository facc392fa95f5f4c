from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, insert, select, text

from jdwork.catalog import (
    CatalogSnapshot,
    build_catalog,
    load_catalog_files,
    load_snapshot,
    store_snapshot,
)
from jdwork.database.engine import open_database
from jdwork.database.tables import CatalogStateRow, RoleAliasRow, RoleRow, RoleSkillRow, SkillRow
from jdwork.database.transactions import read_transaction, write_transaction
from jdwork.errors import CatalogError
from tests.catalog.tiny import edited, snapshots, write_catalog


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_database(database_url)
    yield made
    made.dispose()


def rows(engine: Engine, *columns: Any, **where: Any) -> list[tuple[Any, ...]]:
    with read_transaction(engine) as connection:
        # Without an order, a server may return rows in any.
        return sorted(
            (tuple(row) for row in connection.execute(select(*columns).filter_by(**where))), key=repr
        )


def test_the_database_gives_back_what_the_files_hold(tmp_path: Path, engine: Engine) -> None:
    folder = write_catalog(tmp_path / "catalog")
    report = build_catalog(folder, engine)
    assert report.changed
    assert report.added["role"] == report.counts["roles"] == 2
    assert load_snapshot(engine) == load_catalog_files(folder)
    assert load_snapshot(engine).content_hash == report.content_hash


def test_nothing_is_read_twice_while_no_file_changes(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_catalog(tmp_path / "catalog")
    first = build_catalog(folder, engine)
    monkeypatch.setattr("jdwork.catalog.build.load_catalog_files", lambda folder: pytest.fail("read again"))
    again = build_catalog(folder, engine)
    assert not again.changed
    assert again.content_hash == first.content_hash


def test_a_change_of_layout_only_writes_no_entry(tmp_path: Path, engine: Engine) -> None:
    build_catalog(write_catalog(tmp_path / "catalog"), engine)
    (before,) = rows(engine, CatalogStateRow.generation, CatalogStateRow.files_hash)
    layout = edited("domains.yaml", "aliases: [cooking]", "aliases: [ cooking ] # fine")
    report = build_catalog(write_catalog(tmp_path / "catalog", layout), engine)
    assert not report.changed
    (after,) = rows(engine, CatalogStateRow.generation, CatalogStateRow.files_hash)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_an_edit_writes_only_what_it_touches_and_keeps_all_keys(tmp_path: Path, engine: Engine) -> None:
    build_catalog(write_catalog(tmp_path / "catalog"), engine)
    keys = rows(engine, RoleRow.slug, RoleRow.id)
    change = edited("roles/kitchen/baker.yaml", "name: Baker", "name: Master Baker")
    report = build_catalog(write_catalog(tmp_path / "catalog", change), engine)
    assert report.updated == {"role": 1, "role_alias": 1}
    assert report.retired == {}
    assert rows(engine, RoleRow.slug, RoleRow.id) == keys
    assert load_snapshot(engine).role("baker").display_name == "Master Baker"


def test_a_role_that_vanishes_is_retired_and_comes_back_as_itself(tmp_path: Path, engine: Engine) -> None:
    build_catalog(write_catalog(tmp_path / "all"), engine)
    keys = rows(engine, RoleRow.slug, RoleRow.id)
    report = build_catalog(write_catalog(tmp_path / "fewer", {"roles/hall/waiter.yaml": None}), engine)
    assert report.retired == {"role": 1}
    assert rows(engine, RoleRow.retired, slug="waiter") == [(True,)]
    assert [role.slug for role in load_snapshot(engine).roles] == ["baker"]
    report = build_catalog(tmp_path / "all", engine)
    assert report.updated == {"role": 1}
    assert rows(engine, RoleRow.slug, RoleRow.id) == keys
    assert load_snapshot(engine) == load_catalog_files(tmp_path / "all")


def test_ids_that_shift_in_the_files_move_no_database_key(tmp_path: Path, engine: Engine) -> None:
    build_catalog(write_catalog(tmp_path / "catalog"), engine)
    ((key, number),) = rows(engine, RoleRow.id, RoleRow.catalog_id, slug="waiter")
    earlier = (
        (tmp_path / "catalog/roles/hall/waiter.yaml").read_text().replace("slug: waiter", "slug: cashier")
    )
    (tmp_path / "catalog/roles/hall/cashier.yaml").write_text(earlier.replace("[server]", "[till]"))
    build_catalog(tmp_path / "catalog", engine)
    assert rows(engine, RoleRow.id, RoleRow.catalog_id, slug="waiter") == [(key, number + 1)]


def test_recorded_links_are_neither_read_nor_removed(tmp_path: Path, engine: Engine) -> None:
    folder = write_catalog(tmp_path / "catalog")
    build_catalog(folder, engine)
    ((role,),) = rows(engine, RoleRow.id, slug="waiter")
    ((skill,),) = rows(engine, SkillRow.id, slug="oven")
    with write_transaction(engine) as connection:
        connection.execute(
            insert(RoleSkillRow).values(
                role_id=role, skill_id=skill, source="pending", position=0, weight=0.5
            )
        )
        connection.execute(insert(RoleAliasRow).values(role_id=role, source="run", position=0, text="garçon"))
    assert load_snapshot(engine) == load_catalog_files(folder)
    change = edited("roles/hall/waiter.yaml", "[server]", "[steward]")
    build_catalog(write_catalog(tmp_path / "catalog", change), engine)
    assert rows(engine, RoleAliasRow.text, source="run") == [("garçon",)]
    assert rows(engine, RoleSkillRow.skill_id, source="pending") == [(skill,)]


def test_files_with_problems_leave_the_database_as_it_was(tmp_path: Path, engine: Engine) -> None:
    folder = write_catalog(tmp_path / "catalog")
    build_catalog(folder, engine)
    before = load_snapshot(engine)
    (folder / "roles/hall/waiter.yaml").write_text("slug: waiter\n")
    with pytest.raises(CatalogError):
        build_catalog(folder, engine)
    assert load_snapshot(engine) == before


def test_a_build_that_breaks_off_writes_nothing(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_catalog(tmp_path / "catalog")

    def break_off(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jdwork.catalog.store._write_redirects", break_off)
    with pytest.raises(KeyboardInterrupt):
        build_catalog(folder, engine)
    assert rows(engine, RoleRow.id) == []
    with pytest.raises(CatalogError, match="holds no catalog yet"):
        load_snapshot(engine)


def test_tables_changed_behind_our_back_are_noticed_and_mended_by_force(
    tmp_path: Path, engine: Engine
) -> None:
    folder = write_catalog(tmp_path / "catalog")
    build_catalog(folder, engine)
    with write_transaction(engine) as connection:
        connection.execute(text("UPDATE role SET display_name = 'Breaker' WHERE slug = 'baker'"))
    with pytest.raises(CatalogError, match="no longer fit the hash"):
        load_snapshot(engine)
    assert build_catalog(folder, engine, force=True).updated == {"role": 1}
    assert load_snapshot(engine).role("baker").display_name == "Baker"


def test_progress_ends_at_one(tmp_path: Path, engine: Engine) -> None:
    told: list[tuple[str, float]] = []
    build_catalog(
        write_catalog(tmp_path / "catalog"), engine, progress=lambda step, share: told.append((step, share))
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)


def test_a_snapshot_without_hash_gets_one(tmp_path: Path, engine: Engine) -> None:
    snapshot = load_catalog_files(write_catalog(tmp_path / "catalog"))
    assert store_snapshot(replace(snapshot, content_hash=""), engine).content_hash == snapshot.content_hash


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(snapshot=snapshots())
def test_any_catalog_can_take_the_place_of_any_other(snapshot: CatalogSnapshot, engine: Engine) -> None:
    """Every example is written over the one before it."""
    store_snapshot(snapshot, engine)
    assert load_snapshot(engine) == snapshot


def build_both(folders: list[Path], url: str) -> None:
    engines = [open_database(url) for _ in folders]
    with ThreadPoolExecutor(len(folders)) as pool:
        list(pool.map(build_catalog, folders, engines))
    loaded = load_snapshot(engines[0])
    assert loaded in [load_catalog_files(folder) for folder in folders]
    for engine in engines:
        engine.dispose()


def test_builders_at_once_leave_one_whole_catalog(tmp_path: Path, database_url: str) -> None:
    folders = [
        write_catalog(tmp_path / "a"),
        write_catalog(tmp_path / "b", {"roles/hall/waiter.yaml": None}),
        write_catalog(tmp_path / "c", edited("domains.yaml", "Kitchen", "Bakery")),
    ]
    build_both(folders, database_url)
