"""What is wrong with a workspace: settings, catalog, database, caches, what stopped processes left, runs."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jdwork.atomic_file import replace_file
from jdwork.doctor.cache_checks import examine_caches
from jdwork.doctor.problem import Problem, removing
from jdwork.errors import JdworkError
from jdwork.runs.doctor import Finding, examine_runs
from jdwork.runs.doctor import mend as mend_run
from jdwork.workspace import Workspace

LEFTOVER_SECONDS = 3600
"""Age from which a hidden file of a write counts as left behind: no write takes as long."""


def examine_workspace(workspace: Workspace) -> list[Problem]:
    """Look at all that a workspace keeps; nothing is changed.

    Locks need no look: the system frees those of processes that ended, and their empty files stay.

    Parameters
    ----------
    workspace
        The workspace.
    """
    return [
        *_of_settings(workspace),
        *_of_catalog(workspace),
        *_of_database(workspace),
        *examine_caches(workspace.state, vector_bytes=_vector_bytes(workspace)),
        *_leftovers(workspace),
        *(_of_run(one, workspace) for one in examine_runs(workspace.runs)),
    ]


def _of_error(error: JdworkError, place: Path | str, meaning: str) -> Problem:
    what = error.problem[:1].lower() + error.problem[1:].rstrip(".")
    return Problem(error.where or str(place), f"says: {what}", meaning, error.hint or "Mend it by hand.")


def _of_settings(workspace: Workspace) -> Iterator[Problem]:
    from jdwork.config import load_settings
    from jdwork.config.history import history_path, read_history

    try:
        load_settings(workspace.config)
    except JdworkError as error:
        yield _of_error(error, workspace.config, "No command that needs settings runs.")
    history = history_path(workspace.config)
    try:
        content = history.read_bytes()
    except OSError:
        return
    if content and not content.endswith(b"\n"):
        yield Problem(
            str(history),
            "ends in a torn line",
            "A write was stopped; the change it was to tell of never came about.",
            "cuts the torn line off",
            partial(_cut_torn_line, history),
        )
    # Reading settles what a crash left open, which writes: a copy is read.
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / workspace.config.name
        shutil.copyfile(workspace.config, copy)
        shutil.copyfile(history, history_path(copy))
        try:
            read_history(copy)
        except JdworkError as error:
            found = _of_error(error, history, "Changes of settings can be neither listed nor taken back.")
            yield Problem(
                found.where.replace(str(copy.parent), str(history.parent)),
                found.what,
                found.meaning,
                found.remedy,
            )


def _cut_torn_line(history: Path) -> str:
    content = history.read_bytes()
    replace_file(history, content[: content.rfind(b"\n") + 1])
    return "cut the torn line off"


def _vector_bytes(workspace: Workspace) -> int:
    from jdwork.config import load_settings

    try:
        return load_settings(workspace.config).embed.cache_megabytes * 1_000_000
    except JdworkError:
        return 0


def _of_catalog(workspace: Workspace) -> Iterator[Problem]:
    from jdwork.catalog.files import load_catalog_files
    from jdwork.catalog.journal import read_journal

    try:
        load_catalog_files(workspace.catalog)
    except JdworkError as error:
        yield _of_error(error, workspace.catalog, "Nothing can be classified.")
    try:
        read_journal(workspace.catalog_journal)
    except JdworkError as error:
        yield _of_error(error, workspace.catalog_journal, "Changes of the catalog cannot be undone.")


def _of_database(workspace: Workspace) -> Iterator[Problem]:
    from sqlalchemy.engine import make_url

    from jdwork.database.engine import open_database

    url = workspace.database_url
    if url.startswith("sqlite"):
        path = Path(str(make_url(url).database))
        if not path.exists():
            return  # It is made when it is first needed.
        damage = _damage_of(path)
        if damage is not None:
            yield damage
            return
    try:
        open_database(url, create=False).dispose()
    except JdworkError as error:
        yield _of_error(error, "the database", "Runs, labels and reviews cannot be stored.")


def _damage_of(path: Path) -> Problem | None:
    lost = "Labels, reviews and runs stored in it may be lost in part."
    backup = "Never mended here: copy the file, then restore a backup, or try 'sqlite3 FILE .recover'."
    try:
        opened = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=2.0)
        with closing(opened) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(1000)
    except sqlite3.OperationalError as error:
        if "malformed" not in str(error):
            hint = "End the process that holds it, or check the file's permissions."
            return Problem(str(path), f"cannot be read ({error})", "No command can store anything.", hint)
        said, orphans = str(error), []
    except sqlite3.DatabaseError as error:
        said, orphans = str(error), []
    if said != "ok":
        return Problem(str(path), f"is damaged ({said})", lost, backup)
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        what = f"holds rows that refer to missing ones (in {tables})"
        return Problem(str(path), what, "Another program has changed it.", backup)
    return None


def _leftovers(workspace: Workspace) -> Iterator[Problem]:
    now = time.time()
    for folder in (workspace.catalog, workspace.state):
        for path in sorted([*folder.rglob(".*.new"), *folder.rglob(".*.part")]):
            if path.is_file() and not path.is_symlink() and now - path.stat().st_mtime > LEFTOVER_SECONDS:
                yield Problem(
                    str(path),
                    "is what a stopped write left",
                    "It only takes room: the write never came about.",
                    "removes it",
                    removing(path),
                )


def _of_run(finding: Finding, workspace: Workspace) -> Problem:
    cure = partial(mend_run, finding, state=workspace.state) if finding.mendable else None
    meaning = "Its figures cannot be trusted or shown until then."
    return Problem(str(finding.folder.path), finding.problem, meaning, finding.remedy, cure)
