from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from jdwork.database import transactions
from jdwork.database.engine import open_database
from jdwork.database.tables import JdRow
from jdwork.database.transactions import Vanished, read_transaction, safe_url, write, write_transaction
from jdwork.errors import DatabaseError


@pytest.fixture
def engine(database_url):
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(autouse=True)
def little_waiting(monkeypatch):
    brief = SimpleNamespace(sleep=lambda seconds: time.sleep(min(seconds, 0.1)))
    monkeypatch.setattr(transactions, "time", brief)


def add(connection, name: str) -> None:
    connection.execute(insert(JdRow), {"content_hash": name, "title": None, "text": ""})


def names(engine) -> list[str]:
    with read_transaction(engine) as connection:
        return sorted(connection.scalars(select(JdRow.content_hash)))


def test_a_write_is_kept_when_the_block_ends_and_dropped_when_it_raises(engine):
    with write_transaction(engine) as connection:
        add(connection, "kept")
    with pytest.raises(ZeroDivisionError), write_transaction(engine) as connection:
        add(connection, "dropped")
        raise ZeroDivisionError
    assert names(engine) == ["kept"]


def test_reading_changes_nothing(engine):
    with read_transaction(engine) as connection:
        add(connection, "dropped")
    assert names(engine) == []


def test_work_is_done_again_from_the_start_when_a_row_vanished(engine):
    tries = []

    def work(connection):
        add(connection, "once")
        tries.append(1)
        if len(tries) < 3:
            raise Vanished
        return "done"

    assert write(engine, work) == "done"
    assert names(engine) == ["once"]


def test_giving_up_says_so_and_leaves_nothing(engine):
    def work(connection):
        add(connection, "never")
        raise Vanished

    with pytest.raises(
        DatabaseError, match=r"got in the way 3 times in a row; nothing was written\. Try again"
    ):
        write(engine, work, attempts=3)
    assert names(engine) == []


def test_faults_of_the_program_pass_through_at_once(engine):
    tries = []

    def work(connection):
        tries.append(1)
        add(connection, "same")
        add(connection, "same")

    with pytest.raises(IntegrityError):
        write(engine, work)
    assert len(tries) == 1


def test_sqlite_writers_take_the_lock_before_they_read(sqlite_url):
    engine = open_database(sqlite_url)
    begun = []
    event.listen(
        engine, "before_cursor_execute", lambda *args: begun.append(args[2]) if "BEGIN" in args[2] else None
    )
    with write_transaction(engine) as connection:
        connection.execute(select(JdRow.id)).all()
        with read_transaction(engine) as reader:  # a reader is let in beside the writer
            assert reader.execute(select(JdRow.id)).all() == []
    assert begun == ["BEGIN IMMEDIATE", "BEGIN"]
    engine.dispose()


@pytest.mark.postgres
def test_a_deadlock_is_tried_again(postgres_url):
    engine = open_database(postgres_url)
    with write_transaction(engine) as connection:
        add(connection, "a")
        add(connection, "b")
    meet = threading.Barrier(2)
    tries = []

    def update(order: str):
        first_time = [True]

        def work(connection):
            tries.append(order)
            for name in order:
                connection.execute(
                    text("UPDATE jd SET text = text || :order WHERE content_hash = :name"),
                    {"order": order, "name": name},
                )
                if first_time[0]:
                    first_time[0] = False
                    meet.wait()

        write(engine, work)

    threads = [threading.Thread(target=update, args=(order,)) for order in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tries) > 2
    with engine.connect() as connection:
        texts = connection.scalars(select(JdRow.text)).all()
    assert [sorted(each) for each in texts] == [list("aabb")] * 2
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s3cret@host/name", "postgresql://me:***@host/name"),
        ("postgresql://host/name?password=s3cret&user=me", "postgresql://host/name?password=***&user=me"),
        ("sqlite:////a/b.sqlite", "sqlite:////a/b.sqlite"),
    ],
)
def test_addresses_are_shown_without_password(url, shown):
    assert safe_url(make_url(url)).replace("%2A", "*") == shown
