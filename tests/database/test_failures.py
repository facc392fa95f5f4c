"""What goes wrong outside the program is told in plain words, leaves nothing half-written, and passes."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from sqlalchemy import event, insert, select, text

from jdwork.database import engine as engine_module
from jdwork.database.engine import open_database
from jdwork.database.tables import JdRow
from jdwork.database.transactions import read_transaction, write, write_transaction
from jdwork.errors import DatabaseError
from jdwork.record import record
from tests.fresh_databases import postgres_databases, with_tables
from tests.record.compared import all_rows, differences
from tests.record.factory import SETTINGS, with_little_catalog
from tests.record.together import record_one_by_one
from tests.record.traffic import traffic_record


def add(connection, name: str) -> None:
    connection.execute(insert(JdRow), {"content_hash": name, "title": None, "text": "x" * 3000})


def names(engine) -> list[str]:
    with read_transaction(engine) as connection:
        return sorted(connection.scalars(select(JdRow.content_hash)))


def test_a_full_disk_leaves_nothing_half_written(sqlite_files, tmp_path):
    engine = open_database(sqlite_files.filled(with_little_catalog, tmp_path / "db.sqlite"))
    limit = 1_000_000

    # SQLite says of a file that may not grow what it says of a disk that is full.
    @event.listens_for(engine, "begin")
    def bound(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

    with engine.connect() as connection:
        limit = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 2
    numbers = iter(range(100))
    whole = []
    with pytest.raises(DatabaseError, match=r"The disk is full; nothing was written\. Free some space"):
        while True:
            before = all_rows(engine)
            whole.append(next(numbers))
            record(traffic_record(whole[-1]), engine, settings=SETTINGS)
    assert differences(before, all_rows(engine)) == []
    limit = 1_000_000
    record(traffic_record(whole[-1]), engine, settings=SETTINGS)
    alone = open_database(sqlite_files.filled(with_little_catalog, tmp_path / "alone.sqlite"))
    record_one_by_one(alone, whole, frozenset(whole))
    assert differences(all_rows(engine), all_rows(alone)) == []
    alone.dispose()
    engine.dispose()


def test_a_lock_that_another_holds_is_told_and_passes(sqlite_files, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.05)
    path = tmp_path / "db.sqlite"
    engine = open_database(sqlite_files.filled(with_little_catalog, path))
    before = all_rows(engine)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"nothing was written\. Try again"):
        record(traffic_record(1), engine, settings=SETTINGS)
    with pytest.raises(DatabaseError, match="stayed locked by another process"), write_transaction(engine):
        pass
    assert differences(before, all_rows(engine)) == []  # a reader is let in
    holder.execute("ROLLBACK")
    holder.close()
    assert record(traffic_record(1), engine, settings=SETTINGS).centroid_updated
    engine.dispose()


def test_connections_that_are_all_in_use_are_told_and_come_back(database_url):
    engine = open_database(database_url)
    engine.pool._timeout = 0.05
    held = []
    with pytest.raises(DatabaseError, match=r"All connections of this program .* are in use\. Do less at on"):
        for _ in range(100):
            opened = read_transaction(engine)
            opened.__enter__()
            held.append(opened)
    assert held
    with pytest.raises(DatabaseError, match="are in use"):
        write(engine, lambda connection: add(connection, "never"))
    for opened in held:
        opened.__exit__(None, None, None)
    write(engine, lambda connection: add(connection, "after"))
    assert names(engine) == ["after"]
    engine.dispose()


@pytest.mark.postgres
class TestAServer:
    @pytest.fixture
    def engine(self, postgres_server, postgres_url):
        with_little_catalog(postgres_url)
        opened = open_database(postgres_url)
        yield opened
        opened.dispose()

    def end(self, postgres_server, engine) -> None:
        """End all connections of a database, as an administrator does."""
        postgres_server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{engine.url.database}' AND pid <> pg_backend_pid()"
        )

    def test_a_connection_that_is_ended_at_any_statement_leaves_nothing(self, postgres_server, engine):
        before = all_rows(engine)
        one = traffic_record(1)
        for fatal in (2, 8, 14):
            left = [fatal]

            def cut(*_, left=left):
                left[0] -= 1
                if left[0] == 0:
                    self.end(postgres_server, engine)

            event.listen(engine, "before_cursor_execute", cut)
            with pytest.raises(DatabaseError, match=r"ended the connection.*doing it again is safe"):
                record(one, engine, settings=SETTINGS)
            event.remove(engine, "before_cursor_execute", cut)
            assert differences(before, all_rows(engine)) == []
        assert record(one, engine, settings=SETTINGS).centroid_updated

    def test_connections_that_were_ended_while_idle_are_not_noticed(self, postgres_server, engine):
        assert names(engine) == []
        self.end(postgres_server, engine)
        assert names(engine) == []

    def test_a_statement_that_is_cancelled_is_told(self, engine):
        with (
            pytest.raises(DatabaseError, match="The server cancelled the statement"),
            read_transaction(engine) as connection,
        ):
            connection.execute(text("SET LOCAL statement_timeout = 20"))
            connection.execute(text("SELECT pg_sleep(5)"))

    def test_a_database_that_takes_no_writes_says_so(self, postgres_server, engine):
        before = all_rows(engine)
        name = engine.url.database
        postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        engine.dispose()
        with pytest.raises(DatabaseError, match=r"The server takes no writes: .*read-only.*primary server"):
            record(traffic_record(1), engine, settings=SETTINGS)
        assert differences(before, all_rows(engine)) == []
        postgres_server.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        engine.dispose()
        assert record(traffic_record(1), engine, settings=SETTINGS).centroid_updated

    def test_a_user_without_the_right_is_told(self, engine):
        with write_transaction(engine) as connection:
            connection.execute(text(f"CREATE ROLE reader_of_{engine.url.database}"))
            connection.execute(text(f"GRANT SELECT ON jd TO reader_of_{engine.url.database}"))
        with (
            pytest.raises(DatabaseError, match=r"may not do this: permission denied.*Give that user the ri"),
            write_transaction(engine) as connection,
        ):
            connection.execute(text(f"SET LOCAL ROLE reader_of_{engine.url.database}"))
            add(connection, "never")
        assert names(engine) == []

    def test_a_server_without_room_for_another_connection_says_so(self, postgres_server, engine):
        name = engine.url.database
        engine.dispose()
        postgres_server.execute(f"CREATE ROLE guest_{name} LOGIN CONNECTION LIMIT 1")
        postgres_server.execute(f"GRANT pg_read_all_data TO guest_{name}")
        url = engine.url.set(username=f"guest_{name}").render_as_string(hide_password=False)
        one = open_database(url)
        with one.connect(), pytest.raises(DatabaseError, match=r"no connection left.*max_connections"):
            open_database(url)
        postgres_server.execute(f"ALTER ROLE guest_{name} CONNECTION LIMIT 5")
        open_database(url).dispose()
        one.dispose()


@pytest.mark.postgres
@pytest.mark.processes
def test_a_server_that_is_killed_in_the_middle_comes_back_with_what_was_committed():
    with postgres_databases() as server:
        url = server.filled(with_tables)
        engine = open_database(url)
        write(engine, lambda connection: add(connection, "before"))
        begun, killed = threading.Event(), threading.Event()

        def kill() -> None:
            begun.wait(30)
            server.crash()
            killed.set()

        killer = threading.Thread(target=kill)
        killer.start()
        with (
            pytest.raises(DatabaseError, match=r"ended the connection.*then try again"),
            write_transaction(engine) as connection,
        ):
            add(connection, "never")
            begun.set()
            killed.wait(60)
            add(connection, "never either")
        killer.join()
        with pytest.raises(DatabaseError, match=r"Check that it runs|starting or stopping"):
            names(engine)
        server.start_again()
        assert names(engine) == ["before"]
        write(engine, lambda connection: add(connection, "then"))
        assert names(engine) == ["before", "then"]
        engine.dispose()
