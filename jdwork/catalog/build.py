"""From the catalog files and what reviewers approved into the database, in one transaction."""

from __future__ import annotations

import hashlib
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text, update

from jdwork import __version__
from jdwork.catalog.approved import ApprovedEdit, apply_approved, approved_digest, approved_edits
from jdwork.catalog.canonical import FORMAT, with_hash
from jdwork.catalog.counts import catalog_counts
from jdwork.catalog.files import files_hash as hash_files
from jdwork.catalog.files import load_catalog_files
from jdwork.catalog.snapshot import CatalogSnapshot
from jdwork.catalog.store import write_snapshot
from jdwork.catalog.table_sync import TableSync, core
from jdwork.database.columns import now
from jdwork.database.tables import CatalogStateRow
from jdwork.database.transactions import read_transaction, write
from jdwork.errors import JdworkWarning

Progress = Callable[[str, float], None]
"""Called with the name of a step and the share of the whole that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Parameters
    ----------
    content_hash
        Of the catalog that the database now holds.
    changed
        Whether any entry was written; False where the database was up to date.
    counts
        Size of the catalog, as `catalog_counts` gives it; empty where the files were not even read.
    added, updated, retired
        Number of rows per table. Entries that vanished from the files are retired, not deleted, so
        that what points to them stays whole.
    seconds
        Time taken.
    skipped
        A sentence for each approved review item that no longer fits the files and was left out.
    """

    content_hash: str
    changed: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, int] = field(default_factory=dict)
    retired: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    skipped: tuple[str, ...] = ()


def build_catalog(
    folder: str | Path, engine: Engine, *, force: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the database's catalog up to date with the files and the approved review items.

    An approved item that no longer fits is left out with a `JdworkWarning`; the build goes on.

    Parameters
    ----------
    folder
        The catalog folder.
    engine
        The database, its schema in place.
    force
        Compare every row even where the hashes say that nothing changed.
    progress
        Told about each step.

    Returns
    -------
    BuildReport

    Raises
    ------
    CatalogError
        If the files have problems; the database is then left as it was.
    """
    started = time.perf_counter()
    tell = progress or _silent
    tell("looking for changes", 0.0)
    digest = hash_files(folder)
    with read_transaction(engine) as connection:
        state = _state(connection)
        approved = approved_edits(connection)
    touched = _versioned(digest, approved)
    if state is not None and state.files_hash == touched and not force:
        tell("up to date", 1.0)
        return BuildReport(state.content_hash, changed=False, seconds=time.perf_counter() - started)
    tell("reading files", 0.05)
    applied = apply_approved(load_catalog_files(folder), approved)
    for skipped in applied.skipped:
        warnings.warn(skipped, JdworkWarning, stacklevel=2)
    report = store_snapshot(applied.snapshot, engine, files_hash=touched, force=force, progress=tell)
    return replace(report, seconds=time.perf_counter() - started, skipped=applied.skipped)


def store_snapshot(
    snapshot: CatalogSnapshot,
    engine: Engine,
    *,
    files_hash: str = "",
    force: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Write a catalog into the database, keeping the keys of all entries that stay.

    Parameters
    ----------
    snapshot
        The catalog, its ``content_hash`` filled in.
    engine
        The database, its schema in place.
    files_hash
        Hash of the files it was read from, if any.
    force
        Compare every row even where the content hash is the same.
    progress
        Told about each step.

    Returns
    -------
    BuildReport
    """
    started = time.perf_counter()
    tell = progress or _silent
    if not snapshot.content_hash:
        snapshot = with_hash(snapshot)
    counts = catalog_counts(snapshot)

    def bring_up_to_date(connection: Connection) -> TableSync:
        _one_builder_at_a_time(connection)
        state = _state(connection)
        same = state is not None and state.content_hash == snapshot.content_hash
        sync = TableSync(connection)
        if force or not same:
            write_snapshot(sync, snapshot, tell=tell)
        values: dict[str, Any] = {
            "content_hash": snapshot.content_hash,
            "files_hash": files_hash,
            "counts": counts,
        }
        table = core(CatalogStateRow)
        if state is None:
            connection.execute(insert(table).values(id=1, generation=1, built_at=now(), **values))
        elif sync.changed or not same:
            values["generation"] = state.generation + 1
            connection.execute(update(table).values(built_at=now(), **values))
        elif state.files_hash != files_hash:
            connection.execute(update(table).values(files_hash=files_hash))
        return sync

    sync = write(engine, bring_up_to_date)
    tell("done", 1.0)
    return BuildReport(
        snapshot.content_hash,
        changed=sync.changed,
        counts=counts,
        added=dict(sync.added),
        updated=dict(sync.updated),
        retired=dict(sync.retired),
        seconds=time.perf_counter() - started,
    )


def _silent(step: str, share: float) -> None:
    """Say nothing."""


def _state(connection: Connection) -> Any:
    return connection.execute(select(core(CatalogStateRow))).one_or_none()


def _one_builder_at_a_time(connection: Connection) -> None:
    # SQLite has one writer at a time anyway; readers are not held up on either.
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE catalog_state IN SHARE ROW EXCLUSIVE MODE"))


def _versioned(digest: str, approved: Sequence[ApprovedEdit]) -> str:
    """Another version of the code may read the same bytes differently."""
    parts = (__version__, str(FORMAT), digest, approved_digest(approved))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
