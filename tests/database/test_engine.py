from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from jdwork.database import engine as engine_module
from jdwork.database.engine import open_database
from jdwork.database.migrate import downgrade
from jdwork.database.transactions import write_transaction
from jdwork.errors import DatabaseError


def said(url: str, **how: bool) -> str:
    """What opening says when it fails."""
    with pytest.raises(DatabaseError) as caught:
        open_database(url, **how)
    return str(caught.value)


def test_the_folder_and_the_file_are_made(sqlite_url, tmp_path):
    open_database(sqlite_url).dispose()
    assert (tmp_path / "state" / "jdwork.sqlite").is_file()


def test_sqlite_checks_foreign_keys_and_lets_readers_in(sqlite_url):
    engine = open_database(sqlite_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 1
    with pytest.raises(IntegrityError), write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO role_centroid VALUES (7, 'e', 1, 1, x'00')"))
    engine.dispose()


def test_a_database_in_memory_is_one_database_for_all_connections():
    engine = open_database("sqlite://")
    with write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO jd (content_hash, text) VALUES ('h', 't')"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM jd")).scalar_one() == 1


def test_opening_again_keeps_what_is_there(database_url):
    engine = open_database(database_url)
    with write_transaction(engine) as connection:
        connection.execute(text("INSERT INTO jd (content_hash, text) VALUES ('h', 't')"))
    again = open_database(database_url, create=False)
    with again.connect() as connection:
        assert connection.execute(text("SELECT content_hash FROM jd")).scalar_one() == "h"
    engine.dispose()
    again.dispose()


def test_without_create_nothing_is_made(sqlite_url, tmp_path):
    assert "There is no database here. Make one with 'jdwork catalog build'" in said(sqlite_url, create=False)
    assert list(tmp_path.iterdir()) == []


def test_without_create_a_database_without_tables_is_refused(database_url):
    engine = open_database(database_url)
    downgrade(engine)
    engine.dispose()
    assert "no jdwork tables. Run 'jdwork catalog build' once" in said(database_url, create=False)


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, not a database. " * 100)
    assert "notes.txt: The file is not an SQLite database. Point JDWORK_DATABASE_URL" in said(
        f"sqlite:///{path}"
    )
    assert "is not an SQLite database" in said(f"sqlite:///{path}", create=False)


def test_a_folder_instead_of_a_file(tmp_path):
    assert "This is a folder, not a database file. Name a file in it" in said(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    assert "The folder of the database cannot be made" in said(f"sqlite:///{tmp_path / 'file' / 'db.sqlite'}")


def test_a_database_that_may_only_be_read(tmp_path):
    path = tmp_path / "db.sqlite"
    open_database(f"sqlite:///{path}").dispose()
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    engine = open_database(url, create=False)
    with (
        pytest.raises(DatabaseError, match=r"may not be written to.*write permission"),
        write_transaction(engine) as connection,
    ):
        connection.execute(text("INSERT INTO jd (content_hash, text) VALUES ('h', 't')"))
    engine.dispose()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no POSIX permissions on this system")
def test_a_folder_that_may_not_be_written_to(tmp_path):
    open_database(f"sqlite:///{tmp_path / 'db.sqlite'}").dispose()  # loads what is loaded late
    # Not below pytest's own folder, which is closed to others; root steps down, as it may write anywhere.
    folder = Path(tempfile.mkdtemp(prefix="jdwork-read-only-"))
    folder.chmod(0o555)
    was = os.geteuid()
    try:
        if was == 0:
            os.seteuid(65534)
        message = said(f"sqlite:///{folder / 'db.sqlite'}")
    finally:
        if was == 0:
            os.seteuid(0)
        shutil.rmtree(folder)
    assert "Check" in message


def test_a_file_that_stays_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.2)
    path = tmp_path / "db.sqlite"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("CREATE TABLE held (x)")
    assert "stayed locked by another process. Wait until that process is done" in said(f"sqlite:///{path}")
    holder.close()


def test_a_server_that_does_not_answer():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        message = said(f"postgresql://me:s3cret@127.0.0.1:{port}/jobs")
    assert "The server cannot be used" in message
    assert "Check that it runs" in message
    assert "s3cret" not in message
    assert f"127.0.0.1:{port}/jobs" in message


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have(postgres_url):
    message = said(postgres_url.replace("/test_", "/absent_"))
    assert "The server has no such database" in message
    assert "createdb" in message


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:s3cret@host/name",
        "postgresql://me:s3cret@host:port/name",
        "not an address s3cret",
        "",
        "postgresql+nonsense://me:s3cret@host/name",
    ],
)
def test_addresses_that_make_no_sense_are_explained_without_the_password(url):
    message = said(url)
    assert "sqlite:///PATH or postgresql://" in message
    assert "s3cret" not in message


def test_a_password_in_the_query_is_hidden_too():
    message = said("postgresql://127.0.0.1:1/jobs?password=s3cret")
    assert "s3cret" not in message


def test_a_missing_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'jdwork[postgres]'" in said("postgresql://host/name")


def test_importing_and_opening_loads_no_migrations_and_nothing_heavy(sqlite_url):
    open_database(sqlite_url).dispose()
    script = (
        "import sys; from jdwork.database.engine import open_database; "
        f"open_database({sqlite_url!r}).dispose(); "
        "print(sorted({'alembic', 'torch', 'pandas', 'pyarrow', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
