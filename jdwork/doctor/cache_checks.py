"""What is wrong with the caches of a workspace: all but paid answers can be made again at no cost."""

from __future__ import annotations

import json
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import numpy as np

from jdwork.doctor.problem import Problem, removing
from jdwork.embed.vector_file import keep_within
from jdwork.runs.part_cache import MOST_BYTES, PartCache
from jdwork.runs.parts import read_part

_COLUMNS = {"vector": {"key", "value"}, "answer": {"key", "answer", "model", "prompt", "kept_at"}}
"""Columns without which a table is of another version."""

_RENEWED = "What it held is worked out again when it is next needed."
_PAID = "Answers kept in it are lost: language models are asked again, which may cost money."
_COMPANIONS = ("-wal", "-shm", "-journal")


def examine_caches(state: Path, *, vector_bytes: int = 0) -> Iterator[Problem]:
    """Look at every cache of a workspace; nothing is changed.

    Parameters
    ----------
    state
        The folder that they lie in.
    vector_bytes
        What the vectors of one encoder may take; 0: any number.

    Yields
    ------
    Problem
        Mending removes a damaged file, moves a damaged database aside, or drops what was used least recently.
    """
    for path in _files(state / "vectors"):
        if path.name.startswith("vectors-") and path.suffix == ".sqlite":
            yield from _of_database(path, "vector", _RENEWED, most=vector_bytes)
        elif ".damaged-" in path.name:
            yield Problem(
                str(path), "was moved aside as damaged", "It only takes room.", "removes it", removing(path)
            )
        elif not path.name.endswith(_COMPANIONS):
            yield _foreign(path)
    for path in _files(state / "answers"):
        if path.name == "answers.sqlite":
            yield from _of_database(path, "answer", _PAID)
        elif not path.name.endswith(_COMPANIONS) and ".damaged-" not in path.name:
            yield _foreign(path)
    for folder, suffix, is_sound in (
        ("prepared", ".npz", _arrays_are_sound),
        ("maps", ".npz", _arrays_are_sound),
        ("catalogs", ".json", _json_is_sound),
    ):
        yield from _of_files(_files(state / folder), suffix, is_sound)
    yield from _of_parts(state / "parts")


def _files(folder: Path) -> list[Path]:
    """Files that are not hidden: hidden ones are writes that go on, or were stopped."""
    return sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))


def _foreign(path: Path) -> Problem:
    return Problem(
        str(path),
        "is no file of this cache",
        "Nothing reads it.",
        "Look at it, then move it elsewhere or remove it.",
    )


def _of_files(files: list[Path], suffix: str, is_sound: Callable[[Path], bool]) -> Iterator[Problem]:
    for path in files:
        if path.suffix != suffix:
            yield _foreign(path)
        elif not is_sound(path):
            yield Problem(str(path), "is damaged", _RENEWED, "removes it", removing(path))


def _of_parts(folder: Path) -> Iterator[Problem]:
    size = 0
    for path in sorted(folder.glob("*/[!.]*")):
        if path.suffix != ".part":
            yield _foreign(path)
            continue
        size += path.stat().st_size
        if read_part(path) is None:
            yield Problem(str(path), "is damaged", _RENEWED, "removes it", removing(path))
    if size > MOST_BYTES:

        def sweep() -> str:
            PartCache(folder).sweep()
            return "dropped the parts used least recently"

        yield Problem(
            str(folder),
            f"holds {size:,} bytes, more than the {MOST_BYTES:,} allowed",
            "It takes room.",
            "drops the parts used least recently",
            sweep,
        )


def _of_database(path: Path, table: str, meaning: str, *, most: int = 0) -> Iterator[Problem]:
    try:
        with closing(_opened(path)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            pages, free, page = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
    except sqlite3.OperationalError as error:
        if "malformed" not in str(error):
            yield Problem(
                str(path),
                f"cannot be read ({error})",
                "Work goes on without this cache, more slowly.",
                "End the process that holds it, or check the file's permissions.",
            )
            return
        said, columns = str(error), set()
    except sqlite3.DatabaseError as error:
        said, columns = str(error), set()
    aside = "moves it aside, beside its old place"
    if said != "ok":
        yield Problem(str(path), f"is damaged ({said})", meaning, aside, _moving_aside(path))
    elif columns and not _COLUMNS[table] <= columns:
        yield Problem(str(path), "is of another version", meaning, aside, _moving_aside(path))
    elif most and (pages - free) * page > most:
        yield Problem(
            str(path),
            f"holds {(pages - free) * page:,} bytes, more than the {most:,} allowed",
            "It takes room; vectors used least recently go when the next are written.",
            "drops them now",
            _shrinking(path, most),
        )


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=2.0)


def _moving_aside(path: Path) -> Callable[[], str]:
    def move() -> str:
        suffix = f".damaged-{time.time_ns()}"
        # The log first: left behind, it would be replayed into the new file.
        for name in (f"{path.name}-wal", f"{path.name}-shm", path.name):
            part = path.with_name(name)
            if part.exists():
                part.replace(part.with_name(name + suffix))
        return f"moved aside as {path.name}{suffix}"

    return move


def _shrinking(path: Path, most: int) -> Callable[[], str]:
    def shrink() -> str:
        try:
            with closing(sqlite3.connect(path, timeout=10.0, isolation_level=None)) as connection:
                return f"dropped {keep_within(connection, most):,} vectors"
        except sqlite3.Error as error:
            raise OSError(str(error)) from error

    return shrink


def _arrays_are_sound(path: Path) -> bool:
    try:
        with np.load(path, allow_pickle=False) as stored:
            for name in stored.files:
                stored[name]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return False
    return True


def _json_is_sound(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return True
