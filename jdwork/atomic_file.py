"""Replacing a file so that readers see the old bytes or the new ones, even after a power cut."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jdwork.errors import JdworkError

LOCK_SECONDS = 15.0


@contextmanager
def only_writer(
    path: Path, *, seconds: float = LOCK_SECONDS, error: type[JdworkError] = JdworkError
) -> Iterator[None]:
    """Hold the lock of a file, so that processes change it one after another.

    Parameters
    ----------
    path
        The file; its lock is a hidden file beside it, which stays there.
    seconds
        How long to wait for another writer.
    error
        The kind of error to raise.

    Raises
    ------
    JdworkError
        If another writer holds the lock for longer, or the folder may not be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        raise error(
            f"Another process has been writing the file for {seconds:g} seconds.",
            where=str(path),
            hint="Wait for it to finish, or end it, then try again.",
        ) from None
    except OSError as problem:
        raise _not_writable(path, problem, error) from None
    try:
        yield
    finally:
        lock.release()


def replace_file(path: Path, content: bytes, *, error: type[JdworkError] = JdworkError) -> None:
    """Put new bytes in place of a file's, all at once and safely on disk when this returns.

    Parameters
    ----------
    path
        The file; a link is followed, and the file keeps its permissions.
    content
        Its new bytes.
    error
        The kind of error to raise.

    Raises
    ------
    JdworkError
        If the folder may not be written to; the file is then as it was.
    """
    target = path.resolve()
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            fresh.chmod(stat.S_IMODE(target.stat().st_mode))
        fresh.replace(target)
    except OSError as problem:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise _not_writable(path, problem, error) from None
    _sync_folder(target.parent)


def append_line(path: Path, line: str, *, error: type[JdworkError] = JdworkError) -> None:
    """Append a line to a file and see it safely on disk.

    A last line without an end is what a crash left of an append: it is cut off first.

    Raises
    ------
    JdworkError
        If the file may not be written to.
    """
    try:
        with path.open("a+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(0)
                content = file.read()
                if not content.endswith(b"\n"):
                    file.truncate(content.rfind(b"\n") + 1)
            file.write(line.encode("utf-8") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise _not_writable(path, problem, error) from None
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Not every system lets a folder be opened; the replacement itself is whole in any case.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_writable(path: Path, problem: OSError, error: type[JdworkError]) -> JdworkError:
    return error(
        f"The file cannot be written ({problem.strerror or problem}).",
        where=str(path),
        hint="Check the folder's permissions and the free space; nothing was changed.",
    )
